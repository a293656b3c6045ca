"""Workbooks as the standard allows them and few programs write them: read, patched, and otherwise kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Change, Formula, Patch, SheetPatch, Style, TextColour
from kaohe_xl.errors import BookError
from tests.books import foreign
from tests.books.fidelity import faults

SHEET = "市考指标"
PART = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"
DATA = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
RED = TextColour(Area(1, 3, 4, 3), "红", "FFC7CE", "9C0006")
DAY = dt.datetime(2011, 10, 31)
Parts = dict[str, str | bytes]


def patched(
    tmp_path: Path,
    sheet: str,
    parts: Parts | None = None,
    *changes: Change,
    colours: tuple[TextColour, ...] = (),
) -> Path:
    """A workbook after the changes (or 7 in C1), of which nothing else may have changed."""
    changes = changes or (Change(1, 3, 7),)
    old = foreign.write(tmp_path / "旧.xlsx", sheet, parts)
    path = foreign.write(tmp_path / "市考指标.xlsx", sheet, parts)
    open_file(path).save(Patch({SHEET: SheetPatch(changes, colours)}))
    block = open_file(path).block(SHEET)
    for change in changes:
        if isinstance(change.after, Formula):
            assert block.formulas[change.row, change.column] == change.after
        else:
            assert block.at(change.row, change.column) == change.after
    if not colours:
        assert faults(old, path, SHEET, {(c.row, c.column) for c in changes}) == []
    return path


def sheet_at(target: str, name: str = PART) -> Parts:
    """The parts of a workbook whose sheet is called by an odd target."""
    links = foreign.links("worksheet @", "styles styles.xml", "sharedStrings sharedStrings.xml")
    parts: Parts = {LINKS: links.replace("@", target)}
    if name != PART:
        parts |= {name: foreign.rows(DATA), PART: "<gone/>"}
    return parts


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/xl/worksheets/sheet1.xml", PART),
        ("./worksheets/./sheet1.xml", PART),
        ("../xl/worksheets/sheet1.xml", PART),
        ("..\\xl\\worksheets\\sheet1.xml", PART),
        ("WorkSheets/SHEET1.xml", PART),
        ("worksheets/%73heet1.xml", PART),
        ("worksheets/%E8%80%83%20核.xml", "xl/worksheets/考 核.xml"),
        ("worksheets/a%20b.xml", "xl/worksheets/a%20b.xml"),
        ("worksheets/考核.xml", "xl/worksheets/考核.xml"),
        ("../other/deep/er/s.xml", "other/deep/er/s.xml"),
        ("/s.xml", "s.xml"),
    ],
)
def test_a_sheet_is_found_wherever_it_stands(tmp_path: Path, target: str, name: str) -> None:
    path = patched(tmp_path, foreign.rows(DATA), sheet_at(target, name))
    assert '<c r="C1"><v>7</v></c>' in foreign.part(path, name)


def test_member_names_with_backslashes_and_capitals_are_parts_too(tmp_path: Path) -> None:
    import zipfile

    plain = foreign.parts(foreign.write(tmp_path / "a.xlsx", foreign.rows(DATA)))
    path = tmp_path / "市考指标.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in plain.items():
            member = zipfile.ZipInfo("x")
            member.filename = name.replace("/", "\\").replace("xl", "XL") if name.startswith("xl/w") else name
            archive.writestr(member, data)
    open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 3, 7),))}))
    assert open_file(path).block(SHEET).at(1, 3) == 7


def test_relationships_without_their_parts_are_passed_over(tmp_path: Path) -> None:
    links = foreign.links(
        "worksheet worksheets/sheet1.xml",
        "styles styles.xml",
        "sharedStrings sharedStrings.xml",
        "calcChain calcChain.xml",
        "worksheet worksheets/gone.xml",
        "theme theme/theme1.xml",
    )
    book = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>'
        '<sheet name="市考指标" sheetId="1" r:id="rId1"/><sheet name="丢失" sheetId="2" r:id="rId5"/>'
        '<sheet name="无" sheetId="3"/></sheets></workbook>'
    )
    beside = foreign.links("table ../tables/gone.xml", "pivotTable ../gone.xml", "comments ../gone.xml")
    parts: Parts = {LINKS: links, "xl/workbook.xml": book, "xl/worksheets/_rels/sheet1.xml.rels": beside}
    path = patched(tmp_path, foreign.rows(DATA), parts)
    assert open_file(path).sheets == (SHEET,)


def test_only_worksheets_are_sheets_to_us(tmp_path: Path) -> None:
    kinds = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "worksheet")
    links = foreign.links(*(f"{kind} s{k}.xml" for k, kind in enumerate(kinds)), "styles styles.xml")
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{k}" r:id="rId{k}" state="{state}"/>'
        for k, (name, state) in enumerate(
            [
                ("极隐", "veryHidden"),
                ("图", "visible"),
                ("框", "hidden"),
                ("宏", "veryHidden"),
                (SHEET, "visible"),
            ],
            1,
        )
    )
    book = f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>{sheets}</sheets></workbook>'
    plain = foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>')
    parts: Parts = {LINKS: links, "xl/workbook.xml": book} | {f"xl/s{k}.xml": plain for k in range(5)}
    grid = open_file(patched(tmp_path, plain, parts))
    assert grid.sheets == ("极隐", SHEET)
    assert grid.block("极隐").hidden
    grid.save(Patch({"极隐": SheetPatch((Change(1, 1, 2),))}))
    assert grid.block("极隐").at(1, 1) == 2


def test_alternatives_in_the_workbook_are_no_sheets(tmp_path: Path) -> None:
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15">'
        '<sheets><sheet name="影子" sheetId="9" r:id="rId1"/></sheets></mc:Choice></mc:AlternateContent>'
    )
    book = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}">{choice}<sheets>'
        '<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="目标">市考指标!$A$1'
        "</definedName></definedNames></workbook>"
    )
    path = patched(tmp_path, foreign.rows(DATA), {"xl/workbook.xml": book}, Change(1, 3, Formula("=A1*2")))
    assert open_file(path).sheets == (SHEET,)
    assert '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>' in foreign.part(path, "xl/workbook.xml")


def strict(text: str) -> str:
    return text.replace(foreign.MAIN, foreign.STRICT).replace(
        foreign.LINKS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    )


def strict_parts(*links: str) -> Parts:
    plain = foreign.links(*links)
    book = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}" conformance="strict"><sheets>'
        '<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    top = foreign.links("officeDocument xl/workbook.xml")
    return {
        LINKS: strict(plain),
        "xl/workbook.xml": strict(book),
        "_rels/.rels": strict(top),
        "xl/styles.xml": strict(foreign.STYLES),
        "xl/sharedStrings.xml": strict(foreign.strings("<si><t>生产总值</t></si>")),
    }


def test_a_strict_workbook_stays_strict(tmp_path: Path) -> None:
    all_links = ("worksheet worksheets/sheet1.xml", "styles styles.xml", "sharedStrings sharedStrings.xml")
    rows = DATA + '<row r="2"><c r="A2" s="4" t="d"><v>2011-10-31T00:00:00</v></c></row>'
    changes = (Change(1, 3, DAY), Change(2, 2, 0.5, style=Style((1, 1), "0.0%")))
    path = patched(tmp_path, strict(foreign.rows(rows)), strict_parts(*all_links), *changes)
    assert open_file(path).block(SHEET).at(2, 1) == DAY
    assert not any(foreign.MAIN.encode() in part for part in foreign.parts(path).values())


def test_a_strict_workbook_without_styles_gets_strict_ones(tmp_path: Path) -> None:
    parts = strict_parts("worksheet worksheets/sheet1.xml", "sharedStrings sharedStrings.xml")
    sheet = strict(foreign.rows(DATA))
    path = foreign.write(tmp_path / "市考指标.xlsx", sheet, parts)
    open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 3, DAY),))}))
    after = foreign.parts(path)
    assert open_file(path).block(SHEET).at(1, 3) == DAY
    added = next(
        name for name in after if name not in foreign.parts(foreign.write(tmp_path / "x.xlsx", sheet, parts))
    )
    assert foreign.STRICT.encode() in after[added]
    assert b"purl.oclc.org/ooxml/officeDocument/relationships/styles" in after[LINKS]


@pytest.mark.parametrize(
    "lists",
    [
        ("<cellXfs><xf/></cellXfs>", "<dxfs/>"),
        ('<cellXfs count="9"><xf numFmtId="0"/></cellXfs>', '<dxfs count="0"></dxfs>'),
        ('<cellXfs count="0"/>', '<dxfs count="0"/>'),
        ("<cellXfs></cellXfs>", ""),
        ("", ""),
    ],
    ids=["no counts", "wrong counts", "empty lists", "open lists", "no lists"],
)
def test_styles_may_have_any_lists(tmp_path: Path, lists: tuple[str, str]) -> None:
    styles = f'{foreign.HEAD}<styleSheet xmlns="{foreign.MAIN}">{"".join(lists)}</styleSheet>'
    changes = (Change(1, 3, DAY), Change(2, 3, 0.5, style=Style((1, 1), "0.0%")), Change(3, 3, 7))
    path = patched(tmp_path, foreign.rows(DATA), {"xl/styles.xml": styles}, *changes, colours=(RED,))
    xml = foreign.part(path, "xl/styles.xml")
    formats = int(re.findall(r'<cellXfs count="(\d+)" ?>', xml)[0])
    assert formats == xml.count("<xf")
    assert re.findall(r's="(\d+)"', foreign.part(path, PART)) == [str(formats - 2), str(formats - 1)]
    assert re.search('<dxfs count="1" ?><dxf>', xml)
    assert open_file(path).colours(SHEET) == (RED,)
    assert open_file(path).block(SHEET).at(1, 1) == 1  # a number still, not a date


ODD_CELLS: dict[str, str] = {
    "white space": '<row r="1" >\n <c r="A1" >\n  <v>1</v>\n </c >\n <c r="B1"\n t="s"><v>0</v></c>\n</row>\n',
    "no references": '<row><c><v>1</v></c><c t="s"><v>0</v></c></row>',
    "references in part": '<row r="1"><c r="A1"><v>1</v></c><c t="s"><v>0</v></c></row><row><c><v>3</v></c></row>',
    "other quotes": "<row r='1'><c r='A1'><v>1</v></c><c t='s' r='B1'><v>0</v></c></row>",
    "rich inline": '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t>生产</t></r>'
    '<r><t xml:space="preserve"> 总值</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c></row>',
    "row attributes": '<row r="1" spans="1:2" s="3" customFormat="1" ht="30" customHeight="1" hidden="1" outlineLevel="2" '
    'collapsed="1" thickTop="1" thickBot="1" ph="1" xmlns:x14ac="urn:x14ac" x14ac:dyDescent="0.2"><c r="A1"><v>1</v></c>'
    '<c r="B1" t="s" ph="1"><v>0</v></c></row>',
    "metadata": '<row r="1"><c r="A1" cm="1" vm="2"><f t="array" ref="A1" aca="1" ca="1">1</f><v>1</v></c><c r="B1" t="e" vm="1">'
    "<v>#VALUE!</v></c></row>",
    "formula attributes": '<row r="1"><c r="A1"><f ca="1" aca="0" bx="1" dt2D="0" dtr="0" del1="0" del2="0">NOW()</f><v>1</v></c></row>',
    "empty values": '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><v/></c><c r="D1" t="str"><f>""</f><v></v></c></row>',
    "extensions": '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><extLst><ext uri="x"><y/></ext></extLst></c></row>',
}


@pytest.mark.parametrize("rows", ODD_CELLS.values(), ids=ODD_CELLS.keys())
def test_cells_may_be_written_oddly(tmp_path: Path, rows: str) -> None:
    changes = (Change(1, 2, "乙"), Change(1, 3, 7), Change(9, 1, True))
    path = patched(tmp_path, foreign.rows(rows), None, *changes)
    xml = foreign.part(path, PART)
    assert open_file(path).block(SHEET).at(1, 1) == 1
    again = open_file(path)
    again.save(Patch({SHEET: SheetPatch((Change(1, 1, 8),))}))
    assert again.block(SHEET).values[0][:3] == (8, "乙", 7)
    assert xml.count("<row") == xml.count("</row>")
    written = [
        c
        for c in re.findall(r"<c\b[^>]*>", foreign.part(path, PART))
        if " vm=" in c or " cm=" in c or " ph=" in c
    ]
    assert written == []


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
    ],
    ids=["rows", "cells", "a row twice", "a cell of another row"],
)
def test_a_sheet_out_of_order_is_refused_before_writing(tmp_path: Path, rows: str) -> None:
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.rows(rows))
    before = path.read_bytes()
    with pytest.raises(BookError, match="次序混乱"):
        open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 3, 7),))}))
    assert path.read_bytes() == before


AROUND = (
    '<sheetProtection sheet="1" objects="1"/><autoFilter ref="A1:B1"/><mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells>'
    '<phoneticPr fontId="0"/><dataValidations count="1"><dataValidation type="list" sqref="C1:C9"><formula1>"红,黄"</formula1>'
    '</dataValidation></dataValidations><hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks><legacyDrawing r:id="rId9"/>'
)


def test_all_that_stands_around_the_cells_stays(tmp_path: Path) -> None:
    path = patched(tmp_path, foreign.worksheet(f"<sheetData>{DATA}</sheetData>{AROUND}"))
    assert AROUND in foreign.part(path, PART)


@pytest.mark.parametrize(
    ("protection", "told"),
    [
        ('<sheetProtection sheet="1" password="CC1A"/>', True),
        ('<sheetProtection algorithmName="SHA-512" sheet="true"/>', True),
        ('<sheetProtection sheet="0"/>', False),
        ("", False),
    ],
)
def test_writing_to_a_protected_sheet_is_told(tmp_path: Path, protection: str, told: bool) -> None:
    sheet = foreign.worksheet(f"<sheetData>{DATA}</sheetData>{protection}")
    grid = open_file(foreign.write(tmp_path / "市考指标.xlsx", sheet))
    saved = grid.save(Patch({SHEET: SheetPatch((Change(1, 3, 7),))}))
    assert [note for note in saved.notes if "市考指标”设有保护" in note] == list(saved.notes) * told
    assert bool(saved.notes) == told
    assert protection in foreign.part(tmp_path / "市考指标.xlsx", PART)
    assert not grid.save(
        Patch({SHEET: SheetPatch((Change(1, 3, 7),))})
    ).notes  # nothing written, nothing said


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><workbookPr date1904="1"/><sheets>'
        '<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    path = patched(tmp_path, foreign.rows(DATA), {"xl/workbook.xml": book}, Change(1, 3, DAY))
    assert "<v>39385</v>" in foreign.part(path, PART)


Reader = Callable[[Path], object]


@pytest.mark.parametrize("rows", ODD_CELLS.values(), ids=ODD_CELLS.keys())
def test_libreoffice_reads_oddly_written_cells_alike_after_a_patch(
    tmp_path: Path, rows: str, soffice: Callable[..., Path]
) -> None:
    path = patched(tmp_path, foreign.rows(rows), None, Change(1, 2, "乙"), Change(1, 3, 7))
    lines = soffice(path, "csv:Text - txt - csv (StarCalc):44,34,76").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(",")[1:3] in (["乙", "7"], ["乙", "700%"])


ODD_ARRAYS = (
    '<f t="array" ref="?">1</f>',
    '<f t="array">1</f>',
    '<f ref="A1:B2" x="array">1</f>',
    '<f t="dataTable" ref=""/>',
)


@pytest.mark.parametrize("formula", ODD_ARRAYS)
def test_an_array_formula_without_an_area_stops_nobody(tmp_path: Path, formula: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="D1">{formula}<v>1</v></c></row>'
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.rows(rows))
    open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 1, 7),))}))
    assert open_file(path).block(SHEET).at(1, 1) == 7


@pytest.mark.parametrize("location", ["", '<location ref="?"/>', "<location/>"])
def test_a_pivot_table_without_a_place_stops_nobody(tmp_path: Path, location: str) -> None:
    parts: Parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": foreign.links("pivotTable ../p.xml"),
        "xl/p.xml": f'<pivotTableDefinition xmlns="{foreign.MAIN}">{location}</pivotTableDefinition>',
    }
    patched(tmp_path, foreign.rows(DATA), parts)


@pytest.mark.parametrize("stated", ["", "?", "A1:XFE1", "$A$1:$B$1"])
def test_a_stated_dimension_may_be_nonsense(tmp_path: Path, stated: str) -> None:
    sheet = foreign.worksheet(f'<dimension ref="{stated}"/><sheetData>{DATA}</sheetData>')
    xml = foreign.part(patched(tmp_path, sheet), PART)
    assert (f'<dimension ref="{stated}"/>' in xml) == (stated != "$A$1:$B$1")


@pytest.mark.parametrize("reference", ["", "1A", "A", "A0", "XFE1"])
def test_a_cell_with_a_nonsense_reference_is_damage(tmp_path: Path, reference: str) -> None:
    rows = f'<row r="1"><c r="{reference}" s="1"><v>1</v></c></row>'
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.rows(rows))
    before = path.read_bytes()
    with pytest.raises(BookError, match=r"市考指标"):
        open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 3, 7),))}))
    assert path.read_bytes() == before


@pytest.mark.parametrize("inside", ["", "<cols/>", "<rows/>"])
def test_a_sheet_without_cells_at_all_is_damage(tmp_path: Path, inside: str) -> None:
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet(inside))
    for part in (SheetPatch((Change(1, 1, 7),)), SheetPatch(colours=(RED,)), SheetPatch(widths={2: 9.0})):
        with pytest.raises(BookError, match=r"sheet1\.xml"):
            open_file(path).save(Patch({SHEET: part}))


def test_columns_may_be_an_empty_list(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet("<cols/><sheetData/>"))
    open_file(path).save(Patch({SHEET: SheetPatch(widths={2: 9.0})}))
    assert '<cols><col min="2" max="2" width="9" customWidth="1"/></cols>' in foreign.part(path, PART)
    assert open_file(path).save(Patch({SHEET: SheetPatch(widths={2: 9.0})})).backup is None


def test_an_area_of_one_cell_gets_one_reference(tmp_path: Path) -> None:
    one = TextColour(Area(4, 3, 4, 3), "红", "FFC7CE", "9C0006")
    path = patched(tmp_path, foreign.rows(DATA), None, colours=(one,))
    assert 'sqref="C4"' in foreign.part(path, PART)


def test_a_rule_without_a_formula_is_no_text_colour(tmp_path: Path) -> None:
    rule = '<conditionalFormatting sqref="C1:C4"><cfRule type="cellIs" operator="equal" priority="1"/></conditionalFormatting>'
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet(f"<sheetData/>{rule}"))
    assert open_file(path).colours(SHEET) == ()


def test_a_root_without_a_namespace_is_read_as_it_is(tmp_path: Path) -> None:
    sheet = f'<worksheet><sheetData>{DATA}</sheetData><ext xmlns:x="urn:x"/></worksheet>'
    path = foreign.write(tmp_path / "市考指标.xlsx", sheet)
    open_file(path).save(Patch({SHEET: SheetPatch((Change(1, 3, 7),))}))
    assert '<c r="C1"><v>7</v></c>' in foreign.part(path, PART)
