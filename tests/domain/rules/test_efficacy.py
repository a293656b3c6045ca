"""功效系数."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.findings import Severity
from kaohe_xl.domain.rules import Refusal, parse
from kaohe_xl.domain.scheme import RuleText
from tests.domain.rules.trials import Score, figures, usable

D = Decimal
BOUNDS = "满意值=20；不允许值=10"


@pytest.mark.parametrize(
    ("actual", "points"), [(20, 10), (10, 6), (15, 8), (25, 10), (5, 4), (-5, 0), (-50, 0)]
)
def test_between_unacceptable_and_satisfactory(score: Score, actual: int, points: int) -> None:
    """Published: domain.md, section 2: (x - u)/(s - u)·40 + 60, as a percentage of w."""
    outcome = score("功效系数", BOUNDS, w=10, x=actual)
    assert (outcome.points, outcome.bonus) == (points, 0)


def test_not_clipped_the_excess_is_a_bonus(score: Score) -> None:
    outcome = score("功效系数", f"{BOUNDS}；截断=否", w=10, x=25)
    assert (outcome.points, outcome.bonus) == (10, 2)
    assert score("功效系数", f"{BOUNDS}；截断=否", w=10, x=-50).points == 0
    assert score("达标+功效系数", f"{BOUNDS}；截断=否", w=10, x=25, t=10).bonus == 2


@pytest.mark.parametrize("base", ["50", "50%", "５０"])
def test_another_base(score: Score, base: str) -> None:
    assert score("功效系数", f"{BOUNDS}；基础分={base}", w=10, x=15).points == D("7.5")


def test_best_and_worst_of_the_group_stand_in(score: Score) -> None:
    peers = (30, 20, 10)
    assert [score("功效系数", w=10, x=x, peers=peers).points for x in peers] == [10, 8, 6]
    assert [score("功效系数", w=10, x=x, peers=peers, lower=True).points for x in peers] == [6, 8, 10]
    assert score("功效系数", "满意值=50", w=10, x=30, peers=peers).points == 8
    assert score("功效系数", "不允许值=20", w=10, x=25, peers=peers).points == 8


def test_the_arithmetic_is_told(score: Score) -> None:
    assert score("功效系数", BOUNDS, w=10, x=25).steps == (
        "功效系数 （25−10）÷（20−10）×40+60 = 120",
        "截断为 100",
        "得分 10×100 % = 10",
    )


def test_percent_values_follow_the_measure(score: Score) -> None:
    assert score("功效系数", "满意值=12%；不允许值=8%", w=10, x=10, percent=True).points == 8
    assert score("功效系数", "满意值=12%；不允许值=8%", w=10, x="0.1").points == 8


def test_a_group_of_equals_leaves_nothing_to_measure_by(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("功效系数", w=10, x=5, peers=(5, 5))
    assert refused.value.code == "SPAN_EMPTY"


@pytest.mark.parametrize(("parameters", "lower"), [(BOUNDS, True), ("满意值=1；不允许值=9", False)])
def test_bounds_against_the_direction_are_refused(score: Score, parameters: str, lower: bool) -> None:
    with pytest.raises(Refusal) as refused:
        score("功效系数", parameters, w=10, x=5, lower=lower)
    assert refused.value.code == "SPAN_AGAINST_DIRECTION"
    assert ("逆向" if lower else "正向") in refused.value.message


def test_only_a_group_can_stand_in(score: Score) -> None:
    assert not usable("功效系数", BOUNDS).needs_rank
    assert usable("功效系数", "满意值=3").needs_rank
    with pytest.raises(Refusal) as refused:
        usable("功效系数").score(figures(w=10, x=5, peers=(5,)))
    assert refused.value.code == "PEERS_MISSING"


@pytest.mark.parametrize("base", ["0.6", "0.6%"])
def test_a_base_below_1_is_refused_with_a_word_on_how_to_write_it(base: str) -> None:
    rule, found = parse(RuleText("固投", "功效系数", f"{BOUNDS}；基础分={base}"))
    assert rule is None
    assert [(f.code, f.severity) for f in found] == [("RULE_BAD_VALUE", Severity.ERROR)]
    assert "写 60" in found[0].remedy
