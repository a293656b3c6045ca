"""小计 and 合计 down and across, full points in words: each held against its parts."""

from __future__ import annotations

import pytest

from kaohe_xl.books.grid import Formula, Value
from tests.books.checking import Rows, findings, places

HEAD = ["类别", "指标", "计量单位", "分值", "年度目标", "完成"]
TABLE: Rows = [
    ["2011年考核指标（满分20分）"],
    HEAD,
    ["经济", "生产总值", "亿元", 8, 310, 200],
    ["经济", "固投", "亿元", 5, 310.5, 268],
    ["经济小计", None, None, 13, None, None],
    ["民生", "就业", "人", 4, 9500, 9120],
    ["民生", "保障房", "套", 3, 5200, 3010],
    ["民生小计", None, None, 7, None, None],
    ["合　计", None, None, 20, None, None],
]


def changed(row: int, column: int, value: object) -> Rows:
    rows = [list(line) for line in TABLE]
    rows[row - 1][column - 1] = value  # type: ignore[call-overload]
    return rows


def test_sums_that_add_up_are_silent() -> None:
    assert findings({"指标": TABLE}) == ()


@pytest.mark.parametrize(
    ("row", "value", "cells"),
    [
        (5, 14, ["指标!D5"]),  # a subtotal
        (9, 21, ["指标!D9"]),  # the total
        (4, 6, ["指标!D5", "指标!D9"]),  # a part: both sums over it
    ],
)
def test_a_sum_of_points_that_does_not_add_up_is_said(row: int, value: int, cells: list[str]) -> None:
    found = places("SUM_DISAGREES", {"指标": changed(row, 4, value)})
    assert found == cells if row != 4 else set(found) <= set(cells) and found


def test_the_finding_says_both_sums_and_the_difference() -> None:
    (found,) = findings({"指标": changed(9, 4, "21")})
    assert "“合计”" in found.message
    assert all(word in found.message for word in ("21", "20", "相差 1"))


def test_full_points_in_words_are_held_against_the_points() -> None:
    assert places("POINTS_TOTAL_DISAGREES", {"指标": changed(1, 1, "2011年考核指标（满分100分）")}) == [
        "指标!A1"
    ]
    below = [*TABLE, ["注：各项指标共20分。"]]
    assert findings({"指标": below}) == ()
    assert places("POINTS_TOTAL_DISAGREES", {"指标": [*TABLE, ["注：总分100分。"]]}) == ["指标!A10"]


def test_full_points_may_be_those_of_all_tables() -> None:
    first = [["一、经济（总分30分）"], HEAD, *[list(line) for line in TABLE[2:4]]]
    second = [HEAD, ["民生", "就业", "人", 10, 9500, 9120], ["民生", "保障房", "套", 7, 5200, 3010]]
    assert findings({"经济": first, "民生": second}) == ()


def test_points_of_a_category_stand_in_its_name() -> None:
    rows = [list(line) for line in TABLE[:4]]
    rows[0] = ["2011年考核指标"]
    for row in rows[2:4]:
        row[0] = "经济发展（13分）"
    assert findings({"指标": rows}) == ()
    rows[2][3] = 9
    assert places("POINTS_OF_CATEGORY_DISAGREE", {"指标": rows}) == ["指标!A3"]


def test_points_of_a_parent_are_those_of_its_children() -> None:
    rows: Rows = [
        ["指标", "上级指标", "分值", "年度目标", "完成"],
        ["外贸", None, 10, None, None],
        ["外贸总额", "外贸", 4, 100, 90],
        ["外贸增速", "外贸", 6, 10, 9],
    ]
    assert places("POINTS_OF_PARENT_DISAGREE", {"指标": rows}) == []
    wrong = [*rows[:3], ["外贸增速", "外贸", 5, 10, 9]]
    assert places("POINTS_OF_PARENT_DISAGREE", {"指标": wrong}) == ["指标!C2"]


UNITS: Rows = [
    ["单位", "固投", None, "增速(%)", None],
    [None, "目标", "完成", "目标", "完成"],
    ["甲镇", 100, 33.3, 8, 7],
    ["乙镇", 120, 33.3, 9, 8],
    ["丙镇", 80, 33.4, 7, 9],
    ["合计", 300, 100, 8, 8],
]


def test_units_are_summed_but_not_their_rates() -> None:
    assert findings({"各镇": UNITS}) == ()
    wrong = [*UNITS[:5], ["合计", 310, 100, 8, 8]]
    assert places("SUM_DISAGREES", {"各镇": wrong}) == ["各镇!B6"]


def test_rounding_of_the_parts_is_no_mistake() -> None:
    rounded = [*UNITS[:5], ["合计", 300, 100.1, 8, 8]]
    assert findings({"各镇": rounded}) == ()
    coarse = [*UNITS[:4], ["丙镇", 80, 33.8, 7, 9], ["合计", 300, 100, 8, 8]]
    assert findings({"各镇": coarse}) == ()
    beyond = [*UNITS[:5], ["合计", 300, 101, 8, 8]]
    assert places("SUM_DISAGREES", {"各镇": beyond}) == ["各镇!C6"]


@pytest.mark.parametrize("label", ["平均", "全区平均", "最高", "注：合计口径见文件"])
def test_rows_that_are_no_sums_are_not_added_up(label: str) -> None:
    assert findings({"各镇": [*UNITS[:5], [label, 77, 88, 8, 8]]}) == ()


def test_a_formula_without_a_value_says_nothing() -> None:
    assert findings({"指标": changed(9, 4, Formula("=SUM(D3:D8)"))}) == ()


def test_parts_of_a_row_above_do_not_count_twice() -> None:
    rows: Rows = [
        ["指标", "计量单位", "年度目标", "完成"],
        ["工业投资", "亿元", 100, 90],
        ["其中：技改投资", "亿元", 40, 30],
        ["农业投资", "亿元", 50, 20],
        ["合计", None, 150, 110],
    ]
    assert findings({"投资": rows}) == ()
    assert places("SUM_DISAGREES", {"投资": [*rows[:4], ["合计", None, 160, 110]]}) == ["投资!C5"]


def test_amounts_in_different_measures_are_not_added_up() -> None:
    rows = [list(line) for line in TABLE]
    rows[8][4] = 12345
    assert findings({"指标": rows}) == ()


@pytest.mark.parametrize("over", [None, "各镇完成情况"])
def test_a_column_of_sums_beside_the_units(over: str | None) -> None:
    rows: list[list[Value]] = [
        ["指标", "计量单位", "甲镇", "乙镇", "合计"],
        ["固投", "亿元", 30, 40, 70],
        ["满意率", "%", 90, 92, 91],
    ]
    if over:
        rows.insert(0, ["指标", "计量单位", over, None, None])
        rows[1][:2] = [None, None]
    areas = ["A1:A2", "B1:B2", "C1:E1"] if over else []
    assert findings({"各镇": rows}, merged={"各镇": areas}) == ()
    rows[-2][4] = 75
    found = findings({"各镇": rows}, merged={"各镇": areas})
    assert [(f.code, str(f.place)) for f in found] == [("SUM_ACROSS_DISAGREES", f"各镇!E{len(rows) - 1}")]
