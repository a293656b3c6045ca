"""重点项目.xlsx: the ledger of 180 key projects, as the office keeps it."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from emblem import emblem
from pages import (
    BLUE,
    COMMENT,
    INPUT_FILL,
    RED,
    Cell,
    Column,
    Looks,
    hint_box,
    new_book,
    set_page,
    set_widths,
    write_head,
    write_listing,
    write_notes,
    write_signatures,
    write_title,
    write_unit_row,
)
from project_figures import STATES, Project, projects
from project_sums import LEDGER, LEDGER_FIRST, SIGNATURES, add_states, add_units
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    Column("序号", 5),
    Column("项目名称", 30),
    Column("项目类别", 10),
    Column("建设状态", 9),
    Column("总投资\n（万元）", 11, "投资"),
    Column("年度投资计划\n（万元）", 13, "投资"),
    Column("1-10月完成投资\n（万元）", 15, "投资"),
    Column("形象进度", 17, "进展"),
    Column("开工日期", 12, "进展"),
    Column("未开工原因", 24, "进展"),
    Column("包抓领导", 10, "责任落实"),
    Column("责任单位", 13, "责任落实"),
)
_RIGHT = len(_COLUMNS) - 1
_NOTES = (
    "年度投资计划合计310.5亿元；打包项目按一个项目统计，总投资含以前年度已完成部分。",
    "未开工、停工项目须填写原因，由包抓领导逐项目协调。",
    "本表项目名称、投资、单位、人名均为示例数据，与实际情况无关。",
)
_HINT = "每月2日前由责任单位更新完成投资和形象进度，\n未开工、停工的必须写明原因。"
_SETTINGS: tuple[tuple[Cell, ...], ...] = (
    ("考核年度", 2011, "四位年份"),
    ("截至日期", datetime(2011, 10, 31), "本期数据截至哪一天"),
    ("考核结束日期", datetime(2011, 12, 20), "用于计算剩余天数"),
    ("序时口径", "月份", "月份、天数、计划、起止"),
    ("绿灯下限", 1, "完成率÷序时进度不低于此数为绿"),
    ("黄灯下限", 0.9, "不低于此数为黄，再低为红"),
    ("预警名次", 99, "各单位任务不同，不按名次预警"),
    ("靠后名次", 0, "同上"),
    ("发文代字", "长考办发", "通报、提醒函文号"),
    ("发文机关", "长安区目标责任考核办公室", ""),
    ("落款", "长安区目标责任考核办公室", ""),
    ("联系人", "李思琪", "虚构"),
    ("联系电话", "029-55550100", "虚构"),
)


def make(path: Path) -> None:
    """Write the workbook to `path`."""
    book = new_book(path, "长安区2011年重点项目台账")
    looks = Looks(book)
    found = projects()
    _ledger(book, looks, found)
    add_states(book, looks, found)
    add_units(book, looks, found)
    _settings(book, looks)
    book.close()


def _ledger(book: Workbook, looks: Looks, found: tuple[Project, ...]) -> None:
    sheet = book.add_worksheet(LEDGER)
    set_widths(sheet, _COLUMNS)
    write_title(sheet, looks, _RIGHT, ("长安区2011年重点建设项目台账", "（截至10月底）"), 58)
    write_unit_row(sheet, looks, 1, _RIGHT, ("填报单位：长安区重点项目建设办公室（示例数据）", "单位：万元"))
    write_head(sheet, looks, 2, _COLUMNS)
    for row, project in enumerate(found, LEDGER_FIRST):
        _project_row(sheet, looks, row, project)
    last = LEDGER_FIRST + len(found) - 1
    _sum_row(sheet, looks, last + 1, found)
    row = write_notes(sheet, looks, last + 2, _RIGHT, _NOTES)
    write_signatures(sheet, looks, row, _RIGHT, SIGNATURES)
    _extras(sheet, looks, last)
    sheet.autofilter(3, 0, last, _RIGHT)
    sheet.freeze_panes(LEDGER_FIRST, 2)
    set_page(sheet, (row, _RIGHT), (2, 3))
    sheet.activate()


def _project_row(sheet: Worksheet, looks: Looks, row: int, one: Project) -> None:
    left = {"align": "left", "indent": 1}
    sheet.set_row(row, 20)
    sheet.write(row, 0, one.number, looks.body())
    sheet.write(row, 1, one.name, looks.body(**left))
    sheet.write(row, 2, one.kind, looks.body())
    sheet.write(row, 3, one.state, looks.body())
    for column, amount in enumerate((one.total, one.plan), 4):
        sheet.write(row, column, amount, looks.body(num_format="#,##0"))
    sheet.write(row, 6, one.done, looks.body(num_format="#,##0", bg_color=INPUT_FILL))
    sheet.write(row, 7, one.stage, looks.body())
    if one.begun:
        sheet.write_datetime(row, 8, one.begun, looks.body(num_format="yyyy-mm-dd"))
    else:
        sheet.write_blank(row, 8, None, looks.body())
    sheet.write(row, 9, one.reason or None, looks.body(**left))
    sheet.write(row, 10, one.patron, looks.body())
    sheet.write(row, 11, one.owner, looks.body())


def _sum_row(sheet: Worksheet, looks: Looks, row: int, found: tuple[Project, ...]) -> None:
    strong = looks.body(bold=True, bg_color="#F3F6FA", num_format="#,##0")
    sheet.set_row(row, 24)
    for column in range(_RIGHT + 1):
        sheet.write_blank(row, column, None, strong)
    sheet.merge_range(row, 0, row, 3, "合　　计", strong)
    sums = (sum(one.total for one in found), sum(one.plan for one in found), sum(one.done for one in found))
    for column, value in enumerate(sums, 4):
        letter = "EFG"[column - 4]
        sheet.write_formula(row, column, f"=SUM({letter}{LEDGER_FIRST + 1}:{letter}{row})", strong, value)


def _extras(sheet: Worksheet, looks: Looks, last: int) -> None:
    """Picture, text box, comments, validations, and the office's own colours."""
    image = {"image_data": emblem(), "x_scale": 0.55, "y_scale": 0.55, "x_offset": 40, "y_offset": 5}
    sheet.insert_image(0, 1, "徽标.png", image)
    box = hint_box((300, 54), (10, 10))
    sheet.insert_textbox(0, 9, _HINT, box)
    sheet.write_comment(2, 3, "前期、未开工、在建、停工、竣工五种，按月末实际填写。", COMMENT)
    sheet.write_comment(3, 6, "自年初累计，以经监理签认的工程量为准。", COMMENT)
    states = {"validate": "list", "source": list(STATES), "error_message": "请从下拉列表中选择建设状态。"}
    sheet.data_validation(LEDGER_FIRST, 3, last, 3, states)
    amount = {"validate": "decimal", "criteria": ">=", "value": 0}
    sheet.data_validation(LEDGER_FIRST, 4, last, 6, amount | {"error_message": "投资额应为不小于0的数。"})
    colours = (("停工", "#9C1C13"), ("未开工", "#7F5B00"), ("竣工", "#1E6B3A"), ("前期", "#5B6B80"))
    for state, colour in colours:
        look = looks.rule(font_color=colour, bold=True)
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": look}
        sheet.conditional_format(LEDGER_FIRST, 3, last, 3, rule)
    top = LEDGER_FIRST + 1
    behind = f'=AND($D{top}="在建",$G{top}<$F{top}*0.75)'
    rule = {"type": "formula", "criteria": behind, "format": looks.rule(font_color=RED)}
    sheet.conditional_format(LEDGER_FIRST, 6, last, 6, rule)


def _settings(book: Workbook, looks: Looks) -> None:
    sheet = book.add_worksheet("考核设置")
    look = looks(font_name="黑体", font_size=16, font_color=BLUE, align="center")
    sheet.merge_range(0, 0, 0, 2, "考核设置（示例数据）", look)
    sheet.set_row(0, 36)
    columns = (Column("名称", 18), Column("值", 34), Column("说明", 40))
    row = write_listing(sheet, looks, columns, _SETTINGS, (0, 2))
    sheet.freeze_panes(2, 1)
    set_page(sheet, (row - 1, 2), (1, 1), landscape=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "重点项目.xlsx")
