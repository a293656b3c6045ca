"""`compare`: two assessments side by side, by two sets of rules or of two workbooks. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_xl.books.grid import Grid
from kaohe_xl.books.reading import Study, study
from kaohe_xl.books.rule_sources import RuleSource, ruled
from kaohe_xl.commands import worst_first
from kaohe_xl.domain.assessment import Assessment, Entry, Total
from kaohe_xl.domain.compare import Change, Comparison, EntryPair, TotalPair, compare, score
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.numbers import half_up, shown
from kaohe_xl.domain.scoring import assess
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence
from kaohe_xl.reports import Json, entry_json, finding_json, number_json, place_json, total_json

if TYPE_CHECKING:
    import pandas

SHOWN_ENTRIES = 40


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the workbook whose figures, and the words for the rules, it has."""

    book: str
    rules: str
    period: str


@dataclass(frozen=True, slots=True)
class CompareReport:
    """Two assessments side by side. `own_unit`: whose entries a person sees first.

    `unit`: the one that was asked for; all of its entries are shown, equal ones too.
    """

    book: str
    sides: tuple[Side, Side]
    comparison: Comparison
    findings: tuple[Finding, ...] = ()
    own_unit: str = ""
    unit: str = ""

    def json(self) -> Json:
        """The report for machines: every entry and total of both sides, and what led to each difference."""
        return {
            "book": self.book,
            "sides": [{"book": s.book, "rules": s.rules, "period": s.period or None} for s in self.sides],
            "entries": [_entry(pair) for pair in self.comparison.entries],
            "totals": [_total(pair) for pair in self.comparison.totals],
            "same": self.comparison.is_same,
            "findings": [finding_json(found) for found in self.findings],
        }

    def frame(self) -> pandas.DataFrame:
        """The entries, a row each, with both scores, the difference and why; numbers are floats."""
        from kaohe_xl.outputs.tables import comparison_frame

        return comparison_frame(self.comparison, why)


def compare_books(
    grid: Grid, other: Grid | None = None, rules: Sequence[RuleSource] = (), unit: str = ""
) -> CompareReport:
    """The workbook's scores beside those under other rules, or beside another workbook's.

    One set of `rules` is held against those of the workbook as it is, two against each other; with `other`
    both workbooks go by the one set, or each by its own. `unit`: only that one.
    Raises InputError where there is nothing to compare with, or no such unit.
    """
    if other is None and not rules:
        raise InputError(*sentence("COMPARE_WITH_NOTHING"))
    if len(rules) > 2:
        raise InputError(*sentence("COMPARE_TOO_MANY", count=len(rules)))
    first = study(grid)
    second = first if other is None else study(other)
    one, two = _by_sides(rules, is_other=other is not None)
    sides = _side(grid, first, one), _side(other or grid, second, two)
    (left, before), (right, after) = sides
    names = first.names
    comparison = (
        compare(before, after)
        if names is None or other is None
        else compare(before, after, names.unit, names.find)
    )
    own = first.scheme.settings.own_unit
    findings = worst_first([*before.findings, *after.findings])
    return CompareReport(grid.name, (left, right), _only(comparison, unit), findings, own, unit)


def _by_sides(rules: Sequence[RuleSource], *, is_other: bool) -> tuple[RuleSource | None, RuleSource | None]:
    """The rules of each side; None: its own, as they stand."""
    if len(rules) == 2:
        return rules[0], rules[1]
    if not rules:
        return None, None
    return (rules[0] if is_other else None), rules[0]


def _side(grid: Grid, read: Study, rules: RuleSource | None) -> tuple[Side, Assessment]:
    scored = read if rules is None else ruled(read, rules)
    assessment = assess(scored.scheme, scored.records, scored.findings)
    return Side(grid.name, _named(rules), assessment.period), assessment


def _named(rules: RuleSource | None) -> str:
    """The words for a set of rules."""
    if rules is None:
        return sentence("COMPARE_AS_IT_IS")[0]
    if not isinstance(rules, date):
        return sentence("COMPARE_BOOK", book=rules.name)[0]
    if (rules.month, rules.day) == (12, 31):
        return sentence("COMPARE_YEAR", year=rules.year)[0]
    return sentence("COMPARE_DAY", day=rules)[0]


def _only(comparison: Comparison, unit: str) -> Comparison:
    """The comparison for one unit only, where one is named."""
    if not unit:
        return comparison
    entries = tuple(pair for pair in comparison.entries if pair.unit == unit)
    if not entries:
        known = "、".join(dict.fromkeys(pair.unit for pair in comparison.entries))
        raise InputError(*sentence("UNKNOWN_UNIT", unit=unit, known=known))
    return Comparison(entries, tuple(pair for pair in comparison.totals if pair.unit == unit))


def lines(report: CompareReport) -> Iterator[str]:
    """The report as a person at a terminal reads it: sums, then what differs, the own unit's first."""
    one, other = (_headed(side) for side in report.sides)
    yield sentence("COMPARE_HEAD", one=one, other=other)[0]
    if report.comparison.is_same and not report.unit:
        yield sentence("COMPARE_SAME")[0]
        return
    yield sentence("COMPARE_TOTALS")[0]
    yield from ("  " + _total_line(pair) for pair in report.comparison.totals)
    changed = [pair for pair in report.comparison.entries if not pair.is_same]
    changed.sort(key=lambda pair: (pair.unit != report.own_unit, -abs(pair.difference or Decimal(0))))
    yield sentence("COMPARE_ENTRIES", count=len(changed))[0]
    if report.unit:
        changed = list(report.comparison.entries)
    yield from ("  " + _entry_line(pair) for pair in changed[:SHOWN_ENTRIES])
    if len(changed) > SHOWN_ENTRIES:
        yield sentence("COMPARE_MORE", count=len(changed) - SHOWN_ENTRIES)[0]


def _headed(side: Side) -> str:
    period = side.period or sentence("COMPARE_NO_PERIOD")[0]
    return sentence("COMPARE_SIDE", book=side.book, period=period, rules=side.rules)[0]


def _total_line(pair: TotalPair) -> str:
    one, other = pair.one, pair.other
    words = {
        "unit": pair.unit,
        "one": _points(one and one.total),
        "other": _points(other and other.total),
        "difference": _signed(pair.difference),
        "one_rank": _blank(one and one.rank),
        "other_rank": _blank(other and other.rank),
        "one_grade": _blank(one and one.grade),
        "other_grade": _blank(other and other.grade),
    }
    return sentence("COMPARE_TOTAL", **words)[0]


def _entry_line(pair: EntryPair) -> str:
    words = {"unit": pair.unit, "indicator": pair.indicator, "why": why(pair)}
    words |= {"one": _points(score(pair.one)), "other": _points(score(pair.other))}
    return sentence("COMPARE_ENTRY", difference=_signed(pair.difference), **words)[0]


def why(pair: EntryPair) -> str:
    """What led to the difference, in one line; "" where there is none."""
    if pair.is_same:
        return ""
    if pair.one is None or pair.other is None:
        return sentence("COMPARE_ONE_SIDE")[0]
    told = "；".join(_change(change) for change in pair.changes)
    return told or sentence("COMPARE_OTHERS")[0]


def _change(change: Change) -> str:
    places = list(dict.fromkeys(str(p) for p in (change.before_place, change.after_place) if p))
    where = sentence("COMPARE_PLACES", places=" → ".join(places))[0] if places else ""
    words = {"before": _value(change.before), "after": _value(change.after)}
    return sentence("COMPARE_CHANGE", name=change.name, places=where, **words)[0]


def _value(value: object) -> str:
    return shown(value) if isinstance(value, Decimal) else _blank(value)


def _blank(value: object) -> str:
    return sentence("COMPARE_NOTHING")[0] if value in (None, "") else str(value)


def _points(value: object) -> str:
    return str(half_up(value, 2)) if isinstance(value, Decimal) else _blank(None)


def _signed(value: object) -> str:
    text = _points(value)
    return text if text.startswith("-") or text in ("0.00", _blank(None)) else f"+{text}"


def _entry(pair: EntryPair) -> Json:
    def side(entry: Entry | None) -> Json | None:
        """One side's entry, with all its points together."""
        if entry is None:
            return None
        whole = {"parameters": entry.parameters or None, "score": number_json(score(entry))}
        return {**entry_json(entry), **whole, "rule_cell": place_json(entry.rule_place)}

    return {
        "unit": pair.unit,
        "indicator": pair.indicator,
        "one": side(pair.one),
        "other": side(pair.other),
        "difference": number_json(pair.difference),
        "same": pair.is_same,
        "why": why(pair) or None,
        "changes": [_change_json(change) for change in pair.changes],
    }


def _change_json(change: Change) -> Json:
    def value(given: object) -> object:
        """A number as a number, a text as it is."""
        return number_json(given) if isinstance(given, Decimal) else given

    return {
        "name": change.name,
        "before": value(change.before),
        "after": value(change.after),
        "before_cell": place_json(change.before_place),
        "after_cell": place_json(change.after_place),
        "of_rule": change.of_rule,
    }


def _total(pair: TotalPair) -> Json:
    def side(total: Total | None) -> Json | None:
        """One side's sum."""
        return None if total is None else total_json(total)

    return {
        "unit": pair.unit,
        "group": pair.group,
        "one": side(pair.one),
        "other": side(pair.other),
        "difference": number_json(pair.difference),
        "same": pair.is_same,
    }
