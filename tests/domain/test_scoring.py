"""Figures become scores: cases as the office would write them, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.domain.assessment import Counts, Light
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Missing, Reading, Record
from kaohe_xl.domain.scheme import (
    Adjustment,
    AdjustmentKind,
    Basis,
    Direction,
    Indicator,
    RuleText,
    Scheme,
    Settings,
    Ties,
    Unit,
)
from kaohe_xl.domain.scoring import assess
from tests.domain.case import Case, case

OCTOBER = Settings(year=2011, as_of=date(2011, 10, 31), ends=date(2011, 12, 20))


@case("""
    指标       分值  目标  方向  方法    甲镇  乙镇
    固投增速    10    8    正向  完成率   10     6
    信访量       5   20    逆向  完成率   18    25
""")
def test_completion_both_directions(assessment: Case) -> None:
    assert assessment.points("甲镇") == D("15.00")  # 10 capped + 5 capped
    assert assessment.points("乙镇") == D("11.25")  # 7.5 + 5 * (2 - 25/20)


@case("""
    指标        分值  目标    方向  方法     甲镇
    实际到位     100  109466  正向  完成率  99552
    开工项目     100      23  正向  完成率     14
    竣工项目     100       9  正向  完成率      7
""")
def test_published_completions_rounded_half_up(assessment: Case) -> None:
    """99552/109466 万元 is printed 90.9 %; 14/23 is printed 60.8 and 7/9 77, both truncated."""
    rounded = [
        half_up(entry.completion * 100, 1) for entry in assessment.assessed.entries if entry.completion
    ]
    assert rounded == [D("90.9"), D("60.9"), D("77.8")]


@case(
    """
    指标    分值  目标  计划  方向  方法    甲镇
    上半年   10    200     -  正向  完成率   107
    前十月   10    100    80  正向  完成率    75
    """,
    settings=replace(OCTOBER, as_of=date(2011, 6, 30)),
)
def test_published_leads_in_percentage_points(assessment: Case) -> None:
    """53.5 % at the end of June is 3.5 points ahead; 75 % where the plan has 80 is 5 behind."""
    assert assessment.entry("甲镇", "上半年").ahead == D("3.5")
    assert assessment.entry("甲镇", "前十月").ahead == D(-5)


@case(
    """
    指标      分值  目标  方向  方法    甲  乙  丙  丁  戊  己  庚  辛  壬  癸  子  丑  寅
    生产总值    8   310   正向  完成率  290  285 280.4  270  265  260  250  240 225.1  210  200  190  180
    """,
    settings=OCTOBER,
)
def test_ranks_third_place_and_lights_of_thirteen(assessment: Case) -> None:
    ninth = assessment.entry("壬")
    assert (ninth.rank, ninth.of, ninth.third_value, ninth.gap_to_third) == (9, 13, D("280.4"), D("55.3"))
    assert (ninth.lights.progress, ninth.lights.rank, ninth.light) == (Light.RED, Light.AMBER, Light.RED)
    assert assessment.entry("乙").gap_to_third == 0
    assert assessment.entry("寅").lights.rank is Light.RED
    assert assessment.assessed.counts == Counts(city_warned=0, after_fifth=8, last_three=3, red=5, amber=3)
    assert assessment.assessed.period == "2011-10"
    assert assessment.assessed.days_left == 50


@case(
    """
    指标      分值  目标  方向  方法    甲   乙  丙  丁  戊  己  庚
    生产总值    8   310   正向  完成率  290  285 280  270 265 260 225
    """,
    settings=replace(OCTOBER, own_unit="庚"),
)
def test_counts_are_the_own_units_where_one_is_named(assessment: Case) -> None:
    assert assessment.assessed.counts == Counts(after_fifth=1, last_three=1, red=1)


@case(
    """
    指标    分值  目标  方向  方法    甲@镇  乙@镇  丙@街  丁@街
    固投     10    10   正向  完成率     9     8      7      6
    """
)
def test_units_rank_inside_their_group(assessment: Case) -> None:
    assert [(e.unit, e.rank, e.of) for e in assessment.assessed.entries] == [
        ("甲", 1, 2),
        ("乙", 2, 2),
        ("丙", 1, 2),
        ("丁", 2, 2),
    ]
    assert assessment.entry("丙").third_value is None


@case("""
    指标    分值  目标  方向  方法    甲@镇  丙@街
    固投     10    10   正向  完成率     9     7
""")
def test_who_has_no_peer_has_no_rank(assessment: Case) -> None:
    entry = assessment.entry("甲")
    assert (entry.rank, entry.of, entry.lights.rank) == (None, 1, None)


@case(
    """
    指标    分值  目标  方向  方法        甲  乙  丙  丁
    固投     12    10   正向  名次线性     9   9   8   7
    """,
    settings=Settings(ties=Ties.DENSE),
)
def test_points_follow_the_declared_ties(assessment: Case) -> None:
    assert [half_up(assessment.entry(u).points or D(0), 2) for u in "甲乙丙丁"] == [12, 12, 9, 6]
    assert assessment.entry("甲").tied


@case("""
    指标    分值  目标  方向  方法    甲  乙     丙    丁
    固投     10    10   正向  完成率   9   -  不考核  待定
""")
def test_a_blank_is_not_reported_a_word_not_computable(assessment: Case) -> None:
    missing = [entry.missing for entry in assessment.assessed.entries]
    assert missing == [None, Missing.NOT_REPORTED, Missing.NOT_ASSESSED, Missing.NOT_COMPUTABLE]
    for unit in "乙丙丁":
        entry = assessment.entry(unit)
        assert (entry.points, entry.rank, entry.light, entry.lost) == (None, None, None, None)
        assert entry.steps
    assert [total.full_points for total in assessment.assessed.totals] == [10, 10, 0, 10]
    reported = assessment.findings("NOT_REPORTED")
    assert [found.place for found in reported] == [Cell("案例", "G2")]
    assert "乙" in reported[0].message
    assert "固投" in reported[0].message


@case("""
    指标    分值  方法  定性  甲  乙
    党建     10   评议   是   9   -
    班子      5    -     是   4   5
""")
def test_a_blank_opinion_is_normal_and_never_red(assessment: Case) -> None:
    entry = assessment.entry("乙", "党建")
    assert (entry.missing, entry.light) == (Missing.NOT_REPORTED, None)
    assert assessment.codes == ["GRADES_ASSUMED"]
    assert assessment.points("甲") == 13
    assert assessment.entry("甲", "班子").method == "评议"
    assert assessment.entry("甲", "班子").rank is None


@case("""
    指标    分值  方法  甲  乙
    创建     10   是否   1   0
    事故     10   扣分   2   0
""")
def test_a_rule_with_an_error_is_told_once_and_scores_nothing(assessment: Case) -> None:
    assert [e.points for e in assessment.assessed.entries if e.indicator == "创建"] == [10, 0]
    assert assessment.entry("甲", "事故").missing is Missing.NOT_COMPUTABLE
    errors = [found for found in assessment.assessed.findings if found.severity is Severity.ERROR]
    assert len(errors) == 1
    assert errors[0].place == Cell("案例", "C3")


@case("""
    指标    分值  目标  方向  方法      甲  乙
    固投     10     0   正向  完成率     9   8
    外资     10     0   正向  达标       9  -1
""")
def test_a_share_of_nothing_is_refused_at_the_cell_of_the_target(assessment: Case) -> None:
    entry = assessment.entry("甲", "固投")
    assert (entry.missing, entry.points, entry.completion) == (Missing.NOT_COMPUTABLE, None, None)
    assert entry.lights.progress is None
    assert entry.rank == 1
    refused = assessment.findings("TARGET_NOT_POSITIVE")
    assert [found.place for found in refused] == [Cell("案例", "C2")] * 2
    assert [found.severity for found in refused] == [Severity.ERROR] * 2
    assert refused[0].message.startswith("甲的“固投”：")
    assert assessment.points("甲", "外资") == 10
    assert assessment.points("乙", "外资") == 0


@case("""
    指标    分值  目标  方向  方法    参数          甲  乙  丙
    固投      -    10   正向  名次   表=1:10，2:8   9   8   7
""")
def test_a_table_says_full_points_by_itself_and_a_rank_beyond_is_refused(assessment: Case) -> None:
    assert [e.points for e in assessment.assessed.entries] == [10, 8, None]
    assert [e.full_points for e in assessment.assessed.entries] == [10, 10, 10]
    refused = assessment.findings("RANK_BEYOND_TABLE")
    assert [found.place for found in refused] == [Cell("案例", "E2")]


@case("""
    指标    分值  目标  方向  方法    参数    甲  乙  丙  丁  戊  己
    固投     10    10   正向  名次   表=1:10   9   8   7   6   5   4
""")
def test_one_fault_of_a_rule_is_said_once_for_all_units(assessment: Case) -> None:
    refused = assessment.findings("RANK_BEYOND_TABLE")
    assert len(refused) == 1
    assert refused[0].message.startswith("乙、丙、丁等 5 个单位的“固投”：")


@case("""
    指标    分值  目标  方向  方法    甲  乙
    固投      -    10   正向  完成率   9   8
    外资      5    10   正向  完成率   9   8
""")
def test_missing_points_are_told_once_an_indicator_and_lights_burn_on(assessment: Case) -> None:
    entry = assessment.entry("甲", "固投")
    assert (entry.missing, entry.points, entry.completion) == (Missing.NOT_COMPUTABLE, None, D("0.9"))
    assert [found.code for found in assessment.assessed.findings if "POINTS" in found.code] == ["NO_POINTS"]


@case(
    """
    指标    目标  方向  甲  乙
    固投     10   正向   9   8
    外资     10   正向   9   8
    """,
    settings=OCTOBER,
)
def test_a_table_without_points_says_so_once(assessment: Case) -> None:
    assert assessment.codes == ["NO_POINTS_AT_ALL"]
    assert assessment.entry("甲").light is Light.GREEN
    assert [(total.rank, total.grade) for total in assessment.assessed.totals] == [(None, ""), (None, "")]


@case("""
    指标    分值  目标  方法    甲  乙
    固投     10    10   完成率   9   8
    创建     10     -   是否     1   0
""")
def test_an_undeclared_direction_is_assumed_and_said_once_where_it_counts(assessment: Case) -> None:
    assert assessment.points("甲", "固投") == 9
    assumed = assessment.findings("DIRECTION_ASSUMED")
    assert len(assumed) == 1
    assert "固投" in assumed[0].message
    assert ("方向", "正向（未注明，按此计算）") in [(i.name, i.value) for i in assessment.entry("甲").inputs]


@case("""
    指标    分值  目标  方向  方法    甲  乙
    固投     10     -   正向  完成率   9   8
""")
def test_no_target_at_all_is_worth_a_warning(assessment: Case) -> None:
    assert [e.missing for e in assessment.assessed.entries] == [Missing.NOT_ASSESSED] * 2
    assert [e.rank for e in assessment.assessed.entries] == [1, 2]
    assert assessment.codes == ["NO_TARGETS"]


def test_a_unit_without_a_target_competes_but_is_not_scored() -> None:
    """In the city's table the peers often have figures only; the own unit's rank still stands among them."""
    records = [record("甲", "9", "10"), record("乙", "12", None), record("丙", "11", "")]
    result = assess(Scheme((Unit("甲"), Unit("乙"), Unit("丙")), (GROSS,)), records)
    assert [(e.unit, e.rank, e.missing) for e in result.entries] == [
        ("甲", 3, None),
        ("乙", 1, Missing.NOT_ASSESSED),
        ("丙", 2, Missing.NOT_ASSESSED),
    ]
    found = next(f for f in result.findings if f.code == "UNITS_WITHOUT_TARGET")
    assert found.severity is Severity.NOTE
    assert found.message.startswith("乙、丙在指标")


GROSS = Indicator("总值", points=D(10), direction=Direction.HIGHER)


def record(unit: str, actual: str, target: str | None, indicator: str = "总值") -> Record:
    aim = None if target is None else Reading(D(target) if target else None, text=target)
    return Record(unit, indicator, Reading(D(actual) if actual else None, text=actual), aim)


def test_an_unreadable_target_makes_the_score_not_computable() -> None:
    entry = Record("甲", "总值", Reading(D(9)), Reading(None, Cell("案", "C2"), "待定"))
    result = assess(Scheme((Unit("甲"),), (GROSS,)), [entry])
    assert result.entries[0].missing is Missing.NOT_COMPUTABLE
    assert ("年度目标", "待定") in [(i.name, i.value) for i in result.entries[0].inputs]


@case("""
    指标      分值  目标  方向  上级  甲
    生产总值    8    -    正向   -    -
    总量        5   10    正向  生产总值  8
    增速        3   10    正向  生产总值  9
""")
def test_a_level_and_its_growth_are_scored_and_their_parent_is_not(assessment: Case) -> None:
    assert assessment.entry("甲", "生产总值").missing is Missing.NOT_ASSESSED
    assert assessment.points("甲") == D("6.70")
    assert assessment.total("甲").full_points == 8
    assert assessment.codes == ["GRADES_ASSUMED"]


@case("""
    指标      分值  目标  方向  上级  甲
    生产总值    8   10    正向   -    8
    总量        5   10    正向  生产总值  8
""")
def test_a_parent_with_figures_of_its_own_is_scored_with_a_warning(assessment: Case) -> None:
    assert assessment.points("甲", "生产总值") == D("6.40")
    assert "PARENT_AND_CHILDREN" in assessment.codes


@case(
    """
    指标   分值  目标  方向  方法    市级预警  甲  乙
    节能     5    20   逆向  完成率   红灯     25  18
    党建     5     -    -    评议     黄      -   4
    """,
    settings=replace(OCTOBER, as_of=date(2011, 3, 31)),
)
def test_the_citys_list_lights_even_what_is_not_reported(assessment: Case) -> None:
    over = assessment.entry("甲", "节能")
    assert (over.lights.progress, over.lights.city, over.light) == (Light.AMBER, Light.RED, Light.RED)
    assert over.lights.reasons["progress"] == "完成值 25 已超过全年控制目标 20，不亮绿灯"
    assert assessment.entry("甲", "党建").light is Light.AMBER
    assert assessment.entry("乙", "节能").lights.progress is Light.GREEN
    assert assessment.assessed.counts.city_warned == 4


@case("""
    指标   单位  分值  目标  方向  方法  参数                甲
    增速    %     10    12   正向  逐点  每点扣=1；每点加=1   10.5
    户数    户    10    200  正向  逐点  每点扣=1；每点加=1   180
""")
def test_percentages_differ_by_points_other_figures_by_completion(assessment: Case) -> None:
    assert assessment.points("甲", "增速") == D("8.50")
    assert assessment.points("甲", "户数") == D("0.00")


@case("""
    指标   分值  方法  定性  甲  乙
    党建     5   评议   是    7  4
""")
def test_a_doubtful_score_is_given_with_a_warning_at_its_figure(assessment: Case) -> None:
    assert assessment.points("甲") == 5
    found = assessment.findings("OPINION_OUTSIDE")
    assert [(f.place, f.severity) for f in found] == [(Cell("案例", "E2"), Severity.WARNING)]
    assert found[0].message.startswith("甲的“党建”：")


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


def test_a_rule_of_one_unit_may_turn_its_direction_round() -> None:
    turned = RuleText("总值", "完成率", unit="乙", direction=Direction.LOWER)
    records = [record("甲", "12", "10"), record("乙", "12", "10")]
    result = assess(Scheme((Unit("甲"), Unit("乙")), (GROSS,), (turned,)), records)
    assert [entry.points for entry in result.entries] == [10, 8]


def test_a_plan_is_among_the_inputs_and_tells_the_progress() -> None:
    planned = replace(record("甲", "75", "100"), plan=Reading(D(80), Cell("案", "E2")))
    entry = assess(Scheme((Unit("甲"),), (GROSS,), settings=OCTOBER), [planned]).entries[0]
    assert (entry.plan, entry.progress, entry.ahead) == (80, D("0.8"), -5)
    assert ("累计计划", D(80)) in [(i.name, i.value) for i in entry.inputs]


def test_findings_of_the_reading_come_first() -> None:
    earlier = Finding("NOT_A_NUMBER", Severity.WARNING, None, "", "")
    result = assess(Scheme((Unit("甲"),), (GROSS,)), [record("甲", "9", "10")], [earlier])
    assert result.findings[0] is earlier


def test_a_unit_that_only_answers_for_indicators_is_not_assessed() -> None:
    result = assess(
        Scheme((Unit("甲"), Unit("区统计局")), (GROSS, replace(GROSS, name="外资"))),
        [record("甲", "9", "10")],
    )
    assert [entry.unit for entry in result.entries] == ["甲"]
    assert [total.unit for total in result.totals] == ["甲"]


@case("""
    指标     分值  目标  方向  方法    甲  乙
    总产值    10    10   正向  名次     9   8
""")
def test_a_rule_in_error_leaves_ranks_and_lights_standing(assessment: Case) -> None:
    entry = assessment.entry("乙")
    assert (entry.missing, entry.rank, entry.completion) == (Missing.NOT_COMPUTABLE, 2, D("0.8"))
    assert entry.steps == ("无法计算：原因见检查结果",)
    assert [f.severity for f in assessment.assessed.findings].count(Severity.ERROR) == 1


def test_nothing_to_assess_gives_an_empty_assessment() -> None:
    result = assess(Scheme((), ()), [])
    assert (result.entries, result.totals, result.counts) == ((), (), Counts())


# What holds for any figures.

FIGURES = st.decimals(-50, 400, places=1)
PARAMETERS = {
    "完成率": "",
    "完成率+超额加分": "",
    "达标": "",
    "名次线性": "",
    "相对第一": "",
    "功效系数": "",
    "阶梯": "表=1:10，0.8:6，0.5:2",
    "名次": "每名减=0.1",
    "达标后排名": "基础分=5；表=1:5，2:3；其后=1",
    "逐点": "基准=平均；每点扣=0.1；每点加=0.1",
    "递减分段": "",
}
METHODS = tuple(PARAMETERS)


@st.composite
def years(draw: st.DrawFn) -> tuple[Scheme, list[Record]]:
    """A small year: units in two groups, indicators of any method and direction, awards and lapses."""
    units = tuple(
        Unit(f"单位{i}", draw(st.sampled_from(("镇", "街")))) for i in range(draw(st.integers(1, 6)))
    )
    lines, rules, records = [], [], []
    for i in range(draw(st.integers(1, 4))):
        method = draw(st.sampled_from(METHODS))
        lines.append(Indicator(f"指标{i}", points=D(10), direction=draw(st.sampled_from(Direction))))
        rules.append(RuleText(f"指标{i}", method, PARAMETERS[method]))
        for unit in units:
            actual, target = draw(st.one_of(st.none(), FIGURES)), draw(st.decimals(0, 200, places=0))
            aim = Reading(target, text="数")
            records.append(
                Record(unit.name, f"指标{i}", Reading(actual, text="" if actual is None else "数"), aim)
            )
    awards = tuple(
        Adjustment(unit.name, f"事项{n}", kind, D(n))
        for n, (unit, kind) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(units), st.sampled_from(AdjustmentKind)), max_size=4))
        )
    )
    return Scheme(units, tuple(lines), tuple(rules), awards, settings=OCTOBER), records


@settings(max_examples=60, deadline=None)
@given(years())
def test_points_stay_within_full_points_and_totals_add_up(year: tuple[Scheme, list[Record]]) -> None:
    scheme, records = year
    result = assess(scheme, records)
    assert len(result.entries) == len(records)
    for entry in result.entries:
        assert (entry.points is None) is (entry.missing is not None)
        if entry.points is not None:
            assert 0 <= entry.points <= 10
            assert entry.bonus >= 0
    for total in result.totals:
        own = [e for e in result.entries if e.unit == total.unit and e.points is not None]
        given_points = sum(
            a.points for a in scheme.adjustments if a.unit == total.unit and a.kind is AdjustmentKind.BONUS
        )
        assert total.base == sum(e.points for e in own if e.points is not None)
        assert total.bonus == sum(e.bonus for e in own) + given_points
        assert total.total == total.base + total.bonus - total.deduction


@settings(max_examples=60, deadline=None)
@given(years())
def test_a_higher_total_never_ranks_behind(year: tuple[Scheme, list[Record]]) -> None:
    ranked = [total for total in assess(*year).totals if total.rank is not None]
    for a in ranked:
        for b in ranked:
            if (
                a.group == b.group
                and a.rank is not None
                and b.rank is not None
                and half_up(a.total - b.total, 6) > 0
            ):
                assert a.rank < b.rank


@settings(max_examples=60, deadline=None)
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_units_only_orders_the_results(year: tuple[Scheme, list[Record]], dice: object) -> None:
    scheme, records = year
    units, shuffled = list(scheme.units), list(records)
    dice.shuffle(units)  # type: ignore[attr-defined]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = assess(scheme, records), assess(replace(scheme, units=tuple(units)), shuffled)
    by_name = lambda item: (item.unit, getattr(item, "indicator", ""))  # noqa: E731
    assert sorted(first.entries, key=by_name) == sorted(second.entries, key=by_name)
    assert sorted(first.totals, key=by_name) == sorted(second.totals, key=by_name)
    assert first.counts == second.counts


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(METHODS),
    st.sampled_from(Direction),
    st.lists(st.decimals(0, 300, places=1), min_size=2, max_size=6),
    st.decimals("0.1", 100, places=1),
)
def test_a_better_figure_never_lowers_the_points(
    method: str, direction: Direction, values: list[D], step: D
) -> None:
    units = tuple(Unit(f"单位{i}") for i in range(len(values)))
    scheme = Scheme(
        units,
        (Indicator("总值", points=D(10), direction=direction),),
        (RuleText("总值", method, PARAMETERS[method]),),
    )

    def points(own: D) -> D | None:
        figures = [own, *values[1:]]
        return (
            assess(scheme, [record(u.name, str(x), "100") for u, x in zip(units, figures, strict=True)])
            .entries[0]
            .points
        )

    before = points(values[0])
    after = points(values[0] + (step if direction is Direction.HIGHER else -step))
    if before is not None and after is not None:
        assert after >= before


@case(
    """
    指标   分值  目标  方向  方法    甲
    固投    10    10   正向  完成率   9
    """,
    settings=Settings(basis=Basis.DAY),
)
def test_without_a_date_there_is_no_progress_and_one_finding(assessment: Case) -> None:
    entry = assessment.entry("甲")
    assert (entry.progress, entry.ahead, entry.lights.progress) == (None, None, None)
    assert len(assessment.findings("NO_AS_OF")) == 1
    assert assessment.assessed.days_left is None


@pytest.mark.parametrize("measure", ["%", "％", "百分点", " 个百分点 "])
def test_percent_measures_are_known_however_written(measure: str) -> None:
    line = replace(GROSS, measure=measure)
    rule = RuleText("总值", "逐点", "每点扣=1；每点加=1")
    entry = assess(Scheme((Unit("甲"),), (line,), (rule,)), [record("甲", "9", "10")]).entries[0]
    assert entry.points == 9
