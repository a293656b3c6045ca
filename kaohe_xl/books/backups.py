"""The former selves of a workbook, kept in `.kaohe` beside it, byte for byte.

A backup is the very file that was replaced, under a second name, where the file system can do that; a copy
elsewhere. A backup that still is the workbook itself (the run was killed before it wrote) is none: who writes
into the workbook would write into it too.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from kaohe_xl.books.beside import FOLDER, folder_beside, leftovers, short_name, temporary, unlinked
from kaohe_xl.books.digests import digest_of
from kaohe_xl.books.replacing import settle, take_over
from kaohe_xl.books.sources import copy_range

KEPT = 30
_TIME = "%Y%m%d-%H%M%S-%f"
_NOTE = ".json"
WHOLE = ".new"
"""The suffix of a temporary file that is written to its end."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A former self of a workbook: what it was until the write at `time`."""

    path: Path
    time: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What a write found and what it left: digests of the workbook, in hexadecimal."""

    before: str
    after: str


def backups(book: Path) -> tuple[Backup, ...]:
    """The backups of a workbook, oldest first."""
    return tuple(backup for backup in _named(book) if not _is_same(backup.path, book))


def keep(book: Path, old: BinaryIO) -> Backup:
    """The workbook `book`, open as `old`, among its backups. Raises OSError, and leaves nothing behind."""
    backup = _next(book)
    if os.fstat(old.fileno()).st_nlink == 1:
        with contextlib.suppress(OSError, NotImplementedError):
            os.link(book, backup.path)
            if os.path.samestat(os.fstat(old.fileno()), backup.path.stat()):
                _sync(old)
                return backup
        unlinked(backup.path)
    # A name elsewhere for the same file would change with it: copied, as where there are no links at all.
    copied = temporary(backup.path.with_name(book.name))
    try:
        copy(old, copied, book)
        copied.rename(backup.path)
    except BaseException:
        unlinked(copied)
        raise
    return backup


def again(backup: Backup, new: Path) -> Path:
    """The backup once more, to be put in place: the very file, under a second name, where that can be done.

    The name that says that it is whole comes. Raises OSError, and leaves nothing behind.
    """
    whole = new.with_suffix(WHOLE)
    try:
        os.link(backup.path, whole)
    except (OSError, NotImplementedError):
        try:
            with backup.path.open("rb") as old:
                copy(old, new, backup.path)
            new.rename(whole)
        except BaseException:
            unlinked(new)
            raise
    return whole


def _sync(old: BinaryIO) -> None:
    """Have on the disk what its writer left in the system's memory; not each system lets a reader do so."""
    with contextlib.suppress(OSError):
        os.fsync(old.fileno())


def copy(old: BinaryIO, new: Path, like: Path) -> None:
    """A new file with what stands in `old`, on the disk; owner, mode and time are those of `like`.

    Raises OSError.
    """
    known = like.stat()
    with new.open("xb") as file:
        copy_range(old, file, 0, os.fstat(old.fileno()).st_size)
        file.flush()
        os.fsync(file.fileno())
    take_over(like, new)
    os.utime(new, ns=(known.st_atime_ns, known.st_mtime_ns))


def finished(new: Path, backup: Backup, before: bytes, after: bytes) -> Path:
    """The temporary file by the name that says that it is whole.

    Before that what the write finds and leaves is written down, on the disk: `undo` goes by that.
    Raises OSError.
    """
    with _note_file(backup).open("x", encoding="ascii") as file:
        json.dump({"before": before.hex(), "after": after.hex()}, file)
        file.flush()
        os.fsync(file.fileno())
    whole = new.with_suffix(WHOLE)
    new.rename(whole)
    settle(whole.parent)
    return whole


def noted(backup: Backup) -> Note | None:
    """What was written down; None where nothing readable was."""
    try:
        known = json.loads(_note_file(backup).read_text(encoding="ascii"))
        return Note(str(known["before"]), str(known["after"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def digest_at(path: Path) -> str:
    """The digest of a file, in hexadecimal; "" where there is no such file. Raises OSError."""
    try:
        with path.open("rb") as file:
            return digest_of(file).hex()
    except FileNotFoundError:
        return ""


def forget(backup: Backup) -> None:
    """Take a backup off the pile."""
    unlinked(backup.path)
    unlinked(_note_file(backup))


def thin_out(book: Path) -> None:
    """Keep the newest backups, as far as the rest can be looked at: the next write does so too."""
    with contextlib.suppress(OSError):
        for old in backups(book)[:-KEPT]:
            forget(old)


def sweep(book: Path) -> None:
    """Remove what killed runs left of this workbook; only while it is locked. Raises OSError."""
    for left in leftovers(book.parent / FOLDER / book.name):
        if left.suffix == WHOLE:
            discard(book, left)
        else:
            unlinked(left)
    for backup in _named(book):
        if _is_same(backup.path, book):
            forget(backup)
    for newest in _named(book)[-1:]:
        if _is_copy(newest.path, book):
            forget(newest)
    for alone in _notes_alone(book):
        unlinked(alone)


def discard(book: Path, left: Path) -> None:
    """Remove a whole file that a write was about to put in place, or that it took out of its place.

    Who saved the workbook in that very moment wrote something that is known to nobody else: that is kept
    among the backups. Raises OSError.
    """
    known = _named(book)
    notes = [found for backup in known if (found := noted(backup))]
    if any(_is_same(backup.path, left) for backup in known) or _is_known(digest_at(left), notes):
        unlinked(left)
    else:
        left.rename(_next(book).path)


def _is_known(digest: str, notes: list[Note]) -> bool:
    return not digest or any(digest in (note.before, note.after) for note in notes)


def _named(book: Path, end: str = "") -> list[Backup]:
    """All files with the name of a backup, and `end` after it, oldest first."""
    start, end = f"{short_name(book.stem)}.", book.suffix + end
    found = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for path in (book.parent / FOLDER).iterdir():
            name = path.name
            if name.startswith(start) and name.endswith(end):
                with contextlib.suppress(ValueError):
                    found.append(Backup(path, _time_in(name[len(start) : -len(end)])))
    return sorted(found, key=lambda backup: backup.time)


@lru_cache(maxsize=4 * KEPT)
def _time_in(name: str) -> datetime:
    """The time in a backup's name; the names are gone through several times a write. Raises ValueError."""
    return datetime.strptime(name, _TIME)


def _notes_alone(book: Path) -> list[Path]:
    """Notes of backups that are gone."""
    known = {_note_file(backup) for backup in _named(book)}
    return [note.path for note in _named(book, _NOTE) if note.path not in known]


def _next(book: Path) -> Backup:
    """A backup of now, or of just after the newest one where the clock was put back. Raises OSError."""
    time, known = datetime.now(), _named(book)
    if known and known[-1].time >= time:
        time = known[-1].time + timedelta(microseconds=1)
    name = f"{short_name(book.stem)}.{time.strftime(_TIME)}{book.suffix}"
    return Backup(folder_beside(book) / name, time)


def _note_file(backup: Backup) -> Path:
    return backup.path.with_name(backup.path.name + _NOTE)


def _is_copy(path: Path, book: Path) -> bool:
    """Whether a backup is the workbook as it is now, copied by a run that was killed before it wrote."""
    try:
        one, other = path.stat(), book.stat()
        alike = (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
        return alike and digest_at(path) == digest_at(book)
    except FileNotFoundError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    try:
        return one.samefile(other)
    except OSError:
        return False
