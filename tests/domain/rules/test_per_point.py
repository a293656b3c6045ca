"""逐点: per percentage point off a base."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.rules import Refusal
from tests.domain.rules.trials import Score

D = Decimal
RULE = "每点加=0.1；每点扣=0.5；加分上限=1；扣分上限=3"


@pytest.mark.parametrize(
    ("actual", "points", "bonus"),
    [
        ("12.5", 10, 0),
        ("15.0", 10, "0.25"),
        ("40", 10, 1),
        ("11.5", "9.5", 0),
        ("12.4", "9.95", 0),
        ("-5", 7, 0),
    ],
)
def test_growth_is_held_against_its_target_in_points(
    score: Score, actual: str, points: object, bonus: object
) -> None:
    outcome = score("逐点", RULE, w=10, x=actual, t="12.5", percent=True)
    assert (outcome.points, outcome.bonus) == (D(str(points)), D(str(bonus)))


def test_growth_may_have_a_target_of_nothing_or_less(score: Score) -> None:
    assert score("逐点", RULE, w=10, x=-3, t=-2, percent=True).points == D("9.5")
    assert score("逐点", RULE, w=10, x=1, t=0, percent=True).bonus == D("0.1")


def test_other_figures_are_held_against_it_as_completion(score: Score) -> None:
    assert score("逐点", RULE, w=10, x=96, t=100).points == 8
    assert score("逐点", RULE, w=10, x=416, t=400).bonus == D("0.4")
    assert score("逐点", RULE, w=10, x=22, t=20, lower=True).points == 7
    with pytest.raises(Refusal) as refused:
        score("逐点", RULE, w=10, x=22, t=0)
    assert refused.value.code == "TARGET_NOT_POSITIVE"


def test_against_the_plan_to_date(score: Score) -> None:
    parameters = f"基准=计划；{RULE}"
    assert score("逐点", parameters, w=10, x=78, t=100, plan=80).points == 9
    assert score("逐点", parameters, w=10, x=12, t=10, plan=10, lower=True).points == 7
    assert score("逐点", parameters, w=10, x="12.5", t=15, plan="10.5", percent=True).bonus == D("0.2")
    with pytest.raises(Refusal) as refused:
        score("逐点", parameters, w=10, x=78, t=100)
    assert refused.value.code == "PLAN_MISSING"


@pytest.mark.parametrize(
    ("actual", "plan", "ahead"),
    [
        ("53.5", "50", "3.5"),
        ("45.6", "41.67", "3.93"),
        ("44.3", "41.67", "2.63"),
        ("75", "83.33", "-8.33"),
    ],
)
def test_published_points_ahead_of_the_course(score: Score, actual: str, plan: str, ahead: str) -> None:
    """Published: domain.md, section 7: end of June +3.5, end of May +3.93 and +2.63, end of October -8.3."""
    outcome = score("逐点", "基准=计划；每点加=1；每点扣=1", w=10, x=actual, t=100, plan=plan)
    assert outcome.points + outcome.bonus == 10 + D(ahead)
    assert outcome.steps[0] == f"与计划 {plan} 相差 {ahead} 个百分点"


def test_against_the_groups_average(score: Score) -> None:
    parameters = f"基准=平均；{RULE}"
    growth = score("逐点", parameters, w=10, x=14, peers=(14, 10), percent=True)
    assert growth.bonus == D("0.2")
    assert growth.steps[0] == "与平均 12 相差 2 个百分点"
    assert score("逐点", parameters, w=10, x=14, peers=(14, 10), percent=True, lower=True).points == 9
    assert score("逐点", parameters, w=10, x=98, t=100, peers=((98, 100), (102, 100))).points == 9
    assert score("逐点", parameters, w=10, x=98, peers=(98, 102)).points == 9
    with pytest.raises(Refusal) as refused:
        score("逐点", parameters, w=10, x=98, peers=(98,), percent=True)
    assert refused.value.code == "PEERS_MISSING"


def test_no_cap_declared_no_cap(score: Score) -> None:
    assert score("逐点", "每点加=1", w=10, x=150, t=100).bonus == 50
    assert score("逐点", "每点扣=1", w=10, x=50, t=100).points == 0


def test_points_and_caps_may_be_shares(score: Score) -> None:
    outcome = score("逐点", "每点加=1%；加分上限=8%", w=10, x=150, t=100)
    assert outcome.bonus == D("0.8")
    assert outcome.steps[1:3] == ("每点加 0.1，加分 5", "加分 5，最多加 0.8")


def test_a_capped_deduction_is_told(score: Score) -> None:
    outcome = score("逐点", RULE, w=10, x=50, t=100)
    assert outcome.steps == ("与目标 100 相差 -50 个百分点", "每点扣 0.5，扣分 25", "扣分 25，最多扣 3")


def test_after_a_plus_it_only_adds(score: Score) -> None:
    assert score("完成率+逐点", "每点加=0.1；加分上限=1", w=10, x=104, t=100).bonus == D("0.4")
    assert score("完成率+逐点", "每点加=0.1；加分上限=1", w=10, x=94, t=100).bonus == 0
