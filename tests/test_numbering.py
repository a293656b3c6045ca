"""Numbers of documents: each given once and none lost, with many runs at once and runs that die."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaohe_xl import casework
from kaohe_xl.books.files import open_file
from kaohe_xl.books.ledger import serial_of
from kaohe_xl.books.ledger_book import kept_ledger
from kaohe_xl.books.proposal_sheet import read_rows
from kaohe_xl.commands import assess_book
from kaohe_xl.domain.supervision import Level
from tests.test_supervising import DAY, put, ticked

_PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from datetime import date
from pathlib import Path
from kaohe_xl import reminders, supervising
from kaohe_xl.books.files import open_file
from kaohe_xl.commands import LetterChoice, assess_book
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import InputError
book, what = Path({book!r}), sys.argv[1]
grid, choice = open_file(book), LetterChoice(issued=date(2011, 11, 10), split=True, force=True)
assessed = assess_book(grid)
print("!", flush=True)
try:
    if what == "letters":
        reminders.letters_of(grid, assessed, book.parent / "函" / book.stem, choice)
    else:
        supervising.issue_level(grid, assessed, Level(what), book.parent / "文书", choice)
except InputError:
    pass
"""


@pytest.fixture(params=["in the workbook", "of its own"])
def book(request: pytest.FixtureRequest, tmp_path: Path, root: Path) -> Path:
    """A sample whose ledger is kept in either place."""
    return prepared(tmp_path / "市考指标.xlsx", root, is_shared=request.param == "of its own")


def prepared(path: Path, root: Path, *, is_shared: bool) -> Path:
    shutil.copy(root / "workbooks" / "市考指标.xlsx", path)
    if is_shared:
        grid = open_file(path)
        rows = len(grid.block("考核设置").values)
        put(grid, (rows + 1, 1, "台账工作簿"), (rows + 1, 2, "督办台账"), sheet="考核设置")
    return path


def started(book: Path, root: Path, what: str) -> subprocess.Popen[str]:
    program = _PROGRAM.format(root=str(root), book=str(book))
    words = [sys.executable, "-c", program, what]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)


def finished(run: subprocess.Popen[str]) -> None:
    _, errors = run.communicate(timeout=300)
    assert run.returncode == 0, errors


def killed(run: subprocess.Popen[str], after: float) -> bool:
    """Kill the run so long after it has read its workbook; whether it was still running."""
    assert run.stdout is not None
    run.stdout.readline()
    time.sleep(after)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate()
    return run.returncode == -signal.SIGKILL


def serials(book: Path) -> list[int]:
    grid = open_file(book)
    found = [serial_of(case.number) for case in kept_ledger(grid, assess_book(grid).study.scheme)[0].cases]
    return sorted(one[2] for one in found if one)


def in_documents(book: Path) -> Iterator[int]:
    for path in (*(book.parent / "文书").glob("*.xlsx"), *(book.parent / "函").rglob("*.xlsx")):
        with zipfile.ZipFile(path) as package:
            texts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        found = {int(number) for text in texts for number in re.findall(r"〕(\d+)号", text)}
        assert len(found) == 1, path
        yield from found


@pytest.mark.parametrize("is_shared", [False, True])
def test_eight_runs_at_once_give_each_number_once(tmp_path: Path, root: Path, is_shared: bool) -> None:
    """Four workbooks, two runs each, with a ledger each or one for all."""
    books = [prepared(tmp_path / f"{name}.xlsx", root, is_shared=is_shared) for name in "甲乙丙丁"]
    levels = (Level.SUPERVISION, Level.REMINDER)
    for one in books:
        ticked(one, *levels)
    wanted = sum(row.is_ticked for one in books for row in read_rows(open_file(one)))
    for run in [started(one, root, level.value) for one in books for level in levels]:
        finished(run)
    in_ledgers = serials(books[0]) if is_shared else sorted(n for one in books for n in serials(one))
    assert sorted(in_documents(books[0])) == in_ledgers
    assert in_ledgers == list(range(1, len(in_ledgers) + 1))
    assert len(in_ledgers) == wanted if not is_shared else in_ledgers


def test_eight_runs_of_letters_at_once_give_each_number_once(tmp_path: Path, root: Path) -> None:
    """Letters and documents of four workbooks with one ledger; each workbook's letters twice at once."""
    books = [prepared(tmp_path / f"{name}.xlsx", root, is_shared=True) for name in "甲乙丙丁"]
    for run in [started(one, root, "letters") for one in books for _ in range(2)]:
        finished(run)
    assert serials(books[0]) == sorted(in_documents(books[0]))
    assert serials(books[0]) == list(range(1, len(serials(books[0])) + 1))


def kills(request: pytest.FixtureRequest) -> int:
    return 100 if request.config.getoption("--long") else 2


def swept(book: Path, fresh: bytes) -> None:
    """Everything as it was before a run."""
    for folder in (".kaohe", "文书", "函"):
        shutil.rmtree(book.parent / folder, ignore_errors=True)
    (book.parent / "督办台账.xlsx").unlink(missing_ok=True)
    book.write_bytes(fresh)


def test_killed_anywhere_no_number_is_lost_or_given_twice(
    book: Path, root: Path, request: pytest.FixtureRequest
) -> None:
    casework.propose(open_file(book), today=DAY)
    ticked(book, Level.SUPERVISION, Level.REMINDER)
    fresh, chance, done = book.read_bytes(), random.Random(2011), 0
    while done < kills(request):
        swept(book, fresh)
        done += killed(started(book, root, Level.SUPERVISION.value), chance.uniform(0, 0.9))
        committed = serials(book)
        finished(started(book, root, Level.REMINDER.value))
        found = serials(book)
        assert found == list(range(1, len(found) + 1))
        assert found[: len(committed)] == committed
        assert sorted(in_documents(book)) == found
        assert not list((book.parent / ".kaohe").glob("发文.*/"))


def test_letters_killed_anywhere_are_finished_by_the_next_run(
    book: Path, root: Path, request: pytest.FixtureRequest
) -> None:
    """Documents that somebody else issues meanwhile get other numbers."""
    ticked(book, Level.SUPERVISION, most=1)
    finished(started(book, root, Level.SUPERVISION.value))
    ledger = book.with_name("督办台账.xlsx")
    fresh, kept = book.read_bytes(), ledger.read_bytes() if ledger.exists() else None
    ticked(book, Level.SUPERVISION, most=2)
    fresh, chance, done = book.read_bytes(), random.Random(2011), 0
    while done < kills(request):
        swept(book, fresh)
        if kept is not None:
            ledger.write_bytes(kept)
        done += killed(started(book, root, "letters"), chance.uniform(0, 1.5))
        finished(started(book, root, Level.SUPERVISION.value))
        finished(started(book, root, "letters"))
        found = serials(book)
        assert found == list(range(1, len(found) + 1))
        assert sorted((*in_documents(book), 1)) == found  # the first one's document was swept away
