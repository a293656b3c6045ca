"""Old workbooks (.xls, .et) as blocks: values by python-calamine, the rest from their records.

python-calamine ends the whole process on some damaged files: this runs in a process of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kaohe_xl.books.biff import SheetRecords, is_encrypted, sheets_of, without_formulas
from kaohe_xl.books.grid import Area, Block, ErrorValue, Value
from kaohe_xl.books.patched import block_value, rectangle
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.books.serials import Shown, date_of, serial_of
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from olefile import OleFileIO
    from python_calamine import CalamineSheet

_DAY = timedelta(days=1)


def old_blocks(data: bytes, book: str, password: str | None = None) -> tuple[Mapping[str, Block], bool]:
    """All worksheets of an old workbook, in tab order, and whether it took a password to open it.

    Raises BookError for one that needs a password, or reaches too far, and ValueError, OSError or
    CalamineError for a damaged one.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    stream, is_secret = workbook_stream(data), False
    if is_encrypted(stream):
        from kaohe_xl.books.encryption import EXCELS_OWN, old_workbook_decrypted

        data, word = old_workbook_decrypted(data, book, password)
        stream, is_secret = workbook_stream(data), word != EXCELS_OWN
    is_1904, records = sheets_of(stream)
    for sheet in records:
        if sheet.reach[0] * sheet.reach[1] > MOST_CELLS:
            words = {"book": book, "sheet": sheet.name, "cell": cell_name(*sheet.reach)}
            raise BookError(*sentence("TOO_MANY_CELLS", **words))
    workbook = CalamineWorkbook.from_filelike(_without_formulas(data, stream))
    found = {}
    for index, (meta, sheet) in enumerate(zip(workbook.sheets_metadata, records, strict=True)):
        if meta.typ == SheetTypeEnum.WorkSheet and sheet.is_worksheet:
            found[meta.name] = _block(workbook.get_sheet_by_index(index), sheet, is_1904)
    return found, is_secret


def _without_formulas(data: bytes, stream: bytes) -> BytesIO:
    """The workbook without its formulas: calamine reads them all first, and panics at some."""
    import olefile

    whole = BytesIO(data)
    ole = olefile.OleFileIO(whole, write_mode=True)
    ole.write_stream(_stream_name(ole), without_formulas(stream))
    whole.seek(0)
    return whole


def workbook_stream(data: bytes) -> bytes:
    """The stream with the records of a workbook. Raises OSError or ValueError for a damaged container."""
    import olefile

    ole = olefile.OleFileIO(BytesIO(data))
    with ole.openstream(_stream_name(ole)) as stream:
        content: bytes = stream.read()
    return content


def _stream_name(ole: OleFileIO) -> str:
    return "Workbook" if ole.exists("Workbook") else "Book"


def _block(sheet: CalamineSheet, records: SheetRecords, is_1904: bool) -> Block:
    """One sheet: calamine's values, seen as the records say."""
    rows = [
        [_value(value, records.shown.get((r, c), Shown.NUMBER), is_1904) for c, value in enumerate(row, 1)]
        for r, row in enumerate(sheet.to_python(skip_empty_area=False), 1)
    ]
    for place, text in records.errors.items():
        _put(rows, place, ErrorValue(text))
    for place in records.stale:
        _put(rows, place, None)
    merged = tuple(
        Area(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if (top, left) != (bottom, right)
    )
    percents = {place for place, shown in records.shown.items() if shown is Shown.PERCENT}
    clear_merged(rows, merged, percents)
    shown = frozenset(p for p in percents if isinstance(block_value(rows, p), int | float | None))
    formulas = dict.fromkeys(sorted(records.formulas), "=")
    return Block(rectangle(rows), merged, shown, formulas, frozenset(records.stale), records.hidden)


def clear_merged(rows: list[list[Value]], merged: Sequence[Area], percents: set[tuple[int, int]]) -> None:
    """Only the first cell of a merged area has a value."""
    for area in merged:
        for row in range(area.top, min(area.bottom, len(rows)) + 1):
            line = rows[row - 1]
            for column in range(area.left, min(area.right, len(line)) + 1):
                if (row, column) != (area.top, area.left):
                    line[column - 1] = None
                    percents.discard((row, column))


def _put(rows: list[list[Value]], place: tuple[int, int], value: Value) -> None:
    row, column = place
    rows.extend([] for _ in range(row - len(rows)))
    rows[row - 1].extend([None] * (column - len(rows[row - 1])))
    rows[row - 1][column - 1] = value


def _value(value: Any, shown: Shown, is_1904: bool) -> Value:
    """A value of calamine's as other workbooks give it: dates where the number format shows one."""
    if value == "":
        return None
    if isinstance(value, str | bool):
        return value
    if isinstance(value, date | time | timedelta):
        return _dated(value, shown, is_1904)
    if shown is Shown.DATE:
        return date_of(value, is_1904) or plain_number(value)
    return plain_number(value)


def plain_number(value: float) -> Value:
    """A number, whole ones as int, infinite ones as an error."""
    if not math.isfinite(value):
        return ErrorValue("#NUM!")
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _dated(value: date | time | timedelta, shown: Shown, is_1904: bool) -> Value:
    """What calamine takes for a date; a time of day, or a count of hours, is a number."""
    if isinstance(value, time):
        return plain_number(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / _DAY)
    if isinstance(value, timedelta):
        return plain_number(value / _DAY)
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    if shown is Shown.DATE:
        return moment
    return serial_of(moment, is_1904) or 0
