"""Where a template's rows come to stand, and references that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What lies on another sheet is matched first, and stays.
_CELL = re.compile(
    r"('(?:[^']|'')*')?!\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
    r"|(?<![A-Za-z0-9_.$])(?P<left>\$?[A-Z]{1,3}\$?)(?P<top>\d{1,7})"
    r"(?::(?P<right>\$?[A-Z]{1,3}\$?)(?P<bottom>\d{1,7}))?(?![\d(A-Za-z_])"
)
_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Z]{1,3}\$?)(\d{1,7}))?")
_ROWS = re.compile(r"(?<![A-Za-z$\d])(\$?)(\d{1,7}):(\$?)(\d{1,7})(?!\d)")
_QUOTED = re.compile(r'("(?:[^"]|"")*")')


@dataclass(frozen=True, slots=True)
class Moves:
    """`places`: template row -> the rows it became, in order; none where it was left out.

    `band` is the first and last template row of what repeats, (0, 0) without; rows beyond `last` move by
    `shift`.
    """

    places: Mapping[int, Sequence[int]]
    last: int
    shift: int

    def first(self, row: int) -> int:
        """Where an area that begins in this row begins: with the next row that stayed."""
        while row <= self.last and not self.places.get(row):
            row += 1
        return self.places[row][0] if row <= self.last else row + self.shift

    def end(self, row: int) -> int:
        """Where an area that ends in this row ends: with the last row above that stayed; 0 for none."""
        if row > self.last:
            return row + self.shift
        while row > 0 and not self.places.get(row):
            row -= 1
        return self.places[row][-1] if row else 0

    def formula(self, text: str, own: Mapping[int, int] | None = None) -> str:
        """A formula, its references moved; text in quotes and what lies on other sheets stay.

        `own`: where the rows of the item came to stand whose formula it is.
        """
        own = own or {}

        def moved(match: re.Match[str]) -> str:
            """One reference."""
            if match["top"] is None:
                return match[0]
            top = int(match["top"])
            start = f"{match['left']}{own.get(top) or self.first(top)}"
            if match["bottom"] is None:
                return start
            bottom = int(match["bottom"])
            return f"{start}:{match['right']}{own.get(bottom) or self.end(bottom)}"

        parts = _QUOTED.split(text)
        parts[::2] = [_CELL.sub(moved, part) for part in parts[::2]]
        return "".join(parts)

    def area(self, text: str) -> str:
        """A print area or print titles, moved as a whole."""

        def moved(match: re.Match[str]) -> str:
            """One area."""
            if match[3] is None:
                return f"{match[1]}{self.first(int(match[2]))}"
            return f"{match[1]}{self.first(int(match[2]))}:{match[3]}{self.end(int(match[4]))}"

        def rows(match: re.Match[str]) -> str:
            """Whole rows."""
            return f"{match[1]}{self.first(int(match[2]))}:{match[3]}{self.end(int(match[4]))}"

        return _ROWS.sub(rows, _RANGE.sub(moved, text))

    def references(self, text: str) -> list[str]:
        """The areas of a merge, a conditional format, a validation; an area in rows that repeat repeats."""
        return [moved for one in text.split() for moved in self._repeated(one)]

    def _repeated(self, reference: str) -> Iterable[str]:
        match = _RANGE.fullmatch(reference)
        if match is None:
            yield self.area(reference)
            return
        left, right = match[1], match[3] or match[1]
        top, bottom = int(match[2]), int(match[4] or match[2])
        above, below = self.places.get(top, ()), self.places.get(bottom, ())
        if top <= self.last and len(above) == len(below) != 1:
            spans = list(zip(above, below, strict=True))
        else:
            spans = [(self.first(top), self.end(bottom))]
        for start, end in spans:
            if start <= end:
                alone = start == end and left == right
                yield f"{left}{start}" if alone else f"{left}{start}:{right}{end}"
