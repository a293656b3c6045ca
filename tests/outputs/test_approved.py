"""The circular and the weekly record are, part by part, the approved ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.outputs import approved


@pytest.mark.parametrize("name", approved.DOCUMENTS)
def test_the_document_is_the_approved_one(name: str, tmp_path: Path) -> None:
    made = approved.parts(approved.make(name, tmp_path))
    kept = approved.parts(approved.APPROVED / f"{name}.xlsx")
    assert list(made) == list(kept), "parts came or went"
    for part, text in made.items():
        assert text.splitlines() == kept[part].splitlines(), (
            f"{name}: {part} differs; look at it, then PYTHONPATH=. python tests/outputs/approved.py"
        )


def test_one_changed_figure_is_told_from_the_approved_ones(tmp_path: Path) -> None:
    kept = approved.APPROVED / "周督查.xlsx"
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>198.6</v>", b"<v>198.7</v>"))
    changed, before = approved.parts(tmp_path / "x.xlsx"), approved.parts(kept)
    assert {name for name in before if changed[name] != before[name]} >= {"xl/worksheets/sheet2.xml"}
