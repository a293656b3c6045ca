"""Where a workbook's bytes come from: a file that is opened when asked for and never kept open, or memory."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_CHUNK = 1 << 20
_WORTH_A_CALL = 1 << 16
_NOT_HERE = frozenset({errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF})


class Source(Protocol):
    """Bytes that can be opened again and again. `is_private`: they must not lie on a disk as they are."""

    is_private: bool

    def open(self) -> contextlib.AbstractContextManager[BinaryIO]:
        """The bytes, open for reading. Raises BookError where they aren't what they were."""


class DiskSource:
    """A file. It is closed between two readings, so nobody is kept from opening or saving it.

    Raises BookError where it can't be read, or isn't any more what it was when this was made.
    """

    is_private = False

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._readable() as file, reading(path.name):
            self._identity = identity(os.fstat(file.fileno()))

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file, open for reading; what looks damaged since somebody just saves it is told as changed."""
        with reading(self._path.name):
            is_there = self._path.exists()
        if not is_there:
            raise BookError(*sentence("BOOK_CHANGED", book=self._path.name))
        with self._readable() as file:
            with reading(self._path.name):
                now = identity(os.fstat(file.fileno()))
            if now != self._identity:
                raise BookError(*sentence("BOOK_CHANGED", book=self._path.name))
            try:
                yield file
            except Exception as error:
                with reading(self._path.name):
                    now = identity(os.fstat(file.fileno()))
                if now != self._identity:
                    raise BookError(*sentence("BOOK_CHANGED", book=self._path.name)) from error
                raise

    def _readable(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BookError(*sentence("FILE_MISSING", path=self._path)) from error
        except (OSError, ValueError) as error:
            raise unreadable(self._path.name, error) from error


class MemorySource:
    """Bytes in memory, such as a workbook that was decrypted."""

    is_private = True

    def __init__(self, data: bytes) -> None:
        self._data = data

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, as a file."""
        yield BytesIO(self._data)


@contextlib.contextmanager
def reading(book: str) -> Iterator[None]:
    """Turns what the system says of a file that it doesn't let us read into BookError."""
    try:
        yield
    except OSError as error:
        raise unreadable(book, error) from error


def unreadable(book: str, error: Exception) -> BookError:
    """What to say of a file that the system doesn't let us read."""
    reason = getattr(error, "strerror", None) or str(error)
    return BookError(*sentence("FILE_UNREADABLE", book=book, reason=reason))


def identity(status: os.stat_result) -> tuple[int, int, int, int]:
    """What tells one state of one file from another, without reading it."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def copy_range(old: BinaryIO, new: BinaryIO, start: int, length: int) -> None:
    """Append `length` bytes of `old` from `start` on to `new`; by the kernel where it can.

    Raises EOFError where `old` is shorter.
    """
    done = _by_kernel(old, new, start, length) if length >= _WORTH_A_CALL else 0
    old.seek(start + done)
    while done < length:
        block = old.read(min(_CHUNK, length - done))
        if not block:
            raise EOFError
        new.write(block)
        done += len(block)


def _by_kernel(old: BinaryIO, new: BinaryIO, start: int, length: int) -> int:
    """How many bytes the kernel copied: all of them, or as far as it got."""
    if not hasattr(os, "copy_file_range"):
        return 0
    try:
        source, target = old.fileno(), new.fileno()
    except OSError:
        return 0
    new.flush()
    end, done = new.tell(), 0
    try:
        while done < length and (
            count := os.copy_file_range(source, target, length - done, start + done, end + done)
        ):
            done += count
    except OSError as error:
        if error.errno not in _NOT_HERE:
            raise
    new.seek(end + done)
    return done
