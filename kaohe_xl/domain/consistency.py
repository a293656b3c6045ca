"""口径一致: the same thing said in several places must be the same; cumulative figures don't fall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import same, shown
from kaohe_xl.domain.statements import Kind, Measured, Statement
from kaohe_xl.domain.wording import say

Approved = Callable[[Statement], bool]
"""Whether a note in the workbook says why a figure was changed."""


def contradictions(
    statements: Iterable[Statement], used: frozenset[Cell], approved: Approved, said: frozenset[Cell]
) -> Iterator[Finding]:
    """Figures of the same unit, indicator and period that differ from table to table.

    `used` are the cells that the assessment takes its figures from: findings stand there where they can;
    `said` are those of which it has been said already.
    A target that differs from an earlier month's or the plan's sheet is a changed one: it needs an approval.
    """
    for group in _by_matter(statements).values():
        first = next((s for s in group if s.place in used), group[0])
        told: set[str] = set()
        for other in reversed(group):
            if other.table == first.table or _agree(first, other) or {first.place, other.place} & said:
                continue
            changed = _is_change(first, other)
            if changed and (approved(first) or approved(other)):
                continue
            code = "TARGET_CHANGED" if changed else "FIGURES_DIFFER"
            if code in told and changed:
                continue
            told.add(code)
            yield _difference(code, first, other)


def _by_matter(statements: Iterable[Statement]) -> dict[tuple[object, ...], list[Statement]]:
    """The statements that ought to be equal; those of the assessed tables first, of others the oldest."""
    groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for one in statements:
        if one.value is not None and one.header is None and (one.kind is Kind.TARGET or one.month):
            month = None if one.kind is Kind.TARGET else one.month
            groups[one.unit, one.indicator, one.kind, one.year, month].append(one)
    for group in groups.values():
        group.sort(key=lambda one: (one.other_book, not one.current, one.month or 0))
    return groups


def _agree(one: Statement, other: Statement) -> bool:
    """Whether two figures are the same; 0.85 and 85 are, where nothing says that they are no percentages."""
    if one.value is None or other.value is None or same(one.value, other.value):
        return True
    shares = not (one.measure or other.measure) or "%" in one.measure + other.measure
    return shares and (same(one.value * 100, other.value) or same(one.value, other.value * 100))


def _is_change(one: Statement, other: Statement) -> bool:
    if one.kind is not Kind.TARGET or one.other_book or other.other_book:
        return False
    return not (one.current and other.current) or one.targets_only is not other.targets_only


def _difference(code: str, one: Statement, other: Statement) -> Finding:
    words = {"one": _said(one), "two": _said(other), "other": other.place}
    return finding(
        code, Severity.WARNING, one.place, whose=whose(one.unit, one.indicator), figure=_figure(one), **words
    )


def _said(one: Statement) -> str:
    """The figure as its cell shows it, with its measure where that is known."""
    text = one.text or ("" if one.value is None else shown(one.value))
    return text + one.measure if one.measure and text[-1:].isdigit() else text


def _figure(one: Statement) -> str:
    return say(f"FIGURE_{one.kind.name}", month=one.month)


def whose(unit: str, indicator: str) -> str:
    """Unit and indicator for the start of a sentence."""
    if unit:
        return say("WHOSE", unit=unit, indicator=indicator)
    return say("WHOSE_INDICATOR", indicator=indicator)


def measures_differ(stated: Iterable[Measured], alike: Callable[[str, str], bool]) -> Iterator[Finding]:
    """Indicators whose unit of measure is another one in another table: once an indicator and table."""
    first: dict[str, Measured] = {}
    for one in stated:
        known = first.setdefault(one.indicator, one)
        if known.table != one.table and not alike(known.measure, one.measure):
            words = {"indicator": one.indicator, "other": one.place}
            yield finding(
                "MEASURES_DIFFER", Severity.WARNING, known.place, one=known.measure, two=one.measure, **words
            )


def falls(
    statements: Iterable[Statement], accumulates: Callable[[Statement], bool], approved: Approved
) -> Iterator[Finding]:
    """Cumulative figures that are smaller than those of an earlier month of the same year.

    Where single months were taken as cumulative it is said once a table: they look like single ones.
    """
    series: dict[tuple[object, ...], dict[int, Statement]] = defaultdict(dict)
    for one in statements:
        if one.kind is not Kind.TARGET and one.value is not None and one.month and not one.other_book:
            months = series[one.unit, one.indicator, one.kind, one.year]
            if one.month not in months or (one.current and not months[one.month].current):
                months[one.month] = one
    assumed: dict[int, list[Statement]] = defaultdict(list)
    for months in series.values():
        for before, after in pairwise(_without_blanks([months[month] for month in sorted(months)])):
            if not _falls(before, after) or not accumulates(after):
                continue
            if before.header or after.header:
                assumed[after.table].append(after)
            elif not approved(after):
                yield _fall(before, after)
    for fallen in assumed.values():
        place = fallen[0].header or fallen[0].place
        words = {"count": len(fallen), "example": fallen[0].place}
        yield finding("MONTHS_LOOK_SINGLE", Severity.WARNING, place, **words)


def _without_blanks(series: Sequence[Statement]) -> Sequence[Statement]:
    """The series without noughts at its end: months to come are often filled with them."""
    last = max((number for number, one in enumerate(series) if one.value), default=-1)
    return series[: last + 1]


def _falls(before: Statement, after: Statement) -> bool:
    return before.value is not None and after.value is not None and after.value < before.value


def _fall(before: Statement, after: Statement) -> Finding:
    return finding(
        "FIGURE_FELL",
        Severity.WARNING,
        after.place,
        whose=whose(after.unit, after.indicator),
        figure=_figure(after),
        value=_said(after),
        former=_figure(before),
        other=before.place,
        before=_said(before),
    )
