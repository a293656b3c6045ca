"""What is wanting: to the target, to third place, a day of those left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.evidence import DIRECTION
from kaohe_xl.domain.ranking import gap_to_front
from kaohe_xl.domain.scheme import Direction


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is wanting, in the indicator's measure, each >= 0 and None where it can't be told.

    `per_day` is what every day left has to bring to reach the target, `per_day_to_third` to reach
    third place as it stands now; None where less is better, or no day is left. `lost` are points.
    """

    to_target: Decimal | None = None
    to_third: Decimal | None = None
    per_day: Decimal | None = None
    per_day_to_third: Decimal | None = None
    lost: Decimal | None = None


def direction_of(entry: Entry) -> Direction:
    """The direction that the entry was scored in, as its inputs tell; HIGHER where they don't."""
    stated = next((given.value for given in entry.inputs if given.name == DIRECTION), None)
    return Direction.LOWER if str(stated).startswith(Direction.LOWER.value) else Direction.HIGHER


def gap_to_target(actual: Decimal, target: Decimal, direction: Direction) -> Decimal:
    """How much is wanting to the target, in its measure; 0 once it is met."""
    return gap_to_front(actual, target, direction)


def gaps(entry: Entry, days_left: int | None = None) -> Gaps:
    """What the entry still wants; a figure that is no measurement (评议, 是否) has only points to lose."""
    direction = direction_of(entry)
    to_target = None
    if entry.completion is not None and entry.actual is not None and entry.target is not None:
        to_target = gap_to_target(entry.actual, entry.target, direction)
    higher = direction is Direction.HIGHER
    return Gaps(
        to_target=to_target,
        to_third=entry.gap_to_third,
        per_day=_a_day(to_target, days_left) if higher else None,
        per_day_to_third=_a_day(entry.gap_to_third, days_left) if higher else None,
        lost=entry.lost,
    )


def _a_day(gap: Decimal | None, days_left: int | None) -> Decimal | None:
    return gap / days_left if gap is not None and days_left else None
