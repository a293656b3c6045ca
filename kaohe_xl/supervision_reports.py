"""What the commands of the ladder return: its JSON, and its lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kaohe_xl.books.grid import Patch, Saved
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.ladder import Proposal
from kaohe_xl.domain.ledger import State
from kaohe_xl.domain.supervision import Case
from kaohe_xl.messages import message
from kaohe_xl.reports import Json, finding_json, number_json, path_json, place_json

_DONE = (State.SETTLED, State.WRITTEN_OFF)


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """Cases with their states; `counts` where they are listed, `patch` where one is entered."""

    book: str
    cases: tuple[tuple[Case, State], ...]
    counts: Mapping[State, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    saved: Saved = Saved(None, None)
    patch: Patch | None = None
    preview: bool = False
    is_there: bool = True

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "cases": [case_json(case, state) for case, state in self.cases],
            "counts": {state.value: count for state, count in self.counts.items()},
            "findings": [finding_json(found) for found in self.findings],
            "written": self.saved.path is not None,
            "path": path_json(self.saved.path),
            "backup": path_json(self.saved.backup),
        }

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        if not self.is_there:
            yield message("LEDGER_NONE", book=self.book)
            return
        for case, state in self.cases:
            yield message(
                "LEDGER_LINE",
                state=state.value,
                number=case.number or message("LADDER_NO_NUMBER"),
                level=case.level.value,
                units="、".join(case.units),
                matter="、".join(case.indicators) or "—",
                due=case.due or "—",
            )
        if self.patch is None:
            done = sum(self.counts.get(state, 0) for state in _DONE)
            overdue, soon = self.counts.get(State.OVERDUE, 0), self.counts.get(State.DUE_SOON, 0)
            rest = self.counts.get(State.OPEN, 0) + self.counts.get(State.REPLIED, 0)
            count = sum(self.counts.values())
            yield message("LEDGER_COUNTS", count=count, overdue=overdue, soon=soon, open=rest, done=done)
        else:
            yield from _outcome(self.book, self.saved, self.patch, preview=self.preview)


@dataclass(frozen=True, slots=True)
class ProposalsReport:
    """What the ladder proposes."""

    book: str
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...] = ()
    saved: Saved = Saved(None, None)
    preview: bool = False

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "proposals": [
                {
                    "level": one.level.value,
                    "units": list(one.units),
                    "indicator": one.indicator,
                    "reasons": list(one.reasons),
                    "deadline": one.deadline.isoformat(),
                    "exempt": one.exempt or None,
                }
                for one in self.proposals
            ],
            "findings": [finding_json(found) for found in self.findings],
            "written": self.saved.path is not None,
            "path": path_json(self.saved.path),
            "backup": path_json(self.saved.backup),
        }

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        for one in self.proposals:
            yield message(
                "PROPOSED_LINE",
                level=one.level.value,
                units="、".join(one.units),
                matter=one.indicator,
                reasons="；".join(one.reasons),
            )
        exempt = sum(bool(one.exempt) for one in self.proposals)
        yield message("PROPOSED", count=len(self.proposals), exempt=exempt)
        yield from _outcome(self.book, self.saved, Patch(), preview=self.preview)


def case_json(case: Case, state: State) -> Json:
    """A case; dates as 2011-11-15."""
    names = ("issued", "deadline", "acknowledged", "replied", "asked", "extended", "settled", "written_off")
    days: dict[str, date | None] = {name: getattr(case, name) for name in names}
    return {
        "number": case.number or None,
        "level": case.level.value,
        "units": list(case.units),
        "indicators": list(case.indicators),
        "period": case.period or None,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "due": case.due.isoformat() if case.due else None,
        "evidence": case.evidence or None,
        "points": number_json(case.points),
        "exempt": case.exempt or None,
        "reasons": list(case.reasons),
        "state": state.value,
        "cell": place_json(case.place),
    }


def _outcome(book: str, saved: Saved, patch: Patch, *, preview: bool) -> Iterator[str]:
    if preview:
        new = sum(v is not None for sheet in patch.added.values() for row in sheet.rows for v in row)
        yield message("LEDGER_PREVIEWED", cells=patch.cells + new)
    elif saved.path is None:
        yield message("LEDGER_UNCHANGED")
    else:
        yield message("LEDGER_WRITTEN", book=saved.path.name, backup=saved.backup or "—")
        yield from saved.notes
