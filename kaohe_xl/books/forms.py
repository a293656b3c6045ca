"""Percentages of one indicator in one form: a bare 0.88 beside 90 % is 88 %, where only that makes sense."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from kaohe_xl.books import measures
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Indicator

_LARGEST_RATIO = Decimal("1.5")
_SENSIBLE = (Decimal("0.2"), Decimal(3))
_ABSURD = (Decimal("0.05"), Decimal(20))


def in_one_form(
    records: Mapping[tuple[str, str], Record], indicators: Iterable[Indicator], percents: Collection[Cell]
) -> tuple[dict[tuple[str, str], Record], list[Finding]]:
    """The records with ratios among percentages read as percentages, and a warning at each such cell.

    `percents`: cells that were written as percentages, which are never in doubt.
    """
    found = dict(records)
    findings: dict[Cell, Finding] = {}
    for indicator in indicators:
        power = measures.percentage(indicator.measure)
        if power is None:
            continue
        forms = _Forms(indicator, power, percents, findings)
        keys = [key for key in found if key[1] == indicator.name]
        targets = forms.targets(found[key] for key in keys)
        for key in keys:
            found[key] = forms.record(found[key], targets)
    return found, list(findings.values())


class _Forms:
    """The readings of one indicator whose measure is a percentage."""

    def __init__(
        self, indicator: Indicator, power: int, percents: Collection[Cell], findings: dict[Cell, Finding]
    ) -> None:
        self._indicator = indicator
        self._power = power
        self._percents = percents
        self._findings = findings

    def targets(self, records: Iterable[Record]) -> frozenset[Cell]:
        """The cells of targets that are ratios, as the actual figures beside them tell."""
        return frozenset(
            one.target.place
            for one in records
            if one.target is not None
            and one.target.place is not None
            and self._is_ratio(one.target, one.actual, inverse=True)
        )

    def record(self, record: Record, targets: Collection[Cell]) -> Record:
        """The record in percentage points throughout."""
        target = record.target
        if target is not None and target.place in targets:
            target = self._scaled(target)
        if target is None or target.value is None:
            return record
        actual, plan = record.actual, record.plan
        if self._is_ratio(actual, target):
            actual = self._scaled(actual)
        if plan is not None and self._is_ratio(plan, target):
            plan = self._scaled(plan)
        return replace(record, target=target, actual=actual, plan=plan)

    def _is_ratio(self, one: Reading, other: Reading, *, inverse: bool = False) -> bool:
        """Whether `one` only makes sense beside `other` when it is read as a ratio."""
        if one.value is None or other.value is None or one.place in self._percents:
            return False
        if not 0 < abs(one.value) <= _LARGEST_RATIO < abs(other.value) or re.search("[%‰点]", one.text):
            return False
        read, scaled = one.value / other.value, one.value.scaleb(self._power) / other.value
        if inverse:
            read, scaled = 1 / read, 1 / scaled
        return (read < _ABSURD[0] or read > _ABSURD[1]) and _SENSIBLE[0] <= scaled <= _SENSIBLE[1]

    def _scaled(self, one: Reading) -> Reading:
        if one.value is None:
            return one
        value = decimal(one.value.scaleb(self._power))
        if one.place is not None and one.place not in self._findings:
            words = {"indicator": self._indicator.name, "measure": self._indicator.measure}
            words |= {"text": one.text, "value": f"{value:f}"}
            self._findings[one.place] = finding("RATIO_FOR_PERCENT", Severity.WARNING, one.place, **words)
        return replace(one, value=value)
