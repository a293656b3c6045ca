"""Dates as Excel stores them: days since an epoch; and which number formats show a date or a percentage."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import Enum

EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
_FIRST_MARCH_1900 = 61
_LAST_SERIAL = 2_958_466
_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_PERCENTS = frozenset({9, 10})
_LONGEST_CODE = 1024
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', re.DOTALL)


class Shown(Enum):
    """What Excel shows a number as."""

    NUMBER = 0
    DATE = 1
    PERCENT = 2


def shown_as(format_id: int, code: str | None) -> Shown:
    """What a number format shows; `code` is None for a built-in one. A time of day counts as a number."""
    if code is None:
        return (
            Shown.DATE if format_id in _DATES else Shown.PERCENT if format_id in _PERCENTS else Shown.NUMBER
        )
    bare = _NOT_CODE.sub("", code[:_LONGEST_CODE]).split(";")[0].lower()
    if bare in ("general", "standard", "g/通用格式", "@"):
        return Shown.NUMBER
    if "%" in bare:
        return Shown.PERCENT
    is_month = "m" in bare and not ("h" in bare or "s" in bare)
    return Shown.DATE if is_month or "y" in bare or "d" in bare or "aaa" in bare else Shown.NUMBER


def date_of(serial: float, is_1904: bool) -> datetime | None:
    """The date of a serial number, to the millisecond; None outside Excel's calendar."""
    if not 0 <= serial < _LAST_SERIAL:
        return None
    days = serial if is_1904 or serial >= _FIRST_MARCH_1900 - 1 else serial + 1
    try:
        return (EPOCH_1904 if is_1904 else EPOCH_1900) + timedelta(milliseconds=round(days * 86_400_000))
    except OverflowError:  # the calendar's end, counted from 1904 or rounded up
        return None


def serial_of(date: datetime, is_1904: bool) -> float | None:
    """The serial number of a date; None before the epoch."""
    days = (date.replace(tzinfo=None) - (EPOCH_1904 if is_1904 else EPOCH_1900)) / timedelta(days=1)
    if not is_1904 and days < _FIRST_MARCH_1900:
        days -= 1
    if days < 0:
        return None
    return int(days) if days == int(days) else days
