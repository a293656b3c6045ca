"""How workbooks made by other programs take a small patch: `python -m tests.books.survey FOLDER`.

Prints one line for each that isn't clean, and the counts. With KAOHE_OOXML_VALIDATOR naming the validator
it also judges every file.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Block, Change, Grid, Patch, SheetPatch, Value
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW
from kaohe_xl.errors import BookError, KaoheError
from tests.books.fidelity import faults, results_of

CANDIDATES = 200
MOST_CELLS = 4_000_000
NUMBER, TEXT = 98765.25, "长安区 <1>&"
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one workbook: clean, refused (before writing), or faulty."""

    kind: str
    words: str = ""


def trial(path: Path, folder: Path, *, every_sheet: bool = False, judged: bool = False) -> Outcome:
    """Patch a copy of the workbook in `folder`, sheet by sheet, and look at all that changed.

    `judged`: by the validator too.
    """
    copy = folder / path.name
    shutil.copyfile(path, copy)
    if not path.read_bytes().startswith(b"PK"):
        return Outcome("no zip")
    try:
        grid = open_file(copy)
        sheets = grid.sheets
    except BookError as error:
        return Outcome("not opened", str(error))
    for sheet in sheets if every_sheet else sheets[:1]:
        shutil.copyfile(path, copy)
        try:
            changes = written(open_file(copy, break_signature=True), sheet)
        except KaoheError as error:
            if copy.read_bytes() != path.read_bytes():
                return Outcome("faulty", f"refused after writing: {error}")
            return Outcome("refused", f"{sheet}: {error}")
        found = faults(path, copy, sheet, {(c.row, c.column) for c in changes})
        found += readings(path, copy, sheet, changes)
        found += complaints(path, copy) if judged else []
        if found:
            return Outcome("faulty", f"{sheet}: {'; '.join(found[:5])}")
    return Outcome("clean")


def written(grid: Grid, sheet: str) -> tuple[Change, ...]:
    """Save a number and a text in new places, and a number in a place that has a value, or a formula.

    Where one can't be written (a table's header, an array, a pivot table) the next is tried.
    """
    block = grid.block(sheet)
    rows = max([len(block.values), *(area.bottom for area in block.merged), *(r for r, _ in block.formulas)])
    columns = max((len(row) for row in block.values), default=0)
    taken = set(_constants(block)) | set(block.formulas)
    is_huge = (rows + 3) * (columns + 2) > MOST_CELLS
    if is_huge or rows + 3 > LAST_ROW or columns + 2 > LAST_COLUMN:
        inside = (
            place for r in range(1, rows) for c in range(1, columns + 1) if (place := (r, c)) not in taken
        )
        places = list(islice(inside, 2))
    else:
        places = [(rows + 3, columns + 2), (rows + 2, 1)]
    new = tuple(Change(*place, value) for place, value in zip(places, (3.25, TEXT), strict=False))
    grid.save(Patch({sheet: SheetPatch(new)}))
    done = list(new)
    for places in (_constants(block), iter(block.formulas)):
        for place, _ in zip(places, range(CANDIDATES), strict=False):
            change = Change(*place, after=NUMBER)
            try:
                grid.save(Patch({sheet: SheetPatch((change,))}))
            except BookError as error:
                if not re.search("数组公式|模拟运算表|透视表|标题", error.message):
                    raise
            else:
                done.append(change)
                break
    return tuple(done)


def _constants(block: Block) -> Iterator[tuple[int, int]]:
    for r, row in enumerate(block.values, 1):
        for c, value in enumerate(row, 1):
            if value is not None and (r, c) not in block.formulas:
                yield r, c


def readings(old: Path, new: Path, sheet: str, changes: tuple[Change, ...]) -> list[str]:
    """Where we, openpyxl or calamine, as far as they open the old workbook, read something else than they should.

    What formulas show may be another thing afterwards.
    """
    written = {(sheet, c.row, c.column): c.after for c in changes}
    results = results_of(old) - written.keys()
    found = []
    for reader in (by_us, by_openpyxl, by_calamine):
        before = reader(old)
        if not before:  # it can't open it, or doesn't know its words (strict ones)
            continue
        after = reader(new)
        if after is None:
            found.append(f"{reader.__name__} can't open it any more")
            continue
        wanted = before | written
        wrong = [(k, after.get(k), wanted.get(k)) for k in (after.keys() | wanted.keys()) - results]
        # a number in a cell with a date's format is read as a date
        numbers = [c.after for c in changes if isinstance(c.after, float)]
        wrong = [w for w in wrong if w[1] != w[2] and not (w[2] in numbers and isinstance(w[1], dt.datetime))]
        if wrong:
            found.append(f"{reader.__name__}: {wrong[:3]}")
    return found


def by_us(path: Path) -> dict[tuple[str, int, int], Any]:
    """Every value as we see it."""
    grid = open_file(path)
    return {
        (sheet, r, c): value
        for sheet in grid.sheets
        for r, row in enumerate(grid.block(sheet).values, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }


def by_openpyxl(path: Path) -> dict[tuple[str, int, int], Any] | None:
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


def by_calamine(path: Path) -> dict[tuple[str, int, int], Value] | None:
    """Every value as calamine sees it; None where it can't open the workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    found: dict[tuple[str, int, int], Any] = {}
    try:
        book = CalamineWorkbook.from_path(path)
        for about in book.sheets_metadata:
            if about.typ is SheetTypeEnum.WorkSheet:
                rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                found |= {
                    (about.name, r, c): value
                    for r, row in enumerate(rows, 1)
                    for c, value in enumerate(row, 1)
                    if value != ""
                }
    except BaseException as error:  # a panic of its own is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return None
    return found


def complaints(old: Path, new: Path) -> list[str]:
    """What the validator says of the new workbook and not of the old one; nothing where there is none."""
    program = os.environ.get("KAOHE_OOXML_VALIDATOR")
    said: list[set[str]] = []
    for path in (new, old) if program else ():
        done = subprocess.run([str(program), str(path)], capture_output=True, check=False, encoding="utf-8")
        report = json.loads(done.stdout)
        said.append({f"{e.get('path')} {e.get('id')}: {e.get('description')}" for e in report["errors"]})
        if not said[0]:
            return []
    return [f"validator: {words}" for words in sorted(said[0] - said[1])] if said else []


def _one(path: Path) -> tuple[str, Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return path.name, trial(path, Path(folder), every_sheet=True, judged=True)
        except Exception as error:  # told as what it is: a fault of ours
            return path.name, Outcome("faulty", f"{type(error).__name__}: {error}")


def main(folder: Path) -> None:
    """Try every workbook of a folder, each in a process that can die alone."""
    paths = sorted(p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES)
    counts: Counter[str] = Counter()
    with multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=100) as pool:
        for name, outcome in pool.imap_unordered(_one, paths):
            counts[outcome.kind] += 1
            if outcome.kind != "clean":
                print(f"{outcome.kind}\t{name}\t{outcome.words}", flush=True)
    print(", ".join(f"{count} {kind}" for kind, count in counts.most_common()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
