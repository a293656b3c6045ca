"""What the commands return, and its JSON: a contract, keys in English, values as in the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from kaohe_xl.books.grid import Change, Patch, Saved
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.assessment import Assessment, Entry, Total
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.scheme import Settings

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All findings of a workbook, grouped by sheet, worst first; `asked`: they were to be written into it."""

    book: str
    findings: tuple[Finding, ...]
    saved: Saved = Saved(None, None)
    asked: bool = False

    def json(self) -> Json:
        """The report for machines."""
        report: Json = {"book": self.book, "findings": [finding_json(f) for f in self.findings]}
        if self.asked:
            written = self.saved.path is not None
            report |= {
                "written": written,
                "path": path_json(self.saved.path),
                "notes": list(self.saved.notes),
            }
            report["backup"] = path_json(self.saved.backup)
        return report


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """An assessment, what it changes in the workbook, and whether that was written."""

    book: str
    assessment: Assessment
    patch: Patch
    findings: tuple[Finding, ...]
    saved: Saved = Saved(None, None)
    preview: bool = False
    settings: Settings = Settings()

    @property
    def written(self) -> bool:
        """Whether the results were written: into the workbook, or into a new file beside it."""
        return self.saved.path is not None

    def json(self) -> Json:
        """The report for machines (design: commands and their JSON)."""
        assessment = self.assessment
        report: Json = {
            "book": self.book,
            "period": assessment.period or None,
            "days_left": assessment.days_left,
            "entries": [entry_json(e) for e in assessment.entries],
            "totals": [total_json(t) for t in assessment.totals],
            "counts": {
                "city_warned": assessment.counts.city_warned,
                "after_fifth": assessment.counts.after_fifth,
                "last_three": assessment.counts.last_three,
                "red": assessment.counts.red,
                "amber": assessment.counts.amber,
            },
            "findings": [finding_json(f) for f in self.findings],
            "patch": {"cells": self.patch.cells, "sheets": list(self.patch.sheets)},
            "written": self.written,
            "path": path_json(self.saved.path),
            "backup": path_json(self.saved.backup),
            "notes": list(self.saved.notes),
        }
        if self.preview:
            report["changes"] = [
                _change(sheet, change) for sheet, part in self.patch.sheets.items() for change in part.changes
            ]
        return report


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter that was written."""

    unit: str
    number: str
    file: str
    sheet: str
    indicators: int


@dataclass(frozen=True, slots=True)
class LettersReport:
    """The documents of one `level`, the files they stand in, and what was found on the way.

    `ledger`: where they were entered into 督办台账, if they were.
    """

    book: str
    period: str
    files: tuple[Path, ...]
    letters: tuple[LetterLine, ...]
    findings: tuple[Finding, ...]
    preview: bool = False
    pdfs: tuple[Path, ...] = ()
    level: str = "提醒函"
    ledger: Saved = Saved(None, None)

    @property
    def written(self) -> bool:
        """Whether files were made."""
        return bool(self.files)

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "period": self.period or None,
            "files": [str(path) for path in self.files],
            "level": self.level,
            "pdf": [str(path) for path in self.pdfs],
            "letters": [
                {
                    "unit": line.unit,
                    "number": line.number,
                    "file": line.file,
                    "sheet": line.sheet,
                    "indicators": line.indicators,
                }
                for line in self.letters
            ],
            "findings": [finding_json(f) for f in self.findings],
            "written": self.written,
            "ledger": path_json(self.ledger.path),
            "backup": path_json(self.ledger.backup),
        }


@dataclass(frozen=True, slots=True)
class ExplainReport:
    """One or more scores, each down to its cells and its clause."""

    book: str
    period: str
    entries: tuple[Entry, ...]
    lines: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...] = ()

    def json(self) -> Json:
        """The report for machines: each entry with its inputs, steps and points lost."""
        return {
            "book": self.book,
            "period": self.period or None,
            "explanations": [
                {
                    **entry_json(entry),
                    "parameters": entry.parameters,
                    "rule_cell": place_json(entry.rule_place),
                    "inputs": [
                        {
                            "name": i.name,
                            "value": number_json(i.value) if isinstance(i.value, Decimal) else i.value,
                            "cell": place_json(i.place),
                        }
                        for i in entry.inputs
                    ],
                    "steps": list(entry.steps),
                    "lost": number_json(entry.lost),
                    "reasons": dict(entry.lights.reasons),
                    "lines": list(lines),
                }
                for entry, lines in zip(self.entries, self.lines, strict=True)
            ],
            "findings": [finding_json(f) for f in self.findings],
        }


@dataclass(frozen=True, slots=True)
class UndoReport:
    """Which state a workbook went back to: that before the write at `time`.

    `backup` keeps what stood there until now, where a certain backup was asked for. `restored` is the
    workbook, or what was made of it where it is of another format; that is gone where `is_removed`.
    """

    book: str
    restored: Path
    time: datetime
    backup: Path | None = None
    is_chosen: bool = False
    is_removed: bool = False
    findings: tuple[Finding, ...] = ()

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "restored": str(self.restored),
            "removed": self.is_removed,
            "time": self.time.isoformat(timespec="seconds"),
            "backup": path_json(self.backup),
            "findings": [],
        }


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup, numbered from the newest one (1): the workbook before the write at `time`."""

    number: int
    time: datetime
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class BackupsReport:
    """What a workbook can be brought back to."""

    book: str
    backups: tuple[BackupLine, ...]
    findings: tuple[Finding, ...] = ()

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "backups": [
                {
                    "number": line.number,
                    "time": line.time.isoformat(timespec="seconds"),
                    "path": str(line.path),
                    "size": line.size,
                }
                for line in self.backups
            ],
            "findings": [],
        }


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that `doctor` looked at; `ok` None: not needed here."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What is there and what is missing on this machine."""

    probes: tuple[Probe, ...]
    findings: tuple[Finding, ...] = ()

    def json(self) -> Json:
        """The report for machines."""
        return {
            "probes": [
                {"name": p.name, "ok": p.ok, "found": p.found, "remedy": p.remedy} for p in self.probes
            ],
            "findings": [],
        }


@dataclass(frozen=True, slots=True)
class DemoReport:
    """The sample workbooks, scored, with their letters."""

    folder: Path
    scores: tuple[ScoreReport, ...]
    letters: tuple[LettersReport, ...]
    findings: tuple[Finding, ...] = field(default=())

    def json(self) -> Json:
        """The report for machines."""
        return {
            "folder": str(self.folder),
            "scores": [score.json() for score in self.scores],
            "letters": [letters.json() for letters in self.letters],
            "findings": [finding_json(f) for f in self.findings],
        }


Report = (
    CheckReport
    | ScoreReport
    | LettersReport
    | ExplainReport
    | UndoReport
    | BackupsReport
    | DoctorReport
    | DemoReport
)
"""What a command returns: each has `findings` and `json()`."""


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether any finding is of severity error: exit status 1."""
    return any(f.severity is Severity.ERROR for f in findings)


def number_json(value: Decimal | None) -> float | None:
    """A number at full precision."""
    return None if value is None else float(value)


def path_json(path: Path | None) -> str | None:
    """A path as text."""
    return None if path is None else str(path)


def place_json(place: Cell | None) -> str | None:
    """A cell as text."""
    return None if place is None else str(place)


def entry_json(entry: Entry) -> Json:
    """An entry, keys as the contract has them."""
    lights = entry.lights
    return {
        "unit": entry.unit,
        "indicator": entry.indicator,
        "cell": place_json(entry.place),
        "actual": number_json(entry.actual),
        "target": number_json(entry.target),
        "completion": number_json(entry.completion),
        "progress": number_json(entry.progress),
        "ahead": number_json(entry.ahead),
        "rank": entry.rank,
        "of": entry.of,
        "tied": entry.tied,
        "third_value": number_json(entry.third_value),
        "gap_to_third": number_json(entry.gap_to_third),
        "points": number_json(entry.points),
        "full_points": number_json(entry.full_points),
        "bonus": number_json(entry.bonus),
        "light": entry.light and entry.light.value,
        "lights": {
            "progress": lights.progress and lights.progress.value,
            "rank": lights.rank and lights.rank.value,
            "city": lights.city and lights.city.value,
        },
        "missing": entry.missing and entry.missing.value,
        "method": entry.method,
        "clause": entry.clause or None,
    }


def total_json(total: Total) -> Json:
    """A total, keys as the contract has them."""
    return {
        "unit": total.unit,
        "group": total.group,
        "base": number_json(total.base),
        "bonus": number_json(total.bonus),
        "deduction": number_json(total.deduction),
        "total": number_json(total.total),
        "rank": total.rank,
        "tied": total.tied,
        "grade": total.grade or None,
        "vetoes": list(total.vetoes),
    }


def finding_json(found: Finding) -> Json:
    """A finding, keys as the contract has them."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "sheet": found.place.sheet if found.place else None,
        "cell": found.place.ref if found.place else None,
        "message": found.message,
        "remedy": found.remedy,
    }


def _change(sheet: str, change: Change) -> Json:
    def shown(value: object) -> object:
        return value if isinstance(value, (int, float, bool, str)) or value is None else str(value)

    return {
        "sheet": sheet,
        "cell": cell_name(change.row, change.column),
        "before": shown(change.before),
        "after": shown(change.after),
    }
