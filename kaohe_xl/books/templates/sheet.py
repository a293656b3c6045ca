"""A template's sheet, prepared once and filled many times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.templates.breaks import page_breaks
from kaohe_xl.books.templates.cells import ROW, StyleOf
from kaohe_xl.books.templates.grammar import Fields, Item, Link
from kaohe_xl.books.templates.moving import Moves
from kaohe_xl.books.templates.paper import SHRINKS, capacity, fits_width
from kaohe_xl.books.templates.rows import Row
from kaohe_xl.books.templates.tail import Tail

TALLEST = 409.0
_FORMULA = re.compile(r"(<f\b[^>]*>)(.*?)(</f>)(?:<v>.*?</v>)?", re.DOTALL)
_NOTHING: Item = {}


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


@dataclass(slots=True)
class _Laid:
    """The sheet's rows as they are laid out: (template row, item) of each, heights, links."""

    rows: list[tuple[Row, Item]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    links: list[tuple[str, Link]] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


class TemplateSheet:
    """The sheet cut into rows; `fill` joins them again."""

    def __init__(self, part: Markup, rows: Sequence[Row], merges: Sequence[Area], printed: Printed) -> None:
        data = part.first(b"sheetData")
        if data is None:
            raise part.damaged()
        self.part, self.rows, self.printed = part, rows, printed
        head = re.sub(rb"<dimension\b[^>]*/>", b"", part.data[: data.start()])
        self.head = head + b"<sheetData>"
        self.tail = Tail(part, part.ends(data, b"sheetData")[1])
        self.band = _band(rows, merges)
        self.lists = tuple(dict.fromkeys(name for row in rows for name in row.lists))
        self._blocks = self._cut()
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
        laid = self._lay(fields)
        texts = self._texts(laid, fields, style_of)
        breaks, is_shrunk = self._breaks(laid)
        moves = self._moves(laid)
        if any(row.formulas for row, _ in laid.rows):
            owns = self._owns(laid)
            texts = [_moved(text, moves, own) for text, own in zip(texts, owns, strict=True)]
        rows = "".join(texts).encode()
        numbers = [laid.numbers[place] - 1 for place in breaks]
        tail = self.tail.said(fields).joined(moves, numbers, laid.links, is_shrunk and self._fits)
        head = self.head if is_first else _not_in_front(self.head)
        last = laid.items[-1] if laid.items else len(laid.rows)
        return Filled(b"".join((head, rows, b"</sheetData>", tail)), moves, not breaks or last >= breaks[0])

    def _cut(self) -> list[tuple[bool, list[Row]]]:
        """Rows that repeat together, and those between."""
        blocks: list[tuple[bool, list[Row]]] = []
        for row in self.rows:
            is_band = self.band[0] <= row.number <= self.band[1]
            if not blocks or blocks[-1][0] is not is_band:
                blocks.append((is_band, []))
            blocks[-1][1].append(row)
        return blocks

    def _lay(self, fields: Fields) -> _Laid:
        """Which rows there are, under which numbers."""
        laid, shift = _Laid(), 0
        for is_band, rows in self._blocks:
            if is_band:
                found = fields.get(self.lists[0])
                following = rows[0].number + shift
                for item in found if isinstance(found, (list, tuple)) else ():
                    shown = [row for row in rows if all(one.holds(fields, item) for one in row.when)]
                    if shown:
                        laid.items.append(len(laid.rows))
                    laid.rows += [(row, item) for row in shown]
                    laid.numbers += range(following, following + len(shown))
                    following += len(shown)
                shift = following - rows[-1].number - 1
                continue
            for row in rows:
                if all(one.holds(fields, _NOTHING) for one in row.when):
                    laid.rows.append((row, _NOTHING))
                    laid.numbers.append(row.number + shift)
                else:
                    shift -= 1
        return laid

    def _texts(self, laid: _Laid, fields: Fields, style_of: StyleOf) -> list[str]:
        out: list[str] = []
        tall = laid.heights
        owed: dict[int, tuple[int, float]] = {}
        for place, (row, item) in enumerate(laid.rows):
            number = str(laid.numbers[place])
            needed, parts = row.height, []
            for part in row.parts:
                if isinstance(part, str):
                    parts.append(part)
                    continue
                xml, text, link = part.xml(fields, item, style_of)
                parts.append(xml)
                if link:
                    laid.links.append((part.column + number, link))
                if part.look.wraps and text:
                    high = part.height(text)
                    if part.below:
                        _owe(owed, (place, min(place + part.below, len(laid.rows) - 1)), high)
                    elif high > needed:
                        needed = high
            if place in owed:
                needed = max(needed, owed[place][1] - sum(tall[owed[place][0] :]))
            needed = round(min(needed, TALLEST), 2)
            tall.append(needed)
            size = (
                f' ht="{needed:g}" customHeight="1"' if row.is_set or len(row.parts) > 1 or row.slots else ""
            )
            out.append(f'<row r="{number}"{row.attributes}{size}>{"".join(parts)}</row>'.replace(ROW, number))
        return out

    def _breaks(self, laid: _Laid) -> tuple[tuple[int, ...], bool]:
        """Places of `laid.rows` that begin a page; whether all is printed on one page a little smaller."""
        last = self.printed.last or 1 << 20
        count = sum(1 for row, _ in laid.rows if row.number <= last)
        heights = laid.heights[:count]
        total = sum(heights)
        if total <= self._page or (self._fits and total <= self._page * SHRINKS):
            return (), total > self._page
        inner = {place + step for place in laid.items for step in range(len(self._band_rows) - 1)}
        keeps = [row.keep or place in inner for place, (row, _) in enumerate(laid.rows[:count])]
        first, end = self.printed.titles
        header = sum(row.height for row, _ in laid.rows if first <= row.number <= end)
        return page_breaks(heights, keeps, self._page, header, laid.items), False

    def _owns(self, laid: _Laid) -> list[Mapping[int, int]]:
        """For each row that is laid out, where the template rows of its own item stand."""
        out: list[Mapping[int, int]] = []
        starts, own = set(laid.items), dict[int, int]()
        for place, (row, _) in enumerate(laid.rows):
            is_band = self.band[0] <= row.number <= self.band[1]
            if place in starts or not is_band:
                own = {}
            if is_band:
                own[row.number] = laid.numbers[place]
            out.append(own)
        return out

    @property
    def _band_rows(self) -> list[Row]:
        return next((rows for is_band, rows in self._blocks if is_band), [])

    def _moves(self, laid: _Laid) -> Moves:
        places: dict[int, list[int]] = {}
        for (row, _), number in zip(laid.rows, laid.numbers, strict=True):
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


def _band(rows: Sequence[Row], merges: Sequence[Area]) -> tuple[int, int]:
    """The first and last row of what repeats, with the rows merged to them; (0, -1) for nothing."""
    shown = [row.number for row in rows if row.lists]
    if not shown:
        return 0, -1
    first, last = shown[0], shown[0]
    for number in shown:
        if number > last + 1:
            break
        last = number
    for area in merges:
        if area.top < area.bottom and first <= area.top <= last:
            last = max(last, area.bottom)
    return first, last


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
