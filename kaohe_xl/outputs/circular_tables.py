"""The pages of a circular about scores, ranks and lights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Light, Total
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Missing
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.circular_facts import Facts, arrow
from kaohe_xl.outputs.letter_content import chinese_date, tally_of
from kaohe_xl.outputs.letter_table import Item
from kaohe_xl.outputs.pages import Chart, Column, Page, Shown, Table

POINTS, PERCENT, WHOLE, SIGNED = "0.00", "0.0%", "0", "+0.0;-0.0;0.0"
MOST_ACROSS = 9  # indicators beside each other in a matrix


def header(code: str, width: int, number_format: str = "", *, left: bool = False) -> Column:
    """A column with a header of ours."""
    return Column(words(f"header.{code}"), width, number_format, left)


def overview(found: Facts) -> Page:
    """The counts, and what has changed since last month."""
    now, before = found.tally, found.last_tally
    settings = found.settings
    names = {
        words("item.all"): "indicators",
        words("item.red"): "red",
        words("item.amber"): "amber",
        words("item.green"): "green",
        words("item.not_reported"): "not_reported",
        words("item.city"): "city_warned",
        words("item.after", rank=settings.warn_rank): "after_warn_rank",
        words("item.last", last=settings.last_ranks): "last_ranks",
    }
    rows: list[tuple[Shown, ...]] = []
    for name, field in names.items():
        one, other = getattr(now, field), getattr(before, field) if before else None
        rows.append((name, one, other, None if other is None else _signed(one - other)))
    rows += _own_rows(found)
    columns = (header("item", 40, left=True), header("now", 20), header("before", 20), header("change", 20))
    series = (1, 2) if before else (1,)
    charts = (Chart(words("chart.lights"), "column", 0, series, 1, 3),)
    table = Table(columns, tuple(rows), charts=charts)
    return Page(words("overview"), words("overview"), _dated(found), (table,))


def _signed(change: int) -> str:
    return f"{change:+d}" if change else "0"


def _dated(found: Facts) -> str:
    day = words("as_of", date=chinese_date(found.settings.as_of)) if found.settings.as_of else ""
    day = day.rstrip("，") or found.assessment.period or words("header.now")
    if found.last is None:
        return words("overview.alone", date=day)
    if found.last.as_of is None:
        return words("overview.note", date=day)
    if not found.last.is_whole:
        count = sum(found.before(entry) is not None for entry in found.entries)
        return words("overview.part", date=day, count=count)
    return words("overview.last", date=day, last=chinese_date(found.last.as_of))


def _own_rows(found: Facts) -> Iterator[tuple[Shown, ...]]:
    total = found.own_total
    if total is None:
        return
    earlier = found.last.totals.get(total.unit) if found.last else None
    difference = f"{total.total - earlier.total:+.2f}" if earlier else None
    yield (
        words("item.total"),
        half_up(total.total, 2),
        half_up(earlier.total, 2) if earlier else None,
        difference,
    )
    if total.rank is not None:
        moved = arrow(found.total_change(total)) if earlier else None
        yield words("item.rank"), total.rank, earlier.rank if earlier else None, moved


def league(found: Facts) -> Page | None:
    """The units by rank, group by group, our own marked."""
    groups = list(dict.fromkeys(total.group for total in found.assessment.totals))
    tables = [table for group in groups if (table := _league(found, group, len(groups) > 1)) is not None]
    note = words("own.note") if found.own else ""
    return Page(words("league"), words("league"), note, tuple(tables)) if tables else None


def _league(found: Facts, group: str, is_one_of_several: bool) -> Table | None:
    totals = [t for t in found.assessment.totals if t.group == group and t.rank is not None]
    totals.sort(key=lambda t: t.rank or 0)
    if not totals:
        return None
    rows = tuple(_league_row(found, total) for total in totals)
    own = frozenset(place for place, total in enumerate(totals) if total.unit == found.own)
    columns = (
        header("rank", 8),
        header("unit", 24),
        *(header(name, 12, POINTS) for name in ("base", "bonus", "deduction", "total")),
        header("grade", 10),
        header("rank.before", 10),
        header("moved", 10),
    )
    chart = Chart(words("chart.totals"), "bar", 1, (5,), 0, len(rows) - 1, own, number_format="0.0")
    code = "league.group" if is_one_of_several and group else "league.all"
    return Table(columns, rows, words(code, group=group, count=len(rows)), own, (chart,))


def _league_row(found: Facts, total: Total) -> tuple[Shown, ...]:
    unit = words("own", unit=total.unit) if total.unit == found.own else total.unit
    earlier = found.last.totals.get(total.unit) if found.last else None
    change = arrow(found.total_change(total))
    sums = (total.base, total.bonus, total.deduction, total.total)
    return total.rank, unit, *sums, total.grade, earlier.rank if earlier else None, change


def ranks(found: Facts) -> Page:
    """Our rank on each indicator, with arrows against last month; and how many ranks lie where."""
    rows = []
    for place, entry in enumerate(found.entries, 1):
        earlier = found.peer(entry)
        name, measure = entry.indicator, found.indicator(entry).measure
        figures = (entry.actual, entry.completion, entry.progress)
        moved = (entry.rank, earlier.rank if earlier else None, arrow(found.rank_change(entry)))
        shown = (*(_missing(entry) if value is None else value for value in figures[:1]), *figures[1:])
        rows.append((place, name, measure, *shown, *moved, entry.light))
    columns = (
        *(header("serial", 7), header("indicator", 34, left=True), header("measure", 11)),
        *(header("actual", 14), header("completion", 11, PERCENT), header("progress", 11, PERCENT)),
        *(header("rank", 8), header("rank.before", 9), header("moved", 8), header("light", 8)),
    )
    tables = [Table(columns, tuple(rows))]
    if any(entry.rank is not None for entry in found.entries):
        tables.insert(0, _places(found, columns))
    return Page(words("ranks"), words("ranks"), words("ranks.note"), tuple(tables))


def _missing(entry: Entry) -> str:
    return entry.missing.value if entry.missing else words("none")


def _places(found: Facts, like: Sequence[Column]) -> Table:
    """How many indicators stand in front, in the middle, behind."""
    front, warn = found.settings.front_rank, found.settings.warn_rank
    bounds = [(words("places.front", front=front), 1, front)]
    if warn > front:
        bounds.append((words("places.middle", first=front + 1, last=warn), front + 1, warn))
    bounds.append((words("places.after", first=max(front, warn) + 1), max(front, warn) + 1, 10**6))

    def count(entries: Sequence[Entry | None], first: int, last: int) -> int:
        """How many ranks lie between."""
        return sum(e is not None and e.rank is not None and first <= e.rank <= last for e in entries)

    earlier = [found.peer(entry) for entry in found.entries]
    is_whole = found.last is not None and found.last.is_whole
    before = (lambda f, t: count(earlier, f, t)) if is_whole else lambda f, t: None
    rows = tuple((None, name, None, count(found.entries, f, t), before(f, t)) for name, f, t in bounds)
    head = ("", words("header.places"), "", words("header.now"), words("header.before"))
    columns = tuple(Column(text, one.width) for text, one in zip(head, like, strict=False))
    series = (3, 4) if is_whole else (3,)
    chart = Chart(words("chart.places"), "column", 1, series, 0, len(rows) - 1)
    return Table(columns, rows, words("places"), charts=(chart,))


def units(found: Facts) -> Page:
    """How many lights of each colour each unit has."""
    rows: list[tuple[Shown, ...]] = []
    for unit in dict.fromkeys(entry.unit for entry in found.entries):
        entries = [entry for entry in found.entries if entry.unit == unit]
        now = tally_of([Item(found.indicator(e), e) for e in entries], found.settings)
        earlier = [e for e in map(found.peer, entries) if e is not None]
        before = sum(e.light is Light.RED for e in earlier) if earlier else None
        rows.append((unit, now.indicators, now.red, now.amber, now.green, now.not_reported, before))
    rows.sort(key=lambda row: (row[2], row[3]), reverse=True)
    columns = (
        header("unit", 30, left=True),
        *(header(name, 12) for name in ("all", "red", "amber", "green", "not_reported", "red.before")),
    )
    chart = Chart(words("chart.units"), "bar", 0, (2, 3, 4), 0, len(rows) - 1, stacked=True)
    return Page(words("units"), words("units"), "", (Table(columns, tuple(rows), charts=(chart,)),))


def matrix(found: Facts) -> Page:
    """The lights as text on a fill: indicator by axis for ourselves, else unit by indicator."""
    tables = (_by_axis(found),) if found.own else tuple(_by_unit(found))
    return Page(words("matrix"), words("matrix"), words("matrix.note"), tables)


def _by_axis(found: Facts) -> Table:
    columns = (
        *(header("serial", 8), header("indicator", 44, left=True), header("axis.progress", 12)),
        *(header("axis.rank", 12), header("axis.city", 12), header("overall", 12)),
    )
    rows = []
    for place, entry in enumerate(found.entries, 1):
        axes = (entry.lights.progress, entry.lights.rank, entry.lights.city)
        rows.append((place, entry.indicator, *axes, entry.light or _unlit(entry)))
    return Table(columns, tuple(rows))


def _unlit(entry: Entry) -> str | None:
    return entry.missing.value if entry.missing in (Missing.NOT_REPORTED, Missing.NOT_COMPUTABLE) else None


def _by_unit(found: Facts) -> Iterator[Table]:
    """A table a group, and for each few indicators one; units that have none of these are left out."""
    groups = {unit.name: unit.group for unit in found.scheme.units}
    groups |= {total.unit: total.group for total in found.assessment.totals}
    for group in dict.fromkeys(groups.get(entry.unit, "") for entry in found.entries):
        entries = [entry for entry in found.entries if groups.get(entry.unit, "") == group]
        names = list(dict.fromkeys(entry.indicator for entry in entries))
        cells = {(entry.unit, entry.indicator): entry for entry in entries}
        for start in range(0, len(names), MOST_ACROSS):
            chosen = names[start : start + MOST_ACROSS]
            rows = []
            for unit in dict.fromkeys(entry.unit for entry in entries):
                row = [cells.get((unit, name)) for name in chosen]
                if any(row):
                    lights: list[Shown] = [None if e is None else e.light or _unlit(e) for e in row]
                    rows.append((unit, *lights))
            columns = (header("unit", 19, left=True), *(Column(name, 9) for name in chosen))
            yield Table(columns, tuple(rows), group)


def decimals(value: Decimal | None) -> Decimal | None:
    """The figure at no more digits than a table has room for."""
    return None if value is None else half_up(value, 4)
