"""Binding undone: our sheets, rows, columns and colours go; what the office put into them is named first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.bound_lists import is_ours
from kaohe_xl.books.cells import shown
from kaohe_xl.books.grid import Area, Block, Change, Grid, Patch, SheetPatch, TextColour, Undone
from kaohe_xl.books.header_search import Found, Headers
from kaohe_xl.books.installed_columns import MadeColumn, columns_patch
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.mapping import line_at
from kaohe_xl.books.office_changes import office_changes
from kaohe_xl.books.plain import compact
from kaohe_xl.books.reading import Study
from kaohe_xl.books.recognised import settings_listings
from kaohe_xl.books.references import cell_name, column_name
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.writing import LIGHT_COLOURS, width_of
from kaohe_xl.messages import sentence


@dataclass(frozen=True, slots=True)
class Removal:
    """The patch that takes out what binding put in, its steps in words; what of the office's goes with it."""

    patch: Patch
    steps: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass
class _Sheet:
    """What goes in one sheet of the office's."""

    changes: list[Change] = field(default_factory=list)
    bare: list[Area] = field(default_factory=list)
    colours: list[TextColour] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)


@dataclass
class _Removing:
    """The removal while it grows."""

    grid: Grid
    sheets: dict[str, _Sheet] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def sheet(self, name: str) -> _Sheet:
        """The part of a sheet."""
        return self.sheets.setdefault(name, _Sheet())

    def clear(self, sheet: str, area: Area) -> None:
        """Empty an area, and let its cells go."""
        block, part = self.grid.block(sheet), self.sheet(sheet)
        part.bare.append(area)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                place = (row, column)
                if block.at(*place) is not None or place in block.formulas:
                    part.changes.append(Change(row, column, None, block.at(*place)))
                if place in block.formulas:
                    words = {"cell": f"{sheet}!{cell_name(*place)}", "text": block.formulas[place]}
                    self.changed.append(sentence("UNBIND_FORMULA", **words)[0])


def removal_plan(grid: Grid, study: Study) -> Removal:
    """What takes out everything that binding put into the workbook; an empty patch where that is nothing."""
    listings = settings_listings(grid)
    ours = tuple(dict.fromkeys(one.sheet for one in listings if is_ours(one.block)))
    removing = _Removing(grid)
    removing.steps += [sentence("UNBIND_STEP_SHEET", sheet=name)[0] for name in ours]
    for listing in listings:
        if listing.sheet in ours:
            removing.changed += office_changes(grid, listing, ours)
        else:
            _take_rows(removing, listing)
    _take_columns(removing, listings, columns_patch(grid, study).columns)
    sheets = {
        name: SheetPatch(
            tuple(part.changes), undone=Undone(tuple(part.bare), tuple(part.colours), part.widths)
        )
        for name, part in removing.sheets.items()
    }
    patch = Patch({name: part for name, part in sheets.items() if not part.is_empty}, removed=ours)
    return Removal(patch, tuple(removing.steps), tuple(removing.changed))


def _take_rows(removing: _Removing, listing: Listing) -> None:
    """The rows that binding added to a list of the office's, and the column of remarks made for them."""
    mark = compact(sentence("BIND_ADDED_ROW")[0])
    column = listing.columns.get("note")
    if column is None:
        return
    rows = [row for row in listing.rows if mark in compact(shown(listing.value(row, "note")))]
    for row in rows:
        removing.clear(listing.sheet, Area(row, listing.area.left, row, listing.area.right))
    if compact(shown(listing.block.at(listing.area.top, column))) == compact(
        sentence("BIND_REMARK_HEADER")[0]
    ):
        removing.clear(listing.sheet, Area(listing.area.top, column, listing.area.top, column))
    if rows:
        removing.steps.append(sentence("UNBIND_STEP_ROWS", sheet=listing.sheet, count=len(rows))[0])


def _take_columns(removing: _Removing, listings: Iterable[Listing], columns: Sequence[MadeColumn]) -> None:
    """The columns and colours that 表格对应 says were added."""
    new, lit = sentence("BIND_NEW_COLUMN")[0], sentence("BIND_NEW_COLOURS")[0]
    gone: dict[str, list[MadeColumn]] = {}
    plain: dict[str, list[MadeColumn]] = {}
    for listing in listings:
        for row in listing.rows if listing.kind is Kind.MAPPING else ():
            note = shown(listing.value(row, "note"))
            if new not in note and lit not in note:
                continue
            made = _made(removing, listing, row, columns)
            if made is not None:
                (gone if new in note else plain).setdefault(made.sheet, []).append(made)
    for sheet, found in gone.items():
        for made in found:
            _take_column(removing, made)
        titles = "、".join(_title(removing.grid.block(sheet), made) for made in found)
        words = {"sheet": sheet, "count": len(found), "titles": titles}
        removing.steps.append(sentence("UNBIND_STEP_COLUMNS", **words)[0])
    for sheet, found in plain.items():
        for made in found:
            removing.sheet(sheet).colours.extend(_our_colours(removing.grid, made))
        letters = "、".join(column_name(made.number) for made in found)
        removing.steps.append(sentence("UNBIND_STEP_COLOURS", sheet=sheet, columns=letters)[0])


def _made(
    removing: _Removing, listing: Listing, row: int, columns: Sequence[MadeColumn]
) -> MadeColumn | None:
    """The column that a row of 表格对应 is about, where it still is; else it is told that it isn't."""
    line = line_at(listing, row)
    if line is None:
        return None
    name = next((n for n in removing.grid.sheets if compact(n) == compact(line.sheet)), None)
    if name is None:
        return None
    found = Headers(Sheet(name, removing.grid.block(name))).places(line)
    for made in columns:
        if made.sheet == name and any(_is_at(made, f) for f in found):
            return made
    words = {"sheet": name, "header": line.header}
    removing.steps.append(sentence("UNBIND_COLUMN_GONE", **words)[0])
    return None


def _is_at(made: MadeColumn, found: Found) -> bool:
    """Whether the column's header is the one that was found."""
    return found.left == made.number and made.header_top <= found.row <= made.header_row


def _take_column(removing: _Removing, made: MadeColumn) -> None:
    """A column of results: its header, its cells, its colours, its width."""
    column = made.number
    for top, bottom in [(made.header_top, made.header_row), *_runs(made.rows)]:
        removing.clear(made.sheet, Area(top, column, bottom, column))
    part = removing.sheet(made.sheet)
    part.colours.extend(_our_colours(removing.grid, made))
    title = _title(removing.grid.block(made.sheet), made)
    part.widths[column] = width_of(title)


def _title(block: Block, made: MadeColumn) -> str:
    rows = range(made.header_row, made.header_top - 1, -1)
    return next((text for row in rows if (text := shown(block.at(row, made.number)))), "")


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of rows that follow each other."""
    start = last = 0
    for row in sorted(rows):
        if row != last + 1:
            if last:
                yield start, last
            start = row
        last = row
    if last:
        yield start, last


def _our_colours(grid: Grid, made: MadeColumn) -> Iterator[TextColour]:
    """The colours of lights in the column that are just as the program makes them."""
    ours = {(light.value, fill, font) for light, (fill, font) in LIGHT_COLOURS.items()}
    for one in grid.colours(made.sheet):
        is_here = one.area.left == one.area.right == made.number
        if is_here and (one.text, one.fill, one.font) in ours:
            yield one
