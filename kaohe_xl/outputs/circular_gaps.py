"""The pages of a circular about what is wanting: gaps, points lost, projects, documents issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.gaps import gaps
from kaohe_xl.domain.projects import by_state, summed
from kaohe_xl.domain.supervision import LADDER, Case
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.circular_facts import Facts, behind, losing
from kaohe_xl.outputs.circular_tables import PERCENT, POINTS, SIGNED, decimals, header
from kaohe_xl.outputs.letter_wording import is_percent
from kaohe_xl.outputs.pages import Chart, Column, Page, Shown, Table

NAMED, CHARTED = 20, 10


def widest_gaps(found: Facts) -> Page | None:
    """The entries farthest behind what is due: to the target, to third place, a day of those left."""
    entries = behind(found)[:NAMED]
    if not entries:
        return None
    days = found.assessment.days_left
    rows = tuple((place, *_named(found, one), *_gap(found, one)) for place, one in enumerate(entries, 1))
    third = Column(words("header.third", front=found.settings.front_rank), 12)
    columns = (
        *(header("serial", 6), *_name_columns(found, 28), header("measure", 9)),
        *(header("completion", 10, PERCENT), header("ahead", 10, SIGNED), header("target", 12)),
        *(header("daily", 10), third, header("light", 7)),
    )
    name = len(_name_columns(found, 0))
    chart = _bars("chart.gaps", name, len(rows), SIGNED)
    note = words("gaps.note", days=days) if days else words("gaps.note.undated")
    return Page(words("gaps"), words("gaps"), note, (Table(columns, rows, charts=(chart,)),))


def _bars(title: str, names: int, rows: int, number_format: str) -> Chart:
    """Bars of the third column behind the names, for the first few rows."""
    last = min(rows, CHARTED) - 1
    return Chart(words(title), "bar", 1, (names + 3,), 0, last, number_format=number_format, also=names - 1)


def _named(found: Facts, entry: Entry) -> tuple[Shown, ...]:
    return (entry.indicator,) if found.own else (entry.unit, entry.indicator)


def _name_columns(found: Facts, width: int) -> tuple[Column, ...]:
    indicator = header("indicator", width, left=True)
    return (indicator,) if found.own else (header("unit", width // 2, left=True), indicator)


def _gap(found: Facts, entry: Entry) -> tuple[Shown, ...]:
    wanting, measure = gaps(entry, found.assessment.days_left), found.indicator(entry).measure
    daily = None if is_percent(measure) else wanting.per_day  # a rate doesn't add up
    sizes = (decimals(wanting.to_target), decimals(daily), decimals(wanting.to_third))
    return measure, entry.completion, entry.ahead, *sizes, entry.light


def points_lost(found: Facts) -> Page | None:
    """Where points were lost."""
    entries = losing(found)[:NAMED]
    if not entries:
        return None
    rows = tuple(
        (place, *_named(found, one), one.full_points, one.points, one.lost, one.light, _why(one))
        for place, one in enumerate(entries, 1)
    )
    columns = (
        *(header("serial", 6), *_name_columns(found, 28)),
        *(header("full", 8, POINTS), header("points", 8, POINTS), header("lost", 8, POINTS)),
        *(header("light", 7), header("why", 36, left=True)),
    )
    name = len(_name_columns(found, 0))
    chart = _bars("chart.lost", name, len(rows), POINTS)
    note = words("lost.note", count=NAMED)
    return Page(words("lost.sheet"), words("lost.sheet"), note, (Table(columns, rows, charts=(chart,)),))


def _why(entry: Entry) -> str:
    """The reason of its worst light, else why there is no figure."""
    lights = entry.lights
    worst = (axis for axis in ("progress", "rank", "city") if getattr(lights, axis) is lights.overall)
    told = next((lights.reasons[axis] for axis in worst if axis in lights.reasons), "")
    return told or (entry.missing.value if entry.missing else words("none"))


def projects(found: Facts) -> Page | None:
    """The projects by state: count, and investment against the annual task."""
    if not found.projects.found:
        return None
    sums = by_state(found.projects.found)
    whole = summed(words("sum"), found.projects.found)
    rows = tuple(
        (
            one.name or words("no_state"),
            one.count,
            Decimal(one.count) / whole.count,
            *(one.plan, one.done, one.share),
        )
        for one in (*sums, whole)
    )
    measure = found.projects.measure
    suffix = f"\n（{measure}）" if measure else ""
    columns = (
        *(header("state", 20), header("count", 12), header("share", 14, PERCENT)),
        *(Column(words(f"header.{code}") + suffix, 20) for code in ("plan", "done")),
        header("done.share", 14, PERCENT),
    )
    last = len(sums) - 1
    invested = words("chart.investment", measure=measure).replace("（）", "")
    charts = (
        Chart(words("chart.states"), "column", 0, (1,), 0, last),
        Chart(invested, "column", 0, (3, 4), 0, last, number_format="#,##0"),
    )
    table = Table(columns, rows, "", frozenset((len(sums),)), charts)
    return Page(words("projects.sheet"), words("projects.sheet"), "", (table,))


def idle(found: Facts) -> Page | None:
    """The projects not begun, each with its reason."""
    rows = tuple(
        (place, one.name, one.unit, one.plan, one.reason or words("no_reason"))
        for place, one in enumerate(found.projects.idle, 1)
    )
    if not rows:
        return None
    columns = (
        *(header("serial", 7), header("project", 38, left=True), header("unit", 16)),
        *(header("plan", 15), header("reason", 34, left=True)),
    )
    note = words("idle.note", measure=found.projects.measure) if found.projects.measure else ""
    return Page(words("idle"), words("idle"), note, (Table(columns, rows),))


def cases(found: Facts) -> Page | None:
    """The documents issued and what became of them, level by level."""
    if not found.cases:
        return None
    levels = [level for level in LADDER if any(case.level is level for case in found.cases)]
    rows = tuple(
        (level.value, *counted(level_cases, found.issued))
        for level, level_cases in (
            (level, [case for case in found.cases if case.level is level]) for level in levels
        )
    )
    whole: tuple[Shown, ...] = (words("sum"), *counted(found.cases, found.issued))
    names = ("issued", "acknowledged", "replied", "settled", "late", "open")
    columns = (header("document", 28), *(header(name, 12) for name in names))
    chart = Chart(words("chart.cases"), "column", 0, (1, 4, 5), 0, len(rows) - 1)
    table = Table(columns, (*rows, whole), "", frozenset((len(rows),)), (chart,))
    return Page(words("cases"), words("cases"), words("cases.note"), (table,))


def counted(found: Sequence[Case], day: date) -> tuple[int, ...]:
    """Issued, acknowledged, replied, settled, late and still open on a day."""
    return (
        len(found),
        sum(case.acknowledged is not None for case in found),
        sum(case.replied is not None for case in found),
        sum(bool(case.settled or case.written_off) for case in found),
        sum(case.is_open and case.due is not None and case.due < day for case in found),
        sum(case.is_open for case in found),
    )
