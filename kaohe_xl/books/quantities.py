"""Cells of tables read as figures, with the findings that this brings up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from kaohe_xl.books import measures
from kaohe_xl.books.cells import Quantity, number, shown
from kaohe_xl.books.columns import Column
from kaohe_xl.books.grid import Value
from kaohe_xl.books.plain import compact
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Indicator

_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell read: its reading, whether the unit is assessed at all, whether it was a percentage."""

    reading: Reading
    assessed: bool = True
    percent: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return self.reading.value is None and not self.reading.text


class Manner(NamedTuple):
    """How figures of a row are to be read.

    measure   what they are brought to
    boolean   是/否 may stand there
    worded    words are normal there (定性): they are no figures, and no mistake
    """

    measure: str = ""
    boolean: bool = False
    worded: bool = False


@dataclass
class Reader:
    """Reads cells and keeps what is wrong with them; every cell is read, and complained of, once.

    `percents`: cells written as percentages, or shown as such.
    """

    findings: list[Finding] = field(default_factory=list)
    percents: set[Cell] = field(default_factory=set)
    _read: dict[tuple[str, int, int, Manner], Figure] = field(default_factory=dict)

    def figure(self, table: Table, row: int, column: Column, manner: Manner) -> Figure:
        """The figure in the cell, in `manner.measure`."""
        row += column.down
        if column.former is not None and _is_nothing(table.sheet.value(row, column.index)):
            column = column.former
        key = (table.sheet.name, row, column.index, manner)
        if key not in self._read:
            self._read[key] = self._figure(table, row, column, manner)
        return self._read[key]

    def _figure(self, table: Table, row: int, column: Column, manner: Manner) -> Figure:
        block = table.sheet.block
        place = table.cell(row, column.index)
        value = block.at(row, column.index)
        percent = value is not None and (row, column.index) in block.percents
        if _is_number(value) and not percent and _is_plain(column, manner):
            amount = decimal(value)
            return Figure(Reading(amount, place, f"{amount:f}"))
        if value is None and (row, column.index) in block.stale:
            self.findings.append(finding("FORMULA_WITHOUT_VALUE", Severity.ERROR, place))
            return Figure(Reading(None, place, block.formulas.get((row, column.index), "=") or "="))
        if value is None and column.role in ("target", "plan"):
            area = table.sheet.area(row, column.index)
            value = block.at(area.top, area.left) if area.right > area.left and area.top == row else None
            percent = (row, column.index) in block.percents
        quantity = number(
            value, measure=manner.measure, percent=percent, boolean=manner.boolean, index=column.scaled
        )
        if manner.worded and quantity.value is None and not re.search(r"\d|#", quantity.text):
            return Figure(Reading(None, place, ""), quantity.assessed)
        quantity = self._scaled(quantity, column, manner, place)
        if quantity.percent:
            self.percents.add(place)
        if quantity.bound and not quantity.problem and column.role in ("actual", "assessor"):
            words = {"value": f"{quantity.value:f}"}
            quantity = replace(quantity, problem="BOUND_FOR_ACTUAL", words=words)
        return self._judged(quantity, place)

    def _scaled(self, quantity: Quantity, column: Column, manner: Manner, place: Cell) -> Quantity:
        """The figure brought from the header's measure to the row's."""
        own = column.measure
        if (
            quantity.value is None
            or not own
            or not manner.measure
            or own == manner.measure
            or quantity.percent
        ):
            return quantity
        if re.search(r"[^\d.,+\-\s()≥≤<>%]", quantity.text) or (
            measures.is_percentage(own) and measures.is_percentage(manner.measure)
        ):
            return quantity
        times = measures.factor(own, manner.measure)
        if times is None:
            words = {"unit": own, "measure": manner.measure}
            return replace(quantity, value=None, problem="UNIT_MISMATCH", words=words)
        return replace(quantity, value=decimal(quantity.value * times))

    def _judged(self, quantity: Quantity, place: Cell) -> Figure:
        found = quantity.finding(place)
        if found is not None:
            severity = Severity.ERROR if quantity.value is None else found.severity
            self.findings.append(replace(found, severity=severity))
        text = "" if quantity.blank or not quantity.assessed else quantity.text
        return Figure(Reading(quantity.value, place, text), quantity.assessed, quantity.percent)


def _is_nothing(value: Value) -> bool:
    """Whether a cell is blank, or a dash or its like stands in it."""
    return value is None or (isinstance(value, str) and not re.search(r"\w", value))


def _is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a value is a number that an office may mean: neither NaN nor beyond 15 digits."""
    return type(value) in (float, int) and -_LARGEST < value < _LARGEST  # type: ignore[operator]


def _is_plain(column: Column, manner: Manner) -> bool:
    """Whether numbers in the column are the figures meant: no index, no measure to be converted."""
    return not column.scaled and (
        not column.measure or column.measure == manner.measure or not manner.measure
    )


def points_in(table: Table, row: int, column: Column, reader: Reader) -> Reading | None:
    """Full points in a cell (10% of a weight is 10 points); None where the cell is blank."""
    if column.measure or column.scaled:
        column = replace(column, measure="", scaled=False)
    written = table.sheet.value(row + column.down, column.index)
    in_points = isinstance(written, str) and compact(written).endswith("分")
    found = reader.figure(table, row, column, Manner("分" if in_points else "%"))
    return None if found.is_blank else found.reading


def in_form_of(target: Figure | None, actual: Figure, measure: str) -> Figure:
    """The actual figure in the target's form where one was written as a percentage and the other was not."""
    if target is None or target.reading.value is None or actual.reading.value is None:
        return actual
    if measures.is_percentage(measure) or target.percent == actual.percent:
        return actual
    shift = -2 if target.percent else 2
    if not target.percent and abs(target.reading.value) <= 1:
        return actual
    if target.percent and abs(actual.reading.value) <= Decimal("1.5"):
        return actual
    return replace(actual, reading=replace(actual.reading, value=actual.reading.value.scaleb(shift)))


def text_of(table: Table, row: int, column: Column | None) -> str:
    """What the cell says, on one line; merged cells speak for all their rows."""
    return "" if column is None else shown(table.sheet.value(row, column.index))


def ratios_among_points(indicators: Iterable[Indicator], records: Iterable[Record]) -> Iterator[Finding]:
    """A doubt about each 0.85 that stands among figures like 85 where percentages are meant."""
    percentages = {one.name for one in indicators if not one.measure or measures.is_percentage(one.measure)}
    readings: dict[str, dict[Cell, Decimal]] = {}
    for record in records:
        for reading in (record.actual, record.target):
            if record.indicator in percentages and reading and reading.value and reading.place:
                readings.setdefault(record.indicator, {})[reading.place] = reading.value
    for name, found in readings.items():
        usual = sorted(abs(value) for value in found.values())[len(found) // 2]
        small = [(place, value) for place, value in found.items() if abs(value) <= 1]
        if 50 <= usual <= 150:
            for place, value in small:
                words = {"text": f"{value:f}", "indicator": name, "usual": f"{usual:f}"}
                yield finding("RATIO_AMONG_POINTS", Severity.WARNING, place, **words)
