"""区考.xlsx: the district's assessment of its 40 units, as its office keeps it."""

from __future__ import annotations

import sys
from pathlib import Path

from district_departments import add_departments
from district_figures import contacts, departments, streets
from district_rules import SETTINGS, VETOES, event_lines, rule_lines
from district_streets import add_streets
from pages import (
    BLUE,
    COMMENT,
    LINE,
    PALE_FILL,
    Cell,
    Column,
    Looks,
    merge_down,
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
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_SCORES = "考核得分汇总"
_SCORE_COLUMNS = (
    Column("序号", 6),
    Column("类别", 14),
    Column("单位", 17),
    Column("基础得分", 11, "得分"),
    Column("加分", 9, "得分"),
    Column("扣分", 9, "得分"),
    Column("总分", 11, "得分"),
    Column("位次", 8, "结果"),
    Column("等次", 9, "结果"),
    Column("备注", 16),
)
_FIRST = 4
_NOTES = (
    "总分＝基础得分＋加分－扣分，最高105分；按类别分别排名，各类优秀名额不超过本类单位数的30%。",
    "发生“一票否决”事项的单位，等次按“一票否决”表中的结果等次确定。均为示例数据。",
)


def make(path: Path) -> None:
    """Write the workbook to `path`."""
    book = new_book(path, "长安区2011年目标责任考核（区考）")
    looks = Looks(book)
    add_streets(book, looks)
    add_departments(book, looks)
    _scores(book, looks)
    _settings(book, looks)
    _rules(book, looks)
    _events(book, looks)
    _vetoes(book, looks)
    _units(book, looks)
    book.close()


def _scores(book: Workbook, looks: Looks) -> None:
    """The sums of every unit: blank, for the program to fill; a chart that follows them."""
    sheet = book.add_worksheet(_SCORES)
    right = len(_SCORE_COLUMNS) - 1
    set_widths(sheet, _SCORE_COLUMNS)
    write_title(sheet, looks, right, ("长安区2011年目标责任考核得分汇总表", "（截至10月底）"))
    write_unit_row(sheet, looks, 1, right, ("填报单位：长安区目标责任考核办公室（示例数据）", "单位：分"))
    write_head(sheet, looks, 2, _SCORE_COLUMNS)
    units = [(street.name, "街道") for street in streets()] + list(departments())
    groups = [group for _, group in units]
    merge_down(sheet, 1, _FIRST, groups, looks.body(bold=True, bg_color=PALE_FILL))
    for row, (unit, _) in enumerate(units, _FIRST):
        sheet.set_row(row, 19)
        sheet.write(row, 0, row - _FIRST + 1, looks.body())
        sheet.write(row, 2, unit, looks.body())
        for column in range(3, right + 1):
            shown = {"num_format": "0.00"} if column < 7 else {}
            strong = {"bold": True} if column in (6, 8) else {}
            sheet.write_blank(row, column, None, looks.body(**shown, **strong))
    last = _FIRST + len(units) - 1
    row = write_notes(sheet, looks, last + 1, right, _NOTES)
    signatures = ("制表人：李思琪", "审核人：高  敏", "签发人：陈怀信")
    write_signatures(sheet, looks, row, right, signatures)
    _score_extras(book, sheet, looks, last)
    sheet.freeze_panes(_FIRST, 3)
    set_page(sheet, (row, right), (2, 3), landscape=False)


def _score_extras(book: Workbook, sheet: Worksheet, looks: Looks, last: int) -> None:
    best = {"type": "cell", "criteria": "==", "value": '"优秀"', "format": looks.rule(font_color="#1E6B3A")}
    sheet.conditional_format(_FIRST, 8, last, 8, best)
    sheet.write_comment(3, 8, "评为优秀的须经区考核领导小组审定。", COMMENT)
    chart = book.add_chart({"type": "bar"})
    names, values = [_SCORES, _FIRST, 2, last, 2], [_SCORES, _FIRST, 6, last, 6]
    fill = {"color": "#4A6FA5"}
    chart.add_series({"name": "总分", "categories": names, "values": values, "fill": fill, "gap": 45})
    title = {"name": "黑体", "size": 12, "bold": False, "color": BLUE}
    font = {"name": "宋体", "size": 9, "color": "#404040"}
    chart.set_title({"name": "各单位总分（重算得分后显示）", "name_font": title})
    chart.set_x_axis({"num_font": font, "min": 60, "max": 105, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_font": font, "reverse": True, "line": {"color": LINE}})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE, "width": 0.75}})
    chart.set_size({"width": 520, "height": 1000})
    sheet.insert_chart(2, 11, chart, {"object_position": 1})


def _list_title(sheet: Worksheet, looks: Looks, right: int, text: str) -> None:
    look = looks(font_name="黑体", font_size=16, font_color=BLUE, align="center")
    sheet.merge_range(0, 0, 0, right, text, look)
    sheet.set_row(0, 36)


def _listing(
    book: Workbook,
    looks: Looks,
    names: tuple[str, str],
    columns: tuple[Column, ...],
    rows: list[tuple[Cell, ...]],
) -> Worksheet:
    """A list on a sheet of its own, its long columns set left; `names`: of the sheet, and the title."""
    sheet = book.add_worksheet(names[0])
    right = len(columns) - 1
    _list_title(sheet, looks, right, f"{names[1]}（示例数据）")
    left = [number for number, column in enumerate(columns) if column.width >= 26 and column.title != "值"]
    below = write_listing(sheet, looks, columns, rows, left)
    sheet.freeze_panes(2, 0)
    set_page(sheet, (below - 1, right), (1, 1), landscape=sum(column.width for column in columns) > 120)
    return sheet


def _settings(book: Workbook, looks: Looks) -> None:
    columns = (Column("名称", 18), Column("值", 42), Column("说明", 44))
    sheet = _listing(book, looks, ("考核设置", "考核设置"), columns, list(SETTINGS))
    names = [setting[0] for setting in SETTINGS]
    sheet.write_number(2 + names.index("优秀名额"), 1, 0.3, looks.body(num_format="0%"))
    for name, source in (("序时口径", ["月份", "天数", "计划", "起止"]), ("并列", ["1224", "1223", "1234"])):
        row = 2 + names.index(name)
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": source})


def _rules(book: Workbook, looks: Looks) -> None:
    widths = (("序号", 6), ("指标", 28), ("单位", 9), ("分值", 8), ("方向", 8), ("方法", 17), ("参数", 50))
    columns = (*(Column(*pair) for pair in widths), Column("条款", 46), Column("生效日期", 13))
    lines = rule_lines()
    sheet = _listing(book, looks, ("计分规则", "区考计分规则"), columns, lines)
    sheet.set_h_pagebreaks([2 + len(lines) - len(departments())])
    sheet.autofilter(1, 0, 1 + len(lines), len(columns) - 1)
    sheet.write_comment(1, 3, "留空：按“部门考核”表中各类单位的分值。", COMMENT)


def _events(book: Workbook, looks: Looks) -> None:
    widths = (("序号", 6), ("单位", 21), ("指标", 12), ("事项", 36), ("类型", 8), ("级别", 11))
    columns = (*(Column(*pair) for pair in widths), Column("分值", 8), Column("日期", 13), Column("来源", 28))
    lines = event_lines()
    sheet = _listing(book, looks, ("加减分", "加减分事项登记表"), columns, lines)
    sheet.data_validation(2, 4, 80, 4, {"validate": "list", "source": ["加分", "扣分"]})
    levels = ["国家级", "省级", "市级", "市级通报", "媒体曝光", "约谈"]
    sheet.data_validation(2, 5, 80, 5, {"validate": "list", "source": levels})
    text = "加分：国家级2、省级1、市级0.5；扣分：曝光、约谈1，通报0.5。\n同一事项按最高级别计一次。"
    sheet.write_comment(1, 6, text, COMMENT)


def _vetoes(book: Workbook, looks: Looks) -> None:
    widths = (("序号", 6), ("单位", 14), ("事项", 46), ("日期", 14), ("来源", 32), ("结果等次", 14))
    blank: list[tuple[Cell, ...]] = [(None,) * 6] * 4
    columns = tuple(Column(*pair) for pair in widths)
    sheet = _listing(book, looks, ("一票否决", "一票否决事项登记表"), columns, [*VETOES, *blank])
    choices = {"validate": "list", "source": ["不得评优", "合格", "不合格"]}
    sheet.data_validation(2, 5, 40, 5, choices)


def _units(book: Workbook, looks: Looks) -> None:
    widths = (("单位", 16), ("别名", 42), ("类别", 15), ("负责人", 12), ("联系人", 12), ("电话", 18))
    lines: list[tuple[Cell, ...]] = [
        (*unit, f"029-5555{number:04d}") for number, unit in enumerate(contacts(), 201)
    ]
    columns = tuple(Column(*pair) for pair in widths)
    _listing(book, looks, ("责任单位", "责任单位联系表"), columns, lines)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "区考.xlsx")
