"""Comments on cells: ours come and go, those of the office stay; judged by Excel's rules, openpyxl, LibreOffice."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kaohe_xl.books.comments import author, comments_of
from kaohe_xl.books.files import FileGrid
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from tests.books.fidelity import stored

Validator = Callable[[Path], tuple[str, ...]]
Texts = Mapping[str, Mapping[tuple[int, int], str]]
OURS: Texts = {"市考指标": {(7, 6): "【提醒】完成值可能有误。\n办法：请核对。", (2, 1): "第二条"}}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put(path: Path, texts: Texts) -> tuple[str, ...]:
    return FileGrid(path).save(Patch(comments=texts)).notes


def seen(path: Path, sheet: str) -> dict[str, tuple[str, str]]:
    """Cell -> (author, text) as openpyxl reads them."""
    book = openpyxl.load_workbook(path)
    cells = (cell for row in book[sheet].iter_rows() for cell in row)
    return {c.coordinate: (c.comment.author, c.comment.text) for c in cells if c.comment}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A workbook without any comment."""
    path = tmp_path / "市考.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("市考指标")
        sheet.write_row(0, 0, ["指标", "目标", "完成"])
        sheet.set_header("&C考核")
        sheet.add_table("A10:C14", {"columns": [{"header": "甲"}, {"header": "乙"}, {"header": "丙"}]})
        book.add_worksheet("其他").write(0, 0, 1)
    return path


@pytest.fixture
def commented(tmp_path: Path) -> Path:
    """A workbook with comments, a button and a picture in the header."""
    path = tmp_path / "批注.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("市考指标")
        sheet.write_row(0, 0, ["指标", "目标", "完成"])
        sheet.write_comment("F7", "这是办里的批注", {"author": "高敏"})
        sheet.write_comment("B1", "目标见文件", {"author": "李思琪"})
        sheet.insert_button("H2", {"caption": "重算"})
        other = book.add_worksheet("其他")
        other.insert_button("B2", {"caption": "检查"})
    return path


def test_comments_are_seen_by_another_program(plain: Path) -> None:
    assert put(plain, OURS) == ()
    assert seen(plain, "市考指标") == {
        "F7": (author(), OURS["市考指标"][7, 6]),
        "A2": (author(), "第二条"),
    }
    assert seen(plain, "其他") == {}


def test_comments_keep_the_rules_of_the_format(plain: Path, commented: Path, validator: Validator) -> None:
    for path in (plain, commented):
        before = validator(path)
        put(path, {**OURS, "其他": {(1, 1): "第三条", (1048576, 16384): "最后一格"}})
        assert validator(path) == before


def test_libreoffice_sees_them_all(commented: Path, soffice: Callable[..., Path]) -> None:
    put(commented, {"市考指标": {(2, 1): "第二条"}, "其他": {(3, 3): "第三条"}})
    again = soffice(commented, "xlsx")
    texts = {cell: text for cell, (_, text) in seen(again, "市考指标").items()}
    assert texts == {"F7": "这是办里的批注", "B1": "目标见文件", "A2": "第二条"}
    assert {cell: text for cell, (_, text) in seen(again, "其他").items()} == {"C3": "第三条"}


def test_the_next_time_ours_are_replaced_and_never_doubled(plain: Path) -> None:
    put(plain, OURS)
    put(plain, {"市考指标": {(3, 3): "新的"}})
    assert seen(plain, "市考指标") == {"C3": (author(), "新的")}
    drawing = parts(plain)["xl/drawings/vmlDrawing1.vml"]
    assert drawing.count(b'ObjectType="Note"') == 1


def test_the_same_comments_again_change_nothing(plain: Path) -> None:
    put(plain, OURS)
    before = plain.read_bytes()
    assert FileGrid(plain).save(Patch(comments=OURS)).path is None
    assert plain.read_bytes() == before


def test_taken_out_again_the_workbook_is_what_it_was(plain: Path, commented: Path) -> None:
    for path in (plain, commented):
        before = parts(path)
        put(path, {**OURS, "其他": {(1, 1): "第三条"}})
        assert parts(path) != before
        put(path, {})
        assert parts(path) == before


def test_comments_of_the_office_stay_as_they_are(commented: Path) -> None:
    before = seen(commented, "市考指标")
    notes = put(commented, OURS)
    now = seen(commented, "市考指标")
    assert {cell: now[cell] for cell in before} == before
    assert now["F7"] == ("高敏", "这是办里的批注")
    assert now["A2"] == (author(), "第二条")
    assert len(notes) == 1 and "1 个单元格" in notes[0]


def test_buttons_stay_and_nothing_else_is_touched(commented: Path) -> None:
    before = stored(commented)
    put(commented, {"其他": {(1, 1): "第三条"}})
    after = stored(commented)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/drawings/vmlDrawing2.vml",
    }
    assert set(after) - set(before) == {"xl/comments2.xml"}
    drawing = parts(commented)["xl/drawings/vmlDrawing2.vml"]
    assert drawing.count(b'ObjectType="Button"') == 1
    assert drawing.count(b"<v:shape ") == 2 and drawing.count(b"<v:shapetype") == 2


def test_numbers_of_shapes_are_never_given_twice(commented: Path) -> None:
    many = {(row, 1): f"第 {row} 条" for row in range(1, 1500)}
    put(commented, {"市考指标": many, "其他": many})
    for name in ("vmlDrawing1", "vmlDrawing2"):
        data = parts(commented)[f"xl/drawings/{name}.vml"]
        ids = [part.split(b'"')[0] for part in data.split(b'<v:shape id="')[1:]]
        assert len(ids) == len(set(ids)) >= 1499
    assert len(seen(commented, "其他")) == 1499
    put(commented, {"其他": {(1, 1): "一条"}})
    assert b'data="2"' in parts(commented)["xl/drawings/vmlDrawing2.vml"]


def test_a_header_picture_is_no_drawing_of_comments(tmp_path: Path, root: Path, validator: Validator) -> None:
    picture = next((root / "docs").rglob("*.png"))
    path = tmp_path / "页眉.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("表")
        sheet.set_header("&C&G", {"image_center": str(picture)})
        sheet.write(0, 0, "指标")
    before, old = parts(path), validator(path)
    put(path, {"表": {(1, 1): "一条"}})
    assert seen(path, "表") == {"A1": (author(), "一条")}
    assert parts(path)["xl/drawings/vmlDrawing1.vml"] == before["xl/drawings/vmlDrawing1.vml"]
    text = parts(path)["xl/worksheets/sheet1.xml"]
    assert text.index(b"<legacyDrawing ") < text.index(b"<legacyDrawingHF ")
    assert validator(path) == old
    put(path, {})
    assert parts(path) == before


def test_drawings_that_are_no_xml_are_extended_too(commented: Path) -> None:
    """Excel writes <br> into text boxes, without an end."""
    name = "xl/drawings/vmlDrawing1.vml"
    everything = parts(commented)
    everything[name] = everything[name].replace(b"<div ", b"<br><div ")
    with zipfile.ZipFile(commented, "w") as archive:
        for part, data in everything.items():
            archive.writestr(part, data)
    put(commented, OURS)
    data = parts(commented)[name]
    assert data.count(b"<br>") == everything[name].count(b"<br>")
    assert data.count(b'ObjectType="Note"') == 3
    put(commented, {})
    assert parts(commented)[name] == everything[name]


def test_comments_and_figures_are_written_together(plain: Path) -> None:
    patch = Patch({"市考指标": SheetPatch((Change(2, 1, "固投"),))}, comments={"市考指标": {(2, 1): "一条"}})
    assert FileGrid(plain).save(patch).backup is not None
    assert seen(plain, "市考指标") == {"A2": (author(), "一条")}
    assert FileGrid(plain).block("市考指标").at(2, 1) == "固投"


def test_letters_that_no_xml_can_hold_are_written_as_excel_does(plain: Path) -> None:
    put(plain, {"市考指标": {(1, 1): "甲\x0b乙 <&> “”"}})
    assert seen(plain, "市考指标")["A1"][1] == "甲_x000B_乙 <&> “”"


def test_a_part_with_prefixed_names_stays_in_its_manner(commented: Path) -> None:
    everything = parts(commented)
    text = everything["xl/comments1.xml"].decode()
    for name in ("comments", "authors", "author", "commentList", "comment", "text", "r", "rPr", "t"):
        text = text.replace(f"<{name}>", f"<x:{name}>").replace(f"</{name}>", f"</x:{name}>")
        text = text.replace(f"<{name} ", f"<x:{name} ")
    everything["xl/comments1.xml"] = text.replace(" xmlns=", " xmlns:x=").encode()
    with zipfile.ZipFile(commented, "w") as archive:
        for part, data in everything.items():
            archive.writestr(part, data)
    put(commented, {"市考指标": {(2, 1): "第二条"}})
    assert b"<x:comment ref=" in parts(commented)["xl/comments1.xml"]
    assert seen(commented, "市考指标")["A2"] == (author(), "第二条")


@pytest.mark.parametrize("name", ["市考指标", "区考", "重点项目"])
def test_the_samples_take_comments_and_give_them_back(
    name: str, root: Path, tmp_path: Path, validator: Validator
) -> None:
    path = Path(shutil.copy(root / "workbooks" / f"{name}.xlsx", tmp_path))
    before, old = parts(path), validator(path)
    grid = FileGrid(path)
    grid.save(Patch(comments={sheet: {(1, 1): "甲", (5, 3): "乙"} for sheet in grid.sheets}))
    assert validator(path) == old
    for sheet in FileGrid(path).sheets:
        assert (author(), "乙") in seen(path, sheet).values()
    put(path, {})
    assert parts(path) == before


def test_foreign_workbooks_take_them_and_give_them_back(
    corpus: Path, tmp_path: Path, validator: Validator
) -> None:
    wanted = ("comment", "button", "header_image", "vml", "strict", "ole", "note")
    names = [p for p in sorted(corpus.glob("*.xls[xm]")) if any(word in p.name.lower() for word in wanted)]
    assert names
    for original in names[:25]:
        path = shutil.copyfile(original, tmp_path / original.name)
        before, old = parts(path), validator(path)
        grid = FileGrid(path)
        grid.save(Patch(comments={sheet: {(40, 4): "一条"} for sheet in grid.sheets}))
        assert len(validator(path)) <= len(old), original.name
        package = FileGrid(path)._package
        assert all(comments_of(package, sheet) == {(40, 4): "一条"} for sheet in package.sheets)
        put(path, {})
        assert parts(path) == before, original.name
