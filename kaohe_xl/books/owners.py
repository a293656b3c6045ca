"""Who has a workbook open: the owner files that Excel, WPS and LibreOffice put beside it."""

from __future__ import annotations

from pathlib import Path

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

# An Excel owner file: a length byte and the name in the system's code page (54 bytes), then a length
# word and the name in UTF-16 (54 characters).
_ANSI_END = 55


def refuse_if_open(path: Path) -> None:
    """Raises BookError, naming the person, where an owner file says that somebody has the workbook open."""
    for lock in (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#"):
        beside = path.with_name(lock)
        try:
            data = beside.read_bytes() if beside.exists() else None
        except OSError:
            data = b""  # Excel holds its owner file; that it can't be read says that it is in use.
        if data is not None:
            owner = owner_of(data) or sentence("SOMEBODY")[0]
            raise BookError(*sentence("BOOK_OPEN", book=path.name, owner=owner, lock=lock))


def owner_of(data: bytes) -> str:
    """The person's name in an owner file; "" where it can't be read."""
    if data[:1] == b"," or (b"," in data[:200] and b"\0" not in data[:200]):
        fields = data.decode("utf-8", "replace").split(",")
        return next((field.strip() for field in fields[:2] if field.strip()), "")
    length = int.from_bytes(data[_ANSI_END : _ANSI_END + 2], "little")
    wide = data[_ANSI_END + 2 : _ANSI_END + 2 + 2 * length]
    if 0 < length <= 54 and len(wide) == 2 * length:
        return _printable(wide.decode("utf-16-le", "replace"))
    narrow = data[1 : 1 + data[0]] if data else b""
    return _printable(narrow.decode("gb18030", "replace"))


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()
