"""Readable cases: an aligned table of indicators and units becomes a scheme, its records, an assessment.

    @case('''
        指标       分值  目标  方向  方法    甲镇  乙镇
        固投增速    10    8    正向  完成率   10     6
    ''')
    def test_...(assessment):
        assert assessment.points("甲镇") == D("10.00")

Columns that aren't known words are units; `甲镇@街道` puts one into the group 街道. `-` is a blank cell,
`不考核` a unit that isn't assessed, any other text an unreadable figure. Cells lie in sheet 案例, row 2 on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

import pytest

from kaohe_xl.domain.assessment import Assessment, Entry, Total
from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Direction, Indicator, RuleText, Scheme, Settings, Unit
from kaohe_xl.domain.scoring import assess

D = Decimal
KNOWN = ("指标", "单位", "分值", "目标", "计划", "方向", "方法", "参数", "定性", "约束性", "上级", "市级预警")
SHEET = "案例"
OCTOBER = Settings(year=2011, as_of=date(2011, 10, 31), ends=date(2011, 12, 20))
"""The day of the speech: the end of October, 50 days to go."""
GROSS = Indicator("总值", points=D(10), direction=Direction.HIGHER)


def reading(text: str, ref: str) -> Reading:
    """What a cell with this text would be read as."""
    place = Cell(SHEET, ref)
    if text in ("-", "不考核"):
        return Reading(None, place)
    try:
        return Reading(D(text), place, text)
    except InvalidOperation:
        return Reading(None, place, text)


def record(unit: str, actual: str, target: str | None, indicator: str = "总值") -> Record:
    """A record with these figures; "" is a blank cell, target None no cell at all."""
    aim = None if target is None else Reading(D(target) if target else None, text=target)
    return Record(unit, indicator, Reading(D(actual) if actual else None, text=actual), aim)


@dataclass(frozen=True)
class Row:
    """A row of the table: an indicator, its rule, and a figure of each unit."""

    number: int
    words: dict[str, str]

    def word(self, column: str) -> str:
        found = self.words.get(column, "-")
        return "" if found == "-" else found

    def number_of(self, column: str) -> Decimal | None:
        return D(self.word(column)) if self.word(column) else None

    def cell(self, column: str) -> str:
        return f"{chr(ord('A') + list(self.words).index(column))}{self.number}"

    def indicator(self) -> Indicator:
        return Indicator(
            self.word("指标"),
            measure=self.word("单位"),
            points=self.number_of("分值"),
            direction=Direction(self.word("方向")) if self.word("方向") else None,
            qualitative=bool(self.word("定性")),
            binding=bool(self.word("约束性")),
            parent=self.word("上级"),
            place=Cell(SHEET, self.cell("指标")),
        )

    def rule(self) -> RuleText | None:
        if not self.word("方法"):
            return None
        place = Cell(SHEET, self.cell("方法"))
        return RuleText(self.word("指标"), self.word("方法"), self.word("参数"), place=place)

    def record(self, unit: str) -> Record:
        text = self.words[unit]
        return Record(
            unit.partition("@")[0],
            self.word("指标"),
            reading(text, self.cell(unit)),
            reading(self.words["目标"], self.cell("目标")) if "目标" in self.words else None,
            reading(self.words["计划"], self.cell("计划")) if "计划" in self.words else None,
            warned=self.word("市级预警"),
            assessed=text != "不考核",
        )


@dataclass
class Case:
    """A table assessed; it scores when first asked, so that a mistake in it fails its own test."""

    table: str
    changes: dict[str, Any]

    @cached_property
    def _table(self) -> tuple[list[str], list[Row]]:
        head, *body = [line.split() for line in self.table.strip().splitlines() if line.strip()]
        rows = [Row(n, dict(zip(head, words, strict=True))) for n, words in enumerate(body, 2)]
        return [word for word in head if word not in KNOWN], rows

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme that the table describes, with the case's changes."""
        columns, rows = self._table
        units = tuple(Unit(name, group) for name, _, group in (c.partition("@") for c in columns))
        rules = tuple(rule for row in rows if (rule := row.rule()))
        extra: Sequence[RuleText] = self.changes.get("rules", ())
        given = {"settings": Settings(), **self.changes, "rules": (*rules, *extra)}
        return Scheme(**{"units": units, "indicators": tuple(row.indicator() for row in rows), **given})

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """A record for every figure of the table."""
        columns, rows = self._table
        return tuple(row.record(column) for row in rows for column in columns)

    @cached_property
    def assessed(self) -> Assessment:
        """The assessment itself."""
        return assess(self.scheme, self.records)

    def entry(self, unit: str, indicator: str = "") -> Entry:
        """The unit's entry on the indicator, the first of the table by default."""
        wanted = indicator or self.scheme.indicators[0].name
        return next(e for e in self.assessed.entries if (e.unit, e.indicator) == (unit, wanted))

    def total(self, unit: str) -> Total:
        """The unit's total."""
        return next(total for total in self.assessed.totals if total.unit == unit)

    def points(self, unit: str, indicator: str = "") -> Decimal | None:
        """The unit's points on the indicator, of all indicators by default, to two decimals."""
        value = self.entry(unit, indicator).points if indicator else self.total(unit).base
        return None if value is None else half_up(value, 2)

    def findings(self, code: str) -> list[Finding]:
        """The findings of that code."""
        return [found for found in self.assessed.findings if found.code == code]

    @property
    def codes(self) -> list[str]:
        """The codes of all findings, but the one about the date that most cases leave out."""
        return [found.code for found in self.assessed.findings if found.code != "NO_AS_OF"]


def case(table: str, **changes: Any) -> pytest.MarkDecorator:
    """Run the test on the table as `assessment`; `changes` are fields of the Scheme (settings, rules, ...)."""
    return pytest.mark.parametrize("assessment", [Case(table, changes)], ids=["case"])
