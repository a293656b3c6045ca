"""Points as a rule states them: so many, or a share of full points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe_xl.domain.rules.parameters import NOT_NEGATIVE, Figure, Parameters
from kaohe_xl.domain.rules.records import ZERO, known_points


@dataclass(frozen=True, slots=True)
class Amount:
    """So many points, or (`is_share`, typed with a percent sign) that share of full points."""

    value: Decimal
    is_share: bool = False

    def points(self, full: Decimal | None) -> Decimal:
        """In points. Raises Refusal for a share when full points are unknown."""
        return self.value * known_points(full) if self.is_share else self.value


NOTHING = Amount(ZERO)


def amount(found: Figure) -> Amount:
    """The amount that a number stands for: `8%` is a share, `8` is points."""
    return Amount(found.value, found.is_percent)


def read_amount(given: Parameters, name: str) -> Amount | None:
    """The amount given, not negative; None where there is none, or a bad one."""
    found = given.figure(name, NOT_NEGATIVE)
    return None if found is None else amount(found)


def worsens(amounts: Sequence[Amount]) -> bool:
    """Whether somewhere in a table, best row first, a worse row gets more than the one before it."""
    return any(a.is_share is b.is_share and a.value < b.value for a, b in pairwise(amounts))


def best_points(amounts: Iterable[Amount], stated: Decimal | None) -> Decimal | None:
    """Full points: those stated, else the best of a table; None where the table has only shares."""
    if stated is not None:
        return stated
    return max((each.value for each in amounts if not each.is_share), default=None)
