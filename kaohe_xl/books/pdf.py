"""Workbooks turned into PDF by Excel or LibreOffice, where there is one; joined with a bookmark each.

The file is copied into a folder of our own first: no program of the office's ever opens the office's file.
"""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from kaohe_xl.books.children import command
from kaohe_xl.books.conversion import by_libreoffice, has_excel, libreoffice, run
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

KINDS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
_FIXED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Printed:
    """A workbook as PDF: its bytes, its pages, the program that made it."""

    data: bytes
    pages: int
    program: str


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
    """The workbook as PDF, all its sheets as they print.

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
            if convert(old, new) and (pages := _pages(made := new.read_bytes())):
                return Printed(made, pages, program)
    raise BookError(*sentence("PDF_FAILED", book=path.name))


def _by_excel(old: Path, new: Path) -> bool:
    """Have Excel print it, in a process of its own that can be ended when a dialog waits for an answer."""
    if not has_excel():
        return False
    new.parent.mkdir()
    return run([*command("kaohe_xl.books.excel_child"), str(old), str(new)]) == 0 and new.exists()


def _by_libreoffice(old: Path, new: Path) -> bool:
    return by_libreoffice(old, new, "pdf")


def _pages(data: bytes) -> int:
    """How many pages; 0 for what is no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return len(PdfReader(BytesIO(data)).pages)
    except (PyPdfError, ValueError, OSError):
        return 0


def joined(parts: Sequence[tuple[str, Printed]]) -> bytes:
    """All in one PDF, in their order, with a bookmark each at its first page."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for name, part in parts:
        writer.append(PdfReader(BytesIO(part.data)), outline_item=name, import_outline=False)
    writer.metadata = {"/CreationDate": _FIXED.strftime("D:%Y%m%d%H%M%SZ"), "/Producer": "kaohe_xl"}
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
