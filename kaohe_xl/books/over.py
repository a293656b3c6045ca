"""Workbooks over another one: what they don't change is asked of that."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kaohe_xl.books.grid import Block, Grid, Patch, Saved, TextColour


class GridOver:
    """A Grid that is another one, but for what a subclass changes."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid

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

    @property
    def password(self) -> str | None:
        """The password that it opened with."""
        return getattr(self._grid, "password", None)

    def block(self, sheet: str) -> Block:
        """The sheet. Raises InputError for an unknown one."""
        return self._grid.block(sheet)

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats that the sheet has."""
        return self._grid.colours(sheet)

    def save(self, patch: Patch) -> Saved:
        """Write into the workbook itself. Raises BookError; nothing is then written."""
        return self._grid.save(patch)


class Without(GridOver):
    """A Grid as if some sheets of another one weren't there."""

    def __init__(self, grid: Grid, hidden: Collection[str]) -> None:
        super().__init__(grid)
        self._hidden = frozenset(hidden)

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the other worksheets."""
        return tuple(name for name in self._grid.sheets if name not in self._hidden)
