"""Findings about the scheme and the readings, before and beside the scoring itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from kaohe_xl.domain.assessment import Total
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import (
    DEFAULT_GRADES,
    Adjustment,
    GradeBand,
    RuleText,
    Scheme,
    Settings,
    Veto,
)
from kaohe_xl.domain.wording import say

_Row = TypeVar("_Row", RuleText, Adjustment, Veto)
_LOWEST = frozenset(("未完成等级", "未完成等次", "未完成", "最低等次", "最低等级", "不合格"))


@dataclass(slots=True)
class Notes:
    """The findings of one assessment, in the order they came up."""

    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, severity: Severity, place: Cell | None, **words: object) -> None:
        """One more finding."""
        self.found.append(finding(code, severity, place, **words))


def names(units: Sequence[str]) -> str:
    """The units for a sentence: up to three by name, and how many there are in all."""
    named = say("NAMES").join(units[:3])
    return say("AND_OTHERS", named=named, count=len(units)) if len(units) > 3 else named


def is_blank(reading: Reading | None) -> bool:
    """Whether there is no cell, or nothing in it."""
    return reading is None or (reading.value is None and not reading.text.strip())


def setting_place(settings: Settings, *codes: str) -> Cell | None:
    """The cell of the first of the settings that stands in the workbook."""
    names = (say(code) for code in codes)
    return next((settings.places[name] for name in names if name in settings.places), None)


def canonical(scheme: Scheme) -> Scheme:
    """The scheme with every unit called by its own name, where rules, adjustments, vetoes use another."""
    known = {alias: unit.name for unit in scheme.units for alias in unit.aliases}
    known |= {unit.name: unit.name for unit in scheme.units}

    def named(rows: Iterable[_Row]) -> tuple[_Row, ...]:
        return tuple(
            row if known.get(row.unit, row.unit) == row.unit else replace(row, unit=known[row.unit])
            for row in rows
        )

    own = scheme.settings.own_unit
    return replace(
        scheme,
        rules=named(scheme.rules),
        adjustments=named(scheme.adjustments),
        vetoes=named(scheme.vetoes),
        settings=replace(scheme.settings, own_unit=known.get(own, own)),
    )


def check_scheme(scheme: Scheme, assessed: frozenset[str], notes: Notes) -> None:
    """What the settings and the registers say that can't be: dates, unknown units, unknown grades.

    `assessed` are the units that have a record.
    """
    _check_dates(scheme.settings, notes)
    known = {unit.name for unit in scheme.units}
    own = scheme.settings.own_unit
    if own and own not in known:
        place = setting_place(scheme.settings, "SETTING_OWN")
        notes.add("OWN_UNIT_UNKNOWN", Severity.WARNING, place, unit=own)
    for rule in scheme.rules:
        if rule.unit and rule.unit not in known:
            words = {"unit": rule.unit, "indicator": rule.indicator}
            notes.add("RULE_UNIT_UNKNOWN", Severity.WARNING, rule.place, **words)
    events: tuple[Adjustment | Veto, ...] = (*scheme.adjustments, *scheme.vetoes)
    for row in events:
        if row.unit not in assessed:
            notes.add("UNIT_NOT_SCORED", Severity.WARNING, row.place, unit=row.unit, item=row.item)
    for veto in scheme.vetoes:
        _check_veto(veto, scheme.settings, notes)


def grade_cap(word: str, grades: Sequence[GradeBand]) -> int | None:
    """The index of the grade that a veto names, by its name or as the lowest; None for another word."""
    declared = [band.name for band in grades]
    if word in declared:
        return declared.index(word)
    return len(declared) - 1 if word in _LOWEST else None


def _check_veto(veto: Veto, settings: Settings, notes: Notes) -> None:
    words = {"unit": veto.unit, "item": veto.item, "grade": veto.grade}
    if veto.grade and grade_cap(veto.grade, settings.grades) is None:
        notes.add("VETO_GRADE_UNKNOWN", Severity.ERROR, veto.place, **words)
    if veto.day and settings.as_of and veto.day > settings.as_of:
        words = {"unit": veto.unit, "item": veto.item}
        notes.add("VETO_LATER", Severity.NOTE, veto.place, day=veto.day, as_of=settings.as_of, **words)


def _check_dates(settings: Settings, notes: Notes) -> None:
    place = setting_place(settings, "SETTING_AS_OF", "SETTING_MONTH")
    if settings.as_of is None:
        notes.add("NO_AS_OF", Severity.WARNING, place)
        return
    if settings.year and settings.year != settings.as_of.year:
        notes.add("YEARS_DIFFER", Severity.WARNING, place, year=settings.year, as_of=settings.as_of)
    if settings.ends and settings.ends < settings.as_of:
        notes.add("ENDED_BEFORE", Severity.NOTE, place, ends=settings.ends, as_of=settings.as_of)


def own_records(scheme: Scheme, records: Sequence[Record], notes: Notes) -> Mapping[tuple[str, str], Record]:
    """The records by (unit, indicator); those outside the scheme, and second ones, are named and left out."""
    units = {unit.name for unit in scheme.units}
    indicators = {indicator.name for indicator in scheme.indicators}
    kept: dict[tuple[str, str], Record] = {}
    for record in records:
        words = {"unit": record.unit, "indicator": record.indicator}
        if record.unit not in units or record.indicator not in indicators:
            notes.add("RECORD_OUTSIDE", Severity.WARNING, record.actual.place, **words)
        elif (record.unit, record.indicator) in kept:
            notes.add("RECORD_TWICE", Severity.WARNING, record.actual.place, **words)
        else:
            kept[record.unit, record.indicator] = record
    return kept


def check_grades(settings: Settings, totals: Sequence[Total], notes: Notes) -> None:
    """Default grade bands belong to 100 full points; with others they are an assumption worth a word."""
    if settings.grades != DEFAULT_GRADES or setting_place(settings, "SETTING_GRADES"):
        return
    other = next((total for total in totals if total.grade and total.full_points != 100), None)
    if other:
        notes.add("GRADES_ASSUMED", Severity.WARNING, None, unit=other.unit, full=shown(other.full_points))
