"""Formulas, names, links and charts that name the letter's sheet: they go on meaning the same cells."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName

from kaohe_xl.books.templates.elsewhere import Renamed, names_sheet
from kaohe_xl.books.templates.moving import Moves
from kaohe_xl.books.templates.template import Document, Template
from tests.books.templates import drawing

STILL = Moves({}, 0, 0)
CELLS = {"A1": "{{单位}}", "A2": "{{指标.名称}}", "B2": "{{指标.值}}", "A3": "合计", "B3": "=SUM(文书!B2:B2)"}
ITEMS = [{"名称": f"第{n}项", "值": n} for n in (1, 2, 3)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    def more(sheet: Any) -> None:
        other = sheet.parent.create_sheet("附表")
        other["A1"] = '=文书!B3&"文书!B3"&其他文书!A1'
        other["A2"] = "=SUM('文书'!$B$2:$B$2)"
        other["A3"] = "=COUNTA(文书!A:A)+签字处"
        other["A4"] = "转到"
        other["A4"].hyperlink = "#文书!A3"
        sheet.parent.create_sheet("其他文书")
        names = {"签字处": "文书!$A$3", "合计区": "OFFSET(文书!$B$2,0,0,COUNTA(文书!$B$2:$B$3))"}
        for name, text in names.items():
            sheet.parent.defined_names[name] = DefinedName(name, attr_text=text)

    return drawing.template(tmp_path / "模板.xlsx", CELLS, more)


def test_formulas_on_further_sheets_follow_the_letters_name_and_rows(path: Path) -> None:
    book = openpyxl.load_workbook(drawing.filled(path, {"指标": ITEMS}, "It's 甲局"))
    other = book["附表"]
    assert drawing.column(other)[:3] == [
        "='It''s 甲局'!B5&\"文书!B3\"&其他文书!A1",
        "=SUM('It''s 甲局'!$B$2:$B$4)",
        "=COUNTA('It''s 甲局'!A:A)+签字处",
    ]
    assert book.worksheets[0]["B5"].value == "=SUM('It''s 甲局'!B2:B4)"
    assert book.defined_names["合计区"].attr_text == "OFFSET('It''s 甲局'!$B$2,0,0,COUNTA('It''s 甲局'!$B$2:$B$5))"


def test_in_a_book_each_letter_means_itself_and_further_sheets_the_first(path: Path) -> None:
    made = path.with_name("册.xlsx")
    documents = [Document({"指标": ITEMS[:n]}, tab) for n, tab in ((2, "甲"), (3, "乙"))]
    made.write_bytes(Template(path).book(documents, {}, drawing.ABOUT))
    book = openpyxl.load_workbook(made)
    assert [book["甲"]["B4"].value, book["乙"]["B5"].value] == ["=SUM(甲!B2:B3)", "=SUM(乙!B2:B4)"]
    assert book["附表"]["A2"].value == "=SUM('甲'!$B$2:$B$3)"
    assert book.defined_names["签字处"].attr_text == "甲!$A$4"


def test_libreoffice_calculates_what_the_template_asked_for(path: Path, soffice: Callable[..., Path]) -> None:
    made = drawing.filled(path, {"指标": ITEMS}, "甲-局")
    book = openpyxl.load_workbook(soffice(made, "xlsx", path.parent / "算"), data_only=True)
    assert [book["附表"]["A2"].value, book.worksheets[0]["B5"].value] == [6, 6]
    assert str(book["附表"]["A1"].value).startswith("6文书!B3")


def test_a_chart_on_the_letter_shows_its_own_figures(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("文书")
        sheet.write_row("A1", ["{{指标.名称}}", "{{指标.值}}"])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=文书!$A$1:$A$1", "values": "=文书!$B$1:$B$1"})
        sheet.insert_chart("D5", chart)
    made = path.with_name("册.xlsx")
    documents = [Document({"指标": ITEMS[:n]}, tab) for n, tab in ((1, "甲"), (3, "乙 乙"))]
    made.write_bytes(Template(path).book(documents, {}, drawing.ABOUT))
    with zipfile.ZipFile(made) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]
    assert ["<c:f>甲!$B$1:$B$1</c:f>" in charts[0], "<c:f>'乙 乙'!$B$1:$B$3</c:f>" in charts[1]] == [True, True]
    alone = drawing.filled(path, {"指标": ITEMS}, "丙")
    with zipfile.ZipFile(alone) as archive:
        assert "<c:f>丙!$B$1:$B$3</c:f>" in archive.read("xl/charts/chart1.xml").decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("文书!A1", "A1号!A1"),
        ("SUM('文书'!A1:B2,文书!$C$3)", "SUM('A1号'!A1:B2,A1号!$C$3)"),
        ("[1]文书!A1", "[1]文书!A1"),
        ("'[书.xlsx]文书'!A1", "'[书.xlsx]文书'!A1"),
        ("新文书!A1&文书2!A1", "新文书!A1&文书2!A1"),
        ('"文书!A1"&文书!$1:$2', '"文书!A1"&A1号!$1:$2'),
        ("文书!签字处", "A1号!签字处"),
        ("Q1*2", "Q1*2"),
    ],
)
def test_only_what_names_the_sheet_changes(text: str, shown: str) -> None:
    assert Renamed("文书", "A1号", STILL).formula(text) == shown
    assert names_sheet(text, "文书") == (text != shown)


@pytest.mark.parametrize("name", ["A1", "r1c1", "2011", "甲 乙", "甲-乙", "It's", "TRUE"])
def test_a_name_that_reads_as_something_else_is_quoted(name: str) -> None:
    assert Renamed("文书", name, STILL).formula("文书!A1") == "'{}'!A1".format(name.replace("'", "''"))


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=40))
def test_a_formula_that_does_not_name_the_sheet_stays(text: str) -> None:
    assert Renamed("绝无此表", "新", STILL).formula(text) == text
