"""Touched cells spliced into a sheet's XML; every other byte of the sheet stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.cellxml import Cached, Content, Kept, Writer, styled
from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Splice, attributes, opened, text_of, with_attribute
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.sheetrows import CellElement, Row, SheetRows, style_of
from kaohe_xl.errors import InputError

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to write. `looks`: the format index there, or inherited -> the one to have."""

    value: Content
    looks: Callable[[int], int]

    @property
    def is_result(self) -> bool:
        """Whether this is only the result of a formula: where there is no cell, nothing is written."""
        return isinstance(self.value, Cached) and self.value.formula is None


@dataclass(frozen=True, slots=True)
class Master:
    """A shared formula's master that was overwritten."""

    index: str
    place: Place
    text: str


@dataclass
class Spliced:
    """What splicing the cells of a sheet comes to."""

    splices: list[Splice] = field(default_factory=list)
    dropped: set[Place] = field(default_factory=set)
    masters: list[Master] = field(default_factory=list)
    has_new_values: bool = False


def splice_cells(rows: SheetRows, edits: Mapping[Place, Edit], writer: Writer) -> Spliced:
    """The splices that write `edits`; formulas that they overwrite, shared masters among them.

    Raises BookError for a value that no cell can hold, and for a sheet out of order.
    """
    result = Spliced()
    by_row: dict[int, dict[int, Edit]] = {}
    for (row, column), edit in sorted(edits.items()):
        by_row.setdefault(row, {})[column] = edit
    later = _RowsAfter(rows)
    tail = b""
    for number, wanted in by_row.items():
        found = rows.row(number)
        if found is not None:
            _splice_row(rows, found, wanted, (writer, result))
            continue
        wanted = {column: edit for column, edit in wanted.items() if not edit.is_result}
        if not wanted:
            continue
        new = _new_row(rows, number, wanted, writer)
        result.has_new_values = True
        at = later.start(number)
        if at is None:
            tail += new
        else:
            result.splices.append((at, at, new))
    result.splices += _tail(rows, tail)
    result.splices += _dimension(rows, {place: edit for place, edit in edits.items() if not edit.is_result})
    return result


class _RowsAfter:
    """Where the first row after a number starts; asked in rising order."""

    def __init__(self, rows: SheetRows) -> None:
        self._rest: Iterator[tuple[int, re.Match[bytes]]] = iter(rows.index.items())
        self._next = next(self._rest, None)

    def start(self, number: int) -> int | None:
        """The place in front of that row; None behind the last one."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._rest, None)
        return None if self._next is None else self._next[1].start()


def _new_row(rows: SheetRows, number: int, wanted: Mapping[int, Edit], writer: Writer) -> bytes:
    p = writer.prefix
    cells = (
        writer.new((number, column), edit.value, edit.looks(rows.inherited(None, column)))
        for column, edit in wanted.items()
    )
    least = b' ht="%s"' % f"{writer.heights[number]:g}".encode() if number in writer.heights else b""
    return b'<%srow r="%d"%s>%s</%srow>' % (p, number, least, b"".join(cells), p)


def _splice_row(rows: SheetRows, row: Row, wanted: Mapping[int, Edit], to: tuple[Writer, Spliced]) -> None:
    """Replace the cells that are there, insert the others between them, in order."""
    writer, result = to
    todo = list(wanted)

    def new_cells(before: int | None) -> bytes:
        """The cells that come before a column; all that are left for None."""
        cells = b""
        while todo and (before is None or todo[0] < before):
            column = todo.pop(0)
            edit = wanted[column]
            if edit.is_result:
                continue
            style = edit.looks(rows.inherited(row, column))
            cells += writer.new((row.number, column), edit.value, style)
            result.has_new_values |= edit.value is not Kept.KEPT
        return cells

    for cell in rows.cells(row, todo[0]):
        if not todo:
            break
        at = cell.tag.start()
        if inserted := new_cells(cell.column):
            result.splices.append((at, at, inserted))
        if todo and todo[0] == cell.column:
            _splice_cell(rows, cell, wanted[todo.pop(0)], to)
    if rest := new_cells(None):
        if row.is_empty_element:
            tag = opened(_spanning(row, wanted))
            whole = tag + rest + b"</%srow>" % writer.prefix
            result.splices.append((row.tag.start(), row.tag.end(), whole))
            return
        result.splices.append((row.content_end, row.content_end, rest))
    tag = _spanning(row, wanted)
    if tag != row.tag[0]:
        result.splices.append((row.tag.start(), row.tag.end(), tag))


def _splice_cell(rows: SheetRows, cell: CellElement, edit: Edit, to: tuple[Writer, Spliced]) -> None:
    """Replace one cell, or only its format; an unchanged one yields no splice."""
    writer, result = to
    part = rows.part
    tag = styled(cell.tag[0], edit.looks(style_of(cell.tag[0])))
    if isinstance(edit.value, Kept):
        if tag != cell.tag[0]:
            result.splices.append((cell.tag.start(), cell.tag.end(), tag))
        return
    place = (cell.row, cell.column)
    formula = part.first(b"f", cell.tag.end(), cell.content_end)
    if isinstance(edit.value, Cached) and edit.is_result:
        result.splices += _result(rows, cell, writer.result(tag, place, edit.value.value))
        return
    if formula is not None:
        result.dropped.add(place)
        of = attributes(formula[0])
        text = part.data[formula.end() : part.ends(formula, b"f")[0]]
        if of.get("t") == "shared" and text:
            result.masters.append(Master(of.get("si", ""), place, text_of(text)))
    extension = part.first(b"extLst", cell.tag.end(), cell.content_end)
    kept = b"" if extension is None else part.data[extension.start() : part.ends(extension, b"extLst")[1]]
    new = writer.replaced(tag, place, edit.value, kept)
    if new != part.data[cell.tag.start() : cell.end]:
        result.splices.append((cell.tag.start(), cell.end, new))
        result.has_new_values = True


def _result(rows: SheetRows, cell: CellElement, new: tuple[bytes, bytes]) -> list[Splice]:
    """A cell's new start tag, and its result in the place of the old one or behind its formula."""
    part = rows.part
    tag, result = new
    splices = [] if tag == cell.tag[0] else [(cell.tag.start(), cell.tag.end(), tag)]
    old = part.first(b"v", cell.tag.end(), cell.content_end)
    if old is not None:
        return [*splices, (old.start(), part.ends(old, b"v")[1], result)]
    formula = part.first(b"f", cell.tag.end(), cell.content_end)
    if formula is not None and result:
        end = part.ends(formula, b"f")[1]
        splices.append((end, end, result))
    return splices


def _spanning(row: Row, wanted: Mapping[int, Edit]) -> bytes:
    """The row's start tag with `spans` wide enough, where it has any."""
    tag: bytes = row.tag[0]
    span = re.match(r"(\d{1,9}):(\d{1,9})$", attributes(tag).get("spans", ""))
    if span is None:
        return tag
    low, high = min(int(span[1]), *wanted), max(int(span[2]), *wanted)
    if (low, high) == (int(span[1]), int(span[2])):
        return tag
    return with_attribute(tag, "spans", f"{low}:{high}")


def _tail(rows: SheetRows, new: bytes) -> list[Splice]:
    """New rows behind the last one."""
    if not new:
        return []
    if rows.is_empty_element:
        whole = opened(rows.data[0]) + new + b"</%ssheetData>" % rows.part.prefix
        return [(rows.data.start(), rows.data.end(), whole)]
    return [(rows.end, rows.end, new)]


def _dimension(rows: SheetRows, places: Mapping[Place, Edit]) -> list[Splice]:
    """The sheet's stated dimension, grown where cells come to lie outside."""
    tag = rows.part.first(b"dimension", 0, rows.data.start())
    if tag is None or not places:
        return []
    try:
        old = area_of(attributes(tag[0]).get("ref", ""))
    except InputError:
        return []
    new = enclosing([old, *(Area(row, column, row, column) for row, column in places)])
    if new == old:
        return []
    text = cell_name(new.top, new.left) + ":" + cell_name(new.bottom, new.right)
    return [(tag.start(), tag.end(), with_attribute(tag[0], "ref", text))]


def enclosing(areas: Sequence[Area]) -> Area:
    """The smallest area that holds all of them."""
    return Area(
        min(a.top for a in areas),
        min(a.left for a in areas),
        max(a.bottom for a in areas),
        max(a.right for a in areas),
    )
