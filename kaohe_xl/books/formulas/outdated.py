"""Which formulas a change makes outdated, and in what order they can be calculated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

from kaohe_xl.books.formulas.cells import FormulaCell, filled
from kaohe_xl.books.formulas.names import SheetArea
from kaohe_xl.books.formulas.precedents import Precedents, Reads
from kaohe_xl.books.places import Place

_SETTLED, _WAITING, _STARTED, _OUTDATED = 0, 1, 2, 3


class Formula(NamedTuple):
    """A formula and the sheet it stands on."""

    sheet: str
    cell: FormulaCell

    @property
    def key(self) -> tuple[str, Place]:
        """Where it stands."""
        return self.sheet, self.cell.place


class _Marks:
    """A mark for each cell that holds a formula or changes: a byte a cell, which makes searching fast."""

    def __init__(self, opaque: Set[str] = frozenset()) -> None:
        self._columns: dict[str, dict[int, bytearray]] = {}
        self.opaque = opaque

    def put(self, sheet: str, place: Place, mark: int) -> None:
        """Mark one cell."""
        row, number = place
        columns = self._columns.get(sheet)
        if columns is None:
            columns = self._columns[sheet] = {}
        column = columns.get(number)
        if column is None:
            column = columns[number] = bytearray(row + 64)
        elif row >= len(column):
            column.extend(bytes(row + row // 2 + 64 - len(column)))
        column[row] = mark

    def at(self, sheet: str, place: Place) -> int:
        """The mark of a cell."""
        column = self._columns.get(sheet, {}).get(place[1], b"")
        return column[place[0]] if place[0] < len(column) else _SETTLED

    def worst(self, area: SheetArea) -> tuple[int, Place | None]:
        """Outdated or started, where the area holds such a cell; else waiting and the first such cell."""
        columns = self._columns.get(area.sheet)
        if columns is None:
            return (_OUTDATED if area.sheet in self.opaque else _SETTLED), None
        top, end = area.top, area.bottom + 1
        if end - top == 1 and area.left == area.right:
            one = columns.get(area.left, b"")
            mark = one[top] if top < len(one) else _SETTLED
            return mark, (top, area.left) if mark == _WAITING else None
        first: Place | None = None
        for number in _numbers(columns, area):
            column = columns[number]
            if column.find(_OUTDATED, top, end) >= 0:
                return _OUTDATED, None
            if column.find(_STARTED, top, end) >= 0:
                return _STARTED, None
            if first is None and (row := column.find(_WAITING, top, end)) >= 0:
                first = (row, number)
        return (_SETTLED, None) if first is None else (_WAITING, first)


def _numbers(columns: Mapping[int, bytearray], area: SheetArea) -> Iterable[int]:
    """The marked columns that an area has."""
    if area.left == area.right:
        return (area.left,) if area.left in columns else ()
    if area.right - area.left < len(columns):
        return [number for number in range(area.left, area.right + 1) if number in columns]
    return [number for number in columns if area.left <= number <= area.right]


class Dependence:
    """The formulas of some sheets, and what depends on what."""

    def __init__(self, formulas: Mapping[str, Iterable[FormulaCell]], precedents: Precedents) -> None:
        self._precedents = precedents
        self._at: dict[str, dict[Place, FormulaCell]] = {}
        self._filled: dict[tuple[str, Place], Place] = {}
        for sheet, cells in formulas.items():
            self._at[sheet] = {cell.place: cell for cell in cells}
            for cell in self._at[sheet].values():
                for place in filled(cell):
                    self._filled[sheet, place] = cell.place

    def outdated(
        self, changed: Mapping[str, Iterable[Place]], opaque: Set[str] = frozenset()
    ) -> list[Formula]:
        """The formulas that show something old once these cells have changed, sheet by sheet.

        A formula in a circle counts, and one that may read anything. The changed cells themselves don't.
        On `opaque` sheets, whose formulas aren't known here, every cell may change.
        """
        marks = _Marks(opaque)
        replaced = {sheet: set(places) for sheet, places in changed.items()}
        for sheet, cells in self._at.items():
            for cell in cells.values():
                for place in (cell.place, *filled(cell)):
                    marks.put(sheet, place, _WAITING)
        for sheet, places in replaced.items():
            for place in places:
                marks.put(sheet, place, _OUTDATED)
        found = []
        for sheet, cells in self._at.items():
            gone = replaced.get(sheet, ())
            for cell in cells.values():
                if cell.place in gone:
                    continue
                if marks.at(sheet, cell.place) == _WAITING:
                    self._settle(marks, Formula(sheet, cell))
                if marks.at(sheet, cell.place) == _OUTDATED:
                    found.append(Formula(sheet, cell))
        return found

    def _settle(self, marks: _Marks, formula: Formula) -> None:
        """Find out about one formula, and about those that it needs to know about."""
        stack = [self._started(marks, formula)]
        while stack:
            current, reads = stack[-1]
            mark, needed = (_OUTDATED, None) if reads.is_open else _worst(marks, reads)
            if needed is not None:
                stack.append(self._started(marks, self._formula(*needed)))
                continue
            self._mark(marks, current, _OUTDATED if mark in (_OUTDATED, _STARTED) else _SETTLED)
            stack.pop()

    def in_order(
        self, wanted: Iterable[Formula], also: Iterable[Formula] = ()
    ) -> Iterator[tuple[Formula, Reads, bool]]:
        """Each formula wanted, after those that it reads of them and of the others; what it reads; whether
        it is part of a circle. Of the others only those come that are needed."""
        marks, wanted = _Marks(), list(wanted)
        for formula in (*wanted, *also):
            self._mark(marks, formula, _WAITING)
        for formula in wanted:
            if marks.at(formula.sheet, formula.cell.place) != _WAITING:
                continue
            stack = [self._started(marks, formula)]
            while stack:
                current, reads = stack[-1]
                mark, needed = _worst(marks, reads)
                if needed is not None:
                    stack.append(self._started(marks, self._formula(*needed)))
                    continue
                yield current, reads, mark == _STARTED
                self._mark(marks, current, _SETTLED)
                stack.pop()

    def _started(self, marks: _Marks, formula: Formula) -> tuple[Formula, Reads]:
        self._mark(marks, formula, _STARTED)
        return formula, self._precedents.of(formula.sheet, formula.cell)

    def _formula(self, sheet: str, place: Place) -> Formula:
        """The formula that stands in a cell, or fills it."""
        cells = self._at[sheet]
        return Formula(sheet, cells.get(place) or cells[self._filled[sheet, place]])

    def _mark(self, marks: _Marks, formula: Formula, mark: int) -> None:
        marks.put(formula.sheet, formula.cell.place, mark)
        for place in filled(formula.cell):
            marks.put(formula.sheet, place, mark)


def _worst(marks: _Marks, reads: Reads) -> tuple[int, tuple[str, Place] | None]:
    """Of all areas: outdated, or started, or else waiting, and the cell that waits."""
    needed: tuple[str, Place] | None = None
    is_started = False
    for area in reads.areas:
        mark, place = marks.worst(area)
        if mark == _OUTDATED:
            return _OUTDATED, None
        is_started = is_started or mark == _STARTED
        if place is not None and needed is None:
            needed = area.sheet, place
    if is_started:
        return _STARTED, None
    return (_SETTLED, None) if needed is None else (_WAITING, needed)
