"""OpenDocument spreadsheets (.ods) as blocks: what a cell shows, its percentages, merged areas and formulas.

Read from its XML: python-calamine tells neither percentages nor true and false, nor merged areas.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from kaohe_xl.books.grid import Area, Block, ErrorValue, Value
from kaohe_xl.books.old_workbook import clear_merged, plain_number
from kaohe_xl.books.patched import rectangle
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, cell_name
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_LIBRE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_REFERENCE = re.compile(r"\[([^\]]*)\]")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_CHUNK = 1 << 16
_LARGEST_PART = 256 << 20


@dataclass
class _Looks:
    """Names of styles by what they do."""

    percents: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    _of_numbers: set[str] = field(default_factory=set)

    def learn(self, style: Element) -> None:
        """Take in a style, or a style of numbers, which stand before those that use them."""
        if style.tag == f"{_NUMBER}percentage-style":
            self._of_numbers.add(style.get(f"{_STYLE}name", ""))
            return
        name = style.get(f"{_STYLE}name", "")
        parent = style.get(f"{_STYLE}data-style-name")
        if parent in self._of_numbers or (
            parent is None and style.get(f"{_STYLE}parent-style-name") in self.percents
        ):
            self.percents.add(name)
        for part in style:
            if part.get(f"{_TABLE}display") == "false":
                self.hidden.add(name)


@dataclass
class _Sheet:
    """A block while it grows, and where the next cell goes."""

    book: str
    name: str
    hidden: bool
    rows: list[list[Value]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    blank_percents: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    stale: set[tuple[int, int]] = field(default_factory=set)
    columns: list[tuple[int, str]] = field(default_factory=list)
    row: int = 1
    cells: int = 0

    def column_style(self, column: int) -> str:
        """The style that cells of a column have where they name none."""
        return next((name for last, name in self.columns if column <= last), "")

    def room(self, count: int, row: int, column: int) -> None:
        """Raises BookError where a sheet grows beyond reason."""
        self.cells += count
        if self.cells > MOST_CELLS or row > LAST_ROW or column > LAST_COLUMN:
            words = {"book": self.book, "sheet": self.name, "cell": cell_name(row, column)}
            raise BookError(*sentence("TOO_MANY_CELLS", **words))

    def block(self) -> Block:
        """The finished block."""
        clear_merged(self.rows, self.merged, self.percents)
        values = rectangle(self.rows)
        width = len(values[0]) if values else 0
        for top, bottom, left, right in self.blank_percents:
            for row in range(top, min(bottom, len(values)) + 1):
                self.percents.update((row, column) for column in range(left, min(right, width) + 1))
        inside = {area: (area.top, area.left) for area in self.merged}
        hidden = {
            (row, column)
            for area, first in inside.items()
            for row in range(area.top, min(area.bottom, len(values)) + 1)
            for column in range(area.left, min(area.right, width) + 1)
            if (row, column) != first
        }
        return Block(
            values,
            tuple(self.merged),
            frozenset(self.percents - hidden),
            self.formulas,
            frozenset(self.stale),
            self.hidden,
        )


def open_document_blocks(data: bytes, book: str) -> Mapping[str, Block]:
    """All sheets of an .ods, in tab order.

    Raises BookError for an encrypted one, or one that reaches too far, and ValueError for a damaged one.
    """
    looks = _Looks()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in _part(
                archive, "META-INF/manifest.xml"
            ):
                raise BookError(*sentence("OTHERWISE_ENCRYPTED", book=book))
            if "styles.xml" in names:
                with archive.open("styles.xml") as file:
                    for element in _finished(file):
                        _learn(element, looks)
            if archive.getinfo("content.xml").file_size > _LARGEST_PART:
                raise ValueError("content.xml")
            with archive.open("content.xml") as file:
                return {sheet.name: sheet.block() for sheet in _sheets(file, book, looks)}
    except (zipfile.BadZipFile, ParseError, KeyError, RuntimeError, NotImplementedError) as error:
        raise ValueError("damaged .ods") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(1 << 20)


def _learn(element: Element, looks: _Looks) -> None:
    if element.tag in (f"{_STYLE}style", f"{_NUMBER}percentage-style"):
        looks.learn(element)


def _events(file: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Elements at their start and their end. Raises ValueError where the XML declares entities."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    first = True
    while chunk := file.read(_CHUNK):
        if first and b"<!DOCTYPE" in chunk:
            raise ValueError("doctype")
        first = False
        parser.feed(chunk)
        yield from cast("Iterator[tuple[str, Element]]", parser.read_events())
    parser.close()


def _finished(file: IO[bytes]) -> Iterator[Element]:
    return (element for event, element in _events(file) if event == "end")


def _sheets(file: IO[bytes], book: str, looks: _Looks) -> Iterator[_Sheet]:
    """The tables of the document, each row forgotten once it is read."""
    sheet: _Sheet | None = None
    nested = 0
    for event, element in _events(file):
        tag = element.tag
        if event == "end":
            _learn(element, looks)
        if tag == f"{_TABLE}table":
            nested += 1 if event == "start" else -1
            if event == "start" and nested == 1:
                hidden = element.get(f"{_TABLE}style-name", "") in looks.hidden
                sheet = _Sheet(book, element.get(f"{_TABLE}name", ""), hidden)
            elif nested == 0 and sheet is not None:
                yield sheet
                sheet = None
                element.clear()
        elif event == "end" and sheet is not None and nested == 1:
            if tag == f"{_TABLE}table-column":
                last = sheet.columns[-1][0] if sheet.columns else 0
                style = element.get(f"{_TABLE}default-cell-style-name", "")
                sheet.columns.append((last + _count(element, "number-columns-repeated"), style))
            elif tag == f"{_TABLE}table-row":
                _read_row(sheet, element, looks)
                element.clear()


def _count(element: Element, name: str) -> int:
    return max(int(element.get(_TABLE + name, "1")), 1)


def _read_row(sheet: _Sheet, element: Element, looks: _Looks) -> None:
    """A row, as often as it is repeated."""
    times = _count(element, "number-rows-repeated")
    style = element.get(f"{_TABLE}default-cell-style-name", "")
    line: list[Value] = []
    column = 1
    for cell in element:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeated = _count(cell, "number-columns-repeated")
        name = cell.get(f"{_TABLE}style-name") or style or sheet.column_style(column)
        value = _value(cell)
        formula = cell.get(f"{_TABLE}formula")
        if value is not None or formula is not None:
            sheet.room(
                times * (column - 1 - len(line) + repeated), sheet.row + times - 1, column + repeated - 1
            )
            line += [None] * (column - 1 - len(line)) + [value] * repeated
            _keep(sheet, cell, (sheet.row, column, times, repeated), value, formula)
        elif name in looks.percents:
            bottom, right = sheet.row + times - 1, column + repeated - 1
            sheet.blank_percents.append((sheet.row, bottom, column, right))
        _keep_merged(sheet, cell, column)
        column += repeated
    if line:
        sheet.room(sheet.row - 1 - len(sheet.rows), sheet.row, 1)
        sheet.rows += [[] for _ in range(sheet.row - 1 - len(sheet.rows))]
        sheet.rows += [list(line) for _ in range(times)]
    sheet.row += times


def _keep(
    sheet: _Sheet, cell: Element, place: tuple[int, int, int, int], value: Value, formula: str | None
) -> None:
    """What else there is to know of a cell with something in it, for each of its repetitions."""
    top, left, times, repeated = place
    percent = cell.get(f"{_OFFICE}value-type") == "percentage"
    if not percent and formula is None:
        return
    for at in ((r, c) for r in range(top, top + times) for c in range(left, left + repeated)):
        if percent:
            sheet.percents.add(at)
        if formula is not None:
            sheet.formulas[at] = _formula(formula)
            if value is None and cell.get(f"{_OFFICE}value-type") is None:
                sheet.stale.add(at)


def _keep_merged(sheet: _Sheet, cell: Element, column: int) -> None:
    down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    if down > 1 or right > 1:
        bottom, last = min(sheet.row + down - 1, LAST_ROW), min(column + right - 1, LAST_COLUMN)
        sheet.merged.append(Area(sheet.row, column, bottom, last))


def _value(cell: Element) -> Value:
    """What the cell holds. Raises ValueError for what is no value of its type."""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None:
        return None
    if kind in ("float", "percentage", "currency"):
        return plain_number(float(cell.get(f"{_OFFICE}value", "")))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:26]).replace(tzinfo=None)
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", ""))
    if cell.get(f"{_LIBRE}value-type") == "error":
        return ErrorValue(_shown(cell) or "#N/A")
    text = cell.get(f"{_OFFICE}string-value")
    return (_shown(cell) if text is None else text) or None


def _time(text: str) -> Value:
    """A length of time as a number of days."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups()[1:])
    length = days + hours / 24 + minutes / 1440 + seconds / 86400
    return plain_number(-length if found[1] else length)


def _shown(cell: Element) -> str:
    """The paragraphs of a cell, a line each; its comment is none of them."""
    return "\n".join("".join(_pieces(part)) for part in cell if part.tag == f"{_TEXT}p")


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if part.tag == f"{_TEXT}s":
            yield " " * min(int(part.get(f"{_TEXT}c", "1")), 1000)
        elif part.tag == f"{_TEXT}tab":
            yield "\t"
        elif part.tag == f"{_TEXT}line-break":
            yield "\n"
        elif part.tag != f"{_OFFICE}annotation":
            yield from _pieces(part)
        yield part.tail or ""


def _formula(text: str) -> str:
    """A formula as Excel writes it, as far as its references go."""
    body = text.partition("=")[2] if ":" in text.partition("=")[0] else text.lstrip("=")
    return "=" + _REFERENCE.sub(lambda found: _reference(found[1]), body)


def _reference(text: str) -> str:
    """`.B3` -> `B3`, `$甲.A1:.B2` -> `甲!A1:B2`."""
    sheet, _, cell = text.partition(":")[0].rpartition(".")
    last = text.partition(":")[2].rpartition(".")[2]
    return (f"{sheet.lstrip('$')}!" if sheet else "") + cell + (f":{last}" if last else "")
