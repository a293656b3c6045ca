"""What stands in a filled cell: exactly the text that was given, whatever it looks like."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from kaohe_xl.books.templates.grammar import Figure
from kaohe_xl.books.templates.template import Document, Template
from tests.books.templates import drawing

ODD = (
    "=cmd|'/c calc'!A0",
    "+1",
    "-2",
    "@SUM(A1)",
    "0012",
    "1e5",
    "2011-11-01",
    "😀👨‍👩‍👧",
    "𠮷野𪚥",
    "_x000D_",
    "_x0041_",
    " 前后有空 ",
    "第一行\n第二行",
    "<b>&amp;</b>",
    '"引号"',
    "{{单位}}",
    "TRUE",
    "#N/A",
    "\ufeff首",
)
LEGAL = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")
    | st.sampled_from("\n\t"),
    min_size=1,
    max_size=80,
)


@pytest.fixture(scope="module")
def simple(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("simple") / "模板.xlsx"
    return drawing.template(
        path, {"A1": "{{单位}}", "B1": "主送：{{单位}}。", "A2": "{{指标.名称}}", "A3": "不动"}
    )


@pytest.mark.parametrize("text", ODD)
def test_a_text_stays_the_text_that_it_is(simple: Path, text: str) -> None:
    sheet = drawing.sheet_of(simple, {"单位": text, "指标": [{"名称": text}]})
    cells = [sheet["A1"], sheet["B1"], sheet["A2"]]
    assert [cell.value for cell in cells] == [text, f"主送：{text}。", text]
    assert {cell.data_type for cell in cells} == {"s"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LEGAL, LEGAL)
def test_any_text_comes_back_exactly(simple: Path, one: str, other: str) -> None:
    sheet = drawing.sheet_of(simple, {"单位": one, "指标": [{"名称": other}, {"名称": one}]})
    assert [sheet["A1"].value, sheet["B1"].value] == [one, f"主送：{one}。"]
    assert drawing.column(sheet) == [one, other, one, "不动"]


def test_what_xml_cannot_hold_goes_and_nothing_else(simple: Path) -> None:
    sheet = drawing.sheet_of(simple, {"单位": "甲\x00\x07\x0b\ud800\uffff乙", "指标": []})
    assert sheet["A1"].value == "甲乙"


def test_a_text_too_long_for_a_cell_is_cut_where_excel_would(simple: Path) -> None:
    sheet = drawing.sheet_of(simple, {"单位": "长" * 40_000, "指标": []})
    assert sheet["A1"].value == "长" * 32_767


def test_a_field_that_nobody_gave_leaves_its_cell_empty(simple: Path) -> None:
    sheet = drawing.sheet_of(simple, {})
    assert [sheet["A1"].value, sheet["B1"].value, sheet["A2"].value] == [None, "主送：。", "不动"]


def test_a_number_alone_is_a_number_and_in_a_sentence_as_it_shows(tmp_path: Path) -> None:
    path = drawing.template(tmp_path / "a.xlsx", {"A1": "{{值}}", "A2": "共{{值}}", "A3": "{{日}}"})
    value = Figure(Decimal("12.50"), "12.5亿元", "0.0")
    sheet = drawing.sheet_of(path, {"值": value, "日": date(2011, 11, 1)})
    assert drawing.column(sheet) == [12.5, "共12.5亿元", "2011年11月1日"]
    assert sheet["A1"].number_format == "0.0"


def test_a_cells_own_number_format_wins(tmp_path: Path) -> None:
    def form(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["A1"].number_format = "0.000"
        sheet["A2"].number_format = "yyyy-mm-dd"

    path = drawing.template(tmp_path / "a.xlsx", {"A1": "{{值}}", "A2": "{{日}}"}, form)
    sheet = drawing.sheet_of(path, {"值": Figure(Decimal("1.5"), "1.5", "0.0"), "日": date(2011, 11, 1)})
    assert (sheet["A1"].value, sheet["A1"].number_format) == (1.5, "0.000")
    assert str(sheet["A2"].value)[:10] == "2011-11-01"


def test_a_placeholder_split_into_runs_is_found_and_each_run_keeps_its_look(tmp_path: Path) -> None:
    bold, red = InlineFont(b=True), InlineFont(color="FFFF0000")
    rich = CellRichText(
        "致",
        TextBlock(bold, "{{单"),
        TextBlock(red, "位}}：你"),
        TextBlock(bold, "{{?期限}}限{{期限}}{{/}}好"),
    )
    path = drawing.template(tmp_path / "a.xlsx", {"A1": rich})
    value = drawing.sheet_of(path, {"单位": "<甲&局>", "期限": ""})["A1"].value
    assert str(value) == "致<甲&局>：你好"
    assert isinstance(value, CellRichText)
    looks = {part.text: part.font for part in value if isinstance(part, TextBlock)}
    assert looks["<甲&局>"].b
    assert looks["：你"].color.rgb == "FFFF0000"
    assert looks["好"].b


@pytest.mark.parametrize(
    ("text", "given", "shown"),
    [
        ("{{?差距}}有{{/}}尾", {"差距": "x"}, "有尾"),
        ("{{?差距}}有{{/}}尾", {"差距": ""}, "尾"),
        ("{{?!差距}}无{{/}}尾", {}, "无尾"),
        ("{{?甲}}一{{?乙}}二{{/}}三{{/}}四", {"甲": 1}, "一三四"),
        ("{{?甲}}一{{?乙}}二{{/}}三{{/}}四", {"乙": 1}, "四"),
        ("{{ 甲 }}{{？甲}}！{{／}}", {"甲": 0}, "0"),
        ("{{?甲}}！{{/}}尾", {"甲": Figure(Decimal(0), "0")}, "尾"),
    ],
)
def test_conditions(tmp_path: Path, text: str, given: dict[str, object], shown: str) -> None:
    path = drawing.template(tmp_path / "a.xlsx", {"A1": text})
    assert str(drawing.sheet_of(path, given)["A1"].value) == shown


def test_all_that_no_placeholder_touches_stays_byte_for_byte(tmp_path: Path) -> None:
    path = drawing.template(tmp_path / "a.xlsx", {"A1": "{{单位}}", "C3": "固定", "D4": 12.25, "E5": "=D4*2"})
    made = drawing.filled(path, {"单位": "甲"})
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made) as after:
        changed = {"[Content_Types].xml", "docProps/core.xml", "docProps/app.xml", "xl/workbook.xml"}
        same = set(before.namelist()) - changed - {"xl/worksheets/sheet1.xml"}
        assert set(before.namelist()) == set(after.namelist())
        assert len(same) > 3
        assert [name for name in same if before.read(name) != after.read(name)] == []
        cells = [
            re.findall(rb'<c r="[CD]\d".*?</c>', zip.read("xl/worksheets/sheet1.xml"))
            for zip in (before, after)
        ]
        assert cells[0] == cells[1] != []
    assert openpyxl.load_workbook(made).worksheets[0]["E5"].value == "=D4*2"


def test_the_same_document_makes_the_same_bytes(simple: Path) -> None:
    fields = {"单位": "甲", "指标": drawing.items(3)}
    assert len({Template(simple).files([Document(fields, "甲")], drawing.ABOUT)[0] for _ in range(2)}) == 1


def test_the_sdk_finds_nothing_wrong_with_odd_texts(
    simple: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    made = drawing.filled(
        simple, {"单位": "".join(ODD) + "\x00\ud800", "指标": [{"名称": text} for text in ODD]}
    )
    assert validator(made) == validator(simple)  # openpyxl's own styles displease it


def test_headers_and_footers_are_filled_and_their_codes_stay(tmp_path: Path) -> None:
    def headed(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.oddHeader.center.text = "{{单位}}{{?差距}}有差距{{/}}"
        sheet.oddFooter.center.text = "第 &P 页"

    path = drawing.template(tmp_path / "a.xlsx", {"A1": "甲"}, headed)
    assert [(cell, one.full) for _, cell, one in Template(path).asked()] == [
        ("页眉页脚", "单位"),
        ("页眉页脚", "差距"),
    ]
    made = drawing.filled(path, {"单位": "<甲&D乙>"})
    with zipfile.ZipFile(made) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<oddHeader>&amp;C&lt;甲&amp;&amp;D乙&gt;</oddHeader>" in xml
    assert "&C第 &P 页" in html.unescape(xml)


def test_blanks_at_the_ends_are_kept_for_excel_too(simple: Path) -> None:
    made = drawing.filled(simple, {"单位": " 甲 ", "指标": []})
    with zipfile.ZipFile(made) as archive:
        assert '<t xml:space="preserve"> 甲 </t>' in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_normal_font_with_wide_digits_makes_wide_columns(tmp_path: Path) -> None:
    heights = []
    for font, size in (("Verdana", 10), ("Arial", 10)):
        book = openpyxl.Workbook()
        book._fonts[0] = openpyxl.styles.Font(name=font, sz=size)
        sheet = book.worksheets[0]
        sheet["A1"] = "{{单位}}"
        sheet["A1"].font = openpyxl.styles.Font(name="宋体", sz=11)
        sheet["A1"].alignment = openpyxl.styles.Alignment(wrap_text=True)
        sheet.column_dimensions["A"].width = 40
        path = tmp_path / f"{font}.xlsx"
        book.save(path)
        heights.append(drawing.sheet_of(path, {"单位": "长" * 200}).row_dimensions[1].height)
    assert heights[0] < heights[1]
