"""Conditional formats that colour cells by their text: those that a sheet has, and new ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe_xl.books.colouring import joined, lacking, touch
from kaohe_xl.books.grid import Area, TextColour
from kaohe_xl.books.markup import (
    ATTRIBUTES,
    Markup,
    Splice,
    attributes,
    escape,
    text_of,
    whole,
    with_attribute,
)
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.styles import Styles
from kaohe_xl.errors import InputError

# What stands before conditional formats in a sheet (CT_Worksheet).
_BEFORE = frozenset(
    b"sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    b"scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    b"conditionalFormatting".split()
)
_RULE = re.compile(rb"<(?:[^\s:<>/]+:)?cfRule(?=\s)" + ATTRIBUTES + rb">")
_QUOTED = re.compile(r'^\s*=?"((?:[^"]|"")*)"\s*$')


@dataclass(frozen=True, slots=True)
class Format:
    """A conditional format: its start tag, its areas, its text colours; whether it has other rules too."""

    tag: re.Match[bytes]
    areas: tuple[Area, ...]
    rules: tuple[tuple[str, str, str], ...]
    has_others: bool


def text_colours(sheet: Markup, styles: Styles) -> tuple[TextColour, ...]:
    """The sheet's rules of the kind `cell = "text"`, one for each of their areas."""
    return tuple(
        TextColour(area, *rule)
        for found in text_colour_formats(sheet, styles)
        for rule in found.rules
        for area in found.areas
    )


def colour_splices(sheet: Markup, styles: Styles, wanted: Sequence[TextColour]) -> list[Splice]:
    """The splices that add what the sheet lacks: to a rule for the same text that meets it, else a new one.

    New rules stand behind all others, in place and in priority.
    """
    if not wanted:
        return []
    new = lacking(wanted, text_colours(sheet, styles))
    splices: list[Splice] = []
    for found in text_colour_formats(sheet, styles):
        grown = _grown(found, new)
        if grown:
            new = [colour for colour in new if colour not in grown]
            areas = joined(found.areas, grown[0].area)
            tag = with_attribute(found.tag[0], "sqref", " ".join(map(_reference, areas)))
            splices.append((found.tag.start(), found.tag.end(), tag))
    if new:
        known = (attributes(tag[0]).get("priority", "") for tag in _RULE.finditer(sheet.data))
        priority = max(map(whole, known), default=0)
        written = b"".join(
            _rule(sheet.prefix, styles, colour, priority + k) for k, colour in enumerate(new, 1)
        )
        at = place_behind(sheet)
        splices.append((at, at, written))
    return splices


def _grown(found: Format, lacking: Sequence[TextColour]) -> list[TextColour]:
    """The colours that a format is about and that it may take over: all of its rules, in one new area."""
    texts = {text for text, _, _ in found.rules}
    for area in dict.fromkeys(colour.area for colour in lacking):
        own = [colour for colour in lacking if colour.area == area and colour.text in texts]
        is_all = not found.has_others and {colour.text for colour in own} == texts
        if own and is_all and any(touch(area, known) for known in found.areas):
            return own
    return []


def text_colour_formats(sheet: Markup, styles: Styles) -> Iterator[Format]:
    """The sheet's conditional formats that hold a text colour, and whose areas we can tell."""
    for tag in sheet.tags(b"conditionalFormatting", sheet.root.end()):
        end = sheet.ends(tag, b"conditionalFormatting")[0]
        rules = list(sheet.tags(b"cfRule", tag.end(), end))
        told = [found for rule in rules if (found := _text_colour(sheet, styles, rule))]
        of = attributes(tag[0])
        try:
            areas = tuple(area_of(reference) for reference in of.get("sqref", "").split())
        except InputError:
            continue
        if told and areas:
            has_others = len(told) < len(rules) or of.get("pivot") in ("1", "true")
            yield Format(tag, areas, tuple(told), has_others)


def _text_colour(sheet: Markup, styles: Styles, rule: re.Match[bytes]) -> tuple[str, str, str] | None:
    """Text, fill and font of a rule; None where it is of another kind."""
    of = attributes(rule[0])
    if of.get("type") != "cellIs" or of.get("operator") != "equal":
        return None
    text = _text(sheet, rule)
    if text is None:
        return None
    return text, *styles.colours_of(whole(of.get("dxfId", ""), -1))


def place_behind(sheet: Markup) -> int:
    """Where the next conditional format belongs."""
    data = sheet.first(b"sheetData")
    if data is None:
        raise sheet.damaged()
    at = sheet.ends(data, b"sheetData")[1]
    for name, _, end in sheet.children(at, len(sheet.data)):
        if name in _BEFORE:
            at = end
    return at


def _text(sheet: Markup, rule: re.Match[bytes]) -> str | None:
    """The text that a rule compares with; None where it is no plain text."""
    end = sheet.ends(rule, b"cfRule")[0]
    formula = sheet.first(b"formula", rule.end(), end)
    if formula is None:
        return None
    quoted = _QUOTED.match(text_of(sheet.data[formula.end() : sheet.ends(formula, b"formula")[0]]))
    return quoted[1].replace('""', '"') if quoted else None


def _rule(p: bytes, styles: Styles, colour: TextColour, priority: int) -> bytes:
    text = escape('"' + colour.text.replace('"', '""') + '"')
    return (
        b'<%(p)sconditionalFormatting sqref="%(cells)s"><%(p)scfRule type="cellIs" dxfId="%(dxf)d" '
        b'priority="%(priority)d" operator="equal"><%(p)sformula>%(text)s</%(p)sformula></%(p)scfRule>'
        b"</%(p)sconditionalFormatting>"
    ) % {
        b"p": p,
        b"cells": _reference(colour.area).encode(),
        b"dxf": styles.text_colour(colour.fill, colour.font),
        b"priority": priority,
        b"text": text,
    }


def _reference(area: Area) -> str:
    first = cell_name(area.top, area.left)
    is_one = (area.top, area.left) == (area.bottom, area.right)
    return first if is_one else f"{first}:{cell_name(area.bottom, area.right)}"
