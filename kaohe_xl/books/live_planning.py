"""A patch of an open sheet as steps: columns that stand side by side are written as one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kaohe_xl.books.colouring import lacking
from kaohe_xl.books.equality import is_there
from kaohe_xl.books.grid import Area, Block, Change, Formula, SheetPatch, Style, TextColour, Value
from kaohe_xl.books.live_reading import Reading
from kaohe_xl.books.live_steps import Cells, Colour, Looks, NumberFormat, Sheet, Step, Width
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.serials import Shown, shown_as

DATE, DATE_AND_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_PLAIN = ("General", "G/通用格式", "")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one column, one below the other, that get their looks from as many others."""

    area: Area
    like: Area
    number_format: str | None


def steps_of(at: Sheet, part: SheetPatch, reading: Reading, colours: Sequence[TextColour]) -> list[Step]:
    """What of the patch isn't there yet, in the order in which it is done. Raises BookError."""
    block, texts = reading.block, reading.looks.texts
    changes = to_first_cells(at.name, part.changes, block.merged)
    wanted = {(c.row, c.column): c for c in changes if not is_there(c, block)}
    styled = {(c.row, c.column): c.style for c in changes if c.style is not None}
    steps: list[Step] = []
    for run in runs(styled):
        steps += _looks(at, run, block)
    given = {place for run in runs(styled) if run.number_format for place in places(run.area)}
    steps += _formats(at, wanted, given)
    steps += _no_texts(p for p in wanted if p in texts and p not in given and _is_no_text(wanted[p].after))
    steps += _widths(at, part)
    for area in rectangles(set(wanted)):
        before = tuple(tuple(content(block, p) for p in line) for line in _lines(area))
        after = tuple(tuple(_written(wanted[p].after) for p in line) for line in _lines(area))
        steps.append(Cells(area, before, after))
    return steps + [Colour(colour) for colour in lacking(part.colours, colours)]


def runs(styled: dict[Place, Style]) -> Iterator[Run]:
    """The new looks, joined down the columns where those they come from stand as far off."""
    pieces: list[tuple[Place, Style]] = sorted(styled.items(), key=lambda one: (one[0][1], one[0][0]))
    first = 0
    for k in range(1, len(pieces) + 1):
        if k < len(pieces) and _continues(pieces[k - 1], pieces[k]):
            continue
        (top, column), style = pieces[first]
        (bottom, _), last = pieces[k - 1]
        like = Area(style.like[0], style.like[1], last.like[0], last.like[1])
        yield Run(Area(top, column, bottom, column), like, style.number_format)
        first = k


def _continues(one: tuple[Place, Style], other: tuple[Place, Style]) -> bool:
    (row, column), style = one
    (below, also), next_style = other
    is_below = (below, also) == (row + 1, column)
    is_alike = next_style.like == (style.like[0] + 1, style.like[1])
    return is_below and is_alike and next_style.number_format == style.number_format


def rectangles(cells: set[Place]) -> list[Area]:
    """The cells as few blocks: runs down a column, those of neighbours joined where they are as long."""
    open_ones: dict[tuple[int, int], Area] = {}
    done: list[Area] = []
    columns: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        columns.setdefault(column, []).append(row)
    for column in sorted(columns):
        grown: dict[tuple[int, int], Area] = {}
        if column - 1 not in columns:
            done += open_ones.values()
            open_ones = {}
        for top, bottom in _down(columns[column]):
            area = open_ones.pop((top, bottom), Area(top, column, bottom, column))
            grown[top, bottom] = Area(top, area.left, bottom, column)
        done += open_ones.values()
        open_ones = grown
    return [*done, *open_ones.values()]


def _down(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of rows that follow each other."""
    first = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or rows[k] != rows[k - 1] + 1:
            yield rows[first], rows[k - 1]
            first = k


def places(area: Area) -> Iterator[Place]:
    """The cells of an area."""
    return (place for line in _lines(area) for place in line)


def _lines(area: Area) -> Iterator[list[Place]]:
    for row in range(area.top, area.bottom + 1):
        yield [(row, column) for column in range(area.left, area.right + 1)]


def content(block: Block, place: Place) -> Value:
    """What stands in a cell: its formula where it has one."""
    formula = block.formulas.get(place)
    return Formula(formula) if formula is not None else block.at(*place)


def _written(value: Value) -> Value:
    return None if value == "" else value


def _looks(at: Sheet, run: Run, block: Block) -> Iterator[Step]:
    """The looks of new cells; cells that have looks of their own keep them, but for the number format."""
    code = run.number_format
    if run.area != run.like:
        cells, like = at.cells(run.area), at.cells(run.like)
        number_format = at.calls(lambda: cells.number_format)
        if number_format in _PLAIN and not at.calls(lambda: _is_filled(cells)):
            is_merged = any(_meet(area, run.like) for area in block.merged)
            yield Looks(run.area, run.like, is_merged)
        elif code is None:
            code = at.calls(lambda: like.number_format)
    if code is not None:
        yield from _number_formats(at, run.area, code)


def _formats(at: Sheet, wanted: Mapping[Place, Change], given: set[Place]) -> Iterator[Step]:
    """The number formats of cells that get a day; where Excel may choose one by itself, that of before."""
    kinds: dict[str | None, set[Place]] = {}
    for place, change in wanted.items():
        value = change.after
        if place in given or not isinstance(value, datetime | bool | Formula):
            continue
        has_time = isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
        code = (DATE_AND_TIME if has_time else DATE) if isinstance(value, datetime) else None
        kinds.setdefault(code, set()).add(place)
    for code, found in kinds.items():
        for area in rectangles(found):
            for step in _number_formats(at, area, code):
                yield replace(step, after=None) if code and _is_day(step.before) else step


def _number_formats(at: Sheet, area: Area, after: str | None) -> Iterator[NumberFormat]:
    """The new number format of an area, piece by piece where it had several."""
    cells = at.cells(area)
    before = at.calls(lambda: cells.number_format)
    if before is not None:
        yield NumberFormat(area, str(before), after)
        return
    for place in places(area):
        one = Area(*place, *place)
        cells = at.cells(one)
        yield NumberFormat(one, str(at.calls(lambda: cells.number_format)), after)  # noqa: B023


def _widths(at: Sheet, part: SheetPatch) -> Iterable[Width]:
    for column, width in part.widths.items():
        cells = at.cells(Area(1, column, 1, column))
        before = float(at.calls(lambda: cells.column_width) or 0)  # noqa: B023  # called at once
        if before != width:
            yield Width(column, before, width)


def _meet(one: Area, other: Area) -> bool:
    across = one.left <= other.right and one.right >= other.left
    return across and one.top <= other.bottom and one.bottom >= other.top


def _is_filled(cells: Any) -> bool:
    """Whether cells have a fill of their own; xlwings can't tell the colour of several ones."""
    try:
        return cells.color is not None
    except TypeError:
        return True


def _no_texts(found: Iterable[Place]) -> Iterator[NumberFormat]:
    """Cells that show everything as text, where something else is to stand: Excel would make a text of it."""
    return (NumberFormat(area, "@", "General") for area in rectangles(set(found)))


def _is_no_text(value: Value) -> bool:
    return isinstance(value, int | float | Formula)


def _is_day(code: str) -> bool:
    return code not in _PLAIN and shown_as(0, code) is Shown.DATE
