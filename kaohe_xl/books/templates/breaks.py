"""Before which rows a page begins."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def page_breaks(
    heights: Sequence[float], keeps: Sequence[bool], capacity: float, header: float, under: range
) -> tuple[int, ...]:
    """Indexes of the rows that begin a page. `keeps`: no break below the row.

    A page that begins with one of the rows in `under` has the header above it, `header` points high.
    """
    if sum(heights) <= capacity:
        return ()
    below = list(accumulate(heights, initial=0.0))
    breaks, used, start = [], 0.0, 0
    for index, kept in enumerate(keeps):
        if kept and index + 1 < len(keeps):
            continue
        tall = below[index + 1] - below[start]
        if used and used + tall > capacity:
            breaks.append(start)
            used = header if start in under else 0.0
        used += tall
        start = index + 1
    return tuple(breaks)
