"""计分规则 as it stands in the sheet."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_rules
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.scheme import Direction, RuleText

SHEET = "计分规则"
HEADER = ("指标", "单位", "分值", "方向", "方法", "参数", "条款", "生效日期")


def read(*rows: tuple[Value, ...]) -> tuple[tuple[RuleText, ...], tuple[Finding, ...]]:
    """The rules of a sheet 计分规则 with these rows below its header; the first is row 2."""
    return read_rules(MemoryGrid({SHEET: [HEADER, *rows]}))


def test_a_row_is_a_rule_with_the_cells_of_its_fields() -> None:
    row = (
        "生产总值",
        None,
        8,
        "正向",
        "完成率+超额加分",
        "封顶=1.2；每=0.01",
        "办法第三条",
        datetime(2011, 1, 1),
    )
    assert read(row) == (
        (
            RuleText(
                "生产总值",
                "完成率+超额加分",
                "封顶=1.2；每=0.01",
                points=D(8),
                direction=Direction.HIGHER,
                clause="办法第三条",
                effective=date(2011, 1, 1),
                place=Cell(SHEET, "E2"),
                parameters_place=Cell(SHEET, "F2"),
                points_place=Cell(SHEET, "C2"),
                direction_place=Cell(SHEET, "D2"),
            ),
        ),
        (),
    )


def test_columns_may_stand_in_any_order_under_a_title_with_others_between() -> None:
    rows: list[tuple[Value, ...]] = [
        ("二〇一一年计分规则", None, None, None, None),
        (None,) * 5,
        ("序号", "计分方法", "经办人", "分 值（分）", "考核指标"),
        (1, "达标", "张三", "5分", "信访量"),
    ]
    rules, findings = read_rules(MemoryGrid({"附件2": rows}, merged={"附件2": ["A1:E1"]}))
    assert [(r.indicator, r.method, r.points, r.place) for r in rules] == [
        ("信访量", "达标", D(5), Cell("附件2", "B4"))
    ]
    assert rules[0].parameters_place is None
    assert findings == ()


def test_a_rule_for_several_units_is_one_for_each() -> None:
    rules, _ = read(("生产总值", "甲镇、乙镇\n丙镇", None, None, "达标", None, None, None))
    assert [rule.unit for rule in rules] == ["甲镇", "乙镇", "丙镇"]


@pytest.mark.parametrize("cell", [None, "", "—", "全部", "所有单位", "各单位"])
def test_a_rule_for_all_units_names_none(cell: Value) -> None:
    assert [rule.unit for rule in read(("生产总值", cell, None, None, "达标", None, None, None))[0]] == [""]


def test_an_indicator_merged_down_holds_for_all_its_rows() -> None:
    rows: list[tuple[Value, ...]] = [
        ("指标", "单位", "方法"),
        ("生产总值", "甲镇", "达标"),
        (None, "乙镇", "完成率"),
    ]
    rules, findings = read_rules(MemoryGrid({SHEET: rows}, merged={SHEET: ["A2:A3"]}))
    assert [(rule.indicator, rule.unit) for rule in rules] == [("生产总值", "甲镇"), ("生产总值", "乙镇")]
    assert findings == ()


@pytest.mark.parametrize("cell", ["正向", "正", "越高越好", "↑", "正 向"])
def test_more_is_better_by_any_of_its_words(cell: str) -> None:
    assert read(("生产总值", None, None, cell, "达标", None, None, None))[0][0].direction is Direction.HIGHER


@pytest.mark.parametrize("cell", ["逆向", "逆", "反向", "越低越好", "↓", "负向指标"])
def test_less_is_better_by_any_of_its_words(cell: str) -> None:
    assert read(("信访量", None, None, cell, "达标", None, None, None))[0][0].direction is Direction.LOWER


def test_line_breaks_between_parameters_separate_them() -> None:
    assert (
        read(("信访量", None, None, None, "扣分", "每例=1\n保底=0；\n", None, None))[0][0].parameters
        == "每例=1；保底=0；"
    )


def test_a_parameter_that_excel_took_for_a_number_is_kept_as_text() -> None:
    assert read(("信访量", None, None, None, "达标", 0.5, None, None))[0][0].parameters == "0.5"


@pytest.mark.parametrize(
    ("column", "cell", "code", "place"),
    [
        ("分值", "五", "BAD_RULE_POINTS", "C2"),
        ("分值", -5, "BAD_RULE_POINTS", "C2"),
        ("分值", "10%", "BAD_RULE_POINTS", "C2"),
        ("方向", "左", "BAD_RULE_DIRECTION", "D2"),
        ("生效日期", "去年", "BAD_RULE_DATE", "H2"),
    ],
)
def test_what_can_not_be_read_is_reported_with_its_cell_and_the_rule_stays(
    column: str, cell: Value, code: str, place: str
) -> None:
    row: list[Value] = ["生产总值", None, 8, "正向", "达标", None, None, "2011年"]
    row[HEADER.index(column)] = cell
    rules, findings = read(tuple(row))
    assert [rule.method for rule in rules] == ["达标"]
    assert [(f.code, f.severity, f.place) for f in findings] == [(code, Severity.ERROR, Cell(SHEET, place))]


def test_a_rule_without_an_indicator_is_reported() -> None:
    rules, findings = read((None, None, 8, None, "达标", None, None, None))
    assert rules == ()
    assert [(f.code, f.place) for f in findings] == [("RULE_ROW_WITHOUT_INDICATOR", Cell(SHEET, "A2"))]


def test_of_two_rules_for_the_same_the_first_holds_and_the_second_is_reported() -> None:
    same: tuple[Value, ...] = ("生产总值", None, None, None, "达标", None, None, None)
    later: tuple[Value, ...] = ("生产总值", None, None, None, "完成率", None, None, "2012年")
    rules, (found,) = read(same, same, later)
    assert [(rule.method, rule.effective) for rule in rules] == [("达标", None), ("完成率", date(2012, 1, 1))]
    assert (found.code, found.place) == ("DUPLICATE_RULE", Cell(SHEET, "E3"))


def test_a_row_with_only_an_indicator_blank_rows_and_notes_state_nothing() -> None:
    blank: tuple[Value, ...] = (None,) * 8
    note: tuple[Value, ...] = ("注：以上由考核办解释", *blank[1:])
    assert read(("一、经济指标", *blank[1:]), blank, note, blank) == ((), ())


def test_two_lists_side_by_side_do_not_mix() -> None:
    rows: list[tuple[Value, ...]] = [
        ("指标", "方法", None, "单位", "别名"),
        ("生产总值", "达标", None, "甲镇", "甲"),
        ("信访量", "扣分", None, None, None),
    ]
    rules, findings = read_rules(MemoryGrid({"规则": rows}))
    assert [rule.indicator for rule in rules] == ["生产总值", "信访量"]
    assert findings == ()
