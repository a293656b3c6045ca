"""Blocks as a new workbook: values, dates, percentages and merged areas, made in memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.grid import Block, Change, Patch, SheetPatch, Style, Value
from kaohe_xl.books.package import Package
from kaohe_xl.books.patching import apply
from kaohe_xl.books.references import column_name
from kaohe_xl.books.sources import MemorySource
from kaohe_xl.books.text_values import sheet_name
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_NARROWEST, _WIDEST, _LOOKED_AT = 8.5, 48.0, 300
_TEXT = "@"
_STYLES = "xl/styles.xml"
# Excel's order of a font's elements isn't openpyxl's.
_FONT = '<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>'.encode()


def values_workbook(blocks: Mapping[str, Block], book: str) -> Package:
    """A workbook with what the blocks show. Raises BookError where Excel has no place for it."""
    package = Package(Archive(MemorySource(_empty(blocks, book)), book))
    styles = package.archive.read(_STYLES)
    package.put(_STYLES, re.sub(rb"<font>.*?</font>", _FONT, styles, count=1, flags=re.DOTALL))
    apply(package, Patch({name: SheetPatch(tuple(_changes(block))) for name, block in blocks.items()}))
    return package


def _empty(blocks: Mapping[str, Block], book: str) -> bytes:
    """The workbook with its sheets, merged areas and widths, and nothing in them."""
    from openpyxl import Workbook

    if any(sheet_name(name) != name for name in blocks):
        raise BookError(*sentence("NO_PLACE_IN_XLSX", book=book))
    made = Workbook()
    made.remove(made.worksheets[0])
    try:
        for name, block in blocks.items():
            sheet = made.create_sheet(name)
            sheet.sheet_state = "hidden" if block.hidden else "visible"
            for area in block.merged:
                corners = (area.top, area.left, area.bottom, area.right)
                sheet.merge_cells(None, *corners)
            for column, width in _widths(block):
                sheet.column_dimensions[column_name(column)].width = width
        if made.sheetnames != list(blocks):
            raise ValueError("two names that Excel takes for one")
        if all(block.hidden for block in blocks.values()):
            made.worksheets[0].sheet_state = "visible"
        whole = BytesIO()
        made.save(whole)
    except (ValueError, IndexError) as error:
        raise BookError(*sentence("NO_PLACE_IN_XLSX", book=book)) from error
    return whole.getvalue()


def _changes(block: Block) -> Iterator[Change]:
    """Every cell that holds something, with the number format it needs."""
    plain = (1, 1)
    for row, line in enumerate(block.values, 1):
        for column, value in enumerate(line, 1):
            place = (row, column)
            if place in block.percents:
                yield Change(row, column, value, style=Style(plain, _percent(value)))
            elif isinstance(value, str) and value.isascii() and value[:1].isdigit():
                yield Change(row, column, value, style=Style(plain, _TEXT))
            elif value is not None:
                yield Change(row, column, value)
    width = max(map(len, block.values), default=0)
    for row, column in sorted(block.percents):
        if row > len(block.values) or column > width:
            yield Change(row, column, None, style=Style(plain, _percent(None)))


def _percent(value: Value) -> str:
    """The percent format that shows a value to its last place, two places at most."""
    if not isinstance(value, int | float):
        return "0%"
    places = next((n for n in (0, 1) if abs(round(value * 100, n) - value * 100) < 1e-9), 2)
    return "0." + "0" * places + "%" if places else "0%"


def _widths(block: Block) -> Iterator[tuple[int, float]]:
    """Columns that need more room than usual, by what stands in their first rows."""
    covered = {(a.top, a.left) for a in block.merged if a.right > a.left}
    for column in range(1, max(map(len, block.values), default=0) + 1):
        texts = (
            line[column - 1]
            for row, line in enumerate(block.values[:_LOOKED_AT], 1)
            if isinstance(line[column - 1], str) and (row, column) not in covered
        )
        width = max(map(_width, texts), default=0.0)
        if width > _NARROWEST:
            yield column, min(width, _WIDEST)


def _width(text: Value) -> float:
    lines: Iterable[str] = str(text).split("\n")
    return (
        max(
            sum(2.0 if unicodedata.east_asian_width(sign) in "WF" else 1.0 for sign in line) for line in lines
        )
        + 2
    )
