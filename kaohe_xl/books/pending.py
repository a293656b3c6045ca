"""A workbook with changes that wait to be saved: it reads as if they stood there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kaohe_xl.books.giants import weight
from kaohe_xl.books.grid import Block, Change, Grid, Patch, Saved, SheetPatch, Value
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.over import GridOver
from kaohe_xl.books.patched import applied, recalculated

if TYPE_CHECKING:
    from kaohe_xl.books.formulas.outcome import Changes
    from kaohe_xl.books.formulas.waiting import Results


class PendingGrid(GridOver):
    """A Grid over another one. What is put goes to the file with the next `save`, results over it.

    Formulas that read what is put show what they then come to, or nothing.
    """

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._put: dict[str, dict[tuple[int, int], Value]] = {}
        self._blocks: dict[str, Block] = {}
        self._results: Results | None = None

    def weight(self, sheet: str) -> int:
        """How many bytes the sheet has, 0 where the workbook can't tell before it is read."""
        return weight(self._grid, sheet)

    def put(self, sheet: str, values: Mapping[tuple[int, int], Value]) -> None:
        """Let these values wait for the next save; of a merged area its first cell gets them.

        Raises InputError for an unknown sheet, BookError for two different values in one merged area.
        """
        new = (Change(*place, value) for place, value in values.items())
        moved = to_first_cells(sheet, new, self._grid.block(sheet).merged)
        self._put.setdefault(sheet, {}).update({(c.row, c.column): c.after for c in moved})
        self._blocks.clear()
        self._results = None

    def block(self, sheet: str) -> Block:
        """The sheet as it will be. Raises InputError for an unknown sheet."""
        if not self._put:
            return self._grid.block(sheet)
        if self._results is None:
            self._results = self.results_after({})
        if sheet not in self._put and sheet not in self._results:
            return self._grid.block(sheet)
        if sheet not in self._blocks:
            block = self._grid.block(sheet)
            if sheet in self._put:
                block = applied(block, SheetPatch(self._changes(sheet)))
            self._blocks[sheet] = recalculated(block, self._results.get(sheet, {}))
        return self._blocks[sheet]

    def results_after(self, changes: Changes) -> Results:
        """What formulas show once these cells change as well. Raises as `block` does."""
        from kaohe_xl.books.formulas.waiting import results_after

        together = {sheet: {**self._put.get(sheet, {}), **cells} for sheet, cells in changes.items()}
        return results_after(self._grid, self._put | together)

    def save(self, patch: Patch) -> Saved:
        """Write what waits and the patch, all of it or nothing. Raises BookError; nothing is then lost."""
        sheets = dict(patch.sheets)
        for sheet in self._put:
            part = sheets.get(sheet, SheetPatch())
            theirs = {(c.row, c.column) for c in part.changes}
            ours = tuple(c for c in self._changes(sheet) if (c.row, c.column) not in theirs)
            sheets[sheet] = replace(part, changes=ours + part.changes)
        saved = self._grid.save(replace(patch, sheets=sheets))
        self._put.clear()
        self._blocks.clear()
        self._results = None
        return saved

    def _changes(self, sheet: str) -> tuple[Change, ...]:
        block = self._grid.block(sheet)
        return tuple(Change(*place, value, block.at(*place)) for place, value in self._put[sheet].items())
