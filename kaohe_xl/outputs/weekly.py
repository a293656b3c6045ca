"""The weekly record (周督查): a form for each responsible unit with something to be looked at on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from kaohe_xl.domain.assessment import Light
from kaohe_xl.domain.supervision import Case
from kaohe_xl.messages.documents import numeral
from kaohe_xl.messages.weekly import words
from kaohe_xl.outputs.addressees import Names, addressees
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.circular_tables import PERCENT, SIGNED, decimals
from kaohe_xl.outputs.letter_content import chinese_date
from kaohe_xl.outputs.letter_table import Item
from kaohe_xl.outputs.letter_wording import Context, asked, reason
from kaohe_xl.outputs.pages import Column, Document, Page, Shown, Table
from kaohe_xl.outputs.sheet_names import sheet_names

_BY_HAND = 78  # points: four or five lines of handwriting
_ROOM = (("found", 100), ("trouble", 88), ("demand", 84), ("by", 56))


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """What is to be looked at in a unit: its red and amber indicators, its open cases."""

    unit: str
    items: tuple[Item, ...]
    cases: tuple[Case, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody need go there."""
        return not (self.items or self.cases)

    def lit(self, light: Light) -> int:
        """How many indicators have that light."""
        return sum(item.entry.light is light for item in self.items)

    def late(self, day: date) -> int:
        """How many open cases are past their deadline."""
        return sum(case.due is not None and case.due < day for case in self.cases)


def unit_records(found: Facts) -> tuple[UnitRecord, ...]:
    """All responsible units, as letters address them; units that only have cases come last."""
    names = Names(found.scheme)
    to, _ = addressees(found.scheme, found.assessment, "")
    alarming = {
        one.unit: tuple(item for item in one.items if item.entry.light in (Light.RED, Light.AMBER))
        for one in to
    }
    open_cases: dict[str, list[Case]] = {}
    for case in found.cases:
        for unit in dict.fromkeys(map(names, case.units)):
            if case.is_open:
                open_cases.setdefault(unit, []).append(case)
    return tuple(
        UnitRecord(unit, alarming.get(unit, ()), tuple(sorted(open_cases.get(unit, ()), key=_due)))
        for unit in dict.fromkeys((*alarming, *open_cases))
    )


def _due(case: Case) -> date:
    return case.due or date.max


def document(found: Facts) -> Document:
    """What stands in the record: the index, and a form for each unit that has something."""
    records = unit_records(found)
    chosen = [record for record in records if not record.is_empty]
    names = sheet_names([record.unit for record in chosen], taken=(words("index"),))
    sheets = {record.unit: name for record, name in zip(chosen, names, strict=True)}
    pages = tuple(_form(found, record, sheets[record.unit]) for record in chosen)
    properties = {
        "title": words("index.title"),
        "author": found.settings.issuer,
        "created": datetime.combine(found.issued, time()),
    }
    return Document(None, (_index(found, records, sheets), *pages), properties)


def _dated(found: Facts) -> dict[str, str]:
    as_of = found.settings.as_of
    told = words("as_of", kind=found.kind, date=chinese_date(as_of)) if as_of else ""
    return {"date": chinese_date(found.issued), "as_of": told}


def _index(found: Facts, records: Sequence[UnitRecord], sheets: dict[str, str]) -> Page:
    rows: list[tuple[Shown, ...]] = [
        (place, one.unit, *_counts(one, found.issued), words("none" if one.is_empty else "index.yes"))
        for place, one in enumerate(records, 1)
    ]
    links = {(row, 1): sheets[one.unit] for row, one in enumerate(records) if one.unit in sheets}
    columns = (
        *(Column(words("index.serial"), 7), Column(words("index.unit"), 42, left=True)),
        *(Column(words(f"index.{name}"), 10) for name in ("red", "amber", "open", "late", "page")),
    )
    table = Table(columns, tuple(rows), least=22, links=links)
    return Page(words("index"), words("index.title"), words("index.note", **_dated(found)), (table,))


def _counts(record: UnitRecord, day: date) -> tuple[int, int, int, int]:
    return record.lit(Light.RED), record.lit(Light.AMBER), len(record.cases), record.late(day)


def _form(found: Facts, record: UnitRecord, sheet: str) -> Page:
    """A unit's form: what is known of it on the left, room for what the checker finds on the right."""
    red, amber, open_cases, late = _counts(record, found.issued)
    tables = []
    if record.items:
        tables.append(_indicators(found, record, words("lit", place=numeral(1))))
    if record.cases:
        tables.append(_cases(found, record, words("open", place=numeral(len(tables) + 1))))
    code = "note.late" if late else "note.cases" if open_cases else "note.no_cases"
    told = words(code, open=open_cases, late=late)
    note = words("note", red=red, amber=amber, cases=told, **_dated(found))
    signatures = tuple(words(f"sign.{name}") for name in ("checker", "unit", "date"))
    return Page(sheet, words("title", unit=record.unit), note, tuple(tables), True, signatures)


def _blanks() -> tuple[Column, ...]:
    return tuple(Column(words(f"sheet.{name}"), width) for name, width in _ROOM)


def _indicators(found: Facts, record: UnitRecord, caption: str) -> Table:
    context = Context(found.settings.front_rank, found.assessment.days_left, found.peers)
    rows = tuple(
        (place, *_figures(item), _why(item, context), *[None] * len(_ROOM))
        for place, item in enumerate(record.items, 1)
    )
    columns = (
        *(Column(words("sheet.serial"), 30), Column(words("sheet.indicator"), 96, left=True)),
        *(Column(words("sheet.target"), 72), Column(words("sheet.actual"), 62)),
        *(Column(words("sheet.completion"), 62, PERCENT), Column(words("sheet.ahead"), 66, SIGNED)),
        *(Column(words("sheet.rank"), 44), Column(words("sheet.light"), 38)),
        *(Column(words("sheet.why"), 208, left=True), *_blanks()),
    )
    return Table(columns, rows, caption, least=_BY_HAND)


def _figures(item: Item) -> tuple[Shown, ...]:
    indicator, entry = item.indicator, item.entry
    name = f"{indicator.name}（{indicator.measure}）" if indicator.measure else indicator.name
    values = (decimals(entry.target), decimals(entry.actual), entry.completion, entry.ahead, entry.rank)
    return name, *(words("none") if value is None else value for value in values), entry.light


def _why(item: Item, context: Context) -> str:
    told = (reason(item.entry, item.indicator), asked(item.entry, item.indicator, context))
    return "\n".join(line for line in told if line)


def _cases(found: Facts, record: UnitRecord, caption: str) -> Table:
    rows = tuple(
        (place, *_case(case, found.issued), *[None] * len(_ROOM))
        for place, case in enumerate(record.cases, 1)
    )
    columns = (
        *(Column(words("sheet.serial"), 30), Column(words("case.number"), 96, left=True)),
        *(Column(words("case.level"), 72), Column(words("case.issued"), 62)),
        *(Column(words("case.due"), 62), Column(words("case.late"), 66)),
        *(Column(words("case.acknowledged"), 44), Column(words("case.replied"), 38)),
        *(Column(words("case.about"), 208, left=True), *_blanks()),
    )
    return Table(columns, rows, caption, least=_BY_HAND)


def _case(case: Case, day: date) -> tuple[Shown, ...]:
    about = words("separator").join(case.indicators)
    told = "\n".join(line for line in (about, *case.reasons, case.note) if line)
    return (
        case.number or words("none"),
        case.level.value,
        *(_day(case.issued, day), _day(case.due, day), _left(case, day)),
        *(words("done" if done else "waiting") for done in (case.acknowledged, case.replied)),
        told or words("none"),
    )


def _day(shown: date | None, day: date) -> str:
    """The day without its year where that is this year's."""
    if shown is None:
        return words("none")
    return chinese_date(shown) if shown.year != day.year else words("day", month=shown.month, day=shown.day)


def _left(case: Case, day: date) -> str:
    if case.due is None:
        return words("none")
    days = (case.due - day).days
    return words("today") if not days else words("due" if days > 0 else "late", days=abs(days))
