"""Tables with a row a month (月份): those of the assessed month are read, the others left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kaohe_xl.books.cells import shown
from kaohe_xl.books.grid import Value
from kaohe_xl.books.periods import Period, period_in
from kaohe_xl.books.rows import Row
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.findings import Finding, Severity, finding


def latest(tables: Sequence[Table]) -> tuple[Table, Period] | None:
    """The latest month that rows with figures name, and its table; None where no table has a 月份 column."""
    found = [
        (one, period)
        for one in tables
        for row, period in dated(one)
        if period.month and _has_figures(one, row)
    ]
    return max(found, key=lambda pair: (pair[1].year or 0, pair[1].month or 0), default=None)


def of_month(tables: Sequence[Table], month: int | None) -> tuple[tuple[Table, ...], list[Finding]]:
    """The tables with the rows of `month` (or the latest before it) only, and what to say about it."""
    findings: list[Finding] = []
    kept = []
    for one in tables:
        rows_dated = dated(one)
        months = {period.month for _, period in rows_dated if period.month}
        if len(months) < 2:
            kept.append(one)
            continue
        taken = max((m for m in months if month is None or m <= month), default=min(months))
        rows = tuple(row for row, period in rows_dated if period.month in (None, taken))
        column = one.by_role["month"]
        place = one.cell(one.box.bottom, column.index)
        words = {"month": taken, "count": len(rows_dated) - len(rows)}
        findings.append(finding("MONTH_ROWS_LEFT_ALONE", Severity.NOTE, place, **words))
        if month is not None and taken != month:
            words = {"month": month, "taken": taken}
            findings.append(finding("MONTH_ROWS_NOT_THERE", Severity.WARNING, place, **words))
        kept.append(replace(one, rows=rows))
    return tuple(kept), findings


def dated(table: Table) -> list[tuple[Row, Period]]:
    """The rows of a table with a 月份 column and what they say of time."""
    column = table.column("month")
    if column is None:
        return []
    return [(row, _period(table.sheet.value(row.number, column.index))) for row in table.rows]


def _period(value: Value) -> Period:
    if isinstance(value, datetime):
        return Period(value.year, value.month)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value in range(1, 13):
            return Period(None, int(value))
        year, month = divmod(int(value), 100)
        return Period(year, month) if 1990 <= year <= 2100 and 1 <= month <= 12 else Period()
    text = shown(value)
    return Period(None, int(text)) if text.isdigit() and 1 <= int(text) <= 12 else period_in(text)


def _has_figures(table: Table, row: Row) -> bool:
    columns = [c for c in table.columns if c.role in ("actual", "assessor")]
    return any(table.sheet.block.at(row.number, c.index) is not None for c in columns)
