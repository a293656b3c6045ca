"""What fuzzing and hostile files have found: each once more, small."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kaohe_xl.books import package as packages
from kaohe_xl.books.equality import same_value
from kaohe_xl.books.files import open_file
from kaohe_xl.books.formulas.syntax import NotUnderstood, parsed
from kaohe_xl.books.grid import Area, Block, Change, Patch, SheetPatch, Style, TextColour, Value
from kaohe_xl.books.listings import find_listings
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.errors import BookError
from tests.books import foreign

SHEET = "市考指标"
GIANT = "9" * 5000
ROWS = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
RED = TextColour(Area(2, 3, 9, 3), "红", "FFC7CE", "9C0006")


def saved(folder: Path, sheet: str, *changes: Change, parts: dict[str, str | bytes] | None = None) -> Block:
    path = foreign.write(folder / "市考指标.xlsx", sheet, parts)
    open_file(path).save(Patch({SHEET: SheetPatch(changes, (RED,), {2: 12.0})}))
    return open_file(path).block(SHEET)


@pytest.mark.parametrize("number", [10**400, -(10**400), float("inf"), float("nan")])
def test_a_number_beyond_all_floats_is_refused_with_its_cell(tmp_path: Path, number: float) -> None:
    formula = '<row r="3"><c r="A3"><f>B2+1</f><v>3</v></c></row>'
    with pytest.raises(BookError, match="B2 要写入的数不是有限的数"):
        saved(tmp_path, foreign.rows(ROWS + formula), Change(2, 2, number))


def test_numbers_beyond_all_floats_and_dates_with_a_zone_compare() -> None:
    noon = dt.datetime(2011, 10, 31, 12)
    pairs: list[tuple[Value, Value, bool]] = [
        (10**400, 10**400, True), (10**400, 10**401, False), (10**400, 1.0, False), (noon.replace(tzinfo=dt.UTC), noon, True),
        (noon.replace(tzinfo=dt.UTC), noon.replace(tzinfo=dt.UTC), True),
    ]  # fmt: skip
    for old, new, is_same in pairs:
        assert same_value(old, new) is is_same


@pytest.mark.parametrize(
    "before",
    [
        f'<cols><col min="{GIANT}" max="{GIANT}" style="{GIANT}" width="x"/></cols>',
        '<cols><col width="9" style="1"/></cols>',
        '<cols><col min="2" max="2" width="wide"/></cols>',
        '<dimension ref="nowhere"/>',
    ],
)
def test_columns_with_numbers_that_are_none_do_not_stop_a_save(tmp_path: Path, before: str) -> None:
    sheet = foreign.worksheet(f"{before}<sheetData>{ROWS}</sheetData>")
    assert saved(tmp_path, sheet, Change(2, 2, 7), Change(5, 2, 8)).at(2, 2) == 7


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="2" spans="1:{GIANT}"><c r="A2"><v>1</v></c></row>',
        f'<row r="2" s="{GIANT}" customFormat="1"><c r="A2"><v>1</v></c></row>',
    ],
)
def test_rows_with_numbers_that_are_none_do_not_stop_a_save(tmp_path: Path, rows: str) -> None:
    changes = (Change(2, 2, 7), Change(2, 5, 8, style=Style((2, 4), "0.0%")))
    assert saved(tmp_path, foreign.rows(rows), *changes).at(2, 5) == 8


@pytest.mark.parametrize("wrong", [f'dxfId="{GIANT}"', 'dxfId="x"', f'dxfId="0" priority="{GIANT}"', 'dxfId="-1" priority="-1"'])
def test_colours_with_numbers_that_are_none_are_read_and_written(tmp_path: Path, wrong: str) -> None:
    rule = f'<cfRule type="cellIs" {wrong} operator="equal"><formula>"黄"</formula></cfRule>'
    sheet = foreign.worksheet(f'<sheetData>{ROWS}</sheetData><conditionalFormatting sqref="A1">{rule}</conditionalFormatting>')
    path = foreign.write(tmp_path / "市考指标.xlsx", sheet)
    assert [c.text for c in open_file(path).colours(SHEET)] == ["黄"]
    open_file(path).save(Patch({SHEET: SheetPatch((), (RED,))}))
    assert [c.text for c in open_file(path).colours(SHEET)] == ["黄", "红"]


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "utf-7", "zip", "rot13", "klingon", "x\0y"])
def test_encodings_that_no_office_writes_are_refused_at_once(tmp_path: Path, encoding: str) -> None:
    sheet = foreign.rows(ROWS).replace("UTF-8", encoding)
    with pytest.raises(BookError, match="已损坏"):
        open_file(foreign.write(tmp_path / "a.xlsx", sheet)).block(SHEET)


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "big5", "utf-16", "UTF-8"])
def test_encodings_of_offices_are_read(tmp_path: Path, encoding: str) -> None:
    sheet = foreign.rows('<row r="1"><c r="A1" t="inlineStr"><is><t>考核</t></is></c></row>').replace("UTF-8", encoding)
    assert open_file(foreign.write(tmp_path / "a.xlsx", sheet.encode(encoding))).block(SHEET).at(1, 1) == "考核"


def test_two_sheets_of_one_part_are_a_damaged_workbook(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "a.xlsx", foreign.rows(ROWS))
    book = foreign.part(path, "xl/workbook.xml").replace("</sheets>", '<sheet name="二" sheetId="2" r:id="rId1"/></sheets>')
    with pytest.raises(BookError, match="xl/workbook"):
        open_file(foreign.write(path, foreign.rows(ROWS), {"xl/workbook.xml": book}))


@pytest.mark.parametrize("text", ["+".join(["B2"] * 2000), "B2" + "%" * 2000, "^".join(["B2"] * 2000), "B2" + " " * 9000])
def test_formulas_of_thousands_of_steps_are_left_to_excel(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotUnderstood):
        parsed(text)
    block = saved(tmp_path, foreign.rows(f'{ROWS}<row r="3"><c r="A3"><f>{text}</f><v>1</v></c></row>'), Change(2, 2, 5))
    assert block.stale == {(3, 1)}


def test_sums_over_sums_are_left_to_excel_where_they_would_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.formulas.snapshot.MOST_KEPT", 20)
    sums = "".join(f'<row r="{r}"><c r="A{r}"><f>SUM(A$2:A{r - 1})+B2</f><v>{3 * 2 ** (r - 3)}</v></c></row>' for r in range(3, 20))
    block = saved(tmp_path, foreign.rows(ROWS + sums), Change(2, 2, 5))
    known = [block.at(row, 1) is not None for row in range(3, 20)]
    assert known[0] and not known[-1] and known == sorted(known, reverse=True)


def test_an_array_formula_over_the_whole_sheet_is_met_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.excerpts.LARGE", 0)
    arrays = "".join(f'<row r="{r}"><c r="A{r}"><f t="array" ref="C{r}:D1048576">1</f><v>1</v></c></row>' for r in range(3, 3000))
    with pytest.raises(BookError, match="数组公式 C3:D1048576"):
        saved(tmp_path, foreign.rows(ROWS + arrays), Change(9, 3, 5))
    assert saved(tmp_path, foreign.rows(ROWS + arrays), Change(2, 2, 5)).at(2, 2) == 5


def test_writes_into_many_merged_areas_find_their_own() -> None:
    merged = [
        *(Area(row, 3, row, 16_384) for row in range(10, 2000)),
        *(Area(3000, column, 1_048_576, column) for column in range(1, 2000)),
    ]
    changes = [Change(row, 5, row) for row in range(1, 3000)] + [Change(500_000, c, c) for c in range(1, 3000)]
    moved = to_first_cells(SHEET, changes, merged)
    assert {(c.row, c.column): c.after for c in moved} == {
        **{(row, 3 if 10 <= row < 2000 else 5): row for row in range(1, 3000)},
        **{(3000 if c < 2000 else 500_000, c): c for c in range(1, 3000)},
    }


def test_areas_merged_beyond_the_data_take_no_memory() -> None:
    merged = [Area(row, 1, row, 16_384) for row in range(1, 2001)]
    rows: list[list[Value]] = [["指标", "目标"], *([f"事项{row}", row] for row in range(2, 2001))]
    sheet = Sheet(SHEET, MemoryGrid({SHEET: rows}, {SHEET: merged}).block(SHEET))
    assert sheet.area(7, 2) == Area(7, 1, 7, 16_384)
    assert sheet.is_merged(7, 3) and not sheet.is_merged(7, 9000)
    assert len(find_listings(MemoryGrid({SHEET: rows}, {SHEET: merged}))) == 0


def test_a_large_sheet_made_to_fill_the_memory_is_refused_when_it_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.excerpts.LARGE", 0)
    monkeypatch.setattr("kaohe_xl.books.wellformed.UNLOOKED_AT", 1000)
    deep = '<row r="3">' + "<c>" * 10_000 + "</c>" * 10_000 + "</row>"
    with pytest.raises(BookError, match="已损坏"):
        saved(tmp_path, foreign.rows(ROWS + deep), Change(2, 2, 5))


def test_the_colours_of_a_large_sheet_are_read_without_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = foreign.write(tmp_path / "a.xlsx", foreign.rows(ROWS))
    open_file(path).save(Patch({SHEET: SheetPatch((), (RED,))}))
    grid = open_file(path)
    monkeypatch.setattr("kaohe_xl.books.excerpts.LARGE", 0)
    monkeypatch.setattr(packages.Package, "markup", lambda package, part: None if "worksheets" in part else parsed_part(package, part))
    assert grid.colours(SHEET) == (RED,)


def parsed_part(package: packages.Package, part: str) -> object:
    from kaohe_xl.books.markup import Markup

    return Markup(package.archive.read(part), package.book, part)
