"""Sixty workbooks with one mistake each: `kaohe score` names it with its cell, and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.references import area_of
from kaohe_xl.cli import kaohe
from tests.cases.canvas import Canvas, Workbook, Written

Cells = Mapping[str, Value | Written]
SHEETS: dict[str, list[list[Value]]] = {
    "考核设置": [
        ["名称", "值"], ["考核年度", 2011], ["截至日期", "2011-10-31"], ["考核结束日期", "2011-12-20"], ["本单位", "长安区"], ["绿灯下限", 1],
        ["黄灯下限", 0.9], ["前列名次", 3], ["并列", "1224"], ["得分小数", 2], ["等次", "优秀≥90；良好≥80；合格≥60；不合格"], ["序时口径", "月份"],
    ],
    "计分规则": [
        ["指标", "单位", "分值", "方向", "方法", "参数", "条款", "生效日期"],
        ["生产总值", None, 10, "正向", "完成率+超额加分", "每=1%；加=0.1；最多=8%", "第一条", "2011-01-01"],
        ["信访量", None, 5, "逆向", "完成率", None, "第二条", "2011-01-01"],
        ["就业", None, 8, "正向", "阶梯", "表=1:8，0.9:6，0.8:4", "第三条", "2011-01-01"],
        ["满意率", None, 10, "正向", "名次", "表=1:10，2:8，3:6；其后=4", "第四条", "2011-01-01"],
    ],
    "加减分": [
        ["单位", "事项", "类型", "级别", "分值", "日期"],
        ["长安区", "全省文明区", "加分", "省级", 1, "2011-06-01"],
        ["长安区", "通报批评", "扣分", "市级", 0.5, "2011-07-01"],
    ],
    "一票否决": [["单位", "事项", "日期", "结果等次"], ["蓝田县", "安全事故", "2011-05-01", "合格"]],
    "市考指标": [
        ["长安区2011年市考指标完成情况表（截至10月底）"],
        ["序号", "指标", "计量单位", "分值", "方向", "年度目标", "1-10月完成", "得分", "预警", "责任单位"],
        [1, "生产总值", "亿元", 10, "正向", 310, 225.1, None, None, "发改委"],
        [2, "信访量", "件", 5, "逆向", 100, 70, None, None, "信访局"],
        [3, "就业", "人", 8, "正向", 9500, 9120, None, None, "人社局"],
        [4, "满意率", "%", 10, "正向", 95, 92.4, None, None, "考核办"],
    ],
    "各区县": [
        ["2011年各区县1-10月完成情况"],
        ["指标", "计量单位", "新城区", "蓝田县", "户县"],
        ["生产总值", "亿元", 318.4, 68.4, 104.5],
        ["满意率", "%", 90.1, 93.3, 88.7],
    ],
}  # fmt: skip
STALE = Written(formula="=G4+1", stale=True)
SHARE = Written(0.853, percent=True)

# What is wrong, the sheet, what stands where, the finding and its cell where it isn't the first cell changed.
MISTAKES: list[tuple[str, str, Cells, str, str]] = [
    ("division by zero", "市考指标", {"G3": ErrorValue("#DIV/0!")}, "ERROR_IN_CELL", ""),
    ("a lookup that found nothing", "市考指标", {"F5": ErrorValue("#N/A")}, "ERROR_IN_CELL", ""),
    ("a lost reference among peers", "各区县", {"D3": ErrorValue("#REF!")}, "ERROR_IN_CELL", ""),
    ("a formula that nobody calculated", "市考指标", {"G3": STALE}, "FORMULA_WITHOUT_VALUE", ""),
    ("a target that nobody calculated", "市考指标", {"F6": STALE}, "FORMULA_WITHOUT_VALUE", ""),
    ("1-10 turned into a date", "市考指标", {"G3": datetime(2011, 1, 10)}, "DATE_FOR_NUMBER", ""),
    ("a date among peers", "各区县", {"E4": datetime(2011, 10, 1)}, "DATE_FOR_NUMBER", ""),
    ("yes for a figure", "市考指标", {"G4": "是"}, "YES_NO_FOR_NUMBER", ""),
    ("a truth value", "市考指标", {"G5": True}, "YES_NO_FOR_NUMBER", ""),
    ("done for a figure", "各区县", {"C3": "已完成"}, "YES_NO_FOR_NUMBER", ""),
    ("words for a figure", "市考指标", {"G3": "形势良好"}, "NOT_A_NUMBER", ""),
    ("words for a target", "市考指标", {"F3": "另行下达"}, "NOT_A_NUMBER", ""),
    ("see the attachment", "市考指标", {"G6": "见附件2"}, "NOT_A_NUMBER", ""),
    ("a question mark", "各区县", {"D4": "93.3?"}, "NOT_A_NUMBER", ""),
    ("two decimal points", "市考指标", {"G3": "225.1.3"}, "NOT_ONE_NUMBER", ""),
    ("none, or nothing known", "市考指标", {"G4": "无"}, "NONE_OR_ZERO", ""),
    ("none among peers", "各区县", {"D3": "没有"}, "NONE_OR_ZERO", ""),
    ("two figures with a slash", "市考指标", {"G3": "225.1/230"}, "NOT_ONE_NUMBER", ""),
    ("a span", "市考指标", {"G3": "225-230"}, "NOT_ONE_NUMBER", ""),
    ("two lines in a cell", "市考指标", {"G5": "9120\n9300"}, "NOT_ONE_NUMBER", ""),
    ("two figures and a comma", "各区县", {"C4": "90.1、91.2"}, "NOT_ONE_NUMBER", ""),
    ("growth where an amount is meant", "市考指标", {"G3": "增长12.3%"}, "GROWTH_FOR_LEVEL", ""),
    ("a fall where persons are meant", "市考指标", {"G5": "下降3.1%"}, "GROWTH_FOR_LEVEL", ""),
    ("as last year where an amount is meant", "市考指标", {"G3": "持平"}, "GROWTH_FOR_LEVEL", ""),
    ("a percentage where an amount is meant", "市考指标", {"G3": "72.6%"}, "PERCENT_FOR_LEVEL", ""),
    ("a percentage shown where persons are meant", "市考指标", {"G5": SHARE}, "PERCENT_FOR_LEVEL", ""),
    ("a percentage for a target", "市考指标", {"F3": "12%"}, "PERCENT_FOR_LEVEL", ""),
    ("tonnes where 亿元 are meant", "市考指标", {"G3": "225.1吨"}, "UNIT_MISMATCH", ""),
    ("万元 where cases are meant", "市考指标", {"G4": "70万元"}, "UNIT_MISMATCH", ""),
    ("persons where 亿元 are meant", "各区县", {"E3": "104.5人"}, "UNIT_MISMATCH", ""),
    ("amounts and persons where no measure is stated", "市考指标", {"G3": "225.1万人", "C3": None, "F3": "310亿元"}, "UNIT_MISMATCH", ""),
    ("points in words", "市考指标", {"D3": "十分"}, "NOT_A_NUMBER", ""),
    ("an indicator twice", "市考指标", {"B5": "生产总值"}, "DUPLICATE_INDICATOR", ""),
    ("an indicator twice, once with a number", "市考指标", {"B6": "4.信访量"}, "DUPLICATE_INDICATOR", ""),
    ("an indicator twice among peers", "各区县", {"A4": "生产总值"}, "DUPLICATE_INDICATOR", ""),
    ("a direction that is none", "市考指标", {"E3": "向上"}, "BAD_RULE_DIRECTION", ""),
    ("a direction that is none in the rules", "计分规则", {"D2": "左"}, "BAD_RULE_DIRECTION", ""),
    ("points below nothing", "计分规则", {"C2": -10}, "BAD_RULE_POINTS", ""),
    ("points in words in the rules", "计分规则", {"C3": "五分左右"}, "BAD_RULE_POINTS", ""),
    ("a rule for no indicator", "计分规则", {"A3": None}, "RULE_ROW_WITHOUT_INDICATOR", ""),
    ("a rule whose day is none", "计分规则", {"H2": "年初"}, "BAD_RULE_DATE", ""),
    ("a rule on the 30th of February", "计分规则", {"H4": "2011-02-30"}, "BAD_RULE_DATE", ""),
    ("a table of ranks that ends early", "计分规则", {"F5": "表=1:10"}, "RANK_BEYOND_TABLE", ""),
    ("a method that there isn't", "计分规则", {"E2": "大约评分"}, "RULE_UNKNOWN_METHOD", ""),
    ("a parameter that there isn't", "计分规则", {"F2": "每=1%；加=0.1；封顶线=8%"}, "RULE_UNKNOWN_PARAMETER", ""),
    ("a parameter that is no number", "计分规则", {"F2": "每=很多；加=0.1"}, "RULE_BAD_VALUE", ""),
    ("steps without points", "计分规则", {"F4": "表=1，0.9，0.8"}, "RULE_BAD_VALUE", ""),
    ("no steps at all", "计分规则", {"F4": None}, "RULE_PARAMETER_MISSING", ""),
    ("an award without a unit", "加减分", {"A2": None}, "ADJUSTMENT_WITHOUT_UNIT", ""),
    ("an award without points", "加减分", {"E2": None}, "ADJUSTMENT_WITHOUT_POINTS", ""),
    ("points of an award in words", "加减分", {"E3": "酌情"}, "BAD_ADJUSTMENT_POINTS", ""),
    ("neither bonus nor deduction", "加减分", {"C2": "表扬"}, "UNKNOWN_ADJUSTMENT_KIND", ""),
    ("a bonus below nothing", "加减分", {"E2": -1}, "ADJUSTMENT_SIGN", ""),
    ("a veto against nobody", "一票否决", {"A2": None}, "VETO_WITHOUT_UNIT", ""),
    ("a veto to a grade that there isn't", "一票否决", {"D2": "丁等"}, "VETO_GRADE_UNKNOWN", "B2"),
    ("a year in words", "考核设置", {"B2": "今年"}, "MALFORMED_SETTING", ""),
    ("a day that is none", "考核设置", {"B3": "十月某日"}, "MALFORMED_SETTING", ""),
    ("a bound in words", "考核设置", {"B6": "较高"}, "MALFORMED_SETTING", ""),
    ("ties by no known way", "考核设置", {"B9": "抽签"}, "MALFORMED_SETTING", ""),
    ("grades that nobody can read", "考核设置", {"B11": "好、中、差"}, "MALFORMED_SETTING", ""),
    ("amber above green", "考核设置", {"B7": 1.2}, "BOUNDS_CROSSED", ""),
]  # fmt: skip


def _book(folder: Path, sheet: str, changes: Cells) -> Path:
    """The workbook with these cells instead."""
    book = Workbook()
    for name, rows in SHEETS.items():
        canvas = Canvas(name)
        for number, row in enumerate(rows, 1):
            canvas.line(number, row)
        if name == sheet:
            for reference, value in changes.items():
                area = area_of(reference)
                canvas.cells.pop((area.top, area.left), None)
                canvas.put(area.top, area.left, value)
        book.sheets.append(canvas)
    return book.write(folder / "考核.xlsx")


def test_the_workbook_without_a_mistake_is_written(office_folder: Path) -> None:
    path = _book(office_folder, "", {})
    done = CliRunner().invoke(kaohe, ["score", str(path), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["written"]


@pytest.mark.parametrize(
    ("sheet", "changes", "code", "cell"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_named_with_its_cell_and_nothing_is_written(
    sheet: str, changes: Cells, code: str, cell: str, office_folder: Path
) -> None:
    path = _book(office_folder, sheet, changes)
    before = path.read_bytes()
    done = CliRunner().invoke(kaohe, ["score", str(path), "--json"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    errors = [
        (one["code"], one["sheet"], one["cell"]) for one in report["findings"] if one["severity"] == "error"
    ]
    assert (code, sheet, cell or next(iter(changes))) in errors, errors
    assert not report["written"]
    assert path.read_bytes() == before


def test_there_are_sixty_mistakes() -> None:
    assert len({name for name, *_ in MISTAKES}) >= 60
