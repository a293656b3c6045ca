"""Figures that aren't final yet: 初步数, 快报数, 预计; in a cell, a remark, a header, a title or a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kaohe_xl.books.columns import Column, Shape
from kaohe_xl.books.naming import Names
from kaohe_xl.books.quantities import Manner, Reader
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import FIGURES
from kaohe_xl.books.words import tidy
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding

_IN_FIGURE = re.compile(r"初步|快报|预计|预估|预测|暂估|估计|估算|暂定|暂报|未核|待核|测算|推算|未审|待审")
_IN_WORDS = re.compile(
    r"(?:初步|快报|预计|预估|暂估|估计|估算|暂定|暂报|测算|推算)(?:核算|统计|测算|完成)?(?:数|值|数据|数字)|初步(?:核算|统计)|快报"
    r"|(?:未经|尚未|待|有待)(?:最终|最后)?(?:审核|核定|核实|审定|统计部门)"
)
_NEAR = 8
_LONGEST = 40


def provisional(tables: Iterable[Table], names: Names) -> Iterator[Finding]:
    """What the current tables call provisional: once a cell, a row, a column or a table."""
    reader = Reader()
    for table in tables:
        headers = {c.index for c in table.columns if c.role in FIGURES and _IN_FIGURE.search(c.header)}
        for index in sorted(headers):
            text = next(c.header for c in table.columns if c.index == index)
            place = table.cell(table.box.bottom, index)
            yield finding("PROVISIONAL_COLUMN", Severity.NOTE, place, text=text)
        yield from _in_words(table)
        remarks = table.all("remark")
        for row in table.rows:
            for column in table.columns:
                if column.role in ("actual", "target", "plan") and column.index not in headers:
                    name = column.name if table.shape is Shape.UNITS else row.indicator
                    yield from _figure(table, row.number, column, reader, names.find(name))
            for column in remarks:
                yield from _remark(table, row.number, column, names.find(row.indicator))


def _figure(table: Table, row: int, column: Column, reader: Reader, indicator: str) -> Iterator[Finding]:
    value = table.sheet.block.at(row + column.down, column.index)
    if not isinstance(value, str) or not _IN_FIGURE.search(value):
        return
    read = reader.figure(table, row, column, Manner(worded=True)).reading
    if read.value is not None:
        words = {"whose": f"“{indicator}”" if indicator else "", "text": _short(value)}
        yield finding("PROVISIONAL_FIGURE", Severity.NOTE, read.place, **words)


def _remark(table: Table, row: int, column: Column, indicator: str) -> Iterator[Finding]:
    value = table.sheet.block.at(row, column.index)
    if isinstance(value, str) and _IN_WORDS.search(tidy(value)):
        words = {"indicator": indicator, "text": _short(value)}
        yield finding("PROVISIONAL_ROW", Severity.NOTE, table.cell(row, column.index), **words)


def _in_words(table: Table) -> Iterator[Finding]:
    """The titles above the table and the notes below it."""
    first, last = max(table.box.top - _NEAR, 1), min(table.last + _NEAR, table.sheet.height)
    for row in (*range(first, table.box.top), *range(table.last + 1, last + 1)):
        for index, value in table.sheet.filled(row):
            if isinstance(value, str) and _IN_WORDS.search(tidy(value)):
                place: Cell = table.cell(row, index)
                yield finding("PROVISIONAL_TABLE", Severity.NOTE, place, text=_short(value))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
