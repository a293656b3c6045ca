"""Everything that the settings sheets state, read in one pass over the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe_xl.books.events import adjustments_of, read_adjustments, read_vetoes, vetoes_of
from kaohe_xl.books.grid import Area, Grid
from kaohe_xl.books.ledger import ledger_of
from kaohe_xl.books.ledger_book import stated_ledger
from kaohe_xl.books.listings import find_listings, unrecognised
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.mapping import Line, lines_of
from kaohe_xl.books.parameters import is_settings, read_settings, settings_of
from kaohe_xl.books.roster import read_units, units_of
from kaohe_xl.books.rulesheet import read_rules, rules_of
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.ladder import workdays_of
from kaohe_xl.domain.scheme import Adjustment, RuleText, Settings, Unit, Veto
from kaohe_xl.domain.supervision import Case

__all__ = (
    "Stated",
    "read_adjustments",
    "read_rules",
    "read_settings",
    "read_stated",
    "read_units",
    "read_vetoes",
    "settings_sheets",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the workbook states besides figures; `areas` are where: no table of figures is there.

    `lines` are the rows of 表格对应, `mapping_areas` where it stands.
    """

    settings: Settings
    rules: tuple[RuleText, ...]
    adjustments: tuple[Adjustment, ...]
    vetoes: tuple[Veto, ...]
    units: tuple[Unit, ...]
    areas: tuple[tuple[str, Area], ...]
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...] = ()
    mapping_areas: tuple[tuple[str, Area], ...] = ()
    cases: tuple[Case, ...] = ()


def read_stated(grid: Grid) -> Stated:
    """Settings, rules, events and units of the workbook, with all their findings."""
    listings = [one for one in find_listings(grid) if one.kind is not Kind.SETTINGS or is_settings(one)]
    settings, on_settings = settings_of(listings)
    rules, on_rules = rules_of(listings)
    adjustments, on_adjustments = adjustments_of(listings, settings.year)
    vetoes, on_vetoes = vetoes_of(listings, settings.year)
    units, on_units = units_of(listings)
    unread = tuple(
        finding(
            "LIST_NOT_RECOGNISED",
            Severity.WARNING,
            Cell(sheet, "A1"),
            sheet=sheet,
            kind=kind,
            columns=columns,
        )
        for sheet, kind, columns in unrecognised(grid, listings)
    )
    lines, on_lines = lines_of(listings)
    findings = (*on_settings, *on_rules, *on_adjustments, *on_vetoes, *on_units, *on_lines, *unread)
    ledgers, on_book = stated_ledger(grid, settings, listings)
    ledger = ledger_of(ledgers, year=settings.year, workdays=workdays_of(settings))
    findings = (*findings, *on_book, *ledger.findings)
    areas = tuple((listing.sheet, listing.area) for listing in listings)
    mapped = tuple((one.sheet, one.area) for one in listings if one.kind is Kind.MAPPING)
    return Stated(settings, rules, adjustments, vetoes, units, areas, findings, lines, mapped, ledger.cases)


def settings_sheets(grid: Grid) -> frozenset[tuple[str, int, int]]:
    """Sheet, top and bottom row of every list that states rules rather than figures."""
    return frozenset((sheet, area.top, area.bottom) for sheet, area in read_stated(grid).areas)
