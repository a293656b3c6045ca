"""How often Excel is called: a sheet of 60 units and 120 indicators, and 10,000 cells at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from kaohe_xl import commands
from kaohe_xl.books.grid import Area, Change, Patch, SheetPatch, TextColour
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.resources import samples
from tests.engine.ranges import Range

UNITS, INDICATORS = 60, 120
MOST_CALLS = 10
MOST_FIRST = 50


@pytest.fixture
def large(office_folder: Path, excel: Any) -> Path:
    """A title over the whole table, units across, percentages in every second row."""
    if excel.engine.name != "libreoffice":
        pytest.skip("calls are counted by the engine over LibreOffice")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "各单位完成情况"
    sheet.append(["各单位指标完成情况"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=UNITS + 1)
    sheet.append(["指标", *(f"单位{k:02}" for k in range(1, UNITS + 1))])
    for row in range(3, INDICATORS + 3):
        sheet.append([f"指标{row}", *(row + k / 8 for k in range(UNITS))])
        if row % 2:
            for cell in sheet[row][1:]:
                cell.number_format = "0.0%"
    path = office_folder / "各单位.xlsx"
    book.save(path)
    return path


def test_a_large_sheet_takes_few_calls_to_read_and_to_write(
    large: Path, opened: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.engine.engine import calls

    written: list[int] = []
    setting = Range.raw_value.fset
    assert setting is not None

    def count(cells: Range, value: Any) -> None:
        written.append(len(cells))
        setting(cells, value)

    monkeypatch.setattr(Range, "raw_value", Range.raw_value.setter(count))
    grid = LiveGrid(opened(large))
    calls.clear()
    block = grid.block("各单位完成情况")
    assert block.merged == (Area(1, 1, 1, UNITS + 1),)
    assert len(block.percents) == INDICATORS // 2 * UNITS
    assert calls["各单位完成情况"] <= MOST_CALLS - 3

    changes = tuple(Change(r, c, r + c / 4) for r in range(3, 103) for c in range(62, 162))
    grid.save(Patch({"各单位完成情况": SheetPatch(changes)}))
    assert written == [10_000]
    assert calls["各单位完成情况"] <= MOST_CALLS
    assert LiveGrid(grid.book).block("各单位完成情况").at(102, 161) == 102 + 161 / 4


def test_a_second_click_writes_nothing(large: Path, opened: Callable[[Path], Any]) -> None:
    from tests.engine.engine import calls

    red = TextColour(Area(3, 62, 122, 62), "红", "FFC7CE", "9C0006")
    changes = tuple(Change(r, 62, "红") for r in range(3, 123))
    patch = Patch({"各单位完成情况": SheetPatch(changes, (red,))})
    book = opened(large)
    LiveGrid(book).save(patch)
    calls.clear()
    assert LiveGrid(book).save(patch).path is None
    assert calls["各单位完成情况"] <= MOST_CALLS - 2


def test_the_first_score_into_new_columns_takes_few_calls_whatever_the_rows(
    office_folder: Path, excel: Any, opened: Callable[[Path], Any]
) -> None:
    if excel.engine.name != "libreoffice":
        pytest.skip("calls are counted by the engine over LibreOffice")
    from tests.engine.engine import calls

    path = office_folder / "区考.xlsx"
    shutil.copy(samples() / path.name, path)
    grid = LiveGrid(opened(path))
    calls.clear()
    report = commands.score(grid)
    assert report.patch.cells > 1_000
    assert max(calls.values()) <= MOST_FIRST, calls
    calls.clear()
    assert commands.score(LiveGrid(grid.book)).written is False
    assert max(calls.values()) <= 4 * MOST_CALLS, calls
    before = commands.proposed(LiveGrid(opened(path))).patch.cells
    grid.undo()
    assert commands.proposed(LiveGrid(grid.book)).patch.cells > before


def test_conditional_formats_of_the_office_outlive_a_score_and_its_undo(
    office_folder: Path, opened: Callable[[Path], Any]
) -> None:
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import PatternFill

    path = office_folder / "区考.xlsx"
    book = load_workbook(samples() / path.name)
    rule = CellIsRule(operator="greaterThan", formula=["99999"], fill=PatternFill(bgColor="00FF00"))
    book["部门考核"].conditional_formatting.add("K5:K172", rule)
    book.save(path)
    grid = LiveGrid(opened(path))
    conditions = grid.book.sheets["部门考核"].api.Cells.FormatConditions
    before = {conditions.Item(k).AppliesTo.Address for k in range(1, conditions.Count + 1)}
    assert any("$K$5" in area for area in before)
    commands.score(grid)
    grid.undo()
    conditions = grid.book.sheets["部门考核"].api.Cells.FormatConditions
    assert {conditions.Item(k).AppliesTo.Address for k in range(1, conditions.Count + 1)} == before
