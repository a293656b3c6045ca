"""A sheet's XML as a Block, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial

from kaohe_xl.books.grid import Area, Block, Value
from kaohe_xl.books.markup import ATTRIBUTES, Markup, attributes
from kaohe_xl.books.places import Formulas, Line, Places
from kaohe_xl.books.rawcells import (
    Surroundings,
    area_of_cell,
    content_of,
    dated,
    kind_of,
    shown_and_type,
    value_of,
)
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, area_of, column_number
from kaohe_xl.books.serials import Shown
from kaohe_xl.books.sharedstrings import without_comments
from kaohe_xl.books.simplerows import SimpleRow, SimpleRows
from kaohe_xl.books.streaming import Head, NotStreamable, Rows, pieces, usual
from kaohe_xl.books.wellformed import check
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

__all__ = (
    "LARGEST_SHEET",
    "MOST_CELLS",
    "STREAMED",
    "Surroundings",
    "block_of",
    "block_of_chunks",
    "merged_areas",
)

MOST_CELLS = 5_000_000
STREAMED = 8 << 20
LARGEST_SHEET, LARGEST_UNSTREAMED = 256 << 20, 64 << 20
_MOST_BITS = 1 << 29
_MOST_REPEATS = 1000
_MOST_KINDS = 10_000
_WINDOW = 1 << 20
_REFERENCE = re.compile(rb'\s+r="([A-Z]{1,3})(\d{1,7})"')
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")


def block_of(sheet: Markup, around: Surroundings) -> Block:
    """The sheet as a block up to its last cell that holds something.

    Raises SheetTooLarge for a sheet of more than 5 million cells, BookError where a cell makes no sense.
    """
    scan = _Scan(around, sheet.prefix)
    data = without_comments(sheet)
    name = sheet.prefix + b"sheetData"
    start, end = data.find(b"<" + name), data.rfind(b"</" + name)
    try:
        if 0 <= start < end:
            for window in _windows(data[data.index(b">", start) + 1 : end], sheet.prefix):
                scan.read(window, is_checked=True)
        return scan.block(merged_areas(sheet))
    except (ValueError, IndexError, KeyError) as error:
        raise sheet.damaged() from error


def block_of_chunks(chunks: Iterable[bytes], around: Surroundings, part: str) -> Block:
    """A sheet as a block, read as it comes. Raises as `block_of`, and NotStreamable as `pieces` does."""
    scan = _Scan(around, b"")
    head = b""
    try:
        for piece in usual(pieces(chunks)):
            if isinstance(piece, Head):
                head, scan = piece.data, _Scan(around, piece.prefix)
            elif isinstance(piece, Rows):
                scan.read(piece.data, is_checked=False)
            else:
                skeleton = Markup(head + piece.data, around.book, part)
                return scan.block(merged_areas(skeleton))
    except (ValueError, IndexError, KeyError) as error:
        raise BookError(*sentence("PART_DAMAGED", book=around.book, part=part)) from error
    raise NotStreamable


def merged_areas(sheet: Markup) -> tuple[Area, ...]:
    """All merged areas of more than one cell."""
    try:
        areas = [area_of(attributes(tag)["ref"]) for tag in sheet.elements(b"mergeCells", b"mergeCell")]
    except (KeyError, InputError) as error:
        raise sheet.damaged() from error
    return tuple(a for a in areas if (a.top, a.left) != (a.bottom, a.right))


class _Scan:
    """A block while it grows; `rows` are as long as their last value."""

    def __init__(self, around: Surroundings, prefix: bytes) -> None:
        self.around, self.prefix = around, prefix
        self.rows: dict[int, list[Value] | tuple[Value, ...]] = {}
        self.percents: dict[int, int] = {}
        self.stale: dict[int, int] = {}
        self.formulas: dict[int, Line] = {}
        self._simple = SimpleRows(prefix, partial(kind_of, around))
        self._kinds: dict[bytes, tuple[Shown, str]] = {}
        self._masks: dict[int, int] = {}
        self._space = self._bits = self._repeats = 0
        self._row = self._column = 0

    def read(self, window: bytes, is_checked: bool) -> None:
        """Read whole rows. Raises ValueError and its like for what makes no sense."""
        window.decode()
        *elements, rest = window.split(b"</" + self.prefix + b"row>")
        simple = [self._simple.row(element) for element in elements]
        if not is_checked:
            end = b"</" + self.prefix + b"row>"
            unusual = [e + end for e, row in zip(elements, simple, strict=True) if row is None]
            if unusual or rest.strip():
                check(b"<rows>" + b"".join([*unusual, rest]) + b"</rows>")
        for element, row in zip(elements, simple, strict=True):
            if row is None or row.number in self.rows or row.number in self.formulas:
                self._walk(element)
            else:
                self._take(row)
        self._walk(rest)

    def block(self, merged: tuple[Area, ...]) -> Block:
        """What was read. Raises ValueError where merged areas overlap without end."""
        self._empty_merged(merged)
        return Block(
            self._rectangle(),
            merged,
            Places(self.percents),
            Formulas(self.formulas),
            Places(self.stale),
            self.around.hidden,
        )

    def _take(self, row: SimpleRow) -> None:
        """Keep a row that was taken apart at once."""
        number, plan, raw, formulas = row
        values = row.values()
        self._space += len(values)
        if self._space > MOST_CELLS:
            raise self.around.too_many(number, plan.columns[-1])
        if values:
            self.rows[number] = tuple(values)
        percents = plan.percents
        if any(formulas):
            found = [(c, f) for c, f in zip(plan.columns, formulas, strict=True) if f]
            columns = plan.columns if len(found) == len(plan.columns) else tuple(c for c, _ in found)
            self.formulas[number] = columns, b"\0".join([f for _, f in found])
            bare = zip(plan.columns, formulas, raw, plan.types, strict=True)
            stale = sum(1 << c for c, f, value, type_ in bare if f and value is None and type_ != "str")
            self._mark(self.stale, number, stale)
            percents &= ~stale
        if percents:
            self._mark(self.percents, number, percents)
        self._row, self._column = number, plan.columns[-1]

    def _mark(self, places: dict[int, int], row: int, columns: int) -> None:
        """Add columns of a row, as bits, to places; equal ones are kept once."""
        if not columns:
            return
        columns |= places.get(row, 0)
        known = self._masks.setdefault(columns, columns)
        if known is columns:
            self._bits += columns.bit_length() + 512
            if self._bits > _MOST_BITS:
                raise self.around.too_many(row, columns.bit_length() - 1)
        places[row] = known

    def _put(self, row: int, column: int, value: Value) -> None:
        """Keep a value; raises SheetTooLarge where the sheet grows beyond reason."""
        line = self.rows.get(row)
        if not isinstance(line, list):
            line = self.rows[row] = list(line or ())
        gap = column - len(line)
        if gap <= 0:
            line[column - 1] = value
            return
        self._space += gap
        if self._space > MOST_CELLS:
            raise self.around.too_many(row, column)
        if gap > 1:
            line.extend([None] * (gap - 1))
        line.append(value)

    def _walk(self, data: bytes) -> None:
        """Read rows cell by cell; a missing reference means the next place."""
        formulas: dict[int, dict[int, bytes]] = {}
        blank: dict[int, int] = {}
        stale: dict[int, int] = {}
        for found in _token(self.prefix).finditer(data):
            attribute, body, of_row = found.groups()
            if attribute is None:
                number = _ROW_NUMBER.search(of_row)
                self._row, self._column = int(number[1]) if number else self._row + 1, 0
                continue
            rest = self._move(attribute)
            row, column = self._row, self._column
            kind = self._kind(rest)
            if row > LAST_ROW or column > LAST_COLUMN:
                raise self.around.too_many(row, column)
            if row < 1:
                raise ValueError(row)
            if not body:
                if kind[0] is Shown.PERCENT:
                    blank[row] = blank.get(row, 0) | 1 << column
                continue
            raw, formula = content_of(body, kind[1], self.prefix)
            if formula is not None:
                formulas.setdefault(row, {})[column] = formula
                if not raw and kind[1] != "str":
                    stale[row] = stale.get(row, 0) | 1 << column
                    continue
            if raw is None or (raw == b"" and kind[1] not in ("str", "inlineStr")):
                continue
            value = value_of(self.around, raw, kind[1])
            if kind[0] is not Shown.NUMBER and kind[1] == "n":
                if kind[0] is Shown.PERCENT:
                    blank[row] = blank.get(row, 0) | 1 << column
                else:
                    value = dated(self.around, value)
            self._put(row, column, value)
        for row, columns in blank.items():
            self._mark(self.percents, row, columns)
        for row, columns in stale.items():
            self._mark(self.stale, row, columns)
        self._keep(formulas)

    def _kind(self, rest: bytes) -> tuple[Shown, str]:
        kind = self._kinds.get(rest)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            kind = self._kinds[rest] = shown_and_type(rest, self.around.shown)
        return kind

    def _move(self, attribute: bytes) -> bytes:
        """Go to the cell with these attributes; those but for its reference come back."""
        place = _REFERENCE.match(attribute)
        if place is not None:
            self._row, self._column = int(place[2]), _column(place[1])
            return attribute[place.end() :]
        reference = attributes(attribute).get("r")
        if reference is None:
            self._column += 1
        else:
            area = area_of_cell(reference)
            self._row, self._column = area.top, area.left
        return attribute

    def _keep(self, formulas: Mapping[int, Mapping[int, bytes]]) -> None:
        """Pack the formulas of rows that were read cell by cell."""
        for row, found in formulas.items():
            if row in self.formulas:
                self._repeats += 1
                if self._repeats > _MOST_REPEATS:
                    raise ValueError("rows that come again and again")
                known, texts = self.formulas[row]
                found = {**dict(zip(known, texts.split(b"\0"), strict=True)), **found}
            self.formulas[row] = tuple(found), b"\0".join(found.values())

    def _empty_merged(self, merged: tuple[Area, ...]) -> None:
        """Only the first cell of a merged area shows its value."""
        bottom = max(self.rows.keys() | self.percents.keys(), default=0)
        right = max((len(line) for line in self.rows.values()), default=0)
        right = max(right, max((m.bit_length() for m in self._masks), default=0))
        steps = 0
        for area in merged:
            last = min(area.bottom, bottom)
            if area.left > right or area.top > last:
                continue
            steps += last - area.top + 1
            if steps > MOST_CELLS:
                raise ValueError("merged areas upon merged areas")
            for row in range(area.top, last + 1):
                left = area.left + (row == area.top)
                self._blank(row, left, min(area.right, right))

    def _blank(self, row: int, left: int, right: int) -> None:
        line = self.rows.get(row, ())
        if any(value is not None for value in line[left - 1 : right]):
            line = self.rows[row] = list(line)
            line[left - 1 : right] = [None] * len(line[left - 1 : right])
        mask = self.percents.get(row, 0)
        if mask and right >= left:
            self.percents[row] = mask & ~(((1 << right - left + 1) - 1) << left)

    def _rectangle(self) -> tuple[tuple[Value, ...], ...]:
        """All rows at one length; blank rows share one tuple."""
        widths = {row: width for row, line in self.rows.items() if (width := _width(line))}
        bottom, right = max(widths, default=0), max(widths.values(), default=0)
        if bottom * right > MOST_CELLS:
            raise self.around.too_many(bottom, right)
        blank: tuple[Value, ...] = (None,) * right
        found = [blank] * bottom
        while self.rows:
            row, line = self.rows.popitem()
            if row in widths:
                found[row - 1] = tuple(line[:right]) + blank[len(line) :]
        return tuple(found)


def _windows(data: bytes, prefix: bytes) -> Iterator[bytes]:
    """Rows in stretches of about a megabyte."""
    end = b"</" + prefix + b"row>"
    start = 0
    while start < len(data):
        stop = data.find(end, start + _WINDOW)
        stop = len(data) if stop < 0 else stop + len(end)
        yield data[start:stop]
        start = stop


def _width(line: list[Value] | tuple[Value, ...]) -> int:
    """Up to which column something stands in the row."""
    width = len(line)
    while width and line[width - 1] is None:
        width -= 1
    return width


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


@lru_cache(maxsize=16)
def _token(prefix: bytes) -> re.Pattern[bytes]:
    """A cell: its attributes and content; or a row's start: its attributes."""
    name = re.escape(prefix)
    return re.compile(
        b"<" + name + rb"(?:c(?=[\s/>])(" + ATTRIBUTES + rb")(?:(?<=/)>|(?<!/)>(.*?)</" + name + rb"c\s*>)"
        rb"|row(?=[\s/>])(" + ATTRIBUTES + rb")>)",
        re.DOTALL,
    )
