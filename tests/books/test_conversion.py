"""Excel and LibreOffice as converters: run unseen, ended when they hang, leaving nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.books import conversion, excel_child
from kaohe_xl.books.conversion import converted
from tests.books import foreign
from tests.books.other_formats import SAMPLES

OLD = (SAMPLES / "旧表.xls").read_bytes()


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders go; it is to be empty afterwards."""
    folder = tmp_path / "临时"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def anything(_: bytes) -> bool:
    return True


def program(folder: Path, text: str) -> str:
    """A program that is called like LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


def test_libreoffice_converts_and_leaves_nothing_behind(workplace: Path, soffice: object) -> None:
    made = converted(OLD, ".xls", anything)
    assert made is not None
    assert made.program == "LibreOffice"
    assert made.data.startswith(b"PK")
    assert list(workplace.iterdir()) == []


def test_without_any_program_there_is_no_conversion(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "libreoffice", lambda: None)
    monkeypatch.setattr(conversion, "has_excel", lambda: False)
    assert converted(OLD, ".xls", anything) is None
    assert list(workplace.iterdir()) == []


@posix
@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("exit 1", True),
        ("exit 0", True),
        ('mkdir "${7}"; cp "$8" "$7/book.xlsx"', False),
        ("kill -9 $$", True),
    ],
)
def test_a_program_that_fails_makes_no_conversion(
    workplace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, is_good: bool
) -> None:
    monkeypatch.setattr(conversion, "libreoffice", lambda: program(tmp_path, text))
    assert converted(OLD, ".xls", lambda _: is_good) is None
    assert list(workplace.iterdir()) == []


@posix
def test_a_new_profile_is_tried_again(
    workplace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "gelaufen"
    text = f'test -e "{mark}" || {{ touch "{mark}"; exit 81; }}; mkdir "$7"; cp "$8" "$7/book.xlsx"'
    monkeypatch.setattr(conversion, "libreoffice", lambda: program(tmp_path, text))
    made = converted(OLD, ".xls", anything)
    assert made is not None
    assert made.data == OLD


@posix
def test_a_program_that_hangs_is_ended_with_what_it_started(
    workplace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "pid"
    monkeypatch.setattr(
        conversion, "libreoffice", lambda: program(tmp_path, f'sleep 60 & echo $! > "{mark}"; wait')
    )
    monkeypatch.setattr(conversion, "SECONDS", 1.0)
    assert converted(OLD, ".xls", anything) is None
    child = int(mark.read_text())
    for _ in range(100):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(child)], capture_output=True, text=True, check=False
        )
        if not state.stdout.strip() or state.stdout.startswith("Z"):
            break
        time.sleep(0.05)
    else:
        pytest.fail("what it started still runs")


EXCEL = '''
"""Stands in for xlwings and Excel: keeps what it was told, saves a workbook that lies ready."""
import json, os, shutil, time
from pathlib import Path
said = []
class Book:
    def save(self, path):
        said.append(["save", Path(path).name])
        Path(os.environ["EXCEL_SAID"]).write_text(json.dumps(said))
        if os.environ["EXCEL_DOES"] == "hang":
            time.sleep(60)
        if os.environ["EXCEL_DOES"] == "fail":
            raise RuntimeError("com_error")
        shutil.copy(os.environ["EXCEL_READY"], path)
    def close(self):
        said.append(["close"])
class Books:
    def open(self, path, **options):
        said.append(["open", Path(path).name, options])
        return Book()
class App:
    pid = 0
    def __init__(self, **options):
        said.append(["start", options])
        self.books = Books()
        self.api = type("Api", (), {"__setattr__": lambda _, n, v: said.append([n, v])})()
    def quit(self):
        said.append(["quit"])
        Path(os.environ["EXCEL_SAID"]).write_text(json.dumps(said))
'''


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """An Excel that does what it is to do; where what it was told is kept."""

    def put(does: str) -> Path:
        folder = tmp_path / "xlwings"
        folder.mkdir()
        (folder / "__init__.py").write_text(EXCEL, encoding="utf-8")
        (folder / "_xlwindows.py").write_text("class Apps:\n    cleanup = None\n", encoding="utf-8")
        ready = foreign.write(tmp_path / "ready.xlsx", foreign.rows(""))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setenv("EXCEL_SAID", str(tmp_path / "said.json"))
        monkeypatch.setenv("EXCEL_READY", str(ready))
        monkeypatch.setenv("EXCEL_DOES", does)
        monkeypatch.setattr(conversion, "has_excel", lambda: True)
        monkeypatch.setattr(conversion, "libreoffice", lambda: None)
        return tmp_path / "said.json"

    return put


def test_excel_opens_a_copy_unseen_and_saves_it_under_the_new_name(
    workplace: Path, excel: Callable[[str], Path], tmp_path: Path
) -> None:
    import json

    said = excel("save")
    made = converted(OLD, ".xls", anything)
    assert made is not None
    assert made.program == "Excel"
    assert made.data == (tmp_path / "ready.xlsx").read_bytes()
    steps = json.loads(said.read_text(encoding="utf-8"))
    assert steps == [
        ["start", {"visible": False, "add_book": False}],
        ["AutomationSecurity", 3],
        ["open", "book.xls", {"update_links": False, "read_only": True, "add_to_mru": False}],
        ["save", "book.xlsx"],
        ["close"],
        ["quit"],
    ]
    assert list(workplace.iterdir()) == []


def test_an_excel_that_fails_is_quit(workplace: Path, excel: Callable[[str], Path]) -> None:
    said = excel("fail")
    assert converted(OLD, ".xls", anything) is None
    assert said.read_text(encoding="utf-8").endswith('["quit"]]')


def test_an_excel_that_waits_for_an_answer_is_ended(
    workplace: Path, excel: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    excel("hang")
    monkeypatch.setattr(conversion, "SECONDS", 2.0)
    start = time.monotonic()
    assert converted(OLD, ".xls", anything) is None
    assert time.monotonic() - start < 20
    assert list(workplace.iterdir()) == []


def test_the_watch_ends_excel_and_its_own_process() -> None:
    program = (
        "import subprocess, sys; from kaohe_xl.books.excel_child import _end; "
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        "print(other.pid, flush=True); _end(other.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(Path(excel_child.__file__).parents[2])},
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert done.stdout.strip().isdigit()


def test_no_excel_of_anybody_else_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from types import ModuleType

    windows = ModuleType("xlwings._xlwindows")
    windows.Apps = type("Apps", (), {"cleanup": staticmethod(lambda: pytest.fail("ended"))})  # type: ignore[attr-defined]
    package = ModuleType("xlwings")
    package._xlwindows = windows  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings", package)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    excel_child._spare_others(package)
    windows.Apps.cleanup()
    assert windows.N_COM_ATTEMPTS > 0
