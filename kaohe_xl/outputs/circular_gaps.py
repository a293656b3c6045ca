"""The pages of a circular about what is wanting: gaps, points lost, projects."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry
from kaohe_xl.domain.gaps import gaps
from kaohe_xl.domain.projects import by_state, summed
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
    rows = tuple((place, named(found, one), *_gap(found, one)) for place, one in enumerate(entries, 1))
    third = Column(words("header.third", front=found.settings.front_rank), 12)
    columns = (
        *(header("serial", 6), name_column(found), header("measure", 9)),
        *(header("completion", 10, PERCENT), header("ahead", 10, SIGNED), header("target", 12)),
        *(header("daily", 10), third, header("light", 7)),
    )
    lowest = float(min(one.ahead or Decimal(0) for one in entries)) * 1.15
    chart = replace(_bars("chart.gaps", len(rows), SIGNED), lowest=round(lowest, 1))
    note = words("gaps.note", days=days) if days else words("gaps.note.undated")
    return Page(words("gaps"), words("gaps"), note, (Table(columns, rows, charts=(chart,)),))


def _bars(title: str, rows: int, number_format: str) -> Chart:
    """Bars of the third column behind the names, for the first few rows."""
    last = min(rows, CHARTED) - 1
    return Chart(words(title), "bar", 1, (4,), 0, last, number_format=number_format)


def named(found: Facts, entry: Entry) -> str:
    """Unit and indicator in one cell: a chart names its bars by it."""
    return entry.indicator if found.own else words("named", unit=entry.unit, indicator=entry.indicator)


def name_column(found: Facts) -> Column:
    """The column of what `named` says."""
    return header("indicator", 28, left=True) if found.own else header("named", 38, left=True)


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
        (place, named(found, one), one.full_points, one.points, one.lost, one.light, _why(one))
        for place, one in enumerate(entries, 1)
    )
    columns = (
        *(header("serial", 6), name_column(found)),
        *(header("full", 8, POINTS), header("points", 8, POINTS), header("lost", 8, POINTS)),
        *(header("light", 7), header("why", 36, left=True)),
    )
    chart = _bars("chart.lost", len(rows), POINTS)
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
