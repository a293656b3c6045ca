"""Seconds of a button's second click on a sample, printed and never asserted: `python tests/bench/bench_ribbon.py`.

Excel's part is played by LibreOffice through xlwings. What this process spends waiting for it and speaking its
language is no time of ours, and another one on Excel: `reading` and `writing` include it, CPU doesn't.
"""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

ROUNDS = 5
COLUMNS = ("interpreter", "imports", "reading", "scoring", "writing", "CPU")


def click(book: str) -> None:
    """In a process of its own: one press of 重算得分, its parts printed."""
    begun = float(sys.argv[3]), time.time()
    started = time.process_time()
    clock = time.perf_counter()
    from kaohe_xl import commands, ribbon
    from kaohe_xl.books.attaching import load_xlwings
    from kaohe_xl.books.live import LiveGrid

    assert "score" in ribbon.BUTTONS
    xlwings = load_xlwings(light=True)
    imported, spent = time.perf_counter(), time.process_time() - started
    calls = _timed()
    grid = LiveGrid(_open_one(xlwings, book), calls)
    clocks, started = [time.perf_counter()], time.process_time()
    for sheet in grid.sheets:
        grid.block(sheet)
    clocks.append(time.perf_counter())
    assessed = commands.assess_book(grid)
    report = commands.proposed(grid, assessed)
    clocks.append(time.perf_counter())
    grid.save(report.patch)
    clocks.append(time.perf_counter())
    parts = [later - earlier for earlier, later in itertools.pairwise(clocks)]
    spent += time.process_time() - started - calls.cpu
    print(begun[1] - begun[0], imported - clock, *parts, spent)


def _timed() -> Any:
    """Calls that know how much CPU was spent inside of them."""
    from kaohe_xl.books.excel_calls import Calls

    class Timed(Calls):
        cpu = 0.0

        def __call__(self, action: Any, is_answer: Any = None) -> Any:
            begun = time.process_time()
            try:
                return super().__call__(action, is_answer)
            finally:
                self.cpu += time.process_time() - begun

    return Timed("")


def _open_one(xlwings: Any, book: str) -> Any:
    """The workbook of the office that the parent started; on a machine with Excel, Excel's."""
    if sys.platform == "win32":
        return xlwings.Book(book)
    from tests.engine.engine import Book, engine
    from tests.engine.office import Connected

    app = engine.apps.attach(Connected(sys.argv[4]))
    document = next(one for one in app.office.documents if Book(app, one).fullname == book)
    return xlwings.Book(impl=Book(app, document))


def measured(book: Path, pipe: str) -> list[float]:
    """The parts of one click, in seconds."""
    command = [sys.executable, __file__, "--click", str(book), str(time.time()), pipe]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    """Bench the samples."""
    from kaohe_xl import commands
    from kaohe_xl.books.live import LiveGrid
    from kaohe_xl.resources import sample_books
    from tests.engine.engine import register

    app = register().apps.add()
    try:
        with tempfile.TemporaryDirectory() as place:
            for sample in sample_books():
                book = Path(place).resolve() / sample.name
                shutil.copy(sample, book)
                opened = app.books.open(str(book))
                commands.score(LiveGrid(opened), force=True)
                rounds = [measured(book, app.impl.office.pipe) for _ in range(ROUNDS)]
                middle = [statistics.median(parts) for parts in zip(*rounds, strict=True)]
                told = "  ".join(f"{name} {part:.2f}" for name, part in zip(COLUMNS, middle, strict=True))
                print(f"{sample.name}: {told}")
                opened.close()
    finally:
        app.quit()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--click"]:
        click(sys.argv[2])
    else:
        main()
