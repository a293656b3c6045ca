"""What is written under a merged area goes to its first cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kaohe_xl.book import Book
from kaohe_xl.books.files import FileGrid, open_file
from kaohe_xl.books.grid import Area, Change, Formula, Patch, SheetPatch, Style, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.errors import BookError
from tests.books import foreign

SHEET = "市考指标"
MERGED = [Area(1, 1, 2, 3), Area(4, 2, 9, 2)]
Moved = dict[tuple[int, int], Value]


def moved(changes: Sequence[Change], merged: Sequence[Area] = MERGED) -> Moved:
    return {(c.row, c.column): c.after for c in to_first_cells(SHEET, changes, merged)}


def on_disk(tmp_path: Path) -> FileGrid:
    merged = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="B4:B9"/></mergeCells>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>标题</t></is></c><c r="C1" s="2"/></row>'
    return open_file(
        foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet(f"<sheetData>{rows}</sheetData>{merged}"))
    )


def test_any_cell_of_an_area_stands_for_its_first() -> None:
    assert moved([Change(2, 3, "甲"), Change(9, 2, 5), Change(9, 3, 6), Change(3, 1, 7)]) == {
        (1, 1): "甲",
        (4, 2): 5,
        (9, 3): 6,
        (3, 1): 7,
    }


def test_two_different_values_for_one_area_are_refused_with_both_cells() -> None:
    with pytest.raises(BookError, match="A1 和 C2 在同一个合并单元格 A1:C2"):
        moved([Change(1, 1, "甲"), Change(2, 3, "乙")])
    with pytest.raises(BookError, match="B5 和 B7"):
        moved([Change(5, 2, 1), Change(6, 2, 1.0), Change(7, 2, "=1")])
    with pytest.raises(BookError, match="B5 和 B7"):
        moved([Change(5, 2, "=1"), Change(7, 2, Formula("=1"))])


def test_the_same_value_twice_is_written_once() -> None:
    assert moved([Change(1, 1, 0.3), Change(2, 3, 0.1 + 0.2), Change(1, 2, "")]) == {(1, 1): 0.3}


def test_the_last_change_of_a_cell_counts() -> None:
    assert moved([Change(1, 2, "甲"), Change(1, 2, "乙")]) == {(1, 1): "乙"}


def test_a_blank_beside_the_value_of_an_area_says_nothing() -> None:
    row = [Change(1, 1, "标题"), Change(1, 2, None), Change(1, 3, "")]
    assert moved(row) == {(1, 1): "标题"}


def test_a_blank_alone_clears_the_area() -> None:
    assert moved([Change(2, 2, None)]) == {(1, 1): None}


def test_looks_for_a_covered_cell_leave_the_value_of_its_area(tmp_path: Path) -> None:
    grid = on_disk(tmp_path)
    changes = (Change(1, 2, None, style=Style((1, 3))), Change(3, 1, 1))
    grid.save(Patch({SHEET: SheetPatch(changes)}))
    assert grid.block(SHEET).at(1, 1) == "标题"
    assert '<c r="B1" s="2"/>' in foreign.part(tmp_path / "市考指标.xlsx", "xl/worksheets/sheet1.xml")


def test_files_and_memory_do_it_alike(tmp_path: Path) -> None:
    in_memory = MemoryGrid({SHEET: [["标题"]]}, {SHEET: ["A1:C2", "B4:B9"]})
    for grid in (on_disk(tmp_path), in_memory):
        grid.save(Patch({SHEET: SheetPatch((Change(2, 2, "新标题"), Change(8, 2, 3)))}))
        block = grid.block(SHEET)
        assert (block.at(1, 1), block.at(2, 2), block.at(4, 2), block.at(8, 2)) == ("新标题", None, 3, None)


def test_the_first_cell_may_stand_in_a_row_that_nothing_else_touches(tmp_path: Path) -> None:
    grid = on_disk(tmp_path)
    grid.save(Patch({SHEET: SheetPatch((Change(9, 2, 5),))}))
    xml = foreign.part(tmp_path / "市考指标.xlsx", "xl/worksheets/sheet1.xml")
    assert '<row r="4"><c r="B4"><v>5</v></c></row></sheetData>' in xml
    assert grid.save(Patch({SHEET: SheetPatch((Change(9, 2, 5),))})).backup is None


def test_what_waits_in_a_book_is_read_from_the_first_cell(tmp_path: Path) -> None:
    book = Book(on_disk(tmp_path))
    book.write("市考指标!A1:C1", [["甲", None, None]])
    book.write("市考指标!C2", [["乙"]])
    assert book.read("A1:C1") == (("乙", None, None),)
    with pytest.raises(BookError, match="A1 和 B1"):
        book.write("市考指标!A1:B1", [["丙", "丁"]])
    book.save()
    assert book.read("A1") == (("乙",),)
