"""A workbook on disk, as a Grid."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.containers import SUFFIXES, Kind, foreign_kind, kind_of
from kaohe_xl.books.grid import Area, Block, Grid, Patch, Saved, TextColour
from kaohe_xl.books.package import Package
from kaohe_xl.books.safety import Rewrite, digest_of, save_book
from kaohe_xl.books.sources import DiskSource, MemorySource, Source, reading
from kaohe_xl.errors import BookError, SignatureError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.books.formulas.outcome import Changes
    from kaohe_xl.books.formulas.recomputing import FormulaBook
    from kaohe_xl.books.formulas.waiting import Results

KEPT_CELLS = 5_000_000
LARGEST_FILE = 1 << 30


def open_file(path: Path | str, password: str | None = None, *, break_signature: bool = False) -> Grid:
    """The workbook at `path`: one that may be written, or one of another format, which may only be read.

    One with a digital signature is written only with `break_signature`.
    Raises BookError where it is missing, damaged, encrypted or no workbook.
    """
    kind = foreign_kind(Path(path))
    if kind is None:
        return FileGrid(path, password, break_signature=break_signature)
    from kaohe_xl.books.foreign_files import ForeignGrid

    return ForeignGrid(Path(path), kind, password)


class FileGrid:
    """A workbook on disk: read once, at opening; written only by `save`, and only what changes.

    An encrypted one opens with its password, and is written under the same one. Raises BookError for what
    can't be opened.
    """

    def __init__(
        self, path: Path | str, password: str | None = None, *, break_signature: bool = False
    ) -> None:
        self._path = Path(path)
        self._may_break_signature = break_signature
        self._formulas: FormulaBook | None = None
        self._names: Mapping[str, Mapping[str, Area]] | None = None
        self._load(password)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    @property
    def password(self) -> str | None:
        """The password that it opened with; None for one that needs none."""
        return self._password

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order, hidden ones included."""
        return tuple(self._package.sheets)

    def block(self, sheet: str) -> Block:
        """The sheet, read once and kept while there is room.

        Raises InputError for an unknown one, BookError for a damaged one.
        """
        if sheet not in self._blocks:
            block = self._marked(sheet, self._package.block(sheet))
            kept = sum(map(_cells, self._blocks.values())) + _cells(block)
            while self._blocks and kept > KEPT_CELLS:
                kept -= _cells(self._blocks.pop(next(iter(self._blocks))))
            self._blocks[sheet] = block
        return self._blocks[sheet]

    def _marked(self, sheet: str, block: Block) -> Block:
        """The block with its Excel tables and names; damaged ones are no help, and no harm."""
        from kaohe_xl.books.sheetmarks import named_areas, table_areas

        try:
            if self._names is None:
                self._names = named_areas(self._package)
            return replace(block, tables=table_areas(self._package, sheet), names=self._names.get(sheet, {}))
        except BookError:
            return block

    def weight(self, sheet: str) -> int:
        """How many bytes the sheet's XML has. Raises as `block` does."""
        return self._package.archive.size(self._package.sheet(sheet).part)

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats that the sheet has. Raises as `block` does."""
        from kaohe_xl.books.conditional import text_colours
        from kaohe_xl.books.excerpts import excerpt

        shown = excerpt(self._package, self._package.sheet(sheet).part, frozenset())
        return text_colours(shown.markup, self._package.styles)

    def results_after(self, changes: Changes) -> Results:
        """What formulas show once these cells change, by sheet. Raises BookError for a damaged sheet."""
        from kaohe_xl.books.formulas.recomputing import FormulaBook
        from kaohe_xl.books.formulas.waiting import results_of

        if self._formulas is None:
            self._formulas = FormulaBook(self._package)
        return results_of(self._formulas, changes, self.block)

    def save(self, patch: Patch) -> Saved:
        """Write what of the patch isn't there yet; nothing at all where that is nothing.

        Raises InputError for an unknown sheet, and BookError for what can't be written; the file is
        then untouched. Afterwards blocks are read anew.
        """
        from kaohe_xl.books.formula_free import remember, remembered
        from kaohe_xl.books.patching import apply

        if patch.is_empty:
            return Saved(None, None)
        known = remembered(self._path)
        self._package.formula_free |= known
        package = self._package.copy()
        notes = apply(package, patch)
        if patch.comments is not None:
            from kaohe_xl.books.comments import put_comments

            notes += put_comments(package, patch.comments)
        if not package.archive.is_changed:
            return Saved(None, None)
        if package.is_signed and not self._may_break_signature:
            raise SignatureError(*sentence("SIGNATURE_WOULD_BREAK", book=self.name))
        written = save_book(self._path, self._digest, self._rewrite(package))
        if package.is_signed:
            notes = (*notes, "".join(sentence("SIGNATURE_BROKEN", book=self.name)))
        with contextlib.suppress(BookError):  # It is written; who reads it next hears that it can't be read.
            remember(self._path, package, known)
            self._load(self._password)
        return Saved(written.path, written.backup, (*written.notes, *notes))

    def reread(self) -> bool:
        """Read the file anew where it isn't what was read; whether it was. Raises as opening it does."""
        with reading(self.name), self._path.open("rb") as file:
            is_same = digest_of(file) == self._digest
        if not is_same:
            self._load(self._password)
        return not is_same

    def _rewrite(self, package: Package) -> Rewrite:
        """What writes the changed workbook; an encrypted one is made, and opened again, before that."""
        if self._password is None:
            return package.archive.write
        from kaohe_xl.books.encryption import encrypted

        whole = BytesIO()
        package.archive.write(None, whole)
        data = encrypted(whole.getvalue(), self.name, self._password)
        return lambda _, new: new.write(data)

    def _load(self, password: str | None = None) -> None:
        source, self._digest, self._password = _read(self._path, password)
        self._blocks: dict[str, Block] = {}
        self._formulas = None
        self._names = None
        self._package = Package(Archive(source, self.name))
        if self._path.suffix.lower() not in SUFFIXES:
            raise BookError(*sentence("WRONG_SUFFIX", book=self.name))


def _cells(block: Block) -> int:
    return len(block.values) * len(block.values[0]) if block.values else 0


def _read(path: Path, password: str | None) -> tuple[Source, bytes, str | None]:
    """The zip's bytes, the file's digest, and the password that it took; it is decrypted in memory.

    Raises BookError where there is no such file, where it can't be read, and for other kinds of file.
    """
    with reading(path.name):
        is_folder = path.is_dir()
    if is_folder:
        raise BookError(*sentence("FILE_IS_FOLDER", path=path))
    source = DiskSource(path)
    with reading(path.name), source.open() as file:
        size = file.seek(0, SEEK_END)
        if not size:
            raise BookError(*sentence("FILE_EMPTY", book=path.name))
        if size > LARGEST_FILE:
            raise BookError(*sentence("FILE_TOO_LARGE", book=path.name, size=size >> 20))
        kind, digest = kind_of(file), digest_of(file)
        if kind is Kind.OOXML:
            return source, digest, None
        if kind is not Kind.PROTECTED:
            raise BookError(*sentence("NOT_A_WORKBOOK", book=path.name))
        from kaohe_xl.books.encryption import decrypted

        file.seek(0)
        plain, word = decrypted(file.read(), path.name, password)
        return MemorySource(plain), digest, word
