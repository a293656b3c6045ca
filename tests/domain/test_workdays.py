"""Working days: a deadline is never a day off."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.workdays import Workdays

FIRST = date(2011, 9, 1)
DAYS = st.dates(FIRST, FIRST + timedelta(days=120))
NATIONAL = frozenset(date(2011, 10, day) for day in range(1, 8))
OCTOBER = Workdays(NATIONAL, frozenset({date(2011, 10, 8), date(2011, 10, 9)}))


def test_five_working_days_before_the_national_holiday_end_after_it() -> None:
    assert OCTOBER.deadline(date(2011, 9, 29), 5) == date(2011, 10, 11)


def test_a_shifted_saturday_is_worked_and_an_ordinary_one_is_not() -> None:
    assert OCTOBER.is_workday(date(2011, 10, 8))
    assert not OCTOBER.is_workday(date(2011, 10, 15))


def test_a_day_off_moves_to_the_next_day_worked() -> None:
    assert OCTOBER.deadline(date(2011, 10, 3), 0) == date(2011, 10, 8)
    assert OCTOBER.deadline(date(2011, 10, 10), 0) == date(2011, 10, 10)


@given(DAYS, st.integers(0, 60), st.frozensets(DAYS, max_size=40), st.frozensets(DAYS, max_size=20))
def test_a_deadline_never_falls_on_a_day_off_and_leaves_the_days_it_promises(
    issued: date, days: int, holidays: frozenset[date], shifted: frozenset[date]
) -> None:
    calendar = Workdays(holidays, shifted)
    due = calendar.deadline(issued, days)
    assert calendar.is_workday(due)
    if days:
        assert calendar.between(issued, due) == days
    assert calendar.between(due, issued) == 0 or due <= issued
