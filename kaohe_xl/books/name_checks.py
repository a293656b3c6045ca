"""Names held against each other: units against the 责任单位 table, and names from table to table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.books.attributes import units_in
from kaohe_xl.books.columns import Shape
from kaohe_xl.books.naming import Names
from kaohe_xl.books.near_names import nearest_indicator, nearest_unit
from kaohe_xl.books.reading import Study
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding

_OFFICES = ("lead", "owner", "partner")


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of one kind that one table uses, each with its first cell."""

    cells: Mapping[str, Cell]
    is_other: bool = False


def near_names(read: Study, names: Names, others: Iterable[tuple[str, Study]] = ()) -> Iterator[Finding]:
    """Units that aren't registered, and names of one table that are nearly those of another one.

    `others` are further workbooks: their names are held against those of this one.
    """
    by_roster = list(_unregistered(read, names))
    yield from by_roster
    books = [(table, "") for table in read.tables]
    books += [(table, book) for book, other in others for table in other.tables]
    indicators = [_Named(_indicators(table, names, book), bool(book)) for table, book in books]
    yield from _across(indicators, "INDICATOR_NAMES_NEAR", nearest_indicator)
    if not read.roster:
        units = [_Named(_units(table, names, book), bool(book)) for table, book in books]
        yield from _across(
            units, "UNIT_NAMES_NEAR", lambda name, known: nearest_unit(name, dict.fromkeys(known, ()))
        )


def _unregistered(read: Study, names: Names) -> Iterator[Finding]:
    """Units, assessed or answering for indicators, that the roster lacks, where it has most of them."""
    known = {unit.name: unit.aliases for unit in read.roster}
    if not known:
        return
    assessed: dict[str, Cell] = {}
    answering: dict[str, Cell] = {}
    for table in read.tables:
        for name, cell in _units(table, names).items():
            assessed.setdefault(name, cell)
        for name, cell in _offices(table, names):
            answering.setdefault(name, cell)
    for used in (assessed, answering):
        strangers = [name for name in used if name not in known]
        if len(strangers) * 2 > len(used):
            continue
        for name in strangers:
            near = nearest_unit(name, known)
            if near:
                yield finding("UNIT_NAME_NEAR", Severity.WARNING, used[name], name=name, near=near)
            else:
                yield finding("UNIT_NOT_REGISTERED", Severity.NOTE, used[name], name=name)


def _units(table: Table, names: Names, book: str = "") -> dict[str, Cell]:
    """The units that a table assesses."""
    return _named(table, "unit", table.shape is Shape.INDICATORS, names.unit, book)


def _indicators(table: Table, names: Names, book: str = "") -> dict[str, Cell]:
    """The indicators that a table has."""
    return _named(table, "indicator", table.shape is Shape.UNITS, names.find, book)


def _named(
    table: Table, key: str, is_across: bool, called: Callable[[str], str], book: str
) -> dict[str, Cell]:
    """What columns name, or rows in the column `key`, and where each first stands."""
    found: dict[str, Cell] = {}
    if is_across:
        for column in table.columns:
            if column.name:
                found.setdefault(called(column.name), _in(book, table.cell(table.box.bottom, column.index)))
    elif at := table.column(key):
        for row in table.rows:
            found.setdefault(called(getattr(row, key)), _in(book, table.cell(row.number, at.index)))
    return found


def _offices(table: Table, names: Names) -> Iterator[tuple[str, Cell]]:
    """The units that answer for the table's indicators."""
    for role in _OFFICES:
        column = table.column(role)
        if column is None or table.shape is Shape.UNITS:
            continue
        for row in table.rows:
            value = table.sheet.value(row.number, column.index)
            if isinstance(value, str):
                cell = table.cell(row.number, column.index)
                yield from ((names.unit(name), cell) for name in units_in(value))


def _in(book: str, cell: Cell) -> Cell:
    return Cell(f"[{book}]{cell.sheet}", cell.ref) if book else cell


def _across(
    tables: Sequence[_Named], code: str, nearest: Callable[[str, Sequence[str]], str]
) -> Iterator[Finding]:
    """Names of one table that are nearly those of a table about the same things, and stand nowhere else."""
    count: dict[str, int] = {}
    for table in tables:
        for name in table.cells:
            count[name] = count.get(name, 0) + 1
    told: set[frozenset[str]] = set()
    for number, table in enumerate(tables):
        alike = [(o, [name for name in o.cells if name not in table.cells]) for o in _alike(tables, number)]
        for name, cell in table.cells.items():
            if count[name] > 1:
                continue
            for other, strange in alike:
                near = nearest(name, strange)
                if not near or frozenset((name, near)) in told:
                    continue
                told.add(frozenset((name, near)))
                words = {"name": name, "near": near, "other": other.cells[near]}
                if table.is_other:
                    cell, words = other.cells[near], {"name": near, "near": name, "other": cell}
                yield finding(code, Severity.WARNING, cell, **words)
                break


def _alike(tables: Sequence[_Named], number: int) -> Iterator[_Named]:
    """The other tables that have at least half of this one's other names."""
    own = tables[number].cells
    for index, other in enumerate(tables):
        if index == number or (other.is_other and tables[number].is_other):
            continue
        shared = len(own.keys() & other.cells.keys())
        if shared and shared * 2 >= len(own) - 1:
            yield other
