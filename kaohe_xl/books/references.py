"""A1 references: `F7`, `市考指标!A1:D9`."""

from __future__ import annotations

import re
from functools import lru_cache

from kaohe_xl.books.grid import Area
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@lru_cache(maxsize=2048)
def column_name(column: int) -> str:
    """Letters of a 1-based column: 1 -> A, 27 -> AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The 1-based column of its letters: A -> 1, AA -> 27."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """The A1 name of a 1-based row and column."""
    return f"{column_name(column)}{row}"


def area_of(reference: str) -> Area:
    """The area of `F7` or `A1:D9`. Raises InputError for what is no reference or lies off the sheet."""
    match = _AREA.match(reference.strip())
    if match is None:
        raise InputError(*sentence("BAD_REFERENCE", reference=reference))
    left, top = column_number(match[1]), int(match[2])
    right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    area = Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
    if area.top < 1 or area.bottom > LAST_ROW or area.right > LAST_COLUMN:
        raise InputError(*sentence("BAD_REFERENCE", reference=reference))
    return area


def split_reference(reference: str, default_sheet: str) -> tuple[str, Area]:
    """Sheet and area of `市考指标!A1:D9`, `'我的 表'!F7` or, on `default_sheet`, `F7`."""
    sheet, mark, cells = reference.rpartition("!")
    sheet = sheet.strip()
    if len(sheet) >= 2 and sheet[0] == sheet[-1] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return (sheet if mark else default_sheet), area_of(cells)
