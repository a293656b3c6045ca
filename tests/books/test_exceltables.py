"""A header and values written right beside an Excel table are columns of the table, as in Excel itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Formula, Patch, SheetPatch, Style, Value
from kaohe_xl.commands import score
from kaohe_xl.errors import BookError
from tests.books import foreign

SHEET = "市考指标"
HEADERS = ["指标", "年度目标", "完成"]
ROWS: list[list[Value]] = [["生产总值", 310, 225.1], ["信访量", 20, 18]]
TABLE = "xl/tables/table1.xml"
Checked = Callable[[Path], tuple[str, ...]]


def book(path: Path, more: Callable[[Any, Any], object] | None = None, **options: object) -> Path:
    """A workbook of one sheet with a table in A1:C3."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        bottom = 2 + bool(options.get("total_row"))
        top = 0 if options.get("header_row", True) else 1
        columns = [{"header": header} for header in HEADERS]
        if options.get("total_row"):
            columns = [
                columns[0] | {"total_string": "合计"},
                columns[1],
                columns[2] | {"total_function": "sum"},
            ]
        sheet.add_table(top, 0, bottom, 2, {"data": ROWS, "columns": columns, "name": "指标表", **options})
        if more is not None:
            more(workbook, sheet)
    return path


def write(path: Path, *changes: Change) -> str:
    """The table's part after a save."""
    open_file(path).save(Patch({SHEET: SheetPatch(changes)}))
    return foreign.part(path, TABLE)


def column(number: int, *values: Value, top: int = 1) -> tuple[Change, ...]:
    return tuple(Change(row, number, value) for row, value in enumerate(values, top))


def names(xml: str) -> list[tuple[str, str]]:
    return re.findall(r'<tableColumn id="(\d+)" name="([^"]*)"', xml)


def test_a_header_and_values_beside_a_table_are_a_column_of_it(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = foreign.part(path, TABLE)
    xml = write(path, *column(4, "得分", 5.81, 5))
    assert xml == (
        before.replace('ref="A1:C3"', 'ref="A1:D3"')
        .replace('<tableColumns count="3">', '<tableColumns count="4">')
        .replace("</tableColumns>", '<tableColumn id="4" name="得分"/></tableColumns>')
    )
    assert xml.count('ref="A1:D3"') == 2  # the table's and its filter's
    assert validator(path) == ()


def test_the_table_is_the_one_that_xlsxwriter_makes_with_that_column(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx", style="Table Style Light 11")
    xml = write(path, *column(4, "得分", 5.81, 5), *column(5, "预警", "红", "绿"))
    wider = tmp_path / "wider.xlsx"
    with xlsxwriter.Workbook(wider) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        columns = [{"header": header} for header in (*HEADERS, "得分", "预警")]
        sheet.add_table(0, 0, 2, 4, {"columns": columns, "name": "指标表", "style": "Table Style Light 11"})
    assert xml == foreign.part(wider, TABLE)


def test_several_columns_come_at_once_and_order_does_not_matter(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    changes = [c for n, title in ((5, "预警"), (4, "得分"), (6, "位次")) for c in column(n, title, 1, 2)]
    xml = write(path, *reversed(changes))
    assert names(xml)[3:] == [("4", "得分"), ("5", "预警"), ("6", "位次")]
    assert 'ref="A1:F3"' in xml
    assert validator(path) == ()


def test_a_new_column_takes_the_next_free_id(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    xml = foreign.part(path, TABLE).replace('id="2" name', 'id="9" name')
    replaced(path, TABLE, xml)
    assert names(write(path, *column(4, "得分", 1, 2)))[-1] == ("10", "得分")


def test_columns_of_a_table_without_headers_get_a_free_name(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx", header_row=False)
    replaced(path, TABLE, foreign.part(path, TABLE).replace('name="指标"', 'name="列4"'))
    xml = write(path, *column(4, 1, 2, top=2), *column(5, None, 2, top=2))
    assert names(xml)[3:] == [("4", "列5"), ("5", "列6")]
    assert 'ref="A2:E3"' in xml
    assert validator(path) == ()


def test_nothing_written_beside_a_table_without_headers_is_no_column(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx", header_row=False)
    before = foreign.part(path, TABLE)
    assert write(path, Change(1, 4, "得分"), Change(2, 4, None, style=Style((2, 3)))) == before


def test_a_totals_row_stays_and_what_is_written_there_is_its_label(
    tmp_path: Path, validator: Checked
) -> None:
    path = book(tmp_path / "市考指标.xlsx", total_row=True)
    xml = write(path, *column(4, "得分", 5.81, 5, "平均 5.4"))
    assert 'ref="A1:D4" totalsRowCount="1"' in xml
    assert '<autoFilter ref="A1:D3"/>' in xml
    assert '<tableColumn id="3" name="完成" totalsRowFunction="sum"/>' in xml
    xml = write(path, Change(4, 3, 243.1), Change(4, 2, "见附表"), Change(4, 1, Formula('="合"&"计"')))
    assert '<tableColumn totalsRowLabel="见附表" id="2" name="年度目标"/>' in xml
    assert '<tableColumn id="3" name="完成"/>' in xml
    assert validator(path) == ()


def test_a_totals_formula_goes_with_the_cell_that_is_written_over(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx", total_row=True)
    of = '<tableColumn id="3" name="完成" totalsRowFunction="custom"><totalsRowFormula>1+1</totalsRowFormula></tableColumn>'
    xml = foreign.part(path, TABLE).replace('<tableColumn id="3" name="完成" totalsRowFunction="sum"/>', of)
    replaced(path, TABLE, xml)
    xml = write(path, Change(4, 3, 243.1))
    assert '<tableColumn id="3" name="完成"></tableColumn>' in xml


def test_what_is_written_below_a_table_is_no_part_of_it(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx", total_row=True)
    before = foreign.part(path, TABLE)
    assert write(path, Change(5, 1, "注"), Change(4, 4, "合计"), Change(5, 4, 3)) == before


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ((Change(2, 4, 5), Change(3, 4, 5)), "no header"),
        ((Change(1, 4, "得分"),), "no values"),
        ((Change(1, 4, 2011), Change(2, 4, 5)), "the header is a number"),
        ((Change(1, 4, Formula('="得分"')), Change(2, 4, 5)), "the header is a formula"),
        ((Change(1, 4, "长" * 256), Change(2, 4, 5)), "the header is too long for Excel"),
        ((Change(1, 5, "得分"), Change(2, 5, 5)), "a column lies between"),
    ],
)
def test_what_is_no_column_stays_beside_the_table(
    tmp_path: Path, changes: Sequence[Change], why: str
) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = foreign.part(path, TABLE)
    assert write(path, *changes) == before, why


def other_table(workbook: Any, sheet: Any) -> None:
    sheet.add_table("D2:E5", {"name": "旁表"})


def merged(workbook: Any, sheet: Any) -> None:
    sheet.merge_range("D3:E3", "")


def remark(workbook: Any, sheet: Any) -> None:
    sheet.write("D3", "备注")


def formula(workbook: Any, sheet: Any) -> None:
    sheet.write_formula("D3", "=C3", value="")


@pytest.mark.parametrize("more", [other_table, merged, remark, formula])
def test_where_something_else_stands_the_table_does_not_grow(
    tmp_path: Path, more: Callable[[Any, Any], object], validator: Checked
) -> None:
    path = book(tmp_path / "市考指标.xlsx", more)
    before = foreign.part(path, TABLE)
    changes = column(4, "得分", 5.81) if more is other_table else column(4, "得分", 5.81, 5)
    if more is other_table:
        with pytest.raises(BookError, match="旁表"):
            write(path, *changes)
        return
    assert write(path, *changes) == before
    assert validator(path) == ()


def test_a_gap_of_one_column_between_two_tables_is_filled_and_no_more(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx", lambda _, sheet: sheet.add_table("E1:F3", {"name": "旁表"}))
    xml = write(path, *column(4, "得分", 5.81, 5), Change(2, 5, 7))
    assert 'ref="A1:D3"' in xml
    assert 'ref="E1:F3"' in foreign.part(path, "xl/tables/table2.xml")


@pytest.mark.parametrize("attribute", ['tableType="queryTable"', 'tableType="xml"', 'insertRow="1"'])
def test_a_table_that_belongs_to_a_query_or_has_no_rows_does_not_grow(tmp_path: Path, attribute: str) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    xml = foreign.part(path, TABLE).replace('ref="A1:C3" totals', f'ref="A1:C3" {attribute} totals')
    replaced(path, TABLE, xml)
    assert write(path, *column(4, "得分", 1, 2)) == xml


@pytest.mark.parametrize("title", ["完成", "指标"])
def test_a_header_that_the_table_has_already_is_refused(tmp_path: Path, title: str) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = path.read_bytes()
    with pytest.raises(BookError, match=f"D1 要写入标题“{title}”，表格“指标表”里已有同名的列"):
        write(path, *column(4, title, 1, 2))
    with pytest.raises(BookError, match="E1 要写入标题“Total”"):
        write(path, *column(4, "total", 1, 2), *column(5, "Total", 1, 2))
    assert path.read_bytes() == before


def test_a_header_of_two_lines_is_named_as_excel_names_it(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    xml = write(path, *column(4, '得分\n<"10">_x0041_', 1, 2))
    assert names(xml)[-1] == ("4", "得分_x000a_&lt;&quot;10&quot;&gt;_x005F_x0041_")
    assert validator(path) == ()


def test_a_header_of_the_table_itself_is_not_rewritten(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    with pytest.raises(BookError, match="C1 是表格“指标表”的标题"):
        write(path, Change(1, 3, "累计完成"))
    write(path, Change(1, 3, "完成", style=Style((1, 1), "0.00")))  # its looks may change


def test_values_inside_a_table_are_written_without_touching_its_part(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = foreign.part(path, TABLE)
    assert write(path, Change(2, 3, 230.5)) == before


def test_looks_of_columns_stay_as_their_formats_say(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    xml = foreign.part(path, TABLE).replace(
        '<tableColumn id="3" name="完成"/>', '<tableColumn id="3" name="完成" dataDxfId="0"/>'
    )
    replaced(path, TABLE, xml)
    assert '<tableColumn id="3" name="完成" dataDxfId="0"/><tableColumn id="4" name="得分"/>' in write(
        path, *column(4, "得分", 1, 2)
    )


@pytest.mark.parametrize(
    "damage",
    [('ref="A1:C3"', 'ref="?"'), ("tableColumns", "columns"), ('totalsRowShown="0"', 'totalsRowCount="x"')],
)
def test_a_damaged_table_is_refused_by_its_part(tmp_path: Path, damage: tuple[str, str]) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    replaced(path, TABLE, foreign.part(path, TABLE).replace(*damage))
    with pytest.raises(BookError, match=r"table1\.xml"):
        write(path, *column(4, "得分", 1, 2))


def test_results_of_a_scored_table_are_its_columns(
    tmp_path: Path, validator: Checked, soffice: Callable[..., Path]
) -> None:
    path = tmp_path / "市考指标.xlsx"
    headers = ["指标", "分值", "方向", "年度目标", "完成"]
    rows = [["生产总值", 8, "正向", 310, 225.1], ["信访量", 5, "逆向", 20, 18]]
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        columns = [{"header": header} for header in headers]
        sheet.add_table(0, 0, 2, 4, {"data": rows, "columns": columns, "name": "指标表"})
        settings = workbook.add_worksheet("考核设置")
        for number, row in enumerate([["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]]):
            settings.write_row(number, 0, row)
    report = score(open_file(path))
    assert report.written
    block = open_file(path).block(SHEET)
    titles = [str(title) for title in block.values[0]]
    assert titles[:5] == headers
    assert len(titles) > 6 and "得分" in titles
    xml = foreign.part(path, TABLE)
    assert [name for _, name in names(xml)] == titles
    assert f'tableColumns count="{len(titles)}"' in xml
    assert validator(path) == ()
    assert score(open_file(path)).patch.is_empty
    again = soffice(path, "xlsx")
    with zipfile.ZipFile(again) as archive:
        theirs = next(archive.read(n).decode() for n in archive.namelist() if "tables/" in n)
    assert [name for _, name in re.findall(r'<tableColumn id="(\d+)" name="([^"]*)"', theirs)] == titles


def replaced(path: Path, name: str, text: str) -> None:
    """The same workbook with one part rewritten."""
    parts = foreign.parts(path)
    assert name in parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, text if part == name else data)
