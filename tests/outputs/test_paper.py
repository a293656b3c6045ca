"""Pages of a report: nothing lost between them, no page overfull, no few rows alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.outputs.paper import first_rows, page_starts

FIRST, ROOM = 200.0, 600.0
rows = st.lists(st.sampled_from([16.5, 24.0, 36.0, 78.0, 190.0]), min_size=1, max_size=120)


def pages(heights: list[float], starts: list[int]) -> list[list[float]]:
    ends = [*starts, len(heights)]
    return [heights[a:b] for a, b in zip([0, *starts], ends, strict=True)]


def greedy(heights: list[float], reserved: float) -> int:
    """How many pages there are when each is filled to the brim."""
    count, left = 1, FIRST
    for number, tall in enumerate(heights):
        needed = tall + (reserved if number == len(heights) - 1 else 0)
        if number and needed > left:
            count, left = count + 1, ROOM
        left -= tall
    return count


@given(rows, st.sampled_from([0.0, 60.0]))
def test_no_page_is_overfull_and_none_is_needless(heights: list[float], reserved: float) -> None:
    found = pages(heights, page_starts(heights, FIRST, ROOM, reserved))
    assert [tall for page in found for tall in page] == heights
    assert all(page for page in found)
    assert sum(found[0]) <= FIRST
    assert all(sum(page) <= ROOM for page in found[1:])
    assert len(found) == 1 or sum(found[-1]) + reserved <= ROOM
    assert len(found) == greedy(heights, reserved)


@given(st.integers(2, 120))
def test_few_rows_of_a_list_never_stand_alone_where_the_page_before_can_share(count: int) -> None:
    heights = [16.5] * count
    found = pages(heights, page_starts(heights, FIRST, ROOM))
    last, before = len(found[-1]), len(found[-2]) if len(found) > 1 else 0
    assert len(found) == 1 or last > 6 or abs(last - before) <= 1


def test_one_row_left_over_takes_half_of_the_page_before_along() -> None:
    assert page_starts([16.5] * 13, FIRST, ROOM) == [7]
    assert page_starts([16.5] * 12, FIRST, ROOM) == []


def test_a_header_keeps_its_first_rows() -> None:
    assert first_rows([16.5] * 9) == 49.5
    assert first_rows([16.5]) == 16.5
    assert first_rows([78.0, 78.0]) == 78.0
