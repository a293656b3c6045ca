"""Cells that can't be written one by one: inside array formulas, data tables, pivot tables, table headers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from kaohe_xl.books.exceltables import ExcelTable
from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import attributes
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, area_of, cell_name
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.sheetxml import Place
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence


def refuse_off_sheet(package: Package, sheet: Sheet, places: Collection[Place]) -> None:
    """Raises BookError where one of `places` isn't on the sheet."""
    for row, column in places:
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            cell = cell_name(row, column) if column > 0 else f"({row}, {column})"
            raise BookError(*sentence("CELL_OFF_SHEET", book=package.book, sheet=sheet.name, cell=cell))


def refuse_headers(
    sheet: Sheet, headers: Mapping[ExcelTable, Area | None], places: Collection[Place]
) -> None:
    """Raises BookError where one of `places` is a table's header; `headers`: table -> columns that leave."""
    for table, gone in headers.items():
        if table.has_header:
            right = gone.left - 1 if gone else table.area.right
            header = Area(table.area.top, table.area.left, table.area.top, right)
            _refuse_hit("CELL_TABLE_HEADER", sheet, header, places, table.name)


def refuse_pivots(sheet: Sheet, pivots: Collection[Area], places: Collection[Place]) -> None:
    """Raises BookError where one of `places` is in a pivot table."""
    for area in pivots:
        _refuse_hit("CELL_IN_PIVOT", sheet, area, places)


def pivot_areas(package: Package, sheet: Sheet) -> Iterator[Area]:
    """Where the sheet's pivot tables stand."""
    for related in package.relationships(sheet.part):
        if related.kind == "pivotTable" and package.archive.has(related.target):
            location = package.markup(related.target).first(b"location")
            area = _area(attributes(location[0]).get("ref", "")) if location else None
            if area is not None:
                yield area


def refuse_arrays(sheet: Sheet, rows: SheetRows, places: Collection[Place], asked: Collection[Place]) -> None:
    """Raises BookError where one of `places` is inside an array formula, or a data table.

    Not where all of its cells are `asked` for, whether or not they get another value.
    """
    data = rows.part.data
    if b"array" not in data and b"dataTable" not in data:
        return
    for tag in rows.part.tags(b"f", rows.data.end(), rows.end):
        if b"ref" not in tag[0] or (b"array" not in tag[0] and b"dataTable" not in tag[0]):
            continue
        of = attributes(tag[0])
        area = _area(of.get("ref", ""))
        if area is None or of.get("t") not in ("array", "dataTable"):
            continue
        cells = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if (area.top, area.left) not in places or len(_within(area, asked)) < cells:
            code = "CELL_IN_ARRAY" if of["t"] == "array" else "CELL_IN_DATA_TABLE"
            _refuse_hit(code, sheet, area, places)


def _refuse_hit(code: str, sheet: Sheet, area: Area, places: Collection[Place], table: str = "") -> None:
    for row, column in _within(area, places):
        name = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
        words = {"sheet": sheet.name, "cell": cell_name(row, column), "area": name, "table": table}
        raise BookError(*sentence(code, **words))


def _within(area: Area, places: Collection[Place]) -> list[Place]:
    return [p for p in places if area.top <= p[0] <= area.bottom and area.left <= p[1] <= area.right]


def _area(reference: str) -> Area | None:
    try:
        return area_of(reference)
    except InputError:
        return None
