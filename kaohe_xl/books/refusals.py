"""Cells that can't be written one by one: inside merged areas, array formulas, data tables, pivot tables."""

from __future__ import annotations

from collections.abc import Collection

from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import attributes
from kaohe_xl.books.package import Package, Sheet
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, area_of, cell_name
from kaohe_xl.books.scan import merged_areas
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.sheetxml import Place
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence


def refuse(package: Package, sheet: Sheet, rows: SheetRows, places: Collection[Place]) -> None:
    """Raises BookError, with sheet and cell, where one of `places` can't be written."""
    for row, column in places:
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            cell = cell_name(row, column) if column > 0 else f"({row}, {column})"
            raise BookError(*sentence("CELL_OFF_SHEET", book=package.book, sheet=sheet.name, cell=cell))
    for area in merged_areas(rows.part):
        _refuse_hit("CELL_IN_MERGED", sheet, area, [p for p in places if p != (area.top, area.left)])
    _refuse_formulas(sheet, rows, places)
    for related in package.relationships(sheet.part):
        if related.kind == "table" and package.archive.has(related.target):
            _refuse_table_header(package, related.target, sheet, places)
        if related.kind == "pivotTable" and package.archive.has(related.target):
            _refuse_pivot(package, related.target, sheet, places)


def _refuse_formulas(sheet: Sheet, rows: SheetRows, places: Collection[Place]) -> None:
    """Inside an array formula of several cells, or a data table."""
    data = rows.part.data
    if b"array" not in data and b"dataTable" not in data:
        return
    for tag in rows.part.tags(b"f", rows.data.end(), rows.end):
        if b"ref" not in tag[0] or (b"array" not in tag[0] and b"dataTable" not in tag[0]):
            continue
        of = attributes(tag[0])
        area = _area(of.get("ref", ""))
        if area is None or (of.get("t") == "array" and (area.top, area.left) == (area.bottom, area.right)):
            continue
        if of.get("t") in ("array", "dataTable"):
            code = "CELL_IN_ARRAY" if of["t"] == "array" else "CELL_IN_DATA_TABLE"
            _refuse_hit(code, sheet, area, places)


def _refuse_table_header(package: Package, part: str, sheet: Sheet, places: Collection[Place]) -> None:
    of = attributes(package.markup(part).root[0])
    area = _area(of.get("ref", ""))
    if area is not None and of.get("headerRowCount", "1") != "0":
        header = Area(area.top, area.left, area.top, area.right)
        _refuse_hit("CELL_TABLE_HEADER", sheet, header, places, of.get("displayName", ""))


def _refuse_pivot(package: Package, part: str, sheet: Sheet, places: Collection[Place]) -> None:
    location = package.markup(part).first(b"location")
    area = _area(attributes(location[0]).get("ref", "")) if location else None
    if area is not None:
        _refuse_hit("CELL_IN_PIVOT", sheet, area, places)


def _refuse_hit(code: str, sheet: Sheet, area: Area, places: Collection[Place], table: str = "") -> None:
    for row, column in places:
        if area.top <= row <= area.bottom and area.left <= column <= area.right:
            name = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
            words = {"sheet": sheet.name, "cell": cell_name(row, column), "area": name, "table": table}
            raise BookError(*sentence(code, **words))


def _area(reference: str) -> Area | None:
    try:
        return area_of(reference)
    except InputError:
        return None
