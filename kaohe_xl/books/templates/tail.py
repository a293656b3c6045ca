"""What follows a sheet's cells: merges, conditional formats, validations, links, page setup, breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy

from kaohe_xl.books.markup import Markup, escape, quoted, text_of
from kaohe_xl.books.templates.cells import said
from kaohe_xl.books.templates.grammar import Fields, Link, Name, Token, legal, tokens
from kaohe_xl.books.templates.moving import Moves

# The order of CT_Worksheet's elements that are made or changed here, and what stands around them.
_ORDER = (
    "sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate "
    "customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks "
    "printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties "
    "cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
    "oleObjects controls webPublishItems tableParts extLst "
)
_PLACE = {name.encode(): place for place, name in enumerate(_ORDER.split())}
_REFERENCE = re.compile(rb'\b(ref|sqref|activeCell)="([^"]+)"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?ref="([^"]+)"[^>]*?(?:/>|></mergeCell>)')
_FORMULA = re.compile(rb"(<(?:formula[12]?|xm:f)\b[^>]*>)(.*?)(</(?:formula[12]?|xm:f)>)", re.DOTALL)
_SQREF = re.compile(rb"(<xm:sqref>)(.*?)(</xm:sqref>)")
_HEADER = re.compile(rb"(<(?:odd|even|first)(?:Header|Footer)\b[^>/]*>)([^<]*\{\{[^<]*)")
_LONGEST_HEADER = 255
_FIT = re.compile(rb'fitToHeight="0"')


class Tail:
    """The elements behind `sheetData`, in their order."""

    def __init__(self, part: Markup, start: int) -> None:
        self._elements = [
            (name, part.data[begin:end])
            for name, begin, end in part.children(start, len(part.data))
            if name in _PLACE
        ]
        self._close = part.data[part.data.rindex(b"</") :]

    @property
    def pieces(self) -> tuple[tuple[str, Token], ...]:
        """The tokens of headers and footers."""
        heads = (body for name, body in self._elements if name == b"headerFooter")
        return tuple(one for body in heads for _, text in _HEADER.findall(body) for one in _pieces(text))

    def said(self, fields: Fields) -> Tail:
        """The same, headers and footers filled in."""
        if not self.pieces:
            return self
        made = copy(self)
        made._elements = [
            (
                name,
                _HEADER.sub(lambda m: m[1] + _said(m[2], fields), body) if name == b"headerFooter" else body,
            )
            for name, body in self._elements
        ]
        return made

    def joined(
        self,
        moves: Moves,
        breaks: Sequence[int],
        links: Sequence[tuple[str, Link]],
        merged: Sequence[str] = (),
        *,
        is_shrunk: bool = False,
    ) -> bytes:
        """All of it, moved along with the rows. `breaks`: the rows below which a page ends.

        `merged`: further areas whose cells are merged.
        """
        out = [
            (_PLACE[name], moved)
            for name, element in self._elements
            if name != b"rowBreaks" and (moved := _moved(name, element, moves))
        ]
        if merged:
            place = _PLACE[b"mergeCells"]
            old = next((body for at, body in out if at == place), b"")
            out = [one for one in out if one[0] != place]
            out.append((place, _merge_cells([*_merged(old), *merged])))
        if links:
            made = b"".join(_link(cell, link) for cell, link in links)
            old = next((body for place, body in out if place == _PLACE[b"hyperlinks"]), b"")
            out = [one for one in out if one[0] != _PLACE[b"hyperlinks"]]
            inside = re.sub(rb"</?hyperlinks[^>]*>", b"", old)
            out.append((_PLACE[b"hyperlinks"], b"<hyperlinks>" + inside + made + b"</hyperlinks>"))
        if breaks:
            made = b"".join(b'<brk id="%d" max="16383" man="1"/>' % row for row in breaks)
            opened = b'<rowBreaks count="%d" manualBreakCount="%d">' % (len(breaks), len(breaks))
            out.append((_PLACE[b"rowBreaks"], opened + made + b"</rowBreaks>"))
        out.sort(key=lambda one: one[0])
        text = b"".join(body for _, body in out) + self._close
        return _FIT.sub(b'fitToHeight="1"', text) if is_shrunk else text


def _pieces(text: bytes) -> list[tuple[str, Token]]:
    """The tokens of a header; fields are marked by `&`, which has to be doubled in what they say."""
    return [("&" if isinstance(token, Name) else "", token) for _, token in tokens(text_of(text))]


def _said(text: bytes, fields: Fields) -> bytes:
    parts = said(_pieces(text), fields, {})
    shown = "".join(part.replace("&", "&&") if mark else part for mark, part in parts)
    return escape(shown[:_LONGEST_HEADER])


def _link(cell: str, link: Link) -> bytes:
    place = "'{}'!A1".format(link.sheet.replace("'", "''"))
    return b'<hyperlink ref="%s" location="%s" display="%s"/>' % (
        cell.encode(),
        quoted(place),
        quoted(legal(link.text)),
    )


def _moved(name: bytes, element: bytes, moves: Moves) -> bytes:
    if name == b"mergeCells":
        return _merges(element, moves)
    if name in (b"conditionalFormatting", b"dataValidations", b"extLst"):
        element = _FORMULA.sub(lambda m: m[1] + escape(moves.formula(text_of(m[2]))) + m[3], element)
        element = _SQREF.sub(lambda m: m[1] + _several(m[2], moves) + m[3], element)
    if name == b"hyperlinks" or name in (b"autoFilter", b"protectedRanges", b"ignoredErrors"):
        return _REFERENCE.sub(lambda m: m[1] + b'="' + moves.area(m[2].decode()).encode() + b'"', element)
    if name in (b"conditionalFormatting", b"dataValidations"):
        gone = False

        def reference(match: re.Match[bytes]) -> bytes:
            """The areas moved."""
            nonlocal gone
            places = _several(match[2], moves)
            gone = gone or not places
            return match[1] + b'="' + (places or match[2]) + b'"'

        element = _REFERENCE.sub(reference, element)
        return b"" if gone and name == b"conditionalFormatting" else element
    return element


def _several(references: bytes, moves: Moves) -> bytes:
    return " ".join(moves.references(references.decode())).encode()


def _merges(element: bytes, moves: Moves) -> bytes:
    found = [moved for area in _merged(element) for moved in moves.references(area) if ":" in moved]
    return _merge_cells(found)


def _merged(element: bytes) -> list[str]:
    return [match[1].decode() for match in _MERGE.finditer(element)]


def _merge_cells(areas: Sequence[str]) -> bytes:
    if not areas:
        return b""
    cells = b"".join(b'<mergeCell ref="%s"/>' % area.encode() for area in areas)
    return b'<mergeCells count="%d">' % len(areas) + cells + b"</mergeCells>"
