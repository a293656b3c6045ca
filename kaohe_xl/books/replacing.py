"""A new file in the place of an old one: at once, and only as long as the old one is what it was."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from kaohe_xl.books import windows
from kaohe_xl.books.beside import unlinked
from kaohe_xl.books.digests import digest_of
from kaohe_xl.books.sources import identity
from kaohe_xl.books.troubles import is_busy
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

RETRY_SECONDS = 2.0
_PAUSE = 0.05
_IS_WINDOWS = os.name == "nt"
# Linux and macOS can swap two names at once; the number means the current folder.
_SWAPS = (("renameat2", -100), ("renameatx_np", -2))
_SWAP = 2
_CANNOT_SWAP = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM})

Write = Callable[[BinaryIO], object]
Identity = tuple[int, int, int, int]


def write_whole(path: Path, write: Write, like: Path) -> bytes:
    """Write a new file, and wait until it is on the disk; its digest. Raises OSError.

    It gets mode, owner and attributes of `like`, where there is such a file.
    """
    with path.open("x+b") as file:
        write(file)
        file.flush()
        digest = digest_of(file)
        take_over(like, path)
        os.fsync(file.fileno())
    return digest


def take_over(old: Path, new: Path) -> None:
    """Give a new file what belongs to the old one but for its content and times. Raises OSError.

    The owner and extended attributes (access lists among them) where the system lets us.
    """
    try:
        known = old.stat()
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(new, -1, known.st_gid)
        with contextlib.suppress(OSError):
            os.chown(new, known.st_uid, -1)
    new.chmod(stat.S_IMODE(known.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(old):
                with contextlib.suppress(OSError):
                    os.setxattr(new, name, os.getxattr(old, name))
    windows.take_over(old, new)


def put_in_place(new: Path, target: Path, seen: Identity | None, check: Callable[[], None]) -> bool:
    """`new` under the name of `target`, as long as that is the file that was `seen` (None: no file).

    False where another program keeps it open for 2 s; `new` is then where it was. `check` is asked before
    each attempt. Raises BookError where the file has changed, OSError where it can't be replaced.
    """
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        check()
        if identity_at(target) != seen:
            raise BookError(*sentence("BOOK_CHANGED", book=target.name))
        try:
            if seen is None:
                appear(new, target)
            else:
                _replace(new, target, seen)
        except FileExistsError:
            continue
        except OSError as error:
            if not is_busy(error):
                raise
        else:
            settle(target.parent)
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)


def replaced(new: Path, target: Path) -> None:
    """`new` under the name of `target`, whatever is there; tried for 2 s. Raises OSError."""
    deadline = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            new.replace(target)
        except OSError as error:
            if not is_busy(error) or time.monotonic() >= deadline:
                raise
        else:
            settle(target.parent)
            return
        time.sleep(_PAUSE)


def appear(new: Path, target: Path) -> None:
    """`new` under a name that nobody has yet. Raises FileExistsError, OSError."""
    try:
        os.link(new, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:  # no links there
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        new.rename(target)
    else:
        unlinked(new)


def settle(folder: Path) -> None:
    """Have the folder's entries on the disk too; what is in it by now is whole either way."""
    if _IS_WINDOWS:
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def identity_at(path: Path) -> Identity | None:
    """What tells one state of the file from another; None where there is no file. Raises OSError."""
    try:
        return identity(path.stat())
    except FileNotFoundError:
        return None


def _replace(new: Path, target: Path, seen: Identity) -> None:
    """Replace, and look what was replaced: where it isn't what was seen, it goes back. Raises OSError."""
    tells = not is_being_written(new)
    if not _swap(new, target):
        new.replace(target)
        return
    try:
        # In this order: who doesn't have it open now writes into it no more, and what he wrote shows.
        if (tells and is_being_written(new)) or identity_at(new) != seen:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))
    except OSError:
        _swap(new, target)
        raise
    unlinked(new)


def is_being_written(path: Path) -> bool:
    """Whether a program has the file open for writing; False where the system doesn't say.

    Where it can't know, it says so of each file: ask for a file of our own first.
    """
    try:
        import fcntl
        import signal

        lease, by, ignored = fcntl.F_SETLEASE, fcntl.F_SETSIG, signal.SIGURG
    except (ImportError, AttributeError):
        return False
    with contextlib.suppress(OSError), path.open("rb") as file:
        try:
            # Should somebody open it for writing right now, this signal comes, which nobody minds.
            fcntl.fcntl(file, by, ignored)
            fcntl.fcntl(file, lease, fcntl.F_RDLCK)
            fcntl.fcntl(file, lease, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
    return False


def _swap(one: Path, other: Path) -> bool:
    """Give two files each other's name at once; False where the file system can't. Raises OSError."""
    import ctypes

    call, here = _swapping()
    if call is None:
        return False
    if call(here, os.fsencode(one), here, os.fsencode(other), _SWAP) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_SWAP:
        return False
    raise OSError(code, os.strerror(code), str(other))


@cache
def _swapping() -> tuple[Any, int]:
    """The system's call that swaps names, and its number for the current folder; None where it has none."""
    import ctypes

    library = None if _IS_WINDOWS else ctypes.CDLL(None, use_errno=True)
    for name, here in _SWAPS:
        call = getattr(library, name, None)
        if call is not None:
            call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
            return call, here
    return None, 0
