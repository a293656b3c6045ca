"""Indicators that nobody answers for, or that no rule is for."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_xl.books.attributes import Line
from kaohe_xl.books.columns import Shape
from kaohe_xl.books.naming import Names
from kaohe_xl.books.reading import Study
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.assessment import Assessment, Entry
from kaohe_xl.domain.checks import names as listed
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding

_UNITS = ("lead", "owner")
_NONE = frozenset(("", "-", "—", "——", "/", "无", "待定"))


def without_anybody(read: Study, names: Names) -> Iterator[Finding]:
    """Indicators without a unit or a leader, where a table has a column for them."""
    units = {i.name for i in read.scheme.indicators if set(i.lead + i.owners) - _NONE}
    leaders = {i.name for i in read.scheme.indicators if i.patron not in _NONE}
    told: set[tuple[str, str]] = set()
    for table in read.tables:
        if table.shape is Shape.UNITS:
            continue
        for code, roles, known in (
            ("INDICATOR_WITHOUT_UNIT", _UNITS, units),
            ("INDICATOR_WITHOUT_LEADER", ("patron",), leaders),
        ):
            yield from _blanks(table, names, (code, roles), known, told)


def _blanks(
    table: Table,
    names: Names,
    asked: tuple[str, tuple[str, ...]],
    known: set[str],
    told: set[tuple[str, str]],
) -> Iterator[Finding]:
    """The rows that lack it; one finding for a column that is blank altogether."""
    code, roles = asked
    column = next((c for role in reversed(roles) if (c := table.column(role))), None)
    if column is None:
        return
    lacking: dict[str, Cell] = {}
    for row in table.rows:
        name = names.find(row.indicator)
        if name not in known and (code, name) not in told:
            if any(Line(table, row.number).text(role) not in _NONE for role in roles):
                continue
            told.add((code, name))
            lacking[name] = table.cell(row.number, column.index)
    if len(lacking) > 1 and not any(_is_filled(table, role) for role in roles):
        words = {"title": column.header, "count": len(lacking)}
        place = table.cell(table.box.bottom, column.index)
        yield finding("COLUMN_ALL_BLANK", Severity.NOTE, place, **words)
        return
    for name, place in lacking.items():
        yield finding(code, Severity.WARNING, place, indicator=name)


def _is_filled(table: Table, role: str) -> bool:
    return any(Line(table, row.number).text(role) not in _NONE for row in table.rows)


def without_rule(read: Study, assessment: Assessment) -> Iterator[Finding]:
    """Indicators with points that no rule is for, where there are rules at all."""
    if not read.scheme.rules:
        return
    lacking: dict[str, list[Entry]] = {}
    for entry in assessment.entries:
        if entry.rule_place is None and entry.full_points and entry.missing is None:
            lacking.setdefault(entry.indicator, []).append(entry)
    places = {indicator.name: indicator.place for indicator in read.scheme.indicators}
    for name, entries in lacking.items():
        units = listed([entry.unit for entry in entries])
        words = {"indicator": name, "method": entries[0].method, "units": units}
        yield finding("INDICATOR_WITHOUT_RULE", Severity.WARNING, places.get(name), **words)
