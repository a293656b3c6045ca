"""Where Excel itself knows of a table or calls cells by a name: tables, filters, defined names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kaohe_xl.books.exceltables import excel_tables
from kaohe_xl.books.grid import Area
from kaohe_xl.books.markup import attributes, text_of
from kaohe_xl.books.package import Package
from kaohe_xl.books.references import split_reference
from kaohe_xl.errors import InputError

MOST_NAMES = 2_000


def table_areas(package: Package, sheet: str) -> tuple[Area, ...]:
    """The sheet's Excel tables with a header row, without their totals. Raises BookError: damaged."""
    tables = excel_tables(package, package.sheet(sheet))
    return tuple(
        replace(table.area, bottom=table.area.bottom - table.totals) for table in tables if table.has_header
    )


def named_areas(package: Package) -> Mapping[str, Mapping[str, Area]]:
    """Sheet -> defined name -> the one area that it stands for; Excel's own names are left out."""
    found: dict[str, dict[str, Area]] = {}
    for element in package.markup(package.workbook).elements(b"definedNames", b"definedName", MOST_NAMES):
        head, _, rest = element.partition(b">")
        name = attributes(head + b">").get("name", "")
        if name.startswith("_xlnm") or not rest:
            continue
        try:
            sheet, area = split_reference(text_of(rest.rpartition(b"</")[0]).strip(), "")
        except InputError:
            continue
        found.setdefault(sheet, {}).setdefault(name, area)
    return found
