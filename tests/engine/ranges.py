"""Cells of LibreOffice as xlwings sees Excel's: values, formulas, number formats, in blocks."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from kaohe_xl.books.references import area_of, cell_name
from tests.engine import excel_objects

if TYPE_CHECKING:
    from tests.engine.engine import Sheet

EPOCH = dt.datetime(1899, 12, 30)
IS_DATE, IS_TIME, IS_LOGICAL = 2, 4, 1024
VALUES, LOOKS = 1 | 2 | 4 | 16, 32 | 64
ERRORS = {532: -2146826281, 32767: -2146826246, 525: -2146826259, 521: -2146826288, 524: -2146826265}
NUMBER_ERROR, VALUE_ERROR = -2146826252, -2146826273
FORMATS = {bool: "BOOLEAN", dt.date: "YYYY-MM-DD", dt.datetime: "YYYY-MM-DD HH:MM"}
ADD_IN = re.compile(r"com\.sun\.star\.sheet\.addin\.Analysis\.get", re.IGNORECASE)
PARTS = re.compile(
    r'("(?:[^"]|"")*")|(\$?(?:\'(?:[^\']|\'\')+\'|[^\W\d]\w*)\.)(?=\$?[A-Z]{1,3}\$?\d|\$?[A-Z]{1,3}:)|(;)'
)

Rows = tuple[tuple[Any, ...], ...]


def from_api(text: str) -> str | None:
    """A formula of LibreOffice's in Excel's grammar; None where this doesn't know."""
    if "#REF!" in text or "~" in text or "file://" in text or "{" in text:
        return None

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return "," if found[3] else found[2][:-1].lstrip("$") + "!"

    return PARTS.sub(part, ADD_IN.sub("", text))


class com_error(Exception):
    """What pywin32 raises where Excel refuses something."""

    hresult = -2146827284


@contextlib.contextmanager
def refused() -> Iterator[None]:
    """What LibreOffice refuses, as Excel would refuse it."""
    try:
        yield
    except Exception as error:  # UNO's exceptions take no traceback: another one is raised
        words = str(error)
    else:
        return
    raise com_error(com_error.hresult, words)


class Range(base_classes.Range):
    """A rectangle of cells; `more` are the further ones of an address with several."""

    more: tuple[Range, ...] = ()

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
        self.sheet_, self.row_, self.column_, self.rows_, self.columns_ = sheet, row, column, rows, columns
        right, bottom = column + columns - 2, row + rows - 2
        self.cells = sheet.uno_sheet.getCellRangeByPosition(column - 1, row - 1, right, bottom)

    @classmethod
    def of_address(cls, sheet: Sheet, at: Any) -> Range:
        """The range at an address of UNO's."""
        size = at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn + 1
        return cls(sheet, at.StartRow + 1, at.StartColumn + 1, *size)

    @classmethod
    def named(cls, sheet: Sheet, first: Any, last: Any = None) -> Range:
        """`A1:D9`, or (row, column) of the first cell and of the last one."""
        if isinstance(first, str) and "," in first:
            made, *more = (cls.named(sheet, one) for one in first.split(","))
            made.more = tuple(more)
            return made
        if isinstance(first, str):
            area = area_of(first)
            return cls(sheet, area.top, area.left, area.bottom - area.top + 1, area.right - area.left + 1)
        last = last or first
        return cls(sheet, *first, last[0] - first[0] + 1, last[1] - first[1] + 1)

    @property
    def api(self) -> Any:
        return excel_objects.RangeObject(self)

    @property
    def sheet(self) -> Sheet:
        return self.sheet_

    @property
    def row(self) -> int:
        return self.row_

    @property
    def column(self) -> int:
        return self.column_

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows_, self.columns_

    @property
    def address(self) -> str:
        self.sheet_.count()
        first = cell_name(self.row_, self.column_)
        return f"{first}:{cell_name(self.row_ + self.rows_ - 1, self.column_ + self.columns_ - 1)}"

    def get_address(self, *choices: Any) -> str:
        return self.address

    def __len__(self) -> int:
        return self.rows_ * self.columns_

    @property
    def raw_value(self) -> Any:
        self.sheet_.count()
        rows = [list(row) for row in self.cells.getDataArray()]
        for kind, at in self.formatted():
            if not kind & (IS_DATE | IS_TIME | IS_LOGICAL):
                continue
            for r in range(at.StartRow - self.row_ + 1, at.EndRow - self.row_ + 2):
                for c in range(at.StartColumn - self.column_ + 1, at.EndColumn - self.column_ + 2):
                    value = rows[r][c]
                    if type(value) is float:
                        days = dt.timedelta(seconds=round(value * 86400, 3))
                        rows[r][c] = bool(value) if kind & IS_LOGICAL else EPOCH + days
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is None:  # UNO hands an error back as nothing
                    number = self.cells.getCellByPosition(c, r).getError()
                    row[c] = ERRORS.get(number, NUMBER_ERROR if number == 503 else VALUE_ERROR)
                elif value == "":
                    row[c] = None
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    def formatted(self) -> Iterator[tuple[int, Any]]:
        """The kind of number format and the address of each block of one look."""
        blocks = self.cells.getCellFormatRanges()
        formats = self.sheet_.book_.doc.NumberFormats
        kinds: dict[int, int] = {}
        for k in range(blocks.Count):
            block = blocks.getByIndex(k)
            key = block.NumberFormat
            if key not in kinds:
                kinds[key] = formats.getByKey(key).Type
            yield kinds[key], block.RangeAddress

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet_.count()
        rows = value if isinstance(value, list | tuple) else [[value]]
        assert (len(rows), len(rows[0])) == self.shape, "a block is written as large as it is"
        with refused():
            self.cells.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
        for r, row in enumerate(rows):
            for c, one in enumerate(row):
                is_formula = isinstance(one, str) and one.startswith("=") and len(one) > 1
                if not (is_formula or isinstance(one, bool | dt.datetime)):
                    continue
                cell = self.cells.getCellByPosition(c, r)
                if is_formula:
                    at = cell.CellAddress
                    cell.setTokens(self.sheet_.book_.parser.parseFormula(one[1:], at))
                elif isinstance(one, bool):
                    self._formatted_as(cell, IS_LOGICAL, FORMATS[bool])
                elif isinstance(one, dt.datetime):
                    has_time = (one.hour, one.minute, one.second) != (0, 0, 0)
                    code = FORMATS[dt.datetime if has_time else dt.date]
                    self._formatted_as(cell, IS_DATE, code)

    def _formatted_as(self, cell: Any, kind: int, code: str) -> None:
        """Excel gives a cell a date's format when it gets a date; so does this."""
        book = self.sheet_.book_
        if not book.doc.NumberFormats.getByKey(cell.NumberFormat).Type & kind:
            cell.NumberFormat = book.format_key(code)

    @property
    def formula(self) -> Any:
        self.sheet_.count()
        rows = tuple(
            tuple(self._excels(text, r, c) for c, text in enumerate(row))
            for r, row in enumerate(self.cells.getFormulaArray())
        )
        return rows[0][0] if len(self) == 1 else rows

    def _excels(self, text: str, r: int, c: int) -> str:
        """A formula in Excel's grammar, a constant as Excel's Formula shows it: without the mark of a text."""
        if text[:1] == "'":
            return text[1:]
        if text in ("=TRUE()", "=FALSE()"):  # how LibreOffice keeps the truth values of a file
            return text[1:-2]
        if text[:1] not in ("=", "{") or len(text) == 1:
            return text
        known = from_api(text)
        if known is None:
            tokens = self.cells.getCellByPosition(c, r).getTokens()
            known = self.sheet_.book_.unparsed(tokens, self.row_ + r, self.column_ + c, self.sheet_.index - 1)
        return ADD_IN.sub("", known)

    @property
    def number_format(self) -> str | None:
        self.sheet_.count()
        key = self.cells.getPropertyValue("NumberFormat")
        if key is None or len({k for k, _ in self._keys()}) > 1:
            return None
        return str(self.sheet_.book_.doc.NumberFormats.getByKey(key).FormatString)

    def _keys(self) -> Iterator[tuple[int, Any]]:
        blocks = self.cells.getCellFormatRanges()
        for k in range(blocks.Count):
            yield blocks.getByIndex(k).NumberFormat, k

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.sheet_.count()
        with refused():
            self.cells.NumberFormat = self.sheet_.book_.format_key(code)

    @property
    def color(self) -> tuple[int, int, int] | None:
        self.sheet_.count()
        number = self.cells.CellBackColor
        return None if number < 0 else ((number >> 16) & 255, (number >> 8) & 255, number & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | None) -> None:
        self.sheet_.count()
        self.cells.CellBackColor = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]

    @property
    def column_width(self) -> float | None:
        self.sheet_.count()
        columns = self.cells.Columns
        widths = {columns.getByIndex(k).Width for k in range(columns.Count)}
        if len(widths) > 1:
            return None
        return float(round(max(0, widths.pop() / 2540 * 96 - 5) / 7, 1))

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet_.count()
        self.cells.Columns.Width = round((value * 7 + 5) / 96 * 2540)

    def merged(self) -> Iterator[Any]:
        """The addresses of merged areas."""
        known: set[tuple[int, int]] = set()
        blocks = self.cells.getCellFormatRanges()
        for k in range(blocks.Count):
            block = blocks.getByIndex(k)
            if not block.IsMerged:
                continue
            at = block.RangeAddress
            for row in range(at.StartRow, at.EndRow + 1):
                for column in range(at.StartColumn, at.EndColumn + 1):
                    if (row, column) in known:
                        continue
                    cell = self.sheet_.uno_sheet.getCellByPosition(column, row)
                    cursor = self.sheet_.uno_sheet.createCursorByRange(cell)
                    cursor.collapseToMergedArea()
                    area = cursor.RangeAddress
                    rows, columns = range(area.StartRow, area.EndRow + 1), range(area.StartColumn, area.EndColumn + 1)
                    known.update((r, c) for r in rows for c in columns)
                    yield area

    @property
    def merge_cells(self) -> bool | None:
        self.sheet_.count()
        found = list(self.merged())
        if len(found) == 1 and len(Range.of_address(self.sheet_, found[0])) >= len(self):
            return True
        return None if found else bool(self.merge_area.shape != (1, 1)) if len(self) == 1 else False

    @property
    def merge_area(self) -> Range:
        self.sheet_.count()
        cursor = self.sheet_.uno_sheet.createCursorByRange(self.cells.getCellByPosition(0, 0))
        cursor.collapseToMergedArea()
        return Range.of_address(self.sheet_, cursor.RangeAddress)

    def merge(self, across: bool = False) -> None:
        self.cells.merge(True)

    def unmerge(self) -> None:
        self.sheet_.count()
        self.cells.merge(False)

    def clear_formats(self) -> None:
        self.sheet_.count()
        self.cells.clearContents(LOOKS)

    def copy(self, destination: Any = None) -> None:
        self.sheet_.count()
        self.sheet_.book_.app.clipboard = self

    def paste(self, paste: str = "", operation: Any = None, skip_blanks: bool = False, transpose: bool = False) -> None:
        """Only formats; contents stay. A column is pasted into each of several ones, as Excel does."""
        self.sheet_.count()
        assert paste == "formats"
        source = self.sheet_.book_.app.clipboard
        assert source.rows_ == self.rows_ and self.columns_ % source.columns_ == 0
        contents = self.cells.getFormulaArray()
        for column in range(0, self.columns_, source.columns_):
            at = self.cells.getCellByPosition(column, 0).CellAddress
            self.sheet_.uno_sheet.copyRange(at, source.cells.RangeAddress)
        self.cells.setFormulaArray(contents)


def _plain(value: Any) -> Any:
    """What setDataArray takes: a number or a text; nothing else, nor None, which ends soffice."""
    if value is None or (isinstance(value, str) and value.startswith("=") and len(value) > 1):
        return ""
    if isinstance(value, dt.datetime):
        return (value - EPOCH).total_seconds() / 86400
    if isinstance(value, str):
        return value[1:] if value.startswith("'") else value
    return float(value)

