"""A block as it will be once a patch is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kaohe_xl.books.grid import Block, Formula, NewSheet, SheetPatch, Value

if TYPE_CHECKING:
    from kaohe_xl.books.formulas.waiting import Result


def applied(block: Block, part: SheetPatch) -> Block:
    """The block after a patch: new formulas without a value, percent cells as they were or as styled."""
    rows = [list(row) for row in block.values]
    formulas, stale, percents = dict(block.formulas), set(block.stale), set(block.percents)
    for change in part.changes:
        place = (change.row, change.column)
        formulas.pop(place, None)
        stale.discard(place)
        value = change.after if change.after != "" else None
        if isinstance(value, Formula):
            formulas[place], value = str(value), None
            stale.add(place)
        if change.style is not None:
            code = change.style.number_format
            is_percent = change.style.like in block.percents if code is None else "%" in code
            (percents.add if is_percent else percents.discard)(place)
        _put(rows, place, value)
    shown = frozenset(p for p in percents if isinstance(block_value(rows, p), int | float | None))
    return Block(rectangle(rows), block.merged, shown, formulas, frozenset(stale), block.hidden)


def recalculated(block: Block, results: Mapping[tuple[int, int], Result]) -> Block:
    """The block with other results of formulas; one that isn't known is stale."""
    if not results:
        return block
    rows = [list(row) for row in block.values]
    stale, percents = set(block.stale), set(block.percents)
    for place, result in results.items():
        (stale.add if result.value is None else stale.discard)(place)
        if result.is_percent:
            percents.add(place)
        _put(rows, place, result.value)
    shown = frozenset(p for p in percents if isinstance(block_value(rows, p), int | float | None))
    return replace(block, values=rectangle(rows), percents=shown, stale=frozenset(stale))


def block_of_new(sheet: NewSheet) -> Block:
    """The block of a sheet that is added."""
    rows = [[None if value == "" else value for value in row] for row in sheet.rows]
    written = {
        (r, c): value
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if isinstance(value, Formula)
    }
    for row, column in written:
        rows[row - 1][column - 1] = None
    percents = frozenset(
        place
        for place, code in sheet.formats.items()
        if "%" in code and isinstance(block_value(rows, place), int | float | None)
    )
    merged = sheet.page.merged if sheet.page else ()
    formulas = {p: str(f) for p, f in written.items()}
    return Block(rectangle(rows), merged, percents, formulas, frozenset(written))


def block_value(rows: Sequence[Sequence[Value]], place: tuple[int, int]) -> Value:
    """The value at 1-based (row, column); None outside."""
    row, column = place
    return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None


def _put(rows: list[list[Value]], place: tuple[int, int], value: Value) -> None:
    row, column = place
    rows.extend([] for _ in range(row - len(rows)))
    line = rows[row - 1]
    line.extend([None] * (column - len(line)))
    line[column - 1] = value


def rectangle(rows: Sequence[Sequence[Value]]) -> tuple[tuple[Value, ...], ...]:
    """Rows of one length, up to the last cell that holds something."""
    bottom = max((r for r, row in enumerate(rows, 1) if any(v is not None for v in row)), default=0)
    right = max((c for row in rows for c, v in enumerate(row, 1) if v is not None), default=0)
    return tuple(tuple(row[:right]) + (None,) * (right - len(row)) for row in rows[:bottom])
