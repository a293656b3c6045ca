"""Workbooks that aren't .xlsx, as a Grid: never written; results go into a new .xlsx beside them."""

from __future__ import annotations

import math
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.containers import Kind, kind_of
from kaohe_xl.books.digests import digest_of
from kaohe_xl.books.equality import same_value
from kaohe_xl.books.grid import Block, Patch, Saved, TextColour, Value
from kaohe_xl.books.package import Package
from kaohe_xl.books.patching import apply
from kaohe_xl.books.sources import DiskSource, MemorySource
from kaohe_xl.errors import BookError, InputError, KaoheError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.books.files import FileGrid

_WITH_FORMULAS = frozenset({Kind.XLS, Kind.ODS, Kind.XML})
_LAST_DIGIT = 5e-15
_CONVERTED_AS = {Kind.XLS: ".xls", Kind.ODS: ".ods", Kind.XML: ".xml", Kind.XLSB: ".xlsb"}


class ForeignGrid:
    """A file in another format, a Grid: it is read once, at opening, and stays what it is.

    `save` makes a new workbook beside it; from then on this is that workbook. Raises BookError for what
    can't be opened.
    """

    def __init__(self, path: Path, kind: Kind, password: str | None = None) -> None:
        self._path, self._kind = path, kind
        self._password: str | None = None
        self._blocks: dict[str, Block] = {}
        self._package: Package | None = None
        self._result: FileGrid | None = None
        with DiskSource(path).open() as file:
            self._digest = digest_of(file)
            file.seek(0)
            self._data = file.read()
        self._open(password)
        if not self.sheets:
            raise BookError(*sentence("NO_SHEETS", book=self.name))

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def path(self) -> Path:
        """Where the file is, also when results have gone into another one."""
        return self._path

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order, hidden ones included."""
        if self._result is not None:
            return self._result.sheets
        return tuple(self._blocks if self._package is None else self._package.sheets)

    def block(self, sheet: str) -> Block:
        """The sheet. Raises InputError for an unknown, BookError for a damaged one."""
        if self._result is not None:
            return self._result.block(sheet)
        if sheet not in self._blocks:
            if self._package is None:
                raise InputError(*sentence("NO_SUCH_SHEET", sheet=sheet, sheets="、".join(self.sheets)))
            self._blocks[sheet] = self._package.block(sheet)
        return self._blocks[sheet]

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats of the result, once there is one. Raises as `block` does."""
        if self._result is not None:
            return self._result.colours(sheet)
        self.block(sheet)
        return ()

    def save(self, patch: Patch) -> Saved:
        """Write the patch into a workbook beside the file: a new one, or the one that was made of it before.

        Raises InputError for an unknown sheet, and BookError for what can't be written.
        """
        if patch.is_empty:
            return Saved(None, None)
        if self._result is not None:
            return self._result.save(patch)
        for sheet in {*patch.sheets, *patch.removed} - set(patch.added):
            self.block(sheet)
        from kaohe_xl.books.files import FileGrid
        from kaohe_xl.books.locks import locked

        with locked(self._path):
            saved, target = self._saved(patch)
        self._result = FileGrid(target, self._password)
        return saved

    def _open(self, password: str | None) -> None:
        """Read the file as its kind asks for."""
        if self._kind is Kind.PROTECTED:
            self._open_protected(password)
        elif self._kind is Kind.OOXML:
            self._package = Package(Archive(MemorySource(self._data), self.name))
        elif self._kind is Kind.XLSB:
            self._open_binary()
        else:
            from kaohe_xl.books.foreign_reading import read_blocks

            self._blocks, is_secret = read_blocks(self._kind, self._data, self.name, password)
            self._password = password if is_secret else None

    def _open_protected(self, password: str | None) -> None:
        """Decrypt it in memory; what comes out is a workbook of its own kind."""
        from kaohe_xl.books.encryption import decrypted

        self._data, self._password = decrypted(self._data, self.name, password)
        self._kind = kind_of(BytesIO(self._data))
        if self._kind is not Kind.OOXML:
            raise BookError(*sentence("BINARY_WORKBOOK", book=self.name))
        self._package = Package(Archive(MemorySource(self._data), self.name))

    def _open_binary(self) -> None:
        """An .xlsb is read as what Excel or LibreOffice make of it. Raises BookError where there is none."""
        from kaohe_xl.books.conversion import converted

        made = converted(self._data, ".xlsb", lambda data: bool(_package_of(data, self.name).sheets))
        if made is None:
            raise BookError(*sentence("BINARY_WORKBOOK", book=self.name))
        self._package = _package_of(made.data, self.name)
        self._data = made.data

    def _saved(self, patch: Patch) -> tuple[Saved, Path]:
        """Write it where that is to be; what happened, and the workbook that holds the results now."""
        from kaohe_xl.books.products import create, products_of
        from kaohe_xl.books.safety import save_book

        self._refuse_changed()
        made = products_of(self._path)
        known, taken_over = made.newest(), made.taken_over()
        if known is not None and known.of == self._digest.hex():
            return self._saved_again(patch, known.path)
        package, notes = self._base()
        notes = (*notes, *apply(package, patch))
        data, backup = self._bytes_of(package), None
        if known is not None:
            written = save_book(known.path, bytes.fromhex(known.digest), lambda _, new: new.write(data))
            target, backup, notes = written.path, written.backup, (*notes, *written.notes)
        else:
            target = create(self._path, lambda file: file.write(data))
        made.keep(target, self._digest)
        if taken_over is not None:
            notes = ("".join(sentence("PRODUCT_LEFT", result=taken_over.name)), *notes)
        told = sentence("PRODUCT_MADE", book=self.name, result=target.name)[0]
        return Saved(target, backup, (told, *notes)), target

    def _saved_again(self, patch: Patch, target: Path) -> tuple[Saved, Path]:
        """Write into the product that was made of this very file; nothing where the results are there."""
        from kaohe_xl.books.files import FileGrid
        from kaohe_xl.books.products import products_of

        saved = FileGrid(target, self._password).save(patch)
        if saved.path is None:
            return saved, target
        products_of(self._path).keep(saved.path, self._digest)
        told = sentence("PRODUCT_MADE", book=self.name, result=saved.path.name)[0]
        return Saved(saved.path, saved.backup, (told, *saved.notes)), saved.path

    def _base(self) -> tuple[Package, tuple[str, ...]]:
        """The workbook that results go into, and what there is to say about it."""
        if self._package is not None:
            return self._package.copy(), ()
        suffix = _CONVERTED_AS.get(self._kind)
        if suffix is not None and self._password is None:
            from kaohe_xl.books.conversion import converted

            made = converted(self._data, suffix, self._is_faithful)
            if made is not None:
                how = sentence("PRODUCT_CONVERTED", program=made.program)
                return _package_of(made.data, self.name), ("".join(how),)
        from kaohe_xl.books.values_workbook import values_workbook

        lost = ("".join(sentence("PRODUCT_OF_VALUES")),) if self._kind in _WITH_FORMULAS else ()
        return values_workbook(self._blocks, self.name), lost

    def _is_faithful(self, data: bytes) -> bool:
        """Whether a converted workbook shows what we read: sheets, figures, texts, percentages."""
        try:
            package = _package_of(data, self.name)
            return tuple(package.sheets) == tuple(self._blocks) and all(
                _is_alike(block, package.block(name)) for name, block in self._blocks.items()
            )
        except KaoheError:
            return False

    def _bytes_of(self, package: Package) -> bytes:
        """The finished workbook, under the password that the file had."""
        whole = BytesIO()
        package.archive.write(None, whole)
        if self._password is None:
            return whole.getvalue()
        from kaohe_xl.books.encryption import encrypted

        return encrypted(whole.getvalue(), self.name, self._password)

    def _refuse_changed(self) -> None:
        """Raises BookError where the file isn't any more what was read."""
        with DiskSource(self._path).open() as file:
            if digest_of(file) != self._digest:
                raise BookError(*sentence("BOOK_CHANGED", book=self.name))


def _package_of(data: bytes, book: str) -> Package:
    return Package(Archive(MemorySource(data), book))


def _is_alike(ours: Block, theirs: Block) -> bool:
    """Whether two blocks show the same; formulas, which may change by themselves, are left out."""
    places = {
        (row, column)
        for block in (ours, theirs)
        for row, line in enumerate(block.values, 1)
        for column, value in enumerate(line, 1)
        if value is not None and (row, column) not in ours.formulas
    }
    return ours.hidden == theirs.hidden and all(
        _is_same(ours.at(*place), theirs.at(*place))
        and ((place in ours.percents) == (place in theirs.percents))
        for place in places
    )


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are alike; numbers but for the last of 15 digits, to which LibreOffice rounds."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_LAST_DIGIT)
    return same_value(one, other)
