"""The index (目录) of a workbook of letters: who got which number, and how many lights of each colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe_xl.domain.assessment import Light
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs.letter_content import Content, Matter, chinese_date
from kaohe_xl.outputs.letter_layout import PIXEL, TALLEST
from kaohe_xl.outputs.letter_sheet import A4, FILLS, Formats, Pen, set_footer, sheet_link
from kaohe_xl.text_size import height

_COLUMNS = ("serial", "unit", "number", "indicators", "red", "amber", "green", "unlit")
_WIDTHS = dict(zip(_COLUMNS, (40, 210, 160, 54, 44, 44, 44, 54), strict=True))
_LIGHTS = {"red": Light.RED, "amber": Light.AMBER, "green": Light.GREEN}
_LAST = len(_WIDTHS) - 1
_HEADER = 3
_SIZE = 11


def draw_index(
    sheet: Any, formats: Formats, matter: Matter, letters: Sequence[tuple[Content, str]]
) -> None:
    """Draw the index of `letters`, each with the name of its sheet."""
    pen = Pen(sheet, formats)
    _set_page(sheet, len(letters))
    fonts, words = formats.fonts, matter.words
    title = formats(fonts.title, 22, align="center")
    pen.across(0, (0, _LAST), phrase("index.title", kind=words.kind, level=words.level), title)
    pen.across(1, (0, _LAST), _summary(matter, len(letters)), formats(fonts.body, 12, align="center"))
    tip = formats(fonts.table, 9, align="right", font_color="#595959")
    pen.across(2, (0, _LAST), phrase("index.tip", level=words.level), tip)
    header = formats(fonts.header, _SIZE, align="center", border=1)
    for column, name in enumerate(_WIDTHS):
        pen.text(_HEADER, column, phrase(f"index.{name}"), header)
    for place, (content, name) in enumerate(letters, 1):
        _entry(pen, place, content, name)


def _set_page(sheet: Any, count: int) -> None:
    sheet.set_paper(A4)
    sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.8, top=1.0, bottom=0.9)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    set_footer(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, _HEADER + count, _LAST)
    sheet.repeat_rows(_HEADER)
    sheet.freeze_panes(_HEADER + 1, 0)
    for row, tall in enumerate((40, 24, 18, 26)):
        sheet.set_row(row, tall)
    for column, pixels in enumerate(_WIDTHS.values()):
        sheet.set_column_pixels(column, column, pixels)


def _summary(matter: Matter, count: int) -> str:
    dates = [phrase("index.issued", date=chinese_date(matter.issued))]
    if matter.settings.as_of:
        dates.insert(0, phrase("index.as_of", date=chinese_date(matter.settings.as_of)))
    return phrase("index.summary", count=count, dates="　　".join(dates))


def _entry(pen: Pen, place: int, content: Content, name: str) -> None:
    row, tally, font = _HEADER + place, content.tally, pen.formats.fonts.table
    texts = {"unit": content.unit, "number": content.number}
    tall = max(height(text, _SIZE, _WIDTHS[column] * PIXEL) for column, text in texts.items())
    pen.sheet.set_row(row, min(max(24.0, tall), TALLEST))
    centred = pen.formats(font, _SIZE, align="center", border=1)
    link = pen.formats(font, _SIZE, align="left", border=1, font_color="#0563C1", underline=1)
    pen.sheet.write_number(row, 0, place, centred)
    pen.sheet.write_url(row, 1, sheet_link(name), link)
    pen.text(row, 1, content.unit, link)
    pen.text(row, 2, content.number, centred)
    counts = {"indicators": tally.indicators, "red": tally.red, "amber": tally.amber, "green": tally.green}
    for column, (key, count) in enumerate((*counts.items(), ("unlit", tally.unlit)), 3):
        looks: dict[str, object] = {"align": "center", "border": 1}
        if count and key in _LIGHTS:
            fill, colour = FILLS[_LIGHTS[key]]
            looks |= {"bg_color": fill, "font_color": colour, "bold": True}
        pen.sheet.write_number(row, column, count, pen.formats(font, _SIZE, **looks))
