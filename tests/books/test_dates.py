"""Dates as cells write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import ErrorValue, Value

DAY = date(2011, 10, 31)


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2011, 10, 31), 40847, 40847.5, 20111031, 201110, "2011年10月31日", "2011年10月", "2011-10-31",
        "2011/10/31", "2011.10.31", "2011-10", "2011.10", "2011年10月底", "截至2011年10月底", "20111031", "201110", "２０１１年１０月",
        "2011 年 10 月 31 日", "二〇一一年十月三十一日", "2011年1-10月", "2011年1月至10月",
    ],
)  # fmt: skip
def test_a_whole_date_is_read(cell: Value) -> None:
    assert day(cell) == DAY


@pytest.mark.parametrize(
    "cell", [10, "10", "10月", "10月底", "10月份", "10月末", "10月31日", "截至10月底", "1-10月", "十月底"]
)
def test_a_month_takes_the_year_of_the_assessment(cell: Value) -> None:
    assert day(cell, year=2011) == DAY
    assert day(cell) is None


@pytest.mark.parametrize(
    ("cell", "month"), [("上半年", 6), ("三季度", 9), ("前三季度", 9), ("2011年全年", 12), ("年底", 12)]
)
def test_a_quarter_ends_with_its_last_month(cell: str, month: int) -> None:
    found = day(cell, year=2011)
    assert found is not None
    assert (found.year, found.month, found.day) == (2011, month, 30 if month in (6, 9) else 31)


def test_february_ends_as_the_year_has_it() -> None:
    assert day("2月", year=2011) == date(2011, 2, 28)
    assert day("2月", year=2012) == date(2012, 2, 29)


def test_the_day_on_which_something_begins_is_the_first_of_its_month_or_year() -> None:
    assert day("2011年10月", opening=True) == date(2011, 10, 1)
    assert day("2011年", opening=True) == date(2011, 1, 1)
    assert day(2011, opening=True) == date(2011, 1, 1)
    assert day("2011年10月5日", opening=True) == date(2011, 10, 5)


@pytest.mark.parametrize(
    "cell",
    [None, "", "不知道", True, ErrorValue("#N/A"), 2011, "2011年", "2011-13-01", "2011-02-30", "2011年2月31日", -5, 0, 1e20, "31/10/2011",
     2011.1, datetime(1900, 1, 1), "1011年10月"],
)  # fmt: skip
def test_what_is_no_date_beyond_doubt_is_none(cell: Value) -> None:
    assert day(cell) is None


def test_2011_1_as_a_number_may_be_january_or_october_and_is_refused() -> None:
    assert day(2011.1) is None
    assert day(2011.12) == date(2011, 12, 31)
    assert day("2011.1") == date(2011, 1, 31)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_date_gives_the_date(when: date) -> None:
    serial = (when - date(1899, 12, 30)).days
    for cell in (serial, f"{when:%Y%m%d}", f"{when:%Y-%m-%d}", f"{when.year}年{when.month}月{when.day}日"):
        assert day(cell) == when


@given(st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.integers()))
def test_no_cell_breaks_it(cell: Value) -> None:
    found = day(cell, year=2011)
    assert found is None or 1990 <= found.year <= 2100
