"""What each button does: its command on the open workbook, and what is said at the end."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kaohe_xl.desktop import Desktop
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.books.grid import Grid
    from kaohe_xl.books.live import LiveGrid
    from kaohe_xl.domain.findings import Finding
    from kaohe_xl.reports import LettersReport, ScoreReport

Options = frozenset[str]
Report = TypeVar("Report")

SHOWN = 8
# 1 and 2 are what Python itself leaves with, without a word, where the program is gone: not ours.
DONE, WITH_ERRORS, NOT_DONE = 0, 11, 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What a command has to say at its end; `opens`: what is offered to be opened."""

    text: str
    status: int = DONE
    opens: Path | None = None


def tick(grid: LiveGrid, step: str) -> None:
    """Say in Excel's status bar what is being done."""
    grid.status(sentence("RIBBON_RUNNING", step=step)[0])


def _check(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import commands

    if "--sheet" not in options:
        report = commands.check(grid)
        return Shown(_findings(report.findings), _status(report.findings))
    choice = commands.CheckChoice(sheet=True)
    made = _in_file(grid, desktop, lambda file: commands.check(file, choice=choice))
    if made is None:
        return Shown(sentence("RIBBON_STOPPED")[0])
    return Shown(_findings(made.findings), _status(made.findings))


def _in_file(
    grid: LiveGrid, desktop: Desktop, act: Callable[[Grid], Report], about: str = ""
) -> Report | None:
    """What needs the file: the workbook is saved and closed for it and opened again; None without a yes.

    `about` stands above the question.
    """
    from kaohe_xl.books.files import open_file
    from kaohe_xl.books.reopening import path_on_disk, through_file

    path_on_disk(grid)
    if not desktop.ask(about + sentence("RIBBON_ASK_CLOSE", book=grid.name)[0]):
        return None
    tick(grid, sentence("RIBBON_SAVING")[0])
    return through_file(grid, lambda path: act(open_file(path)))


def _score(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import commands

    report = commands.score(grid, preview="--preview" in options, force="--force" in options)
    counts = report.assessment.counts
    words = {"city_warned": counts.city_warned, "red": counts.red, "amber": counts.amber}
    lines = [sentence("RIBBON_COUNTS", **words)[0]]
    status = _status(report.findings)
    if report.written:
        sheets = "、".join(report.patch.sheets)
        lines.insert(0, sentence("RIBBON_SCORED", cells=report.patch.cells, sheets=sheets)[0])
    elif "--preview" in options and not report.patch.is_empty:
        lines.insert(0, _proposed(report))
    elif status == WITH_ERRORS and not report.patch.is_empty:
        errors = sum(found.severity.value == "error" for found in report.findings)
        lines.insert(0, sentence("RIBBON_HELD_BACK", count=errors)[0])
    else:
        lines.insert(0, sentence("RIBBON_UNCHANGED")[0])
    return Shown("\n".join([*lines, *report.saved.notes, _findings(report.findings)]), status)


def _proposed(report: ScoreReport) -> str:
    """What would be written: the first few changes, all of them in the log."""
    told = [
        sentence("PREVIEW_CHANGE", **change | {k: _shown_value(change[k]) for k in ("before", "after")})[0]
        for change in report.json()["changes"]
    ]
    words = {"cells": report.patch.cells, "sheets": "、".join(report.patch.sheets)}
    return "\n".join([sentence("RIBBON_PREVIEW", **words)[0], *_first(told, SHOWN, "RIBBON_MORE_CHANGES")])


def _shown_value(value: object) -> object:
    return sentence("EMPTY")[0] if value is None else value


def _compare(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl.books.files import open_file
    from kaohe_xl.comparing import compare_books, lines

    other = grid.chosen_file(sentence("RIBBON_CHOOSE_OTHER")[0])
    if other is None:
        return Shown(sentence("RIBBON_STOPPED")[0])
    told = list(lines(compare_books(open_file(other), grid)))
    return Shown("\n".join(_first(told, 2 * SHOWN, "RIBBON_MORE_CHANGES")))


def _letters(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import commands, reminders
    from kaohe_xl.books.reopening import path_on_disk

    folder = path_on_disk(grid).parent / "提醒函"
    level = next((option.partition("=")[2] for option in options if option.startswith("--level=")), "")
    if level:
        return _issued(grid, desktop, level)
    choice = commands.LetterChoice(split="--split" in options)
    report = reminders.letters(grid, folder, choice, tick=lambda step: tick(grid, step))
    return _letters_made(report, folder)


def _issued(grid: LiveGrid, desktop: Desktop, level: str) -> Shown:
    """What is ticked in 督办建议 at this level, issued and entered into 督办台账."""
    from kaohe_xl.books.reopening import path_on_disk
    from kaohe_xl.commands import LetterChoice
    from kaohe_xl.sending import Order, level_of, send

    order = Order(level_of(level))
    folder = path_on_disk(grid).parent / order.level.value
    report = _in_file(grid, desktop, lambda file: send(file, folder, order, LetterChoice()))
    return Shown(sentence("RIBBON_STOPPED")[0]) if report is None else _letters_made(report, folder)


def _letters_made(report: LettersReport, folder: Path) -> Shown:
    found, status = _findings(report.findings), _status(report.findings)
    if not report.written:
        errors = sum(one.severity.value == "error" for one in report.findings)
        return Shown(f"{sentence('RIBBON_HELD_BACK', count=errors)[0]}\n{found}", status)
    files = "\n".join(str(path) for path in report.files[:SHOWN])
    told = sentence("RIBBON_LETTERS", count=len(report.letters), files=files)[0]
    if report.ledger.path is not None:
        words = {"book": report.ledger.path.name, "backup": report.ledger.backup or "—"}
        told = f"{told}\n{sentence('LETTERS_ENTERED', **words)[0]}"
    opens = report.files[0] if len(report.files) == 1 else folder
    return Shown(f"{told}\n{found}", status, opens)


def _explain(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import commands

    wanted = grid.selected()
    for name in wanted:
        try:
            report = commands.explain(grid, name)
        except InputError:
            continue
        return Shown("\n\n".join("\n".join(lines) for lines in report.lines[:SHOWN]))
    raise InputError(*sentence("RIBBON_SELECT_INDICATOR"))


def _circular(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import reporting
    from kaohe_xl.books.reopening import path_on_disk

    folder = path_on_disk(grid).parent / "月通报"
    report = reporting.circular(grid, folder, tick=lambda step: tick(grid, step))
    status = _status(report.findings)
    told = "\n".join([*reporting.circular_lines(report), _findings(report.findings)])
    return Shown(told, status, report.file)


def _weekly(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import reporting
    from kaohe_xl.books.reopening import path_on_disk

    folder = path_on_disk(grid).parent / "周督查"
    report = reporting.weekly(grid, folder, tick=lambda step: tick(grid, step))
    told = "\n".join([*reporting.weekly_lines(report), _findings(report.findings)])
    return Shown(told, _status(report.findings), report.file)


def _board(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import overview

    report = _in_file(grid, desktop, overview.board)
    if report is None:
        return Shown(sentence("RIBBON_STOPPED")[0])
    told = "\n".join([*overview.board_lines(report), _findings(report.findings)])
    return Shown(told, _status(report.findings))


def _ledger(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import casework

    if "propose" not in options:
        return Shown("\n".join(casework.listed(grid).lines()))
    report = _in_file(grid, desktop, casework.propose)
    return Shown(sentence("RIBBON_STOPPED")[0] if report is None else "\n".join(report.lines()))


def _undo(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import commands
    from kaohe_xl.books.live_undo import Snapshots
    from kaohe_xl.books.reopening import through_file

    has_backup = grid.path is not None and bool(commands.backups(grid.path).backups)
    if Snapshots(grid.name, grid.path).newest() is not None or not has_backup:
        return Shown(sentence("RIBBON_UNDONE", cells=grid.undo().cells)[0])
    if not desktop.ask(sentence("RIBBON_ASK_UNDO_FILE", book=grid.name)[0]):
        return Shown(sentence("RIBBON_STOPPED")[0])
    tick(grid, sentence("RIBBON_SAVING")[0])
    report = through_file(grid, commands.undo)
    return Shown(sentence("RESTORED", book=report.book)[0])


def _bind(grid: LiveGrid, desktop: Desktop, options: Options) -> Shown:
    from kaohe_xl import binding
    from kaohe_xl.books.reopening import path_on_disk

    path_on_disk(grid)
    plan = binding.binding(grid)
    if plan.patch.is_empty:
        return Shown(sentence("RIBBON_BOUND_ALREADY")[0])
    steps = "\n".join(plan.steps)
    report = _in_file(grid, desktop, binding.bind, f"{steps}\n\n")
    if report is None:
        return Shown(sentence("RIBBON_STOPPED")[0])
    told = sentence("RIBBON_BOUND", backup=report.saved.backup or "")[0]
    return Shown("\n".join([told, *report.saved.notes, _findings(report.findings)]), _status(report.findings))


def doctor() -> Shown:
    """What is missing on this machine; it needs no workbook."""
    from kaohe_xl import diagnosis

    marks = {True: "√", False: "×", None: "—"}
    lines = [
        f"{marks[p.ok]} {p.name}：{p.found}" + (f"。{p.remedy}" if not p.ok and p.remedy else "")
        for p in diagnosis.doctor().probes
    ]
    return Shown("\n".join(lines))


BUTTONS: dict[str, Callable[[LiveGrid, Desktop, Options], Shown]] = {
    "check": _check,
    "score": _score,
    "letters": _letters,
    "explain": _explain,
    "undo": _undo,
    "bind": _bind,
    "compare": _compare,
    "circular": _circular,
    "weekly": _weekly,
    "board": _board,
    "ledger": _ledger,
    "doctor": lambda grid, desktop, options: doctor(),
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "check": ("--sheet",),
    "score": ("--preview", "--force"),
    "letters": ("--split", "--level=督办", "--level=挂牌", "--level=约谈"),
    "ledger": ("list", "propose"),
}


def _status(findings: Sequence[Finding]) -> int:
    return WITH_ERRORS if any(found.severity.value == "error" for found in findings) else DONE


def _findings(findings: Sequence[Finding]) -> str:
    """How many there are, and the first few; all of them go into the log where they are more."""
    if not findings:
        return sentence("RIBBON_NO_FINDINGS")[0]
    kinds = [sum(f.severity.value == kind for f in findings) for kind in ("error", "warning", "note")]
    words = {"count": len(findings), "errors": kinds[0], "warnings": kinds[1], "notes": kinds[2]}
    told = [f"{f.place or ''} {f.message}{f.remedy}".strip() for f in findings]
    return "\n".join([sentence("RIBBON_FINDINGS", **words)[0], *_first(told, SHOWN, "RIBBON_MORE")])


def _first(told: Sequence[str], most: int, code: str) -> list[str]:
    """The first lines; where there are more, all of them go into the log, and `code` says where that is."""
    if len(told) <= most:
        return list(told)
    return [*told[:most], sentence(code, count=len(told) - most, log=logged("\n".join(told)))[0]]


def logged(text: str) -> Path:
    """Keep a text in the log file; where that is."""
    log = Path(tempfile.gettempdir()) / "kaohe_xl.log"
    try:
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv[1:]}\n{text}\n")
    except OSError:
        pass  # there is no better place to say it
    return log
