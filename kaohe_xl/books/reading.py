"""A workbook as the office keeps it, read: Grid -> Scheme, Records, and where results go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kaohe_xl.books.board_marks import without_boards
from kaohe_xl.books.columns import Known, Shape
from kaohe_xl.books.documented import with_documents
from kaohe_xl.books.forms import in_one_form
from kaohe_xl.books.gathering import Gathered, Gatherer
from kaohe_xl.books.giants import without_giants
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.layout import ResultTable, TotalTable, result_tables, total_tables
from kaohe_xl.books.mapped_grid import MappedGrid
from kaohe_xl.books.monthrows import latest, of_month
from kaohe_xl.books.namedcells import with_named_cells
from kaohe_xl.books.naming import Names
from kaohe_xl.books.ownership import about_owners, own_unit, owned
from kaohe_xl.books.periods import Choice, Period, choose, months_with_data, period_of
from kaohe_xl.books.picking import Picker
from kaohe_xl.books.quantities import Reader, ratios_among_points
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.remarks import about_columns, about_others, without_rows
from kaohe_xl.books.settings import Stated, read_stated
from kaohe_xl.books.tables import Table, frames, table
from kaohe_xl.books.words import tidy
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.readings import Record
from kaohe_xl.domain.scheme import Adjustment, Indicator, RuleText, Scheme, Settings, Unit, Veto

_OWN = "本单位"


@dataclass(frozen=True, slots=True)
class Study:
    """All that the workbook says. `results`, `totals`: where scores go; `findings`: what to look at.

    `tables` are those read, `left` those left alone because another one is the current one; `names` are how
    their units and indicators are called; `roster` the units of the 责任单位 table.
    """

    scheme: Scheme
    records: tuple[Record, ...]
    results: tuple[ResultTable, ...] = ()
    totals: tuple[TotalTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    left: tuple[Table, ...] = ()
    names: Names | None = None
    roster: tuple[Unit, ...] = ()


def study(grid: Grid, today: date | None = None, as_of: date | None = None) -> Study:
    """Everything in the workbook that the assessment needs; nothing is raised for the office's data.

    `today` supplies the year where neither settings nor titles name one; `as_of` goes before the day that
    the workbook states.
    """
    grid, giants = without_giants(grid)
    grid = without_boards(grid)
    stated = _stated(grid, as_of)
    mapped = MappedGrid(grid, stated.lines, stated.mapping_areas)
    choice = _chosen(mapped, stated)
    findings = [*giants, *stated.findings, *mapped.findings]
    findings += [*about_others(choice), *about_owners(choice.current)]
    findings += without_rows(grid, choice.current)
    settings, assumed = _dated(stated.settings, choice.current, today)
    current, left = of_month(choice.current, settings.as_of.month if settings.as_of else None)
    own, assumed_own = own_unit(grid, settings, current, stated)
    findings += [*assumed, *left, *assumed_own]
    names = Names(stated.units)
    names.learn(current)
    own = names.unit(own, settings.places.get(_OWN)) if own else ""
    gatherer = _gatherer(stated, settings, names, own)
    gathered = gatherer.gather(current)
    if not own and gatherer.own in gathered.units:
        own = gatherer.own
    records, mixed = in_one_form(gathered.records, gathered.indicators.values(), gatherer.reader.percents)
    findings += ratios_among_points(gathered.indicators.values(), records.values())
    findings += [*gatherer.reader.findings, *mixed, *about_columns(gatherer, current)]
    scheme = _scheme(stated, replace(settings, own_unit=own), gathered, names)
    scheme, counted_once = with_documents(scheme, stated.cases, names)
    findings += [*counted_once, *names.findings]
    ours = tuple(one for one in current if one.sheet.name in grid.sheets)
    results = result_tables(ours, names, own, settings.year)
    month = settings.as_of.month if settings.as_of else None
    totals = total_tables(ours, names, settings.year, month)
    left_alone = tuple(one for one, _, _ in choice.others)
    kept = (choice.current, left_alone, names, stated.units)
    return Study(scheme, tuple(records.values()), results, totals, tuple(findings), *kept)


def _stated(grid: Grid, as_of: date | None) -> Stated:
    """What the workbook states, as of that day where one is given."""
    stated = read_stated(grid)
    settings = with_named_cells(grid, stated.settings)
    return replace(stated, settings=settings if as_of is None else replace(settings, as_of=as_of))


def _chosen(grid: MappedGrid, stated: Stated) -> Choice:
    """The tables of the period, and those left alone."""
    year, as_of = stated.settings.year, stated.settings.as_of
    choice = choose(_tables(grid, stated), year, as_of.month if as_of else None)
    return replace(choice, current=owned(choice.current, stated))


def _gatherer(stated: Stated, settings: Settings, names: Names, own: str) -> Gatherer:
    return Gatherer(
        names,
        Picker(settings.as_of, settings.year),
        Reader(),
        own or names.unit(_OWN),
        frozenset(names.find(r.indicator) for r in stated.rules if "是否" in r.method),
        settings.year or (settings.as_of.year if settings.as_of else None),
        bool(own),
    )


def _tables(grid: MappedGrid, stated: Stated) -> tuple[Table, ...]:
    """The tables of figures; names found in some help to understand the others."""
    seen = tuple(frames(grid, stated.areas))
    units = {tidy(name) for unit in stated.units for name in (unit.name, *unit.aliases)}
    units |= {tidy(stated.settings.own_unit)} - {""}
    indicators = {tidy(rule.indicator) for rule in stated.rules}
    known = grid.knowing(Known(frozenset(units), frozenset(indicators)))
    first = [table(frame, known) for frame in seen]
    accepted = [one for one in first if one is not None]
    more = _names_in(accepted, known)
    if not any(one.rows and (one.names() or one.shape is not Shape.UNITS) for one in accepted):
        more = replace(more, lenient=True)
    again = (
        table(frame, more) if one is None or one.layout.strangers else one
        for frame, one in zip(seen, first, strict=True)
    )
    return tuple(one for one in again if one is not None)


def _names_in(found: Sequence[Table], known: Known) -> Known:
    """The names known, and those that these tables use."""
    units, indicators = set(known.units), set(known.indicators)
    for one in found:
        across = {tidy(name) for name in one.names()}
        if one.shape is Shape.INDICATORS:
            units |= across
        elif one.shape is Shape.UNITS:
            indicators |= across
        indicators |= {tidy(row.indicator) for row in one.rows if row.indicator}
        units |= {tidy(row.unit) for row in one.rows if row.unit}
    return replace(known, units=frozenset(units), indicators=frozenset(indicators))


def _dated(
    settings: Settings, found: Sequence[Table], today: date | None
) -> tuple[Settings, Iterable[Finding]]:
    """The settings with the assessed date where only titles tell it."""
    periods = [(period_of(one), one) for one in found]
    titled = [(p, one) for p, one in periods if p.month]
    if settings.as_of is not None:
        return replace(settings, year=settings.year or settings.as_of.year), _other_month(
            settings.as_of, titled
        )
    years = [p.year for p, _ in periods if p.year] or [c.year for one in found for c in one.columns if c.year]
    stated = settings.year or max(years, default=None)
    year = stated or (today.year if today else None)
    source, period = found[0] if found else None, Period(month=max(months_with_data(found), default=None))
    if (rows := latest(found)) and not titled:
        source, period = rows
    if titled:
        period, source = max(
            titled, key=lambda one: (one[0].year or year or 0, one[0].month or 0, one[0].day or 0)
        )
    as_of = period.last_day(year)
    if as_of is None or source is None:
        return replace(settings, year=stated), []
    words = {"as_of": as_of, "sheet": source.sheet.name}
    note = finding("AS_OF_ASSUMED", Severity.NOTE, Cell(source.sheet.name, "A1"), **words)
    return replace(settings, as_of=as_of, year=settings.year or as_of.year), [note]


def _other_month(as_of: date, titled: Sequence[tuple[Period, Table]]) -> Iterable[Finding]:
    """Titles that name another month than the settings."""
    for period, one in titled:
        if period.month != as_of.month or (period.year and period.year != as_of.year):
            words = {"sheet": one.sheet.name, "month": period.month, "as_of": as_of}
            place = Cell(one.sheet.name, cell_name(one.box.top, one.box.left))
            yield finding("PERIOD_DIFFERS", Severity.WARNING, place, **words)


def _scheme(stated: Stated, settings: Settings, gathered: Gathered, names: Names) -> Scheme:
    """The scheme: what settings sheets state goes before what tables say."""
    indicators = tuple(_with_names(one, names) for one in gathered.indicators.values())
    return Scheme(
        _units(stated.units, gathered),
        indicators,
        tuple(_rules(stated.rules, gathered.rules, names)),
        tuple(_named_adjustment(one, names) for one in stated.adjustments),
        tuple(_named_veto(one, names) for one in stated.vetoes),
        settings,
    )


def _with_names(one: Indicator, names: Names) -> Indicator:
    return replace(one, parent=names.find(one.parent) if one.parent else "")


def _units(roster: Sequence[Unit], gathered: Gathered) -> tuple[Unit, ...]:
    """The units of the roster first, then those that only tables name."""
    known = {unit.name for unit in roster}
    listed = [replace(unit, group=unit.group or gathered.groups.get(unit.name, "")) for unit in roster]
    listed += [
        Unit(name, gathered.groups.get(name, ""), place=place)
        for name, place in gathered.units.items()
        if name not in known
    ]
    return tuple(listed)


def _rules(rows: Sequence[RuleText], own: Sequence[RuleText], names: Names) -> Iterable[RuleText]:
    """The rules of 计分规则, then those of tables for indicators that it leaves out."""
    ruled = set()
    for rule in rows:
        name = names.find(rule.indicator)
        ruled.add(name)
        yield replace(rule, indicator=name, unit=names.unit(rule.unit, rule.place) if rule.unit else "")
    texts: dict[str, list[RuleText]] = {}
    for rule in own:
        texts.setdefault(rule.indicator, []).append(rule)
    for name, found in texts.items():
        if name in ruled:
            continue
        if len({(rule.method, rule.parameters) for rule in found}) == 1:
            yield replace(found[0], unit="")
        else:
            yield from found


def _named_adjustment(one: Adjustment, names: Names) -> Adjustment:
    indicator = names.find(one.indicator) if one.indicator else ""
    return replace(one, unit=names.unit(one.unit, one.place), indicator=indicator)


def _named_veto(one: Veto, names: Names) -> Veto:
    return replace(one, unit=names.unit(one.unit, one.place))
