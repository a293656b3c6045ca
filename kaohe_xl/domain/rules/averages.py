"""The group's average, and how far one is off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.numbers import percent, shown
from kaohe_xl.domain.rules.records import ONE, Inputs, Refusal, completion
from kaohe_xl.messages.steps import step


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far off a base, in percentage points; above 0 is better in either direction."""

    points: Decimal
    told: str


def average(values: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean, the same in whatever order they come; there is at least one value."""
    return sum(sorted(values), Decimal(0)) / len(values)


def deviation(inputs: Inputs) -> Deviation:
    """Off the group's average completion; without a target, in percent of the average value, which
    suits values from 0 up.

    Peers without a usable target are left out of the average completion. Raises Refusal for a group
    of fewer than two, and for an average value <= 0.
    """
    peers = inputs.known_peers()
    if inputs.target is None:
        return _off_actuals(inputs, average([peer.actual for peer in peers]))
    own = inputs.completion()
    ratios = [completion(p.actual, p.target, inputs.direction) for p in peers if p.target and p.target > 0]
    mean = average(ratios) if ratios else own
    off = (own - mean) * 100
    return Deviation(off, step("average.completion", average=percent(mean), off=shown(off, 2)))


def _off_actuals(inputs: Inputs, mean: Decimal) -> Deviation:
    if mean <= 0:
        raise Refusal("AVERAGE_NOT_POSITIVE", average=shown(mean))
    off = (inputs.known_actual() / mean - ONE) * (-100 if inputs.is_lower else 100)
    return Deviation(off, step("average.actual", average=shown(mean, 4), off=shown(off, 2)))
