"""XML spreadsheets of Excel 2003."""

from __future__ import annotations

import datetime as dt

import pytest

from kaohe_xl.books.grid import Area, Block, ErrorValue
from kaohe_xl.books.xml_spreadsheet import xml_blocks
from kaohe_xl.errors import BookError

HEAD = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="q" ss:Parent="p"/>'
    '<Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm\\-dd"/></Style></Styles>'
)


def blocks(rows: str, more: str = "") -> dict[str, Block]:
    text = f'{HEAD}<Worksheet ss:Name="市考指标"><Table>{rows}</Table></Worksheet>{more}</Workbook>'
    return dict(xml_blocks(text.encode(), "导出.xls"))


def data(kind: str, text: str, attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_values_formats_merged_areas_and_formulas_are_read() -> None:
    rows = (
        (data("String", "标题", 'ss:MergeAcross="2"'), data("String", "后")),
        (data("Number", "0.5", 'ss:StyleID="p"'), data("Number", "310")),
        (
            data("Number", "40847", 'ss:StyleID="d"'),
            data("Number", "0.85", 'ss:Index="3" ss:Formula="=R[-2]C"'),
        ),
        (
            data("DateTime", "2011-10-31T00:00:00.000"),
            data("Boolean", "1"),
            data("Error", "#N/A"),
            '<Cell ss:Formula="=1+1"/>',
        ),
    )
    looks = ("", "", 'ss:Index="4" ss:StyleID="q"', "")
    read = blocks(
        "".join(f"<Row {look}>{''.join(row)}</Row>" for look, row in zip(looks, rows, strict=True))
    )["市考指标"]
    day = dt.datetime(2011, 10, 31)
    assert read.values == (
        ("标题", None, None, "后"),
        (0.5, 310, None, None),
        (None, None, None, None),
        (day, None, 0.85, None),
        (day, True, "#N/A", None),
    )
    assert isinstance(read.at(5, 3), ErrorValue)
    assert read.merged == (Area(1, 1, 1, 3),)
    assert read.percents == {(2, 1), (4, 3)}
    assert read.formulas == {(4, 3): "=R[-2]C", (5, 4): "=1+1"}
    assert read.stale == {(5, 4)}


def test_hidden_sheets_come_in_tab_order() -> None:
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    read = blocks("", f'<Worksheet ss:Name="考核设置"><Table/>{hidden}</Worksheet>')
    assert {name: block.hidden for name, block in read.items()} == {"市考指标": False, "考核设置": True}


@pytest.mark.parametrize(
    "text", [HEAD, HEAD.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook') + "</Workbook>"]
)
def test_damaged_and_hostile_xml_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"damaged|doctype"):
        dict(xml_blocks(text.encode(), "导出.xls"))


@pytest.mark.parametrize("row", ['ss:Index="2000000"', 'ss:Index="0"', 'ss:Index="1000000"'])
def test_a_cell_off_the_sheet_is_refused(row: str) -> None:
    cell = data("Number", "1", 'ss:Index="16384"')
    far = f"<Row {row}>{cell}</Row>"
    with pytest.raises(BookError, match="市考指标"):
        blocks(far)
