"""Ranks and completions typed by hand, held against the figures; truncation is no mistake."""

from __future__ import annotations

import pytest

from kaohe_xl.books.grid import Formula, Value
from tests.books.checking import Rows, findings

PEERS: Rows = [
    ["2011年各区县完成（1-10月）"],
    ["指标", "新城区", "碑林区", "长安区", "雁塔区"],
    ["生产总值", 318.4, 352.7, 198.6, 352.7],
    ["信访", 14, 10, 14, 15],
]


def own(
    completion: Value, rank: Value, header: str = "完成率", actual: float = 14, target: float = 23
) -> Rows:
    return [
        ["2011年长安区（1-10月）"],
        ["指标", "方向", "年度目标", "完成", header, "位次"],
        ["生产总值", "正向", target, actual, completion, rank],
    ]


def codes(table: Rows, *, peers: bool = True) -> list[tuple[str, str]]:
    rows = [list(line) for line in PEERS]
    rows[2][3] = table[2][3]
    sheets: dict[str, Rows] = {"市考指标": table} | ({"各区县": rows} if peers else {})
    return [(f.code, str(f.place)) for f in findings(sheets)]


@pytest.mark.parametrize(
    ("typed", "header"),
    [
        ("60.8%", "完成率"),  # cut off: 14/23 is 60.869… %
        ("60.9%", "完成率"),
        (60.8, "完成率（%）"),
        (0.6, "完成率"),
        (0.608, "完成率"),
        (60.87, "完成率"),
        ("61%", "完成率"),
        (14 / 23, "完成率"),
        (None, "完成率"),
        (Formula("=D3/C3"), "完成率"),
    ],
)
def test_a_completion_rounded_or_cut_off_is_right(typed: Value, header: str) -> None:
    assert codes(own(typed, 4, header)) == []


@pytest.mark.parametrize("typed", ["60.7%", 62, 0.62, "70%", 1, "160.8%"])
def test_a_completion_that_is_another_one_is_said_at_its_cell(typed: Value) -> None:
    assert codes(own(typed, 4)) == [("COMPLETION_DISAGREES", "市考指标!E3")]


def test_the_plain_ratio_of_a_ceiling_is_told_as_such() -> None:
    table = own("78.6%", None, actual=11, target=14)
    table[2][1] = "逆向"  # type: ignore[index]
    (found,) = findings({"市考指标": table})
    assert (found.code, found.severity) == ("COMPLETION_OF_LOWER", "note")
    assert "121.43%" in found.message


@pytest.mark.parametrize("rank", [4, "4", "第4名", "4/4", None, Formula("=RANK(D3,D:D)"), "暂无"])
def test_a_rank_that_fits_is_silent(rank: Value) -> None:
    assert codes(own(None, rank)) == []


@pytest.mark.parametrize("rank", [3, "第5名", "2/4", 14])
def test_a_rank_that_the_figures_contradict_is_said_at_its_cell(rank: Value) -> None:
    assert codes(own(None, rank)) == [("RANK_DISAGREES", "市考指标!F3")]


def test_without_peers_no_rank_is_known() -> None:
    assert codes(own(None, 9), peers=False) == []


def test_ties_count_one_way_or_the_other() -> None:
    table: Rows = [
        ["单位", "指标", "方向", "目标", "完成", "位次"],
        ["甲镇", "固投", "正向", 10, 9, 1],
        ["乙镇", "固投", "正向", 10, 8, 2],
        ["丙镇", "固投", "正向", 10, 8, "并列第2名"],
        ["丁镇", "固投", "正向", 10, 7, 4],
    ]
    assert findings({"各镇": table}) == ()
    (found,) = findings({"各镇": [*table[:4], ["丁镇", "固投", "正向", 10, 7, 3]]})
    assert str(found.place) == "各镇!F5"


def test_a_column_of_last_months_results_is_said_once() -> None:
    rows: list[list[Value]] = [["单位", "指标", "方向", "目标", "完成", "完成率"]]
    rows += [[f"{letter}镇", "固投", "正向", 100, 50 + n, "30%"] for n, letter in enumerate("甲乙丙丁戊己庚")]
    (found,) = findings({"各镇": rows})
    assert (found.code, str(found.place)) == ("RESULTS_OUTDATED", "各镇!F1")
    assert "7 处" in found.message and "各镇!F2" in found.message
