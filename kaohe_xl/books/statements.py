"""What tables state of targets, plans and actuals, cell by cell: also what the assessment doesn't use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from kaohe_xl.books import measures
from kaohe_xl.books.attributes import Line, measure_of
from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Shape
from kaohe_xl.books.grid import Value
from kaohe_xl.books.monthrows import dated
from kaohe_xl.books.naming import Names
from kaohe_xl.books.periods import Period, is_draft, period_of
from kaohe_xl.books.quantities import Manner, Reader
from kaohe_xl.books.reading import Study
from kaohe_xl.books.rows import Row
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.numbers import decimal, significant
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.domain.statements import Kind, Measured, Statement

_KINDS = {"target": Kind.TARGET, "plan": Kind.PLAN, "actual": Kind.ACTUAL}
_RATES = re.compile(
    r"人均|指数|浓度|均价|单价|价格|强度|密度|均值|平均|满意|得分|排名|位次|占比|比重|比例|增速|增长|增幅|"
    r"率(?:\(.*\))?$|度(?:\(.*\))?$|能耗"
)
_STOCKS = re.compile(r"余额|存量|库存|保有|期末|年末|月末|在岗|在册|在校|人口|失业")
_PER_HEAD = re.compile(r"人均.*收入")


@dataclass(frozen=True, slots=True)
class _Stated:
    """A column of figures: what they are, what its header says of time; `header` where that was assumed."""

    column: Column
    kind: Kind
    month: int | None
    year: int | None
    header: Cell | None = None


@dataclass(frozen=True, slots=True)
class _Lane:
    """A column of one table, with what holds for all of its cells."""

    table: Table
    number: int
    current: bool
    targets_only: bool
    stated: _Stated


@dataclass(frozen=True, slots=True)
class _Raw:
    """A cell not yet read: what stands there, in which measure, in which lane and row."""

    value: Value
    measure: str
    lane: _Lane
    row: int
    month: int | None


_Key = tuple[str, str, Kind, int | None, int]


@dataclass
class _Teller:
    """Goes through the tables of one workbook; names and measures are those of the assessed one.

    Cells are looked at as they stand first: only where they differ they are worth reading.
    """

    read: Study
    names: Names
    wanted: Mapping[str, str]
    own: str
    book: str = ""
    reader: Reader = field(default_factory=Reader)
    found: dict[_Key, list[_Raw]] = field(default_factory=dict)

    def look(self, table: Table, number: int, current: bool) -> None:
        """Take note of all cells with figures of a table."""
        as_of = self.read.scheme.settings.as_of
        period = period_of(table)
        default = period.month or (as_of.month if as_of and current else None)
        year = period.year or self.read.scheme.settings.year
        targets_only = not any(c.role in ("actual", "assessor") for c in table.columns)
        rows = [
            (row, said, *self._matter(table, row))
            for row, said in dated(table) or [(row, Period()) for row in table.rows]
        ]
        measured = _Measures(table)
        values, across = table.sheet.block.values, table.shape is Shape.UNITS
        for stated in _columns(table):
            lane, column = _Lane(table, number, current, targets_only, stated), stated.column
            own = self._own_matter(table, column)
            for row, said, who, what in rows:
                line = row.number + column.down
                value = values[line - 1][column.index - 1] if line <= len(values) else None
                if value is None or value == "":
                    continue
                unit, name = (who, own) if across else (who or own, what)
                month = stated.month or said.month or default
                of = 0 if stated.kind is Kind.TARGET else month or 0
                key = (unit, name, stated.kind, stated.year or said.year or year, of)
                raw = _Raw(value, measured.of(row, column), lane, row.number, month)
                self.found.setdefault(key, []).append(raw)

    def doubtful(self) -> Iterator[_Key]:
        """The matters whose cells say different things, and all months of those that fall."""
        series: dict[tuple[str, str, Kind, int | None], dict[int, list[_Raw]]] = {}
        for key, cells in self.found.items():
            if key[4]:
                series.setdefault(key[:4], {})[key[4]] = cells
            first = cells[0]
            if any(raw.value != first.value or raw.measure != first.measure for raw in cells[1:]):
                yield key
        for matter, months in series.items():
            order = sorted(months)
            if any(_may_fall(months[a], months[b]) for a, b in pairwise(order)):
                unit, name, kind, year = matter
                yield from ((unit, name, kind, year, month) for month in order)

    def statements(self, key: _Key) -> Iterator[Statement]:
        """What the cells of one matter state."""
        unit, name, kind, year, _ = key
        for raw in self.found[key]:
            lane, column = raw.lane, raw.lane.stated.column
            found = self._figure(lane.table, raw.row, column, raw.measure)
            if found is None:
                continue
            value, text, measure, place = found
            yield Statement(
                unit, name, kind, self._brought(value, measure, name), place, text, year, raw.month,
                measure, lane.number, lane.current, lane.targets_only, lane.stated.header, bool(self.book),
            )  # fmt: skip

    def _matter(self, table: Table, row: Row) -> tuple[str, str]:
        """Unit and indicator that a row names, "" where it doesn't."""
        unit = "" if table.shape is Shape.INDICATORS else self.names.unit(row.unit)
        return unit, "" if table.shape is Shape.UNITS else self.names.find(row.indicator)

    def _own_matter(self, table: Table, column: Column) -> str:
        """What a column names where rows don't: an indicator, or a unit; "" where all units are meant."""
        if table.shape is Shape.UNITS:
            return self.names.find(column.name)
        if table.shape is Shape.LONG:
            return ""
        whose = column.name or table.owner
        return self.names.unit(whose) if whose else self.own

    def _figure(
        self, table: Table, row: int, column: Column, measure: str
    ) -> tuple[Decimal, str, str, Cell] | None:
        """Value, text, measure and place of a cell; None where there is no figure."""
        block, line = table.sheet.block, row + column.down
        raw, place = block.at(line, column.index), table.cell(line, column.index)
        place = Cell(f"[{self.book}]{place.sheet}", place.ref) if self.book else place
        is_plain = type(raw) in (int, float) and (line, column.index) not in block.percents
        if is_plain and not column.measure and not column.scaled:
            value = decimal(raw)  # type: ignore[arg-type]
            return value, f"{value:f}", measure, place
        figure = self.reader.figure(table, row, column, Manner(measure, worded=True))
        if figure.reading.value is None or not figure.assessed:
            return None
        return figure.reading.value, shown(raw), measure or ("%" if figure.percent else ""), place

    def _brought(self, value: Decimal, measure: str, indicator: str) -> Decimal | None:
        """The value in the indicator's own measure; None where it measures something else."""
        wanted = self.wanted.get(indicator, "")
        if not measure or not wanted or measure == wanted:
            return value
        times = _times(measure, wanted)
        return None if times is None else significant(value * times)


def _may_fall(before: Sequence[_Raw], after: Sequence[_Raw]) -> bool:
    """Whether a figure of the later month may be less than one of the month before."""
    for one in before:
        for other in after:
            if not isinstance(one.value, (int, float)) or not isinstance(other.value, (int, float)):
                return True
            if other.value < one.value or one.measure != other.measure:
                return True
    return False


class _Measures:
    """The measures of a table, by row or by column."""

    def __init__(self, table: Table) -> None:
        self._table, self._across = table, table.shape is Shape.UNITS
        self._known: dict[object, str] = {}

    def of(self, row: Row, column: Column) -> str:
        """The measure that the table states for the cell, "" where it states none."""
        key: object = column.name if self._across else row.number
        known = self._known.get(key)
        if known is None:
            line = (
                Line(self._table, None, column.name, column)
                if self._across
                else Line(self._table, row.number)
            )
            known = self._known[key] = measure_of(line, column.name if self._across else row.indicator)
        return known


def _times(stated: str, wanted: str) -> Decimal | None:
    """By what a figure is multiplied to be in the other measure; None where it can't be."""
    powers = measures.percentage(stated), measures.percentage(wanted)
    if powers[0] is not None and powers[1] is not None:
        return Decimal(1).scaleb(powers[1] - powers[0])
    return None if powers != (None, None) else measures.factor(stated, wanted)


def are_alike(one: str, other: str) -> bool:
    """Whether two units of measure are the same by whatever word: 人 and 名, % and 百分点."""
    return (
        one == other or _times(one, other) == 1 or not (measures.is_single(one) and measures.is_single(other))
    )


def _columns(table: Table) -> Iterator[_Stated]:
    """The columns of figures with their months: of cumulative and single months side by side the former."""
    groups: dict[tuple[str, str], list[Column]] = {}
    for column in table.columns:
        if column.role in _KINDS and (column.name or table.shape is not Shape.UNITS):
            groups.setdefault((column.role, column.name), []).append(column)
    for (role, _), columns in groups.items():
        single = all(c.single for c in columns) and len(columns) > 1
        for column in columns:
            if column.single and not single:
                continue
            header = table.cell(table.box.bottom, column.index) if column.single else None
            yield _Stated(column, _KINDS[role], column.month, column.year, header)


def doubtful_statements(
    read: Study, names: Names, scheme: Scheme, others: Iterable[tuple[str, Study]] = ()
) -> tuple[Statement, ...]:
    """What the tables state of matters on which cells say different things, or that fall from month to month.

    Drafts and copies that aren't read are left out. `names` and `scheme` are those of the assessed workbook;
    `others` are further ones, by name.
    """
    own = read.scheme.settings.own_unit
    wanted = {indicator.name: indicator.measure for indicator in scheme.indicators}
    tellers = []
    number = 0
    for book, study in (("", read), *others):
        teller = _Teller(study, names, wanted, study.scheme.settings.own_unit or own, book)
        for table, current in told_tables(study):
            teller.look(table, number, current)
            number += 1
        tellers.append(teller)
    together: dict[_Key, list[_Raw]] = {}
    for teller in tellers:
        for key, cells in teller.found.items():
            together.setdefault(key, []).extend(cells)
    keys = dict.fromkeys(replace(tellers[0], found=together).doubtful())
    return tuple(
        s for teller in tellers for key in keys if key in teller.found for s in teller.statements(key)
    )


def told_tables(read: Study) -> Iterator[tuple[Table, bool]]:
    """The tables whose figures count, and whether they are read for the assessment."""
    yield from ((table, True) for table in read.tables)
    yield from ((table, False) for table in read.left if not is_draft(table))


def measured(read: Study, names: Names, others: Iterable[tuple[str, Study]] = ()) -> Iterator[Measured]:
    """The unit of measure that each table states of each indicator, where it does."""
    number = 0
    for book, study in (("", read), *others):
        for table in study.tables:
            number += 1
            stated, seen = _Measures(table), set[str]()
            for row, column in _one_each(table):
                name = names.find(column.name if table.shape is Shape.UNITS else row.indicator)
                if name in seen:
                    continue
                seen.add(name)
                if measure := stated.of(row, column):
                    where = table.column("measure") if table.shape is not Shape.UNITS else None
                    place = table.cell(row.number, (where or column).index)
                    place = Cell(f"[{book}]{place.sheet}", place.ref) if book else place
                    yield Measured(name, measure, place, number)


def _one_each(table: Table) -> Iterator[tuple[Row, Column]]:
    """A cell with figures of each of the table's indicators, or more."""
    columns = [stated.column for stated in _columns(table)]
    if table.shape is Shape.UNITS:
        yield from ((row, column) for row in table.rows[:1] for column in columns)
    else:
        yield from ((row, column) for column in columns[:1] for row in table.rows)


def is_sum_of_units(name: str, measure: str) -> bool:
    """Whether the figures of units add up to the whole's: amounts and counts do, rates and averages don't."""
    return not (measures.is_percentage(measure) or _RATES.search(name))


def accumulates(scheme: Scheme, one: Statement) -> bool:
    """Whether the indicator's figures grow from month to month: no rates, no stocks, no points given."""
    indicator = next((i for i in scheme.indicators if i.name == one.indicator), None)
    if indicator is not None and indicator.qualitative:
        return False
    measure = one.measure or (indicator.measure if indicator else "")
    if measures.is_percentage(measure) or measure == "分" or _STOCKS.search(one.indicator):
        return False
    return _PER_HEAD.search(one.indicator) is not None or not _RATES.search(one.indicator)
