"""What was recognised in a workbook, as a person checks it: tables and columns, lists, what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kaohe_xl.books.board_marks import is_board
from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Ground, Shape
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.header_search import same_header
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.mapping import ROLE_WORDS, is_our_line, line_at
from kaohe_xl.books.parameters import is_settings
from kaohe_xl.books.plain import compact
from kaohe_xl.books.reading import Study
from kaohe_xl.books.references import cell_name, column_name
from kaohe_xl.books.tables import Table
from kaohe_xl.books.vocabulary import FIGURES, ROLES
from kaohe_xl.books.words import role_of, tidy
from kaohe_xl.domain.findings import Cell
from kaohe_xl.messages import sentence

EXAMPLES = 3
_LONGEST = 24
_UNREAD = frozenset(("", "number", "remark", "reference"))
_SKIPPED = frozenset(
    (
        "DRAFT_LEFT_ALONE", "OTHER_YEAR_LEFT_ALONE", "OTHER_MONTH_LEFT_ALONE", "MONTH_ROWS_LEFT_ALONE",
        "GIANT_LEFT_ALONE", "ROWS_NOT_READ", "TARGETS_AND_ACTUALS_IN_ROWS", "UNKNOWN_COLUMN",
        "LIST_NOT_RECOGNISED", "FIGURES_WITHOUT_INDICATOR",
    )
)  # fmt: skip


class Confidence(StrEnum):
    """How sure it is what a column holds."""

    STATED = "已指定"
    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column, or several side by side that hold the same of several units, indicators or months.

    `owner`: whose it is, "" where it is nobody's in particular or the headers tell; `why` says what the
    confidence rests on.
    """

    role: str
    header: str
    left: int
    right: int
    owner: str
    measure: str
    examples: tuple[str, ...]
    confidence: Confidence
    why: str

    @property
    def word(self) -> str:
        """What it holds, in the office's words."""
        return ROLE_WORDS.get(self.role, self.role)

    @property
    def letters(self) -> str:
        """H, or E:Q."""
        first, last = column_name(self.left), column_name(self.right)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table of figures: its sheet, the area of header and data, what its rows are, its columns."""

    sheet: str
    area: str
    header_row: int
    shape: Shape
    rows: int
    columns: tuple[SeenColumn, ...]


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list that states rules: 考核设置, 加减分, ...; `columns`: header word and letter of each column."""

    kind: Kind
    sheet: str
    rows: int
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read, and why."""

    place: Cell
    reason: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """All that was recognised in a workbook."""

    tables: tuple[SeenTable, ...]
    lists: tuple[SeenList, ...]
    skipped: tuple[Skipped, ...]


def recognised(grid: Grid, study: Study) -> Recognised:
    """What `study` made of the workbook."""
    listings = settings_listings(grid)
    lists = [_list(one) for one in listings]
    stated = frozenset(_stated(listings))
    tables = [_table(one, stated) for one in study.tables if one.columns]
    skipped = [*_left(study), *_unknown(grid, study, listings)]
    return Recognised(tuple(tables), tuple(lists), tuple(skipped))


def settings_listings(grid: Grid) -> tuple[Listing, ...]:
    """The lists that state rules; a list of names and values that is no 考核设置 is none."""
    return tuple(one for one in find_listings(grid) if one.kind is not Kind.SETTINGS or is_settings(one))


def _list(one: Listing) -> SeenList:
    columns = (
        (shown(one.block.at(one.area.top, c)) or name, column_name(c)) for name, c in one.columns.items()
    )
    return SeenList(one.kind, one.sheet, len(one.rows), tuple(columns))


def _stated(listings: Iterable[Listing]) -> Iterator[tuple[str, int]]:
    """Sheet and first column of what the office itself wrote into 表格对应."""
    for listing in listings:
        for row in listing.rows if listing.kind is Kind.MAPPING else ():
            line = line_at(listing, row)
            if line is not None and line.columns and not is_our_line(shown(listing.value(row, "note"))):
                yield compact(line.sheet), line.columns[0]


def _table(table: Table, stated: frozenset[tuple[str, int]]) -> SeenTable:
    box = table.box
    right = max((c.index for c in table.columns), default=box.right)
    area = f"{cell_name(box.top, box.left)}:{cell_name(max(table.last, box.bottom), right)}"
    groups = grouped(table)
    seen = tuple(_column(table, group, stated) for group in groups)
    return SeenTable(table.sheet.name, area, box.bottom, table.shape, len(table.rows), seen)


def grouped(table: Table) -> list[list[Column]]:
    """The columns that are read, in runs of neighbours that hold the same of several, from the left."""
    runs: list[list[Column]] = []
    for column in table.columns:
        if column.role in _UNREAD:
            continue
        last = runs[-1][-1] if runs else None
        if last is not None and last.index + 1 == column.index and _are_alike(last, column):
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _are_alike(one: Column, other: Column) -> bool:
    """Whether neighbours hold the same of another unit, indicator or month."""
    if one.role != other.role or one.measure != other.measure:
        return False
    return (bool(one.name) and bool(other.name) and one.name != other.name) or (
        one.name == other.name and bool(one.month) and bool(other.month) and one.month != other.month
    )


def _column(table: Table, run: Sequence[Column], stated: frozenset[tuple[str, int]]) -> SeenColumn:
    first, last = run[0], run[-1]
    header = header_of(table, first)
    if last is not first:
        header = f"{_own_text(table, first)}…{_own_text(table, last)}"
    owner = first.name if last is first else ""
    confidence, why = _confidence(table, run)
    if (compact(table.sheet.name), first.index) in stated:
        confidence, why = Confidence.STATED, _said("SEEN_STATED")
    examples = tuple(_examples(table, run))
    return SeenColumn(
        first.role, header, first.index, last.index, owner, first.measure, examples, confidence, why
    )


def header_of(table: Table, column: Column) -> str:
    """The words above the column, from the top down; for months and the like what its own cell shows."""
    own = tidy(_own_text(table, column))
    *above, last = column.header.split("/")
    return "/".join([*above, last]) if last and same_header(own.replace("/", ""), last) else own


def _own_text(table: Table, column: Column) -> str:
    """What the lowest cell of the header shows that says something of the column."""
    rows = range(table.box.bottom, table.box.top - 1, -1)
    return next((text for row in rows if (text := shown(table.sheet.value(row, column.index)))), "")


def _examples(table: Table, run: Sequence[Column]) -> Iterator[str]:
    """The first values under the column; for a run those of its columns in the first row."""
    found = 0
    places = [(row.number, column.index) for row in table.rows for column in run]
    for row, column in places:
        text = shown(table.sheet.value(row, column))
        if text:
            yield text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
            found += 1
        if found == EXAMPLES:
            return


def _confidence(table: Table, run: Sequence[Column]) -> tuple[Confidence, str]:
    """How sure it is, and why not more."""
    column = run[0]
    if any(one.assumed for one in run):
        return Confidence.LOW, _said("SEEN_ASSUMED")
    last = column.header.split("/")[-1]
    ground = Ground(table.sheet, table.box, table.last)
    shares = [share for one in run if (share := ground.share_of_figures(one.index)) is not None]
    if column.role in FIGURES and shares and sum(shares) / len(shares) < 0.5:
        return Confidence.LOW, _said("SEEN_FEW_FIGURES")
    if last.lower() in ROLES and ROLES[last.lower()] == column.role:
        return Confidence.HIGH, _said("SEEN_BY_WORD")
    if role_of(last) == column.role:
        return Confidence.MIDDLE, _said("SEEN_BY_PATTERN")
    if column.name:
        return Confidence.MIDDLE, _said("SEEN_BY_NAME")
    return Confidence.MIDDLE, _said("SEEN_BY_PLACE")


def _left(study: Study) -> Iterator[Skipped]:
    """What the reading said that it left alone or didn't understand."""
    for found in study.findings:
        if found.code in _SKIPPED and found.place is not None:
            yield Skipped(found.place, found.message + found.remedy)


def _unknown(grid: Grid, study: Study, listings: Iterable[Listing]) -> Iterator[Skipped]:
    """The sheets in which nothing was recognised."""
    known = {one.sheet.name for one in (*study.tables, *study.left)} | {one.sheet for one in listings}
    told = {f.place.sheet for f in study.findings if f.place is not None and f.code in _SKIPPED}
    for sheet in grid.sheets:
        if sheet in known | told or is_board(grid.block(sheet)):
            continue
        is_blank = not any(map(any, grid.block(sheet).values))
        yield Skipped(Cell(sheet, "A1"), _said("SEEN_BLANK" if is_blank else "SEEN_NO_TABLE"))


def _said(code: str) -> str:
    return sentence(code)[0]
