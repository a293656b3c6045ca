"""Binding a workbook: the sheets, result columns and colours that it lacks, prefilled, as one patch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kaohe_xl.books.bound_lists import Put, put_rows
from kaohe_xl.books.bound_rows import mapping_rows, rule_rows, setting_rows
from kaohe_xl.books.grid import Change, Grid, NewSheet, Patch, SheetPatch
from kaohe_xl.books.installed_columns import Columns, MadeColumn, columns_patch
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.reading import Study
from kaohe_xl.books.recognised import Recognised, recognised, settings_listings
from kaohe_xl.books.references import column_name
from kaohe_xl.domain.findings import Finding
from kaohe_xl.messages import sentence

_KINDS = (Kind.SETTINGS, Kind.RULES, Kind.MAPPING)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was recognised, what binding changes, step by step in words, and what stood in the way."""

    seen: Recognised
    patch: Patch
    steps: tuple[str, ...]
    findings: tuple[Finding, ...]


def binding_plan(grid: Grid, study: Study) -> Plan:
    """What `study` found, and the patch that binds the workbook; an empty one where nothing is lacking."""
    seen = recognised(grid, study)
    columns = columns_patch(grid, study)
    listings = settings_listings(grid)
    find = study.names.find if study.names else str
    wanted = {
        Kind.SETTINGS: setting_rows(study),
        Kind.RULES: rule_rows(study),
        Kind.MAPPING: mapping_rows(seen, columns.columns, grid.sheets),
    }
    puts = [put_rows(grid, kind, tuple(wanted[kind]), listings, find) for kind in _KINDS]
    puts = [put for put in puts if put.new is None or put.added]
    steps = (*(step for put in puts for step in _list_steps(put)), *_column_steps(columns))
    return Plan(seen, _patch(columns, puts), steps, columns.findings)


def _patch(columns: Columns, puts: Iterable[Put]) -> Patch:
    sheets = dict(columns.patch.sheets)
    added: dict[str, NewSheet] = {}
    for put in puts:
        if put.new is not None:
            added[put.sheet] = put.new
        if put.changes:
            sheets[put.sheet] = _with(sheets.get(put.sheet, SheetPatch()), put.changes)
    return Patch(sheets, added)


def _with(part: SheetPatch, changes: tuple[Change, ...]) -> SheetPatch:
    return replace(part, changes=part.changes + changes)


def _list_steps(put: Put) -> Iterator[str]:
    """What happens to a list, in words."""
    words = {"sheet": put.sheet, "kind": put.kind.value}
    if put.new is not None:
        yield sentence("BIND_STEP_SHEET", count=put.added, **words)[0]
        return
    if put.added:
        yield sentence("BIND_STEP_ROWS", count=put.added, **words)[0]
    if put.updated:
        yield sentence("BIND_STEP_UPDATED", count=put.updated, **words)[0]
    if put.dropped:
        yield sentence("BIND_STEP_DROPPED", count=put.dropped, **words)[0]
    if put.no_room:
        yield sentence("BIND_STEP_NO_ROOM", count=put.no_room, **words)[0]


def _column_steps(columns: Columns) -> Iterator[str]:
    """What happens to the tables, in words."""
    by_sheet: dict[str, list[MadeColumn]] = {}
    for one in columns.columns:
        by_sheet.setdefault(one.sheet, []).append(one)
    for sheet, made in by_sheet.items():
        new = [one for one in made if one.is_new]
        if new:
            titles = "、".join(f"{one.title}（{column_name(one.number)}）" for one in new)
            yield sentence("BIND_STEP_COLUMNS", sheet=sheet, count=len(new), titles=titles)[0]
        lit = "、".join(dict.fromkeys(column_name(one.number) for one in made if one.colours))
        if lit:
            yield sentence("BIND_STEP_COLOURS", sheet=sheet, columns=lit)[0]
