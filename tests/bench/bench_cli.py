"""Times of whole processes, printed and never asserted: `python tests/bench/bench_cli.py [WORKBOOK]`.

`kaohe score` against openpyxl's opening and saving of the same workbook, interleaved, medians of 7; and the
second run of `kaohe demo`.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kaohe_xl.resources import sample_books

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
KAOHE = [sys.executable, "-c", "from kaohe_xl.cli import main; main()"]
OPENPYXL = (
    "import sys, openpyxl; book = openpyxl.load_workbook(sys.argv[1], keep_vba=False); book.save(sys.argv[1])"
)


def seconds(command: list[str], folder: Path) -> float:
    """Wall-clock seconds of a process. Raises RuntimeError when it fails; status 1 only tells of findings."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    spent = time.perf_counter() - start
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    return spent


def compare(book: Path) -> None:
    """Score a fresh copy and rewrite a fresh copy, in turns."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as place:
        for turn in range(ROUNDS):
            folder = Path(place) / str(turn)
            for name, command, times in (
                ("ours.xlsx", [*KAOHE, "score", "ours.xlsx"], ours),
                ("theirs.xlsx", [sys.executable, "-c", OPENPYXL, "theirs.xlsx"], theirs),
            ):
                folder.mkdir(exist_ok=True)
                shutil.copy(book, folder / name)
                times.append(seconds(command, folder))
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"{book.name}: kaohe {mine:.3f} s, openpyxl load and save {other:.3f} s, ratio {mine / other:.2f}")


def compile_the_program() -> None:
    """Both sides run from bytecode, as they do once installed."""
    compileall.compile_dir(ROOT / "kaohe_xl", quiet=1)


def demonstrate() -> None:
    """`kaohe demo` twice in a folder with a space and Chinese letters; the second run counts."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "考核办 共享盘"
        for turn in ("first", "second"):
            folder.mkdir(exist_ok=True)
            print(f"kaohe demo, {turn} run: {seconds([*KAOHE, 'demo'], folder):.2f} s")


def main() -> None:
    """Bench the workbooks named, or the samples."""
    named = [Path(word) for word in sys.argv[1:]] or sample_books()
    compile_the_program()
    for book in named:
        compare(book)
    demonstrate()


if __name__ == "__main__":
    main()
