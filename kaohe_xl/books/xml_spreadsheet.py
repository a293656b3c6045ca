"""XML spreadsheets of Excel 2003 as blocks: web systems export them under the name of .xls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from kaohe_xl.books.grid import Area, Block, ErrorValue, Value
from kaohe_xl.books.old_workbook import clear_merged, plain_number
from kaohe_xl.books.patched import rectangle
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, cell_name
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.books.serials import Shown, date_of, shown_as
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = {
    "percent": Shown.PERCENT,
    "general date": Shown.DATE,
    "short date": Shown.DATE,
    "medium date": Shown.DATE,
    "long date": Shown.DATE,
}
_CHUNK = 1 << 16
Events = Iterator[tuple[str, Element]]


@dataclass
class _Sheet:
    """A block while it grows; `row` is the last row that was read."""

    book: str
    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    stale: set[tuple[int, int]] = field(default_factory=set)
    row: int = 0

    def too_many(self, row: int, column: int) -> BookError:
        """The error for a sheet that reaches too far."""
        words = {"book": self.book, "sheet": self.name, "cell": cell_name(row, column)}
        return BookError(*sentence("TOO_MANY_CELLS", **words))

    def block(self) -> Block:
        """The finished block."""
        bottom = max((row for row, _ in self.cells), default=0)
        right = max((column for _, column in self.cells), default=0)
        if bottom * right > MOST_CELLS:
            raise self.too_many(bottom, right)
        rows = [[self.cells.get((r, c)) for c in range(1, right + 1)] for r in range(1, bottom + 1)]
        clear_merged(rows, self.merged, self.percents)
        return Block(
            rectangle(rows),
            tuple(self.merged),
            frozenset(self.percents),
            self.formulas,
            frozenset(self.stale),
            self.hidden,
        )


def xml_blocks(data: bytes, book: str) -> Mapping[str, Block]:
    """All sheets of an XML spreadsheet, in tab order.

    Raises ValueError for a damaged one, BookError for one that reaches too far.
    """
    try:
        return {sheet.name: sheet.block() for sheet in _sheets(data, book)}
    except (ParseError, KeyError) as error:
        raise ValueError("damaged XML spreadsheet") from error


def _sheets(data: bytes, book: str) -> Iterator[_Sheet]:
    if b"<!DOCTYPE" in data[:_CHUNK]:
        raise ValueError("doctype")
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    looks: dict[str, Shown] = {}
    sheet: _Sheet | None = None
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
        for event, element in cast(Events, parser.read_events()):
            if event == "start":
                if element.tag == f"{_SS}Worksheet":
                    sheet = _Sheet(book, element.get(f"{_SS}Name", ""))
            elif element.tag == f"{_SS}Style":
                looks[element.get(f"{_SS}ID", "")] = _shown(element, looks)
            elif sheet is not None and element.tag == f"{_SS}Row":
                _read_row(sheet, element, looks)
                element.clear()
            elif sheet is not None and element.tag == f"{_EXCEL}Visible":
                sheet.hidden = element.text != "SheetVisible"
            elif sheet is not None and element.tag == f"{_SS}Worksheet":
                yield sheet
                sheet = None
                element.clear()
    parser.close()


def _shown(style: Element, looks: Mapping[str, Shown]) -> Shown:
    """What a style shows numbers as; what it says nothing of it has from its parent."""
    found = style.find(f"{_SS}NumberFormat")
    if found is None:
        return looks.get(style.get(f"{_SS}Parent", ""), Shown.NUMBER)
    code = found.get(f"{_SS}Format", "")
    return _NAMED.get(code.lower()) or shown_as(0, code)


def _read_row(sheet: _Sheet, row: Element, looks: Mapping[str, Shown]) -> None:
    sheet.row = int(row.get(f"{_SS}Index", sheet.row + 1))
    column = 0
    for cell in row:
        if cell.tag != f"{_SS}Cell":
            continue
        column = int(cell.get(f"{_SS}Index", column + 1))
        if not (1 <= sheet.row <= LAST_ROW and 1 <= column <= LAST_COLUMN) or len(sheet.cells) > MOST_CELLS:
            raise sheet.too_many(sheet.row, column)
        style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID") or ""
        _read_cell(sheet, (sheet.row, column), cell, looks.get(style, Shown.NUMBER))
        down, right = int(cell.get(f"{_SS}MergeDown", 0)), int(cell.get(f"{_SS}MergeAcross", 0))
        if down > 0 or right > 0:
            area = Area(sheet.row, column, min(sheet.row + down, LAST_ROW), min(column + right, LAST_COLUMN))
            sheet.merged.append(area)
        column += max(right, 0)
    sheet.row += max(int(row.get(f"{_SS}Span", 0)), 0)


def _read_cell(sheet: _Sheet, place: tuple[int, int], cell: Element, shown: Shown) -> None:
    data = cell.find(f"{_SS}Data")
    value = None if data is None else _value(data)
    if shown is Shown.DATE and isinstance(value, int | float) and not isinstance(value, bool):
        value = date_of(value, False) or value
    if value is not None:
        sheet.cells[place] = value
    if shown is Shown.PERCENT and (value is None or isinstance(value, int | float)):
        sheet.percents.add(place)
    formula = cell.get(f"{_SS}Formula")
    if formula is not None:
        sheet.formulas[place] = formula
        if data is None:
            sheet.stale.add(place)


def _value(data: Element) -> Value:
    kind, text = data.get(f"{_SS}Type"), "".join(data.itertext())
    if kind == "Number":
        return plain_number(float(text))
    if kind == "DateTime":
        return datetime.fromisoformat(text.strip()[:26]).replace(tzinfo=None)
    if kind == "Boolean":
        return text.strip() == "1"
    return ErrorValue(text) if kind == "Error" else text or None
