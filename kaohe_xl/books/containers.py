"""What a file is, told by what stands in it; its name is only asked where the content leaves a choice."""

from __future__ import annotations

import zipfile
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from kaohe_xl.books.text_values import wide_encoding
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\3\4", b"PK\5\6")
_HEAD = 4096
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_BARE_BIFF = tuple(bytes((9, version)) for version in (0, 2, 4, 8))
_NOT_TEXT = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


class Kind(Enum):
    """What a workbook can be."""

    OOXML = "ooxml"
    """.xlsx and its like, whatever its name: also a zip that only claims to be one."""
    PROTECTED = "protected"
    """An OOXML workbook inside an encrypted container."""
    XLS = "xls"
    """.xls and .et: an OLE file with a workbook stream; it may be encrypted inside."""
    XLSB = "xlsb"
    ODS = "ods"
    XML = "xml"
    """The XML spreadsheet of Excel 2003, as web systems export it under the name of .xls."""
    HTML = "html"
    """A web page with tables, as web systems export it under the name of .xls."""
    TEXT = "text"
    """Rows of text with separators: .csv, .tsv."""
    ANCIENT = "ancient"
    """A workbook older than OLE files (Excel 4 and before)."""
    OTHER = "other"


SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
OLD_SUFFIXES = frozenset({".xls", ".xlt", ".et", ".ett"})
"""Names under which web systems also hand out text and web pages."""
_SUFFIXES = {
    Kind.OOXML: OLD_SUFFIXES | {".xlsb", ".ods", ".csv"},
    Kind.PROTECTED: OLD_SUFFIXES | {".xlsb"},
    Kind.TEXT: OLD_SUFFIXES | {".csv", ".tsv", ".txt", ".prn"},
    Kind.HTML: OLD_SUFFIXES | {".htm", ".html"},
}


def kind_of(file: BinaryIO) -> Kind:
    """What an open file is; it is read from its start, and left anywhere."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_OLE):
        return _ole_kind(file)
    if head.startswith(_ZIP):
        return _zip_kind(file)
    if head.startswith(_BARE_BIFF) and len(head) > 3 and head[2] < 32 and head[3] == 0:
        return Kind.ANCIENT
    return _text_kind(head)


def _ole_kind(file: BinaryIO) -> Kind:
    import olefile

    file.seek(0)
    try:
        ole = olefile.OleFileIO(file)
        names = {name[0].lower() for name in ole.listdir() if len(name) == 1}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return Kind.XLS  # its reader says what is wrong with it
    if "encryptedpackage" in names:
        return Kind.PROTECTED
    return Kind.XLS if names & {"workbook", "book"} else Kind.OTHER


def _zip_kind(file: BinaryIO) -> Kind:
    """What a zip is; one that can't be listed is left to the reader of workbooks, who says why."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
            if "xl/workbook.bin" in names:
                return Kind.XLSB
            if "mimetype" in names and "[content_types].xml" not in names:
                with archive.open("mimetype") as mimetype:
                    return Kind.ODS if mimetype.read(len(_ODS) + 1).startswith(_ODS) else Kind.OTHER
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        return Kind.OOXML
    return Kind.OOXML


def _text_kind(head: bytes) -> Kind:
    """What kind of text it is, or that it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) & ~1].decode("utf-16", "replace")
    elif wide := wide_encoding(head):
        text = head[: len(head) & ~1].decode(wide, "replace")
    elif head.translate(None, _NOT_TEXT) != head:
        return Kind.OTHER
    else:
        text = head.decode("latin-1")
    start = text.lstrip("\ufeff\xef\xbb\xbf \t\r\n").lower()
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return Kind.XML
    if start.startswith(("%pdf", "{\\rtf")):
        return Kind.OTHER
    if start.startswith("<") and any(
        f"<{tag}" in start for tag in ("html", "table", "!doctype html", "head", "body")
    ):
        return Kind.HTML
    if start.startswith(("<?xml", "mime-version")):
        return Kind.OTHER
    return Kind.TEXT


def foreign_kind(path: Path) -> Kind | None:
    """What kind of file it is where that is another than .xlsx; None for .xlsx and what can't be read at all.

    Raises BookError for a file whose name claims it to be a workbook that it isn't.
    """
    try:
        with path.open("rb") as file:
            kind = kind_of(file)
            is_empty = not file.seek(0, 2)
    except (OSError, ValueError):
        return None
    suffix = path.suffix.lower()
    if is_empty or kind is Kind.OTHER:
        return None
    if kind is Kind.ANCIENT:
        raise BookError(*sentence("OLD_WORKBOOK", book=path.name))
    if kind in (Kind.OOXML, Kind.PROTECTED):
        return kind if suffix in _SUFFIXES[kind] else None
    if kind in _SUFFIXES and suffix not in _SUFFIXES[kind]:
        if suffix in SUFFIXES:
            code = "TEXT_AS_WORKBOOK" if kind is Kind.TEXT else "PAGE_AS_WORKBOOK"
            raise BookError(*sentence(code, book=path.name, suffix=path.suffix))
        return None
    return kind
