"""What tables state of targets, plans and actuals, cell by cell: also what the assessment doesn't use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.books import measures
from kaohe_xl.books.attributes import Line, measure_of
from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Shape
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
from kaohe_xl.domain.statements import Kind, Statement

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


@dataclass
class _Teller:
    """Goes through the tables of one workbook; names and measures are those of the assessed one."""

    read: Study
    names: Names
    wanted: Mapping[str, str]
    own: str
    book: str = ""
    reader: Reader = field(default_factory=Reader)

    def table(self, table: Table, number: int, current: bool) -> Iterator[Statement]:
        """All statements of one table."""
        as_of = self.read.scheme.settings.as_of
        period = period_of(table)
        month = period.month or (as_of.month if as_of and current else None)
        period = Period(period.year or self.read.scheme.settings.year, month)
        columns = list(_columns(table))
        targets_only = not any(c.role in ("actual", "assessor") for c in table.columns)
        measured = _Measures(table)
        for row, said in dated(table) or [(row, Period()) for row in table.rows]:
            for stated in columns:
                unit, name = self._matter(table, row, stated.column)
                measure = measured.of(row, stated.column)
                found = self._figure(table, row.number, stated.column, measure)
                if found is None:
                    continue
                value, text, measure, place = found
                yield Statement(
                    unit, name, stated.kind, self._brought(value, measure, name), place, text,
                    stated.year or said.year or period.year, stated.month or said.month or period.month,
                    measure, number, current, targets_only, stated.header, bool(self.book),
                )  # fmt: skip

    def _matter(self, table: Table, row: Row, column: Column) -> tuple[str, str]:
        """Unit and indicator of a cell; unit "" where all are meant."""
        if table.shape is Shape.UNITS:
            return self.names.unit(row.unit), self.names.find(column.name)
        name = self.names.find(row.indicator)
        if table.shape is Shape.LONG:
            return self.names.unit(row.unit), name
        return (self.names.unit(column.name) if column.name else self.own), name

    def _figure(
        self, table: Table, row: int, column: Column, measure: str
    ) -> tuple[Decimal, str, str, Cell] | None:
        """Value, text, measure and place of a cell; None where there is no figure."""
        block, line = table.sheet.block, row + column.down
        raw, place = block.at(line, column.index), (line, column.index)
        if raw is None:
            return None
        is_plain = isinstance(raw, (int, float)) and not isinstance(raw, bool)
        if is_plain and place not in block.percents and not column.measure and not column.scaled:
            value = decimal(raw)  # type: ignore[arg-type]
            return value, f"{value:f}", measure, self._cell(table, line, column)
        figure = self.reader.figure(table, row, column, Manner(measure, worded=True))
        if figure.reading.value is None or not figure.assessed:
            return None
        measure = measure or ("%" if figure.percent else "")
        return figure.reading.value, shown(raw), measure, self._cell(table, line, column)

    def _cell(self, table: Table, row: int, column: Column) -> Cell:
        place = table.cell(row, column.index)
        return Cell(f"[{self.book}]{place.sheet}", place.ref) if self.book else place

    def _brought(self, value: Decimal, measure: str, indicator: str) -> Decimal | None:
        """The value in the indicator's own measure; None where it measures something else."""
        wanted = self.wanted.get(indicator, "")
        if not measure or not wanted or measure == wanted:
            return value
        times = _times(measure, wanted)
        return None if times is None else significant(value * times)


class _Measures:
    """The measures of a table, by row or by column."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._known: dict[object, str] = {}

    def of(self, row: Row, column: Column) -> str:
        """The measure that the table states for the cell, "" where it states none."""
        across = self._table.shape is Shape.UNITS
        key: object = column.name if across else row.number
        if key not in self._known:
            line = Line(self._table, None, column.name, column) if across else Line(self._table, row.number)
            self._known[key] = measure_of(line, column.name if across else row.indicator)
        return self._known[key]


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


def statements(
    read: Study, names: Names, scheme: Scheme, *, book: str = "", first: int = 0
) -> tuple[Statement, ...]:
    """Every figure that the tables of a workbook state; drafts and copies that aren't read are left out.

    `names` and `scheme` are those of the assessed workbook; `book` names another one, and its tables are
    numbered from `first` on.
    """
    own = read.scheme.settings.own_unit or scheme.settings.own_unit
    measured = {indicator.name: indicator.measure for indicator in scheme.indicators}
    teller = _Teller(read, names, measured, own, book)
    found: list[Statement] = []
    tables: Sequence[tuple[Table, bool]] = [
        *((table, True) for table in read.tables),
        *((table, False) for table in read.left if not is_draft(table)),
    ]
    for number, (table, current) in enumerate(tables, first):
        found.extend(teller.table(table, number, current))
    return tuple(found)


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
