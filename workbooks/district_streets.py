"""街道考核: the streets down, their indicators across under three header rows, with a chart."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from district_figures import Street, StreetIndicator, street_indicators, streets
from emblem import emblem
from pages import (
    BLUE,
    COMMENT,
    INPUT_FILL,
    LINE,
    PALE_FILL,
    RED,
    Looks,
    hint_box,
    name_of,
    set_page,
    write_notes,
    write_signatures,
    write_title,
    write_unit_row,
)
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

NAME = "街道考核"
_TOP, _FIRST, _LEADING = 2, 5, 2
_PARTS = ("目标", "1-10月\n完成", "预警")
# Indicators without a target: category, header, head of their only column.
_SINGLE = (("社会稳定", "非正常上访（人次）", "1-10月\n完成"), ("综合评价", "群众评议", "1-10月\n完成"))
_HINT = "填表说明：浅黄色栏每月5日前更新，\n街道之间的位次、得分由程序计算。"
_SUMMED = ("固定资产投资", "财政收入", "招商引资到位资金", "城镇新增就业", "安全生产死亡人数")
_NOTES = (
    "各项指标均为1-10月累计数，由区级数据来源单位提供；10月底序时进度为83.3%。",
    "安全生产死亡人数的“目标”为全年控制数；群众评议由区考核办组织，满分10分。",
    "预警栏由程序填写（红、黄、绿）；各项分值和计分方法见“计分规则”。本表数据均为示例数据。",
)
_FONT = {"name": "宋体", "size": 9, "color": "#404040"}


def add_streets(book: Workbook, looks: Looks) -> None:
    """The sheet."""
    sheet = book.add_worksheet(NAME)
    found, indicators = streets(), street_indicators()
    right = _LEADING + len(_PARTS) * len(indicators) + len(_SINGLE) - 1
    _widths(sheet, right)
    write_title(sheet, looks, right, ("长安区2011年街道目标责任考核指标完成情况表", "（截至10月底）"), 58)
    texts = ("填报单位：长安区目标责任考核办公室（示例数据）", "单位：见各指标括号内")
    write_unit_row(sheet, looks, 1, right, texts)
    _heads(sheet, looks, indicators)
    for row, street in enumerate(found, _FIRST):
        _street_row(sheet, looks, row, street)
    last = _FIRST + len(found) - 1
    _sum_row(sheet, looks, last + 1, found)
    row = write_notes(sheet, looks, last + 2, right, _NOTES)
    signatures = ("制表人：李思琪", "审核人：高  敏", "签发人：陈怀信", "制表日期：2011年11月1日")
    write_signatures(sheet, looks, row, right, signatures)
    _extras(sheet, looks, last, right)
    sheet.insert_chart(row + 1, 0, _chart(book, last), {"x_offset": 12, "y_offset": 8, "object_position": 1})
    sheet.freeze_panes(_FIRST, _LEADING)
    set_page(sheet, (row + 17, right), (_TOP, _TOP + 2))
    sheet.activate()


def _widths(sheet: Worksheet, right: int) -> None:
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 13)
    for start in range(_LEADING, right - 1, len(_PARTS)):
        sheet.set_column(start, start + 1, 9.5)
        sheet.set_column(start + 2, start + 2, 5.5)
    sheet.set_column(right - 1, right, 16)


def _heads(sheet: Worksheet, looks: Looks, indicators: tuple[StreetIndicator, ...]) -> None:
    """Three rows: kind of indicator, indicator with its measure, what of it."""
    for column, text in enumerate(("序号", "单位")):
        sheet.merge_range(_TOP, column, _TOP + 2, column, text, looks.head())
    kinds: list[str] = []
    for number, one in enumerate(indicators):
        column = _LEADING + number * len(_PARTS)
        sheet.merge_range(_TOP + 1, column, _TOP + 1, column + 2, one.title, looks.head())
        for offset, part in enumerate(_PARTS):
            sheet.write(_TOP + 2, column + offset, part, looks.head())
        kinds += [one.category] * len(_PARTS)
    for category, title, part in _SINGLE:
        column = _LEADING + len(kinds)
        sheet.write(_TOP + 1, column, title, looks.head())
        sheet.write(_TOP + 2, column, part, looks.head())
        kinds.append(category)
    column = _LEADING
    for kind, same in groupby(kinds):
        count = len(list(same))
        if count > 1:
            sheet.merge_range(_TOP, column, _TOP, column + count - 1, kind, looks.head(font_size=11))
        else:
            sheet.write(_TOP, column, kind, looks.head(font_size=11))
        column += count
    for row, height in zip(range(_TOP, _TOP + 3), (22, 30, 30), strict=True):
        sheet.set_row(row, height)


def _shown(places: int, value: float) -> dict[str, Any]:
    whole = "#,##0" if value >= 1000 else "0"
    return {"num_format": f"{whole}.{'0' * places}" if places else whole}


def _street_row(sheet: Worksheet, looks: Looks, row: int, street: Street) -> None:
    sheet.set_row(row, 21)
    sheet.write(row, 0, row - _FIRST + 1, looks.body())
    sheet.write(row, 1, street.name, looks.body(font_size=10.5))
    for number, (one, (target, actual)) in enumerate(zip(street_indicators(), street.figures, strict=True)):
        column = _LEADING + number * len(_PARTS)
        shown = _shown(one.places, target)
        sheet.write(row, column, target, looks.body(**shown))
        sheet.write(row, column + 1, actual, looks.body(bg_color=INPUT_FILL, **shown))
        sheet.write_blank(row, column + 2, None, looks.body())
    column = _LEADING + len(street.figures) * len(_PARTS)
    sheet.write(row, column, street.petitions, looks.body(bg_color=INPUT_FILL))
    sheet.write(row, column + 1, street.opinion, looks.body(bg_color=INPUT_FILL, num_format="0.0"))


def _sum_row(sheet: Worksheet, looks: Looks, row: int, found: tuple[Street, ...]) -> None:
    """合计: sums by formulas for what can be summed, dashes for the rest."""
    strong = {"bold": True, "bg_color": PALE_FILL}
    sheet.set_row(row, 24)
    sheet.merge_range(row, 0, row, 1, "合　计", looks.body(**strong))
    for number, one in enumerate(street_indicators()):
        column = _LEADING + number * len(_PARTS)
        for side in (0, 1):
            total = round(sum(street.figures[number][side] for street in found), one.places)
            if one.name in _SUMMED:
                _sum(sheet, (row, column + side), total, looks.body(**strong, **_shown(one.places, total)))
            else:
                sheet.write(row, column + side, "—", looks.body(**strong))
        sheet.write_blank(row, column + 2, None, looks.body(**strong))
    column = _LEADING + len(_PARTS) * len(street_indicators())
    _sum(sheet, (row, column), sum(street.petitions for street in found), looks.body(**strong))
    sheet.write(row, column + 1, "—", looks.body(**strong))


def _sum(sheet: Worksheet, place: tuple[int, int], value: float, look: object) -> None:
    row, column = place
    area = f"{name_of(_FIRST, column)}:{name_of(row - 1, column)}"
    sheet.write_formula(row, column, f"=SUM({area})", look, value)


def _extras(sheet: Worksheet, looks: Looks, last: int, right: int) -> None:
    """Picture, text box, comments, validations, and the office's own colours."""
    image = {"image_data": emblem(), "x_scale": 0.55, "y_scale": 0.55, "x_offset": 20, "y_offset": 5}
    sheet.insert_image(0, 0, "徽标.png", image)
    box = hint_box((296, 54), (6, 10))
    sheet.insert_textbox(0, right - 4, _HINT, box)
    sheet.write_comment(_TOP + 1, _LEADING, "按项目所在地统计，跨街道项目由区统计局分摊。", COMMENT)
    sheet.write_comment(_FIRST + 4, _LEADING + 1, "含9月底补报的续建项目，已经区统计局核定。", COMMENT)
    sheet.write_comment(_TOP + 2, right, "10月20日至25日入户测评，样本每街道120份。", COMMENT)
    marks = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10}
    sheet.data_validation(_FIRST, right, last, right, marks | {"error_message": "评议得分应在0到10之间。"})
    count = {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "人次应为不小于0的整数。"}
    sheet.data_validation(_FIRST, right - 1, last, right - 1, count)
    deaths = _LEADING + 5 * len(_PARTS)
    over = f"={name_of(_FIRST, deaths + 1)}>{name_of(_FIRST, deaths)}"
    look = looks.rule(font_color=RED, bold=True)
    sheet.conditional_format(
        _FIRST, deaths + 1, last, deaths + 1, {"type": "formula", "criteria": over, "format": look}
    )
    top = {"type": "top", "value": 3, "format": looks.rule(font_color=BLUE, bold=True)}
    for number in range(5):
        column = _LEADING + number * len(_PARTS) + 1
        sheet.conditional_format(_FIRST, column, last, column, top)


def _chart(book: Workbook, last: int) -> object:
    """Investment of each street: its target, and what is done by now."""
    chart = book.add_chart({"type": "column"})
    names = [NAME, _FIRST, 1, last, 1]
    for column, title, colour in ((2, "年度目标", "#C9D5E6"), (3, "1-10月完成", "#4A6FA5")):
        values = [NAME, _FIRST, column, last, column]
        fill = {"color": colour}
        chart.add_series(
            {"name": title, "categories": names, "values": values, "fill": fill, "gap": 70, "overlap": -5}
        )
    title_font = {"name": "黑体", "size": 12, "bold": False, "color": BLUE}
    chart.set_title({"name": "各街道固定资产投资目标与完成（亿元）", "name_font": title_font})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}})
    grid = {"visible": True, "line": {"color": "#E3E7ED", "width": 0.75}}
    chart.set_y_axis({"num_font": _FONT, "line": {"none": True}, "major_gridlines": grid, "num_format": "0"})
    chart.set_legend({"position": "top", "font": _FONT})
    chart.set_chartarea({"border": {"color": LINE, "width": 0.75}})
    chart.set_size({"width": 1450, "height": 320})
    return chart
