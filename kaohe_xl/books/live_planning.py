"""A patch of an open sheet as steps: columns that stand side by side are written as one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kaohe_xl.books import excel_com
from kaohe_xl.books.colouring import lacking
from kaohe_xl.books.equality import is_there
from kaohe_xl.books.grid import Area, Block, Change, Formula, SheetPatch, Style, TextColour, Value
from kaohe_xl.books.live_reading import Reading
from kaohe_xl.books.live_steps import Cells, Colour, Looks, NumberFormat, Sheet, Step, Width
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.serials import Shown, shown_as

DATE, DATE_AND_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_PLAIN = ("General", "G/通用格式", "")
FEW_BLOCKS = 8

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Copied:
    """Cells that get their looks from as many others in one column; side by side, all from the same one."""

    area: Area
    like: Area


def steps_of(at: Sheet, part: SheetPatch, reading: Reading, colours: Sequence[TextColour]) -> list[Step]:
    """What of the patch isn't there yet, in the order in which it is done. Raises BookError."""
    block, texts = reading.block, reading.looks.texts
    changes = to_first_cells(at.name, part.changes, block.merged)
    wanted = {(c.row, c.column): c for c in changes if not is_there(c, block)}
    styled = {(c.row, c.column): c.style for c in changes if c.style is not None}
    steps, given = _looks(at, styled, block)
    steps += _formats(at, wanted, given)
    steps += _no_texts(p for p in wanted if p in texts and p not in given and _is_no_text(wanted[p].after))
    steps += _widths(at, part)
    stated = {(c.row, c.column): c.after for c in changes}
    for area in _blocks(set(wanted), {p for p in stated if p not in block.formulas}):
        before = tuple(tuple(content(block, p) for p in line) for line in _lines(area))
        after = tuple(tuple(_written(stated[p]) for p in line) for line in _lines(area))
        steps.append(Cells(area, before, after))
    return steps + _coloured(lacking(part.colours, colours))


def copies(styled: Mapping[Place, Style]) -> list[Copied]:
    """The new looks in few pieces: joined down the columns where those they come from stand as far off,
    then with neighbours that come from the same cells."""
    open_ones: dict[tuple[int, int, Area], Copied] = {}
    done: list[Copied] = []
    for run in _runs(styled):
        key = (run.area.top, run.area.bottom, run.like)
        beside = open_ones.pop(key, None)
        if beside is not None and beside.area.right + 1 == run.area.left:
            run = Copied(replace(beside.area, right=run.area.right), run.like)
        elif beside is not None:
            done.append(beside)
        open_ones[key] = run
    return [*done, *open_ones.values()]


def _runs(styled: Mapping[Place, Style]) -> Iterator[Copied]:
    """Column by column, cells one below the other."""
    pieces = sorted(styled.items(), key=lambda one: (one[0][1], one[0][0]))
    first = 0
    for k in range(1, len(pieces) + 1):
        if k < len(pieces) and _continues(pieces[k - 1], pieces[k]):
            continue
        (top, column), style = pieces[first]
        (bottom, _), last = pieces[k - 1]
        like = Area(style.like[0], style.like[1], last.like[0], last.like[1])
        yield Copied(Area(top, column, bottom, column), like)
        first = k


def _continues(one: tuple[Place, Style], other: tuple[Place, Style]) -> bool:
    (row, column), style = one
    return other[0] == (row + 1, column) and other[1].like == (style.like[0] + 1, style.like[1])


def _blocks(wanted: set[Place], stated: set[Place]) -> list[Area]:
    """The blocks to be written: where it takes many to leave out what stands there already, larger ones."""
    exact = rectangles(wanted)
    if len(exact) <= FEW_BLOCKS:
        return exact
    joined = [area for area in rectangles(wanted | stated) if not wanted.isdisjoint(places(area))]
    return joined if len(joined) < len(exact) else exact


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


def _looks(at: Sheet, styled: Mapping[Place, Style], block: Block) -> tuple[list[Step], set[Place]]:
    """The looks of new cells, and the cells that get a number format by them.

    Cells that have looks of their own keep them, but for the number format.
    """
    pasted: list[Step] = []
    bare: set[Place] = set()
    codes = {place: style.number_format for place, style in styled.items()}
    pieces = (piece for piece in copies(styled) if piece.area != piece.like)
    for one, is_bare in _probed(at, pieces):
        if is_bare:
            is_merged = any(_meet(area, one.like) for area in block.merged)
            pasted.append(Looks(one.area, one.like, is_merged))
            bare |= set(places(one.area))
        else:
            like = at.cells(one.like)
            code = at.calls(lambda: like.number_format)  # noqa: B023  # called at once
            codes |= {place: code for place in places(one.area) if codes[place] is None}
    kinds: dict[tuple[str, bool], set[Place]] = {}
    for place, code in codes.items():
        if code is not None:
            kinds.setdefault((code, place in bare), set()).add(place)
    formats: list[Step] = []
    for (code, is_bare), found in kinds.items():
        for area in rectangles(found):
            formats += [NumberFormat(area, "General", code)] if is_bare else _number_formats(at, area, code)
    return pasted + formats, {place for found in kinds.values() for place in found}


def _probed(at: Sheet, pieces: Iterable[Copied]) -> Iterator[tuple[Copied, bool]]:
    """The pieces, and whether they have no looks; of several columns that have some each by itself."""
    for piece in pieces:
        area = piece.area
        if (is_bare := _is_bare(at.cells(area), at)) or area.left == area.right:
            yield piece, is_bare
            continue
        for column in range(area.left, area.right + 1):
            single = replace(area, left=column, right=column)
            yield Copied(single, piece.like), _is_bare(at.cells(single), at)


def _is_bare(cells: Any, at: Sheet) -> bool:
    """Whether cells have no looks that new ones would cover: format, fill, border, conditional format."""
    return (
        at.calls(lambda: cells.number_format) in _PLAIN
        and not at.calls(lambda: _is_filled(cells))
        and not at.calls(lambda: excel_com.has_looks(cells))
    )


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


def _widths(at: Sheet, part: SheetPatch) -> Iterator[Width]:
    """Neighbours that get the same width, in one step where they had the same one."""
    waiting = [Width(column, 0, after) for column, after in sorted(part.widths.items())]
    joined: list[Width] = []
    for one in waiting:
        last = joined[-1] if joined else None
        if last and last.column + last.columns == one.column and last.after == one.after:
            joined[-1] = replace(last, columns=last.columns + 1)
        else:
            joined.append(one)
    for one in joined:
        yield from _width(at, one)


def _width(at: Sheet, one: Width) -> Iterator[Width]:
    cells = one.cells(at)
    before = at.calls(lambda: cells.column_width)
    if before is None:
        for column in range(one.column, one.column + one.columns):
            yield from _width(at, Width(column, 0, one.after))
    elif before != one.after:
        yield replace(one, before=float(before))


def _coloured(colours: Iterable[TextColour]) -> list[Step]:
    """Those of one text and look in one step: a conditional format may lie on several areas."""
    alike: dict[tuple[str, str, str], list[TextColour]] = {}
    for one in colours:
        alike.setdefault((one.text, one.fill, one.font), []).append(one)
    return [Colour(tuple(found)) for found in alike.values()]


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
