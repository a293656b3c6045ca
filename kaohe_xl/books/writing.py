"""An assessment written into the office's own tables: Assessment -> Patch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.books import result_columns as words
from kaohe_xl.books.grid import (
    Area,
    Block,
    Change,
    Grid,
    Patch,
    SheetPatch,
    Style,
    TextColour,
    Value,
)
from kaohe_xl.books.layout import ResultTable, TotalTable
from kaohe_xl.books.reading import Study
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.assessment import Assessment, Entry, Light, Total
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal, half_up
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Settings

# Fill and font of a light: the font keeps a contrast of more than 4.5 : 1 on its fill (WCAG 2.1, 1.4.3).
LIGHT_COLOURS: Mapping[Light, tuple[str, str]] = {
    Light.RED: ("FFC7CE", "9C0006"),
    Light.AMBER: ("FFEB9C", "7F4F00"),
    Light.GREEN: ("C6EFCE", "006100"),
}


@dataclass
class _Sheet:
    """A sheet's part of the patch while it grows."""

    block: Block
    changes: list[Change] = field(default_factory=list)
    colours: list[TextColour] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    taken: int = 0


@dataclass(frozen=True, slots=True)
class _Column:
    """A result column: where it is, what it is for, whether it is ours to make."""

    number: int
    role: str
    unit: str = ""
    title: str = ""
    is_new: bool = False


def results_patch(grid: Grid, study: Study, assessment: Assessment) -> tuple[Patch, tuple[Finding, ...]]:
    """What `assessment` changes in the workbook, and what it found standing in the way.

    Only result columns are written: those that the tables have, or new ones right of the table.
    A formula of the office's is never overwritten: where its value disagrees, that is a Finding.
    """
    settings = study.scheme.settings
    sheets: dict[str, _Sheet] = {}
    findings: list[Finding] = []
    entries = {(e.unit, e.indicator): e for e in assessment.entries}
    totals = {t.unit: t for t in assessment.totals}

    def sheet(name: str) -> _Sheet:
        if name not in sheets:
            sheets[name] = _Sheet(grid.block(name))
        return sheets[name]

    extended = _extended(study.results)
    for table in study.results:
        part = sheet(table.sheet)
        for column in _result_columns(table, part, study, table in extended):
            _fill(part, table, column, _entry_values(table, column, entries, settings), findings)
    for total_table in study.totals:
        part = sheet(total_table.sheet)
        for column in _total_columns(total_table, part):
            _fill(part, total_table, column, _total_values(total_table, column, totals, settings), findings)
    _drop_known_colours(grid, sheets)
    patch = Patch(
        {
            name: SheetPatch(tuple(s.changes), tuple(s.colours), s.widths)
            for name, s in sheets.items()
            if s.changes or s.colours or s.widths
        }
    )
    return patch, tuple(findings)


def _drop_known_colours(grid: Grid, sheets: Mapping[str, _Sheet]) -> None:
    for name, part in sheets.items():
        known = set(grid.colours(name)) if part.colours else set()
        part.colours = [c for c in part.colours if c not in known]


def _extended(tables: Sequence[ResultTable]) -> list[ResultTable]:
    """The tables that may get new columns: each result is shown once, where the office shows results already."""
    extended = [table for table in tables if table.extendable and table.columns]
    shown = {(row.unit, row.indicator) for table in extended for row in table.rows}
    for table in tables:
        pairs = {(row.unit, row.indicator) for row in table.rows}
        if not table.columns and not pairs <= shown:
            extended.append(table)
            shown |= pairs
    return extended


def _result_columns(table: ResultTable, part: _Sheet, study: Study, may_grow: bool) -> Iterator[_Column]:
    for role, number in table.columns.items():
        yield _Column(number, role)
    for (unit, role), number in table.unit_columns.items():
        yield _Column(number, role, unit)
    wanted = list(_wanted(table, study)) if may_grow else []
    first = max(table.right, part.taken) + 1
    for offset, (role, unit, title) in enumerate(wanted):
        yield _Column(first + offset, role, unit, title, is_new=True)
    if wanted:
        part.taken = first + len(wanted) - 1


def _wanted(table: ResultTable, study: Study) -> Iterator[tuple[str, str, str]]:
    """Role, unit and header of each column that the table lacks and ought to have."""
    if _units_across(table, study):
        if not table.unit_columns:
            named = {row.indicator for row in table.rows}
            for unit in dict.fromkeys(r.unit for r in study.records if r.indicator in named):
                yield from ((role, unit, unit + words.TITLES[role]) for role in words.PER_UNIT)
    elif table.extendable:
        roles = words.ESSENTIAL if table.columns else words.FULL
        yield from ((role, "", words.TITLES[role]) for role in roles if role not in table.columns)


def _units_across(table: ResultTable, study: Study) -> bool:
    """Whether each unit has its own columns: units stand across and none of them is ours."""
    return not (table.unit or study.scheme.settings.own_unit) and all(not row.unit for row in table.rows)


def _total_columns(table: TotalTable, part: _Sheet) -> Iterator[_Column]:
    for role, number in table.columns.items():
        yield _Column(number, role)
    if table.columns:
        return
    first = max(table.right, part.taken) + 1
    for offset, role in enumerate(words.TOTALS):
        yield _Column(first + offset, role, "", words.TOTAL_TITLES[role], is_new=True)
    part.taken = first + len(words.TOTALS) - 1


_Values = Iterable[tuple[int, Value]]


def _entry_values(
    table: ResultTable, column: _Column, entries: Mapping[tuple[str, str], Entry], settings: Settings
) -> _Values:
    for row in table.rows:
        entry = entries.get((column.unit or row.unit, row.indicator))
        if entry is not None:
            yield row.row, _entry_value(entry, column.role, settings)


def _total_values(
    table: TotalTable, column: _Column, totals: Mapping[str, Total], settings: Settings
) -> _Values:
    for unit, row in table.rows.items():
        total = totals.get(unit)
        if total is not None:
            yield row, _total_value(total, column.role, settings)


def _rounded(value: Decimal | None, places: int) -> Value:
    return None if value is None else float(half_up(value, places))


def _entry_value(entry: Entry, role: str, settings: Settings) -> Value:
    values: dict[str, Callable[[], Value]] = {
        "completion": lambda: _rounded(entry.completion, 4),
        "progress": lambda: _rounded(entry.progress, 4) if entry.completion is not None else None,
        "ahead": lambda: _rounded(entry.ahead, 2),
        "rank": lambda: entry.rank,
        "third_value": lambda: None if entry.third_value is None else float(entry.third_value),
        "gap_to_third": lambda: None if entry.gap_to_third is None else float(entry.gap_to_third),
        "points": lambda: _rounded(entry.points, settings.points_decimals),
        "bonus": lambda: _rounded(entry.bonus or None, settings.points_decimals),
        "light": lambda: _light_word(entry),
    }
    return values[role]()


def _light_word(entry: Entry) -> str | None:
    if entry.light is not None:
        return entry.light.value
    return entry.missing.value if entry.missing is Missing.NOT_REPORTED and entry.target is not None else None


def _total_value(total: Total, role: str, settings: Settings) -> Value:
    if role in ("base", "bonus", "deduction", "total"):
        return _rounded(getattr(total, role), settings.points_decimals)
    return total.rank if role == "rank" else total.grade or None


def _fill(
    part: _Sheet,
    table: ResultTable | TotalTable,
    column: _Column,
    values: _Values,
    findings: list[Finding],
) -> None:
    """One result column: its header where it is new, its values, its colours."""
    if column.is_new:
        _make_column(part, table, column)
    rows = []
    covered = _covered(part.block, column.number)
    for row, value in values:
        rows.append(row)
        place = (row, column.number)
        if place in covered:
            continue
        before = part.block.at(*place)
        scaled, style = _presented(part, table, column, row, value)
        if place in part.block.formulas:
            if place not in part.block.stale and not _equal(before, scaled, _tolerance(column.role)):
                findings.append(_disagreement(table.sheet, place, before, scaled))
            continue
        if style is not None or not _equal(before, scaled):
            part.changes.append(Change(row, column.number, scaled, before, style))
    if column.role == "light" and rows:
        area = Area(min(rows), column.number, max(rows), column.number)
        for light, (fill, font) in LIGHT_COLOURS.items():
            part.colours.append(TextColour(area, light.value, fill, font))


def _covered(block: Block, column: int) -> set[tuple[int, int]]:
    """Cells of the column that lie under a merged area's first cell: they hold nothing of their own."""
    return {
        (row, column)
        for area in block.merged
        if area.left <= column <= area.right
        for row in range(area.top, area.bottom + 1)
        if (row, column) != (area.top, area.left)
    }


def _make_column(part: _Sheet, table: ResultTable | TotalTable, column: _Column) -> None:
    for row in range(table.header_top, table.header_bottom + 1):
        text = column.title if row == table.header_bottom else None
        style = Style((row, table.style_column))
        part.changes.append(Change(row, column.number, text, None, style))
    part.widths[column.number] = max(8.0, 2.0 * len(column.title) + 2.0)


def _presented(
    part: _Sheet, table: ResultTable | TotalTable, column: _Column, row: int, value: Value
) -> tuple[Value, Style | None]:
    """The value as its cell shows it: a ratio is a percentage in a column that says %, else 0.0%."""
    wanted = words.FORMATS.get(column.role)
    if column.is_new:
        return value, Style((row, table.style_column), wanted or "General")
    if column.role not in words.RATIOS or not isinstance(value, float):
        return value, None
    if (row, column.number) in part.block.percents:
        return value, None
    header = "".join(
        str(part.block.at(r, column.number) or "") for r in range(table.header_top, table.header_bottom + 1)
    )
    if "%" in header or "％" in header:
        return float(half_up(decimal(value) * 100, 2)), None
    return value, Style((row, column.number), wanted)


def _tolerance(role: str) -> Decimal:
    return Decimal("0.0005") if role in words.RATIOS else Decimal("0.005")


def _equal(before: Value, after: Value, tolerance: Decimal = Decimal(0)) -> bool:
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        return abs(decimal(before) - decimal(after)) <= tolerance
    return before == after or (before in (None, "") and after in (None, ""))


def _disagreement(sheet: str, place: tuple[int, int], before: Value, after: Value) -> Finding:
    return finding(
        "FORMULA_DISAGREES",
        Severity.WARNING,
        Cell(sheet, cell_name(*place)),
        shown="空" if before is None else before,
        computed="空" if after is None else after,
    )
