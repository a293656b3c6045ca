"""The Python API's workbook: read, write, score, save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl import commands
from kaohe_xl.books.grid import Grid, Patch, Saved, Value
from kaohe_xl.books.pending import PendingGrid
from kaohe_xl.books.references import cell_name, split_reference
from kaohe_xl.books.scalars import cell_value
from kaohe_xl.domain.assessment import Assessment
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.reports import has_errors

if TYPE_CHECKING:
    import pandas


class ScoredAssessment(Assessment):
    """An Assessment that can also be had as a pandas frame."""

    def frame(self) -> pandas.DataFrame:
        """The entries, a row each, columns as in `kaohe score --json`; numbers are floats."""
        from kaohe_xl.outputs.tables import entries_frame

        return entries_frame(self)


class Book:
    """A workbook, on disk or in Excel. What is written waits until `save`; scores and letters see it."""

    def __init__(self, grid: Grid) -> None:
        self._grid = PendingGrid(grid)
        self._results = Patch()
        self._saved = Saved(None, None)

    @property
    def grid(self) -> Grid:
        """The workbook as the commands take it, with what waits to be saved."""
        return self._grid

    @property
    def name(self) -> str:
        """The workbook's file name."""
        return self._grid.name

    @property
    def path(self) -> Path | None:
        """Where it lies on disk; None for one never saved."""
        return self._grid.path

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order."""
        return self._grid.sheets

    def read(self, reference: str) -> tuple[tuple[Value, ...], ...]:
        """The values of `市考指标!A1:D9`, a tuple of row tuples, with what `write` left there.

        Without a sheet name the first sheet. Raises InputError for an unknown sheet or reference.
        """
        sheet, area = split_reference(reference, self.sheets[0])
        block = self._grid.block(sheet)
        return tuple(
            tuple(block.at(row, column) for column in range(area.left, area.right + 1))
            for row in range(area.top, area.bottom + 1)
        )

    def write(self, reference: str, values: Iterable[Iterable[object]]) -> None:
        """Put rows of values at `市考指标!F7` and right and down from there, to be saved later.

        Dates, numbers of any library, text, True and False, None to clear; a text with a leading `=`
        is a formula. Results that `score` left waiting are dropped: they came from other figures.
        Raises InputError for an unknown sheet or reference, values that are not rows, or no values.
        """
        sheet, area = split_reference(reference, self.sheets[0])
        cells: dict[tuple[int, int], Value] = {}
        for down, row in enumerate(_rows(values, reference)):
            for right, value in enumerate(_rows(row, reference)):
                place = area.top + down, area.left + right
                cells[place] = cell_value(value, f"{sheet}!{cell_name(*place)}")
        self._grid.put(sheet, cells)
        self._results = Patch()

    def score(self, *, force: bool = False) -> ScoredAssessment:
        """The same as `kaohe score`, nothing written yet: `save` writes the results.

        With findings of severity error the results wait for `force`; the findings say what is wrong.
        """
        report = commands.proposed(self._grid)
        self._results = Patch() if has_errors(report.findings) and not force else report.patch
        words = {f.name: getattr(report.assessment, f.name) for f in fields(Assessment)}
        return ScoredAssessment(**{**words, "findings": report.findings})

    def save(self) -> Path | None:
        """Write the patch; only what was written changes. Returns where the backup is.

        None where there was nothing to change, or where a program that had the workbook open didn't let
        go of it: `saved` says into which new file the results went. Raises BookError; the file is then
        what it was.
        """
        self._saved = self._grid.save(self._results)
        self._results = Patch()
        return self._saved.backup

    @property
    def saved(self) -> Saved:
        """What the last `save` did: `path`, `backup` and `notes`, sentences for the office."""
        return self._saved


def _rows(values: object, reference: str) -> Iterable[object]:
    """`values` as a sequence of rows, or of cells; a text is neither."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise InputError(*sentence("BLOCK_SHAPE", reference=reference))
    return values


def open_book(path: str | Path, password: str | None = None, *, break_signature: bool = False) -> Book:
    """The workbook at `path`. Raises BookError: missing, a folder, no workbook, damaged, encrypted.

    One with a digital signature is saved only with `break_signature`: the signature is void then.
    """
    from kaohe_xl.books.files import open_file

    return Book(open_file(Path(path), password, break_signature=break_signature))
