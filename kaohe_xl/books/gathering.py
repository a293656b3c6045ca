"""Tables to indicators and records: every figure goes to its unit and indicator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from kaohe_xl.books.attributes import Line, indicator_of, merged, rule_of
from kaohe_xl.books.columns import Column, Shape
from kaohe_xl.books.dates import day
from kaohe_xl.books.joining import category_is_group, joined, warning
from kaohe_xl.books.naming import Names
from kaohe_xl.books.peercolumns import PeerColumns, actual_column, peer_columns
from kaohe_xl.books.picking import Picker
from kaohe_xl.books.plain import compact
from kaohe_xl.books.quantities import Figure, Manner, Reader, in_form_of, points_in, text_of
from kaohe_xl.books.rows import Row
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import RESULTS
from kaohe_xl.domain.findings import Cell, Severity, finding
from kaohe_xl.domain.numbers import same
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Indicator, RuleText

_NO = frozenset(["否", "不考核", "×", "不", "n", "no", "不参与"])
_BLANK = Figure(Reading(None))


@dataclass
class Gathered:
    """All that the tables say, growing: by indicator, by (unit, indicator)."""

    indicators: dict[str, Indicator] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    rules: list[RuleText] = field(default_factory=list)
    units: dict[str, Cell | None] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    shared: dict[str, Record] = field(default_factory=dict)
    boolean: set[str] = field(default_factory=set)
    own_cells: set[tuple[str, str]] = field(default_factory=set)
    prose: dict[int, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Goes through the tables; `boolean`: indicators whose rule asks 是否; `has_own`: one is named."""

    names: Names
    picker: Picker
    reader: Reader
    own: str
    boolean: frozenset[str] = frozenset()
    year: int | None = None
    has_own: bool = False
    found: Gathered = field(default_factory=Gathered)

    def gather(self, tables: Iterable[Table]) -> Gathered:
        """Everything that these tables say."""
        for table in tables:
            if table.shape is Shape.UNITS:
                self._units(table)
            elif table.shape is Shape.LONG:
                self._long(table)
            else:
                self._indicators(table)
        self._share()
        return self.found

    def _indicators(self, table: Table) -> None:
        """A row an indicator: the own unit's columns, and the peers' across."""
        own_actual = self._actual(table)
        seen: dict[str, Row] = {}
        for name in table.names():
            column = next(c for c in table.columns if c.name == name)
            self._unit(self.names.unit(name), table.cell(table.box.bottom, column.index))
        peers = tuple(peer_columns(table, self.picker, self.names))
        for row in table.rows:
            name = self.names.indicator(row.indicator)
            if name in seen:
                self._doubled(table, seen[name], row, name)
                continue
            seen[name] = row
            line = Line(table, row.number)
            indicator = self._indicator(line, name, row.indicator, row.category, own_actual)
            self._rule(line, name, "")
            shared = self._shared(table, row, indicator)
            if own_actual is not None:
                self._own(table, row, indicator, own_actual, shared)
            elif not table.names():
                self._keep_shared(name, shared)
            target_for_all = shared if own_actual is None else Record("", name, Reading(None))
            for peer in peers:
                self._peer(table, row, indicator, peer, target_for_all)

    def _indicator(self, line: Line, name: str, text: str, category: str, actual: Column | None) -> Indicator:
        stated = indicator_of(line, name, text, category, self.reader)
        if actual is not None and actual.role == "assessor" and line.at("target") is None:
            stated = replace(stated, qualitative=True)
        known = self.found.indicators.get(name)
        self.found.indicators[name] = merged(known, stated) if known else stated
        return self.found.indicators[name]

    def _rule(self, line: Line, name: str, unit: str) -> None:
        rule, is_prose = rule_of(line, name, unit, self.year)
        cell = line.cell("method")
        if is_prose and cell is not None:
            self.found.prose.setdefault(id(line.table), cell)
        if rule is not None:
            self.found.rules.append(rule)
            if "是否" in rule.method:
                self.found.boolean.add(rule.indicator)

    def _manner(self, indicator: Indicator) -> Manner:
        boolean = indicator.name in self.boolean or indicator.name in self.found.boolean
        return Manner(indicator.measure, boolean, indicator.qualitative)

    def _actual(self, table: Table, name: str = "") -> Column | None:
        return actual_column(self.picker, table, name)

    def _cell(self, table: Table, row: int, column: Column | None, manner: Manner) -> Figure | None:
        return None if column is None else self.reader.figure(table, row, column, manner)

    def _shared(self, table: Table, row: Row, indicator: Indicator) -> Record:
        """What the row says of nobody in particular: target, plan, the city's list."""
        manner = self._manner(indicator)
        target = self._cell(table, row.number, self.picker.column(table, "target"), manner)
        plan = self._cell(table, row.number, self.picker.column(table, "plan"), manner)
        warned = self.picker.column(table, "warned")
        return Record(
            "",
            indicator.name,
            Reading(None),
            target.reading if target else None,
            plan.reading if plan else None,
            None,
            warning(text_of(table, row.number, warned)),
            table.cell(row.number, warned.index) if warned else None,
            self._date(table, row.number, "start"),
            self._date(table, row.number, "end"),
            (target is None or target.assessed) and not self._is_left_out(table, row.number),
        )

    def _date(self, table: Table, row: int, role: str) -> date | None:
        column = self.picker.column(table, role)
        if column is None:
            return None
        return day(table.sheet.value(row, column.index), year=self.year, opening=role == "start")

    def _is_left_out(self, table: Table, row: int) -> bool:
        return compact(text_of(table, row, self.picker.column(table, "assessed"))) in _NO

    def _own(self, table: Table, row: Row, indicator: Indicator, column: Column, shared: Record) -> None:
        """The record of the own unit, or of the sheet's: its figure stands in the table's own 完成 column."""
        figure = self._actual_in(table, row.number, column, indicator, shared)
        own = self.names.unit(table.owner) if table.owner else self.own
        key = (own, indicator.name)
        record = replace(
            shared, unit=own, actual=figure.reading, assessed=shared.assessed and figure.assessed
        )
        self._unit(own, None)
        former = self.found.records.get(key)
        if former is not None:
            self._compare(record.actual, former.actual, own, indicator.name)
            record = joined(record, former) if key not in self.found.own_cells else joined(former, record)
        self.found.own_cells.add(key)
        self.found.records[key] = record

    def _actual_in(
        self, table: Table, row: int, column: Column, indicator: Indicator, shared: Record
    ) -> Figure:
        """The actual figure; words where there is no target are a wait, not a mistake."""
        manner = self._manner(indicator)
        has_target = self.picker.column(table, "target") is not None
        if (
            has_target
            and shared.target is not None
            and shared.target.value is None
            and not shared.target.text
        ):
            manner = manner._replace(worded=True)
        figure = self.reader.figure(table, row, column, manner)
        target = Figure(shared.target) if shared.target else None
        column_of_target = self.picker.column(table, "target")
        if target and column_of_target:
            target = self.reader.figure(table, row, column_of_target, self._manner(indicator))
        return in_form_of(target, figure, indicator.measure)

    def _peer(self, table: Table, row: Row, indicator: Indicator, peer: PeerColumns, shared: Record) -> None:
        """A unit whose columns stand across."""
        manner, number = self._manner(indicator), row.number
        actual = self._cell(table, number, peer.actual, manner)
        target = self._cell(table, number, peer.target, manner)
        plan = self._cell(table, number, peer.plan, manner)
        if actual is not None:
            form = target if peer.target else None
            if form is None and shared.target:
                form = self._cell(table, number, peer.form, manner)
            actual = in_form_of(form, actual, indicator.measure)
        is_own = peer.unit == self.own
        warned, place = (shared.warned, shared.warned_place) if is_own else ("", None)
        if peer.warned is not None:
            warned = warning(text_of(table, number, peer.warned))
            place = table.cell(number, peer.warned.index)
        self._add(
            Record(
                peer.unit,
                indicator.name,
                actual.reading if actual else Reading(None),
                target.reading if target else shared.target,
                plan.reading if plan else shared.plan,
                points_in(table, number, peer.points, self.reader) if peer.points else None,
                warned,
                place,
                shared.start,
                shared.end,
                shared.assessed
                and (actual is None or actual.assessed)
                and (target is None or target.assessed),
            )
        )

    def _add(self, record: Record) -> None:
        """One more record; of two for the same unit and indicator the first holds, the other fills gaps."""
        key = (record.unit, record.indicator)
        former = self.found.records.get(key)
        if former is None:
            self.found.records[key] = record
            return
        self._compare(former.actual, record.actual, record.unit, record.indicator)
        if former.target and record.target:
            self._compare(former.target, record.target, record.unit, record.indicator)
        self.found.records[key] = joined(former, record)

    def _compare(self, one: Reading, other: Reading, unit: str, indicator: str) -> None:
        """口径一致: the same figure in two cells must be the same."""
        if (
            one.value is None
            or other.value is None
            or same(one.value, other.value)
            or one.place == other.place
        ):
            return
        words = {
            "unit": unit,
            "indicator": indicator,
            "other": other.place,
            "one": one.text,
            "two": other.text,
        }
        self.reader.findings.append(finding("MISMATCH", Severity.WARNING, one.place, **words))

    def _units(self, table: Table) -> None:
        """A row a unit, indicators across."""
        seen: dict[str, Row] = {}
        across = [name for name in table.names() if self._has_figures(table, name)]
        indicators = {}
        for name in across:
            header = next(c for c in table.columns if c.name == name)
            line = Line(table, None, name, header)
            named = self.names.indicator(name)
            category = header.category or line.text("category")
            indicators[name] = self._indicator(line, named, name, category, None)
            self._rule(line, named, "")
        key = next(c for c in table.columns if c.role == "unit")
        for row in table.rows:
            unit = self.names.unit(row.unit)
            if unit in seen:
                self._doubled(table, seen[unit], row, unit, "DUPLICATE_UNIT")
                continue
            seen[unit] = row
            if across:
                self._unit(unit, table.cell(row.number, key.index))
            if row.group:
                self.found.groups.setdefault(unit, row.group)
            for name in across:
                self._across(table, row, unit, name, indicators[name])

    def _has_figures(self, table: Table, name: str) -> bool:
        return any(c.name == name and c.role not in RESULTS for c in table.columns)

    def _across(self, table: Table, row: Row, unit: str, name: str, indicator: Indicator) -> None:
        manner = self._manner(indicator)
        column = self._actual(table, name)
        target_column = self.picker.column(table, "target", name)
        target = self._cell(table, row.number, target_column, manner)
        if target is None or target.is_blank:
            line = Line(table, None, name)
            at = line.at("target")
            if at is not None:
                target = self.reader.figure(table, at[0], at[1], manner)
        actual = self._cell(table, row.number, column, manner)
        plan = self._cell(table, row.number, self.picker.column(table, "plan", name), manner)
        points = self.picker.column(table, "points", name)
        warned = self.picker.column(table, "warned", name)
        actual = in_form_of(target, actual or _BLANK, indicator.measure)
        self._add(
            Record(
                unit,
                indicator.name,
                actual.reading,
                target.reading if target else None,
                plan.reading if plan else None,
                points_in(table, row.number, points, self.reader) if points else None,
                warning(text_of(table, row.number, warned)),
                table.cell(row.number, warned.index) if warned else None,
                assessed=actual.assessed and (target is None or target.assessed),
            )
        )

    def _long(self, table: Table) -> None:
        """A row one unit on one indicator."""
        seen: dict[tuple[str, str], Row] = {}
        actual_column = self._actual(table)
        grouped = category_is_group(table)
        key = table.column("unit")
        for row in table.rows:
            unit, name = self.names.unit(row.unit), self.names.indicator(row.indicator)
            if (unit, name) in seen:
                self._doubled(table, seen[unit, name], row, f"{unit}·{name}")
                continue
            seen[unit, name] = row
            self._unit(unit, table.cell(row.number, key.index) if key else None)
            if group := row.group or (row.category if grouped else ""):
                self.found.groups.setdefault(unit, group)
            line = Line(table, row.number)
            category = "" if grouped else row.category
            indicator = self._indicator(line, name, row.indicator, category, actual_column)
            self._rule(line, name, unit)
            shared = self._shared(table, row, indicator)
            figure = (
                self._actual_in(table, row.number, actual_column, indicator, shared)
                if actual_column
                else _BLANK
            )
            points = self.picker.column(table, "points")
            self._add(
                replace(
                    shared,
                    unit=unit,
                    actual=figure.reading,
                    points=points_in(table, row.number, points, self.reader) if points else None,
                    assessed=shared.assessed and figure.assessed,
                )
            )

    def _unit(self, name: str, place: Cell | None) -> None:
        if self.found.units.get(name) is None:
            self.found.units[name] = place

    def _doubled(
        self, table: Table, first: Row, row: Row, name: str, code: str = "DUPLICATE_INDICATOR"
    ) -> None:
        """A name that stands twice in one table; a merged name over a row without figures is no matter."""
        role = "unit" if code == "DUPLICATE_UNIT" else "indicator"
        key = next(c for c in table.columns if c.role == role)
        here, there = table.cell(row.number, key.index), table.cell(first.number, key.index)
        if here == there and not any(
            table.sheet.block.at(row.number, c.index) is not None
            for c in table.columns
            if c.role in ("actual", "target")
        ):
            return
        self.reader.findings.append(finding(code, Severity.ERROR, here, name=name, first=there))

    def _keep_shared(self, name: str, shared: Record) -> None:
        former = self.found.shared.get(name)
        self.found.shared[name] = joined(former, shared) if former else shared

    def _share(self) -> None:
        """Targets that a table without figures states go to everyone who is assessed on the indicator."""
        for key, record in self.found.records.items():
            shared = self.found.shared.get(record.indicator)
            if shared is None:
                continue
            mine = shared if record.unit == self.own else replace(shared, warned="", warned_place=None)
            self.found.records[key] = joined(record, mine)
        assessed = {indicator for _, indicator in self.found.records}
        for name in self.found.shared:
            if name in assessed or not self._is_stated(name):
                continue
            for unit in self._assessed():
                self._unit(unit, None)
                shared = (
                    self.found.shared[name]
                    if unit == self.own
                    else replace(self.found.shared[name], warned="")
                )
                self.found.records[unit, name] = replace(shared, unit=unit)

    def _assessed(self) -> list[str]:
        """The units that owe a figure of which no table has one: the own unit, else all."""
        only_own = self.has_own or self.own in self.found.units or not self.found.units
        return [self.own] if only_own else list(self.found.units)

    def _is_stated(self, name: str) -> bool:
        """Whether an indicator without any figure has points or a target, so that its figures are wanting."""
        target = self.found.shared[name].target
        return self.found.indicators[name].points is not None or bool(target and target.value is not None)
