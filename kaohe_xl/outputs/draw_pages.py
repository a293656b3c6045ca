"""Draws a document's text, tables and charts with XlsxWriter: A4, fonts as the letters have them.

Charts are told apart in black and white: patterns and labels, not colours only.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from io import BytesIO
from typing import Any

from kaohe_xl.domain.assessment import Light
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.drawing import (
    A4,
    AS_TEXT,
    CHINESE_DEFAULTS,
    FILLS,
    RED_OF_HEAD,
    Fonts,
    Formats,
    Pen,
    sheet_link,
)
from kaohe_xl.outputs.pages import Chart, Column, Document, Page, Shown, Table, Text, plain_format
from kaohe_xl.text_size import height

_MARGINS = {"left": 28, "right": 26, "top": 37, "bottom": 35}  # GB/T 9704, mm
_WIDE = 588  # pixels: the type area, 156 mm
_TALL = (297 - 37 - 35) * 72 / 25.4 * 0.95  # points; fonts and printers differ
_ACROSS = {"left": 15, "right": 15, "top": 20, "bottom": 20}  # mm: a form to write on needs the room
_WIDE_ACROSS = 1006  # pixels: 267 mm
_TALL_ACROSS = (210 - 20 - 20) * 72 / 25.4 * 0.95
_SIGNATURES = 40
_TITLE = 80  # points: what stands above the first table, which stays with it
_PIXEL, _ROW, _LINE = 0.75, 20, 15
_SIZE, _BODY = 9, 16
_COLUMNS = 12
_FONT = {"name": "宋体", "size": 9}
# One pattern a series, dark to light: red solid, amber hatched, green dotted where there are three.
_PATTERNS = (
    {"pattern": "solid_diamond", "fg_color": "#1F3864", "bg_color": "#1F3864"},
    {"pattern": "wide_upward_diagonal", "fg_color": "#404040", "bg_color": "#FFFFFF"},
    {"pattern": "percent_20", "fg_color": "#404040", "bg_color": "#FFFFFF"},
)
_LIGHTS = (
    {"pattern": "percent_90", "fg_color": "#7A0006", "bg_color": "#9C0006"},
    {"pattern": "wide_downward_diagonal", "fg_color": "#BF9000", "bg_color": "#FFF2CC"},
    {"pattern": "percent_5", "fg_color": "#006100", "bg_color": "#F0FAF0"},
)
_ON_DARK = {"name": "宋体", "size": 9, "color": "#FFFFFF", "bold": True}
_PLAIN = {"pattern": "light_upward_diagonal", "fg_color": "#1F3864", "bg_color": "#FFFFFF"}


class _Paper:
    """How far a sheet's pages are filled, so that nothing is torn that belongs together."""

    def __init__(self, sheet: Any, repeated: float = 0, is_across: bool = False) -> None:
        self._sheet, self._used, self._repeated = sheet, 0.0, repeated
        self._breaks: list[int] = []
        self._whole = _TALL_ACROSS if is_across else _TALL
        self.wide = _WIDE_ACROSS if is_across else _WIDE
        self.reserved = 0.0  # what must stay on a page with the last row

    def row(self, number: int, tall: float) -> None:
        """A row of that height."""
        self._sheet.set_row(number, tall)
        if self.is_full(tall):
            self.turn(number)
        self._used += tall

    def is_full(self, tall: float) -> bool:
        """Whether a row of that height begins a new page."""
        return self._used + tall > self._whole

    def keep(self, number: int, tall: float) -> None:
        """What begins at this row and takes that height begins a new page where it would be torn."""
        if self._used > _TITLE and self.is_full(tall):
            self.turn(number)

    def turn(self, number: int) -> None:
        """Begin a new page at this row."""
        self._breaks.append(number)
        self._used = self._repeated
        self._sheet.set_h_pagebreaks(self._breaks)


def drawn(document: Document) -> bytes:
    """The workbook's bytes; the same document makes the same bytes."""
    import xlsxwriter

    file = BytesIO()
    defaults = {"in_memory": True, **AS_TEXT, **deepcopy(CHINESE_DEFAULTS)}  # XlsxWriter writes into them
    workbook = xlsxwriter.Workbook(file, defaults)
    workbook.set_properties(dict(document.properties))
    formats = Formats(workbook, Fonts())
    if document.text is not None:
        _draw_text(Pen(workbook.add_worksheet(document.text.name), formats), document.text)
    for page in document.pages:
        _draw_page(workbook, Pen(workbook.add_worksheet(page.name), formats), page)
    workbook.close()
    return file.getvalue()


def _set_page(sheet: Any, is_across: bool = False) -> None:
    sheet.set_paper(A4)
    margins = _ACROSS if is_across else _MARGINS
    sheet.set_margins(**{side: mm / 25.4 for side, mm in margins.items()})
    if is_across:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f'&C&"宋体,Regular"&14{words("footer")}', {"margin": (10 if is_across else 28) / 25.4})


def _draw_text(pen: Pen, text: Text) -> None:
    """Each paragraph in a merged, wrapped row, to be edited where it stands."""
    sheet, fonts = pen.sheet, pen.formats.fonts
    _set_page(sheet)
    for column in range(_COLUMNS):
        sheet.set_column_pixels(column, column, _WIDE // _COLUMNS)
    red = {"font_color": RED_OF_HEAD, "bottom": 5, "bottom_color": RED_OF_HEAD}
    looks: dict[str, tuple[str, float, dict[str, object]]] = {
        "issuer": (fonts.title, 30, {"align": "center"} | red),
        "number": (fonts.body, _BODY, {"align": "center"}),
        "title": (fonts.title, 22, {"align": "center"}),
        "head": (fonts.header, _BODY, {"align": "left", "indent": 2}),
        "body": (fonts.body, _BODY, {"align": "left"}),
        "signature": (fonts.body, _BODY, {"align": "right", "indent": 2}),
    }
    paper = _Paper(sheet)
    for row, (kind, told) in enumerate(text.paragraphs):
        font, size, properties = looks[kind]
        shown = f"　　{told}" if kind == "body" else told
        tall = height(shown, size, _WIDE * _PIXEL) + (22 if kind in ("issuer", "title") else 4)
        if kind == "head":
            paper.keep(row, tall + 90)
        paper.row(row, min(round(tall, 2), 409))
        pen.across(row, (0, _COLUMNS - 1), shown, pen.formats(font, size, **properties))


def _draw_page(workbook: Any, pen: Pen, page: Page) -> None:
    sheet, fonts = pen.sheet, pen.formats.fonts
    _set_page(sheet, page.is_across)
    row, whole = 3 if page.note else 2, page.tables[0]
    is_one = len(page.tables) == 1 and not whole.caption
    paper = _Paper(sheet, 30 if is_one else 0, page.is_across)
    widths = _widths(max((table.columns for table in page.tables), key=len), paper.wide)
    for column, pixels in enumerate(widths):
        sheet.set_column_pixels(column, column, pixels)
    last = len(widths) - 1
    pen.across(0, (0, last), page.title, pen.formats(fonts.title, 20, align="center"))
    if page.note:
        pen.across(1, (0, last), page.note, pen.formats(fonts.body, 11, align="center"))
        sheet.set_row(1, height(page.note, 11, paper.wide * _PIXEL) + 4)
    paper.row(0, 36)
    if is_one:
        sheet.repeat_rows(row + sum(-(-_height(chart) // _ROW) + 1 for chart in whole.charts))
    for table in page.tables:
        if table is page.tables[-1] and page.signatures:
            paper.reserved = _SIGNATURES + 20
        row = _draw_table(workbook, pen, page.name, table, (row, widths, paper)) + 1
    _draw_signatures(pen, page.signatures, (row, widths, paper))


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    whole = sum(column.width for column in columns)
    widths = [column.width * room // whole for column in columns]
    widths[-1] += room - sum(widths)
    return widths


def _draw_signatures(pen: Pen, signatures: Sequence[str], where: tuple[int, Sequence[int], _Paper]) -> None:
    """Who signs, side by side, each with about the same room."""
    row, widths, paper = where
    first, filled = 0, 0
    for number, text in enumerate(signatures, 1):
        last = first
        filled += widths[first]
        while last < len(widths) - 2 and filled < paper.wide * number // len(signatures):
            last += 1
            filled += widths[last]
        last = len(widths) - 1 if number == len(signatures) else last
        pen.across(row, (first, last), text, pen.formats(pen.formats.fonts.body, 12, align="left"))
        first = last + 1
    if signatures:
        paper.row(row, _SIGNATURES)


def _draw_table(
    workbook: Any, pen: Pen, sheet_name: str, table: Table, where: tuple[int, Sequence[int], _Paper]
) -> int:
    """Draw the table and its charts from a row on; returns the row below them."""
    row, widths, paper = where
    fonts, last = pen.formats.fonts, len(table.columns) - 1
    spans = [-(-_height(chart) // _ROW) + 1 for chart in table.charts]
    first_row = max((table.least, *(_tall(v, w) for v, w in zip(table.rows[0], widths, strict=False))))
    # The caption, the charts and a first row stay together.
    paper.keep(row, sum(spans) * _LINE + 60 + max(first_row, 20))
    if table.caption:
        pen.across(row, (0, max(last, 1)), table.caption, pen.formats(fonts.header, 12, align="left"))
        paper.row(row, 24)
        row += 1
    first = row + sum(spans) + 1
    for chart, span in zip(table.charts, spans, strict=True):
        _draw_chart(workbook, pen.sheet, sheet_name, chart, (first, row))
        for place in range(row, row + span):
            paper.row(place, _LINE)
        row += span
    return _draw_rows(pen, table, (row, widths, paper)) + 1


def _draw_rows(pen: Pen, table: Table, where: tuple[int, Sequence[int], _Paper]) -> int:
    """The header and the rows; returns the row below them.

    A table with a caption is not alone on its sheet, so that Excel can't repeat its header: where its rows
    go on overleaf, and no chart counts them, the header is drawn once more.
    """
    row, widths, paper = where
    shown = [place for place, column in enumerate(table.columns) if column.header]
    repeats = bool(table.caption) and not table.charts
    row = _draw_header(pen, table, row, (widths, paper))
    for number, values in enumerate(table.rows):
        tall = max(table.least, *(_tall(value, widths[c]) for c, value in enumerate(values)))
        is_last = number == len(table.rows) - 1
        if number and paper.is_full(tall + (paper.reserved if is_last else 0)):
            paper.turn(row)
            row = _draw_header(pen, table, row, (widths, paper)) if repeats else row
        paper.row(row, tall)
        for column in shown:
            if column < len(values):
                _cell(pen, (row, column), values[column], table.columns[column], number in table.strong)
                if (number, column) in table.links:
                    _link(pen, (row, column), str(values[column]), table.links[number, column])
        row += 1
    return row


def _draw_header(pen: Pen, table: Table, row: int, room: tuple[Sequence[int], _Paper]) -> int:
    """The header's row; returns the row below it."""
    widths, paper = room
    head = pen.formats(pen.formats.fonts.header, _SIZE, align="center", border=1, bg_color="#F2F2F2")
    shown = [place for place, column in enumerate(table.columns) if column.header]
    for place in shown:
        pen.text(row, place, table.columns[place].header, head)
    paper.row(row, max(_tall(table.columns[place].header, widths[place]) for place in shown))
    return row + 1


def _link(pen: Pen, place: tuple[int, int], text: str, sheet: str) -> None:
    """A cell that leads to the sheet; its text stays text."""
    looks = {"align": "left", "border": 1, "font_color": "#0563C1", "underline": 1}
    made = pen.formats(pen.formats.fonts.table, _SIZE, **looks)
    pen.sheet.write_url(*place, sheet_link(sheet), made)
    pen.text(*place, text, made)


def _tall(value: Shown, pixels: int) -> float:
    needed = height(value, _SIZE, pixels * _PIXEL) if isinstance(value, str) and value else 0
    return min(max(16.5, round(needed, 2)), 409)


def _cell(pen: Pen, place: tuple[int, int], value: Shown, column: Column, is_strong: bool) -> None:
    looks: dict[str, object] = {"align": "left" if column.left else "center", "border": 1}
    if is_strong:
        looks |= {"bold": True, "bg_color": "#D9D9D9"}
    if isinstance(value, Light):
        fill, font = FILLS[value]
        looks |= {"bg_color": fill, "font_color": font, "bold": True, "align": "center"}
    font = pen.formats.fonts.table
    if isinstance(value, int | Decimal):
        code = column.number_format or (plain_format(value) if isinstance(value, Decimal) else "0")
        looks |= {"num_format": code, "shrink": True, "text_wrap": False}
        pen.sheet.write_number(*place, float(value), pen.formats(font, _SIZE, **looks))
    else:
        pen.text(*place, value or "", pen.formats(font, _SIZE, **looks))


def _draw_chart(workbook: Any, sheet: Any, name: str, chart: Chart, place: tuple[int, int]) -> None:
    """Insert the chart, whose figures begin in the first row of `place`, at the second."""
    first, row = place
    kind = {"type": chart.kind} | ({"subtype": "stacked"} if chart.stacked else {})
    made = workbook.add_chart(kind)
    top, bottom = first + chart.first, first + chart.last
    for number, column in enumerate(chart.series):
        made.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, top, chart.categories, bottom, chart.categories + chart.also],
                "values": [name, top, column, bottom, column],
                "pattern": _pattern(chart, number),
                "border": {"color": "#404040", "width": 0.75},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "font": _ON_DARK if chart.stacked and not number else _FONT,
                    "num_format": _label(chart),
                },
                "points": _points(chart),
            }
        )
    made.set_title({"name": chart.title, "name_font": {"name": "黑体", "size": 12, "bold": False}})
    axis = {"num_font": _FONT, "major_gridlines": {"visible": False}}
    unseen = axis | {"visible": False}  # the labels tell the figures
    made.set_x_axis(unseen if chart.kind == "bar" else axis)
    down = axis | {"reverse": True, "label_position": "low", "interval_unit": 1}
    made.set_y_axis(down if chart.kind == "bar" else unseen)
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _FONT})
    made.set_size({"width": _WIDE - 4, "height": _height(chart)})
    sheet.insert_chart(row, 0, made, {"x_offset": 2, "object_position": 2, "description": chart.title})


def _label(chart: Chart) -> str:
    """A stacked bar says nothing where it is nothing."""
    return "0;;;" if chart.stacked else chart.number_format


def _pattern(chart: Chart, number: int) -> dict[str, str]:
    if chart.stacked:
        return _LIGHTS[number]
    return _PLAIN if len(chart.series) == 1 else _PATTERNS[number]


def _points(chart: Chart) -> list[dict[str, object] | None] | None:
    """The marked rows in solid black."""
    if not chart.marked:
        return None
    solid: dict[str, object] = {"fill": {"color": "#000000"}}
    return [solid if row in chart.marked else None for row in range(chart.first, chart.last + 1)]


def _height(chart: Chart) -> int:
    if chart.kind != "bar":
        return 220
    return min(70 + 20 * (chart.last - chart.first + 1), 600)
