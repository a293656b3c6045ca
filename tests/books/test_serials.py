"""Dates at the ends of the calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from kaohe_xl.books.serials import date_of, serial_of


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("serial", [-1, -0.001, 2_958_466, 1e300, float("inf"), float("nan")])
def test_numbers_outside_the_calendar_are_no_dates(serial: float, is_1904: bool) -> None:
    assert date_of(serial, is_1904) is None


@pytest.mark.parametrize(("serial", "is_1904"), [(2_957_004, True), (2_958_465.5, True), (2_958_465.999_999_999_9, False)])
def test_the_end_of_the_calendar_is_no_error(serial: float, is_1904: bool) -> None:
    assert date_of(serial, is_1904) is None


def test_the_last_days_are_dates() -> None:
    assert date_of(2_958_465, False) == date_of(2_957_003, True) == dt.datetime(9999, 12, 31)


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_come_back(is_1904: bool) -> None:
    for day in (dt.datetime(1904, 1, 2), dt.datetime(2011, 10, 31, 12), dt.datetime(9999, 12, 31)):
        serial = serial_of(day, is_1904)
        assert serial is not None and date_of(serial, is_1904) == day
