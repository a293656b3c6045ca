"""Big sheets without formulas are known again, and a formula in one is never overlooked for that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaohe_xl.books import formula_free
from kaohe_xl.books.archive import Archive
from kaohe_xl.books.files import open_file
from kaohe_xl.books.formula_free import remembered
from kaohe_xl.books.grid import Change, Formula, Patch, SheetPatch
from tests.books import foreign

SHEET, PART = "市考指标", "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workbook of two sheets, both big enough: 市考指标, and 明细 without formulas."""
    monkeypatch.setattr(formula_free, "WORTH_IT", 0)
    path = foreign.write(
        office_folder / "市考 指标.xlsx", foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>')
    )
    import openpyxl

    whole = openpyxl.load_workbook(path)
    whole.create_sheet("明细")["A1"] = 7
    whole.save(path)
    return path


def patch(value: object, sheet: str = SHEET) -> Patch:
    return Patch({sheet: SheetPatch((Change(1, 1, value),))})  # type: ignore[arg-type]


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The members that are unpacked, in order."""
    real, names = Archive.chunks, []

    def chunks(archive: Archive, name: str):  # type: ignore[no-untyped-def]
        names.append(name)
        return real(archive, name)

    monkeypatch.setattr(Archive, "chunks", chunks)
    return names


def test_a_sheet_without_formulas_is_unpacked_for_the_first_save_only(
    book: Path, unpacked: list[str]
) -> None:
    open_file(book).save(patch(2))
    assert any("sheet2" in name for name in unpacked)
    unpacked.clear()
    open_file(book).save(patch(3))
    assert not any("sheet2" in name for name in unpacked)
    assert open_file(book).block(SHEET).at(1, 1) == 3


def test_a_formula_that_comes_into_a_known_sheet_is_seen(book: Path) -> None:
    open_file(book).save(patch(2))
    assert remembered(book)
    import openpyxl

    whole = openpyxl.load_workbook(book)
    whole["明细"]["A1"] = f"={SHEET}!A1*2"
    whole.save(book)
    open_file(book).save(patch(Formula("=1+1"), "明细"))  # gives the sheet a formula by our own hand too
    open_file(book).save(patch(5))
    assert open_file(book).block("明细").formulas == {(1, 1): "=1+1"}
    assert not any(mark in remembered(book) for mark in marks_with_formulas(book))


def marks_with_formulas(book: Path) -> set[str]:
    from kaohe_xl.books.sources import DiskSource

    archive = Archive(DiskSource(book), book.name)
    parts = [name for name in foreign.parts(book) if name.startswith("xl/worksheets/sheet")]
    return {archive.mark(part) for part in parts if b"<f>" in archive.read(part)}


@pytest.mark.parametrize("left", [b"", b"[1, 2", b'{"a": 1}', "“".encode(), b"[1, 2]", b" " * (2 << 20)])
def test_what_was_left_and_can_not_be_read_is_as_good_as_nothing(book: Path, left: bytes) -> None:
    open_file(book).save(patch(2))
    (note,) = (book.parent / ".kaohe").glob("*.sheets")
    note.write_bytes(left)
    assert remembered(book) == frozenset()
    open_file(book).save(patch(3))
    assert json.loads(note.read_text(encoding="ascii"))


def test_a_note_that_can_not_be_left_hinders_no_save(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    open_file(book).save(patch(2))
    assert open_file(book).block(SHEET).at(1, 1) == 2
    assert remembered(book) == frozenset()


def test_small_sheets_are_not_worth_a_note(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_free, "WORTH_IT", 1 << 20)
    open_file(book).save(patch(2))
    assert not list((book.parent / ".kaohe").glob("*.sheets"))


def test_new_bytes_have_a_mark_of_their_own(book: Path, tmp_path: Path) -> None:
    from kaohe_xl.books.sources import DiskSource

    archive = Archive(DiskSource(book), book.name)
    old = archive.mark(PART)
    archive.put(PART, b"<worksheet/>")
    assert archive.mark(PART) not in ("", old)
    assert archive.mark("xl/none.xml") == ""
    with (tmp_path / "new.xlsx").open("wb") as file:
        archive.write(None, file)
    assert Archive(DiskSource(tmp_path / "new.xlsx"), book.name).mark(PART) == archive.mark(PART)


def test_a_sheet_that_gets_values_only_is_not_unpacked_for_its_formulas_again(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaohe_xl.books.formulas import sheets

    open_file(book).save(patch(2))
    looked: list[object] = []
    monkeypatch.setattr(sheets, "has_formula", lambda chunks: looked.append(chunks) or False)
    open_file(book).save(patch(3))
    assert not looked
    open_file(book).save(patch(Formula("=1+1")))
    assert len(remembered(book)) == 1
