"""Workbooks made by many programs: after a small patch all else in them is what it was."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Change, Grid, Patch, SheetPatch, Style, TextColour
from kaohe_xl.errors import BookError
from tests.books.survey import Outcome, trial

FOLDER = Path(os.environ.get("KAOHE_CORPUS", Path(__file__).resolve().parents[3] / "shared" / "corpus"))
NAMES = sorted(path.name for path in FOLDER.glob("*.xls[xm]")) if FOLDER.is_dir() else []
# Not even Excel opens these.
BROKEN = {
    "exceljs_invalid-xml.xlsx",
    "exceljs_missing-bits.xlsx",
    "tealeg_badfile_noWorkbookRels.xlsx",
    "tealeg_badfile_noWorksheets.xlsx",
}
# The validator takes a second for a file.
EVERY = 18
books = pytest.mark.parametrize("name", [n for n in NAMES if n not in BROKEN] or [None])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Some of the workbooks for the slow judge; all of them with --long."""
    if "judged" in metafunc.fixturenames:
        valid = [name for name in NAMES if name not in BROKEN]
        step = 1 if metafunc.config.getoption("--long") else EVERY
        metafunc.parametrize("judged", valid[::step] or [None])


def copied(corpus: Path, name: str, folder: Path) -> Grid:
    shutil.copyfile(corpus / name, folder / name)
    return open_file(folder / name)


def places(grid: Grid, sheet: str) -> tuple[Change, ...]:
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


@books
def test_all_but_the_patched_cells_stay(
    corpus: Path, name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    every_sheet = bool(request.config.getoption("--long"))
    assert trial(corpus / name, tmp_path, every_sheet=every_sheet) == Outcome("clean")


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


def test_the_validator_finds_nothing_new(
    corpus: Path, judged: str, tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    name = judged
    grid = copied(corpus, name, tmp_path)
    sheet = grid.sheets[0]
    first, *others = places(grid, sheet)
    styled = Change(first.row, first.column, first.after, style=Style((1, 1), "0.0000"))
    dated = Change(first.row + 1, first.column, dt.datetime(2011, 10, 31))
    colour = TextColour(Area(first.row, 1, first.row + 9, 1), "红", "FFC7CE", "9C0006")
    part = SheetPatch((styled, dated, *others), (colour,), {first.column: 12.0})
    assert grid.save(Patch({sheet: part})).backup
    complaints = validator(tmp_path / name)
    assert not complaints or set(complaints) <= set(validator(corpus / name))


@pytest.mark.parametrize("name", sorted(BROKEN & set(NAMES)) or [None])
def test_what_excel_cannot_open_is_refused_by_name(corpus: Path, name: str) -> None:
    with pytest.raises(BookError, match=name):
        grid = open_file(corpus / name)
        for sheet in grid.sheets:
            grid.block(sheet)
