"""Random workbooks composed of everything that real ones do: each figure is read as meant, or spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.reading import study
from kaohe_xl.domain.readings import Record
from tests.cases.generator import compose
from tests.cases.touching import program, touched
from tests.cases.verdict import misplaced, misread, misstated, overlooked

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
            found = [
                *misread(scene, read),
                *misplaced(scene, read),
                *misstated(scene, read),
                *overlooked(scene, read),
            ]
            wrong += [f"seed {seed}: {text}" for text in found]
    assert not wrong, "\n".join(wrong[:40])


def test_a_workbook_in_memory_and_its_file_are_read_alike(tmp_path: Path) -> None:
    for seed in range(5):
        scene = compose(seed)
        from_file = study(open_file(scene.book.write(tmp_path / "工作簿.xlsx")))
        from_memory = study(scene.book.grid())
        assert from_file.records == from_memory.records


@pytest.mark.skipif(program() is None, reason="no LibreOffice (soffice) on this machine")
def test_what_libreoffice_saved_is_read_the_same(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    count = 50 if request.config.getoption("--long") else 5
    scenes = [compose(seed) for seed in range(count)]
    paths = [scene.book.write(tmp_path / f"工作簿{seed}.xlsx") for seed, scene in enumerate(scenes)]
    wrong = []
    for seed, path in enumerate(touched(paths, tmp_path / "另存")):
        before, after = study(open_file(paths[seed])), study(open_file(path))
        # A formula that nobody had calculated has a result once LibreOffice has opened it.
        stale = {one.cell for one in scenes[seed].truth.values() if one.spelling.written.stale}
        cells = tuple(f"{one.sheet}!{one.cell} " for one in scenes[seed].truth.values() if one.cell in stale)
        wrong += [
            f"seed {seed}: {w}" for w in misread(scenes[seed], after) if not w.startswith(cells or "\0")
        ]
        theirs = {(one.unit, one.indicator): one for one in after.records}
        for one in before.records:
            other = theirs.get((one.unit, one.indicator))
            if other is None or _figures(one, stale) != _figures(other, stale):
                wrong.append(f"seed {seed}: {one} became {other}")
    assert not wrong, "\n".join(wrong[:40])


def _figures(record: Record, stale: set[str]) -> list[object]:
    """The figures of a record and whether it counts, formulas that nobody had calculated left out."""
    readings = (record.actual, record.target, record.plan)
    return [record.assessed] + [
        one.value for one in readings if one and not (one.place and one.place.ref in stale)
    ]
