"""Issuing what is ticked in 督办建议: documents, numbers and ledger rows, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kaohe_xl.books import issuing
from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.grid import Change, Grid, Patch
from kaohe_xl.books.numbers import Numbers
from kaohe_xl.books.proposal_sheet import Row, marks, read_rows
from kaohe_xl.books.register import Register
from kaohe_xl.casework import Standing, entering, kept, turn
from kaohe_xl.commands import LetterChoice, worst_first
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.ladder import covering, deadline_of, objection, reason_of, workdays_of
from kaohe_xl.domain.supervision import Case, Issue, Level
from kaohe_xl.errors import InputError, KaoheError
from kaohe_xl.messages import sentence
from kaohe_xl.outputs.addressees import Names
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import LetterLine, LettersReport

_AS_USUAL = LetterChoice()


@dataclass(frozen=True, slots=True)
class _Ticked:
    """A document that is going to be issued, and the rows of 督办建议 that ask for it."""

    issue: Issue
    rows: tuple[Row, ...]


Write = Callable[..., Any]
"""(assessed, issues, numbers, target, options, tick): `documents.write_documents`."""


def issue_level(
    grid: Grid,
    assessed: Assessed,
    level: Level,
    folder: Path,
    choice: LetterChoice = _AS_USUAL,
    tick: Tick = silent,
    *,
    each_matter: bool = True,
    write: Write | None = None,
) -> LettersReport:
    """Issue what is ticked at this level: documents in `folder`, their rows in 督办台账.

    A document a matter; without `each_matter` one for all matters of the same units. Numbers follow the
    highest of the register and the ledger; a run that dies leaves documents with their rows, or neither.
    Raises InputError where nothing is ticked, BookError where something can't be written.
    """
    with turn(grid, assessed, folder, choice) as ours:
        found, numbers = ours.found, ours.numbers
        if not ours.preview:
            numbers = replace(numbers, register=_finished(numbers.home, found, numbers.register))
        ticked, notes = _ticked(grid, found, level, each_matter=each_matter)
        run = _Run(grid, found, numbers, folder, choice, tick, write or _writer())
        if ticked:
            report = run.previewed(ticked) if ours.preview else run.issued(ticked)
        elif any(note.severity is Severity.ERROR for note in notes):
            report = LettersReport(grid.name, numbers.period, (), (), ())
        else:
            raise InputError(*sentence("NOTHING_TICKED", level=level.value))
    assessment = found.assessed.assessment
    findings = worst_first([*assessment.findings, *found.ledger.findings, *report.findings, *notes])
    return replace(report, findings=findings, preview=choice.preview, level=level.value)


def _writer() -> Write:
    from kaohe_xl.documents import write_documents

    return write_documents


def _finished(book: Path, found: Standing, register: Register) -> Register:
    """The register once what runs that died had issued is finished."""
    from kaohe_xl.books.register import open_register

    issuing.finish_left(book, found.ledger.numbers, lambda batch: _record(open_register(book), batch))
    return open_register(book)


def _record(register: Register, batch: issuing.Batch) -> None:
    register.record(batch.series, batch.matter, batch.serials)


def _ticked(
    grid: Grid, found: Standing, level: Level, *, each_matter: bool
) -> tuple[tuple[_Ticked, ...], list[Finding]]:
    """The documents that the ticked rows of the level ask for; those that can't be issued are findings."""
    notes: list[Finding] = []
    groups: dict[tuple[object, ...], list[Row]] = {}
    period, known = found.assessed.assessment.period, list(found.cases)
    unit = Names(found.assessed.study.scheme)
    for row in read_rows(grid):
        if not row.is_ticked:
            continue
        if row.rung is None:
            notes.append(finding("PROPOSAL_UNKNOWN_LEVEL", Severity.ERROR, row.place, text=row.level))
            continue
        if row.rung is not level:
            continue
        units = tuple(unit(name) for name in row.units)
        if not units:
            notes.append(finding("PROPOSAL_WITHOUT_UNIT", Severity.ERROR, row.place))
            continue
        why = objection(level, period, covering(known, units, row.indicator))
        if why:
            notes.append(finding("PROPOSAL_REFUSED", Severity.ERROR, row.place, why=why))
            continue
        known.append(Case("", level, units, (row.indicator,), period))
        row = replace(row, units=units, deadline=_due(row, level, found, notes))
        key = (units, row.indicator) if each_matter else (units,)
        groups.setdefault(key, []).append(row)
    return tuple(_Ticked(_issue(level, rows), tuple(rows)) for rows in groups.values()), notes


def _due(row: Row, level: Level, found: Standing, notes: list[Finding]) -> date:
    """The deadline that stands in the row, moved to a working day; else that of the level."""
    if row.deadline is None or row.deadline < found.today:
        return deadline_of(level, found.today, found.view.settings)
    moved = workdays_of(found.view.settings).deadline(row.deadline, 0)
    if moved != row.deadline:
        words = {"day": row.deadline, "moved": moved}
        notes.append(finding("PROPOSAL_DAY_OFF", Severity.WARNING, row.place, **words))
    return moved


def _issue(level: Level, rows: Sequence[Row]) -> Issue:
    fields: dict[str, str] = {}
    for row in rows:
        for title, text in row.fields.items():
            fields.setdefault(title, text)
    indicators = tuple(dict.fromkeys(row.indicator for row in rows))
    if len(indicators) == 1:
        reasons = tuple(dict.fromkeys(reason for row in rows for reason in row.reasons))
    else:
        reasons = tuple(reason_of(row.indicator, row.reasons) for row in rows)
    due = min(row.deadline for row in rows if row.deadline is not None)
    fields.setdefault("督办事项", "、".join(indicators))
    return Issue(level, rows[0].units, indicators, reasons, due, fields)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run that issues: what it needs on the way."""

    grid: Grid
    found: Standing
    numbers: Numbers
    folder: Path
    choice: LetterChoice
    tick: Tick
    write: Write

    def previewed(self, ticked: Sequence[_Ticked]) -> LettersReport:
        """What would be issued, nothing written."""
        made = self._made(ticked, self.folder, self._numbers(ticked), preview=True)
        return self._report(made, (), {})

    def issued(self, ticked: Sequence[_Ticked]) -> LettersReport:
        """Make the documents aside, enter them, put them in place."""
        numbers = self._numbers(ticked)
        batch = issuing.begin(self.numbers.home)
        try:
            is_file = self.folder.suffix.lower() == ".xlsx"
            target = batch.folder / self.folder.name if is_file else batch.folder
            made = self._made(ticked, target, numbers, preview=False)
            texts = tuple(str(letter.number) for letter in made.letters)
            into = self.folder.parent if is_file else self.folder
            files = {path.name: str(issuing.free_place(into / path.name).resolve()) for path in made.paths}
            serials = {_named(one.issue): n for one, n in zip(ticked, numbers, strict=True)}
            series, matter = self.numbers.series, self.numbers.matter
            batch = replace(batch, numbers=texts, files=files, series=series, matter=matter, serials=serials)
            batch.plan()
            saved, notes = kept(self.grid, self.found, *self._entered(ticked, texts))
        except KaoheError:  # nothing was written; of any other end the next run tells by the ledger
            batch.forget()
            raise
        batch.put()
        _record(self.numbers.register, batch)
        batch.forget()
        places = {name: Path(place) for name, place in files.items()}
        report = self._report(made, tuple(places.values()), places)
        return replace(report, findings=(*report.findings, *notes), ledger=saved)

    def _numbers(self, ticked: Sequence[_Ticked]) -> tuple[int, ...]:
        first = self.choice.first_number or self.numbers.following
        return tuple(range(first, first + len(ticked)))

    def _made(self, ticked: Sequence[_Ticked], target: Path, numbers: Sequence[int], *, preview: bool) -> Any:
        self.tick(sentence("WRITING_LETTERS", folder=self.folder)[0])
        from kaohe_xl.documents import DocumentOptions

        options = DocumentOptions(self.found.today, self.choice.split, preview, self.grid.path)
        issues = [one.issue for one in ticked]
        return self.write(self.found.assessed, issues, numbers, target, options, tick=self.tick)

    def _entered(
        self, ticked: Sequence[_Ticked], texts: Sequence[str]
    ) -> tuple[Patch, Mapping[str, Sequence[Change]]]:
        """The ledger's rows, and the marks in 督办建议."""
        period = self.found.assessed.assessment.period
        points = self.found.view.settings.level_points
        new = tuple(
            Case(
                number,
                one.issue.level,
                one.issue.units,
                one.issue.indicators,
                period=period,
                issued=self.found.today,
                deadline=one.issue.deadline,
                points=points.get(one.issue.level.value) or None,
                reasons=one.issue.reasons,
            )
            for one, number in zip(ticked, texts, strict=True)
        )
        marked = marks((row, number) for one, number in zip(ticked, texts, strict=True) for row in one.rows)
        return entering(self.found, new), marked

    def _report(self, made: Any, paths: tuple[Path, ...], places: Mapping[str, Path]) -> LettersReport:
        lines = tuple(
            LetterLine(
                one.unit, one.number, str(places.get(one.file.name, one.file)), one.sheet, one.indicators
            )
            for one in made.letters
        )
        period = self.found.assessed.assessment.period
        return LettersReport(self.grid.name, period, paths, lines, tuple(made.findings))


def _named(issue: Issue) -> str:
    """What the register calls it."""
    return f"{issue.level.value} {'、'.join(issue.units)} {'、'.join(issue.indicators)}"
