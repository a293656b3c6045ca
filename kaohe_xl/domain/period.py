"""The assessed period: its name, the days left, and the share of the year that is due by now (序时进度)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import Decimal

from kaohe_xl.domain.readings import Record
from kaohe_xl.domain.scheme import Basis, Settings

_ONE, _ZERO = Decimal(1), Decimal(0)


def period(as_of: date | None) -> str:
    """The assessed month as `2011-10`; "" when no day is stated."""
    return f"{as_of:%Y-%m}" if as_of else ""


def year_end(settings: Settings) -> date | None:
    """The day the assessment ends (考核结束日期): as stated, else 31 December of the assessed year.

    None when the workbook names neither an end, nor a year, nor a day covered.
    """
    if settings.ends:
        return settings.ends
    year = settings.year or (settings.as_of.year if settings.as_of else None)
    return date(year, 12, 31) if year else None


def days_left(settings: Settings) -> int | None:
    """Days from the last day covered to the end of the assessment, never below 0."""
    ends = year_end(settings)
    if ends is None or settings.as_of is None:
        return None
    return max(0, (ends - settings.as_of).days)


def is_year_end(settings: Settings) -> bool:
    """Whether the last day covered is the end of the assessment or of the year, or later."""
    if settings.as_of is None:
        return False
    stated = settings.ends is not None and settings.as_of >= settings.ends
    return stated or settings.as_of >= date(settings.year or settings.as_of.year, 12, 31)


def month_share(as_of: date) -> Decimal:
    """Months gone by, of twelve; a month counts as soon as a day of it is covered."""
    return Decimal(as_of.month) / 12


def day_share(as_of: date) -> Decimal:
    """Days gone by, of the 365 or 366 of that year."""
    return Decimal(as_of.timetuple().tm_yday) / (366 if isleap(as_of.year) else 365)


def span_share(as_of: date, start: date | None, end: date | None) -> Decimal | None:
    """The share of the indicator's own span that has gone by, first and last day included, 0 to 1.

    None without both ends, or when the end lies before the start.
    """
    if start is None or end is None or end < start:
        return None
    share = Decimal((as_of - start).days + 1) / ((end - start).days + 1)
    return min(_ONE, max(_ZERO, share))


def plan_share(record: Record) -> Decimal | None:
    """The workbook's own cumulative plan over the year's target; None without both, or target <= 0."""
    plan = record.plan.value if record.plan else None
    target = record.target.value if record.target else None
    if plan is None or target is None or target <= 0:
        return None
    return plan / target


class Calendar:
    """The share of the task due by now, for every record of one assessment.

    Where the declared basis has nothing to go by for a record, months take its place.
    """

    def __init__(self, settings: Settings) -> None:
        self._basis = settings.basis
        self._as_of = settings.as_of
        self._month = month_share(settings.as_of) if settings.as_of else None
        self._day = day_share(settings.as_of) if settings.as_of else None

    def progress(self, record: Record) -> Decimal | None:
        """序时进度 of the record as a ratio; None when no day is stated and none is needed less."""
        if self._basis is Basis.DAY:
            return self._day
        share = self._own_share(record)
        return self._month if share is None else share

    def falls_back(self, record: Record) -> bool:
        """Whether 计划 or 起止 is declared, and the record has nothing of the kind."""
        return self._basis in (Basis.PLAN, Basis.SPAN) and self._own_share(record) is None

    def _own_share(self, record: Record) -> Decimal | None:
        if self._basis is Basis.SPAN and self._as_of:
            return span_share(self._as_of, record.start, record.end)
        return plan_share(record) if self._basis in (None, Basis.PLAN) else None
