"""Reminders (提醒函): one a responsible unit, or one a matter; with a row in 督办台账 where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.grid import Change, Grid, Saved
from kaohe_xl.books.numbers import Numbers
from kaohe_xl.books.proposal_sheet import Row, marks, read_rows
from kaohe_xl.casework import Standing, Turn, entering, kept, turn
from kaohe_xl.commands import LetterChoice, assess_book, worst_first
from kaohe_xl.documents import DocumentOptions, write_documents, write_letters
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.ladder import covering, deadline_stated, exemption, objection, reason_of, reminded
from kaohe_xl.domain.supervision import Case, Issue, Level, names
from kaohe_xl.errors import BookError, InputError, KaoheError
from kaohe_xl.messages import message, sentence
from kaohe_xl.outputs.addressees import Names
from kaohe_xl.outputs.letters import Letter, LetterFiles, LetterOptions, serials_of
from kaohe_xl.outputs.matters import lit_matters, matter_key, matters_of
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import LetterLine, LettersReport

_AS_USUAL = LetterChoice()


def letters(grid: Grid, folder: Path, choice: LetterChoice = _AS_USUAL, tick: Tick = silent) -> LettersReport:
    """The per-unit reminder sheets (提醒函): one workbook, or with `split` one file a unit.

    Document numbers go on from the last that stands in the register or the ledger; a unit that has a
    letter of the same period keeps its number. Where there is 督办台账, each letter has a row there. With
    findings of severity error nothing is written, unless `force`.
    Raises InputError where there is nobody to write to, BookError where the folder can't be written, or
    the letters couldn't be entered into the ledger.
    """
    tick(sentence("READING_BOOK", book=grid.name)[0])
    return letters_of(grid, assess_book(grid), folder, choice, tick)


def letters_of(
    grid: Grid, assessed: Assessed, folder: Path, choice: LetterChoice, tick: Tick = silent
) -> LettersReport:
    """The letters of a workbook that is assessed already."""
    if choice.first_number is not None and choice.first_number < 1:
        raise InputError(*sentence("NUMBER_NOT_POSITIVE", number=choice.first_number))
    with turn(grid, assessed, folder, choice) as ours:
        if not ours.preview:
            tick(sentence("WRITING_LETTERS", folder=folder)[0])
        run = _Run(grid, ours, folder, choice)
        made = run.made()
        files, saved = (made.files, Saved(None, None)) if ours.preview else run.entered(made)
    assessment = ours.found.assessed.assessment
    findings = worst_first([*assessment.findings, *made.notes, *files.findings])
    lines = tuple(
        LetterLine(one.unit, one.number, str(one.file), one.sheet, one.indicators) for one in files.letters
    )
    paths = () if ours.preview else files.paths
    told = (assessment.period, paths, lines, findings, choice.preview)
    return LettersReport(grid.name, *told, ledger=saved)


@dataclass(frozen=True, slots=True)
class _Made:
    """Letters, what the register knows each by, and its number there; what each is about.

    about    whom to, and the matters; none named: all that its units answer for
    notes    what was left out
    """

    files: LetterFiles
    serials: Mapping[str, int]
    about: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]
    notes: tuple[Finding, ...] = ()


def _by_unit(letters: Sequence[Letter]) -> dict[str, int]:
    return {one.unit: one.serial for one in letters}


@dataclass(frozen=True, slots=True)
class _Run:
    """One issue of letters while nobody else gives out numbers."""

    grid: Grid
    turn: Turn
    folder: Path
    choice: LetterChoice

    @property
    def found(self) -> Standing:
        """The workbook and its ledger."""
        return self.turn.found

    @property
    def numbers(self) -> Numbers:
        """The numbers as they were before this issue."""
        return self.turn.numbers

    @property
    def is_kept(self) -> bool:
        """Whether there is a ledger to be kept."""
        return bool(self.found.ledger.listings or self.found.view.settings.ledger_book)

    def entered(self, made: _Made) -> tuple[LetterFiles, Saved]:
        """The letters that are written, entered into the ledger where there is one."""
        if not self.is_kept:
            return made.files, Saved(None, None)
        try:
            saved, notes = self._enter(made)
            return replace(made.files, findings=(*made.files.findings, *notes)), saved
        except KaoheError as error:
            words = {"level": Level.REMINDER.value, "folder": self.folder, "why": str(error)}
            raise BookError(*sentence("LEDGER_NOT_ENTERED", **words)) from error

    def made(self) -> _Made:
        """The letters, written unless it is a preview. Their numbers are kept right before: a run that dies
        leaves them to the next one for the same letters, and nobody else gets them."""
        scheme, assessment = self.found.assessed.study.scheme, self.found.assessed.assessment
        options, beside = self._options, self.grid.path
        if not self.choice.each_matter:
            files = write_letters(
                scheme, assessment, self.folder, options, beside, lambda given: self._keep(_by_unit(given))
            )
            serials = _by_unit(files.letters)
            return _Made(files, serials, [((unit,), ()) for unit in serials])
        issues, notes = self._lit()
        keys = [matter_key(issue) for issue in issues]
        serials = serials_of(keys, options)
        how = DocumentOptions(options.issued, options.split, options.preview, beside)
        wanted = [serials[key] for key in keys]
        files = write_documents(
            self.found.assessed, issues, wanted, self.folder, how, before=lambda _: self._keep(serials)
        )
        return _Made(files, serials, [(issue.units, issue.indicators) for issue in issues], notes)

    def _keep(self, serials: Mapping[str, int]) -> None:
        self.numbers.register.record(self.numbers.series, self.numbers.matter, serials)

    @property
    def _options(self) -> LetterOptions:
        numbers, first = self.numbers, self.choice.first_number
        words = {"book": Path(self.grid.name).stem, "period": numbers.period}
        return LetterOptions(
            issued=numbers.issued,
            split=self.choice.split,
            first_number=first or numbers.following,
            numbers={} if first is not None else numbers.given,
            stem=sentence("LETTERS_FILE", **words)[0].rstrip(),
            preview=self.turn.preview,
        )

    def _lit(self) -> tuple[list[Issue], tuple[Finding, ...]]:
        """A reminder for every red or amber matter but those that the ladder has another document for."""
        scheme, assessment = self.found.assessed.study.scheme, self.found.assessed.assessment
        lit = lit_matters(scheme, assessment)
        if not lit:
            raise InputError(*sentence("NO_LIT_MATTERS"))
        issues, notes = list[Issue](), list[Finding]()
        for issue in lit:
            own = self._row(matter_key(issue))
            others = [case for place, case in enumerate(self.found.cases) if place != own]
            about = covering(others, issue.units, issue.indicators[0])
            why = exemption(self.numbers.period, about)
            why = why or objection(Level.REMINDER, self.numbers.period, about)
            if why:
                words = {"matter": issue.indicators[0], "level": Level.REMINDER.value, "why": why}
                notes.append(finding("MATTER_LEFT_OUT", Severity.NOTE, about[0].place, **words))
            else:
                issues.append(issue)
        if not issues:
            raise InputError(*sentence("ALL_LEFT_OUT", level=Level.REMINDER.value, why=notes[0].message))
        return issues, tuple(notes)

    def _row(self, key: str) -> int | None:
        """The ledger's row of the document that the register knew by this name before."""
        serial = self.numbers.given.get(key)
        return None if serial is None else self.numbers.case_of(serial)

    def _enter(self, made: _Made) -> tuple[Saved, tuple[Finding, ...]]:
        """A row for each letter that has none; in a row that there is, what the letter now warns of."""
        new, updated = list[Case](), dict[int, Case]()
        rows: list[tuple[Case, str]] = []
        for key, letter, about in zip(made.serials, made.files.letters, made.about, strict=True):
            place = self._row(key)
            case = self._case(letter.number, about, place)
            rows.append((case, letter.number))
            if place is None:
                new.append(case)
            elif case != self.found.ledger.cases[place]:
                updated[place] = case
        return kept(self.grid, self.found, entering(self.found, new, updated), self._marks(rows))

    def _case(self, number: str, about: tuple[tuple[str, ...], tuple[str, ...]], place: int | None) -> Case:
        """The letter's row: as it stands, with what is new; the matters that it warns of, and why."""
        settings, none = self.found.view.settings, message("LEDGER_NO_WARNING")
        if place is None:
            deadline = deadline_stated(Level.REMINDER, self.numbers.issued, settings)
            points = settings.level_points.get(Level.REMINDER.value) or None
            day, period = self.numbers.issued, self.numbers.period
            case = Case("", Level.REMINDER, about[0], (), period, day, deadline, points=points)
        else:
            case = self.found.ledger.cases[place]
        is_due = case.is_open or case.evidence == message("LEDGER_NOTHING_DUE")
        warned = self._warned(*about, place) if is_due else {}
        known = (name for name in case.indicators if name != none)
        indicators = tuple(dict.fromkeys((*known, *warned))) or (none,)
        if not warned and place is None:  # nothing to be settled: it isn't waited for
            case = replace(case, written_off=self.numbers.issued, evidence=message("LEDGER_NOTHING_DUE"))
        elif warned and case.evidence == message("LEDGER_NOTHING_DUE"):
            case = replace(case, written_off=None, evidence="")
        if about[1]:
            told = [reason for reasons in warned.values() for reason in reasons]
        else:
            told = [reason_of(name, reasons) for name, reasons in warned.items()]
        before = (one for one in case.reasons if not any(names(one, name) for name in warned))
        reasons = tuple(dict.fromkeys((*before, *told)))
        return replace(case, number=number, indicators=indicators, reasons=reasons)

    def _warned(
        self, units: tuple[str, ...], indicators: tuple[str, ...], place: int | None
    ) -> dict[str, tuple[str, ...]]:
        """The matters that a letter to `units` warns of, of `indicators` where named, and why."""
        others = [case for number, case in enumerate(self.found.cases) if number != place]
        assessed, settings = self.found.assessed, self.found.view.settings
        found: dict[str, tuple[str, ...]] = {}
        for matter in matters_of(assessed.study.scheme, assessed.assessment):
            if not set(units) & set(matter.units) or (indicators and matter.indicator not in indicators):
                continue
            why = reminded(replace(matter, units=units), others, settings, self.numbers.period)
            if why or indicators:
                found.setdefault(matter.indicator, why or tuple(matter.lights.reasons.values()))
        return found

    def _marks(self, rows: Sequence[tuple[Case, str]]) -> Mapping[str, Sequence[Change]]:
        """What marks the proposed reminders as issued that these letters are."""
        found: list[tuple[Row, str]] = []
        unit = Names(self.found.assessed.study.scheme)
        for row in read_rows(self.grid):
            if row.rung is not Level.REMINDER or row.is_issued or row.period not in ("", self.numbers.period):
                continue
            units = {unit(name) for name in row.units}
            of = (
                number
                for case, number in rows
                if units & set(case.units) and row.indicator in case.indicators
            )
            number = next(of, None)
            if number is not None:
                found.append((row, number))
        return marks(found)
