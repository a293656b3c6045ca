"""Every entry names the figures and the cells that it rests on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.readings import Missing, Reading, Record
from kaohe_xl.domain.scheme import (
    RuleText,
    Scheme,
    Unit,
)
from kaohe_xl.domain.scoring import assess
from tests.domain.case import GROSS, OCTOBER, Case, case, record


@case(
    """
    指标   分值  目标  方向  方法      参数         甲  乙
    固投    10    10   正向  名次线性   -           9   8
    外资    10    10   正向  完成率    封顶=1.2     9  12
    """,
    settings=replace(OCTOBER, places={"截至日期": Cell("考核设置", "B3")}),
    rules=(RuleText("党建", "评议"),),
)
def test_an_entry_names_the_cells_it_rests_on(assessment: Case) -> None:
    ranked, capped = assessment.entry("乙", "固投"), assessment.entry("乙", "外资")
    assert [(i.name, i.value, i.place) for i in capped.inputs] == [
        ("完成值", D(12), Cell("案例", "H3")),
        ("年度目标", D(10), Cell("案例", "C3")),
        ("分值", D(10), Cell("案例", "A3")),
        ("方法", "完成率", Cell("案例", "E3")),
        ("参数", "封顶=1.2", Cell("案例", "E3")),
        ("方向", "正向", Cell("案例", "A3")),
        ("截至日期", "2011-10-31", Cell("考核设置", "B3")),
    ]
    assert ("位次", D(2), None) in [(i.name, i.value, i.place) for i in ranked.inputs]
    assert (capped.points, capped.bonus, capped.lost) == (10, 2, 0)
    assert capped.steps
    assert assessment.findings("RULE_INDICATOR_UNKNOWN")


def test_points_come_from_the_rule_then_the_units_own_cell_then_the_indicator() -> None:
    own = Reading(D(6), Cell("案", "D2"))
    records = [record("甲", "10", "10"), replace(record("乙", "10", "10"), points=own)]
    units = (Unit("甲"), Unit("乙"))
    assert [e.points for e in assess(Scheme(units, (GROSS,)), records).entries] == [10, 6]
    rule = RuleText("总值", "完成率", unit="乙", points=D(4), place=Cell("计分规则", "A2"))
    result = assess(Scheme(units, (GROSS,), (rule,)), records)
    assert [e.points for e in result.entries] == [10, 4]
    places = [i.place for e in result.entries for i in e.inputs if i.name == "分值"]
    assert places == [None, Cell("计分规则", "A2")]
    unruled = assess(Scheme(units, (GROSS,)), records).entries[1]
    assert own.place in [i.place for i in unruled.inputs]


def test_a_plan_is_among_the_inputs_and_tells_the_progress() -> None:
    planned = replace(record("甲", "75", "100"), plan=Reading(D(80), Cell("案", "E2")))
    entry = assess(Scheme((Unit("甲"),), (GROSS,), settings=OCTOBER), [planned]).entries[0]
    assert (entry.plan, entry.progress, entry.ahead) == (80, D("0.8"), -5)
    assert ("累计计划", D(80)) in [(i.name, i.value) for i in entry.inputs]


def test_an_unreadable_target_makes_the_score_not_computable() -> None:
    entry = Record("甲", "总值", Reading(D(9)), Reading(None, Cell("案", "C2"), "待定"))
    result = assess(Scheme((Unit("甲"),), (GROSS,)), [entry])
    assert result.entries[0].missing is Missing.NOT_COMPUTABLE
    assert ("年度目标", "待定") in [(i.name, i.value) for i in result.entries[0].inputs]


def test_points_and_direction_name_their_own_cells_before_that_of_the_row() -> None:
    at = [Cell("目标", ref) for ref in ("B2", "D2", "E2")]
    line = replace(GROSS, place=at[0], points_place=at[1], direction_place=at[2])
    plain = assess(Scheme((Unit("甲"),), (line,)), [record("甲", "9", "10")]).entries[0]
    assert {i.name: i.place for i in plain.inputs if i.name in ("分值", "方向")} == {
        "分值": at[1],
        "方向": at[2],
    }
    cells = {"points_place": Cell("计分规则", "C2"), "direction_place": Cell("计分规则", "D2")}
    rule = RuleText("总值", "完成率", points=D(10), direction=GROSS.direction, **cells)
    ruled = assess(Scheme((Unit("甲"),), (line,), (rule,)), [record("甲", "9", "10")]).entries[0]
    assert [i.place for i in ruled.inputs if i.name in ("分值", "方向")] == list(cells.values())
