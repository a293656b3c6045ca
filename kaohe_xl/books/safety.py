"""Writing the office's files: a new file or the old one, never a torn one, and the old one kept beside it.

What happens while we write: who saves the workbook meanwhile keeps what he saved, who has it open is named,
who writes with this program too has his turn before or after.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kaohe_xl.books import backups
from kaohe_xl.books.beside import FOLDER, leftovers, temporary, unlinked
from kaohe_xl.books.digests import digest_of as digest_of
from kaohe_xl.books.locks import locked
from kaohe_xl.books.owners import refuse_if_open
from kaohe_xl.books.replacing import Identity, Write, appear, put_in_place, replaced, settle, write_whole
from kaohe_xl.books.sources import identity
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

Rewrite = Callable[[BinaryIO, BinaryIO], object]
"""(old, new): the workbook that was read, open for reading and verified unchanged; the new file to fill."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a workbook went, where its former self is kept, the digest of what was written.

    Where the workbook couldn't be replaced, `path` is a new file beside it, `backup` is None, and a note
    says so.
    """

    path: Path
    backup: Path | None
    digest: bytes
    notes: tuple[str, ...] = ()


def replace_file(path: Path, write: Write) -> None:
    """Write a file through a temporary one beside it; `path` is then the new file, or still the old one.

    A replaced file keeps its mode. One run at a time: who may not be alone holds a lock meanwhile.
    Raises BookError, and leaves nothing behind, whatever fails.
    """
    target = Path(os.path.realpath(path))
    new = temporary(target)
    try:
        with reported(target):
            for left in leftovers(target):
                unlinked(left)
            write_whole(new, write, target)
            replaced(new, target)
    except BaseException:
        unlinked(new)
        raise


def save_book(path: Path, digest: bytes, write: Rewrite) -> Written:
    """Replace a workbook that still is what was read (`digest`, by `digest_of`).

    Raises BookError, and leaves the workbook as it is, where somebody has it open, it has changed, or
    writing fails. Where another program doesn't let go of it, the result becomes a new file beside it.
    """
    with writing(path) as (target, check), _opened(target) as old:
        with reported(target):
            seen = identity(os.fstat(old.fileno()))
            if digest_of(old) != digest:
                raise _changed(target)
            refuse_read_only(target)
        with reported(target, "BACKUP_FAILED"):
            kept = backups.keep(target, old)
        new = temporary(target.parent / FOLDER / target.name)
        with tidied(target, kept, new), reported(target):
            old.seek(0)
            with _as_seen(old, seen, target):
                after = write_whole(new, lambda file: write(old, file), target)
            old.close()  # Windows replaces no file that is open
            whole = backups.finished(new, kept, digest, after)
            is_placed = put_in_place(whole, target, seen, check)
            place = path if is_placed else _put_beside(whole, path, target)
        if is_placed:
            backups.thin_out(target)
            return Written(path, kept.path, after)
        backups.forget(kept)
        note = sentence("BOOK_HELD", book=path.name, result=place.name)
        return Written(place, None, after, ("".join(note),))


@contextlib.contextmanager
def writing(path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """While it lasts, nobody else writes this workbook with us, and nobody had it open when it began.

    Where the file really lies comes, and what to ask once more before it is replaced: whether that still
    holds. Raises BookError.
    """
    target = Path(os.path.realpath(path))
    with locked(target) as lock:

        def check() -> None:
            lock.check()
            for name in dict.fromkeys((target, Path(os.path.abspath(path)))):  # noqa: PTH100  # not the link's target
                with reported(target):
                    refuse_if_open(name)

        with reported(target):
            backups.sweep(target)
        check()
        yield target, check


@contextlib.contextmanager
def tidied(target: Path, kept: backups.Backup | None, new: Path) -> Iterator[None]:
    """Where writing fails, the temporary file and the backup go; a backup that is one by now stays."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            is_written = kept is not None and _is_written(kept, new)
            if new.with_suffix(backups.WHOLE).exists():
                backups.discard(target, new.with_suffix(backups.WHOLE))
            if kept is not None and not is_written:
                backups.forget(kept)
        unlinked(new)
        raise


def refuse_read_only(target: Path) -> None:
    """Raises BookError where the workbook is protected from writing, by its mode or against us; OSError."""
    if not target.stat().st_mode & 0o222:
        raise BookError(*sentence("BOOK_READ_ONLY", book=target.name))
    if not os.access(target, os.W_OK):
        raise BookError(*sentence("WRITE_DENIED", book=target.name, folder=target.parent))


def _is_written(kept: backups.Backup, new: Path) -> bool:
    """Whether the new file has gone from where it was made: into its place. Raises OSError."""
    note = backups.noted(kept)
    if note is None or new.exists():
        return False
    return backups.digest_at(new.with_suffix(backups.WHOLE)) != note.after


def _changed(target: Path) -> BookError:
    return BookError(*sentence("BOOK_CHANGED", book=target.name))


@contextlib.contextmanager
def _opened(target: Path) -> Iterator[BinaryIO]:
    with reported(target):
        try:
            old = target.open("rb")
        except FileNotFoundError as error:
            if not target.parent.is_dir():
                raise
            raise _changed(target) from error
    with old:
        yield old


@contextlib.contextmanager
def _as_seen(old: BinaryIO, seen: Identity, target: Path) -> Iterator[None]:
    """What looks damaged because somebody writes into it meanwhile is told as changed."""
    try:
        yield
    except BookError as error:
        if identity(os.fstat(old.fileno())) != seen:
            raise _changed(target) from error
        raise


def _put_beside(whole: Path, path: Path, target: Path) -> Path:
    """The result as a new file beside the workbook; how the caller would call it. Raises OSError."""
    number = 1
    while True:
        name = f"{target.stem}.{sentence('RESULT_FILE')[0]}{number if number > 1 else ''}{target.suffix}"
        try:
            appear(whole, target.with_name(name))
        except FileExistsError:
            number += 1
        else:
            settle(target.parent)
            return target.with_name(name) if path.is_symlink() else path.with_name(name)
