"""Findings about single scores: what was missing, what was assumed, what a method refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from kaohe_xl.domain.checks import Notes, is_blank, names, setting_place
from kaohe_xl.domain.draft import Draft
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.readings import Missing, Reading
from kaohe_xl.domain.rules import Refusal
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.wording import say
from kaohe_xl.messages import sentence

_POINTLESS = "POINTS_MISSING"
# Refusals that a unit's own figure causes, and which one of its record.
_OWN_FIGURES = {
    "ACTUAL_MISSING": "actual",
    "CASES_NEGATIVE": "actual",
    "PLAN_MISSING": "plan",
    "POINTS_NEGATIVE": "points",
    "TARGET_MISSING": "target",
    "TARGET_NOT_POSITIVE": "target",
}


def _by_indicator(drafts: Iterable[Draft], wanted: Callable[[Draft], bool]) -> list[list[Draft]]:
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if wanted(draft):
            groups[draft.indicator.name].append(draft)
    return list(groups.values())


def check_drafts(drafts: Sequence[Draft], notes: Notes) -> None:
    """What is missing or assumed: once an indicator, but each figure not reported by itself."""
    for draft in drafts:
        if draft.missing is Missing.NOT_REPORTED and not draft.is_qualitative:
            words = {"unit": draft.unit.name, "indicator": draft.indicator.name}
            notes.add("NOT_REPORTED", Severity.WARNING, draft.record.actual.place, **words)
    _without_target(drafts, notes)
    _without_direction(drafts, notes)
    _parents_scored(drafts, notes)


def _without_target(drafts: Sequence[Draft], notes: Notes) -> None:
    having = {draft.indicator.name for draft in drafts if not is_blank(draft.record.target)}

    def wants(draft: Draft) -> bool:
        blank = draft.ruling.needs_target and is_blank(draft.record.target)
        return blank and draft.record.assessed and not is_blank(draft.record.actual)

    for group in _by_indicator(drafts, wants):
        first = group[0]
        some_have = first.indicator.name in having
        notes.add(
            "UNITS_WITHOUT_TARGET" if some_have else "NO_TARGETS",
            Severity.NOTE if some_have else Severity.WARNING,
            first.record.target.place if first.record.target else first.indicator.place,
            units=names([draft.unit.name for draft in group]),
            indicator=first.indicator.name,
            method=first.ruling.text.method,
        )


def _without_direction(drafts: Sequence[Draft], notes: Notes) -> None:
    def assumed(draft: Draft) -> bool:
        return not draft.declared and (draft.completion is not None or draft.is_ranked)

    for first, *_ in _by_indicator(drafts, assumed):
        words = {"indicator": first.indicator.name, "direction": first.direction.value}
        notes.add("DIRECTION_ASSUMED", Severity.WARNING, first.indicator.place, **words)


def check_basis(drafts: Sequence[Draft], settings: Settings, notes: Notes) -> None:
    """Where the declared 序时口径 has nothing to go by and months take its place: once an indicator, or once
    where no indicator has anything of the kind."""
    if settings.basis is None:
        return
    told = [draft for draft in drafts if draft.completion is not None]
    place = setting_place(settings, "SETTING_BASIS")
    groups = _by_indicator(told, lambda draft: draft.by_months_instead)
    data = say(f"BASIS_DATA_{settings.basis.name}") if groups else ""
    if groups and all(draft.by_months_instead for draft in told):
        notes.add("BASIS_WITHOUT_DATA", Severity.NOTE, place, basis=settings.basis.value, data=data)
        return
    for group in groups:
        words = {"indicator": group[0].indicator.name, "units": names([draft.unit.name for draft in group])}
        notes.add("BASIS_FALLBACK", Severity.NOTE, group[0].record.actual.place, data=data, **words)


def _parents_scored(drafts: Sequence[Draft], notes: Notes) -> None:
    parents = {draft.indicator.parent for draft in drafts if draft.indicator.parent}
    for first, *_ in _by_indicator(drafts, lambda d: d.missing is None and d.indicator.name in parents):
        name = first.indicator.name
        notes.add("PARENT_AND_CHILDREN", Severity.WARNING, first.indicator.place, indicator=name)


def check_refusals(refused: Sequence[tuple[Draft, Refusal]], drafts: Sequence[Draft], notes: Notes) -> None:
    """What methods refused. A fault of a figure is said once for all units that share its cell, one of the
    rule or of the group once for all it strikes; missing full points once an indicator, or once in all."""
    pointless = [draft for draft, refusal in refused if refusal.code == _POINTLESS]
    if pointless and all(draft.full_points is None and draft.outcome is None for draft in drafts):
        notes.add("NO_POINTS_AT_ALL", Severity.WARNING, pointless[0].indicator.place)
    else:
        for first, *_ in _by_indicator(pointless, lambda _: True):
            notes.add("NO_POINTS", Severity.WARNING, first.indicator.place, indicator=first.indicator.name)
    struck: dict[tuple[object, ...], list[tuple[Draft, Refusal]]] = defaultdict(list)
    for row, (draft, refusal) in enumerate(refused):
        if refusal.code != _POINTLESS:
            figure = _figure_of(draft, refusal.code)
            own = (figure.place or row) if figure else None
            struck[draft.indicator.name, refusal.code, own].append((draft, refusal))
    notes.found.extend(_refusal(together) for together in struck.values())


def _refusal(together: Sequence[tuple[Draft, Refusal]]) -> Finding:
    draft, refusal = together[0]
    units = names([draft.unit.name for draft, _ in together])
    whose = say("OF_UNIT", unit=units, indicator=draft.indicator.name)
    return Finding(
        refusal.code, Severity.ERROR, _place(draft, refusal.code), f"{whose}{refusal.message}", refusal.remedy
    )


def _figure_of(draft: Draft, code: str) -> Reading | None:
    """The figure that caused the refusal; None for one of the rule or the group, or without a cell at all."""
    if code not in _OWN_FIGURES:
        return None
    found: Reading | None = getattr(draft.record, _OWN_FIGURES[code])
    return found


def _place(draft: Draft, code: str) -> Cell | None:
    record, text = draft.record, draft.ruling.text
    figure = _figure_of(draft, code)
    if figure is not None and figure.place:
        return figure.place
    if code == "POINTS_NEGATIVE":
        return draft.points_place
    if code in _OWN_FIGURES:
        return record.actual.place
    return text.parameters_place or text.place or record.actual.place


def check_outcomes(drafts: Sequence[Draft], notes: Notes) -> None:
    """What methods scored with a doubt, at the figure that raised it."""
    for draft in drafts:
        for doubt in draft.outcome.doubts if draft.outcome else ():
            message, remedy = sentence(doubt.code, **doubt.words)
            whose = say("OF_UNIT", unit=draft.unit.name, indicator=draft.indicator.name)
            place = draft.record.actual.place
            notes.found.append(Finding(doubt.code, Severity.WARNING, place, f"{whose}{message}", remedy))
