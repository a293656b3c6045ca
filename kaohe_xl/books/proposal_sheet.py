"""督办建议: what the ladder proposes, for a person to tick and to fill in; what he typed stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from kaohe_xl.books.cells import shown
from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import Area, Change, Choices, Grid, NewSheet, Patch, Value
from kaohe_xl.books.ladder_settings import level_named
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import SHAPES, Kind
from kaohe_xl.books.plain import compact, several
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.ladder import Proposal
from kaohe_xl.domain.supervision import Level
from kaohe_xl.messages import message

TYPED = ("责任领导", "督办人", "签发人", "约谈时间", "约谈地点", "谈话人", "阶段目标", "整改要求", "备注")
_FIELDS = ("tick", "level", "unit", "item", "period", "reasons", "deadline")
_WIDTHS = (10.0, 14.0, 18.0, 24.0, 9.0, 50.0, 11.5)
_TYPED_WIDTH = 14.0
_HEADER = 2
_MARKS = frozenset("√✓✔☑vVxX×1发是yY")
_OTHERS = 99
_TITLE = "督办建议:"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands. `typed`: title -> what the office typed in its columns; `tick` as it stands."""

    tick: str
    level: str
    units: tuple[str, ...]
    indicator: str
    period: str
    reasons: tuple[str, ...] = ()
    deadline: date | None = None
    typed: tuple[tuple[str, Value], ...] = ()
    place: Cell | None = None
    mark: tuple[str, int, int] | None = None

    @property
    def is_ticked(self) -> bool:
        """Whether it is to be issued."""
        return compact(self.tick) in _MARKS

    @property
    def is_issued(self) -> bool:
        """Whether it was."""
        return compact(self.tick).startswith("已发")

    @property
    def rung(self) -> Level | None:
        """The level, None for a word that isn't one."""
        return level_named(self.level)

    @property
    def key(self) -> tuple[object, ...]:
        """What it is about."""
        return frozenset(self.units), self.indicator

    @property
    def fields(self) -> Mapping[str, str]:
        """What the office typed, as text."""
        return {title: _text(value) for title, value in self.typed if _text(value)}


def read_rows(grid: Grid) -> tuple[Row, ...]:
    """The rows of the sheet, blank without one."""
    return tuple(row for listing in _listings(grid) for row in _rows(listing))


def proposals_patch(grid: Grid, found: Sequence[Proposal], period: str) -> tuple[Patch, tuple[Row, ...]]:
    """The sheet made anew, and the ticks that fell away because another level is proposed now."""
    old = {row.key: row for row in read_rows(grid)}
    typed = list(dict.fromkeys((*TYPED, *(title for row in old.values() for title, _ in row.typed))))
    rows, dropped = [], []
    for one in found:
        new = _row_of(one, period)
        known = old.pop(new.key, None)
        if known is not None:
            is_same = known.rung is one.level and known.period in ("", period) and not known.is_issued
            if known.is_ticked and not is_same:
                dropped.append(known)
            new = replace(new, typed=known.typed, tick=known.tick if is_same else "")
        rows.append(new)
    for row in old.values():
        if not row.is_issued and (row.is_ticked or row.fields):
            said = message("PROPOSAL_NO_LONGER")
            rows.append(replace(row, reasons=(said, *(r for r in row.reasons if r != said))))
    sheets = tuple(dict.fromkeys(one.sheet for one in _listings(grid) if _is_ours(one)))
    taken = {name.casefold() for name in grid.sheets} - {name.casefold() for name in sheets}
    usual = (Kind.PROPOSALS.value, *(f"{Kind.PROPOSALS.value}{n}" for n in range(2, _OTHERS)))
    name = next(name for name in usual if name not in taken)
    sheet = _sheet(rows, typed, message("PROPOSALS_TITLE", period=period, count=len(found)))
    if len(sheets) == 1 and _stands(grid, sheets[0], sheet):
        return Patch(), tuple(dropped)
    return Patch(added={name: sheet}, removed=sheets), tuple(dropped)


def marks(rows: Iterable[tuple[Row, str]]) -> dict[str, list[Change]]:
    """Sheet -> what writes into the column 发文 that these were issued, under which number."""
    found: dict[str, list[Change]] = {}
    for row, number in rows:
        if row.mark is not None:
            sheet, line, column = row.mark
            text = message("ISSUED_MARK", number=number)
            found.setdefault(sheet, []).append(Change(line, column, text, row.tick or None))
    return found


def _listings(grid: Grid) -> tuple[Listing, ...]:
    return tuple(one for one in find_listings(grid) if one.kind is Kind.PROPOSALS)


def _is_ours(listing: Listing) -> bool:
    first = listing.block.at(1, 1)
    return isinstance(first, str) and compact(first).startswith(_TITLE)


def _rows(listing: Listing) -> Iterator[Row]:
    area, block = listing.area, listing.block
    known = set(listing.columns.values())
    titles = {
        column: compact(shown(block.at(area.top, column)))
        for column in range(area.left, area.right + 1)
        if column not in known
    }
    for row in listing.rows:
        typed = tuple((title, block.at(row, column)) for column, title in titles.items() if title)
        if not (_text(listing.value(row, "unit")) or _text(listing.value(row, "item"))):
            continue
        yield Row(
            _text(listing.value(row, "tick")),
            _text(listing.value(row, "level")),
            several(_text(listing.value(row, "unit"))),
            _text(listing.value(row, "item")),
            _text(listing.value(row, "period")),
            tuple(part for part in _text(listing.value(row, "reasons")).split("\n") if part),
            day(listing.value(row, "deadline")),
            tuple((title, value) for title, value in typed if _text(value)),
            listing.place(row, "tick"),
            (listing.sheet, row, listing.columns["tick"]),
        )


def _row_of(one: Proposal, period: str) -> Row:
    tick = f"免督办：{one.exempt}" if one.exempt else ""
    return Row(tick, one.level.value, one.units, one.indicator, period, one.reasons, one.deadline)


def _sheet(rows: Sequence[Row], typed: Sequence[str], title: str) -> NewSheet:
    heads = (*(SHAPES[Kind.PROPOSALS].heads[name][0] for name in _FIELDS), *typed)
    values = tuple(_values(row, typed) for row in rows)
    count = len(heads)
    ticks = Area(_HEADER + 1, 1, _HEADER + max(len(rows), 1), 1)
    return NewSheet(
        ((title,), heads, *values),
        _HEADER,
        (*_WIDTHS, *(_TYPED_WIDTH for _ in typed)),
        frozenset(range(1, count + 1)),
        frozenset((1, *range(len(_FIELDS) + 1, count + 1))),
        choices=(Choices(ticks, ("√",)),),
    )


def _values(row: Row, typed: Sequence[str]) -> tuple[Value, ...]:
    said = dict(row.typed)
    due = None if row.deadline is None else datetime.combine(row.deadline, time())
    known = (
        row.tick or None,
        row.level,
        "、".join(row.units),
        row.indicator,
        row.period,
        "\n".join(row.reasons),
    )
    return (*known, due, *(said.get(title) for title in typed))


def _stands(grid: Grid, sheet: str, new: NewSheet) -> bool:
    """Whether the sheet says the same already."""
    block, width = grid.block(sheet), len(new.rows[_HEADER - 1])
    if len(block.values) != len(new.rows):
        return False
    return all(
        [block.at(number, c) or None for c in range(1, width + 1)] == [*row, *[None] * (width - len(row))]
        for number, row in enumerate(new.rows, 1)
    )


def _text(value: Value) -> str:
    """The text as it was typed: it goes into documents."""
    return value.strip() if isinstance(value, str) else shown(value)
