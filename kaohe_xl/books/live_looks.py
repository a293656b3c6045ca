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
from kaohe_xl.books.references import cell_name

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_R1C1 = re.compile(r"R(\d+)C(\d+)(?::R(\d+)C(\d+))?$")
_COLOUR = re.compile(r"(?:^|;)\s*(color|background)\s*:\s*#([0-9A-Fa-f]{6})")
_QUOTED = re.compile(r'^=?"((?:[^"]|"")*)"$')
_MOST_PARTS = 20_000


@dataclass(frozen=True, slots=True)
class Looks:
    """How a sheet's cells look; `colours` None where they have to be asked for one by one."""

    merged: tuple[Area, ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
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
    percents = {place for part, code in formats if "%" in str(code) for place in _places(part)}
    return Looks(tuple(merged), frozenset(percents))


def colours_of(sheet: Any, calls: Calls) -> tuple[TextColour, ...]:
    """The text colours of a sheet, asked for one by one; none where this Excel doesn't tell."""
    try:
        return calls(lambda: tuple(text_colours(sheet)))
    except AttributeError:
        return ()


def _from_xml(root: Element, area: Area) -> Looks:
    styles = {s.get(f"{_SS}ID", ""): s for s in root.iter(f"{_SS}Style")}
    percents = {name for name in styles if _is_percent(name, styles)}
    table = root.find(f"{_SS}Worksheet/{_SS}Table")
    merged: list[Area] = []
    found: set[tuple[int, int]] = set()
    if table is None:
        return Looks()
    columns = _columns(table, percents)
    seen = 0
    for row in table.findall(f"{_SS}Row"):
        number = int(row.get(f"{_SS}Index", seen + 1))
        blank = range(seen + 1, number)
        found.update((r, c) for r in blank for c in columns if r <= area.bottom and c <= area.right)
        last = number + int(row.get(f"{_SS}Span", 0))
        own = row.get(f"{_SS}StyleID")
        usual = columns if own is None else range(1, area.right + 1) if own in percents else ()
        for r in range(number, min(last, area.bottom) + 1):
            shown = _read_row(row, r, set(usual), percents, merged)
            found.update((r, c) for c in shown if c <= area.right)
        seen = last
    rest = range(seen + 1, area.bottom + 1)
    found.update((r, c) for r in rest for c in columns if c <= area.right)
    return Looks(tuple(merged), frozenset(found), tuple(_colours(root)) or None)


def _read_row(row: Element, number: int, shown: set[int], percents: set[str], merged: list[Area]) -> set[int]:
    """The columns of the row whose cells are percentages; merged areas that begin in it are noted."""
    column = 0
    for cell in row.findall(f"{_SS}Cell"):
        column = int(cell.get(f"{_SS}Index", column + 1))
        style = cell.get(f"{_SS}StyleID")
        if style is not None:
            (shown.add if style in percents else shown.discard)(column)
        down, right = int(cell.get(f"{_SS}MergeDown", 0)), int(cell.get(f"{_SS}MergeAcross", 0))
        if down or right:
            merged.append(Area(number, column, number + down, column + right))
        column += right
    return shown


def _columns(table: Element, percents: set[str]) -> list[int]:
    """The columns whose cells are percentages where nothing else is said."""
    found: list[int] = []
    column = 0
    for one in table.findall(f"{_SS}Column"):
        column = int(one.get(f"{_SS}Index", column + 1))
        last = column + int(one.get(f"{_SS}Span", 0))
        if one.get(f"{_SS}StyleID") in percents:
            found.extend(range(column, min(last, 16_384) + 1))
        column = last
    return found


def _is_percent(name: str, styles: dict[str, Element]) -> bool:
    for _ in styles:
        style = styles.get(name)
        if style is None:
            return False
        found = style.find(f"{_SS}NumberFormat")
        if found is not None:
            code = found.get(f"{_SS}Format", "")
            return code.lower() == "percent" or "%" in re.sub(r'"[^"]*"|\\.', "", code)
        name = style.get(f"{_SS}Parent", "")
    return False


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
