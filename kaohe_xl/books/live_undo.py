"""What was written into open workbooks, so that it can be taken back: kept beside them, newest last."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_xl.books.beside import FOLDER, folder_beside, short_name
from kaohe_xl.books.live_steps import Step, step_json, step_of
from kaohe_xl.books.safety import replace_file
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

KEPT = 10


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One write: the steps of each sheet, each with what was there before.

    `is_half`: it failed, and not all of it could be put back.
    """

    time: datetime
    steps: Mapping[str, Sequence[Step]]
    is_half: bool = False


class Snapshots:
    """The writes into one open workbook, kept in a file that the next process finds again."""

    def __init__(self, book: str, path: Path | None) -> None:
        self._book = book
        self.path = _place(book, path)
        self._folder_of = path

    def keep(self, steps: Mapping[str, Sequence[Step]]) -> None:
        """Note what is about to be written. Raises BookError where that can't be kept."""
        snapshot = {
            "time": datetime.now().isoformat(timespec="seconds"),
            "sheets": {name: [step_json(step) for step in found] for name, found in steps.items()},
        }
        known = self._read(forgiving=True)
        self._write([*known, snapshot][-KEPT:])

    def newest(self) -> Snapshot | None:
        """The last write, None where there is none. Raises BookError for a damaged note."""
        known = self._read()
        if not known:
            return None
        try:
            time = datetime.fromisoformat(known[-1]["time"])
            sheets = known[-1]["sheets"].items()
            steps = {name: [step_of(told) for told in found] for name, found in sheets}
            return Snapshot(time, steps, known[-1].get("half", False) is True)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._damaged() from error

    def mark_half(self) -> None:
        """Note that the last write failed and left something behind. Raises BookError."""
        known = self._read(forgiving=True)
        if known:
            known[-1]["half"] = True
            self._write(known)

    def drop(self) -> None:
        """Forget the last write. Raises BookError."""
        self._write(self._read(forgiving=True)[:-1])

    def _read(self, *, forgiving: bool = False) -> list[Any]:
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(known, list):
                return known
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            if not forgiving:
                raise self._damaged() from error
        return []

    def _write(self, known: list[Any]) -> None:
        with reported(self.path):
            if self._folder_of is not None:
                folder_beside(self._folder_of)
            else:
                self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(known, ensure_ascii=False)
        replace_file(self.path, lambda file: file.write(text.encode("utf-8", "surrogatepass")))

    def _damaged(self) -> BookError:
        return BookError(*sentence("LIVE_SNAPSHOT_DAMAGED", book=self._book, path=self.path))


def _place(book: str, path: Path | None) -> Path:
    """Beside the workbook; for one never saved in the folder for temporary files."""
    if path is not None:
        return path.parent / FOLDER / f"{short_name(path.name)}.live.json"
    mark = hashlib.sha256(book.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / "kaohe_xl" / f"{mark}.live.json"
