"""Workbooks as the generator draws them: cells, merged areas and looks, for the memory and for a real file."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kaohe_xl.books.grid import Area, ErrorValue, Formula, Value
from kaohe_xl.books.memory import MemoryGrid

_STALE = "@stale@"


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a cell: `percent` shown as one; `formula` over a cached value, `stale` without any."""

    value: Value = None
    percent: bool = False
    formula: str = ""
    stale: bool = False


@dataclass
class Canvas:
    """One sheet. `hidden`: not shown as a tab; `table`: an Excel table over this area; `filter`: an autofilter."""

    name: str
    cells: dict[tuple[int, int], Written] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    frozen: tuple[int, int] | None = None
    filter: Area | None = None
    table: Area | None = None
    hidden: bool = False

    @property
    def height(self) -> int:
        """The last row in use."""
        return max((row for row, _ in self.cells), default=0)

    def put(self, row: int, column: int, written: Written | Value) -> None:
        """Write one cell; None leaves it blank."""
        written = written if isinstance(written, Written) else Written(written)
        if written.value is not None or written.stale:
            self.cells[row, column] = written

    def line(self, row: int, values: list[Any], left: int = 1) -> None:
        """Write neighbouring cells of a row."""
        for column, value in enumerate(values, left):
            self.put(row, column, value)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge an area of more than one cell."""
        if (top, left) != (bottom, right):
            self.merged.append(Area(top, left, bottom, right))

    def rows(self) -> list[list[Value]]:
        """All values from A1, stale formulas as formulas."""
        width = max((column for _, column in self.cells), default=0)
        return [
            [_in_memory(self.cells.get((row, column))) for column in range(1, width + 1)]
            for row in range(1, self.height + 1)
        ]


@dataclass
class Workbook:
    """Sheets in tab order. `names`: defined name -> reference."""

    sheets: list[Canvas] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def grid(self) -> MemoryGrid:
        """The workbook in memory."""
        return MemoryGrid(
            {sheet.name: sheet.rows() for sheet in self.sheets},
            {sheet.name: sheet.merged for sheet in self.sheets},
            {sheet.name: [at for at, one in sheet.cells.items() if one.percent] for sheet in self.sheets},
            hidden=[sheet.name for sheet in self.sheets if sheet.hidden],
        )

    def write(self, path: Path) -> Path:
        """The workbook as a file, with filters, tables, frozen panes and hidden rows."""
        import xlsxwriter

        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            looks = {
                "%": book.add_format({"num_format": "0.0%"}),
                "day": book.add_format({"num_format": "yyyy-m-d"}),
            }
            papers = [book.add_worksheet(sheet.name) for sheet in self.sheets]
            for paper, sheet in zip(papers, self.sheets, strict=True):
                _draw(paper, sheet, looks)
            # XlsxWriter shows the first sheet, hidden or not, unless another one is the active one.
            shown = next(paper for paper, sheet in zip(papers, self.sheets, strict=True) if not sheet.hidden)
            shown.activate()
            shown.set_first_sheet()
            for name, reference in self.names.items():
                book.define_name(name, f"={reference}")
        if any(one.stale for sheet in self.sheets for one in sheet.cells.values()):
            _without_results(path)
        return path


def _in_memory(written: Written | None) -> Value:
    if written is None:
        return None
    return Formula(written.formula or "=A1") if written.stale else written.value


def _draw(paper: Any, sheet: Canvas, looks: dict[str, Any]) -> None:
    for area in sheet.merged:
        paper.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "")
    for (row, column), written in sheet.cells.items():
        _put(paper, row - 1, column - 1, written, looks)
    for row in sheet.hidden_rows:
        paper.set_row(row - 1, None, None, {"hidden": True})
    for column in sheet.hidden_columns:
        paper.set_column(column - 1, column - 1, None, None, {"hidden": True})
    if sheet.frozen:
        paper.freeze_panes(*sheet.frozen)
    if area := sheet.filter:
        paper.autofilter(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
    if area := sheet.table:
        heads = [{"header": str(sheet.cells[area.top, c].value)} for c in range(area.left, area.right + 1)]
        paper.add_table(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, {"columns": heads})
    if sheet.hidden:
        paper.hide()


def _put(paper: Any, row: int, column: int, written: Written, looks: dict[str, Any]) -> None:
    look = looks["%"] if written.percent else None
    value = written.value
    if written.stale or written.formula:
        cached = _STALE if written.stale else value
        paper.write_formula(row, column, written.formula or "=A1", look, cached)
    elif isinstance(value, ErrorValue):
        paper.write_formula(row, column, "=1/0" if value == "#DIV/0!" else "=NA()", look, str(value))
    elif isinstance(value, datetime):
        paper.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, str):
        paper.write_string(row, column, value, look)
    elif isinstance(value, bool):
        paper.write_boolean(row, column, value, look)
    else:
        paper.write_number(row, column, value, look)


def _without_results(path: Path) -> None:
    """Take the marks of formulas that nobody has calculated out of the file, so that no result is left."""
    with zipfile.ZipFile(path) as old:
        parts = [(one, old.read(one)) for one in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for one, data in parts:
            if one.filename.startswith("xl/worksheets/sheet"):
                mark = _STALE.encode()
                data = re.sub(rb' t="str"(><f>[^<]*</f>)<v>' + mark + rb"</v>", rb"\1", data)
            new.writestr(one, data)
