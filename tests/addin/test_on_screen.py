"""Buttons pressed in LibreOffice: the workbook on screen holds what `kaohe` writes into the file."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kaohe_xl as kh
from kaohe_xl.addin.configuration import SHEET, Machine
from kaohe_xl.addin.making import build, inject
from kaohe_xl.resources import samples
from tests.addin.office import Office

pytest.importorskip("kaohe_xl.ribbon", reason="the program behind the buttons isn't there")
pytest.importorskip("tests.engine.engine", reason="no xlwings engine for LibreOffice")

PROGRAM = Path(__file__).with_name("interpreter_on_screen.py")
Cells = dict[str, tuple[tuple[object, ...], ...]]
Press = Callable[[Any, str], tuple[str, int]]


@pytest.fixture
def python(office: Office, tmp_path: Path) -> tuple[Machine, Press]:
    """An interpreter that joins LibreOffice; and what presses a button: what is said, and the status."""
    notes, program = tmp_path / "说 的.txt", tmp_path / "python 上屏"
    words = [sys.executable, str(PROGRAM), office.pipe, str(notes)]
    program.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def press(document: Any, tag: str) -> tuple[str, int]:
        office.run(document, "KaoheRibbon.OnAction", office.button(tag))
        deadline = time.monotonic() + 120
        while not notes.exists():
            assert time.monotonic() < deadline, f"the button {tag} came to no end"
            time.sleep(0.05)
        *said, status = notes.read_text(encoding="utf-8").splitlines()
        notes.unlink()
        return "\n".join(said), int(status)

    return Machine(str(program)), press


@pytest.fixture
def opened(office: Office) -> Iterator[Callable[..., Any]]:
    """Opens workbooks in LibreOffice; they are closed unsaved."""
    documents: list[Any] = []

    def open_in_office(path: Path, *, hidden: bool = False) -> Any:
        documents.append(office.open(path, hidden=hidden))
        return documents[-1]

    yield open_in_office
    office.close_all()


def cells(document: Any) -> Cells:
    """What every sheet shows, without the blank edge."""
    shown = {}
    for sheet in document.Sheets:
        if sheet.Name != SHEET:
            cursor = sheet.createCursor()
            cursor.gotoEndOfUsedArea(False)
            end = cursor.RangeAddress
            area = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
            shown[sheet.Name] = tuple(tuple(row) for row in area.getDataArray())
    return shown


@pytest.mark.parametrize("name", ["市考指标.xlsx", "区考.xlsx"])
def test_scores_on_screen_are_those_of_the_file(
    name: str, office_folder: Path, python: tuple[Machine, Press], opened: Callable[..., Any], tmp_path: Path
) -> None:
    machine, press = python
    on_disk = Path(shutil.copy(samples() / name, tmp_path / name))
    book = kh.open_book(on_disk)
    book.score()
    assert book.save() is not None
    on_screen = Path(shutil.copy(samples() / name, office_folder / f"在 屏幕上 {name}"))
    add_in = opened(build(tmp_path, machine), hidden=True)
    document = opened(on_screen)
    before = cells(document)
    said, status = press(add_in, "score")
    assert status == 0, said
    after = cells(document)
    assert after != before
    assert after == cells(opened(on_disk, hidden=True))
    assert on_screen.read_bytes() == (samples() / name).read_bytes()  # saving is the office's own act


def test_every_button_of_a_macro_workbook_works(
    sample: Path, python: tuple[Machine, Press], opened: Callable[..., Any]
) -> None:
    machine, press = python
    document = opened(inject(sample, None, machine))
    before = cells(document)
    quiet = ("check", "score --preview", "score", "letters", "letters --split", "circular", "weekly", "ledger list")
    for tag in (*quiet, "doctor"):
        said, status = press(document, tag)
        assert status == 0, (tag, said)
    assert cells(document) != before
    assert list((sample.parent / "提醒函").glob("*.xlsx"))
    said, status = press(document, "undo")
    assert status == 0, said
    assert cells(document) == before
    said, status = press(document, "explain")
    assert status == 12 and "请先选中" in said  # nothing is selected where there are no windows


def test_the_button_for_binding_writes_the_file_and_opens_it_again(
    office: Office, sample: Path, python: tuple[Machine, Press], opened: Callable[..., Any], tmp_path: Path
) -> None:
    machine, press = python
    before = sample.read_bytes()
    add_in = opened(build(tmp_path, machine), hidden=True)
    office.open(sample)  # not held here: LibreOffice would hold the file
    said, status = press(add_in, "bind")
    assert status == 0, said
    assert sample.read_bytes() != before, said
    assert "表格对应" in kh.open_book(sample).sheets
    assert [d for d in office.documents if "表格对应" in d.Sheets.ElementNames]
