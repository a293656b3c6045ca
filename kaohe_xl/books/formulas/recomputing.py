"""What becomes of the results that a workbook's formulas have stored, once cells have changed.

Those that are outdated are calculated anew where that is certain (see `calculating`), and dropped elsewhere:
never does an old result stay beside new inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from kaohe_xl.books import grid
from kaohe_xl.books.cellxml import Cached
from kaohe_xl.books.formulas.calculating import Calculator, is_stored
from kaohe_xl.books.formulas.cells import FormulaCell, Unplaced, filled
from kaohe_xl.books.formulas.names import names_of
from kaohe_xl.books.formulas.outcome import Changes, Recalculated
from kaohe_xl.books.formulas.outdated import Dependence, Formula
from kaohe_xl.books.formulas.precedents import Precedents, Reads
from kaohe_xl.books.formulas.rawvalues import UNTOLD, Cell, Columns, TooMany, Untold, raw_values
from kaohe_xl.books.formulas.sheets import (
    TooManyFormulas,
    formulas_of,
    may_read,
    rows_of,
    sheets_with_formulas,
)
from kaohe_xl.books.formulas.snapshot import Snapshot, Wanted
from kaohe_xl.books.formulas.values import Scalar
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.places import Place
from kaohe_xl.books.serials import serial_of
from kaohe_xl.books.streaming import NotStreamable

MOST_CALCULATED = 50_000


def _stored(value: Scalar) -> Scalar:
    """A result as it is written: whole numbers without a point, what came to a blank cell as 0."""
    if isinstance(value, bool | str) or value is None:
        return value
    return int(value) if value == int(value) and abs(value) < 1e15 else value


class FormulaBook:
    """The formulas of a workbook, read once. Raises BookError for a damaged one."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.giants: list[Sheet] = []
        self.formulas: dict[str, list[FormulaCell]] = {}
        for sheet in sheets_with_formulas(package):
            try:
                self.formulas[sheet.name] = formulas_of(package, sheet)
            except TooManyFormulas:
                self.giants.append(sheet)
        self.names = names_of(package)
        masters = {
            (name, cell.group): cell
            for name, cells in self.formulas.items()
            for cell in cells
            if cell.kind == "shared" and cell.text
        }
        self.precedents = Precedents(self.names, masters)
        self.calculator = Calculator(self.names, masters, is_1904=package.is_1904)

    def recalculated(self, changes: Changes) -> Recalculated:
        """What becomes of the stored results when these cells change. Raises BookError."""
        new = [
            Formula(name, FormulaCell(place, str(value)[1:], "", "", None, "n", None, 0))
            for name, cells in changes.items()
            for place, value in cells.items()
            if isinstance(value, grid.Formula)
        ]
        has_formulas = bool(self.formulas or self.giants or new)
        if not has_formulas or not any(changes.values()):
            return Recalculated(has_formulas=has_formulas)
        return _Recalculation(self, changes, new).result()


class _Recalculation:
    """One set of changes to one workbook."""

    def __init__(self, book: FormulaBook, changes: Changes, new: list[Formula]) -> None:
        self._book, self._changes, self._new = book, changes, new
        self._formulas = dict(book.formulas)
        for sheet, cell in new:
            self._formulas[sheet] = [*self._formulas.get(sheet, ()), cell]
        book.precedents.growing = book.names.growing(changes)
        self._dependence = Dependence(self._formulas, book.precedents)

    def result(self) -> Recalculated:
        """What becomes of the stored results."""
        outdated, whole = self._outdated()
        values = self._values(outdated, whole)
        results: dict[str, dict[Place, Cached]] = {}
        dropped: list[tuple[str, Place]] = []
        for formula in outdated + self._new:
            sheet, cell = formula
            value = values.get(formula.key, UNTOLD)
            known = results.setdefault(sheet, {})
            if not isinstance(value, Untold):
                if not is_stored(value, cell):
                    known[cell.place] = Cached(_stored(value))
            elif cell.cached is not None:
                dropped.append((sheet, cell.place))
                known[cell.place] = Cached(None)
            for place in filled(cell):
                known[place] = Cached(None)
        results = {sheet: known for sheet, known in results.items() if known}
        return Recalculated(results, frozenset(whole), True, tuple(dropped))

    def _outdated(self) -> tuple[list[Formula], set[str]]:
        """The outdated formulas of the sheets that were read, and the other sheets that may have some."""
        changed = {sheet: list(cells) for sheet, cells in self._changes.items() if cells}
        whole = {sheet.name for sheet in self._book.giants if sheet.name in changed}
        while True:
            found = self._dependence.outdated(changed, whole)
            touched = {*changed, *whole, *(formula.sheet for formula in found)}
            further = {
                sheet.name
                for sheet in self._book.giants
                if sheet.name not in whole
                and may_read(self._book.package, sheet, touched, self._book.names.all)
            }
            if not further:
                return found, whole
            whole |= further

    def _values(self, outdated: Sequence[Formula], whole: set[str]) -> Mapping[tuple[str, Place], Cell]:
        """What outdated and new formulas show, as far as that is certain."""
        if not 0 < len(outdated) + len(self._new) <= MOST_CALCULATED:
            return {}
        ordered = list(self._dependence.in_order([*outdated, *self._new], self._stale()))
        old = self._snapshot(reads for _, reads, _ in ordered)
        if old is None:
            return {}
        new = old.changed(self._after([formula for formula, _, _ in ordered]))
        found: dict[tuple[str, Place], Cell] = {}
        for formula, reads, is_circular in ordered:
            is_open = reads.is_open or any(area.sheet in whole for area in reads.areas)
            value = UNTOLD if is_circular or is_open else self._book.calculator.result(formula, old, new)
            found[formula.key] = value
            new.put(formula.sheet, formula.cell.place, value)
        return found

    def _stale(self) -> Iterable[Formula]:
        """The formulas that had no stored result before: others can't be calculated without theirs."""
        for sheet, cells in self._formulas.items():
            gone = self._changes.get(sheet, {})
            yield from (Formula(sheet, c) for c in cells if c.cached is None and c.place not in gone)

    def _after(self, formulas: Iterable[Formula]) -> dict[str, dict[Place, Cell]]:
        """The cells that change: those written, and the results of formulas, which aren't known yet."""
        after: dict[str, dict[Place, Cell]] = {}
        for sheet, cells in self._changes.items():
            after[sheet] = {place: self._cell(value) for place, value in cells.items()}
        for sheet, cell in formulas:
            for place in (cell.place, *filled(cell)):
                after.setdefault(sheet, {})[place] = UNTOLD
        return after

    def _cell(self, value: grid.Value) -> Cell:
        """A written value as formulas see it."""
        if isinstance(value, grid.Formula):
            return UNTOLD
        if isinstance(value, datetime):
            serial = serial_of(value, self._book.package.is_1904)
            return UNTOLD if serial is None else serial
        return None if value == "" else value

    def _snapshot(self, all_reads: Iterable[Reads]) -> Snapshot | None:
        """The cells that these formulas read, as they are; None where they can't be told."""
        wanted = Wanted()
        for reads in all_reads:
            for area in reads.areas:
                wanted.add(area)
        sheets: dict[str, Columns] = {}
        hiding: set[str] = set()
        for name in wanted.sheets:
            try:
                prefix, rows = rows_of(self._book.package, self._book.package.sheet(name).part)
                found = raw_values(rows, prefix, wanted.columns(name), lambda: self._book.package.strings)
            except (Unplaced, TooMany, NotStreamable, ValueError, LookupError):
                return None
            sheets[name] = found.columns
            if found.has_hidden_rows:
                hiding.add(name)
        return Snapshot(sheets, self._subtotals(), hiding)

    def _subtotals(self) -> dict[str, set[Place]]:
        """By sheet, the formulas that use SUBTOTAL or AGGREGATE."""
        found: dict[str, set[Place]] = {}
        for sheet, cells in self._formulas.items():
            for cell in cells:
                text = cell.text or self._book.calculator.master(sheet, cell).text
                if "SUBTOTAL" in text.upper() or "AGGREGATE" in text.upper():
                    found.setdefault(sheet, set()).add(cell.place)
        return found
