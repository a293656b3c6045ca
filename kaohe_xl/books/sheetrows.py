"""The rows and cells of a sheet's XML, walked in order; and which format stands where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kaohe_xl.books.markup import Markup, attributes, whole
from kaohe_xl.books.references import LAST_COLUMN, area_of, column_number
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

_PLAIN = re.compile(rb'<(?:[^\s:]+:)?c r="([A-Z]{1,3})(\d{1,7})"')
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Row:
    """A row's start tag, where its content and the element end."""

    number: int
    tag: re.Match[bytes]
    content_end: int
    end: int

    @property
    def is_empty_element(self) -> bool:
        """Whether it is `<row/>`."""
        return self.tag[0].endswith(b"/>")


@dataclass(frozen=True, slots=True)
class CellElement:
    """A cell's start tag, where its content and the element end."""

    row: int
    column: int
    tag: re.Match[bytes]
    content_end: int
    end: int


class SheetRows:
    """The rows of one sheet. Raises BookError where it has no sheetData, or rows out of order."""

    def __init__(self, part: Markup, sheet: str) -> None:
        self.part, self.sheet = part, sheet
        data = part.first(b"sheetData")
        if data is None:
            raise part.damaged()
        self.data = data
        self.end = data.end() if data[0].endswith(b"/>") else self._data_end()

    @property
    def is_empty_element(self) -> bool:
        """Whether there is `<sheetData/>` only."""
        return self.data[0].endswith(b"/>")

    @cached_property
    def index(self) -> dict[int, re.Match[bytes]]:
        """Row number -> start tag, in order."""
        found: dict[int, re.Match[bytes]] = {}
        last = 0
        for tag in self.part.tags(b"row", self.data.end(), self.end):
            number = _NUMBER.search(tag[0])
            row = whole(number[1].decode()) if number else last + 1
            if row <= last:
                raise self.disordered()
            last = row
            found[row] = tag
        return found

    def row(self, number: int) -> Row | None:
        """A row by its number; None where it isn't there."""
        tag = self.index.get(number)
        return Row(number, tag, *self.part.ends(tag, b"row")) if tag else None

    def cells(self, row: Row, since: int = 1) -> Iterator[CellElement]:
        """The cells of a row from a column on, in order."""
        last, own = 0, b"%d" % row.number
        end = b"</" + self.part.prefix + b"c"
        for tag in self.part.tags(b"c", row.tag.end(), row.content_end):
            plain = _PLAIN.match(tag[0])
            if plain is not None and plain[2] == own:
                column = _column(plain[1])
            else:
                column = self._column(tag[0], row.number, last)
            if column <= last:
                raise self.disordered()
            if column > LAST_COLUMN:
                raise self.part.damaged()
            last = column
            if column < since:
                continue
            if tag[0].endswith(b"/>"):
                yield CellElement(row.number, column, tag, tag.end(), tag.end())
                continue
            close = self.part.mask.find(end, tag.end(), row.content_end)
            yield CellElement(row.number, column, tag, close, self.part.mask.index(b">", close) + 1)

    def styles_at(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """The format index at each place: the cell's, else its row's, else its column's."""
        by_row: dict[int, list[int]] = {}
        for row, column in places:
            by_row.setdefault(row, []).append(column)
        found: dict[tuple[int, int], int] = {}
        for number, columns in by_row.items():
            row_ = self.row(number)
            known = {} if row_ is None else {c.column: style_of(c.tag[0]) for c in self.cells(row_)}
            for column in columns:
                found[number, column] = known.get(column, self.inherited(row_, column))
        return found

    def inherited(self, row: Row | None, column: int) -> int:
        """The format of a cell that isn't there."""
        if row is not None:
            of = attributes(row.tag[0])
            if of.get("s") and of.get("customFormat") in ("1", "true"):
                return whole(of["s"])
        return next((style for low, high, style in self._columns if low <= column <= high), 0)

    def disordered(self) -> BookError:
        """The error for rows or cells out of order: splicing there would tear the sheet."""
        return BookError(*sentence("SHEET_DISORDERED", book=self.part.book, sheet=self.sheet))

    @cached_property
    def _columns(self) -> list[tuple[int, int, int]]:
        found = (attributes(tag[0]) for tag in self.part.tags(b"col", 0, self.data.start()))
        return [
            (whole(of.get("min", "")), whole(of.get("max", "")), whole(of["style"]))
            for of in found
            if "style" in of
        ]

    def _column(self, tag: bytes, row: int, last: int) -> int:
        """The column of a cell whose reference is written unusually, or not at all."""
        reference = attributes(tag).get("r")
        if reference is None:
            return last + 1
        try:
            place = area_of(reference)
        except InputError as error:
            raise self.part.damaged() from error
        if place.top != row:
            raise self.disordered()
        return place.left

    def _data_end(self) -> int:
        return self.part.ends(self.data, b"sheetData")[0]


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def style_of(tag: bytes) -> int:
    """The format index in a cell's start tag."""
    found = re.search(rb"""\ss\s*=\s*["'](\d+)["']""", tag)
    return whole(found[1].decode()) if found else 0
