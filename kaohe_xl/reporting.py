"""The commands `circular` (月通报), `weekly` (周督查). Each returns a report; no printing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.earlier import last_month
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.projects import read_projects
from kaohe_xl.casework import standing
from kaohe_xl.commands import assess_book, worst_first
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scoring import assess
from kaohe_xl.domain.supervision import Case
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.outputs.circular_facts import Facts, Last
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import Json, finding_json, has_errors, path_json


@dataclass(frozen=True, slots=True)
class CircularChoice:
    """How a circular or a weekly record is asked for: `issued` None is today."""

    issued: date | None = None
    preview: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A document's file. `file` None: held back by errors.

    `was_there`: nothing has changed; `is_beside`: an earlier one that differs was left as it is.
    """

    book: str
    period: str
    findings: tuple[Finding, ...] = ()
    file: Path | None = None
    preview: bool = False
    was_there: bool = False
    is_beside: bool = False

    @property
    def written(self) -> bool:
        """Whether a file was made."""
        return self.file is not None and not (self.preview or self.was_there)

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "period": self.period or None,
            "file": path_json(self.file),
            **self.contents(),
            "findings": [finding_json(found) for found in self.findings],
            "written": self.written,
        }

    def contents(self) -> Json:
        """What stands in the document, for machines."""
        return {}


@dataclass(frozen=True, slots=True)
class CircularReport(MadeReport):
    """The circular's file and sheets."""

    sheets: tuple[str, ...] = ()

    def contents(self) -> Json:
        """The sheets."""
        return {"sheets": list(self.sheets)}


@dataclass(frozen=True, slots=True)
class WeeklyReport(MadeReport):
    """The weekly record's file, the units with a form in it and those without."""

    units: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()

    def contents(self) -> Json:
        """The units."""
        return {"units": list(self.units), "idle": list(self.idle)}


def circular(
    grid: Grid,
    folder: Path,
    last: Grid | None = None,
    choice: CircularChoice = CircularChoice(),
    tick: Tick = silent,
    cases: Sequence[Case] | None = None,
) -> CircularReport:
    """The monthly circular of the workbook, beside `last` month's, else beside what itself tells of it.

    `cases` None: those of the workbook's own 督办台账.

    With findings of severity error nothing is written, unless `force`. A circular that somebody has
    edited is never written over. Raises InputError where nothing is assessed, BookError.
    """
    from kaohe_xl.outputs.circular import document, write_circular

    tick(sentence("READING_BOOK", book=grid.name)[0])
    assessed = assess_book(grid)
    scheme, assessment = assessed.study.scheme, assessed.assessment
    projects, odd = read_projects(grid)
    if not assessment.entries:
        raise InputError(*sentence("NOTHING_TO_REPORT", book=grid.name))
    before, notes = _within(grid, assessed) if last is None else _last(assessed, last)
    findings = worst_first([*assessment.findings, *odd, *notes])
    if has_errors(findings) and not (choice.force or choice.preview):
        return CircularReport(grid.name, assessment.period, findings)
    issued = choice.issued or date.today()
    known = _cases(grid, assessed, issued) if cases is None else cases
    made = document(Facts(scheme, assessment, issued, before, projects, known))
    stem = sentence("CIRCULAR_FILE", book=Path(grid.name).stem, period=assessment.period)[0]
    tick(stem)
    stem = " ".join(stem.split())
    file, was_there = write_circular(made, folder, stem, preview=choice.preview)
    sheets = tuple(sheet.name for sheet in (made.text, *made.pages) if sheet is not None)
    is_beside = not was_there and file.stem.endswith(")") and not stem.endswith(")")
    put = (file, choice.preview, was_there, is_beside)
    return CircularReport(grid.name, assessment.period, findings, *put, sheets)


def _cases(grid: Grid, assessed: Assessed, day: date) -> tuple[Case, ...]:
    """The cases of the workbook's 督办台账, by the names that its other tables use."""
    return standing(grid, day, assessed).cases


def weekly(
    grid: Grid,
    folder: Path,
    choice: CircularChoice = CircularChoice(),
    tick: Tick = silent,
    cases: Sequence[Case] | None = None,
) -> WeeklyReport:
    """The weekly record of the workbook: a form for each unit with red or amber lights, or open `cases`.

    With findings of severity error nothing is written, unless `force`. A record that somebody has filled
    in is never written over. Raises InputError where nothing is assessed, BookError.
    """
    tick(sentence("READING_BOOK", book=grid.name)[0])
    assessed = assess_book(grid)
    assessment = assessed.assessment
    if not assessment.entries:
        raise InputError(*sentence("NOTHING_TO_REPORT", book=grid.name))
    findings = worst_first(assessment.findings)
    if has_errors(findings) and not (choice.force or choice.preview):
        return WeeklyReport(grid.name, assessment.period, findings)
    issued = choice.issued or date.today()
    known = _cases(grid, assessed, issued) if cases is None else cases
    facts = Facts(assessed.study.scheme, assessment, issued, cases=known)
    return _weekly_written(grid.name, facts, findings, (folder, choice, tick))


def _weekly_written(
    book: str, facts: Facts, findings: tuple[Finding, ...], where: tuple[Path, CircularChoice, Tick]
) -> WeeklyReport:
    """Make the record and put it into its folder."""
    from kaohe_xl.outputs.draw_pages import drawn
    from kaohe_xl.outputs.new_files import put_numbered
    from kaohe_xl.outputs.sheet_names import file_stems
    from kaohe_xl.outputs.weekly import document, unit_records

    folder, choice, tick = where
    (stem,) = file_stems([sentence("WEEKLY_FILE", book=Path(book).stem, date=facts.issued)[0]])
    tick(stem)
    file, was_there = put_numbered(drawn(document(facts)), folder, stem, preview=choice.preview)
    records = unit_records(facts)
    units = tuple(record.unit for record in records if not record.is_empty)
    idle = tuple(record.unit for record in records if record.is_empty)
    put = (file, choice.preview, was_there, not was_there and file.stem != stem)
    return WeeklyReport(book, facts.assessment.period, findings, *put, units, idle)


def _within(grid: Grid, assessed: Assessed) -> tuple[Last | None, tuple[Finding, ...]]:
    """Last month's figures out of the workbook itself, where it keeps them."""
    earlier = last_month(grid, assessed.study)
    if earlier is None:
        return None, (finding("NO_LAST_MONTH", Severity.NOTE, None),)
    found = assess(earlier.study.scheme, earlier.study.records, ())
    as_of, is_whole = earlier.study.scheme.settings.as_of, earlier.is_whole
    told = [one for one in found.entries if is_whole or one.actual is not None]
    code = "LAST_IN_BOOK" if is_whole else "LAST_IN_BOOK_PARTLY"
    note = finding(code, Severity.NOTE, None, last=as_of, count=len(told))
    totals = {one.unit: one for one in found.totals} if is_whole else {}
    return Last(as_of, {(one.unit, one.indicator): one for one in told}, totals, is_whole), (note,)


def _last(assessed: Assessed, last: Grid) -> tuple[Last | None, tuple[Finding, ...]]:
    """Last month's figures under this month's names."""
    names, earlier = assessed.study.names, assess_book(last)
    unit = names.unit if names else str
    indicator = names.find if names else str
    found = earlier.assessment
    settings, now = earlier.study.scheme.settings, assessed.study.scheme.settings.as_of
    notes: tuple[Finding, ...] = ()
    if settings.as_of and now and settings.as_of >= now:
        days = {"last": settings.as_of, "now": now}
        notes = (finding("LAST_IS_NOT_EARLIER", Severity.WARNING, None, book=last.name, **days),)
    entries = {(unit(e.unit), indicator(e.indicator)): e for e in found.entries}
    return Last(settings.as_of, entries, {unit(t.unit): t for t in found.totals}), notes


def circular_lines(report: CircularReport) -> Iterator[str]:
    """What a person is told of the circular."""
    if report.file is None:
        yield sentence("CIRCULAR_HELD_BACK")[0]
        return
    code = "CIRCULAR_BESIDE" if report.is_beside else "CIRCULAR_WRITTEN"
    code = "CIRCULAR_THERE" if report.was_there else "CIRCULAR_PREVIEW" if report.preview else code
    yield sentence(code, file=report.file)[0]
    yield sentence("CIRCULAR_PAGES", sheets="、".join(report.sheets))[0]


def weekly_lines(report: WeeklyReport) -> Iterator[str]:
    """What a person is told of the weekly record."""
    if report.file is None:
        yield sentence("WEEKLY_HELD_BACK")[0]
        return
    code = "WEEKLY_BESIDE" if report.is_beside else "WEEKLY_WRITTEN"
    code = "WEEKLY_THERE" if report.was_there else "WEEKLY_PREVIEW" if report.preview else code
    yield sentence(code, file=report.file)[0]
    if report.units:
        yield sentence("WEEKLY_UNITS", count=len(report.units), units="、".join(report.units))[0]
    else:
        yield sentence("WEEKLY_NOBODY")[0]
