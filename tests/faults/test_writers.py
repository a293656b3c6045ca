"""Several who write one workbook at once: what one was told to have saved is there."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

import kaohe_xl as kh
from kaohe_xl.books import locks
from tests.books import foreign
from tests.faults import offices

pytestmark = pytest.mark.skipif(not offices.can_fork, reason="writers are forked")
Rounds = Callable[[int, int], int]
ROWS = '<row r="1"><c r="A1"><v>0</v></c></row>'


@pytest.fixture
def book(office_folder: Path) -> Path:
    return foreign.write(office_folder / offices.NAME, foreign.rows(ROWS))


def write(book: Path, cell: str, value: float) -> None:
    opened = kh.open_book(book)
    opened.write(f"{offices.SHEET}!{cell}", [[value]])
    opened.save()


def read(book: Path, cell: str) -> object:
    return kh.open_book(book).read(f"{offices.SHEET}!{cell}")[0][0]


def test_two_who_read_the_same_workbook_do_not_both_write_it(book: Path, share: str, rounds: Rounds) -> None:
    both = refused = 0
    count = rounds(10, 100)
    for number in range(1, count + 1):
        gate, release = os.pipe()

        def one(cell: str, number: int = number, gate: int = gate) -> None:
            opened = kh.open_book(book)
            opened.write(f"{offices.SHEET}!{cell}", [[number]])
            os.read(gate, 1)  # both have read when one begins to write
            opened.save()

        with ExitStack() as stack:
            children = {c: stack.enter_context(offices.forked(lambda c=c: one(c))) for c in ("B1", "C1")}
            time.sleep(0.02)
            os.write(release, b"!!")
            told = {cell: offices.status_of(child) for cell, child in children.items()}
        os.close(gate)
        os.close(release)
        assert set(told.values()) <= {0, 2}
        assert 0 in told.values()
        for cell, status in told.items():
            assert (read(book, cell) == number) == (status == 0), (number, told)
        both += list(told.values()) == [0, 0]
        refused += 2 in told.values()
    assert refused
    print(
        f"{share}: {count} rounds, {refused} times one was refused, {both} times both wrote; 0 updates lost"
    )


def test_nobody_s_addition_is_lost(book: Path, share: str, rounds: Rounds) -> None:
    """Each adds one to a cell, and reads again where he was refused: the sum is right in the end."""
    each = rounds(10, 50)

    def add(seed: int) -> None:
        chance = random.Random(seed)
        done = 0
        while done < each:
            try:
                opened = kh.open_book(book)
                known = float(str(opened.read(f"{offices.SHEET}!A1")[0][0]))
                opened.write(f"{offices.SHEET}!A1", [[known + 1]])
                opened.save()
                done += 1
            except kh.BookError as error:
                assert (
                    "读取之后被改动过" in error.message
                    or "在写" in error.message
                    or "程序写" in error.message
                )
            time.sleep(chance.uniform(0, 0.01))

    with ExitStack() as stack:
        children = [stack.enter_context(offices.forked(lambda seed=seed: add(seed))) for seed in range(2)]
        assert [offices.status_of(child) for child in children] == [0, 0]
    assert read(book, "A1") == 2 * each
    assert len(list(book.parent.iterdir())) == 2


def test_who_comes_second_hears_who_writes(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.2)
    held, hold = os.pipe()
    done, finish = os.pipe()

    def slow() -> None:
        with locks.locked(book):
            os.write(hold, b"!")
            os.read(done, 1)

    monkeypatch.setattr(locks, "user", lambda: "王志远")
    monkeypatch.setattr(locks, "machine", lambda: "KAOHE-PC3")
    with offices.forked(slow):
        os.read(held, 1)
        with pytest.raises(kh.BookError, match=r"王志远正在电脑“KAOHE-PC3”上用本程序写“市考 指标\.xlsx”"):
            write(book, "B1", 1)
        os.write(finish, b"!")
    write(book, "B1", 2)
    for end in (held, hold, done, finish):
        os.close(end)


def test_letters_made_at_once_have_different_numbers(tmp_path: Path, rounds: Rounds) -> None:
    """Two workbooks of one folder share the register of numbers."""
    import shutil

    from kaohe_xl.books.register import open_register

    for _ in range(rounds(2, 20)):
        folder = tmp_path / "共享 盘"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        books = [Path(shutil.copy(offices.SAMPLES / "市考指标.xlsx", folder / f"表{n}.xlsx")) for n in (1, 2)]
        with ExitStack() as stack:
            children = [
                stack.enter_context(
                    offices.forked(lambda b=b: kh.letters(b, b.with_suffix(""), issued=offices.ISSUED))
                )
                for b in books
            ]
            assert [offices.status_of(child) for child in children] == [0, 0]
        (series,) = open_register(books[0]).series.values()
        given = [number for units in series.values() for number in units.values()]
        assert len(series) == 2
        assert sorted(given) == list(range(1, len(given) + 1))
