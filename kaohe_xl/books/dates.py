"""Dates as cells write them: real dates, serial numbers, 2011年10月, 20111031, 10月底."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.plain import compact

FIRST_YEAR, LAST_YEAR = 1990, 2100
# Excel's day 1 is 1900-01-01, and it believes in 1900-02-29; right from March 1900 on.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(32874, 73416)
_MONTHS_OF_WORD = {
    **dict.fromkeys(("一季度", "1季度", "第一季度"), 3),
    **dict.fromkeys(("二季度", "2季度", "第二季度", "上半年", "半年"), 6),
    **dict.fromkeys(("三季度", "3季度", "第三季度", "前三季度"), 9),
    **dict.fromkeys(("四季度", "4季度", "第四季度", "下半年", "全年", "年底", "年末"), 12),
}
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE = re.compile(r"[〇○零一二三四五六七八九十]+(?=[年月日号])")
_PATTERNS = tuple(
    re.compile(rf"(?:截至|截止|到|至)?{pattern}(?:为止|止|底|末|份)?")
    for pattern in (
        r"(?P<year>\d{4})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d{4})(?P<month>\d{2})",
        r"(?P<year>\d{4})[-./年](?:\d{1,2}月?[-—~至到])?(?P<month>\d{1,2})月?",
        r"(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
        r"(?:\d{1,2}月?[-—~至到])(?P<month>\d{1,2})月",
        r"(?P<month>\d{1,2})月?",
        r"(?P<year>\d{4})年?度?",
    )
)


def day(value: Value, *, year: int | None = None, opening: bool = False) -> date | None:
    """The date that a cell states; None where it states none beyond doubt.

    A month alone is its last day, its first when `opening`; a year alone counts only when `opening`.
    `year` supplies the year of 10月底; without it such a text is no date.
    """
    if isinstance(value, (bool, ErrorValue)) or value is None:
        return None
    if isinstance(value, datetime):
        return value.date() if FIRST_YEAR <= value.year <= LAST_YEAR else None
    if isinstance(value, (int, float)):
        return _from_number(value, year, opening)
    return _from_text(compact(value), year, opening)


def _from_number(value: float, year: int | None, opening: bool) -> date | None:
    """A serial day, 20111031, 201110, a month, a year, or 2011.12; 2011.1 may be January or October."""
    if value == int(value):
        if int(value) in _SERIALS:
            return _EPOCH + timedelta(days=int(value))
        return _from_text(str(int(value)), year, opening)
    if int(value) in _SERIALS:
        return _EPOCH + timedelta(days=int(value))
    text = f"{value:.10g}"
    return None if text.endswith(".1") else _from_text(text, year, opening)


def _from_text(text: str, year: int | None, opening: bool) -> date | None:
    text = _CHINESE.sub(lambda match: _arabic(match[0]), text)
    word = re.fullmatch(r"(?:(\d{4})年度?)?(.+)", text)
    if word and word[2] in _MONTHS_OF_WORD:
        return _date(int(word[1]) if word[1] else year, _MONTHS_OF_WORD[word[2]], None, opening)
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            found = {name: int(part) for name, part in match.groupdict().items() if part}
            return _date(found.get("year", year), found.get("month"), found.get("day"), opening)
    return None


def _date(year: int | None, month: int | None, number: int | None, opening: bool) -> date | None:
    """The date of these parts, its missing ones filled in; None where there is no such day."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None:
        return date(year, 1, 1) if opening else None
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    number = number or (1 if opening else last)
    return date(year, month, number) if number <= last else None


def _arabic(numeral: str) -> str:
    """Chinese numerals of a date in digits: 二〇一一 is 2011, 三十一 is 31."""
    if "十" not in numeral:
        return numeral.translate(_DIGITS)
    tens, ones = numeral.split("十", 1)
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")
