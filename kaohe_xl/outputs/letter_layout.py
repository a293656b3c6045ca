"""A letter as lines with heights, and where its pages break. A4 upright, after GB/T 9704's letter form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kaohe_xl.outputs.letter_content import Content
from kaohe_xl.outputs.letter_table import COLUMNS, Row
from kaohe_xl.text_size import LINE, height, lines, width

MM = 72 / 25.4  # points
PIXEL = 0.75  # points

# Left and right as GB/T 9704 has them (the type area is 156 mm wide). A letter's issuer stands 30 mm below
# the edge of the paper, ink to edge. The foot is lower than the standard's, for the sake of the table.
MARGINS_MM = {"left": 28, "right": 26, "top": 28, "bottom": 22}
PAGE_WIDTH = (210 - 28 - 26) * MM
PAGE_HEIGHT = (297 - 28 - 22) * MM
SPARE = 0.975  # fonts and printers differ

TABLE_SIZE = 9.0
SLIP_SIZE = 10.5
TITLE_SIZE = 22.0
TALLEST = 409.0  # Excel's limit for a row
BODY_SIZES = ((16.0, 28.0), (15.0, 26.0), (14.0, 23.0))  # 三号, 小三, 四号; size and distance of lines

# Pixels; wide enough for the usual figures, all together as wide as the type area.
_WIDTHS = {
    "serial": 24,
    "indicator": 88,
    "measure": 38,
    "target": 46,
    "actual": 46,
    "completion": 43,
    "progress": 43,
    "ahead": 46,
    "rank": 38,
    "third_value": 46,
    "gap_to_third": 46,
    "light": 30,
    "patron": 46,
}
_WRAPPING = ("indicator", "measure", "light", "patron")
LAST = len(COLUMNS) - 1
NOTE_FROM = COLUMNS.index("measure")  # the line below an indicator begins under this column


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet, from column `first` on. `keep`: no page break between it and the next."""

    kind: str
    height: float
    text: str = ""
    row: Row | None = None
    size: float = TABLE_SIZE
    keep: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole sheet: lines, widths in pixels, breaks (before the line of that index), and whether
    the table's header (line `header`) is to be repeated on further pages."""

    lines: tuple[Line, ...]
    widths: tuple[int, ...]
    breaks: tuple[int, ...]
    header: int
    repeat: bool


def layout(content: Content) -> Layout:
    """The letter on one page if type of at least 四号 does it; else in 三号 on as many as it takes."""
    widths = _widths(content.rows)
    room = sum(widths) * PIXEL
    capacity = PAGE_HEIGHT * SPARE * max(1.0, room / PAGE_WIDTH)
    drafts = [tuple(_lines(content, widths, *body)) for body in BODY_SIZES]
    chosen = next((draft for draft in drafts if _total(draft) <= capacity), drafts[0])
    header = next(index for index, line in enumerate(chosen) if line.kind == "header")
    breaks = page_breaks(chosen, capacity, header)
    rows = [index for index, line in enumerate(chosen) if line.kind == "cells"]
    return Layout(chosen, widths, breaks, header, repeat=not breaks or rows[-1] >= breaks[0])


def _total(draft: Sequence[Line]) -> float:
    return sum(line.height for line in draft)


def _widths(rows: Sequence[Row]) -> tuple[int, ...]:
    """The usual widths, wider where a figure needs it: a number too wide for its cell shows as ####."""
    widths = []
    for place, column in enumerate(COLUMNS):
        needed = 0.0
        if column not in _WRAPPING:
            needed = max((width(row.cells[place].text, TABLE_SIZE) for row in rows), default=0) / PIXEL + 7
        widths.append(max(_WIDTHS[column], round(needed)))
    return tuple(widths)


def _lines(content: Content, widths: tuple[int, ...], size: float, pitch: float) -> Iterator[Line]:
    room = sum(widths) * PIXEL
    yield from _head(content, room, size, pitch)
    for paragraph in content.opening:
        yield _paragraph(paragraph, room, size, pitch)
    yield Line("space", 5, keep=True)
    yield Line("header", _header_height(content.headers, widths), keep=True)
    for row in content.rows:
        yield from _row(row, widths)
    yield from _tail(content, room, size, pitch)
    yield from _signature(content, widths, size, pitch)
    yield from _slip(content, widths, room)


def _head(content: Content, room: float, size: float, pitch: float) -> Iterator[Line]:
    if content.issuer:
        big = max(18.0, min(30.0, float(int(room * 0.9 / max(1, len(content.issuer))))))
        yield Line("issuer", height(content.issuer, big, room), content.issuer, size=big)
        yield Line("rule", 4.5)
    yield Line("number", pitch, content.number, size=size)
    yield Line("space", pitch * 0.4)
    joined = "".join(content.title)
    title = joined if lines(joined, TITLE_SIZE, room) == 1 else "\n".join(content.title)
    yield Line("title", height(title, TITLE_SIZE, room) + 4, title, size=TITLE_SIZE)
    yield Line("space", pitch * 0.4)
    yield _paragraph(content.addressee, room, size, pitch, kind="addressee")


def _paragraph(text: str, room: float, size: float, pitch: float, kind: str = "body") -> Line:
    indented = text if kind == "addressee" else f"　　{text}"
    # Excel sets the lines of a cell close; the distance of lines is kept between paragraphs.
    tall = (lines(indented, size, room) - 1) * LINE * size + pitch
    return Line(kind, _row_height(tall), indented, size=size)


def _row_height(points: float) -> float:
    return min(points, TALLEST)


def _header_height(headers: Sequence[str], widths: Sequence[int]) -> float:
    return max(height(text, TABLE_SIZE, wide * PIXEL) for text, wide in zip(headers, widths, strict=True)) + 3


def _row(row: Row, widths: tuple[int, ...]) -> Iterator[Line]:
    tall = {
        column: height(row.cells[place].text, TABLE_SIZE, widths[place] * PIXEL)
        for place, column in enumerate(COLUMNS)
        if column in _WRAPPING
    }
    name = tall.pop("indicator")
    first = _row_height(max(18.0, *tall.values()))
    note = height(row.note, TABLE_SIZE, sum(widths[NOTE_FROM:]) * PIXEL) + 2
    yield Line("cells", first, row=row, keep=True)
    yield Line("note", _row_height(max(note, name - first)), row.note, row=row)


def _tail(content: Content, room: float, size: float, pitch: float) -> Iterator[Line]:
    """What stands between table and slip; kept together, so that no signature stands alone on a page."""
    yield Line("space", 6, keep=True)
    for paragraph in content.closing:
        yield replace(_paragraph(paragraph, room, size, pitch), keep=True)
    yield replace(_paragraph(content.contact, room, size, pitch), keep=True)


def _signature(content: Content, widths: tuple[int, ...], size: float, pitch: float) -> Iterator[Line]:
    """Signature and date one below the other, at the right: in a block that holds the longer of both."""
    needed = max(width(content.signature, size), width(content.issued, size)) + 2 * size
    first = LAST
    while first > 0 and sum(widths[first:]) * PIXEL < needed:
        first -= 1
    yield Line("space", pitch * 0.6, keep=True)
    if content.signature:
        tall = _row_height(max(pitch, height(content.signature, size, sum(widths[first:]) * PIXEL)))
        yield Line("signature", tall, content.signature, size=size, keep=True, first=first)
    yield Line("date", pitch, content.issued, size=size, first=first)


def _slip(content: Content, widths: tuple[int, ...], room: float) -> Iterator[Line]:
    yield Line("cut", 18, keep=True)
    yield Line("slip_title", 25, size=15, keep=True)
    received = f"　　{content.slip.received}" if content.issuer == "" else content.slip.received
    yield Line("slip_text", height(received, SLIP_SIZE, room), received, size=SLIP_SIZE, keep=True)
    unit = height(content.slip.unit, SLIP_SIZE, sum(widths[3:7]) * PIXEL)
    yield Line("slip_unit", max(24.0, unit), content.slip.unit, size=SLIP_SIZE, keep=True)
    yield Line("slip_measures", 54, size=SLIP_SIZE, keep=True)
    yield Line("slip_head", 24, size=SLIP_SIZE)


def page_breaks(drawn: Sequence[Line], capacity: float, header: int) -> tuple[int, ...]:
    """Before which lines a page begins. What must be kept together is; the closing text never goes on a
    page with a repeated header and no row of the table: the last row goes with it."""
    groups = _groups(drawn)
    breaks = _greedy(drawn, groups, capacity, header)
    rows = [index for index, line in enumerate(drawn) if line.kind == "cells"]
    if not breaks or breaks[-1] <= rows[-1] or len(rows) < 2:
        return breaks
    room = capacity - drawn[header].height
    if sum(line.height for line in drawn[rows[-1] :]) > room:
        return breaks
    kept = [place for place in breaks if place < rows[-1]]
    return (*kept, rows[-1])


def _groups(drawn: Sequence[Line]) -> list[tuple[int, int]]:
    """Runs of lines (from, to) that are kept together."""
    groups, start = [], 0
    for index, line in enumerate(drawn):
        if not line.keep:
            groups.append((start, index + 1))
            start = index + 1
    return groups if start == len(drawn) else [*groups, (start, len(drawn))]


def _greedy(
    drawn: Sequence[Line], groups: Sequence[tuple[int, int]], capacity: float, header: int
) -> tuple[int, ...]:
    below = list(accumulate((line.height for line in drawn), initial=0.0))
    breaks: list[int] = []
    used = 0.0
    for start, end in groups:
        tall = below[end] - below[start]
        if used and used + tall > capacity:
            breaks.append(start)
            used = drawn[header].height if start > header else 0.0
        used += tall
    return tuple(breaks)
