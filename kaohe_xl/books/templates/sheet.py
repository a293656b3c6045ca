"""A template's sheet, prepared once and filled many times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.templates.bands import Laid, blocks_of, lay, owns, with_copies
from kaohe_xl.books.templates.breaks import page_breaks
from kaohe_xl.books.templates.cells import ROW, StyleOf
from kaohe_xl.books.templates.grammar import Fields
from kaohe_xl.books.templates.moving import Moves
from kaohe_xl.books.templates.paper import SHRINKS, capacity, fits_width
from kaohe_xl.books.templates.rows import Row
from kaohe_xl.books.templates.tail import Tail

TALLEST = 409.0
_FORMULA = re.compile(r"(<f\b[^>]*>)(.*?)(</f>)(?:<v>.*?</v>)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Printed:
    """What of the sheet is printed: its last row, the rows repeated on each page (0, 0 for none)."""

    last: int = 0
    titles: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled sheet: its XML, where its rows went, and whether its titles are to be repeated."""

    xml: bytes
    moves: Moves
    repeats: bool


@dataclass(frozen=True, slots=True)
class _Pages:
    """The places that begin a page; whether all is printed on one page, a little smaller.

    `repeats`: Excel repeats the header, `header` points high, on every page behind the first.
    """

    breaks: tuple[int, ...] = ()
    is_shrunk: bool = False
    repeats: bool = True
    header: float = 0.0


class TemplateSheet:
    """The sheet cut into rows; `fill` joins them again. `is_counted`: something calculates with its lists."""

    def __init__(self, part: Markup, rows: Sequence[Row], merges: Sequence[Area], printed: Printed) -> None:
        data = part.first(b"sheetData")
        if data is None:
            raise part.damaged()
        self.part, self.rows, self.printed = part, rows, printed
        head = re.sub(rb"<dimension\b[^>]*/>", b"", part.data[: data.start()])
        self.head = head + b"<sheetData>"
        self.tail = Tail(part, part.ends(data, b"sheetData")[1])
        self.blocks = blocks_of(rows, merges)
        self.is_counted = any(row.formulas for row in rows)
        self._page = 0.0
        self._fits = fits_width(part)
        self._merges = merges

    @property
    def has_formulas(self) -> bool:
        """Whether any cell calculates."""
        return any(row.formulas for row in self.rows)

    def set_page(self, wide: float) -> None:
        """The printed columns are `wide` points."""
        self._page = capacity(self.part, wide)

    def fill(self, fields: Fields, style_of: StyleOf, *, is_first: bool = True) -> Filled:
        """The sheet with `fields` filled in."""
        laid = lay(self.blocks, fields, self.printed.titles)
        self._fill_cells(laid, fields, style_of)
        pages = self._pages(laid)
        self._take_to_foot(laid, pages)
        moves = self._moves(laid)
        texts = [
            _row(row, number, tall, cells)
            for (row, _), number, tall, cells in zip(
                laid.rows, laid.numbers, laid.heights, laid.cells, strict=True
            )
        ]
        if any(row.formulas for row, _ in laid.rows):
            texts = [_moved(text, moves, own) for text, own in zip(texts, owns(laid), strict=True)]
        rows = "".join(texts).encode()
        links = [(f"{column}{laid.numbers[place]}", link) for column, place, link in laid.links]
        numbers = [laid.numbers[place] - 1 for place in pages.breaks]
        copied = self._copied_merges(laid)
        tail = self.tail.said(fields).joined(moves, numbers, links, copied, is_shrunk=pages.is_shrunk)
        head = self.head if is_first else _not_in_front(self.head)
        return Filled(b"".join((head, rows, b"</sheetData>", tail)), moves, pages.repeats)

    def _fill_cells(self, laid: Laid, fields: Fields, style_of: StyleOf) -> None:
        """Each row's cells, and the height that they need."""
        tall = laid.heights
        owed: dict[int, tuple[int, float]] = {}
        for place, (row, item) in enumerate(laid.rows):
            needed, parts = row.height, []
            for part in row.parts:
                if isinstance(part, str):
                    parts.append(part)
                    continue
                xml, text, link = part.xml(fields, item, style_of)
                parts.append(xml)
                if link:
                    laid.links.append((part.column, place, link))
                if part.look.wraps and text:
                    high = part.height(text)
                    if part.below:
                        _owe(owed, (place, min(place + part.below, len(laid.rows) - 1)), high)
                    elif high > needed:
                        needed = high
            if place in owed:
                needed = max(needed, owed[place][1] - sum(tall[owed[place][0] :]))
            tall.append(round(min(needed, TALLEST), 2))
            laid.cells.append("".join(parts))

    def _pages(self, laid: Laid) -> _Pages:
        """Where pages begin; the header is laid out again where its list goes on.

        A page behind the list would wear a header that Excel repeats. Where there is none, Excel does it;
        also where something calculates with the list: it would count headers among its items.
        """
        count = self._printed_rows(laid)
        total = sum(laid.heights[:count])
        first, end = self.printed.titles
        header = [place for place, (row, _) in enumerate(laid.rows) if first <= row.number <= end]
        if total <= self._page or (self._fits and total <= self._page * SHRINKS):
            return _Pages(is_shrunk=total > self._page, repeats=bool(header))
        inner = {place for span in laid.spans for place in span[:-1]}
        keeps = [row.keep or place in inner for place, (row, _) in enumerate(laid.rows[:count])]
        tall = sum(laid.heights[place] for place in header)
        listed = range(laid.titled[0].start + 1, laid.titled[-1].stop) if laid.titled else range(0)
        heights = laid.heights[:count]
        breaks = page_breaks(heights, keeps, self._page, tall, listed)
        if not any(place in listed for place in breaks):
            return _Pages(breaks, repeats=bool(header) and not any(block.of for block in self.blocks))
        if all(place in listed for place in breaks):
            return _Pages(breaks, header=tall)
        if self.is_counted:
            everywhere = range(listed.start, count)
            return _Pages(page_breaks(heights, keeps, self._page, tall, everywhere), header=tall)
        return _Pages(with_copies(laid, header, breaks), repeats=False)

    def _printed_rows(self, laid: Laid) -> int:
        last = self.printed.last or 1 << 20
        return sum(1 for row, _ in laid.rows if row.number <= last)

    def _take_to_foot(self, laid: Laid, pages: _Pages) -> None:
        """The row that stands for it takes what is left of the last page."""
        count = self._printed_rows(laid)
        start = pages.breaks[-1] if pages.breaks else 0
        feet = [place for place in range(start, count) if laid.rows[place][0].foot]
        if feet and not pages.is_shrunk:
            left = self._page - pages.header - sum(laid.heights[start:count])
            tall = min(laid.heights[feet[0]] + max(left, 0.0), TALLEST)
            laid.heights[feet[0]] = round(tall, 2)

    def _copied_merges(self, laid: Laid) -> list[str]:
        """The merges of headers that are laid out again."""
        if not laid.copies:
            return []
        first, end = self.printed.titles
        inside = [one for one in self._merges if first <= one.top and one.bottom <= end]
        out = []
        for place in sorted(laid.copies):
            moved = laid.numbers[place] - laid.rows[place][0].number
            for one in inside:
                if one.top == laid.rows[place][0].number:
                    top, bottom = one.top + moved, one.bottom + moved
                    out.append(f"{cell_name(top, one.left)}:{cell_name(bottom, one.right)}")
        return out

    def _moves(self, laid: Laid) -> Moves:
        places: dict[int, list[int]] = {}
        for place, ((row, _), number) in enumerate(zip(laid.rows, laid.numbers, strict=True)):
            if place not in laid.copies:
                places.setdefault(row.number, []).append(number)
        last = self.rows[-1].number if self.rows else 0
        known = {row.number for row in self.rows}
        shift = 0
        for number in range(1, last + 1):
            if number in places:
                shift = places[number][-1] - number
            elif number not in known:
                places[number] = [number + shift]
            else:
                shift -= 1
        return Moves(places, last, shift)


def _row(row: Row, number: int, tall: float, cells: str) -> str:
    is_sized = row.is_set or len(row.parts) > 1 or row.slots
    size = f' ht="{tall:g}" customHeight="1"' if is_sized else ""
    return f'<row r="{number}"{row.attributes}{size}>{cells}</row>'.replace(ROW, str(number))


def _owe(owed: dict[int, tuple[int, float]], rows: tuple[int, int], high: float) -> None:
    """The last row of a merge gets what its text needs beyond the rows above."""
    first, last = rows
    if last not in owed or owed[last][1] < high:
        owed[last] = (first, high)


def _moved(row: str, moves: Moves, own: Mapping[int, int]) -> str:
    """A row's formulas moved along, without their results."""
    if "<f" not in row:
        return row
    return _FORMULA.sub(lambda m: f"{m[1]}{moves.formula(m[2], own)}{m[3]}", row)


def _not_in_front(head: bytes) -> bytes:
    head = re.sub(rb'\stabSelected="[^"]*"', b"", head)
    return re.sub(rb'(<sheetPr\b[^>]*?)\scodeName="[^"]*"', rb"\1", head)
