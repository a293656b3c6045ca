"""Hostile sheets, strings, styles and relationships: XML that is well-formed, and what it says is absurd."""

from __future__ import annotations

import random
from pathlib import Path

from kaohe_xl.books.references import column_name
from tests.books import foreign
from tests.hostile.bombs import (
    BOOK,
    BOOK_LINKS,
    PLAIN,
    READ,
    SHEET_LINKS,
    STRINGS,
    STYLES,
    around,
    book,
    joined,
    kind,
    main_part,
    times,
)

_WHOLE = "A1:XFD1048576"
_DATA = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>{r}</v></c></row>' for r in range(1, 9))
_ROWS = f"<sheetData>{_DATA}</sheetData>"


@kind()
def a_dimension_of_the_whole_sheet(path: Path) -> None:
    book(path, foreign.worksheet(f'<dimension ref="{_WHOLE}"/>{_ROWS}'))


@kind("TOO_MANY_CELLS", open=READ, colours=READ, check=READ, score=READ, save=READ)
def one_cell_at_the_far_end(path: Path) -> None:
    book(path, foreign.rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


@kind("TOO_MANY_CELLS", open=READ, colours=READ, check=READ, score=READ, save=READ)
def cells_in_three_corners(path: Path) -> None:
    far = '<c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    book(path, foreign.rows('<row r="1"><c r="A1"><v>1</v></c>' + far))


@kind("TOO_MANY_CELLS", open=READ, colours=READ, check=READ, score=READ, save=READ)
def twenty_thousand_rows_with_a_cell_in_the_last_column(path: Path) -> None:
    book(path, around(times(20_000, lambda n: f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>')))


@kind("TOO_MANY_CELLS", open=READ, colours=READ, check=READ, score=READ, save=READ, is_long=True)
def six_million_cells(path: Path) -> None:
    cells = "".join(f'<c r="{column_name(c)}%d"><v>{c}</v></c>' for c in range(1, 101))
    book(path, around(times(60_000, lambda n: f'<row r="{n}">{cells.replace("%d", str(n))}</row>')))


@kind(is_long=True)
def half_a_million_rows(path: Path) -> None:
    book(path, around(times(500_000, lambda n: f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>0.5</v></c></row>')))


@kind(is_long=True)
def four_hundred_thousand_rows_of_percent_formulas_far_out(path: Path) -> None:
    book(path, around(times(400_000, lambda n: f'<row r="{n}"><c r="ZZ{n}" s="3"><f>A{n}</f></c></row>')))


@kind(is_long=True)
def a_million_empty_rows(path: Path) -> None:
    book(path, around(times(1_048_576, lambda n: f'<row r="{n}" ht="15" customHeight="1" spans="1:{n % 97}"/>')))


@kind(is_long=True)
def three_million_blank_cells(path: Path) -> None:
    cells = "".join(f'<c r="{column_name(c)}%d" s="3"/>' for c in range(1, 61))
    book(path, around(times(50_000, lambda n: f'<row r="{n}">{cells.replace("%d", str(n))}</row>')))


@kind("PART_DAMAGED", open=READ, colours=READ, save="MERGED_TWO_VALUES", is_long=True)
def merged_areas_upon_merged_areas(path: Path) -> None:
    many = "".join(f'<mergeCell ref="{_WHOLE}"/>' for _ in range(100_000))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 1001))
    book(path, foreign.worksheet(f"<sheetData>{rows}</sheetData><mergeCells>{many}</mergeCells>"))


@kind(changes=40_000, is_long=True)
def a_hundred_thousand_merged_areas_and_many_changes(path: Path) -> None:
    many = "".join(f'<mergeCell ref="C{r}:XFD{r}"/>' for r in range(10, 100_010))
    book(path, foreign.worksheet(f"{_ROWS}<mergeCells>{many}</mergeCells>"))


@kind(changes=20_000)
def columns_merged_all_the_way_down_and_many_changes(path: Path) -> None:
    many = "".join(f'<mergeCell ref="{column_name(c)}2:{column_name(c)}1048576"/>' for c in range(5, 16_385))
    book(path, foreign.worksheet(f"{_ROWS}<mergeCells>{many}</mergeCells>"))


@kind()
def a_hundred_thousand_merged_areas(path: Path) -> None:
    many = "".join(f'<mergeCell ref="D{r}:XFD{r}"/>' for r in range(10, 100_010))
    book(path, foreign.worksheet(f"{_ROWS}<mergeCells>{many}</mergeCells>"))


@kind(is_long=True)
def a_hundred_thousand_merged_titles(path: Path) -> None:
    rows = times(100_000, lambda n: f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>指标</t></is></c></row>')
    merged = "".join(f'<mergeCell ref="A{r}:XFD{r}"/>' for r in range(10, 100_000))
    book(path, around(rows, after=f"<mergeCells>{merged}</mergeCells>"))


@kind()
def a_merged_area_of_the_whole_sheet_under_the_data(path: Path) -> None:
    book(path, foreign.worksheet(f'{_ROWS}<mergeCells><mergeCell ref="A10:XFD1048576"/></mergeCells>'))


def _colours(cells: str, text: str) -> str:
    return (
        f'<conditionalFormatting sqref="{cells}"><cfRule type="cellIs" dxfId="0" priority="1" operator="equal">'
        f"<formula>\"{text}\"</formula></cfRule></conditionalFormatting>"
    )


@kind()
def colours_on_billions_of_cells(path: Path) -> None:
    book(path, foreign.worksheet(_ROWS + _colours(_WHOLE, "黄") * 1000))


@kind()
def thirty_thousand_colours(path: Path) -> None:
    many = times(30_000, lambda n: _colours(f"C{2 * n}:C{2 * n + 1}", "红"))
    book(path, joined(foreign.worksheet(_ROWS).removesuffix("</worksheet>"), many, "</worksheet>"))


@kind()
def a_colour_on_fifty_thousand_areas(path: Path) -> None:
    areas = " ".join(f"C{2 * n}:C{2 * n}" for n in range(1, 50_000))
    book(path, foreign.worksheet(_ROWS + _colours(areas, "红")))


@kind()
def colours_with_giant_numbers(path: Path) -> None:
    giant = "9" * 5000
    book(path, foreign.worksheet(_ROWS + _colours("A1", "红").replace('dxfId="0"', f'dxfId="{giant}"')))


@kind()
def tables_as_large_as_the_sheet(path: Path) -> None:
    table = f'{foreign.HEAD}<table xmlns="{foreign.MAIN}" id="%d" name="t%d" displayName="t%d" ref="{_WHOLE}" headerRowCount="0"/>'
    parts = {f"xl/tables/table{n}.xml": table.replace("%d", str(n)) for n in range(500)}
    links = foreign.links(*(f"table ../tables/table{n}.xml" for n in range(500)))
    book(path, foreign.worksheet(_ROWS), parts | {SHEET_LINKS: links})


@kind()
def a_hundred_thousand_names(path: Path) -> None:
    many = "".join(f'<definedName name="n{n}">市考指标!$A$1:$XFD$1048576</definedName>' for n in range(100_000))
    book(path, PLAIN, main_part(f"<definedNames>{many}</definedNames>"))


@kind()
def shared_formulas_over_billions_of_cells(path: Path) -> None:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><f t="shared" ref="{_WHOLE}" si="{r}">B{r}</f><v>1</v></c>'
        f'<c r="B{r}"><f t="shared" si="{r}"/><v>1</v></c></row>'
        for r in range(1, 5001)
    )
    book(path, foreign.rows(rows))


@kind(save="CELL_IN_ARRAY")
def array_formulas_over_billions_of_cells(path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><f t="array" ref="{_WHOLE}">1</f><v>1</v></c></row>' for r in range(1, 50_001))
    book(path, foreign.rows(rows))


@kind(is_long=True)
def a_hundred_thousand_array_formulas(path: Path) -> None:
    rows = times(100_000, lambda n: f'<row r="{n + 10}"><c r="D{n + 10}"><f t="array" ref="D{n + 10}:E{n + 10}">1</f><v>1</v></c></row>')
    book(path, around(joined(_DATA, rows)))


@kind()
def a_calculation_chain_of_a_million_cells(path: Path) -> None:
    chain = joined(
        f'{foreign.HEAD}<calcChain xmlns="{foreign.MAIN}">', times(1_000_000, lambda n: f'<c r="C{n}" i="1"/>'), "</calcChain>"
    )
    links = foreign.links("worksheet worksheets/sheet1.xml", "styles styles.xml", "calcChain calcChain.xml")
    rows = '<row r="2"><c r="B2"><f>A1</f><v>1</v></c></row>'
    book(path, foreign.rows(rows), {"xl/calcChain.xml": chain, BOOK_LINKS: links})


@kind()
def a_count_of_strings_that_lies(path: Path) -> None:
    cells = foreign.rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    text = foreign.strings("<si><t>甲</t></si>").replace("<sst", '<sst count="4294967295" uniqueCount="4294967295"')
    book(path, cells, {STRINGS: text})


def _cell(attributes: str, content: str) -> str:
    return foreign.rows(f'<row r="1"><c {attributes}>{content}</c></row>')


@kind("PART_DAMAGED", open=READ, colours=READ, save=READ)
def a_string_that_is_not_there(path: Path) -> None:
    book(path, _cell('r="A1" t="s"', "<v>4294967295</v>"))


@kind("PART_DAMAGED", open=READ, colours=READ, save=READ)
def a_string_with_a_giant_number(path: Path) -> None:
    book(path, _cell('r="A1" t="s"', f"<v>{'9' * 5000}</v>"))


@kind()
def a_number_of_five_thousand_digits(path: Path) -> None:
    book(path, _cell('r="A1"', f"<v>{'9' * 5000}</v>"))


@kind()
def a_number_of_three_hundred_digits(path: Path) -> None:
    book(path, _cell('r="A1"', f"<v>{'9' * 300}</v>"))


@kind("PART_DAMAGED", open=READ, colours=READ, save=READ)
def a_format_with_a_giant_number(path: Path) -> None:
    book(path, _cell(f'r="A1" s="{"9" * 5000}"', "<v>1</v>"))


@kind()
def a_format_that_is_not_there(path: Path) -> None:
    book(path, _cell('r="A1" s="4294967295"', "<v>1</v>"))


@kind("PART_DAMAGED", open=READ, colours=READ, save="SHEET_DISORDERED")
def a_row_with_a_giant_number(path: Path) -> None:
    book(path, foreign.rows(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'))


@kind("TOO_MANY_CELLS", open=READ, colours=READ, check=READ, score=READ, save=READ)
def a_row_below_the_last(path: Path) -> None:
    book(path, foreign.rows('<row r="999999999"><c><v>1</v></c></row>'))


@kind("PART_DAMAGED", open=READ, colours=READ, save="SHEET_DISORDERED")
def a_row_above_the_first(path: Path) -> None:
    book(path, foreign.rows('<row r="0"><c r="A0"><v>1</v></c></row>'))


@kind("PART_DAMAGED", open=READ, colours=READ, save=READ)
def a_cell_beyond_all_columns(path: Path) -> None:
    book(path, _cell('r="ZZZZ1"', "<v>1</v>"))


@kind()
def columns_with_giant_numbers(path: Path) -> None:
    giant = "9" * 5000
    book(path, foreign.worksheet(f'<cols><col min="{giant}" max="{giant}" style="{giant}" width="9"/></cols>{_ROWS}'))


@kind("PART_DAMAGED", open=READ)
def formats_with_giant_numbers(path: Path) -> None:
    book(path, PLAIN, {STYLES: foreign.STYLES.replace('numFmtId="164"', f'numFmtId="{"9" * 5000}"')})


def _styles(**lists: str) -> str:
    """A styles part; `lists` stand in the place of those that it has, or in front of all."""
    text = foreign.STYLES
    for name, inside in lists.items():
        before, found, after = text.partition(f"<{name} ")
        rest = after.partition(f"</{name}>")[2] if found else before.partition(">")[2]
        text = f"{before}<{name}>{inside}</{name}>{rest}"
    return text


_XF = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0"/>'


@kind()
def sixty_four_thousand_formats(path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="{r * 60}"><v>{r}</v></c></row>' for r in range(1, 1001))
    book(path, foreign.rows(rows), {STYLES: _styles(cellXfs="".join(_XF.format(n) for n in range(64_000)))})


@kind()
def a_hundred_thousand_number_formats(path: Path) -> None:
    codes = "".join(f'<numFmt numFmtId="{n + 200}" formatCode="0.{n}"/>' for n in range(100_000))
    book(path, PLAIN, {STYLES: _styles(numFmts=codes)})


@kind()
def a_hundred_thousand_fonts(path: Path) -> None:
    fonts = "".join(f'<font><sz val="{n}"/></font>' for n in range(100_000))
    book(path, PLAIN, {STYLES: _styles(fonts=fonts)})


@kind()
def a_hundred_thousand_differential_formats(path: Path) -> None:
    dxfs = "".join(f'<dxf><font><color rgb="FF{n:06X}"/></font></dxf>' for n in range(100_000))
    text = foreign.STYLES.replace("</styleSheet>", f"<dxfs>{dxfs}</dxfs></styleSheet>")
    book(path, PLAIN, {STYLES: text})


@kind("TOO_MANY_STYLES", open=READ, colours="TOO_MANY_STYLES", is_long=True)
def half_a_million_formats(path: Path) -> None:
    book(path, PLAIN, {STYLES: _styles(cellXfs="".join(_XF.format(n) for n in range(500_000)))})


@kind()
def a_format_code_of_a_megabyte(path: Path) -> None:
    codes = f'<numFmt numFmtId="164" formatCode="{"[" * (1 << 20)}"/>'
    book(path, PLAIN, {STYLES: _styles(numFmts=codes)})


@kind(is_long=True)
def two_thousand_long_texts(path: Path) -> None:
    noise = random.Random(6)
    texts = times(2000, lambda n: f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{noise.randbytes(16_383).hex()}</t></is></c></row>')
    book(path, around(texts))


@kind()
def a_hundred_kinds_of_long_text(path: Path) -> None:
    marks = ["单位:", "目标(", "1.", "，", "%", "1-", "-", "年", "：", "完成", "(", "甲,", "9", "．", " ", "\t", "0.", "第", "万元", "1月"]
    rows = (
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>指标</t></is></c><c r="B{r}" t="inlineStr"><is><t>'
        f"{(mark * 32_767)[:32_767]}</t></is></c><c r=\"C{r}\"><v>1</v></c></row>".encode()
        for r, mark in enumerate(marks * 3, 1)
    )
    book(path, around(rows))


@kind(is_long=True)
def a_string_of_forty_megabytes(path: Path) -> None:
    noise = random.Random(5)
    text = joined("<si><t>", (noise.randbytes(1 << 16).hex().encode() for _ in range(320)), "</t></si>")
    start, end = foreign.strings("|").split("|")
    book(path, _cell('r="A1" t="s"', "<v>0</v>"), {STRINGS: joined(start, text, end)})


@kind(is_long=True)
def three_million_strings(path: Path) -> None:
    start, end = foreign.strings("|").split("|")
    many = times(3_000_000, lambda n: f"<si><t>单位{n}</t></si>")
    book(path, _cell('r="A1" t="s"', "<v>2999999</v>"), {STRINGS: joined(start, many, end)})


@kind("PART_TOO_LARGE", open=READ, colours=READ, save=READ, is_long=True)
def ten_million_empty_strings(path: Path) -> None:
    start, end = foreign.strings("|").split("|")
    many = times(10_000_000, lambda n: "<si></si>" if n % 3 else "<si> </si>")
    book(path, _cell('r="A1" t="s"', "<v>0</v>"), {STRINGS: joined(start, many, end)})


@kind()
def a_hundred_thousand_texts_that_look_like_headers(path: Path) -> None:
    rows = times(
        20_000,
        lambda n: f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>指标{n}的名称{c}</t></is></c>' for c in "ABCDE")
        + "</row>",
    )
    book(path, around(rows))


@kind(is_long=True)
def two_million_texts_that_look_like_headers(path: Path) -> None:
    letters = [column_name(c) for c in range(1, 21)]
    rows = times(
        100_000,
        lambda n: f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>指标{n}的名称{c}</t></is></c>' for c in letters)
        + "</row>",
    )
    book(path, around(rows))


@kind()
def a_thousand_headers(path: Path) -> None:
    cells = "".join(
        f'<c r="{c}%d" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABCDE", ["指标", "单位", "目标", "完成", "得分"], strict=True)
    )
    rows = times(5000, lambda n: f'<row r="{n}">{cells.replace("%d", str(n))}</row>')
    book(path, around(rows))


@kind("NOT_A_WORKBOOK")
def a_workbook_that_is_its_own_relationships(path: Path) -> None:
    main = foreign.links("officeDocument xl/_rels/workbook.xml.rels")
    book(path, PLAIN, {"_rels/.rels": main})


@kind(save="PART_DAMAGED")
def relationships_in_a_circle(path: Path) -> None:
    links = foreign.links("worksheet ../workbook.xml", "table sheet1.xml", "pivotTable sheet1.xml", "worksheet sheet1.xml")
    book(path, PLAIN, {SHEET_LINKS: links})


@kind(is_long=True)
def a_hundred_thousand_relationships(path: Path) -> None:
    links = foreign.links("worksheet worksheets/sheet1.xml", "styles styles.xml", *["theme theme.xml"] * 100_000)
    book(path, PLAIN, {BOOK_LINKS: links})


@kind("PART_DAMAGED")
def a_hundred_thousand_sheets_of_one_part(path: Path) -> None:
    many = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(100_000))
    text = f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>{many}</sheets></workbook>'
    book(path, PLAIN, {BOOK: text})


@kind(check=READ, is_long=True)
def thirty_sheets_of_half_a_million_cells(path: Path) -> None:
    cells = "".join(f'<c r="{column_name(c)}%d"><v>{c}</v></c>' for c in range(1, 51))
    rows = b"".join(times(10_000, lambda n: f'<row r="{n}">{cells.replace("%d", str(n))}</row>'))
    sheet = foreign.rows(rows.decode())
    numbers = range(1, 31)
    text = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>'
        + "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        + "</sheets></workbook>"
    )
    parts = {f"xl/worksheets/sheet{n}.xml": sheet for n in numbers}
    links = foreign.links(*(f"worksheet worksheets/sheet{n}.xml" for n in numbers))
    book(path, sheet, parts | {BOOK: text, BOOK_LINKS: links})


@kind(is_long=True)
def two_thousand_sheets(path: Path) -> None:
    numbers = range(1, 2001)
    text = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>'
        + "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        + "</sheets></workbook>"
    )
    parts = {f"xl/worksheets/sheet{n}.xml": foreign.worksheet(_ROWS) for n in numbers}
    links = foreign.links(*(f"worksheet worksheets/sheet{n}.xml" for n in numbers))
    book(path, foreign.worksheet(_ROWS), parts | {BOOK: text, BOOK_LINKS: links})
