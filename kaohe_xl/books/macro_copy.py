"""A macro-enabled copy of a workbook; the workbook itself is only read, and nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.beside import leftovers, temporary, unlinked
from kaohe_xl.books.containers import Kind, kind_of
from kaohe_xl.books.package import Package
from kaohe_xl.books.replacing import Write, appear, replaced, settle, write_whole
from kaohe_xl.books.sources import DiskSource, reading
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

MACRO_SUFFIX = ".xlsm"


def copy_with(source: Path, target: Path, change: Callable[[Package], None]) -> None:
    """Write the workbook, changed, under a name that nobody has yet.

    Raises BookError where the workbook can't be opened, `change` refuses it, or the target is there.
    """
    if target.suffix.lower() != MACRO_SUFFIX:
        raise BookError(*sentence("NOT_XLSM", target=target))
    if target.exists():
        raise BookError(*sentence("COPY_EXISTS", target=target))
    package = _opened(source)
    change(package)
    new_file(target, lambda file: package.archive.write(None, file), like=source, is_new=True)


def new_file(target: Path, write: Write, like: Path | None = None, *, is_new: bool = False) -> None:
    """Write a file whole or not at all, with mode and owner of `like`; `is_new`: never over another.

    Raises BookError.
    """
    with reported(target):
        if not target.parent.is_dir():
            raise BookError(*sentence("NO_FOLDER", folder=target.parent))
        for left in leftovers(target):  # by a run that was killed
            unlinked(left)
        new = temporary(target)
        try:
            write_whole(new, write, like or target)
            new.chmod(new.stat().st_mode | 0o200)  # a copy of a protected file isn't protected
            if is_new:
                appear(new, target)
            else:
                replaced(new, target)
        except FileExistsError as error:
            raise BookError(*sentence("COPY_EXISTS", target=target)) from error
        finally:
            unlinked(new)
        settle(target.parent)


def _opened(source: Path) -> Package:
    """The workbook's parts. Raises BookError for what is no workbook of the kind that can have macros."""
    with reading(source.name):
        if source.is_dir():
            raise BookError(*sentence("FILE_IS_FOLDER", path=source))
    disk = DiskSource(source)
    with disk.open() as file:
        kind = kind_of(file)
    if kind is Kind.PROTECTED:
        raise BookError(*sentence("PASSWORD_NO_MACROS", book=source.name))
    if kind is not Kind.OOXML or source.suffix.lower() not in (".xlsx", MACRO_SUFFIX):
        raise BookError(*sentence("NOT_XLSX_NO_MACROS", book=source.name))
    return Package(Archive(disk, source.name))
