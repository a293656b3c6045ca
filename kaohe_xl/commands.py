"""The commands: each takes a workbook, returns a report; no printing. Buttons, scripts, tests and
the Python API all come through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.agreement import agreed_patch
from kaohe_xl.books.assessed import Assessed
from kaohe_xl.books.check_sheet import clearing_patch, findings_patch
from kaohe_xl.books.grid import Grid, Saved
from kaohe_xl.books.inspection import inspect, without_repeats
from kaohe_xl.books.near_names import suggested
from kaohe_xl.books.plain import compact
from kaohe_xl.books.reading import study
from kaohe_xl.books.references import split_reference
from kaohe_xl.books.rule_sources import RuleSource, ruled
from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.explain import explanation
from kaohe_xl.domain.findings import Finding, Severity
from kaohe_xl.domain.scoring import assess
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.progress import Tick, silent
from kaohe_xl.reports import (
    BackupLine,
    BackupsReport,
    CheckReport,
    ExplainReport,
    LetterLine,
    LettersReport,
    ScoreReport,
    UndoReport,
    has_errors,
)

if TYPE_CHECKING:
    from kaohe_xl.books.register import Register
    from kaohe_xl.outputs.letters import LetterFiles, LetterOptions

_WORST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def assess_book(grid: Grid, rules: RuleSource | None = None) -> Assessed:
    """Read `grid` and assess what stands in it; by `rules`, where they aren't those that hold on its day."""
    read = study(grid) if rules is None else ruled(study(grid), rules)
    assessment = assess(read.scheme, read.records, read.findings)
    return Assessed(read, replace(assessment, findings=suggested(assessment.findings, read)))


def _by_sheet(grid: Grid, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sheet by sheet, those with the worst first, and in each the worst first; each finding once."""
    once = tuple(dict.fromkeys(findings))
    tabs = {sheet: number for number, sheet in enumerate(grid.sheets)}
    worst: dict[str, int] = {}
    for found in once:
        sheet, grave = found.place.sheet if found.place else "", _WORST_FIRST[found.severity]
        worst[sheet] = min(worst.get(sheet, grave), grave)

    def place(found: Finding) -> tuple[int, int, int]:
        """What the finding is sorted by."""
        sheet = found.place.sheet if found.place else ""
        return worst[sheet], tabs.get(sheet, -1), _WORST_FIRST[found.severity]

    return tuple(sorted(once, key=place))


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, each once, the workbook's order kept among equals."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: _WORST_FIRST[f.severity]))


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """Where the findings go besides the report: into the sheet 检查结果, into comments on the cells.

    `remove` takes both out of the workbook again.
    """

    sheet: bool = False
    comments: bool = False
    remove: bool = False


def check(grid: Grid, others: Iterable[Grid] = (), choice: CheckChoice = CheckChoice()) -> CheckReport:
    """All findings of the workbook, grouped by sheet, worst first.

    `others` are further workbooks that ought to say the same (口径一致). Raises BookError where the
    workbook is to be written and can't be.
    """
    assessed = assess_book(grid)
    _, notes = agreed_patch(grid, assessed.study, assessed.assessment)
    further = [(other.name, study(other)) for other in others]
    more = inspect(grid, assessed.study, assessed.assessment, further)
    findings = _by_sheet(grid, without_repeats([*assessed.assessment.findings, *notes, *more]))
    if choice.remove:
        return CheckReport(grid.name, findings, grid.save(clearing_patch(grid)), choice.remove)
    patch = findings_patch(grid, findings, sheet=choice.sheet, comments=choice.comments)
    saved = Saved(None, None) if patch.is_empty else grid.save(patch)
    return CheckReport(grid.name, findings, saved, choice.sheet or choice.comments)


def proposed(grid: Grid, assessed: Assessed | None = None) -> ScoreReport:
    """Scores and the patch they make; nothing is written."""
    assessed = assessed or assess_book(grid)
    patch, notes = agreed_patch(grid, assessed.study, assessed.assessment)
    findings = worst_first([*assessed.assessment.findings, *notes])
    settings = assessed.study.scheme.settings
    return ScoreReport(grid.name, assessed.assessment, patch, findings, settings=settings)


def score(
    grid: Grid, *, preview: bool = False, force: bool = False, assessed: Assessed | None = None
) -> ScoreReport:
    """Recalculate scores, ranks and lights, and write them into the workbook's result columns.

    With findings of severity error nothing is written, unless `force`: what could be computed then is.
    Raises BookError where the file can't be written; it is then what it was.
    """
    report = proposed(grid, assessed)
    if preview or (has_errors(report.findings) and not force):
        saved = Saved(None, None)
    else:
        saved = grid.save(report.patch)
    return replace(report, saved=saved, preview=preview)


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """How letters are asked for: `first_number` None goes on from the register, `issued` None is today.

    `each_matter`: a document for every red or amber matter (一事一单) instead of one a unit.
    """

    split: bool = False
    issued: date | None = None
    first_number: int | None = None
    preview: bool = False
    force: bool = False
    each_matter: bool = False


def letters(
    grid: Grid, folder: Path, choice: LetterChoice = LetterChoice(), tick: Tick = silent
) -> LettersReport:
    """The per-unit reminder sheets (提醒函): one workbook, or with `split` one file a unit.

    Document numbers go on from the last that stands in the register beside the workbook; a unit
    that has a letter of the same period keeps its number. With findings of severity error nothing
    is written, unless `force`.
    Raises InputError where there is nobody to write to, BookError where the folder can't be written.
    """
    tick(sentence("READING_BOOK", book=grid.name)[0])
    return letters_of(grid, assess_book(grid), folder, choice, tick)


def letters_of(
    grid: Grid, assessed: Assessed, folder: Path, choice: LetterChoice, tick: Tick = silent
) -> LettersReport:
    """The letters of a workbook that is assessed already."""
    from kaohe_xl.books.register import numbering

    if choice.first_number is not None and choice.first_number < 1:
        raise InputError(*sentence("NUMBER_NOT_POSITIVE", number=choice.first_number))
    assessment = assessed.assessment
    held_back = has_errors(assessment.findings) and not choice.force
    preview = choice.preview or held_back
    with numbering(grid.path or folder, to_record=not preview) as register:
        options, series, matter = _numbered(grid, assessed, choice, register)
        options = replace(options, preview=preview)
        tick(sentence("WRITING_LETTERS", folder=folder)[0])
        files, serials = _written(assessed, folder, options, (choice.each_matter, grid.path))
        if not preview:
            register.record(series, matter, serials)
    lines = (
        LetterLine(letter.unit, letter.number, str(letter.file), letter.sheet, letter.indicators)
        for letter in files.letters
    )
    findings = worst_first([*assessment.findings, *files.findings])
    paths = () if preview else files.paths
    return LettersReport(grid.name, assessment.period, paths, tuple(lines), findings, preview=choice.preview)


def _numbered(
    grid: Grid, assessed: Assessed, choice: LetterChoice, register: Register
) -> tuple[LetterOptions, str, str]:
    """How the letters are made, and the series and matter under which the register keeps their numbers."""
    from kaohe_xl.books.ledger import read_ledger
    from kaohe_xl.outputs.letters import LetterOptions

    period, issued = assessed.assessment.period, choice.issued or date.today()
    code = assessed.study.scheme.settings.issuer_code
    series, matter = f"{code}{issued.year}", f"{grid.name} {period}"
    first = choice.first_number
    options = LetterOptions(
        issued=issued,
        split=choice.split,
        first_number=first or register.next_number(series, read_ledger(grid).highest(code, issued.year)),
        numbers={} if first is not None else register.numbers(series, matter),
        stem=sentence("LETTERS_FILE", book=Path(grid.name).stem, period=period)[0].rstrip(),
    )
    return options, series, matter


def _written(
    assessed: Assessed, folder: Path, options: LetterOptions, how: tuple[bool, Path | None]
) -> tuple[LetterFiles, dict[str, int]]:
    """The letters, and their numbers by what the register knows them by."""
    from kaohe_xl.documents import write_letters

    each_matter, beside = how
    if each_matter:
        return _each_matter(assessed, folder, options, beside)
    files = write_letters(assessed.study.scheme, assessed.assessment, folder, options, beside=beside)
    return files, {letter.unit: letter.serial for letter in files.letters}


def _each_matter(
    assessed: Assessed, folder: Path, options: LetterOptions, beside: Path | None
) -> tuple[LetterFiles, dict[str, int]]:
    """The documents of all red and amber matters, and their numbers by matter."""
    from kaohe_xl.documents import DocumentOptions, write_documents
    from kaohe_xl.outputs.letters import serials_of
    from kaohe_xl.outputs.matters import lit_matters, matter_key

    issues = lit_matters(assessed.study.scheme, assessed.assessment)
    if not issues:
        raise InputError(*sentence("NO_LIT_MATTERS"))
    keys = [matter_key(issue) for issue in issues]
    serials = serials_of(keys, options)
    how = DocumentOptions(options.issued, options.split, options.preview, beside)
    return write_documents(assessed, issues, [serials[key] for key in keys], folder, how), serials


def explain(grid: Grid, indicator: str, unit: str = "") -> ExplainReport:
    """Every score of `indicator` (a name, or the cell of its figure), for `unit` or for all.

    Without `unit` the own unit's, where the settings name one.
    Raises InputError where there is no such indicator or unit, naming those that there are.
    """
    assessed = assess_book(grid)
    chosen = _chosen(assessed, indicator, unit)
    return ExplainReport(
        grid.name,
        assessed.assessment.period,
        chosen,
        tuple(tuple(explanation(entry).lines()) for entry in chosen),
    )


def _chosen(assessed: Assessed, indicator: str, unit: str) -> tuple[Entry, ...]:
    entries, wanted, cell = assessed.assessment.entries, compact(indicator), _cell(indicator)
    named = [e for e in entries if compact(e.indicator) == wanted or (e.place and str(e.place) == cell)]
    if not named:
        named = [e for e in entries if wanted and wanted in compact(e.indicator)]
    if not named:
        known = "、".join(dict.fromkeys(e.indicator for e in entries)) or "（无）"
        raise InputError(*sentence("UNKNOWN_INDICATOR", indicator=indicator, known=known))
    unit = unit or assessed.study.scheme.settings.own_unit
    chosen = tuple(e for e in named if not unit or e.unit == unit)
    if not chosen:
        known = "、".join(dict.fromkeys(e.unit for e in named))
        raise InputError(*sentence("UNKNOWN_UNIT", unit=unit, known=known))
    return chosen


def _cell(reference: str) -> str:
    if "!" not in reference:
        return ""
    try:
        sheet, area = split_reference(reference, "")
    except InputError:
        return ""
    from kaohe_xl.books.references import cell_name

    return f"{sheet}!{cell_name(area.top, area.left)}"


def undo(path: Path, number: int | None = None) -> UndoReport:
    """The workbook as it was before our last write, byte for byte; or before the write of a certain backup.

    `number` counts from the newest backup (1); what is in the workbook now then becomes a backup itself.
    Raises BookError where there is none, InputError where there is no such number.
    """
    from kaohe_xl.books import restoring
    from kaohe_xl.books.products import undo_product

    made = undo_product(path) if number is None else None
    if made is not None:
        return UndoReport(path.name, made.path, made.time, is_removed=made.is_gone)
    done = restoring.undo(path) if number is None else restoring.restore(path, number)
    return UndoReport(path.name, done.path, done.time, done.backup, number is not None)


def backups(path: Path) -> BackupsReport:
    """The backups of a workbook, newest first. Raises BookError where they can't be looked at."""
    from kaohe_xl.books.restoring import kept_of

    lines = (BackupLine(kept.number, kept.time, kept.path, kept.size) for kept in kept_of(path))
    return BackupsReport(path.name, tuple(lines))
