"""Templates and filled documents for the engine's tests: drawn by openpyxl or XlsxWriter, read by openpyxl."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kaohe_xl.books.templates.template import About, Document, Template

ABOUT = About("文书", date(2011, 11, 1))
Fields = Mapping[str, Any]


def template(path: Path, cells: Mapping[str, object], change: Callable[[Any], None] | None = None) -> Path:
    """A template of one sheet 文书 with these cells."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "文书"
    for place, value in cells.items():
        sheet[place] = value
    if change:
        change(sheet)
    book.save(path)
    return path


def filled(path: Path, fields: Fields, name: str = "甲局") -> Path:
    """The document made from the template at `path`, beside it."""
    made = path.with_name("文书结果.xlsx")
    made.write_bytes(Template(path).files([Document(fields, name)], ABOUT)[0])
    return made


def sheet_of(path: Path, fields: Fields, name: str = "甲局") -> Worksheet:
    """The same, read by openpyxl."""
    return openpyxl.load_workbook(filled(path, fields, name), rich_text=True).worksheets[0]


def column(sheet: Worksheet, letters: str = "A") -> list[object]:
    """The values of a column from above."""
    return [cell.value for cell in sheet[letters]]


def items(count: int) -> Sequence[Mapping[str, object]]:
    """Items with a number and a name."""
    return [{"序号": n, "名称": f"第{n}项"} for n in range(1, count + 1)]
