"""Writes into merged areas: they go to the area's first cell, as a person at Excel sees it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush

from kaohe_xl.books.equality import same_value
from kaohe_xl.books.grid import Area, Change
from kaohe_xl.books.references import cell_name
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

Place = tuple[int, int]


def to_first_cells(sheet: str, changes: Iterable[Change], merged: Sequence[Area]) -> tuple[Change, ...]:
    """The last change of each cell, those under a merged area's first cell moved to it.

    A blank there clears the area only where nothing else is written to it; one that comes with looks is
    only about the covered cell's looks, and stays. Raises BookError for two different values in one area.
    """
    last = {(change.row, change.column): change for change in changes}
    covering = _covering(last, merged)
    if not covering:
        return tuple(last.values())
    written: dict[Area, list[Change]] = {}
    for place, area in covering.items():
        if last[place].after not in (None, "") or last[place].style is None:
            written.setdefault(area, []).append(last.pop(place))
    for area, moved in written.items():
        first = last.get((area.top, area.left))
        last[area.top, area.left] = _one_of(sheet, area, [first, *moved] if first else moved)
    return tuple(last.values())


def _covering(places: Iterable[Place], merged: Sequence[Area]) -> Mapping[Place, Area]:
    """The places under a merged area's first cell, each with its area.

    The areas that reach into a row are kept in the order of their columns while one row after another
    is looked at: a hundred thousand areas and as many places take no minutes.
    """
    found: dict[Place, Area] = {}
    waiting = sorted(range(len(merged)), key=lambda n: merged[n].top, reverse=True)
    reaching: list[tuple[int, int]] = []
    ending: list[tuple[int, int]] = []
    for row, column in sorted(places):
        while waiting and merged[waiting[-1]].top <= row:
            number = waiting.pop()
            insort(reaching, (merged[number].left, number))
            heappush(ending, (merged[number].bottom, number))
        while ending and ending[0][0] < row:
            number = heappop(ending)[1]
            del reaching[bisect_left(reaching, (merged[number].left, number))]
        at = bisect_left(reaching, (column + 1, 0)) - 1
        area = merged[reaching[at][1]] if at >= 0 else None
        if area is not None and column <= area.right and (row, column) != (area.top, area.left):
            found[row, column] = area
    return found


def _one_of(sheet: str, area: Area, changes: Sequence[Change]) -> Change:
    """What to write to the area's first cell."""
    told = [change for change in changes if change.after not in (None, "")] or list(changes[:1])
    one = told[0]
    other = next((c for c in told if not same_value(c.after, one.after)), None)
    if other is not None:
        words = {
            "area": f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}",
            "one": cell_name(one.row, one.column),
            "other": cell_name(other.row, other.column),
        }
        raise BookError(*sentence("MERGED_TWO_VALUES", sheet=sheet, **words))
    return Change(area.top, area.left, one.after, None, one.style)
