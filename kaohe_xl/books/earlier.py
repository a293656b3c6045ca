"""Last month's figures out of the same workbook: columns, rows or sheets of months gone by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from kaohe_xl.books.grid import Grid
from kaohe_xl.books.monthrows import dated
from kaohe_xl.books.periods import period_of
from kaohe_xl.books.reading import Study, study
from kaohe_xl.books.references import area_of
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.readings import Record

_STALE = {"MONTH_NOT_THERE", "MONTH_ROWS_NOT_THERE"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the workbook says of last month; `is_whole`: of everything that it has figures of now."""

    study: Study
    is_whole: bool


def last_month(grid: Grid, now: Study) -> Earlier | None:
    """The workbook as of the last day of last month, with those figures only that are of that month.

    None where it has none, where the assessed day isn't known, and in January: last month's figures are of
    another year's tasks.
    """
    as_of = now.scheme.settings.as_of
    if as_of is None or as_of.month == 1:
        return None
    read = study(grid, as_of=as_of.replace(day=1) - timedelta(days=1))
    if _STALE & ({f.code for f in read.findings} - {f.code for f in now.findings}):
        return None
    places = {(one.unit, one.indicator): one.actual.place for one in now.records}
    told = {_key(one) for one in read.records if _is_earlier(one, places.get(_key(one)), read)}
    if not told:
        return None
    kept = tuple(one for one in read.records if one.actual.value is None or _key(one) in told)
    known_now = {_key(one) for one in now.records if one.actual.value is not None}
    return Earlier(replace(read, records=kept), known_now <= told)


def _key(record: Record) -> tuple[str, str]:
    return record.unit, record.indicator


def _is_earlier(record: Record, place_now: Cell | None, read: Study) -> bool:
    """Whether the figure stands in a cell of its own that is of that month."""
    place, as_of = record.actual.place, read.scheme.settings.as_of
    if record.actual.value is None or place is None or as_of is None or place == place_now:
        return False
    return any(month == as_of.month for month in _months(place, read.tables))


def _months(place: Cell, tables: Iterable[Table]) -> Iterable[int | None]:
    """What the tables say of the month of that cell: its row, its column, else the title."""
    at = area_of(place.ref)
    for table in tables:
        if table.sheet.name != place.sheet or not table.box.bottom < at.top <= table.last:
            continue
        column = next((one for one in table.columns if one.index == at.left), None)
        row = next((period for row, period in dated(table) if row.number == at.top), None)
        if column is not None:
            yield (row and row.month) or column.month or period_of(table).month
