"""The command `board`: the leaders' overview (考核看板) as a sheet of the office's own workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaohe_xl.board_page import page, things_of
from kaohe_xl.books.board_sheet import NAME, board_patch, removal_patch
from kaohe_xl.books.grid import Grid, Saved
from kaohe_xl.casework import standing
from kaohe_xl.commands import assess_book, worst_first
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.reports import Json, finding_json, has_errors, number_json, path_json


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """How the overview is asked for: `remove` takes it out; documents as on `day`, None is today."""

    remove: bool = False
    preview: bool = False
    force: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One of the things to do first, in words; `points` can be won."""

    unit: str
    indicator: str
    reason: str
    wanting: str
    points: float | None

    def json(self) -> Json:
        """The task for machines."""
        return {
            "unit": self.unit,
            "indicator": self.indicator,
            "reason": self.reason,
            "wanting": self.wanting,
            "points": self.points,
        }


@dataclass(frozen=True, slots=True)
class BoardReport:
    """What stands first on the overview, and where it went. `held_back`: by errors."""

    book: str
    tasks: tuple[Task, ...] = ()
    findings: tuple[Finding, ...] = ()
    saved: Saved = Saved(None, None)
    removed: bool = False
    preview: bool = False
    held_back: bool = False
    has_own: bool = False

    @property
    def written(self) -> bool:
        """Whether the workbook, or a new file beside it, was written."""
        return self.saved.path is not None

    def json(self) -> Json:
        """The report for machines."""
        return {
            "book": self.book,
            "sheet": NAME,
            "tasks": [task.json() for task in self.tasks],
            "findings": [finding_json(found) for found in self.findings],
            "written": self.written,
            "removed": self.removed and self.written,
            "path": path_json(self.saved.path),
            "backup": path_json(self.saved.backup),
            "notes": list(self.saved.notes),
        }


def board(grid: Grid, choice: BoardChoice = BoardChoice()) -> BoardReport:
    """Write the overview into the workbook, in the place of the one before; or take it out.

    With findings of severity error nothing is written, unless `force`. Raises InputError where nothing is
    assessed or there is nothing to take out, BookError where the office has a sheet of that name or the
    file can't be written.
    """
    if choice.remove:
        patch = removal_patch(grid)
        saved = Saved(None, None) if choice.preview else grid.save(patch)
        return BoardReport(grid.name, saved=saved, removed=True, preview=choice.preview)
    assessed = assess_book(grid)
    found = standing(grid, choice.day, assessed)
    facts = Facts(assessed.study.scheme, assessed.assessment, found.today, cases=found.cases)
    if not facts.entries:
        raise InputError(*sentence("BOARD_NOTHING", book=grid.name))
    patch = board_patch(grid, page(facts))
    findings = worst_first(assessed.assessment.findings)
    held_back = has_errors(findings) and not (choice.force or choice.preview)
    saved = Saved(None, None) if held_back or choice.preview else grid.save(patch)
    shown = {"preview": choice.preview, "held_back": held_back, "has_own": bool(facts.own)}
    return BoardReport(grid.name, _tasks(facts), findings, saved, **shown)


def _tasks(facts: Facts) -> tuple[Task, ...]:
    return tuple(
        Task(
            one.unit,
            one.indicator,
            one.reason,
            one.wanting,
            number_json(None if one.points is None else half_up(one.points, 2)),
        )
        for one in things_of(facts)
    )


def board_lines(report: BoardReport) -> Iterator[str]:
    """What a person is told of the overview."""
    yield _outcome(report)
    yield from report.saved.notes
    if report.held_back:
        return
    for number, task in enumerate(report.tasks, 1):
        name = task.indicator if report.has_own else task.unit + task.indicator
        said = {"number": number, "name": name, "reason": task.reason, "wanting": task.wanting}
        if task.points is None:
            yield sentence("BOARD_TASK_BARE", **said)[0]
        else:
            yield sentence("BOARD_TASK", points=f"{task.points:.2f}", **said)[0]


def _outcome(report: BoardReport) -> str:
    if report.held_back:
        return sentence("BOARD_HELD_BACK")[0]
    if report.preview:
        return sentence("BOARD_PREVIEW_REMOVED" if report.removed else "BOARD_PREVIEW", sheet=NAME)[0]
    if not report.written:
        return sentence("BOARD_THERE", sheet=NAME)[0]
    if report.saved.backup is None:
        return sentence("BOARD_WRITTEN_BESIDE", sheet=NAME, path=report.saved.path)[0]
    code = "BOARD_REMOVED" if report.removed else "BOARD_WRITTEN"
    return sentence(code, sheet=NAME, backup=report.saved.backup)[0]
