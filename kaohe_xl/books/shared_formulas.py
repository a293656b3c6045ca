"""Shared formulas whose master is overwritten: the next cell that shares it becomes the master."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import Splice, attributes, escape, opened, with_attribute
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.sheetxml import Master, Place, enclosing

Follower = tuple[Place, int, int, bytes]


def promoted(rows: SheetRows, masters: Iterable[Master], written: Collection[Place]) -> list[Splice]:
    """The splices that give each overwritten master's formula to the first follower that stays."""
    wanted = {master.index: master for master in masters}
    if not wanted:
        return []
    followers = _followers(rows, wanted, written)
    return [_heir(rows, wanted[index], found) for index, found in followers.items()]


def _followers(
    rows: SheetRows, indexes: Collection[str], written: Collection[Place]
) -> dict[str, list[Follower]]:
    """By shared index, the cells that stay: place, start and end of the formula, its start tag."""
    found: dict[str, list[Follower]] = {}
    for number in rows.index:
        row = rows.row(number)
        if row is None or b"shared" not in rows.part.data[row.tag.end() : row.content_end]:
            continue
        for cell in rows.cells(row):
            tag = rows.part.first(b"f", cell.tag.end(), cell.content_end)
            if tag is None or (cell.row, cell.column) in written:
                continue
            of = attributes(tag[0])
            if of.get("t") == "shared" and of.get("si") in indexes:
                end = rows.part.ends(tag, b"f")[1]
                found.setdefault(of["si"], []).append(((cell.row, cell.column), tag.start(), end, tag[0]))
    return found


def _heir(rows: SheetRows, master: Master, followers: Sequence[Follower]) -> Splice:
    from openpyxl.formula.translate import Translator

    place, start, end, tag = followers[0]
    moved = Translator("=" + master.text, origin=cell_name(*master.place))
    text = moved.translate_formula(cell_name(*place))[1:]
    area = enclosing([Area(row, column, row, column) for (row, column), *_ in followers])
    reference = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
    new = opened(with_attribute(tag, "ref", reference)) + escape(text)
    return start, end, new + b"</%sf>" % rows.part.prefix
