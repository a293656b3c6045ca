"""Wanted rows put into 考核设置, 计分规则, 表格对应: a new sheet, or what a list that is there still lacks.

What somebody typed is never overwritten: only proposals that nobody has confirmed follow what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kaohe_xl.books.bound_rows import Wanted
from kaohe_xl.books.cells import shown
from kaohe_xl.books.confirmation import is_proposed, is_sourced
from kaohe_xl.books.grid import Area, Block, Change, Choices, Grid, NewSheet, Style, Value
from kaohe_xl.books.header_search import Headers
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import SHAPES, Kind
from kaohe_xl.books.looks import DATE, GENERAL
from kaohe_xl.books.mapping import is_our_line, line_at
from kaohe_xl.books.parameters import setting_named
from kaohe_xl.books.plain import compact
from kaohe_xl.books.references import column_name
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.domain.rules import METHODS
from kaohe_xl.domain.scheme import Basis, Direction, Ties
from kaohe_xl.messages import sentence

OUR_WORD = "kaohebind"
_OTHERS = 99
_LATER_ROWS, _HIGHEST = 300, 4
_FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SETTINGS: ("name", "value", "note"),
    Kind.RULES: (
        *("indicator", "unit", "points", "direction", "method", "parameters", "clause", "effective", "note"),
    ),
    Kind.MAPPING: ("use", "sheet", "header", "column", "row", "owner", "measure", "book", "note"),
}
_TITLES = {
    Kind.SETTINGS: "BIND_TITLE_SETTINGS",
    Kind.RULES: "BIND_TITLE_RULES",
    Kind.MAPPING: "BIND_TITLE_MAPPING",
}
_WIDTHS = {
    Kind.SETTINGS: (16.0, 24.0, 78.0),
    Kind.RULES: (26.0, 14.0, 8.0, 8.0, 18.0, 30.0, 24.0, 12.0, 52.0),
    Kind.MAPPING: (14.0, 18.0, 34.0, 8.0, 8.0, 18.0, 10.0, 18.0, 34.0),
}
_FILLED = {Kind.SETTINGS: {2}, Kind.RULES: {2, 3, 4, 5, 6, 7, 8}, Kind.MAPPING: {1, 3, 4, 5, 6, 7, 8}}


Find = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Put:
    """What happens to a list: a sheet to add, or cells of one that is there; how many rows come, change, go.

    `no_room`: how many rows the list lacks, but has no place for.
    """

    kind: Kind
    sheet: str
    new: NewSheet | None = None
    changes: tuple[Change, ...] = ()
    added: int = 0
    updated: int = 0
    dropped: int = 0
    no_room: int = 0


def is_ours(block: Block) -> bool:
    """Whether the program made the sheet: its title says so."""
    return any(isinstance(v, str) and OUR_WORD in compact(v).lower() for row in block.values[:1] for v in row)


def put_rows(
    grid: Grid, kind: Kind, wanted: Sequence[Wanted], listings: Iterable[Listing], find: Find = str
) -> Put:
    """The rows in the workbook's list of that kind, ours where it has several; else in a new sheet.

    `find` brings an indicator as a list writes it to its name.
    """
    found = [one for one in listings if one.kind is kind]
    if not found:
        name = _free_name(grid, kind)
        return Put(kind, name, _new_sheet(kind, wanted), added=len(wanted))
    listing = next((one for one in found if is_ours(one.block)), found[0])
    grown = _Growing(listing, find)
    todo = {Kind.SETTINGS: _settings, Kind.RULES: _rules, Kind.MAPPING: _mapping}[kind]
    lacking = list(todo(grid, grown, wanted))
    grown.append(lacking)
    return grown.put


def _free_name(grid: Grid, kind: Kind) -> str:
    """The usual name, or with a number where the office has a sheet of that name."""
    taken = {name.casefold() for name in grid.sheets}
    names = (kind.value, *(f"{kind.value}{number}" for number in range(2, _OTHERS)))
    return next(name for name in names if name not in taken)


def _new_sheet(kind: Kind, wanted: Sequence[Wanted]) -> NewSheet:
    fields = _FIELDS[kind]
    header = tuple(SHAPES[kind].heads[name][0] for name in fields)
    note = header.index(SHAPES[kind].heads["note"][0]) + 1
    title: tuple[Value, ...] = (sentence(_TITLES[kind])[0],)
    rows = tuple(tuple(one.fields.get(name) for name in fields) for one in wanted)
    return NewSheet(
        (title, header, *rows),
        2,
        _WIDTHS[kind],
        frozenset({note, *range(1, len(fields) + 1)} - _FILLED[kind] | {note}),
        frozenset(_FILLED[kind]),
        choices=tuple(_choices(kind, wanted)),
    )


def _choices(kind: Kind, wanted: Sequence[Wanted]) -> Iterator[Choices]:
    """What may be picked, for fields with few values."""
    if kind is Kind.SETTINGS:
        few = {"basis": [basis.value for basis in Basis], "ties": [ties.value for ties in Ties]}
        for row, one in enumerate(wanted, 3):
            if one.key[0] in few:
                yield Choices(Area(row, 2, row, 2), tuple(few[one.key[0]]))
    if kind is Kind.RULES:
        last = 2 + len(wanted) + _LATER_ROWS
        fields = _FIELDS[kind]
        for name, texts in (("direction", [d.value for d in Direction]), ("method", [*METHODS])):
            column = fields.index(name) + 1
            yield Choices(Area(3, column, last, column), tuple(texts))


class _Growing:
    """A list that is there, and the changes that it gets."""

    def __init__(self, listing: Listing, find: Find) -> None:
        self.listing, self.find = listing, find
        self.is_ours = is_ours(listing.block)
        self._changes: list[Change] = []
        self._counts = {"added": 0, "updated": 0, "dropped": 0, "no_room": 0}

    @property
    def put(self) -> Put:
        """What comes of it."""
        return Put(self.listing.kind, self.listing.sheet, None, tuple(self._changes), **self._counts)

    def text(self, row: int, name: str) -> str:
        """What the row's cell of that field shows."""
        return shown(self.listing.value(row, name))

    def update(self, row: int, fields: Mapping[str, Value]) -> None:
        """Other values in some fields of a row; nothing where they stand there."""
        columns = self.listing.columns
        changes = [
            Change(row, columns[name], value, before)
            for name, value in fields.items()
            if name in columns and shown(before := self.listing.block.at(row, columns[name])) != shown(value)
        ]
        self._changes += changes
        self._counts["updated"] += bool(changes)

    def drop(self, row: int) -> None:
        """Empty a row."""
        block, area = self.listing.block, self.listing.area
        places = [(row, c) for c in range(area.left, area.right + 1) if block.at(row, c) is not None]
        self._changes += [Change(*place, None, block.at(*place)) for place in places]
        self._counts["dropped"] += 1

    def append(self, rows: Sequence[Wanted]) -> None:
        """Rows under the last one, looking like it, where there is room; marked where the list isn't ours."""
        if not rows:
            return
        block, area, columns = self.listing.block, self.listing.area, dict(self.listing.columns)
        last = max(self.listing.rows, default=area.top)
        right = area.right
        if "note" not in columns:
            columns["note"] = right = area.right + 1
        if not is_free(block, Area(last + 1, area.left, last + len(rows), right)) or (
            right > area.right and not is_free(block, Area(area.top, right, last, right))
        ):
            self._counts["no_room"] += len(rows)
            return
        if right > area.right:
            header = sentence("BIND_REMARK_HEADER")[0]
            self._changes.append(Change(area.top, right, header, None, Style((area.top, area.right))))
        number = self._number_column()
        for row, one in enumerate(rows, last + 1):
            for name, column in columns.items():
                value = one.fields.get(name) if name != "note" else self.noted(one.note)
                self._add(row, column, value, last)
            if number is not None:
                self._add(row, number[0], number[1] + row - last, last)
        self._counts["added"] += len(rows)

    def noted(self, note: str) -> str:
        """A remark as it is written into the list: marked where the list isn't ours."""
        return note if self.is_ours else note + sentence("BIND_ADDED_ROW")[0]

    def _add(self, row: int, column: int, value: Value, last: int) -> None:
        """A new cell, like the one in the last row."""
        code = DATE if isinstance(value, datetime) else GENERAL
        style = Style((last, min(column, self.listing.area.right)), code) if self.listing.rows else None
        self._changes.append(Change(row, column, value, None, style))

    def _number_column(self) -> tuple[int, int] | None:
        """The column 序号 and the number of the last row, where there is one."""
        block, area = self.listing.block, self.listing.area
        last = max(self.listing.rows, default=0)
        for column in range(area.left, area.right + 1):
            value = block.at(last, column)
            if compact(shown(block.at(area.top, column))) == "序号" and isinstance(value, int):
                return column, value
        return None


def is_free(block: Block, area: Area) -> bool:
    """Whether nothing stands in the area, and nothing is merged into it."""
    is_blank = all(
        block.at(row, column) in (None, "") and (row, column) not in block.formulas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    )
    return is_blank and not any(
        m.top <= area.bottom and m.bottom >= area.top and m.left <= area.right and m.right >= area.left
        for m in block.merged
    )


def _settings(_: Grid, grown: _Growing, wanted: Sequence[Wanted]) -> Iterator[Wanted]:
    """The settings that the list lacks; proposals in it that nobody confirmed follow what was found now."""
    rows = {name.field: row for row in grown.listing.rows if (name := setting_named(grown.text(row, "name")))}
    for one in wanted:
        row = rows.get(one.key[0])
        if row is None:
            yield one
            continue
        value, note = grown.listing.value(row, "value"), grown.text(row, "note")
        is_untouched = shown(value) == "" and _is_one_of(note, one.template, grown.noted(one.template))
        is_new = one.fields["value"] is not None and shown(one.fields["value"]) != shown(value)
        if is_new and (is_proposed(note, value) or is_untouched):
            grown.update(row, {"value": one.fields["value"], "note": grown.noted(one.note)})


def _is_one_of(text: str, *others: str) -> bool:
    return compact(text) in {compact(other) for other in others}


def _rules(_: Grid, grown: _Growing, wanted: Sequence[Wanted]) -> Iterator[Wanted]:
    """The indicators without a row; points and proposed directions follow what was found now."""
    rows: dict[str, list[int]] = {}
    for row in grown.listing.rows:
        rows.setdefault(grown.find(grown.text(row, "indicator")), []).append(row)
    for one in wanted:
        if one.key[0] not in rows:
            yield one
        for row in rows.get(one.key[0], ()):
            _follow(grown, row, one)


def _follow(grown: _Growing, row: int, one: Wanted) -> None:
    """Points and direction of a row that are still what the program put there."""
    note = grown.text(row, "note")
    value = grown.listing.value
    fields = {
        name: one.fields[name]
        for name, word in (("points", "分值"), ("direction", "方向"))
        if is_sourced(note, value(row, name), word) or is_proposed(note, value(row, name), word)
    }
    if any(shown(value(row, name)) != shown(new) for name, new in fields.items()):
        grown.update(row, {**fields, "note": grown.noted(one.note)})


def _mapping(grid: Grid, grown: _Growing, wanted: Sequence[Wanted]) -> Iterator[Wanted]:
    """The columns without a row; rows of ours follow columns that were moved, and go with those gone."""
    headers: dict[str, Headers] = {}
    above: dict[tuple[str, int, int], list[int]] = {}
    for row in grown.listing.rows:
        line = line_at(grown.listing, row)
        if line is None or line.book or line.is_alias or line.leaves_sheet:
            continue
        sheet = next((name for name in grid.sheets if compact(name) == compact(line.sheet)), None)
        if sheet is not None and sheet not in headers:
            headers[sheet] = Headers(Sheet(sheet, grid.block(sheet)))
        found = headers[sheet].places(line) if sheet is not None else ()
        if not found and is_our_line(grown.text(row, "note")):
            grown.drop(row)
        for place in found[:1]:
            above.setdefault((str(sheet), place.left, place.right), []).append(place.row)
            if place.moved and is_our_line(grown.text(row, "note")):
                grown.update(row, {"column": _letters(place.left, place.right)})
    for one in wanted:
        assert one.place is not None  # every wanted row of 表格对应 has one
        bottom, left, right = one.place
        rows = above.get((one.key[1], left, right), ())
        if not any(row <= bottom < row + _HIGHEST for row in rows):
            yield one


def _letters(left: int, right: int) -> str:
    first, last = column_name(left), column_name(right)
    return first if left == right else f"{first}:{last}"
