"""A sheet's block with its merged areas at hand."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_xl.books.grid import Area, Block, Value
from kaohe_xl.books.words import tidy

_MERGED_CELLS, _BESIDE = 20_000, 5


class Sheet:
    """A sheet's block with its merged areas at hand."""

    def __init__(self, name: str, block: Block) -> None:
        self.name = name
        self.block = block
        self.height = len(block.values)
        self._areas: dict[tuple[int, int], Area] = {}
        beyond = (len(block.values[0]) if block.values else 0) + _BESIDE
        for area in block.merged:
            if (area.bottom - area.top + 1) * (area.right - area.left + 1) <= _MERGED_CELLS:
                for row in range(area.top, min(area.bottom, self.height) + 1):
                    for column in range(area.left, min(area.right, beyond) + 1):
                        self._areas[row, column] = area

    def area(self, row: int, column: int) -> Area:
        """The merged area of the cell, or the cell itself."""
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def first(self, row: int, column: int) -> tuple[int, int]:
        """The cell itself, of a merged area its first."""
        area = self._areas.get((row, column))
        return (area.top, area.left) if area else (row, column)

    def is_merged(self, row: int, column: int) -> bool:
        """Whether the cell is part of a merged area."""
        return (row, column) in self._areas

    def value(self, row: int, column: int) -> Value:
        """The cell's value, a merged area speaking for all its cells."""
        area = self._areas.get((row, column))
        return self.block.at(area.top, area.left) if area else self.block.at(row, column)

    def text(self, row: int, column: int) -> str:
        """The cell's own text without spaces; "" for what isn't text."""
        value = self.block.at(row, column)
        return tidy(value) if isinstance(value, str) else ""

    def filled(self, row: int) -> Iterator[tuple[int, Value]]:
        """Column and value of the row's cells that hold something."""
        for column, value in enumerate(self.block.values[row - 1], 1):
            if value is not None and value != "" and not (isinstance(value, str) and not value.strip()):
                yield column, value

    def span(self, row: int, column: int) -> range:
        """The columns that the cell is merged over; its own where it isn't."""
        area = self.area(row, column)
        return range(area.left, area.right + 1)

    def parts(self, row: int) -> list[dict[int, Value]]:
        """The row's filled cells, apart where blank cells are between."""
        parts: list[dict[int, Value]] = []
        end = 0
        for column, value in self.filled(row):
            if column > end + 1 or not parts:
                parts.append({})
            parts[-1][column] = value
            end = self.span(row, column)[-1]
        return parts
