"""Which rows of 加减分 count: an award once an item, at its highest level; every deduction by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Settings

_LEVELS = (("国家", "全国", "中央", "国务院"), ("省", "自治区"), ("市",), ("区", "县"))


def level_of(text: str) -> int | None:
    """How high a level (级别) is: 0 for 国家, 1 省, 2 市, 3 区 or 县; None for a blank or another word."""
    return next((i for i, words in enumerate(_LEVELS) if any(word in text for word in words)), None)


def counted(
    adjustments: Sequence[Adjustment], settings: Settings
) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """The adjustments that count, in the order given; what is left out is named in a finding.

    None dated after the last day covered counts. Of awards for the same item of a unit one counts
    (一项一次, 取最高); every deduction counts, and two alike in all fields are named as a doubt.
    """
    notes: list[Finding] = []
    due = []
    for given in adjustments:
        if given.day and settings.as_of and given.day > settings.as_of:
            notes.append(_note("ADJUSTMENT_LATER", given, day=given.day, as_of=settings.as_of))
        else:
            due.append(given)
    left_out = _lower_awards(due, notes)
    _name_doubles(due, notes)
    return tuple(given for row, given in enumerate(due) if row not in left_out), tuple(notes)


def _lower_awards(due: Sequence[Adjustment], notes: list[Finding]) -> set[int]:
    """The rows of awards that a higher one for the same item beats; one without an item stands for itself."""
    items: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, given in enumerate(due):
        if given.kind is AdjustmentKind.BONUS and given.item:
            items[given.unit, given.item].append(row)
    left_out = set()
    for rows in items.values():
        best = _highest([due[row] for row in rows])
        for row in rows:
            if due[row] is not best:
                left_out.add(row)
                notes.append(_note("ADJUSTMENT_TWICE", due[row], kept=shown(best.points)))
    return left_out


def _highest(awards: Sequence[Adjustment]) -> Adjustment:
    """The award of the highest level, of equal ones that with most points; by points alone where a level
    isn't known."""
    levels = [level_of(award.level) for award in awards]
    if any(level is None for level in levels):
        return max(awards, key=lambda award: award.points)
    ordered = sorted(zip(awards, levels, strict=True), key=lambda pair: (pair[1] or 0, -pair[0].points))
    return ordered[0][0]


def _name_doubles(due: Sequence[Adjustment], notes: list[Finding]) -> None:
    seen: dict[tuple[object, ...], Adjustment] = {}
    for given in due:
        if given.kind is AdjustmentKind.DEDUCTION:
            key = (given.unit, given.item, given.indicator, given.day, given.source, given.points)
            if seen.setdefault(key, given) is not given:
                notes.append(_note("DEDUCTION_DOUBLE", given, Severity.WARNING))


def _note(code: str, given: Adjustment, severity: Severity = Severity.NOTE, **words: object) -> Finding:
    points = shown(given.points)
    known = {"unit": given.unit, "item": given.item, "kind": given.kind.value, "points": points}
    return finding(code, severity, given.place, **known, **words)
