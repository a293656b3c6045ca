"""阶梯, 递减分段."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.rules import Refusal
from tests.domain.rules.trials import Score

D = Decimal
PUBLISHED = "表=100%:40，90%:36，80%:32，70%:28，60%:24，50%:20"


@pytest.mark.parametrize(
    ("actual", "points"),
    [(130, 40), (100, 40), ("99.99", 36), (90, 36), (85, 32), (70, 28), (60, 24), (50, 20), ("49.9", 0)],
)
def test_points_of_a_published_table_closed_at_the_lower_end(
    score: Score, actual: object, points: int
) -> None:
    """Published: domain.md, section 2: 100 %→40, 90→36, 80→32, 70→28, 60→24, 50→20, below→0."""
    outcome = score("阶梯", PUBLISHED, x=actual, t=100)
    assert (outcome.points, outcome.bonus, outcome.full_points) == (points, 0, 40)


def test_steps_beyond_the_points_are_a_bonus(score: Score) -> None:
    """Published: domain.md, section 2: +3 per 10 % over, max +9."""
    table = f"{PUBLISHED}，1.1:43，1.2:46，1.3:49"
    assert [score("阶梯", table, w=40, x=x, t=100).bonus for x in (100, 110, 125, 180)] == [0, 3, 6, 9]
    joined = score("完成率+阶梯", "表=1.1:3，1.2:6，1.3:9", w=40, x=125, t=100)
    assert (joined.points, joined.bonus, joined.full_points) == (40, 6, 40)


@pytest.mark.parametrize(
    ("actual", "points"), [(100, 40), (150, 40), (95, 38), (90, 36), ("82.5", "27"), (80, 24), ("79.9", 0)]
)
def test_between_the_bands_points_rise_in_a_line(score: Score, actual: object, points: object) -> None:
    assert score("分档", "表=1:40，0.9:36，0.8:24；取值=插值", x=actual, t=100).points == D(str(points))


def test_the_steps_name_the_band(score: Score) -> None:
    assert score("阶梯", PUBLISHED, x=91, t=100).steps[-1] == "完成率 91 % 落在 90 % 及以上一档，得 36"
    assert score("阶梯", PUBLISHED, x=1, t=100).steps[-1] == "完成率 1 % 低于最低档 50 %，得 0"
    between = score("阶梯", PUBLISHED + "；取值=插值", x=95, t=100).steps[-1]
    assert between == "完成率 95 % 在 90 % 与 100 % 之间，插值得 38"
    assert "落在 90 %" in score("阶梯", PUBLISHED + "；取值=插值", x=90, t=100).steps[-1]
    assert "落在 100 %" in score("阶梯", PUBLISHED + "；取值=插值", x=190, t=100).steps[-1]


def test_bands_of_shares_need_full_points(score: Score) -> None:
    assert score("阶梯", "表=1:100%，0.8:60%", w=5, x=9, t=10).points == 3
    with pytest.raises(Refusal) as refused:
        score("阶梯", "表=1:100%，0.8:60%", x=9, t=10)
    assert refused.value.code == "POINTS_MISSING"


def test_bands_of_a_ceiling(score: Score) -> None:
    assert score("阶梯", PUBLISHED, x=22, t=20, lower=True).points == 36


PEERS = ((120, 100), (80, 100))  # on average 100 %


@pytest.mark.parametrize(
    ("actual", "points", "bonus"),
    [
        (100, 10, 0),
        (110, 10, 5),
        (120, 10, "7.5"),
        (126, 10, "8.5"),
        (142, 10, "11.1666666667"),
        (90, 5, 0),
        (80, "2.5", 0),
        (74, "1.5", 0),
        (40, 0, 0),
    ],
)
def test_ever_less_around_the_average(score: Score, actual: int, points: object, bonus: object) -> None:
    """Published: domain.md, section 2: x1·base/20 + x2·base/40 + x3·base/60 per band of 10 points."""
    outcome = score("递减分段", w=10, x=actual, t=100, peers=PEERS)
    assert outcome.points == D(str(points))
    assert round(outcome.bonus, 10) == D(str(bonus))


def test_the_last_denominator_goes_on(score: Score) -> None:
    assert score("递减分段", "段=5%；分母=10，50", w=10, x=120, t=100, peers=PEERS).bonus == 5 + 3


def test_the_bands_are_told(score: Score) -> None:
    up = score("递减分段", w=10, x=115, t=100, peers=PEERS)
    assert up.steps[:2] == ("平均完成率 100 %，相差 15 个百分点", "分段累计 10÷20+5÷40，加 6.25")
    assert score("递减分段", w=10, x=95, t=100, peers=PEERS).steps[-1] == "分段累计 5÷20，减 2.5"
    assert len(score("递减分段", w=10, x=100, t=100, peers=PEERS).steps) == 1


def test_without_targets_the_values_are_compared(score: Score) -> None:
    outcome = score("递减分段", w=10, x=110, peers=(110, 90))
    assert outcome.bonus == 5
    assert outcome.steps[0] == "平均值 100，相差 10 个百分点"
    assert score("递减分段", w=10, x=110, peers=(110, 90), lower=True).points == 5


def test_peers_without_a_target_are_left_out_of_the_average(score: Score) -> None:
    peers = (*PEERS, (500, None), (500, 0))
    assert score("递减分段", w=10, x=110, t=100, peers=peers).bonus == 5
    assert score("递减分段", w=10, x=110, t=100, peers=((1, None), (1, None))).bonus == 0


def test_an_average_of_nothing_or_less_is_refused(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("递减分段", w=10, x=3, peers=(3, -3))
    assert refused.value.code == "AVERAGE_NOT_POSITIVE"


def test_after_a_plus_only_what_is_above_the_average_counts(score: Score) -> None:
    assert score("完成率+递减分段", w=10, x=110, t=100, peers=PEERS).bonus == 5
    below = score("完成率+递减分段", w=10, x=90, t=100, peers=PEERS)
    assert (below.points, below.bonus) == (9, 0)
    assert below.steps[-1] == "没有超出，不加分"
