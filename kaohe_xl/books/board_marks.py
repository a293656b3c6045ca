"""Which sheets are overviews (考核看板) that the program wrote: they are never read as tables."""

from __future__ import annotations

from kaohe_xl.books.grid import Block, Grid
from kaohe_xl.books.over import Without
from kaohe_xl.messages.board import words


def is_board(block: Block) -> bool:
    """Whether the sheet is one that the program wrote, by the note at its foot."""
    return any(row and row[0] == words("mark") for row in reversed(block.values))


def without_boards(grid: Grid) -> Grid:
    """The workbook without these sheets: they repeat what other sheets say. A renamed one is one still."""
    boards = [name for name in grid.sheets if is_board(grid.block(name))]
    return Without(grid, boards) if boards else grid
