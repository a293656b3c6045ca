"""A formula's tree calculated on given cells: operators, references, arrays; not functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.names import Names, SheetArea
from kaohe_xl.books.formulas.syntax import (
    Array,
    Binary,
    Call,
    Cells,
    Constant,
    Named,
    Node,
    NotUnderstood,
    TableCells,
    Unary,
    Union,
    parsed,
)
from kaohe_xl.books.formulas.values import DIV, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.places import Place


class Cellar(Protocol):
    """Where formulas find the values of cells. `notes` keeps what was worked out about areas."""

    notes: dict[object, Any]

    def cell(self, sheet: str, row: int, column: int) -> Scalar:
        """The value of a cell. Raises Unknown."""

    def matrix(self, area: SheetArea) -> Matrix:
        """The values of an area. Raises Unknown where one of them isn't known."""

    def added_up(self, area: SheetArea) -> Matrix:
        """The values of an area for SUBTOTAL: without those of its like. Raises Unsure for hidden rows."""


@dataclass(frozen=True, slots=True)
class Areas:
    """Cells as an argument: one area, or several."""

    areas: tuple[SheetArea, ...]

    @property
    def one(self) -> SheetArea:
        """The only area. Raises Unsure where there are several."""
        if len(self.areas) != 1:
            raise Unsure
        return self.areas[0]


Found = Scalar | Matrix | Areas


@dataclass(slots=True)
class Run:
    """One calculation of one formula.

    arrays   0 in an ordinary formula, 1 inside SUMPRODUCT, 2 in an array formula
    shift    rows and columns from the cell that the tree was read for
    """

    cells: Cellar
    names: Names
    sheet: str
    place: Place
    shift: tuple[int, int] = (0, 0)
    arrays: int = 0
    depth: int = 0
    trees: dict[str, Node] = field(default_factory=dict)

    def found(self, node: Node) -> Found:
        """What a part of the formula is: a value, an array, or cells."""
        if type(node) is Constant:
            return node.value
        return _KINDS[type(node)](self, node)

    def scalars(self, node: Node) -> Scalar | Matrix:
        """A part of the formula as a value, or in an array formula as an array of values."""
        return self.reduced(self.found(node))

    def scalar(self, node: Node) -> Scalar:
        """A part of the formula as one value. Raises Unsure where it is an array."""
        found = self.scalars(node)
        if isinstance(found, Matrix):
            raise Unsure
        return found

    def reduced(self, found: Found) -> Scalar | Matrix:
        """Cells as their value, several of them as the one in the formula's row or column."""
        if isinstance(found, Areas):
            area = found.one
            if area.top == area.bottom and area.left == area.right:
                return self.cells.cell(area.sheet, area.top, area.left)
            if self.arrays:
                return self.cells.matrix(area)
            return self._crossing(area)
        if isinstance(found, Matrix):
            if found.height == found.width == 1:
                return found.at(0, 0)
            if not self.arrays:
                raise Unsure
        return found

    def _crossing(self, area: SheetArea) -> Scalar:
        """The cell of a row or column of cells that is in line with the formula."""
        row, column = self.place
        if area.left == area.right and area.top <= row <= area.bottom:
            return self.cells.cell(area.sheet, row, area.left)
        if area.top == area.bottom and area.left <= column <= area.right:
            return self.cells.cell(area.sheet, area.top, column)
        raise Unsure

    def matrix(self, found: Found) -> Matrix:
        """Anything as an array."""
        if isinstance(found, Areas):
            return self.cells.matrix(found.one)
        return found if isinstance(found, Matrix) else Matrix(((found,),), 1, 1)

    def lifted(self, work: Callable[..., Scalar], arguments: Sequence[Scalar | Matrix]) -> Scalar | Matrix:
        """`work` on single values, or on each value of arrays of one size; rows and columns are repeated."""
        if not any(isinstance(one, Matrix) for one in arguments):
            return work(*arguments)
        matrices = [self.matrix(one) for one in arguments]
        height, width = max(m.height for m in matrices), max(m.width for m in matrices)
        if any(m.height not in (1, height) or m.width not in (1, width) for m in matrices):
            raise Unsure
        stored = max(len(m.rows) if m.height == height else 0 for m in matrices)

        def each(row: int) -> tuple[Scalar, ...]:
            """One row of results."""
            return tuple(
                work(*(m.at(0 if m.height == 1 else row, 0 if m.width == 1 else c) for m in matrices))
                for c in range(width)
            )

        rows = [each(row) for row in range(stored)]
        if stored == height:
            return Matrix(rows, height, width)
        tail = set(each(stored))
        if len(tail) != 1:
            raise Unsure
        return Matrix(rows, height, width, tail.pop())


def calculated(run: Run, tree: Node, text: str) -> Scalar:
    """What the formula of this tree and text shows. Raises Unsure."""
    if isinstance(tree, Binary) and tree.sign in "+-" and not run.arrays and not text.rstrip().endswith(")"):
        sides = run.scalars(tree.left), run.scalars(tree.right)
        result = run.lifted(lambda a, b: _sum(a, b, tree.sign, is_last=True), sides)
    else:
        result = run.scalars(tree)
    if isinstance(result, Matrix):
        result = result.at(0, 0)
    return values.BLANK if result is None else result


def _cells(run: Run, node: Cells) -> Areas:
    reference = node.reference
    moved = reference.shifted(*run.shift) if run.shift != (0, 0) else reference
    sheets = run.names.sheets(reference.prefix, run.sheet)
    if moved is None or not sheets:
        raise Unsure
    return Areas(tuple(SheetArea(s, moved.top, moved.left, moved.bottom, moved.right) for s in sheets))


def _named(run: Run, node: Named) -> Found:
    text = run.names.defined(f"{node.prefix}!{node.name}" if node.prefix else node.name, run.sheet)
    if not text or run.depth > 8:
        raise Unsure
    tree = run.trees.get(text)
    if tree is None:
        try:
            tree = run.trees[text] = parsed(text)
        except NotUnderstood as error:
            raise Unsure from error
    if not isinstance(tree, Cells | Constant | TableCells):
        raise Unsure
    inner = Run(run.cells, run.names, run.sheet, run.place, (0, 0), run.arrays, run.depth + 1, run.trees)
    return inner.found(tree)


def _table_cells(run: Run, node: TableCells) -> Areas:
    area = run.names.table_cells(node.table, node.brackets, run.sheet, run.place[0])
    if area is None:
        raise Unsure
    return Areas((area,))


def _union(run: Run, node: Union) -> Areas:
    found = [run.found(item) for item in node.items]
    areas: list[SheetArea] = []
    for one in found:
        if not isinstance(one, Areas):
            raise Unsure
        areas += one.areas
    return Areas(tuple(areas))


def _unary(run: Run, node: Unary) -> Scalar | Matrix:
    if node.sign == "+":
        return run.scalars(node.operand)
    return run.lifted(_negative if node.sign == "-" else _hundredth, (run.scalars(node.operand),))


def _negative(value: Scalar) -> Scalar:
    found = values.number(value)
    return found if isinstance(found, ErrorValue) else values.finite(-found)


def _hundredth(value: Scalar) -> Scalar:
    found = values.number(value)
    return found if isinstance(found, ErrorValue) else found / 100


def _binary(run: Run, node: Binary) -> Scalar | Matrix:
    arguments = run.scalars(node.left), run.scalars(node.right)
    if node.sign in ("=", "<>", "<", ">", "<=", ">="):
        return run.lifted(lambda a, b: _error(a, b) or values.compared(a, b, node.sign), arguments)
    return run.lifted(_OPERATORS[node.sign], arguments)


def _error(a: Scalar, b: Scalar) -> ErrorValue | None:
    """The error among two values. Raises Unsure where they are different ones."""
    if isinstance(a, ErrorValue) and isinstance(b, ErrorValue) and a != b:
        raise Unsure
    return a if isinstance(a, ErrorValue) else b if isinstance(b, ErrorValue) else None


def numbers(
    work: Callable[[float | int, float | int], float | int | ErrorValue],
) -> Callable[[Scalar, Scalar], Scalar]:
    """`work` on two values as numbers; an error stays what it is."""

    def on_values(a: Scalar, b: Scalar) -> Scalar:
        """The result for any two values."""
        x, y = values.number(a), values.number(b)
        error = _error(x, y)
        if error is not None:
            return error
        assert not isinstance(x, str) and not isinstance(y, str)
        try:
            result = work(x, y)
        except OverflowError as overflow:
            raise Unsure from overflow
        return result if isinstance(result, ErrorValue) else values.finite(result)

    return on_values


def _sum(a: Scalar, b: Scalar, sign: str, is_last: bool = False) -> Scalar:
    def work(x: float | int, y: float | int) -> float | int:
        """The sum or the difference."""
        return values.added(x, y if sign == "+" else -y, is_last)

    return numbers(work)(a, b)


def _quotient(a: float | int, b: float | int) -> float | int | ErrorValue:
    return DIV if b == 0 else a / b


def power(a: float | int, b: float | int) -> float | int:
    """a to the power of b. Raises Unsure for what is infinite, isn't real, or is 0 to the power of 0."""
    if (a == 0 and b <= 0) or (a < 0 and b != int(b)):
        raise Unsure
    result: float | int = float(a) ** b
    return result


def _joined(a: Scalar, b: Scalar) -> Scalar:
    error = _error(a, b)
    if error is not None:
        return error
    return values.limited(str(values.text(a)) + str(values.text(b)))


_OPERATORS: dict[str, Callable[[Scalar, Scalar], Scalar]] = {
    "+": lambda a, b: _sum(a, b, "+"),
    "-": lambda a, b: _sum(a, b, "-"),
    "*": numbers(lambda a, b: a * b),
    "/": numbers(_quotient),
    "^": numbers(power),
    "&": _joined,
}


def _array(_: Run, node: Array) -> Matrix:
    return Matrix(node.rows, len(node.rows), len(node.rows[0]))


def _call(run: Run, node: Call) -> Found:
    function = FUNCTIONS.get(node.name)
    if function is None:
        raise Unsure
    return function(run, node.arguments)


Function = Callable[[Run, Sequence[Node]], Found]
FUNCTIONS: dict[str, Function] = {}
"""Name of each function that is calculated -> what it does with the parts of the formula in its brackets."""

_KINDS: dict[type, Callable[[Run, Any], Found]] = {
    Cells: _cells,
    Named: _named,
    TableCells: _table_cells,
    Union: _union,
    Unary: _unary,
    Binary: _binary,
    Array: _array,
    Call: _call,
}
