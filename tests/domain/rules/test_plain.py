"""达标, 是否, 评议, 扣分."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.rules import Refusal
from tests.domain.rules.trials import Score

D = Decimal


@pytest.mark.parametrize(
    ("actual", "target", "lower", "points"),
    [
        (10, 10, False, 5),
        ("9.99", 10, False, 0),
        (10, 10, True, 5),
        (11, 10, True, 0),
        (0, 0, True, 5),
        (1, 0, True, 0),
        (-3, -2, False, 0),
        (-2, -2, False, 5),
        ("5.1000000000000005", "5.1", True, 5),
    ],
)
def test_met_is_all_or_nothing_for_any_target(
    score: Score, actual: object, target: object, lower: bool, points: int
) -> None:
    assert score("达标", w=5, x=actual, t=target, lower=lower).points == points


def test_met_tells_both_figures(score: Score) -> None:
    assert score("达标", w=5, x=3, t=2).steps == ("完成 3，目标 2，达标，得 5",)
    assert score("达标", w=5, x=1, t=2).steps == ("完成 1，目标 2，未达标，得 0",)


def test_yes_gets_all_and_no_gets_none(score: Score) -> None:
    assert score("是否", w=3, x=1).points == 3
    assert score("是否", w=3, x=0).points == 0
    assert score("是否", w=3, x=1).doubts == ()
    assert score("是/否", w=3, x=0).steps == ("否，得 0",)


def test_an_answer_that_is_neither_yes_nor_no_counts_as_no_with_a_doubt(score: Score) -> None:
    outcome = score("是否", w=3, x="0.5")
    assert outcome.points == 0
    assert [doubt.code for doubt in outcome.doubts] == ["YES_NO_OTHER"]


@pytest.mark.parametrize("method", ["评议", "定性", "给定"])
def test_the_assessors_points_count_as_given(score: Score, method: str) -> None:
    outcome = score(method, w=10, x="8.5")
    assert (outcome.points, outcome.bonus, outcome.doubts) == (D("8.5"), 0, ())


@pytest.mark.parametrize(("given", "points"), [(12, 10), (-1, 0)])
def test_points_outside_are_clipped_with_a_doubt(score: Score, given: int, points: int) -> None:
    outcome = score("评议", w=10, x=given)
    assert (outcome.points, outcome.bonus) == (points, 0)
    assert outcome.doubts[0].code == "OPINION_OUTSIDE"
    assert outcome.doubts[0].words["actual"] == str(given)
    assert outcome.steps[-1] == f"超出 0 至 10 的范围，按 {points} 计"


@pytest.mark.parametrize(
    ("parameters", "cases", "points"),
    [
        ("每例=0.5", 0, 10),
        ("每例=0.5", 3, "8.5"),
        ("每例=0.5", 30, 0),
        ("每例=0.5；保底=6", 30, 6),
        ("每例=10%；保底=50%", 2, 8),
        ("每例=10%；保底=50%", 9, 5),
        ("每例=1；保底=99", 1, 10),
    ],
)
def test_every_case_costs_down_to_the_floor(
    score: Score, parameters: str, cases: int, points: object
) -> None:
    assert score("扣分", parameters, w=10, x=cases).points == D(str(points))


def test_cases_tell_what_they_cost_and_the_floor(score: Score) -> None:
    assert score("扣分", "每例=2；保底=7", w=10, x=2).steps == ("2 例，每例扣 2，得分 6", "保底 7")


def test_fewer_than_no_cases_is_refused(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("扣分", "每例=1", w=10, x=-1)
    assert refused.value.code == "CASES_NEGATIVE"
