"""What is still wanting, and what each day left has to bring."""

from __future__ import annotations

from decimal import Decimal as D

from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.gaps import Gaps, direction_of, gap_to_target, gaps
from kaohe_xl.domain.scheme import Direction
from tests.domain.case import Case, case

FOUR = """
    指标    分值  目标  方向  方法    甲   乙   丙   丁
    固投     10   100   正向  完成率  120  90   80   60
    信访     10    20   逆向  完成率  10   18   20   25
    党建     10    -     -    评议     9   8    7    6
    未报     10   100   正向  完成率   -   -    -    -
"""


@case(FOUR)
def test_gaps_to_target_and_third_place_are_told_a_day(assessment: Case) -> None:
    assert gaps(assessment.entry("丁"), days_left=50) == Gaps(
        to_target=D(40), to_third=D(20), per_day=D("0.8"), per_day_to_third=D("0.4"), lost=D(4)
    )
    assert gaps(assessment.entry("甲"), days_left=50) == Gaps(D(0), D(0), D(0), D(0), D(0))


@case(FOUR)
def test_what_has_to_shrink_is_not_told_a_day(assessment: Case) -> None:
    found = gaps(assessment.entry("丁", "信访"), days_left=50)
    assert (found.to_target, found.to_third, found.per_day, found.per_day_to_third) == (5, 5, None, None)


@case(FOUR)
def test_without_days_left_nothing_is_told_a_day(assessment: Case) -> None:
    for left in (None, 0):
        assert gaps(assessment.entry("丁"), left).per_day is None


@case(FOUR)
def test_an_opinion_has_only_points_to_lose(assessment: Case) -> None:
    assert gaps(assessment.entry("丁", "党建"), 50) == Gaps(lost=D(4))


@case(FOUR)
def test_what_is_not_reported_has_no_gaps(assessment: Case) -> None:
    assert gaps(assessment.entry("丁", "未报"), 50) == Gaps()


def test_a_gap_to_target_is_never_negative() -> None:
    assert gap_to_target(D(120), D(100), Direction.HIGHER) == 0
    assert gap_to_target(D(15), D(20), Direction.LOWER) == 0


def test_an_entry_that_names_no_direction_counts_as_more_is_better() -> None:
    assert direction_of(Entry("甲", "固投", None)) is Direction.HIGHER
