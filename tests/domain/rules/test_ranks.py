"""名次, 名次线性, 达标后排名."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kaohe_xl.domain.rules import Inputs, Peer, Refusal
from kaohe_xl.domain.scheme import Direction, Ties
from tests.domain.rules.trials import Score, figures, usable

D = Decimal
PUBLISHED = "表=1:60，2:57，3:54，4:51，5:48；其后=45"


@pytest.mark.parametrize(("rank", "points"), [(1, 60), (2, 57), (3, 54), (4, 51), (5, 48), (6, 45), (13, 45)])
def test_points_of_a_published_rank_table(score: Score, rank: int, points: int) -> None:
    """Published: domain.md, section 2: 60/57/54/51/48 for ranks 1-5."""
    outcome = score("名次", PUBLISHED, place=(rank, 13))
    assert (outcome.points, outcome.bonus, outcome.full_points) == (points, 0, 60)


def test_the_first_gets_all_and_each_place_costs_a_twentieth(score: Score) -> None:
    """Published: domain.md, section 2: 1st w, then -5 % of w each."""
    assert score("名次", "每名减=5%", w=20, place=(1, 13)).points == 20
    outcome = score("排名", "每名减=0.05", w=20, place=(4, 13))
    assert outcome.points == 17
    assert outcome.steps == ("第 4 名（共 13 名），每后一名少得分值的 5 %：得分 17",)
    assert score("名次", "每名减=50%", w=20, place=(9, 13)).points == 0


def test_a_rank_beyond_the_table_must_be_declared(score: Score) -> None:
    with pytest.raises(Refusal) as refused:
        score("名次", "表=1:10，2:8", place=(3, 5))
    assert refused.value.code == "RANK_BEYOND_TABLE"
    assert "第 3 名" in refused.value.message
    assert "其后=0" in refused.value.remedy
    assert score("名次", "表=1:10，2:8；其后=0", place=(3, 5)).steps == ("第 3 名在表外，按“其后”得 0",)


def test_one_row_may_hold_for_several_ranks(score: Score) -> None:
    table = "表=1-3:10，第4名至第6名:8，7~9:50%；其后=0"
    points = [score("名次", table, w=10, place=(rank, 10)).points for rank in range(1, 11)]
    assert points == [10, 10, 10, 8, 8, 8, 5, 5, 5, 0]


def test_a_table_above_the_points_gives_a_bonus(score: Score) -> None:
    outcome = score("名次", "表=1:12，2:10；其后=0", w=10, place=(1, 5))
    assert (outcome.points, outcome.bonus) == (10, 2)


def test_after_a_plus_the_table_is_all_bonus(score: Score) -> None:
    outcome = score("完成率+名次", "表=1:3，2:2，3:1；其后=0", w=8, x=9, t=10, place=(2, 13))
    assert (outcome.points, outcome.bonus, outcome.full_points) == (D("7.2"), 2, 8)
    assert outcome.steps[-1] == "+名次：第 2 名（共 13 名），得 2"


def test_points_fall_in_a_line_from_first_to_last(score: Score) -> None:
    assert [score("名次线性", w=13, place=(r, 13)).points for r in (1, 7, 13)] == [13, 7, 1]
    assert score("排名线性", w=10, place=(2, 4)).steps == ("第 2 名（共 4 名），得分 10×3÷4 = 7.5",)


@pytest.mark.parametrize("method", ["名次线性", "名次"])
def test_without_a_rank_there_are_no_points(score: Score, method: str) -> None:
    with pytest.raises(Refusal) as refused:
        score(method, "表=1:1" if method == "名次" else "", w=10)
    assert refused.value.code == "RANK_MISSING"


MET = "基础分=40；表=1:20，2:15，3:10；其后=5"
GROUP = ((110, 100), (105, 100), (120, 100), (90, 100), (101, 100))


@pytest.mark.parametrize(("actual", "points"), [(120, 60), (110, 55), (105, 50), (101, 45), (90, 0)])
def test_who_met_the_target_ranks_for_more(score: Score, actual: int, points: int) -> None:
    outcome = score("达标后排名", MET, x=actual, t=100, peers=GROUP)
    assert (outcome.points, outcome.bonus, outcome.full_points) == (points, 0, 60)


def test_ranks_among_those_met_leave_the_others_out(score: Score) -> None:
    peers = ((300, 400), (200, None), (250, 0), (110, 100), (105, 100))
    outcome = score("达标后排名", MET, x=105, t=100, peers=peers)
    assert outcome.points == 55
    assert "在达到门槛的 2 个中排第 2" in outcome.steps[1]


def test_a_lower_threshold_and_shares_of_the_points(score: Score) -> None:
    outcome = score("达标后排名", "门槛=90%；基础分=60%；表=1:40%，2:20%", w=10, x=90, t=100, peers=GROUP[3:])
    assert outcome.points == 8
    below = score("达标后排名", "门槛=90%；基础分=60%；表=1:40%，2:20%", w=10, x=89, t=100, peers=GROUP)
    assert below.steps[-1] == "完成率低于门槛 90 %，得 0"


def test_shares_need_full_points(score: Score) -> None:
    for parameters in ("基础分=60%；表=1:40", "基础分=6；表=1:40%"):
        with pytest.raises(Refusal) as refused:
            score("达标后排名", parameters, x=120, t=100, peers=GROUP)
        assert refused.value.code == "POINTS_MISSING"


def test_met_and_ranked_as_a_bonus(score: Score) -> None:
    outcome = score("完成率+达标后排名", "基础分=1；表=1:3；其后=0", w=8, x=120, t=100, peers=GROUP)
    assert (outcome.points, outcome.bonus) == (8, 4)


@pytest.mark.parametrize(("ties", "rank"), [(Ties.STANDARD, 3), (Ties.ORDINAL, 3), (Ties.DENSE, 2)])
@pytest.mark.parametrize("ranked", [True, False])
def test_tied_peers_ahead_share_a_place_as_declared(ties: Ties, rank: int, ranked: bool) -> None:
    places = (1, 1, 2) if ties is Ties.DENSE else (1, 1, 3)
    peers = tuple(
        Peer(D(actual), D(10), place if ranked else None)
        for actual, place in zip((12, 12, 11), places, strict=True)
    )
    inputs = Inputs(actual=D(11), target=D(10), rank=places[2], of=3, peers=peers, ties=ties)
    outcome = usable("达标后排名", "基础分=0；表=1:30，2:20，3:10").score(inputs)
    assert outcome.points == (20 if rank == 2 else 10)


def test_less_is_better_among_those_met() -> None:
    inputs = figures(x=8, t=10, lower=True, peers=((8, 10), (5, 10), (12, 10)))
    assert inputs.direction is Direction.LOWER
    rule = usable("达标后排名", "基础分=40；表=1:20，2:10")
    assert rule.score(inputs).points == 50
    assert rule.score(replace(inputs, actual=D(5))).points == 60
