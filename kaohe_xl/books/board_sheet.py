"""The leaders' overview in the workbook itself: the sheet 考核看板, one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.board_marks import is_board
from kaohe_xl.books.faces import Face
from kaohe_xl.books.grid import Area, Grid, NewSheet, OnePage, Patch, TextColour, Value
from kaohe_xl.books.writing import LIGHT_COLOURS
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence
from kaohe_xl.messages.board import words

NAME = words("sheet")
COLUMNS, _WIDTH = 30, 4.4


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a row of the page, merged over so many columns; `code` is its number format."""

    value: Value
    columns: int
    face: Face
    code: str = "General"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page: its spans from the left, and how high it is in points."""

    spans: tuple[Span, ...]
    height: float


@dataclass
class _Sheet:
    """The sheet while it grows."""

    rows: list[tuple[Value, ...]] = field(default_factory=list)
    faces: dict[tuple[int, int], Face] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """One more row."""
        row, values = len(self.rows) + 1, list[Value]()
        for span in line.spans:
            left = len(values) + 1
            values += [span.value, *[None] * (span.columns - 1)]
            self.faces.update({(row, column): span.face for column in range(left, len(values) + 1)})
            if span.code != "General":
                self.formats[row, left] = span.code
            if span.columns > 1:
                self.merged.append(Area(row, left, row, len(values)))
        self.rows.append((*values, *[None] * (COLUMNS - len(values))))


def board_patch(grid: Grid, lines: Sequence[Line]) -> Patch:
    """What writes the page into the workbook, in the place of the one before; empty where it is there.

    Raises BookError where the office has a sheet of that name.
    """
    new, old = _new(lines), _old(grid)
    if old and _is_there(grid, old, new):
        return Patch()
    return Patch(added={NAME: new}, removed=(old,) if old else ())


def removal_patch(grid: Grid) -> Patch:
    """What takes the page out. Raises InputError where there is none, BookError for one of the office's."""
    old = _old(grid)
    if not old:
        raise InputError(*sentence("BOARD_NOT_THERE", book=grid.name, sheet=NAME))
    return Patch(removed=(old,))


def _old(grid: Grid) -> str:
    """Our sheet of that name; "" for none."""
    named = next((name for name in grid.sheets if name.casefold() == NAME.casefold()), "")
    if named and not is_board(grid.block(named)):
        raise BookError(*sentence("BOARD_NAME_TAKEN", book=grid.name, sheet=named))
    return named


def _new(lines: Sequence[Line]) -> NewSheet:
    sheet = _Sheet()
    for line in (*lines, Line((Span(words("mark"), COLUMNS, Face.NOTE),), 14)):
        sheet.add(line)
    heights = {row: line.height for row, line in enumerate(lines, 1)}
    area = Area(1, 1, len(sheet.rows), COLUMNS)
    colours = tuple(TextColour(area, light.value, *pair) for light, pair in LIGHT_COLOURS.items())
    page = OnePage(sheet.faces, tuple(sheet.merged), heights, colours)
    return NewSheet(tuple(sheet.rows), 0, (_WIDTH,) * COLUMNS, formats=sheet.formats, page=page)


def _is_there(grid: Grid, name: str, new: NewSheet) -> bool:
    """Whether the sheet says the same already, in the same places and colours."""
    block, page = grid.block(name), new.page
    if page is None or {*block.merged} != {*page.merged} or len(block.values) != len(new.rows):
        return False
    if not {*page.colours} <= {*grid.colours(name)}:
        return False
    return all(
        block.at(number, column) == value
        for number, row in enumerate(new.rows, 1)
        for column, value in enumerate(row, 1)
    )
