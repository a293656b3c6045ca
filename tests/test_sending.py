"""Documents of any level through `kaohe letters`: one a matter, as PDF, from templates that the office edits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader

from kaohe_xl.cli import kaohe
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import InputError
from kaohe_xl.resources import samples, templates
from kaohe_xl.sending import level_of


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "考核 办"
    folder.mkdir()
    return Path(shutil.copy(samples() / "市考指标.xlsx", folder))


def told(*words: str | Path) -> dict[str, object]:
    done = CliRunner().invoke(kaohe, [*map(str, words), "--json"])
    assert done.exit_code == 0, done.output
    report: dict[str, object] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize(
    ("word", "level"),
    [("提醒", Level.REMINDER), ("督办", Level.SUPERVISION), ("警示督办单", Level.SUPERVISION),
     ("挂牌", Level.LISTED), ("挂牌督办", Level.LISTED), ("约谈通知", Level.INTERVIEW)],
)  # fmt: skip
def test_a_level_is_known_by_its_usual_words(word: str, level: Level) -> None:
    assert level_of(word) is level


@pytest.mark.parametrize("word", ["", "表扬"])
def test_another_word_is_no_level(word: str) -> None:
    with pytest.raises(InputError, match="没有"):
        level_of(word)


def test_a_reminder_a_matter_goes_to_all_who_answer_for_it_and_keeps_its_number(book: Path) -> None:
    report = told("letters", book, "--each", "matter", "--date", "2011-11-12")
    letters = report["letters"]
    assert isinstance(letters, list)
    assert all(letter["indicators"] == 1 for letter in letters)
    assert len({letter["number"] for letter in letters}) == len(letters) > 10
    assert any("、" in letter["unit"] for letter in letters)
    again = told("letters", book, "--each", "matter", "--date", "2011-11-12")
    assert again["letters"] == letters
    following = told("letters", book, "--date", "2011-11-12")["letters"]
    assert isinstance(following, list)
    assert not {letter["number"] for letter in following} & {letter["number"] for letter in letters}


def test_nothing_ticked_is_said(book: Path) -> None:
    done = CliRunner().invoke(kaohe, ["letters", str(book), "--level", "督办"])
    assert isinstance(done.exception, InputError)
    assert "督办建议" in str(done.exception)


def test_what_is_ticked_is_issued_and_stands_in_the_ledger(book: Path) -> None:
    told("ledger", "propose", book, "--on", "2011-11-12")
    proposals = load_workbook(book)
    sheet = proposals["督办建议"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "发文" for cell in row))
    tick = next(cell.column for cell in header if cell.value == "发文")
    for row in range(header[0].row + 1, sheet.max_row + 1):
        if any("警示督办单" in str(cell.value) for cell in sheet[row]):
            sheet.cell(row, tick, "√")
    proposals.save(book)
    report = told("letters", book, "--level", "督办", "--date", "2011-11-12")
    letters = report["letters"]
    assert isinstance(letters, list)
    assert letters
    cases = told("ledger", "list", book)["cases"]
    assert isinstance(cases, list)
    assert {case["number"] for case in cases} == {letter["number"] for letter in letters}
    files = report["files"]
    assert isinstance(files, list)
    written = load_workbook(files[0])
    text = "".join(str(c.value) for s in written for row in s.iter_rows() for c in row if c.value)
    assert "警示督办单" in text
    assert "{{" not in text


def test_letters_are_printed_where_a_program_can(book: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice")
    report = told("letters", book, "--pdf", "--date", "2011-11-12")
    pdfs = report["pdf"]
    assert isinstance(pdfs, list)
    (printed,) = (Path(path) for path in pdfs)
    units = [letter["unit"] for letter in report["letters"]]  # type: ignore[attr-defined]
    assert [mark.title for mark in PdfReader(printed).outline] == ["目录", *units]  # type: ignore[union-attr]
    printed.write_bytes(b"%PDF signed")
    again = told("letters", book, "--pdf", "--date", "2011-11-12")
    assert printed.read_bytes() == b"%PDF signed"
    assert again["pdf"] == [str(printed.with_name(f"{printed.stem}(2).pdf"))]
    assert "PDF_KEPT" in [found["code"] for found in again["findings"]]  # type: ignore[attr-defined]


def test_templates_are_copied_for_the_office_to_edit_and_never_over_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "模 板"
    assert CliRunner().invoke(kaohe, ["templates", str(folder)]).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {path.name for path in templates()}
    own = folder / "提醒函.xlsx"
    own.write_bytes(b"own")
    again = CliRunner().invoke(kaohe, ["templates", str(folder)])
    assert "没有覆盖" in again.output
    assert own.read_bytes() == b"own"
