"""Functions of many numbers: sums, averages, extremes, ranks."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import Areas, Found, Run
from kaohe_xl.books.formulas.functions import (
    area_numbers,
    cell_values,
    counted,
    deciding,
    integer,
    note,
    numbers,
    plain,
    plain_number,
    taking,
)
from kaohe_xl.books.formulas.syntax import Node
from kaohe_xl.books.formulas.values import DIV, NUM, VALUE, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue


@taking("SUM", 1)
def _sum(run: Run, *arguments: Found) -> Found:
    return values.total(numbers(run, arguments))


@taking("AVERAGE", 1)
def _average(run: Run, *arguments: Found) -> Found:
    found = counted(run, arguments)
    return values.total(found) / len(found) if found else DIV


@taking("MAX", 1)
def _max(run: Run, *arguments: Found) -> Found:
    return max(counted(run, arguments), default=0)


@taking("MIN", 1)
def _min(run: Run, *arguments: Found) -> Found:
    return min(counted(run, arguments), default=0)


@taking("PRODUCT", 1)
def _product(run: Run, *arguments: Found) -> Found:
    found = counted(run, arguments)
    return values.finite(math.prod(map(float, found))) if found else 0


@taking("SUMSQ", 1)
def _sumsq(run: Run, *arguments: Found) -> Found:
    return values.total([x * x for x in counted(run, arguments)])


@taking("MEDIAN", 1)
def _median(run: Run, *arguments: Found) -> Found:
    found = sorted(counted(run, arguments))
    if not found:
        return NUM
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


@taking("STDEV STDEV.S", 1)
def _stdev(run: Run, *arguments: Found) -> Found:
    variance = _variance(counted(run, arguments), 1)
    return variance if isinstance(variance, ErrorValue) else math.sqrt(variance)


@taking("STDEVP STDEV.P", 1)
def _stdevp(run: Run, *arguments: Found) -> Found:
    variance = _variance(counted(run, arguments), 0)
    return variance if isinstance(variance, ErrorValue) else math.sqrt(variance)


@taking("VAR VAR.S", 1)
def _var(run: Run, *arguments: Found) -> Found:
    return _variance(counted(run, arguments), 1)


@taking("VARP VAR.P", 1)
def _varp(run: Run, *arguments: Found) -> Found:
    return _variance(counted(run, arguments), 0)


def _variance(found: Sequence[float | int], less: int) -> float | int | ErrorValue:
    """The variance. Raises Unsure where rounding is all that there is."""
    if len(found) <= less:
        return DIV
    mean = math.fsum(found) / len(found)
    result = math.fsum((x - mean) ** 2 for x in found) / (len(found) - less)
    if result and result < 1e-9 * max(x * x for x in found):
        raise Unsure
    return result


@taking("COUNT", 1)
def _count(run: Run, *arguments: Found) -> Found:
    return sum(values.is_number(v) for argument in arguments for v in _all(run, argument))


@taking("COUNTA", 1)
def _counta(run: Run, *arguments: Found) -> Found:
    return sum(v is not None for argument in arguments for v in _all(run, argument))


@taking("COUNTBLANK", 1, 1)
def _countblank(run: Run, argument: Found) -> Found:
    if not isinstance(argument, Areas):
        raise Unsure
    matrix = run.cells.matrix(argument.one)
    for row in matrix.rows:
        values.refuse_blank(*row)
    filled = sum(v is not None and v != "" for row in matrix.rows for v in row)
    return matrix.height * matrix.width - filled


def _all(run: Run, argument: Found) -> list[Scalar]:
    """All values of an argument, errors too. Raises Unsure for truth values, and texts given as such."""
    if isinstance(argument, Areas | Matrix):
        areas = [run.cells.matrix(a) for a in argument.areas] if isinstance(argument, Areas) else [argument]
        found = [v for area in areas for v in area.flat()]
        if any(isinstance(v, bool) for v in found):
            raise Unsure
        values.refuse_blank(*found)
        return found
    if argument is None or isinstance(argument, str | bool):
        raise Unsure
    return [argument]


@taking("SUBTOTAL", 2)
def _subtotal(run: Run, code: Found, *arguments: Found) -> Found:
    """A total that leaves its like out. Raises Unsure where rows are hidden."""
    found: list[Scalar] = []
    for argument in arguments:
        if not isinstance(argument, Areas):
            raise Unsure
        for area in argument.areas:
            found += cell_values(run, run.cells.added_up(area))
    which = integer(plain(run, code))
    values.refuse_blank(*found)
    work = _SUBTOTALS.get(which - 100 if which > 100 else which)
    if work is None:
        raise Unsure
    return work([v for v in found if isinstance(v, int | float)], sum(v is not None for v in found))


_SUBTOTALS: dict[int, Callable[[list[float | int], int], Scalar]] = {
    1: lambda found, _: values.total(found) / len(found) if found else DIV,
    2: lambda found, _: len(found),
    3: lambda _, count: count,
    4: lambda found, _: max(found, default=0),
    5: lambda found, _: min(found, default=0),
    9: lambda found, _: values.total(found),
}


@taking("LARGE", 2, 2)
def _large(run: Run, array: Found, k: Found) -> Found:
    found, place = _sorted(run, array), integer(plain(run, k))
    return found[-place] if 1 <= place <= len(found) else NUM


@taking("SMALL", 2, 2)
def _small(run: Run, array: Found, k: Found) -> Found:
    found, place = _sorted(run, array), integer(plain(run, k))
    return found[place - 1] if 1 <= place <= len(found) else NUM


def _sorted(run: Run, argument: Found) -> list[float | int]:
    """The numbers of cells or of an array, in order."""
    if isinstance(argument, Areas) and len(argument.areas) == 1:
        unordered = area_numbers(run, argument.one)
        values.refuse_blank(*unordered)
        found: list[float | int] = note(run, ("sorted", argument.one), lambda: sorted(unordered))
        return found
    return sorted(counted(run, [argument]))


@taking("RANK RANK.EQ", 2, 3)
def _rank(run: Run, value: Found, array: Found, order: Found = 0) -> Found:
    """The rank of a number. Raises Unsure where it isn't there, or others differ by rounding only."""
    if not isinstance(array, Areas):
        raise Unsure
    subject, ascending = plain_number(run, value), plain_number(run, order) != 0
    if plain(run, value) is None or isinstance(plain(run, value), str):
        raise Unsure
    found = _sorted(run, array)
    low, high = bisect_left(found, subject), bisect_right(found, subject)
    for neighbour in found[max(low - 1, 0) : low] + found[high : high + 1]:
        if values.is_dusty(subject, neighbour):
            raise Unsure
    if low == high:
        raise Unsure
    return low + 1 if ascending else len(found) - high + 1


@deciding("SUMPRODUCT", 1)
def _sumproduct(run: Run, nodes: Sequence[Node]) -> Found:
    """The sum of products; in its brackets cells are arrays."""
    before, run.arrays = run.arrays, max(run.arrays, 1)
    try:
        factors = [run.matrix(run.found(node)) for node in nodes]
    finally:
        run.arrays = before
    height, width = factors[0].height, factors[0].width
    if any((m.height, m.width) != (height, width) for m in factors):
        return VALUE
    if any(m.tail not in (None, 0, False) for m in factors):
        raise Unsure
    for factor in factors:
        list(cell_values(run, Matrix(factor.rows, len(factor.rows), width)))
    stored = min(len(m.rows) for m in factors)
    products = [
        math.prod(_factor(m.rows[row][column]) for m in factors)
        for row in range(stored)
        for column in range(width)
    ]
    return values.total([values.finite(product) for product in products])


def _factor(value: Scalar) -> float | int:
    """A factor: anything but a number is 0."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0
