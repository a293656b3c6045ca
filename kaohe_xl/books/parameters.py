"""考核设置: every parameter that the office may set, each with the cell that sets it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from kaohe_xl.books.cells import shown
from kaohe_xl.books.confirmation import is_proposed
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.plain import compact
from kaohe_xl.books.settingvalues import NAMES, Name, Raw, a_year
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.messages import sentence

_BY_WORD = {word: name for name in NAMES for word in (name.name, *name.aliases)}
_MONTHS = frozenset(word for word, name in _BY_WORD.items() if name.name == "截至月份")
_BLANKS = frozenset({"", "—", "——", "-", "/"})


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of 考核设置."""

    word: str
    raw: Raw
    name_place: Cell
    place: Cell
    note: str = ""


@dataclass(slots=True)
class _Gathered:
    """What the rows have said so far."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Cell] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_settings(grid: Grid) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of the workbook, defaults where it says nothing, and what couldn't be read."""
    return settings_of(find_listings(grid))


def setting_named(text: str) -> Name | None:
    """The setting that a text of the column 名称 means."""
    return _BY_WORD.get(compact(text).rstrip(":"))


def is_settings(listing: Listing) -> bool:
    """Whether this list of names and values is 考核设置: by its title, or by a name in it."""
    if listing.kind is not Kind.SETTINGS:
        return False
    return listing.titled or any(
        compact(shown(listing.value(row, "name"))) in _BY_WORD for row in listing.rows
    )


def settings_of(listings: Iterable[Listing]) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings that these lists state; what waits to be confirmed states nothing."""
    rows = [row for listing in listings if is_settings(listing) for row in _rows(listing)]
    pending = [row for row in rows if is_proposed(row.note, row.raw.value)]
    rows = [row for row in rows if row not in pending]
    years = (a_year(row.raw) for row in rows if _is_year(row))
    year = next((year for year in years if year), None)
    gathered = _Gathered()
    if pending:
        words = {"count": len(pending), "names": "、".join(row.word for row in pending)}
        gathered.findings.append(finding("SETTINGS_PENDING", Severity.NOTE, pending[0].place, **words))
    # The date first: it goes before the month.
    for row in sorted(rows, key=lambda row: row.word in _MONTHS):
        _gather(row, year, gathered)
    _check_dates(gathered)
    _check_bounds(gathered)
    places = gathered.places
    if "截至月份" in places:
        places.setdefault("截至日期", places["截至月份"])
    return Settings(**gathered.values, places=places), tuple(gathered.findings)


def _is_year(row: _Row) -> bool:
    name = _BY_WORD.get(row.word)
    return name is not None and name.field == "year"


def _rows(listing: Listing) -> list[_Row]:
    return [
        _Row(
            compact(shown(listing.value(row, "name"))).rstrip(":"),
            Raw(listing.value(row, "value"), listing.is_percent(row, "value")),
            listing.place(row, "name"),
            listing.place(row, "value"),
            shown(listing.value(row, "note")),
        )
        for row in listing.rows
    ]


def _gather(row: _Row, year: int | None, gathered: _Gathered) -> None:
    """Take one row in, or say why not."""
    if row.raw.text in _BLANKS:
        return
    name = _BY_WORD.get(row.word)
    if name is None:
        gathered.findings.append(_unknown(row))
        return
    if name.name in gathered.places:
        words = {"name": name.name, "first": gathered.places[name.name]}
        gathered.findings.append(finding("DUPLICATE_SETTING", Severity.WARNING, row.place, **words))
        return
    gathered.places[name.name] = row.place
    if row.raw.text in name.off:
        return
    value = name.read(replace(row.raw, year=year))
    if value is None:
        words = {"name": name.name, "text": shown(row.raw.value), "allowed": name.allowed}
        gathered.findings.append(finding("MALFORMED_SETTING", Severity.ERROR, row.place, **words))
    elif name.field not in gathered.values:
        gathered.values[name.field] = value
    elif gathered.values[name.field] != value:
        _conflict(gathered, name, row.place)


def _unknown(row: _Row) -> Finding:
    if not row.word:
        return finding("SETTING_WITHOUT_NAME", Severity.WARNING, row.place, text=shown(row.raw.value))
    near = difflib.get_close_matches(row.word, _BY_WORD, n=1, cutoff=0.5)
    if not near:
        return finding("UNKNOWN_SETTING", Severity.WARNING, row.name_place, name=row.word)
    message, remedy = sentence("UNKNOWN_SETTING_NEAR", name=row.word, near=near[0])
    return Finding("UNKNOWN_SETTING", Severity.WARNING, row.name_place, message, remedy)


def _conflict(gathered: _Gathered, name: Name, place: Cell) -> None:
    """截至日期 and 截至月份 disagree: the date, read before, holds."""
    first = next(other.name for other in NAMES if other.field == name.field and other.name != name.name)
    words = {"name": name.name, "other": first, "kept": first}
    gathered.findings.append(finding("SETTINGS_DISAGREE", Severity.WARNING, place, **words))


def _check_dates(gathered: _Gathered) -> None:
    """考核年度 and the year of 截至日期 are the same; one supplies the other."""
    as_of, year = gathered.values.get("as_of"), gathered.values.get("year")
    if as_of is None:
        return
    if year is None:
        gathered.values["year"] = as_of.year
    elif year != as_of.year:
        place = gathered.places.get("截至日期") or gathered.places["截至月份"]
        words = {"name": "考核年度", "other": "截至日期", "kept": "截至日期"}
        gathered.findings.append(finding("SETTINGS_DISAGREE", Severity.WARNING, place, **words))


def _check_bounds(gathered: _Gathered) -> None:
    """黄灯下限 isn't above 绿灯下限; else both have their defaults."""
    values, default = gathered.values, Settings()
    green = values.get("green_from", default.green_from)
    amber = values.get("amber_from", default.amber_from)
    if amber <= green:
        return
    place = gathered.places.get("黄灯下限") or gathered.places["绿灯下限"]
    words = {"green": f"{green:f}", "amber": f"{amber:f}"}
    gathered.findings.append(finding("BOUNDS_CROSSED", Severity.ERROR, place, **words))
    values.pop("green_from", None)
    values.pop("amber_from", None)
