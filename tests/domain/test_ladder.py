"""Who gets which document: by lights, history and rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.domain.assessment import Light, Lights
from kaohe_xl.domain.ladder import (
    Matter,
    Now,
    Proposal,
    covering,
    deadline_stated,
    month_before,
    proposals,
    reminded,
    workdays_of,
)
from kaohe_xl.domain.ladder_rules import LadderRules
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.supervision import LADDER, Case, Level

DAY = date(2011, 11, 10)
USUAL = LadderRules()
NOW = Now("2011-10", DAY)
AMBER = Lights(progress=Light.AMBER, reasons={"progress": "低于绿灯下限"})
RED = Lights(progress=Light.RED)
GREEN = Lights(progress=Light.GREEN, rank=Light.GREEN)
LAST = Lights(rank=Light.RED, reasons={"rank": "第 13 名"})


def called(lights: Lights, *cases: Case, rules: LadderRules = USUAL) -> Proposal | None:
    found = proposals([Matter(("发改委",), "生产总值", lights)], cases, Settings(ladder=rules), NOW)
    return found[0] if found else None


def level(lights: Lights, *cases: Case, rules: LadderRules = USUAL) -> Level | None:
    found = called(lights, *cases, rules=rules)
    return found.level if found else None


def case(level: Level = Level.REMINDER, period: str = "2011-09", **words: Any) -> Case:
    return Case("长考办函〔2011〕1号", level, ("发改委",), ("生产总值",), period, **words)


@pytest.mark.parametrize(
    ("lights", "wanted"),
    [
        (GREEN, None),
        (AMBER, Level.REMINDER),
        (RED, Level.SUPERVISION),
        (LAST, Level.REMINDER),
        (Lights(rank=Light.AMBER), Level.REMINDER),
        (Lights(city=Light.AMBER), Level.SUPERVISION),
        (Lights(city=Light.GREEN), None),
    ],
)
def test_each_light_calls_for_its_document(lights: Lights, wanted: Level | None) -> None:
    assert level(lights) is wanted


def test_the_second_amber_running_calls_for_the_next_level() -> None:
    found = called(AMBER, case())
    assert found is not None
    assert found.level is Level.SUPERVISION
    assert any("连续 2 期" in reason for reason in found.reasons)


def test_an_amber_after_a_green_month_begins_again() -> None:
    assert level(AMBER, case(period="2011-08", settled=DAY)) is Level.REMINDER


def test_where_the_office_waits_for_three_ambers_the_second_is_a_reminder() -> None:
    waits = LadderRules(warned=3)
    assert level(AMBER, case(), rules=waits) is Level.REMINDER
    assert level(AMBER, case(), case(period="2011-08"), rules=waits) is Level.SUPERVISION
    assert level(AMBER, case(), case(period="2011-08"), rules=LadderRules(warned=0)) is Level.REMINDER


def test_among_the_last_twice_running_is_listed() -> None:
    told = case(reasons=("位次靠后：第 12 名",))
    assert level(LAST, told) is Level.LISTED
    assert level(LAST, case(reasons=("黄灯：",))) is Level.SUPERVISION
    assert level(LAST, told, rules=LadderRules(last_times=0)) is Level.SUPERVISION


@pytest.mark.parametrize(
    ("words", "wanted", "said"),
    [
        ({}, Level.SUPERVISION, "未回复"),
        ({"replied": DAY}, Level.SUPERVISION, "未办结"),
        ({"settled": DAY}, None, ""),
        ({"extended": DAY}, None, ""),
    ],
)
def test_a_deadline_that_has_passed_calls_for_the_next_level_even_when_all_is_green(
    words: dict[str, Any], wanted: Level | None, said: str
) -> None:
    late = case(period="2011-07", deadline=date(2011, 11, 9), **words)
    found = called(GREEN, late)
    assert (found and found.level) is wanted
    assert found is None or said in found.reasons[0]
    assert level(GREEN, late, rules=LadderRules(overdue=False)) is None


def test_what_a_row_says_of_another_matter_is_nothing_about_this_one() -> None:
    """A letter about several: who was among the last with another indicator wasn't with this one."""
    both = replace(case(reasons=("人口（户）：位次靠后：第 12 名", "生产总值：黄灯")), indicators=("生产总值", "人口(户)"))
    assert level(LAST, both) is Level.SUPERVISION
    assert level(LAST, replace(both, reasons=("生产总值：黄灯，位次靠后：第 12 名",))) is Level.LISTED
    assert level(LAST, replace(both, reasons=("位次靠后",))) is Level.LISTED  # typed without a name


def test_the_highest_level_stays_the_highest() -> None:
    late = case(Level.INTERVIEW, "2011-07", deadline=date(2011, 11, 9))
    assert level(RED, late) is Level.INTERVIEW


def test_nothing_lower_while_a_higher_one_is_open_and_again_after_it_is_closed() -> None:
    listed = case(Level.LISTED, "2011-06", deadline=date(2011, 12, 1))
    assert level(AMBER, listed) is None
    assert level(AMBER, replace(listed, written_off=DAY)) is Level.REMINDER


def test_no_second_document_of_a_level_for_the_period() -> None:
    assert level(AMBER, case(period="2011-10", settled=DAY)) is None


def test_an_exempt_matter_is_named_with_its_reason() -> None:
    found = called(RED, case(period="2011-10", exempt="省里调整口径"))
    assert found is not None and found.exempt == "省里调整口径"
    found = called(RED, case(period="2011-09", exempt="省里调整口径"))
    assert found is not None and not found.exempt


def test_a_rule_that_is_switched_off_calls_for_nothing() -> None:
    assert level(AMBER, rules=LadderRules(amber=None)) is None


def test_a_case_without_a_matter_is_about_all_of_the_unit() -> None:
    whole = replace(case(), indicators=())
    assert covering([whole], ["发改委"], "财政收入") == (whole,)
    assert covering([whole], ["统计局"], "财政收入") == ()


def test_the_month_before() -> None:
    assert month_before("2011-01") == "2010-12"
    assert month_before("2011年") == ""


LIGHT = st.sampled_from((None, *Light))
LIGHTS = st.builds(Lights, progress=LIGHT, rank=LIGHT, city=LIGHT)
UNITS = st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=2, unique=True).map(tuple)
RULE = st.sampled_from((None, *Level))
RULES = st.builds(
    LadderRules, RULE, RULE, RULE, RULE, st.integers(0, 3), st.integers(0, 3), RULE, st.booleans()
)
MONTHS = st.lists(
    st.tuples(
        st.lists(st.builds(Matter, UNITS, st.sampled_from("一二"), LIGHTS), max_size=4),
        st.sets(st.integers(0, 20), max_size=4),
        st.sets(st.integers(0, 20), max_size=4),
    ),
    max_size=5,
)


@settings(max_examples=300)
@given(MONTHS, RULES, st.frozensets(st.dates(date(2011, 1, 1), date(2011, 12, 31)), max_size=30), st.booleans())
def test_a_year_of_the_ladder(
    months: Any, rules: LadderRules, holidays: frozenset[date], to_all: bool
) -> None:
    """Never two of one level for a matter and period, never lower after higher, never due on a day off;
    also where reminders go to every unit first (`to_all`)."""
    stated = Settings(ladder=rules, holidays=holidays, reply_days={"提醒函": 5})
    cases: list[Case] = []
    for number, (matters, closed, replied) in enumerate(months, 1):
        now = Now(f"2011-{number:02d}", date(2011, number + 1, 10))
        for at, one in enumerate(cases):
            if at in closed:
                cases[at] = replace(one, settled=now.day - timedelta(days=1))
            elif at in replied:
                cases[at] = replace(one, replied=now.day - timedelta(days=1))
        for matter in matters:
            for unit in matter.units if to_all else ():
                due = deadline_stated(Level.REMINDER, now.day, stated)
                if due and reminded(replace(matter, units=(unit,)), cases, stated, now.period):
                    told = Proposal((unit,), matter.indicator, Level.REMINDER, ("x",), due)
                    issued(told, cases, stated, now)
            for found in proposals([matter], cases, stated, now):
                issued(found, cases, stated, now)


def issued(found: Proposal, cases: list[Case], stated: Settings, now: Now) -> None:
    """A document entered, once it keeps the rules."""
    assert found.reasons
    assert workdays_of(stated).is_workday(found.deadline) and found.deadline > now.day
    about = [c for u in found.units for c in covering(cases, [u], found.indicator)]
    assert not any(c.level is found.level and c.period == now.period for c in about)
    rungs = [LADDER.index(c.level) for c in about if c.is_open]
    assert LADDER.index(found.level) >= max(rungs, default=0)
    cases.append(Case("", found.level, found.units, (found.indicator,), now.period, now.day, found.deadline))


def test_a_reminder_warns_of_what_the_rules_call_for_and_nothing_else_is_open() -> None:
    amber = Matter(("发改委",), "生产总值", AMBER)
    usual = Settings(ladder=USUAL)
    assert reminded(amber, (), usual, "2011-10") == ("黄灯：低于绿灯下限",)
    assert reminded(replace(amber, lights=GREEN), (), usual, "2011-10") == ()
    assert reminded(amber, (), Settings(ladder=replace(USUAL, amber=None)), "2011-10") == ()
    assert reminded(amber, [case(Level.SUPERVISION)], usual, "2011-10") == ()
    assert reminded(amber, [case(Level.SUPERVISION, settled=DAY)], usual, "2011-10") != ()
    assert reminded(amber, [case(period="2011-10")], usual, "2011-10") == ()
    assert reminded(amber, [case(period="2011-10", exempt="省里调整口径")], usual, "2011-10") == ()
    assert deadline_stated(Level.REMINDER, DAY, usual) is None
