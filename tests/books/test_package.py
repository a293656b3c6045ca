"""Patching: the touched cells change, every other byte of the workbook stays."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from kaohe_xl.books.files import FileGrid, open_file
from kaohe_xl.books.grid import Area, Change, Formula, Patch, SheetPatch, Style, TextColour, Value
from kaohe_xl.errors import BookError, InputError
from tests.books import foreign

SHEET = "市考指标"
PART = "xl/worksheets/sheet1.xml"
RED = TextColour(Area(2, 3, 9, 3), "红", "FFC7CE", "9C0006")


class Office:
    """A workbook on disk, and what a patch makes of it."""

    def __init__(self, path: Path, sheet: str, parts: dict[str, str | bytes] | None = None) -> None:
        self.path = foreign.write(path / "市考指标.xlsx", sheet, parts)
        self.before = foreign.parts(self.path)
        self.grid: FileGrid = open_file(self.path)

    def write(self, *changes: Change, **more: object) -> str:
        """Save changes to the sheet; its new XML comes back."""
        self.grid.save(Patch({SHEET: SheetPatch(changes, **more)}))  # type: ignore[arg-type]
        return self.xml()

    def xml(self, part: str = PART) -> str:
        return foreign.part(self.path, part)

    def changed_parts(self) -> set[str]:
        after = foreign.parts(self.path)
        return {
            name for name in self.before.keys() | after.keys() if self.before.get(name) != after.get(name)
        }


def cell(xml: str, reference: str) -> str:
    found = re.search(rf'<c r="{reference}"[^>]*?(?:/>|>.*?</c>)', xml)
    assert found, f"no cell {reference}"
    return found[0]


ROWS = (
    '<row r="2" spans="1:3" ht="30" customHeight="1"><c r="A2" s="2"><v>0.5</v></c>'
    '<c r="C2" s="4" t="s"><v>0</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>'
)


def test_a_number_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(Change(2, 1, 0.75))
    assert xml == foreign.rows(ROWS.replace("<v>0.5</v>", "<v>0.75</v>"))
    assert office.changed_parts() == {PART}


def test_absent_cells_and_rows_are_inserted_in_order(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(
        *(Change(r, c, r * 10 + c) for r, c in ((9, 2), (1, 1), (2, 2), (2, 5), (3, 4), (5, 1)))
    )
    assert re.findall(r'<row r="(\d+)"', xml) == ["1", "2", "3", "5", "9"]
    assert re.findall(r'<c r="(\w+)"', xml) == ["A1", "A2", "B2", "C2", "E2", "D3", "A5", "B5", "B9"]
    assert 'spans="1:5" ht="30"' in xml
    assert office.grid.block(SHEET).at(3, 4) == 34


@pytest.mark.parametrize(
    "data", ["<sheetData/>", "<sheetData></sheetData>", '<sheetData><row r="3"/></sheetData>']
)
def test_an_empty_sheet_takes_cells(tmp_path: Path, data: str) -> None:
    office = Office(tmp_path, foreign.worksheet(data))
    office.write(Change(3, 2, "甲"))
    assert office.grid.block(SHEET).values == ((None, None), (None, None), (None, "甲"))


def test_new_cells_take_the_looks_of_their_row_or_column(tmp_path: Path) -> None:
    office = Office(
        tmp_path,
        foreign.worksheet(
            '<cols><col min="2" max="4" width="9" style="3"/></cols><sheetData>'
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" s="2" customFormat="1"/></sheetData>'
        ),
    )
    xml = office.write(Change(1, 2, 1), Change(2, 2, 1), Change(4, 2, 1), Change(4, 9, 1))
    looks = [re.findall(r's="(\d)"', cell(xml, reference)) for reference in ("B1", "B2", "B4", "I4")]
    assert looks == [["3"], ["2"], ["3"], []]


@pytest.mark.parametrize(
    "text",
    ["=1+1", " 两边有空格 ", "第一行\n第二行", "<&>\"'", "_x0041_", "回\r车", "铃\x07", "𠮷", "-1", "{=A1}"],
)
def test_text_comes_back_as_it_was_and_is_never_a_formula(tmp_path: Path, text: str) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    office.write(Change(2, 1, text))
    block = open_file(office.path).block(SHEET)
    assert block.at(2, 1) == text
    assert not block.formulas


@pytest.mark.parametrize("value", [True, False, 0, -1.5, 1e300, 0.1 + 0.2, 123456789012345])
def test_numbers_and_truths_come_back_as_they_were(tmp_path: Path, value: Value) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    office.write(Change(7, 7, value))
    read = open_file(office.path).block(SHEET).at(7, 7)
    assert read == value
    assert isinstance(read, bool) == isinstance(value, bool)


def test_a_blanked_cell_keeps_its_looks(tmp_path: Path) -> None:
    xml = Office(tmp_path, foreign.rows(ROWS)).write(Change(2, 3, None))
    assert cell(xml, "C2") == '<c r="C2" s="4"/>'


def test_a_date_gets_a_date_format_where_the_cell_has_none(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    day = dt.datetime(2011, 10, 31)
    xml = office.write(Change(2, 3, day), Change(5, 2, day), Change(6, 2, day.replace(hour=9)))
    assert cell(xml, "C2") == '<c r="C2" s="4"><v>40847</v></c>'
    block = office.grid.block(SHEET)
    assert (block.at(5, 2), block.at(6, 2)) == (day, day.replace(hour=9))
    assert office.changed_parts() == {PART, "xl/styles.xml"}


def test_a_formula_that_only_excel_calculates_has_no_result_and_asks_for_recalculation(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(Change(2, 1, Formula('=IF(IMLOG2(A1)<2,"甲&乙",1)')))
    assert cell(xml, "A2") == '<c r="A2" s="2"><f>IF(IMLOG2(A1)&lt;2,"甲&amp;乙",1)</f></c>'
    assert office.grid.block(SHEET).stale == {(2, 1)}
    assert 'fullCalcOnLoad="1"' in office.xml("xl/workbook.xml")


def test_a_formula_is_written_with_its_result(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(Change(2, 1, Formula('=IF(A1<2,"甲&乙",1)')))
    assert cell(xml, "A2") == '<c r="A2" s="2" t="str"><f>IF(A1&lt;2,"甲&amp;乙",1)</f><v>甲&amp;乙</v></c>'
    assert office.grid.block(SHEET).at(2, 1) == "甲&乙"
    assert 'fullCalcOnLoad="1"' in office.xml("xl/workbook.xml")


def test_values_are_recalculated_at_opening_only_where_there_are_formulas(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    office.write(Change(2, 1, 3))
    assert "fullCalcOnLoad" not in office.xml("xl/workbook.xml")
    office = Office(tmp_path, foreign.rows(ROWS + '<row r="6"><c r="A6"><f>A2</f><v>0.5</v></c></row>'))
    office.write(Change(2, 1, 3))
    assert '</sheets><calcPr fullCalcOnLoad="1"/>' in office.xml("xl/workbook.xml")


def test_what_stands_there_already_is_not_written(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    before = office.path.read_bytes()
    saved = office.grid.save(
        Patch(
            {
                SHEET: SheetPatch(
                    (
                        Change(2, 1, 0.5 + 1e-17),
                        Change(2, 3, "生产总值"),
                        Change(8, 8, None),
                        Change(9, 9, ""),
                    )
                )
            }
        )
    )
    assert (saved.backup, office.path.read_bytes()) == (None, before)
    assert not (tmp_path / ".kaohe").exists()


def test_a_second_run_of_a_whole_patch_writes_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    changes = (
        Change(2, 4, 0.8, style=Style((2, 1), "0.00%")),
        Change(3, 4, None, style=Style((2, 1))),
        Change(4, 4, dt.datetime(2011, 1, 2)),
        Change(5, 4, Formula("=B5")),
    )
    patch = Patch({SHEET: SheetPatch(changes, (RED,), {4: 12.5})})
    assert office.grid.save(patch).backup
    assert office.grid.save(patch).backup is None
    assert open_file(office.path).save(patch).backup is None


def test_a_new_column_looks_like_the_one_it_copies(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(
        Change(2, 4, 0.8, style=Style((2, 1))), Change(5, 4, 0.9, style=Style((2, 1), "0.000"))
    )
    assert cell(xml, "D2") == '<c r="D2" s="2"><v>0.8</v></c>'
    assert cell(xml, "D5") == '<c r="D5" s="6"><v>0.9</v></c>'
    styles = office.xml("xl/styles.xml")
    assert '<numFmt numFmtId="166" formatCode="0.000"/></numFmts>' in styles
    assert '<numFmts count="3">' in styles
    assert '<cellXfs count="7">' in styles
    assert (
        '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        in styles
    )


def test_an_equal_format_is_used_again(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    xml = office.write(
        Change(2, 4, 0.8, style=Style((5, 2), "0.0%;[Red]-0.0%")), Change(2, 5, 1, style=Style((2, 1)))
    )
    assert cell(xml, "D2") == '<c r="D2" s="2"><v>0.8</v></c>'
    assert office.changed_parts() == {PART}


def test_a_workbook_without_styles_gets_some_where_needed(tmp_path: Path) -> None:
    links = foreign.links("worksheet worksheets/sheet1.xml", "sharedStrings sharedStrings.xml")
    office = Office(
        tmp_path,
        foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'),
        {"xl/_rels/workbook.xml.rels": links},
    )
    office.write(Change(1, 2, dt.datetime(2011, 10, 31)), colours=(RED,))
    assert office.grid.block(SHEET).at(1, 2) == dt.datetime(2011, 10, 31)
    assert office.grid.colours(SHEET) == (RED,)


def test_text_colours_stand_where_the_format_wants_them(tmp_path: Path) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A7:B7"/></mergeCells>'
    rest = '<dataValidations count="1"><dataValidation sqref="A1"/></dataValidations><pageMargins left="1"/>'
    old = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" dxfId="0" priority="4"><formula>TRUE</formula>'
        "</cfRule></conditionalFormatting>"
    )
    office = Office(tmp_path, foreign.worksheet(f"<sheetData>{ROWS}</sheetData>{after}{old}{rest}"))
    xml = office.write(colours=(RED,))
    new = (
        '<conditionalFormatting sqref="C2:C9"><cfRule type="cellIs" dxfId="0" priority="5" operator="equal">'
        '<formula>"红"</formula></cfRule></conditionalFormatting>'
    )
    assert xml == foreign.worksheet(f"<sheetData>{ROWS}</sheetData>{after}{old}{new}{rest}")
    assert office.grid.colours(SHEET) == (RED,)
    assert '<dxfs count="1"' in office.xml("xl/styles.xml")


def test_rules_that_others_made_for_the_same_text_are_left_alone(tmp_path: Path) -> None:
    rule = '<cfRule type="cellIs" dxfId="0" priority="1" operator="equal"><formula>"红"</formula></cfRule>'
    split = f'<conditionalFormatting sqref="C2:C5 B6:D20">{rule}</conditionalFormatting>'
    office = Office(tmp_path, foreign.worksheet(f"<sheetData/>{split}"))
    assert office.grid.save(Patch({SHEET: SheetPatch(colours=(RED,))})).backup is None
    beyond = TextColour(Area(2, 3, 21, 3), "红", "FFC7CE", "9C0006")
    assert office.grid.save(Patch({SHEET: SheetPatch(colours=(beyond,))})).backup


def test_rules_of_other_kinds_are_not_text_colours(tmp_path: Path) -> None:
    rules = (
        '<conditionalFormatting sqref="C2"><cfRule type="containsText" dxfId="0" priority="1" operator="containsText" '
        'text="红"><formula>NOT(ISERROR(SEARCH("红",C2)))</formula></cfRule>'
        '<cfRule type="cellIs" dxfId="0" priority="2" operator="equal"><formula>$A$1</formula></cfRule>'
        '<cfRule type="cellIs" dxfId="0" priority="3" operator="greaterThan"><formula>"红"</formula></cfRule>'
        "</conditionalFormatting>"
    )
    assert Office(tmp_path, foreign.worksheet(f"<sheetData/>{rules}")).grid.colours(SHEET) == ()


def test_widths_split_a_range_and_leave_its_other_columns(tmp_path: Path) -> None:
    cols = '<cols><col min="1" max="1" width="5" customWidth="1"/><col min="3" max="6" width="9" style="3" hidden="1"/></cols>'
    office = Office(tmp_path, foreign.worksheet(f"{cols}<sheetData/>"))
    xml = office.write(widths={4: 12.5, 2: 8, 9: 10})
    assert xml == foreign.worksheet(
        '<cols><col min="1" max="1" width="5" customWidth="1"/><col min="2" max="2" width="8" customWidth="1"/>'
        '<col min="3" max="3" width="9" style="3" hidden="1"/>'
        '<col customWidth="1" min="4" max="4" width="12.5" style="3" hidden="1"/>'
        '<col min="5" max="6" width="9" style="3" hidden="1"/><col min="9" max="9" width="10" customWidth="1"/></cols><sheetData/>'
    )


def test_the_stated_dimension_grows(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.worksheet(f'<dimension ref="A2:C5"/><sheetData>{ROWS}</sheetData>'))
    assert '<dimension ref="A1:D6"/>' in office.write(Change(6, 4, 1), Change(1, 1, 2))


SHARED = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1&amp;"x"</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row><row r="3"><c r="B3"><f t="shared" si="0"/><v>3</v></c></row>'
)


def test_the_next_cell_inherits_an_overwritten_shared_formula(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(SHARED))
    xml = office.write(Change(1, 2, 7))
    assert cell(xml, "B1") == '<c r="B1"><v>7</v></c>'
    assert cell(xml, "B2") == '<c r="B2"><f ref="B2:B3" t="shared" si="0">A2*$A$1&amp;"x"</f><v>2</v></c>'
    assert cell(xml, "B3") == '<c r="B3"><f t="shared" si="0"/><v>3</v></c>'


def test_a_shared_formula_in_cdata_is_inherited_as_what_it_says(tmp_path: Path) -> None:
    rows = SHARED.replace('A1*$A$1&amp;"x"', '<![CDATA[A1*$A$1&"x"]]><!-- x -->')
    xml = Office(tmp_path, foreign.rows(rows)).write(Change(1, 2, 7))
    assert 'si="0">A2*$A$1&amp;"x"</f>' in cell(xml, "B2")


def test_a_wholly_overwritten_shared_formula_is_gone(tmp_path: Path) -> None:
    xml = Office(tmp_path, foreign.rows(SHARED)).write(*(Change(r, 2, r + 10) for r in (1, 2, 3)))
    assert "<f" not in xml


CHAIN = f'{foreign.HEAD}<calcChain xmlns="{foreign.MAIN}"><c r="B3" i="1"/><c r="B2"/><c r="B1"/></calcChain>'


def chained(tmp_path: Path) -> Office:
    plain = foreign.part(foreign.write(tmp_path / "a.xlsx", foreign.rows("")), "[Content_Types].xml")
    links = (
        "worksheet worksheets/sheet1.xml",
        "styles styles.xml",
        "sharedStrings sharedStrings.xml",
        "calcChain calcChain.xml",
    )
    override = '<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>'
    return Office(
        tmp_path,
        foreign.rows(SHARED),
        {
            "xl/calcChain.xml": CHAIN,
            "xl/_rels/workbook.xml.rels": foreign.links(*links),
            "[Content_Types].xml": plain.replace("</Types>", override),
        },
    )


def test_an_overwritten_formula_leaves_the_calculation_chain(tmp_path: Path) -> None:
    office = chained(tmp_path)
    office.write(Change(3, 2, 7))
    assert '<c i="1" r="B2"/><c r="B1"/></calcChain>' in office.xml("xl/calcChain.xml")
    assert "B3" not in office.xml("xl/calcChain.xml")


def test_a_calculation_chain_without_cells_goes_with_its_links(tmp_path: Path) -> None:
    office = chained(tmp_path)
    office.write(*(Change(r, 2, r + 10) for r in (1, 2, 3)))
    parts = foreign.parts(office.path)
    assert "xl/calcChain.xml" not in parts
    assert b"calcChain" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]


TABLE = f'<table xmlns="{foreign.MAIN}" id="1" name="T" displayName="指标表" ref="A1:B3" totalsRowShown="0"/>'
PIVOT = f'<pivotTableDefinition xmlns="{foreign.MAIN}" name="P"><location ref="A1:B3" firstHeaderRow="1"/></pivotTableDefinition>'


@pytest.mark.parametrize(
    ("inside", "link", "words"),
    [
        (
            '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:B3">1</f></c></row></sheetData>',
            None,
            "数组公式",
        ),
        (
            '<sheetData><row r="1"><c r="A1"><f t="dataTable" ref="A1:B3"/></c></row></sheetData>',
            None,
            "模拟运算表",
        ),
        ("<sheetData/>", ("table", TABLE), "指标表"),
        ("<sheetData/>", ("pivotTable", PIVOT), "数据透视表"),
    ],
)
def test_cells_that_belong_to_something_whole_are_refused_by_name(
    tmp_path: Path, inside: str, link: tuple[str, str] | None, words: str
) -> None:
    parts: dict[str, str | bytes] = {}
    if link is not None:
        parts = {
            "xl/worksheets/_rels/sheet1.xml.rels": foreign.links(f"{link[0]} ../a.xml"),
            "xl/a.xml": link[1],
        }
    office = Office(tmp_path, foreign.worksheet(inside), parts)
    before = office.path.read_bytes()
    with pytest.raises(BookError, match=rf"市考指标”的 B1 .*{words}"):
        office.write(Change(9, 9, 1), Change(1, 2, 5))
    assert office.path.read_bytes() == before
    office.write(Change(1, 3, 5))  # right beside it is nobody's
    assert office.grid.block(SHEET).at(1, 3) == 5


@pytest.mark.parametrize("kind", ["array", "dataTable"])
def test_an_array_that_is_overwritten_as_a_whole_is_gone(tmp_path: Path, kind: str) -> None:
    rows = f'<row r="1"><c r="A1" cm="1"><f t="{kind}" ref="A1:B1" aca="1" ca="1">X1</f><v>1</v></c><c r="B1"><v>2</v></c></row>'
    office = Office(tmp_path, foreign.rows(rows))
    xml = office.write(Change(1, 1, 5), Change(1, 2, 2))
    assert '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><v>2</v></c></row>' in xml
    office = Office(tmp_path, foreign.rows(rows))
    with pytest.raises(BookError, match="A1:B1"):
        office.write(Change(1, 1, Formula("=X1")), Change(1, 2, 3))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "有限"),
        (float("inf"), "有限"),
        ("长" * 32768, "32767"),
        (dt.datetime(1899, 1, 1), "早于"),
    ],
)
def test_what_no_cell_can_hold_is_refused_with_its_cell(tmp_path: Path, value: Value, words: str) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    before = office.path.read_bytes()
    with pytest.raises(BookError, match=f"F7.*{words}"):
        office.write(Change(7, 6, value))
    assert office.path.read_bytes() == before
    assert not (tmp_path / ".kaohe").exists()


@pytest.mark.parametrize("place", [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_a_cell_off_the_sheet_is_refused(tmp_path: Path, place: tuple[int, int]) -> None:
    with pytest.raises(BookError, match="没有单元格"):
        Office(tmp_path, foreign.rows(ROWS)).write(Change(*place, after=1))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"/></row>',
        '<row r="1"><c r="B1"/><c r="A1"/></row>',
        '<row r="1"><c r="A1"/></row><row r="1"><c r="A1"/></row>',
    ],
)
def test_a_disordered_sheet_is_not_patched(tmp_path: Path, rows: str) -> None:
    with pytest.raises(BookError, match="次序"):
        Office(tmp_path, foreign.rows(rows)).write(Change(1, 9, 1))


def test_an_unknown_sheet_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path, foreign.rows(ROWS))
    with pytest.raises(InputError, match="没有工作表"):
        office.grid.save(Patch({"区考指标": SheetPatch((Change(1, 1, 1),))}))


def test_a_prefixed_sheet_with_comments_is_patched_in_its_own_words(tmp_path: Path) -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{foreign.MAIN}"><x:sheetData><!-- <x:row r="9"/> -->'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t><![CDATA[<x:c r="B1">]]></x:t></x:is></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    office = Office(tmp_path, sheet)
    xml = office.write(Change(1, 2, "乙"), Change(2, 1, 3), colours=(RED,), widths={2: 9})
    assert xml == sheet.replace(
        "<x:sheetData>", '<x:cols><x:col min="2" max="2" width="9" customWidth="1"/></x:cols><x:sheetData>'
    ).replace(
        "</x:c></x:row>",
        '</x:c><x:c r="B1" t="inlineStr"><x:is><x:t xml:space="preserve">乙</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>3</x:v></x:c></x:row>',
    ).replace(
        "</x:sheetData>",
        '</x:sheetData><x:conditionalFormatting sqref="C2:C9"><x:cfRule type="cellIs" dxfId="0" priority="1" '
        'operator="equal"><x:formula>"红"</x:formula></x:cfRule></x:conditionalFormatting>',
    )
    assert office.grid.block(SHEET).values == (('<x:c r="B1">', "乙"), (3, None))


def test_untouched_members_are_copied_as_compressed_bytes(tmp_path: Path) -> None:
    import zipfile

    office = Office(tmp_path, foreign.rows(ROWS))

    def stored(name: str) -> bytes:
        data = office.path.read_bytes()
        with zipfile.ZipFile(office.path) as archive:
            member = archive.getinfo(name)
        start = (
            member.header_offset
            + 30
            + len(name.encode())
            + int.from_bytes(data[member.header_offset + 28 : member.header_offset + 30], "little")
        )
        return data[start : start + member.compress_size]

    names = [name for name in office.before if name != PART]
    before = {name: stored(name) for name in names}
    office.write(Change(1, 1, 1))
    assert {name: stored(name) for name in names} == before
    with zipfile.ZipFile(office.path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(office.before)
