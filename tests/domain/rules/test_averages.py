"""The group's average."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

from kaohe_xl.domain.rules.averages import average


def test_the_order_of_units_does_not_show_in_the_last_digit() -> None:
    values = [Decimal(290) / 11, Decimal(710) / 7, Decimal(300) / 7]
    assert len({sum(order, Decimal(0)) for order in permutations(values)}) == 2
    assert len({average(order) for order in permutations(values)}) == 1
