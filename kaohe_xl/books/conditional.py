"""Conditional formats that colour cells by their text: those that a sheet has, and new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe_xl.books.colouring import lacking
from kaohe_xl.books.grid import TextColour
from kaohe_xl.books.markup import Markup, Splice, attributes, escape, text_of
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.styles import Styles
from kaohe_xl.errors import InputError

# What stands before conditional formats in a sheet (CT_Worksheet).
_BEFORE = frozenset(
    b"sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    b"scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    b"conditionalFormatting".split()
)
_PRIORITY = re.compile(rb"""<(?:[^\s:<>/]+:)?cfRule\s[^>]*?\bpriority\s*=\s*["'](\d+)["']""")
_QUOTED = re.compile(r'^\s*=?"((?:[^"]|"")*)"\s*$')


def text_colours(sheet: Markup, styles: Styles) -> tuple[TextColour, ...]:
    """The sheet's rules of the kind `cell = "text"`, one for each of their areas."""
    found: list[TextColour] = []
    for tag in sheet.tags(b"conditionalFormatting", sheet.root.end()):
        end = sheet.ends(tag, b"conditionalFormatting")[0]
        for rule in sheet.tags(b"cfRule", tag.end(), end):
            of = attributes(rule[0])
            if of.get("type") != "cellIs" or of.get("operator") != "equal":
                continue
            text = _text(sheet, rule)
            if text is None:
                continue
            fill, font = styles.colours_of(int(of.get("dxfId", -1)))
            for reference in attributes(tag[0]).get("sqref", "").split():
                try:
                    found.append(TextColour(area_of(reference), text, fill, font))
                except InputError:
                    continue
    return tuple(found)


def colour_splices(sheet: Markup, styles: Styles, wanted: Sequence[TextColour]) -> list[Splice]:
    """The splices that add the rules which the sheet lacks, behind all others in place and in priority."""
    new = lacking(wanted, text_colours(sheet, styles))
    if not new:
        return []
    priority = max((int(p) for p in _PRIORITY.findall(sheet.mask)), default=0)
    written = b"".join(_rule(sheet.prefix, styles, colour, priority + k) for k, colour in enumerate(new, 1))
    at = place_behind(sheet)
    return [(at, at, written)]


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
    area = colour.area
    cells = cell_name(area.top, area.left)
    if (area.top, area.left) != (area.bottom, area.right):
        cells += ":" + cell_name(area.bottom, area.right)
    text = escape('"' + colour.text.replace('"', '""') + '"')
    return (
        b'<%(p)sconditionalFormatting sqref="%(cells)s"><%(p)scfRule type="cellIs" dxfId="%(dxf)d" '
        b'priority="%(priority)d" operator="equal"><%(p)sformula>%(text)s</%(p)sformula></%(p)scfRule>'
        b"</%(p)sconditionalFormatting>"
    ) % {
        b"p": p,
        b"cells": cells.encode(),
        b"dxf": styles.text_colour(colour.fill, colour.font),
        b"priority": priority,
        b"text": text,
    }
