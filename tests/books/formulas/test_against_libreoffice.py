"""LibreOffice as the judge: after a save each formula shows what LibreOffice makes of it, or nothing.

LibreOffice calculates a workbook at random, so that its results are right; some cells are written; LibreOffice
calculates what came of it, without the results that are stored there.
"""

from __future__ import annotations

import random
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl import commands
from kaohe_xl.book import open_book
from kaohe_xl.books.files import FileGrid
from kaohe_xl.books.grid import Patch, SheetPatch, Value
from tests.books.formulas import office

SEEDS = st.integers(0, 2**32)
Convert = Callable[..., Path]
_RESULT = re.compile(rb"(<c\b[^>]*>)(\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>))\s*<v(?:/>|>[^<]*</v>)")


def results(path: Path) -> dict[tuple[str, int, int], Value]:
    """What each formula of a workbook shows; None where nothing is stored."""
    grid = FileGrid(path)
    return {
        (sheet, row, column): None if (row, column) in block.stale else block.at(row, column)
        for sheet in grid.sheets
        for block in [grid.block(sheet)]
        for row, column in block.formulas
    }


def recalculated(path: Path, convert: Convert) -> dict[tuple[str, int, int], Value]:
    """What LibreOffice makes of the formulas, the stored results taken away first."""
    bare = path.with_name(f"bare-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = _RESULT.sub(lambda m: re.sub(rb'\st="\w+"', b"", m[1]) + m[2], data)
            new.writestr(name, data)
    return results(convert(bare, "xlsx"))


def wrong(ours: Mapping[tuple[str, int, int], Value], theirs: Mapping[tuple[str, int, int], Value]) -> list[object]:
    """The results that are there and aren't LibreOffice's; numbers at what sums of another order leave of 15 digits."""
    return [
        (place, value, theirs[place])
        for place, value in ours.items()
        if value is not None and not _same(value, theirs[place])
    ]


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, bool) and not isinstance(other, bool):
        return other == int(one)  # LibreOffice knows truth values as numbers: what it looks up comes out as one
    if isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or abs(one - other) <= 1e-11 * max(abs(one), abs(other))
    return one == other or (one in ("", None) and other in ("", None))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("表")


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(SEEDS)
def test_results_are_libreoffices_or_gone(folder: Path, soffice: Convert, seed: int) -> None:
    chance = random.Random(seed)
    made = folder / f"{seed}.xlsx"
    office.make(made, chance, 300)
    path = Path(shutil.copyfile(soffice(made, "xlsx"), folder / f"{seed}-written.xlsx"))
    before = results(path)
    FileGrid(path).save(Patch({"数据": SheetPatch(office.changes(chance))}))
    after = results(path)
    assert wrong(after, recalculated(path, soffice)) == []
    assert sum(value is not None for value in after.values()) > len(before) / 3


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(SEEDS)
def test_functions_alone_are_right_without_any_proof(folder: Path, soffice: Convert, seed: int) -> None:
    """Nothing was ever calculated: what is shown rests on our functions only."""
    chance = random.Random(seed)
    path = folder / f"{seed}-bare.xlsx"
    office.make(path, chance, 300)
    FileGrid(path).save(Patch({"数据": SheetPatch(office.changes(chance))}))
    assert wrong(results(path), recalculated(path, soffice)) == []


@pytest.mark.parametrize("name", ["市考指标.xlsx", "区考.xlsx", "重点项目.xlsx"])
def test_the_samples_show_no_old_number_after_score_and_after_a_figure_is_written(
    root: Path, tmp_path: Path, soffice: Convert, name: str
) -> None:
    path = Path(shutil.copyfile(root / "workbooks" / name, tmp_path / name))
    commands.score(FileGrid(path), force=True)
    assert wrong(results(path), recalculated(path, soffice)) == []
    book = open_book(path)
    sheet, row, column = _figure(FileGrid(path))
    book.write(f"{sheet}!{_name(row, column)}", [[12.5]])
    waiting = {key: book.grid.block(key[0]).at(*key[1:]) for key in results(path)}
    book.save()
    shown = results(path)
    assert wrong(shown, recalculated(path, soffice)) == []
    assert wrong(waiting, shown) == []


def _figure(grid: FileGrid) -> tuple[str, int, int]:
    """A figure that a formula of its sheet adds up."""
    for sheet in grid.sheets:
        block = grid.block(sheet)
        for (row, column), text in block.formulas.items():
            if text.startswith("=SUM(") and isinstance(block.at(row - 1, column), int | float):
                return sheet, row - 1, column
    raise AssertionError("no sum in the workbook")


def _name(row: int, column: int) -> str:
    from kaohe_xl.books.references import cell_name

    return cell_name(row, column)
