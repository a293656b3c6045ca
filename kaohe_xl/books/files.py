"""A workbook on disk, as a Grid."""

from __future__ import annotations

from io import BytesIO
from os import SEEK_END
from pathlib import Path

from kaohe_xl.books.archive import Archive
from kaohe_xl.books.grid import Block, Patch, Saved, TextColour
from kaohe_xl.books.package import Package
from kaohe_xl.books.safety import digest_of, save_book
from kaohe_xl.books.sources import DiskSource, MemorySource, Source
from kaohe_xl.errors import BookError, SignatureError
from kaohe_xl.messages import sentence

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
LARGEST_FILE = 1 << 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_file(path: Path | str, password: str | None = None, *, break_signature: bool = False) -> FileGrid:
    """The workbook at `path`. Raises BookError where it is missing, damaged, encrypted or no workbook.

    One with a digital signature is written only with `break_signature`.
    """
    return FileGrid(path, password, break_signature=break_signature)


class FileGrid:
    """A workbook on disk: read once, at opening; written only by `save`, and only what changes.

    An encrypted one opens with its password, for reading. Raises BookError for what can't be opened.
    """

    def __init__(
        self, path: Path | str, password: str | None = None, *, break_signature: bool = False
    ) -> None:
        self._path = Path(path)
        self._may_break_signature = break_signature
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
    def sheets(self) -> tuple[str, ...]:
        """Names of all worksheets, in tab order, hidden ones included."""
        return tuple(self._package.sheets)

    def block(self, sheet: str) -> Block:
        """The sheet, read once and kept. Raises InputError for an unknown, BookError for a damaged one."""
        if sheet not in self._blocks:
            self._blocks[sheet] = self._package.block(sheet)
        return self._blocks[sheet]

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The text-equals conditional formats that the sheet has. Raises as `block` does."""
        from kaohe_xl.books.conditional import text_colours

        part = self._package.sheet(sheet).part
        return text_colours(self._package.markup(part), self._package.styles)

    def save(self, patch: Patch) -> Saved:
        """Write what of the patch isn't there yet; nothing at all where that is nothing.

        Raises InputError for an unknown sheet, and BookError for what can't be written; the file is
        then untouched. Afterwards blocks are read anew.
        """
        from kaohe_xl.books.patching import apply

        if patch.is_empty:
            return Saved(None, None)
        package = self._package.copy()
        notes = apply(package, patch)
        if not package.archive.is_changed:
            return Saved(None, None)
        if self._is_encrypted:
            raise BookError(*sentence("ENCRYPTED_READ_ONLY", book=self.name))
        if package.is_signed and not self._may_break_signature:
            raise SignatureError(*sentence("SIGNATURE_WOULD_BREAK", book=self.name))
        written = save_book(self._path, self._digest, package.archive.write)
        if package.is_signed:
            notes = (*notes, "".join(sentence("SIGNATURE_BROKEN", book=self.name)))
        self._load()
        return Saved(written.path, written.backup, (*written.notes, *notes))

    def _load(self, password: str | None = None) -> None:
        source, self._digest, self._is_encrypted = _read(self._path, password)
        self._blocks: dict[str, Block] = {}
        self._package = Package(Archive(source, self.name))
        if self._path.suffix.lower() not in SUFFIXES:
            raise BookError(*sentence("WRONG_SUFFIX", book=self.name))


def _read(path: Path, password: str | None) -> tuple[Source, bytes, bool]:
    """The zip's bytes, the file's digest, and whether it is encrypted; decrypted in memory with a password.

    Raises BookError where there is no such file, where it can't be read, and for other kinds of file.
    """
    if path.is_dir():
        raise BookError(*sentence("FILE_IS_FOLDER", path=path))
    source = DiskSource(path)
    with source.open() as file:
        start = file.read(len(_OLE))
        size = file.seek(0, SEEK_END)
        if not size:
            raise BookError(*sentence("FILE_EMPTY", book=path.name))
        if size > LARGEST_FILE:
            raise BookError(*sentence("FILE_TOO_LARGE", book=path.name, size=size >> 20))
        digest = digest_of(file)
        if start != _OLE:
            if not start.startswith(b"PK"):
                raise BookError(*sentence("NOT_A_WORKBOOK", book=path.name))
            return source, digest, False
        file.seek(0)
        return MemorySource(_opened(file.read(), path.name, password)), digest, True


def _opened(data: bytes, book: str, password: str | None) -> bytes:
    """What an OLE file encrypts. Raises BookError for an old workbook, and without the right password."""
    if _ENCRYPTED not in data:
        raise BookError(*sentence("OLD_WORKBOOK", book=book))
    if password is None:
        raise BookError(*sentence("BOOK_ENCRYPTED", book=book))
    return _decrypted(data, book, password)


def _decrypted(data: bytes, book: str, password: str) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    plain = BytesIO()
    try:
        protected = msoffcrypto.OfficeFile(BytesIO(data))
        protected.load_key(password=password, verify_password=True)
        protected.decrypt(plain)
    except (InvalidKeyError, DecryptionError) as error:
        raise BookError(*sentence("WRONG_PASSWORD", book=book)) from error
    except (FileFormatError, OSError, ValueError, KeyError) as error:
        raise BookError(*sentence("ZIP_DAMAGED", book=book)) from error
    if not plain.getvalue().startswith(b"PK"):
        raise BookError(*sentence("WRONG_PASSWORD", book=book))
    return plain.getvalue()
