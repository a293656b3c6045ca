"""Who saves the workbook in Excel while we are about to write it keeps what he saved."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import kaohe_xl as kh
from kaohe_xl.books import replacing
from tests.books import foreign
from tests.faults import offices

Rounds = Callable[[int, int], int]
ROWS = '<row r="1"><c r="A1"><v>{}</v></c></row>'


@pytest.fixture
def book(office_folder: Path) -> Path:
    return foreign.write(office_folder / offices.NAME, foreign.rows(ROWS.format(0)))


def another(book: Path, number: int) -> bytes:
    """The workbook as somebody saves it, of the same length each time."""
    made = foreign.write(book.with_name("别处.xlsx"), foreign.rows(ROWS.format(1000 + number)))
    content = made.read_bytes()
    made.unlink()
    return content


def like_excel(book: Path, content: bytes) -> None:
    """A new file, moved into place."""
    beside = book.with_name("~excel.tmp")
    beside.write_bytes(content)
    beside.replace(book)


def into_the_file(book: Path, content: bytes) -> None:
    """Emptied and written anew, piece by piece."""
    with book.open("wb", buffering=0) as file:
        half = len(content) // 2
        file.write(content[:half])
        time.sleep(0.002)
        file.write(content[half:])


def over_the_file(book: Path, content: bytes) -> None:
    """Written over without being emptied."""
    with book.open("r+b", buffering=0) as file:
        time.sleep(0.002)
        file.write(content)
        file.truncate(len(content))


def in_pieces(book: Path, content: bytes) -> None:
    """Held open for writing for a while before anything comes."""
    with book.open("r+b", buffering=0) as file:
        time.sleep(0.02)
        file.write(content)
        file.truncate(len(content))


WAYS = [like_excel, into_the_file, over_the_file, in_pieces]
each_way = pytest.mark.parametrize("edit", WAYS, ids=lambda way: way.__name__)


@each_way
def test_edited_between_reading_and_writing(
    book: Path, edit: Callable[[Path, bytes], None], rounds: Rounds
) -> None:
    for number in range(rounds(10, 100)):
        opened = kh.open_book(book)
        opened.write(f"{offices.SHEET}!B1", [[number]])
        content = another(book, number)
        edit(book, content)
        with pytest.raises(kh.BookError, match="读取之后被改动过"):
            opened.save()
        assert book.read_bytes() == content


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open for writing")
@each_way
def test_edited_while_we_write(
    book: Path, edit: Callable[[Path, bytes], None], rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit comes at any moment of our writing, or after it: what was saved last by a person stays."""
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.2)
    chance = random.Random(2011)
    lasts = _duration(book)
    refused = beside = 0
    count = rounds(20, 100)
    for number in range(count):
        for stale in book.parent.glob("*.新结果*.xlsx"):
            stale.unlink()
        opened = kh.open_book(book)
        opened.write(f"{offices.SHEET}!B1", [[number + 0.5]])
        content = another(book, number)
        moment = chance.uniform(0, lasts * 1.5)
        begun, begin = os.pipe()

        def person(moment: float = moment, content: bytes = content, begun: int = begun) -> None:
            os.read(begun, 1)
            time.sleep(moment)
            edit(book, content)

        with offices.forked(person) as child:
            os.write(begin, b"!")
            try:
                opened.save()
                beside += opened.saved.path != book
            except kh.BookError as error:
                assert "读取之后被改动过" in error.message
                refused += 1
            assert offices.status_of(child) == 0
        os.close(begun)
        os.close(begin)
        assert book.read_bytes() == content
    print(f"{edit.__name__}: {count} rounds, {refused} refused, {beside} beside; 0 overwritten")


def _duration(book: Path) -> float:
    opened = kh.open_book(book)
    opened.write(f"{offices.SHEET}!B1", [[-1]])
    start = time.perf_counter()
    opened.save()
    return time.perf_counter() - start


def test_an_edit_in_the_very_moment_of_replacing_goes_back_in_place(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look and the replacement there is nothing to be done but to look again."""
    if not replacing._swapping()[0]:
        pytest.skip("this system can't swap names")
    content = another(book, 1)
    swap = replacing._swap

    def edited_just_before(one: Path, other: Path) -> bool:
        monkeypatch.setattr(replacing, "_swap", swap)
        like_excel(book, content)
        return swap(one, other)

    opened = kh.open_book(book)
    opened.write(f"{offices.SHEET}!B1", [[1]])
    monkeypatch.setattr(replacing, "_swap", edited_just_before)
    with pytest.raises(kh.BookError, match="读取之后被改动过"):
        opened.save()
    assert book.read_bytes() == content
    assert sorted(p.name for p in book.parent.iterdir()) == [".kaohe", book.name]


@pytest.mark.parametrize("torn", [b"", b"half of what a person saves"], ids=["emptied", "half written"])
def test_a_workbook_that_is_being_saved_is_not_taken_for_damaged(
    book: Path, torn: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is emptied right after we made sure that it is the one we read."""
    from kaohe_xl.books import sources

    opened = kh.open_book(book)
    identity = sources.identity

    def emptied_then(status: os.stat_result) -> tuple[int, int, int, int]:
        monkeypatch.setattr(sources, "identity", identity)
        book.write_bytes(torn)
        return identity(status)

    opened.write(f"{offices.SHEET}!B1", [[1]])
    monkeypatch.setattr(sources, "identity", emptied_then)
    with pytest.raises(kh.BookError, match="读取之后被改动过"):
        opened.save()
    assert book.read_bytes() == torn
