"""Whose rules a workbook is scored by: its own of another day, or those of another workbook."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from kaohe_xl.books.grid import Grid
from kaohe_xl.books.naming import Names
from kaohe_xl.books.reading import Study, study
from kaohe_xl.domain.compare import under_rules_from, under_rules_of
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.scheme import Indicator, RuleText, Scheme
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

RuleSource = date | Grid
"""The day on which rules were in force, or the workbook that states them."""

_DAY = re.compile(r"((?:19|20)\d\d)(?:年|-|/|\.)?(?:(\d{1,2})(?:月|-|/|\.)?(?:(\d{1,2})日?)?)?")


def rules_day(text: str) -> date | None:
    """The day that 2010, 2010-06 or 2010-06-30 stands for: the last one. None for another text."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None


def rule_source(text: str, opened: Callable[[Path], Grid]) -> RuleSource:
    """The day that a text names, or the workbook that it is the path of, opened by `opened`.

    Raises InputError for a text that is neither.
    """
    day = rules_day(text)
    if day is None and not Path(text).exists():
        raise InputError(*sentence("BAD_RULES_OF", text=text))
    return day or opened(Path(text))


def ruled(read: Study, source: RuleSource) -> Study:
    """What was read, to be scored by the rules of that day or that workbook; its figures are the same."""
    if isinstance(source, date):
        return replace(read, scheme=under_rules_of(read.scheme, source))
    names = read.names or Names(())
    scheme = under_rules_from(read.scheme, _borrowed(study(source).scheme, read.scheme, names, source.name))
    known = {indicator.name for indicator in scheme.indicators}
    records = tuple(record for record in read.records if record.indicator in known)
    return replace(read, scheme=scheme, records=records)


def _borrowed(scheme: Scheme, own: Scheme, names: Names, book: str) -> Scheme:
    """The other workbook's scheme as far as it concerns the one that is scored, with that one's names."""

    def at(place: Cell | None) -> Cell | None:
        """A cell of the other workbook."""
        return None if place is None else Cell(f"[{book}]{place.sheet}", place.ref)

    def indicator(one: Indicator) -> Indicator:
        """An indicator by our name."""
        parent = names.find(one.parent) if one.parent else ""
        one = replace(one, points_place=at(one.points_place), direction_place=at(one.direction_place))
        return replace(one, name=names.find(one.name), parent=parent, place=at(one.place))

    def rule(one: RuleText) -> RuleText:
        """A rule by our names."""
        unit = names.unit(one.unit) if one.unit else ""
        one = replace(one, place=at(one.place), parameters_place=at(one.parameters_place))
        one = replace(one, points_place=at(one.points_place), direction_place=at(one.direction_place))
        return replace(one, indicator=names.find(one.indicator), unit=unit)

    indicators = {one.name for one in own.indicators}
    units = {"", *(unit.name for unit in own.units)}
    rules = map(rule, scheme.rules)
    return replace(
        scheme,
        indicators=tuple(map(indicator, scheme.indicators)),
        rules=tuple(one for one in rules if one.indicator in indicators and one.unit in units),
    )
