"""Documents issued whole or not at all: made aside, entered into the ledger, then put where they belong.

The ledger's new file is the moment at which they are issued. A run that died before it leaves nothing, its
numbers are free; one that died after it is finished by the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaohe_xl.books.beside import folder_beside
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.safety import replace_file
from kaohe_xl.books.troubles import reported

_PREFIX, _PLAN = "发文.", "计划.json"


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents made aside in `folder`. `numbers` stand in the ledger once they are issued.

    files    name in the folder -> where it belongs
    record   series, matter, and unit -> serial for the register
    """

    folder: Path
    book: str
    numbers: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    series: str = ""
    matter: str = ""
    serials: Mapping[str, int] = field(default_factory=dict)

    def plan(self) -> None:
        """Keep what is to be done once the ledger has the numbers. Raises BookError."""
        said = {
            "book": self.book,
            "numbers": list(self.numbers),
            "files": dict(self.files),
            "series": self.series,
            "matter": self.matter,
            "serials": dict(self.serials),
        }
        text = json.dumps(said, ensure_ascii=False, indent=1)
        replace_file(self.folder / _PLAN, lambda file: file.write(text.encode("utf-8")))

    def put(self) -> None:
        """Put the documents where they belong. Raises BookError; what is there may be put again."""
        for name, target in self.files.items():
            source, place = self.folder / name, Path(target)
            if source.exists():
                with reported(place):
                    place.parent.mkdir(parents=True, exist_ok=True)
                    data = source.read_bytes()
                _write(place, data)

    def forget(self) -> None:
        """Take away what was made aside."""
        (self.folder / _PLAN).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def _write(place: Path, data: bytes) -> None:
    replace_file(place, lambda file: file.write(data))


def begin(book: Path) -> Batch:
    """A place for documents beside the workbook. Raises BookError where there can't be one."""
    with reported(book):
        folder = folder_beside(book) / f"{_PREFIX}{os.urandom(6).hex()}"
        folder.mkdir()
    return Batch(folder, book.name)


def free_place(path: Path) -> Path:
    """The path, with a number where there is such a file: what was issued is never written over."""
    place, number = path, 1
    while place.exists():
        number += 1
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return place


def finish_left(book: Path, numbers: Mapping[str, Any], record: Callable[[Batch], None]) -> None:
    """Finish what runs that died had issued of this workbook, by the `numbers` of its ledger; drop the rest.

    While nobody else issues. Raises BookError.
    """
    for batch in _left(book):
        if batch.book not in ("", book.name):
            continue
        if batch.numbers and all(number in numbers for number in batch.numbers):
            batch.put()
            record(batch)
        batch.forget()


def _left(book: Path) -> Iterator[Batch]:
    with reported(book):
        folders = sorted(folder_beside(book).glob(f"{_PREFIX}*/"))
    for folder in folders:
        if not folder.is_dir():
            continue
        try:
            said: Any = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
            yield Batch(folder, **said)
        except (OSError, ValueError, TypeError):
            yield Batch(folder, "")


def refreshed(grid: Grid) -> bool:
    """Read the workbook anew where its file has changed since; whether it had."""
    from kaohe_xl.books.files import FileGrid

    return isinstance(grid, FileGrid) and grid.reread()
