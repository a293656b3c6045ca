"""Draws letters and their index with XlsxWriter.

A cell's font has one name only, so what a PC lacks Excel replaces: the character set GB2312 is declared,
which makes it Song and not a Latin font. The title is set in 方正小标宋简体, as GB/T 9704 wants it, the body
in 仿宋 (on every Windows since 7; 仿宋_GB2312 is on XP only), the table in 宋体 with 黑体 headers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kaohe_xl.domain.assessment import Light
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs.letter_content import Content
from kaohe_xl.outputs.letter_layout import (
    LAST,
    MARGINS_MM,
    NOTE_FROM,
    Layout,
    Line,
    layout,
)
from kaohe_xl.outputs.letter_table import COLUMNS, Row, Shown
from kaohe_xl.outputs.sheet_names import clean

A4 = 9
GB2312 = 134
RED_OF_HEAD = "#E60012"
FILLS = {
    Light.RED: ("#FFC7CE", "#9C0006"),
    Light.AMBER: ("#FFEB9C", "#7F4F00"),
    Light.GREEN: ("#C6EFCE", "#006100"),
}
LONGEST_TEXT = 32767
_THIN, _DASHED, _THICK = 1, 3, 5


@dataclass(frozen=True, slots=True)
class Fonts:
    """Names of fonts; what a PC lacks is replaced by its Song."""

    title: str = "方正小标宋简体"
    body: str = "仿宋"
    table: str = "宋体"
    header: str = "黑体"


class Formats:
    """A workbook's formats, each made once."""

    def __init__(self, workbook: Any, fonts: Fonts) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}
        self.fonts = fonts

    def __call__(self, font: str, size: float, **looks: object) -> Any:
        """The format with this font and these properties; wrapped and centred vertically by default."""
        properties: dict[str, object] = {
            "font_name": font,
            "font_size": size,
            "font_charset": GB2312,
            "text_wrap": True,
            "valign": "vcenter",
        } | looks
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes on one sheet. Text is always text, whatever it begins with."""

    sheet: Any
    formats: Formats

    def text(self, row: int, column: int, text: str, looks: Any) -> None:
        """One cell of text."""
        if text:
            self.sheet.write_string(row, column, clean(text)[:LONGEST_TEXT], looks)
        else:
            self.sheet.write_blank(row, column, None, looks)

    def across(self, row: int, columns: tuple[int, int], text: str, looks: Any) -> None:
        """Text in the cells of `row` from the first to the last of `columns`, merged."""
        self.block((row, row), columns, text, looks)

    def block(self, rows: tuple[int, int], columns: tuple[int, int], text: str, looks: Any) -> None:
        """Text in a merged block of cells."""
        self.sheet.merge_range(rows[0], columns[0], rows[1], columns[1], "", looks)
        self.text(rows[0], columns[0], text, looks)


def draw_letter(sheet: Any, formats: Formats, content: Content, index_sheet: str) -> None:
    """Draw the letter; with `index_sheet` a link back to it stands beside the printed area."""
    plan = layout(content)
    pen = Pen(sheet, formats)
    _set_page(sheet, plan)
    for row, line in enumerate(plan.lines):
        sheet.set_row(row, round(line.height, 2))
        _DRAWERS[line.kind](pen, row, line)
    _header(pen, plan.header, content.headers)
    if index_sheet:
        _link_back(pen, index_sheet)


def _set_page(sheet: Any, plan: Layout) -> None:
    inches = {side: mm / 25.4 for side, mm in MARGINS_MM.items()}
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.set_margins(**inches)
    sheet.center_horizontally()
    set_footer(sheet)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_start_page(1)
    sheet.print_area(0, 0, len(plan.lines) - 1, LAST)
    if plan.repeat:
        sheet.repeat_rows(plan.header)
    if plan.breaks:
        sheet.set_h_pagebreaks(list(plan.breaks))
    for column, pixels in enumerate(plan.widths):
        sheet.set_column_pixels(column, column, pixels)


def set_footer(sheet: Any) -> None:
    """Page numbers, in the middle of the foot."""
    sheet.set_footer(f'&C&"宋体,Regular"&10{phrase("footer")}', {"margin": 12 / 25.4})


def _link_back(pen: Pen, index_sheet: str) -> None:
    looks = pen.formats(pen.formats.fonts.table, 10, font_color="#0563C1", underline=1, text_wrap=False)
    pen.sheet.set_column_pixels(LAST + 1, LAST + 1, 16)
    pen.sheet.set_column_pixels(LAST + 2, LAST + 2, 80)
    pen.sheet.write_url(0, LAST + 2, sheet_link(index_sheet), looks, phrase("index.back"))


def sheet_link(name: str) -> str:
    """XlsxWriter's way to name a place in the same workbook."""
    return "internal:'{}'!A1".format(name.replace("'", "''"))


def _line(pen: Pen, row: int, line: Line, **looks: object) -> None:
    fonts = pen.formats.fonts
    font = str(looks.pop("font", fonts.body))
    pen.across(row, (0, LAST), line.text, pen.formats(font, line.size, **looks))


def _space(pen: Pen, row: int, line: Line) -> None:
    """Nothing but its height."""


def _issuer(pen: Pen, row: int, line: Line) -> None:
    _line(pen, row, line, font=pen.formats.fonts.title, font_color=RED_OF_HEAD, align="center")


def _rule(pen: Pen, row: int, line: Line) -> None:
    """The double red line of the letter form: thick above, thin below."""
    looks = {"top": _THICK, "bottom": _THIN, "top_color": RED_OF_HEAD, "bottom_color": RED_OF_HEAD}
    for column in range(LAST + 1):
        pen.text(row, column, "", pen.formats(pen.formats.fonts.body, 2, **looks))


def _number(pen: Pen, row: int, line: Line) -> None:
    _line(pen, row, line, align="right")


def _title(pen: Pen, row: int, line: Line) -> None:
    _line(pen, row, line, font=pen.formats.fonts.title, align="center")


def _body(pen: Pen, row: int, line: Line) -> None:
    _line(pen, row, line, align="left")


def _signed(pen: Pen, row: int, line: Line) -> None:
    """Signature and date, one below the other: the seal covers both."""
    looks = pen.formats(pen.formats.fonts.body, line.size, align="center")
    pen.across(row, (line.first, LAST), line.text, looks)


def _header(pen: Pen, row: int, headers: Sequence[str]) -> None:
    looks = pen.formats(pen.formats.fonts.header, 9, align="center", border=_THIN)
    for column, text in enumerate(headers):
        pen.text(row, column, text, looks)


def _cells(pen: Pen, row: int, line: Line) -> None:
    if line.row is None:
        return
    for column in range(NOTE_FROM, LAST + 1):
        _cell(pen, (row, column), line.row.cells[column], _looks(line.row, column))
    left = pen.formats(pen.formats.fonts.table, 9, align="left", border=_THIN)
    centred = pen.formats(pen.formats.fonts.table, 9, align="center", border=_THIN)
    for column, looks in ((0, centred), (1, left)):
        pen.block((row, row + 1), (column, column), "", looks)
        shown = line.row.cells[column]
        if shown.number is None:
            pen.text(row, column, shown.text, looks)
        else:
            pen.sheet.write_number(row, column, float(shown.number), looks)


def _looks(row: Row, column: int) -> dict[str, object]:
    looks: dict[str, object] = {"align": "center", "border": _THIN}
    if COLUMNS[column] == "light" and row.light is not None:
        fill, font = FILLS[row.light]
        return looks | {"bg_color": fill, "font_color": font, "bold": True}
    shown = row.cells[column]
    if shown.number is not None:
        # Shrinking is the last resort against ####, should a printer's font be wider than ours.
        return looks | {"num_format": shown.number_format, "shrink": True, "text_wrap": False}
    return looks


def _cell(pen: Pen, place: tuple[int, int], shown: Shown, looks: dict[str, object]) -> None:
    made = pen.formats(pen.formats.fonts.table, 9, **looks)
    if shown.number is None:
        pen.text(*place, shown.text, made)
    else:
        pen.sheet.write_number(*place, float(shown.number), made)


def _note(pen: Pen, row: int, line: Line) -> None:
    looks = pen.formats(pen.formats.fonts.table, 9, align="left", border=_THIN)
    pen.across(row, (NOTE_FROM, LAST), line.text, looks)


def _cut(pen: Pen, row: int, line: Line) -> None:
    looks = pen.formats(pen.formats.fonts.table, 9, align="center", font_color="#595959", bottom=_DASHED)
    pen.across(row, (0, LAST), phrase("slip.cut"), looks)


def _slip_title(pen: Pen, row: int, line: Line) -> None:
    looks = pen.formats(pen.formats.fonts.title, line.size, align="center")
    pen.across(row, (0, LAST), phrase("slip.title"), looks)


def _slip_text(pen: Pen, row: int, line: Line) -> None:
    _line(pen, row, line, align="left")


def _boxes(pen: Pen, row: int, line: Line, texts: Sequence[tuple[tuple[int, int], str]]) -> None:
    looks = pen.formats(pen.formats.fonts.body, line.size, align="center", border=_THIN)
    for columns, text in texts:
        pen.across(row, columns, text, looks)


def _slip_unit(pen: Pen, row: int, line: Line) -> None:
    labels = (phrase("slip.unit"), line.text, phrase("slip.received_on"), phrase("slip.date"))
    _boxes(pen, row, line, tuple(zip(_SLIP_BOXES, labels, strict=True)))


def _slip_measures(pen: Pen, row: int, line: Line) -> None:
    _boxes(pen, row, line, ((_SLIP_BOXES[0], phrase("slip.measures")), ((_SLIP_BOXES[1][0], LAST), "")))


def _slip_head(pen: Pen, row: int, line: Line) -> None:
    labels = (phrase("slip.head"), "", phrase("slip.contact"), "")
    _boxes(pen, row, line, tuple(zip(_SLIP_BOXES, labels, strict=True)))


_SLIP_BOXES = ((0, 2), (3, 6), (7, 9), (10, LAST))
_DRAWERS = {
    "space": _space,
    "issuer": _issuer,
    "rule": _rule,
    "number": _number,
    "title": _title,
    "addressee": _body,
    "body": _body,
    "header": _space,
    "cells": _cells,
    "note": _note,
    "signature": _signed,
    "date": _signed,
    "cut": _cut,
    "slip_title": _slip_title,
    "slip_text": _slip_text,
    "slip_unit": _slip_unit,
    "slip_measures": _slip_measures,
    "slip_head": _slip_head,
}
