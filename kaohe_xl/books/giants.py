"""Sheets too large to be looked through for tables: left unread and named, the others are assessed.

An office's tables have a few thousand cells. A sheet of a million rows is a list that somebody keeps beside
them; to look for headers in it would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from kaohe_xl.books.grid import Grid, SheetTooLarge
from kaohe_xl.books.over import Without
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding

MOST_BYTES, MOST_CELLS, MOST_TEXTS = 64 << 20, 1_500_000, 150_000


@runtime_checkable
class Weighed(Protocol):
    """A workbook that knows how large a sheet is before it is read."""

    def weight(self, sheet: str) -> int:
        """How many bytes the sheet has, unpacked."""


def weight(grid: Grid, sheet: str) -> int:
    """How many bytes a sheet has, 0 where the workbook can't tell before it is read."""
    return grid.weight(sheet) if isinstance(grid, Weighed) else 0


def without_giants(grid: Grid) -> tuple[Grid, tuple[Finding, ...]]:
    """The workbook without the sheets that all others leave no room for, and a warning for each of them.

    Small sheets are read first, so that a giant is never in the way of the settings behind it.
    """
    weights = {sheet: weight(grid, sheet) for sheet in grid.sheets}
    left = set(_left(grid, sorted(weights, key=weights.__getitem__), weights))
    if not left:
        return grid, ()
    findings = tuple(
        finding("GIANT_LEFT_ALONE", Severity.WARNING, Cell(sheet, "A1"), sheet=sheet)
        for sheet in grid.sheets
        if sheet in left
    )
    return Without(grid, left), findings


def _left(grid: Grid, sheets: list[str], weights: dict[str, int]) -> Iterator[str]:
    """The sheets for which there is no room any more."""
    size, cells, texts = 0, 0, set[str]()
    for sheet in sheets:
        size += weights[sheet]
        if size > MOST_BYTES:
            yield sheet
            continue
        try:
            values = grid.block(sheet).values
        except SheetTooLarge:
            yield sheet
            continue
        more = len(values) * len(values[0]) if values else 0
        if cells + more > MOST_CELLS:
            yield sheet
            continue
        new = {value for row in values for value in row if type(value) is str} - texts
        if len(texts) + len(new) > MOST_TEXTS:
            yield sheet
            continue
        cells += more
        texts |= new
