"""What the leaders' overview says of 督办台账: how many documents are open, and the one overdue the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaohe_xl.books.board_sheet import Line, Span
from kaohe_xl.books.faces import Face
from kaohe_xl.domain.ledger import State, state_of
from kaohe_xl.domain.supervision import LADDER, Case
from kaohe_xl.messages.board import words
from kaohe_xl.outputs.circular_facts import Facts

_NAMED = 2
_OPEN = (State.OPEN, State.REPLIED, State.DUE_SOON, State.OVERDUE)


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things to do first, in words; `points` can be won, None where there are none."""

    unit: str
    indicator: str
    light: str
    reason: str
    wanting: str
    points: Decimal | None


def case_line(facts: Facts) -> Iterator[Line]:
    """How many documents are open, overdue, due soon; nothing where the ledger has none."""
    if not facts.documents:
        return
    states = Counter(state_of(case, facts.issued, facts.settings) for case in facts.documents)
    late, soon = states[State.OVERDUE], states[State.DUE_SOON]
    day = words("day", month=facts.issued.month, day=facts.issued.day)
    yield Line(
        (
            Span(words("cases", day=day), 9, Face.GREY_LABEL),
            Span(words("cases.open", count=sum(states[one] for one in _OPEN)), 7, Face.LABEL),
            Span(words("cases.late", count=late), 7, Face.RED_LABEL if late else Face.GREY_LABEL),
            Span(words("cases.soon", count=soon), 7, Face.AMBER_LABEL if soon else Face.GREY_LABEL),
        ),
        22,
    )


def worst_overdue(facts: Facts) -> Thing | None:
    """The overdue document of the highest level, and of these the one overdue the longest."""
    late = [c for c in facts.documents if state_of(c, facts.issued, facts.settings) is State.OVERDUE]
    if not late:
        return None
    worst = min(late, key=lambda case: (-LADDER.index(case.level), case.due or date.max))
    due = worst.due or facts.issued
    said = {"document": worst.level.value, "number": worst.number, "days": (facts.issued - due).days}
    reason = words("case.reason", due=words("day", month=due.month, day=due.day), **said)
    reason += words("case.replied" if worst.replied else "case.silent")
    named = _names(worst)
    wanting = words("case.wanting", units=named or words("case.nobody"))
    return Thing(named, _matter(worst), words("case.light"), reason, wanting, None)


def _names(case: Case) -> str:
    """Whom it was sent to, the first of them."""
    named = words("separator").join(case.units[:_NAMED])
    more = len(case.units) > _NAMED
    return words("case.units", named=named, count=len(case.units)) if more else named


def _matter(case: Case) -> str:
    return words("separator").join(case.indicators) or case.note or case.level.value
