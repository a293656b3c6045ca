"""One formula calculated on the cells before and after a change; what is believed of it.

A new result is believed only where the same calculation on the old cells gives what the workbook has stored.
Where nothing was stored, or the old cells aren't known, it is believed as well: every function that is
calculated is one that the tests compare with LibreOffice.
"""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_xl.books.formulas.cells import FormulaCell, filled
from kaohe_xl.books.formulas.evaluation import Run, calculated
from kaohe_xl.books.formulas.library import OF_DATES
from kaohe_xl.books.formulas.names import Names
from kaohe_xl.books.formulas.outdated import Formula
from kaohe_xl.books.formulas.precedents import calls
from kaohe_xl.books.formulas.rawvalues import UNTOLD, Cell
from kaohe_xl.books.formulas.snapshot import Snapshot
from kaohe_xl.books.formulas.syntax import Node, NotUnderstood, parsed
from kaohe_xl.books.formulas.tokens import shape
from kaohe_xl.books.formulas.values import DIV, NA, VALUE, Scalar, Unknown, Unsure
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.places import Place
from kaohe_xl.books.sharedstrings import unescaped

_SHOWN = frozenset({DIV, NA, VALUE})
_SAME = 5e-15


class Calculator:
    """Calculates the formulas of a workbook. `masters`: (sheet, group) -> a shared formula's first cell."""

    def __init__(
        self, names: Names, masters: Mapping[tuple[str, str], FormulaCell], *, is_1904: bool = False
    ) -> None:
        self._names, self._masters, self._is_1904 = names, masters, is_1904
        self._trees: dict[str, tuple[Node | None, Place]] = {}
        self._of_names: dict[str, Node] = {}

    def result(self, formula: Formula, old: Snapshot, new: Snapshot) -> Cell:
        """What the formula shows after the change; UNTOLD where that isn't certain."""
        sheet, cell = formula
        if cell.kind == "dataTable" or any(True for _ in filled(cell)):
            return UNTOLD
        first = self.master(sheet, cell)
        tree, origin = self._tree(first)
        if tree is None:
            return UNTOLD
        shift = cell.place[0] - origin[0], cell.place[1] - origin[1]
        arrays = 2 if cell.kind == "array" else 0

        def shown(cells: Snapshot) -> Scalar:
            """The result on these cells."""
            run = Run(cells, self._names, sheet, cell.place, shift, arrays, 0, self._of_names)
            return calculated(run, tree, first.text)

        try:
            if cell.cached is not None:
                try:
                    if not is_stored(shown(old), cell):
                        return UNTOLD
                except Unknown:
                    pass
            result = shown(new)
        except Unsure:
            return UNTOLD
        return UNTOLD if isinstance(result, ErrorValue) and result not in _SHOWN else result

    def master(self, sheet: str, cell: FormulaCell) -> FormulaCell:
        """The cell that says what the formula is: the first of a shared formula's, else the cell itself."""
        is_following = cell.kind == "shared" and not cell.text
        return self._masters.get((sheet, cell.group), cell) if is_following else cell

    def _tree(self, cell: FormulaCell) -> tuple[Node | None, Place]:
        """The tree of a formula, and the cell that it was read for: formulas filled down share one."""
        key = shape(cell.text, *cell.place)
        if key not in self._trees:
            try:
                tree: Node | None = parsed(cell.text)
            except NotUnderstood:
                tree = None
            if tree is not None and self._is_1904 and any(call.name in OF_DATES for call in calls(tree)):
                tree = None
            self._trees[key] = tree, cell.place
        return self._trees[key]


def is_stored(result: Scalar, cell: FormulaCell) -> bool:
    """Whether this is what the cell's formula showed last: of one type, numbers at 15 digits."""
    stored = cell.cached
    if stored is None:
        return False
    if cell.type == "b":
        return isinstance(result, bool) and result is (stored.strip() in ("1", "true"))
    if cell.type == "e":
        return isinstance(result, ErrorValue) and result == stored
    if cell.type == "str":
        is_text = isinstance(result, str) and not isinstance(result, ErrorValue)
        return is_text and result == unescaped(stored)
    if cell.type != "n" or isinstance(result, str | bool) or result is None:
        return False
    try:
        number = float(stored)
    except ValueError:
        return False
    return result == number or abs(result - number) <= _SAME * max(abs(result), abs(number))
