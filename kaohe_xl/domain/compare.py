"""Two assessments side by side: under the rules of two years, of two periods, of two workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from kaohe_xl.domain.assessment import Assessment, Entry, Input, Total
from kaohe_xl.domain.evidence import DIRECTION, FULL_POINTS, METHOD, PARAMETERS, RANK
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.numbers import same
from kaohe_xl.domain.scheme import Indicator, Scheme, Settings
from kaohe_xl.domain.wording import say

CLAUSE = say("INPUT_CLAUSE")
_OF_RULE = (METHOD, PARAMETERS, FULL_POINTS, DIRECTION, CLAUSE)
_Value = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that went into a score and isn't the same on both sides; `of_rule`: the rule says it."""

    name: str
    before: _Value
    after: _Value
    before_place: Cell | None
    after_place: Cell | None
    of_rule: bool


@dataclass(frozen=True, slots=True)
class EntryPair:
    """One unit on one indicator, on both sides; None where a side has no such entry.

    `changes` are what led to a difference. Empty, with a difference: the figures of others did, by which
    the score is reckoned.
    """

    unit: str
    indicator: str
    one: Entry | None
    other: Entry | None
    changes: tuple[Change, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """How many points more the other side gives; None where neither gives any."""
        return _difference(score(self.one), score(self.other))

    @property
    def is_same(self) -> bool:
        """Whether both sides give the same points, or both none."""
        return (score(self.one) is None) is (score(self.other) is None) and not self.difference


@dataclass(frozen=True, slots=True)
class TotalPair:
    """One unit's sum on both sides."""

    unit: str
    group: str
    one: Total | None
    other: Total | None

    @property
    def difference(self) -> Decimal | None:
        """How many points more the other side gives; None where neither has a sum."""
        return _difference(*(None if side is None else side.total for side in (self.one, self.other)))

    @property
    def is_same(self) -> bool:
        """Whether sum, rank and grade are the same."""
        if self.one is None or self.other is None:
            return self.one is self.other
        alike = (self.one.rank, self.one.grade) == (self.other.rank, self.other.grade)
        return alike and same(self.one.total, self.other.total)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All entries and totals of both sides, in the order of the first one."""

    entries: tuple[EntryPair, ...]
    totals: tuple[TotalPair, ...]

    @property
    def is_same(self) -> bool:
        """Whether there is no difference in points, sums, ranks or grades."""
        return all(pair.is_same for pair in self.entries) and all(pair.is_same for pair in self.totals)


def compare(
    one: Assessment,
    other: Assessment,
    unit: Callable[[str], str] = str,
    indicator: Callable[[str], str] = str,
) -> Comparison:
    """The two assessments, entry by entry and total by total.

    `unit` and `indicator` say how the first one calls what the other one names.
    """
    first = {(e.unit, e.indicator): e for e in one.entries}
    second = {(unit(e.unit), indicator(e.indicator)): e for e in other.entries}
    sums = {total.unit: total for total in one.totals}
    others = {unit(total.unit): total for total in other.totals}
    return Comparison(
        tuple(_pair(key, first.get(key), second.get(key)) for key in {**first, **second}),
        tuple(_sum_pair(name, sums.get(name), others.get(name)) for name in {**sums, **others}),
    )


def score(entry: Entry | None) -> Decimal | None:
    """All points of an entry, those beyond the full points included; None where it has none."""
    return None if entry is None or entry.points is None else entry.points + entry.bonus


def _difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None and other is None:
        return None
    difference = (other or Decimal(0)) - (one or Decimal(0))
    return Decimal(0) if one is not None and other is not None and same(one, other) else difference


def _pair(key: tuple[str, str], one: Entry | None, other: Entry | None) -> EntryPair:
    pair = EntryPair(*key, one, other)
    if one is None or other is None or pair.is_same:
        return pair
    return replace(pair, changes=tuple(_changes(_inputs(one), _inputs(other))))


def _inputs(entry: Entry) -> Mapping[str, Input]:
    """What went into the entry, by name; the clause as well."""
    found = {given.name: given for given in entry.inputs}
    return found | {CLAUSE: Input(CLAUSE, entry.clause or None, entry.rule_place)}


def _changes(one: Mapping[str, Input], other: Mapping[str, Input]) -> Iterator[Change]:
    """What differs, the rule first; the rank is a result of others' figures, and told last."""
    names = dict.fromkeys((*_OF_RULE, *one, *other))
    names.pop(RANK, None)
    for name in (*names, RANK):
        before, after = one.get(name, Input(name, None, None)), other.get(name, Input(name, None, None))
        is_new = name == RANK and None in (before.value, after.value)
        if before.value != after.value and not is_new:
            places = before.place, after.place
            yield Change(name, before.value, after.value, *places, name in _OF_RULE)


def _sum_pair(name: str, one: Total | None, other: Total | None) -> TotalPair:
    known = one or other
    return TotalPair(name, known.group if known else "", one, other)


def under_rules_of(scheme: Scheme, day: date) -> Scheme:
    """The scheme with the rules that were in force on a day, whatever day its figures are of."""
    return replace(scheme, settings=replace(scheme.settings, rules_on=day))


def under_rules_from(scheme: Scheme, other: Scheme) -> Scheme:
    """The scheme's figures under another workbook's rules: its rules, points, ties, rounding, caps, grades.

    Indicators that the other one doesn't have, where it has any of these at all, are not assessed by it.
    Names are those of `scheme` already.
    """
    theirs = {indicator.name: indicator for indicator in other.indicators}
    known = [indicator for indicator in scheme.indicators if indicator.name in theirs]
    kept = [_ruled(indicator, theirs[indicator.name]) for indicator in known] or list(scheme.indicators)
    year = other.settings.year or (other.settings.as_of.year if other.settings.as_of else None)
    rules_on = date(year, 12, 31) if year else date.max
    settings = replace(scheme.settings, rules_on=rules_on, **_scoring_of(other.settings))
    return replace(scheme, indicators=tuple(kept), rules=other.rules, settings=settings)


def _ruled(own: Indicator, other: Indicator) -> Indicator:
    """The indicator as the other workbook's table rules it."""
    return replace(
        own,
        points=other.points,
        points_place=other.points_place,
        direction=other.direction or own.direction,
        direction_place=other.direction_place if other.direction else own.direction_place,
        qualitative=other.qualitative,
        binding=other.binding,
        parent=other.parent,
        clause=other.clause,
    )


_SCORING = (
    *("basis", "green_from", "amber_from", "front_rank", "warn_rank", "last_ranks", "points_decimals"),
    *("rank_decimals", "ties", "total_cap", "grades", "best_grade_quota"),
)


def _scoring_of(settings: Settings) -> dict[str, Any]:
    """The settings by which scores, lights and grades are reckoned."""
    return {name: getattr(settings, name) for name in _SCORING}
