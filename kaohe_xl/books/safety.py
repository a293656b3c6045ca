"""Writing the office's files: a new file or the old one, never a torn one, and the old one kept beside it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kaohe_xl.books.owners import refuse_if_open
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

FOLDER = ".kaohe"
KEPT_BACKUPS = 30
LOCK_SECONDS = 10.0
_TIME = "%Y%m%d-%H%M%S-%f"
_TIME_LENGTH = len("20111101-093000-000000")
_DIGEST_SUFFIX = ".after"
_CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Write = Callable[[BinaryIO], object]
Rewrite = Callable[[BinaryIO, BinaryIO], object]
"""(old, new): the workbook that was read, open for reading and verified unchanged; the new file to fill."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a workbook went, where its former self is kept, the digest of what was written."""

    path: Path
    backup: Path | None
    digest: bytes
    notes: tuple[str, ...] = ()


def digest_of(file: BinaryIO) -> bytes:
    """What tells one content of a file from another; the file is read from its start."""
    import xxhash

    digest = xxhash.xxh3_128()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.digest()


def replace_file(path: Path, write: Write) -> None:
    """Write a file through a temporary one in its folder; `path` is then the new file, or still the old one.

    A replaced file keeps its mode. Raises BookError, and leaves nothing behind, whatever fails.
    """
    target = Path(os.path.realpath(path))
    temporary = _temporary(target)
    try:
        with _reported(target, "WRITE_FAILED"):
            _write_whole(temporary, write)
            _take_over_mode(target, temporary)
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _settle(target.parent)


def save_book(path: Path, digest: bytes, write: Rewrite) -> Written:
    """Replace a workbook that still is what was read (`digest`, by `digest_of`).

    Raises BookError, and leaves the workbook as it is, where somebody has it open, it has changed, or
    writing fails.
    """
    target = Path(os.path.realpath(path))
    with locked(target):
        _sweep(target)
        refuse_if_open(target)
        with _unchanged(target, digest) as old:
            _refuse_read_only(target)
            kept = backup(target)
            written: list[bytes] = []

            def fill(new: BinaryIO) -> None:
                old.seek(0)
                write(old, new)
                written.append(_note(new, kept))

            try:
                replace_file(target, fill)
            except BaseException:
                _forget(kept)
                raise
        _thin_out(target)
    return Written(path, kept, written[0])


def backup(path: Path) -> Path:
    """A copy of a workbook in `.kaohe` beside it, byte for byte, named with the time. Raises BookError."""
    with _reported(path, "BACKUP_FAILED"):
        content = path.read_bytes()
        kept = _next_name(path)
        try:
            kept.parent.mkdir(exist_ok=True)
            _write_whole(kept, lambda file: file.write(content))
        except BaseException:
            _forget(kept)
            raise
        _settle(kept.parent)
    return kept


def undo(path: Path) -> Path:
    """Put the newest backup back in its place, byte for byte, and take it off the pile; the path comes back.

    Raises BookError where there is none, and where the workbook has been changed since it was written.
    """
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir() or not backups(target):
        raise BookError(*sentence("NO_BACKUP", book=target.name))
    with locked(target):
        refuse_if_open(target)
        now = _bytes_or_none(target)
        while known := backups(target):
            kept = known[-1]
            with _reported(target, "WRITE_FAILED"):
                old = kept.read_bytes()
            if old == now:  # left by a run that was killed before it wrote
                _forget(kept)
                continue
            _refuse_changed(target, now, kept)
            replace_file(target, lambda file, content=old: file.write(content))  # type: ignore[misc]
            _forget(kept)
            return path
    raise BookError(*sentence("NO_BACKUP", book=target.name))


def backups(path: Path) -> tuple[Path, ...]:
    """The backups of a workbook, oldest first."""
    length = len(path.stem) + 1 + _TIME_LENGTH + len(path.suffix)
    try:
        names = [found.name for found in (path.parent / FOLDER).iterdir()]
    except OSError:
        return ()
    own = (n for n in names if len(n) == length and n.startswith(path.stem + ".") and n.endswith(path.suffix))
    return tuple(path.parent / FOLDER / name for name in sorted(own) if _time_in(path, name))


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """While it lasts, no other run of ours writes this workbook. Raises BookError after 10 s of waiting."""
    from filelock import FileLock, Timeout

    folder = path.parent / FOLDER
    with _reported(path, "WRITE_FAILED"):
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / f"{path.name}.lock", timeout=LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise BookError(*sentence("BOOK_BEING_WRITTEN", book=path.name)) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _reported(path: Path, code: str) -> Iterator[None]:
    """Turns what the system says into a sentence that names the file."""
    try:
        yield
    except OSError as error:
        words = {"book": path.name, "folder": path.parent, "reason": error.strerror or str(error)}
        if error.errno in _FULL:
            code = "DISK_FULL"
        elif isinstance(error, PermissionError) or error.errno == errno.EROFS:
            code = "WRITE_DENIED"
        raise BookError(*sentence(code, **words)) from error


def _temporary(target: Path) -> Path:
    return target.with_name(f"{_temporary_start(target)}{os.urandom(6).hex()}.tmp")


def _temporary_start(target: Path) -> str:
    return f".~kaohe-{hashlib.sha256(target.name.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}-"


def _sweep(target: Path) -> None:
    """Remove what a killed run left of this workbook; only while it is locked."""
    with contextlib.suppress(OSError):
        for left in list(target.parent.iterdir()):
            if left.name.startswith(_temporary_start(target)):
                left.unlink()


def _write_whole(path: Path, write: Write) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("x+b") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())


def _take_over_mode(old: Path, new: Path) -> None:
    """Mode, and owner where that is allowed, of the file that is replaced."""
    try:
        known = old.stat()
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(new, known.st_uid, known.st_gid)
    new.chmod(stat.S_IMODE(known.st_mode))


def _settle(folder: Path) -> None:
    """Have the folder's entries on the disk too; what is in it by now is whole either way."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _unchanged(path: Path, digest: bytes) -> Iterator[BinaryIO]:
    """The workbook, open; BookError where it isn't the one that was read."""
    with _reported(path, "WRITE_FAILED"):
        try:
            old = path.open("rb")
        except FileNotFoundError as error:
            raise BookError(*sentence("BOOK_CHANGED", book=path.name)) from error
    with old:
        with _reported(path, "WRITE_FAILED"):
            now = digest_of(old)
        if now != digest:
            raise BookError(*sentence("BOOK_CHANGED", book=path.name))
        yield old


def _bytes_or_none(path: Path) -> bytes | None:
    """A file's bytes; None where there is no file any more."""
    with _reported(path, "WRITE_FAILED"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def _refuse_read_only(path: Path) -> None:
    if not path.stat().st_mode & 0o222:
        raise BookError(*sentence("BOOK_READ_ONLY", book=path.name))


def _refuse_changed(path: Path, now: bytes | None, kept: Path) -> None:
    """Raises BookError where the workbook isn't what we wrote after this backup: nothing may be lost."""
    try:
        noted = _digest_file(kept).read_text(encoding="ascii").strip()
    except OSError:
        return
    if now is not None and digest_of(BytesIO(now)).hex() != noted:
        raise BookError(*sentence("CHANGED_SINCE_WRITE", book=path.name, backup=kept))


def _note(new: BinaryIO, kept: Path) -> bytes:
    """Note beside the backup what was written then: `undo` asks whether it still is. Its digest."""
    new.flush()
    digest = digest_of(new)
    _digest_file(kept).write_text(digest.hex(), encoding="ascii")
    return digest


def _digest_file(kept: Path) -> Path:
    return kept.with_name(kept.name + _DIGEST_SUFFIX)


def _next_name(path: Path) -> Path:
    """A backup's name: the time, or just after the newest one where the clock was put back."""
    time = datetime.now()
    known = backups(path)
    if known and (newest := _time_in(path, known[-1].name)) and newest >= time:
        time = newest + timedelta(microseconds=1)
    return path.parent / FOLDER / f"{path.stem}.{time.strftime(_TIME)}{path.suffix}"


def _time_in(path: Path, name: str) -> datetime | None:
    try:
        return datetime.strptime(name[len(path.stem) + 1 :][:_TIME_LENGTH], _TIME)
    except ValueError:
        return None


def _thin_out(path: Path) -> None:
    """Keep the newest backups."""
    for old in backups(path)[:-KEPT_BACKUPS]:
        _forget(old)


def _forget(kept: Path) -> None:
    for file in (kept, _digest_file(kept)):
        with contextlib.suppress(OSError):
            file.unlink()
