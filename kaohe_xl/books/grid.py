"""The Grid protocol, what a sheet looks like to a reader, and the Patch: what will change, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kaohe_xl.books.faces import Face
from kaohe_xl.errors import BookError

Value = str | int | float | bool | datetime | None


class SheetTooLarge(BookError):
    """One sheet is too large to be read; the others are not concerned."""


class ErrorValue(str):
    """An Excel error in a cell: `#DIV/0!`, `#N/A`, ..."""

    __slots__ = ()


class Formula(str):
    """A formula to write, with its leading `=`. A plain str is always text, whatever it starts with."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, 1-based, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Block:
    """A sheet as one block, always from A1: `values[row - 1][column - 1]`.

    merged    merged areas; only their first cell has a value
    percents  (row, column), 1-based, of numbers that Excel shows as a percentage, and of blank cells
              that would show one so
    formulas  (row, column) -> formula text with `=`; a shared formula's followers have `=`
    stale     cells whose formula has no cached value
    tables    Excel tables, from their header row to the last row before their totals
    names     defined names that stand for one area of this sheet
    """

    values: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] = ()
    percents: Set[tuple[int, int]] = frozenset()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    stale: Set[tuple[int, int]] = frozenset()
    hidden: bool = False
    tables: tuple[Area, ...] = ()
    names: Mapping[str, Area] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Value:
        """The value at 1-based row and column; None outside the block."""
        if 1 <= row <= len(self.values) and 1 <= column <= len(self.values[row - 1]):
            return self.values[row - 1][column - 1]
        return None


@dataclass(frozen=True, slots=True)
class Style:
    """How a new cell looks: like the cell at `like` (row, column of the same sheet), with
    `number_format` in its place where given. None for an existing cell: it keeps its looks."""

    like: tuple[int, int]
    number_format: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a patch, 1-based; `before` is what the reader saw there."""

    row: int
    column: int
    after: Value
    before: Value = None
    style: Style | None = None


@dataclass(frozen=True, slots=True)
class TextColour:
    """A conditional format: cells of `area` whose text equals `text` get fill and font colour
    (RRGGBB). Installed once: a sheet that has an equal rule on that area is left alone."""

    area: Area
    text: str
    fill: str
    font: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What we put into a sheet and take out again, as if it had never been there.

    bare      areas whose cells go where they are empty, looks and all
    colours   text colours that go; what else the office has on these areas stays
    widths    column -> the width that we gave it; one of another width by now stays
    """

    bare: tuple[Area, ...] = ()
    colours: tuple[TextColour, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is taken out."""
        return not (self.bare or self.colours or self.widths)


@dataclass(frozen=True, slots=True)
class SheetPatch:
    """What changes in one sheet. `widths`: column -> width of a new column (characters).

    `heights`: row -> points, of rows that the sheet doesn't have yet.
    `undone` is taken out after the changes are made. `continued`: new rows of a list; where they stand
    right below an Excel table they become rows of it.
    """

    changes: tuple[Change, ...] = ()
    colours: tuple[TextColour, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    undone: Undone = Undone()
    continued: tuple[Area, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.changes or self.colours or self.widths) and self.undone.is_empty


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down list: what may be picked in the cells of `area`; anything else may be typed, too."""

    area: Area
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnePage:
    """How a sheet looks that is printed on one A4 page across, and on nothing else.

    faces     (row, column) -> what the cell is; heights: row -> points
    """

    faces: Mapping[tuple[int, int], Face]
    merged: tuple[Area, ...] = ()
    heights: Mapping[int, float] = field(default_factory=dict)
    colours: tuple[TextColour, ...] = ()


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A worksheet to add behind all others: values from A1 on, and simple looks.

    header    the row of column headers, bold on a fill, frozen with what stands above; 0 for none
    widths    of the columns from A (characters)
    wrapped   columns whose texts wrap; filled: columns that are for input
    formats   (row, column) -> number format; links: (row, column) -> the cell that a click leads to
    choices   drop-down lists, for as long as their texts are few: Excel takes 255 characters
    page      faces of cells, merged areas, heights; printed on one page; None for a list
    """

    rows: tuple[tuple[Value, ...], ...]
    header: int = 1
    widths: tuple[float, ...] = ()
    wrapped: Set[int] = frozenset()
    filled: Set[int] = frozenset()
    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    choices: tuple[Choices, ...] = ()
    page: OnePage | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """What will change, sheet by sheet. An empty patch writes nothing at all.

    First the sheets of `removed` go (only such as were put there by the program), then those of `added`
    come, behind all others; `sheets` may speak of them. One that is removed and added is made anew.
    `comments`: sheet -> (row, column) -> text of all comments (批注) that are the program's from then on,
    in the place of those it put there before; None: they stay as they are.
    """

    sheets: Mapping[str, SheetPatch] = field(default_factory=dict)
    added: Mapping[str, NewSheet] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    comments: Mapping[str, Mapping[tuple[int, int], str]] | None = None

    @property
    def cells(self) -> int:
        """How many cells change in sheets that are there."""
        return sum(len(sheet.changes) for sheet in self.sheets.values())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        is_bare = not (self.added or self.removed) and self.comments is None
        return is_bare and all(sheet.is_empty for sheet in self.sheets.values())


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the workbook went, None where nothing was written; and where its former self is kept.

    Where `path` is a new file beside the workbook, which is what it was, there is no backup: a note says why.
    """

    path: Path | None
    backup: Path | None
    notes: tuple[str, ...] = ()


class Grid(Protocol):
    """A workbook: on disk, open in Excel, or in memory. One contract suite runs on all of them."""

    @property
    def name(self) -> str:
        """The workbook's file name, for messages."""

    @property
    def path(self) -> Path | None:
        """Where it lies on disk; None for a workbook never saved."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order, hidden ones included."""

    def block(self, sheet: str) -> Block:
        """The sheet's used range, read at once and kept. Raises InputError for an unknown sheet."""

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats that the sheet already has."""

    def save(self, patch: Patch) -> Saved:
        """Write the patch, the whole of it or nothing. Raises BookError; the file is then untouched.

        An empty patch writes nothing. Afterwards `block` shows the new values.
        """
