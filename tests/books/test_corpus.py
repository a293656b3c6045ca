"""Workbooks made by many programs: after a small patch all else in them is what it was."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.files import FileGrid, open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.errors import BookError
from tests.books import foreign

FOLDER = Path(os.environ.get("KAOHE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
NAMES = sorted(path.name for path in FOLDER.glob("*.xls[xm]")) if FOLDER.is_dir() else []
# Not even Excel opens these.
BROKEN = {
    "exceljs_invalid-xml.xlsx",
    "exceljs_missing-bits.xlsx",
    "tealeg_badfile_noWorkbookRels.xlsx",
    "tealeg_badfile_noWorksheets.xlsx",
}
# openpyxl opens the original no more than ours.
EVERY = 18
books = pytest.mark.parametrize("name", [n for n in NAMES if n not in BROKEN] or [None])


def copied(corpus: Path, name: str, folder: Path) -> FileGrid:
    shutil.copyfile(corpus / name, folder / name)
    return open_file(folder / name)


def places(grid: FileGrid, sheet: str) -> tuple[Change, ...]:
    """A number, a text and a cell that isn't there: below, beside and inside of what the sheet holds."""
    block = grid.block(sheet)
    rows = max([len(block.values), *(area.bottom for area in block.merged)])
    columns = max((len(row) for row in block.values), default=0)
    free = next(
        (r, c)
        for r in range(1, rows + 2)
        for c in range(1, columns + 2)
        if block.at(r, c) is None and (r, c) not in block.formulas
    )
    return (
        Change(rows + 3, columns + 2, 3.25),
        Change(rows + 2, 1, "长安区 <1>"),
        *((Change(*free, after=7),) if free[0] > rows else ()),
    )


def values_of(grid: FileGrid) -> dict[tuple[str, int, int], Value]:
    return {
        (sheet, r, c): value
        for sheet in grid.sheets
        for r, row in enumerate(grid.block(sheet).values, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }


def read_by_openpyxl(path: Path) -> dict[tuple[str, int, int], Any] | None:
    """Every value as openpyxl sees it; None where it can't open the workbook."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(path)
        except Exception:  # whatever it says of a foreign workbook is not our matter
            return None
    return {
        (sheet.title, cell.row, cell.column): cell.value
        if not hasattr(cell.value, "text")
        else cell.value.text
        for sheet in book.worksheets
        for cell in sheet._cells.values()
        if cell.value is not None
    }


@books
def test_all_parts_but_the_patched_sheet_stay(corpus: Path, name: str, tmp_path: Path) -> None:
    grid = copied(corpus, name, tmp_path)
    sheet = grid.sheets[0]
    before, old, seen = foreign.parts(corpus / name), values_of(grid), read_by_openpyxl(corpus / name)
    changes = places(grid, sheet)
    grid.save(Patch({sheet: SheetPatch(changes)}))

    written = {(sheet, change.row, change.column): change.after for change in changes}
    assert values_of(grid) == values_of(open_file(tmp_path / name)) == old | written
    after = foreign.parts(tmp_path / name)
    touched = {part for part in before if before[part] != after.get(part)}
    assert {part.rpartition("/")[0] for part in touched} <= {"xl/worksheets", "xl", "worksheets"}
    assert all("sheet" in part or part.endswith("workbook.xml") for part in touched)
    assert len(touched) <= 2
    assert after.keys() == before.keys()
    if seen is not None:
        assert read_by_openpyxl(tmp_path / name) == seen | written


@books
def test_our_values_are_those_that_openpyxl_reads(corpus: Path, name: str) -> None:
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    grid = open_file(corpus / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(corpus / name, data_only=True)
        except Exception:
            pytest.skip(f"openpyxl can't open {name}")
    for sheet in book.worksheets:
        block = grid.block(sheet.title)
        for cell in sheet._cells.values():  # not all cells that its dimension claims
            theirs, ours = cell.value, block.at(cell.row, cell.column)
            if isinstance(theirs, dt.time | dt.timedelta):
                assert isinstance(ours, int | float) or str(ours).startswith("1904-01-01")
            elif isinstance(theirs, dt.datetime):
                assert isinstance(ours, dt.datetime)
                assert abs(theirs - ours) < dt.timedelta(milliseconds=2)
            elif isinstance(theirs, str):
                assert isinstance(ours, str)
                assert unescape(ours) in (theirs, unescape(theirs))
            else:
                assert ours in (theirs, "" if theirs is None else theirs)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in BROKEN][::EVERY] or [None])
def test_the_validator_finds_nothing_new(
    corpus: Path, name: str, tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    from kaohe_xl.books.grid import Area, Style, TextColour

    grid = copied(corpus, name, tmp_path)
    sheet = grid.sheets[0]
    first, *others = places(grid, sheet)
    styled = Change(first.row, first.column, first.after, style=Style((1, 1), "0.0000"))
    dated = Change(first.row + 1, first.column, dt.datetime(2011, 10, 31))
    colour = TextColour(Area(first.row, 1, first.row + 9, 1), "红", "FFC7CE", "9C0006")
    part = SheetPatch((styled, dated, *others), (colour,), {first.column: 12.0})
    assert grid.save(Patch({sheet: part})).backup
    assert set(validator(tmp_path / name)) <= set(validator(corpus / name))


@pytest.mark.parametrize("name", sorted(BROKEN & set(NAMES)) or [None])
def test_what_excel_cannot_open_is_refused_by_name(corpus: Path, name: str) -> None:
    with pytest.raises(BookError, match=name):
        grid = open_file(corpus / name)
        for sheet in grid.sheets:
            grid.block(sheet)
