"""The Python API, as the office's own scripts use it."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy
import openpyxl
import pandas
import pytest
import xlsxwriter

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


def test_scores_see_what_was_written_before(path: Path) -> None:
    book = kh.open_book(path)
    first = book.score()
    entry = next(e for e in first.entries if e.unit == "长安区" and e.indicator == "全社会固定资产投资")
    assert entry.place is not None
    book.write(str(entry.place), [[310.5]])
    again = next(e for e in book.score().entries if (e.unit, e.indicator) == (entry.unit, entry.indicator))
    assert again.completion == 1
    book.save()
    assert kh.score(path, preview=True).patch.is_empty


def test_an_empty_percent_cell_takes_a_ratio_also_where_the_figure_waits_to_be_saved(office_folder: Path) -> None:
    path = office_folder / "小表.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("市考指标")
        sheet.write_row(0, 0, ["指标", "分值", "目标", "完成", "完成率%", "得分", "预警"])
        sheet.write_row(1, 0, ["生产总值", 10, 100, 50])
        sheet.write_blank(1, 4, None, workbook.add_format({"num_format": "0.00%"}))
        sheet.write_row(4, 0, ["名称", "值", "说明"])
        sheet.write_row(5, 0, ["截至日期", "2011-10-31", ""])
    book = kh.open_book(path)
    book.write("市考指标!D2", [[90]])
    book.score()
    book.save()
    assert kh.open_book(path).read("市考指标!E2:F2") == ((0.9, 9),)


def test_results_of_other_figures_are_not_saved(path: Path) -> None:
    book = kh.open_book(path)
    entry = next(e for e in book.score().entries if e.unit == "长安区")
    book.write(str(entry.place), [[1]])
    book.save()
    sheet = openpyxl.load_workbook(path)["市考指标"]
    assert sheet["O5"].value is None


def test_numbers_and_dates_of_any_library_are_written_as_such(path: Path) -> None:
    book = kh.open_book(path)
    values = [numpy.float64(2.5), numpy.int64(3), Decimal("2.5"), date(2011, 1, 2), numpy.bool_(True), Fraction(1, 4)]
    book.write("说明!M3", [values])
    book.write("说明!M4", numpy.array([[1.5, 2.0]]))
    book.save()
    assert kh.open_book(path).read("说明!M3:R3") == ((2.5, 3, 2.5, datetime(2011, 1, 2), True, 0.25),)
    assert kh.open_book(path).read("说明!M4:N4") == ((1.5, 2),)


@pytest.mark.parametrize("value", [object(), float("nan"), 10**400, float("inf"), [1], pandas.NaT])
def test_what_no_cell_can_hold_is_refused_by_cell(path: Path, value: object) -> None:
    book = kh.open_book(path)
    with pytest.raises(kh.InputError, match="说明!M3"):
        book.write("说明!M3", [[value]])
    assert book.save() is None


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
    with pytest.raises(kh.InputError, match="行"):
        book.write("市考指标!F7", 225.1)  # type: ignore[arg-type]
