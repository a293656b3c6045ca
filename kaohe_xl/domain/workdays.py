"""Working days: weekends off, holidays (节假日) off, shifted workdays (调休上班) on."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked. A day listed as both is worked: 调休 is said of single days."""

    holidays: Set[date] = frozenset()
    shifted: Set[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether the day is worked."""
        return day in self.shifted or (day.weekday() < _SATURDAY and day not in self.holidays)

    def deadline(self, issued: date, days: int) -> date:
        """The last of `days` working days after the day of issue; for 0 that day, or the next one worked."""
        day = issued
        while not self.is_workday(day) and days <= 0:
            day += _DAY
        for _ in range(days):
            day += _DAY
            while not self.is_workday(day):
                day += _DAY
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days come after `first`, up to and with `last`; 0 where that is earlier."""
        span = (last - first).days
        return sum(self.is_workday(first + number * _DAY) for number in range(1, span + 1))
