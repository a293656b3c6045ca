"""OpenDocument spreadsheets (.ods)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kaohe_xl.books.grid import Area, Block, ErrorValue, Formula
from kaohe_xl.books.open_document import open_document_blocks
from kaohe_xl.errors import BookError
from tests.books.other_formats import ods, ods_cell, table

DAY = dt.datetime(2011, 10, 31)


def blocks(folder: Path, *tables: str) -> dict[str, Block]:
    path = ods(folder / "表.ods", "".join(tables))
    return dict(open_document_blocks(path.read_bytes(), path.name))


def block(folder: Path, *rows: str) -> Block:
    whole = ("<table:table-row", "<table:table-column")
    inside = "".join(r if r.startswith(whole) else f"<table:table-row>{r}</table:table-row>" for r in rows)
    return blocks(folder, table("市考指标", inside))["市考指标"]


def text(content: str) -> str:
    return f'<table:table-cell office:value-type="string">{content}</table:table-cell>'


def test_every_type_of_cell_is_read(tmp_path: Path) -> None:
    cells = ("生产总值", 310, 225.1, True, DAY, ErrorValue("#DIV/0!"))
    late = '<table:table-cell office:value-type="date" office:date-value="2011-10-31T08:30:00"/>'
    noon = '<table:table-cell office:value-type="time" office:time-value="PT12H00M00S"/>'
    money = '<table:table-cell office:value-type="currency" office:value="3.5"/>'
    read = block(tmp_path, "".join(map(ods_cell, cells)) + late + noon + money)
    assert read.values == ((*cells, DAY.replace(hour=8, minute=30), 0.5, 3.5),)
    assert isinstance(read.at(1, 6), ErrorValue)
    assert read.at(1, 4) is True


def test_percentages_come_from_values_and_of_blank_cells_from_styles(tmp_path: Path) -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="below"/>'
    )
    blank = '<table:table-cell table:style-name="percent"/>'
    plain = '<table:table-cell table:style-name="other"/>'
    read = block(
        tmp_path,
        columns,
        ods_cell(0.85, percent=True) + blank + ods_cell("甲"),
        plain + ods_cell(1) + "<table:table-cell/>",
    )
    assert read.percents == {(1, 1), (1, 2), (2, 3)}


def test_repeated_cells_and_rows_are_as_many_as_they_are(tmp_path: Path) -> None:
    twice = ods_cell(7, attributes='table:number-columns-repeated="2"')
    read = block(
        tmp_path,
        f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>',
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>',
        '<table:table-cell table:number-columns-repeated="2"/>' + ods_cell("末"),
        '<table:table-row table:number-rows-repeated="1048569"><table:table-cell/></table:table-row>',
    )
    assert read.values == ((7, 7, None), (7, 7, None), *[(None,) * 3] * 3, (None, None, "末"))


def test_merged_areas_show_their_first_cell(tmp_path: Path) -> None:
    covered = '<table:covered-table-cell office:value-type="float" office:value="9"/>'
    wide = ods_cell("标题", attributes='table:number-columns-spanned="2" table:number-rows-spanned="2"')
    read = block(tmp_path, wide + covered + ods_cell(1), covered * 2 + ods_cell(2))
    assert read.values == (("标题", None, 1), (None, None, 2))
    assert read.merged == (Area(1, 1, 2, 2),)


def test_formulas_are_told_and_stale_where_they_have_no_value(tmp_path: Path) -> None:
    known = '<table:table-cell table:formula="of:=SUM([.A1:.B2])+[$甲.C3]" office:value-type="float" office:value="5"/>'
    read = block(tmp_path, ods_cell(Formula("=B3*2")) + known)
    assert read.values == ((None, 5),)
    assert read.formulas == {(1, 1): "=B3*2", (1, 2): "=SUM(A1:B2)+甲!C3"}
    assert read.stale == {(1, 1)}


def test_text_keeps_its_lines_and_blanks_and_leaves_comments_out(tmp_path: Path) -> None:
    written = (
        '<office:annotation><text:p>批注</text:p></office:annotation><text:p>固<text:span>定</text:span><text:s text:c="2"/>'
        "资产<text:line-break/>投资</text:p><text:p>亿元<text:tab/></text:p>"
    )
    assert block(tmp_path, text(written)).values == (("固定  资产\n投资\n亿元\t",),)


def test_sheets_come_in_tab_order_with_hidden_ones(tmp_path: Path) -> None:
    read = blocks(tmp_path, table("乙", ""), table("甲", "", "hidden"))
    assert [(name, one.hidden) for name, one in read.items()] == [("乙", False), ("甲", True)]


def test_an_encrypted_one_is_refused_by_name(tmp_path: Path) -> None:
    path = ods(tmp_path / "密.ods", "", {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"})
    with pytest.raises(BookError, match=r"密\.ods.*加密"):
        open_document_blocks(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    "row",
    [
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="1024"/></table:table-row>',
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
        f"<table:table-row>{ods_cell(1)}</table:table-row>",
        f'<table:table-row><table:table-cell table:number-columns-repeated="20000"/>{ods_cell(1)}</table:table-row>',
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_by_name(tmp_path: Path, row: str) -> None:
    with pytest.raises(BookError, match=r"市考指标.*太大"):
        block(tmp_path, row)


@pytest.mark.parametrize(
    "content",
    [
        "<a>",
        "no xml",
        '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        '<a xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table><table:table-row>'
        '<table:table-cell table:number-columns-repeated="viele"/></table:table-row></table:table></a>',
    ],
)
def test_damaged_and_hostile_ones_are_a_value_error(tmp_path: Path, content: str) -> None:
    path = ods(tmp_path / "坏.ods", "", {"content.xml": content})
    with pytest.raises(ValueError, match=r"damaged|doctype|invalid literal"):
        open_document_blocks(path.read_bytes(), path.name)
    with pytest.raises(ValueError, match="damaged"):
        open_document_blocks(path.read_bytes()[:-9], path.name)
