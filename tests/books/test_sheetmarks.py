"""What Excel itself knows helps: tables with their totals, names of columns, cells with a name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area
from kaohe_xl.books.reading import Study, study

ROWS = [
    ["长安区2011年1-10月"],
    ["抓手", "计量单位", "盘子", "实打实", "甲镇", "乙镇"],
    ["产值", "亿元", 310, 198.6, 5, 6],
    ["就业", "人", 9500, 9120, 7, 8],
    ["全部", None, 9810, 9318.6, 12, 14],
    ["产值", "亿元", 1, 2, 3, 4],
]


@pytest.fixture
def book() -> Workbook:
    """A table whose headers nobody understands, with totals, and a copy of a row below it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "表"
    for row in ROWS:
        sheet.append(row)
    table = Table(displayName="考核表", ref="A2:F5")
    table.totalsRowCount = 1
    sheet.add_table(table)
    return book


def _name(book: Workbook, name: str, reference: str) -> None:
    book.defined_names[name] = DefinedName(name, attr_text=reference)


def _read(book: Workbook, folder: Path) -> Study:
    path = folder / "考核.xlsx"
    book.save(path)
    return study(open_file(path))


def test_names_of_columns_tell_what_their_headers_do_not(book: Workbook, office_folder: Path) -> None:
    _name(book, "指标名称", "表!$A$3:$A$4")
    _name(book, "年度目标", "表!$C$3:$C$4")
    _name(book, "累计完成", "'表'!$D$3:$D$4")
    read = _read(book, office_folder)
    figures = {(r.unit, r.indicator): (r.actual.value, r.target and r.target.value) for r in read.records}
    assert figures["长安区", "产值"] == (D("198.6"), D(310))
    assert figures["乙镇", "就业"] == (D(8), None)


def test_totals_and_what_stands_below_an_excel_table_are_no_rows(book: Workbook, office_folder: Path) -> None:
    _name(book, "指标名称", "表!$A$3:$A$4")
    _name(book, "完成值", "表!$D$3:$D$4")
    read = _read(book, office_folder)
    assert {record.indicator for record in read.records} == {"产值", "就业"}
    assert not [found for found in read.findings if found.code.startswith("DUPLICATE")]


def test_a_header_that_says_something_goes_before_a_name(book: Workbook, office_folder: Path) -> None:
    sheet = book["表"]
    for column, text in enumerate(["指标", "计量单位", "年度目标", "完成", "甲镇", "乙镇"], 1):
        sheet.cell(2, column, text)
    _name(book, "完成值", "表!$C$3:$C$4")
    read = _read(book, office_folder)
    assert {r.actual.value for r in read.records if r.unit == "长安区"} == {D("198.6"), D(9120)}


def test_cells_with_a_name_are_settings(office_folder: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["指标", "目标", "完成"], ["固投", 10, 5], [], ["雁塔区", "2011-09-30"]):
        sheet.append(row)
    _name(book, "本单位", "Sheet!$A$4")
    _name(book, "截至日期", "Sheet!$B$4")
    settings = _read(book, office_folder).scheme.settings
    assert (settings.own_unit, settings.as_of, settings.year) == ("雁塔区", date(2011, 9, 30), 2011)


def test_marks_are_part_of_the_sheet(book: Workbook, office_folder: Path) -> None:
    _name(book, "合计处", "表!$C$5")
    _name(book, "算式", "SUM(表!$C$3:$C$4)")
    _name(book, "别处", "没有!$A$1")
    path = office_folder / "考核.xlsx"
    book.save(path)
    block = open_file(path).block("表")
    assert block.tables == (Area(2, 1, 4, 6),)
    assert block.names == {"合计处": Area(5, 3, 5, 3)}
