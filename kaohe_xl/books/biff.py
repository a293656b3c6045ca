"""What the reader of old workbooks (.xls, .et) doesn't tell: number formats, formulas, errors, hidden sheets.

The records of a workbook stream are walked once; their meaning is in [MS-XLS].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kaohe_xl.books.serials import Shown, shown_as

BIFF8 = 0x0600
_BOF, _EOF, _BOUNDSHEET, _CODEPAGE, _DATEMODE, _FILEPASS = 0x809, 0x0A, 0x85, 0x42, 0x22, 0x2F
_FORMAT, _XF = 0x41E, 0xE0
_FORMULA, _BOOL_OR_ERROR, _BLANK, _MANY_BLANKS, _MANY_NUMBERS = 0x06, 0x205, 0x201, 0xBE, 0xBD
_CELLS = frozenset({_FORMULA, _BOOL_OR_ERROR, _BLANK, 0x203, 0x204, 0x27E, 0xFD, 0xD6})
_OF_SHEETS = _CELLS | {_MANY_BLANKS, _MANY_NUMBERS, _BOF, _EOF}
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_WORKSHEET = 0
_LENGTH_OF_TOKENS = 20
_OTHER_FORMULAS = frozenset({0x18, 0x4BC, 0x221})
_NOTHING = 0xFFE

Place = tuple[int, int]


@dataclass
class SheetRecords:
    """A sheet as its records say, places 1-based. `reach`: last row and column that hold something."""

    name: str
    hidden: bool
    is_worksheet: bool
    shown: dict[Place, Shown] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    stale: set[Place] = field(default_factory=set)
    reach: Place = (0, 0)

    def put(self, place: Place, shown: Shown, *, blank: bool = False) -> None:
        """Keep one cell."""
        if shown is not Shown.NUMBER:
            self.shown[place] = shown
        if not blank:
            self.reach = max(self.reach[0], place[0]), max(self.reach[1], place[1])


@dataclass
class _Globals:
    """What stands before the sheets."""

    version: int = BIFF8
    codepage: str = "cp936"
    is_1904: bool = False
    encrypted: bool = False
    formats: dict[int, str] = field(default_factory=dict)
    cell_formats: list[int] = field(default_factory=list)
    sheets: list[tuple[int, SheetRecords]] = field(default_factory=list)


def is_encrypted(stream: bytes) -> bool:
    """Whether a workbook stream needs a password."""
    return any(kind == _FILEPASS for kind, _ in _records(stream, 0))


def sheets_of(stream: bytes) -> tuple[bool, list[SheetRecords]]:
    """Whether dates count from 1904, and all sheets in tab order. Raises ValueError for a damaged stream."""
    try:
        around = _globals(stream)
        shown = [shown_as(number, around.formats.get(number) or None) for number in around.cell_formats]
        for start, sheet in around.sheets:
            if sheet.is_worksheet:
                _read_sheet(stream, start, sheet, shown)
    except (struct.error, IndexError) as error:
        raise ValueError("damaged workbook stream") from error
    return around.is_1904, [sheet for _, sheet in around.sheets]


def without_formulas(stream: bytes) -> bytes:
    """The stream with the values of its formulas, and no formula in them; names and shared formulas go too.

    What reads only values has no trouble then with formulas that it doesn't understand.
    """
    quiet = bytearray(stream)
    at = 0
    while at + 4 <= len(quiet):
        kind, size = struct.unpack_from("<HH", quiet, at)
        if kind == _FORMULA and size >= _LENGTH_OF_TOKENS + 2:
            struct.pack_into("<H", quiet, at + 4 + _LENGTH_OF_TOKENS, 0)
        elif kind in _OTHER_FORMULAS:
            struct.pack_into("<H", quiet, at, _NOTHING)
        at += 4 + size
    return bytes(quiet)


def _records(stream: bytes, start: int) -> Iterator[tuple[int, memoryview]]:
    """The records of the substream at `start`, up to its end."""
    view, at, depth = memoryview(stream), start, 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, view[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _globals(stream: bytes) -> _Globals:
    found = _Globals()
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            (found.version,) = struct.unpack_from("<H", body)
        elif kind == _CODEPAGE:
            (number,) = struct.unpack_from("<H", body)
            found.codepage = (
                f"cp{number}" if number in (932, 936, 949, 950) or 1250 <= number <= 1258 else "cp936"
            )
        elif kind == _DATEMODE:
            found.is_1904 = bytes(body[:2]) == b"\1\0"
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", body)
            found.formats[number] = _text(found, body[2:], wide_count=found.version == BIFF8)
        elif kind == _XF:
            found.cell_formats.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _BOUNDSHEET:
            start, visibility, type_ = struct.unpack_from("<IBB", body)
            name = _text(found, body[6:], wide_count=False)
            found.sheets.append((start, SheetRecords(name, bool(visibility & 3), type_ == _WORKSHEET)))
    return found


def _text(around: _Globals, body: memoryview, *, wide_count: bool) -> str:
    """A short text: its count of letters in one byte or two, in the code page or in Unicode."""
    count = struct.unpack_from("<H", body)[0] if wide_count else body[0]
    rest = bytes(body[2 if wide_count else 1 :])
    if around.version != BIFF8:
        return rest[:count].decode(around.codepage, "replace")
    if rest[:1] and rest[0] & 1:
        return rest[1 : 1 + 2 * count].decode("utf-16-le", "replace")
    return rest[1 : 1 + count].decode("latin-1")


def _read_sheet(stream: bytes, start: int, sheet: SheetRecords, shown: list[Shown]) -> None:
    depth = 0
    for kind, body in _records(stream, start):
        if kind not in _OF_SHEETS:
            continue
        depth += (kind == _BOF) - (kind == _EOF)
        if depth != 1 or kind in (_BOF, _EOF):
            continue  # a chart inside the sheet has cells of its own
        row, column = (number + 1 for number in struct.unpack_from("<HH", body))
        if kind == _MANY_BLANKS:
            formats = struct.unpack_from(f"<{(len(body) - 6) // 2}H", body, 4)
            for offset, index in enumerate(formats):
                sheet.put((row, column + offset), _at(shown, index), blank=True)
        elif kind == _MANY_NUMBERS:
            for offset in range((len(body) - 6) // 6):
                (index,) = struct.unpack_from("<H", body, 4 + 6 * offset)
                sheet.put((row, column + offset), _at(shown, index))
        else:
            (index,) = struct.unpack_from("<H", body, 4)
            sheet.put((row, column), _at(shown, index), blank=kind == _BLANK)
            if kind == _FORMULA:
                _read_formula(sheet, (row, column), body)
            elif kind == _BOOL_OR_ERROR and body[7]:
                sheet.errors[row, column] = ERRORS.get(body[6], "#N/A")


def _at(shown: list[Shown], index: int) -> Shown:
    return shown[index] if index < len(shown) else Shown.NUMBER


def _read_formula(sheet: SheetRecords, place: Place, body: memoryview) -> None:
    """Keep a formula's place, and its error; one that waits to be computed has no value yet."""
    sheet.formulas.add(place)
    result, flags = bytes(body[6:14]), struct.unpack_from("<H", body, 14)[0]
    if result[6:] == b"\xff\xff" and result[0] == 2:
        sheet.errors[place] = ERRORS.get(result[2], "#N/A")
    elif result == b"\0" * 8 and flags & 2:
        sheet.stale.add(place)
