"""What to do first: where most points can still be won, the worst light, the farthest behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Light
from kaohe_xl.domain.gaps import Gaps, gaps
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Indicator

MOST = 5

_ALARM = {Light.RED: 0, Light.AMBER: 1}
_CALM = len(_ALARM)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Priority:
    """An entry to see to. `points` can be won, None where the workbook states none; `wanting` is its gap."""

    entry: Entry
    points: Decimal | None
    wanting: Gaps


def priorities(
    entries: Iterable[Entry], indicators: Iterable[Indicator], days_left: int | None, most: int = MOST
) -> tuple[Priority, ...]:
    """At most so many entries to see to first, equals in the order given.

    First by points that can be won, then by light, then by how far the entry is behind what is due (in
    percentage points, so that measures compare). Left out: what isn't assessed, what the assessor gives
    (评议), and what is neither lit red or amber nor has points to win. Once no day is left only what lacks
    a figure stays: a figure can be handed in, work can't be done any more.
    """
    given = {one.name for one in indicators if one.qualitative}
    found = [
        Priority(entry, winnable(entry), gaps(entry, days_left))
        for entry in entries
        if entry.indicator not in given and _is_open(entry, days_left)
    ]
    return tuple(sorted(found, key=_order)[:most])


def winnable(entry: Entry) -> Decimal | None:
    """The points that can be won: those lost, and all of them where there is no figure yet.

    0 for points deducted by cases (扣分): what has happened doesn't go away.
    """
    if entry.method.startswith("扣分"):
        return _ZERO
    return entry.lost if entry.missing is None else entry.full_points


def _is_open(entry: Entry, days_left: int | None) -> bool:
    if entry.missing is Missing.NOT_ASSESSED or entry.method.startswith("评议"):
        return False
    if entry.missing is not None and entry.light is None:
        return True
    return days_left != 0 and (entry.light in _ALARM or (winnable(entry) or _ZERO) > 0)


def _order(one: Priority) -> tuple[Decimal, int, Decimal]:
    light = one.entry.light
    alarm = _CALM if light is None else _ALARM.get(light, _CALM)
    return -(one.points or _ZERO), alarm, min(one.entry.ahead or _ZERO, _ZERO)
