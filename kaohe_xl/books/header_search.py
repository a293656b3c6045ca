"""Where the header that a row of 表格对应 names stands in its sheet, also once columns were moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kaohe_xl.books.cells import shown
from kaohe_xl.books.headercells import is_number
from kaohe_xl.books.mapping import Line
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.words import tidy, word

_DEEPEST, _LONGEST = 400, 60
_HIGHEST = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A header's place: its row, and the columns that it is about; `moved`: not those that were named."""

    row: int
    left: int
    right: int
    moved: bool = False

    @property
    def name(self) -> str:
        """The header's cell."""
        return cell_name(self.row, self.left)


class Headers:
    """The texts of a sheet that may be headers: those of its upper rows."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._texts = [
            (row, column, tidy(text))
            for row in range(1, min(sheet.height, _DEEPEST) + 1)
            for column, value in sheet.filled(row)
            if len(text := shown(value)) <= _LONGEST and not isinstance(value, float)
        ]

    def places(self, line: Line) -> tuple[Found, ...]:
        """All places that fit a line: one where it is clear, none where its header isn't there.

        The named columns go first, then other columns with such a header; headers near the named row go
        first, then those elsewhere: rows may have been inserted above.
        """
        if line.columns and line.row and not line.header:
            return (Found(line.row, *line.columns),) if line.row <= self.sheet.height else ()
        return self._fitting(line, line.row) or (self._fitting(line, None) if line.row else ())

    def _fitting(self, line: Line, only: int | None) -> tuple[Found, ...]:
        if line.columns is None:
            return tuple(Found(row, column, column) for row, column in self._cells(line.ends[0], only))
        left, right = line.columns
        first, last = line.ends
        starts = list(self._cells(first, only))
        if only is not None:
            starts.reverse()
        ends = set(starts) if first == last else set(self._cells(last, only))
        wide = right - left
        fitting = [(r, c) for r, c in starts if not wide or first == last or (r, c + wide) in ends]
        named = [
            Found(row, left, right)
            for row, column in fitting
            if column <= left <= self.sheet.area(row, column).right  # the header may be merged over both
        ]
        if named:
            return tuple(named[:1])
        moved = [Found(row, column, column + wide, moved=True) for row, column in fitting]
        return tuple(moved[:1] if len({found.left for found in moved}) == 1 else moved)

    def words(self, text: str) -> Iterator[tuple[int, int]]:
        """The cells with that very text, in rows that hold no number."""
        wanted = tidy(text)
        rows = {row for row, _, known in self._texts if known == wanted}
        plain = {row for row in rows if not any(is_number(value) for _, value in self.sheet.filled(row))}
        yield from ((row, column) for row, column, known in self._texts if known == wanted and row in plain)

    def _cells(self, header: str, only: int | None) -> Iterator[tuple[int, int]]:
        """The cells with that header, from the top: its last word there, the others above it."""
        *above, last = header.split("/")
        for row, column, text in self._texts:
            lowest = max(self.sheet.area(row, column).bottom, row + _HIGHEST - 1)
            if only is not None and not row <= only <= lowest:
                continue
            is_last = same_header(text.replace("/", ""), last) and self._stand_above(row, column, above)
            if is_last or (above and same_header(text, header)):
                yield row, column

    def _stand_above(self, row: int, column: int, words: list[str]) -> bool:
        """Whether these words stand above the cell, merged cells speaking for all their columns."""
        left = list(words)
        for upper in range(row - 1, max(row - _HIGHEST, 0), -1):
            if not left:
                break
            span = (column,) if self.sheet.is_merged(upper, column) else range(column, 0, -1)
            text = next((t for c in span if (t := tidy(shown(self.sheet.value(upper, c))))), "")
            if same_header(text.replace("/", ""), left[-1]):
                left.pop()
        return not left


@lru_cache(maxsize=16384)
def same_header(text: str, other: str) -> bool:
    """Whether two headers are the same but for month, year and unit: 1-9月完成 and 1-10月完成（亿元）."""
    if text == other:
        return bool(text)
    one, two = word(text), word(other)
    return bool(one.text) and one.text == two.text
