"""Functions of numbers: rounding, remainders, roots, logarithms."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import power
from kaohe_xl.books.formulas.functions import integer, lifting, number
from kaohe_xl.books.formulas.values import DIV, Scalar, Unsure

_WIDE = Context(prec=80)
_CLOSE, _FAR = Decimal("1E-15"), Decimal("1E-13")


def _rounded(value: Scalar, digits: Scalar, way: str) -> Scalar:
    """The number rounded as decimals: what differs by rounding only from where it changes over is there.

    Raises Unsure where it is so near to that that programs may see different sides of it.
    """
    found, places = number(value), integer(digits)
    if not -15 <= places <= 15 or abs(found) * 10.0 ** max(places, 0) >= 1e15:
        raise Unsure
    if isinstance(found, int) and places >= 0:
        return found
    exact, step = abs(Decimal(found)), Decimal(1).scaleb(-places)
    half = step / 2 if way == ROUND_HALF_UP else Decimal(0)
    edge = (exact - half).quantize(step, ROUND_HALF_UP, _WIDE) + half
    distance = abs(exact - edge)
    if distance > _CLOSE * exact and distance <= _FAR * exact:
        raise Unsure
    result = (edge if distance <= _CLOSE * exact else exact).quantize(step, way, _WIDE)
    return values.finite(math.copysign(float(result), found))


def rounded(value: float | int, places: int) -> float | int:
    """The number rounded half up. Raises Unsure as ROUND does."""
    return number(_rounded(value, places, ROUND_HALF_UP))


lifting("ROUND", 2, 2)(lambda value, digits: _rounded(value, digits, ROUND_HALF_UP))
lifting("ROUNDUP", 2, 2)(lambda value, digits: _rounded(value, digits, ROUND_UP))
lifting("ROUNDDOWN", 2, 2)(lambda value, digits: _rounded(value, digits, ROUND_DOWN))
lifting("TRUNC", 1, 2)(lambda value, digits=0: _rounded(value, digits, ROUND_DOWN))


@lifting("INT", 1, 1)
def _int(value: Scalar) -> Scalar:
    return values.whole(number(value))


@lifting("MOD", 2, 2)
def _mod(value: Scalar, divisor: Scalar) -> Scalar:
    a, b = number(value), number(divisor)
    if b == 0:
        return DIV
    if abs(a / b) > 1e9 or (abs(a / b) > 1e3 and a != int(a)):
        raise Unsure
    result = a - b * values.whole(a / b)
    if result and abs(result) < 1e-12 * max(abs(a), abs(b)):
        raise Unsure
    return values.finite(result)


@lifting("CEILING", 2, 2)
def _ceiling(value: Scalar, multiple: Scalar) -> Scalar:
    return _multiple(number(value), number(multiple), math.ceil)


@lifting("FLOOR", 2, 2)
def _floor(value: Scalar, multiple: Scalar) -> Scalar:
    return _multiple(number(value), number(multiple), math.floor)


def _multiple(a: float | int, b: float | int, way: Callable[[float], int]) -> Scalar:
    """The next multiple; a number that is one but for rounding is one. Raises Unsure below 0."""
    if a < 0 or b <= 0 or a / b > 1e9:
        raise Unsure
    ratio = a / b
    nearest = round(ratio)
    distance = abs(a - nearest * b)
    if 1e-15 * a < distance < 1e-12 * a:
        raise Unsure
    return values.finite((nearest if distance <= 1e-15 * a else way(ratio)) * b)


lifting("ABS", 1, 1)(lambda value: abs(number(value)))
lifting("SIGN", 1, 1)(lambda value: (number(value) > 0) - (number(value) < 0))
lifting("POWER", 2, 2)(lambda a, b: values.finite(power(number(a), number(b))))
lifting("PI", 0, 0)(lambda: math.pi)


def _real(work: Callable[[float | int], float]) -> Callable[[Scalar], Scalar]:
    """A function of one number; what isn't real is Unsure."""
    return lambda value: values.finite(work(number(value)))


lifting("SQRT", 1, 1)(_real(math.sqrt))
lifting("EXP", 1, 1)(_real(math.exp))
lifting("LN", 1, 1)(_real(math.log))
lifting("LOG10", 1, 1)(_real(math.log10))
