"""Values inside formulas: numbers as Excel and LibreOffice both see them, or the admission of a doubt.

Where the two programs differ, or where it isn't known what Excel does, Unsure is raised: nothing is stored.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kaohe_xl.books.grid import ErrorValue

Scalar = float | int | str | bool | None
"""A value of a cell or of an expression; None is a blank cell. ErrorValue is a str."""

DIV, NA, VALUE, NUM = ErrorValue("#DIV/0!"), ErrorValue("#N/A"), ErrorValue("#VALUE!"), ErrorValue("#NUM!")
_DUST = 1e-13
_NOTHING = 8e-16
_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LONGEST_TEXT = 32_767


class Unsure(Exception):
    """A result that can't be told with certainty."""


class Unknown(Unsure):
    """A cell is read whose value isn't known."""


class Blank(int):
    """What a formula shows that came to a blank cell: 0 to Excel, something blank to other programs."""


BLANK: Final = Blank()


def refuse_blank(*found: Scalar) -> None:
    """Raises Unsure where one of the values is a formula's that came to a blank cell."""
    if any(type(value) is Blank for value in found):
        raise Unsure


@dataclass(frozen=True, slots=True)
class Matrix:
    """Values row by row. Below the rows that are there, up to `height`, every value is `tail`."""

    rows: Sequence[Sequence[Scalar]]
    height: int
    width: int
    tail: Scalar = None

    def flat(self) -> Iterator[Scalar]:
        """All values that are there, row by row. Raises Unsure where values below would count."""
        if self.tail is not None and self.height > len(self.rows):
            raise Unsure
        return (value for row in self.rows for value in row)

    def at(self, row: int, column: int) -> Scalar:
        """The value at 0-based row and column."""
        return self.rows[row][column] if row < len(self.rows) else self.tail


def number(value: Scalar) -> float | int | ErrorValue:
    """A value in arithmetic. Raises Unsure for a text that is a number in one program and none in another."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if value is None:
        return 0
    if isinstance(value, ErrorValue):
        return value
    return _number_in(value)


def _number_in(text: str) -> float | int | ErrorValue:
    if _PLAIN.fullmatch(text):
        return float(text) if "." in text else int(text)
    if text and not any(c.isnumeric() or c in "%￥¥$" for c in text):
        return VALUE
    raise Unsure


def is_number(value: Scalar) -> bool:
    """Whether this is a number: no truth value, no text. Raises Unsure for a formula's blank."""
    refuse_blank(value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def finite(result: float | int) -> float | int:
    """A result as cells can hold it. Raises Unsure for what is too large or isn't real."""
    if isinstance(result, complex) or not -9.99e307 <= result <= 9.99e307:
        raise Unsure
    if result != 0 and abs(result) < 1e-300:
        raise Unsure
    return result if isinstance(result, int) and abs(result) < 2**53 else result + 0.0


def added(a: float | int, b: float | int, is_last: bool) -> float | int:
    """a + b. What is left of two numbers that differ by rounding only is 0 in the last step of a formula.

    Raises Unsure where it can't be told from a real difference, or isn't the last step.
    """
    result = a + b
    largest = max(abs(a), abs(b))
    if result and abs(result) < _DUST * largest:
        if is_last and abs(result) < _NOTHING * largest:
            return 0
        raise Unsure
    return finite(result)


def total(numbers: Sequence[float | int]) -> float | int:
    """The sum. Raises Unsure where little but rounding is left of large numbers."""
    try:
        result = math.fsum(numbers)
        largest = max(map(abs, numbers), default=0)
    except OverflowError as error:
        raise Unsure from error
    if largest and abs(result) < _DUST * largest and (result or sum(numbers)):
        raise Unsure
    return finite(result)


def same_number(a: float | int, b: float | int) -> bool:
    """Whether two numbers are equal at 15 digits. Raises Unsure in the grey zone."""
    if a == b:
        return True
    difference, largest = abs(a - b), max(abs(a), abs(b))
    if difference > _DUST * largest:
        return False
    if difference < _NOTHING * largest and f"{a:.14e}" == f"{b:.14e}":
        return True
    raise Unsure


def is_dusty(a: float | int, b: float | int) -> bool:
    """Whether two numbers differ, but by no more than rounding."""
    return a != b and abs(a - b) <= _DUST * max(abs(a), abs(b))


def whole(value: float | int) -> int:
    """The largest integer that isn't above. Raises Unsure just below one."""
    nearest = round(value)
    if is_dusty(value, nearest) or abs(value) > 1e15:
        raise Unsure
    return math.floor(value)


def text(value: Scalar) -> str | ErrorValue:
    """A value joined to a text. Raises Unsure for truth values, and numbers that programs write unlike."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool | Blank):
        raise Unsure
    if value != 0 and not 1e-4 <= abs(value) < 1e15:
        raise Unsure
    return f"{value:.15g}"


def limited(result: str) -> str:
    """A text as cells can hold it. Raises Unsure for longer ones, and beyond Unicode's first plane."""
    if len(result) > _LONGEST_TEXT or any(c > "\uffff" for c in result):
        raise Unsure
    return result


def truth(value: Scalar) -> bool | ErrorValue:
    """A value as a condition. Raises Unsure for text."""
    if isinstance(value, ErrorValue):
        return value
    if isinstance(value, str):
        raise Unsure
    return bool(value)


def compared(a: Scalar, b: Scalar, sign: str) -> bool:
    """Whether a stands to b as `sign` says; neither is an error.

    Numbers come before texts. Raises Unsure for the order of two texts, and for a truth value beside
    anything else.
    """
    a, b = _filled(a, b), _filled(b, a)
    if isinstance(a, bool) is not isinstance(b, bool):
        raise Unsure
    if isinstance(a, str) or isinstance(b, str):
        refuse_blank(a, b)
    rank = _rank(a), _rank(b)
    if rank[0] != rank[1]:
        return _ORDER[sign]((rank[0] > rank[1]) - (rank[0] < rank[1]))
    if isinstance(a, str) and isinstance(b, str):
        same = a.lower() == b.lower()
        if not same and sign not in ("=", "<>"):
            raise Unsure
        return _ORDER[sign](0 if same else 1)
    assert not isinstance(a, str | None) and not isinstance(b, str | None)
    return _ORDER[sign](0 if same_number(a, b) else 1 if a > b else -1)


def _filled(value: Scalar, other: Scalar) -> Scalar:
    """A blank as what it is beside the other value."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0


def _rank(value: Scalar) -> int:
    return 1 if isinstance(value, str) else 0


_ORDER: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}
