"""What the settings, rules and registers say that can't be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.checks import canonical, names
from kaohe_xl.domain.findings import Cell, Severity
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import (
    Adjustment,
    AdjustmentKind,
    GradeBand,
    RuleText,
    Scheme,
    Settings,
    Unit,
    Veto,
)
from kaohe_xl.domain.scoring import assess
from tests.domain.case import Case, case

ONE = """
    指标   分值  目标  方向  方法    甲
    固投   100   100   正向  完成率  95
"""
AS_OF = Cell("考核设置", "B2")


@case(ONE, settings=Settings(year=2010, as_of=date(2011, 10, 31), places={"截至月份": AS_OF}))
def test_a_date_outside_the_assessed_year_is_said_at_its_cell(assessment: Case) -> None:
    assert [f.place for f in assessment.findings("YEARS_DIFFER")] == [AS_OF]


@case(ONE, settings=Settings(as_of=date(2011, 12, 31), ends=date(2011, 12, 20)))
def test_an_end_before_the_last_day_covered_is_noted(assessment: Case) -> None:
    assert [f.severity for f in assessment.findings("ENDED_BEFORE")] == [Severity.NOTE]
    assert assessment.assessed.days_left == 0


@case(ONE, settings=Settings(own_unit="长安"))
def test_an_own_unit_that_is_nowhere_is_said(assessment: Case) -> None:
    assert "长安" in assessment.findings("OWN_UNIT_UNKNOWN")[0].message


@case(ONE, rules=(RuleText("固投", "达标", unit="戊"),))
def test_a_rule_for_an_unknown_unit_is_said_and_strikes_nobody(assessment: Case) -> None:
    assert assessment.points("甲") == 95
    assert len(assessment.findings("RULE_UNIT_UNKNOWN")) == 1


@case(
    ONE,
    adjustments=(Adjustment("戊", "奖", AdjustmentKind.BONUS, D(1), place=Cell("加减分", "A2")),),
    vetoes=(Veto("戊", "安全生产", place=Cell("一票否决", "A2")),),
)
def test_an_event_of_a_unit_that_is_not_assessed_is_said(assessment: Case) -> None:
    assert [f.place for f in assessment.findings("UNIT_NOT_SCORED")] == [
        Cell("加减分", "A2"),
        Cell("一票否决", "A2"),
    ]


def test_records_outside_the_scheme_and_second_ones_are_left_out() -> None:
    given = Case(ONE, {})
    own = given.records[0]
    second = Record("甲", "固投", Reading(D(1), Cell("案例", "F9")), own.target)
    foreign = [Record("戊", "固投", Reading(D(1))), Record("甲", "外资", Reading(D(1)))]
    result = assess(given.scheme, [own, second, *foreign])
    assert [entry.actual for entry in result.entries] == [95]
    assert [f.code for f in result.findings if f.code.startswith("RECORD")] == [
        "RECORD_TWICE",
        "RECORD_OUTSIDE",
        "RECORD_OUTSIDE",
    ]


def test_units_are_called_by_one_name_everywhere() -> None:
    unit = Unit("区发展和改革委员会", aliases=("发改委", "区发改委"))
    scheme = canonical(
        Scheme(
            (unit,),
            (),
            (RuleText("固投", unit="发改委"), RuleText("固投")),
            (Adjustment("区发改委", "奖", AdjustmentKind.BONUS, D(1)),),
            (Veto("发改委", "安全"), Veto("教育局", "安全")),
            Settings(own_unit="发改委"),
        )
    )
    assert [rule.unit for rule in scheme.rules] == [unit.name, ""]
    assert scheme.adjustments[0].unit == unit.name
    assert [veto.unit for veto in scheme.vetoes] == [unit.name, "教育局"]
    assert scheme.settings.own_unit == unit.name


SMALL = """
    指标   分值  目标  方向  方法    甲
    固投    50   100   正向  完成率  95
"""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(), 1),
        (Settings(places={"等次": Cell("考核设置", "B8")}), 0),
        (Settings(grades=(GradeBand("好", D(40)), GradeBand("差", None))), 0),
    ],
)
def test_default_grades_on_other_full_points_than_100_are_an_assumption(
    settings: Settings, said: int
) -> None:
    assert len(Case(SMALL, {"settings": settings}).findings("GRADES_ASSUMED")) == said


def test_many_units_are_named_by_the_first_three() -> None:
    assert names(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert names(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等 4 个单位"
