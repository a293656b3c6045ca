"""A sheet's XML as a Block, in one pass."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from kaohe_xl.books.grid import Area, Block, ErrorValue, Value
from kaohe_xl.books.markup import ATTRIBUTES, Markup, attributes, text_of
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, area_of, cell_name, column_number
from kaohe_xl.books.serials import Shown, date_of
from kaohe_xl.books.sharedstrings import SharedStrings, rich_text, unescaped, without_comments
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

MOST_CELLS = 5_000_000
_REFERENCE = re.compile(rb'\s+r="([A-Z]{1,3})(\d{1,7})"')
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell's meaning depends on outside its sheet. `shown`: by index of the cell format."""

    book: str
    sheet: str
    strings: Callable[[], SharedStrings]
    shown: tuple[Shown, ...]
    is_1904: bool = False
    hidden: bool = False


@dataclass
class _Scan:
    """A block while it grows; `rows` are as long as their last value."""

    around: Surroundings
    prefix: bytes
    rows: dict[int, list[Value]] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    stale: set[tuple[int, int]] = field(default_factory=set)
    space: int = 0

    def put(self, row: int, column: int, value: Value) -> None:
        """Keep a value; raises BookError where the sheet grows beyond reason."""
        line = self.rows.get(row)
        if line is None:
            line = self.rows[row] = []
        gap = column - len(line)
        if gap <= 0:
            line[column - 1] = value
            return
        self.space += gap
        if self.space > MOST_CELLS:
            raise self.too_many(row, column)
        if gap > 1:
            line.extend([None] * (gap - 1))
        line.append(value)

    def too_many(self, row: int, column: int) -> BookError:
        """The error for a sheet that reaches too far."""
        words = {"book": self.around.book, "sheet": self.around.sheet, "cell": cell_name(row, column)}
        return BookError(*sentence("TOO_MANY_CELLS", **words))


def block_of(sheet: Markup, around: Surroundings) -> Block:
    """The sheet as a block up to its last cell that holds something.

    Raises BookError for a sheet of more than 5 million cells, or where a cell makes no sense.
    """
    scan = _Scan(around, sheet.prefix)
    data = without_comments(sheet)
    close = data.rfind(b"</" + sheet.prefix + b"sheetData")
    if close >= 0:
        try:
            _scan_cells(scan, data[:close])
        except (ValueError, IndexError, KeyError) as error:
            raise sheet.damaged() from error
    merged = merged_areas(sheet)
    _empty_merged(scan, merged)
    return Block(
        _rectangle(scan),
        merged,
        frozenset(scan.percents),
        scan.formulas,
        frozenset(scan.stale),
        around.hidden,
    )


def merged_areas(sheet: Markup) -> tuple[Area, ...]:
    """All merged areas of more than one cell."""
    try:
        areas = [
            area_of(attributes(tag)["ref"]) for tag in map(bytes, sheet.elements(b"mergeCells", b"mergeCell"))
        ]
    except (KeyError, InputError) as error:
        raise sheet.damaged() from error
    return tuple(a for a in areas if (a.top, a.left) != (a.bottom, a.right))


def _scan_cells(scan: _Scan, data: bytes) -> None:
    """Walk over all rows and cells; a missing reference means the next place."""
    name = re.escape(scan.prefix)
    token = re.compile(
        b"<" + name + rb"(?:c(?=[\s/>])(" + ATTRIBUTES + rb")(?:(?<=/)>|(?<!/)>(.*?)</" + name + rb"c\s*>)"
        rb"|row(?=[\s/>])(" + ATTRIBUTES + rb")>)",
        re.DOTALL,
    )
    kinds: dict[bytes, tuple[Shown, str]] = {}
    row = column = 0
    for found in token.finditer(data, max(data.find(b"<" + scan.prefix + b"sheetData"), 0)):
        attribute, body, of_row = found.groups()
        if attribute is None:
            number = _ROW_NUMBER.search(of_row)
            row, column = int(number[1]) if number else row + 1, 0
            continue
        place = _REFERENCE.match(attribute)
        if place is not None:
            row, column = int(place[2]), _column(place[1])
            rest = attribute[place.end() :]
        else:
            row, column = _placed(attribute, row, column)
            rest = attribute
        kind = kinds.get(rest)
        if kind is None:
            kind = kinds[rest] = _kind(rest, scan.around.shown)
        if not body:
            if kind[0] is Shown.PERCENT:
                scan.percents.add((row, column))
            continue
        if row > LAST_ROW or column > LAST_COLUMN:
            raise scan.too_many(row, column)
        _cell(scan, (row, column), body, kind)


def _placed(attribute: bytes, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell whose reference is written unusually, or not at all."""
    reference = attributes(attribute).get("r")
    if reference is None:
        return row, column + 1
    area = area_of_cell(reference)
    return area.top, area.left


def area_of_cell(reference: str) -> Area:
    """The area of one cell's reference. Raises ValueError for what is none."""
    try:
        return area_of(reference)
    except InputError as error:
        raise ValueError(reference) from error


def _kind(rest: bytes, shown: tuple[Shown, ...]) -> tuple[Shown, str]:
    """How the number is shown, and the type of the cell."""
    of_cell = attributes(rest)
    style = int(of_cell.get("s", 0))
    return shown[style] if 0 <= style < len(shown) else Shown.NUMBER, of_cell.get("t", "n")


def _cell(scan: _Scan, place: tuple[int, int], body: bytes, kind: tuple[Shown, str]) -> None:
    """Read one cell's content into the scan."""
    shown, type_ = kind
    raw: bytes | None
    if body.startswith(b"<v>") and body.count(b"<") == 2:
        raw = body[3 : body.rindex(b"<")]
    else:
        patterns = _patterns(scan.prefix)
        found = patterns["v"].search(body)
        raw = found[1] if found else None
        formula = patterns["f"].search(body)
        if formula is not None:
            scan.formulas[place] = "=" + text_of(formula[1] or b"")
            if not raw and type_ != "str":
                scan.stale.add(place)
                return
        if type_ == "inlineStr":
            inline = patterns["is"].search(body)
            raw = inline[1] if inline else None
    if raw is None or (raw == b"" and type_ not in ("str", "inlineStr")):
        return
    value = _value(scan, raw, type_)
    if shown is not Shown.NUMBER and isinstance(value, int | float) and not isinstance(value, bool):
        if shown is Shown.PERCENT:
            scan.percents.add(place)
        else:
            value = date_of(value, scan.around.is_1904) or value
    scan.put(*place, value)


def _value(scan: _Scan, raw: bytes, type_: str) -> Value:
    """The value of a cell's raw content by its type."""
    if type_ == "n":
        return number_of(raw)
    if type_ == "s":
        return scan.around.strings()[int(raw)]
    if type_ == "inlineStr":
        return rich_text(raw)
    text = unescaped(text_of(raw))
    if type_ == "b":
        return text.strip() in ("1", "true")
    if type_ == "e":
        return ErrorValue(text)
    if type_ == "d":
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    return text


def number_of(raw: bytes) -> int | float | ErrorValue:
    """A number as it stands, whole ones as int, infinite ones as `#NUM!`. Raises ValueError for text."""
    try:
        return int(raw)
    except ValueError:
        number = float(raw)
    return number if math.isfinite(number) else ErrorValue("#NUM!")


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


@lru_cache(maxsize=64)
def _patterns(prefix: bytes) -> Mapping[str, re.Pattern[bytes]]:
    """For v, f and is: the element, its content as group 1 (None for an empty element)."""
    end = rb"(?=[\s/>])" + ATTRIBUTES + rb"(?:(?<=/)>|(?<!/)>(.*?)</"
    return {
        name: re.compile(
            b"<" + re.escape(prefix + name.encode()) + end + re.escape(prefix + name.encode()) + rb"\s*>)",
            re.S,
        )
        for name in ("v", "f", "is")
    }


def _empty_merged(scan: _Scan, merged: tuple[Area, ...]) -> None:
    """Only the first cell of a merged area shows its value."""
    for area in merged:
        for row in range(area.top, min(area.bottom, max(scan.rows, default=0)) + 1):
            line = scan.rows.get(row, [])
            for column in range(area.left, min(area.right, len(line)) + 1):
                if (row, column) != (area.top, area.left):
                    line[column - 1] = None
                    scan.percents.discard((row, column))


def _rectangle(scan: _Scan) -> tuple[tuple[Value, ...], ...]:
    """All rows at one length; blank rows share one tuple."""
    for row in [r for r, line in scan.rows.items() if not any(v is not None for v in line)]:
        del scan.rows[row]
    bottom = max(scan.rows, default=0)
    right = max(
        (max(c for c, v in enumerate(line, 1) if v is not None) for line in scan.rows.values()), default=0
    )
    if bottom * right > MOST_CELLS:
        raise scan.too_many(bottom, right)
    blank = (None,) * right
    return tuple(
        tuple(line[:right]) + blank[len(line) :] if (line := scan.rows.get(row)) else blank
        for row in range(1, bottom + 1)
    )
