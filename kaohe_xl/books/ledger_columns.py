"""Columns that a ledger of the office's own lacks, put at its right end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kaohe_xl.books.bound_lists import is_free
from kaohe_xl.books.grid import Area, Change, Style
from kaohe_xl.books.ledger import DATES
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import SHAPES, Kind
from kaohe_xl.books.looks import DATE, GENERAL
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence


@dataclass(frozen=True, slots=True)
class Wider:
    """The list with its new columns, what writes their headers and looks, and how wide they are."""

    listing: Listing
    changes: tuple[Change, ...]
    widths: Mapping[int, float]


def with_columns(listing: Listing, names: Iterable[str], widths: Mapping[str, float]) -> Wider:
    """The list with a column for each of these fields. Raises InputError where there is no room for them."""
    lacking = [name for name in dict.fromkeys(names) if name not in listing.columns]
    if not lacking:
        return Wider(listing, (), {})
    area = listing.area
    right = area.right + len(lacking)
    heads = {name: SHAPES[Kind.LEDGER].heads[name][0] for name in lacking}
    if not is_free(listing.block, Area(area.top, area.right + 1, area.bottom, right)):
        words = {"sheet": listing.sheet, "column": "、".join(heads.values())}
        raise InputError(*sentence("LEDGER_NO_COLUMN", **words))
    columns = {name: column for column, name in enumerate(lacking, area.right + 1)}
    wider = replace(listing, area=replace(area, right=right), columns={**listing.columns, **columns})
    changes = tuple(_new_cells(listing, columns, heads))
    return Wider(wider, changes, {column: widths[name] for name, column in columns.items()})


def _new_cells(listing: Listing, columns: Mapping[str, int], heads: Mapping[str, str]) -> Iterator[Change]:
    """Headers and blank cells that look like the last column's."""
    top, last = listing.area.top, listing.area.right
    for name, column in columns.items():
        yield Change(top, column, heads[name], None, Style((top, last)))
        code = DATE if name in DATES else GENERAL
        for row in listing.rows:
            yield Change(row, column, None, None, Style((row, last), code))
