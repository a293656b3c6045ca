"""Functions of dates, as serial numbers of the calendar that starts in 1900."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from kaohe_xl.books.formulas.functions import integer, lifting, number, text
from kaohe_xl.books.formulas.values import Scalar, Unsure
from kaohe_xl.books.serials import EPOCH_1900

_FIRST, _LAST = 61, 2_958_465


def _day(value: Scalar) -> datetime:
    """The day of a serial number; its time doesn't count. Raises Unsure for texts, and before March 1900."""
    if isinstance(value, str | bool) or value is None:
        raise Unsure
    found = number(value)
    if not _FIRST <= found <= _LAST:
        raise Unsure
    return EPOCH_1900 + timedelta(days=int(found))


def _serial(day: datetime) -> int:
    found = (day - EPOCH_1900).days
    if not _FIRST <= found <= _LAST:
        raise Unsure
    return found


@lifting("DATE", 3, 3)
def _date(year: Scalar, month: Scalar, day: Scalar) -> Scalar:
    years, months, days = integer(year), integer(month), integer(day)
    if not (1901 <= years <= 9998 and abs(months) <= 1200 and abs(days) <= 100_000):
        raise Unsure
    years, months = years + (months - 1) // 12, (months - 1) % 12 + 1
    return _serial(datetime(years, months, 1) + timedelta(days=days - 1))


lifting("YEAR", 1, 1)(lambda value: _day(value).year)
lifting("MONTH", 1, 1)(lambda value: _day(value).month)
lifting("DAY", 1, 1)(lambda value: _day(value).day)
lifting("EDATE", 2, 2)(lambda value, months: _serial(_months_on(_day(value), integer(months))))


@lifting("EOMONTH", 2, 2)
def _eomonth(value: Scalar, months: Scalar) -> Scalar:
    day = _months_on(_day(value).replace(day=1), integer(months))
    return _serial(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def _months_on(day: datetime, months: int) -> datetime:
    """The same day of another month, or that month's last."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    if not 1901 <= year <= 9998:
        raise Unsure
    return datetime(year, month, min(day.day, calendar.monthrange(year, month)[1]))


lifting("DAYS", 2, 2)(lambda end, start: _serial(_day(end)) - _serial(_day(start)))


@lifting("DATEDIF", 3, 3)
def _datedif(start: Scalar, end: Scalar, unit: Scalar) -> Scalar:
    first, last = _day(start), _day(end)
    if first > last:
        raise Unsure
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    kind = text(unit).lower()
    if kind == "d":
        return (last - first).days
    if kind == "m":
        return months
    if kind == "y":
        return months // 12
    raise Unsure


@lifting("WEEKDAY", 1, 2)
def _weekday(value: Scalar, kind: Scalar = 1) -> Scalar:
    day = _day(value).isoweekday()
    which = integer(kind)
    if which == 1:
        return day % 7 + 1
    if which == 2:
        return day
    if which == 3:
        return day - 1
    raise Unsure
