"""Two assessments side by side; a thing beside itself shows no difference."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.compare import (
    CLAUSE,
    Comparison,
    TotalPair,
    compare,
    score,
    under_rules_from,
    under_rules_of,
)
from kaohe_xl.domain.evidence import ACTUAL, FULL_POINTS, METHOD, PARAMETERS
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.numbers import same
from kaohe_xl.domain.scheme import Direction, GradeBand, Indicator, RuleText, Scheme, Settings, Ties
from kaohe_xl.domain.scoring import assess
from tests.domain.case import Case

TABLE = """
    指标       分值  目标  方向  甲镇  乙镇  丙镇
    固投        10   100   正向   95   120   80
    就业         5    50   正向   40    50   60
    信访         5    20   逆向   18    25   20
"""
RULES = (
    RuleText("固投", "完成率", clause="2010年第八条", effective=date(2010, 1, 1), place=Cell("计分规则", "D2")),
    RuleText(
        "固投", "名次", "每名减=0.1", points=D(12), clause="2011年第八条",
        effective=date(2011, 1, 1), place=Cell("计分规则", "D3"),
    ),
    RuleText("就业", "完成率", clause="第九条"),
    RuleText("信访", "达标", effective=date(2010, 1, 1)),
    RuleText("信访", "完成率", effective=date(2011, 1, 1)),
)  # fmt: skip
YEAR_END = Settings(year=2010, as_of=date(2010, 12, 31))
CASE = Case(TABLE, {"rules": RULES, "settings": YEAR_END})


def beside(day: date, other: date) -> Comparison:
    one, two = (assess(under_rules_of(CASE.scheme, d), CASE.records) for d in (day, other))
    return compare(one, two)


def test_the_figures_of_2010_under_the_rules_of_2010_and_of_2011() -> None:
    comparison = beside(date(2010, 12, 31), date(2011, 12, 31))
    pairs = {(p.unit, p.indicator): p for p in comparison.entries}
    pair = pairs["甲镇", "固投"]
    assert (score(pair.one), score(pair.other), pair.difference) == (D("9.5"), D("10.8"), D("1.3"))
    changed = {change.name: (change.before, change.after) for change in pair.changes}
    assert changed == {
        METHOD: ("完成率", "名次"),
        PARAMETERS: (None, "每名减=0.1"),
        FULL_POINTS: (D(10), D(12)),
        CLAUSE: ("2010年第八条", "2011年第八条"),
    }
    assert all(change.of_rule for change in pair.changes)
    assert pair.changes[0].before_place == Cell("计分规则", "D2")
    assert pairs["甲镇", "就业"].is_same and pairs["甲镇", "就业"].changes == ()
    totals = {total.unit: (total.difference, total.is_same) for total in comparison.totals}
    assert totals["乙镇"] == (D("5.75"), False)
    assert not comparison.is_same


def test_rules_that_were_the_same_on_both_days_make_no_difference() -> None:
    assert beside(date(2010, 6, 30), date(2010, 12, 31)).is_same
    assert beside(date(2011, 1, 1), date(2020, 1, 1)).is_same


def test_a_day_before_all_rules_is_said_and_scored_by_the_default() -> None:
    early = assess(under_rules_of(CASE.scheme, date(2009, 12, 31)), CASE.records)
    assert {f.code for f in early.findings} >= {"RULE_NOT_YET_VALID"}
    assert {entry.method for entry in early.entries} == {"完成率"}


def test_what_only_one_side_has_is_kept_with_its_points() -> None:
    fewer = replace(CASE.scheme, indicators=CASE.scheme.indicators[:2])
    records = [r for r in CASE.records if r.indicator != "信访"]
    comparison = compare(CASE.assessed, assess(fewer, records))
    alone = [pair for pair in comparison.entries if pair.indicator == "信访"]
    assert [(p.other, p.is_same, p.difference) for p in alone] == [
        (None, False, D(-5)),
        (None, False, D(0)),  # 乙镇 had missed it
        (None, False, D(-5)),
    ]


def test_a_figure_that_changed_is_told_and_what_others_figures_did_is_not_ours() -> None:
    ranked = Case(TABLE, {"rules": (RuleText("固投", "名次", "每名减=0.1"),), "settings": YEAR_END})
    better = [
        replace(r, actual=replace(r.actual, value=D(130))) if (r.unit, r.indicator) == ("丙镇", "固投") else r
        for r in ranked.records
    ]
    pairs = {
        (p.unit, p.indicator): p for p in compare(ranked.assessed, assess(ranked.scheme, better)).entries
    }
    assert [c.name for c in pairs["丙镇", "固投"].changes] == [ACTUAL, "位次"]
    assert [c.name for c in pairs["乙镇", "固投"].changes] == ["位次"]
    assert not any(change.of_rule for change in pairs["丙镇", "固投"].changes)


def test_names_of_the_other_side_are_brought_to_ours() -> None:
    other = Case(TABLE.replace("甲镇", "甲街"), {"rules": RULES, "settings": YEAR_END}).assessed
    assert not compare(CASE.assessed, other).is_same
    assert compare(CASE.assessed, other, lambda name: name.replace("街", "镇")).is_same


def test_rules_of_another_workbook_bring_its_points_and_its_ways_of_reckoning() -> None:
    grades = (GradeBand("好", D(12)), GradeBand("差", None))
    other = Scheme(
        (),
        (Indicator("固投", points=D(20), direction=Direction.HIGHER), Indicator("环保", points=D(3))),
        (RuleText("固投", "名次", "每名减=0.5", effective=date(2011, 1, 1)),),
        settings=Settings(year=2011, ties=Ties.DENSE, grades=grades, total_cap=D(15), own_unit="别处"),
    )
    ruled = under_rules_from(CASE.scheme, other)
    assert [(i.name, i.points) for i in ruled.indicators] == [("固投", D(20))]
    assert ruled.settings.as_of == date(2010, 12, 31) and ruled.settings.own_unit == ""
    result = assess(ruled, [r for r in CASE.records if r.indicator == "固投"])
    assert {t.unit: (t.total, t.grade) for t in result.totals} == {
        "甲镇": (D(10), "差"),
        "乙镇": (D(15), "好"),
        "丙镇": (D(0), "差"),
    }


def test_a_workbook_that_has_rules_only_rules_all_of_ours() -> None:
    ruled = under_rules_from(CASE.scheme, Scheme((), (), (RuleText("固投", "达标"),), settings=Settings()))
    assert ruled.indicators == CASE.scheme.indicators
    assert {e.method for e in assess(ruled, CASE.records).entries if e.indicator == "固投"} == {"达标"}


METHODS = st.sampled_from(
    [
        ("完成率", ""),
        ("达标", ""),
        ("名次", "每名减=0.1"),
        ("相对第一", ""),
        ("功效系数", ""),
        ("名次线性", ""),
        ("评议", ""),
    ]
)
FIGURE = st.one_of(st.just("-"), st.integers(0, 200).map(str), st.just("不考核"))


@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE, METHODS), min_size=1, max_size=4), st.booleans())
def test_a_thing_beside_itself_shows_no_difference(
    rows: list[tuple[str, str, str, tuple[str, str]]], versioned: bool
) -> None:
    lines = [f"指{n} 10 100 正向 {a} {b} {c}" for n, (a, b, c, _) in enumerate(rows)]
    table = "\n".join(["指标 分值 目标 方向 甲 乙 丙", *lines])
    day = date(2010, 1, 1) if versioned else None
    rules = tuple(RuleText(f"指{n}", *method, effective=day) for n, (*_, method) in enumerate(rows))
    case = Case(table, {"rules": rules, "settings": YEAR_END})
    comparison = compare(case.assessed, assess(case.scheme, case.records))
    assert comparison.is_same
    assert all(pair.difference in (None, 0) and not pair.changes for pair in comparison.entries)
    assert all(not total.difference for total in comparison.totals)
    again = compare(case.assessed, assess(under_rules_of(case.scheme, date(2011, 5, 1)), case.records))
    assert again.is_same


@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE, METHODS, METHODS), min_size=1, max_size=3))
def test_the_other_way_round_differences_change_their_sign(
    rows: list[tuple[str, str, str, tuple[str, str], tuple[str, str]]],
) -> None:
    lines = [f"指{n} 10 100 正向 {a} {b} {c}" for n, (a, b, c, *_) in enumerate(rows)]
    table = "\n".join(["指标 分值 目标 方向 甲 乙 丙", *lines])
    sides = []
    for side in (3, 4):
        rules = tuple(RuleText(f"指{n}", *row[side]) for n, row in enumerate(rows))  # type: ignore[misc]
        sides.append(Case(table, {"rules": rules, "settings": YEAR_END}).assessed)
    there, back = compare(*sides), compare(*reversed(sides))
    assert [p.difference for p in there.entries] == [
        None if p.difference is None else -p.difference for p in back.entries
    ]
    assert [p.is_same for p in there.entries] == [p.is_same for p in back.entries]
    total = sum((p.difference or D(0) for p in there.entries), D(0))
    assert same(total, sum((t.difference or D(0) for t in there.totals), D(0)))


@pytest.mark.parametrize("day", [date(2010, 12, 31), date(2011, 12, 31)])
def test_rules_of_a_day_are_those_that_hold_for_figures_of_that_day(day: date) -> None:
    as_if = replace(CASE.scheme, settings=replace(YEAR_END, as_of=day))
    one = assess(as_if, CASE.records)
    other = assess(under_rules_of(CASE.scheme, day), CASE.records)
    assert [e.points for e in one.entries] == [e.points for e in other.entries]


def test_a_sum_that_only_one_side_has_is_not_the_same() -> None:
    total = assess(CASE.scheme, CASE.records).totals[0]
    assert not TotalPair("甲镇", "", total, None).is_same
    assert TotalPair("甲镇", "", None, None).is_same
