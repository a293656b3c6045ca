"""Reading workbooks as many programs write them, and refusing what is no workbook."""

from __future__ import annotations

import datetime as dt
import os
import zipfile
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Block, ErrorValue
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.errors import BookError, InputError
from tests.books import foreign

SHEET = "市考指标"


def read(path: Path, sheet: str | bytes, parts: dict[str, str | bytes] | None = None) -> Block:
    return open_file(foreign.write(path / "市考指标.xlsx", sheet, parts)).block(SHEET)


def test_every_type_of_cell_is_read(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        foreign.rows(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>12</v></c><c r="C1"><v>0.1</v></c><c r="D1" t="b"><v>1</v></c>'
            '<c r="E1" t="e"><v>#DIV/0!</v></c><c r="F1" t="inlineStr"><is><t>长安区</t></is></c>'
            '<c r="G1" t="str"><f>A1&amp;"x"</f><v>生产总值x</v></c><c r="H1" t="d"><v>2011-10-31T00:00:00</v></c></row>'
        ),
    )
    assert block.values == (
        ("生产总值", 12, 0.1, True, "#DIV/0!", "长安区", "生产总值x", dt.datetime(2011, 10, 31)),
    )
    assert isinstance(block.values[0][4], ErrorValue)
    assert block.formulas == {(1, 7): '=A1&"x"'}


def test_dates_and_percentages_come_from_number_formats(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{letter}1" s="{style}"><v>{value}</v></c>'
        for letter, style, value in (
            ("A", foreign.MONTH, 40847),
            ("B", foreign.PERCENT_ONE, 0.855),
            ("C", foreign.PERCENT, 1),
            ("D", foreign.DATE, 40847.5),
            ("E", foreign.TIME, 0.5),
            ("F", foreign.DATE, -3),
        )
    )
    block = read(tmp_path, foreign.rows(f'<row r="1">{cells}</row>'))
    day = dt.datetime(2011, 10, 31)
    assert block.values == ((day, 0.855, 1, day.replace(hour=12), 0.5, -3),)
    assert block.percents == {(1, 2), (1, 3)}


def test_dates_may_count_from_1904(tmp_path: Path) -> None:
    workbook = foreign.part(foreign.write(tmp_path / "a.xlsx", foreign.rows("")), "xl/workbook.xml")
    block = read(
        tmp_path,
        foreign.rows(f'<row r="1"><c r="A1" s="{foreign.DATE}"><v>39385</v></c></row>'),
        {"xl/workbook.xml": workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')},
    )
    assert block.values == ((dt.datetime(2011, 10, 31),),)


def test_shared_strings_lose_phonetics_and_keep_runs_and_escapes(tmp_path: Path) -> None:
    texts = (
        '<si><r><t>固定</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 资产</t></r></si>',
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>',
        "<si><t>甲_x000D_乙_x005F_x0041_</t></si>",
        "<si><t>1 &lt; 2 &#x4E2D;&#25991;</t></si>",
        "<si><t><![CDATA[a<b]]></t></si>",
        "<si><t/></si>",
        "<si/>",
    )
    cells = "".join(f'<c t="s"><v>{k}</v></c>' for k in range(len(texts)))
    block = read(
        tmp_path,
        foreign.rows(f"<row>{cells}</row>"),
        {"xl/sharedStrings.xml": foreign.strings("".join(texts))},
    )
    assert block.values == (("固定 资产", "東京", "甲\r乙_x0041_", "1 < 2 中文", "a<b", "", ""),)


def test_a_namespace_prefix_and_missing_references_are_read(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{foreign.STRICT}"><!-- <x:c r="Z9"><x:v>1</x:v></x:c> --><x:sheetData>'
        "<x:row><x:c><x:v>1</x:v></x:c><x:c t='inlineStr'><x:is><x:t>甲</x:t></x:is></x:c></x:row>"
        '<x:row r="3"><x:c r="C3"><x:f>A1*2</x:f><x:v>2</x:v></x:c><x:c><x:v>4</x:v></x:c></x:row>'
        '</x:sheetData><x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
    )
    block = read(tmp_path, sheet)
    assert block.values == ((1, "甲", None, None), (None,) * 4, (None, None, 2, 4))
    assert block.merged == (Area(1, 1, 2, 1),)
    assert block.formulas == {(3, 3): "=A1*2"}


def test_a_sheet_in_utf_16_is_read(tmp_path: Path) -> None:
    sheet = foreign.rows('<row r="1"><c r="A1" t="inlineStr"><is><t>长安区</t></is></c></row>').replace(
        "UTF-8", "UTF-16"
    )
    assert read(tmp_path, sheet.encode("utf-16")).values == (("长安区",),)


def test_only_the_first_cell_of_a_merged_area_has_a_value(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        foreign.worksheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row></sheetData>'
            '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
        ),
    )
    assert block.values == ((1, None, 3),)


def test_a_formula_without_a_cached_value_is_stale(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        foreign.rows(
            '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f t="shared" ref="B1:C1" si="0">A1</f><v>5</v></c>'
            '<c r="C1"><f t="shared" si="0"/><v>6</v></c></row>'
        ),
    )
    assert block.stale == {(1, 1)}
    assert block.formulas == {(1, 1): "=1+1", (1, 2): "=A1", (1, 3): "="}
    assert block.values == ((None, 5, 6),)


def test_formatted_but_empty_cells_do_not_enlarge_the_block(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        foreign.rows(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
        ),
    )
    assert block.values == ((1,),)


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_by_name(tmp_path: Path, row: str) -> None:
    with pytest.raises(BookError, match=SHEET):
        read(tmp_path, foreign.rows(row))


def test_a_sheet_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    wide = "".join(
        f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, MOST_CELLS // 16384 + 3)
    )
    with pytest.raises(BookError, match="太大"):
        read(tmp_path, foreign.rows(wide))


@pytest.mark.parametrize(
    "sheet",
    [
        foreign.rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1"><v>abc</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1"><v>1</v></row>'),
        foreign.rows('<row r="1"><c r="A1"><v>&undefined;</v></c></row>'),
        foreign.rows("").replace("<worksheet", '<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet'),
        "",
    ],
    ids=[
        "string beyond the list",
        "text as number",
        "not well-formed",
        "unknown entity",
        "doctype",
        "empty part",
    ],
)
def test_a_damaged_sheet_is_refused_with_its_part(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(BookError, match=r"市考指标\.xlsx.*sheet1\.xml"):
        read(tmp_path, sheet)


def test_an_inflating_bomb_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="大得不正常"):
        read(tmp_path, b" " * (70 << 20))


def test_hidden_sheets_are_listed_in_tab_order(tmp_path: Path) -> None:
    workbook = foreign.part(foreign.write(tmp_path / "a.xlsx", foreign.rows("")), "xl/workbook.xml")
    more = '<sheet name="甲 &amp; 乙" sheetId="2" state="veryHidden" r:id="rId4"/></sheets>'
    grid = open_file(
        foreign.write(
            tmp_path / "b.xlsx",
            foreign.rows(""),
            {
                "xl/workbook.xml": workbook.replace("</sheets>", more),
                "xl/_rels/workbook.xml.rels": foreign.links(
                    "worksheet /xl/worksheets/sheet1.xml",
                    "styles styles.xml",
                    "x y",
                    "worksheet worksheets/Sheet2.xml",
                ),
                "xl/worksheets/sheet2.xml": foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'),
            },
        )
    )
    assert grid.sheets == (SHEET, "甲 & 乙")
    assert grid.block("甲 & 乙").hidden
    assert not grid.block(SHEET).hidden
    with pytest.raises(InputError, match="没有工作表“丙”"):
        grid.block("丙")


def refusal(path: Path, password: str | None = None) -> str:
    with pytest.raises(BookError) as caught:
        open_file(path, password)
    assert path.name in caught.value.message
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "没有找到文件" in refusal(tmp_path / "没有.xlsx")


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    assert "是文件夹" in refusal(tmp_path / "夹.xlsx")


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").touch()
    assert "0 字节" in refusal(tmp_path / "空.xlsx")


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "<html>表</html>".encode(), b"PK\x03\x04"])
def test_text_named_as_a_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "假.xlsx").write_bytes(content)
    assert "另存为 .xlsx" in refusal(tmp_path / "假.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "包.xlsx", "w") as archive:
        archive.writestr("readme.txt", "x")
    assert "不是 Excel 工作簿" in refusal(tmp_path / "包.xlsx")


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "断.xlsx", foreign.rows(""))
    path.write_bytes(path.read_bytes()[:-40])
    assert "已损坏" in refusal(path)


def test_a_workbook_with_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "坏.xlsx", foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(BookError, match="已损坏"):
        open_file(path).block(SHEET)


def test_an_old_xls_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "另存为 .xlsx" in refusal(tmp_path / "旧.xls")


def test_a_workbook_of_another_suffix_is_refused(tmp_path: Path) -> None:
    assert "扩展名" in refusal(foreign.write(tmp_path / "表.zip", foreign.rows("")))


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xltx", ".xltm", ".XLSX"])
def test_all_suffixes_of_the_format_open(tmp_path: Path, suffix: str) -> None:
    assert open_file(foreign.write(tmp_path / f"表{suffix}", foreign.rows(""))).sheets == (SHEET,)


def test_a_workbook_without_sheets_is_refused(tmp_path: Path) -> None:
    path = foreign.write(
        tmp_path / "无表.xlsx", foreign.rows(""), {"xl/_rels/workbook.xml.rels": foreign.links()}
    )
    assert "没有工作表" in refusal(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "锁.xlsx", foreign.rows(""))
    path.chmod(0)
    assert "读不出来" in refusal(path)


def encrypted(path: Path, password: str) -> Path:
    from msoffcrypto.format.ooxml import OOXMLFile

    sheet = foreign.rows('<row r="1"><c r="A1"><v>7</v></c></row>')
    # msoffcrypto encrypts what is shorter than a sector of its container wrongly.
    plain = foreign.write(path.with_name("明文.xlsx"), sheet, {"xl/media/image1.png": os.urandom(8192)})
    with plain.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    return path


def test_an_encrypted_workbook_asks_for_its_password(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "密.xlsx", "考核2011")
    assert "打开密码" in refusal(path)
    assert "密码不对" in refusal(path, "别的")


def test_an_encrypted_workbook_is_read_and_written_under_its_password(tmp_path: Path) -> None:
    from kaohe_xl.books.grid import Change, Patch, SheetPatch

    path = encrypted(tmp_path / "密.xlsx", "考核2011")
    grid = open_file(path, "考核2011")
    assert grid.block(SHEET).at(1, 1) == 7
    grid.save(Patch({SHEET: SheetPatch((Change(1, 1, 8),))}))
    assert grid.block(SHEET).at(1, 1) == 8
    assert "打开密码" in refusal(path)
    assert open_file(path, "考核2011").block(SHEET).at(1, 1) == 8
