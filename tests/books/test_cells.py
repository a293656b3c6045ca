"""Figures as real sheets write them: each quirk of the office's cells, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.cells import number, shown
from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.domain.findings import Cell, Severity

PLACE = Cell("市考指标", "F12")

READ_WITHOUT_DOUBT = [
    # cell, measure, value
    (225.1, "亿元", "225.1"),
    (5.1000000000000005, "", "5.1"),
    (0, "人", "0"),
    ("225.1", "亿元", "225.1"),
    ("２２５．１", "亿元", "225.1"),
    (" 225.1\u3000", "亿元", "225.1"),
    ("\u200b225.1\ufeff", "亿元", "225.1"),
    ("1,234.5", "", "1234.5"),
    ("1，234", "", "1234"),
    ("1 234.5", "", "1234.5"),
    ("1.2E+05", "", "120000"),
    ("'85", "", "85"),
    ("85%", "", "0.85"),
    ("85％", "%", "85"),
    ("85﹪", "%", "85"),
    ("85 %", "％", "85"),
    ("5个百分点", "%", "5"),
    ("12.5", "%", "12.5"),
    ("0.5‰", "‰", "0.5"),
    ("0.5%", "‰", "5"),
    ("170,024万元", "亿元", "17.0024"),
    ("17.0024亿元", "万元", "170024"),
    ("1.5亿", "万元", "15000"),
    ("3000元", "万元", "0.3"),
    ("¥100", "元", "100"),
    ("1.2万人", "人", "12000"),
    ("12000名", "万人", "1.2"),
    ("5000千瓦时", "万千瓦时", "0.5"),
    ("100㎡", "平方米", "100"),
    ("12元/人", "元/人", "12"),
    ("100亿元", "（亿元）", "100"),
    ("100亿元", "单位：亿元、%", "100"),
    ("12%", "亿元、%", "12"),
    ("5家", "", "5"),
    ("12万", "", "120000"),
    ("增长12.3%", "%", "12.3"),
    ("同比增长12.3%", "%", "12.3"),
    ("上升2个百分点", "百分点", "2"),
    ("下降10.9%", "%", "-10.9"),
    ("下降 10.9 ％", "%", "-10.9"),
    ("↓3%", "%", "-3"),
    ("增长-3%", "%", "-3"),
    ("-3.5", "", "-3.5"),
    ("−3.5", "", "-3.5"),
    ("－3.5", "", "-3.5"),
    ("+3.5%", "%", "3.5"),
    ("(12.5)", "", "-12.5"),
    ("（12.5%）", "%", "-12.5"),
    ("持平", "%", "0"),
    ("与上年持平", "%", "0"),
]


@pytest.mark.parametrize(("cell", "measure", "value"), READ_WITHOUT_DOUBT)
def test_a_figure_is_read_in_the_measure_of_its_row(cell: Value, measure: str, value: str) -> None:
    quantity = number(cell, measure=measure)
    assert quantity.value == D(value)
    assert not quantity.problem
    assert quantity.finding(PLACE) is None


READ_AND_REPORTED = [
    ("13、3%", "%", "13.3", "AMBIGUOUS_NUMBER"),
    ("13，3%", "%", "13.3", "AMBIGUOUS_NUMBER"),
    ("13。3", "", "13.3", "AMBIGUOUS_NUMBER"),
    ("约85", "", "85", "APPROXIMATE_FIGURE"),
    ("10余件", "件", "10", "APPROXIMATE_FIGURE"),
    ("80左右", "", "80", "APPROXIMATE_FIGURE"),
    ("225.1（快报）", "亿元", "225.1", "REMARK_IN_FIGURE"),
    ("225.1*", "亿元", "225.1", "REMARK_IN_FIGURE"),
    ("85①", "", "85", "REMARK_IN_FIGURE"),
    ("—5", "", "-5", "DASH_AS_MINUS"),
]


@pytest.mark.parametrize(("cell", "measure", "value", "code"), READ_AND_REPORTED)
def test_a_slip_is_read_kindly_and_reported(cell: str, measure: str, value: str, code: str) -> None:
    quantity = number(cell, measure=measure)
    found = quantity.finding(PLACE)
    assert quantity.value == D(value)
    assert found is not None
    assert (found.code, found.severity, found.place) == (code, Severity.WARNING, PLACE)
    assert cell in found.message or shown(cell) in found.message
    assert value in found.message


REFUSED = [
    ("好", "", "NOT_A_NUMBER"),
    ("前3名", "", "NOT_A_NUMBER"),
    ("下降-3%", "%", "NOT_A_NUMBER"),
    ("1e99", "", "NOT_ONE_NUMBER"),
    ("9" * 61, "", "NOT_A_NUMBER"),
    ("9" * 16, "", "NOT_A_NUMBER"),
    ("12 34", "", "NOT_ONE_NUMBER"),
    ("1\n234", "", "NOT_ONE_NUMBER"),
    ("80-90", "", "NOT_ONE_NUMBER"),
    ("80%～90%", "%", "NOT_ONE_NUMBER"),
    ("14/23", "", "NOT_ONE_NUMBER"),
    ("13、3", "", "NOT_ONE_NUMBER"),
    ("1,23", "", "NOT_ONE_NUMBER"),
    ("1.2.3", "", "NOT_ONE_NUMBER"),
    ("不低于不超过8", "", "NOT_A_NUMBER"),
    ("5家", "人", "UNIT_MISMATCH"),
    ("5万美元", "万元", "UNIT_MISMATCH"),
    ("100万元", "%", "UNIT_MISMATCH"),
    ("170,024万元", "", "UNIT_WITHOUT_MEASURE"),
    ("10月", "", "UNIT_WITHOUT_MEASURE"),
    ("下降5", "亿元", "GROWTH_FOR_LEVEL"),
    ("下降10.9%", "亿元", "GROWTH_FOR_LEVEL"),
    ("持平", "亿元", "GROWTH_FOR_LEVEL"),
    ("持平", "", "GROWTH_FOR_LEVEL"),
    ("是", "", "YES_NO_FOR_NUMBER"),
    ("已完成", "件", "YES_NO_FOR_NUMBER"),
    (True, "", "YES_NO_FOR_NUMBER"),
    ("无", "件", "NONE_OR_ZERO"),
    (ErrorValue("#DIV/0!"), "", "ERROR_IN_CELL"),
    (datetime(2011, 1, 10), "", "DATE_FOR_NUMBER"),
    (float("inf"), "", "NOT_A_NUMBER"),
    (float("nan"), "", "NOT_A_NUMBER"),
]


@pytest.mark.parametrize(("cell", "measure", "code"), REFUSED)
def test_what_is_no_figure_beyond_doubt_is_refused_and_reported(cell: Value, measure: str, code: str) -> None:
    quantity = number(cell, measure=measure)
    found = quantity.finding(PLACE)
    assert quantity.value is None
    assert not quantity.blank
    assert found is not None
    assert found.code == code
    assert found.place == PLACE


def test_an_error_value_is_named() -> None:
    found = number(ErrorValue("#DIV/0!")).finding(PLACE)
    assert found is not None
    assert "#DIV/0!" in found.message


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "  ",
        "\u3000",
        "——",
        "—",
        "-",
        "--",
        "/",
        "……",
        "未统计",
        "待定",
        "未 报",
        "暂无",
        "无数据",
        "N/A",
    ],
)
def test_a_blank_a_dash_and_the_words_for_them_are_not_reported(cell: Value) -> None:
    quantity = number(cell, measure="亿元")
    assert (quantity.value, quantity.blank, quantity.assessed, quantity.problem) == (None, True, True, "")


@pytest.mark.parametrize("cell", ["不考核", "不 考 核", "不参与考核", "免考核", "不涉及"])
def test_a_unit_may_be_let_off(cell: str) -> None:
    quantity = number(cell)
    assert (quantity.value, quantity.blank, quantity.assessed, quantity.problem) == (None, False, False, "")


BOUNDS = [
    ("≥2", "", "2", "≥"),
    ("2以上", "", "2", "≥"),
    ("完成80%以上", "%", "80", "≥"),
    ("不低于8%", "%", "8", "≥"),
    ("增长不低于8%", "%", "8", "≥"),
    ("100万元以上", "亿元", "0.01", "≥"),
    ("完成3件以上", "件", "3", "≥"),
    (">=2", "", "2", "≥"),
    ("≤5", "", "5", "≤"),
    ("不超过5人", "人", "5", "≤"),
    ("控制在3%以内", "%", "3", "≤"),
    ("＞2", "", "2", ">"),
    ("下降3%以上", "%", "-3", "≤"),
]


@pytest.mark.parametrize(("cell", "measure", "value", "bound"), BOUNDS)
def test_a_target_may_state_a_bound(cell: str, measure: str, value: str, bound: str) -> None:
    quantity = number(cell, measure=measure)
    assert (quantity.value, quantity.bound, quantity.problem) == (D(value), bound, "")


def test_a_number_that_excel_shows_as_a_percentage_is_percentage_points_only_where_the_measure_is() -> None:
    assert number(0.125, measure="%", percent=True).value == D("12.5")
    assert number(0.125, measure="百分点", percent=True).value == D("12.5")
    assert number(0.125, percent=True).percent
    assert number(0.125, measure="%").value == D("0.125")
    assert not number(0.125, measure="%").percent


@pytest.mark.parametrize("cell", [112.3, "112.3", "１１２．３", "112.3%"])
def test_an_index_is_growth_where_the_header_says_so(cell: Value) -> None:
    assert number(cell, measure="%", index=True).value == D("12.3")
    assert number(cell, index=True).value == D("0.123")


def test_an_index_is_left_alone_where_the_header_does_not_say_so() -> None:
    assert number(112.3, measure="%").value == D("112.3")


def test_growth_written_in_a_column_of_indices_stays_growth() -> None:
    assert number("增长12.3%", measure="%", index=True).value == D("12.3")


def test_a_growth_in_a_column_of_indices_is_doubted() -> None:
    quantity = number(12.3, measure="%", index=True)
    assert (quantity.value, quantity.problem) == (D("-87.7"), "INDEX_DOUBTFUL")


@pytest.mark.parametrize("cell", ["是", "√", "已完成", "完成", "达标", True])
def test_yes_counts_one_where_only_yes_or_no_is_asked(cell: Value) -> None:
    assert number(cell, boolean=True).value == 1


@pytest.mark.parametrize("cell", ["否", "×", "未完成", "未达标", False])
def test_no_counts_nothing_where_only_yes_or_no_is_asked(cell: Value) -> None:
    assert number(cell, boolean=True).value == 0


def test_a_cell_is_shown_as_a_person_sees_it() -> None:
    assert shown(None) == ""
    assert shown(5.1000000000000005) == "5.1"
    assert shown(85290000.0) == "85290000"
    assert shown(1e20) == "100000000000000000000"
    assert shown(True) == "TRUE"
    assert shown(datetime(2011, 10, 31)) == "2011-10-31"
    assert shown(datetime(2011, 10, 31, 8, 30)) == "2011-10-31 08:30"
    assert shown("责 任\n单 位 ") == "责 任 单 位"


decimals = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)


@given(decimals)
def test_every_number_written_as_text_is_the_number(value: D) -> None:
    assert number(f"{value:f}").value == value
    assert number(f"{value:,f}").value == value
    assert number(f"{value:f}%", measure="%").value == value


@given(decimals)
def test_full_width_digits_are_digits(value: D) -> None:
    wide = "".join(chr(ord(mark) + 0xFEE0) for mark in f"{value:f}")
    assert number(wide).value == value


@given(st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False))
def test_yuan_and_hundred_millions_are_the_same_money(value: D) -> None:
    assert number(f"{value:f}亿元", measure="万元").value == value * 10_000
    assert number(f"{value:f}万元", measure="亿元").value == value / 10_000


@given(
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.datetimes()),
    st.sampled_from(["", "%", "亿元", "件"]),
    st.booleans(),
    st.booleans(),
)
def test_any_cell_has_a_value_or_a_reason(cell: Value, measure: str, boolean: bool, index: bool) -> None:
    quantity = number(cell, measure=measure, boolean=boolean, index=index)
    assert quantity.value is not None or quantity.blank or quantity.problem or not quantity.assessed
    assert (quantity.finding(PLACE) is not None) == bool(quantity.problem)
