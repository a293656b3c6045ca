"""What the pages of all samples have in common: fonts, colours, titles, headers, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

MADE_ON = datetime(2011, 11, 1, 9, 0, 0)
MARK = "示例数据"
INK, BLUE, RED, GREY = "#262626", "#1F3864", "#A62626", "#7F7F7F"
HEAD_FILL, PALE_FILL, OWN_FILL, INPUT_FILL = "#DCE6F1", "#F3F6FA", "#FFF6DC", "#FFFBEF"
LINE = "#9AA7B8"
COMMENT = {"author": "考核办", "color": "#FFFFE1", "font_name": "宋体", "font_size": 9, "x_scale": 1.6}
A4 = 9

Row = int
Cell = str | float | int | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, its width in characters, the header that gathers it with others."""

    title: str
    width: float
    group: str = ""


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """A format in 宋体 10, vertically centred, with `properties`."""
        wanted = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def body(self, **properties: Any) -> Format:
        """A cell of a table: thin border, centred, wrapped."""
        inside = {"border": 1, "border_color": LINE, "align": "center", "text_wrap": True}
        return self(**(inside | properties))

    def rule(self, **properties: Any) -> Format:
        """What a conditional format changes: only `properties`."""
        return self._book.add_format(properties)

    def head(self, **properties: Any) -> Format:
        """A cell of a table's header."""
        look = {"font_name": "黑体", "font_color": BLUE, "bg_color": HEAD_FILL}
        return self.body(**(look | properties))


def new_book(path: Path, title: str) -> Workbook:
    """An empty workbook whose bytes will depend on its content only."""
    usual = {"font_name": "宋体", "font_size": 10}
    book = xlsxwriter.Workbook(str(path), {"default_format_properties": usual})
    book.set_size(24000, 12600)
    book.set_properties(
        {
            "title": f"{title}（{MARK}）",
            "author": "长安区目标责任考核办公室",
            "comments": f"{MARK}：单位、人名、电话、数字均为虚构。",
            "created": MADE_ON,
        }
    )
    return book


def name_of(row: int, column: int, *, fixed: bool = False) -> str:
    """A1 reference of a 0-based cell."""
    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def set_widths(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Give every column its width."""
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)


def write_title(
    sheet: Worksheet, looks: Looks, right: int, texts: tuple[str, str], height: float = 52
) -> None:
    """The title over all columns: the name, and under it the as-of period in smaller letters."""
    title, below = texts
    whole = looks(font_name="黑体", font_size=20, font_color=BLUE, align="center", text_wrap=True)
    small = looks(font_name="仿宋", font_size=13, font_color=INK)
    large = looks(font_name="黑体", font_size=20, font_color=BLUE)
    sheet.merge_range(0, 0, 0, right, "", whole)
    sheet.write_rich_string(0, 0, large, f"{title}\n", small, below, whole)
    sheet.set_row(0, height)


def write_unit_row(sheet: Worksheet, looks: Looks, row: int, right: int, texts: tuple[str, str]) -> None:
    """The line between title and table: who filled it in, and the unit of measure at the right."""
    middle = right // 2
    small = {"font_name": "仿宋", "font_size": 11}
    sheet.merge_range(row, 0, row, middle, texts[0], looks(align="left", **small))
    sheet.merge_range(row, middle + 1, row, right, texts[1], looks(align="right", **small))
    sheet.set_row(row, 20)


def write_head(sheet: Worksheet, looks: Looks, top: int, columns: Sequence[Column]) -> None:
    """Two header rows: gathered columns under a merged cell, the others merged down."""
    for group, numbered in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        found = list(numbered)
        if group:
            sheet.merge_range(top, found[0][0], top, found[-1][0], group, looks.head())
        for number, column in found:
            if group:
                sheet.write(top + 1, number, column.title, looks.head())
            else:
                sheet.merge_range(top, number, top + 1, number, column.title, looks.head())
    sheet.set_row(top, 21)
    sheet.set_row(top + 1, 30)


def write_plain_head(sheet: Worksheet, looks: Looks, row: int, columns: Sequence[Column]) -> None:
    """One header row."""
    for number, column in enumerate(columns):
        sheet.write(row, number, column.title, looks.head())
    sheet.set_row(row, 26)


def merge_down(sheet: Worksheet, column: int, first: int, texts: Sequence[str], look: Format) -> None:
    """Equal neighbours of `texts` as one cell down its rows; `first` is the row of the first."""
    row = first
    for text, same in groupby(texts):
        count = len(list(same))
        if count > 1:
            sheet.merge_range(row, column, row + count - 1, column, text, look)
        else:
            sheet.write(row, column, text, look)
        row += count


def write_notes(sheet: Worksheet, looks: Looks, row: int, right: int, notes: Sequence[str]) -> int:
    """注: and its lines, each merged over the table; returns the row below them."""
    for number, note in enumerate(notes, 1):
        text = f"注：{number}.{note}" if number == 1 else f"　　{number}.{note}"
        sheet.merge_range(row, 0, row, right, text, looks(font_name="仿宋", font_size=10.5, align="left"))
        sheet.set_row(row, 18)
        row += 1
    return row


def write_signatures(sheet: Worksheet, looks: Looks, row: int, right: int, texts: Sequence[str]) -> None:
    """The bottom line: who made and checked the table, and when; spread over its width."""
    share = (right + 1) / len(texts)
    for number, text in enumerate(texts):
        first, last = round(number * share), round((number + 1) * share) - 1
        sheet.merge_range(row, first, row, last, text, looks(font_name="仿宋", font_size=11, align="left"))
    sheet.set_row(row, 24)


def set_page(
    sheet: Worksheet, area: tuple[int, int], heads: tuple[int, int], *, landscape: bool = True
) -> None:
    """A4, one page wide, header rows repeated, page numbers below; `area` is the last row and column."""
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.65)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.repeat_rows(*heads)
    sheet.print_area(0, 0, *area)
    sheet.set_header(f'&R&"仿宋,常规"&9{MARK}')
    sheet.set_footer('&L&"仿宋,常规"&9&A&C&"仿宋,常规"&9第 &P 页 共 &N 页')


def write_listing(
    sheet: Worksheet,
    looks: Looks,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    left: Sequence[int],
) -> int:
    """A table below a title in row 0, header in row 1; `left`: columns set left. Returns the next row."""
    set_widths(sheet, columns)
    write_plain_head(sheet, looks, 1, columns)
    for row, cells in enumerate(rows, 2):
        sheet.set_row(row, 21)
        for number, value in enumerate(cells):
            align = {"align": "left", "indent": 1} if number in left else {}
            if isinstance(value, datetime):
                sheet.write_datetime(row, number, value, looks.body(num_format="yyyy-mm-dd"))
            elif isinstance(value, str) and value:
                sheet.write_string(row, number, value, looks.body(**align))
            else:
                sheet.write(row, number, value, looks.body(**align))
    return len(rows) + 2


def hint_box(size: tuple[int, int], offset: tuple[int, int]) -> dict[str, object]:
    """Options of the text box that tells how a sheet is filled in; size and offset in pixels."""
    return {
        "width": size[0],
        "height": size[1],
        "x_offset": offset[0],
        "y_offset": offset[1],
        "fill": {"color": "#FFFBF0"},
        "line": {"color": "#D6AA54", "width": 1},
        "font": {"name": "仿宋", "size": 10, "color": RED},
        "align": {"vertical": "middle"},
        "object_position": 1,
    }
