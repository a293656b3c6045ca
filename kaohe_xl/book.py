"""The Python API's workbook: read, write, score, save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl import commands
from kaohe_xl.books.grid import Change, Grid, Patch, Saved, SheetPatch, Value
from kaohe_xl.books.references import split_reference
from kaohe_xl.books.writing import written_text
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
    """A workbook, on disk or in Excel. What is written waits in a patch until `save`."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._written: dict[str, dict[tuple[int, int], Value]] = {}
        self._results = Patch()

    @property
    def grid(self) -> Grid:
        """The adapter underneath, for the commands."""
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
        written = self._written.get(sheet, {})
        return tuple(
            tuple(
                written[row, column] if (row, column) in written else block.at(row, column)
                for column in range(area.left, area.right + 1)
            )
            for row in range(area.top, area.bottom + 1)
        )

    def write(self, reference: str, values: Sequence[Sequence[Value]]) -> None:
        """Put rows of values at `市考指标!F7` and right and down from there, to be saved later.

        Dates, numbers, text, True and False, None to clear; a text with a leading `=` is a formula.
        Raises InputError for an unknown sheet or reference, or values that are not rows.
        """
        sheet, area = split_reference(reference, self.sheets[0])
        self._grid.block(sheet)
        rows = [] if isinstance(values, str) else list(values)
        if not rows or any(isinstance(row, str) or not isinstance(row, Sequence) for row in rows):
            raise InputError(*sentence("BLOCK_SHAPE", reference=reference))
        cells = self._written.setdefault(sheet, {})
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                cells[area.top + down, area.left + right] = written_text(value)

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

        None where there was nothing to change. Raises BookError; the file is then what it was.
        """
        return self._save().backup

    def _save(self) -> Saved:
        saved = self._grid.save(self._patch())
        self._written.clear()
        self._results = Patch()
        return saved

    def _patch(self) -> Patch:
        """The results, and over them what was written by hand."""
        sheets = dict(self._results.sheets)
        for name, cells in self._written.items():
            block = self._grid.block(name)
            part = sheets.get(name, SheetPatch())
            kept = tuple(c for c in part.changes if (c.row, c.column) not in cells)
            ours = tuple(Change(*place, value, block.at(*place)) for place, value in cells.items())
            sheets[name] = SheetPatch(kept + ours, part.colours, part.widths)
        return Patch(sheets)


def open_book(path: str | Path, password: str | None = None) -> Book:
    """The workbook at `path`. Raises BookError: missing, a folder, no workbook, damaged, encrypted."""
    from kaohe_xl.books.files import open_file

    return Book(open_file(Path(path), password))
