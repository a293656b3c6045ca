"""The contract of a Grid on all three of them: in memory, on disk, and open in Excel (or LibreOffice as one).

Where a live workbook differs, a test says so: its formulas are computed at once, and sheets come and go
through the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.grid import Area, Change, Formula, Grid, NewSheet, Patch, SheetPatch, Style
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError, InputError
from tests.books.test_grid_contract import DAY, INDICATORS, RED, in_memory, on_disk

SHEET = "市考指标"


@dataclass
class Host:
    """A grid, and whether its formulas are computed at once."""

    grid: Grid
    is_live: bool


@pytest.fixture(params=["memory", "file", "live"])
def host(request: pytest.FixtureRequest, office_folder: Path) -> Host:
    if request.param == "memory":
        return Host(in_memory(office_folder, INDICATORS), False)
    grid = on_disk(office_folder, INDICATORS)
    if request.param == "file":
        return Host(grid, False)
    opened: Callable[[Path], Any] = request.getfixturevalue("opened")
    assert grid.path is not None
    return Host(LiveGrid(opened(grid.path)), True)


def save(grid: Grid, *changes: Change) -> None:
    grid.save(Patch({SHEET: SheetPatch(changes)}))


def test_sheets_come_in_tab_order_with_hidden_ones(host: Host) -> None:
    assert host.grid.sheets == (SHEET, "考核 设置")
    assert not host.grid.block(SHEET).hidden
    assert host.grid.block("考核 设置").hidden


def test_a_block_is_a_rectangle_from_a1(host: Host) -> None:
    block = host.grid.block(SHEET)
    assert block.values[:4] == (
        ("考核指标完成情况", None, None, None),
        ("指标", "目标", "完成", "完成率"),
        ("生产总值", 310, 225.1, 0.726),
        ("节能降耗", True, DAY, None),
    )
    assert block.values[4] == ("合计", 620 if host.is_live else None, None, None)
    assert block.at(4, 2) is True
    assert block.merged == (Area(1, 1, 1, 4),)
    assert block.percents == {(3, 4)}


def test_a_formula_is_told_from_a_value(host: Host) -> None:
    block = host.grid.block(SHEET)
    assert block.formulas == {(5, 2): "=B3*2"}
    assert block.stale == (frozenset() if host.is_live else {(5, 2)})


def test_an_unknown_sheet_is_an_input_error(host: Host) -> None:
    for ask in (host.grid.block, host.grid.colours):
        with pytest.raises(InputError, match="区考指标"):
            ask("区考指标")
    known = {SHEET: SheetPatch((Change(3, 2, 1),))}
    with pytest.raises(InputError, match="区考指标"):
        host.grid.save(Patch({**known, "区考指标": SheetPatch((Change(1, 1, 1),))}))
    assert host.grid.block(SHEET).at(3, 2) == 310


def test_an_empty_patch_writes_nothing(host: Host) -> None:
    before = host.grid.block(SHEET)
    assert host.grid.save(Patch()).path is None
    assert host.grid.save(Patch({SHEET: SheetPatch()})).backup is None
    assert host.grid.block(SHEET) == before


def test_after_saving_the_block_shows_the_new_values(host: Host) -> None:
    texts = (Change(4, 2, "=不是公式"), Change(6, 1, "3/4"), Change(6, 2, "007"), Change(6, 3, "TRUE"))
    save(host.grid, Change(3, 3, 240), *texts, Change(4, 3, None), Change(7, 6, DAY), Change(4, 4, False))
    block = host.grid.block(SHEET)
    assert (block.at(3, 3), block.at(4, 2), block.at(4, 3), block.at(7, 6)) == (240, "=不是公式", None, DAY)
    assert block.values[5][:3] == ("3/4", "007", "TRUE")
    assert block.at(4, 4) is False
    assert {len(row) for row in block.values} == {6}
    assert len(block.values) == 7
    assert (4, 2) not in block.formulas


def test_a_written_formula_is_computed_in_excel_only(host: Host) -> None:
    save(host.grid, Change(3, 4, Formula("=IMLOG2(C3)/B3")))
    block = host.grid.block(SHEET)
    assert block.formulas[3, 4].replace(" ", "") == "=IMLOG2(C3)/B3"
    assert ((3, 4) in block.stale) is not host.is_live


def test_a_value_over_a_formula_ends_the_formula(host: Host) -> None:
    save(host.grid, Change(5, 2, 621))
    block = host.grid.block(SHEET)
    assert block.at(5, 2) == 621
    assert not block.formulas


def test_an_emptied_edge_makes_the_block_smaller(host: Host) -> None:
    save(host.grid, *(Change(row, 4, None) for row in (2, 3)), Change(5, 1, None), Change(5, 2, None))
    assert [len(row) for row in host.grid.block(SHEET).values] == [3] * 4


def test_a_styled_cell_shows_a_percentage_like_the_one_it_copies(host: Host) -> None:
    save(
        host.grid,
        Change(3, 5, 0.9, style=Style((3, 4))),
        Change(4, 5, 0.9, style=Style((3, 3), "0%")),
        Change(5, 5, 0.9, style=Style((3, 4), "0.00")),
    )
    assert host.grid.block(SHEET).percents == {(3, 4), (3, 5), (4, 5)}


def test_a_plain_value_keeps_the_looks_of_its_cell(host: Host) -> None:
    save(host.grid, Change(3, 4, 0.8))
    assert host.grid.block(SHEET).percents == {(3, 4)}


def test_what_is_written_into_a_merged_area_goes_to_its_first_cell(host: Host) -> None:
    save(host.grid, Change(1, 3, "考核情况"))
    assert host.grid.block(SHEET).values[0] == ("考核情况", None, None, None)
    with pytest.raises(BookError, match="A1:D1"):
        save(host.grid, Change(1, 2, "甲"), Change(1, 3, "乙"))
    assert host.grid.block(SHEET).at(1, 1) == "考核情况"


def test_text_colours_are_installed_once(host: Host) -> None:
    patch = Patch({SHEET: SheetPatch(colours=(RED,))})
    assert host.grid.colours(SHEET) == ()
    host.grid.save(patch)
    host.grid.save(patch)
    assert host.grid.colours(SHEET) == (RED,)
    assert host.grid.colours("考核 设置") == ()


def test_sheets_come_and_go_through_the_file_only(host: Host) -> None:
    patch = Patch({SHEET: SheetPatch((Change(3, 3, 1),))}, {"表格对应": NewSheet((("新",),))})
    if host.is_live:
        with pytest.raises(BookError, match="没有改动"):
            host.grid.save(patch)
        assert host.grid.block(SHEET).at(3, 3) == 225.1
    else:
        host.grid.save(patch)
        assert host.grid.sheets == (SHEET, "考核 设置", "表格对应")
