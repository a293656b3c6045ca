"""Parts with mixed prefixes, foreign elements of the same names, alternatives and other encodings are patched alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from kaohe_xl.books.markup import Markup, with_attribute, without_attributes
from tests.books import foreign
from tests.books.fidelity import faults

SHEET = "市考指标"
PART = "xl/worksheets/sheet1.xml"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def patched(tmp_path: Path, sheet: str | bytes, parts: dict[str, str | bytes] | None = None) -> str:
    """The sheet's XML after 7 went to B1; nothing else may have changed."""
    path = foreign.write(tmp_path / "市考指标.xlsx", sheet, parts)
    old = foreign.write(tmp_path / "旧.xlsx", sheet, parts)
    grid = open_file(path)
    grid.save(Patch({SHEET: SheetPatch((Change(1, 2, 7),))}))
    assert open_file(path).block(SHEET).values[0][:2] == (1, 7)
    assert faults(old, path, SHEET, {(1, 2)}) == []
    return foreign.part(path, PART)


def test_prefixes_may_be_mixed_in_one_sheet(tmp_path: Path) -> None:
    sheet = (
        f'<worksheet xmlns="{foreign.MAIN}" xmlns:x="{foreign.MAIN}"><x:sheetData>'
        '<x:row r="1"><c r="A1"><x:v>1</x:v></c></x:row></x:sheetData></worksheet>'
    )
    xml = patched(tmp_path, sheet)
    assert '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>7</v></c></row>' in xml


def test_a_child_may_bring_its_own_prefix(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{foreign.MAIN}"><sheetData xmlns="{foreign.MAIN}">'
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData></x:worksheet>'
    )
    assert '<x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData>' in patched(tmp_path, sheet)


def test_foreign_elements_of_the_same_names_are_left_alone(tmp_path: Path) -> None:
    before = '<sheetPr><ext xmlns="urn:other"><sheetData><row r="1"/></sheetData></ext></sheetPr>'
    sheet = foreign.worksheet(before + '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')
    assert before in patched(tmp_path, sheet)


def test_what_stands_in_an_alternative_is_not_taken_for_the_sheet(tmp_path: Path) -> None:
    choice = (
        f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="x14"><mc:AlternateContent><mc:Fallback/>'
        '</mc:AlternateContent><mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData><row r="1"/></sheetData></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )
    empty = f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"/>'
    data = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    xml = patched(tmp_path, foreign.worksheet(empty + choice + data + choice))
    assert xml.count(choice) == 2


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
        ("GB18030", "gb18030"),
        ("GBK", "gbk"),
        ("UTF-8", "utf-8-sig"),
        ("GB2312", "utf-8-sig"),
        ("us-ascii", "ascii"),
    ],
)
def test_other_encodings_are_read_and_written_as_utf_8(tmp_path: Path, declared: str, codec: str) -> None:
    name = "A1" if codec == "ascii" else "分值"
    sheet = (
        foreign.worksheet(
            '<sheetData><row r="1"><c r="A1"><v>1</v></c>'
            f'<c r="C1" t="inlineStr"><is><t>{name}</t></is></c></row></sheetData>'
        )
        .replace('"UTF-8"', f'"{declared}"')
        .encode(codec)
    )
    assert f"<t>{name}</t>" in patched(tmp_path, sheet)


def test_comments_instructions_and_cdata_stay(tmp_path: Path) -> None:
    head = "<!-- <sheetData/> --><?office <row?>"
    sheet = foreign.worksheet(
        f'{head}<sheetData><!-- <row r="1"> --><row r="1"><?x <c?><c r="A1"><v>1</v></c></row></sheetData>'
        "<headerFooter><oddHeader><![CDATA[<sheetData>&L]]></oddHeader></headerFooter>"
    )
    xml = patched(tmp_path, sheet)
    assert head in xml
    assert "<![CDATA[<sheetData>&L]]>" in xml


def test_an_attribute_is_found_by_its_name_not_inside_of_another() -> None:
    tag = b"""<cfRule text=' priority="9" ' priority="1"/>"""
    assert with_attribute(tag, "priority", "2") == b"""<cfRule text=' priority="9" ' priority="2"/>"""
    assert without_attributes(tag, "priority", "absent") == b"""<cfRule text=' priority="9" '/>"""


def test_a_prefix_declared_twice_for_the_same_needs_no_other_reading() -> None:
    raw = f'<worksheet xmlns="{foreign.MAIN}"><sheetData xmlns="{foreign.MAIN}"/>xmlns</worksheet>'.encode()
    part = Markup(raw, "书.xlsx", PART)
    assert part.mask is part.data
    assert part.data == raw
