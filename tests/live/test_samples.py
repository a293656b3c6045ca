"""On the samples an open workbook says what the file says, and gets the scores that the file gets."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl import commands
from kaohe_xl.books.equality import same_value
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Block, Grid
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.books.live_undo import Snapshots
from kaohe_xl.errors import BookError
from kaohe_xl.resources import sample_books, samples

SAMPLES = [path.name for path in sample_books()]


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, office_folder: Path) -> Path:
    path = office_folder / request.param
    shutil.copy(samples() / request.param, path)
    return path


def contents(grid: Grid) -> dict[tuple[str, int, int], Any]:
    return {
        (sheet, r, c): value
        for sheet in grid.sheets
        for r, row in enumerate(grid.block(sheet).values, 1)
        for c, value in enumerate(row, 1)
        if value not in (None, "")
    }


def differences(one: Grid, other: Grid) -> list[Any]:
    """The cells that differ, but for their formulas."""
    left, right = contents(one), contents(other)
    return [
        (place, left.get(place), right.get(place))
        for place in sorted({*left, *right})
        if not same_value(left.get(place), right.get(place))
    ]


def shape(block: Block) -> tuple[Any, ...]:
    return (
        sorted((a.top, a.left, a.bottom, a.right) for a in block.merged),
        {p for p in block.percents if block.at(*p) is not None},
        set(block.formulas),
        block.hidden,
        block.tables,
        dict(block.names),
    )


def test_an_open_workbook_reads_as_the_file(
    sample: Path, opened: Callable[[Path], Any]
) -> None:
    live, file = LiveGrid(opened(sample)), open_file(sample)
    assert live.sheets == file.sheets
    assert differences(live, file) == []
    for sheet in file.sheets:
        assert shape(live.block(sheet)) == shape(file.block(sheet)), sheet


def test_scores_written_live_are_those_written_into_the_file(
    sample: Path, opened: Callable[[Path], Any], tmp_path: Path
) -> None:
    live = LiveGrid(opened(sample))
    before = contents(LiveGrid(live.book))
    looks = {sheet: (live.block(sheet).percents, live.colours(sheet)) for sheet in live.sheets}
    formulas = {sheet: live.block(sheet).formulas for sheet in live.sheets}
    copy = tmp_path / sample.name
    shutil.copy(sample, copy)
    by_file = commands.score(open_file(copy), force=True)
    by_live = commands.score(live, force=True)
    assert by_live.json()["entries"] == by_file.json()["entries"]
    assert by_live.json()["totals"] == by_file.json()["totals"]
    assert by_live.json()["findings"] == by_file.json()["findings"]
    assert by_live.patch.cells == by_file.patch.cells
    assert by_live.written is by_file.written
    assert differences(LiveGrid(live.book), open_file(copy)) == []

    if by_live.written:
        again = commands.score(LiveGrid(live.book), force=True)
        assert not again.written
        LiveGrid(live.book).undo()
    after = LiveGrid(live.book)
    assert contents(after) == before
    assert {sheet: (after.block(sheet).percents, after.colours(sheet)) for sheet in after.sheets} == looks
    assert {sheet: after.block(sheet).formulas for sheet in after.sheets} == formulas
    with pytest.raises(BookError, match="没有可撤销"):
        after.undo()
    assert Snapshots(after.name, after.path).newest() is None
