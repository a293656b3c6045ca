"""Stated sums, 小计 and 合计 down and across, and full points in words, held against their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kaohe_xl.books import measures
from kaohe_xl.books.attributes import Line, measure_of
from kaohe_xl.books.cells import number
from kaohe_xl.books.columns import Column, Shape
from kaohe_xl.books.labels import name_key
from kaohe_xl.books.rows import Row
from kaohe_xl.books.statements import is_sum_of_units
from kaohe_xl.books.tables import Table
from kaohe_xl.books.words import tidy
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal, shown
from kaohe_xl.domain.sums import adds_up

_SUM = re.compile(r"(?P<name>.*?)(?:小计|合计|总计|总和|共计)(?:\(.*\))?:?(?:[:(].*)?")
_PART = re.compile(r"^(?:[\s　]{2,}|其中|#|\(\d|（\d|\d+\.\d+)")
_STATED = re.compile(r"(?:满分|总分值?|分值合计|共计?|合计)(?:为|是|:)?(\d+(?:\.\d+)?)分(?!值)")
_OF_CATEGORY = re.compile(r"\((?:满分|分值|权重|共)?:?(\d+(?:\.\d+)?)分\)")
_INPUTS = ("points", "target", "plan", "actual")
_RESULTS = ("score", "bonus", "deduction", "base", "total")
_NEAR = 8

Numbers = Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class _SumRow:
    """A row of sums: what it is called, the one name in it (经济发展小计), and its data rows' candidates."""

    number: int
    label: str
    name: str


def sums(tables: Iterable[Table]) -> Iterator[Finding]:
    """Every stated sum that no reading of its parts gives."""
    seen = tuple(tables)
    for table in seen:
        rows = list(_sum_rows(table))
        for column in table.columns:
            if rows and _is_summed(table, column):
                yield from _down(table, column, rows)
        yield from _across(table)
        yield from _of_categories(table)
    yield from _in_words(seen)


def _sum_rows(table: Table) -> Iterator[_SumRow]:
    """The rows of sums among the data rows, right above and right below them."""
    data = {row.number for row in table.rows}
    for row in range(table.box.bottom + 1, min(table.last + 3, table.sheet.height) + 1):
        if row in data:
            continue
        text = next((tidy(v) for _, v in table.sheet.filled(row) if isinstance(v, str)), "")
        found = _SUM.fullmatch(text)
        if found:
            yield _SumRow(row, text, name_key(found["name"]))
        elif row > table.last:
            return


def _is_summed(table: Table, column: Column) -> bool:
    """Whether a sum in the column makes sense: points, or figures that all have one measure, no rates."""
    if column.role == "points" or column.role in _RESULTS:
        return True
    if column.role not in _INPUTS:
        return False
    if table.shape is Shape.UNITS:
        line = Line(table, None, column.name, column)
        return bool(column.name) and is_sum_of_units(column.name, measure_of(line, column.name))
    found = {measure_of(Line(table, row.number), row.indicator) for row in table.rows}
    names = {row.indicator for row in table.rows}
    if len(names) == 1:
        return all(is_sum_of_units(next(iter(names)), measure) for measure in found)
    return len(found) == 1 and measures.is_level(next(iter(found)))


def _numbers(table: Table, column: Column) -> Numbers | None:
    """The figures of the column by row; None where one can't be read: that is said elsewhere."""
    found: dict[int, Decimal] = {}
    for row in table.rows:
        quantity = _figure(table, row.number + column.down, column)
        if quantity is None:
            return None
        found[row.number] = quantity
    return found


def _figure(table: Table, row: int, column: Column) -> Decimal | None:
    """The figure in a cell, 0 where nothing is; None where it can't be read."""
    place = (row, column.index)
    value = table.sheet.block.at(*place)
    if value is None and place in table.sheet.block.stale:
        return None
    quantity = number(value, percent=place in table.sheet.block.percents)
    return Decimal(0) if quantity.blank or not quantity.assessed else quantity.value


def _down(table: Table, column: Column, rows: Sequence[_SumRow]) -> Iterator[Finding]:
    """The sums of one column."""
    parts = _numbers(table, column)
    if not parts or not any(parts.values()):
        return
    stated = {row.number: _stated(table, row.number, column) for row in rows}
    for row in rows:
        said = stated[row.number]
        if said is None:
            continue
        groups = list(_groups(table, row, rows))
        subtotals = [v for r, v in stated.items() if r != row.number and v is not None]
        found = [[parts[r] for r in group if r in parts] for group in groups if group]
        is_exact = column.role == "points"
        if any(adds_up(said, one, exact=is_exact) for one in [*found, subtotals] if one):
            continue
        if not found or not any(found[0]):
            continue
        yield _disagreement(table, column, row, said, sum(found[0], Decimal(0)))


def _stated(table: Table, row: int, column: Column) -> Decimal | None:
    """The stated sum; None where there is none, and where a formula sums up results that are to come."""
    place = (row + column.down, column.index)
    value = table.sheet.block.at(*place)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        quantity = number(value) if isinstance(value, str) else None
        return quantity.value if quantity and not quantity.blank and not quantity.problem else None
    if place in table.sheet.block.formulas and column.role in _RESULTS:
        return None
    return decimal(value)


def _groups(table: Table, row: _SumRow, rows: Sequence[_SumRow]) -> Iterator[list[int]]:
    """The data rows that the sum may be of, the likeliest first."""
    data = table.rows
    before = max((other.number for other in rows if other.number < row.number), default=0)
    after = min((other.number for other in rows if other.number > row.number), default=1 << 30)
    above = [r for r in data if before < r.number < row.number]
    below = [r for r in data if row.number < r.number < after]
    named = [r for r in data if row.name and row.name in (name_key(r.category), name_key(r.group))]
    everything = list(data)
    if "小计" in row.label or row.name:
        order = [named, above, below, everything]
    else:
        order = [everything, above, below, named]
    for group in order:
        for some in (group, *_without_parts(table, group)):
            yield [r.number for r in some]


def _without_parts(table: Table, group: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows without those that are a part of the one above (其中), and without those that have parts."""
    key = table.column("unit" if table.shape is Shape.UNITS else "indicator")
    if key is None:
        return
    texts = {r.number: table.sheet.block.at(r.number, key.index) for r in group}
    parts = {r for r, text in texts.items() if isinstance(text, str) and _PART.match(text)}
    if parts:
        yield [r for r in group if r.number not in parts]
        order = [r.number for r in group]
        wholes = {a for a, b in pairwise(order) if b in parts and a not in parts}
        yield [r for r in group if r.number not in wholes]


def _disagreement(table: Table, column: Column, row: _SumRow, said: Decimal, computed: Decimal) -> Finding:
    place = table.cell(row.number + column.down, column.index)
    words = {"label": row.label, "title": _title(column), "stated": shown(said), "computed": shown(computed)}
    difference = shown(abs(said - computed))
    return finding("SUM_DISAGREES", Severity.WARNING, place, difference=difference, **words)


def _title(column: Column) -> str:
    return f"“{column.header}”"


def _across(table: Table) -> Iterator[Finding]:
    """A column 合计 beside the units of an indicator table."""
    if table.shape is not Shape.INDICATORS:
        return
    for total in table.columns:
        if total.role != "total" or total.name:
            continue
        group = total.header.rpartition("/")[0]
        peers = [c for c in table.columns if c.name and c.header.rpartition("/")[0] == group]
        if len(peers) < 2 or len({c.role for c in peers}) > 1:
            continue
        for row in table.rows:
            if not is_sum_of_units(row.indicator, measure_of(Line(table, row.number), row.indicator)):
                continue
            said = _stated(table, row.number, total)
            parts = [_figure(table, row.number, c) for c in peers]
            known = [part for part in parts if part is not None]
            if said is None or len(known) < len(parts) or not any(known) or adds_up(said, known):
                continue
            computed = sum(known, Decimal(0))
            words = {"indicator": row.indicator, "title": _title(total), "computed": shown(computed)}
            words |= {"stated": shown(said), "difference": shown(abs(said - computed))}
            place = table.cell(row.number, total.index)
            yield finding("SUM_ACROSS_DISAGREES", Severity.WARNING, place, **words)


def _points(table: Table) -> tuple[Column, Numbers] | None:
    """The points of a table of indicators, by row."""
    column = table.column("points")
    if column is None or table.shape is not Shape.INDICATORS:
        return None
    found = _numbers(table, column)
    return (column, found) if found and any(found.values()) else None


def _of_categories(table: Table) -> Iterator[Finding]:
    """经济发展（40分）: the points of the category's rows."""
    points, category = _points(table), table.column("category")
    if points is None or category is None:
        return
    rows: dict[str, list[int]] = {}
    for row in table.rows:
        if _OF_CATEGORY.search(tidy(row.category)):
            rows.setdefault(row.category, []).append(row.number)
    for name, numbers in rows.items():
        match = _OF_CATEGORY.search(tidy(name))
        said, parts = Decimal(match[1]) if match else Decimal(0), [points[1][r] for r in numbers]
        if not adds_up(said, parts, exact=True):
            computed = sum(parts, Decimal(0))
            words = {"category": name, "stated": shown(said), "computed": shown(computed)}
            place = table.cell(numbers[0], category.index)
            difference = shown(abs(said - computed))
            yield finding(
                "POINTS_OF_CATEGORY_DISAGREE", Severity.WARNING, place, difference=difference, **words
            )


def _in_words(tables: Sequence[Table]) -> Iterator[Finding]:
    """Full points that a title, a header or a note states: 满分100分."""
    scored = [(table, *points) for table in tables if (points := _points(table))]
    everything = [part for _, _, parts in scored for part in parts.values()]
    for table, column, parts in scored:
        own = list(parts.values())
        rows = [r.number for some in _without_parts(table, table.rows) for r in some]
        groups = [own, [parts[r] for r in rows], everything]
        for row, index, text, said in _stated_in_words(table, column):
            if any(adds_up(said, group, exact=True) for group in groups if group):
                continue
            computed = sum(own, Decimal(0))
            words = {"stated_text": text, "computed": shown(computed)}
            place = table.cell(row, index)
            difference = shown(abs(said - computed))
            yield finding("POINTS_TOTAL_DISAGREES", Severity.WARNING, place, difference=difference, **words)


def _stated_in_words(table: Table, column: Column) -> Iterator[tuple[int, int, str, Decimal]]:
    """Row, column, words and figure of each such statement around the table."""
    if column.points is not None:
        yield table.box.bottom, column.index, f"“{shown(column.points)}分”", column.points
    first, last = max(table.box.top - _NEAR, 1), min(table.last + _NEAR, table.sheet.height)
    for row in (*range(first, table.box.top), *range(table.last + 1, last + 1)):
        for index, value in table.sheet.filled(row):
            if isinstance(value, str) and (found := _STATED.search(tidy(value))):
                yield row, index, f"“{found[0]}”", Decimal(found[1])
