"""Random workbooks composed of everything that real ones do: each figure is read as meant, or spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.reading import study
from tests.cases.generator import compose
from tests.cases.verdict import misplaced, misread, misstated

SHORT, LONG, BATCH = 60, 1000, 20


@pytest.fixture
def batches(request: pytest.FixtureRequest) -> Iterator[int]:
    """The first seed of each batch."""
    count = LONG if request.config.getoption("--long") else SHORT
    return iter(range(0, count, BATCH))


def test_every_figure_is_read_right_or_told_of_at_its_cell(batches: Iterator[int], tmp_path: Path) -> None:
    wrong = []
    for first in batches:
        for seed in range(first, first + BATCH):
            scene = compose(seed)
            read = study(open_file(scene.book.write(tmp_path / "工作簿.xlsx")))
            found = misread(scene, read) + misplaced(scene, read) + misstated(scene, read)
            wrong += [f"seed {seed}: {text}" for text in found]
    assert not wrong, "\n".join(wrong[:40])


def test_a_workbook_in_memory_and_its_file_are_read_alike(tmp_path: Path) -> None:
    for seed in range(5):
        scene = compose(seed)
        from_file = study(open_file(scene.book.write(tmp_path / "工作簿.xlsx")))
        from_memory = study(scene.book.grid())
        assert from_file.records == from_memory.records
