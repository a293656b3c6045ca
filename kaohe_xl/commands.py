"""The commands: each takes a workbook, returns a report; no printing. Buttons, scripts, tests and
the Python API all come through here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

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
from kaohe_xl.reports import (
    BackupLine,
    BackupsReport,
    CheckReport,
    ExplainReport,
    ScoreReport,
    UndoReport,
    has_errors,
)

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
