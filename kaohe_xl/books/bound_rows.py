"""What 考核设置, 计分规则 and 表格对应 ought to say of a workbook: rows prefilled from what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from kaohe_xl.books.confirmation import proposal, source
from kaohe_xl.books.grid import Value
from kaohe_xl.books.installed_columns import MadeColumn
from kaohe_xl.books.mapping import ROLE_WORDS
from kaohe_xl.books.reading import Study
from kaohe_xl.books.recognised import Recognised, SeenColumn, SeenTable
from kaohe_xl.books.references import column_name
from kaohe_xl.books.settingvalues import NAMES, Name
from kaohe_xl.domain.rulebook import DEFAULT_METHOD, DEFAULT_QUALITATIVE
from kaohe_xl.domain.scheme import Basis, Indicator, RuleText, Settings
from kaohe_xl.domain.suggestions import suggested_direction
from kaohe_xl.messages import sentence

_EXPLAINED = {
    "year": "ABOUT_YEAR",
    "as_of": "ABOUT_AS_OF",
    "ends": "ABOUT_ENDS",
    "own_unit": "ABOUT_OWN_UNIT",
    "basis": "ABOUT_BASIS",
    "green_from": "ABOUT_GREEN_FROM",
    "amber_from": "ABOUT_AMBER_FROM",
    "front_rank": "ABOUT_FRONT_RANK",
    "warn_rank": "ABOUT_WARN_RANK",
    "last_ranks": "ABOUT_LAST_RANKS",
    "points_decimals": "ABOUT_POINTS_DECIMALS",
    "rank_decimals": "ABOUT_RANK_DECIMALS",
    "ties": "ABOUT_TIES",
    "total_cap": "ABOUT_TOTAL_CAP",
    "grades": "ABOUT_GRADES",
    "best_grade_quota": "ABOUT_BEST_GRADE_QUOTA",
    "issuer_code": "ABOUT_ISSUER_CODE",
    "issuer": "ABOUT_ISSUER",
    "signature": "ABOUT_SIGNATURE",
    "contact": "ABOUT_CONTACT",
    "phone": "ABOUT_PHONE",
    "reply_days": "ABOUT_REPLY_DAYS",
    "holidays": "ABOUT_HOLIDAYS",
    "shifted_days": "ABOUT_SHIFTED_DAYS",
    "due_soon": "ABOUT_DUE_SOON",
    "ladder": "ABOUT_LADDER",
    "templates": "ABOUT_TEMPLATES",
    "ledger_book": "ABOUT_LEDGER_BOOK",
    "level_points": "ABOUT_LEVEL_POINTS",
}
_OWN = "本单位"
_SCORED = {"points": "score"}
_SEPARATOR = "；"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row: the key by which it is known, its fields as the list's shape names them.

    `template` is its remark without any proposal, where that is told apart; `place` the header row and
    the columns that it is about.
    """

    key: tuple[str, ...]
    fields: Mapping[str, Value]
    template: str = ""
    place: tuple[int, int, int] | None = None

    @property
    def note(self) -> str:
        """The remark."""
        return str(self.fields.get("note") or "")


def setting_rows(study: Study) -> Iterator[Wanted]:
    """A row for every setting, explained; those that the workbook only hints at as proposals."""
    settings = study.scheme.settings
    for name in settings_listed():
        explained = sentence(_EXPLAINED[name.field])[0]
        value, hint = _proposed(study, settings, name)
        note = explained + _SEPARATOR + proposal(value) + hint if value is not None else explained
        yield Wanted((name.field,), {"name": name.name, "value": value, "note": note}, explained)


def settings_listed() -> Iterator[Name]:
    """The settings that get a row, each once: 截至月份 is another way to say 截至日期."""
    known: set[str] = set()
    for name in NAMES:
        if name.field not in known:
            known.add(name.field)
            yield name


def _proposed(study: Study, settings: Settings, name: Name) -> tuple[Value, str]:
    """The value that the workbook hints at, and where; None where it is stated, or nothing hints at it."""
    if name.field == "as_of" and not {"截至日期", "截至月份"} & set(settings.places):
        return _day(settings.as_of), _hint(study, "AS_OF_ASSUMED")
    if name.field == "year" and name.name not in settings.places:
        return settings.year, _hint(study, "AS_OF_ASSUMED")
    if name.field == "own_unit" and name.name not in settings.places:
        own = settings.own_unit
        return (own if own and own != _OWN else None), _hint(study, "OWN_UNIT_ASSUMED")
    if name.field == "basis" and name.name not in settings.places and study.records:
        has_plan = any(r.plan is not None and r.plan.value is not None for r in study.records)
        code = "BIND_GUESSED_BY_PLAN" if has_plan else "BIND_GUESSED_BY_MONTH"
        return (Basis.PLAN if has_plan else Basis.MONTH).value, sentence(code)[0]
    return None, ""


def _hint(study: Study, code: str) -> str:
    """Where a finding says that something was taken from."""
    place = next((f.place for f in study.findings if f.code == code and f.place), None)
    return sentence("BIND_GUESSED_FROM", place=place.sheet)[0] if place else ""


def _day(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time())


def rule_rows(study: Study) -> Iterator[Wanted]:
    """A row for every indicator, as it is scored now; a rule that a table states is taken over as it is."""
    scheme = study.scheme
    rules: dict[str, list[RuleText]] = {}
    for rule in scheme.rules:
        rules.setdefault(rule.indicator, []).append(rule)
    figured = {record.indicator for record in study.records}
    parents = {indicator.parent for indicator in scheme.indicators} - figured
    for indicator in scheme.indicators:
        if indicator.name not in parents:
            for rule in rules.get(indicator.name) or [_default(indicator)]:
                yield _rule_row(study, indicator, rule)


def _default(indicator: Indicator) -> RuleText:
    method = DEFAULT_QUALITATIVE if indicator.qualitative else DEFAULT_METHOD
    return RuleText(indicator.name, method, clause=indicator.clause)


def _rule_row(study: Study, indicator: Indicator, rule: RuleText) -> Wanted:
    notes: list[str] = []
    points = _points(study, indicator, notes)
    direction = _direction(indicator, notes)
    fields: dict[str, Value] = {
        "indicator": indicator.name,
        "unit": rule.unit or None,
        "points": points,
        "direction": direction,
        "method": rule.method or None,
        "parameters": rule.parameters or None,
        "clause": rule.clause or None,
        "effective": _day(rule.effective),
        "note": _SEPARATOR.join(notes) or None,
    }
    return Wanted((indicator.name, rule.unit), fields)


def _points(study: Study, indicator: Indicator, notes: list[str]) -> float | int | None:
    """The indicator's points, where they are the same for all; a remark says where they were found."""
    stated = (r.points for r in study.records if r.indicator == indicator.name and r.points is not None)
    own = {points.value for points in stated if points.value is not None}
    if own - {indicator.points}:
        notes.append(sentence("BIND_POINTS_DIFFER")[0])
        return None
    if indicator.points is None:
        return None
    points = _number(indicator.points)
    if indicator.points_place is not None:
        notes.append(source(points, "分值", indicator.points_place))
    return points


def _number(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)


def _direction(indicator: Indicator, notes: list[str]) -> str | None:
    """The direction that a table states, else the one that the name suggests, as a proposal."""
    if indicator.direction is not None:
        if indicator.direction_place is not None:
            notes.append(source(indicator.direction.value, "方向", indicator.direction_place))
        return indicator.direction.value
    if indicator.qualitative:
        return None
    found = suggested_direction(indicator.name)
    if found is None:
        notes.append(sentence("BIND_STATE_DIRECTION")[0])
        return None
    notes.append(proposal(found.direction.value, "方向") + sentence("BIND_BY_WORD", word=found.word)[0])
    return found.direction.value


def mapping_rows(seen: Recognised, columns: Iterable[MadeColumn], sheets: Iterable[str]) -> Iterator[Wanted]:
    """A row for every column that is read or written, those to be made among them.

    Where a sheet has several tables, the header's row tells them apart.
    """
    counts = Counter(table.sheet for table in seen.tables)
    for one in _mapping_rows(seen, columns, sheets):
        if counts[one.key[1]] > 1 and one.place is not None:
            one = replace(one, fields={**one.fields, "row": one.place[0]})
        yield one


def _mapping_rows(seen: Recognised, columns: Iterable[MadeColumn], sheets: Iterable[str]) -> Iterator[Wanted]:
    known = set(sheets)
    made = {(one.sheet, one.header_row, one.number): one for one in columns}
    for table in seen.tables:
        if table.sheet in known:
            for column in table.columns:
                yield _seen_row(table, column, made.get((table.sheet, table.header_row, column.left)))
    for one in made.values():
        if one.is_new:
            notes = [sentence("BIND_NEW_COLUMN")[0], *_on_colours(one)]
            what = (_SCORED.get(one.role, one.role), one.sheet, one.title, one.unit)
            place = (one.header_row, one.number, one.number)
            yield _mapping_row(what, notes, place)


def _seen_row(table: SeenTable, column: SeenColumn, made: MadeColumn | None) -> Wanted:
    notes = [sentence("BIND_SEEN", confidence=column.confidence.value)[0]]
    notes += _on_colours(made) if made else ()
    what = (column.role, table.sheet, column.header, column.owner)
    return _mapping_row(what, notes, (table.header_row, column.left, column.right), column.measure)


def _on_colours(one: MadeColumn) -> Iterator[str]:
    if one.colours:
        yield sentence("BIND_NEW_COLOURS")[0]


def _mapping_row(
    what: tuple[str, str, str, str], notes: list[str], place: tuple[int, int, int], measure: str = ""
) -> Wanted:
    role, sheet, header, owner = what
    row, left, right = place
    first, last = column_name(left), column_name(right)
    fields: dict[str, Value] = {
        "use": ROLE_WORDS.get(role, role),
        "sheet": sheet,
        "header": header or None,
        "column": first if left == right else f"{first}:{last}",
        "row": None if header else row,
        "owner": owner or None,
        "measure": measure or None,
        "book": None,
        "note": _SEPARATOR.join(notes),
    }
    return Wanted(what, fields, place=place)
