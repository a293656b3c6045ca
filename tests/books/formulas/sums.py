"""Formulas calculated on cells that a test lays out, and workbooks of formulas that it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kaohe_xl.books.formulas.calculating import Calculator
from kaohe_xl.books.formulas.cells import FormulaCell
from kaohe_xl.books.formulas.names import Names, Table
from kaohe_xl.books.formulas.outdated import Formula
from kaohe_xl.books.formulas.rawvalues import Cell, Columns
from kaohe_xl.books.formulas.snapshot import Snapshot
from kaohe_xl.books.grid import Area, Value
from kaohe_xl.books.references import area_of

SHEET = "数据"
TABLE = Table(SHEET, Area(1, 1, 4, 3), 1, 0, ("单位", "目标", "完成 [%]"))
NAMES = Names([SHEET, "一月", "二月", "三月", "汇 总"], {("", "目标值"): "数据!$A$1:$A$3"}, {"表1": TABLE})


def formula(
    text: str, place: tuple[int, int] = (9, 9), *, kind: str = "", cached: str | None = None, type_: str = "n"
) -> FormulaCell:
    """A cell with a formula; `text` without `=`."""
    area = Area(*place, *place) if kind == "array" else None
    return FormulaCell(place, text, kind, "", area, type_, cached, 0)


def snapshot(cells: Mapping[str, Cell], sheet: str = SHEET) -> Snapshot:
    """The values of a sheet's cells, named as `B7`."""
    columns: Columns = {}
    for name, value in cells.items():
        area = area_of(name)
        columns.setdefault(area.left, {})[area.top] = value
    return Snapshot({sheet: columns})


def result(text: str, cells: Mapping[str, Cell] = {}, *, kind: str = "", place: tuple[int, int] = (9, 9)) -> Cell:
    """What a formula on the sheet of the cells shows; UNTOLD where that isn't certain."""
    values = snapshot(cells)
    return Calculator(NAMES, {}).result(Formula(SHEET, formula(text, place, kind=kind)), values, values)


def column(values: Sequence[Cell], letter: str = "A") -> dict[str, Cell]:
    """The cells of a column from row 1 down."""
    return {f"{letter}{row}": value for row, value in enumerate(values, 1)}


def workbook(path: Path, sheets: Mapping[str, Mapping[str, Value]]) -> Path:
    """A workbook at `path`; a text with a leading `=` is a formula without a result."""
    from openpyxl import Workbook

    book = Workbook()
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for place, value in cells.items():
            sheet[place] = value
    del book["Sheet"]
    book.save(path)
    return path
