"""Places in a group: ties, decimals, third place."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.ranking import front_value, gap_to_front, places
from kaohe_xl.domain.scheme import Direction, Ties

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
VALUES = st.lists(st.decimals(-1000, 1000, places=1), min_size=1, max_size=14)


def ranks(
    *values: str, direction: Direction = HIGHER, ties: Ties = Ties.STANDARD, decimals: int | None = None
) -> list[int]:
    return [p.rank for p in places([D(v) for v in values], direction, ties, decimals)]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [(Ties.STANDARD, [2, 1, 2, 4]), (Ties.DENSE, [2, 1, 2, 3]), (Ties.ORDINAL, [2, 1, 3, 4])],
)
def test_equal_values_share_places_as_declared(ties: Ties, expected: list[int]) -> None:
    assert ranks("8", "9", "8", "7", ties=ties) == expected


@pytest.mark.parametrize("ties", list(Ties))
def test_equal_values_are_marked_tied_whatever_the_convention(ties: Ties) -> None:
    tied = [place.tied for place in places([D(8), D(9), D(8)], HIGHER, ties)]
    assert tied == [True, False, True]


def test_less_is_better_for_a_reverse_indicator() -> None:
    assert ranks("3", "1", "2", direction=LOWER) == [3, 1, 2]


def test_float_dust_splits_no_rank() -> None:
    assert ranks("92.44", "92.43999999999999999", "92") == [1, 1, 3]


def test_ranks_compare_at_the_declared_decimals() -> None:
    assert ranks("8.24", "8.21", "8.16", decimals=1) == [1, 1, 1]
    assert ranks("8.25", "8.24", "8.16", decimals=1) == [1, 2, 2]


def test_third_value_is_what_third_place_holds() -> None:
    values = [D(x) for x in (9, 7, 8, 6)]
    assert front_value(values, places(values, HIGHER), 3, HIGHER) == 7
    assert front_value(values, places(values, LOWER), 3, LOWER) == 8


def test_dense_places_reach_further_down() -> None:
    values = [D(x) for x in (9, 9, 8, 7, 6)]
    assert front_value(values, places(values, HIGHER), 3, HIGHER) == 8
    assert front_value(values, places(values, HIGHER, Ties.DENSE), 3, HIGHER) == 7


def test_a_small_group_has_no_third_place() -> None:
    values = [D(9), D(8)]
    assert front_value(values, places(values, HIGHER), 3, HIGHER) is None


def test_no_front_places_declared_no_front_value() -> None:
    assert front_value([D(9)], places([D(9)], HIGHER), 0, HIGHER) is None


def test_a_gap_is_never_negative() -> None:
    assert gap_to_front(D(5), D(8), HIGHER) == 3
    assert gap_to_front(D(9), D(8), HIGHER) == 0
    assert gap_to_front(D(9), D(8), LOWER) == 1
    assert gap_to_front(D(5), D(8), LOWER) == 0


@given(VALUES, st.sampled_from(Ties), st.sampled_from(Direction))
def test_a_better_value_never_ranks_behind(values: list[D], ties: Ties, direction: Direction) -> None:
    standing = places(values, direction, ties)
    for a, place_a in zip(values, standing, strict=True):
        for b, place_b in zip(values, standing, strict=True):
            if (a > b) if direction is HIGHER else (a < b):
                assert place_a.rank < place_b.rank


@given(VALUES)
def test_standard_places_count_those_ahead(values: list[D]) -> None:
    for value, place in zip(values, places(values, HIGHER), strict=True):
        assert place.rank == 1 + sum(other > value for other in values)
        assert place.tied is (values.count(value) > 1)


@given(VALUES)
def test_ordinal_places_are_each_held_once(values: list[D]) -> None:
    assert sorted(p.rank for p in places(values, HIGHER, Ties.ORDINAL)) == list(range(1, len(values) + 1))


@given(VALUES, st.sampled_from(Ties))
def test_a_position_counts_those_strictly_better_whatever_the_ties(values: list[D], ties: Ties) -> None:
    for value, place in zip(values, places(values, HIGHER, ties), strict=True):
        assert place.position == 1 + sum(other > value for other in values)
