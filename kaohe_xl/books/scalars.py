"""What scripts hand over as a cell's value, brought to what a cell can hold."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Rational, Real

from kaohe_xl.books.grid import ErrorValue, Formula, Value
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

LARGEST = 9.99999999999999e307


def cell_value(value: object, cell: str) -> Value:
    """`value` as a cell holds it: numbers of any library, dates, text; text with a leading `=` is a formula.

    Raises InputError naming `cell` for what no cell can hold: NaN, infinity, times, other objects.
    """
    if isinstance(value, (ErrorValue, Formula)):
        return value
    if isinstance(value, str):
        return Formula(value) if value.startswith("=") and len(value) > 1 else str(value)
    value = _plain(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (datetime, date)) and value == value:  # pandas' NaT is a datetime that isn't itself
        return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= LARGEST:
        return value
    raise InputError(*sentence("NOT_A_CELL_VALUE", cell=cell, value=value, kind=type(value).__name__))


def _plain(value: object) -> object:
    """Scalars of numpy and pandas, decimals and fractions as Python's own numbers."""
    if not isinstance(value, (bool, int, float, datetime)) and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value) if abs(int(value)) <= 10**15 else _real(value)
    return _real(value) if isinstance(value, (Decimal, Rational, Real)) else value


def _real(value: Decimal | Real) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
