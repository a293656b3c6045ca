"""The period, the days left, and what share of the year is due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.period import (
    Calendar,
    day_share,
    days_left,
    is_year_end,
    month_share,
    period,
    plan_share,
    span_share,
    year_end,
)
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Basis, Settings

OCTOBER = date(2011, 10, 31)


def record(target: str | None = None, plan: str | None = None, **span: date) -> Record:
    as_reading = [Reading(D(x)) if x is not None else None for x in (target, plan)]
    return Record("甲镇", "固投", Reading(D(1)), as_reading[0], as_reading[1], **span)


def test_the_period_is_the_month_of_the_last_day_covered() -> None:
    assert period(OCTOBER) == "2011-10"
    assert period(None) == ""


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        (Settings(as_of=OCTOBER, ends=date(2011, 12, 20)), 50),  # the speech: 大干50天
        (Settings(as_of=OCTOBER), 61),
        (Settings(as_of=OCTOBER, year=2012), 427),
        (Settings(as_of=date(2012, 1, 5), ends=date(2011, 12, 20)), 0),
        (Settings(ends=date(2011, 12, 20)), None),
        (Settings(), None),
    ],
)
def test_days_left_run_to_the_end_of_the_assessment(settings: Settings, left: int | None) -> None:
    assert days_left(settings) == left


def test_the_year_ends_as_stated_or_on_its_last_day() -> None:
    assert year_end(Settings(year=2011)) == date(2011, 12, 31)
    assert year_end(Settings(year=2011, ends=date(2011, 12, 20))) == date(2011, 12, 20)


@pytest.mark.parametrize(
    ("settings", "ended"),
    [
        (Settings(as_of=OCTOBER), False),
        (Settings(as_of=date(2011, 12, 31)), True),
        (Settings(as_of=date(2011, 12, 20), ends=date(2011, 12, 20)), True),
        (Settings(as_of=date(2011, 12, 31), ends=date(2012, 1, 15)), True),
        (Settings(), False),
    ],
)
def test_binding_targets_fall_due_at_the_end(settings: Settings, ended: bool) -> None:
    assert is_year_end(settings) is ended


@pytest.mark.parametrize(
    ("completion", "as_of", "ahead"),
    [
        ("0.535", date(2011, 6, 30), "3.5"),
        ("0.456", date(2011, 5, 31), "3.93"),
        ("0.443", date(2011, 5, 31), "2.63"),
        ("0.75", OCTOBER, "-8.33"),
    ],
)
def test_published_leads_over_the_months_gone_by(completion: str, as_of: date, ahead: str) -> None:
    """Published figures: 53.5 % at the end of June is 3.5 points ahead, and so on."""
    assert half_up((D(completion) - month_share(as_of)) * 100, 2) == D(ahead)


def test_days_count_of_a_leap_year_too() -> None:
    assert day_share(date(2011, 12, 31)) == day_share(date(2012, 12, 31)) == 1
    assert day_share(date(2012, 2, 29)) == D(60) / 366


def test_a_span_counts_both_its_days_and_stays_within_0_and_1() -> None:
    start, end = date(2011, 10, 1), date(2011, 10, 10)
    assert span_share(date(2011, 10, 1), start, end) == D("0.1")
    assert span_share(date(2011, 10, 10), start, end) == 1
    assert span_share(date(2011, 9, 1), start, end) == 0
    assert span_share(OCTOBER, start, end) == 1


@pytest.mark.parametrize(("start", "end"), [(None, OCTOBER), (OCTOBER, None), (OCTOBER, date(2011, 10, 1))])
def test_half_a_span_or_one_turned_round_is_none(start: date | None, end: date | None) -> None:
    assert span_share(OCTOBER, start, end) is None


@pytest.mark.parametrize(("target", "plan"), [(None, "5"), ("10", None), ("0", "5"), ("-3", "5")])
def test_a_plan_needs_a_target_to_be_a_share_of(target: str | None, plan: str | None) -> None:
    assert plan_share(record(target, plan)) is None


@pytest.mark.parametrize(
    ("basis", "share"),
    [
        (None, D("0.75")),
        (Basis.PLAN, D("0.75")),
        (Basis.MONTH, D(10) / 12),
        (Basis.DAY, D(304) / 365),
        (Basis.SPAN, D("0.31")),
    ],
)
def test_the_declared_basis_tells_what_is_due(basis: Basis | None, share: D) -> None:
    full = record("200", "150", start=date(2011, 10, 1), end=date(2012, 1, 8))
    assert Calendar(Settings(as_of=OCTOBER, basis=basis)).progress(full) == share


@pytest.mark.parametrize("basis", [None, Basis.PLAN, Basis.SPAN])
def test_months_take_the_place_of_a_basis_with_nothing_to_go_by(basis: Basis | None) -> None:
    assert Calendar(Settings(as_of=OCTOBER, basis=basis)).progress(record("200")) == D(10) / 12


@pytest.mark.parametrize("basis", list(Basis))
def test_without_a_day_only_the_plan_can_tell(basis: Basis) -> None:
    progress = Calendar(Settings(basis=basis)).progress(record("200", "150"))
    assert progress == (D("0.75") if basis is Basis.PLAN else None)
