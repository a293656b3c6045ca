"""Workbooks turned into PDF by Excel or LibreOffice, where there is one; a bookmark for each printed sheet.

The file is copied into a folder of our own first: no program of the office's ever opens the office's file.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.children import command
from kaohe_xl.books.conversion import all_by_libreoffice, by_libreoffice, has_excel, libreoffice, run
from kaohe_xl.books.excel_child import COUNTS
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter

KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Start:
    """A printed sheet and the page on which it begins, counted from 0."""

    sheet: str
    page: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A workbook as PDF: its bytes, its pages, the program that made it, where its sheets begin.

    `starts` is empty where the program doesn't tell.
    """

    data: bytes
    pages: int
    program: str
    starts: tuple[Start, ...] = ()


def workbooks_in(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The workbooks among the files and in the folders named, each once, by name within a folder.

    Raises InputError for a place that isn't there, a folder without any, and a file of another kind.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in KINDS and p.name[:1] not in "~.")
            if not inside:
                raise InputError(*sentence("PDF_NO_BOOKS", folder=path))
            found += inside
        elif not path.exists():
            raise InputError(*sentence("PDF_NOT_THERE", file=path))
        elif path.suffix.lower() not in KINDS:
            raise InputError(*sentence("PDF_NOT_A_BOOK", file=path, known="、".join(KINDS)))
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def printed(path: Path) -> Printed:
    """The workbook as PDF, all its sheets as they print, each with a bookmark.

    Raises BookError where no program here can do it, or none did; the workbook is never touched.
    """
    if not has_excel() and libreoffice() is None:
        raise BookError(*sentence("PDF_NO_PROGRAM"))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BookError(*sentence("PDF_FAILED", book=path.name)) from error
    for program, convert in (("Excel", _by_excel), ("LibreOffice", _by_libreoffice)):
        with (
            contextlib.suppress(OSError, subprocess.SubprocessError),
            tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder,
        ):
            old, new = Path(folder, f"book{path.suffix.lower()}"), Path(folder, "new", "book.pdf")
            old.write_bytes(data)
            if convert(old, new) and (made := _marked(new, program)):
                return made
    raise BookError(*sentence("PDF_FAILED", book=path.name))


def printed_together(paths: Sequence[Path]) -> dict[Path, Printed]:
    """Several workbooks as PDF by one start of LibreOffice; those that it can't do in this way are left out.

    Nothing where Excel prints: it is asked for each by itself.
    """
    if has_excel() or libreoffice() is None or len(paths) < 2:
        return {}
    with (
        contextlib.suppress(OSError, subprocess.SubprocessError),
        tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder,
    ):
        old = {path: Path(folder, f"book{n}{path.suffix.lower()}") for n, path in enumerate(paths)}
        for path, copy in old.items():
            copy.write_bytes(path.read_bytes())
        new = Path(folder, "new")
        all_by_libreoffice(list(old.values()), new, "pdf")
        made = {path: new / f"{copy.stem}.pdf" for path, copy in old.items()}
        found = ((path, _marked(file, "LibreOffice")) for path, file in made.items() if file.exists())
        return {path: one for path, one in found if one is not None}
    return {}


def _by_excel(old: Path, new: Path) -> bool:
    """Have Excel print it, in a process of its own that can be ended when a dialog waits for an answer."""
    if not has_excel():
        return False
    new.parent.mkdir()
    return run([*command("kaohe_xl.books.excel_child"), str(old), str(new)]) == 0 and new.exists()


def _by_libreoffice(old: Path, new: Path) -> bool:
    return by_libreoffice(old, new, "pdf")


def _marked(new: Path, program: str) -> Printed | None:
    """The PDF with a bookmark for each sheet; None for what is no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    data = new.read_bytes()
    try:
        read = PdfReader(BytesIO(data))
        pages = len(read.pages)
        starts = _counted(new.with_suffix(COUNTS), pages) or _outlined(read)
    except (PyPdfError, ValueError, OSError):
        return None
    made = Printed(data, pages, program, starts)
    return replace(made, data=joined([("", made)])) if pages else None


def _outlined(read: PdfReader) -> tuple[Start, ...]:
    """Where the sheets begin by the bookmarks that LibreOffice writes: one a printed sheet, in order."""
    marks = [mark for mark in read.outline if not isinstance(mark, list)]
    pages = map(read.get_destination_page_number, marks)
    return tuple(
        Start(str(mark.title), page) for mark, page in zip(marks, pages, strict=True) if page is not None
    )


def _counted(note: Path, pages: int) -> tuple[Start, ...]:
    """Where the sheets begin by the pages that Excel counts for each; nothing where they don't add up."""
    counts: list[tuple[str, int, bool]] = json.loads(note.read_text("utf-8")) if note.exists() else []
    for blank_ones in (True, False):
        shown = [(name, count) for name, count, is_blank in counts if count and (blank_ones or not is_blank)]
        if sum(count for _, count in shown) == pages:
            before = accumulate((count for _, count in shown), initial=0)
            return tuple(Start(name, page) for (name, _), page in zip(shown, before, strict=False))
    return ()


def joined(parts: Sequence[tuple[str, Printed]]) -> bytes:
    """All in one PDF, in their order, with bookmarks: each workbook's name, and under it its sheets'.

    A workbook alone has its sheets at the top. One with a single sheet is that sheet.
    """
    from pypdf import PdfReader, PdfWriter

    writer, first, is_alone = PdfWriter(), 0, len(parts) == 1
    for name, part in parts:
        writer.append(PdfReader(BytesIO(part.data)), import_outline=False)
        over = None if is_alone else writer.add_outline_item(title=name, page_number=first)
        for start in part.starts if is_alone or len(part.starts) > 1 else ():
            writer.add_outline_item(title=start.sheet, page_number=first + start.page, parent=over)
        first += part.pages
    if not is_alone or len(parts[0][1].starts) > 1:
        writer.page_mode = "/UseOutlines"
    return _written(writer)


def sheets_of(part: Printed) -> tuple[tuple[str, Printed], ...]:
    """Each sheet's name and its own PDF. Nothing where it isn't known on which page they begin."""
    from pypdf import PdfReader, PdfWriter

    ends = [*(start.page for start in part.starts[1:]), part.pages]
    found = []
    for start, end in zip(part.starts, ends, strict=False):
        writer = PdfWriter()
        writer.append(PdfReader(BytesIO(part.data)), pages=(start.page, end), import_outline=False)
        writer.add_outline_item(title=start.sheet, page_number=0)
        alone = Printed(_written(writer), end - start.page, part.program, (Start(start.sheet, 0),))
        found.append((start.sheet, alone))
    return tuple(found)


def _written(writer: PdfWriter) -> bytes:
    """The bytes, with nothing in them that another run would make differently."""
    writer.metadata = {"/CreationDate": _FIXED.strftime("D:%Y%m%d%H%M%SZ"), "/Producer": "kaohe_xl"}
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
