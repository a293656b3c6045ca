"""The page of a circular about documents: how many were issued and answered, and those not settled yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaohe_xl.domain.ledger import State, state_of
from kaohe_xl.domain.supervision import LADDER, Case
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.letter_content import chinese_date
from kaohe_xl.outputs.pages import Chart, Column, Page, Shown, Table

_WIDTHS = (45, 18, 26, 35, 17, 17, 15)


def cases(found: Facts) -> Page | None:
    """The documents issued and what became of them, level by level; then those still open."""
    if not found.documents:
        return None
    tables = [_counts(found)]
    late_first = sorted((c for c in found.documents if c.is_open), key=lambda c: c.due or date.max)
    if late_first:
        tables.append(_open(found, late_first))
    return Page(words("cases"), words("cases"), words("cases.note"), tuple(tables))


def _columns(*names: str) -> tuple[Column, ...]:
    pairs = zip(names, _WIDTHS, strict=True)
    return tuple(Column(words(f"header.{name}"), width, left=name == "matter") for name, width in pairs)


def _counts(found: Facts) -> Table:
    by_level = [(level, [case for case in found.documents if case.level is level]) for level in LADDER]
    rows = tuple((level.value, *counted(those, found.issued)) for level, those in by_level if those)
    whole: tuple[Shown, ...] = (words("sum"), *counted(found.documents, found.issued))
    columns = _columns("document", "issued", "acknowledged", "replied", "settled", "late", "open")
    chart = Chart(words("chart.cases"), "column", 0, (1, 4, 5), 0, len(rows) - 1)
    return Table(columns, (*rows, whole), words("cases.counts"), frozenset((len(rows),)), (chart,))


def _open(found: Facts, late_first: Sequence[Case]) -> Table:
    columns = _columns("number", "level", "units", "matter", "issued.day", "due", "why")
    rows = tuple(_row(found, case) for case in late_first)
    late = frozenset(place for place, case in enumerate(late_first) if _is_late(case, found.issued))
    return Table(columns, rows, words("cases.open", count=len(rows), late=len(late)), late)


def _row(found: Facts, case: Case) -> tuple[Shown, ...]:
    separator = words("separator")
    return (
        case.number or words("none"),
        case.level.value,
        separator.join(case.units) or words("none"),
        separator.join(case.indicators) or case.note or words("none"),
        *(_day(day, found.issued) for day in (case.issued, case.due)),
        _state(found, case),
    )


def _day(shown: date | None, today: date) -> str:
    """The day without its year where that is this year's."""
    if shown is None:
        return words("none")
    return chinese_date(shown) if shown.year != today.year else words("day", month=shown.month, day=shown.day)


def _state(found: Facts, case: Case) -> str:
    state, due = state_of(case, found.issued, found.settings), case.due
    if due is not None and state is State.OVERDUE:
        return words("case.late", days=(found.issued - due).days)
    return state.value


def _is_late(case: Case, day: date) -> bool:
    return case.is_open and case.due is not None and case.due < day


def counted(found: Sequence[Case], day: date) -> tuple[int, ...]:
    """Issued, acknowledged, replied, settled, late and still open on a day."""
    return (
        len(found),
        sum(case.acknowledged is not None for case in found),
        sum(case.replied is not None for case in found),
        sum(bool(case.settled or case.written_off) for case in found),
        sum(_is_late(case, day) for case in found),
        sum(case.is_open for case in found),
    )
