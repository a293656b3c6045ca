"""A sheet open in Excel as a Block: one call for its values, one for its formulas, one for its looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from kaohe_xl.books.excel_calls import Calls, is_told
from kaohe_xl.books.grid import Area, Block, ErrorValue, SheetTooLarge, Value
from kaohe_xl.books.live_looks import Looks, looks_of
from kaohe_xl.books.old_workbook import clear_merged, plain_number
from kaohe_xl.books.patched import rectangle
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

MOST_CELLS = 20_000_000
# xlErrDiv0 and its like, as COM hands them out.
_ERRORS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}
_NAMED = re.compile(r"^=('(?:[^']|'')+'|[^!']+)!(\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?)$")

Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as it was read: its block, the formula texts of its used range from A1 on, its looks."""

    block: Block
    formulas: tuple[tuple[str, ...], ...]
    looks: Looks


def read_sheet(sheet: Any, name: str, calls: Calls, names: Mapping[str, Area]) -> Reading:
    """The sheet as it stands in Excel. Raises BookError, SheetTooLarge."""
    used = area_of(calls(lambda: sheet.used_range.address, is_told))
    area = Area(1, 1, used.bottom, used.right)
    if area.bottom * area.right > MOST_CELLS:
        cell = cell_name(area.bottom, area.right)
        raise SheetTooLarge(*sentence("LIVE_TOO_LARGE", sheet=name, cell=cell))
    cells = sheet.range((1, 1), (area.bottom, area.right))
    values = values_of(cells, area, calls)
    formulas = formulas_of(cells, area, calls)
    looks = looks_of(cells, area, calls)
    found = {
        (r, c): text
        for r, row in enumerate(formulas, 1)
        for c, text in enumerate(row, 1)
        if text[:1] == "=" and len(text) > 1 and values[r - 1][c - 1] != text
    }
    stale = frozenset(place for place in found if values[place[0] - 1][place[1] - 1] is None)
    rows = [[None if value == "" else value for value in row] for row in values]
    percents = {(r, c) for r, c in looks.percents if _is_number_or_blank(rows[r - 1][c - 1])}
    clear_merged(rows, looks.merged, percents)
    is_hidden = calls(lambda: sheet.visible, is_told) not in (True, -1)
    tables = _tables(sheet, calls)
    block = Block(rectangle(rows), looks.merged, percents, found, stale, is_hidden, tables, names)
    return Reading(block, formulas, looks)


def values_of(cells: Any, area: Area, calls: Calls) -> Rows:
    """The values of a range, "" for a formula that shows nothing. Raises BookError where Excel won't tell."""
    told = calls(lambda: cells.raw_value, _is_shaped(area, is_one=lambda value: True))
    return [[_value(value) for value in row] for row in _rows(told, area)]


def formulas_of(cells: Any, area: Area, calls: Calls) -> tuple[tuple[str, ...], ...]:
    """What stands in the cells of a range: formulas, and constants as texts. Raises BookError."""
    told = calls(lambda: cells.formula, _is_shaped(area, is_one=is_told))
    return tuple(tuple("" if text is None else str(text) for text in row) for row in _rows(told, area))


def named_areas(book: Any, calls: Calls) -> Mapping[str, Mapping[str, Area]]:
    """Sheet -> the names that stand for one area of it."""
    found: dict[str, dict[str, Area]] = {}
    for name, told in calls(lambda: [(one.name, one.refers_to) for one in book.names]):
        match = _NAMED.match(told or "")
        if match is None or "!" in name:
            continue
        sheet = match[1].strip("'").replace("''", "'") if match[1][0] == "'" else match[1]
        try:
            found.setdefault(sheet, {})[name] = area_of(match[2])
        except InputError:
            continue
    return found


def _tables(sheet: Any, calls: Calls) -> tuple[Area, ...]:
    """The sheet's Excel tables, from their header row to the last row before their totals."""
    found = calls(lambda: [(table.range.address, table.show_totals) for table in sheet.tables])
    areas = ((area_of(address), totals) for address, totals in found)
    return tuple(Area(a.top, a.left, a.bottom - (1 if totals else 0), a.right) for a, totals in areas)


def _is_shaped(area: Area, is_one: Callable[[object], bool]) -> Callable[[object], bool]:
    """Whether an answer can be that of the range: a rejected call may come back as nothing."""
    height, width = area.bottom - area.top + 1, area.right - area.left + 1

    def is_answer(told: object) -> bool:
        """Whether it has as many values as the range has cells."""
        if height * width == 1:
            return is_one(told)
        if not isinstance(told, list | tuple) or not told:
            return False
        rows = told if isinstance(told[0], list | tuple) else (told,)
        flat = sum(len(row) for row in rows)
        return flat == height * width

    return is_answer


def _rows(told: Any, area: Area) -> Iterator[Any]:
    """An answer as rows, whether Excel left brackets out or not."""
    width = area.right - area.left + 1
    if not isinstance(told, list | tuple):
        return iter([[told]])
    flat = [v for row in told for v in (row if isinstance(row, list | tuple) else (row,))]
    return (flat[start : start + width] for start in range(0, len(flat), width))


def _value(told: Any) -> Value:
    """A value of Excel's as the other workbooks have it; "" stays, it tells an empty result from a blank."""
    if told is None or isinstance(told, bool | str):
        return told
    if isinstance(told, datetime):
        plain = (told.year, told.month, told.day, told.hour, told.minute, told.second, told.microsecond)
        return datetime(*plain)
    if isinstance(told, int):
        return ErrorValue(_ERRORS[told]) if told in _ERRORS else told
    return plain_number(float(told)) if isinstance(told, float | Decimal) else str(told)


def _is_number_or_blank(value: Value) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
