"""Merged areas, percentages and text colours of an open sheet: in one call where Excel says it in XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from kaohe_xl.books.excel_calls import Calls
from kaohe_xl.books.excel_com import text_colours, xml_of
from kaohe_xl.books.grid import Area, TextColour
from kaohe_xl.books.references import LAST_COLUMN, cell_name
from kaohe_xl.books.serials import Shown, shown_as

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_R1C1 = re.compile(r"R(\d+)C(\d+)(?::R(\d+)C(\d+))?$")
_COLOUR = re.compile(r"(?:^|;)\s*(color|background)\s*:\s*#([0-9A-Fa-f]{6})")
_QUOTED = re.compile(r'^=?"((?:[^"]|"")*)"$')
_MOST_PARTS = 20_000


@dataclass(frozen=True, slots=True)
class Looks:
    """How a sheet's cells look: `texts` show all they get as text; `colours` None where not known yet."""

    merged: tuple[Area, ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    texts: frozenset[tuple[int, int]] = frozenset()
    colours: tuple[TextColour, ...] | None = None


def looks_of(cells: Any, area: Area, calls: Calls) -> Looks:
    """The looks of a range that begins at A1. Raises BookError."""
    xml = calls(lambda: xml_of(cells))
    if xml is not None:
        try:
            return _from_xml(fromstring(xml), area)
        except (ParseError, ValueError, KeyError):
            pass
    sheet = cells.sheet
    merged = _merged(sheet, area, calls)
    formats = _uniform(area, lambda part: calls(lambda: sheet.range(_reference(part)).number_format))
    special = ((part, kind) for part, code in formats if (kind := _kind_of(str(code))))
    kinds = {place: kind for part, kind in special for place in _places(part)}
    percents = frozenset(place for place, kind in kinds.items() if kind == "%")
    return Looks(tuple(merged), percents, frozenset(place for place, kind in kinds.items() if kind == "@"))


def colours_of(sheet: Any, calls: Calls) -> tuple[TextColour, ...]:
    """The text colours of a sheet, asked for one by one; none where this Excel doesn't tell."""
    try:
        return calls(lambda: tuple(text_colours(sheet)))
    except AttributeError:
        return ()


def _from_xml(root: Element, area: Area) -> Looks:
    styles = {s.get(f"{_SS}ID", ""): s for s in root.iter(f"{_SS}Style")}
    kinds = {name: _kind(name, styles) for name in styles}
    table = root.find(f"{_SS}Worksheet/{_SS}Table")
    if table is None:
        return Looks()
    merged: list[Area] = []
    found: dict[tuple[int, int], str] = {}
    columns = {column: kind for column, kind in _columns(table, kinds) if column <= area.right}
    seen = 0
    for row in table.findall(f"{_SS}Row"):
        number = int(row.get(f"{_SS}Index", seen + 1))
        found |= {(r, c): kind for r in range(seen + 1, number) for c, kind in columns.items()}
        own = row.get(f"{_SS}StyleID")
        last = min(number + int(row.get(f"{_SS}Span", 0)), area.bottom)
        usual = columns if own is None else dict.fromkeys(range(1, area.right + 1), kinds.get(own, ""))
        found |= {(number, c): kind for c, kind in {**usual, **_read_row(row, number, kinds, merged)}.items()}
        found |= {(r, c): kind for r in range(number + 1, last + 1) for c, kind in usual.items()}
        seen = last
    found |= {(r, c): kind for r in range(seen + 1, area.bottom + 1) for c, kind in columns.items()}
    percents = frozenset(place for place, kind in found.items() if kind == "%")
    texts = frozenset(place for place, kind in found.items() if kind == "@")
    return Looks(tuple(merged), percents, texts, tuple(_colours(root)) or None)


def _read_row(row: Element, number: int, kinds: dict[str, str], merged: list[Area]) -> dict[int, str]:
    """What its cells with a style show, by column; merged areas that begin in it are noted."""
    shown: dict[int, str] = {}
    column = 0
    for cell in row.findall(f"{_SS}Cell"):
        column = int(cell.get(f"{_SS}Index", column + 1))
        style = cell.get(f"{_SS}StyleID")
        if style is not None:
            shown[column] = kinds.get(style, "")
        down, right = int(cell.get(f"{_SS}MergeDown", 0)), int(cell.get(f"{_SS}MergeAcross", 0))
        if down or right:
            merged.append(Area(number, column, number + down, column + right))
        column += right
    return shown


def _columns(table: Element, kinds: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The columns whose cells show something special where nothing else is said."""
    column = 0
    for one in table.findall(f"{_SS}Column"):
        column = int(one.get(f"{_SS}Index", column + 1))
        last = column + int(one.get(f"{_SS}Span", 0))
        if kind := kinds.get(one.get(f"{_SS}StyleID", ""), ""):
            yield from ((c, kind) for c in range(column, min(last, LAST_COLUMN) + 1))
        column = last


def _kind(name: str, styles: dict[str, Element]) -> str:
    """What a style shows: `%`, `@` for everything as text, else nothing special."""
    for _ in styles:
        style = styles.get(name)
        if style is None:
            break
        found = style.find(f"{_SS}NumberFormat")
        if found is not None:
            return _kind_of(found.get(f"{_SS}Format", ""))
        name = style.get(f"{_SS}Parent", "")
    return ""


def _kind_of(code: str) -> str:
    """What a number format shows, as `_kind` has it."""
    if code == "@":
        return "@"
    return "%" if code.lower() == "percent" or shown_as(0, code) is Shown.PERCENT else ""


def _colours(root: Element) -> Iterator[TextColour]:
    for found in root.iter(f"{_X}ConditionalFormatting"):
        areas = [_area(one) for one in (found.findtext(f"{_X}Range") or "").split(",")]
        for rule in found.findall(f"{_X}Condition"):
            text = _QUOTED.match(rule.findtext(f"{_X}Value1") or "")
            if rule.findtext(f"{_X}Qualifier") != "Equal" or text is None:
                continue
            looks = rule.find(f"{_X}Format")
            told = dict(_COLOUR.findall(looks.get("Style", "") if looks is not None else ""))
            fill, font = told.get("background", "").upper(), told.get("color", "").upper()
            yield from (TextColour(a, text[1].replace('""', '"'), fill, font) for a in areas if a)


def _area(reference: str) -> Area | None:
    found = _R1C1.match(reference.strip())
    if found is None:
        return None
    top, left = int(found[1]), int(found[2])
    return Area(top, left, int(found[3] or top), int(found[4] or left))


def _merged(sheet: Any, area: Area, calls: Calls) -> Iterator[Area]:
    """The merged areas: of a part that isn't all alike the halves are looked at."""
    known: set[Area] = set()
    parts = _uniform(area, lambda one: calls(lambda: sheet.range(_reference(one)).merge_cells))
    for part, is_merged in parts:
        if is_merged is not True:
            continue
        for row, column in _places(part):
            if any(m.top <= row <= m.bottom and m.left <= column <= m.right for m in known):
                continue
            whole = calls(lambda: sheet.range(cell_name(row, column)).merge_area)  # noqa: B023  # called at once
            (top, left), (height, width) = (whole.row, whole.column), whole.shape
            known.add(Area(top, left, top + height - 1, left + width - 1))
    return iter(sorted(known, key=lambda a: (a.top, a.left)))


def _uniform(area: Area, ask: Callable[[Area], object]) -> Iterator[tuple[Area, object]]:
    """Parts of an area whose cells are alike, with what they are; `ask` gives None for a mixed part."""
    waiting, asked = [area], 0
    while waiting and asked < _MOST_PARTS:
        part, asked = waiting.pop(), asked + 1
        answer = ask(part)
        height, width = part.bottom - part.top, part.right - part.left
        if answer is not None or not (height or width):
            yield part, answer
        elif width >= height:
            middle = part.left + width // 2
            waiting.append(Area(part.top, middle + 1, part.bottom, part.right))
            waiting.append(Area(part.top, part.left, part.bottom, middle))
        else:
            middle = part.top + height // 2
            waiting.append(Area(middle + 1, part.left, part.bottom, part.right))
            waiting.append(Area(part.top, part.left, middle, part.right))


def _places(area: Area) -> Iterator[tuple[int, int]]:
    return (
        (row, column)
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )


def _reference(area: Area) -> str:
    return f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
