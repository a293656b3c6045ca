"""Scheme and readings to an Assessment: the only road from figures to scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kaohe_xl.domain.assessment import Assessment, Counts, Entry, Light, Lights
from kaohe_xl.domain.checks import (
    Notes,
    canonical,
    check_grades,
    check_scheme,
    is_blank,
    own_records,
)
from kaohe_xl.domain.doubts import check_basis, check_drafts, check_outcomes, check_refusals
from kaohe_xl.domain.draft import Draft, Standing
from kaohe_xl.domain.evidence import Evidence, steps
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.lights import (
    Course,
    city_light,
    is_after_warning,
    is_among_last,
    join,
    over_ceiling,
    progress_light,
    rank_light,
)
from kaohe_xl.domain.period import Calendar, days_left, period
from kaohe_xl.domain.ranking import front_value, gap_to_front, places
from kaohe_xl.domain.readings import Missing, Record
from kaohe_xl.domain.rulebook import Rulebook
from kaohe_xl.domain.rules import Peer, Refusal, completion
from kaohe_xl.domain.scheme import Direction, Indicator, Scheme, Settings, Unit
from kaohe_xl.domain.totals import missed_binding, totals_of
from kaohe_xl.domain.wording import say

_UNLIT = Lights()


def assess(scheme: Scheme, records: Sequence[Record], findings: Sequence[Finding] = ()) -> Assessment:
    """Every score, light, rank and total of the scheme at its assessed date.

    `findings` of the reading go before those of the scoring. Nothing is raised for the office's data:
    what can't be scored is an entry that says why, and a finding.
    """
    scheme = canonical(scheme)
    notes = Notes()
    kept = own_records(scheme, records, notes)
    check_scheme(scheme, frozenset(unit for unit, _ in kept), notes)
    rulebook = Rulebook(scheme)
    drafts = _drafts(scheme, kept, rulebook)
    notes.found.extend(rulebook.findings)
    check_drafts(drafts, notes)
    check_basis(drafts, scheme.settings, notes)
    _rank(drafts, rulebook, scheme.settings)
    _score(drafts, scheme.settings, notes)
    return _assessment(scheme, drafts, notes, findings)


def _drafts(scheme: Scheme, kept: Mapping[tuple[str, str], Record], rulebook: Rulebook) -> list[Draft]:
    """A draft for every record: unit by unit, each in the workbook's order of indicators."""
    calendar = Calendar(scheme.settings)
    parents = {indicator.parent for indicator in scheme.indicators if indicator.parent}
    drafts = []
    for unit in scheme.units:
        for indicator in scheme.indicators:
            record = kept.get((unit.name, indicator.name))
            if record is None:
                continue
            draft = _draft(unit, indicator, record, rulebook)
            draft.missing = _missing(draft, indicator.name in parents)
            _measure(draft, calendar)
            drafts.append(draft)
    return drafts


def _draft(unit: Unit, indicator: Indicator, record: Record, rulebook: Rulebook) -> Draft:
    ruling = rulebook.ruling(indicator.name, unit.name)
    stated, place = ruling.text.direction, ruling.text.direction_place or ruling.text.place
    if stated is None:
        stated, place = rulebook.direction(indicator.name)
    return Draft(
        unit,
        indicator,
        record,
        ruling,
        direction=stated or Direction.HIGHER,
        declared=stated is not None,
        direction_place=place,
        full_points=ruling.full_points(indicator, record),
    )


def _missing(draft: Draft, is_parent: bool) -> Missing | None:
    """Why there can be no points, before any arithmetic; a parent without figures of its own has none."""
    record = draft.record
    if not record.assessed or (is_parent and (is_blank(record.actual) or draft.full_points is None)):
        return Missing.NOT_ASSESSED
    if draft.ruling.needs_target and is_blank(record.target):
        return Missing.NOT_ASSESSED
    if is_blank(record.actual):
        return Missing.NOT_REPORTED
    unread = draft.actual is None or (draft.ruling.needs_target and draft.target is None)
    return Missing.NOT_COMPUTABLE if unread or draft.ruling.rule is None else None


def _measure(draft: Draft, calendar: Calendar) -> None:
    """Completion and progress, for figures that measure something; a refused completion stays blank."""
    if draft.is_qualitative or not draft.record.assessed:
        return
    draft.progress = calendar.progress(draft.record)
    draft.by_months_instead = draft.progress is not None and calendar.falls_back(draft.record)
    if draft.actual is None or draft.target is None:
        return
    try:
        draft.completion = completion(draft.actual, draft.target, draft.direction)
    except Refusal:
        draft.completion = None


def _rank(drafts: Sequence[Draft], rulebook: Rulebook, settings: Settings) -> None:
    """Places of all figures, once a group and indicator; a figure without a peer has none."""
    groups: dict[tuple[str, str], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.is_ranked:
            groups[draft.indicator.name, draft.unit.group].append(draft)
    for (indicator, _), members in groups.items():
        direction = rulebook.direction(indicator)[0] or members[0].direction
        _rank_group(members, direction, settings)


def _rank_group(members: Sequence[Draft], direction: Direction, settings: Settings) -> None:
    values = [draft.actual for draft in members if draft.actual is not None]
    if len(members) < 2:
        members[0].standing = Standing(of=1, peers=(Peer(values[0], members[0].target),))
        return
    standing = places(values, direction, settings.ties, settings.rank_decimals)
    peers = tuple(
        Peer(value, draft.target, place.rank)
        for value, draft, place in zip(values, members, standing, strict=True)
    )
    front = front_value(values, standing, settings.front_rank, direction)
    for draft, value, place in zip(members, values, standing, strict=True):
        gap = None
        if front is not None:
            in_front = place.rank <= settings.front_rank
            gap = Decimal(0) if in_front else gap_to_front(value, front, direction)
        draft.standing = Standing(place.rank, len(members), place.tied, front, gap, peers, place.position)


def _score(drafts: Sequence[Draft], settings: Settings, notes: Notes) -> None:
    """The outcome of every draft that lacks nothing; refusals become findings."""
    refused = []
    for draft in drafts:
        rule = draft.ruling.rule
        if draft.missing is not None or rule is None:
            continue
        try:
            draft.outcome = rule.score(draft.inputs(settings.ties))
        except Refusal as refusal:
            draft.missing = Missing.NOT_COMPUTABLE
            refused.append((draft, refusal))
    check_refusals(refused, drafts, notes)
    check_outcomes(drafts, notes)


def _assessment(
    scheme: Scheme, drafts: Sequence[Draft], notes: Notes, findings: Sequence[Finding]
) -> Assessment:
    settings = scheme.settings
    evidence = Evidence(settings)
    by_unit: dict[str, list[Entry]] = defaultdict(list)
    for draft in drafts:
        by_unit[draft.unit.name].append(_entry(draft, evidence, settings))
    entries = tuple(entry for own in by_unit.values() for entry in own)
    directions = {(draft.unit.name, draft.indicator.name): draft.direction for draft in drafts}
    totals, more = totals_of(scheme, by_unit, missed_binding(scheme, entries, directions))
    notes.found.extend(more)
    check_grades(settings, totals, notes)
    return Assessment(
        period=period(settings.as_of),
        entries=entries,
        totals=totals,
        counts=_counts(entries, settings),
        findings=(*findings, *notes.found),
        days_left=days_left(settings),
    )


def _entry(draft: Draft, evidence: Evidence, settings: Settings) -> Entry:
    record, standing, outcome, text = draft.record, draft.standing, draft.outcome, draft.ruling.text
    ahead = None
    if draft.completion is not None and draft.progress is not None:
        ahead = (draft.completion - draft.progress) * 100
    return Entry(
        unit=draft.unit.name,
        indicator=draft.indicator.name,
        place=record.actual.place,
        actual=draft.actual,
        target=draft.target,
        plan=record.plan.value if record.plan else None,
        completion=draft.completion,
        progress=draft.progress,
        ahead=ahead,
        rank=standing.rank,
        of=standing.of,
        tied=standing.tied,
        third_value=standing.third_value,
        gap_to_third=standing.gap_to_third,
        points=outcome.points if outcome else None,
        full_points=draft.counted_points,
        bonus=outcome.bonus if outcome else Decimal(0),
        lights=_lights(draft, settings),
        missing=draft.missing,
        method=text.method,
        parameters=text.parameters,
        clause=text.clause or draft.indicator.clause,
        rule_place=text.place,
        inputs=evidence.inputs(draft),
        steps=steps(draft),
        position=standing.position,
    )


def _lights(draft: Draft, settings: Settings) -> Lights:
    """Each axis where its figures stand; whoever hasn't reported has no light but the city's."""
    progress = rank = None
    if draft.completion is not None and draft.progress is not None:
        course = Course(draft.completion, draft.progress, _over_ceiling(draft))
        progress = progress_light(course, settings)
    if draft.standing.position is not None:
        rank = rank_light(draft.standing.position, draft.standing.of, settings)
        if draft.standing.position != draft.standing.rank:
            rank = rank[0], rank[1] + say("LIGHT_RANK_TIED", rank=draft.standing.rank)
    city = city_light(draft.record.warned)
    return join(progress, rank, city) if progress or rank or city else _UNLIT


def _over_ceiling(draft: Draft) -> str:
    if draft.direction is Direction.HIGHER or draft.actual is None or draft.target is None:
        return ""
    return over_ceiling(draft.actual, draft.target) if draft.actual > draft.target else ""


def _counts(entries: Sequence[Entry], settings: Settings) -> Counts:
    """How many entries of the own unit, of all where none is named, need a look."""
    own = [e for e in entries if not settings.own_unit or e.unit == settings.own_unit]
    lit = [e.light for e in own]
    ranked = [(e.position, e.of) for e in own if e.position is not None]
    return Counts(
        city_warned=sum(e.lights.city is not None for e in own),
        after_fifth=sum(is_after_warning(position, settings) for position, _ in ranked),
        last_three=sum(is_among_last(position, of, settings) for position, of in ranked),
        red=lit.count(Light.RED),
        amber=lit.count(Light.AMBER),
    )
