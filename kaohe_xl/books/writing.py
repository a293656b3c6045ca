"""An assessment written into the office's own tables: Assessment -> Patch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.books import result_columns as words
from kaohe_xl.books.grid import Area, Block, Change, Grid, Patch, SheetPatch, Style, TextColour, Value
from kaohe_xl.books.headercells import is_key
from kaohe_xl.books.layout import ResultTable, TotalTable
from kaohe_xl.books.reading import Study
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.result_values import Result, entry_results, total_results
from kaohe_xl.domain.assessment import Assessment, Light
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal, half_up

# Fill and font of a light: the font keeps a contrast of more than 4.5 : 1 on its fill (WCAG 2.1, 1.4.3).
LIGHT_COLOURS: Mapping[Light, tuple[str, str]] = {
    Light.RED: ("FFC7CE", "9C0006"),
    Light.AMBER: ("FFEB9C", "7F4F00"),
    Light.GREEN: ("C6EFCE", "006100"),
}

_Table = ResultTable | TotalTable


@dataclass
class SheetChanges:
    """A sheet's part of the patch while it grows; `grown`: header row -> last column we added to it."""

    name: str
    block: Block
    changes: list[Change] = field(default_factory=list)
    colours: list[TextColour] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    grown: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ResultColumn:
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
    What was typed by hand stays where the program has no figures to compute it from.
    """
    settings = study.scheme.settings
    sheets: dict[str, SheetChanges] = {}
    entries = {(e.unit, e.indicator): e for e in assessment.entries}
    totals = {t.unit: t for t in assessment.totals}
    for table in study.results:
        part = sheets.setdefault(table.sheet, SheetChanges(table.sheet, grid.block(table.sheet)))
        for column in result_columns(table, part, study):
            results = entry_results(table, column.role, column.unit, entries, settings)
            _fill(part, table, column, tuple(results))
    for sums in study.totals:
        part = sheets.setdefault(sums.sheet, SheetChanges(sums.sheet, grid.block(sums.sheet)))
        for column in total_columns(sums, part):
            _fill(part, sums, column, tuple(total_results(sums, column.role, totals, settings)))
    _drop_known_colours(grid, sheets.values())
    patch = Patch(
        {
            name: SheetPatch(tuple(s.changes), tuple(s.colours), s.widths)
            for name, s in sheets.items()
            if s.changes or s.colours or s.widths
        }
    )
    return patch, tuple(found for part in sheets.values() for found in part.findings)


def light_colours(column: ResultColumn, rows: Sequence[int]) -> Iterator[TextColour]:
    """The colours of a column of lights, red first."""
    if column.role == "light" and rows:
        area = Area(min(rows), column.number, max(rows), column.number)
        for light, (fill, font) in LIGHT_COLOURS.items():
            yield TextColour(area, light.value, fill, font)


def _drop_known_colours(grid: Grid, sheets: Iterable[SheetChanges]) -> None:
    for part in sheets:
        known = set(grid.colours(part.name)) if part.colours else set()
        part.colours = [c for c in part.colours if c not in known]


def result_columns(table: ResultTable, part: SheetChanges, study: Study) -> Iterator[ResultColumn]:
    """The result columns that the table has, and new ones for what it lacks."""
    for role, number in table.columns.items():
        yield ResultColumn(number, role)
    for (unit, role), number in table.unit_columns.items():
        yield ResultColumn(number, role, unit)
    yield from _new_columns(table, part, tuple(_wanted(table, study)))


def _wanted(table: ResultTable, study: Study) -> Iterator[tuple[str, str, str]]:
    """Role, unit and header of each column that the table lacks and ought to have."""
    if _units_across(table, study):
        if not table.unit_columns:
            named = {row.indicator for row in table.rows}
            for unit in dict.fromkeys(r.unit for r in study.records if r.indicator in named):
                called = _called(table, study, unit)
                yield from ((role, unit, called + words.TITLES[role]) for role in words.PER_UNIT)
    elif table.extendable:
        roles = words.ESSENTIAL if table.columns else words.FULL
        yield from ((role, "", words.TITLES[role]) for role in roles if role not in table.columns)


def _called(table: ResultTable, study: Study, unit: str) -> str:
    """How the table itself names the unit: two names in one table would be two units."""
    for one in study.tables:
        if one.sheet.name == table.sheet and one.box.top == table.header_top and study.names is not None:
            return next((name for name in one.names() if study.names.unit(name) == unit), unit)
    return unit


def _units_across(table: ResultTable, study: Study) -> bool:
    """Whether each unit has its own columns: units stand across and none of them is ours."""
    return not (table.unit or study.scheme.settings.own_unit) and all(not row.unit for row in table.rows)


def total_columns(table: TotalTable, part: SheetChanges) -> Iterator[ResultColumn]:
    """The columns of sums that the table has; new ones where it has none."""
    for role, number in table.columns.items():
        yield ResultColumn(number, role)
    if not table.columns:
        yield from _new_columns(table, part, [(r, "", words.TOTAL_TITLES[r]) for r in words.TOTALS])


def _new_columns(
    table: _Table, part: SheetChanges, wanted: Sequence[tuple[str, str, str]]
) -> Iterator[ResultColumn]:
    """New columns right of the table, where they join it; else a finding: there is no room."""
    if not wanted:
        return
    first = max(table.right, part.grown.get(table.header_top, 0)) + 1
    obstacle = _gap(table, part.block, first)
    if obstacle:
        place = Cell(part.name, cell_name(table.header_top, obstacle))
        titles = "、".join(title for _, _, title in wanted)
        part.findings.append(finding("NO_ROOM_FOR_RESULTS", Severity.WARNING, place, titles=titles))
        return
    for offset, (role, unit, title) in enumerate(wanted):
        yield ResultColumn(first + offset, role, unit, title, is_new=True)
    part.grown[table.header_top] = first + len(wanted) - 1


def _gap(table: _Table, block: Block, first: int) -> int:
    """A column without header between the table and where its new columns would begin; 0 for none."""
    headed = {
        column
        for row in range(table.header_top, table.header_bottom + 1)
        for column in range(table.style_column, first)
        if block.at(row, column) not in (None, "")
    }
    for area in block.merged:
        if area.top <= table.header_bottom and area.bottom >= table.header_top:
            headed.update(range(area.left, area.right + 1))
    return next((c for c in range(table.style_column, first) if c not in headed), 0)


def _fill(part: SheetChanges, table: _Table, column: ResultColumn, results: Sequence[Result]) -> None:
    """One result column: its header where it is new, its values, its colours."""
    if column.is_new:
        make_column(part, table, column)
    covered = _covered(part.block, column.number)
    kept = []
    for result in results:
        place = (result.row, column.number)
        before = part.block.at(*place)
        if place in covered:
            continue
        if not result.known and before not in (None, "") and place not in part.block.formulas:
            kept.append(place)
            continue
        after, style = _presented(part, table, column, result)
        if place in part.block.formulas:
            if place not in part.block.stale and not _equal(before, after, _tolerance(column.role)):
                part.findings.append(_disagreement(part.name, place, before, after))
        elif style is not None or not _equal(before, after):
            part.changes.append(Change(*place, after, before, style))
    if kept:
        part.findings.append(_kept(part.name, kept))
    part.colours.extend(light_colours(column, [result.row for result in results]))


def _covered(block: Block, column: int) -> set[tuple[int, int]]:
    """Cells of the column that lie under a merged area's first cell: they hold nothing of their own."""
    return {
        (row, column)
        for area in block.merged
        if area.left <= column <= area.right
        for row in range(area.top, area.bottom + 1)
        if (row, column) != (area.top, area.left)
    }


def make_column(part: SheetChanges, table: _Table, column: ResultColumn) -> None:
    """The header of a new column, and its width."""
    titled = _title_row(part.block, table, column)
    for row in range(table.header_top, table.header_bottom + 1):
        text = column.title if row == titled else None
        style = Style((row, table.style_column))
        part.changes.append(Change(row, column.number, text, None, style))
    part.widths[column.number] = width_of(column.title)


def _title_row(block: Block, table: _Table, column: ResultColumn) -> int:
    """The header row for the title of a new column: the last one.

    For a unit's column it is that of the keys, where the word of a group before it isn't merged over its
    columns: another unit's name would seem to stand over the new column, too.
    """
    for row in range(table.header_top, table.header_bottom) if column.unit else ():
        merged = {c for a in block.merged if a.top <= row <= a.bottom for c in range(a.left, a.right + 1)}
        last = next((c for c in range(table.right, 0, -1) if block.at(row, c) or c in merged), 0)
        if last and last not in merged and any(is_key(block.at(row, c)) for c in range(1, last)):
            return row
    return table.header_bottom


def width_of(title: str) -> float:
    """How wide a new column is, in characters."""
    return max(8.0, 2.0 * len(title) + 2.0)


def _presented(
    part: SheetChanges, table: _Table, column: ResultColumn, result: Result
) -> tuple[Value, Style | None]:
    """The value as its cell shows it: a ratio is a percentage in a column that says %, else 0.0%."""
    wanted, value, place = words.FORMATS.get(column.role), result.value, (result.row, column.number)
    if column.is_new:
        return value, Style((result.row, table.style_column), wanted or "General")
    if not isinstance(value, float):
        return value, None
    if column.role == "ahead" and place in part.block.percents:
        return float(half_up(decimal(value) / 100, 4)), None
    if column.role not in words.RATIOS or place in part.block.percents:
        return value, None
    header = "".join(
        str(part.block.at(r, column.number) or "") for r in range(table.header_top, table.header_bottom + 1)
    )
    if "%" in header or "％" in header:
        return float(half_up(decimal(value) * 100, 2)), None
    return value, Style(place, wanted)


def _tolerance(role: str) -> Decimal:
    return Decimal("0.0005") if role in words.RATIOS else Decimal("0.005")


def _equal(before: Value, after: Value, tolerance: Decimal = Decimal(0)) -> bool:
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        return abs(decimal(before) - decimal(after)) <= tolerance
    return before == after or (before in (None, "") and after in (None, ""))


def _kept(sheet: str, places: Sequence[tuple[int, int]]) -> Finding:
    first = cell_name(*places[0])
    last = cell_name(*places[-1])
    ref = first if len(places) == 1 else f"{first}:{last}"
    return finding("RESULTS_KEPT", Severity.NOTE, Cell(sheet, ref), count=len(places))


def _disagreement(sheet: str, place: tuple[int, int], before: Value, after: Value) -> Finding:
    return finding(
        "FORMULA_DISAGREES",
        Severity.WARNING,
        Cell(sheet, cell_name(*place)),
        shown="空" if before is None else before,
        computed="空" if after is None else after,
    )
