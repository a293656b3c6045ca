"""The tables of figures in a workbook: their columns, and which of their rows are data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Ground, Known, Layout, Shape, attribute_role
from kaohe_xl.books.grid import Area, Grid
from kaohe_xl.books.headers import Box, boxes
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.rows import Row, data_rows, is_remark
from kaohe_xl.books.shapes import layout
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.stacked import stacked
from kaohe_xl.books.vocabulary import FIGURES, RESULTS
from kaohe_xl.books.words import MEASURE, role_of, tidy, word
from kaohe_xl.domain.findings import Cell

_UNIT_ROW = re.compile(r".*?(?:计量)?单位:(.+)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures. `attributes`: what rows under the header state of the indicators across.

    `title` is the sheet's name and what stands above; `measure` the only unit of the unit row.
    `unread`: the column in which 目标 and 完成 stand in a way that isn't read. `unnamed`: rows with figures
    under no name. `owner`: whose figures under no name are, where each sheet is another unit's.
    """

    sheet: Sheet
    box: Box
    layout: Layout
    rows: tuple[Row, ...]
    last: int
    title: tuple[str, ...]
    measure: str
    attributes: Mapping[str, int]
    by_role: Mapping[str, Column]
    unread: Column | None = None
    unnamed: tuple[int, ...] = ()
    owner: str = ""

    @property
    def shape(self) -> Shape:
        """Whether rows are indicators, units, or one unit on one indicator each."""
        return self.layout.shape

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns from the left."""
        return self.layout.columns

    @property
    def has_own(self) -> bool:
        """Whether a column of what was reached is nobody's in particular."""
        return any(c.role in ("actual", "assessor") and not c.name for c in self.columns)

    def column(self, role: str) -> Column | None:
        """The first column of that role that is nobody's in particular."""
        return self.by_role.get(role)

    def all(self, *roles: str) -> list[Column]:
        """The columns of these roles that are nobody's in particular."""
        return [c for c in self.columns if c.role in roles and not c.name]

    def names(self) -> tuple[str, ...]:
        """Units (or indicators) that stand across, from the left."""
        return tuple(dict.fromkeys(c.name for c in self.columns if c.name))

    def text(self, row: int, role: str) -> str:
        """What the row's cell of that role says, merged cells speaking for all their rows."""
        column = self.column(role)
        return "" if column is None else shown(self.sheet.value(row, column.index))

    def cell(self, row: int, column: int) -> Cell:
        """The cell, of a merged area its first."""
        return Cell(self.sheet.name, cell_name(*self.sheet.first(row, column)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A header found, the rows under it, and what stands above it; `taken`: a list of another kind has it."""

    sheet: Sheet
    box: Box
    numbers: tuple[int, ...]
    title: tuple[str, ...]
    taken: bool = False


def frames(grid: Grid, taken: Sequence[tuple[str, Area]] = ()) -> Iterator[Frame]:
    """All headers of the workbook that may belong to tables of figures, sheet by sheet."""
    for name in grid.sheets:
        sheet = Sheet(name, grid.block(name))
        yield from _in_sheet(sheet, [area for other, area in taken if other == name])


def table(frame: Frame, known: Known) -> Table | None:
    """The table of figures under the header, given the names known so far; None if it is something else."""
    last = frame.numbers[-1] if frame.numbers else frame.box.bottom
    title = " ".join((frame.sheet.name, *frame.title))
    one = layout(Ground(frame.sheet, frame.box, last), title, known)
    if one is None or (frame.taken and not (one.shape is Shape.INDICATORS and _has_peers(one))):
        return None
    return _table(frame.sheet, frame.box, one, list(frame.numbers), frame.title)


def _has_peers(one: Layout) -> bool:
    return any(column.name for column in one.columns)


def _in_sheet(sheet: Sheet, taken: Sequence[Area]) -> Iterator[Frame]:
    found, repeats = _without_repeats(sheet, list(boxes(sheet)))
    first = next((title for box in found if (title := tuple(_title(sheet, box, 0, found)))), ())
    for number, box in enumerate(found):
        is_taken = any(a.top == box.row and a.left <= box.right and box.left <= a.right for a in taken)
        below = [b.top for b in found[number + 1 :] if b.top > box.bottom and _meet(b, box)]
        last = _trimmed(sheet, box, min(below) - 1) if below else sheet.height
        excel = (a.bottom for a in sheet.block.tables if (a.top, a.left) == (box.bottom, box.left))
        last = min(last, next(excel, last))
        above = max((b.bottom for b in found[:number] if b.bottom < box.top and _meet(b, box)), default=0)
        beside = [b for b in found if not _meet(b, box)]
        title = tuple(_title(sheet, box, above, beside)) or first
        first = first or title
        numbers = tuple(row for row in range(box.bottom + 1, last + 1) if row not in repeats.get(box, ()))
        yield Frame(sheet, box, numbers, title, is_taken)


def _without_repeats(sheet: Sheet, found: Sequence[Box]) -> tuple[list[Box], dict[Box, set[int]]]:
    """The headers without those printed again further down their table, and these rows by table."""
    kept: list[Box] = []
    rows: dict[Box, set[int]] = {}
    for box in found:
        before = next((b for b in reversed(kept) if _meet(b, box)), None)
        if before is None or not _repeats(sheet, before, box):
            kept.append(box)
            continue
        start = box.top
        while start - 1 > before.bottom and sum(1 for _ in sheet.filled(start - 1)) <= 1:
            start -= 1
        rows.setdefault(before, set()).update(range(start, box.bottom + 1))
    return kept, rows


def _repeats(sheet: Sheet, before: Box, box: Box) -> bool:
    """Whether the header says the same as the one before, under no title or under the same one."""
    lines = [_texts(sheet, r, box) for r in range(box.top, box.bottom + 1)]
    known = [_texts(sheet, r, before) for r in range(before.top, before.bottom + 1)]
    if not _say_the_same(lines, known):
        return False
    title = next((t for _, t in _lone_texts(sheet, box.top - 1, before.bottom)), "")
    return not title or "续" in title or any(title == t for _, t in _lone_texts(sheet, before.top - 1, 0))


def _say_the_same(lines: list[list[str]], before: list[list[str]]) -> bool:
    """Whether header rows are alike but for result columns on the right, which stand in the first only."""
    if len(lines) != len(before) or not lines:
        return False
    width = len(lines[0])
    more = [text for line in before for text in line[width:] if text]
    return lines == [line[:width] for line in before] and all(map(_is_result, more))


def _is_result(text: str) -> bool:
    """Whether a header is that of a result column, also of one unit's: 得分, 甲镇得分."""
    return any(role_of(text[start:]) in RESULTS for start in range(len(text) - 1))


def _texts(sheet: Sheet, row: int, box: Box) -> list[str]:
    return [sheet.text(row, column) for column in range(box.left, box.right + 1)]


def _lone_texts(sheet: Sheet, row: int, above: int) -> Iterator[tuple[int, str]]:
    """The rows above that hold one text only, upwards."""
    while row > above:
        cells = [v for _, v in sheet.filled(row)]
        if len(cells) > 1 or (cells and not isinstance(cells[0], str)):
            return
        if cells and isinstance(cells[0], str):
            yield row, tidy(cells[0])
        row -= 1


def _meet(one: Box, other: Box) -> bool:
    return one.left <= other.right and other.left <= one.right


def _trimmed(sheet: Sheet, box: Box, last: int) -> int:
    """The last row above another table's header, its title rows left out."""
    while last > box.bottom:
        cells = [v for c, v in sheet.filled(last) if box.left <= c <= box.right]
        if len(cells) > 1 or (cells and not isinstance(cells[0], str)):
            break
        last -= 1
    return last


def _title(sheet: Sheet, box: Box, above: int, beside: Sequence[Box]) -> Iterator[str]:
    """The texts above the header, from the top down, at most eight rows; not those of other tables."""
    found: list[list[str]] = []
    for row in range(box.top - 1, max(above, box.top - 9), -1):
        others = [other for other in beside if other.top <= row]
        cells = [v for c, v in sheet.filled(row) if not any(b.left <= c <= b.right for b in others)]
        texts = [tidy(v) for v in cells if isinstance(v, str)]
        if above and (len(cells) > 3 or any(map(is_remark, texts))):
            break
        found.append(texts)
    for texts in reversed(found):
        yield from texts


def _table(sheet: Sheet, box: Box, one: Layout, numbers: list[int], title: tuple[str, ...]) -> Table:
    attributes: dict[str, int] = {}
    if one.shape is Shape.UNITS:
        while numbers and (role := _attribute(sheet, box, numbers[0])):
            attributes.setdefault(role, numbers.pop(0))
    stack = stacked(sheet, one, numbers)
    one = stack.layout if stack else one
    found = stack.rows if stack else tuple(data_rows(sheet, box, one, numbers))
    rows = tuple(row for row in found if row.indicator or row.unit)
    unnamed = tuple(row.number for row in found if not (row.indicator or row.unit))
    unread = stack.unread if stack else None
    if any(word(row.unit).role in FIGURES | RESULTS for row in rows):
        rows, unread = (), next(column for column in one.columns if column.role == "unit")
    last = rows[-1].number if rows else max(attributes.values(), default=box.bottom)
    by_role = {column.role: column for column in reversed(one.columns) if not column.name}
    last += max((column.down for column in one.columns), default=0)
    return Table(sheet, box, one, rows, last, title, _unit_row(title), attributes, by_role, unread, unnamed)


def _attribute(sheet: Sheet, box: Box, row: int) -> str:
    texts = [tidy(v) for c, v in sheet.filled(row) if isinstance(v, str) and box.left <= c <= box.right][:1]
    return attribute_role(texts)


def _unit_row(title: Sequence[str]) -> str:
    """The measure of 单位：亿元 above the table; "" where several are named."""
    for text in reversed(title):
        if found := _UNIT_ROW.fullmatch(text):
            measure = found[1].split(")")[0]
            if MEASURE.fullmatch(measure) and not re.search("[、,/]", measure):
                return measure
    return ""
