"""The values of a workbook's cells as formulas see them: as they are in the file, and after a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from kaohe_xl.books.formulas.names import SheetArea
from kaohe_xl.books.formulas.rawvalues import UNTOLD, Cell, Columns, Untold
from kaohe_xl.books.formulas.values import Matrix, Scalar, Unknown, Unsure
from kaohe_xl.books.places import Place

MOST_KEPT = 2_500_000


class Snapshot:
    """All values at one time; sheets that weren't read hold nothing. `notes`: see Cellar.

    subtotals   by sheet, the cells whose formulas use SUBTOTAL or AGGREGATE
    hiding      sheets with hidden rows
    """

    def __init__(
        self,
        sheets: Mapping[str, Columns],
        subtotals: Mapping[str, Set[Place]] = {},
        hiding: Set[str] = frozenset(),
    ) -> None:
        self.sheets = {name: dict(columns) for name, columns in sheets.items()}
        self._subtotals, self._hiding = subtotals, hiding
        self.notes: dict[object, Any] = {}
        self._matrices: dict[SheetArea, Matrix] = {}
        self._bottom: dict[str, int] = {}
        self._kept = 0

    def changed(self, changes: Mapping[str, Mapping[Place, Cell]]) -> Snapshot:
        """The values once these cells have changed."""
        new = Snapshot(self.sheets, self._subtotals, self._hiding)
        for sheet, cells in changes.items():
            columns = new.sheets.setdefault(sheet, {})
            for number in {column for _, column in cells}:
                columns[number] = dict(columns.get(number, {}))
            for (row, number), value in cells.items():
                columns[number][row] = value
        return new

    def put(self, sheet: str, place: Place, value: Cell) -> None:
        """A cell's value, once it is known. No area with this cell may have been asked for before."""
        self.sheets.setdefault(sheet, {}).setdefault(place[1], {})[place[0]] = value

    def cell(self, sheet: str, row: int, column: int) -> Scalar:
        """The value of a cell. Raises Unknown."""
        value = self.sheets.get(sheet, {}).get(column, {}).get(row)
        if isinstance(value, Untold):
            raise Unknown
        return value

    def matrix(self, area: SheetArea) -> Matrix:
        """The values of an area, as far down as there are any. Raises Unknown where one isn't known.

        Raises Unsure once areas that overlap again and again would fill the memory.
        """
        known = self._matrices.get(area)
        if known is None:
            if self._kept > MOST_KEPT:
                raise Unsure
            known = self._matrices[area] = self._matrix(area)
            self._kept += len(known.rows) * known.width
        return known

    def added_up(self, area: SheetArea) -> Matrix:
        """The values of an area for SUBTOTAL: without those of its like. Raises Unsure for hidden rows."""
        if area.sheet in self._hiding:
            raise Unsure
        matrix = self.matrix(area)
        theirs = [
            (row - area.top, column - area.left)
            for row, column in self._subtotals.get(area.sheet, ())
            if area.top <= row <= area.bottom and area.left <= column <= area.right
        ]
        rows = [list(row) for row in matrix.rows]
        for row, column in theirs:
            if row < len(rows):
                rows[row][column] = None
        return Matrix(rows, matrix.height, matrix.width) if theirs else matrix

    def _matrix(self, area: SheetArea) -> Matrix:
        columns = self.sheets.get(area.sheet, {})
        bottom = min(area.bottom, max(self._last_row(area.sheet), area.top))
        height, width = area.bottom - area.top + 1, area.right - area.left + 1
        span = range(area.top, bottom + 1)
        found = [columns.get(number, {}) for number in range(area.left, area.right + 1)]
        lines = [[column.get(row) for row in span] for column in found]
        if any(UNTOLD in line for line in lines):
            raise Unknown
        rows: list[tuple[Any, ...]] = list(zip(*lines, strict=True))
        return Matrix(rows, height, width)

    def _last_row(self, sheet: str) -> int:
        if sheet not in self._bottom:
            columns = self.sheets.get(sheet, {}).values()
            self._bottom[sheet] = max((max(column, default=0) for column in columns), default=0)
        return self._bottom[sheet]


class Wanted:
    """Which columns of which sheets formulas read."""

    def __init__(self) -> None:
        self._columns: dict[str, set[int]] = {}
        self._all: set[str] = set()

    def add(self, area: SheetArea) -> None:
        """Want the cells of an area."""
        if area.right - area.left >= 256:
            self._all.add(area.sheet)
        columns = range(area.left, min(area.right, area.left + 256) + 1)
        self._columns.setdefault(area.sheet, set()).update(columns)

    @property
    def sheets(self) -> Iterable[str]:
        """The sheets that are read."""
        return self._columns.keys()

    def columns(self, sheet: str) -> frozenset[int] | None:
        """The columns to read of a sheet; None for all of them."""
        return None if sheet in self._all else frozenset(self._columns.get(sheet, ()))
