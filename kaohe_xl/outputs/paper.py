"""How a sheet's rows fall on pages: what belongs together isn't torn, and no few rows stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_MARGINS = {"left": 28, "right": 26, "top": 37, "bottom": 35}  # GB/T 9704, mm
_WIDE = 588  # pixels: the type area, 156 mm
_TALL = (297 - 37 - 35) * 72 / 25.4 * 0.95  # points; fonts and printers differ
_ACROSS = {"left": 15, "right": 15, "top": 20, "bottom": 20}  # mm: a form to write on needs the room
_WIDE_ACROSS = 1006  # pixels: 267 mm
_TALL_ACROSS = (210 - 20 - 20) * 72 / 25.4 * 0.95
_TITLE = 80  # points: what stands above the first table, which stays with it
_LITTLE = 100  # points: rows that together take no more look lost on a page of their own
_FIRST = 60  # points: of a table's rows so much stays with its header


class Paper:
    """How far a sheet's pages are filled."""

    def __init__(self, sheet: Any, repeated: float = 0, is_across: bool = False) -> None:
        self._sheet, self._used, self._repeated = sheet, 0.0, repeated
        self._breaks: list[int] = []
        self._whole = _TALL_ACROSS if is_across else _TALL
        self.margins = _ACROSS if is_across else _MARGINS
        self.wide = _WIDE_ACROSS if is_across else _WIDE
        self.reserved = 0.0  # what must stay on a page with the last row

    @property
    def left(self) -> float:
        """The room left on this page."""
        return self._whole - self._used

    @property
    def overleaf(self) -> float:
        """The room on a page that goes on with a table."""
        return self._whole - self._repeated

    def row(self, number: int, tall: float) -> None:
        """A row of that height."""
        self._sheet.set_row(number, tall)
        if tall > self.left:
            self.turn(number)
        self._used += tall

    def keep(self, number: int, tall: float) -> None:
        """What begins at this row and takes that height begins a new page where it would be torn."""
        if self._used > _TITLE and tall > self.left:
            self.turn(number)

    def turn(self, number: int) -> None:
        """Begin a new page at this row, unless it begins one already."""
        if number in self._breaks:
            return
        self._breaks.append(number)
        self._used = self._repeated
        self._sheet.set_h_pagebreaks(self._breaks)


def first_rows(heights: Sequence[float]) -> float:
    """The height of the rows that must not be parted from their header: the first few, at least one."""
    return max(heights[0], min(sum(heights[:3]), _FIRST))


def page_starts(heights: Sequence[float], first: float, room: float, reserved: float = 0) -> list[int]:
    """The rows (from 0) that begin a new page: as few pages as may be, none with a few rows alone.

    `first` is the room on the page where the table begins, `room` that on each page behind; `reserved` must
    stay free behind the last row. The row 0 never begins a new page. Where few rows would be left over, the
    last two pages share theirs evenly.
    """
    starts, left = list[int](), first
    for number, tall in enumerate(heights):
        needed = tall + (reserved if number == len(heights) - 1 else 0)
        if number and needed > left:
            starts.append(number)
            left = room
        left -= tall
    if not starts or sum(heights[starts[-1] :]) > _LITTLE:
        return starts
    before = starts[-2] if len(starts) > 1 else 0
    even = (before + len(heights) + 1) // 2
    while even < starts[-1] and sum(heights[even:]) + reserved > room:
        even += 1
    return [*starts[:-1], even] if before < even < starts[-1] else starts

