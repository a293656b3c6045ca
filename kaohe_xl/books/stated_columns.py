"""Columns of which the office states what they hold: they go before what their headers seem to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kaohe_xl.books.columns import Column, Ground, Known, Layout
from kaohe_xl.books.words import tidy

Stated = Mapping[str, tuple["StatedColumn", ...]]
"""The stated columns of each sheet."""


@dataclass(frozen=True, slots=True)
class StatedColumn:
    """What a column under a header in `row` holds; `word` is how headers call that, "" for nothing to read.

    `name`: whose it is; where that is blank the header tells it, if `named_above`, else it is nobody's.
    """

    row: int
    index: int
    role: str
    word: str
    name: str = ""
    measure: str = ""
    named_above: bool = False


def stated_in(ground: Ground, stated: Stated) -> tuple[StatedColumn, ...]:
    """The stated columns that this header has."""
    box = ground.box
    return tuple(
        column
        for column in stated.get(ground.sheet.name, ())
        if box.top <= column.row <= box.bottom and box.left <= column.index <= box.right
    )


def agrees(layout: Layout | None, stated: Sequence[StatedColumn]) -> bool:
    """Whether the columns were taken for what is stated anyway."""
    if layout is None:
        return not stated
    known = {column.index: column for column in layout.columns}
    return all(one.index in known and _is_as_stated(known[one.index], one) for one in stated)


def _is_as_stated(column: Column, one: StatedColumn) -> bool:
    is_named = tidy(column.name) == tidy(one.name) if one.name else one.named_above or not column.name
    measured = not one.measure or tidy(one.measure) == column.measure
    return column.role == one.role and is_named and measured


def overruled(draft: Sequence[Column], stated: Sequence[StatedColumn]) -> list[Column]:
    """The columns with what is stated in the place of what was made of their headers."""
    by_index = {one.index: one for one in stated}
    return [_overruled(column, by_index.get(column.index)) for column in draft]


def _overruled(column: Column, one: StatedColumn | None) -> Column:
    if one is None:
        return column
    name = one.name or (column.name if one.named_above else "")
    category = column.category if name and name == column.name else ""
    measure = tidy(one.measure) or column.measure
    return replace(column, role=one.role, name=name, category=category, measure=measure, assumed=False)


def knowing(known: Known, stated: Sequence[StatedColumn]) -> Known:
    """The names known, with those that the statements use."""
    names = {tidy(one.name) for one in stated if one.name}
    return replace(known, units=known.units | names, indicators=known.indicators | names)
