"""Makes the built-in document templates: `python workbooks/make_templates.py [FOLDER]`.

After GB/T 9704-2012: A4, the text 156 mm wide, the title in 22 points, the body in 16. The page numbers'
foot is lower than the standard's, for the sake of the table.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

RED = "#E60012"
GREY = "#595959"
GB2312 = 134
TITLE, BODY, TABLE, HEADER = "方正小标宋简体", "仿宋", "宋体", "黑体"
LIGHTS = {"红": ("#FFC7CE", "#9C0006"), "黄": ("#FFEB9C", "#7F4F00"), "绿": ("#C6EFCE", "#006100")}
# Header, placeholder, pixels; all together as wide as the type area.
COLUMNS = (
    ("序号", "序号", 24),
    ("指标", "名称", 88),
    ("计量\n单位", "计量单位", 38),
    ("年度\n目标", "年度目标", 46),
    ("完成", "完成", 46),
    ("完成率", "完成率", 43),
    ("序时\n进度", "序时进度", 43),
    ("超欠\n百分点", "超欠", 46),
    ("{{范围简称}}\n位次", "位次", 38),
    ("第{{前列}}名值", "前列值", 46),
    ("与第{{前列}}名差距", "前列差距", 46),
    ("预警", "预警", 30),
    ("包抓\n领导", "包抓领导", 46),
)
LAST = len(COLUMNS) - 1
SHRUNK = (3, 4, 5, 6, 7, 8, 9, 10)
BOXES = ((0, 2), (3, 6), (7, 9), (10, LAST))
INDEX_COLUMNS = (
    ("序号", "序号", 40),
    ("主送单位", "单位", 210),
    ("发文字号", "文号", 160),
    ("指标数", "指标数", 54),
    ("红灯", "红灯", 44),
    ("黄灯", "黄灯", 44),
    ("绿灯", "绿灯", 44),
    ("不亮灯", "不亮灯", 54),
)


INDEX_LINE = "共{{件数}}件　　{{?截至}}数据截至：{{截至}}　　{{/}}发文日期：{{发文日期}}"


@dataclass(frozen=True, slots=True)
class Form:
    """What one level's document says: paragraphs above and below the table, a form, a reply slip."""

    level: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    boxes: tuple[tuple[str, str, int], ...] = ()
    slip: tuple[tuple[tuple[str, str, str, str] | tuple[str, str], int], ...] = ()
    signer: bool = False


CONTACT = "联系人：{{联系人}}　　联系电话：{{联系电话}}"
SLIP = (
    (("收文单位（盖章）", "{{单位}}", "收文日期", "　年　月　日"), 24),
    (("整改措施及完成时限", ""), 54),
    (("主要负责人（签字）", "", "经办人及电话", ""), 24),
)
FEEDBACK = (
    (("承办单位（盖章）", "{{单位}}", "反馈日期", "　年　月　日"), 24),
    (("原因分析", ""), 60),
    (("整改措施及完成情况", ""), 60),
    (("主要负责人（签字）", "", "经办人及电话", ""), 24),
)
FORMS = (
    Form(
        "提醒函",
        ("{{情况}}{{剩余}}现将有关情况函告如下：",),
        (
            "请按照各项指标力争{{范围}}前{{前列}}名的要求，对照年度目标和{{范围}}第{{前列}}名逐项找差距、定措施、"
            "抓落实，确保超额完成全年任务。",
            "{{?差距}}与{{范围}}第{{前列}}名有差距的指标{{差距项数}}项：{{差距}}，请逐项研究追赶措施，全力争先进位。",
            "{{?期限}}请于{{期限}}前将整改措施连同回执书面反馈。{{/}}{{?!期限}}请将整改措施连同回执及时书面反馈。{{/}}",
            CONTACT,
        ),
        slip=SLIP,
    ),
    Form(
        "警示督办单",
        (
            "{{情况}}{{剩余}}{{?事由}}鉴于{{事由}}，{{/}}现予警示督办。",
        ),
        (
            "请认真查找原因，限期整改，并将原因分析和整改结果填入反馈栏{{?期限}}，于{{期限}}前{{/}}书面反馈；"
            "逾期未反馈或整改不力的，将挂牌督办。",
            CONTACT,
        ),
        (
            ("督办事项", "{{督办事项}}", 40),
            ("整改要求", "{{?整改要求}}{{整改要求}}{{/}}{{?!整改要求}}对照年度目标和{{范围}}第{{前列}}名，"
             "逐项制定整改措施，明确责任人和完成时限，确保完成全年任务。{{/}}", 40),
            ("办理时限", "{{?期限}}{{期限}}前{{/}}{{?!期限}}　　　　年　　月　　日前{{/}}", 26),
        ),
        FEEDBACK,
        signer=True,
    ),
    Form(
        "挂牌督办通知",
        (
            "{{情况}}{{剩余}}经研究，决定自{{挂牌日期}}起对你单位下列事项挂牌督办。"
            "{{?依据}}挂牌依据：{{依据}}。{{/}}",
        ),
        (
            "请你单位主要负责人亲自研究部署，按阶段目标逐项推进，{{?期限}}于{{期限}}前完成整改，{{/}}"
            "达到销号条件后书面申请销号；逾期未销号的，将约谈主要负责人。",
            CONTACT,
        ),
        (
            ("督办事项", "{{督办事项}}", 40),
            ("责任领导", "{{责任领导}}", 26),
            ("阶段目标", "{{阶段目标}}", 54),
            ("督办人", "{{督办人}}", 26),
            ("销号条件", "{{?销号条件}}{{销号条件}}{{/}}{{?!销号条件}}上述指标达到序时进度且不再列入预警，"
             "经考核办核实同意。{{/}}", 36),
        ),
        FEEDBACK,
        signer=True,
    ),
    Form(
        "约谈通知",
        (
            "{{情况}}{{剩余}}{{?事由}}鉴于{{事由}}，{{/}}经研究，决定对你单位进行约谈。",
        ),
        (
            "请被约谈人准时参加，不得委托他人，并准备书面说明材料（问题原因、整改措施、完成时限）；约谈后作出书面承诺。",
            CONTACT,
        ),
        (
            ("约谈对象", "{{?约谈对象}}{{约谈对象}}{{/}}{{?!约谈对象}}{{单位}}主要负责人{{/}}", 26),
            ("约谈时间", "{{?约谈时间}}{{约谈时间}}{{/}}{{?!约谈时间}}　　　　年　　月　　日　　时{{/}}", 26),
            ("约谈地点", "{{约谈地点}}", 26),
            ("谈话人", "{{谈话人}}", 26),
            ("承诺事项", "{{承诺事项}}", 72),
        ),
        (
            (("被约谈单位（盖章）", "{{单位}}", "收到日期", "　年　月　日"), 24),
            (("承诺事项及完成时限", "{{承诺事项}}"), 72),
            (("被约谈人（签字）", "", "谈话人（签字）", ""), 24),
        ),
        signer=True,
    ),
)


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
            "default_format_properties": {"font_name": TABLE, "font_size": 12, "font_charset": GB2312},
            "default_column_width": 72,
            "default_row_height": 19,
        },
    )
    book.set_properties({"title": form.level, "author": "", "created": datetime(2011, 1, 1)})
    pen = Pen(book, book.add_worksheet(form.level))
    _head(pen, form)
    header = _table(pen)
    _below(pen, form)
    _page(pen, header)
    _index(book, form, pen)
    book.close()


def _head(pen: Pen, form: Form) -> None:
    centred = {"align": "center"}
    issuer = pen.looks(TITLE, 30, font_color=RED, text_wrap=False, shrink=True, **centred)
    pen.line(44, "{{?发文机关}}{{发文机关}}", issuer)
    pen.sheet.set_row(pen.row, 4.5)
    rule = pen.looks(BODY, 2, top=5, bottom=1, top_color=RED, bottom_color=RED)
    for column in range(LAST + 1):
        pen.sheet.write_blank(pen.row, column, None, rule)
    pen.row += 1
    if form.signer:
        pen.sheet.set_row(pen.row, 28)
        pen.across((0, 6), "{{文号}}", pen.looks(BODY, 16, align="left"))
        pen.across((7, LAST), "签发人：{{签发人}}", pen.looks(BODY, 16, align="right"))
        pen.row += 1
    else:
        pen.line(28, "{{文号}}", pen.looks(BODY, 16, align="right"))
    pen.line(11)
    pen.line(62, "{{标题}}", pen.looks(TITLE, 22, **centred))
    pen.line(11)
    body = pen.looks(BODY, 16, align="left")
    pen.line(28, "{{单位}}：", body)
    for text in form.above:
        pen.line(28, f"　　{text}", body)
    pen.line(5, "{{同页}}", pen.looks(TABLE, 6))
    link = pen.looks(TABLE, 10, font_color="#0563C1", underline=1, text_wrap=False)
    pen.sheet.write_string(0, LAST + 2, "{{返回目录}}", link)


def _table(pen: Pen) -> int:
    header = pen.row
    looks = pen.looks(HEADER, 9, align="center", border=1)
    pen.sheet.set_row(pen.row, 28)
    for column, (title, _, _) in enumerate(COLUMNS):
        pen.sheet.write_string(pen.row, column, title + ("{{同页}}" if column == 0 else ""), looks)
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
    body = pen.looks(BODY, 16, align="left")
    keep = "{{同页}}"
    pen.line(6, keep, pen.looks(TABLE, 6))
    for label, text, tall in form.boxes:
        pen.sheet.set_row(pen.row, tall)
        pen.across((0, 2), label + keep, pen.looks(HEADER, 12, align="center", border=1))
        pen.across((3, LAST), text, pen.looks(BODY, 12, align="left", border=1))
        pen.row += 1
    if form.boxes:
        pen.line(6, keep, pen.looks(TABLE, 6))
    for text in form.below:
        pen.line(28, f"　　{text}{keep}", body)
    pen.line(17, keep, pen.looks(TABLE, 6))
    signed = pen.looks(BODY, 16, align="center")
    pen.line(28, "{{?落款}}{{落款}}" + keep, signed, 5)
    pen.line(28, "{{发文日期}}", signed, 5)
    _slip(pen, form)


def _slip(pen: Pen, form: Form) -> None:
    keep = "{{同页}}"
    cut = pen.looks(TABLE, 9, align="center", font_color=GREY, bottom=3)
    pen.line(18, "（沿虚线剪下，填写后反馈）" + keep, cut)
    title = "回　　执" if form.level == "提醒函" else "反　馈　栏"
    pen.line(25, title + keep, pen.looks(TITLE, 15, align="center"))
    to = "{{?发文机关}}{{发文机关}}：{{/}}{{?!发文机关}}　　{{/}}"
    received = to + "《{{题名}}》（{{文号}}）收悉，现将有关情况反馈如下："
    pen.line(31, received + keep, pen.looks(BODY, 10.5, align="left"))
    boxed = pen.looks(BODY, 10.5, align="center", border=1)
    for place, (texts, tall) in enumerate(form.slip):
        pen.sheet.set_row(pen.row, tall)
        kept = keep if place < len(form.slip) - 1 else ""
        boxes: Sequence[tuple[int, int]] = BOXES if len(texts) == 4 else (BOXES[0], (3, LAST))
        for columns, text in zip(boxes, texts, strict=True):
            pen.across(columns, text + (kept if columns == BOXES[0] else ""), boxed)
        pen.row += 1


def _page(pen: Pen, header: int) -> None:
    sheet = pen.sheet
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=28 / 25.4, right=26 / 25.4, top=28 / 25.4, bottom=22 / 25.4)
    sheet.center_horizontally()
    sheet.set_footer('&C&"宋体,Regular"&10第 &P 页　共 &N 页', {"margin": 12 / 25.4})
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
    sheet.set_start_page(1)
    sheet.print_area(0, 0, pen.row - 1, LAST)
    sheet.repeat_rows(header)
    for column, (_, _, pixels) in enumerate(COLUMNS):
        sheet.set_column_pixels(column, column, pixels)
    sheet.set_column_pixels(LAST + 1, LAST + 1, 16)
    sheet.set_column_pixels(LAST + 2, LAST + 2, 80)


def _index(book: Any, form: Form, letter: Pen) -> None:
    sheet = book.add_worksheet("目录")
    pen = Pen(book, sheet, made=letter.made)
    last = len(INDEX_COLUMNS) - 1
    for tall, text, looks in (
        (40, f"{{{{类别}}}}{form.level}目录", pen.looks(TITLE, 22, align="center")),
        (24, INDEX_LINE, pen.looks(BODY, 12, align="center")),
        (18, f"点击单位名称可打开对应的{form.level}", pen.looks(TABLE, 9, align="right", font_color=GREY)),
    ):
        sheet.set_row(pen.row, tall)
        pen.across((0, last), text, looks)
        pen.row += 1
    sheet.set_row(3, 26)
    sheet.set_row(4, 24)
    centred = pen.looks(TABLE, 11, align="center", border=1)
    link = pen.looks(TABLE, 11, align="left", border=1, font_color="#0563C1", underline=1)
    for column, (title, name, pixels) in enumerate(INDEX_COLUMNS):
        sheet.set_column_pixels(column, column, pixels)
        sheet.write_string(3, column, title, pen.looks(HEADER, 11, align="center", border=1))
        sheet.write_string(4, column, f"{{{{文书.{name}}}}}", link if name == "单位" else centred)
    for column, word in ((4, "红"), (5, "黄"), (6, "绿")):
        fill, colour = LIGHTS[word]
        looks = book.add_format({"bg_color": fill, "font_color": colour, "bold": True})
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": looks}
        sheet.conditional_format(4, column, 4, column, rule)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.8, top=1.0, bottom=0.9)
    sheet.center_horizontally()
    sheet.set_footer('&C&"宋体,Regular"&10第 &P 页　共 &N 页', {"margin": 12 / 25.4})
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
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
