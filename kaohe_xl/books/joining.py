"""Two records of the same unit and indicator made one; small words that cells say."""

from __future__ import annotations

from dataclasses import replace

from kaohe_xl.books.plain import compact
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.readings import Reading, Record


def joined(one: Record, other: Record) -> Record:
    """`one`, its gaps filled from `other`."""
    is_blank = one.actual.value is None and not one.actual.text
    says_more = other.actual.value is not None or other.actual.text or one.actual.place is None
    return replace(
        one,
        actual=other.actual if is_blank and says_more else one.actual,
        target=_filled(one.target, other.target),
        plan=_filled(one.plan, other.plan),
        points=_filled(one.points, other.points),
        warned=one.warned or other.warned,
        warned_place=one.warned_place if one.warned or other.warned_place is None else other.warned_place,
        start=one.start or other.start,
        end=one.end or other.end,
        assessed=one.assessed and other.assessed,
    )


def _filled(one: Reading | None, other: Reading | None) -> Reading | None:
    if one is None or (one.value is None and not one.text):
        return other if other is not None else one
    return one


def warning(text: str) -> str:
    """The word in a cell of the city's list; a dash or 否 is none."""
    return (
        ""
        if compact(text) in ("-", "—", "——", "/", "否", "无", "×", "正常", "未预警", "不预警", "0")
        else text
    )


def category_is_group(table: Table) -> bool:
    """Whether 类别 of a long table sorts units rather than indicators."""
    if table.column("group") is not None:
        return False
    units: dict[str, set[str]] = {}
    for row in table.rows:
        units.setdefault(row.unit, set()).add(row.category)
    return bool(units) and all(len(found) == 1 for found in units.values())
