"""The cells of a sheet that hold formulas: where they are, what they say, what they showed last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import ATTRIBUTES, attributes, text_of
from kaohe_xl.books.places import Place
from kaohe_xl.books.references import area_of, column_number
from kaohe_xl.errors import InputError

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{1,3})(\d{1,7})\s*["']""")
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")


class FormulaCell(NamedTuple):
    """A cell with a formula, as the sheet's XML has it.

    text     the formula without `=`; "" for a cell that follows a shared formula
    kind     "", "shared", "array" or "dataTable"
    group    index of a shared formula
    area     cells that an array formula or a data table fills
    type     the cell's type attribute, "n" for none
    cached   what the formula showed last, as XML has it; None where nothing is stored
    style    index of the cell's format
    """

    place: Place
    text: str
    kind: str
    group: str
    area: Area | None
    type: str
    cached: str | None
    style: int


class Unplaced(Exception):
    """A cell that doesn't say where it is: its sheet has to be walked."""


def formula_cells(data: bytes, prefix: bytes) -> Iterator[FormulaCell]:
    """The formulas in a piece of a sheet's XML that holds whole rows; `prefix`: the sheet's, with its colon.

    Raises Unplaced for a cell without a reference of its own.
    """
    patterns = _patterns(prefix)
    opening = b"<" + prefix + b"c"
    for found in patterns.formula.finditer(data):
        at = data.rfind(opening, 0, found.start())
        cell = patterns.cell.match(data, at) if at >= 0 else None
        if cell is None or cell.start(2) != found.end():
            continue
        tag, of_formula, text, value = cell.groups()
        place = _place(tag)
        if place is None:
            raise Unplaced
        yield _formula(place, tag, of_formula, text or b"", value)


def filled(cell: FormulaCell) -> Iterator[Place]:
    """The other cells that an array formula or a data table fills."""
    area = cell.area
    if area is None or (area.top, area.left) == (area.bottom, area.right):
        return
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            if (row, column) != cell.place:
                yield row, column


def has_formula(chunks: Iterable[bytes]) -> bool:
    """Whether anything in these bytes of a sheet looks like a formula; comments and texts may deceive.

    In an encoding of two bytes a character it isn't looked for: there may be one.
    """
    last = b""
    for chunk in chunks:
        if not last and b"\0" in chunk[:4]:
            return True
        seam = last + chunk[:3]
        if any(pattern.search(data) for pattern in _ANY_FORMULA for data in (seam, chunk)):
            return True
        last = chunk[-3:]
    return False


# Two patterns: what starts with fixed characters is found ten times faster.
_ANY_FORMULA = re.compile(rb"<f[\s/>]"), re.compile(rb":f[\s/>]")


class _Patterns(NamedTuple):
    formula: re.Pattern[bytes]
    cell: re.Pattern[bytes]


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> _Patterns:
    """A formula's opening, and a cell from its start tag to the end of its value."""
    p = re.escape(prefix)
    start, end = b"<" + p, rb"(?:(?<=/)>|(?<!/)>([^<]*)</" + p
    return _Patterns(
        re.compile(start + rb"f(?=[\s/>])"),
        re.compile(
            start
            + rb"c(?=[\s/>])("
            + ATTRIBUTES
            + rb")>\s*"
            + start
            + rb"f(?=[\s/>])("
            + ATTRIBUTES
            + rb")"
            + end
            + rb"f\s*>)\s*"
            rb"(?:" + start + rb"v(?:\s[^>]*)?" + rb"(?:/>|>([^<]*)</" + p + rb"v\s*>))?"
        ),
    )


def _formula(place: Place, tag: bytes, of_formula: bytes, text: bytes, value: bytes | None) -> FormulaCell:
    type_, style = _TYPE.search(tag), _STYLE.search(tag)
    kind, group, area = "", "", None
    if of_formula and of_formula != b"/":
        of = attributes(of_formula)
        kind, group = of.get("t", ""), of.get("si", "")
        kind = "" if kind == "normal" else kind
        area = _area(of.get("ref", "")) if kind in ("array", "dataTable") else None
    name = type_[1].decode() if type_ else "n"
    cached = text_of(value) if value or (value is not None and name == "str") else None
    return FormulaCell(place, text_of(text), kind, group, area, name, cached, int(style[1]) if style else 0)


def _area(reference: str) -> Area | None:
    try:
        return area_of(reference)
    except InputError:
        return None


def _place(tag: bytes) -> Place | None:
    found = _REFERENCE.search(tag)
    return (int(found[2]), _column(found[1])) if found else None


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())
