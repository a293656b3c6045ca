"""Makes the built-in document templates: `python workbooks/make_templates.py [FOLDER]`.

After GB/T 9704-2012: the type area of A4, the title in 22 points, the body in 16, the page's number in 14,
the imprint (版记) at the foot of the last page.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from official_page import OfficialSheet, set_page
from template_forms import CONTACT, FORMS, SLIP_TITLES, Form

RED = "#E60012"
GREY = "#595959"
GB2312 = 134
SERIF, SANS = 1, 2  # what stands in for a font that a machine doesn't have
NORMAL = "Verdana"  # column widths are counted in its digits, which its stand-ins have as wide
TITLE, BODY, TABLE, HEADER = "方正小标宋简体", "仿宋", "宋体", "黑体"
LIGHTS = {"红": ("#FFC7CE", "#9C0006"), "黄": ("#FFEB9C", "#7F4F00"), "绿": ("#C6EFCE", "#006100")}
# Header, placeholder, pixels; all together as wide as the type area.
COLUMNS = (
    ("序号", "序号", 22),
    ("指标", "名称", 84),
    ("计量\n单位", "计量单位", 38),
    ("年度\n目标", "年度目标", 46),
    ("完成", "完成", 46),
    ("完成率", "完成率", 43),
    ("序时\n进度", "序时进度", 43),
    ("超欠\n百分点", "超欠", 46),
    ("{{范围简称}}\n位次", "位次", 38),
    ("第{{前列}}\n名值", "前列值", 48),
    ("与第{{前列}}\n名差距", "前列差距", 48),
    ("预警", "预警", 30),
    ("包抓\n领导", "包抓领导", 48),
)
LAST = len(COLUMNS) - 1
LINE = 28  # of the body; 22 and a half fill the type area
SHRUNK = (3, 4, 5, 6, 7, 8, 9, 10)
BOXES = ((0, 2), (3, 6), (7, 9), (10, LAST))
INDEX_COLUMNS = (
    ("序号", "序号", 40),
    ("主送单位", "主送单位", 210),
    ("发文字号", "文号", 160),
    ("指标数", "指标数", 54),
    ("红灯", "红灯", 44),
    ("黄灯", "黄灯", 44),
    ("绿灯", "绿灯", 44),
    ("不亮灯", "不亮灯", 54),
)


INDEX_LINE = "共{{件数}}件　　{{?截至}}数据截至：{{截至}}　　{{/}}发文日期：{{发文日期}}"


@dataclass(slots=True)
class Pen:
    """Writes rows one below the other."""

    book: Any
    sheet: Any
    row: int = 0
    made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def looks(self, font: str, size: float, **more: object) -> Any:
        """A cell format, each made once."""
        properties: dict[str, object] = {
            "font_name": font,
            "font_size": size,
            "font_charset": GB2312,
            "font_family": SANS if font == HEADER else SERIF,
            "text_wrap": True,
            "valign": "vcenter",
        } | more
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made[key]

    def across(self, columns: tuple[int, int], text: str, looks: Any) -> None:
        """Text in merged cells of the row."""
        first, last = columns
        if first < last:
            self.sheet.merge_range(self.row, first, self.row, last, "", looks)
        if text:
            self.sheet.write_string(self.row, first, text, looks)
        else:
            self.sheet.write_blank(self.row, first, None, looks)

    def line(self, tall: float, text: str = "", looks: Any = None, first: int = 0) -> None:
        """A whole row."""
        self.sheet.set_row(self.row, tall)
        if looks is not None:
            self.across((first, LAST), text, looks)
        self.row += 1


def make(path: Path, form: Form) -> None:
    """Write the template of one level."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "default_format_properties": {"font_name": NORMAL, "font_size": 10, "font_family": SANS},
            "default_column_width": 72,
            "default_row_height": 19,
        },
    )
    book.set_properties({"title": form.level, "author": "", "created": datetime(2011, 1, 1)})
    pen = Pen(book, book.add_worksheet(form.level, OfficialSheet))
    _head(pen, form)
    header = _table(pen)
    _below(pen, form)
    _page(pen, header)
    _index(book, form, pen)
    book.close()


def _head(pen: Pen, form: Form) -> None:
    centred = {"align": "center"}
    issuer = pen.looks(TITLE, 32, font_color=RED, text_wrap=False, shrink=True, **centred)
    pen.line(46, "{{发文机关}}", issuer)
    if form.signer:
        _number_and_signer(pen)
    else:
        _rule(pen, 4.5, top=5, bottom=1, top_color=RED, bottom_color=RED)
        pen.line(LINE, "{{文号}}", pen.looks(BODY, 16, align="right"))
    pen.line(12)
    pen.line(66, "{{标题}}", pen.looks(TITLE, 22, **centred))
    pen.line(12)
    body = pen.looks(BODY, 16, align="left")
    pen.line(LINE, "{{单位}}：", body)
    for text in form.above:
        pen.line(LINE, f"　　{text}", body)
    pen.line(6, "{{同页}}", pen.looks(TABLE, 6))
    _boxes(pen, form)
    link = pen.looks(TABLE, 10, font_color="#0563C1", underline=1, text_wrap=False)
    pen.sheet.write_string(0, LAST + 2, "{{返回目录}}", link)


def _number_and_signer(pen: Pen) -> None:
    """One line, a sign in from either side, above the red rule."""
    pen.sheet.set_row(pen.row, LINE)
    pen.across((0, 6), "　{{文号}}", pen.looks(BODY, 16, align="left"))
    pen.across((7, LAST), "签发人：{{签发人}}　", pen.looks(BODY, 16, align="right"))
    pen.row += 1
    _rule(pen, 6, bottom=5, bottom_color=RED)


def _rule(pen: Pen, tall: float, **borders: object) -> None:
    pen.sheet.set_row(pen.row, tall)
    for column in range(LAST + 1):
        pen.sheet.write_blank(pen.row, column, None, pen.looks(BODY, 2, **borders))
    pen.row += 1


def _boxes(pen: Pen, form: Form) -> None:
    for label, text, tall in form.boxes:
        pen.sheet.set_row(pen.row, tall)
        pen.across((0, 1), label, pen.looks(HEADER, 12, align="center", border=1))
        pen.across((2, LAST), text, pen.looks(BODY, 12, align="left", border=1, indent=1))
        pen.row += 1
    if form.boxes:
        pen.line(6, "{{同页}}", pen.looks(TABLE, 6))


def _table(pen: Pen) -> int:
    header = pen.row
    looks = pen.looks(HEADER, 9, align="center", border=1)
    pen.sheet.set_row(pen.row, 28)
    for column, (title, _, _) in enumerate(COLUMNS):
        pen.sheet.write_string(pen.row, column, title + ("{{?指标}}{{同页}}" if column == 0 else ""), looks)
    pen.row += 1
    _cells(pen)
    return header


def _cells(pen: Pen) -> None:
    """An indicator's two rows: its figures, and the line below."""
    top, sheet = pen.row, pen.sheet
    sheet.set_row(top, 18)
    sheet.set_row(top + 1, 18)
    left = pen.looks(TABLE, 9, align="left", border=1)
    centred = pen.looks(TABLE, 9, align="center", border=1)
    shrunk = pen.looks(TABLE, 9, align="center", border=1, shrink=True, text_wrap=False)
    for column, (_, name, _) in enumerate(COLUMNS):
        text = f"{{{{指标.{name}}}}}"
        look = left if column == 1 else shrunk if column in SHRUNK else centred
        if column < 2:
            sheet.merge_range(top, column, top + 1, column, "", look)
        sheet.write_string(top, column, text, look)
    pen.row += 1
    pen.across((2, LAST), "{{指标.说明}}", left)
    pen.row += 1
    light = next(place for place, (_, name, _) in enumerate(COLUMNS) if name == "预警")
    for word, (fill, colour) in LIGHTS.items():
        looks = pen.book.add_format({"bg_color": fill, "font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": looks}
        sheet.conditional_format(top, light, top, light, rule)


def _below(pen: Pen, form: Form) -> None:
    """The closing text, then who signs: never alone on a page."""
    body = pen.looks(BODY, 16, align="left")
    pen.line(6)
    for place, text in enumerate(form.below, 1):
        keep = "{{同页}}" if place == len(form.below) else ""
        pen.line(LINE, f"　　{text}{keep}", body)
    pen.line(14, "{{同页}}", pen.looks(TABLE, 6))
    signed = pen.looks(BODY, 16, align="center")
    pen.line(LINE, "{{?落款}}{{落款}}{{同页}}", signed, 4)
    pen.line(LINE, "{{发文日期}}{{同页}}", signed, 4)
    pen.line(LINE, f"　　{CONTACT}", body)
    _slip(pen, form)
    _imprint(pen)


def _slip(pen: Pen, form: Form) -> None:
    keep = "{{同页}}"
    pen.line(20, keep, pen.looks(TABLE, 6))
    title = SLIP_TITLES.get(form.level, "反　馈　栏")
    pen.line(30, title + keep, pen.looks(TITLE, 18, align="center"))
    to = "{{?发文机关}}{{发文机关}}：{{/}}{{?!发文机关}}　　{{/}}"
    received = to + "《{{题名}}》（{{文号}}）收悉，现将有关情况反馈如下："
    pen.line(38, received + keep, pen.looks(BODY, 12, align="left"))
    boxed = pen.looks(BODY, 11, align="center", border=1)
    for texts, tall in form.slip:
        pen.sheet.set_row(pen.row, tall)
        boxes: Sequence[tuple[int, int]] = BOXES if len(texts) == 4 else (BOXES[0], (3, LAST))
        for columns, text in zip(boxes, texts, strict=True):
            pen.across(columns, text + (keep if columns == BOXES[0] else ""), boxed)
        pen.row += 1


def _imprint(pen: Pen) -> None:
    """The lines at the page's foot (版记): copies to, who printed it and when."""
    pen.line(10, "{{页底}}{{同页}}", pen.looks(TABLE, 6, bottom=2))
    copies = pen.looks(BODY, 14, align="left", bottom=1)
    pen.line(24, "　{{?抄送}}抄送：{{抄送}}。{{同页}}", copies)
    pen.sheet.set_row(pen.row, 24)
    fitted = {"bottom": 2, "text_wrap": False, "shrink": True}
    pen.across((0, 7), "　{{发文机关}}", pen.looks(BODY, 14, align="left", **fitted))
    pen.across((8, LAST), "{{发文日期}}印发　", pen.looks(BODY, 14, align="right", **fitted))
    pen.row += 1


def _page(pen: Pen, header: int) -> None:
    sheet = pen.sheet
    set_page(sheet)
    sheet.print_area(0, 0, pen.row - 1, LAST)
    sheet.repeat_rows(header)
    for column, (_, _, pixels) in enumerate(COLUMNS):
        sheet.set_column_pixels(column, column, pixels)
    sheet.set_column_pixels(LAST + 1, LAST + 1, 16)
    sheet.set_column_pixels(LAST + 2, LAST + 2, 80)


def _index(book: Any, form: Form, letter: Pen) -> None:
    sheet = book.add_worksheet("目录", OfficialSheet)
    pen = Pen(book, sheet, made=letter.made)
    last = len(INDEX_COLUMNS) - 1
    for tall, text, looks in (
        (40, f"{{{{类别}}}}{form.level}目录", pen.looks(TITLE, 22, align="center")),
        (24, INDEX_LINE, pen.looks(BODY, 12, align="center")),
        (18, f"点击发文字号可打开对应的{form.level}", pen.looks(TABLE, 9, align="right", font_color=GREY)),
    ):
        sheet.set_row(pen.row, tall)
        pen.across((0, last), text, looks)
        pen.row += 1
    sheet.set_row(3, 26)
    sheet.set_row(4, 24)
    centred = pen.looks(TABLE, 11, align="center", border=1)
    fitted = {"text_wrap": False, "shrink": True}
    link = pen.looks(TABLE, 11, align="center", border=1, font_color="#0563C1", underline=1, **fitted)
    looks = {"主送单位": pen.looks(TABLE, 11, align="left", border=1), "文号": link}
    for column, (title, name, pixels) in enumerate(INDEX_COLUMNS):
        sheet.set_column_pixels(column, column, pixels)
        sheet.write_string(3, column, title, pen.looks(HEADER, 11, align="center", border=1))
        sheet.write_string(4, column, f"{{{{文书.{name}}}}}", looks.get(name, centred))
    for column, word in ((4, "红"), (5, "黄"), (6, "绿")):
        fill, colour = LIGHTS[word]
        lit = book.add_format({"bg_color": fill, "font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": lit}
        sheet.conditional_format(4, column, 4, column, rule)
    set_page(sheet)
    sheet.print_area(0, 0, 4, last)
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 0)


def make_templates(folder: Path) -> tuple[Path, ...]:
    """Write all templates into `folder`; returns their paths."""
    for form in FORMS:
        make(folder / f"{form.level}.xlsx", form)
    return tuple(folder / f"{form.level}.xlsx" for form in FORMS)


if __name__ == "__main__":
    for made in make_templates(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent):
        print(made)
