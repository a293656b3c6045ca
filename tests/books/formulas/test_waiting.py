"""While changes wait to be saved, formulas show what they then come to, or are stale; never what they were."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import kaohe_xl as kh
from kaohe_xl.books.files import FileGrid
from kaohe_xl.books.formulas import sheets
from kaohe_xl.books.formulas.waiting import Result, results_after
from kaohe_xl.books.grid import Change, Formula, Patch, SheetPatch
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.pending import PendingGrid
from tests.books import foreign

SHEET = "市考指标"
ROWS = (
    '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*3</f><v>6</v></c><c r="C1"><f>IMLOG2(A1)</f><v>1</v></c>'
    f'<c r="D1" s="{foreign.DATE}"><f>A1+40845</f><v>40847</v></c><c r="E1" s="{foreign.PERCENT}"><f>A1/4</f><v>0.5</v></c><c r="F1"><f>A2</f><v>9</v></c></row>'
    '<row r="2"><c r="A2"><v>9</v></c></row>'
)


def grid(folder: Path, rows: str = ROWS) -> FileGrid:
    return FileGrid(foreign.write(folder / "市考指标.xlsx", foreign.rows(rows)))


def test_blocks_show_what_formulas_come_to(tmp_path: Path) -> None:
    pending = PendingGrid(grid(tmp_path))
    pending.put(SHEET, {(1, 1): 3})
    block = pending.block(SHEET)
    assert block.values[0] == (3, 9, None, dt.datetime(2011, 11, 1), 0.75, 9)
    assert block.stale == {(1, 3)}
    assert (1, 5) in block.percents
    pending.put(SHEET, {(1, 1): 4})
    assert pending.block(SHEET).at(1, 2) == 12


def test_the_file_shows_the_same_after_the_save(tmp_path: Path) -> None:
    pending = PendingGrid(grid(tmp_path))
    pending.put(SHEET, {(1, 1): 3, (2, 1): 1.5, (2, 2): Formula("=SUM(A1:A2)")})
    waiting = pending.block(SHEET)
    pending.save(Patch())
    saved = pending.block(SHEET)
    assert waiting.values == saved.values
    assert waiting.at(2, 2) == 4.5
    assert set(waiting.stale) == set(saved.stale)
    assert set(waiting.percents) == set(saved.percents)


def test_what_is_there_already_outdates_nothing(tmp_path: Path) -> None:
    file = grid(tmp_path)
    assert results_after(file, {SHEET: {(1, 1): 2}}) == {}
    assert results_after(file, {SHEET: {(1, 1): 3}})[SHEET][1, 2] == Result(9)


def test_other_sheets_follow(tmp_path: Path) -> None:
    from openpyxl import Workbook

    made = Workbook()
    made.active.title = "数据"
    made.active["A1"] = 1
    made.create_sheet("汇总")["A1"] = "=数据!A1*2"
    made.save(tmp_path / "两表.xlsx")
    book = kh.open_book(tmp_path / "两表.xlsx")
    book.write("数据!A1", [[5]])
    assert book.read("汇总!A1") == ((10,),)


def test_a_giant_sheet_is_stale_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_FORMULAS", 1)
    pending = PendingGrid(grid(tmp_path))
    pending.put(SHEET, {(1, 1): 3})
    assert pending.block(SHEET).stale == {(1, column) for column in range(2, 7)}


def test_a_workbook_that_cannot_calculate_has_stale_formulas_where_they_may_read_what_waits() -> None:
    cells = [[1, Formula("=A1*2"), Formula("=A2"), Formula("=没有")]]
    memory = MemoryGrid({"数据": cells, "汇总": [[Formula("=数据!B1")]]})
    assert results_after(memory, {"数据": {(1, 1): 3}}) == {
        "数据": {(1, 2): Result(None), (1, 4): Result(None)},
        "汇总": {(1, 1): Result(None)},
    }
    assert results_after(MemoryGrid({"数据": [[1]]}), {"数据": {(1, 1): 3}}) == {}


def test_results_over_results_that_wait(tmp_path: Path) -> None:
    file = grid(tmp_path)
    outer = PendingGrid(pending := PendingGrid(file))
    pending.put(SHEET, {(2, 1): 5})
    outer.put(SHEET, {(1, 1): 10})
    assert [outer.block(SHEET).at(1, column) for column in (2, 6)] == [30, 5]


def test_a_figure_that_only_excel_could_calculate_is_an_error_and_no_old_number(office_folder: Path) -> None:
    import xlsxwriter

    path = office_folder / "市考指标.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("市考指标")
        sheet.write_row(0, 0, ["指标", "单位", "分值", "年度目标", "完成", "备注"])
        sheet.write_row(1, 0, ["生产总值", "长安区", 8, 310])
        sheet.write_formula("E2", "=IMREAL(F2)", value=225.1)
        sheet.write("F2", 225.1)
    book = kh.open_book(path)
    assert "FORMULA_WITHOUT_VALUE" not in {f.code for f in book.score().findings}
    book.write("市考指标!F2", [[100]])
    assert "FORMULA_WITHOUT_VALUE" in {f.code for f in book.score().findings}


def test_a_saved_patch_is_nothing_that_waits(tmp_path: Path) -> None:
    file = grid(tmp_path)
    file.save(Patch({SHEET: SheetPatch((Change(1, 1, 7),))}))
    assert file.block(SHEET).at(1, 2) == 21
    assert results_after(file, {SHEET: {(1, 1): 8}})[SHEET][1, 2] == Result(24)
