"""What we put into a sheet taken out of it again: empty cells with their looks, colours, widths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe_xl.books.colouring import remaining
from kaohe_xl.books.conditional import text_colour_formats
from kaohe_xl.books.grid import Area, Undone
from kaohe_xl.books.markup import Markup, Splice, attributes, whole, with_attribute
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.sheetrows import CellElement, Row, SheetRows
from kaohe_xl.books.widths import narrowed
from kaohe_xl.errors import InputError

_SPAN_ROWS = 16


def take_out(package: Package, sheet: Sheet, undone: Undone) -> None:
    """Take it out of the sheet's part. Cells that hold something stay, as do other rules and widths."""
    if undone.is_empty:
        return
    for splices in (_cell_splices, _colour_splices, _width_splices):
        markup = package.markup(sheet.part)
        found = splices(package, sheet, markup, undone)
        if found:
            package.put(sheet.part, markup.spliced(found))


def _cell_splices(_: Package, sheet: Sheet, markup: Markup, undone: Undone) -> list[Splice]:
    """The splices that drop empty cells, and make rows and the sheet as wide as they are then."""
    if not undone.bare:
        return []
    rows = SheetRows(markup, sheet.name)
    splices: list[Splice] = []
    widest: dict[int, int] = {}
    gone: list[tuple[int, int]] = []
    touched: list[tuple[Row, list[CellElement]]] = []
    top, bottom = min(a.top for a in undone.bare), max(a.bottom for a in undone.bare)
    kept_right = kept_bottom = 0
    for number in rows.index:
        row = rows.row(number)
        assert row is not None  # it is in the index
        cells = list(rows.cells(row))
        dropped = [c for c in cells if top <= number <= bottom and _goes(markup, c, undone.bare)]
        left = max((c.column for c in cells if c not in dropped), default=0)
        block = (number - 1) // _SPAN_ROWS
        widest[block] = max(widest.get(block, 0), left)
        kept_right = max(kept_right, left)
        kept_bottom = number if left else kept_bottom
        gone += [(c.row, c.column) for c in dropped]
        if dropped:
            touched.append((row, dropped))
    for row, dropped in touched:
        splices += _row_splices(markup, row, dropped, widest[(row.number - 1) // _SPAN_ROWS])
    return [*splices, *_dimension(rows, gone, kept_bottom, kept_right)]


def _goes(markup: Markup, cell: CellElement, areas: Sequence[Area]) -> bool:
    """Whether a cell is empty and lies in one of the areas."""
    inside = any(a.top <= cell.row <= a.bottom and a.left <= cell.column <= a.right for a in areas)
    return inside and not markup.data[cell.tag.end() : cell.content_end].strip()


def _row_splices(markup: Markup, row: Row, dropped: Sequence[CellElement], widest: int) -> Iterator[Splice]:
    """A row without these cells; one that was made for them goes, one of its own stays, empty."""
    rest = markup.data[row.tag.end() : row.content_end]
    for cell in dropped:
        rest = rest.replace(markup.data[cell.tag.start() : cell.end], b"", 1)
    of = attributes(row.tag[0])
    if not rest.strip() and set(of) <= {"r"}:
        yield row.tag.start(), row.end, b""
        return
    tag = row.tag[0]
    low, _, high = of.get("spans", "").partition(":")
    if 0 <= whole(low, -1) <= widest < whole(high):
        tag = with_attribute(tag, "spans", f"{low}:{widest}")
    if not rest.strip():
        yield row.tag.start(), row.end, tag[:-1] + b"/>"
        return
    if tag != row.tag[0]:
        yield row.tag.start(), row.tag.end(), tag
    for cell in dropped:
        yield cell.tag.start(), cell.end, b""


def _dimension(rows: SheetRows, gone: Sequence[tuple[int, int]], bottom: int, right: int) -> list[Splice]:
    """The sheet's stated dimension, smaller where cells at its edge went."""
    tag = rows.part.first(b"dimension", 0, rows.data.start())
    if tag is None or not gone:
        return []
    try:
        old = area_of(attributes(tag[0]).get("ref", ""))
    except InputError:
        return []
    new_right = right if any(column == old.right for _, column in gone) else old.right
    new_bottom = bottom if any(row == old.bottom for row, _ in gone) else old.bottom
    new = Area(old.top, old.left, max(new_bottom, old.top), max(new_right, old.left))
    if new == old:
        return []
    first, last = cell_name(new.top, new.left), cell_name(new.bottom, new.right)
    text = first if first == last else f"{first}:{last}"
    return [(tag.start(), tag.end(), with_attribute(tag[0], "ref", text))]


def _colour_splices(package: Package, _: Sheet, markup: Markup, undone: Undone) -> list[Splice]:
    """The splices that make rules end on the areas of `undone`; one that has no area any more goes."""
    splices: list[Splice] = []
    for found in text_colour_formats(markup, package.styles):
        if found.has_others:
            continue
        areas = list(found.areas)
        for area in undone.colours:
            if found.rules == ((area.text, area.fill, area.font),):
                areas = remaining(areas, area.area)
        if not areas:
            splices.append((found.tag.start(), markup.ends(found.tag, b"conditionalFormatting")[1], b""))
        elif areas != list(found.areas):
            tag = with_attribute(found.tag[0], "sqref", " ".join(map(_reference, areas)))
            splices.append((found.tag.start(), found.tag.end(), tag))
    return splices


def _width_splices(_: Package, __: Sheet, markup: Markup, undone: Undone) -> list[Splice]:
    widths: Mapping[int, float] = undone.widths
    return narrowed(markup, widths) if widths else []


def _reference(area: Area) -> str:
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
