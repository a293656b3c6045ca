"""Which of a template's rows repeat, for which list, and how they are laid out for given fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books.grid import Area
from kaohe_xl.books.templates.grammar import LINE, LINE_NUMBER, Fields, Item, Link
from kaohe_xl.books.templates.rows import Row

NOTHING: Item = {}


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring rows. `of`: the list for whose items they repeat; "" for rows that stand once."""

    of: str
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Laid:
    """The sheet's rows as they are laid out: (template row, item) of each, numbers, cells, heights, links.

    `spans` are the places of each item's rows, `titled` those of the list under the repeated header.
    A link says its column and its row's place; `copies` are the places of headers laid out again.
    """

    rows: list[tuple[Row, Item]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    links: list[tuple[str, int, Link]] = field(default_factory=list)
    spans: list[range] = field(default_factory=list)
    titled: list[range] = field(default_factory=list)
    copies: set[int] = field(default_factory=set)


def blocks_of(rows: Sequence[Row], merges: Sequence[Area]) -> tuple[Block, ...]:
    """The rows cut where another list begins or ends; rows merged to a repeating one repeat with it."""
    belongs: dict[int, str] = {}
    for row in rows:
        for name in row.lists[:1]:
            belongs[row.number] = name
    for area in merges:
        if area.top < area.bottom and area.top in belongs:
            for number in range(area.top + 1, area.bottom + 1):
                belongs[number] = belongs[area.top]
    cut: list[tuple[str, list[Row]]] = []
    for row in rows:
        of = belongs.get(row.number, "")
        if not cut or cut[-1][0] != of or (of and cut[-1][1][-1].number != row.number - 1):
            cut.append((of, []))
        cut[-1][1].append(row)
    return tuple(Block(of, tuple(found)) for of, found in cut)


def mixed(blocks: Sequence[Block]) -> tuple[int, str, str] | None:
    """The first row that asks for another list than the one that it repeats for, and both lists."""
    for block in blocks:
        for row in block.rows:
            for name in row.lists:
                if name != block.of:
                    return row.number, block.of, name
    return None


def items_of(fields: Fields, name: str) -> Sequence[Item]:
    """The items of a list; of a text its lines, numbered."""
    found = fields.get(name)
    if isinstance(found, (list, tuple)):
        return found
    if not isinstance(found, str):
        return ()
    lines = [line for line in found.splitlines() if line.strip()]
    return [{LINE_NUMBER: place, LINE: line} for place, line in enumerate(lines, 1)]


def lay(blocks: Sequence[Block], fields: Fields, titles: tuple[int, int]) -> Laid:
    """Which rows there are, under which numbers. `titles`: the template rows of the header."""
    laid, shift = Laid(), 0
    titled = next((one for one in blocks if one.of and one.rows[0].number > titles[1] > 0), None)
    for block in blocks:
        if not block.of:
            for row in block.rows:
                if all(one.holds(fields, NOTHING) for one in row.when):
                    laid.rows.append((row, NOTHING))
                    laid.numbers.append(row.number + shift)
                else:
                    shift -= 1
            continue
        following = block.rows[0].number + shift
        for item in items_of(fields, block.of):
            shown = [row for row in block.rows if all(one.holds(fields, item) for one in row.when)]
            span = range(len(laid.rows), len(laid.rows) + len(shown))
            if shown:
                laid.spans.append(span)
                if block is titled:
                    laid.titled.append(span)
            laid.rows += [(row, item) for row in shown]
            laid.numbers += range(following, following + len(shown))
            following += len(shown)
        shift = following - block.rows[-1].number - 1
    return laid


def owns(laid: Laid) -> list[Mapping[int, int]]:
    """For each row that is laid out, where the template rows of its own item stand."""
    out: list[Mapping[int, int]] = [{}] * len(laid.rows)
    for span in laid.spans:
        own = {laid.rows[place][0].number: laid.numbers[place] for place in span}
        for place in span:
            out[place] = own
    return out


def with_copies(laid: Laid, header: Sequence[int], breaks: Sequence[int]) -> tuple[int, ...]:
    """Lay the header out again where a page begins inside its list; returns the breaks' new places.

    `header` are the places of its rows.
    """
    order: list[int] = []
    begins: list[int] = []
    to: dict[int, int] = {}
    numbers: list[int] = []
    added = 0
    for place, number in enumerate(laid.numbers):
        if place in breaks:
            begins.append(len(order))
        if place in breaks and is_under(laid, place):
            laid.copies |= set(range(len(order), len(order) + len(header)))
            order += header
            numbers += range(number + added, number + added + len(header))
            added += len(header)
        to[place] = len(order)
        order.append(place)
        numbers.append(number + added)
    laid.rows = [laid.rows[place] for place in order]
    laid.cells = [laid.cells[place] for place in order]
    laid.heights = [laid.heights[place] for place in order]
    laid.numbers = numbers
    laid.links = [(column, to[place], link) for column, place, link in laid.links]
    laid.spans = [range(to[one.start], to[one.stop - 1] + 1) for one in laid.spans]
    return tuple(begins)


def is_under(laid: Laid, place: int) -> bool:
    """Whether a page that begins with this row goes on with the list under the repeated header."""
    return bool(laid.titled) and laid.titled[0].start < place < laid.titled[-1].stop
