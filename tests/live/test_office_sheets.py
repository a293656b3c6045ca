"""Sheets as offices have them: protected, filtered, with hidden rows, never saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kaohe_xl.books.grid import Change, Patch, SheetPatch
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError

ROWS = [["指标", "完成", "得分"], *([f"指标{k}", k, None] for k in range(1, 9))]
POINTS = Patch({"市考指标": SheetPatch(tuple(Change(row, 3, row / 2) for row in range(2, 10)))})


def made(folder: Path, change: Callable[[Any], None]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "市考指标"
    for row in ROWS:
        sheet.append(row)
    change(sheet)
    book.save(folder / "市考指标.xlsx")
    return folder / "市考指标.xlsx"


def points(grid: LiveGrid) -> list[Any]:
    return [row[2] for row in LiveGrid(grid.book).block("市考指标").values[1:]]


def test_a_protected_sheet_is_named_and_stays_as_it_is(office_folder: Path, opened: Callable[[Path], Any]) -> None:
    def protect(sheet: Any) -> None:
        sheet["C1"] = "得分"
        for row in range(2, 10):
            sheet.cell(row, 3, 1)
        sheet.protection.sheet = True

    grid = LiveGrid(opened(made(office_folder, protect)))
    with pytest.raises(BookError, match=r"市考指标.*保护"):
        grid.save(POINTS)
    assert points(grid) == [1] * 8


def test_filtered_and_hidden_rows_get_their_values_too(office_folder: Path, opened: Callable[[Path], Any]) -> None:
    def hide(sheet: Any) -> None:
        sheet.auto_filter.ref = "A1:C9"
        sheet.auto_filter.add_filter_column(0, ["指标1", "指标8"])
        for row in range(3, 9):
            sheet.row_dimensions[row].hidden = True

    grid = LiveGrid(opened(made(office_folder, hide)))
    grid.save(POINTS)
    assert points(grid) == [row / 2 for row in range(2, 10)]
    LiveGrid(grid.book).undo()
    assert LiveGrid(grid.book).block("市考指标").values == tuple(map(tuple, ROWS))


def test_a_workbook_never_saved_is_read_written_and_undone(
    excel: Any, opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    book = excel.books.add()
    sheet = book.sheets[0]
    assert LiveGrid(book).block(sheet.name).values == ()
    sheet.range("A1:C9").raw_value = [["" if v is None else v for v in row] for row in ROWS]
    grid = LiveGrid(book)
    assert grid.path is None
    assert grid.save(Patch({sheet.name: POINTS.sheets["市考指标"]})).path == Path(grid.name)
    assert LiveGrid(book).block(sheet.name).at(9, 3) == 4.5
    LiveGrid(book).undo()
    assert LiveGrid(book).block(sheet.name).values == tuple(map(tuple, ROWS))
