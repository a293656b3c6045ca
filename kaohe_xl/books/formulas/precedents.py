"""The cells that a formula reads, as far as its text tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kaohe_xl.books.formulas.cells import FormulaCell
from kaohe_xl.books.formulas.names import Names, SheetArea, is_whole
from kaohe_xl.books.formulas.syntax import (
    Array,
    Binary,
    Call,
    Cells,
    Named,
    Node,
    NotUnderstood,
    Unary,
    Union,
    parsed,
)
from kaohe_xl.books.formulas.tokens import Reference, Scanned, scanned
from kaohe_xl.books.formulas.vocabulary import KNOWN, function_name
from kaohe_xl.books.places import Place
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW

DEEPEST_NAME = 16
_EXTENDING = frozenset({"SUMIF", "AVERAGEIF", "LOOKUP"})
_LITERALS = frozenset({"TRUE", "FALSE"})


@dataclass(frozen=True, slots=True)
class Reads:
    """What a formula reads; `is_open`: any other cell as well, for all that its text tells."""

    areas: tuple[SheetArea, ...] = ()
    is_open: bool = False


_NOTHING, _OPEN = Reads(), Reads(is_open=True)


class Precedents:
    """Tells what each formula reads. `masters`: (sheet, group) -> a shared formula's first cell.

    INDIRECT and OFFSET, functions that Excel doesn't have, names that don't exist or move with the cell,
    data tables, and cells between what two functions return, may read anything. Cells of other workbooks
    don't count: nothing that is written here changes them. So may what names the whole of a `growing` table.
    """

    def __init__(self, names: Names, masters: Mapping[tuple[str, str], FormulaCell]) -> None:
        self._names, self._masters = names, masters
        self._scanned: dict[tuple[str, str], Scanned] = {}
        self._sheets: dict[tuple[str, str], tuple[str, ...] | None] = {}
        self._of_names: dict[tuple[str, str], Reads] = {}
        self._extends: dict[str, bool | None] = {}
        self.growing: frozenset[str] = frozenset()

    def of(self, sheet: str, cell: FormulaCell) -> Reads:
        """What the formula in this cell reads."""
        if cell.kind == "dataTable":
            return _OPEN
        down = right = 0
        if cell.kind == "shared" and not cell.text:
            master = self._masters.get((sheet, cell.group))
            if master is None:
                return _OPEN
            text = master.text
            down, right = cell.place[0] - master.place[0], cell.place[1] - master.place[1]
            key = (sheet, cell.group)
            found = self._scanned.get(key)
            if found is None:
                found = self._scanned[key] = scanned(text)
        else:
            text, found = cell.text, scanned(cell.text)
        return self._reads(sheet, text, found, cell.place, (down, right))

    def _reads(self, sheet: str, text: str, found: Scanned, place: Place, shift: tuple[int, int]) -> Reads:
        if found.is_spanned:
            return _OPEN
        areas: list[SheetArea] = []
        for reference in found.references:
            moved = reference.shifted(*shift) if shift != (0, 0) else reference
            sheets = self._named_sheets(reference.prefix, sheet)
            if moved is None or sheets is None:
                return _OPEN
            areas += [SheetArea(s, moved.top, moved.left, moved.bottom, moved.right) for s in sheets]
        is_extending = False
        for name in found.functions:
            extends = self._extends.get(name, 0)
            if extends == 0:
                extends = self._extends[name] = _extends(name)
            if extends is None:
                return _OPEN
            is_extending |= extends is True
        for name in found.names:
            reads = self._name(name, sheet)
            if reads.is_open:
                return _OPEN
            areas += reads.areas
        for table, brackets in found.columns:
            cells = self._names.table_cells(table, brackets, sheet, place[0])
            if cells is None or (table.casefold() in self.growing and is_whole(brackets)):
                return _OPEN
            areas.append(cells)
        if is_extending:
            further = self._beyond(sheet, text, shift)
            if further is None:
                return _OPEN
            areas += further
        return Reads(tuple(areas))

    def _named_sheets(self, prefix: str, own: str) -> tuple[str, ...] | None:
        if not prefix:
            return (own,)
        key = (prefix, own)
        if key not in self._sheets:
            self._sheets[key] = self._names.sheets(prefix, own)
        return self._sheets[key]

    def _name(self, name: str, sheet: str, depth: int = 0) -> Reads:
        """What a defined name reads; one whose cells move with the formula may read anything."""
        if name.upper() in _LITERALS or name.lower().startswith("_xlpm."):
            return _NOTHING
        key = (name, sheet)
        if key in self._of_names:
            return self._of_names[key]
        text = self._names.defined(name, sheet)
        if text is None or depth > DEEPEST_NAME:
            return _OPEN
        self._of_names[key] = _OPEN
        found = scanned(text)
        if any(not all(_fixed(reference)) for reference in found.references) or found.columns:
            return _OPEN
        for inner in found.names:
            self._name(inner, sheet, depth + 1)
        self._of_names[key] = self._reads(sheet, text, found, (1, 1), (0, 0))
        return self._of_names[key]

    def _beyond(self, sheet: str, text: str, shift: tuple[int, int]) -> list[SheetArea] | None:
        """The cells that SUMIF, AVERAGEIF and LOOKUP read behind a last range smaller than the first.

        None where these ranges can't be told.
        """
        try:
            tree = parsed(text)
        except NotUnderstood:
            return None
        further = []
        for call in calls(tree):
            if call.name not in _EXTENDING or len(call.arguments) < 3:
                continue
            looked_through = call.arguments[1 if call.name == "LOOKUP" else 0]
            if isinstance(looked_through, Array) or isinstance(call.arguments[2], Array):
                continue
            first = self._area(sheet, looked_through, shift)
            last = self._area(sheet, call.arguments[2], shift)
            if first is None or last is None:
                return None
            bottom = min(LAST_ROW, last.top + first.bottom - first.top)
            right = min(LAST_COLUMN, last.left + first.right - first.left)
            if bottom > last.bottom or right > last.right:
                further.append(last._replace(bottom=max(bottom, last.bottom), right=max(right, last.right)))
        return further

    def _area(self, sheet: str, node: Node, shift: tuple[int, int]) -> SheetArea | None:
        """The one area that an argument names."""
        if isinstance(node, Cells):
            moved = node.reference.shifted(*shift)
            sheets = self._named_sheets(node.reference.prefix, sheet)
            if moved is None or sheets is None or len(sheets) != 1:
                return None
            return SheetArea(sheets[0], moved.top, moved.left, moved.bottom, moved.right)
        if isinstance(node, Named):
            name = f"{node.prefix}!{node.name}" if node.prefix else node.name
            areas = self._name(name, sheet).areas
            return areas[0] if len(areas) == 1 else None
        return None


def _fixed(reference: Reference) -> tuple[bool, ...]:
    """Which ends of a reference stay; those that are the sheet's edges don't move anyway."""
    top, left, bottom, right = reference.fixed
    is_rows = (reference.left, reference.right) == (1, LAST_COLUMN)
    is_columns = (reference.top, reference.bottom) == (1, LAST_ROW)
    return top or is_columns, left or is_rows, bottom or is_columns, right or is_rows


def _extends(function: str) -> bool | None:
    """Whether a function may read behind its last range; None for one that may read anything."""
    name = function_name(function)
    if name in _EXTENDING:
        return True
    return False if name in KNOWN else None


def calls(tree: Node) -> Iterator[Call]:
    """All function calls in a tree."""
    waiting: list[Node] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            yield node
            waiting += node.arguments
        elif isinstance(node, Union):
            waiting += node.items
        elif isinstance(node, Unary):
            waiting.append(node.operand)
        elif isinstance(node, Binary):
            waiting += (node.left, node.right)
