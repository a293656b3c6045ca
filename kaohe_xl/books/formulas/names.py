"""What names in formulas stand for: sheets, several sheets from one to another, defined names, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import attributes, text_of, whole
from kaohe_xl.books.package import Package
from kaohe_xl.books.places import Place
from kaohe_xl.books.references import area_of
from kaohe_xl.errors import InputError

_BOOK = re.compile(r"\[([^\[\]]*)\]")
_PART = re.compile(r"\s*\[((?:[^\[\]']|'.)*)\]\s*")
_WHOLE = {"#all": "all", "#data": "data", "#headers": "headers", "#totals": "totals", "#this row": "row"}


class SheetArea(NamedTuple):
    """Cells of a sheet."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表格) of a sheet: its area with header and totals, and its columns in order."""

    sheet: str
    area: Area
    headers: int
    totals: int
    columns: tuple[str, ...]


class Names:
    """The names that a workbook's formulas use. `tables`: by name in small letters."""

    def __init__(
        self,
        sheets: Iterable[str],
        defined: Mapping[tuple[str, str], str] = {},
        tables: Mapping[str, Table] = {},
    ) -> None:
        self.order = tuple(sheets)
        self._sheets = {sheet.casefold(): sheet for sheet in self.order}
        self._defined, self._tables = defined, tables

    @property
    def all(self) -> frozenset[str]:
        """The defined names, in small letters."""
        return frozenset(name for _, name in self._defined)

    def sheets(self, prefix: str, own: str) -> tuple[str, ...] | None:
        """The sheets that a prefix names: none for those of other workbooks; None for unknown ones."""
        if not prefix:
            return (own,)
        name = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
        if (book := _BOOK.search(name)) is not None:
            if book[1] != "0":
                return ()
            name = name[book.end() :]
            if not name:
                return (own,)
        found = self._sheets.get(name.casefold())
        if found is not None:
            return (found,)
        first, colon, last = name.partition(":")
        ends = self._sheets.get(first.casefold()), self._sheets.get(last.casefold())
        if not colon or ends[0] is None or ends[1] is None:
            return None
        low, high = sorted(self.order.index(end) for end in ends if end is not None)
        return self.order[low : high + 1]

    def defined(self, name: str, own: str) -> str | None:
        """The text that a defined name stands for, `Sheet!name` and `[0]!name` among them.

        "" for a name of another workbook, None for an unknown one.
        """
        prefix, mark, plain = name.rpartition("!")
        scopes = self.sheets(prefix, own) if mark else (own,)
        if scopes is None:
            return None
        if not scopes:
            return ""
        key = plain.casefold()
        return self._defined.get((scopes[0], key), self._defined.get(("", key)))

    def table_cells(self, table: str, brackets: str, sheet: str, row: int) -> SheetArea | None:
        """The cells that `表1[[#This Row],[目标]]` names in a formula of that row.

        None where there is no such table or column, and for what is said in several pieces.
        """
        found = self._tables.get(table.casefold())
        if found is None:
            return None
        said = _said(brackets[1:-1])
        if said is None:
            return None
        whole, columns = said
        span = _span(found, columns)
        rows = _rows(found, whole, row)
        if span is None or rows is None or (whole == {"row"} and found.sheet != sheet):
            return None
        return SheetArea(found.sheet, rows[0], span[0], rows[1], span[1])

    def growing(self, changes: Mapping[str, Iterable[Place]]) -> frozenset[str]:
        """The tables, in small letters, that may get a column when these cells are written beside them."""
        return frozenset(
            name
            for name, table in self._tables.items()
            for row, column in changes.get(table.sheet, ())
            if column == table.area.right + 1 and table.area.top <= row <= table.area.bottom
        )


def is_whole(brackets: str) -> bool:
    """Whether the brackets behind a table's name name no column, and so mean all that it has."""
    said = _said(brackets[1:-1])
    return said is None or not said[1]


def names_of(package: Package) -> Names:
    """The names of a workbook as it stands in its parts. Raises BookError for a damaged part."""
    sheets = tuple(package.sheets)
    return Names(sheets, _defined(package), _tables(package))


def _defined(package: Package) -> dict[tuple[str, str], str]:
    """(sheet or "", name in small letters) -> the text of each defined name."""
    workbook = package.markup(package.workbook)
    all_sheets = [attributes(tag[0]).get("name", "") for tag in workbook.tags(b"sheet")]
    found = {}
    for tag in workbook.tags(b"definedName"):
        of = attributes(tag[0])
        scope = of.get("localSheetId", "")
        if scope and whole(scope, len(all_sheets)) >= len(all_sheets):
            continue
        sheet = all_sheets[whole(scope)] if scope else ""
        text = text_of(workbook.data[tag.end() : workbook.ends(tag, b"definedName")[0]])
        found[sheet, of.get("name", "").casefold()] = text
    return found


def _tables(package: Package) -> dict[str, Table]:
    found = {}
    for sheet in package.sheets.values():
        for related in package.relationships(sheet.part):
            if related.kind != "table" or not package.archive.has(related.target):
                continue
            part = package.markup(related.target)
            of = attributes(part.root[0])
            try:
                area = area_of(of.get("ref", ""))
                headers, totals = int(of.get("headerRowCount", 1)), int(of.get("totalsRowCount", 0))
            except (InputError, ValueError):
                continue
            columns = tuple(attributes(tag[0]).get("name", "") for tag in part.tags(b"tableColumn"))
            table = Table(sheet.name, area, headers, totals, columns)
            found[of.get("displayName", of.get("name", "")).casefold()] = table
    return found


def _said(inner: str) -> tuple[set[str], tuple[str, ...]] | None:
    """Which rows (`#All`, ...) and columns the text between the outer brackets names."""
    if not inner.startswith("["):
        key = inner.strip().lower()
        if key in _WHOLE:
            return {_WHOLE[key]}, ()
        return (set(), (_plain(inner),)) if inner.strip() else (set(), ())
    whole: set[str] = set()
    columns: list[str] = []
    at = 0
    while at < len(inner):
        part = _PART.match(inner, at)
        if part is None:
            return None
        key = part[1].strip().lower()
        if key in _WHOLE:
            whole.add(_WHOLE[key])
        else:
            columns.append(_plain(part[1]))
        at = part.end()
        if at < len(inner):
            joins_columns = inner[at] == ":" and len(columns) == 1
            if not (inner[at] == "," and not columns) and not joins_columns:
                return None
            at += 1
    return whole, tuple(columns)


def _plain(column: str) -> str:
    return re.sub(r"'(.)", r"\1", column)


def _span(table: Table, columns: tuple[str, ...]) -> tuple[int, int] | None:
    """First and last column of the sheet that these columns of the table are."""
    if not columns:
        return table.area.left, table.area.right
    known = {name.casefold(): index for index, name in enumerate(table.columns)}
    found = [known.get(name.casefold()) for name in columns]
    ends = [table.area.left + index for index in found if index is not None]
    if len(ends) < len(columns) or len(ends) > 2:
        return None
    return min(ends), max(ends)


def _rows(table: Table, whole: set[str], row: int) -> tuple[int, int] | None:
    """First and last row that these words name."""
    top, bottom = table.area.top + table.headers, table.area.bottom - table.totals
    if whole == {"row"}:
        return (row, row) if top <= row <= bottom else None
    if whole in (set(), {"data"}):
        return top, bottom
    if whole == {"all"}:
        return table.area.top, table.area.bottom
    if whole == {"headers"} and table.headers:
        return table.area.top, top - 1
    if whole == {"totals"} and table.totals:
        return bottom + 1, table.area.bottom
    if whole == {"headers", "data"}:
        return table.area.top, bottom
    if whole == {"data", "totals"}:
        return top, table.area.bottom
    return None
