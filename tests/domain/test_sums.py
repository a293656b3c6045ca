"""Sums as people round them."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.sums import adds_up, decimals


@pytest.mark.parametrize(("value", "count"), [("5", 0), ("5.10", 1), ("0.125", 3), ("1E+2", 0)])
def test_decimals_are_those_that_show(value: str, count: int) -> None:
    assert decimals(D(value)) == count


def test_counts_must_add_up_exactly() -> None:
    assert adds_up(D(150), [D(33), D(51), D(35), D(31)])  # 150 projects, published
    assert not adds_up(D(151), [D(33), D(51), D(35), D(31)])


def test_a_published_sum_of_decimals() -> None:
    assert adds_up(D("1403.24"), [D("863.48"), D("351.27"), D("188.49")])  # 珠海 2011


def test_points_are_never_rounded() -> None:
    assert adds_up(D("100"), [D("33.3"), D("33.3"), D("33.3")])
    assert not adds_up(D("100"), [D("33.3"), D("33.3"), D("33.3")], exact=True)


@given(
    st.lists(st.decimals(0, 10_000, places=6), min_size=1, max_size=9), st.integers(1, 3), st.integers(0, 3)
)
def test_rounding_parts_and_sum_never_makes_a_mistake(parts: list[D], fine: int, coarse: int) -> None:
    rounded = [half_up(part, fine) for part in parts]
    stated = half_up(sum(parts, D(0)), min(fine, coarse))
    assert adds_up(stated, rounded) or max(map(decimals, rounded)) < fine


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30), st.integers(-50, 50))
def test_whole_numbers_add_up_or_they_do_not(parts: list[int], off: int) -> None:
    assert adds_up(D(sum(parts) + off), [D(part) for part in parts]) is (off == 0)
