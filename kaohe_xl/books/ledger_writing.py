"""督办台账, written: rows appended below the list, cells of a row filled in; nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from kaohe_xl.books.bound_lists import is_free
from kaohe_xl.books.grid import Area, Change, Grid, NewSheet, Patch, SheetPatch, Style, TextColour, Value
from kaohe_xl.books.ledger import DATES, Ledger
from kaohe_xl.books.ledger_columns import Wider, with_columns
from kaohe_xl.books.listings import Listing
from kaohe_xl.books.listshapes import SHAPES, Kind
from kaohe_xl.books.looks import DATE, GENERAL
from kaohe_xl.books.new_sheets import LINE, MOST_LINES, lines_of
from kaohe_xl.books.plain import compact
from kaohe_xl.domain.ledger import State, is_late, state_of
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.supervision import Case
from kaohe_xl.errors import InputError
from kaohe_xl.messages import message, sentence

FIELDS: Mapping[str, float] = {
    "number": 22.0,
    "level": 14.0,
    "unit": 16.0,
    "item": 22.0,
    "period": 9.0,
    "issued": 11.5,
    "deadline": 11.5,
    "status": 9.0,
    "acknowledged": 11.5,
    "replied": 11.5,
    "asked": 11.5,
    "extended": 11.5,
    "settled": 11.5,
    "outcome": 9.0,
    "written_off": 11.5,
    "evidence": 22.0,
    "points": 7.0,
    "reasons": 42.0,
    "exempt": 18.0,
    "note": 18.0,
}
_TOLD = ("status", "outcome")  # only where there is a column for them
_WRAPPED = ("item", "unit", "evidence", "reasons", "note", "exempt")
_HEADER, _LAST_COLOURED = 2, 2000
_OTHERS = 99
_COLOURS = {
    State.OVERDUE: ("FFC7CE", "9C0006"),
    State.DUE_SOON: ("FFEB9C", "7F4F00"),
    State.WRITTEN_OFF: ("C6EFCE", "006100"),
    State.SETTLED: ("C6EFCE", "006100"),
}


@dataclass(frozen=True, slots=True)
class View:
    """By which settings, and on which day, states are told."""

    settings: Settings
    today: date


@dataclass
class _Part:
    """What becomes of a sheet."""

    changes: list[Change] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    continued: list[Area] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    colours: list[TextColour] = field(default_factory=list)

    @property
    def patch(self) -> SheetPatch:
        """The same as a patch."""
        return SheetPatch(
            tuple(self.changes),
            tuple(self.colours),
            self.widths,
            continued=tuple(self.continued),
            heights=self.heights,
        )


def ledger_patch(ledger: Ledger, updated: Mapping[int, Case], new: Sequence[Case], view: View) -> Patch:
    """What enters `new` cases and what became of others (by their place in the ledger) into the workbook.

    The states of all rows are brought up to date, and coloured. A list that lacks a column for what is
    entered gets it. Raises InputError where a list lacks room.
    """
    parts: dict[str, _Part] = {}
    wider = _widened(ledger, updated, new, view)
    for one in wider.values():
        part = parts.setdefault(one.listing.sheet, _Part())
        part.changes += one.changes
        part.widths |= one.widths
        if (column := one.listing.columns.get("status")) is not None:
            part.colours += _colours(one.listing.area.top + 1, column)
    for index, (case, (listing, row)) in enumerate(zip(ledger.cases, ledger.rows, strict=True)):
        after = updated.get(index, case)
        part = parts.setdefault(listing.sheet, _Part())
        part.changes += _updates(wider[_key(listing)].listing, row, (case, after), view)
    if new and ledger.listings:
        listing = ledger.listings[0]
        part, wide = parts.setdefault(listing.sheet, _Part()), wider[_key(listing)].listing
        part.changes += _appended(wide, new, view)
        last = max(listing.rows, default=listing.area.top)
        part.continued.append(Area(last + 1, wide.area.left, last + len(new), wide.area.right))
        part.heights |= _heights(listing, last + 1, new, view)
    return Patch({name: part.patch for name, part in parts.items() if part.changes})


def _colours(top: int, column: int) -> tuple[TextColour, ...]:
    """What colours the states below a header."""
    area = Area(top, column, _LAST_COLOURED, column)
    return tuple(TextColour(area, state.value, *colour) for state, colour in _COLOURS.items())


def _widened(
    ledger: Ledger, updated: Mapping[int, Case], new: Sequence[Case], view: View
) -> dict[tuple[str, int], Wider]:
    """Every list with the columns that it needs for what is entered into it."""
    needed: dict[tuple[str, int], list[str]] = {_key(one): [] for one in ledger.listings}
    for index, after in updated.items():
        before = ledger.cases[index]
        told = [name for name in FIELDS if _value(before, name, view) != _value(after, name, view)]
        needed[_key(ledger.rows[index][0])] += [name for name in told if name not in _TOLD]
    if new and ledger.listings:
        told = [name for name in FIELDS for case in new if _value(case, name, view) is not None]
        needed[_key(ledger.listings[0])] += [name for name in told if name != "outcome"]
    return {_key(one): with_columns(one, needed[_key(one)], FIELDS) for one in ledger.listings}


def _key(listing: Listing) -> tuple[str, int]:
    return listing.sheet, listing.area.top


def _heights(listing: Listing, first: int, cases: Sequence[Case], view: View) -> dict[int, float]:
    """How high new rows are whose texts wrap; only in our own sheet do we know which do."""
    if listing.block.at(1, 1) != message("LEDGER_TITLE"):
        return {}
    found: dict[int, float] = {}
    for row, case in enumerate(cases, first):
        texts = ((name, _value(case, name, view)) for name in _WRAPPED)
        lines = (lines_of(text, FIELDS[name]) for name, text in texts if isinstance(text, str))
        found[row] = LINE * min(max(lines, default=1), MOST_LINES)
    return found


def new_ledger(grid: Grid, cases: Sequence[Case], view: View) -> Patch:
    """What puts a sheet 督办台账 with these cases into the workbook."""
    names = list(FIELDS)
    heads = tuple(SHAPES[Kind.LEDGER].heads[name][0] for name in names)
    rows = tuple(tuple(_value(case, name, view) for name in names) for case in cases)
    title: tuple[Value, ...] = (message("LEDGER_TITLE"),)
    wrapped = frozenset(names.index(name) + 1 for name in _WRAPPED)
    sheet = NewSheet((title, heads, *rows), _HEADER, tuple(FIELDS.values()), wrapped)
    colours = _colours(_HEADER + 1, names.index("status") + 1)
    taken = {name.casefold() for name in grid.sheets}
    usual = (Kind.LEDGER.value, *(f"{Kind.LEDGER.value}{number}" for number in range(2, _OTHERS)))
    name = next(name for name in usual if name not in taken)
    return Patch({name: SheetPatch(colours=colours)}, {name: sheet})


def _updates(listing: Listing, row: int, cases: tuple[Case, Case], view: View) -> Iterator[Change]:
    before, after = cases
    for name in FIELDS:
        if name not in listing.columns:
            continue
        old, new = _value(before, name, view), _value(after, name, view)
        if name == "status":
            old = listing.value(row, name)
        if old == new or (name == "outcome" and before.settled == after.settled):
            continue
        place = listing.anchors.get((row, listing.columns[name]), (row, listing.columns[name]))
        if place in listing.block.formulas:
            continue
        style = Style(place, DATE) if isinstance(new, datetime) else None
        yield Change(*place, new, listing.block.at(*place), style)


def _appended(listing: Listing, cases: Sequence[Case], view: View) -> Iterator[Change]:
    """Rows under the last one, looking like it."""
    area, last = listing.area, max(listing.rows, default=listing.area.top)
    if not is_free(listing.block, Area(last + 1, area.left, last + len(cases), area.right)):
        raise InputError(*sentence("LEDGER_NO_ROOM", sheet=listing.sheet))
    columns = {column: name for name, column in listing.columns.items()}
    counted = _counted(listing, last)
    for row, case in enumerate(cases, last + 1):
        for column in range(area.left, area.right + 1):
            value = _value(case, columns[column], view) if column in columns else None
            if counted and column == counted[0]:
                value = counted[1] + row - last
            if value is None and not listing.rows:
                continue
            code = DATE if columns.get(column) in DATES else GENERAL
            style = Style((last, column), code) if listing.rows else Style((row, column), code)
            yield Change(row, column, value, None, style)


def _counted(listing: Listing, last: int) -> tuple[int, int] | None:
    """The column that numbers the rows (序号) and the last one's number, where that is a whole one."""
    block, area = listing.block, listing.area
    for column in range(area.left, area.right + 1):
        if compact(str(block.at(area.top, column) or "")) == "序号":
            value = block.at(last, column)
            if (last, column) in block.formulas or isinstance(value, bool):
                return None
            return (column, int(value)) if isinstance(value, int | float) and value == int(value) else None
    return None


def _value(case: Case, name: str, view: View) -> Value:
    """What the case's field shows in the sheet."""
    if name in DATES:
        day: date | None = getattr(case, name)
        return None if day is None else datetime.combine(day, time())
    if name == "status":
        return state_of(case, view.today, view.settings).value
    if name == "outcome":
        late = case.settled is not None and is_late(case, case.settled)
        return message("LEDGER_LATE" if late else "LEDGER_IN_TIME") if case.settled else None
    texts: Mapping[str, Value] = {
        "number": case.number,
        "level": case.level.value,
        "unit": "、".join(case.units),
        "item": "\n".join(case.indicators),
        "period": case.period,
        "evidence": case.evidence,
        "points": None if case.points is None else float(case.points),
        "reasons": "\n".join(case.reasons),
        "exempt": case.exempt,
        "note": case.note,
    }
    return texts[name] or None
