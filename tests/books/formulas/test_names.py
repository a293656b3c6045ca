"""What sheets, names and tables in formulas stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.books.files import FileGrid
from kaohe_xl.books.formulas.names import Names, SheetArea, Table, names_of
from kaohe_xl.books.grid import Area
from tests.books.formulas.sums import NAMES, SHEET

SHEETS = ("数据", "一月", "It's", "三月", "汇 总")
WITH_TOTALS = Names([SHEET], {}, {"表1": Table(SHEET, Area(1, 1, 5, 3), 1, 1, ("单位", "目标", "完成 [%]"))})


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("", ("汇 总",)),
        ("数据", ("数据",)),
        ("'It''s'", ("It's",)),
        ("'it''S'", ("It's",)),
        ("一月:三月", ("一月", "It's", "三月")),
        ("'三月:一月'", ("一月", "It's", "三月")),
        ("[1]数据", ()),
        ("'C:\\表\\[另一本.xlsx]数据'", ()),
        ("[0]", ("汇 总",)),
        ("'[0]数据'", ("数据",)),
        ("二月", None),
        ("一月:二月", None),
        ("#REF", None),
    ],
)
def test_sheets_by_their_prefix(prefix: str, found: object) -> None:
    assert Names(SHEETS).sheets(prefix, "汇 总") == found


def test_a_name_of_the_sheet_goes_before_one_of_the_workbook() -> None:
    names = Names(SHEETS, {("", "单价"): "数据!$A$1", ("一月", "单价"): "一月!$B$1"})
    assert names.defined("单价", "一月") == "一月!$B$1"
    assert names.defined("单价", "数据") == "数据!$A$1"
    assert names.defined("一月!单价", "数据") == "一月!$B$1"
    assert names.defined("[0]!单价", "数据") == "数据!$A$1"
    assert names.defined("[1]!单价", "数据") == ""
    assert names.defined("没有", "数据") is None
    assert names.defined("二月!单价", "数据") is None
    assert names.all == {"单价"}


@pytest.mark.parametrize(
    ("brackets", "found"),
    [
        ("[目标]", (2, 2, 4, 2)),
        ("[完成 '['%']]", (2, 3, 4, 3)),
        ("[]", (2, 1, 4, 3)),
        ("[#All]", (1, 1, 5, 3)),
        ("[#Data]", (2, 1, 4, 3)),
        ("[#Totals]", (5, 1, 5, 3)),
        ("[[#Headers],[目标]]", (1, 2, 1, 2)),
        ("[[#Headers],[#Data],[目标]]", (1, 2, 4, 2)),
        ("[[#Data],[#Totals],[目标]]", (2, 2, 5, 2)),
        ("[[单位]:[目标]]", (2, 1, 4, 2)),
        ("[[#This Row],[单位]:[目标]]", (3, 1, 3, 2)),
        ("[[#This Row], [目标]]", (3, 2, 3, 2)),
        ("[没有]", None),
        ("[[单位],[目标]]", None),
        ("[[#All],[#Totals]]", None),
        ("[[目标]x]", None),
    ],
)
def test_cells_of_a_table(brackets: str, found: tuple[int, int, int, int] | None) -> None:
    wanted = found and SheetArea(SHEET, *found)
    assert WITH_TOTALS.table_cells("表1", brackets, SHEET, 3) == wanted


def test_the_row_of_a_table_is_the_formulas_own() -> None:
    assert NAMES.table_cells("表1", "[[#This Row],[目标]]", SHEET, 1) is None
    assert NAMES.table_cells("表1", "[[#This Row],[目标]]", "汇 总", 2) is None
    assert NAMES.table_cells("表1", "[#Totals]", SHEET, 2) is None
    assert NAMES.table_cells("表2", "[目标]", SHEET, 2) is None


def test_the_names_of_a_workbook(tmp_path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.table import Table as ExcelTable

    book = Workbook()
    book.active.title = "数据"
    for row in (["单位", "目标"], ["甲镇", 1]):
        book.active.append(row)
    book.active.add_table(ExcelTable(displayName="表1", ref="A1:B2"))
    book.create_sheet("汇总")
    book.defined_names["目标值"] = DefinedName("目标值", attr_text="数据!$B$2")
    book["汇总"].defined_names["目标值"] = DefinedName("目标值", attr_text="1&2")
    book.save(tmp_path / "a.xlsx")
    names = names_of(FileGrid(tmp_path / "a.xlsx")._package)
    assert names.order == ("数据", "汇总")
    assert names.defined("目标值", "数据") == "数据!$B$2"
    assert names.defined("目标值", "汇总") == "1&2"
    assert names.table_cells("表1", "[目标]", "数据", 2) == SheetArea("数据", 2, 2, 2, 2)
