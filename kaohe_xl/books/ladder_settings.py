"""The values of 考核设置 that the supervision ladder goes by: days off, rules, templates, points a level."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from kaohe_xl.books.cells import shown
from kaohe_xl.books.dates import FIRST_YEAR, LAST_YEAR, day
from kaohe_xl.books.grid import Value
from kaohe_xl.books.plain import compact, plain
from kaohe_xl.domain.ladder_rules import LadderRules
from kaohe_xl.domain.supervision import Level

_PARTS = re.compile(r"[;,、\n]+")
_LONGEST = 60
_SPAN = re.compile(
    r"\D*?(?:(?P<year>\d{4})[-./年])?(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?"
    r"(?:(?:至|到|~|-|—+)(?:(?:(?P<year2>\d{4})[-./年])?(?P<month2>\d{1,2})[-./月])?(?P<day2>\d{1,2})[日号]?)?"
    r"(?:\([^)]*\))?"
)
_PAIR = re.compile(r"([^:=]+)[:=](.+)")
_POINTS = re.compile(r"(?P<level>[^\d:=]+?)(?:扣分?)?[:=]?-?(?P<points>\d+(?:\.\d+)?)分?")
_NONE = frozenset({"不发", "无", "否", "0"})

LEVELS: Mapping[str, Level] = {
    **{level.value: level for level in Level},
    **dict.fromkeys(("提醒", "提醒督办"), Level.REMINDER),
    **dict.fromkeys(("督办", "警示督办", "督办单", "督办通知"), Level.SUPERVISION),
    **dict.fromkeys(("挂牌", "挂牌督办"), Level.LISTED),
    **dict.fromkeys(("约谈",), Level.INTERVIEW),
}
"""How a level may be written."""


def level_named(text: str) -> Level | None:
    """The level that a text means."""
    return LEVELS.get(compact(text))


def days_listed(value: Value, year: int | None) -> frozenset[date] | None:
    """The days that a cell lists: 2011-10-01至10-07；2011年1月1日. None where one can't be read."""
    if not isinstance(value, str):
        single = day(value, year=year)
        return None if single is None else frozenset({single})
    found: set[date] = set()
    for part in _PARTS.split(plain(value)):
        if compact(part):
            span = _days_of(compact(part), year)
            if span is None:
                return None
            found |= span
    return frozenset(found) or None


def _days_of(text: str, year: int | None) -> set[date] | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        single = day(text, year=year) if len(text) == 8 and text.isdecimal() else None
        return None if single is None else {single}
    given = {name: int(part) for name, part in match.groupdict().items() if part}
    first_year = given.get("year", year)
    if first_year is None or not FIRST_YEAR <= first_year <= LAST_YEAR:
        return None
    try:
        first = date(first_year, given["month"], given["day"])
        last = first
        if "day2" in given:
            last = date(given.get("year2", first_year), given.get("month2", first.month), given["day2"])
            if last < first and "year2" not in given and "month2" in given:
                last = last.replace(year=last.year + 1)
    except ValueError:
        return None
    span = (last - first).days
    return {first + timedelta(days=n) for n in range(span + 1)} if 0 <= span <= _LONGEST else None


def pairs(value: Value) -> list[tuple[str, str]] | None:
    """名=值；名=值, each name once; None where that can't be read."""
    text = value.strftime("%Y-%m-%d") if isinstance(value, datetime) else shown(value)
    text = value if isinstance(value, str) else text
    found: list[tuple[str, str]] = []
    for part in _PARTS.split(plain(text)):
        if not compact(part):
            continue
        match = _PAIR.fullmatch(part.strip())
        if match is None or compact(match[1]) in dict(found):
            return None
        found.append((compact(match[1]), match[2].strip()))
    return found or None


def level_points(value: Value) -> Mapping[str, Decimal] | None:
    """约谈0.5；挂牌0.2: level -> points; one number alone is that of 约谈."""
    text = value if isinstance(value, str) else shown(value)
    found: dict[str, Decimal] = {}
    for part in _PARTS.split(plain(text)):
        if not compact(part):
            continue
        try:
            level, points = Level.INTERVIEW, Decimal(compact(part).removesuffix("分"))
        except InvalidOperation:
            match = _POINTS.fullmatch(compact(part))
            named = level_named(match["level"]) if match else None
            if match is None or named is None:
                return None
            level, points = named, Decimal(match["points"])
        if level.value in found or not 0 <= points <= 100:
            return None
        found[level.value] = points
    return found or None


def templates(value: Value) -> Mapping[str, str] | None:
    """约谈=约谈通知.xlsx；督办=督办单.xlsx: level -> template workbook."""
    found: dict[str, str] = {}
    for name, path in pairs(value) or ():
        level = level_named(name)
        if level is None or level.value in found:
            return None
        found[level.value] = path
    return found or None


def ladder_rules(value: Value) -> LadderRules | None:
    """黄灯=提醒函；红灯=督办；连续预警=2；…: what isn't named has its default."""
    changed: dict[str, Any] = {}
    for name, text in pairs(value) or ():
        if name not in _RULES:
            return None
        field, read = _RULES[name]
        try:
            changed[field] = read(text)
        except ValueError:
            return None
    return replace(LadderRules(), **changed) if changed else None


def _level(text: str) -> Level | None:
    if compact(text) in _NONE:
        return None
    level = level_named(text)
    if level is None:
        raise ValueError(text)
    return level


def _times(text: str) -> int:
    if compact(text) in _NONE:
        return 0
    match = re.fullmatch(r"(\d{1,2})[次期个]?月?", compact(text))
    if match is None or int(match[1]) < 2:
        raise ValueError(text)
    return int(match[1])


def _whether(text: str) -> bool:
    word = compact(text)
    if word not in ("升级", "是", *_NONE, "不升级"):
        raise ValueError(text)
    return word in ("升级", "是")


_RULES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "黄灯": ("amber", _level),
    "红灯": ("red", _level),
    "位次靠后": ("last", _level),
    "市级预警": ("city", _level),
    "连续预警": ("warned", _times),
    "连续靠后": ("last_times", _times),
    "连续靠后级别": ("last_again", _level),
    "逾期": ("overdue", _whether),
}
