"""Two people, each with a cache of their own, start launchers on one workbook of the share at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kaohe_xl as kh
from tests.share.conftest import LETTERS, SCORE, Done, Person, ended, needs_sh, person

pytestmark = needs_sh
CELL = "市考指标!H5"
TOLD = ("正在写", "程序写", "读取之后被改动过", "打开着")


@pytest.fixture
def both(tmp_path: Path, somebody: Person) -> tuple[Person, Person]:
    return somebody, person(tmp_path / "李 建国")


def test_two_who_score_one_workbook_lose_nothing(
    share: Path, both: tuple[Person, Person], book: Path, request: pytest.FixtureRequest
) -> None:
    """Each round a new figure comes in; both recalculate. Who is refused is told why and by whom."""
    count = 50 if request.config.getoption("--long") else 4
    book = Path(shutil.copy(book, share / "市考 指标.xlsx"))
    refused = 0
    for number in range(1, count + 1):
        opened = kh.open_book(book)
        opened.write(CELL, [[100.0 + number]])
        opened.save()
        launcher = LETTERS if number % 3 == 0 else SCORE
        running = [both[0].starts(share / SCORE, book), both[1].starts(share / launcher, book)]
        told = [ended(one) for one in running]
        assert {done.returncode for done in told} <= {0, 2}
        assert 0 in [done.returncode for done in told], told
        for done in told:
            refused += _is_refused(done)
        after = kh.open_book(book)
        assert after.read(CELL)[0][0] == 100.0 + number
        # The letters write nothing into the workbook, so they can't have kept the scores from being written.
        assert kh.score(after, preview=True).patch.is_empty, (number, told)
    print(f"{count} rounds, {refused} times one was refused; 0 figures lost")


def _is_refused(done: Done) -> bool:
    """Whether somebody came second; then he was told why, in words."""
    if done.returncode == 2:
        assert any(words in done.stderr for words in TOLD), done.stderr
    return done.returncode == 2
