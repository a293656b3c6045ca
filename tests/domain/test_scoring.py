"""Figures become scores: cases as the office would write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.assessment import Counts, Light
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import (
    Basis,
    Direction,
    RuleText,
    Scheme,
    Settings,
    Ties,
    Unit,
)
from kaohe_xl.domain.scoring import assess
from tests.domain.case import GROSS, OCTOBER, Case, case, record


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


def test_a_rule_of_one_unit_may_turn_its_direction_round() -> None:
    turned = RuleText("总值", "完成率", unit="乙", direction=Direction.LOWER)
    records = [record("甲", "12", "10"), record("乙", "12", "10")]
    result = assess(Scheme((Unit("甲"), Unit("乙")), (GROSS,), (turned,)), records)
    assert [entry.points for entry in result.entries] == [10, 8]


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


def test_nothing_to_assess_gives_an_empty_assessment() -> None:
    result = assess(Scheme((), ()), [])
    assert (result.entries, result.totals, result.counts) == ((), (), Counts())


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


TIED = """
    指标    分值  目标  方向  方法    甲  乙  丙  丁  戊  己  庚  辛
    固投     10    10   正向  完成率   9   9   9   8   8   7   6   6
"""


@pytest.mark.parametrize("ties", list(Ties))
def test_lights_and_counts_see_how_many_are_better_whatever_the_ties(ties: Ties) -> None:
    given = Case(TIED, {"settings": Settings(ties=ties)})
    assert [e.position for e in given.assessed.entries] == [1, 1, 1, 4, 4, 6, 7, 7]
    lights = [e.lights.rank for e in given.assessed.entries]
    assert lights == [Light.GREEN] * 5 + [Light.RED] * 3
    assert (given.assessed.counts.after_fifth, given.assessed.counts.last_three) == (3, 3)


@case(TIED, settings=Settings(ties=Ties.DENSE))
def test_the_reason_of_a_light_says_where_the_table_has_another_rank(assessment: Case) -> None:
    entry = assessment.entry("己")
    assert entry.rank == 3
    assert entry.lights.reasons["rank"] == (
        "位次第 6 名，共 8 个单位，在后 3 名之内（按排在前面的单位数算；表中因并列记为第 3 名）"
    )


@case("""
    指标    分值  目标  方向  方法    甲  乙  丙
    固投     10    10   正向  完成率   9   8   7
""")
def test_in_a_small_group_the_front_is_never_counted_as_last(assessment: Case) -> None:
    assert assessment.assessed.counts.last_three == 0
