"""Who has a workbook open: the owner files that Excel, WPS and LibreOffice put beside it."""

from __future__ import annotations

import errno
from pathlib import Path

from kaohe_xl.books.windows import is_held
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

# An Excel owner file: a length byte and the name in the system's code page (54 bytes), then a length
# word and the name in UTF-16 (54 characters).
_ANSI_END = 55
_LONGEST = 1024


def refuse_if_open(path: Path) -> None:
    """Raises BookError, naming the person, where an owner file says that somebody has the workbook open.

    On Windows what Excel left when it crashed is told apart: no program holds it, nor the workbook.
    Elsewhere nobody can know; the message says which file to delete. Raises OSError.
    """
    for lock in (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#"):
        beside = path.with_name(lock)
        data = _content(beside)
        if data is None or (not lock.endswith("#") and not is_held(beside) and not is_held(path)):
            continue
        owner = owner_of(data) or sentence("SOMEBODY")[0]
        raise BookError(*sentence("BOOK_OPEN", book=path.name, owner=owner, lock=lock))


def _content(lock: Path) -> bytes | None:
    """What stands in an owner file, None where there is none. Raises OSError."""
    try:
        with lock.open("rb") as file:
            return file.read(_LONGEST)
    except FileNotFoundError:
        return None
    except PermissionError:
        return b""  # Excel holds its owner file; that it can't be read says that it is in use.
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL):
            return None  # no owner file can have such a name, or be such a thing
        raise


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
