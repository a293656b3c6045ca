"""The rows of a sheet that a patch touches, as a sheet of their own: big sheets are patched unheld."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Set
from functools import lru_cache
from itertools import takewhile
from typing import Protocol

from kaohe_xl.books import streaming
from kaohe_xl.books.markup import ATTRIBUTES, Markup, attributes, opened, with_attribute
from kaohe_xl.books.package import Package
from kaohe_xl.books.references import LAST_COLUMN, area_of, cell_name
from kaohe_xl.books.sheetrows import Row, SheetRows
from kaohe_xl.books.streaming import NotStreamable, checked, pieces
from kaohe_xl.errors import InputError

LARGE = 1 << 20


Through = Callable[[Iterable[bytes]], Iterable[bytes]]
"""What is done to a sheet's XML as it passes, whole rows at a time."""


class Excerpt(Protocol):
    """A sheet's XML, all of it or with only some of its rows; what it becomes is put back into the sheet."""

    markup: Markup

    def put(self, data: bytes, through: Through | None = None) -> None:
        """Let the sheet become `data`, as far as it stands in the excerpt; all of it goes `through`."""


def excerpt(package: Package, part: str, rows: Set[int]) -> Excerpt:
    """The sheet of that part, to be patched in these rows. Raises BookError for a damaged one."""
    if package.archive.size(part) > LARGE:
        try:
            return _Streamed(package, part, rows)
        except NotStreamable:
            pass
    return _Whole(package, part)


def places_only(sheet: SheetRows, places: Iterable[tuple[int, int]], rows: Set[int]) -> Markup:
    """The sheet with these rows, and with these places of others, for reading what stands there."""
    part = sheet.part
    columns: dict[int, list[int]] = {number: [1, LAST_COLUMN] for number in rows}
    for number, column in places:
        columns.setdefault(number, []).append(column)
    body = []
    for number in sorted(columns):
        row = sheet.row(number)
        if row is not None:
            tag = opened(with_attribute(row.tag[0], "r", str(number)))
            body.append(b"%s%s</%srow>" % (tag, _stretch(sheet, row, columns[number]), part.prefix))
    ends = b"</%ssheetData></%sworksheet>" % (part.prefix, part.prefix)
    data = part.data[: sheet.data.start()] + opened(sheet.data[0]) + b"".join(body) + ends
    return Markup(data, part.book, part.part)


def _stretch(sheet: SheetRows, row: Row, columns: Iterable[int]) -> bytes:
    """The cells of a row from the first of these columns to the last."""
    first, last = min(columns), max(columns)
    cells = list(takewhile(lambda cell: cell.column <= last, sheet.cells(row, first)))
    if not cells:
        return b""
    tag = cells[0].tag  # a cell without a reference has the place behind the one before it
    named = with_attribute(tag[0], "r", cell_name(row.number, cells[0].column))
    return named + sheet.part.data[tag.end() : cells[-1].end]


class _Whole:
    """A sheet that is held in memory."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self.markup = package.markup(part)

    def put(self, data: bytes, through: Through | None = None) -> None:
        """The sheet's new bytes."""
        self._package.put(self._part, b"".join(through([data])) if through else data)


class _Streamed:
    """A sheet that is read as a stream: once for the excerpt, once to be copied with the new rows.

    The excerpt also has the rows whose formulas reach into those wanted: arrays and data tables, and what
    follows a shared formula that may be overwritten.
    """

    def __init__(self, package: Package, part: str, rows: Set[int]) -> None:
        self._package, self._part = package, part
        archive, ordered = package.archive, sorted(rows)

        def reaching(data: bytes, prefix: bytes) -> set[int]:
            """The rows of a piece whose formulas reach into those wanted."""
            return {
                top
                for top, bottom in _arrays(data, prefix)
                if bisect_left(ordered, top) < bisect_right(ordered, bottom)
            }

        data, self._numbers = streaming.excerpt(checked(pieces(archive.chunks(part))), rows, reaching)
        if shared := _masters(data):

            def following(data: bytes, prefix: bytes) -> set[int]:
                """Also the rows of a piece that follow a shared formula."""
                return reaching(data, prefix) | set(_followers(data, prefix, shared))

            data, _ = streaming.excerpt(pieces(archive.chunks(part)), rows, following)
        self.markup = Markup(data, package.book, part)

    def put(self, data: bytes, through: Through | None = None) -> None:
        """The sheet's new bytes, but for the rows that aren't in the excerpt."""
        archive = self._package.archive
        head, rows, tail = streaming.parts(data)
        original = pieces(archive.chunks(self._part))
        chunks: Iterable[bytes] = streaming.merged(original, self._numbers, head, rows, tail)
        self._package.put_chunks(self._part, through(chunks) if through else chunks)


def _arrays(data: bytes, prefix: bytes) -> Iterator[tuple[int, int]]:
    """First and last row of each array formula and data table that starts in a piece."""
    if b"array" not in data and b"dataTable" not in data:
        return
    for tag in _formula(prefix).finditer(data):
        of = attributes(tag[0])
        if of.get("t") in ("array", "dataTable"):
            try:
                area = area_of(of.get("ref", ""))
            except InputError:
                continue
            yield area.top, area.bottom


def _masters(data: bytes) -> set[str]:
    """The indexes of the shared formulas that are written out in a sheet."""
    head = next(iter(pieces([data])))
    assert isinstance(head, streaming.Head)
    found = (attributes(tag[0]) for tag in _formula(head.prefix).finditer(data))
    return {of.get("si", "") for of in found if of.get("t") == "shared" and "ref" in of}


def _followers(data: bytes, prefix: bytes, indexes: Set[str]) -> Iterator[int]:
    """The rows of a piece in which one of these shared formulas stands."""
    if b"shared" not in data:
        return
    for number, start, end in streaming.row_spans(data, prefix):
        found = (attributes(tag[0]) for tag in _formula(prefix).finditer(data, start, end))
        if any(of.get("t") == "shared" and of.get("si") in indexes for of in found):
            yield number


@lru_cache(maxsize=16)
def _formula(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(b"<" + re.escape(prefix) + rb"f(?=[\s/>])" + ATTRIBUTES + b">")
