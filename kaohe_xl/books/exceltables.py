"""Excel tables (ListObjects) of a sheet, and the columns that they get when one writes right beside them.

A person who types a header beside a table in Excel gets a new column of the table; so does a patch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaohe_xl.books.cellxml import Content, Kept
from kaohe_xl.books.grid import Area, ErrorValue, Formula
from kaohe_xl.books.markup import (
    Markup,
    Splice,
    attributes,
    quoted,
    whole,
    with_attribute,
    without_attributes,
)
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import LAST_COLUMN, area_of, cell_name
from kaohe_xl.books.sharedstrings import escaped
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

LONGEST_HEADER = 255
_TRUE = ("1", "true")

Place = tuple[int, int]
Holds = Callable[[Place], bool]


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """A table: its part, its cells, whether it has a header row, how many totals rows.

    can_grow   not where its columns come from a query or an XML map, or where it has no row yet
    """

    part: str
    name: str
    area: Area
    has_header: bool
    totals: int
    can_grow: bool

    @property
    def rows(self) -> range:
        """The rows of its data."""
        return range(self.area.top + self.has_header, self.area.bottom - self.totals + 1)


def excel_tables(package: Package, sheet: Sheet) -> tuple[ExcelTable, ...]:
    """The sheet's tables. Raises BookError for a damaged one."""
    found = []
    for related in package.relationships(sheet.part):
        if related.kind == "table" and package.archive.has(related.target):
            markup = package.markup(related.target)
            of = attributes(markup.root[0])
            try:
                area = area_of(of.get("ref", ""))
                totals = int(of.get("totalsRowCount", 0))
            except (InputError, ValueError) as error:
                raise markup.damaged() from error
            has_header = of.get("headerRowCount", "1") != "0"
            can_grow = of.get("tableType", "worksheet") == "worksheet" and of.get("insertRow") not in _TRUE
            name = of.get("displayName", "")
            found.append(ExcelTable(related.target, name, area, has_header, totals, can_grow))
    return tuple(found)


def rows_to_look_at(tables: Iterable[ExcelTable], places: Iterable[Place]) -> set[int]:
    """All rows of the tables that may get a column, or lose one, when these places are written."""
    columns: dict[int, list[int]] = {}
    for row, column in places:
        columns.setdefault(column, []).append(row)
    rows: set[int] = set()
    for table in tables:
        top = [table.area.top] if table.has_header else table.rows
        beside = [row for column in (0, 1) for row in columns.get(table.area.right + column, ())]
        if table.can_grow and any(row in top for row in beside):
            rows.update(range(table.area.top, table.area.bottom + 1))
    return rows


def adjust(
    package: Package,
    sheet: Sheet,
    tables: Sequence[ExcelTable],
    contents: Mapping[Place, Content],
    obstacles: Sequence[Area],
    holds: Holds,
    continued: Sequence[Area] = (),
) -> None:
    """Make columns written right of a table columns of the table, where the place there is free.

    A column needs a text in the header row and something written below. `obstacles` are areas where no
    table can be, `holds` tells which cells hold something before the patch. Rows of
    `continued` right below a table become rows of it. A totals row's labels follow
    what is written there. Raises BookError where a header stands in the table already.
    """
    for table in tables:
        others = [*obstacles, *(other.area for other in tables if other is not table)]
        titles = list(_titles(table, contents, others, holds)) if table.can_grow else []
        splices = list(_totals(package.markup(table.part), table, contents)) if table.totals else []
        bottom = _bottom(table, continued, others)
        if titles:
            splices += _growth(package.markup(table.part), sheet, table, titles, bottom)
        elif bottom is not None:
            splices += _resized(package.markup(table.part), table.area.right, bottom)
        if splices:
            package.put(table.part, package.markup(table.part).spliced(splices))


def meet(one: Area, other: Area) -> bool:
    """Whether two areas have a cell in common."""
    return (
        one.top <= other.bottom
        and one.bottom >= other.top
        and one.left <= other.right
        and one.right >= other.left
    )


def _titles(
    table: ExcelTable, contents: Mapping[Place, Content], obstacles: Sequence[Area], holds: Holds
) -> Iterator[str]:
    """The headers of the columns that continue the table; "" for each where it has no header row."""
    top, bottom = table.area.top, table.area.bottom
    for column in range(table.area.right + 1, LAST_COLUMN + 1):
        title = contents.get((top, column)) if table.has_header else ""
        written = [contents[row, column] for row in table.rows if (row, column) in contents]
        if not table.has_header:
            written = [value for value in written if value not in (None, "", Kept.KEPT)]
        strip = Area(top, column, bottom, column)
        is_free = not any(meet(strip, area) for area in obstacles) and not any(
            holds((row, column)) for row in range(top, bottom + 1)
        )
        if not written or not is_free or not _is_title(title, table.has_header):
            return
        yield str(title)


def _is_title(value: Content, has_header: bool) -> bool:
    """Whether a value can be a header: a table's headers are texts."""
    is_text = isinstance(value, str) and not isinstance(value, Formula | ErrorValue)
    return is_text and len(str(value)) <= LONGEST_HEADER and bool(value) == has_header


def _bottom(table: ExcelTable, continued: Iterable[Area], obstacles: Sequence[Area]) -> int | None:
    """The last row of the table once rows below continue it; None where none do."""
    area = table.area
    for new in continued:
        strip = Area(new.top, area.left, new.bottom, area.right)
        is_below = new.top == area.bottom + 1 and new.left <= area.right and new.right >= area.left
        if is_below and table.can_grow and not table.totals and not any(meet(strip, o) for o in obstacles):
            return new.bottom
    return None


def _resized(markup: Markup, right: int, bottom: int | None) -> list[Splice]:
    """The table and its filter up to other last cells."""
    filtered = markup.first(b"autoFilter", markup.root.end())
    return [widened(tag, right, bottom) for tag in (markup.root, filtered) if tag is not None]


def _growth(
    markup: Markup, sheet: Sheet, table: ExcelTable, titles: Sequence[str], bottom: int | None
) -> list[Splice]:
    """What adds the columns to the table's part."""
    right = table.area.right + len(titles)
    columns = markup.first(b"tableColumns")
    if columns is None or columns[0].endswith(b"/>"):
        raise markup.damaged()
    end = markup.ends(columns, b"tableColumns")[0]
    known = [attributes(tag[0]) for tag in columns_of(markup)]
    new = b"".join(_new_columns(markup.prefix, sheet, table, titles, known))
    count = with_attribute(columns[0], "count", str(len(known) + len(titles)))
    return [*_resized(markup, right, bottom), (columns.start(), columns.end(), count), (end, end, new)]


def columns_of(markup: Markup) -> list[re.Match[bytes]]:
    """The columns of a table's part."""
    return list(markup.tags(b"tableColumn", markup.root.end()))


def _new_columns(
    prefix: bytes, sheet: Sheet, table: ExcelTable, titles: Sequence[str], known: Sequence[Mapping[str, str]]
) -> Iterator[bytes]:
    """A `tableColumn` for each title, with ids and names that are free."""
    names = {of.get("name", "").casefold() for of in known}
    number = max((whole(of.get("id", "")) for of in known), default=0)
    for offset, title in enumerate(titles, 1):
        number += 1
        name = _name(title) if title else _free_name(names, number)
        if name.casefold() in names:
            cell = cell_name(table.area.top, table.area.right + offset)
            words = {"sheet": sheet.name, "cell": cell, "title": title, "table": table.name}
            raise BookError(*sentence("TABLE_HEADER_TWICE", **words))
        names.add(name.casefold())
        yield b'<%stableColumn id="%d" name="%s"/>' % (prefix, number, quoted(name))


def _name(text: str) -> str:
    """A cell's text as the table's part has it: line ends and tabs wouldn't survive in an attribute."""
    return escaped(text).replace("\n", "_x000a_").replace("\t", "_x0009_")


def _free_name(names: set[str], number: int) -> str:
    while f"列{number}" in names:
        number += 1
    return f"列{number}"


def widened(tag: re.Match[bytes], right: int, bottom: int | None = None) -> Splice:
    """An element's `ref` up to another last column, and row."""
    area = area_of(attributes(tag[0])["ref"])
    reference = f"{cell_name(area.top, area.left)}:{cell_name(bottom or area.bottom, right)}"
    return tag.start(), tag.end(), with_attribute(tag[0], "ref", reference)


def _totals(markup: Markup, table: ExcelTable, contents: Mapping[Place, Content]) -> Iterator[Splice]:
    """What tells the table of values written over its totals: a text is the column's label."""
    for column, tag in enumerate(columns_of(markup), table.area.left):
        value = contents.get((table.area.bottom, column), Kept.KEPT)
        if value is Kept.KEPT or isinstance(value, Formula):
            continue
        new = without_attributes(tag[0], "totalsRowFunction", "totalsRowLabel")
        if isinstance(value, str) and value:
            new = with_attribute(new, "totalsRowLabel", _name(value))
        yield tag.start(), tag.end(), new
        end = markup.ends(tag, b"tableColumn")[0]
        formula = markup.first(b"totalsRowFormula", tag.end(), end)
        if formula is not None:
            yield formula.start(), markup.ends(formula, b"totalsRowFormula")[1], b""
