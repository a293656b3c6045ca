"""How long 200 results take to be written into a big workbook, beside other programs and a plain copy.

    python tests/bench/bench_road.py [--peers]

The workbook has about 20 MB: a sheet of 100,000 x 20 and ten of 5,000 x 20 with charts. 200 results and their
colours go into a small sheet, then into the large one; each run opens the workbook, writes, and is on the disk
with a backup when it ends. Best of five; peers (openpyxl, and wolfxl where it is installed) run once, since they
take minutes: leave them out without `--peers`. Peak memory is that of a process of its own, above that of an
interpreter which has imported the same. Nothing is asserted.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

COLUMNS, WRITTEN, RUNS, LEVEL = 20, 200, 5, 6
SMALL, LARGE = "表1", "明细"
ROWS = {LARGE: 100_000, SMALL: 5_000}
FILLS = {"红": "FFC7CE", "黄": "FFEB9C"}


def make(path: Path) -> None:
    """The workbook, as XlsxWriter writes it."""
    import random

    import xlsxwriter

    chance = random.Random(2011)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in [(LARGE, 100_000), *((f"表{number}", 5_000) for number in range(1, 11))]:
            sheet = book.add_worksheet(name)
            for row in range(rows):
                figures = (round(chance.random() * 10 ** (column % 6), 2) for column in range(1, COLUMNS))
                sheet.write_row(row, 0, [f"单位{row % 500}", *figures])
            if name != LARGE:
                chart = book.add_chart({"type": "column"})
                chart.add_series({"values": f"={name}!$B$1:$B$50"})
                sheet.insert_chart("Y2", chart)


def rows_written(sheet: str) -> range:
    """Rows spread over the whole sheet."""
    return range(2, ROWS[sheet], ROWS[sheet] // WRITTEN)


def by_us(path: Path, sheet: str) -> None:
    """Results, lights and a colour for each light."""
    from kaohe_xl.books.files import open_file
    from kaohe_xl.books.grid import Area, Change, Patch, SheetPatch, TextColour

    mark = time.perf_counter()
    lights = list(FILLS)
    changes = [Change(row, 21, mark + row) for row in rows_written(sheet)]
    changes += [Change(row, 22, lights[row % 2]) for row in rows_written(sheet)]
    area = Area(2, 22, ROWS[sheet], 22)
    colours = tuple(TextColour(area, text, fill, "9C0006") for text, fill in FILLS.items())
    open_file(path).save(Patch({sheet: SheetPatch(tuple(changes), colours)}))


def by_openpyxl(path: Path, sheet: str, library: str = "openpyxl") -> None:
    """The same with fills, through openpyxl or a library with its interface."""
    import importlib

    styles = importlib.import_module(f"{library}.styles" if library == "openpyxl" else library)
    book = importlib.import_module(library).load_workbook(
        str(path), **({} if library == "openpyxl" else {"modify": True})
    )
    fills = [styles.PatternFill(fill_type="solid", fgColor=fill) for fill in FILLS.values()]
    for row in rows_written(sheet):
        book[sheet][f"U{row}"] = row / 7
        book[sheet][f"V{row}"] = list(FILLS)[row % 2]
        book[sheet][f"V{row}"].fill = fills[row % 2]
    book.save(str(path.with_name("peer.xlsx")))


def copied(path: Path) -> None:
    """The file copied, until it is on the disk."""
    with path.open("rb") as old, path.with_name("copy.xlsx").open("wb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        new.flush()
        os.fsync(new.fileno())


def by_us_with_zlib(path: Path, sheet: str) -> None:
    """The same on a machine that has no wheel of ISA-L."""
    from unittest import mock

    from kaohe_xl.books import deflate

    with mock.patch.multiple(deflate, fast=zlib, _LEVEL=LEVEL):
        by_us(path, sheet)


def repacked(path: Path, library: Any, level: int) -> Callable[[], None]:
    """Unpack the large sheet and pack it again with zlib, or with ISA-L."""
    with zipfile.ZipFile(path) as book:
        member = book.getinfo("xl/worksheets/sheet1.xml")
        with path.open("rb") as file:
            file.seek(member.header_offset + 26)
            names, extras = int.from_bytes(file.read(2), "little"), int.from_bytes(file.read(2), "little")
            file.seek(names + extras, os.SEEK_CUR)
            packed = file.read(member.compress_size)

    def work() -> None:
        """Both ways."""
        pack = library.compressobj(level, zlib.DEFLATED, -15)
        pack.compress(library.decompress(packed, -15))
        pack.flush()

    return work


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds of the fastest run."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def memory(path: Path, sheet: str) -> str:
    """Peak megabytes of a save above those of an interpreter that has imported the same modules (Linux)."""
    program = (
        "import re, sys; sys.path.insert(0, sys.argv[1]); import bench_road; from pathlib import Path\n"
        "import kaohe_xl.books.files, kaohe_xl.books.patching\n"
        "peak = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "before = peak(); bench_road.by_us(Path(sys.argv[2]), sys.argv[3]); print(peak() - before)"
    )
    words = [sys.executable, "-c", program, str(Path(__file__).parent), str(path), sheet]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    return f"{int(done.stdout) >> 10}" if done.stdout else "?"


def main(peers: bool) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="考核 ") as folder:
        path = Path(folder) / "大 表.xlsx"
        make(path)
        copy = best(lambda: copied(path))
        print(f"{path.stat().st_size / 1e6:.1f} MB; copy + fsync {copy:.3f} s")
        both = best(repacked(path, zlib, LEVEL), 1)
        found = {}
        for sheet in (SMALL, LARGE):
            first = best(lambda sheet=sheet: by_us(path, sheet), 1)  # type: ignore[misc]
            found[sheet] = best(lambda sheet=sheet: by_us(path, sheet))  # type: ignore[misc]
            beside = (
                f"{found[sheet] / copy:.1f} x copy + fsync"
                if sheet == SMALL
                else (
                    f"{found[sheet] / both:.2f} x unpacking and packing it with zlib level {LEVEL} ({both:.2f} s)"
                )
            )
            print(
                f"{sheet}: {found[sheet]:.3f} s (first run {first:.3f} s), {beside}, peak +{memory(path, sheet)} MB"
            )
        ours = best(lambda: by_us_with_zlib(path, LARGE), 1)
        print(f"{LARGE}, without ISA-L: {ours:.2f} s, {ours / both:.2f} x the same")
        if importlib.util.find_spec("isal"):
            from isal import isal_zlib

            fast = best(repacked(path, isal_zlib, 2))
            print(f"{LARGE}: {found[LARGE] / fast:.1f} x unpacking and packing it with ISA-L ({fast:.2f} s)")
        libraries = [n for n in ("openpyxl", "wolfxl") if peers and importlib.util.find_spec(n)]
        for library in libraries:
            for sheet in (SMALL, LARGE):
                theirs = best(lambda sheet=sheet, library=library: by_openpyxl(path, sheet, library), 1)  # type: ignore[misc]
                print(f"{library}, {sheet}: {theirs:.2f} s, we are {theirs / found[sheet]:.0f} x as fast")


if __name__ == "__main__":
    main("--peers" in sys.argv[1:])
