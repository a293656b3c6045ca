"""责任单位: one unit under all its names."""

from __future__ import annotations

from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_units
from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.scheme import Unit

SHEET = "责任单位"


def read(*rows: tuple[Value, ...]) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """The units of a sheet 责任单位 with these rows below its header; the first is row 2."""
    return read_units(MemoryGrid({SHEET: [("单位", "别名", "类别", "负责人", "联系人", "电话"), *rows]}))


def test_a_unit_is_read_with_its_names_and_whom_to_write_to() -> None:
    row = ("区发展和改革委员会", "区发改委、发改委", "部门", "王主任", "李四", 85290001.0)
    unit = Unit(
        "区发展和改革委员会", "部门", ("区发改委", "发改委"), "王主任", "李四", "85290001", Cell(SHEET, "A2")
    )
    assert read(row) == ((unit,), ())


def test_a_group_merged_down_holds_for_all_its_units() -> None:
    rows: list[tuple[Value, ...]] = [
        ("类别", "单位", "别名"),
        ("街道", "甲街道", "甲"),
        (None, "乙街道", "—"),
    ]
    units, findings = read_units(MemoryGrid({SHEET: rows}, merged={SHEET: ["A2:A3"]}))
    assert [(unit.name, unit.group, unit.aliases) for unit in units] == [
        ("甲街道", "街道", ("甲",)),
        ("乙街道", "街道", ()),
    ]
    assert findings == ()


def test_a_sheet_of_that_name_needs_no_aliases() -> None:
    units, _ = read_units(
        MemoryGrid({SHEET: [("单位名称", "考核类别", "联系电话"), ("甲街道", "街道", "029-1")]})
    )
    assert [(unit.name, unit.group, unit.phone) for unit in units] == [("甲街道", "街道", "029-1")]


def test_a_unit_without_a_name_twice_there_or_sharing_an_alias_is_reported() -> None:
    none: tuple[Value, ...] = (None,) * 3
    units, findings = read(
        ("甲镇", "镇政府", "镇", *none),
        (None, "无名", "镇", *none),
        ("甲 镇", None, "街道", *none),
        ("乙镇", "镇政府、甲镇", "镇", *none),
    )
    assert [(unit.name, unit.group) for unit in units] == [("甲镇", "镇"), ("乙镇", "镇")]
    assert [(f.code, f.place) for f in findings] == [
        ("UNIT_WITHOUT_NAME", Cell(SHEET, "A3")),
        ("UNIT_TWICE", Cell(SHEET, "A4")),
        ("ALIAS_TWICE", Cell(SHEET, "A5")),
        ("ALIAS_TWICE", Cell(SHEET, "A5")),
    ]
