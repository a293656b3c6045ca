"""Finding the lists that state the rules (考核设置, 计分规则, ...) by their header words, anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kaohe_xl.books.grid import Area, Block, Grid, Value
from kaohe_xl.books.listshapes import HEADS, SHAPES, Kind, Shape
from kaohe_xl.books.plain import compact
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.findings import Cell

# A header with one of these belongs to a table of figures, whatever else it says.
_FIGURES = re.compile(r"完成|目标|计划|任务|序时|得分|总分|位次")
_SUPERVISION = (Kind.LEDGER, Kind.PROPOSALS)
_BRACKETS = re.compile(r"\([^()]*\)|[:*]$")
_NOTE = re.compile(r"(?:附?注|备注|说明|填表说明|制表人?|填表人|审核人)\d*[:：].*|合计|小计|总计|[.…]{2,}")


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: where it stands, which column holds what, which rows are its records (1-based).

    `titled`: its sheet's name or a title above it says what it is. `title` is that text.
    `book`: the workbook, where it isn't the assessed one.
    """

    kind: Kind
    sheet: str
    block: Block
    area: Area
    columns: Mapping[str, int]
    rows: tuple[int, ...]
    titled: bool = False
    title: str = ""
    anchors: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    book: str = ""

    def value(self, row: int, name: str) -> Value:
        """What stands in the field's column; a cell merged down speaks for all its rows."""
        column = self.columns.get(name)
        return None if column is None else self.block.at(*self.anchors.get((row, column), (row, column)))

    def place(self, row: int, *names: str) -> Cell:
        """The cell of the first of these fields that the list has a column for."""
        column = next((self.columns[name] for name in names if name in self.columns), self.area.left)
        sheet = f"[{self.book}]{self.sheet}" if self.book else self.sheet
        return Cell(sheet, cell_name(*self.anchors.get((row, column), (row, column))))

    def without(self, places: frozenset[tuple[int, int]]) -> Listing:
        """The list with these cells blank."""
        if not places:
            return self
        rows = [list(row) for row in self.block.values]
        for row, column in places:
            rows[row - 1][column - 1] = None
        return replace(self, block=replace(self.block, values=tuple(map(tuple, rows))))

    def is_percent(self, row: int, name: str) -> bool:
        """Whether Excel shows the field's number as a percentage."""
        return (row, self.columns.get(name, 0)) in self.block.percents


def find_listings(grid: Grid) -> tuple[Listing, ...]:
    """All lists of all kinds in the workbook, sheet by sheet, from the top down."""
    words: dict[str, str] = {}
    return tuple(listing for sheet in grid.sheets for listing in _in_sheet(sheet, grid.block(sheet), words))


@dataclass(frozen=True, slots=True)
class _Header:
    """A stretch of neighbouring header cells: column -> word."""

    row: int
    cells: Mapping[int, str]

    @property
    def left(self) -> int:
        """The first column."""
        return min(self.cells)

    @property
    def right(self) -> int:
        """The last column."""
        return max(self.cells)

    def meets(self, other: _Header) -> bool:
        """Whether the two share a column."""
        return self.left <= other.right and other.left <= self.right


def _in_sheet(sheet: str, block: Block, words: dict[str, str]) -> Iterator[Listing]:
    headers = list(_headers(block, words))
    found = 0
    for header in headers:
        title = _title(sheet, block, header)
        kind, titled = _kind(header, title)
        if kind is None:
            continue
        below = (other.row for other in headers if other.row > header.row and header.meets(other))
        found += 1
        end = len(block.values) + 1
        if kind is Kind.MAPPING:  # full of header words: its rows are no headers
            yield _listing(kind, sheet, block, header, end, title, titled)
            return
        yield _listing(kind, sheet, block, header, min(below, default=end), title, titled)
    name = compact(sheet)
    if not found and any(title in name for title in SHAPES[Kind.SETTINGS].titles):
        yield from _without_header(sheet, block)


def _headers(block: Block, words: dict[str, str]) -> Iterator[_Header]:
    """Stretches with two words that a header would have; three, or a list's own two, end the list above."""
    bottom, right = len(block.values), len(block.values[0]) if block.values else 0
    across = {
        (row, column): area.left
        for area in block.merged
        for row in range(area.top, min(area.bottom, area.top + 5, bottom) + 1)
        for column in range(area.left + 1, min(area.right, area.left + 50, right) + 1)
    }
    for number, row in enumerate(block.values, 1):
        known = 0
        for value in row:
            if type(value) is str and len(value) <= 20:
                word = words.get(value)
                if word is None:
                    word = words[value] = _BRACKETS.sub("", compact(value))
                known += word in HEADS
        if known >= 2:
            yield from _stretches(number, row, words, across)


def _stretches(
    number: int, row: tuple[Value, ...], words: Mapping[str, str], across: Mapping[tuple[int, int], int]
) -> Iterator[_Header]:
    cells: dict[int, str] = {}
    for column, value in enumerate((*row, None), 1):
        if value is None or value == "":
            if cells and (number, column) not in across:
                yield from _as_header(number, cells)
                cells = {}
        else:
            cells[column] = words.get(value, "") if isinstance(value, str) else ""


def _as_header(number: int, cells: dict[int, str]) -> Iterator[_Header]:
    header = _Header(number, cells)
    known = {word for word in cells.values() if word in HEADS}
    shapes = SHAPES.values()
    if len(known) >= 3 or any(
        _columns(header, one, one.needed) or _columns(header, one, one.titled) for one in shapes
    ):
        yield header


def _columns(header: _Header, shape: Shape, needed: tuple[str, ...]) -> dict[str, int]:
    """Field -> column of the shape in this header; empty where a needed one is missing."""
    columns: dict[str, int] = {}
    for column, word in header.cells.items():
        for name, aliases in shape.heads.items():
            if word in aliases and name not in columns and column not in columns.values():
                columns[name] = column
    if "points" in needed and "points" not in columns and ("bonus" in columns or "deduction" in columns):
        needed = tuple(name for name in needed if name != "points")
    return columns if all(name in columns for name in needed) else {}


def _kind(header: _Header, title: str) -> tuple[Kind | None, bool]:
    """What kind of list the header belongs to, and whether its title says so."""
    words = header.cells.values()
    figures = any(_FIGURES.search(word) for word in words)
    if figures:  # 完成时限, 阶段目标: words of the supervision lists are no figures
        figures = not any(_columns(header, SHAPES[kind], SHAPES[kind].needed) for kind in _SUPERVISION)
    if not figures:
        for kind, shape in SHAPES.items():
            told = not shape.telling or any(word in shape.telling for word in words)
            if told and _columns(header, shape, shape.needed):
                return kind, any(word in title for word in shape.titles)
    for kind, shape in SHAPES.items():
        named = (
            title.split("\n")[0] in shape.titles if figures else any(word in title for word in shape.titles)
        )
        if named and _columns(header, shape, shape.titled):
            return kind, True
    return None, False


def _title(sheet: str, block: Block, header: _Header) -> str:
    """The sheet's name and the lone cells above the header."""
    texts = [compact(sheet)]
    for row in range(header.row - 1, max(header.row - 4, 0), -1):
        filled = [value for value in block.values[row - 1] if value not in (None, "")]
        if len(filled) > 1:
            break
        texts += [compact(value) for value in filled if isinstance(value, str)]
    return "\n".join(texts)


def _listing(
    kind: Kind, sheet: str, block: Block, header: _Header, end: int, title: str, titled: bool
) -> Listing:
    columns, titles = _columns(header, SHAPES[kind], ()), _merged_across(block)
    rows = tuple(row for row in range(header.row + 1, end) if _is_record(block, row, columns, titles))
    area = Area(header.row, header.left, rows[-1] if rows else header.row, header.right)
    return Listing(kind, sheet, block, area, columns, rows, titled, title, _anchors(block, area))


def _without_header(sheet: str, block: Block) -> Iterator[Listing]:
    """考核设置 whose header row was deleted: names in column A, values in B."""
    columns, titles = {"name": 1, "value": 2, "note": 3}, _merged_across(block)
    rows = tuple(r for r in range(1, len(block.values) + 1) if _is_record(block, r, columns, titles))
    if rows:
        yield Listing(Kind.SETTINGS, sheet, block, Area(rows[0], 1, rows[-1], 3), columns, rows, True, sheet)


def _merged_across(block: Block) -> Mapping[int, Sequence[Area]]:
    """Row -> the areas merged over several of its columns."""
    found: dict[int, list[Area]] = {}
    for area in block.merged:
        if area.right > area.left:
            for row in range(area.top, min(area.bottom, len(block.values)) + 1):
                found.setdefault(row, []).append(area)
    return found


def _is_record(
    block: Block, row: int, columns: Mapping[str, int], titles: Mapping[int, Sequence[Area]]
) -> bool:
    """Whether the row holds a record: not blank, no title merged across, no 注: and no sum."""
    filled = [(c, v) for c in sorted(columns.values()) if not _is_blank(v := block.at(row, c))]
    if not filled:
        return False
    column, value = filled[0]
    if isinstance(value, str) and _NOTE.fullmatch(compact(value)):
        return False
    return len(filled) > 1 or not any(area.left <= column < area.right for area in titles.get(row, ()))


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not compact(value))


def _anchors(block: Block, area: Area) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell -> the first cell of the merged area that it belongs to, inside `area`."""
    return {
        (row, column): (merged.top, merged.left)
        for merged in block.merged
        for row in range(max(merged.top, area.top + 1), min(merged.bottom, area.bottom) + 1)
        for column in range(max(merged.left, area.left), min(merged.right, area.right) + 1)
        if merged.left >= area.left and merged.top > area.top
    }


def unrecognised(grid: Grid, listings: Iterable[Listing]) -> Iterator[tuple[str, Kind, str]]:
    """Sheets named like a list in which none was found: sheet, kind, the columns it would need."""
    read = {listing.sheet for listing in listings}
    for sheet in grid.sheets:
        kind = next((kind for kind, shape in SHAPES.items() if compact(sheet) in shape.titles), None)
        if kind is not None and sheet not in read and any(map(any, grid.block(sheet).values)):
            shape = SHAPES[kind]
            yield sheet, kind, "、".join(shape.heads[name][0] for name in shape.titled)
