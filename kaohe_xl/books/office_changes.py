"""What the office has put into the sheets that binding installed: what the program wouldn't write there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe_xl.books.bound_rows import Wanted, mapping_rows, rule_rows, setting_rows
from kaohe_xl.books.cells import shown
from kaohe_xl.books.confirmation import is_marked, is_proposed
from kaohe_xl.books.grid import Grid, Value
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.mapping import is_our_line
from kaohe_xl.books.over import Without
from kaohe_xl.books.parameters import setting_named
from kaohe_xl.books.plain import compact
from kaohe_xl.books.reading import Study, study
from kaohe_xl.books.recognised import recognised
from kaohe_xl.books.references import cell_name
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.messages import sentence

_LONGEST = 30
_NOTHING = Study(Scheme((), ()), ())
_RULE_FIELDS = ("points", "direction", "method", "parameters", "clause", "effective")


def office_changes(grid: Grid, listing: Listing, ours: Sequence[str]) -> Iterator[str]:
    """What in a list of ours the program wouldn't write there, in words with the cell.

    `ours` are all sheets of ours: what would be written is told from the others.
    """
    if listing.kind is Kind.SETTINGS:
        yield from _settings(listing)
    elif listing.kind is Kind.RULES:
        yield from _rules(listing, study(Without(grid, ours)))
    elif listing.kind is Kind.MAPPING:
        yield from _lines(listing, grid, study(Without(grid, ours)))
    yield from _outside(listing)


def _settings(listing: Listing) -> Iterator[str]:
    templates = {one.key[0]: one.template for one in setting_rows(_NOTHING)}
    for row in listing.rows:
        text, value = shown(listing.value(row, "name")), listing.value(row, "value")
        note, name = shown(listing.value(row, "note")), setting_named(text)
        is_blank = shown(value) == "" and name is not None
        is_explained = name is not None and (
            is_marked(note) or compact(note) == compact(templates[name.field])
        )
        if not (is_explained and (is_blank or is_proposed(note, value))):
            words = {"cell": listing.place(row, "value"), "name": text, "value": _short(value)}
            yield sentence("UNBIND_SETTING", **words)[0]


def _rules(listing: Listing, fresh: Study) -> Iterator[str]:
    find = fresh.names.find if fresh.names else str
    wanted: dict[tuple[str, str], list[Wanted]] = {}
    for one in rule_rows(fresh):
        wanted.setdefault((one.key[0], compact(one.key[1])), []).append(one)
    for row in listing.rows:
        indicator, unit = shown(listing.value(row, "indicator")), shown(listing.value(row, "unit"))
        known = wanted.get((find(indicator), compact(unit)), [])
        if not any(_is_as_wanted(listing, row, one.fields) for one in known):
            words = {"cell": listing.place(row, "indicator"), "indicator": indicator}
            yield sentence("UNBIND_RULE", **words)[0]


def _is_as_wanted(listing: Listing, row: int, fields: Mapping[str, Value]) -> bool:
    """Whether the row says what the program would write; an older proposal counts as its own."""
    note = shown(listing.value(row, "note"))
    for name in _RULE_FIELDS:
        value = listing.value(row, name)
        is_own = name == "direction" and is_proposed(note, value, "方向")
        if compact(shown(value)) != compact(shown(fields.get(name))) and not is_own:
            return False
    return True


def _lines(listing: Listing, grid: Grid, fresh: Study) -> Iterator[str]:
    seen = recognised(grid, fresh)
    wanted = {
        (str(one.fields["use"]), one.key[1], str(one.fields["column"] or ""))
        for one in mapping_rows(seen, (), grid.sheets)
    }
    sheets = {key[1] for key in wanted}
    for row in listing.rows:
        texts = [shown(listing.value(row, name)) for name in ("use", "sheet", "column")]
        note = shown(listing.value(row, "note"))
        is_own = is_our_line(note) and (tuple(texts) in wanted or texts[1] not in sheets)
        if not is_own or shown(listing.value(row, "book")):
            words = {"cell": listing.place(row, "use"), "use": texts[0]}
            yield sentence("UNBIND_LINE", **words)[0]


def _outside(listing: Listing) -> Iterator[str]:
    """What stands in the sheet beside title, header and rows."""
    rows = {1, listing.area.top, *listing.rows}
    columns = set(listing.columns.values())
    for number, values in enumerate(listing.block.values, 1):
        for column, value in enumerate(values, 1):
            is_known = number in rows and (number == 1 or column in columns)
            if value not in (None, "") and not is_known:
                place = f"{listing.sheet}!{cell_name(number, column)}"
                yield sentence("UNBIND_CELL", cell=place, text=_short(value))[0]


def _short(value: Value) -> str:
    text = shown(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
