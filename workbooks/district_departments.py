"""部门考核: a row for each indicator of each department, its class and name merged down."""

from __future__ import annotations

from district_figures import Task, tasks
from pages import (
    COMMENT,
    INPUT_FILL,
    PALE_FILL,
    RED,
    Column,
    Looks,
    merge_down,
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

_FIRST, _TASKS_A_UNIT, _UNITS_A_PAGE = 4, 7, 4
_RESULTS = 7  # columns that the program may add: the print area holds them too
_COLUMNS = (
    Column("序号", 6),
    Column("类别", 14),
    Column("单位", 14),
    Column("指标", 32),
    Column("计量\n单位", 9),
    Column("分值", 8),
    Column("方向", 8),
    Column("年度目标", 12, "目标任务"),
    Column("1-10月\n完成", 12, "目标任务"),
    Column("数据来源单位", 17),
)
_OFFICE = ("填报单位：长安区目标责任考核办公室（示例数据）", "单位：见“计量单位”栏")
_NOTES = (
    "每个部门首项为本部门职能目标，其余为同类部门共性目标；各部门分值合计100分。",
    "督查事项逾期按件扣分，服务对象评议由区考核办组织打分，均不设年度目标。",
    "“完成率”“得分”“预警”等栏由程序加在表格右端。本表数据均为示例数据。",
)


def add_departments(book: Workbook, looks: Looks) -> None:
    """The sheet; it has no result columns, the program adds them at its right end."""
    sheet = book.add_worksheet("部门考核")
    found, right = tasks(), len(_COLUMNS) - 1
    set_widths(sheet, _COLUMNS)
    titles = ("长安区2011年部门目标责任考核指标完成情况表", "（截至10月底）")
    write_title(sheet, looks, right, titles, 58)
    write_unit_row(sheet, looks, 1, right, _OFFICE)
    write_head(sheet, looks, 2, _COLUMNS)
    for column, texts in ((1, [task.group for task in found]), (2, [task.unit for task in found])):
        merge_down(sheet, column, _FIRST, texts, looks.body(bold=True, bg_color=PALE_FILL))
    for row, task in enumerate(found, _FIRST):
        _task_row(sheet, looks, row, task)
    last = _FIRST + len(found) - 1
    row = write_notes(sheet, looks, last + 1, right, _NOTES)
    write_signatures(sheet, looks, row, right, ("制表人：李思琪", "审核人：高  敏", "签发人：陈怀信"))
    _extras(sheet, looks, last)
    sheet.freeze_panes(_FIRST, 4)
    set_page(sheet, (row, right + _RESULTS), (2, 3))
    page = _TASKS_A_UNIT * _UNITS_A_PAGE
    sheet.set_h_pagebreaks(list(range(_FIRST + page, last, page)))


def _task_row(sheet: Worksheet, looks: Looks, row: int, task: Task) -> None:
    whole = "#,##0" if (task.target or 0) >= 1000 else "0"
    shown = {"num_format": f"{whole}.{'0' * task.places}" if task.places else whole}
    own = {"bold": True} if (row - _FIRST) % _TASKS_A_UNIT == 0 else {}
    sheet.set_row(row, 20)
    sheet.write(row, 0, row - _FIRST + 1, looks.body())
    sheet.write(row, 3, task.indicator, looks.body(align="left", indent=1, **own))
    sheet.write(row, 4, task.measure, looks.body())
    sheet.write(row, 5, task.points, looks.body())
    sheet.write(row, 6, task.direction, looks.body())
    sheet.write(row, 7, task.target, looks.body(**shown))
    sheet.write(row, 8, task.actual, looks.body(bg_color=INPUT_FILL, **shown))
    sheet.write(row, 9, task.source, looks.body())


def _extras(sheet: Worksheet, looks: Looks, last: int) -> None:
    """Comments, validations, and the office's own colours."""
    sheet.write_comment(3, 8, "每月5日前由数据来源单位报区考核办，逾期按未报处理。", COMMENT)
    sheet.write_comment(_FIRST + 5, 8, "督查事项以区委、区政府督查室交办单为准。", COMMENT)
    sheet.data_validation(_FIRST, 6, last, 6, {"validate": "list", "source": ["正向", "逆向"]})
    points = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 40}
    sheet.data_validation(_FIRST, 5, last, 5, points | {"error_message": "分值应在0到40之间。"})
    places = f"$H{_FIRST + 1}", f"$I{_FIRST + 1}"
    behind = f"=AND(ISNUMBER({places[0]}),ISNUMBER({places[1]}),{places[1]}<{places[0]}*0.75)"
    rule = {"type": "formula", "criteria": behind, "format": looks.rule(font_color=RED, bold=True)}
    sheet.conditional_format(_FIRST, 8, last, 8, rule)
