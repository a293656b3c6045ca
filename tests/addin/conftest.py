"""What the tests of the add-in share: LibreOffice, the ribbon's schema, an interpreter that only takes notes."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaohe_xl.resources import samples
from tests.addin.office import Office
from tests.engine.office import NoOffice

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """LibreOffice, started once."""
    try:
        started = Office()
    except NoOffice as error:
        pytest.skip(str(error))
    yield started
    started.stop()


@pytest.fixture(scope="session")
def ribbon_schema() -> Path:
    """The schema of the 2006 ribbon; it is not part of the repository."""
    folder = Path(os.environ.get("KAOHE_SCHEMAS", ROOT.parent / "shared" / "schemas"))
    path = folder / "customUI.lxml.xsd"
    if not path.exists():
        pytest.skip("no ribbon schema beside the repository (KAOHE_SCHEMAS names another place)")
    return path


@pytest.fixture
def sample(office_folder: Path) -> Path:
    """A copy of a sample, with a blank in its name."""
    return Path(shutil.copy(samples() / "市考指标.xlsx", office_folder / "市考 指标.xlsx"))


class NoteTaker:
    """Stands in for Python: writes down its arguments, a line each, and PYTHONPATH behind them."""

    def __init__(self, folder: Path) -> None:
        self.program, self._notes = folder / "python 替身", folder / "记 录.txt"
        draft = folder / "草 稿.txt"
        script = folder / "替身.py"
        script.write_text(
            "import os, sys\n"
            f"with open({str(draft)!r}, 'w', encoding='utf-8') as file:\n"
            "    file.write('\\n'.join([*sys.argv[1:], os.environ.get('PYTHONPATH', '')]))\n"
            f"os.replace({str(draft)!r}, {str(self._notes)!r})\n",
            encoding="utf-8",
        )
        words = shlex.join([sys.executable, str(script)])
        self.program.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
        self.program.chmod(0o755)

    @property
    def was_called(self) -> bool:
        """Whether there are notes."""
        return self._notes.exists()

    def call(self) -> tuple[list[str], str]:
        """The arguments and the PYTHONPATH of the one call since the last; waits for it."""
        deadline = time.monotonic() + 30
        while not self.was_called:
            assert time.monotonic() < deadline, "the macro called no interpreter"
            time.sleep(0.02)
        *words, path = self._notes.read_text(encoding="utf-8").split("\n")
        self._notes.unlink()
        return words, path


@pytest.fixture
def interpreter(tmp_path: Path) -> NoteTaker:
    """An interpreter that takes notes, in a folder with blanks and Chinese in its path."""
    folder = tmp_path / "程序 文件"
    folder.mkdir()
    return NoteTaker(folder)
