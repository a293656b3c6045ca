"""Where 督办台账 is kept: in the workbook itself, or in one of its own that the settings name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.grid import Block, Grid, Patch, Saved, TextColour
from kaohe_xl.books.ledger import Ledger, ledger_by
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scheme import Scheme, Settings
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.books.package import Package

_WRITTEN = (".xlsx", ".xlsm")
_OTHERS = (".xls", ".et", ".xlsb", ".ods", ".csv", ".xltx", ".xltm")
_BLANK = "-"


def ledger_path(grid: Grid, settings: Settings) -> Path | None:
    """The workbook that the settings name for the ledger, beside this one; None where that is this one.

    Raises BookError for a kind of file that can't be written, and for a folder that isn't there.
    """
    named = settings.ledger_book.strip().replace("\\", "/")
    if not named:
        return None
    path = Path(os.path.normpath((grid.path.parent if grid.path else Path()) / named))
    if path.suffix.lower() in _OTHERS:
        raise BookError(*sentence("LEDGER_BOOK_KIND", book=path.name))
    if path.suffix.lower() not in _WRITTEN:
        path = path.with_name(f"{path.name}.xlsx")
    if not path.parent.is_dir():
        raise BookError(*sentence("LEDGER_BOOK_FOLDER", book=path.name, folder=path.parent))
    return None if grid.path is not None and path.resolve() == grid.path.resolve() else path


def ledger_grid(grid: Grid, settings: Settings) -> Grid:
    """The workbook that holds the ledger; one that isn't there yet comes to be with its first save.

    Raises BookError where it can't be opened.
    """
    from kaohe_xl.books.files import open_file

    path = ledger_path(grid, settings)
    if path is None:
        return grid
    if not path.exists() and path.suffix.lower() == _WRITTEN[0]:
        return NewBook(path)
    return open_file(path, getattr(grid, "password", None))


def kept_ledger(grid: Grid, scheme: Scheme) -> tuple[Ledger, Grid]:
    """The ledger that the scheme's settings mean, and the workbook that holds it.

    Raises BookError where that can't be opened.
    """
    book = ledger_grid(grid, scheme.settings)
    return ledger_by(ledger_listings(grid, book), scheme), book


def ledger_listings(grid: Grid, book: Grid) -> tuple[Listing, ...]:
    """The lists in `book`: of another workbook than `grid` the ledgers, under its name."""
    if book is grid:
        return find_listings(grid)
    return tuple(replace(one, book=book.name) for one in find_listings(book) if one.kind is Kind.LEDGER)


def stated_ledger(
    grid: Grid, settings: Settings, own: Sequence[Listing]
) -> tuple[tuple[Listing, ...], tuple[Finding, ...]]:
    """The ledgers that an assessment goes by, and why the one that the settings name can't be read."""
    place = settings.places.get("台账工作簿")
    try:
        book = ledger_grid(grid, settings)
        if book is grid:
            return tuple(own), ()
        found = ledger_listings(grid, book)
    except BookError as error:
        return (), (finding("LEDGER_BOOK_UNREADABLE", Severity.ERROR, place, why=str(error)),)
    left = [one for one in own if one.kind is Kind.LEDGER and one.rows]
    words = {"book": book.name}
    return found, tuple(
        finding("LEDGER_IN_TWO_BOOKS", Severity.WARNING, one.place(one.area.top), **words) for one in left
    )


class NewBook:
    """A workbook that isn't there yet. It has no sheets; its first `save` makes the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def path(self) -> Path:
        """Where the file will be."""
        return self._path

    @property
    def sheets(self) -> tuple[str, ...]:
        """No sheets."""
        return ()

    def block(self, sheet: str) -> Block:
        """Raises InputError: there is no such sheet."""
        raise InputError(*sentence("NO_SUCH_SHEET", sheet=sheet, sheets="（无）"))

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """No formats."""
        return ()

    def save(self, patch: Patch) -> Saved:
        """Make the workbook with the sheets that the patch adds, whole or not at all.

        Raises BookError where it can't be made, and where somebody made it meanwhile.
        """
        from kaohe_xl.books.beside import temporary
        from kaohe_xl.books.replacing import appear, write_whole
        from kaohe_xl.books.troubles import reported

        package = _made(patch, self.name)
        new = temporary(self._path)
        try:
            with reported(self._path):
                write_whole(new, lambda file: package.archive.write(None, file), self._path)
                try:
                    appear(new, self._path)
                except FileExistsError as error:
                    raise BookError(*sentence("LEDGER_BOOK_APPEARED", book=self.name)) from error
        finally:
            new.unlink(missing_ok=True)
        return Saved(self._path, None)


def _made(patch: Patch, book: str) -> Package:
    """A workbook of nothing but these new sheets."""
    from kaohe_xl.books.patching import apply
    from kaohe_xl.books.values_workbook import values_workbook

    package = values_workbook({_BLANK: Block(())}, book)
    apply(package, patch)
    apply(package, Patch(removed=(_BLANK,)))
    return package
