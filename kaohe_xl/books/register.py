"""The register of document numbers (发文字号登记), kept beside the workbook in `.kaohe/`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaohe_xl.books.beside import FOLDER, folder_beside
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

FILE_NAME = "发文字号.json"
_TURNS = 6


@dataclass(frozen=True, slots=True)
class Register:
    """Numbers given out: series (code and year) -> matter (workbook and period) -> unit -> number.

    A unit keeps its number when the letters of the same workbook and period are made again.
    """

    path: Path
    series: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    def next_number(self, series: str, in_ledger: int = 0) -> int:
        """The number after the highest one given out, or standing in the ledger; 1 in a new series."""
        given = self.series.get(series, {})
        return 1 + max([in_ledger, *(n for matter in given.values() for n in matter.values())])

    def numbers(self, series: str, matter: str) -> Mapping[str, int]:
        """Unit -> number of the letters already made of `matter` (a workbook and its period)."""
        return self.series.get(series, {}).get(matter, {})

    def record(self, series: str, matter: str, numbers: Mapping[str, int]) -> None:
        """Keep `numbers` for the next run. Raises BookError where the register can't be written."""
        from kaohe_xl.books.safety import replace_file
        from kaohe_xl.books.troubles import reported

        given = {name: {m: dict(n) for m, n in matters.items()} for name, matters in self.series.items()}
        kept = given.setdefault(series, {}).setdefault(matter, {})
        kept.update(numbers)
        text = json.dumps(given, ensure_ascii=False, indent=1, sort_keys=True)
        with reported(self.path):
            folder_beside(self.path.parent)
        replace_file(self.path, lambda file: file.write(text.encode("utf-8")))


@contextlib.contextmanager
def numbering(book: Path, *, to_record: bool) -> Iterator[Register]:
    """The register; `to_record`: nobody else gives out numbers meanwhile, so none is given twice.

    Raises BookError where somebody does, and for a damaged register.
    """
    from kaohe_xl.books.locks import locked

    with (
        locked(book.with_name(FILE_NAME), book.name, turns=_TURNS) if to_record else contextlib.nullcontext()
    ):
        yield open_register(book)


def open_register(book: Path) -> Register:
    """The register beside `book`, empty where there is none yet. Raises BookError for a damaged one."""
    path = book.parent / FOLDER / FILE_NAME
    try:
        known: Any = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Register(path)
    except (OSError, ValueError) as error:
        raise BookError(*sentence("REGISTER_DAMAGED", path=path)) from error
    if not _is_register(known):
        raise BookError(*sentence("REGISTER_DAMAGED", path=path))
    return Register(path, known)


def _is_register(known: Any) -> bool:
    return isinstance(known, dict) and all(
        isinstance(matters, dict)
        and all(
            isinstance(units, dict) and all(isinstance(n, int) for n in units.values())
            for units in matters.values()
        )
        for matters in known.values()
    )
