"""Year and month that sheet names and titles speak of; which of several like tables is the current one."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.labels import name_key, stripped
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import FIGURES
from kaohe_xl.books.words import cut_month, tidy

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./](\d{1,2})(?![\d月])")
_CHINESE_YEAR = re.compile(r"[二一][〇○零Oo九][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_PAPERWORK = re.compile(r"(填报|制表|报送|上报|印发|审核|打印|编制|填表|制作|发布)(单位|日期|时间|人)?")
_DRAFT = re.compile(
    r"草稿|草案|旧|备份|副本|模板|样表|样式|作废|历史|存档|归档|过期|停用|bak|backup|copy|old|draft|\(\d\)$|初稿|测试",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Period:
    """What a text says of time; day only where it names one."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def last_day(self, year: int | None) -> date | None:
        """The last day covered; None where month or year are unknown."""
        year = self.year or year
        if year is None or self.month is None:
            return None
        end = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day or end, end))


def period_in(text: str) -> Period:
    """The year and the last month named in a sheet name or a title."""
    text = _CHINESE_YEAR.sub(lambda m: m[0].translate(_DIGITS), tidy(text))
    year = next((int(found[1]) for found in _YEAR.finditer(text)), None)
    if (found := _YEAR_MONTH.search(text)) and 1 <= int(found[2]) <= 12:
        year = int(found[1])
        day = _DAY.search(text)
        return Period(year, int(found[2]), int(day[2]) if day and int(day[1]) == int(found[2]) else None)
    _, month, _ = cut_month(text)
    day = _DAY.search(text)
    return Period(year, month, int(day[2]) if day and int(day[1]) == month else None)


def period_of(table: Table) -> Period:
    """The period of a table: its title's, what is wanting from the sheet's name."""
    texts = [text for text in table.title if not _PAPERWORK.search(text)]
    found = [period_in(text) for text in (*texts, table.sheet.name)]
    return Period(
        next((p.year for p in found if p.year), None),
        next((p.month for p in found if p.month), None),
        next((p.day for p in found if p.month), None),
    )


def is_draft(table: Table) -> bool:
    """Whether the sheet's name or title calls itself a draft, an old copy, a template."""
    return any(_DRAFT.search(text) for text in (table.sheet.name, *table.title))


@dataclass(frozen=True, slots=True)
class Choice:
    """The tables to read, and those left alone: (table, the one read instead, why)."""

    current: tuple[Table, ...]
    others: tuple[tuple[Table, Table | None, str], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A table with its standing among those alike, and the rows that it is about."""

    table: Table
    standing: tuple[int, ...]
    keys: frozenset[str]


def choose(tables: Sequence[Table], year: int | None, month: int | None) -> Choice:
    """Of tables alike in different sheets the current one: no draft, this year's, the newest, in sight."""
    year = year or _latest_year(tables)
    candidates = [_Candidate(one, _standing(one, year, month), _keys(one)) for one in tables]
    rivals = [_better(one, candidates) for one in candidates]
    current = tuple(table for table, rival in zip(tables, rivals, strict=True) if rival is None)
    others = tuple((table, *rival) for table, rival in zip(tables, rivals, strict=True) if rival is not None)
    return Choice(current, others)


def _latest_year(tables: Sequence[Table]) -> int | None:
    """The latest year that titles name; one that still waits for all its figures comes after the others."""
    years: dict[int, set[bool]] = {}
    for table in tables:
        actuals = [c.index for c in table.columns if c.role in FIGURES - {"target", "plan"}]
        if year := period_of(table).year:
            found = years.setdefault(year, set())
            found.update({any(has_figures(table, column) for column in actuals)} if actuals else ())
    begun = [year for year, found in years.items() if found != {False}]
    return max(begun or years, default=None)


def _better(mine: _Candidate, candidates: Sequence[_Candidate]) -> tuple[Table, str] | None:
    """A table alike that goes before this one, and why."""
    best: _Candidate | None = None
    for other in candidates:
        if other.table.sheet.name == mine.table.sheet.name or other.standing <= mine.standing:
            continue
        alike = _alike if other.standing[:2] == mine.standing[:2] else _loosely_alike
        if (best is None or other.standing > best.standing) and alike(mine, other):
            best = other
    if best is None:
        return None
    reasons = ("draft", "year", "month", "month", "year", "month", "hidden")
    both = zip(reasons, mine.standing, best.standing, strict=True)
    return best.table, next(reason for reason, own, theirs in both if own != theirs)


def _standing(table: Table, year: int | None, month: int | None) -> tuple[int, ...]:
    """How much of a current table it is; the greater the better.

    Last month's sheet copied to be this month's keeps its title or its name for a while: among equals the
    sheet's own name decides.
    """
    period, tab = period_of(table), period_in(table.sheet.name)
    now = 0 if is_draft(table) else 1
    this_year = int(not (period.year and year) or period.year == year)
    named = int(not (tab.year and year) or tab.year == year), int(tab.month in (None, month or period.month))
    shown = int(not table.sheet.block.hidden)
    if month and period.month:
        order = period.month if period.month <= month else -period.month
        return now, this_year, int(period.month == month), order, *named, shown
    return now, this_year, 1, period.month or 0, *named, shown


def _alike(mine: _Candidate, theirs: _Candidate) -> bool:
    """Whether two tables say the same kind of thing about mostly the same rows."""
    one, other = mine.table, theirs.table
    if one.shape is not other.shape:
        return False
    if bool(one.names()) != bool(other.names()) and one.shape is Shape.INDICATORS:
        return False
    if one.has_own != other.has_own or _named_roles(one) != _named_roles(other):
        return False
    if one.names() and not _share(frozenset(one.names()), frozenset(other.names())):
        return False
    return _share(mine.keys, theirs.keys)


def _loosely_alike(mine: _Candidate, theirs: _Candidate) -> bool:
    """Whether an old table or a draft is about the same rows; its columns may have changed since."""
    return mine.table.shape is theirs.table.shape and _share(mine.keys, theirs.keys)


def _named_roles(table: Table) -> set[str]:
    return {c.role for c in table.columns if c.name and c.role in FIGURES}


def _keys(table: Table) -> frozenset[str]:
    return frozenset(f"{name_key(stripped(row.indicator)[0])}|{name_key(row.unit)}" for row in table.rows)


def _share(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether half of the fewer is in both; never where one is empty."""
    both = len(one & other)
    return both > 0 and both * 2 >= min(len(one), len(other))


def months_with_data(tables: Iterable[Table]) -> set[int]:
    """Months whose columns of actual figures hold something."""
    return {
        column.month
        for table in tables
        for column in table.columns
        if column.month and column.role in FIGURES - {"target", "plan"} and has_figures(table, column.index)
    }


def has_figures(table: Table, column: int) -> bool:
    """Whether anything but blanks and dashes stands in the column's data rows."""
    for row in table.rows:
        value = table.sheet.block.at(row.number, column)
        if isinstance(value, (int, float)) or (isinstance(value, str) and re.search(r"\d", value)):
            return True
    return False
