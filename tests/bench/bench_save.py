"""How long a patch of 200 cells takes, beside openpyxl's load and save of the same workbook.

    python tests/bench/bench_save.py [ROWS]

Prints seconds, best of three, and how many times faster we are; nothing is asserted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

COLUMNS, PATCHED, RUNS = 20, 200, 3


def make(path: Path, rows: int) -> None:
    """A workbook of four sheets, `rows` rows each."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        for number in range(1, 5):
            sheet = book.add_worksheet(f"表{number}")
            for row in range(rows):
                sheet.write_row(row, 0, [f"指标{row}", *(row * column / 7 for column in range(1, COLUMNS))])


def by_us(path: Path) -> None:
    """Read one sheet, write 200 cells of it."""
    from kaohe_xl.books.files import open_file
    from kaohe_xl.books.grid import Change, Patch, SheetPatch

    grid = open_file(path)
    grid.block("表1")
    changes = tuple(Change(row, COLUMNS + 1, time.perf_counter() + row) for row in range(1, PATCHED + 1))
    grid.save(Patch({"表1": SheetPatch(changes)}))


def by_openpyxl(path: Path) -> None:
    """The same through openpyxl, to another file."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for row in range(1, PATCHED + 1):
        book["表1"].cell(row, COLUMNS + 1, time.perf_counter() + row)
    book.save(path.with_name("openpyxl.xlsx"))


def best(work: Callable[[Path], None], path: Path) -> float:
    """Seconds of the fastest of a few runs."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work(path)
        taken.append(time.perf_counter() - start)
    return min(taken)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        make(path, rows)
        ours, theirs = best(by_us, path), best(by_openpyxl, path)
    print(
        f"{rows} rows x {COLUMNS} x 4 sheets, {PATCHED} cells: {ours:.3f} s, openpyxl {theirs:.3f} s, {theirs / ours:.1f} x"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
