"""After `score` a sample is what it was, but for the cells of the patch."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import kaohe_xl as kh
from kaohe_xl.books.files import open_file
from kaohe_xl.reports import ScoreReport

SAMPLES = ("市考指标.xlsx", "区考.xlsx", "重点项目.xlsx")
# What a patch may touch besides its sheets: formats that new cells need, full calculation on load.
SHARED_PARTS = {"xl/styles.xml", "xl/workbook.xml"}


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(params=SAMPLES)
def scored(request: pytest.FixtureRequest, root: Path, office_folder: Path) -> tuple[Path, Path, ScoreReport]:
    """The sample, its scored copy, the report."""
    sample = root / "workbooks" / request.param
    copy = Path(shutil.copy(sample, office_folder))
    return sample, copy, kh.score(copy)


def test_every_part_that_score_has_no_business_with_is_byte_identical(
    scored: tuple[Path, Path, ScoreReport],
) -> None:
    sample, copy, report = scored
    before, after = _parts(sample), _parts(copy)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    sheets = {name for name in changed if name.startswith("xl/worksheets/sheet")}
    assert len(sheets) == len(report.patch.sheets) > 0
    assert changed - sheets <= SHARED_PARTS
    assert list(before) == list(after)


def test_in_the_touched_sheets_only_the_cells_of_the_patch_differ(scored: tuple[Path, Path, ScoreReport]) -> None:
    sample, copy, report = scored
    before, after = open_file(sample), open_file(copy)
    for sheet in before.sheets:
        part = report.patch.sheets.get(sheet)
        patched = {(c.row, c.column) for c in part.changes} if part else set()
        old, new = before.block(sheet), after.block(sheet)
        places = {
            (row, column)
            for block in (old, new)
            for row in range(1, len(block.values) + 1)
            for column in range(1, len(block.values[0]) + 1)
            if old.at(row, column) != new.at(row, column)
        }
        assert places <= patched | set(old.formulas)
        assert old.merged == new.merged
        assert {p: f for p, f in old.formulas.items() if p not in patched} == new.formulas


def test_the_validator_finds_nothing_that_it_did_not_find_before(
    scored: tuple[Path, Path, ScoreReport], validator: Callable[[Path], tuple[str, ...]], office_folder: Path
) -> None:
    sample, copy, _ = scored
    assert set(validator(copy)) <= set(validator(sample))
    letters = kh.letters(copy, office_folder / "提醒函")
    assert [validator(file) for file in letters.files] == [()] * len(letters.files)


def test_undo_brings_every_byte_back(scored: tuple[Path, Path, ScoreReport]) -> None:
    sample, copy, _ = scored
    assert copy.read_bytes() != sample.read_bytes()
    kh.undo(copy)
    assert copy.read_bytes() == sample.read_bytes()


def test_libreoffice_opens_the_scored_sample(
    scored: tuple[Path, Path, ScoreReport], soffice: Callable[..., Path]
) -> None:
    _, copy, _ = scored
    assert soffice(copy, "pdf").stat().st_size > 20_000
