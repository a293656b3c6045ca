"""What is summed up over the ledger of projects: by state, kind, leader and unit; formulas and charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pages import (
    BLUE,
    COMMENT,
    LINE,
    Column,
    Looks,
    name_of,
    set_page,
    set_widths,
    write_head,
    write_notes,
    write_plain_head,
    write_signatures,
    write_title,
    write_unit_row,
)
from project_figures import COUNT, STATES, Project
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

LEDGER, SUMS, UNITS = "重点项目台账", "项目汇总", "分单位投资"
LEDGER_FIRST = 4
SIGNATURES = ("制表人：万  里", "审核人：史克勤", "制表日期：2011年11月1日")
_LAST = LEDGER_FIRST + COUNT
_STATE_COLOURS = ("#9FB0C7", "#D9A441", "#4A6FA5", "#A62626", "#4E8B63")
_FONT = {"name": "宋体", "size": 9, "color": "#404040"}
_SUM_COLUMNS = (
    Column("分组", 16),
    Column("个数", 10),
    Column("占总数", 10),
    Column("总投资（万元）", 16),
    Column("年度投资计划（万元）", 20),
    Column("1-10月完成投资（万元）", 22),
    Column("完成计划", 12),
)
_UNIT_COLUMNS = (
    Column("序号", 6),
    Column("单位", 15),
    Column("指标", 13),
    Column("计量\n单位", 8),
    Column("分值", 7),
    Column("方向", 7),
    Column("年度目标", 12, "投资任务"),
    Column("1-10月\n完成", 12, "投资任务"),
    Column("完成率", 10, "完成情况"),
    Column("序时\n进度", 9, "完成情况"),
    Column("超欠\n序时", 9, "完成情况"),
    Column("得分", 9, "完成情况"),
    Column("预警", 8, "完成情况"),
)

Key = Callable[[Project], str]


def _area(letter: str) -> str:
    """A column of the ledger, for formulas."""
    return f"{LEDGER}!${letter}${LEDGER_FIRST + 1}:${letter}${_LAST}"


def add_states(book: Workbook, looks: Looks, found: Sequence[Project]) -> None:
    """项目汇总: three small tables counted by formulas, two charts beside them."""
    sheet = book.add_worksheet(SUMS)
    right = len(_SUM_COLUMNS) - 1
    set_widths(sheet, _SUM_COLUMNS)
    write_title(sheet, looks, right, ("长安区2011年重点建设项目汇总表", "（截至10月底，示例数据）"))
    write_unit_row(sheet, looks, 1, right, ("填报单位：长安区重点项目建设办公室", "单位：个、万元"))
    kinds = tuple(dict.fromkeys(one.kind for one in found))
    patrons = tuple(dict.fromkeys(one.patron for one in found))
    keys: tuple[tuple[str, str, Sequence[str], Key], ...] = (
        ("建设状态", "D", STATES, lambda one: one.state),
        ("项目类别", "C", kinds, lambda one: one.kind),
        ("包抓领导", "K", patrons, lambda one: one.patron),
    )
    row, firsts = 2, []
    for title, letter, names, key in keys:
        firsts.append(row + 1)
        write_plain_head(sheet, looks, row, (Column(title, 16), *_SUM_COLUMNS[1:]))
        groups = [[one for one in found if key(one) == name] for name in names]
        for number, (name, group) in enumerate(zip(names, groups, strict=True), row + 1):
            sheet.write(number, 0, name, looks.body())
            _grouped(sheet, looks, number, letter, group)
        row += len(names) + 1
        _whole(sheet, looks, row, firsts[-1], found)
        row += 2
    notes = ("各栏由公式从台账统计，改动台账后自动更新。均为示例数据。",)
    row = write_notes(sheet, looks, row - 1, right, notes)
    doughnut, columns = _state_chart(book, firsts[0]), _kind_chart(book, firsts[1], len(kinds))
    sheet.insert_chart(row + 1, 0, doughnut, {"x_offset": 6, "object_position": 1})
    sheet.insert_chart(row + 1, 3, columns, {"x_offset": 76, "object_position": 1})
    sheet.freeze_panes(2, 1)
    set_page(sheet, (row + 17, right), (0, 0), landscape=False)


def _grouped(sheet: Worksheet, looks: Looks, row: int, letter: str, group: Sequence[Project]) -> None:
    """COUNTIF and SUMIF over the ledger, with the values that they have."""
    sheet.set_row(row, 20)
    name = f"$A{row + 1}"
    money, share = looks.body(num_format="#,##0"), looks.body(num_format="0.0%")
    sheet.write_formula(row, 1, f"=COUNTIF({_area(letter)},{name})", looks.body(), len(group))
    sheet.write_formula(row, 2, f"=B{row + 1}/{COUNT}", share, len(group) / COUNT)
    sums = _sums(group)
    for column, (source, value) in enumerate(zip("EFG", sums, strict=True), 3):
        formula = f"=SUMIF({_area(letter)},{name},{_area(source)})"
        sheet.write_formula(row, column, formula, money, value)
    ratio = sums[2] / sums[1] if sums[1] else 0
    sheet.write_formula(row, 6, f"=IF(E{row + 1}=0,0,F{row + 1}/E{row + 1})", share, ratio)


def _sums(group: Sequence[Project]) -> tuple[int, int, int]:
    """Total, plan and investment done, in 万元."""
    return sum(one.total for one in group), sum(one.plan for one in group), sum(one.done for one in group)


def _whole(sheet: Worksheet, looks: Looks, row: int, first: int, found: Sequence[Project]) -> None:
    strong = {"bold": True, "bg_color": "#F3F6FA"}
    sheet.set_row(row, 22)
    sheet.write(row, 0, "合计", looks.body(**strong))
    sums = (len(found), *_sums(found))
    for letter, value in zip("BDEF", sums, strict=True):
        formula = f"=SUM({letter}{first + 1}:{letter}{row})"
        sheet.write_formula(f"{letter}{row + 1}", formula, looks.body(num_format="#,##0", **strong), value)
    percent = looks.body(num_format="0.0%", **strong)
    sheet.write_formula(row, 2, f"=B{row + 1}/{COUNT}", percent, len(found) / COUNT)
    sheet.write_formula(row, 6, f"=F{row + 1}/E{row + 1}", percent, sums[3] / sums[2])


def _state_chart(book: Workbook, first: int) -> object:
    """How many projects are in which state."""
    chart = book.add_chart({"type": "doughnut"})
    last = first + len(STATES) - 1
    chart.add_series(
        {
            "name": "项目个数",
            "categories": [SUMS, first, 0, last, 0],
            "values": [SUMS, first, 1, last, 1],
            "points": [{"fill": {"color": colour}} for colour in _STATE_COLOURS],
            "data_labels": {"value": True, "font": {**_FONT, "color": "#FFFFFF", "bold": True}},
        }
    )
    chart.set_hole_size(52)
    chart.set_legend({"position": "right", "font": _FONT})
    _dress(chart, "项目建设状态（个）")
    chart.set_size({"width": 332, "height": 320})
    return chart


def _kind_chart(book: Workbook, first: int, count: int) -> object:
    """Plan and investment done, by kind."""
    chart = book.add_chart({"type": "column"})
    last = first + count - 1
    for column, title, colour in ((4, "年度投资计划", "#C9D5E6"), (5, "1-10月完成投资", "#4A6FA5")):
        names, values = [SUMS, first, 0, last, 0], [SUMS, first, column, last, column]
        look = {"fill": {"color": colour}, "gap": 70, "overlap": -5}
        chart.add_series({"name": title, "categories": names, "values": values} | look)
    chart.set_x_axis({"num_font": _FONT, "line": {"color": LINE}})
    grid = {"visible": True, "line": {"color": "#E3E7ED", "width": 0.75}}
    axis = {"num_font": _FONT, "num_format": "#,##0", "line": {"none": True}}
    chart.set_y_axis(axis | {"major_gridlines": grid})
    chart.set_legend({"position": "bottom", "font": _FONT})
    _dress(chart, "各类项目投资计划与完成（万元）")
    chart.set_size({"width": 428, "height": 320})
    return chart


def _dress(chart: object, title: str) -> None:
    font = {"name": "黑体", "size": 12, "bold": False, "color": BLUE}
    chart.set_title({"name": title, "name_font": font})  # type: ignore[attr-defined]
    chart.set_chartarea({"border": {"color": LINE, "width": 0.75}})  # type: ignore[attr-defined]


def add_units(book: Workbook, looks: Looks, found: Sequence[Project]) -> None:
    """分单位投资: plan and investment of each unit in 亿元, by formulas; the program fills the rest."""
    sheet = book.add_worksheet(UNITS)
    right = len(_UNIT_COLUMNS) - 1
    set_widths(sheet, _UNIT_COLUMNS)
    write_title(sheet, looks, right, ("长安区2011年重点项目分单位投资完成情况表", "（截至10月底）"))
    write_unit_row(sheet, looks, 1, right, ("填报单位：长安区重点项目建设办公室（示例数据）", "单位：亿元"))
    write_head(sheet, looks, 2, _UNIT_COLUMNS)
    units = tuple(dict.fromkeys(one.owner for one in found))
    for row, unit in enumerate(units, LEDGER_FIRST):
        _unit_row(sheet, looks, row, unit, [one for one in found if one.owner == unit])
    last = LEDGER_FIRST + len(units) - 1
    strong = looks.body(bold=True, bg_color="#F3F6FA", num_format="0.00")
    sheet.set_row(last + 1, 24)
    for column in range(right + 1):
        sheet.write_blank(last + 1, column, None, strong)
    sheet.merge_range(last + 1, 0, last + 1, 5, "合　　计", strong)
    sums = (sum(one.plan for one in found) / 10000, sum(one.done for one in found) / 10000)
    for column, value in enumerate(sums, 6):
        area = f"{name_of(LEDGER_FIRST, column)}:{name_of(last, column)}"
        sheet.write_formula(last + 1, column, f"=SUM({area})", strong, value)
    notes = ("年度目标、完成数由公式从台账按责任单位统计，折算为亿元；完成率等栏由程序填写。均为示例数据。",)
    row = write_notes(sheet, looks, last + 2, right, notes)
    write_signatures(sheet, looks, row, right, SIGNATURES)
    sheet.write_comment(3, 6, "台账中本单位各项目年度投资计划之和。", COMMENT)
    sheet.freeze_panes(LEDGER_FIRST, 2)
    set_page(sheet, (row, right), (2, 3), landscape=False)


def _unit_row(sheet: Worksheet, looks: Looks, row: int, unit: str, group: Sequence[Project]) -> None:
    sheet.set_row(row, 22)
    texts = (row - LEDGER_FIRST + 1, unit, "项目投资", "亿元", 100, "正向")
    for column, text in enumerate(texts):
        sheet.write(row, column, text, looks.body())
    sums = (sum(one.plan for one in group), sum(one.done for one in group))
    for column, (source, value) in enumerate(zip("FG", sums, strict=True), 6):
        formula = f"=SUMIF({_area('L')},$B{row + 1},{_area(source)})/10000"
        sheet.write_formula(row, column, formula, looks.body(num_format="0.00"), value / 10000)
    for column, shown in zip(range(8, 13), ("0.0%", "0.0%", "+0.0;-0.0;0.0", "0.00", "@"), strict=True):
        sheet.write_blank(row, column, None, looks.body(num_format=shown))
