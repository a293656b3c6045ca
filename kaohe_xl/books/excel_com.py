"""What xlwings has no word for: Excel's own objects, and WPS's where they answer alike.

On a Mac they are none of COM: what is asked then says that nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kaohe_xl.books.grid import Area, TextColour
from kaohe_xl.books.references import area_of
from kaohe_xl.errors import InputError

_VALUE, _PROPERTY_GET, _AS_XML = 6, 2, 11  # Range.Value(xlRangeValueXMLSpreadsheet)
_CELL_VALUE, _EQUAL = 1, 3
_NO_LINE = -4142  # xlLineStyleNone; several kinds of lines are Null
_QUOTED = re.compile(r'^="((?:[^"]|"")*)"$')


def xml_of(cells: Any) -> str | None:
    """A range as an XML spreadsheet, number formats and merged areas among it; None where there is none."""
    try:
        told = cells.api._oleobj_.Invoke(_VALUE, 0, _PROPERTY_GET, True, _AS_XML)
    except AttributeError:
        return None
    return told if isinstance(told, str) and told.lstrip().startswith("<") else None


def is_protected(sheet: Any) -> bool:
    """Whether the sheet's cells are protected."""
    return getattr(sheet.api, "ProtectContents", False) is True


def is_read_only(book: Any) -> bool:
    """Whether the workbook can't be saved where it lies."""
    return getattr(book.api, "ReadOnly", False) is True


def text_colours(sheet: Any) -> Iterator[TextColour]:
    """The conditional formats of the kind `cell = "text"`, one for each of their areas."""
    for condition in _conditions(sheet.api.Cells):
        text = _text_of(condition)
        if text is None:
            continue
        fill, font = _hexadecimal(condition.Interior.Color), _hexadecimal(condition.Font.Color)
        yield from (TextColour(area, text, fill, font) for area in _areas(condition))


def add_colour(cells: Any, colour: TextColour) -> None:
    """A new conditional format on the range."""
    text = colour.text.replace('"', '""')
    added = cells.api.FormatConditions.Add(Type=_CELL_VALUE, Operator=_EQUAL, Formula1=f'="{text}"')
    added.Interior.Color = _blue_first(colour.fill)
    added.Font.Color = _blue_first(colour.font)


def drop_colour(sheet: Any, text: str, areas: Sequence[Area]) -> None:
    """The conditional formats of this text on exactly these areas go; those of others stay."""
    for condition in reversed(list(_conditions(sheet.api.Cells))):
        if _text_of(condition) == text and set(_areas(condition)) == set(areas):
            condition.Delete()


def has_looks(cells: Any) -> bool:
    """Whether one of the cells has a border or a conditional format; False where this Excel doesn't tell."""
    api = cells.api
    try:
        return api.Borders.LineStyle != _NO_LINE or int(api.FormatConditions.Count) > 0
    except AttributeError:
        return False


def drop_conditions(cells: Any) -> None:
    """The conditional formats of the range go."""
    cells.api.FormatConditions.Delete()


def chosen_file(app: Any, title: str) -> Any:
    """What Excel's dialog for opening gives: a path, False where it was left."""
    return app.api.GetOpenFilename("Excel (*.xls*;*.et;*.ods),*.xls*;*.et;*.ods", 1, title)


def _conditions(cells: Any) -> Iterator[Any]:
    conditions = cells.FormatConditions
    return (conditions.Item(number) for number in range(1, int(conditions.Count) + 1))


def _text_of(condition: Any) -> str | None:
    if condition.Type != _CELL_VALUE or condition.Operator != _EQUAL:
        return None
    quoted = _QUOTED.match(str(condition.Formula1))
    return quoted[1].replace('""', '"') if quoted else None


def _areas(condition: Any) -> list[Area]:
    try:
        return [area_of(one) for one in str(condition.AppliesTo.Address).split(",")]
    except InputError:  # whole columns: none of ours
        return []


def _blue_first(colour: str) -> int:
    """RRGGBB as Excel's number."""
    return int(colour[4:6] + colour[2:4] + colour[:2], 16)


def _hexadecimal(colour: object) -> str:
    """Excel's number as RRGGBB; "" for none."""
    if not isinstance(colour, int | float):
        return ""
    told = f"{int(colour):06X}"
    return told[4:6] + told[2:4] + told[:2]
