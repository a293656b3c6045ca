"""An office's folder under test: what may lie in it, what each command makes of its workbook."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import kaohe_xl as kh
from kaohe_xl.books import backups, locks

SAMPLES = Path(__file__).resolve().parents[2] / "workbooks"
NAME = "市考 指标.xlsx"
SHEET = "市考指标"
FOLDER = "提醒函"
ISSUED = date(2011, 11, 1)

can_fork = hasattr(os, "fork") and sys.platform != "darwin"


@dataclass(frozen=True)
class Command:
    """A writing command: what it does to a workbook, and what has to be done before it can be run."""

    name: str
    run: Callable[[Path], object]
    prepare: Callable[[Path], object]


def _nothing(book: Path) -> None:
    """The workbook as it comes."""


def _letters(book: Path) -> object:
    return kh.letters(book, book.parent / FOLDER, issued=ISSUED)


def save(book: Path, value: float = 7.5) -> object:
    """What a script of the office's own does."""
    opened = kh.open_book(book)
    opened.write(f"{SHEET}!AA50", [[value]])
    return opened.save()


SCORE = Command("score", kh.score, _nothing)
LETTERS = Command("letters", _letters, _nothing)
SAVE = Command("save", save, _nothing)
UNDO = Command("undo", kh.undo, save)
RESTORE = Command("restore", lambda book: kh.undo(book, 1), save)
COMMANDS = (SCORE, LETTERS, SAVE, UNDO, RESTORE)


class Office:
    """A folder with one workbook, put back to its first state as often as wanted."""

    def __init__(self, folder: Path, command: Command, sample: Path = SAMPLES / "市考指标.xlsx") -> None:
        self.command = command
        self.first = folder / "起初"
        self.folder = folder / "共享 盘"
        self.book = self.folder / NAME
        self.first.mkdir()
        shutil.copy(sample, self.first / NAME)
        command.prepare(self.first / NAME)
        self.restart()
        self.before = self.book.read_bytes()
        self.known = {backup.path.read_bytes() for backup in backups.backups(self.book)}
        command.run(self.book)
        self.after = self.book.read_bytes()
        self.restart()

    def first_of_writing(self) -> int:
        """Which call of the command is the first of writing: nothing has been touched before it."""
        from tests.faults import failing

        with failing.calls(self.folder, -1, failing.die) as counter:
            self.command.run(self.book)
        self.restart()
        assert counter.writing
        return counter.writing

    def restart(self) -> None:
        """The first state again; a backup that shares its file with nothing stays so."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.first, self.folder)

    def check_whole(self) -> None:
        """The workbook is the old one or the new one; letters and their register are whole."""
        assert self.book.read_bytes() in (self.before, self.after)
        for letter in self.folder.glob(f"{FOLDER}/[!.]*.xlsx"):
            with zipfile.ZipFile(letter) as archive:
                assert archive.testzip() is None
        register = self.folder / ".kaohe" / "发文字号.json"
        if register.exists():
            assert json.loads(register.read_bytes())

    def visible(self) -> set[str]:
        """Names in the folder, but for the workbook, what we keep, and the letters."""
        return {path.name for path in self.folder.iterdir()} - {NAME, ".kaohe", FOLDER}

    def leftovers(self) -> set[str]:
        """Files that should not be there once all is done."""
        kept = {backup.path.name for backup in backups.backups(self.book)}
        known = kept | {f"{name}.json" for name in kept} | {"发文字号.json"}
        ours = {p.name for p in (self.folder / ".kaohe").glob("*") if p.suffix != ".lock"} - known
        letters = {p.name for p in self.folder.glob(f"{FOLDER}/*") if p.name.startswith(".")}
        return self.visible() | ours | letters

    def finish(self) -> None:
        """The next run after a fault ends well, and the workbook is the new one; after the next write nothing lies about."""
        try:
            if self.command != RESTORE or self.book.read_bytes() != self.after:
                self.command.run(self.book)
        except kh.BookError:
            assert self.command == UNDO, "the next run doesn't end well"
        assert self.book.read_bytes() == self.after
        save(self.book, 8.25)
        assert self.leftovers() == set()
        kept = [backup.path.read_bytes() for backup in backups.backups(self.book)]
        assert set(kept) <= self.known | {self.before, self.after}
        assert len(kept) == len(set(kept)) or self.command == RESTORE  # what came back is on the pile still


@contextmanager
def forked(run: Callable[[], object], at_writing: Callable[[], object] = lambda: None) -> Iterator[int]:
    """`run` in a process of its own, whose number comes; `at_writing` is called there when writing begins.

    It ends with 0 where `run` did, with 2 where it was refused, with 3 where it broke down.
    """
    child = os.fork()
    if child == 0:
        os._exit(_status(run, at_writing))
    try:
        yield child
    finally:
        end(child)


def _status(run: Callable[[], object], at_writing: Callable[[], object]) -> int:
    begin = locks.Lock.acquire

    def acquire(self: locks.Lock, *words: float, **named: bool) -> None:
        at_writing()
        begin(self, *words, **named)

    locks.Lock.acquire = acquire  # type: ignore[method-assign,assignment]
    try:
        run()
    except kh.KaoheError:
        return 2
    except BaseException:  # whatever it is, the parent must hear of it
        import traceback

        traceback.print_exc()
        return 3
    return 0


def end(child: int) -> None:
    """Make sure that the process is gone; one that was waited for is, and its number may be another's by now."""
    try:
        is_running = os.waitpid(child, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return
    if is_running:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def status_of(child: int) -> int:
    """Wait for the process; its exit status, minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
