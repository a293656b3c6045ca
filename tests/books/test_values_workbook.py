"""A new workbook of what blocks show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from kaohe_xl.books.grid import Area, Block, ErrorValue
from kaohe_xl.books.package import Package
from kaohe_xl.books.values_workbook import values_workbook
from kaohe_xl.errors import BookError

DAY = dt.datetime(2011, 10, 31)
BLOCKS = {
    "市考指标": Block(
        (
            ("考核指标完成情况（截至10月底）", None, None, None),
            ("指标", "目标", "完成", "完成率"),
            ("生产总值", 310, 225.1, 0.7261),
            ("节能降耗", True, DAY, None),
            ("=不是公式", "007", ErrorValue("#DIV/0!"), 1.0),
            ("控制符\x07\n_x0041_", "", DAY.replace(hour=8, minute=30), 0.125),
        ),
        (Area(1, 1, 1, 4),),
        frozenset({(3, 4), (4, 4), (5, 4), (6, 4), (9, 9)}),
    ),
    "考核 设置": Block((("名称", "值"),), hidden=True),
}


def file_of(package: Package, path: Path) -> Path:
    whole = BytesIO()
    package.archive.write(None, whole)
    path.write_bytes(whole.getvalue())
    return path


def test_what_the_blocks_show_is_in_the_workbook(tmp_path: Path) -> None:
    package = values_workbook(BLOCKS, "表.csv")
    for name, block in BLOCKS.items():
        made = package.block(name)
        assert [[v or None for v in row] for row in made.values] == [
            [v or None for v in row] for row in block.values
        ]
        assert made.merged == block.merged
        assert set(made.percents) == block.percents
        assert made.hidden == block.hidden
        assert not made.formulas
    assert isinstance(package.block("市考指标").at(5, 3), ErrorValue)


def test_other_programs_see_the_same(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(file_of(values_workbook(BLOCKS, "表.csv"), tmp_path / "表.xlsx"))["市考指标"]
    assert [sheet.cell(row, 4).number_format for row in (3, 5, 6)] == ["0.00%", "0%", "0.0%"]
    assert sheet["A5"].data_type == "s"
    assert sheet["B5"].number_format == "@"
    assert sheet["C4"].value == DAY
    assert sheet.column_dimensions["A"].width > 9


def test_the_result_is_valid(tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]) -> None:
    made = file_of(values_workbook(BLOCKS, "表.csv"), tmp_path / "表.xlsx")
    assert validator(made) == ()


def test_one_sheet_must_be_seen() -> None:
    package = values_workbook({"甲": Block(((1,),), hidden=True)}, "表.ods")
    assert not package.block("甲").hidden


@pytest.mark.parametrize("names", [("长" * 32,), ("甲/乙",), ("",), ("Abc", "aBC")])
def test_names_that_excel_does_not_allow_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(BookError, match=r"表\.ods"):
        values_workbook({name: Block(((1,),)) for name in names}, "表.ods")


def test_text_that_is_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(BookError, match="32767"):
        values_workbook({"甲": Block((("长" * 40_000,),))}, "表.csv")
