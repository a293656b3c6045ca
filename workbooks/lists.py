"""The sheets that every workbook of the office has: settings, rules, events, vetoes, units, remarks."""

from __future__ import annotations

from collections.abc import Sequence

from pages import BLUE, COMMENT, PALE_FILL, Cell, Column, Looks, set_page, write_listing
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Lines = Sequence[Sequence[Cell]]

_CHOICES = {"序时口径": ["月份", "天数", "计划", "起止"], "并列": ["1224", "1223", "1234"]}


def write_list_title(sheet: Worksheet, looks: Looks, right: int, text: str) -> None:
    """One line over a list."""
    look = looks(font_name="黑体", font_size=16, font_color=BLUE, align="center")
    sheet.merge_range(0, 0, 0, right, text, look)
    sheet.set_row(0, 36)


def add_settings(book: Workbook, looks: Looks, settings: Sequence[tuple[str, Cell, str]]) -> None:
    """考核设置: name, value, explanation."""
    sheet = book.add_worksheet("考核设置")
    write_list_title(sheet, looks, 2, "考核设置（示例数据）")
    columns = (Column("名称", 18), Column("值", 42), Column("说明", 44))
    row = write_listing(sheet, looks, columns, settings, (0, 2))
    for place, (name, _, _) in enumerate(settings, 2):
        if name in _CHOICES:
            sheet.data_validation(place, 1, place, 1, {"validate": "list", "source": _CHOICES[name]})
    sheet.freeze_panes(2, 1)
    set_page(sheet, (row - 1, 2), (1, 1), landscape=False)


def add_rules(book: Workbook, looks: Looks, title: str, lines: Lines) -> None:
    """计分规则: a row an indicator; `lines` without their numbers."""
    sheet = book.add_worksheet("计分规则")
    write_list_title(sheet, looks, 8, title)
    widths = (("序号", 5), ("指标", 31), ("单位", 10), ("分值", 7), ("方向", 7), ("方法", 17), ("参数", 66))
    columns = [Column(*pair) for pair in (*widths, ("条款", 48), ("生效日期", 12))]
    row = write_listing(sheet, looks, columns, [(n, *line) for n, line in enumerate(lines, 1)], (1, 6, 7))
    sheet.write_comment(1, 3, "留空：按指标表中的分值。", COMMENT)
    sheet.autofilter(1, 0, row - 1, 8)
    sheet.freeze_panes(2, 2)
    if len(lines) > 40:
        sheet.set_h_pagebreaks([2 + (len(lines) + 1) // 2])
    set_page(sheet, (row - 1, 8), (1, 1))


def add_events(book: Workbook, looks: Looks, lines: Lines) -> None:
    """加减分: awards and deductions; `lines` without their numbers."""
    sheet = book.add_worksheet("加减分")
    write_list_title(sheet, looks, 8, "加减分事项登记表（示例数据）")
    widths = (("序号", 6), ("单位", 14), ("指标", 22), ("事项", 38), ("类型", 8), ("级别", 9), ("分值", 8))
    columns = [Column(*pair) for pair in (*widths, ("日期", 13), ("来源", 34))]
    row = write_listing(sheet, looks, columns, [(n, *line) for n, line in enumerate(lines, 1)], (2, 3, 8))
    sheet.data_validation(2, 4, 80, 4, {"validate": "list", "source": ["加分", "扣分"]})
    sheet.data_validation(2, 5, 80, 5, {"validate": "list", "source": ["国家级", "省级", "市级", "区级"]})
    sheet.freeze_panes(2, 0)
    set_page(sheet, (row - 1, 8), (1, 1))


def add_vetoes(book: Workbook, looks: Looks, lines: Lines, remark: str) -> None:
    """一票否决: events that cap a unit's grade; `lines` without numbers, blank rows below."""
    sheet = book.add_worksheet("一票否决")
    write_list_title(sheet, looks, 5, "一票否决事项登记表（示例数据）")
    widths = (("序号", 6), ("单位", 14), ("事项", 48), ("日期", 14), ("来源", 36), ("结果等次", 14))
    blank: list[Sequence[Cell]] = [(None,) * 6] * 6
    rows = [(number, *line) for number, line in enumerate(lines, 1)]
    last = write_listing(sheet, looks, [Column(*pair) for pair in widths], [*rows, *blank], (2, 4)) - 1
    sheet.write_comment(1, 5, remark, COMMENT)
    choices = ["不得评优", "良好", "合格", "不合格"]
    sheet.data_validation(2, 5, last, 5, {"validate": "list", "source": choices})
    sheet.freeze_panes(2, 0)
    set_page(sheet, (last, 5), (1, 1))


def add_units(book: Workbook, looks: Looks, title: str, lines: Lines) -> None:
    """责任单位: names, aliases, class, head, contact, phone."""
    sheet = book.add_worksheet("责任单位")
    write_list_title(sheet, looks, 5, title)
    widths = (("单位", 16), ("别名", 44), ("类别", 16), ("负责人", 12), ("联系人", 12), ("电话", 18))
    row = write_listing(sheet, looks, [Column(*pair) for pair in widths], lines, (1,))
    sheet.freeze_panes(2, 1)
    set_page(sheet, (row - 1, 5), (1, 1), landscape=False)


def add_remarks(book: Workbook, looks: Looks, remarks: Sequence[tuple[str, str]]) -> None:
    """说明: what the workbook is for."""
    sheet = book.add_worksheet("说明")
    write_list_title(sheet, looks, 1, "工作簿说明（示例数据）")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 84)
    for row, (head, text) in enumerate(remarks, 2):
        sheet.write(row, 0, head, looks.body(bold=True, bg_color=PALE_FILL))
        sheet.write(row, 1, text, looks.body(align="left", indent=1, font_name="仿宋", font_size=11))
        sheet.set_row(row, 38)
    set_page(sheet, (len(remarks) + 1, 1), (0, 0), landscape=False)
