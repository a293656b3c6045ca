"""What the system says when a file can't be written, as a sentence that names the file."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence


def _codes(*names: str) -> frozenset[int]:
    """Numbers of those errors that this system knows."""
    return frozenset(getattr(errno, name) for name in names if hasattr(errno, name))


_FULL = _codes("ENOSPC", "EDQUOT", "EFBIG")
_LOST = _codes(
    *("EIO", "EREMOTEIO", "ESTALE", "ENODEV", "ENXIO", "ENOLINK", "ENONET", "ENOTCONN", "ESHUTDOWN"),
    *("ENETDOWN", "ENETUNREACH", "ENETRESET", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "EPIPE"),
    *("ECONNABORTED", "ECONNREFUSED", "ECONNRESET"),
)
_BUSY = _codes("EBUSY", "ETXTBSY")
# Windows' own numbers, where Python's errno says too little: a full disk, a network or device that is gone.
_FULL_ON_WINDOWS = frozenset({39, 112, 1295})
_LOST_ON_WINDOWS = frozenset({21, 51, 53, 55, 59, 64, 67, 121, 1167, 1222, 1231, 1232, 1236})


@contextlib.contextmanager
def reported(path: Path, code: str = "WRITE_FAILED", book: str | None = None) -> Iterator[None]:
    """Turns what the system says into BookError: a sentence that names the file, as `book` where given.

    `code` is the sentence for what has none of its own.
    """
    try:
        yield
    except OSError as error:
        words = {"book": book or path.name, "folder": path.parent, "reason": error.strerror or str(error)}
        raise BookError(*sentence(_kind(path, error) or code, **words)) from error


def is_busy(error: OSError) -> bool:
    """Whether another program may be holding the file open, and may let go of it soon."""
    return isinstance(error, PermissionError) or error.errno in _BUSY


def _kind(path: Path, error: OSError) -> str:
    """The sentence for what happened; "" for what has none of its own."""
    number = getattr(error, "winerror", None)
    if error.errno in _FULL or number in _FULL_ON_WINDOWS:
        return "DISK_FULL"
    if error.errno in _LOST or number in _LOST_ON_WINDOWS or _is_gone(path.parent, error):
        return "SHARE_LOST"
    if is_busy(error) or error.errno == errno.EROFS:
        return "WRITE_DENIED"
    return ""


def _is_gone(folder: Path, error: OSError) -> bool:
    if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return False
    try:
        return not folder.is_dir()
    except OSError:
        return True
