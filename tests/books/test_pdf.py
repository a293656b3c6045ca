"""Workbooks as PDF: the real LibreOffice, and what is said where there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

import kaohe_xl as kh
from kaohe_xl.books import conversion, pdf
from kaohe_xl.cli import kaohe

needs_office = pytest.mark.skipif(conversion.libreoffice() is None, reason="no LibreOffice")
Kaohe = Callable[..., "object"]


def make(path: Path, text: str) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("表").write(0, 0, text)
    return path


Marks = list[tuple[str, int, int]]


def bookmarks(data: bytes) -> Marks:
    """Title, page from 1, depth of each bookmark."""
    read, found = PdfReader(BytesIO(data)), Marks()

    def walk(marks: Sequence[object], depth: int) -> None:
        for mark in marks:
            if isinstance(mark, list):
                walk(mark, depth + 1)
            elif isinstance(mark, Destination):
                found.append((str(mark.title), (read.get_destination_page_number(mark) or 0) + 1, depth))

    walk(read.outline, 0)
    return found


def several_sheets(path: Path) -> Path:
    """Two pages, a hidden sheet, a blank one, one with two print areas, a chart, a name as odd as allowed."""
    with xlsxwriter.Workbook(str(path)) as book:
        first = book.add_worksheet("韦曲街道")
        first.write(0, 0, "one")
        first.write(130, 0, "two")
        hidden = book.add_worksheet("藏起来的")
        hidden.write(0, 0, "hidden")
        hidden.hide()
        book.add_worksheet("空表")
        areas = book.add_worksheet("两处")
        areas.write_column(0, 0, range(60))
        book.define_name("'两处'!Print_Area", "='两处'!$A$1:$B$2,'两处'!$A$50:$B$52")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": ["两处", 0, 0, 5, 0]})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("#甲：乙😀（三）").write(0, 0, "last")
    return path


SEVERAL = [("韦曲街道", 1, 0), ("两处", 3, 0), ("图", 5, 0), ("#甲：乙😀（三）", 6, 0)]


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
def test_each_printed_sheet_has_a_bookmark_on_the_page_where_it_begins(office_folder: Path) -> None:
    made = kh.pdf(several_sheets(office_folder / "函.xlsx")).files[0]
    assert bookmarks(made.path.read_bytes()) == SEVERAL
    texts = [page.extract_text() for page in PdfReader(made.path).pages]
    assert ["one" in texts[0], "last" in texts[5], made.pages] == [True, True, 6]


@needs_office
def test_all_in_one_has_the_sheets_below_their_workbook(books: Path) -> None:
    several_sheets(books / "鸣犊街道.xlsx")
    report = kh.pdf(books, one=books / "合订.pdf")
    marks = bookmarks(report.files[0].path.read_bytes())
    inside = [(title, page + 2, 1) for title, page, _ in SEVERAL]
    assert marks == [("郭杜街道", 1, 0), ("韦曲 街道", 2, 0), ("鸣犊街道", 3, 0), *inside]
    assert report.files[0].pages == len(PdfReader(report.files[0].path).pages) == 8


@needs_office
def test_a_book_of_letters_becomes_a_pdf_a_unit(office_folder: Path) -> None:
    report = kh.pdf(several_sheets(office_folder / "函.xlsx"), split=True)
    assert [(file.path.name, file.pages) for file in report.files] == [
        ("韦曲街道.pdf", 2), ("两处.pdf", 2), ("图.pdf", 1), ("#甲：乙😀（三）.pdf", 1)
    ]  # fmt: skip
    assert {file.path.parent.name for file in report.files} == {"函"}
    assert "last" in PdfReader(report.files[3].path).pages[0].extract_text()


@needs_office
def test_printed_again_it_is_the_same_file_and_another_one_is_never_written_over(books: Path) -> None:
    book, signed = books / "郭杜街道.xlsx", books / "郭杜街道.pdf"
    first = CliRunner().invoke(kaohe, ["pdf", str(book)])
    before = signed.read_bytes()
    again = CliRunner().invoke(kaohe, ["pdf", str(book)])
    assert [first.exit_code, again.exit_code, signed.read_bytes()] == [0, 0, before]
    assert "没有变化" in again.output
    signed.write_bytes(b"%PDF signed and scanned")
    beside = CliRunner().invoke(kaohe, ["pdf", str(book)])
    assert "没有动它" in beside.output
    assert signed.read_bytes() == b"%PDF signed and scanned"
    assert (books / "郭杜街道(2).pdf").read_bytes() == before


EXCEL = '''
"""Stands in for xlwings and Excel on Windows: what xlwings' to_pdf prints, and the pages that Excel counts."""
import json, os, shutil
class Counted:
    def __init__(self, value): self.Count = value
class Sheet:
    def __init__(self, name, pages, visible, filled):
        self.Name, self.Visible, self._filled = name, visible, filled
        self.PageSetup = type("Setup", (), {"Pages": Counted(pages)})()
        if filled is not None:  # a chart sheet has neither cells nor shapes
            self.UsedRange, self.Shapes = object(), Counted(0)
    @property
    def Application(self):
        count = lambda cells: self._filled
        return type("Excel", (), {"WorksheetFunction": type("F", (), {"CountA": staticmethod(count)})})
class Book:
    def __init__(self):
        told = json.loads(os.environ["EXCEL_SHEETS"])
        if told is not None:
            self.api = type("Api", (), {"Sheets": [Sheet(*one) for one in told]})()
    def to_pdf(self, path, exclude_start_string="#"):
        assert exclude_start_string not in "#甲"
        shutil.copy(os.environ["EXCEL_READY"], path)
    def close(self): pass
class Books:
    def open(self, path, **options): return Book()
class App:
    pid = 0
    def __init__(self, **options): self.books, self.api = Books(), type("Api", (), {})()
    def quit(self): pass
'''


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, object], None]:
    """An Excel that prints so many pages and counts those of its sheets: name, pages, visible, filled cells."""

    def put(pages: int, sheets: object) -> None:
        folder = tmp_path / "stub" / "xlwings"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(EXCEL, encoding="utf-8")
        writer = PdfWriter()
        for _ in range(pages):
            writer.add_blank_page(595, 842)
        writer.write(tmp_path / "ready.pdf")
        monkeypatch.syspath_prepend(str(tmp_path / "stub"))
        monkeypatch.setenv("EXCEL_READY", str(tmp_path / "ready.pdf"))
        monkeypatch.setenv("EXCEL_SHEETS", json.dumps(sheets))
        monkeypatch.setattr(pdf, "has_excel", lambda: True)
        monkeypatch.setattr(pdf, "libreoffice", lambda: None)

    return put


VISIBLE, HIDDEN, VERY_HIDDEN = -1, 0, 2
LETTERS = [("目录", 1, VISIBLE, 9), ("藏", 5, HIDDEN, 9), ("韦曲街道", 2, VISIBLE, 9), ("暗", 1, VERY_HIDDEN, 1),
           ("图", 1, VISIBLE, None), ("空", 1, VISIBLE, 0), ("#末", 1, VISIBLE, 3)]  # fmt: skip


@pytest.mark.parametrize(
    ("pages", "sheets", "marks"),
    [
        (5, LETTERS, [("目录", 1, 0), ("韦曲街道", 2, 0), ("图", 4, 0), ("#末", 5, 0)]),
        (6, LETTERS, [("目录", 1, 0), ("韦曲街道", 2, 0), ("图", 4, 0), ("空", 5, 0), ("#末", 6, 0)]),
        (9, LETTERS, []),
        (3, None, []),
    ],
    ids=["blank sheet left out", "blank sheet printed", "counts don't add up", "Excel for Mac"],
)
def test_what_excel_prints_is_marked_by_the_pages_it_counts(
    books: Path, excel: Callable[[int, object], None], pages: int, sheets: object, marks: Marks
) -> None:
    excel(pages, sheets)
    made = kh.pdf(books / "郭杜街道.xlsx").files[0]
    assert (made.program, made.pages) == ("Excel", pages)
    assert bookmarks(made.path.read_bytes()) == marks


def test_where_excel_counts_no_pages_sheets_cannot_be_split_and_a_person_is_told(
    books: Path, excel: Callable[[int, object], None]
) -> None:
    excel(3, None)
    with pytest.raises(kh.BookError, match="不能按表分开"):
        kh.pdf(books, split=True)
    assert not list(books.rglob("*.pdf"))


def test_one_file_and_a_file_a_sheet_exclude_each_other(books: Path) -> None:
    with pytest.raises(kh.InputError, match="不能同时"):
        kh.pdf(books, one=books / "合订.pdf", split=True)


def test_no_two_workbooks_get_one_place(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(books / "郭杜街道.xlsx", books / "郭杜街道(2).xlsx")
    (books / "郭杜街道.pdf").write_bytes(b"kept")
    monkeypatch.setattr(pdf, "printed_together", lambda paths: {})
    monkeypatch.setattr(pdf, "printed", lambda path: pdf.Printed(path.name.encode(), 1, "x"))
    report = kh.pdf(books)
    assert len({file.path for file in report.files}) == len(report.files) == 3
    assert {file.path.read_bytes() for file in report.files} == {p.name.encode() for p in books.glob("[!~]*.xlsx")}


@needs_office
def test_printed_with_others_it_is_the_same_as_alone(books: Path) -> None:
    several_sheets(books / "鸣犊街道.xlsx")
    kh.pdf(books)
    alone = [kh.pdf(path).files[0] for path in sorted(books.glob("[!~]*.xlsx"))]
    assert [file.was_there for file in alone] == [True] * 3


@needs_office
def test_what_fails_among_others_is_printed_by_itself(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "all_by_libreoffice", lambda old, folder, kind: None)
    assert {file.pages for file in kh.pdf(books).files} == {1}


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
    monkeypatch.setattr(pdf, "printed_together", lambda paths: {})
    monkeypatch.setattr(pdf, "printed", lambda path: pdf.Printed(path.suffix.encode(), 1, "x"))
    kh.pdf(books)
    assert (books / "郭杜街道.xlsm.pdf").read_bytes() == b".xlsm"
    assert (books / "郭杜街道.xlsx.pdf").read_bytes() == b".xlsx"
