"""The supervision ladder at work: what it proposes, and 督办台账 kept case by case."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.grid import Change, Grid, Patch, Saved, SheetPatch
from kaohe_xl.books.issuing import refreshed
from kaohe_xl.books.ledger import Ledger, serial_of
from kaohe_xl.books.ledger_book import kept_ledger, ledger_path
from kaohe_xl.books.ledger_writing import View, ledger_patch, new_ledger
from kaohe_xl.books.numbers import Numbers
from kaohe_xl.books.plain import compact
from kaohe_xl.books.proposal_sheet import proposals_patch
from kaohe_xl.books.register import numbering
from kaohe_xl.commands import LetterChoice, assess_book, worst_first
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.ladder import Matter, Now, Proposal, proposals
from kaohe_xl.domain.ledger import State, state_of
from kaohe_xl.domain.supervision import Case, Level
from kaohe_xl.errors import InputError, KaoheError
from kaohe_xl.messages import message, sentence
from kaohe_xl.outputs.addressees import Names
from kaohe_xl.outputs.matters import matters_of
from kaohe_xl.reports import has_errors
from kaohe_xl.supervision_reports import LedgerReport, ProposalsReport

_SHOWN = 10
_NOTHING: Mapping[int, Case] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """A workbook's ledger, its cases by the names that the workbook's other tables use.

    `book` holds the ledger: the workbook itself, or one of its own.
    """

    assessed: Assessed
    ledger: Ledger
    today: date
    book: Grid

    @property
    def view(self) -> View:
        """By which settings, and on which day, states are told."""
        return View(self.assessed.study.scheme.settings, self.today)

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases, renamed."""
        study = self.assessed.study
        unit = Names(study.scheme)
        find = study.names.find if study.names is not None else str
        return tuple(
            replace(
                case,
                units=tuple(unit(name) for name in case.units),
                indicators=tuple(find(name) for name in case.indicators),
            )
            for case in self.ledger.cases
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """An issue of documents while nobody else gives out numbers; with `preview` nothing is written."""

    found: Standing
    numbers: Numbers
    preview: bool


@contextlib.contextmanager
def turn(grid: Grid, assessed: Assessed, folder: Path, choice: LetterChoice) -> Iterator[Turn]:
    """Our turn to issue: the workbook and its ledger as they are now.

    With findings of severity error it is a preview, unless `force`.
    Raises BookError where somebody else issues, or the ledger can't be opened.
    """
    book = grid.path or folder / grid.name
    home = ledger_path(grid, assessed.study.scheme.settings) or book
    preview = choice.preview or _is_held_back(assessed, choice)
    with numbering(home, to_record=not preview) as register:
        if not preview and refreshed(grid):
            assessed = assess_book(grid)
            preview = _is_held_back(assessed, choice)
        found = standing(grid, choice.issued, assessed)
        code, period = found.view.settings.issuer_code, assessed.assessment.period
        yield Turn(found, Numbers(register, found.ledger, book, home, code, found.today, period), preview)


def _is_held_back(assessed: Assessed, choice: LetterChoice) -> bool:
    return has_errors(assessed.assessment.findings) and not choice.force


def standing(grid: Grid, today: date | None = None, assessed: Assessed | None = None) -> Standing:
    """The workbook read: `today` None is today. Raises BookError where its ledger can't be opened."""
    assessed = assessed or assess_book(grid)
    ledger, book = kept_ledger(grid, assessed.study.scheme)
    return Standing(assessed, ledger, today or date.today(), book)


def listed(grid: Grid, states: Iterable[State] = (), today: date | None = None) -> LedgerReport:
    """The ledger's cases with their states; only those in `states` where any are named."""
    found = standing(grid, today)
    wanted, settings = frozenset(states), found.view.settings
    told = [(case, state_of(case, found.today, settings)) for case in found.ledger.cases]
    shown = tuple((case, state) for case, state in told if not wanted or state in wanted)
    counts = {state: sum(state is other for _, other in told) for state in State}
    is_there = bool(found.ledger.listings)
    return LedgerReport(found.book.name, shown, counts, found.ledger.findings, is_there=is_there)


def proposed(found: Standing) -> tuple[Proposal, ...]:
    """What the rules call for on that day."""
    now, scheme = Now(found.assessed.assessment.period, found.today), found.assessed.study.scheme
    return proposals(matters_of(scheme, found.assessed.assessment), found.cases, found.view.settings, now)


def propose(grid: Grid, *, preview: bool = False, today: date | None = None) -> ProposalsReport:
    """Write what the ladder proposes into the sheet 督办建议, keeping what people ticked and typed there.

    Raises BookError where the workbook can't be written.
    """
    found = standing(grid, today)
    given = proposed(found)
    patch, dropped = proposals_patch(grid, given, found.assessed.assessment.period)
    notes = [
        finding("TICK_DROPPED", Severity.WARNING, row.place, matter=row.indicator, level=row.level)
        for row in dropped
    ]
    saved = Saved(None, None) if preview or patch.is_empty else grid.save(patch)
    findings = worst_first([*found.ledger.findings, *notes])
    return ProposalsReport(grid.name, given, findings, saved, preview=preview)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to a case: the fields that change, and on which day it is done."""

    number: str
    change: Callable[[Case], Case]


def entered(grid: Grid, step: Step, *, preview: bool = False, today: date | None = None) -> LedgerReport:
    """Enter what became of one document into the ledger, and bring all states up to date.

    Raises InputError where there is no such document, or the step isn't due; BookError.
    """
    found = standing(grid, today)
    index = _found(found.ledger, step.number, found.view.settings.issuer_code)
    after = step.change(found.ledger.cases[index])
    patch = ledger_patch(found.ledger, {index: after}, (), found.view)
    saved = Saved(None, None) if preview or patch.is_empty else found.book.save(patch)
    shown = ((after, state_of(after, found.today, found.view.settings)),)
    return LedgerReport(found.book.name, shown, {}, found.ledger.findings, saved, patch, preview)


def answered(number: str, day: date) -> Step:
    """A reply has come (回复)."""
    return Step(number, lambda case: replace(case, replied=day))


def acknowledged(number: str, day: date) -> Step:
    """The unit has signed for it (签收)."""
    return Step(number, lambda case: replace(case, acknowledged=day))


def extended(number: str, to: date, day: date, *, force: bool = False) -> Step:
    """An extension, asked for on `day`: before the deadline, unless `force`."""

    def change(case: Case) -> Case:
        """The case with its new deadline."""
        if case.due is not None and day > case.due and not force:
            raise InputError(*sentence("LEDGER_EXTENSION_LATE", number=case.number, due=case.due))
        if case.due is not None and to <= case.due:
            raise InputError(*sentence("LEDGER_EXTENSION_EARLIER", day=to, due=case.due))
        return replace(case, asked=day, extended=to)

    return Step(number, change)


def settled(number: str, day: date) -> Step:
    """The matter is settled (办结)."""
    return Step(number, lambda case: replace(case, settled=day))


def written_off(number: str, day: date, evidence: str) -> Step:
    """Written off (销号) on that evidence."""
    if not evidence.strip():
        raise InputError(*sentence("LEDGER_NO_EVIDENCE"))
    return Step(number, lambda case: replace(case, written_off=day, evidence=evidence.strip()))


def exempted(
    grid: Grid, matter: Matter, reason: str, *, preview: bool = False, today: date | None = None
) -> LedgerReport:
    """Enter a matter that isn't pursued in the assessed period, and why (免督办原因).

    Raises InputError for an unknown indicator, BookError.
    """
    found = standing(grid, today)
    known = [one.name for one in found.assessed.study.scheme.indicators]
    if matter.indicator not in known:
        words = {"indicator": matter.indicator, "known": "、".join(known) or "（无）"}
        raise InputError(*sentence("UNKNOWN_INDICATOR", **words))
    period = found.assessed.assessment.period
    case = Case(
        "",
        Level.REMINDER,
        matter.units,
        (matter.indicator,),
        period=period,
        issued=found.today,
        exempt=reason,
    )
    patch = entering(found, (case,))
    saved = Saved(None, None) if preview else found.book.save(patch)
    shown = ((case, State.EXEMPT),)
    return LedgerReport(found.book.name, shown, {}, found.ledger.findings, saved, patch, preview)


def entering(found: Standing, new: Sequence[Case], updated: Mapping[int, Case] = _NOTHING) -> Patch:
    """What enters these cases: into the ledger that there is, else into a new sheet of its workbook.

    `updated`: place in the ledger -> what becomes of a case.
    """
    if found.ledger.listings:
        return ledger_patch(found.ledger, updated, new, found.view)
    return new_ledger(found.book, new, found.view)


def kept(
    grid: Grid, found: Standing, patch: Patch, marks: Mapping[str, Sequence[Change]]
) -> tuple[Saved, tuple[Finding, ...]]:
    """Save what enters cases into the ledger, and the marks in the workbook's 督办建议.

    Raises BookError where the ledger can't be written. Marks in another workbook than the ledger's that
    can't be written are a finding: the documents are issued.
    """
    if found.book is grid:
        sheets: dict[str, SheetPatch] = dict(patch.sheets)
        for sheet, changes in marks.items():
            part = sheets.get(sheet, SheetPatch())
            sheets[sheet] = replace(part, changes=(*part.changes, *changes))
        return grid.save(replace(patch, sheets=sheets)), ()
    saved = found.book.save(patch)
    try:
        grid.save(Patch({sheet: SheetPatch(tuple(changes)) for sheet, changes in marks.items()}))
    except KaoheError as error:
        return saved, (finding("PROPOSALS_NOT_MARKED", Severity.WARNING, None, why=str(error)),)
    return saved, ()


def _found(ledger: Ledger, number: str, code: str) -> int:
    """The case of that number: the whole of it, or its serial alone where that is enough.

    Of several with that serial the one of the workbook's own `code`.
    """
    wanted = compact(number)
    whole = [i for i, case in enumerate(ledger.cases) if case.number == wanted and wanted]
    parts = serial_of(wanted)
    found = whole or [
        index
        for index, case in enumerate(ledger.cases)
        if parts and (own := serial_of(case.number)) and own[2] == parts[2] and _agree(own, parts)
    ]
    if len(found) > 1:
        ours = [index for index in found if ledger.cases[index].number.startswith(compact(code) or "〔")]
        found = ours if len(ours) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        known = _named([ledger.cases[i].number for i in found])
        raise InputError(*sentence("LEDGER_SEVERAL_CASES", number=number, known=known))
    known = _named([case.number for case in ledger.cases if case.number])
    raise InputError(*sentence("LEDGER_NO_CASE", number=number, known=known))


def _named(numbers: Sequence[str]) -> str:
    """The numbers, the last ones where there are many."""
    if len(numbers) <= _SHOWN:
        return "、".join(numbers) or "（无）"
    return message("LEDGER_LAST_NUMBERS", known="、".join(numbers[-_SHOWN:]), count=len(numbers))


def _agree(own: tuple[str, int | None, int], asked: tuple[str, int | None, int]) -> bool:
    return asked[0] in ("", own[0]) and asked[1] in (None, own[1])
