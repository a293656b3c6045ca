"""完成率, 超额加分, 相对第一."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.rules import Refusal, completion
from kaohe_xl.domain.scheme import Direction
from tests.domain.rules.trials import Score

D = Decimal


def test_points_follow_completion_and_the_steps_show_it(score: Score) -> None:
    outcome = score("完成率", w=8, x="225.1", t=310)
    assert half_up(outcome.points, 2) == D("5.81")
    assert outcome.bonus == 0
    assert outcome.steps == ("完成率 225.1÷310 = 72.61 %", "得分 8×0.7261 = 5.81")


def test_completion_as_published() -> None:
    """Published: domain.md, section 7: 99552/109466 万元 = 90.9 %."""
    assert half_up(completion(D(99552), D(109466), Direction.HIGHER) * 100, 1) == D("90.9")


@pytest.mark.parametrize(
    ("actual", "target", "ratio"),
    [("18", "20", "1.1"), ("20", "20", "1"), ("25", "20", "0.75"), ("50", "20", "-0.5"), ("0", "20", "2")],
)
def test_less_is_better_counts_from_two(actual: str, target: str, ratio: str) -> None:
    assert completion(D(actual), D(target), Direction.LOWER) == D(ratio)


def test_a_direction_that_nobody_stated_counts_as_higher() -> None:
    assert completion(D(9), D(10), None) == D("0.9")


@pytest.mark.parametrize("target", [0, -5])
def test_a_share_of_nothing_is_refused(score: Score, target: int) -> None:
    with pytest.raises(Refusal) as refused:
        score("完成率", w=8, x=1, t=target)
    assert refused.value.code == "TARGET_NOT_POSITIVE"
    assert str(target) in refused.value.message
    assert "达标" in refused.value.remedy


@pytest.mark.parametrize(("actual", "points"), [("59.99", 0), ("60", 6), ("100", 10), ("130", 10)])
def test_below_the_floor_there_are_no_points(score: Score, actual: str, points: int) -> None:
    assert score("完成率", "起分=60%", w=10, x=actual, t=100).points == points


def test_the_floor_is_told(score: Score) -> None:
    assert score("完成率", "起分=0.6", w=10, x=59, t=100).steps[-1] == "低于起分 60 %，不得分"


def test_the_floor_compares_without_dust(score: Score) -> None:
    outcome = score("完成率", "起分=0.3", w=10, x="0.30000000000000001", t=1)
    assert half_up(outcome.points, 10) == 3


def test_a_cap_above_one_gives_a_bonus(score: Score) -> None:
    outcome = score("完成率", "封顶=120%", w=10, x=150, t=100)
    assert (outcome.points, outcome.bonus) == (10, 2)
    assert "按封顶 120 % 计" in outcome.steps
    assert outcome.steps[-1] == "超出分值 10 的 2 记为加分"


def test_far_over_a_ceiling_is_no_points_not_negative_ones(score: Score) -> None:
    outcome = score("完成率", w=10, x=50, t=20, lower=True)
    assert (outcome.points, outcome.bonus) == (0, 0)
    assert outcome.steps == ("完成率 2−50÷20 = -50 %（逆向指标）", "完成率为负，不得分")


@pytest.mark.parametrize(
    ("missing", "code"),
    [("w", "POINTS_MISSING"), ("x", "ACTUAL_MISSING"), ("t", "TARGET_MISSING")],
)
def test_a_missing_figure_is_named(score: Score, missing: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        score("完成率", **{"w": 8, "x": 1, "t": 2, missing: None})
    assert refused.value.code == code


def test_negative_full_points_are_refused(score: Score) -> None:
    with pytest.raises(Refusal, match="-8"):
        score("完成率", w=-8, x=1, t=2)


def test_over_fulfilment_adds_a_tenth_a_percent(score: Score) -> None:
    outcome = score("完成率+超额加分", w=8, x="103.5", t=100)
    assert (outcome.points, outcome.bonus, outcome.full_points) == (8, D("0.35"), 8)
    assert "超额 3.5 %，每超 1 % 加 0.1，加分 0.35" in outcome.steps
    assert "+超额加分：完成率 103.5÷100 = 103.5 %" in outcome.steps


def test_over_fulfilment_stops_at_a_tenth_of_the_points(score: Score) -> None:
    outcome = score("完成率+超额加分", w=8, x=200, t=100)
    assert outcome.bonus == D("0.8")
    assert outcome.steps[-1] == "加分 10，最多加 0.8"


@pytest.mark.parametrize(
    ("parameters", "bonus"),
    [
        ("每=5%；加=3；最多=9", 6),
        ("每=5%；加=3；最多=5", 5),
        ("每=0.05；加=3；最多=8%", D("0.8")),
        ("每=5个百分点；加=1%；最多=2分", D("0.2")),
        ("最多=0", 0),
    ],
)
def test_over_fulfilment_as_declared(score: Score, parameters: str, bonus: Decimal) -> None:
    assert score("达标+超额加分", parameters, w=10, x=110, t=100).bonus == bonus


@pytest.mark.parametrize("actual", [99, 100])
def test_nothing_over_nothing_added(score: Score, actual: int) -> None:
    outcome = score("达标+超额加分", w=10, x=actual, t=100)
    assert outcome.bonus == 0
    assert outcome.steps[-1] == "没有超出，不加分"


def test_over_fulfilment_by_itself_is_only_a_bonus(score: Score) -> None:
    outcome = score("超额加分", "最多=5", x=110, t=100)
    assert (outcome.points, outcome.bonus, outcome.full_points) == (0, 1, None)
    assert score("超额加分", w=8, x=90, t=100).steps[-1] == "没有超额，不加分"


def test_a_share_of_unknown_points_is_refused(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("超额加分", x=110, t=100)
    assert refused.value.code == "POINTS_MISSING"


def test_in_proportion_to_the_best_of_the_group(score: Score) -> None:
    outcome = score("相对第一", w=10, x=30, peers=(40, 30, 20))
    assert outcome.points == D("7.5")
    assert outcome.steps == ("第一的值是 40", "得分 10×30÷40 = 7.5")
    assert score("相对第一", w=10, x=40, peers=(40, 30)).steps[-1] == "与第一相同，得 10"


def test_the_best_where_less_is_better(score: Score) -> None:
    outcome = score("相对第一", w=10, x=4, peers=(1, 4), lower=True)
    assert outcome.points == D("2.5")
    assert outcome.steps[-1] == "得分 10×1÷4 = 2.5（逆向指标）"
    assert score("相对第一", w=10, x=0, peers=(0, 4), lower=True).points == 10
    assert score("相对第一", w=10, x=4, peers=(0, 4), lower=True).points == 0


def test_a_negative_value_beside_a_positive_best_gets_none(score: Score) -> None:
    outcome = score("相对第一", w=10, x=-3, peers=(40, -3))
    assert outcome.points == 0
    assert outcome.steps[-1] == "不足 0 分，按 0 分计"


@pytest.mark.parametrize(("peers", "lower"), [((0, -1), False), ((-2, -5), False), ((-2, 5), True)])
def test_a_best_that_cannot_be_divided_by_is_refused(
    score: Score, peers: tuple[int, ...], lower: bool
) -> None:
    with pytest.raises(Refusal) as refused:
        score("相对第一", w=10, x=peers[-1], peers=peers, lower=lower)
    assert refused.value.code == "BEST_NOT_POSITIVE"


def test_alone_there_is_no_best(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("相对第一", w=10, x=3, peers=(3,))
    assert refused.value.code == "PEERS_MISSING"
