"""Figures that aren't final yet."""

from __future__ import annotations

import pytest

from kaohe_xl.books.grid import Value
from tests.books.checking import Rows, findings


def table(actual: Value = 198.6, remark: Value = None, header: str = "完成", title: str = "") -> Rows:
    return [
        [title or "2011年市考指标（1-10月）"],
        ["指标", "计量单位", "方向", "年度目标", header, "备注"],
        ["生产总值", "亿元", "正向", 310, actual, remark],
    ]


def said(rows: Rows) -> list[tuple[str, str]]:
    return [(f.code, str(f.place)) for f in findings({"市考指标": rows})]


def test_final_figures_are_silent() -> None:
    assert said([*table(remark="预计12月底竣工"), ["注：1.数据由市统计局提供，以公布数为准。"]]) == []


@pytest.mark.parametrize("text", ["198.6（初步数）", "198.6(快报)", "198.6（预计）"])
def test_a_figure_that_calls_itself_provisional(text: str) -> None:
    assert said(table(text)) == [("PROVISIONAL_FIGURE", "市考指标!E3")]


@pytest.mark.parametrize(
    "text", ["初步核算数", "快报数，以年报为准", "预计完成数", "数据尚未核定", "待统计部门审定"]
)
def test_a_remark_beside_the_figure(text: str) -> None:
    assert said(table(remark=text)) == [("PROVISIONAL_ROW", "市考指标!F3")]


def test_a_header_a_title_and_a_note() -> None:
    assert said(table(header="1-10月完成（快报数）")) == [("PROVISIONAL_COLUMN", "市考指标!E2")]
    assert said(table(title="2011年1-10月市考指标快报")) == [("PROVISIONAL_TABLE", "市考指标!A1")]
    assert said([*table(), ["注：本表为初步统计数。"]]) == [("PROVISIONAL_TABLE", "市考指标!A4")]


def test_the_indicator_of_a_figure_is_named_where_it_stands_across() -> None:
    rows: Rows = [
        ["单位", "固投", None],
        [None, "目标", "完成"],
        ["甲镇", 10, "9（快报数）"],
        ["乙镇", 10, 8],
    ]
    (found,) = findings({"各镇": rows})
    assert found.message.startswith("“固投”的数“9（快报数）”")
