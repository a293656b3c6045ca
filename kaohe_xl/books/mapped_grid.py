"""A workbook as 表格对应 has it read: other workbooks beside it, headers in our words where they aren't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kaohe_xl.books.columns import Known
from kaohe_xl.books.grid import Area, Block, Grid, Patch, Saved, TextColour
from kaohe_xl.books.header_search import Found, Headers
from kaohe_xl.books.headers import boxes
from kaohe_xl.books.mapping import Line
from kaohe_xl.books.over import GridOver
from kaohe_xl.books.plain import compact
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.stated_columns import StatedColumn
from kaohe_xl.books.words import names_other_list, role_of, word
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.errors import BookError, KaoheError

_BESIDE_THE_POINT = "备注"


class MappedGrid(GridOver):
    """A Grid over another one, for reading only. `stated`: what columns hold, by sheet; `findings`: which
    rows of 表格对应 can't be followed. Sheets of other workbooks come last, as `[市统计.xlsx]完成情况`.
    """

    def __init__(self, grid: Grid, lines: Sequence[Line], taken: Iterable[tuple[str, Area]] = ()) -> None:
        super().__init__(grid)
        self._taken = tuple(taken)
        self._beside: dict[str, tuple[Grid, str]] = {}
        self.findings: list[Finding] = []
        self.stated: dict[str, tuple[StatedColumn, ...]] = {}
        self._blocks: dict[str, Block] = {}
        by_sheet: dict[str, list[Line]] = {}
        for name, line in self._placed(lines):
            by_sheet.setdefault(name, []).append(line)
        for name, own in by_sheet.items():
            self._read(name, own)

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, those of other workbooks last."""
        return (*self._grid.sheets, *self._beside)

    def block(self, sheet: str) -> Block:
        """The sheet, its headers in our words. Raises InputError for an unknown one."""
        if sheet not in self._blocks:
            self._blocks[sheet] = self._source(sheet)
        return self._blocks[sheet]

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats of the sheet."""
        grid, name = self._beside.get(sheet, (self._grid, sheet))
        return grid.colours(name)

    def save(self, patch: Patch) -> Saved:
        """Nothing is ever written through what is only read."""
        raise NotImplementedError(str(patch.cells))

    def knowing(self, known: Known) -> Known:
        """The names known, with what is stated of columns."""
        return replace(known, stated=self.stated)

    def _source(self, sheet: str) -> Block:
        grid, name = self._beside.get(sheet, (self._grid, sheet))
        block = grid.block(name)
        own = [area for taken, area in self._taken if taken == sheet]
        return _without_rows(block, own) if own else block

    def _placed(self, lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
        """Each line with the sheet that it is about; those about all sheets once for each."""
        books: dict[str, Grid | None] = {}
        missing: set[tuple[str, str]] = set()
        for line in lines:
            grid = self._book(line, books)
            if grid is None:
                continue
            if line.is_alias:
                yield from ((name, line) for name in self._grid.sheets)
                continue
            names = [n for n in grid.sheets if not line.sheet or compact(n) == compact(line.sheet)]
            if not names and (line.book, line.sheet) not in missing:
                missing.add((line.book, line.sheet))
                words = {"sheet": line.sheet, "sheets": "、".join(grid.sheets), "book": grid.name}
                self.findings.append(finding("MAPPING_SHEET_UNKNOWN", Severity.WARNING, line.place, **words))
            for name in names:
                beside = f"[{line.book}]{name}"
                if grid is not self._grid:
                    self._beside.setdefault(beside, (grid, name))
                yield (name if grid is self._grid else beside), line

    def _book(self, line: Line, books: dict[str, Grid | None]) -> Grid | None:
        """The workbook that a line is about, opened once; None, and a finding, where it can't be."""
        if not line.book or compact(line.book) == compact(self._grid.name):
            return self._grid
        if line.book not in books:
            books[line.book] = self._opened(line)
        return books[line.book]

    def _opened(self, line: Line) -> Grid | None:
        from kaohe_xl.books.files import open_file

        folder = self._grid.path.parent if self._grid.path else Path()
        path = folder / line.book.replace("\\", "/")
        if not path.is_file():
            words = {"book": line.book, "path": path}
            self.findings.append(finding("MAPPING_BOOK_MISSING", Severity.ERROR, line.place, **words))
            return None
        try:
            return open_file(path)
        except KaoheError as error:
            words = {"book": line.book, "reason": str(error)}
            self.findings.append(finding("MAPPING_BOOK_UNREADABLE", Severity.ERROR, line.place, **words))
            return None

    def _read(self, name: str, lines: Sequence[Line]) -> None:
        """Take in what the lines say of a sheet."""
        try:
            block = self._source(name)
        except BookError as error:
            words = {"book": name, "reason": str(error)}
            place = lines[0].place
            self.findings.append(finding("MAPPING_BOOK_UNREADABLE", Severity.ERROR, place, **words))
            return
        if any(line.leaves_sheet for line in lines):
            self._blocks[name] = replace(block, values=())
            return
        sheet = Sheet(name, block)
        headers = Headers(sheet)
        stated: dict[tuple[int, int], StatedColumn] = {}
        for line in lines:
            for found in self._found(headers, line):
                for column in range(found.left, found.right + 1):
                    one = _stated(line, found, column)
                    stated.setdefault((one.row, one.index), one)
        self.stated[name] = tuple(stated.values())
        self._blocks[name] = _in_our_words(sheet, self.stated[name])

    def _found(self, headers: Headers, line: Line) -> tuple[Found, ...]:
        """Where the line's header stands; a finding where that isn't clear."""
        if line.is_alias:
            return tuple(Found(row, column, column) for row, column in headers.words(line.header))
        found = headers.places(line)
        if len(found) == 1 or (found and line.columns is None and len({f.row for f in found}) == 1):
            return found[:1] if line.columns else found
        code = "MAPPING_HEADER_TWICE" if found else "MAPPING_HEADER_MISSING"
        cells = "、".join(str(Cell(headers.sheet.name, f.name)) for f in found)
        words = {"sheet": headers.sheet.name, "header": line.header or line.word, "cells": cells}
        self.findings.append(finding(code, Severity.WARNING, line.place, **words))
        return ()


def _stated(line: Line, found: Found, column: int) -> StatedColumn:
    is_wide = found.left < found.right
    role = line.role or "remark"
    word_ = line.word if line.role else _BESIDE_THE_POINT
    return StatedColumn(found.row, column, role, word_, line.owner, line.measure, is_wide and not line.owner)


def _in_our_words(sheet: Sheet, stated: Sequence[StatedColumn]) -> Block:
    """The block with our words over columns that no header was seen for, so that one is seen."""
    if not stated:
        return sheet.block
    seen = list(boxes(sheet))
    unseen = [
        one
        for one in stated
        if not any(b.top <= one.row <= b.bottom and b.left <= one.index <= b.right for b in seen)
    ]
    wanted = {(one.row, one.index): one.word for one in unseen if _means_other(sheet, one)}
    rows = {one.row for one in stated}
    named = {(one.row, one.index) for one in stated}
    for row in rows:
        for column, value in sheet.filled(row):
            if (row, column) not in named and isinstance(value, str) and names_other_list(value):
                wanted[row, column] = _BESIDE_THE_POINT
    return _with(sheet.block, wanted) if wanted else sheet.block


def _means_other(sheet: Sheet, one: StatedColumn) -> bool:
    """Whether the header's own word isn't known for what the column holds."""
    text = sheet.text(one.row, one.index)
    return one.role not in (word(text).role, role_of(text)) and not one.named_above


def _with(block: Block, texts: dict[tuple[int, int], str]) -> Block:
    rows = [list(row) for row in block.values]
    for (row, column), text in texts.items():
        rows.extend([None] * len(rows[0]) for _ in range(row - len(rows)))
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = text
    width = max(map(len, rows))
    return replace(block, values=tuple((*row, *[None] * (width - len(row))) for row in rows))


def _without_rows(block: Block, areas: Sequence[Area]) -> Block:
    """The block with these areas' rows blank: 表格对应 itself is full of header words."""
    values = tuple(
        (None,) * len(row) if any(a.top <= number <= a.bottom for a in areas) else row
        for number, row in enumerate(block.values, 1)
    )
    return replace(block, values=values)
