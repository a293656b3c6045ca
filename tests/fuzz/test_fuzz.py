"""The fuzz target finds nothing: on bytes drawn by chance, and for a while guided by what it covers."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import fuzz_package, seeds
from tests.fuzz.choices import Choices

PROGRAM = Path(__file__).with_name("fuzz_package.py")


@pytest.mark.parametrize("seed", range(10))
def test_bytes_drawn_by_chance_find_nothing(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        fuzz_package.one_input(chance.randbytes(chance.choice((30, 100, 300))))


@pytest.mark.parametrize("name", seeds.NAMES)
def test_the_workbooks_that_are_mutated_are_sound(name: str) -> None:
    from kaohe_xl.books.archive import Archive
    from kaohe_xl.books.package import Package
    from kaohe_xl.books.sources import MemorySource

    package = Package(Archive(MemorySource(seeds.zipped(seeds.parts(name), 0b1010)), "种子.xlsx"))
    assert [bool(package.block(sheet).values) for sheet in package.sheets] == [name != "empty", True]


def test_a_find_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fuzz_package, "text_colours", broken)
    with pytest.raises(ZeroDivisionError):
        fuzz_package.one_input(bytes([1]) + bytes(60))


def test_guided_by_coverage_nothing_is_found(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("no atheris (Linux only: pip install .[fuzz])")
    seconds = 600 if request.config.getoption("--long") else 20
    command = [sys.executable, str(PROGRAM), f"-max_total_time={seconds}", f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, check=False, encoding="utf-8", errors="replace")
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done" in done.stderr


def test_choices_run_out_as_zeros() -> None:
    choices = Choices(b"\x07\x01\x02")
    assert (choices.below(5), choices.below(300), choices.is_over) == (2, 0x0201 % 300, True)
    assert (choices.below(5), choices.of("ab"), choices.rest()) == (0, "a", b"")
