"""What stands on the leaders' overview (考核看板), row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kaohe_xl.board_cases import Thing, case_line, worst_overdue
from kaohe_xl.books.board_sheet import COLUMNS, Line, Span
from kaohe_xl.books.faces import Face
from kaohe_xl.books.grid import Value
from kaohe_xl.domain.assessment import Entry, Light, Total
from kaohe_xl.domain.gaps import direction_of
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.priorities import MOST, Priority, priorities
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Direction
from kaohe_xl.messages.board import words
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.letter_content import chinese_date
from kaohe_xl.outputs.letter_wording import (
    AXES,
    MOST_DECIMALS,
    amount,
    decimals,
    figure,
    is_percent,
    is_yes_or_no,
)

_BLOCKS, _MOST_LISTED, _MOST_GROUPS = 3, 60, 6
_COLUMN, _LETTER, _ROW = 27.0, 10.2, 14.5  # points: a column of the page, a Chinese letter, a row of a list
_GRAVE = {Light.RED: 0, Light.AMBER: 1, Light.GREEN: 2, None: 3}
_TASK = ((1, "serial"), (6, "indicator"), (2, "light"), (9, "reason"), (9, "wanting"), (3, "points"))
_BLANK = Line((), 6)


def things_of(facts: Facts) -> tuple[Thing, ...]:
    """What to do first: the document overdue the worst, then where most can still be won."""
    overdue = worst_overdue(facts)
    first = () if overdue is None else (overdue,)
    most = MOST - len(first)
    found = priorities(facts.entries, facts.scheme.indicators, facts.assessment.days_left, most)
    return (*first, *(_thing(facts, one) for one in found))


def _thing(facts: Facts, one: Priority) -> Thing:
    entry = one.entry
    light = entry.light.value if entry.light else words("none")
    return Thing(entry.unit, entry.indicator, light, reason(entry), wanting(facts, one), one.points)


def page(facts: Facts) -> tuple[Line, ...]:
    """The whole page from the top; its foot is the sheet's own."""
    lists = _own_list(facts) if facts.own else _unit_lists(facts)
    cases = tuple(case_line(facts))
    tiles = (*_tiles(facts), _BLANK, *cases, _BLANK) if cases else (*_tiles(facts), _BLANK)
    return (*_head(facts), _BLANK, *tiles, *_task_rows(facts), _BLANK, *lists, _BLANK)


def _head(facts: Facts) -> Iterator[Line]:
    title = words("title.own", unit=facts.own) if facts.own else words("title")
    yield Line((Span(title, COLUMNS, Face.HEADLINE),), 34)
    as_of, days = facts.settings.as_of, facts.assessment.days_left
    period = words("period", period=facts.period, date=chinese_date(as_of)) if as_of else ""
    left = "" if days is None else words("countdown" if days else "over", days=days)
    half = COLUMNS // 2
    yield Line((Span(period or None, half, Face.PERIOD), Span(left or None, half, Face.COUNTDOWN)), 20)


def _tiles(facts: Facts) -> tuple[Line, Line]:
    """Numbers, and under them what they count."""
    tally, (behind, label) = facts.tally, _behind(facts)
    numbers = [
        Span(tally.red, 0, Face.RED_NUMBER),
        Span(tally.amber, 0, Face.AMBER_NUMBER),
        Span(tally.green, 0, Face.GREEN_NUMBER),
        Span(tally.city_warned, 0, Face.NUMBER),
        Span(behind, 0, Face.GREY_NUMBER),
    ]
    labels = [
        Span(words("red"), 0, Face.RED_LABEL),
        Span(words("amber"), 0, Face.AMBER_LABEL),
        Span(words("green"), 0, Face.GREEN_LABEL),
        Span(words("city"), 0, Face.LABEL),
        Span(label, 0, Face.GREY_LABEL),
    ]
    if (last := _last_tile(facts)) is not None:
        numbers.append(last[0])
        labels.append(last[1])
    width = COLUMNS // len(numbers)
    return _across(numbers, width, 38), _across(labels, width, 18)


def _behind(facts: Facts) -> tuple[int, str]:
    """How many rank low, and what that means here; how many lack figures where ranks warn of nothing."""
    tally, settings = facts.tally, facts.settings
    if tally.last_ranks:
        words_of = {"rank": settings.warn_rank, "last": settings.last_ranks, "count": tally.last_ranks}
        return tally.after_warn_rank, words("after.last", **words_of)
    if any(entry.of > settings.warn_rank for entry in facts.entries):
        return tally.after_warn_rank, words("after", rank=settings.warn_rank)
    return tally.not_reported, words("not_reported")


def _across(spans: Iterable[Span], width: int, height: float) -> Line:
    return Line(tuple(Span(one.value, width, one.face, one.code) for one in spans), height)


def _last_tile(facts: Facts) -> tuple[Span, Span] | None:
    """The own unit's sum and rank, or how many units there are."""
    if not facts.own:
        count = len({entry.unit for entry in facts.entries})
        return Span(count, 0, Face.NUMBER), Span(words("units"), 0, Face.LABEL)
    total = facts.own_total
    if total is None or not total.full_points:
        return None
    label = "total" if total.rank is not None else "total.bare"
    told = Span(words(label, rank=total.rank, of=total.of), 0, Face.LABEL)
    return Span(_points(total.total), 0, Face.NUMBER, "0.00"), told


def _points(value: Decimal) -> float:
    return float(half_up(value, 2))


def _task_rows(facts: Facts) -> Iterator[Line]:
    """五件最要紧的事."""
    tasks = things_of(facts)
    title = words("tasks") if len(tasks) in (0, MOST) else words("tasks.count", count=len(tasks))
    yield _section(title)
    if not tasks:
        code = "tasks.over" if facts.assessment.days_left == 0 else "tasks.none"
        yield Line((Span(words(code), COLUMNS, Face.TEXT),), 22)
        return
    yield Line(tuple(Span(words(f"head.{name}"), width, Face.HEAD) for width, name in _TASK), 16)
    for number, one in enumerate(tasks, 1):
        yield _task_row(facts, number, one)


def _task_row(facts: Facts, number: int, one: Thing) -> Line:
    name = one.indicator
    if not facts.own:
        name = words("task.name", unit=one.unit, indicator=name)
    texts = (name, one.reason, one.wanting)
    points = words("none") if one.points is None else _points(one.points)
    values: tuple[Value, ...] = (number, texts[0], one.light, texts[1], texts[2], points)
    faces = (Face.FIGURE, Face.STRONG, Face.FIGURE, Face.TEXT, Face.TEXT, Face.POINTS)
    widths = [width for width, _ in _TASK]
    lines = max(_lines(text, widths[at]) for text, at in zip(texts, (1, 3, 4), strict=True))
    codes = ("General",) * 5 + ("0.00",)
    spans = tuple(map(Span, values, widths, faces, codes))
    return Line(spans, max(30.0, lines * _ROW + 3))


def _lines(text: str, columns: int) -> int:
    """How many lines the text takes in so many columns; a Chinese letter is as wide as two others."""
    room = columns * _COLUMN - 6
    wide = (sum(0.55 if letter < "\u2000" else 1 for letter in line) * _LETTER for line in text.split("\n"))
    return sum(max(1, int(-(-width // room))) for width in wide)


def reason(entry: Entry) -> str:
    """Why the entry is among the first: its lights, else the missing figure, else the points lost."""
    lit = [axis for axis in AXES if getattr(entry.lights, axis) in (Light.RED, Light.AMBER)]
    told = [entry.lights.reasons[axis] for axis in lit if axis in entry.lights.reasons]
    if told:
        return words("and").join(told)
    if entry.missing is not None:
        is_unreported = entry.missing is Missing.NOT_REPORTED
        return words("why.not_reported" if is_unreported else "why.not_computable")
    return words("why.lost", points=half_up(entry.lost or Decimal(0), 2))


def wanting(facts: Facts, one: Priority) -> str:
    """What is wanting to the target, a day of those left, and to the front places."""
    entry = one.entry
    if entry.missing is not None and entry.actual is None:
        return words("task.report" if entry.missing is Missing.NOT_REPORTED else "task.check")
    if is_yes_or_no(entry):
        return words("task.no")
    parts = [part for part in (_to_target(facts, one), _to_front(facts, one)) if part]
    if not parts and entry.missing is not None:
        return words("task.check")
    if not parts:
        parts = [words("task.plain" if one.wanting.to_target is None else "task.met")]
    return words("and").join(parts)


def _to_target(facts: Facts, one: Priority) -> str:
    entry, gap, indicator = one.entry, one.wanting.to_target, facts.indicator(one.entry)
    if not gap:
        return ""
    if direction_of(entry) is Direction.LOWER:
        return words("task.over", gap=amount(gap, entry, indicator))
    text = words("task.target", gap=amount(gap, entry, indicator))
    daily = one.wanting.per_day
    if daily and not is_percent(indicator.measure):
        places = min(decimals(entry.actual, entry.target) + 1, MOST_DECIMALS)
        if half_up(daily, places) > 0:
            text += words("task.daily", daily=figure(daily, places) + indicator.measure)
    return text


def _to_front(facts: Facts, one: Priority) -> str:
    if not one.wanting.to_third:
        return ""
    gap = amount(one.wanting.to_third, one.entry, facts.indicator(one.entry))
    return words("task.third", front=facts.settings.front_rank, gap=gap)


def _section(title: str) -> Line:
    return Line((Span(title, COLUMNS, Face.SECTION),), 20)


def _own_list(facts: Facts) -> Iterator[Line]:
    """All indicators of the own unit with light and rank; the gravest where they are too many."""
    entries = list(facts.entries)
    title = words("own.list", count=len(entries))
    if len(entries) > _MOST_LISTED:
        entries = sorted(entries, key=lambda e: _GRAVE[e.light])[:_MOST_LISTED]
        title += words("list.cut", shown=_MOST_LISTED)
    yield _section(title)
    heads = (("indicator", 6), ("light", 2), ("rank", 2))
    yield from _listed(heads, [(e.indicator, _light(e), _rank(e)) for e in entries])


def _light(entry: Entry) -> str:
    if entry.light is not None:
        return entry.light.value
    return entry.missing.value if entry.missing else words("none")


def _rank(entry: Entry) -> str:
    return words("none") if entry.rank is None else f"{entry.rank}/{entry.of}"


def _unit_lists(facts: Facts) -> Iterator[Line]:
    """Front and last units of each group, then all units with their sums and lights."""
    totals = sorted(facts.assessment.totals, key=lambda t: t.rank or len(facts.assessment.totals))
    groups: dict[str, list[Total]] = {total.group: [] for total in facts.assessment.totals}
    for total in totals:
        groups[total.group].append(total)
    has_points = any(total.full_points for total in totals)
    if has_points:
        yield from _group_rows(facts, groups)
        yield _BLANK
    listed = [total for group in groups.values() for total in group]
    title = words("units.list" if has_points else "units.lights", count=len(listed))
    if len(listed) > _MOST_LISTED:
        title += words("units.cut", shown=_MOST_LISTED)
    yield _section(title)
    lights = Counter((entry.unit, entry.light) for entry in facts.entries)
    heads = (("unit", 4), ("total", 2), ("rank.short", 1), ("red", 1), ("amber", 1), ("green", 1))
    rows = [
        (
            total.unit,
            _points(total.total) if total.full_points else words("none"),
            total.rank if has_points and total.rank else words("none"),
            *(lights[total.unit, light] or None for light in Light),
        )
        for total in listed[:_MOST_LISTED]
    ]
    yield from _listed(heads, rows)


def _group_rows(facts: Facts, groups: dict[str, list[Total]]) -> Iterator[Line]:
    front = facts.settings.front_rank
    last = facts.settings.last_ranks or front
    cut = words("groups.cut", shown=_MOST_GROUPS) if len(groups) > _MOST_GROUPS else ""
    yield _section(words("groups", front=front, last=last) + cut)
    heads = (words("head.group"), words("head.first", count=front), words("head.last", count=last))
    yield Line(tuple(map(Span, heads, (6, 12, 12), (Face.HEAD,) * 3)), 16)
    for group, totals in list(groups.items())[:_MOST_GROUPS]:
        named = words("group", group=group or words("group.all"), count=len(totals))
        firsts, lasts = totals[:front], totals[front:][-last:]
        texts = (named, _named(firsts), _named(lasts))
        lines = max(_lines(text, width) for text, width in zip(texts, (6, 12, 12), strict=True))
        yield Line(tuple(map(Span, texts, (6, 12, 12), (Face.TEXT,) * 3)), max(18.0, lines * _ROW + 2))


def _named(totals: Iterable[Total]) -> str:
    named = (words("ranked", unit=total.unit, total=half_up(total.total, 2)) for total in totals)
    return words("separator").join(named) or words("none")


def _listed(heads: Sequence[tuple[str, int]], rows: Sequence[tuple[Value, ...]]) -> Iterator[Line]:
    """The rows in blocks side by side, each read downwards."""
    used = min(_BLOCKS, len(rows))
    high = -(-len(rows) // used) if used else 0
    head = tuple(Span(words(f"head.{name}"), width, Face.HEAD) for name, width in heads)
    yield Line(head * used, 16)
    for at in range(high):
        spans: list[Span] = []
        for row in rows[at::high]:
            spans.append(Span(_fitted(str(row[0]), heads[0][1]), heads[0][1], Face.NAME))
            spans += [_figure(value, width) for value, (_, width) in zip(row[1:], heads[1:], strict=True)]
        yield Line(tuple(spans), _ROW)


def _figure(value: Value, width: int) -> Span:
    return Span(value, width, Face.FIGURE, "0.00" if isinstance(value, float) else "General")


def _fitted(text: str, columns: int) -> str:
    """The text in one line, its end left out where there is no room."""
    while _lines(text, columns) > 1:
        text = text.removesuffix("…")[:-1] + "…"
    return text
