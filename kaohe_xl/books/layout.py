"""Where results go: the rows and the result columns of the office's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.naming import Names
from kaohe_xl.books.periods import period_of
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import RESULTS, TOTALS


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One sheet row that results belong to; `unit` is "" where the units stand across."""

    row: int
    unit: str
    indicator: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table of indicators and the result columns that it already has, all 1-based.

    header_top, header_bottom   header rows; first_row, last_row: the data (skipped rows included)
    right         last used column of the header: new columns go behind it
    columns       result role -> column: completion progress ahead rank third_value gap_to_third
                  points bonus light
    unit_columns  (unit, role) -> column, where each unit has its own result columns
    unit          the one whose results go into `columns`; "" where each row names its unit,
                  or where no unit is meant (peers across without an own unit)
    style_column  whose header and body new columns copy
    extendable    whether new columns at the right end make sense (not with peers down: there a
                  table stands for one indicator's columns only; nor with peers across without
                  an own unit)
    """

    sheet: str
    header_top: int
    header_bottom: int
    first_row: int
    last_row: int
    right: int
    rows: tuple[ResultRow, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
    unit_columns: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unit: str = ""
    style_column: int = 1
    extendable: bool = True


@dataclass(frozen=True, slots=True)
class TotalTable:
    """A table of units with result columns for their sums, all 1-based.

    rows: unit -> row; columns: total role -> column: base bonus deduction total rank grade.
    """

    sheet: str
    header_top: int
    header_bottom: int
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    right: int
    style_column: int = 1


_ROLES = {"score": "points"}


def result_tables(
    tables: Sequence[Table], names: Names, own: str, year: int | None
) -> tuple[ResultTable, ...]:
    """Where the results of these tables go. `own`: the own unit, "" where there is none;
    `year`: the assessed year, columns of other years are none of ours.

    A table that has no result columns, and whose indicators another table shows better, gets none.
    """
    found: list[ResultTable] = []
    for table in tables:
        if table.shape is Shape.UNITS:
            found.extend(_units_results(table, names, year))
        else:
            found.append(_results(table, names, own, year))
    ordered = sorted(found, key=lambda one: _preference(one, tables, own), reverse=True)
    covered: set[tuple[str, str]] = set()
    kept: list[ResultTable] = []
    for one in ordered:
        keys = {(row.unit, row.indicator) for row in one.rows}
        if one.columns or one.unit_columns or not keys <= covered:
            kept.append(one)
        covered |= keys
    return tuple(one for one in found if any(one is other for other in kept))


def _preference(one: ResultTable, tables: Sequence[Table], own: str) -> tuple[bool, bool, bool]:
    table = next(t for t in tables if t.sheet.name == one.sheet and t.box.top == one.header_top)
    has_names = bool(table.names())
    return bool(one.columns or one.unit_columns), table.has_own if own else has_names, has_names


def _results(table: Table, names: Names, own: str, year: int | None) -> ResultTable:
    """An indicator table (or a long one): the rows of its indicators, each once."""
    rows: dict[tuple[str, str], ResultRow] = {}
    is_long = table.shape is Shape.LONG
    own = names.unit(table.owner) if table.owner else own
    across = {names.unit(name) for name in table.names()}
    unit = own if not is_long and own and (table.has_own or not across or own in across) else ""
    for row in table.rows:
        who = names.unit(row.unit) if is_long else unit
        key = (who, names.indicator(row.indicator))
        rows.setdefault(key, ResultRow(row.number, *key))
    unit_columns = {
        (names.unit(c.name), _ROLES.get(c.role, c.role)): c.index
        for c in reversed(table.columns)
        if c.name and c.role in RESULTS and c.year in (None, year)
    }
    columns = _columns(table, "", year)
    right = _right(table)
    style = max([*columns.values(), *unit_columns.values()], default=0) or _style_column(table)
    return ResultTable(
        table.sheet.name, table.box.top, table.box.bottom, table.box.bottom + 1, table.last, right,
        tuple(rows.values()), columns, unit_columns, unit, style, is_long or bool(unit),
    )  # fmt: skip


def _columns(table: Table, name: str, year: int | None) -> dict[str, int]:
    """Result role -> the first column of it; those of another month or year are left alone."""
    found: dict[str, int] = {}
    for column in table.columns:
        if (
            column.role in RESULTS
            and column.name == name
            and column.year in (None, year)
            and not column.single
        ):
            found.setdefault(_ROLES.get(column.role, column.role), column.index)
    return found


def _right(table: Table) -> int:
    """The last column in use beside the table's rows, so that new ones stand on nothing."""
    values = table.sheet.block.values[table.box.top - 1 : table.last]
    used = max((c for row in values for c, v in enumerate(row, 1) if v is not None and v != ""), default=0)
    areas = table.sheet.block.merged
    merged = (a.right for a in areas if a.top <= table.last and a.bottom >= table.box.top)
    return max(table.box.right, used, max(merged, default=0))


def _style_column(table: Table) -> int:
    """A column of figures whose looks new ones take: actuals come last, they are often marked as input."""
    for role in ("target", "plan", "points", "actual", "assessor"):
        found = [c.index for c in table.columns if c.role == role]
        if found:
            return max(found)
    return table.box.right


def _units_results(table: Table, names: Names, year: int | None) -> Iterator[ResultTable]:
    """With units as rows, a table an indicator that has result columns."""
    for name in table.names():
        columns = _columns(table, name, year)
        if not columns:
            continue
        indicator = names.indicator(name)
        rows = {names.unit(r.unit): r.number for r in reversed(table.rows)}
        yield ResultTable(
            table.sheet.name, table.box.top, table.box.bottom, table.box.bottom + 1, table.last,
            _right(table),
            tuple(ResultRow(number, unit, indicator) for unit, number in reversed(rows.items())),
            columns, {}, "", max(columns.values()), False,
        )  # fmt: skip


def total_tables(
    tables: Sequence[Table], names: Names, year: int | None, month: int | None = None
) -> tuple[TotalTable, ...]:
    """The tables of units that have columns for sums; without any, the first table of units.

    Sums of another month than the assessed one stay what they were.
    """
    current = [t for t in tables if month is None or period_of(t).month in (None, month)]
    found = [_totals(t, names, year) for t in current if t.shape is Shape.UNITS and t.rows]
    stated = [one for one in found if one.columns]
    return tuple(stated or found[:1])


def _totals(table: Table, names: Names, year: int | None) -> TotalTable:
    columns: dict[str, int] = {}
    for column in table.columns:
        if column.role in TOTALS and not column.name and column.year in (None, year):
            columns.setdefault(column.role, column.index)
    if "score" in columns:
        role = "base" if "total" in columns else "total"
        columns.setdefault(role, columns["score"])
        del columns["score"]
    rows: dict[str, int] = {}
    for row in table.rows:
        rows.setdefault(names.unit(row.unit), row.number)
    style = max(columns.values(), default=table.box.right)
    return TotalTable(table.sheet.name, table.box.top, table.box.bottom, rows, columns, _right(table), style)
