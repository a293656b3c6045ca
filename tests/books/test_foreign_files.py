"""Files in other formats as a Grid: they stay what they are, results go into a new workbook beside them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl import commands
from kaohe_xl.books import conversion
from kaohe_xl.books.conversion import Converted
from kaohe_xl.books.files import FileGrid, open_file
from kaohe_xl.books.foreign_files import ForeignGrid
from kaohe_xl.books.grid import Area, Change, Formula, Patch, Saved, SheetPatch, TextColour
from kaohe_xl.errors import BookError, InputError, PasswordNeeded
from tests.books import foreign
from tests.books.other_formats import PASSWORD, SAMPLES, ods, xlsb

SHEET = "市考指标"
RED = TextColour(Area(3, 6, 4, 6), "红", "FFC7CE", "9C0006")
TEXT = "指标,目标,完成,完成率\n生产总值,310,225.1,72.6%\n"


def patch(*changes: Change, sheet: str = SHEET) -> Patch:
    return Patch({sheet: SheetPatch(changes)})


RESULT = patch(Change(3, 6, 5.8))


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "converted", lambda *_: None)


@pytest.fixture
def old(office_folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "旧表.xls", office_folder))


def score(path: Path, result: Patch = RESULT) -> Saved:
    return open_file(path).save(result)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".kaohe")


def test_the_result_is_a_new_workbook_beside_the_file(old: Path, no_office: None) -> None:
    before = old.read_bytes()
    grid = open_file(old)
    assert grid.colours(SHEET) == ()
    saved = grid.save(Patch({SHEET: SheetPatch((Change(3, 6, 5.8),), (RED,))}))
    assert saved.path == old.with_suffix(".xlsx")
    assert saved.backup is None
    assert "旧表.xls" in saved.notes[0]
    assert "旧表.xlsx" in saved.notes[0]
    assert old.read_bytes() == before
    assert (grid.name, grid.path) == (old.name, old)
    assert grid.block(SHEET).at(3, 6) == 5.8
    assert grid.colours(SHEET) == (RED,)
    assert grid.sheets == (SHEET, "考核 设置")
    assert not [p for p in (old.parent / ".kaohe").iterdir() if p.suffix == ".tmp"]


def test_without_a_program_that_converts_the_data_are_all_there(old: Path, no_office: None) -> None:
    saved = score(old)
    assert any("没有原来的格式和公式" in note for note in saved.notes)
    ours, theirs = open_file(old), open_file(old.with_suffix(".xlsx"))
    assert theirs.sheets == ours.sheets
    for sheet in ours.sheets:
        one, other = ours.block(sheet), theirs.block(sheet)
        assert [row[:5] for row in other.values] == list(one.values)
        assert set(other.merged) == set(one.merged)
        assert set(other.percents) == one.percents
        assert other.hidden == one.hidden


def test_a_converted_workbook_keeps_formulas_and_looks(
    old: Path, soffice: Callable[..., Path], validator: Callable[[Path], tuple[str, ...]]
) -> None:
    saved = score(old)
    assert any("LibreOffice" in note for note in saved.notes)
    made = open_file(old.with_suffix(".xlsx"))
    assert made.block(SHEET).formulas[5, 2] == "=B3*2"
    assert made.block(SHEET).at(3, 6) == 5.8
    assert validator(old.with_suffix(".xlsx")) == validator(soffice(old, "xlsx"))


def test_a_conversion_that_shows_something_else_is_not_taken(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def wrong(_: bytes, suffix: str, is_good: Callable[[bytes], bool]) -> None:
        asked.append(suffix)
        for sheet in ("A1", "A2"):
            cell = f'<row r="{sheet[1]}"><c r="{sheet}"><v>1</v></c></row>'
            made = foreign.write(old.parent / "其他.xlsx", foreign.rows(cell))
            assert not is_good(made.read_bytes())
            made.unlink()
        assert not is_good(b"PK nonsense")

    monkeypatch.setattr(conversion, "converted", wrong)
    score(old)
    assert asked == [".xls"]
    assert open_file(old.with_suffix(".xlsx")).block(SHEET).at(3, 3) == 225.1


def test_nothing_to_write_makes_nothing(old: Path) -> None:
    assert score(old, Patch()).path is None
    assert files(old.parent) == [old.name]


def test_an_unknown_sheet_makes_nothing(old: Path) -> None:
    with pytest.raises(InputError, match="区考"):
        score(old, patch(Change(1, 1, 1), sheet="区考"))
    assert files(old.parent) == [old.name]


def test_a_second_run_with_the_same_results_writes_nothing(old: Path, no_office: None) -> None:
    score(old)
    before = old.with_suffix(".xlsx").read_bytes()
    assert score(old).path is None
    assert old.with_suffix(".xlsx").read_bytes() == before
    assert files(old.parent) == ["旧表.xls", "旧表.xlsx"]


def test_other_results_of_the_same_file_go_into_the_same_product(old: Path, no_office: None) -> None:
    score(old)
    before = old.with_suffix(".xlsx").read_bytes()
    saved = score(old, patch(Change(3, 6, 6.1)))
    assert saved.path == old.with_suffix(".xlsx")
    assert saved.backup is not None
    assert saved.backup.read_bytes() == before
    assert open_file(old.with_suffix(".xlsx")).block(SHEET).at(3, 6) == 6.1


def test_a_changed_file_makes_its_product_anew_and_keeps_the_former_one(
    office_folder: Path, no_office: None
) -> None:
    path = office_folder / "市考指标.csv"
    path.write_text(TEXT, encoding="utf-8")
    score(path, patch(Change(2, 5, 5.8)))
    before = path.with_suffix(".xlsx").read_bytes()
    path.write_text(TEXT.replace("225.1", "240"), encoding="utf-8")
    saved = score(path, patch(Change(2, 5, 6.1)))
    assert saved.backup is not None
    assert saved.backup.read_bytes() == before
    block = open_file(path.with_suffix(".xlsx")).block(SHEET)
    assert (block.at(2, 3), block.at(2, 5)) == (240, 6.1)
    assert files(office_folder) == ["市考指标.csv", "市考指标.xlsx"]


def test_a_product_that_somebody_changed_is_left_to_him(old: Path, no_office: None) -> None:
    score(old)
    theirs = old.with_suffix(".xlsx")
    FileGrid(theirs).save(patch(Change(3, 3, 240)))
    before = theirs.read_bytes()
    saved = score(old)
    assert saved.path == old.with_name("旧表.结果.xlsx")
    assert any("旧表.xlsx" in note and "改动过" in note for note in saved.notes)
    assert theirs.read_bytes() == before
    FileGrid(saved.path).save(patch(Change(3, 3, 241)))
    assert score(old).path == old.with_name("旧表.结果2.xlsx")
    assert theirs.read_bytes() == before


def test_a_workbook_that_lies_there_already_is_not_touched(old: Path, no_office: None) -> None:
    beside = foreign.write(old.with_suffix(".xlsx"), foreign.rows(""))
    before = beside.read_bytes()
    assert score(old).path == old.with_name("旧表.结果.xlsx")
    assert beside.read_bytes() == before
    assert score(old).path is None


def test_a_file_that_changed_after_it_was_read_makes_nothing(old: Path, no_office: None) -> None:
    grid = open_file(old)
    old.write_bytes(old.read_bytes() + b"\0")
    with pytest.raises(BookError, match=r"旧表\.xls.*改动过"):
        grid.save(RESULT)
    assert files(old.parent) == [old.name]


def test_what_fails_leaves_nothing_behind(
    old: Path, no_office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = open_file(old)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BookError, match=r"旧表\.xlsx"):
        grid.save(RESULT)
    assert files(old.parent) == [old.name]
    assert not list((old.parent / ".kaohe").glob("*.tmp"))


def test_what_a_killed_run_left_goes_with_the_next(old: Path, no_office: None) -> None:
    from kaohe_xl.books.beside import folder_beside, temporary

    left = temporary(folder_beside(old) / old.name)
    left.write_bytes(b"half")
    score(old)
    assert not left.exists()


def test_a_damaged_note_of_products_costs_nothing_but_a_new_name(old: Path, no_office: None) -> None:
    score(old)
    (note,) = (old.parent / ".kaohe").glob("*.products.json")
    for text in ("[", "[]", '{"旧表.xlsx": 3}'):
        note.write_text(text, encoding="utf-8")
        saved = score(old)
        assert saved.path is not None
        assert saved.path.name.startswith("旧表.结果")


def test_undo_takes_the_new_workbook_away_and_nothing_else(old: Path, no_office: None) -> None:
    before = old.read_bytes()
    score(old)
    undone = commands.undo(old)
    assert undone.is_removed
    assert files(old.parent) == [old.name]
    assert old.read_bytes() == before
    with pytest.raises(BookError, match=r"旧表\.xls"):
        commands.undo(old)


def test_undo_goes_back_write_by_write(office_folder: Path, no_office: None) -> None:
    path = office_folder / "市考指标.csv"
    product = path.with_suffix(".xlsx")
    path.write_text(TEXT, encoding="utf-8")
    score(path, patch(Change(2, 5, 5.8)))
    first = product.read_bytes()
    path.write_text(TEXT.replace("225.1", "240"), encoding="utf-8")
    score(path, patch(Change(2, 5, 6.1)))
    assert not commands.undo(path).is_removed
    assert product.read_bytes() == first
    # What was made of the older file isn't taken for the newer one's: it is made anew.
    score(path, patch(Change(2, 5, 6.1)))
    assert open_file(product).block(SHEET).at(2, 3) == 240
    commands.undo(path)
    assert commands.undo(path).is_removed
    assert files(office_folder) == ["市考指标.csv"]


def test_undo_spares_a_product_that_somebody_changed(old: Path, no_office: None) -> None:
    score(old)
    FileGrid(old.with_suffix(".xlsx")).save(patch(Change(3, 3, 240)))
    with pytest.raises(BookError, match=r"旧表\.xlsx.*改动过"):
        commands.undo(old)
    old.with_suffix(".xlsx").unlink()
    with pytest.raises(BookError, match=r"旧表\.xlsx.*不在"):
        commands.undo(old)


def test_undo_spares_a_product_that_is_open(old: Path, no_office: None) -> None:
    score(old)
    old.with_name("~$旧表.xlsx").write_bytes(b"\x06\xcd\xf5\xc0\xcf\xca\xa6" + b" " * 158)
    with pytest.raises(BookError, match=r"旧表\.xlsx.*打开"):
        commands.undo(old)
    assert old.with_suffix(".xlsx").exists()


def test_an_encrypted_file_has_an_encrypted_product(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "converted", None)  # it would put the plain workbook on the disk
    path = Path(shutil.copy(SAMPLES / "加密.xls", office_folder))
    with pytest.raises(PasswordNeeded):
        open_file(path)
    saved = open_file(path, PASSWORD).save(RESULT)
    assert saved.path == path.with_suffix(".xlsx")
    with pytest.raises(PasswordNeeded):
        open_file(saved.path)
    assert open_file(saved.path, PASSWORD).block(SHEET).at(3, 6) == 5.8
    assert open_file(path, PASSWORD).save(RESULT).path is None
    for left in office_folder.rglob("*"):
        assert not left.is_file() or not left.read_bytes().startswith(b"PK")


def test_a_password_that_nothing_needs_encrypts_nothing(old: Path, no_office: None) -> None:
    saved = open_file(old, "多余").save(RESULT)
    assert saved.path is not None
    assert open_file(saved.path).block(SHEET).at(3, 6) == 5.8


def test_an_xlsx_under_an_old_name_is_read_and_its_product_keeps_all(office_folder: Path) -> None:
    path = foreign.write(
        office_folder / "导出.xls",
        foreign.rows('<row r="3"><c r="A3"><f>1+1</f><v>2</v></c></row>'),
        {"xl/media/image1.png": b"\x89PNG"},
    )
    grid = open_file(path)
    assert isinstance(grid, ForeignGrid)
    assert grid.block(SHEET).formulas == {(3, 1): "=1+1"}
    saved = grid.save(RESULT)
    assert saved.path == path.with_suffix(".xlsx")
    made = open_file(saved.path)
    assert made.block(SHEET).formulas == {(3, 1): "=1+1"}
    assert foreign.part(saved.path, "xl/sharedStrings.xml") == foreign.part(path, "xl/sharedStrings.xml")


def test_an_encrypted_xlsx_under_an_old_name_stays_encrypted(office_folder: Path) -> None:
    from kaohe_xl.books.encryption import encrypted

    plain = foreign.write(office_folder / "明.xlsx", foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'))
    path = office_folder / "密.xls"
    path.write_bytes(encrypted(plain.read_bytes(), path.name, PASSWORD))
    saved = open_file(path, PASSWORD).save(RESULT)
    assert saved.path is not None
    with pytest.raises(PasswordNeeded):
        open_file(saved.path)
    assert open_file(saved.path, PASSWORD).block(SHEET).at(1, 1) == 1


def test_an_xls_under_a_new_name_keeps_it_and_gets_a_product_of_another(
    office_folder: Path, no_office: None
) -> None:
    path = Path(shutil.copy(SAMPLES / "旧表.xls", office_folder / "旧表.xlsx"))
    before = path.read_bytes()
    assert score(path).path == office_folder / "旧表.结果.xlsx"
    assert path.read_bytes() == before


def test_a_binary_workbook_is_read_through_a_program_that_can(office_folder: Path, soffice: object) -> None:
    path = xlsb(office_folder / "表.xlsb", SHEET, [["指标", "目标"], ["生产总值", 310.5]])
    grid = open_file(path)
    assert grid.block(SHEET).values == (("指标", "目标"), ("生产总值", 310.5))
    saved = grid.save(RESULT)
    assert saved.path == path.with_suffix(".xlsx")
    assert open_file(saved.path).block(SHEET).at(2, 2) == 310.5


def test_a_binary_workbook_is_refused_where_there_is_no_such_program(
    office_folder: Path, no_office: None
) -> None:
    path = xlsb(office_folder / "表.xlsb", SHEET, [])
    with pytest.raises(BookError, match=r"表\.xlsb.*xlsb"):
        open_file(path)


def test_a_file_without_sheets_is_refused(office_folder: Path) -> None:
    with pytest.raises(BookError, match=r"空\.ods.*没有工作表"):
        open_file(ods(office_folder / "空.ods", ""))


def test_names_that_excel_has_no_place_for_are_refused_by_name(office_folder: Path, no_office: None) -> None:
    from tests.books.other_formats import ods_cell, table

    row = f"<table:table-row>{ods_cell(1)}</table:table-row>"
    for number, name in enumerate(("长" * 40, "甲:乙")):
        path = ods(office_folder / f"名{number}.ods", table(name, row))
        with pytest.raises(BookError, match=path.name):
            open_file(path).save(patch(Change(1, 1, 2), sheet=name))
        assert path.exists()


def test_what_waits_in_excel_is_no_hindrance_to_reading(old: Path, no_office: None) -> None:
    old.with_name("~$旧表.xls").write_bytes(b"\x06\xcd\xf5\xc0\xcf\xca\xa6" + b" " * 158)
    assert score(old).path == old.with_suffix(".xlsx")


def test_text_that_looks_like_a_formula_or_a_number_stays_text(office_folder: Path, no_office: None) -> None:
    path = office_folder / "市考指标.csv"
    path.write_text("=1+1,007,610103199001011234,甲\n", encoding="gb18030")
    saved = score(path, patch(Change(2, 1, Formula("=1+2"))))
    assert saved.path is not None
    block = open_file(saved.path).block(SHEET)
    assert block.values[0] == ("=1+1", "007", "610103199001011234", "甲")
    assert set(block.formulas) == {(2, 1)}


def test_a_link_gets_its_product_where_the_link_lies(office_folder: Path, no_office: None, old: Path) -> None:
    (office_folder / "本月").mkdir()
    link = office_folder / "本月" / "快捷.xls"
    try:
        link.symlink_to(old)
    except OSError:
        pytest.skip("no symbolic links here")
    assert score(link).path == link.with_suffix(".xlsx")
    assert score(link).path is None


def test_a_program_that_converts_is_named(
    old: Path, monkeypatch: pytest.MonkeyPatch, soffice: Callable[..., Path]
) -> None:
    made = soffice(old, "xlsx").read_bytes()
    monkeypatch.setattr(conversion, "converted", lambda *_: Converted(made, "Excel"))
    assert any("Excel" in note for note in score(old).notes)
