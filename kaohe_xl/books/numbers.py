"""Document numbers (发文字号) of a workbook: from the register and the ledger, wherever that is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kaohe_xl.books.ledger import Ledger, serial_of
from kaohe_xl.books.plain import compact
from kaohe_xl.books.register import Register, open_register


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of one workbook's documents of a period, of a code and the year of the day of issue.

    book      the workbook's file; its own register counts, too, where the ledger lies in another folder
    home      the file that holds the ledger: beside it lies the register
    """

    register: Register
    ledger: Ledger
    book: Path
    home: Path
    code: str
    issued: date
    period: str

    @property
    def series(self) -> str:
        """Under what the register keeps them: code and year."""
        return f"{self.code}{self.issued.year}"

    @property
    def matter(self) -> str:
        """What the register calls the documents of this workbook and period."""
        return f"{_from(self.home.parent, self.book)} {self.period}"

    @property
    def following(self) -> int:
        """The number after the highest that was given out."""
        highest = self.ledger.highest(self.code, self.issued.year)
        if self.book.parent.resolve() != self.home.parent.resolve():
            highest = max(highest, open_register(self.book).next_number(self.series) - 1)
        return self.register.next_number(self.series, highest)

    @property
    def given(self) -> Mapping[str, int]:
        """The serials that documents of this matter have already."""
        return self.register.numbers(self.series, self.matter)

    def case_of(self, serial: int) -> int | None:
        """The place in the ledger of the document with this serial; None where it isn't there."""
        for place, case in enumerate(self.ledger.cases):
            parts = serial_of(case.number)
            year = case.issued.year if case.issued else None
            if not parts or parts[0] not in ("", compact(self.code)):
                continue
            if parts[2] == serial and (parts[1] or year) == self.issued.year:
                return place
        return None


def _from(folder: Path, book: Path) -> str:
    """The workbook as the register's folder sees it; its name alone where it lies there."""
    if book.parent.resolve() == folder.resolve():
        return book.name
    try:
        return Path(os.path.relpath(book.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return book.resolve().as_posix()
