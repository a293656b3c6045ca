"""LibreOffice runs what stands in the built files: every button calls the right command for the right book."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from kaohe_xl.addin.configuration import Machine
from kaohe_xl.addin.making import build, inject
from kaohe_xl.messages import message
from kaohe_xl.resources import macros
from tests.addin.conftest import NoteTaker
from tests.addin.office import Office

TAGS = [e.get("tag", "") for e in etree.parse(str(macros() / "customUI.xml")).iter("{*}button")]


def expected(tag: str, book: Path) -> list[str]:
    return ["-m", "kaohe_xl.ribbon", *tag.split(" "), f"--wb={book}", "--from_xl=1", "--hwnd=0"]


def test_every_button_of_a_macro_workbook_calls_its_command(
    office: Office, interpreter: NoteTaker, sample: Path
) -> None:
    book = inject(sample, None, Machine(str(interpreter.program)))
    document = office.open(book)
    try:
        for tag in TAGS:
            office.run(document, "KaoheRibbon.OnAction", office.button(tag))
            assert interpreter.call() == (expected(tag, book), "")
    finally:
        document.close(True)


def test_every_button_of_the_add_in_calls_its_command_for_the_book_in_front(
    office: Office, interpreter: NoteTaker, sample: Path, tmp_path: Path
) -> None:
    add_in = office.open(build(tmp_path, Machine(str(interpreter.program))), hidden=True)
    document = office.open(sample)
    try:
        for tag in TAGS:
            office.run(add_in, "KaoheRibbon.OnAction", office.button(tag))
            assert interpreter.call() == (expected(tag, sample), "")
    finally:
        document.close(True)
        add_in.close(True)


@pytest.mark.parametrize("name", ["市考'指标'.xlsx", "a=b；c&d$e%f(1) .xlsx", "﹙全角﹚　空格𠀀.xlsx"])
def test_odd_names_of_workbooks_arrive_as_they_are(
    office: Office, interpreter: NoteTaker, sample: Path, name: str
) -> None:
    book = inject(Path(shutil.copy(sample, sample.with_name(name))), None, Machine(str(interpreter.program)))
    document = office.open(book)
    try:
        assert office.run(document, "KaoheRun.RunCommand", "score") == ""
        assert interpreter.call()[0] == expected("score", book)
    finally:
        document.close(True)


def test_a_program_that_isnt_installed_is_found_by_its_path(
    office: Office, interpreter: NoteTaker, sample: Path
) -> None:
    book = inject(sample, None, Machine(str(interpreter.program), "/共享 盘/缓存:/另 一个"))
    document = office.open(book)
    try:
        assert office.run(document, "KaoheRun.RunCommand", "score") == ""
        assert interpreter.call() == (expected("score", book), "/共享 盘/缓存:/另 一个")
    finally:
        document.close(True)


@pytest.mark.parametrize("python", ["", "/没有/这个 python"])
def test_without_an_interpreter_the_button_says_so(
    office: Office, interpreter: NoteTaker, sample: Path, python: str
) -> None:
    document = office.open(inject(sample, None, Machine(python)))
    try:
        told = office.run(document, "KaoheRun.RunCommand", "score")
        assert told == f"{message('ADDIN_NO_PYTHON')}\n{python}"
        assert not interpreter.was_called
    finally:
        document.close(True)


def test_an_interpreter_that_doesnt_start_is_told(office: Office, sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("no program", encoding="ascii")
    document = office.open(inject(sample, None, Machine(str(broken))))
    try:
        told = office.run(document, "KaoheRun.RunCommand", "score")
        assert told.startswith(message("ADDIN_NOT_STARTED"))
    finally:
        document.close(True)


def test_without_a_workbook_the_button_asks_for_one(
    office: Office, interpreter: NoteTaker, tmp_path: Path
) -> None:
    add_in = office.open(build(tmp_path, Machine(str(interpreter.program))))
    try:
        assert office.run(add_in, "KaoheRun.RunCommand", "score") == message("ADDIN_NO_BOOK")
        assert not interpreter.was_called
    finally:
        add_in.close(True)


@pytest.mark.parametrize("name", ["市考 '指标'.xlsx", '$HOME `id` "a" \\ (1);&.xlsx'])
def test_a_macs_shell_understands_the_line_that_it_gets(
    office: Office, interpreter: NoteTaker, sample: Path, name: str
) -> None:
    document = office.open(inject(sample, None, Machine(str(interpreter.program), "/缓 存/o'k")))
    try:
        book = sample.with_name(name)
        line = office.run(document, "KaoheRun.CommandForMac", "score", str(book))
        subprocess.run(["/bin/sh", "-c", f"{line} > /dev/null 2>&1 &"], check=True)
        assert interpreter.call() == (expected("score", book), "/缓 存/o'k")
        interpreter.program.unlink()
        assert subprocess.run(["/bin/sh", "-c", f"{line} > /dev/null 2>&1 &"], check=False).returncode == 127
    finally:
        document.close(True)


def test_windows_understands_the_line_that_it_gets(office: Office, sample: Path) -> None:
    document = office.open(inject(sample, None, Machine("C:\\程序 文件\\pythonw.exe")))
    try:
        book = "\\\\server\\共享 盘\\考核'办'\\市考 a=b.xlsx"
        line = office.run(document, "KaoheRun.CommandLine", "score", book, '"')
        words = ["-m", "kaohe_xl.ribbon", "score", f"--wb={book}", "--from_xl=1", "--hwnd=0"]
        assert on_windows(line) == ["C:\\程序 文件\\pythonw.exe", *words]
    finally:
        document.close(True)


def on_windows(line: str) -> list[str]:
    """A command line split as Windows' C library does it, where no quote stands behind a backslash."""
    assert '\\"' not in line
    return [part.replace('"', "") for part in re.findall(r'(?:"[^"]*"|[^\s"])+', line)]
