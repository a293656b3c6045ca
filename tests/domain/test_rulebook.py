"""Which rule holds: the unit's before the general, the newest that is valid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.findings import Cell, Severity
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.rulebook import Rulebook
from kaohe_xl.domain.scheme import Direction, Indicator, RuleText, Scheme, Settings
from kaohe_xl.messages import sentence

PLACE = Cell("目标", "B2")
LINES = (
    Indicator("固投", points=D(8), direction=Direction.HIGHER, clause="第三条", place=PLACE),
    Indicator("党建", qualitative=True),
)
OCTOBER = date(2011, 10, 31)


def book(*rules: RuleText, as_of: date | None = OCTOBER) -> Rulebook:
    return Rulebook(Scheme((), LINES, rules, settings=Settings(as_of=as_of)))


def rule(method: str, effective: date | None = None, unit: str = "") -> RuleText:
    return RuleText("固投", method, unit=unit, effective=effective, place=Cell("计分规则", method))


def test_without_a_rule_figures_are_proportional_and_opinions_are_taken() -> None:
    assert book().ruling("固投").text.method == "完成率"
    assert book().ruling("固投").text.clause == "第三条"
    assert book().ruling("党建", "甲").text.method == "评议"


def test_a_rule_without_a_method_keeps_the_default_one() -> None:
    ruling = book(RuleText("固投", points=D(5), direction=Direction.LOWER)).ruling("固投", "甲")
    assert ruling.text.method == "完成率"
    assert ruling.full_points(LINES[0], Record("甲", "固投", Reading(D(1)))) == 5


def test_the_rule_of_one_unit_goes_before_the_general_one() -> None:
    rules = book(rule("完成率"), rule("达标", unit="甲"))
    assert rules.ruling("固投", "甲").text.method == "达标"
    assert rules.ruling("固投", "乙").text.method == "完成率"


@pytest.mark.parametrize(
    ("as_of", "method"),
    [
        (date(2011, 3, 31), "完成率"),
        (date(2011, 6, 1), "达标"),
        (date(2012, 1, 1), "名次线性"),
        (None, "名次线性"),
    ],
)
def test_the_newest_rule_not_after_the_period_counts(as_of: date | None, method: str) -> None:
    rules = (rule("达标", date(2011, 6, 1)), rule("名次线性", date(2012, 1, 1)), rule("完成率"))
    assert book(*rules, as_of=as_of).ruling("固投", "甲").text.method == method


def test_a_units_rule_that_is_not_yet_valid_leaves_the_general_one() -> None:
    rules = book(rule("达标", date(2012, 1, 1), unit="甲"), rule("完成率"))
    assert rules.ruling("固投", "甲").text.method == "完成率"
    assert [found.code for found in rules.findings] == ["RULE_NOT_YET_VALID"]


def test_two_rules_from_the_same_day_are_said_and_the_first_counts() -> None:
    rules = book(rule("完成率"), rule("达标"))
    assert rules.ruling("固投").text.method == "完成率"
    assert [(f.code, f.place) for f in rules.findings] == [("RULE_TWICE", Cell("计分规则", "达标"))]


def test_an_older_rule_beside_a_newer_one_is_no_trouble() -> None:
    assert book(rule("达标", date(2011, 6, 1)), rule("完成率")).findings == ()


def test_a_rule_that_cannot_be_read_is_said_once_however_often_it_is_asked_for() -> None:
    rules = book(rule("胡写"))
    for unit in ("甲", "乙", "丙"):
        ruling = rules.ruling("固投", unit)
        assert ruling.rule is None
        assert not (ruling.qualitative or ruling.needs_rank or ruling.needs_target)
    assert len(rules.findings) == 1


def test_the_direction_is_the_rules_or_else_the_indicators() -> None:
    assert book().direction("固投") == (Direction.HIGHER, PLACE)
    assert book().direction("党建") == (None, None)
    at = Cell("计分规则", "D2")
    lower = RuleText("固投", direction=Direction.LOWER, place=at)
    assert book(lower).direction("固投") == (Direction.LOWER, at)


def test_a_rule_of_one_unit_says_nothing_of_the_direction_of_the_group() -> None:
    lower = RuleText("固投", direction=Direction.LOWER, unit="甲")
    assert book(lower).direction("固投")[0] is Direction.HIGHER
    assert "{" not in sentence("RULE_NOT_YET_VALID", indicator="固投", effective=OCTOBER)[0]


@pytest.mark.parametrize(
    ("points", "unit", "codes"), [(D(8), "", []), (D(5), "", ["POINTS_DIFFER"]), (D(5), "甲", [])]
)
def test_other_points_than_the_tables_are_warned_of_where_they_hold_for_all(
    points: D, unit: str, codes: list[str]
) -> None:
    rules = book(RuleText("固投", "完成率", unit=unit, points=points, place=Cell("计分规则", "E2")))
    ruling = rules.ruling("固投", unit)
    assert ruling.full_points(LINES[0], Record("甲", "固投", Reading(D(1)))) == points
    assert [found.code for found in rules.findings] == codes
    assert all(found.severity is Severity.WARNING for found in rules.findings)


def test_a_contradiction_without_cells_is_still_a_sentence() -> None:
    rules = Rulebook(Scheme((), (replace(LINES[0], place=None),), (RuleText("固投", points=D(5)),)))
    rules.ruling("固投")
    assert "“计分规则”写的是 5，指标表写的是 8" in rules.findings[0].message
