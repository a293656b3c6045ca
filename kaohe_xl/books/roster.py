"""责任单位: the units by all their names, and whom to write to."""

from __future__ import annotations

from collections.abc import Iterable

from kaohe_xl.books.cells import shown
from kaohe_xl.books.grid import Grid, Value
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.plain import compact, several
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scheme import Unit

_BLANKS = frozenset(("", "—", "——", "-", "/", "无"))


def read_units(grid: Grid) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """The units of 责任单位 in its order, and what is wrong with its rows."""
    return units_of(find_listings(grid))


def units_of(listings: Iterable[Listing]) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """The units that these lists state; a name means one unit only, the first that claims it."""
    findings: list[Finding] = []
    units: dict[str, Unit] = {}
    for listing in listings:
        if listing.kind is not Kind.UNITS:
            continue
        for row in listing.rows:
            unit = _unit(listing, row)
            if not unit.name:
                findings.append(finding("UNIT_WITHOUT_NAME", Severity.WARNING, listing.place(row, "name")))
            elif (first := units.setdefault(compact(unit.name), unit)) is not unit:
                words = {"name": unit.name, "first": first.place}
                findings.append(finding("UNIT_TWICE", Severity.WARNING, unit.place, **words))
    findings += _shared_names(units.values())
    return tuple(units.values()), tuple(findings)


def _unit(listing: Listing, row: int) -> Unit:
    name = _text(listing.value(row, "name"))
    aliases = listing.value(row, "aliases")
    names = several(aliases) if isinstance(aliases, str) else several(shown(aliases))
    return Unit(
        name,
        _text(listing.value(row, "group")),
        tuple(alias for alias in names if compact(alias) not in _BLANKS and alias != name),
        _text(listing.value(row, "head")),
        _text(listing.value(row, "contact")),
        _text(listing.value(row, "phone")),
        listing.place(row, "name"),
    )


def _text(value: Value) -> str:
    text = shown(value)
    return "" if compact(text) in _BLANKS else text


def _shared_names(units: Iterable[Unit]) -> list[Finding]:
    """Aliases that are also another unit's name or alias."""
    findings: list[Finding] = []
    owners: dict[str, Unit] = {compact(unit.name): unit for unit in units}
    for unit in units:
        for alias in unit.aliases:
            owner = owners.setdefault(compact(alias), unit)
            if owner is not unit:
                words = {"name": alias, "first": owner.name, "second": unit.name}
                findings.append(finding("ALIAS_TWICE", Severity.WARNING, unit.place, **words))
    return findings
