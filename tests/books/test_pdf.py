"""Workbooks as PDF: the real LibreOffice, and what is said where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from pypdf import PdfReader

import kaohe_xl as kh
from kaohe_xl.books import conversion, pdf

needs_office = pytest.mark.skipif(conversion.libreoffice() is None, reason="no LibreOffice")
Kaohe = Callable[..., "object"]


def make(path: Path, text: str) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("表").write(0, 0, text)
    return path


@pytest.fixture
def books(office_folder: Path) -> Path:
    make(office_folder / "韦曲 街道.xlsx", "one")
    make(office_folder / "郭杜街道.xlsx", "two")
    (office_folder / "~$郭杜街道.xlsx").write_bytes(b"lock")
    return office_folder


@needs_office
def test_each_workbook_of_a_folder_gets_a_pdf_beside_it(books: Path) -> None:
    before = {path: path.read_bytes() for path in books.glob("*.xlsx")}
    report = kh.pdf(books)
    assert sorted(file.path.name for file in report.files) == ["郭杜街道.pdf", "韦曲 街道.pdf"]
    assert [PdfReader(file.path).pages[0].extract_text().strip() for file in report.files] == ["two", "one"]
    assert all(path.read_bytes() == content for path, content in before.items())


@needs_office
def test_all_in_one_has_a_bookmark_for_each(books: Path) -> None:
    report = kh.pdf(books, one=books / "合订.pdf")
    read = PdfReader(report.files[0].path)
    marks = [(mark.title, read.get_destination_page_number(mark)) for mark in read.outline]  # type: ignore[union-attr, arg-type]
    assert marks == [("郭杜街道", 0), ("韦曲 街道", 1)]
    assert report.files[0].pages == len(read.pages) == 2


@needs_office
def test_a_damaged_workbook_is_told_of_and_nothing_is_written(books: Path) -> None:
    (books / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(kh.BookError, match="坏"):
        kh.pdf(books, one=books / "合订.pdf")
    assert not list(books.glob("*.pdf"))


def test_without_excel_and_libreoffice_a_person_is_told_what_to_do(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    monkeypatch.setattr(pdf, "has_excel", lambda: False)
    with pytest.raises(kh.BookError, match="没有 Excel，也没有 LibreOffice"):
        kh.pdf(books)


def test_places_without_workbooks_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "信.docx").write_bytes(b"")
    for path, words in (("空", "没有工作簿"), ("无.xlsx", "没有“"), ("信.docx", "不是工作簿")):
        with pytest.raises(kh.InputError, match=words):
            kh.pdf(tmp_path / path)


def test_books_that_differ_in_their_suffix_only_get_two_names(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(books / "郭杜街道.xlsx", books / "郭杜街道.xlsm")
    monkeypatch.setattr(pdf, "printed", lambda path: pdf.Printed(path.suffix.encode(), 1, "x"))
    kh.pdf(books)
    assert (books / "郭杜街道.xlsm.pdf").read_bytes() == b".xlsm"
    assert (books / "郭杜街道.xlsx.pdf").read_bytes() == b".xlsx"
