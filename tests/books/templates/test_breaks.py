"""Where pages begin: no page is too full, none breaks what stays together, none begins too early."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.templates.breaks import page_breaks

ROWS = st.lists(st.tuples(st.integers(5, 90), st.booleans()), min_size=1, max_size=60)


@given(ROWS, st.integers(0, 60), st.integers(0, 60), st.integers(0, 80))
def test_pages_are_full_but_never_too_full(
    rows: list[tuple[int, bool]], first: int, last: int, header: int
) -> None:
    heights, keeps = [tall for tall, _ in rows], [keep for _, keep in rows]
    under, capacity = range(first, last), 300
    breaks = page_breaks(heights, keeps, capacity, header, under)
    assert not any(keeps[place - 1] for place in breaks)
    starts = [0, *breaks, len(rows)]
    ends = [place + 1 for place, keep in enumerate(keeps) if not keep or place + 1 == len(rows)]
    for start, stop in pairwise(starts):
        above = header if start and start in under else 0
        groups = [end for end in ends if start < end <= stop]
        assert above + sum(heights[start:stop]) <= capacity or len(groups) == 1
        following = next((end for end in ends if end > stop), None)
        if following is not None:
            assert above + sum(heights[start:following]) > capacity
