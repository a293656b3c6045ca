"""The result columns and colours that tables lack: made without results, to be filled by scoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kaohe_xl.books import result_columns as words
from kaohe_xl.books.colouring import lacking
from kaohe_xl.books.grid import Change, Grid, Patch, SheetPatch, Style, TextColour
from kaohe_xl.books.layout import ResultTable, TotalTable
from kaohe_xl.books.reading import Study
from kaohe_xl.books.writing import (
    ResultColumn,
    SheetChanges,
    light_colours,
    make_column,
    result_columns,
    total_columns,
)
from kaohe_xl.domain.findings import Finding


@dataclass(frozen=True, slots=True)
class MadeColumn:
    """A result column as a workbook ought to have it: where it is, whose, whether it has to be made.

    `unit` is as the table names it, `colours` are those that its lights lack, `width` that of a new one.
    """

    sheet: str
    header_top: int
    header_row: int
    number: int
    role: str
    unit: str
    title: str
    rows: tuple[int, ...]
    is_new: bool
    colours: tuple[TextColour, ...] = ()
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Columns:
    """What makes the columns that are lacking; all columns; what stood in the way."""

    patch: Patch
    columns: tuple[MadeColumn, ...]
    findings: tuple[Finding, ...]


def columns_patch(grid: Grid, study: Study) -> Columns:
    """The columns and colours that the tables of a workbook lack; a table without room gets none."""
    sheets: dict[str, SheetChanges] = {}
    made: list[MadeColumn] = []
    for one in study.results:
        part = _part(grid, sheets, one.sheet)
        rows = tuple(row.row for row in one.rows)
        made += _made(grid, part, one, (result_columns(one, part, study), rows))
    for sums in study.totals:
        part = _part(grid, sheets, sums.sheet)
        made += _made(grid, part, sums, (total_columns(sums, part), tuple(sums.rows.values())))
    parts = {
        name: SheetPatch(tuple(part.changes), tuple(part.colours), part.widths)
        for name, part in sheets.items()
        if part.changes or part.colours
    }
    findings = tuple(found for part in sheets.values() for found in part.findings)
    return Columns(Patch(parts), tuple(made), findings)


def _part(grid: Grid, sheets: dict[str, SheetChanges], name: str) -> SheetChanges:
    return sheets.setdefault(name, SheetChanges(name, grid.block(name)))


def _made(
    grid: Grid,
    part: SheetChanges,
    table: ResultTable | TotalTable,
    wanted: tuple[Iterable[ResultColumn], tuple[int, ...]],
) -> Iterator[MadeColumn]:
    """Each column of a table; new ones are put into the sheet's changes, blank and as they will look."""
    columns, rows = wanted
    for column in columns:
        if column.is_new:
            make_column(part, table, column)
            code = words.FORMATS.get(column.role) or "General"
            for row in rows:
                style = Style((row, table.style_column), code)
                part.changes.append(Change(row, column.number, None, None, style))
        colours = tuple(lacking(light_colours(column, rows), grid.colours(part.name)))
        part.colours.extend(colours)
        yield MadeColumn(
            part.name,
            table.header_top,
            table.header_bottom,
            column.number,
            column.role,
            column.title.removesuffix(words.TITLES[column.role]) if column.unit else "",
            column.title,
            rows,
            column.is_new,
            colours,
            part.widths.get(column.number, 0.0),
        )
