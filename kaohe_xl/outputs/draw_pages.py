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
    DEFAULTS,
    FILLS,
    RED_OF_HEAD,
    Fonts,
    Formats,
    Pen,
    sheet_link,
)
from kaohe_xl.outputs.pages import Chart, Column, Document, Page, Shown, Table, Text, plain_format
from kaohe_xl.outputs.paper import Paper, first_rows, page_starts
from kaohe_xl.text_size import height

_SIGNATURES = 40
_PIXEL, _ROW, _LINE = 0.75, 20, 15
_STAND_IN = 0.94  # of a line's room: what stands in for a font that a PC lacks takes more of it
_HIGHER = 1.05  # its lines are higher, too
_SMALLER = (1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76)  # charts, where that saves a page
_BAR, _NARROW = 12, 15  # pixels: the least that a bar needs; below that its label is small
_SIZE, _BODY = 9, 16
_INDENT = "　　"
_COLUMNS = 12
_CHART = 584  # pixels: the type area's width
_FONT: dict[str, object] = {"name": "宋体", "size": 9}
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
_ON_DARK = {"color": "#FFFFFF", "bold": True}
_PLAIN = {"pattern": "light_upward_diagonal", "fg_color": "#1F3864", "bg_color": "#FFFFFF"}


def drawn(document: Document) -> bytes:
    """The workbook's bytes; the same document makes the same bytes."""
    import xlsxwriter

    file = BytesIO()
    defaults = {"in_memory": True, **AS_TEXT, **deepcopy(DEFAULTS)}  # XlsxWriter writes into them
    workbook = xlsxwriter.Workbook(file, defaults)
    workbook.set_properties(dict(document.properties))
    formats = Formats(workbook, Fonts())
    if document.text is not None:
        _draw_text(Pen(workbook.add_worksheet(document.text.name), formats), document.text)
    for page in document.pages:
        _draw_page(workbook, Pen(workbook.add_worksheet(page.name), formats), page)
    workbook.close()
    return file.getvalue()


def _set_page(sheet: Any, paper: Paper, is_across: bool = False) -> None:
    sheet.set_paper(A4)
    sheet.set_margins(**{side: mm / 25.4 for side, mm in paper.margins.items()})
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
    paper = Paper(sheet)
    _set_page(sheet, paper)
    for column in range(_COLUMNS):
        sheet.set_column_pixels(column, column, paper.wide // _COLUMNS)
    red = {"font_color": RED_OF_HEAD, "bottom": 5, "bottom_color": RED_OF_HEAD}
    looks: dict[str, tuple[str, float, dict[str, object]]] = {
        "issuer": (fonts.title, 30, {"align": "center"} | red),
        "number": (fonts.body, _BODY, {"align": "center"}),
        "title": (fonts.title, 22, {"align": "center"}),
        "head": (fonts.header, _BODY, {"align": "left", "indent": 2}),
        "body": (fonts.body, _BODY, {"align": "left"}),
        "signature": (fonts.body, _BODY, {"align": "right", "indent": 2}),
    }
    tall = [_paragraph_height(kind, told, looks[kind][1], paper.wide) for kind, told in text.paragraphs]
    for row, (kind, told) in enumerate(text.paragraphs):
        font, size, properties = looks[kind]
        if kind == "head":  # stays with what it heads
            paper.keep(row, sum(tall[row : row + 2]))
        paper.row(row, tall[row])
        shown = _INDENT + told if kind == "body" else told
        pen.across(row, (0, _COLUMNS - 1), shown, pen.formats(font, size, **properties))


def _paragraph_height(kind: str, told: str, size: float, wide: int) -> float:
    shown = _INDENT + told if kind == "body" else told
    above = 22 if kind in ("issuer", "title") else 4
    return min(round(height(shown, size, wide * _PIXEL * _STAND_IN) + above, 2), 409)


def _draw_page(workbook: Any, pen: Pen, page: Page) -> None:
    sheet, fonts = pen.sheet, pen.formats.fonts
    row, is_one = 3 if page.note else 2, len(page.tables) == 1 and not page.tables[0].caption
    paper = Paper(sheet, 30 if is_one else 0, page.is_across)
    _set_page(sheet, paper, page.is_across)
    widths = _widths(max((table.columns for table in page.tables), key=len), paper.wide)
    for column, pixels in enumerate(widths):
        sheet.set_column_pixels(column, column, pixels)
    last = len(widths) - 1
    pen.across(0, (0, last), page.title, pen.formats(fonts.title, 20, align="center"))
    if page.note:
        pen.across(1, (0, last), page.note, pen.formats(fonts.body, 11, align="center"))
        paper.row(1, height(page.note, 11, paper.wide * _PIXEL * _STAND_IN) + 4)
    paper.row(0, 36)
    for table in page.tables:
        if table is page.tables[-1] and page.signatures:
            paper.reserved = _SIGNATURES + 20
        head, row = _draw_table(workbook, pen, page.name, table, (row, widths, paper))
        if is_one:
            sheet.repeat_rows(head)
        row += 1
    _draw_signatures(pen, page.signatures, (row, widths, paper))


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    whole = sum(column.width for column in columns)
    widths = [column.width * room // whole for column in columns]
    widths[-1] += room - sum(widths)
    return widths


def _draw_signatures(pen: Pen, signatures: Sequence[str], where: tuple[int, Sequence[int], Paper]) -> None:
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
    workbook: Any, pen: Pen, sheet_name: str, table: Table, where: tuple[int, Sequence[int], Paper]
) -> tuple[int, int]:
    """Draw the table and its charts from a row on; returns its header's row and the row below them."""
    row, widths, paper = where
    last = len(table.columns) - 1
    tall = _Heights(table, widths)
    # The caption, the charts and the first rows stay together, and with the last one what must follow it.
    together = tall.caption + tall.charts(1) + tall.header + first_rows(tall.rows)
    paper.keep(row, together + (paper.reserved if len(tall.rows) == 1 else 0))
    sizes, starts = _fitted(table, tall, paper)
    if table.caption:
        look = pen.formats(pen.formats.fonts.header, 12, align="left")
        pen.across(row, (0, max(last, 1)), table.caption, look)
        paper.row(row, tall.caption)
        row += 1
    first = row + sum(map(_span, sizes)) + 1
    for chart, size in zip(table.charts, sizes, strict=True):
        _draw_chart(workbook, pen.sheet, sheet_name, chart, (first, row, size))
        for place in range(row, row + _span(size)):
            paper.row(place, _LINE)
        row += _span(size)
    return row, _draw_rows(pen, table, (row, widths, paper), (tall, starts)) + 1


class _Heights:
    """How high a table's parts are, in points."""

    def __init__(self, table: Table, widths: Sequence[int]) -> None:
        self._charts = table.charts
        self.caption = 24 if table.caption else 0
        shown = [place for place, column in enumerate(table.columns) if column.header]
        self.header = max(_tall(table.columns[place].header, widths[place]) for place in shown)
        self.rows = [
            max(table.least, *(_tall(value, widths[c]) for c, value in enumerate(values)))
            for values in table.rows
        ]

    def charts(self, scale: float) -> float:
        """The charts at that scale, with what is free below each."""
        return sum(_span(_height(chart, scale)) * _LINE for chart in self._charts)


def _span(pixels: int) -> int:
    """How many rows a chart of that height takes, with one free below it."""
    return -(-pixels // _ROW) + 1


def _fitted(table: Table, tall: _Heights, paper: Paper) -> tuple[list[int], list[int]]:
    """The charts' heights, a little smaller where that saves a page, and the rows that begin a page."""
    overleaf = paper.overleaf - (tall.header if _repeats(table) else 0)

    def starts(scale: float) -> list[int]:
        """The rows that begin a page with charts of that scale."""
        room = paper.left - tall.caption - tall.charts(scale) - tall.header
        return page_starts(tall.rows, room, overleaf, paper.reserved)

    best = min(_SMALLER if table.charts else (1,), key=lambda scale: (len(starts(scale)), -scale))
    return [_height(chart, best) for chart in table.charts], starts(best)


def _repeats(table: Table) -> bool:
    """Whether the header is drawn once more overleaf.

    A table with a caption is not alone on its sheet, so that Excel can't repeat its header; where a chart
    counts its rows none can stand between them.
    """
    return bool(table.caption) and not table.charts


def _draw_rows(
    pen: Pen, table: Table, where: tuple[int, Sequence[int], Paper], fall: tuple[_Heights, Sequence[int]]
) -> int:
    """The header and the rows, new pages where they are to begin; returns the row below them."""
    row, _, paper = where
    tall, starts = fall
    shown = [place for place, column in enumerate(table.columns) if column.header]
    row = _draw_header(pen, table, row, (tall.header, paper))
    for number, values in enumerate(table.rows):
        if number in starts:
            paper.turn(row)
            row = _draw_header(pen, table, row, (tall.header, paper)) if _repeats(table) else row
        paper.row(row, tall.rows[number])
        for column in shown:
            if column < len(values):
                _cell(pen, (row, column), values[column], table.columns[column], number in table.strong)
                if (number, column) in table.links:
                    _link(pen, (row, column), str(values[column]), table.links[number, column])
        row += 1
    return row


def _draw_header(pen: Pen, table: Table, row: int, room: tuple[float, Paper]) -> int:
    """The header's row; returns the row below it."""
    tall, paper = room
    head = pen.formats(pen.formats.fonts.header, _SIZE, align="center", border=1, bg_color="#F2F2F2")
    for place, column in enumerate(table.columns):
        if column.header:
            pen.text(row, place, column.header, head)
    paper.row(row, tall)
    return row + 1


def _link(pen: Pen, place: tuple[int, int], text: str, sheet: str) -> None:
    """A cell that leads to the sheet; its text stays text."""
    looks = {"align": "left", "border": 1, "font_color": "#0563C1", "underline": 1}
    made = pen.formats(pen.formats.fonts.table, _SIZE, **looks)
    pen.sheet.write_url(*place, sheet_link(sheet), made)
    pen.text(*place, text, made)


def _tall(value: Shown, pixels: int) -> float:
    needed = 0.0
    if isinstance(value, str) and value:
        needed = height(value, _SIZE, pixels * _PIXEL * _STAND_IN) * _HIGHER
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


def _draw_chart(workbook: Any, sheet: Any, name: str, chart: Chart, place: tuple[int, int, int]) -> None:
    """Insert the chart: `place` is the first row of its figures, the row where it stands, its height."""
    first, row, size = place
    kind = {"type": chart.kind} | ({"subtype": "stacked"} if chart.stacked else {})
    made = workbook.add_chart(kind)
    top, bottom = first + chart.first, first + chart.last
    is_narrow = chart.kind == "bar" and size - 70 < _NARROW * (chart.last - chart.first + 1)
    font = _FONT | {"size": 7} if is_narrow else _FONT
    for number, column in enumerate(chart.series):
        cells = {
            "name": [name, first - 1, column],
            "categories": [name, top, chart.categories, bottom, chart.categories],
            "values": [name, top, column, bottom, column],
        }
        made.add_series(cells | _look(chart, number, font))
    made.set_title({"name": chart.title, "name_font": {"name": "黑体", "size": 12, "bold": False}})
    axis = {"num_font": font, "major_gridlines": {"visible": False}}
    unseen = axis | {"visible": False}  # the labels tell the figures
    made.set_x_axis(unseen | {"min": chart.lowest} if chart.kind == "bar" else axis)
    down = axis | {"reverse": True, "label_position": "low", "interval_unit": 1}
    made.set_y_axis(down if chart.kind == "bar" else unseen)
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _FONT})
    made.set_size({"width": _CHART, "height": size})
    sheet.insert_chart(row, 0, made, {"x_offset": 2, "object_position": 2, "description": chart.title})


def _look(chart: Chart, number: int, font: dict[str, object]) -> dict[str, object]:
    """How a series looks: told apart by its pattern, its figures beside it."""
    few = chart.kind != "bar" and chart.last - chart.first < 2
    return {
        "pattern": _pattern(chart, number),
        "border": {"color": "#404040", "width": 0.75},
        "gap": 200 if few else 60,
        "data_labels": {
            "value": True,
            "font": font | _ON_DARK if chart.stacked and not number else font,
            "num_format": _label(chart),
        },
        "points": _points(chart),
    }


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


def _height(chart: Chart, scale: float) -> int:
    if chart.kind != "bar":
        return int(220 * scale)
    bars = chart.last - chart.first + 1
    return max(int(min(70 + 20 * bars, 600) * scale), min(70 + _BAR * bars, 600))
