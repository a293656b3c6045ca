"""The formulas of a workbook's sheets, read from their parts; sheets with too many of them are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from itertools import chain

from kaohe_xl.books.excerpts import LARGE
from kaohe_xl.books.formulas.cells import FormulaCell, Unplaced, formula_cells, has_formula
from kaohe_xl.books.formulas.vocabulary import KNOWN, function_name
from kaohe_xl.books.markup import text_of, with_attribute
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sharedstrings import without_comments
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.streaming import Head, NotStreamable, Rows, pieces, usual
from kaohe_xl.errors import BookError

MOST_FORMULAS = 250_000
MOST_FILLED = 1_000_000


class TooManyFormulas(Exception):
    """A sheet with more formulas than can be looked at in a few seconds, or with cells that have no place."""


def sheets_with_formulas(package: Package) -> list[Sheet]:
    """The sheets in whose parts something looks like a formula. Raises BookError for a damaged part."""
    found = []
    for sheet in package.sheets.values():
        mark = package.archive.mark(sheet.part)
        if mark in package.formula_free:
            continue
        if has_formula(package.archive.chunks(sheet.part)):
            found.append(sheet)
        elif mark:
            package.formula_free.add(mark)
    return found


def rows_of(package: Package, part: str) -> tuple[bytes, Iterable[bytes]]:
    """A sheet's namespace prefix, and its rows in pieces; big sheets aren't held. Raises BookError."""
    if package.archive.size(part) > LARGE:
        try:
            stream = usual(pieces(package.archive.chunks(part)))
            head = next(stream)
            assert isinstance(head, Head)
            return head.prefix, (piece.data for piece in stream if isinstance(piece, Rows))
        except NotStreamable:
            pass
    markup = package.markup(part)
    data = without_comments(markup)
    name = markup.prefix + b"sheetData"
    start, end = data.find(b"<" + name), data.rfind(b"</" + name)
    return markup.prefix, [data[start:end]] if 0 <= start < end else []


def formulas_of(package: Package, sheet: Sheet) -> list[FormulaCell]:
    """All formulas of a sheet. Raises TooManyFormulas, also for cells out of order, and BookError."""
    prefix, rows = rows_of(package, sheet.part)
    found: list[FormulaCell] = []
    filled = 0
    try:
        for data in rows:
            if data.count(b"<" + prefix + b"f") > 4 * MOST_FORMULAS:
                raise TooManyFormulas
            for cell in formula_cells(data, prefix):
                found.append(cell)
                if cell.area is not None:
                    area = cell.area
                    filled += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            if len(found) > MOST_FORMULAS or filled > MOST_FILLED:
                raise TooManyFormulas
    except Unplaced:
        return _walked(package, sheet)
    except NotStreamable as error:
        raise TooManyFormulas from error
    return found


def _walked(package: Package, sheet: Sheet) -> list[FormulaCell]:
    """The formulas of a sheet some of whose cells don't say where they are. Raises TooManyFormulas."""
    markup = package.markup(sheet.part)
    found: list[FormulaCell] = []
    try:
        rows = SheetRows(markup, sheet.name)
        for row in filter(None, map(rows.row, rows.index)):
            for cell in rows.cells(row):
                if markup.first(b"f", cell.tag.end(), cell.content_end) is None:
                    continue
                tag = with_attribute(cell.tag[0], "r", cell_name(cell.row, cell.column))
                found += formula_cells(tag + markup.data[cell.tag.end() : cell.end], markup.prefix)
    except (BookError, Unplaced) as error:
        raise TooManyFormulas from error
    if len(found) > MOST_FORMULAS:
        raise TooManyFormulas
    return found


def may_read(package: Package, sheet: Sheet, others: Set[str], names: Iterable[str]) -> bool:
    """Whether formulas of a sheet that weren't looked at one by one may read cells of `others`.

    They do where they mention one of these sheets, several sheets at once, a table, one of `names`, or a
    function that may read anything; and where that can't be told.
    """
    wanted = [name.replace("'", "''") for name in others] + list(names)
    parts = [*map(re.escape, wanted), r":[^<>!']{1,40}'?!", r"\["]
    pattern = re.compile("|".join(parts), re.IGNORECASE)
    prefix, rows = rows_of(package, sheet.part)
    try:
        for text in chain.from_iterable(_texts(data, prefix) for data in rows):
            if pattern.search(text):
                return True
            if any(function_name(name) not in KNOWN for name in set(_FUNCTION.findall(text))):
                return True
    except NotStreamable:
        return True
    return False


_FUNCTION = re.compile(r"((?:[^\W\d]|\\)[\w.\\]*)\(")


def _texts(data: bytes, prefix: bytes) -> Iterator[str]:
    """The formulas in a piece of a sheet, many of them joined."""
    p = re.escape(prefix)
    found = re.findall(b"<" + p + rb"f(?:\s[^>]*)?(?<!/)>([^<]*)</", data)
    for start in range(0, len(found), 10_000):
        yield text_of(b"\n".join(set(found[start : start + 10_000])))
