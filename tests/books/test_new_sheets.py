"""Worksheets that are added to a workbook, and taken out again: every other part stays what it was."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Change, Choices, Formula, NewSheet, Patch, SheetPatch, Value
from kaohe_xl.errors import BookError, InputError
from tests.books import foreign

NAME = "考核设置"
SETTINGS = NewSheet(
    (
        ("考核设置：由程序添加", None, None),
        ("名称", "值", "说明"),
        ("截至日期", dt.datetime(2011, 10, 31), "本期数据截至哪一天"),
        ("黄灯下限", 0.9, "完成率÷序时进度 & 其他"),
        ("序时口径", None, "月份、天数、计划、起止"),
    ),
    header=2,
    widths=(16, 20, 50),
    wrapped=frozenset({3}),
    filled=frozenset({2}),
    formats={(4, 2): "0%"},
    links={(5, 1): "市考指标!B2"},
    choices=(Choices(Area(5, 2, 5, 2), ("月份", "天数", "计划", "起止")),),
)
SAMPLES = ("市考指标.xlsx", "区考.xlsx", "重点项目.xlsx")
PREFIXED = (
    f'{foreign.HEAD}<x:workbook xmlns:x="{foreign.MAIN}" xmlns:rel="{foreign.LINKS}"><x:bookViews>'
    '<x:workbookView/></x:bookViews><x:sheets><x:sheet name="市考指标" sheetId="7" rel:id="rId1"/></x:sheets></x:workbook>'
)
ROWS = foreign.rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')


def add(path: Path, sheet: NewSheet = SETTINGS, name: str = NAME) -> None:
    open_file(path).save(Patch(added={name: sheet}))


def remove(path: Path, *names: str) -> None:
    open_file(path).save(Patch(removed=names))


def made(folder: Path, sheets: dict[str, list[list[Value]]]) -> Path:
    """A workbook as openpyxl writes one."""
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([str(v) if isinstance(v, Formula) else v for v in row])
    del book["Sheet"]
    book.save(folder / "办里的.xlsx")
    return folder / "办里的.xlsx"


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


@pytest.fixture
def book(office_folder: Path) -> Path:
    return made(office_folder, {"市考指标": [["指标", "完成"], ["生产总值", 225.1]], "说明": [["无"]]})


def test_a_sheet_comes_behind_all_others_with_its_values(book: Path) -> None:
    add(book)
    grid = open_file(book)
    assert grid.sheets == ("市考指标", "说明", NAME)
    block = grid.block(NAME)
    assert block.values[2] == ("截至日期", dt.datetime(2011, 10, 31), "本期数据截至哪一天")
    assert block.values[3] == ("黄灯下限", 0.9, "完成率÷序时进度 & 其他")
    assert block.percents == {(4, 2)}


def test_the_looks_are_simple_and_in_the_font_of_the_workbook(book: Path) -> None:
    add(book)
    sheet = load_workbook(book)[NAME]
    assert sheet["A2"].font.bold and sheet["A2"].fill.fgColor.rgb == "FFDDEBF7"
    assert sheet["A2"].font.name == sheet["A3"].font.name == "Calibri"
    assert sheet["B3"].number_format == "yyyy-mm-dd" and sheet["B3"].fill.fgColor.rgb == "FFFFF2CC"
    assert sheet["C3"].alignment.wrap_text and not sheet["A3"].alignment.wrap_text
    assert (sheet.freeze_panes, sheet.column_dimensions["C"].width) == ("A3", 50)
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"月份,天数,计划,起止"', "B5")
    assert sheet["A5"].hyperlink.location == "'市考指标'!B2"


def test_only_the_lists_of_sheets_and_the_styles_change(book: Path) -> None:
    before = foreign.parts(book)
    add(book)
    assert changed(before, foreign.parts(book)) == {
        "[Content_Types].xml",
        "docProps/app.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet3.xml",
    } - ({"docProps/app.xml"} if b"TitlesOfParts" not in before["docProps/app.xml"] else set())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sheet_added_and_removed_leaves_every_part_as_it_was(
    root: Path, office_folder: Path, name: str
) -> None:
    path = Path(shutil.copy(root / "workbooks" / name, office_folder))
    before = foreign.parts(path)
    open_file(path).save(Patch(added={"检查结果": SETTINGS, "表格对应": SETTINGS}))
    assert open_file(path).sheets[-2:] == ("检查结果", "表格对应")
    remove(path, "检查结果", "表格对应")
    after = foreign.parts(path)
    assert changed(before, after) == set()
    assert list(before) == list(after)


def test_document_properties_count_the_new_sheet(root: Path, office_folder: Path) -> None:
    path = Path(shutil.copy(root / "workbooks" / "重点项目.xlsx", office_folder))
    add(path, name="表格对应")
    app = foreign.part(path, "docProps/app.xml")
    assert re.search(r"<vt:i4>5</vt:i4>", app)
    assert app.index("<vt:lpstr>考核设置</vt:lpstr>") < app.index("<vt:lpstr>表格对应</vt:lpstr>")
    titles = app[app.index("<TitlesOfParts>") :]
    assert int(re.findall(r'size="(\d+)"', titles)[0]) == titles.count("<vt:lpstr>")


def test_a_strict_workbook_gets_a_strict_sheet(root: Path, office_folder: Path) -> None:
    sheet = foreign.worksheet(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>', foreign.STRICT
    )
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    parts = {
        "xl/workbook.xml": f'{foreign.HEAD}<workbook xmlns="{foreign.STRICT}" xmlns:r="{strict}"><sheets>'
        '<sheet name="市考指标" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": foreign.links("worksheet worksheets/sheet1.xml").replace(
            foreign.LINKS, strict
        ),
    }
    path = foreign.write(office_folder / "严格.xlsx", sheet, parts)
    add(path)
    assert f'xmlns="{foreign.STRICT}"' in foreign.part(path, "xl/worksheets/sheet2.xml")
    assert f'Type="{strict}/worksheet" Target="worksheets/sheet2.xml"' in foreign.part(
        path, "xl/_rels/workbook.xml.rels"
    )
    assert open_file(path).block(NAME).at(4, 2) == 0.9


def test_a_workbook_with_prefixes_keeps_them(office_folder: Path) -> None:
    path = foreign.write(office_folder / "前缀.xlsx", ROWS, {"xl/workbook.xml": PREFIXED})
    before = foreign.parts(path)
    add(path)
    assert f'<x:sheet name="{NAME}" sheetId="8" rel:id="rId4"/></x:sheets>' in foreign.part(
        path, "xl/workbook.xml"
    )
    assert load_workbook(path).sheetnames == ["市考指标", NAME]
    remove(path, NAME)
    assert changed(before, foreign.parts(path)) == set()


def test_a_workbook_without_styles_gets_them(office_folder: Path) -> None:
    bare = {"xl/_rels/workbook.xml.rels": foreign.links("worksheet worksheets/sheet1.xml")}
    path = foreign.write(
        office_folder / "无格式.xlsx", foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'), bare
    )
    add(path)
    assert open_file(path).block(NAME).at(3, 2) == dt.datetime(2011, 10, 31)


def test_local_names_and_the_front_tab_stay_with_their_sheets(book: Path) -> None:
    add(book)
    office = load_workbook(book)
    office["市考指标"].print_title_rows = "1:1"
    office.create_sheet("新表")["A1"] = 1
    office["新表"].print_area = "A1:B2"
    office.defined_names["各项"] = DefinedName("各项", attr_text="市考指标!$A$1:$B$2")
    office.active = 3
    office.save(book)
    remove(book, NAME)
    left = load_workbook(book)
    assert left.sheetnames == ["市考指标", "说明", "新表"]
    assert left.active.title == "新表"
    assert left["市考指标"].print_title_rows == "$1:$1"
    assert left["新表"].print_area == "'新表'!$A$1:$B$2"
    assert list(left.defined_names) == ["各项"]


def test_what_the_office_put_into_the_sheet_goes_with_it(book: Path) -> None:
    add(book)
    office = load_workbook(book)
    from openpyxl.comments import Comment

    office[NAME]["B3"].comment = Comment("请核对", "办里")
    office[NAME]["B4"] = "=1+1"
    office.save(book)
    assert any("comment" in name for name in foreign.parts(book))
    remove(book, NAME)
    assert not any("comment" in name or "vml" in name for name in foreign.parts(book))
    assert load_workbook(book).sheetnames == ["市考指标", "说明"]


def test_a_sheet_that_formulas_speak_of_stays(book: Path) -> None:
    add(book)
    open_file(book).save(Patch({"说明": SheetPatch((Change(3, 1, Formula(f"={NAME}!B4*2")),))}))
    before = book.read_bytes()
    with pytest.raises(BookError, match="说明"):
        remove(book, NAME)
    assert book.read_bytes() == before


def test_the_last_sheet_to_be_seen_is_not_removed(book: Path) -> None:
    with pytest.raises(BookError, match="可见"):
        remove(book, "市考指标", "说明")


@pytest.mark.parametrize("name", ["", "一" * 32, "市/考", "a:b", "'引号", "说明", "[1]"])
def test_a_name_that_no_sheet_can_have_is_refused(book: Path, name: str) -> None:
    before = book.read_bytes()
    with pytest.raises(BookError):
        add(book, name=name)
    assert book.read_bytes() == before


def test_a_protected_structure_is_respected(book: Path) -> None:
    office = load_workbook(book)
    office.security = WorkbookProtection(lockStructure=True)
    office.save(book)
    with pytest.raises(BookError, match="保护"):
        add(book)


def test_sheets_and_cells_go_in_one_write(book: Path) -> None:
    patch = Patch(
        {"市考指标": SheetPatch((Change(2, 2, 240),)), NAME: SheetPatch((Change(5, 2, "月份"),))},
        {NAME: SETTINGS},
    )
    saved = open_file(book).save(patch)
    grid = open_file(book)
    assert saved.backup is not None and len(list(saved.backup.parent.glob("*.xlsx"))) == 1
    assert (grid.block("市考指标").at(2, 2), grid.block(NAME).at(5, 2)) == (240, "月份")


def test_a_sheet_removed_and_added_is_made_anew(book: Path) -> None:
    add(book)
    new = NewSheet((("检查", "结果"), (1, 2)))
    open_file(book).save(Patch(added={NAME: new}, removed=(NAME,)))
    grid = open_file(book)
    assert grid.sheets == ("市考指标", "说明", NAME)
    assert grid.block(NAME).values == (("检查", "结果"), (1, 2))


def test_an_unknown_sheet_cannot_be_removed(book: Path) -> None:
    with pytest.raises(InputError, match="没有"):
        remove(book, "没有")


@pytest.mark.parametrize("name", [*SAMPLES, "openpyxl"])
def test_the_validator_and_libreoffice_find_nothing_wrong(
    root: Path,
    book: Path,
    name: str,
    validator: Callable[[Path], tuple[str, ...]],
    soffice: Callable[..., Path],
) -> None:
    path = book if name == "openpyxl" else Path(shutil.copy(root / "workbooks" / name, book.parent))
    before = set(validator(path))
    add(path, name="表格对应")
    assert set(validator(path)) <= before
    converted = load_workbook(soffice(path, "xlsx"))
    assert converted["表格对应"]["B3"].value == dt.datetime(2011, 10, 31)
    assert converted["表格对应"]["C4"].value == "完成率÷序时进度 & 其他"
    remove(path, "表格对应")
    assert set(validator(path)) <= before
