"""Reports as lines of text for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import singledispatch

from kaohe_xl import comparing
from kaohe_xl.bind_tables import bind_lines
from kaohe_xl.binding import BindReport
from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.findings import Finding, Severity
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.messages import sentence
from kaohe_xl.messages.documents import numeral
from kaohe_xl.overview import BoardReport, board_lines
from kaohe_xl.printing import PdfReport, pdf_lines
from kaohe_xl.reporting import CircularReport, WeeklyReport, circular_lines, weekly_lines
from kaohe_xl.reports import (
    BackupsReport,
    CheckReport,
    DemoReport,
    DoctorReport,
    ExplainReport,
    LettersReport,
    ScoreReport,
    UndoReport,
    has_errors,
)
from kaohe_xl.share.report import DeployReport, deploy_lines
from kaohe_xl.supervision_reports import LedgerReport, ProposalsReport

SHOWN_FILES = 5
SHOWN_CHANGES = 50
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "NOTE"}
SHOWN_NOTES = 10
SHOWN_GAPS = 4
SHOWN_BEST = 3


def _say(code: str, **words: object) -> str:
    return sentence(code, **words)[0]


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")


def _size(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB" if size >= 1 << 20 else f"{-(-size // 1024)} KB"


@singledispatch
def lines(report: object) -> Iterator[str]:
    """The report as a person reads it."""
    raise TypeError(type(report).__name__)


@lines.register
def _(report: CheckReport) -> Iterator[str]:
    yield from _findings(report.findings)
    if not report.asked:
        return
    if report.saved.path is None:
        yield _say("CHECK_THERE_ALREADY")
    elif report.saved.backup is None:
        yield _say("CHECK_WRITTEN_BESIDE", path=report.saved.path)
    else:
        yield _say("CHECK_WRITTEN", backup=report.saved.backup)
    yield from report.saved.notes


@lines.register
def _(report: CircularReport) -> Iterator[str]:
    yield from _findings(report.findings, quiet=report.file is not None)
    yield from circular_lines(report)


@lines.register
def _(report: WeeklyReport) -> Iterator[str]:
    yield from _findings(report.findings, quiet=report.file is not None)
    yield from weekly_lines(report)


@lines.register
def _(report: BoardReport) -> Iterator[str]:
    yield from _findings(report.findings, quiet=not report.held_back)
    yield from board_lines(report)


@lines.register
def _(report: PdfReport) -> Iterator[str]:
    yield from pdf_lines(report)


@lines.register
def _(report: ScoreReport) -> Iterator[str]:
    assessment = report.assessment
    parts = []
    if assessment.period:
        parts.append(_say("PERIOD", period=assessment.period))
    if assessment.days_left is not None:
        parts.append(_say("DAYS_LEFT", days=assessment.days_left))
    if parts:
        yield "，".join(parts)
    yield _counts(report)
    widest = _widest_gaps(report)
    if widest:
        yield _say("WIDEST_GAPS", names="、".join(e.indicator for e in widest))
    yield from _totals(report)
    yield from _findings(report.findings, quiet=True)
    yield from _outcome(report)


def _counts(report: ScoreReport) -> str:
    """The counts in one line, with the places that the settings name."""
    counts, settings = report.assessment.counts, report.settings
    code = "COUNTS" if counts.last_three <= counts.after_fifth else "COUNTS_APART"
    if not settings.last_ranks and not counts.after_fifth:
        code = "COUNTS_WITHOUT_RANKS"
    return _say(
        code,
        city_warned=counts.city_warned,
        warn_rank=numeral(settings.warn_rank),
        after_fifth=counts.after_fifth,
        last_ranks=numeral(settings.last_ranks),
        last_three=counts.last_three,
        red=counts.red,
        amber=counts.amber,
    )


def _widest_gaps(report: ScoreReport) -> list[Entry]:
    """The own unit's entries that stay furthest behind the calendar, worst first."""
    own = [e for e in report.assessment.entries if e.unit == report.settings.own_unit and (e.ahead or 0) < 0]
    return sorted(own, key=lambda e: e.ahead or 0)[:SHOWN_GAPS]


def _totals(report: ScoreReport) -> Iterator[str]:
    """The own unit's total; without one the first few of each group."""
    totals = report.assessment.totals
    for total in totals:
        if total.unit == report.settings.own_unit:
            numbers = {n: half_up(getattr(total, n), 2) for n in ("base", "bonus", "deduction", "total")}
            rank = f"{total.rank}/{total.of}" if total.rank and total.of else "—"
            yield _say("TOTAL_LINE", unit=total.unit, rank=rank, grade=total.grade, **numbers)
    if report.settings.own_unit:
        return
    for group in dict.fromkeys(total.group for total in totals):
        ranked = sorted((t for t in totals if t.group == group and t.rank), key=lambda t: t.rank or 0)
        best = "，".join(f"{t.rank} {t.unit} {half_up(t.total, 2)}" for t in ranked[:SHOWN_BEST])
        if best:
            yield _say("GROUP_LINE", group=group or _say("NO_GROUP"), count=len(ranked), best=best)


def _outcome(report: ScoreReport) -> Iterator[str]:
    sheets = "、".join(report.patch.sheets)
    if report.preview:
        yield _say("PREVIEWED", cells=report.patch.cells, sheets=sheets)
        yield from _changes(report)
    elif report.written:
        words = {"cells": report.patch.cells, "sheets": sheets}
        if report.saved.backup is None:
            yield _say("WRITTEN_BESIDE", **words, path=report.saved.path)
        else:
            yield _say("WRITTEN", **words, backup=report.saved.backup)
        yield from report.saved.notes
    elif has_errors(report.findings) and not report.patch.is_empty:
        count = sum(f.severity is Severity.ERROR for f in report.findings)
        yield "".join(sentence("NOT_WRITTEN", book=report.book, count=count))
    else:
        yield _say("UNCHANGED")


def _changes(report: ScoreReport) -> Iterator[str]:
    changes = report.json()["changes"]
    for change in changes[:SHOWN_CHANGES]:
        shown = {k: _say("EMPTY") if change[k] is None else change[k] for k in ("before", "after")}
        yield _say("PREVIEW_CHANGE", **{**change, **shown})
    if len(changes) > SHOWN_CHANGES:
        yield "……"


@lines.register
def _(report: BindReport) -> Iterator[str]:
    yield from bind_lines(report)


@lines.register
def _(report: LettersReport) -> Iterator[str]:
    yield from _findings(report.findings, quiet=True)
    yield from _letters(report)
    yield from (_say("LETTERS_PDF", file=path) for path in report.pdfs)


def _letters(report: LettersReport) -> Iterator[str]:
    if report.preview:
        yield _say("LETTERS_PREVIEW", level=report.level, count=len(report.letters))
    elif not report.written:
        count = sum(f.severity is Severity.ERROR for f in report.findings)
        yield "".join(sentence("LETTERS_HELD_BACK", book=report.book, level=report.level, count=count))
    else:
        files = "、".join(str(path) for path in report.files[:SHOWN_FILES])
        yield _say("LETTERS_WRITTEN", level=report.level, count=len(report.letters), files=files)
    if report.ledger.path is not None:
        yield _say("LETTERS_ENTERED", book=report.ledger.path.name, backup=report.ledger.backup or "—")
        yield from report.ledger.notes


@lines.register
def _(report: LedgerReport | ProposalsReport) -> Iterator[str]:
    yield from report.lines()
    yield from _findings(report.findings, quiet=True)


@lines.register
def _(report: comparing.CompareReport) -> Iterator[str]:
    yield from comparing.lines(report)
    yield from _findings([f for f in report.findings if f.severity is not Severity.NOTE], quiet=True)


@lines.register
def _(report: ExplainReport) -> Iterator[str]:
    for number, text in enumerate(report.lines):
        if number:
            yield ""
        yield from text


@lines.register
def _(report: UndoReport) -> Iterator[str]:
    if report.restored.name != report.book:
        code = "PRODUCT_REMOVED" if report.is_removed else "PRODUCT_RESTORED"
        yield _say(code, book=report.book, result=report.restored.name)
        return
    if not report.is_chosen:
        yield _say("RESTORED", book=report.book)
        return
    yield _say("RESTORED_TO", book=report.book, time=_time(report.time))
    if report.backup is not None:
        yield _say("KEPT_BEFORE", backup=report.backup)


@lines.register
def _(report: BackupsReport) -> Iterator[str]:
    if not report.backups:
        yield "".join(sentence("NO_BACKUP", book=report.book))
    for line in report.backups:
        yield _say("BACKUP_LINE", number=line.number, time=_time(line.time), size=_size(line.size))
    if report.backups:
        yield _say("HOW_TO_RESTORE", book=report.book)


@lines.register
def _(report: DoctorReport) -> Iterator[str]:
    marks = {True: "√", False: "×", None: "—"}
    for probe in report.probes:
        yield f"{marks[probe.ok]} {probe.name}：{probe.found}" + (
            f"。{probe.remedy}" if not probe.ok and probe.remedy else ""
        )


@lines.register
def _(report: DeployReport) -> Iterator[str]:
    yield from deploy_lines(report)


@lines.register
def _(report: DemoReport) -> Iterator[str]:
    yield _say("DEMO_FOLDER", folder=report.folder.resolve())
    for score in report.scores:
        yield ""
        yield _say("DEMO_BOOK", book=score.book)
        yield from lines(score)
        for letters in report.letters:
            if letters.book == score.book:
                yield from _letters(letters)


def _findings(findings: Sequence[Finding], quiet: bool = False) -> Iterator[str]:
    """Findings grouped by sheet, worst first; `quiet`: only so many notes."""
    if not findings:
        if not quiet:
            yield _say("NO_FINDINGS")
        return
    notes = [f for f in findings if f.severity is Severity.NOTE]
    hidden = notes[SHOWN_NOTES:] if quiet else []
    shown = [f for f in findings if f not in hidden]
    for sheet in dict.fromkeys(f.place.sheet if f.place else "" for f in shown):
        yield f"【{sheet or _say('WHOLE_BOOK')}】"
        for found in shown:
            if (found.place.sheet if found.place else "") == sheet:
                yield "  " + _finding(found)
    if hidden:
        yield _say("MORE_NOTES", count=len(hidden))
    counts = [sum(f.severity is s for f in findings) for s in Severity]
    yield _say("FINDINGS", count=len(findings), errors=counts[0], warnings=counts[1], notes=counts[2])



def _finding(found: Finding) -> str:
    place = f"{found.place.ref} " if found.place else ""
    advice = _say("ADVICE", remedy=found.remedy) if found.remedy else ""
    return f"{_say(_SEVERITIES[found.severity])} {place}{found.message}{advice}"
