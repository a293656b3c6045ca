"""Before which rows a page begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def page_breaks(
    heights: Sequence[float], keeps: Sequence[bool], capacity: float, header: float, band: Sequence[int]
) -> tuple[int, ...]:
    """Indexes of the rows that begin a page. `keeps`: no break below the row; `band`: first rows of items.

    The closing text never goes on a page alone with a repeated header: the last item goes with it.
    """
    if sum(heights) <= capacity:
        return ()
    first = band[0] if band else len(heights)
    breaks = _greedy(heights, keeps, capacity, (header, first))
    if not breaks or len(band) < 2 or breaks[-1] <= band[-1]:
        return breaks
    if sum(heights[band[-1] :]) > capacity - header:
        return breaks
    return (*(place for place in breaks if place < band[-1]), band[-1])


def _greedy(
    heights: Sequence[float], keeps: Sequence[bool], capacity: float, header: tuple[float, int]
) -> tuple[int, ...]:
    below = list(accumulate(heights, initial=0.0))
    breaks, used, start = [], 0.0, 0
    for index, kept in enumerate(keeps):
        if kept and index + 1 < len(keeps):
            continue
        tall = below[index + 1] - below[start]
        if used and used + tall > capacity:
            breaks.append(start)
            used = header[0] if start > header[1] else 0.0
        used += tall
        start = index + 1
    return tuple(breaks)
