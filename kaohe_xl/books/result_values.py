"""What an assessment puts into each result column of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.books.grid import Value
from kaohe_xl.books.layout import ResultTable, TotalTable
from kaohe_xl.domain.assessment import Entry, Total
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Settings


@dataclass(frozen=True, slots=True)
class Result:
    """A value for a row; `known` False: there are no figures to compute it from, so what stands stays."""

    row: int
    value: Value
    known: bool = True


def entry_results(
    table: ResultTable, role: str, unit: str, entries: Mapping[tuple[str, str], Entry], settings: Settings
) -> Iterator[Result]:
    """The results of a column, a row each; `unit` "" where each row names its own."""
    for row in table.rows:
        entry = entries.get((unit or row.unit, row.indicator))
        if entry is not None:
            value = _entry_value(entry, role, settings)
            yield Result(row.row, value, value is not None or _is_void(entry, role))


def total_results(
    table: TotalTable, role: str, totals: Mapping[str, Total], settings: Settings
) -> Iterator[Result]:
    """The sums of a column, a unit each."""
    for unit, row in table.rows.items():
        total = totals.get(unit)
        if total is not None:
            value = _total_value(total, role, settings)
            yield Result(row, value, value is not None)


def _is_void(entry: Entry, role: str) -> bool:
    """Whether there is rightly nothing: no bonus earned, or a figure that isn't reported this month."""
    if role == "bonus":
        return entry.points is not None
    return entry.missing is Missing.NOT_REPORTED and entry.target is not None


def _rounded(value: Decimal | None, places: int) -> Value:
    return None if value is None else float(half_up(value, places))


def _exact(value: Decimal | None) -> Value:
    return None if value is None else float(value)


def _entry_value(entry: Entry, role: str, settings: Settings) -> Value:
    values: dict[str, Callable[[], Value]] = {
        "completion": lambda: _rounded(entry.completion, 4),
        "progress": lambda: _rounded(entry.progress, 4) if entry.completion is not None else None,
        "ahead": lambda: _rounded(entry.ahead, 2),
        "rank": lambda: entry.rank,
        "third_value": lambda: _exact(entry.third_value),
        "gap_to_third": lambda: _exact(entry.gap_to_third),
        "points": lambda: _rounded(entry.points, settings.points_decimals),
        "bonus": lambda: _rounded(entry.bonus or None, settings.points_decimals),
        "light": lambda: _light_word(entry),
    }
    return values[role]()


def _light_word(entry: Entry) -> str | None:
    if entry.light is not None:
        return entry.light.value
    return entry.missing.value if entry.missing is Missing.NOT_REPORTED and entry.target is not None else None


def _total_value(total: Total, role: str, settings: Settings) -> Value:
    if role in ("base", "bonus", "deduction", "total"):
        return _rounded(getattr(total, role), settings.points_decimals)
    return total.rank if role == "rank" else total.grade or None
