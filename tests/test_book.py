"""The Python API, as the office's own scripts use it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

import kaohe_xl as kh


@pytest.fixture
def path(root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / "市考指标.xlsx", office_folder))


def test_a_book_reads_a_block_as_rows(path: Path) -> None:
    book = kh.open_book(path)
    assert "市考指标" in book.sheets
    rows = book.read("市考指标!A1:D9")
    assert len(rows) == 9 and all(len(row) == 4 for row in rows)
    assert isinstance(rows, tuple) and isinstance(rows[0], tuple)
    assert "长安区" in str(rows[0][0])


def test_what_was_written_is_read_back_before_and_after_saving(path: Path) -> None:
    before = path.read_bytes()
    book = kh.open_book(path)
    sheet = book.sheets[-1]
    values = [[1.5, "文字", True], [datetime(2011, 10, 31), "'=不是公式", None]]
    book.write(f"{sheet}!AA50", values)
    assert book.read(f"{sheet}!AA50:AC51") == tuple(tuple(row) for row in values)
    assert path.read_bytes() == before
    backup = book.save()
    assert backup is not None and backup.read_bytes() == before
    assert kh.open_book(path).read(f"{sheet}!AA50:AC51") == tuple(tuple(row) for row in values)


def test_a_formula_is_written_as_a_formula(path: Path) -> None:
    book = kh.open_book(path)
    sheet = book.sheets[-1]
    book.write(f"{sheet}!AA50", [["=1+1"]])
    book.save()
    assert openpyxl.load_workbook(path)[sheet]["AA50"].value == "=1+1"


def test_saving_without_a_change_leaves_the_file_alone(path: Path) -> None:
    before = path.read_bytes()
    assert kh.open_book(path).save() is None
    assert path.read_bytes() == before


def test_score_writes_nothing_until_saved(path: Path) -> None:
    before = path.read_bytes()
    book = kh.open_book(path)
    assessment = book.score()
    assert path.read_bytes() == before
    assert assessment.counts.city_warned == 9
    assert assessment.counts.after_fifth == 16
    assert assessment.counts.last_three == 7
    book.save()
    assert kh.score(path, preview=True).patch.is_empty


def test_a_frame_has_a_row_an_entry(path: Path) -> None:
    assessment = kh.open_book(path).score()
    frame = assessment.frame()
    assert len(frame) == len(assessment.entries)
    ours = frame[(frame["indicator"] == "全社会固定资产投资") & (frame["unit"] == "长安区")]
    assert list(ours["target"]) == [310.5]


def test_letters_take_a_book(path: Path) -> None:
    report = kh.letters(kh.open_book(path), path.parent / "提醒函")
    assert report.files and all(file.exists() for file in report.files)


@pytest.mark.parametrize("reference", ["市考指标!F", "市考指标!1F", "没有这张表!A1", "市考指标!XFE1", "市考指标!A1048577", ""])
def test_a_wrong_reference_is_refused_by_name(path: Path, reference: str) -> None:
    book = kh.open_book(path)
    with pytest.raises(kh.InputError, match=reference.split("!")[-1] if "没有" not in reference else "没有这张表"):
        book.read(reference)
    with pytest.raises(kh.InputError):
        book.write(reference, [[1]])


def test_values_that_are_no_rows_are_refused(path: Path) -> None:
    book = kh.open_book(path)
    with pytest.raises(kh.InputError, match="行"):
        book.write("市考指标!F7", [225.1])  # type: ignore[list-item]
    with pytest.raises(kh.InputError, match="行"):
        book.write("市考指标!F7", "225.1")  # type: ignore[arg-type]
