"""督办台账: the state of a case, and the points that documents cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.ladder import workdays_of
from kaohe_xl.domain.ladder_rules import SHORT
from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Settings
from kaohe_xl.domain.supervision import Case


class State(StrEnum):
    """What became of a case (状态), as the ledger says it."""

    WRITTEN_OFF = "已销号"
    SETTLED = "已办结"
    EXEMPT = "免督办"
    OVERDUE = "逾期"
    DUE_SOON = "临期"
    REPLIED = "已回复"
    OPEN = "办理中"


def state_of(case: Case, today: date, settings: Settings) -> State:
    """The state of the case on that day; due soon: at most 临期天数 working days are left."""
    if case.exempt:
        return State.EXEMPT
    if case.written_off:
        return State.WRITTEN_OFF
    if case.settled:
        return State.SETTLED
    if case.due is not None and case.due < today:
        return State.OVERDUE
    if case.due is not None and workdays_of(settings).between(today, case.due) <= settings.due_soon:
        return State.DUE_SOON
    return State.REPLIED if case.replied else State.OPEN


def is_late(case: Case, day: date) -> bool:
    """Whether something done on that day comes after the deadline."""
    return case.due is not None and day > case.due


def deductions(
    cases: Iterable[Case], typed: Sequence[Adjustment]
) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """The points that documents cost, as deductions of their units, each once.

    One that the office typed into 加减分 as well counts there only, and a finding says so: its row names
    the document's number, or that kind of document with the same points.
    """
    found: list[Adjustment] = []
    notes: list[Finding] = []
    left = [one for one in typed if one.kind is AdjustmentKind.DEDUCTION]
    for case in cases:
        points = case.points
        if not points or case.exempt:
            continue
        for unit in case.units:
            same = next((one for one in left if _is_same(case, unit, one)), None)
            if same is None:
                found.append(_deduction(case, unit, points))
                continue
            left.remove(same)
            words = {"unit": unit, "document": _document(case), "points": shown(points)}
            place = same.place or ""
            notes.append(finding("DOCUMENT_COUNTED_ONCE", Severity.WARNING, case.place, **words, other=place))
    return tuple(found), tuple(notes)


def _is_same(case: Case, unit: str, typed: Adjustment) -> bool:
    if typed.unit != unit:
        return False
    said = f"{typed.item} {typed.source}"
    if case.number and case.number in said:
        return True
    return SHORT[case.level] in said and typed.points == case.points


def _deduction(case: Case, unit: str, points: Decimal) -> Adjustment:
    return Adjustment(
        unit,
        _document(case),
        AdjustmentKind.DEDUCTION,
        points,
        day=case.issued,
        source=str(case.place or ""),
        place=case.place,
    )


def _document(case: Case) -> str:
    return " ".join(part for part in (case.level.value, case.number) if part)
