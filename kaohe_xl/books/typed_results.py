"""Ranks and completions that somebody typed, held against what the figures give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kaohe_xl.books.cells import number, shown
from kaohe_xl.books.grid import Block, Grid, Value
from kaohe_xl.books.layout import ResultTable
from kaohe_xl.books.reading import Study
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.assessment import Assessment, Entry
from kaohe_xl.domain.consistency import whose
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal, percent, same
from kaohe_xl.domain.numbers import shown as figure
from kaohe_xl.domain.sums import decimals

_RANK = re.compile(r"(?:并列)?第?(\d{1,3})(?:名|位)?(?:并列)?(?:[/／]\d+)?(?:\(并列\)|（并列）)?")
_FEW = 5
_HUNDRED = Decimal(100)
_SEEN = Decimal("0.01")


def typed_results(grid: Grid, read: Study, assessment: Assessment) -> Iterator[Finding]:
    """Every rank and completion in result columns that is no formula and disagrees.

    A completion may be rounded or cut off at its last decimal (60.8 for 14/23). Where most of a column
    disagrees, it is said once: those are last month's results.
    """
    entries = {(entry.unit, entry.indicator): entry for entry in assessment.entries}
    for table in read.results:
        block = grid.block(table.sheet)
        columns = [(table.unit, role, column) for role, column in table.columns.items()]
        columns += [(unit, role, column) for (unit, role), column in table.unit_columns.items()]
        for unit, role, column in columns:
            if role in ("rank", "completion"):
                yield from _column(table, block, (unit, role, column), entries)


def _column(
    table: ResultTable, block: Block, column: tuple[str, str, int], entries: Mapping[tuple[str, str], Entry]
) -> Iterator[Finding]:
    """The findings on one column, or the one on all of it."""
    unit, role, index = column
    found, seen = [], 0
    for row in table.rows:
        entry = entries.get((unit or row.unit, row.indicator))
        value = block.at(row.row, index)
        if entry is None or value in (None, "") or (row.row, index) in block.formulas:
            continue
        seen += 1
        place = Cell(table.sheet, cell_name(row.row, index))
        in_percent = (row.row, index) in block.percents
        wrong = _rank(entry, value, place) if role == "rank" else _share(entry, value, in_percent, place)
        if wrong is not None:
            found.append(wrong)
    if len(found) > _FEW and len(found) * 2 > seen:
        texts = (block.at(r, index) for r in range(table.header_bottom, table.header_top - 1, -1))
        title = next((shown(text) for text in texts if text not in (None, "")), "")
        words = {"title": title, "count": len(found), "example": found[0].place}
        place = Cell(table.sheet, cell_name(table.header_bottom, index))
        yield finding("RESULTS_OUTDATED", Severity.NOTE, place, **words)
        return
    yield from found


def _rank(entry: Entry, value: Value, place: Cell) -> Finding | None:
    """The finding on a rank; none where the place fits, with ties counted one way or the other."""
    if entry.rank is None:
        return None
    match = _RANK.fullmatch("".join(shown(value).split()))
    if match is None or int(match[1]) in (entry.rank, entry.position):
        return None
    words = {"shown": shown(value), "computed": entry.rank, "of": entry.of}
    return finding(
        "RANK_DISAGREES", Severity.WARNING, place, whose=whose(entry.unit, entry.indicator), **words
    )


def _share(entry: Entry, value: Value, in_percent: bool, place: Cell) -> Finding | None:
    """The finding on a completion; one typed as 60.8 or 0.608 is the same."""
    if entry.completion is None or entry.actual is None or not entry.target:
        return None
    readings = list(_readings(value, in_percent))
    if not readings or any(_fits(one, step, entry.completion) for one, step in readings):
        return None
    said = f"{figure(decimal(value) * 100)}%" if in_percent and isinstance(value, float) else shown(value)
    words = {
        "whose": whose(entry.unit, entry.indicator),
        "shown": said,
        "computed": percent(entry.completion),
    }
    plain = entry.actual / entry.target
    if not same(plain, entry.completion) and any(_fits(one, step, plain) for one, step in readings):
        return finding("COMPLETION_OF_LOWER", Severity.NOTE, place, **words)
    words |= {"actual": figure(entry.actual), "target": figure(entry.target)}
    return finding("COMPLETION_DISAGREES", Severity.WARNING, place, **words)


def _readings(value: Value, in_percent: bool) -> Iterator[tuple[Decimal, Decimal]]:
    """What the cell may mean as a ratio, each with one step of its last decimal."""
    quantity = number(value, percent=in_percent)
    if quantity.value is None or quantity.problem:
        return
    ratio = quantity.value
    step = Decimal(1).scaleb(-decimals(ratio))
    if quantity.percent:
        yield ratio, min(step, _SEEN)
        return
    yield ratio, min(step, _SEEN)
    yield ratio / _HUNDRED, step / _HUNDRED


def _fits(typed: Decimal, step: Decimal, computed: Decimal) -> bool:
    """Whether the figure is the computed one, rounded or cut off at its last decimal."""
    return abs(typed - computed) < step
