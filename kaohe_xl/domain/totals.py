"""Sums of a unit: points, adjustments, cap, grade, vetoes, quotas, and the rank in its group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe_xl.domain.adjustments import counted
from kaohe_xl.domain.assessment import Entry, Total
from kaohe_xl.domain.checks import grade_cap, setting_place
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.numbers import half_up, shown
from kaohe_xl.domain.period import is_year_end
from kaohe_xl.domain.ranking import places
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import (
    Adjustment,
    AdjustmentKind,
    Direction,
    Scheme,
    Settings,
    Unit,
    Veto,
)
from kaohe_xl.domain.wording import say

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Missed:
    """A binding indicator (约束性) that a unit has missed."""

    unit: str
    indicator: str


def missed_binding(
    scheme: Scheme, entries: Sequence[Entry], directions: Mapping[tuple[str, str], Direction]
) -> tuple[Missed, ...]:
    """Binding indicators missed: a ceiling as soon as it is passed, a target to reach at the year's end.

    `directions` of (unit, indicator).
    """
    binding = {indicator.name for indicator in scheme.indicators if indicator.binding}
    at_end = is_year_end(scheme.settings)
    missed = []
    for entry in entries:
        if entry.indicator not in binding or entry.actual is None or entry.target is None:
            continue
        if entry.missing is Missing.NOT_ASSESSED:
            continue
        if directions[entry.unit, entry.indicator] is Direction.LOWER:
            fails = entry.actual > entry.target
        else:
            fails = at_end and entry.actual < entry.target
        if fails:
            missed.append(Missed(entry.unit, entry.indicator))
    return tuple(missed)


def sum_up(
    unit: Unit, entries: Sequence[Entry], adjustments: Sequence[Adjustment], settings: Settings
) -> Total:
    """The unit's sum, not yet graded or ranked: base + bonus - deduction, at most the declared cap.

    Full points leave out what isn't assessed; what isn't reported or computable stays in them.
    """
    base = sum((entry.points for entry in entries if entry.points is not None), _ZERO)
    beyond = sum((entry.bonus for entry in entries if entry.points is not None), _ZERO)
    full = sum(
        (e.full_points for e in entries if e.full_points and e.missing is not Missing.NOT_ASSESSED), _ZERO
    )
    awards = [a for a in adjustments if a.kind is AdjustmentKind.BONUS]
    lapses = [a for a in adjustments if a.kind is AdjustmentKind.DEDUCTION]
    bonus = beyond + sum((a.points for a in awards), _ZERO)
    deduction = sum((a.points for a in lapses), _ZERO)
    total = base + bonus - deduction
    steps = [
        say(
            "TOTAL_SUM",
            base=shown(base),
            bonus=shown(bonus),
            deduction=shown(deduction),
            total=shown(total),
        ),
        *(_adjusted(adjustment) for adjustment in awards + lapses),
    ]
    if settings.total_cap is not None and total > settings.total_cap:
        steps.append(say("TOTAL_CAPPED", total=shown(total), cap=shown(settings.total_cap)))
        total = settings.total_cap
    return Total(unit.name, unit.group, base, bonus, deduction, total, full, steps=tuple(steps))


def _adjusted(given: Adjustment) -> str:
    return say("TOTAL_ADJUSTED", kind=given.kind.value, item=given.item, points=shown(given.points))


def grade_of(total: Decimal, settings: Settings) -> int | None:
    """The index of the grade band that the total falls in, seen at the decimals of points; closed below.

    None where the declared grades leave a hole at the bottom.
    """
    seen = half_up(total, settings.points_decimals)
    for index, band in enumerate(settings.grades):
        if band.at_least is None or seen >= band.at_least:
            return index
    return None


def graded(total: Total, vetoes: Sequence[Veto], missed: Sequence[Missed], settings: Settings) -> Total:
    """The total with its grade after vetoes and missed binding indicators; the sum stays as it is.

    A veto that names a grade allows at most that one (未完成等级: the lowest), any other forbids the best.
    It takes effect whatever its day: it may come after the figures.
    """
    index = grade_of(total.total, settings)
    names = [band.name for band in settings.grades]
    steps = list(total.steps)
    if index is not None:
        seen = shown(total.total, settings.points_decimals)
        steps.append(say("GRADE_BY_TOTAL", total=seen, grade=names[index]))
    not_best = min(1, len(names) - 1)
    caps = [(_cap(veto, settings, not_best), "GRADE_BY_VETO", veto.item) for veto in vetoes]
    caps += [(not_best, "GRADE_BY_BINDING", m.indicator) for m in missed]
    for cap, code, why in caps:
        if index is not None and index < cap:
            steps.append(say(code, why=why, grade=names[cap]))
            index = cap
    return replace(
        total,
        grade="" if index is None else names[index],
        vetoes=tuple(dict.fromkeys(why for _, _, why in caps)),
        steps=tuple(steps),
    )


def _cap(veto: Veto, settings: Settings, not_best: int) -> int:
    stated = grade_cap(veto.grade, settings.grades)
    return not_best if stated is None else stated


def ranked(totals: Sequence[Total], scored: frozenset[str], settings: Settings) -> tuple[Total, ...]:
    """The totals with their rank in the group; only units in `scored` compete, and at least two of them."""
    members: dict[str, list[int]] = defaultdict(list)
    for index, total in enumerate(totals):
        if total.unit in scored:
            members[total.group].append(index)
    result = list(totals)
    for indexes in members.values():
        if len(indexes) < 2:
            continue
        sums = [totals[i].total for i in indexes]
        standing = places(sums, Direction.HIGHER, settings.ties, settings.rank_decimals)
        for i, place in zip(indexes, standing, strict=True):
            result[i] = replace(result[i], rank=place.rank, of=len(indexes), tied=place.tied)
    return tuple(result)


def best_places(quota: Decimal, members: int) -> int:
    """How many of a group may hold the best grade: a count from 1 on, a share of the members below 1.

    A share is rounded half up, and lets one through at least.
    """
    if quota <= 0:
        return 0
    return int(quota) if quota >= 1 else max(1, int(half_up(quota * members, 0)))


def within_quota(
    totals: Sequence[Total], settings: Settings
) -> tuple[tuple[Total, ...], tuple[Finding, ...]]:
    """The totals with at most the declared number of best grades a group; who is beyond gets the next.

    Units with equal totals share their fate: if they stand inside, all keep the grade, and a finding
    says that there are more than the quota.
    """
    quota = settings.best_grade_quota
    if quota is None or len(settings.grades) < 2:
        return tuple(totals), ()
    best, following = settings.grades[0].name, settings.grades[1].name
    members: dict[str, list[int]] = defaultdict(list)
    for index, total in enumerate(totals):
        members[total.group].append(index)
    result, notes = list(totals), []
    for group, indexes in members.items():
        allowed = best_places(quota, len(indexes))
        holders = [i for i in indexes if totals[i].grade == best]
        sums = [totals[i].total for i in holders]
        standing = places(sums, Direction.HIGHER, decimals=settings.rank_decimals)
        keep = 0
        for i, place in zip(holders, standing, strict=True):
            if place.rank <= allowed:
                keep += 1
                continue
            step = say("GRADE_BEYOND_QUOTA", best=best, allowed=allowed, grade=following)
            result[i] = replace(totals[i], grade=following, steps=(*totals[i].steps, step))
        if keep > allowed:
            place_of_quota = setting_place(settings, "SETTING_QUOTA")
            whose = say("OF_GROUP", group=group) if group else ""
            words = {"whose": whose, "allowed": allowed, "kept": keep, "grade": best}
            notes.append(finding("QUOTA_TIED", Severity.WARNING, place_of_quota, **words))
    return tuple(result), tuple(notes)


def totals_of(
    scheme: Scheme, by_unit: Mapping[str, Sequence[Entry]], missed: Sequence[Missed]
) -> tuple[tuple[Total, ...], tuple[Finding, ...]]:
    """A total for every unit with entries, in the workbook's order, and what was left out of them.

    A unit without a single score gets neither grade nor rank: nothing can be said of it.
    """
    settings = scheme.settings
    adjustments, notes = counted(scheme.adjustments, settings)
    totals = []
    scored = set()
    for unit in scheme.units:
        entries = by_unit.get(unit.name)
        if not entries:
            continue
        total = sum_up(unit, entries, [a for a in adjustments if a.unit == unit.name], settings)
        vetoes = [v for v in scheme.vetoes if v.unit == unit.name]
        if any(entry.points is not None for entry in entries):
            scored.add(unit.name)
            total = graded(total, vetoes, [m for m in missed if m.unit == unit.name], settings)
        else:
            total = replace(total, vetoes=tuple(dict.fromkeys(v.item for v in vetoes)))
        totals.append(total)
    graded_totals, quota_notes = within_quota(totals, settings)
    return ranked(graded_totals, frozenset(scored), settings), (*notes, *quota_notes)
