"""What to say about tables as they were understood: those left alone, columns assumed or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaohe_xl.books.columns import Column, Shape
from kaohe_xl.books.gathering import Gatherer
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.periods import Choice
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import FIGURES
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding


def about_others(choice: Choice) -> Iterable[Finding]:
    """A note on each table that was not read because another one is the current one."""
    codes = {"draft": "DRAFT_LEFT_ALONE", "year": "OTHER_YEAR_LEFT_ALONE", "month": "OTHER_MONTH_LEFT_ALONE"}
    codes["hidden"] = "HIDDEN_LEFT_ALONE"
    for one, instead, reason in choice.others:
        place = Cell(one.sheet.name, cell_name(one.box.top, one.box.left))
        other = instead.sheet.name if instead else ""
        yield finding(codes[reason], Severity.NOTE, place, sheet=one.sheet.name, instead=other)


def without_rows(grid: Grid, found: Sequence[Table]) -> Iterable[Finding]:
    """That there is no table, or one over whose figures no name stands."""
    if not any(one.rows or one.unread for one in found):
        place = Cell(grid.sheets[0], "A1") if grid.sheets else None
        yield finding("NO_TABLE", Severity.ERROR, place, book=grid.name)
        return
    for one in found:
        if one.unread is not None:
            place = one.cell(one.box.bottom, one.unread.index)
            code = "TARGETS_AND_ACTUALS_IN_ROWS" if one.shape is Shape.INDICATORS else "FIGURES_DOWN_THE_ROWS"
            yield finding(code, Severity.ERROR, place, header=one.unread.header)
            continue
        columns = [c.index for c in one.columns if c.role in FIGURES]
        row = one.box.bottom + 1
        below = [one.sheet.block.at(row, c) for c in columns] if row <= one.sheet.height else []
        for number in one.unnamed if one.rows else ():
            key = next(c for c in one.columns if c.role in ("indicator", "unit"))
            yield finding("ROW_WITHOUT_NAME", Severity.WARNING, one.cell(number, key.index))
        if not one.rows and any(isinstance(value, (int, float)) for value in below):
            place = Cell(one.sheet.name, cell_name(one.box.top, one.box.left))
            yield finding("ROWS_NOT_READ", Severity.WARNING, place, sheet=one.sheet.name)


def about_columns(gatherer: Gatherer, found: Sequence[Table]) -> Iterable[Finding]:
    """What was assumed about columns, or not understood."""
    picker = gatherer.picker
    for one, column, other in picker.doubled:
        words = {"header": column.header, "other": one.cell(one.box.bottom, other.index)}
        place = one.cell(one.box.bottom, column.index)
        yield finding("AMBIGUOUS_COLUMN", Severity.WARNING, place, **words)
    for one, column in picker.assumed:
        place = one.cell(one.box.bottom, column.index)
        yield finding("MONTHS_ASSUMED_CUMULATIVE", Severity.WARNING, place, header=_months(one, column))
    for one, column, month in picker.earlier:
        place = one.cell(one.box.bottom, column.index)
        yield finding("MONTH_NOT_THERE", Severity.WARNING, place, header=_header(column), month=month)
    yield from _without_header(found)
    for one in found:
        yield from _assumptions(one)
        if id(one) in gatherer.found.prose:
            yield finding("METHOD_IN_PROSE", Severity.WARNING, gatherer.found.prose[id(one)])


def _header(column: Column) -> str:
    return column.header or f"{column.month}月"


def _months(one: Table, column: Column) -> str:
    """The columns of single months that `column` is one of: 1—10月."""
    months = [c.month for c in one.columns if c.month and (c.role, c.name) == (column.role, column.name)]
    span = f"{min(months)}—{max(months)}月" if len(months) > 1 else f"{column.month}月"
    return f"{span} {column.header}".strip()


def _assumptions(one: Table) -> Iterable[Finding]:
    """Columns over figures that were not understood, and those whose role is only the likeliest."""
    for column in one.layout.strangers:
        place = one.cell(one.box.bottom, column.index)
        if one.shape is Shape.UNITS and column.role:
            yield finding("FIGURES_WITHOUT_INDICATOR", Severity.WARNING, place, header=_header(column))
        else:
            wanting = column.unknown or not any(c.role in ("actual", "assessor") for c in one.columns)
            severity = Severity.WARNING if column.role or wanting else Severity.NOTE
            yield finding("UNKNOWN_COLUMN", severity, place, header=column.header)
    for column in one.columns:
        if column.assumed:
            place = one.cell(one.box.bottom, column.index)
            yield finding("PLAN_TAKEN_FOR_TARGET", Severity.WARNING, place, header=column.header)


def _without_header(found: Sequence[Table]) -> Iterable[Finding]:
    """Columns of figures, inside a table or right beside it, over which no word stands."""
    for one in found:
        taken = {c for t in found if t.sheet is one.sheet for c in range(t.box.left, t.box.right + 1)}
        bare = [c.index for c in one.columns if not (c.role or c.name or c.header or c.year)]
        column = one.box.right + 1
        while column not in taken and any(one.sheet.block.at(r.number, column) is not None for r in one.rows):
            bare.append(column)
            column += 1
        for column in bare:
            filled = [
                r.number for r in one.rows if isinstance(one.sheet.block.at(r.number, column), (int, float))
            ]
            if len(filled) * 2 >= len(one.rows) > 0:
                place = one.cell(filled[0], column)
                yield finding("COLUMN_WITHOUT_HEADER", Severity.WARNING, place, count=len(filled))
