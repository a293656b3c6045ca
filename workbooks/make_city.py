"""市考指标.xlsx: the city's assessment of 13 districts as the office of one of them keeps it."""

from __future__ import annotations

from pathlib import Path

from city_figures import Indicator, indicators
from city_lists import add_lists
from city_peers import figure
from city_rules import duties
from city_tables import add_months, add_peers, add_targets, number_format
from emblem import emblem
from pages import (
    COMMENT,
    INPUT_FILL,
    PALE_FILL,
    RED,
    Column,
    Looks,
    hint_box,
    merge_down,
    name_of,
    new_book,
    set_page,
    set_widths,
    write_head,
    write_notes,
    write_signatures,
    write_title,
    write_unit_row,
)
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

MAIN = "市考指标"
_HEAD, _FIRST = 2, 4
_COLUMNS = (
    Column("序号", 4.5),
    Column("类别", 8.5),
    Column("指标", 25),
    Column("计量\n单位", 8.5),
    Column("分值", 6),
    Column("方向", 6),
    Column("年度目标", 9.5, "年度任务"),
    Column("1-10月\n完成", 9.5, "年度任务"),
    Column("完成率", 8, "年度任务"),
    Column("序时\n进度", 7.5, "年度任务"),
    Column("超欠\n序时", 7.5, "年度任务"),
    Column("全市\n位次", 5.5, "全市比较"),
    Column("第三名值", 9.5, "全市比较"),
    Column("与第三名\n差距", 9.5, "全市比较"),
    Column("得分", 6.5, "计分"),
    Column("加分", 6, "计分"),
    Column("预警", 5.5, "监测"),
    Column("市级\n预警", 5.5, "监测"),
    Column("包抓领导", 9, "责任落实"),
    Column("牵头单位", 12.5, "责任落实"),
    Column("责任单位", 25, "责任落实"),
    Column("数据来源单位", 13.5, "责任落实"),
)
_RIGHT = len(_COLUMNS) - 1
_RESULT_FORMATS = {8: "0.0%", 9: "0.0%", 10: "+0.0;-0.0;0.0", 11: "0", 14: "0.00", 15: "0.00", 16: "@"}
_HINT = "阅表提示：浅黄色栏由区考核办每月填报，\n完成率至预警各栏由程序计算，请勿手工改动。"
_BOX = hint_box((286, 56), (8, 9))
_NOTES = (
    "“完成率”为1-10月完成数占年度目标的比例，逆向指标为2－完成数÷控制数；序时进度按月份计算，10月底为83.3%。",
    "“第三名值”“与第三名差距”按力争前三名的要求设置；“市级预警”为市考核办预警提醒的指标，由区考核办据实填写。",
    "本表各项数据、单位、人名均为示例数据，与实际情况无关。",
)


def make(path: Path) -> None:
    """Write the workbook to `path`."""
    book = new_book(path, "长安区2011年市考指标完成情况")
    looks = Looks(book)
    found = indicators()
    _main_sheet(book, looks, found)
    add_peers(book, looks, found)
    add_targets(book, looks, found)
    add_months(book, looks, found)
    add_lists(book, looks, found)
    book.define_name("截至日期", "=考核设置!$B$4")
    book.close()


def _main_sheet(book: Workbook, looks: Looks, found: tuple[Indicator, ...]) -> None:
    sheet = book.add_worksheet(MAIN)
    set_widths(sheet, _COLUMNS)
    write_title(sheet, looks, _RIGHT, ("长安区2011年市考指标完成情况表", "（截至10月底）"), 58)
    texts = ("填报单位：长安区目标责任考核办公室（示例数据）", "单位：亿元、%、见“计量单位”栏")
    write_unit_row(sheet, looks, 1, _RIGHT, texts)
    write_head(sheet, looks, _HEAD, _COLUMNS)
    merge_down(sheet, 1, _FIRST, [one.category for one in found], looks.body(bold=True, bg_color=PALE_FILL))
    for row, indicator in enumerate(found, _FIRST):
        _main_row(sheet, looks, row, indicator)
    last = _FIRST + len(found) - 1
    _sum_row(sheet, looks, last, sum(one.points for one in found))
    row = write_notes(sheet, looks, last + 2, _RIGHT, _NOTES)
    signatures = ("制表人：李思琪", "审核人：高敏", "签发人：陈怀信", "制表日期：2011年11月1日")
    write_signatures(sheet, looks, row, _RIGHT, signatures)
    _main_extras(sheet, looks, last)
    sheet.freeze_panes(_FIRST, 3)
    set_page(sheet, (row, _RIGHT), (_HEAD, _HEAD + 1))
    sheet.set_h_pagebreaks([_FIRST + 20])
    sheet.activate()


def _main_row(sheet: Worksheet, looks: Looks, row: int, indicator: Indicator) -> None:
    """One indicator; the columns of results stay blank for the program to fill."""
    duty = duties()[indicator.name]
    left = {"align": "left", "indent": 1}
    target, actual = figure(indicator.target), figure(indicator.actual)
    shown = {"num_format": number_format(actual if isinstance(actual, float) else target, indicator)}
    sheet.set_row(row, 32)
    sheet.write(row, 0, indicator.number, looks.body())
    sheet.write(row, 2, indicator.name, looks.body(**left))
    sheet.write(row, 3, indicator.measure, looks.body())
    sheet.write(row, 4, indicator.points, looks.body(num_format="0.0"))
    sheet.write(row, 5, indicator.direction, looks.body())
    sheet.write(row, 6, target, looks.body(num_format=number_format(target, indicator)))
    sheet.write(row, 7, actual, looks.body(bg_color=INPUT_FILL, **shown))
    for column in range(8, 17):
        look = looks.body(num_format=_RESULT_FORMATS.get(column, shown["num_format"]))
        sheet.write_blank(row, column, None, look)
    sheet.write(row, 17, indicator.warned or None, looks.body(bg_color=INPUT_FILL, bold=True))
    sheet.write(row, 18, duty.patron, looks.body())
    sheet.write(row, 19, duty.lead, looks.body())
    sheet.write(row, 20, duty.owners, looks.body(**left))
    sheet.write(row, 21, duty.source, looks.body())


def _sum_row(sheet: Worksheet, looks: Looks, last: int, points: float) -> None:
    """合计: the sums of points, kept by formulas."""
    row = last + 1
    strong = {"bold": True, "bg_color": PALE_FILL}
    sheet.set_row(row, 24)
    for column in range(_RIGHT + 1):
        sheet.write_blank(row, column, None, looks.body(**strong))
    sheet.merge_range(row, 0, row, 3, "合　　计", looks.body(**strong))
    for column, value, shown in ((4, points, "0.0"), (14, 0, "0.00"), (15, 0, "0.00")):
        area = f"{name_of(_FIRST, column)}:{name_of(last, column)}"
        sheet.write_formula(row, column, f"=SUM({area})", looks.body(num_format=shown, **strong), value)


def _main_extras(sheet: Worksheet, looks: Looks, last: int) -> None:
    """What a workbook gathers over the years: picture, text box, comments, validations, own colours."""
    place = {"x_scale": 0.55, "y_scale": 0.55, "x_offset": 8, "y_offset": 5, "object_position": 3}
    sheet.insert_image(0, 2, "徽标.png", {"image_data": emblem(), **place})
    sheet.insert_textbox(0, 19, _HINT, _BOX)
    sheet.write_comment(_HEAD + 1, 7, "每月5日前由区统计局提供经济指标，其余由牵头单位报区考核办。", COMMENT)
    sheet.write_comment(_HEAD + 1, 17, "按市考核办预警提醒函填写：红、黄；未列入的留空。", COMMENT)
    sheet.write_comment(_FIRST + 2, 7, "含跨区县项目分摊数，与重点项目台账合计一致。", COMMENT)
    _validations(sheet, last)
    _colours(sheet, looks, last)


def _validations(sheet: Worksheet, last: int) -> None:
    warned = {"validate": "list", "source": ["红", "黄"], "error_message": "只能填：红、黄，或留空。"}
    sheet.data_validation(_FIRST, 17, last, 17, warned)
    sheet.data_validation(_FIRST, 5, last, 5, {"validate": "list", "source": ["正向", "逆向"]})
    points = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 20}
    sheet.data_validation(_FIRST, 4, last, 4, points | {"error_message": "分值应在0到20之间。"})


def _colours(sheet: Worksheet, looks: Looks, last: int) -> None:
    """The office's own conditional formats: the city's list, bars of completion, what is behind."""
    for text, fill, font in (("红", "#F8D7D4", "#9C1C13"), ("黄", "#FFEFC2", "#7F5B00")):
        look = looks.rule(bg_color=fill, font_color=font)
        rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look}
        sheet.conditional_format(_FIRST, 17, last, 17, rule)
    bars = {"type": "data_bar", "bar_color": "#B7CCE8", "bar_solid": True, "min_type": "num", "min_value": 0}
    sheet.conditional_format(_FIRST, 8, last, 8, bars | {"max_type": "num", "max_value": 1.2})
    behind = {"type": "cell", "criteria": "<", "value": 0, "format": looks.rule(font_color=RED)}
    sheet.conditional_format(_FIRST, 10, last, 10, behind)
