"""When two values are the same to a person at Excel."""

from __future__ import annotations

from datetime import datetime

from kaohe_xl.books.grid import Block, Change, Formula, Value


def is_there(change: Change, block: Block) -> bool:
    """Whether the cell holds the value already; numbers at the 15 digits that Excel shows."""
    place = (change.row, change.column)
    if isinstance(change.after, Formula):
        return block.formulas.get(place) == change.after
    if place in block.formulas:
        return False
    return same_value(block.at(*place), change.after)


def same_value(old: Value, new: Value) -> bool:
    """Whether a cell would show and compute the same with either value."""
    if old in (None, "") or new in (None, ""):
        return old in (None, "") and new in (None, "")
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, int | float) and isinstance(new, int | float):
        return _digits(old) == _digits(new)
    if isinstance(old, datetime) and isinstance(new, datetime):
        return abs((old.replace(tzinfo=None) - new.replace(tzinfo=None)).total_seconds()) < 0.001
    return type(old) is type(new) and old == new  # a text, an error and a formula are three things


def _digits(number: float) -> str:
    """The 15 digits that Excel shows, and the power; a number beyond all floats as it is."""
    try:
        return f"{number:.14e}"
    except OverflowError:
        return hex(int(number))
