"""What every Grid does alike, whatever workbook is behind it. A new host joins by one entry in HOSTS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import (
    Area,
    Change,
    Formula,
    Grid,
    NewSheet,
    Patch,
    SheetPatch,
    Style,
    TextColour,
    Undone,
    Value,
)
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.errors import BookError, InputError
from tests.books.other_formats import ods, ods_cell, table

Sheets = Mapping[str, Sequence[Sequence[Value]]]
Make = Callable[..., Grid]

DAY = dt.datetime(2011, 10, 31)
INDICATORS: Sheets = {
    "市考指标": [
        ["考核指标完成情况", None, None, None],
        ["指标", "目标", "完成", "完成率"],
        ["生产总值", 310, 225.1, 0.726],
        ["节能降耗", True, DAY, None],
        ["合计", Formula("=B3*2"), None, None],
    ],
    "考核 设置": [["名称", "值"]],
}
RED = TextColour(Area(3, 5, 4, 5), "红", "FFC7CE", "9C0006")


def in_memory(folder: Path, sheets: Sheets) -> Grid:
    return MemoryGrid(sheets, {"市考指标": ["A1:D1"]}, {"市考指标": [(3, 4)]}, hidden=["考核 设置"])


def on_disk(folder: Path, sheets: Sheets) -> Grid:
    from openpyxl import Workbook

    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c, str(value) if isinstance(value, Formula) else value)
    del book["Sheet"]
    first = book["市考指标"]
    first.merge_cells("A1:D1")
    first["D3"].number_format = "0.0%"
    book["考核 设置"].sheet_state = "hidden"
    book.save(folder / "市考指标.xlsx")
    return open_file(folder / "市考指标.xlsx")


def in_another_format(folder: Path, sheets: Sheets) -> Grid:
    tables = ""
    for name, rows in sheets.items():
        lines = ""
        for r, row in enumerate(rows, 1):
            spans = {1: 'table:number-columns-spanned="4"'} if name == "市考指标" and r == 1 else {}
            lines += "<table:table-row>{}</table:table-row>".format(
                "".join(
                    ods_cell(value, percent=value == 0.726, attributes=spans.get(c, ""))
                    for c, value in enumerate(row, 1)
                )
            )
        tables += table(name, lines, "hidden" if name == "考核 设置" else "shown")
    return open_file(ods(folder / "市考指标.ods", tables))


HOSTS = {"memory": in_memory, "file": on_disk, "another format": in_another_format}


@pytest.fixture(params=HOSTS.values(), ids=HOSTS.keys())
def grid(request: pytest.FixtureRequest, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Grid:
    # With LibreOffice each save would take seconds; its part is tested elsewhere.
    monkeypatch.setattr("kaohe_xl.books.conversion.converted", lambda *_: None)
    made: Grid = request.param(office_folder, INDICATORS)
    return made


def save(grid: Grid, *changes: Change) -> None:
    grid.save(Patch({"市考指标": SheetPatch(changes)}))


def test_sheets_come_in_tab_order_with_hidden_ones(grid: Grid) -> None:
    assert grid.sheets == ("市考指标", "考核 设置")
    assert not grid.block("市考指标").hidden
    assert grid.block("考核 设置").hidden


def test_a_block_is_a_rectangle_from_a1(grid: Grid) -> None:
    block = grid.block("市考指标")
    assert block.values[:4] == (
        ("考核指标完成情况", None, None, None),
        ("指标", "目标", "完成", "完成率"),
        ("生产总值", 310, 225.1, 0.726),
        ("节能降耗", True, DAY, None),
    )
    assert block.values[4] == ("合计", None, None, None)
    assert block.merged == (Area(1, 1, 1, 4),)
    assert block.percents == {(3, 4)}


def test_a_formula_without_a_value_is_told_from_a_blank_cell(grid: Grid) -> None:
    block = grid.block("市考指标")
    assert block.formulas == {(5, 2): "=B3*2"}
    assert block.stale == {(5, 2)}


def test_an_unknown_sheet_is_an_input_error(grid: Grid) -> None:
    with pytest.raises(InputError, match="区考指标"):
        grid.block("区考指标")
    with pytest.raises(InputError, match="区考指标"):
        grid.colours("区考指标")
    with pytest.raises(InputError, match="区考指标"):
        grid.save(
            Patch({"区考指标": SheetPatch((Change(1, 1, 1),)), "市考指标": SheetPatch((Change(3, 2, 1),))})
        )
    assert grid.block("市考指标").at(3, 2) == 310


def test_an_empty_patch_writes_nothing(grid: Grid) -> None:
    before = grid.block("市考指标")
    assert grid.save(Patch()).backup is None
    assert grid.save(Patch({"市考指标": SheetPatch()})).backup is None
    assert grid.block("市考指标") == before


def test_after_saving_the_block_shows_the_new_values(grid: Grid) -> None:
    save(
        grid,
        Change(3, 3, 240),
        Change(4, 2, "=不是公式"),
        Change(4, 3, None),
        Change(7, 6, DAY),
        Change(4, 4, False),
    )
    block = grid.block("市考指标")
    assert (block.at(3, 3), block.at(4, 2), block.at(4, 3), block.at(7, 6)) == (240, "=不是公式", None, DAY)
    assert block.at(4, 4) is False
    assert {len(row) for row in block.values} == {6}
    assert len(block.values) == 7
    assert (4, 2) not in block.formulas


def test_a_written_formula_is_stale_until_somebody_computes_it(grid: Grid) -> None:
    save(grid, Change(3, 4, Formula("=IMLOG2(C3)/B3")))
    block = grid.block("市考指标")
    assert block.formulas[3, 4] == "=IMLOG2(C3)/B3"
    assert (3, 4) in block.stale
    assert block.at(3, 4) is None


def test_a_value_over_a_formula_ends_the_formula(grid: Grid) -> None:
    save(grid, Change(5, 2, 620))
    block = grid.block("市考指标")
    assert block.at(5, 2) == 620
    assert not block.formulas
    assert not block.stale


def test_an_emptied_edge_makes_the_block_smaller(grid: Grid) -> None:
    save(grid, *(Change(row, 4, None) for row in (2, 3)), Change(5, 1, None))
    assert [len(row) for row in grid.block("市考指标").values] == [3] * 4


def test_a_styled_cell_shows_a_percentage_like_the_one_it_copies(grid: Grid) -> None:
    save(
        grid,
        Change(3, 5, 0.9, style=Style((3, 4))),
        Change(4, 5, 0.9, style=Style((3, 3), "0%")),
        Change(5, 5, 0.9, style=Style((3, 4), "0.00")),
    )
    assert grid.block("市考指标").percents == {(3, 4), (3, 5), (4, 5)}


def test_a_plain_value_keeps_the_looks_of_its_cell(grid: Grid) -> None:
    save(grid, Change(3, 4, 0.8))
    assert grid.block("市考指标").percents == {(3, 4)}


def test_text_colours_are_installed_once(grid: Grid) -> None:
    patch = Patch({"市考指标": SheetPatch(colours=(RED,))})
    assert grid.colours("市考指标") == ()
    grid.save(patch)
    grid.save(patch)
    assert grid.colours("市考指标") == (RED,)
    assert grid.colours("考核 设置") == ()


SHEET = NewSheet(
    (("考核设置", None), ("名称", "值"), ("黄灯下限", 0.9), ("公式", Formula("=1+1"))),
    header=2,
    formats={(3, 2): "0%"},
)


def test_a_new_sheet_comes_behind_all_others(grid: Grid) -> None:
    grid.save(Patch({"表格对应": SheetPatch((Change(5, 1, "补"),))}, {"表格对应": SHEET}))
    assert grid.sheets == ("市考指标", "考核 设置", "表格对应")
    block = grid.block("表格对应")
    assert block.values[:3] == (("考核设置", None), ("名称", "值"), ("黄灯下限", 0.9))
    assert (block.at(4, 2), block.at(5, 1)) == (None, "补")
    assert block.percents == {(3, 2)}
    assert block.formulas == {(4, 2): "=1+1"}
    assert not block.hidden
    assert grid.colours("表格对应") == ()


def test_a_sheet_that_is_there_is_not_added(grid: Grid) -> None:
    with pytest.raises(BookError, match="市考指标"):
        grid.save(Patch({"市考指标": SheetPatch((Change(3, 2, 1),))}, {"市考指标": SHEET}))
    assert grid.block("市考指标").at(3, 2) == 310


def test_a_removed_sheet_is_gone(grid: Grid) -> None:
    before = grid.block("市考指标")
    grid.save(Patch(added={"表格对应": SHEET}))
    grid.save(Patch(removed=("表格对应",)))
    assert grid.sheets == ("市考指标", "考核 设置")
    assert grid.block("市考指标").values == before.values
    with pytest.raises(InputError, match="表格对应"):
        grid.save(Patch(removed=("表格对应",)))


def test_a_sheet_removed_and_added_is_new(grid: Grid) -> None:
    grid.save(Patch(added={"表格对应": SHEET}))
    grid.save(Patch(added={"表格对应": NewSheet((("新",),))}, removed=("表格对应",)))
    assert grid.block("表格对应").values == (("新",),)


def test_what_we_put_into_a_sheet_is_taken_out(grid: Grid) -> None:
    before = grid.block("市考指标")
    column = Change(2, 5, "预警", style=Style((2, 4))), Change(3, 5, "红", style=Style((3, 4)))
    grid.save(Patch({"市考指标": SheetPatch(column, (RED,), {5: 9.0})}))
    undone = Undone((Area(2, 5, 5, 5),), (RED,), {5: 9.0})
    cleared = Change(2, 5, None, "预警"), Change(3, 5, None, "红")
    grid.save(Patch({"市考指标": SheetPatch(cleared, undone=undone)}))
    assert grid.colours("市考指标") == ()
    assert grid.block("市考指标").values == before.values
    assert grid.block("市考指标").percents == before.percents


def test_the_name_is_for_messages(grid: Grid) -> None:
    assert grid.name.endswith((".xlsx", ".ods"))
    assert grid.path is None or grid.path.name == grid.name
