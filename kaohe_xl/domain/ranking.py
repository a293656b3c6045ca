"""Ranks in a group (位次): ties, decimals and third place, all declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.numbers import half_up, significant
from kaohe_xl.domain.scheme import Direction, Ties


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a group: 1 is best; `tied` when another holds an equal value (并列).

    `rank` is as the declared ties number it; `position` is 1 and the number strictly better, whatever
    the ties: by it lights burn and counts count.
    """

    rank: int
    tied: bool
    position: int


def sort_keys(values: Sequence[Decimal], direction: Direction, decimals: int | None) -> list[Decimal]:
    """The values as ranks compare them, greater is better: at `decimals`, or at 15 digits for None."""
    if decimals is None:
        seen = [significant(value) for value in values]
    else:
        seen = [half_up(value, decimals) for value in values]
    return seen if direction is Direction.HIGHER else [-value for value in seen]


def places(
    values: Sequence[Decimal],
    direction: Direction,
    ties: Ties = Ties.STANDARD,
    decimals: int | None = None,
) -> tuple[Place, ...]:
    """The place of each value, in the order given; equal values share one as `ties` says.

    ORDINAL gives equal values successive places, first come first, and still marks them tied.
    """
    keys = sort_keys(values, direction, decimals)
    held = Counter(keys)
    positions: dict[Decimal, int] = {}
    dense: dict[Decimal, int] = {}
    ahead = 0
    for key in sorted(held, reverse=True):
        positions[key], dense[key] = ahead + 1, len(dense) + 1
        ahead += held[key]
    if ties is Ties.ORDINAL:
        order = sorted(range(len(keys)), key=lambda i: -keys[i])
        ranks = dict(zip(order, range(1, len(keys) + 1), strict=True))
        return tuple(Place(ranks[i], held[key] > 1, positions[key]) for i, key in enumerate(keys))
    shared = dense if ties is Ties.DENSE else positions
    return tuple(Place(shared[key], held[key] > 1, positions[key]) for key in keys)


def front_value(
    values: Sequence[Decimal], standing: Sequence[Place], front_rank: int, direction: Direction
) -> Decimal | None:
    """The value that holds the last of the front places (第三名值); None in a group smaller than that."""
    if len(values) < front_rank:
        return None
    front = [value for value, place in zip(values, standing, strict=True) if place.rank <= front_rank]
    if not front:
        return None
    return min(front) if direction is Direction.HIGHER else max(front)


def gap_to_front(value: Decimal, front: Decimal, direction: Direction) -> Decimal:
    """How much is wanting to `front`, in the measure of the values; 0 for who is there already."""
    wanting = front - value if direction is Direction.HIGHER else value - front
    return max(Decimal(0), wanting)
