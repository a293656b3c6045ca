"""Which big sheets hold no formula, remembered beside the workbook.

To unpack them again only to see that takes longer than all the rest of a save. A sheet is known again by the
checksum and sizes that the zip states for it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Set
from pathlib import Path

from kaohe_xl.books.beside import FOLDER, short_name, temporary, unlinked
from kaohe_xl.books.package import Package

WORTH_IT = 1 << 20
_LARGEST_FILE = 1 << 20


def remembered(path: Path) -> frozenset[str]:
    """The marks of sheets without formulas that were left for a workbook; none where they can't be read."""
    with contextlib.suppress(OSError, ValueError):
        file = _place(path)
        if file.stat().st_size <= _LARGEST_FILE:
            known = json.loads(file.read_text(encoding="ascii"))
            if isinstance(known, list):
                return frozenset(mark for mark in known if isinstance(mark, str))
    return frozenset()


def remember(path: Path, package: Package, before: Set[str]) -> None:
    """Leave the marks of big sheets that were found without formulas, where they aren't those of `before`.

    Nothing is lost where that fails.
    """
    archive = package.archive
    big = [sheet.part for sheet in package.sheets.values() if archive.size(sheet.part) >= WORTH_IT]
    marks = {mark for part in big if (mark := archive.mark(part)) in package.formula_free}
    if marks == before:
        return
    file = _place(path)
    new = temporary(file)
    try:
        new.write_text(json.dumps(sorted(marks)), encoding="ascii")
        new.replace(file)
    except OSError:
        unlinked(new)


def _place(path: Path) -> Path:
    return path.parent / FOLDER / f"{short_name(path.name)}.sheets"
