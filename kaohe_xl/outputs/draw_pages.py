"""Draws a document's text, tables and charts with XlsxWriter: A4 upright, fonts as the letters have them.

Charts are told apart in black and white: patterns and labels, not colours only.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from kaohe_xl.domain.assessment import Light
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.letter_sheet import A4, FILLS, Fonts, Formats, Pen
from kaohe_xl.outputs.letters import AS_TEXT, CHINESE_DEFAULTS
from kaohe_xl.outputs.pages import Chart, Column, Document, Page, Shown, Table, Text, plain_format
from kaohe_xl.outputs.text_size import height

_MARGINS = {"left": 28, "right": 26, "top": 37, "bottom": 35}  # GB/T 9704, mm
_WIDE = 588  # pixels: the type area, 156 mm
_PIXEL, _ROW = 0.75, 20
_SIZE, _BODY = 10, 16
_COLUMNS = 12
_FONT = {"name": "宋体", "size": 9}
_RED = "#E60012"
# One pattern a series, dark to light: red solid, amber hatched, green dotted where there are three.
_PATTERNS = (
    {"pattern": "solid_diamond", "fg_color": "#1F3864", "bg_color": "#1F3864"},
    {"pattern": "wide_upward_diagonal", "fg_color": "#404040", "bg_color": "#FFFFFF"},
    {"pattern": "percent_20", "fg_color": "#404040", "bg_color": "#FFFFFF"},
)
_LIGHTS = (
    {"pattern": "dark_upward_diagonal", "fg_color": "#9C0006", "bg_color": "#F4A6AD"},
    {"pattern": "light_horizontal", "fg_color": "#7F4F00", "bg_color": "#FFEB9C"},
    {"pattern": "percent_10", "fg_color": "#006100", "bg_color": "#C6EFCE"},
)
_PLAIN = {"pattern": "light_upward_diagonal", "fg_color": "#1F3864", "bg_color": "#FFFFFF"}


def drawn(document: Document) -> bytes:
    """The workbook's bytes; the same document makes the same bytes."""
    import xlsxwriter

    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, **AS_TEXT, **CHINESE_DEFAULTS})
    workbook.set_properties(dict(document.properties))
    formats = Formats(workbook, Fonts())
    _draw_text(Pen(workbook.add_worksheet(document.text.name), formats), document.text)
    for page in document.pages:
        _draw_page(workbook, Pen(workbook.add_worksheet(page.name), formats), page)
    workbook.close()
    return file.getvalue()


def _set_page(sheet: Any) -> None:
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.set_margins(**{side: mm / 25.4 for side, mm in _MARGINS.items()})
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f'&C&"宋体,Regular"&14{words("footer")}', {"margin": 28 / 25.4})


def _draw_text(pen: Pen, text: Text) -> None:
    """Each paragraph in a merged, wrapped row, to be edited where it stands."""
    sheet, fonts = pen.sheet, pen.formats.fonts
    _set_page(sheet)
    for column in range(_COLUMNS):
        sheet.set_column_pixels(column, column, _WIDE // _COLUMNS)
    looks = {
        "issuer": (fonts.title, 30, {"align": "center", "font_color": _RED, "bottom": 5, "bottom_color": _RED}),
        "number": (fonts.body, _BODY, {"align": "center"}),
        "title": (fonts.title, 22, {"align": "center"}),
        "head": (fonts.header, _BODY, {"align": "left", "indent": 2}),
        "body": (fonts.body, _BODY, {"align": "left"}),
        "signature": (fonts.body, _BODY, {"align": "right", "indent": 2}),
    }
    for row, (kind, told) in enumerate(text.paragraphs):
        font, size, properties = looks[kind]
        shown = f"　　{told}" if kind == "body" else told
        tall = height(shown, size, _WIDE * _PIXEL) + (22 if kind in ("issuer", "title") else 4)
        sheet.set_row(row, min(round(tall, 2), 409))
        pen.across(row, (0, _COLUMNS - 1), shown, pen.formats(font, size, **properties))


def _draw_page(workbook: Any, pen: Pen, page: Page) -> None:
    sheet, fonts = pen.sheet, pen.formats.fonts
    _set_page(sheet)
    widths = _widths(max((table.columns for table in page.tables), key=len))
    for column, pixels in enumerate(widths):
        sheet.set_column_pixels(column, column, pixels)
    last = len(widths) - 1
    pen.across(0, (0, last), page.title, pen.formats(fonts.title, 20, align="center"))
    sheet.set_row(0, 36)
    if page.note:
        pen.across(1, (0, last), page.note, pen.formats(fonts.body, 11, align="center"))
        sheet.set_row(1, height(page.note, 11, _WIDE * _PIXEL) + 4)
    row = 3 if page.note else 2
    if len(page.tables) == 1 and not page.tables[0].caption:
        sheet.repeat_rows(row)
    for table in page.tables:
        row = _draw_table(workbook, pen, page.name, table, row, widths) + 1


def _widths(columns: Sequence[Column]) -> list[int]:
    whole = sum(column.width for column in columns)
    widths = [column.width * _WIDE // whole for column in columns]
    widths[-1] += _WIDE - sum(widths)
    return widths


def _draw_table(
    workbook: Any, pen: Pen, sheet_name: str, table: Table, row: int, widths: Sequence[int]
) -> int:
    """Draw the table and its charts from `row` on; returns the row below them."""
    fonts, sheet, last = pen.formats.fonts, pen.sheet, len(table.columns) - 1
    if table.caption:
        pen.across(row, (0, max(last, 1)), table.caption, pen.formats(fonts.header, 12, align="left"))
        sheet.set_row(row, 24)
        row += 1
    head = pen.formats(fonts.header, _SIZE, align="center", border=1, bg_color="#F2F2F2")
    shown = [place for place, column in enumerate(table.columns) if column.header]
    for place in shown:
        pen.text(row, place, table.columns[place].header, head)
    sheet.set_row(row, max(_tall(table.columns[p].header, widths[p]) for p in shown))
    for number, values in enumerate(table.rows):
        place = row + 1 + number
        sheet.set_row(place, max(_tall(v, widths[c]) for c, v in enumerate(values)))
        for column in shown:
            if column < len(values):
                _cell(pen, (place, column), values[column], table.columns[column], number in table.strong)
    first, row = row + 1, row + 2 + len(table.rows)
    for chart in table.charts:
        pixels = _draw_chart(workbook, sheet, sheet_name, chart, (first, row))
        row += -(-pixels // _ROW) + 1
    return row


def _tall(value: Shown, pixels: int) -> float:
    needed = height(value, _SIZE, pixels * _PIXEL) if isinstance(value, str) and value else 0
    return min(max(18.0, round(needed + 3, 2)), 409)


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


def _draw_chart(workbook: Any, sheet: Any, name: str, chart: Chart, place: tuple[int, int]) -> int:
    """Insert the chart, whose figures begin in the first row of `place`, at the second; returns its height."""
    first, row = place
    kind = {"type": chart.kind} | ({"subtype": "stacked"} if chart.stacked else {})
    made = workbook.add_chart(kind)
    top, bottom = first + chart.first, first + chart.last
    for number, column in enumerate(chart.series):
        made.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, top, chart.categories, bottom, chart.categories],
                "values": [name, top, column, bottom, column],
                "pattern": _pattern(chart, number),
                "border": {"color": "#404040", "width": 0.75},
                "gap": 60,
                "data_labels": {"value": True, "font": _FONT, "num_format": _label(chart)},
                "points": _points(chart),
            }
        )
    made.set_title({"name": chart.title, "overlay": False, "name_font": {"name": "黑体", "size": 12, "bold": False}})
    axis = {"num_font": _FONT, "major_gridlines": {"visible": False}}
    made.set_x_axis(axis | ({"reverse": True, "label_position": "low"} if chart.kind == "bar" else {}))
    made.set_y_axis({"num_font": _FONT, "visible": False, "major_gridlines": {"visible": False}})
    if chart.kind == "bar":
        made.set_x_axis({"num_font": _FONT, "visible": False, "major_gridlines": {"visible": False}})
        made.set_y_axis(axis | {"reverse": True, "label_position": "low", "interval_unit": 1})
    made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _FONT})
    pixels = _height(chart)
    made.set_size({"width": _WIDE - 4, "height": pixels})
    sheet.insert_chart(row, 0, made, {"x_offset": 2, "object_position": 2, "description": chart.title})
    return pixels


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
        return 240
    return min(90 + 24 * (chart.last - chart.first + 1), 800)
