"""Stated sums and their parts, as people round them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.numbers import same, shown, significant
from kaohe_xl.domain.scheme import Scheme

_MOST_ROUNDED = 5


def decimals(value: Decimal) -> int:
    """How many decimals the number shows."""
    exponent = significant(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def adds_up(stated: Decimal, parts: Sequence[Decimal], *, exact: bool = False) -> bool:
    """Whether the parts make up the stated sum: exactly, or but for what rounding them may have cost.

    Whole numbers are counts: they must add up. With decimals each part may be off by half of its last one
    (at most five in all), and a sum stated with fewer decimals by half of its own.
    """
    total = sum(parts, Decimal(0))
    if same(stated, total):
        return True
    fine = max((decimals(part) for part in parts), default=0)
    if exact or not fine:
        return False
    coarse = decimals(stated)
    allowed = min(Decimal(len(parts)) / 2, Decimal(_MOST_ROUNDED)).scaleb(-fine)
    if coarse < fine:
        allowed += Decimal("0.5").scaleb(-coarse)
    return abs(stated - total) <= allowed


def check_parents(scheme: Scheme) -> Iterator[Finding]:
    """Parents whose points are not those of their children together, where all of them state some."""
    children: dict[str, list[Decimal | None]] = defaultdict(list)
    for indicator in scheme.indicators:
        if indicator.parent:
            children[indicator.parent].append(indicator.points)
    for parent in scheme.indicators:
        points = children.get(parent.name, [])
        known = [one for one in points if one is not None]
        if parent.points is None or not known or len(known) < len(points):
            continue
        if adds_up(parent.points, known, exact=True):
            continue
        computed = sum(known, Decimal(0))
        words = {"indicator": parent.name, "stated": shown(parent.points), "computed": shown(computed)}
        difference = shown(abs(parent.points - computed))
        place = parent.points_place or parent.place
        yield finding("POINTS_OF_PARENT_DISAGREE", Severity.WARNING, place, difference=difference, **words)
