"""After a save no old result stands beside new inputs: it is right, or it is gone."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from kaohe_xl.books.files import FileGrid, open_file
from kaohe_xl.books.formulas import recomputing, sheets
from kaohe_xl.books.formulas.outcome import recalculated
from kaohe_xl.books.formulas.recomputing import FormulaBook
from kaohe_xl.books.grid import Change, Formula, Patch, SheetPatch, Value
from kaohe_xl.books.references import area_of
from tests.books import foreign
from tests.books.formulas.sums import workbook

SHEET = "市考指标"


def book(folder: Path, rows: str, parts: Mapping[str, str] | None = None) -> FileGrid:
    """A workbook of one sheet, written part by part."""
    return FileGrid(foreign.write(folder / "市考指标.xlsx", foreign.rows(rows), parts))


def change(grid: FileGrid, cells: Mapping[str, Value], sheet: str = SHEET) -> tuple[str, ...]:
    """Save these cells; the notes."""
    changes = tuple(Change(area_of(name).top, area_of(name).left, value) for name, value in cells.items())
    return grid.save(Patch({sheet: SheetPatch(changes)})).notes


def xml(grid: FileGrid, part: str = "xl/worksheets/sheet1.xml") -> str:
    return grid._package.archive.read(part).decode()


ROWS = (
    '<row r="1"><c r="A1"><v>2</v></c><c r="B1" s="5"><f>A1*3</f><v>6</v></c><c r="C1" t="str"><f>"共"&amp;B1</f><v>共6</v></c>'
    '<c r="D1" t="b"><f>A1&gt;1</f><v>1</v></c><c r="E1"><f>TODAY()</f><v>40847</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">A1+1</f><v>3</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/><v>4</v></c></row>'
)


def test_results_are_calculated_anew_and_the_formulas_stay(tmp_path: Path) -> None:
    grid = book(tmp_path, ROWS)
    assert change(grid, {"A1": 0.5}) == ()
    assert xml(grid) == foreign.rows(
        '<row r="1"><c r="A1"><v>0.5</v></c><c r="B1" s="5"><f>A1*3</f><v>1.5</v></c><c r="C1" t="str"><f>"共"&amp;B1</f><v>共1.5</v></c>'
        '<c r="D1" t="b"><f>A1&gt;1</f><v>0</v></c><c r="E1"><f>TODAY()</f><v>40847</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">A1+1</f><v>1.5</v></c></row><row r="3"><c r="A3"><f t="shared" si="0"/><v>2.5</v></c></row>'
    )
    assert 'fullCalcOnLoad="1"' in xml(grid, "xl/workbook.xml")
    block = grid.block(SHEET)
    assert (block.at(1, 4), block.at(3, 1), block.at(1, 3)) == (False, 2.5, "共1.5")


def test_a_result_of_another_type_gets_that_type(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c r="B1" cm="1"><f>IF(A1&gt;1,A1,"未报")</f><v>2</v></c><c r="C1" t="str"><f>IF(A1&gt;1,"甲",1/0)</f><v>甲</v></c></row>')
    change(grid, {"A1": 1})
    assert '<c r="B1" cm="1" t="str"><f>IF(A1&gt;1,A1,"未报")</f><v>未报</v></c><c r="C1" t="e"><f>IF(A1&gt;1,"甲",1/0)</f><v>#DIV/0!</v></c>' in xml(grid)


def test_results_that_do_not_change_are_not_touched(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="n" s="0"><f>MAX(A1:A2)</f><v>5.00</v></c></row><row r="2"><c r="A2"><v>5</v></c></row>'
    grid = book(tmp_path, rows)
    change(grid, {"A1": 3})
    assert xml(grid) == foreign.rows(rows.replace("<v>2</v>", "<v>3</v>"))


def test_a_result_that_was_wrong_before_is_dropped(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c r="B1" s="1"><f>A1*3</f><v>0</v></c><c r="C1"><f>B1+1</f><v>1</v></c></row>')
    (note,) = change(grid, {"A1": 4})
    assert "2 个公式" in note
    assert "市考指标!B1、市考指标!C1" in note
    assert '<c r="B1" s="1"><f>A1*3</f></c><c r="C1"><f>B1+1</f></c>' in xml(grid)
    assert {(1, 2), (1, 3)} == set(grid.block(SHEET).stale)


@pytest.mark.parametrize(
    "formula",
    ["INDIRECT(&quot;A1&quot;)", "OFFSET(A1,0,0)", "MYMACRO(A1)", "IMLOG2(A1)", "A1+NOW()", "A1+[1]x!A1", "SQRT(-A1)", "没有+A1", "B1+A1", "A1 A1"],
)
def test_what_this_program_does_not_calculate_is_dropped(tmp_path: Path, formula: str) -> None:
    grid = book(tmp_path, f'<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="str"><f>{formula}</f><v>旧</v></c></row>')
    assert len(change(grid, {"A1": 4})) == 1
    assert f'<c r="B1"><f>{formula}</f></c>' in xml(grid)


def test_formulas_that_read_nothing_written_keep_their_results(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>NOW()+A2</f><v>1</v></c><c r="C1"><f>[1]x!A1</f><v>7</v></c><c r="D1" t="e"><f>#REF!</f><v>#REF!</v></c></row>')
    before = xml(grid)
    assert change(grid, {"A1": 4}) == ()
    assert xml(grid) == before.replace("<v>2</v>", "<v>4</v>")


def test_missing_results_are_filled_where_they_depend_on_what_changes_and_nowhere_else(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>C1*A1</f></c><c r="C1"><f>A2+1</f></c><c r="D1"><f>A2</f></c></row><row r="2"><c r="A2"><v>5</v></c></row>'
    grid = book(tmp_path, rows)
    assert change(grid, {"A1": 3}) == ()
    assert xml(grid) == foreign.rows(rows.replace("<v>2</v>", "<v>3</v>").replace("<f>C1*A1</f>", "<f>C1*A1</f><v>18</v>"))


def test_a_new_formula_gets_its_result_and_others_read_it(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c r="C1"><f>B1+1</f><v>1</v></c></row>')
    change(grid, {"B1": Formula("=SUM(A1:A3)"), "A3": 5})
    assert '<c r="B1"><f>SUM(A1:A3)</f><v>7</v></c><c r="C1"><f>B1+1</f><v>8</v></c>' in xml(grid)


def test_dates_are_written_and_read_as_their_serial_numbers(tmp_path: Path) -> None:
    grid = book(tmp_path, f'<row r="1"><c r="A1" s="{foreign.DATE}"><v>40847</v></c><c r="B1" s="{foreign.DATE}"><f>EDATE(A1,1)</f><v>40877</v></c></row>')
    change(grid, {"A1": dt.datetime(2011, 1, 31)})
    assert grid.block(SHEET).at(1, 2) == dt.datetime(2011, 2, 28)


def test_the_second_save_knows_what_the_first_one_left(tmp_path: Path) -> None:
    grid = book(tmp_path, ROWS)
    change(grid, {"A1": 7})
    change(grid, {"A1": 9})
    assert [grid.block(SHEET).at(1, column) for column in range(1, 5)] == [9, 27, "共27", True]


def test_arrays_of_several_cells_and_data_tables_lose_their_results(tmp_path: Path) -> None:
    grid = book(
        tmp_path,
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f t="array" ref="B1:B2">A1*{1;2}</f><v>2</v></c><c r="C1"><f>B2</f><v>4</v></c></row>'
        '<row r="2"><c r="B2"><v>4</v></c><c r="D2"><f t="dataTable" ref="D2:D4" dt2D="0" dtr="0" r1="A1"/><v>1</v></c></row>'
        '<row r="3"><c r="D3"><v>2</v></c></row>',
    )
    assert len(change(grid, {"A1": 4})) == 1
    text = xml(grid)
    assert '<c r="B1"><f t="array" ref="B1:B2">A1*{1;2}</f></c><c r="C1"><f>B2</f></c>' in text
    assert '<c r="B2"></c>' in text
    assert '<c r="D3"></c>' in text
    assert 'r="D4"' not in text


def test_a_table_names_its_columns(tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.worksheet.table import Table

    path = workbook(tmp_path / "表.xlsx", {"数据": {"A1": "单位", "B1": "得分", "A2": "甲", "B2": 1, "A3": "乙", "B3": 2, "D1": "=SUM(表1[得分])"}})
    made = load_workbook(path)
    made["数据"].add_table(Table(displayName="表1", ref="A1:B3"))
    made.save(path)
    grid = FileGrid(path)
    change(grid, {"B2": 10}, "数据")
    assert grid.block("数据").at(1, 4) == 12


def test_a_table_that_may_grow_is_not_calculated_as_a_whole(tmp_path: Path) -> None:
    from openpyxl import load_workbook
    from openpyxl.worksheet.table import Table

    cells: dict[str, Value] = {"A1": "单位", "B1": "得分", "A2": "甲", "B2": 1, "F1": "=SUM(表1[])", "F2": "=COLUMNS(表1[#All])"}
    path = workbook(tmp_path / "表.xlsx", {"数据": cells})
    made = load_workbook(path)
    made["数据"].add_table(Table(displayName="表1", ref="A1:B2"))
    made.save(path)
    with_results(path)
    grid = FileGrid(path)
    change(grid, {"B9": 1}, "数据")
    assert not grid.block("数据").stale
    change(grid, {"C1": "加分", "C2": 5}, "数据")
    assert set(grid.block("数据").stale) == {(1, 6), (2, 6)}


def test_other_sheets_are_patched_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "两表.xlsx", {"数据": {"A1": 1}, "汇 总": {"A1": "=数据!A1*2", "A2": "='汇 总'!A1+1"}})
    grid = FileGrid(path)
    change(grid, {"A1": 5}, "数据")
    assert [row[0] for row in grid.block("汇 总").values] == [10, 11]


def test_a_workbook_that_counts_from_1904_keeps_no_date_that_was_calculated_here(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>DATE(2011,1,A1)</f><v>39083</v></c><c r="C1"><f>A1*2</f><v>4</v></c></row>')
    path = grid.path
    package = grid._package
    package.is_1904 = True
    outcome = recalculated(package, {SHEET: {(1, 1): 3}})
    assert {place: cached.value for place, cached in outcome.results[SHEET].items()} == {(1, 2): None, (1, 3): 6}
    assert path.exists()


def test_nothing_is_looked_at_where_nothing_changes(tmp_path: Path) -> None:
    grid = book(tmp_path, ROWS)
    outcome = FormulaBook(grid._package).recalculated({SHEET: {}})
    assert (outcome.results, outcome.has_formulas) == ({}, True)
    assert not recalculated(book(tmp_path, '<row r="1"/>')._package, {SHEET: {(1, 1): 1}}).has_formulas


def test_too_many_outdated_formulas_are_dropped_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recomputing, "MOST_CALCULATED", 3)
    grid = book(tmp_path, ROWS)
    (note,) = change(grid, {"A1": 3})
    assert "5 个公式" in note


def test_cells_without_a_place_leave_nothing_calculated(tmp_path: Path) -> None:
    grid = book(tmp_path, '<row r="1"><c r="A1"><v>2</v></c><c s="1" r="B1"><v>1</v></c><c r="C1"><f>A1*3</f><v>6</v></c></row>')
    change(grid, {"A1": 3})
    assert '<c r="C1"><f>A1*3</f></c>' in xml(grid)


def test_a_formula_without_a_place_is_found_by_walking(tmp_path: Path) -> None:
    rows = '<row><c><v>2</v></c><c><f>A1*3</f><v>6</v></c></row><row r="4"><c><f t="array" ref="A4">B1</f><v>6</v></c><c><v>1</v></c></row>'
    grid = book(tmp_path, rows)
    (note,) = change(grid, {"A1": 3})
    assert "市考指标!B1、市考指标!A4" in note
    assert "<c><f>A1*3</f></c>" in xml(grid)
    assert '<c><f t="array" ref="A4">B1</f></c><c><v>1</v></c>' in xml(grid)


def test_a_sheet_out_of_order_loses_its_results_and_holds_no_other_back(tmp_path: Path) -> None:
    sheet = foreign.rows('<row r="5"><c><f>数据!A1</f><v>7</v></c></row><row r="2"><c r="A2"><f>A5</f><v>7</v></c></row>')
    path = workbook(tmp_path / "两表.xlsx", {"数据": {"A1": 1}, "乱表": {"A1": 1}})
    with_part(path, "xl/worksheets/sheet2.xml", sheet.encode())
    grid = FileGrid(path)
    change(grid, {"A1": 5}, "数据")
    assert b"<v>7</v>" not in grid._package.archive.read("xl/worksheets/sheet2.xml")


GIANT = '<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c></row><row r="2"><c r="B2"><f>A2</f><v>7</v></c></row>'


def test_a_giant_sheet_loses_all_results_where_something_on_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_FORMULAS", 1)
    grid = book(tmp_path, GIANT)
    (note,) = change(grid, {"A1": 5})
    assert "工作表“市考指标”的公式太多" in note
    assert xml(grid) == foreign.rows('<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f>A1&amp;"x"</f></c></row><row r="2"><c r="B2"><f>A2</f></c></row>')


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("=数据!A1", None),
        ("='数据'!A1+B1", None),
        ("=单价", None),
        ("=INDIRECT(\"x\")", None),
        ("=SUM(数据:别表!A1)", None),
        ("=表1[x]", None),
        ("=A1*2", 7),
        ("=SUM(别表!A1,LOG10(A1))", 7),
    ],
)
def test_a_giant_sheet_elsewhere_loses_its_results_only_if_it_may_read_what_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, formula: str, wanted: Value
) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    path = workbook(tmp_path / "巨表.xlsx", {"数据": {"A1": 1}, "别表": {"A1": 1}, "巨表": {"B1": formula, "B2": "=A2"}, "汇总": {"A1": "=巨表!B2"}})
    from openpyxl import load_workbook

    made = load_workbook(path)
    made.defined_names["单价"] = DefinedName("单价", attr_text="数据!$A$1")
    made.save(path)
    with_results(path)
    monkeypatch.setattr(sheets, "MOST_FORMULAS", 1)
    grid = FileGrid(path)
    change(grid, {"A1": 5}, "数据")
    assert grid.block("巨表").at(1, 2) == wanted
    assert grid.block("巨表").at(2, 2) == wanted
    assert grid.block("汇总").at(1, 1) == wanted


def with_part(path: Path, part: str, data: bytes) -> None:
    """Put another part into a workbook."""
    import zipfile

    copy = path.with_suffix(".copy")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    shutil.move(copy, path)


def with_results(path: Path) -> None:
    """Let every formula of the workbook show 7, as far as it says."""
    import re
    import zipfile

    copy = path.with_suffix(".copy")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>7</v>", data)
            new.writestr(name, data)
    shutil.move(copy, path)


def test_an_untouched_copy_of_a_corpus_workbook_keeps_its_formulas(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "fibonacci.xlsx"
    shutil.copyfile(corpus / "exceljs_fibonacci.xlsx", path)
    grid = open_file(path)
    sheet = grid.sheets[0]
    before = grid.block(sheet)
    grid.save(Patch({sheet: SheetPatch((Change(1, 1, 5),))}))
    after = grid.block(sheet)
    assert dict(after.formulas) == dict(before.formulas)
    assert after.at(2, 1) == 6
    assert not after.stale
