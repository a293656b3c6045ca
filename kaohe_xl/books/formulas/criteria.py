"""Functions with conditions written as values or texts: COUNTIF, SUMIFS, AVERAGEIF, MAXIFS."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import Areas, Found, Run
from kaohe_xl.books.formulas.functions import Failing, note, taking
from kaohe_xl.books.formulas.names import SheetArea
from kaohe_xl.books.formulas.values import DIV, VALUE, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW

_SIGN = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_MAYBE_NUMBER = re.compile(r"[\s\d.,:/%年月日时分秒eE+\-－，．￥¥$()（）]*")
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition on a cell: how it stands to a number, or which text it is; `pattern` for `*` and `?`."""

    sign: str
    number: float | int | None
    text: str
    pattern: re.Pattern[str] | None

    def matches(self, value: Scalar) -> bool:
        """Whether a cell's value meets the condition. Raises Unsure where programs disagree."""
        values.refuse_blank(value)
        if isinstance(value, bool) or (self.sign == "<>" and isinstance(value, ErrorValue)):
            raise Unsure
        found = self._matches_number(value) if self.number is not None else self._matches_text(value)
        return found is not (self.sign == "<>")

    def _matches_number(self, value: Scalar) -> bool:
        assert self.number is not None
        if isinstance(value, int | float):
            if values.is_dusty(value, self.number):
                raise Unsure
            return _ORDERS[self.sign](value, self.number) if self.sign in _ORDERS else value == self.number
        if self.sign not in _ORDERS and isinstance(value, str) and _is_maybe_number(value):
            raise Unsure
        return False

    def _matches_text(self, value: Scalar) -> bool:
        if not self.text:
            if value == "":
                raise Unsure
            return value is None
        if not isinstance(value, str) or isinstance(value, ErrorValue):
            return False
        return bool(self.pattern.fullmatch(value)) if self.pattern else value.lower() == self.text


def criterion(value: Scalar) -> Criterion:
    """The condition that a value says. Raises Unsure where programs read it differently."""
    if isinstance(value, int | float) and values.is_number(value):
        return Criterion("=", value, "", None)
    if not isinstance(value, str) or isinstance(value, ErrorValue):
        raise Unsure
    return _criterion(value)


@lru_cache(maxsize=4096)
def _criterion(said: str) -> Criterion:
    found = _SIGN.fullmatch(said)
    assert found is not None
    sign, operand = found[1] or "=", found[2]
    if _PLAIN_NUMBER.fullmatch(operand):
        return Criterion(sign, float(operand), "", None)
    is_text = operand.strip() == operand and operand.upper() not in ("TRUE", "FALSE") and "~" not in operand
    if _is_maybe_number(operand) or not is_text or sign in _ORDERS or operand.startswith("#"):
        raise Unsure
    pattern = None
    if "*" in operand or "?" in operand:
        parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in operand.lower())
        pattern = re.compile("".join(parts), re.DOTALL | re.IGNORECASE)
    return Criterion(sign, None, operand.lower(), pattern)


def _is_maybe_number(text: str) -> bool:
    return bool(text) and bool(_MAYBE_NUMBER.fullmatch(text)) and any(c.isnumeric() for c in text)


class _Index:
    """Where each value stands in an area: numbers by value, texts in small letters."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.places: dict[object, list[int]] = {}
        self.has_maybe_numbers = False
        width = matrix.width
        for row, line in enumerate(matrix.rows):
            for column, value in enumerate(line):
                if value is None:
                    continue
                if isinstance(value, bool | values.Blank):
                    raise Unsure
                if isinstance(value, str):
                    self.has_maybe_numbers = self.has_maybe_numbers or _is_maybe_number(value)
                    if isinstance(value, ErrorValue):
                        continue
                    key: object = value.lower()
                else:
                    key = value
                self.places.setdefault(key, []).append(row * width + column)
        self.numbers = sorted(key for key in self.places if isinstance(key, int | float))

    def equal(self, wanted: Criterion) -> Sequence[int]:
        """Where the value stands that the condition names. Raises Unsure where nearly the same stands."""
        if wanted.number is None:
            return self.places.get(wanted.text, ())
        low = bisect_left(self.numbers, wanted.number)
        high = bisect_right(self.numbers, wanted.number)
        beside = self.numbers[max(low - 1, 0) : low] + self.numbers[high : high + 1]
        if self.has_maybe_numbers or any(values.is_dusty(n, wanted.number) for n in beside):
            raise Unsure
        return self.places.get(wanted.number, ())


def _positions(run: Run, area: SheetArea, wanted: Criterion) -> Sequence[int]:
    """Where in the area, counted row by row, the condition is met. Raises Unsure if blanks below count."""
    if wanted.sign == "=" and wanted.pattern is None and (wanted.number is not None or wanted.text):
        index: _Index = note(run, ("index", area), lambda: _Index(run.cells.matrix(area)))
        return index.equal(wanted)
    matrix = run.cells.matrix(area)
    if matrix.height > len(matrix.rows) and wanted.matches(None):
        raise Unsure
    flat = (value for row in matrix.rows for value in row)
    return [position for position, value in enumerate(flat) if wanted.matches(value)]


def _met(run: Run, pairs: Sequence[tuple[SheetArea, Scalar]]) -> Sequence[int]:
    """Where all conditions are met."""
    if len({_size(area) for area, _ in pairs}) > 1:
        raise Failing(VALUE)
    found: set[int] | None = None
    for area, value in pairs:
        if isinstance(value, ErrorValue):
            raise Unsure
        positions = _positions(run, area, criterion(value))
        if len(pairs) == 1:
            return positions
        found = set(positions) if found is None else found.intersection(positions)
    return sorted(found or ())


def _size(area: SheetArea) -> tuple[int, int]:
    return area.bottom - area.top, area.right - area.left


def _pairs(run: Run, arguments: Sequence[Found]) -> list[tuple[SheetArea, Scalar]]:
    """Areas and their conditions, taken in turn."""
    if len(arguments) % 2:
        raise Unsure
    found = []
    for area, value in zip(arguments[::2], arguments[1::2], strict=True):
        if not isinstance(area, Areas):
            raise Unsure
        wanted = run.reduced(value)
        if isinstance(wanted, Matrix):
            raise Unsure
        found.append((area.one, wanted))
    return found


def _numbers_at(run: Run, area: SheetArea, positions: Sequence[int]) -> list[float | int]:
    """The numbers at these positions. Raises Failing for an error among them, Unsure for truth values."""
    rows, width = run.cells.matrix(area).rows, area.right - area.left + 1
    found: list[float | int] = []
    for position in positions:
        row, column = divmod(position, width)
        value = rows[row][column] if row < len(rows) else None
        if isinstance(value, bool):
            raise Unsure
        if isinstance(value, ErrorValue):
            raise Failing(value)
        if isinstance(value, int | float):
            found.append(value)
    return found


def _beside(first: SheetArea, other: Found) -> SheetArea:
    """The cells to be added up: the other area, or as many as the first has from its only cell on."""
    if not isinstance(other, Areas):
        raise Unsure
    area = other.one
    if _size(area) not in (_size(first), (0, 0)):
        raise Unsure
    bottom, right = area.top + first.bottom - first.top, area.left + first.right - first.left
    if bottom > LAST_ROW or right > LAST_COLUMN:
        raise Unsure
    return area._replace(bottom=bottom, right=right)


@taking("COUNTIF", 2, 2)
def _countif(run: Run, area: Found, value: Found) -> Found:
    """How many cells meet a condition; for an array of conditions an array."""
    if not isinstance(area, Areas):
        raise Unsure
    cells = area.one

    def count(wanted: Scalar) -> Scalar:
        """The cells that meet one condition."""
        return len(_met(run, [(cells, wanted)]))

    wanted = run.reduced(value)
    return run.lifted(count, [wanted]) if run.arrays or not isinstance(wanted, Matrix) else None


@taking("COUNTIFS", 2)
def _countifs(run: Run, *arguments: Found) -> Found:
    return len(_met(run, _pairs(run, arguments)))


@taking("SUMIF", 2, 3)
def _sumif(run: Run, *arguments: Found) -> Found:
    return values.total(_if_numbers(run, arguments))


@taking("AVERAGEIF", 2, 3)
def _averageif(run: Run, *arguments: Found) -> Found:
    return _mean(_sure(_if_numbers(run, arguments)))


def _if_numbers(run: Run, arguments: Sequence[Found]) -> list[float | int]:
    pairs = _pairs(run, arguments[:2])
    first, wanted = pairs[0]
    added = _beside(first, arguments[2]) if len(arguments) == 3 else first
    key = ("if", first, type(wanted), wanted, added)
    found: list[float | int] = note(run, key, lambda: _numbers_at(run, added, _met(run, pairs)))
    return found


@taking("SUMIFS", 3)
def _sumifs(run: Run, *arguments: Found) -> Found:
    return values.total(_ifs_numbers(run, arguments))


@taking("AVERAGEIFS", 3)
def _averageifs(run: Run, *arguments: Found) -> Found:
    return _mean(_sure(_ifs_numbers(run, arguments)))


@taking("MAXIFS", 3)
def _maxifs(run: Run, *arguments: Found) -> Found:
    return max(_sure(_ifs_numbers(run, arguments)), default=0)


@taking("MINIFS", 3)
def _minifs(run: Run, *arguments: Found) -> Found:
    return min(_sure(_ifs_numbers(run, arguments)), default=0)


def _ifs_numbers(run: Run, arguments: Sequence[Found]) -> list[float | int]:
    pairs = _pairs(run, arguments[1:])
    if not isinstance(arguments[0], Areas):
        raise Unsure
    area, first = arguments[0].one, pairs[0][0]
    if _size(area) != _size(first):
        raise Failing(VALUE)
    return _numbers_at(run, area, _met(run, pairs))


def _sure(found: list[float | int]) -> list[float | int]:
    values.refuse_blank(*found)
    return found


def _mean(found: Sequence[float | int]) -> Scalar:
    return values.total(found) / len(found) if found else DIV
