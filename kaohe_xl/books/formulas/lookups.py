"""Functions that look something up: INDEX, MATCH, VLOOKUP; and those that tell where cells are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import Areas, Found, Run
from kaohe_xl.books.formulas.functions import integer, note, number, plain, taking, truth_of
from kaohe_xl.books.formulas.values import NA, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue


class _Line:
    """A row or column of values to look in, as far as there is anything."""

    def __init__(self, line: Sequence[Scalar]) -> None:
        self.values = line

    @cached_property
    def places(self) -> dict[object, int]:
        """Each value, texts in small letters, with the place where it stands first; no errors, no blanks.

        Raises Unsure for truth values.
        """
        places: dict[object, int] = {}
        for position, value in enumerate(self.values):
            if isinstance(value, bool | values.Blank):
                raise Unsure
            if value is not None and not isinstance(value, ErrorValue):
                places.setdefault(value.lower() if isinstance(value, str) else value, position)
        return places

    @cached_property
    def numbers(self) -> list[float | int]:
        """The numbers, sorted."""
        return sorted(v for v in self.places if isinstance(v, int | float))

    @cached_property
    def rising(self) -> list[float | int]:
        """The values, where all are numbers in rising order. Raises Unsure elsewhere."""
        line = list(self.values)
        while line and line[-1] is None:
            line.pop()
        numbers = [v for v in line if isinstance(v, int | float) and not isinstance(v, bool | values.Blank)]
        if len(numbers) < len(line) or any(a >= b for a, b in pairwise(numbers)):
            raise Unsure
        return numbers

    def exactly(self, wanted: Scalar) -> int | None:
        """Where the value stands first. Raises Unsure for wildcards, blanks, and numbers nearly the same."""
        if wanted is None or isinstance(wanted, bool | values.Blank) or wanted == "":
            raise Unsure
        if isinstance(wanted, str):
            if any(c in wanted for c in "*?~"):
                raise Unsure
            return self.places.get(wanted.lower())
        at = bisect_right(self.numbers, wanted)
        if any(values.is_dusty(n, wanted) for n in self.numbers[max(at - 2, 0) : at + 2]):
            raise Unsure
        return self.places.get(wanted)

    def nearest(self, wanted: Scalar) -> int | None:
        """Where the last number stands that isn't above. Raises Unsure as `rising` does."""
        if not isinstance(wanted, int | float) or isinstance(wanted, bool | values.Blank):
            raise Unsure
        at = bisect_right(self.rising, wanted)
        if any(values.is_dusty(n, wanted) for n in self.rising[max(at - 2, 0) : at + 2]):
            raise Unsure
        return at - 1 if at else None


def _line(run: Run, found: Found, end: str) -> _Line:
    """The first column ("column") or row of cells or of an array; the only one for "any"."""
    if isinstance(found, Areas):
        line: _Line = note(run, ("line", end, found.one), lambda: _made_line(run, found, end))
        return line
    return _made_line(run, found, end)


def _made_line(run: Run, found: Found, end: str) -> _Line:
    if not isinstance(found, Areas | Matrix):
        raise Unsure
    matrix = run.matrix(found)
    if end == "column" or (end == "any" and matrix.width == 1):
        return _Line([line[0] for line in matrix.rows])
    if end == "row" or matrix.height == 1:
        return _Line([matrix.at(0, c) for c in range(matrix.width)])
    raise Unsure


@taking("VLOOKUP", 3, 4)
def _vlookup(run: Run, wanted: Found, table: Found, column: Found, near: Found = True) -> Found:
    return _looked_up(run, (wanted, table, column, near), by_row=False)


@taking("HLOOKUP", 3, 4)
def _hlookup(run: Run, wanted: Found, table: Found, row: Found, near: Found = True) -> Found:
    return _looked_up(run, (wanted, table, row, near), by_row=True)


def _looked_up(run: Run, arguments: tuple[Found, Found, Found, Found], by_row: bool) -> Found:
    """The value beside or below the one that was looked up."""
    wanted, table, number_, near = arguments
    value, index = plain(run, wanted), integer(plain(run, number_)) - 1
    line = _line(run, table, "row" if by_row else "column")
    matrix = run.matrix(table)
    if not 0 <= index < (matrix.height if by_row else matrix.width):
        raise Unsure
    at = line.nearest(value) if truth_of(plain(run, near)) else line.exactly(value)
    if at is None:
        return NA
    return matrix.at(index, at) if by_row else matrix.at(at, index)


@taking("MATCH", 2, 3)
def _match(run: Run, wanted: Found, array: Found, kind: Found = 1) -> Found:
    value, way = plain(run, wanted), number(plain(run, kind))
    line = _line(run, array, "any")
    if way not in (0, 1):
        raise Unsure
    at = line.nearest(value) if way else line.exactly(value)
    return NA if at is None else at + 1


@taking("LOOKUP", 3, 3)
def _lookup(run: Run, wanted: Found, array: Found, results: Found) -> Found:
    line, others = _line(run, array, "any"), _line(run, results, "any").values
    at = line.nearest(plain(run, wanted))
    if at is None:
        return NA
    if at >= len(others):
        raise Unsure
    return others[at]


@taking("INDEX", 2, 3)
def _index(run: Run, array: Found, row: Found, column: Found = None) -> Found:
    """A cell, or with 0 a whole row or column of cells."""
    has_column = column is not None
    down, right = integer(plain(run, row)), integer(plain(run, column)) if has_column else 0
    if isinstance(array, Matrix):
        if array.height == 1 and not has_column:
            down, right = 1, down
        right = right or (1 if array.width == 1 else 0)
        if not (1 <= down <= array.height and 1 <= right <= array.width):
            raise Unsure
        return array.at(down - 1, right - 1)
    if not isinstance(array, Areas):
        raise Unsure
    area = array.one
    if area.top == area.bottom and not has_column:
        down, right = 1, down
    elif area.left == area.right and not has_column:
        right = 1
    if not (0 <= down <= area.bottom - area.top + 1 and 0 <= right <= area.right - area.left + 1):
        raise Unsure
    if down:
        area = area._replace(top=area.top + down - 1, bottom=area.top + down - 1)
    if right:
        area = area._replace(left=area.left + right - 1, right=area.left + right - 1)
    return Areas((area,))


@taking("ROW", 0, 1)
def _row(run: Run, area: Found = None) -> Found:
    if area is None:
        return run.place[0]
    return _place(area)[0]


@taking("COLUMN", 0, 1)
def _column(run: Run, area: Found = None) -> Found:
    if area is None:
        return run.place[1]
    return _place(area)[1]


def _place(found: Found) -> tuple[int, int]:
    if not isinstance(found, Areas):
        raise Unsure
    area = found.one
    if (area.top, area.left) != (area.bottom, area.right):
        raise Unsure
    return area.top, area.left


@taking("ROWS", 1, 1)
def _rows(run: Run, area: Found) -> Found:
    if isinstance(area, Areas):
        return area.one.bottom - area.one.top + 1
    return run.matrix(area).height


@taking("COLUMNS", 1, 1)
def _columns(run: Run, area: Found) -> Found:
    if isinstance(area, Areas):
        return area.one.right - area.one.left + 1
    return run.matrix(area).width
