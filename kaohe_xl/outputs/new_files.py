"""New files put in place whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Container, Mapping
from itertools import count
from pathlib import Path

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence
from kaohe_xl.messages.documents import phrase

_TROUBLES = {
    errno.EACCES: "trouble.denied",
    errno.EPERM: "trouble.denied",
    errno.EROFS: "trouble.denied",
    errno.ENOSPC: "trouble.full",
    errno.ENOTDIR: "trouble.no_folder",
    errno.EEXIST: "trouble.no_folder",
    errno.ENAMETOOLONG: "trouble.long",
}


def put_files(contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write each file beside its place, sync it, then move all into place; returns the places.

    Raises BookError where a folder or a file can't be written: no half file is left, and as long as
    not all of them could be written none is moved.
    """
    waiting: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            waiting[path] = _beside(path, content)
        for path, temporary in waiting.items():
            _move(temporary, path)
    finally:
        for temporary in waiting.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return tuple(contents)


def put_numbered(content: bytes, folder: Path, stem: str, *, preview: bool = False) -> tuple[Path, bool]:
    """Put an .xlsx into `folder`; returns its place, and whether it was there already.

    A file that differs is left alone (a person may have edited it): the new one gets a number. With
    `preview` nothing is written. Raises BookError where it can't be.
    """
    path, is_there = free_place(folder / f"{stem}.xlsx", content)
    if not preview and not is_there:
        put_files({path: content})
    return path, is_there


def free_place(wanted: Path, content: bytes, taken: Container[Path] = ()) -> tuple[Path, bool]:
    """Where the file can go so that nothing is lost: the place wanted, or with a number behind the name.

    True with it where a file with that content is there already. `taken`: places given to others.
    """
    names = (wanted.name if n == 1 else f"{wanted.stem}({n}){wanted.suffix}" for n in count(1))
    free = (path for path in map(wanted.with_name, names) if path not in taken)
    path = next(path for path in free if not os.path.lexists(path) or _holds(path, content))
    return path, os.path.lexists(path)


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file is that content; not where it can't be read."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _beside(path: Path, content: bytes) -> Path:
    start = f".~kaohe-{hashlib.sha256(path.name.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}-"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for left in path.parent.glob(f"{start}*.tmp"):  # by a run that was killed
            left.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(prefix=start, suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise _folder_error(path.parent, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.name == "posix":
            Path(name).chmod(0o666 & ~_umask())
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _folder_error(path.parent, error) from error
    return Path(name)


def _umask() -> int:
    """The mask of new files: mkstemp makes them private, but colleagues on the share must read them."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _move(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except OSError as error:
        raise BookError(*sentence("LETTER_FILE_BUSY", file=path)) from error


def _folder_error(folder: Path, error: OSError) -> BookError:
    code = _TROUBLES.get(error.errno or 0, "trouble.other")
    reason = phrase(code, text=error.strerror or type(error).__name__)
    return BookError(*sentence("LETTER_FOLDER_BAD", folder=folder, reason=reason))
