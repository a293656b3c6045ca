"""Bringing back what a workbook was: before the last write, or before any other that is kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kaohe_xl.books import backups
from kaohe_xl.books.backups import Backup, digest_at, noted
from kaohe_xl.books.beside import FOLDER, temporary, unlinked
from kaohe_xl.books.replacing import Identity, identity_at, put_in_place
from kaohe_xl.books.safety import refuse_read_only, tidied, writing
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: the workbook before the write at `time`; `backup` keeps what stood there until now."""

    path: Path
    time: datetime
    backup: Path | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as it is listed: `number` counts from the newest one (1)."""

    number: int
    time: datetime
    path: Path
    size: int


def kept_of(path: Path) -> tuple[Kept, ...]:
    """The backups of a workbook, newest first. Raises BookError where they can't be looked at."""
    target = Path(os.path.realpath(path))
    with reported(target):
        known = reversed(backups.backups(target))
        return tuple(Kept(n, old.time, old.path, old.path.stat().st_size) for n, old in enumerate(known, 1))


def undo(path: Path) -> Restored:
    """Put the newest backup back in its place, byte for byte, and take it off the pile.

    Raises BookError where there is none, and where the workbook has been changed since it was written.
    """
    _refuse_without_backups(path)
    with writing(path) as (target, check), reported(target):
        seen, now = identity_at(target), digest_at(target)
        newest = _newest(target, now)
        _refuse_changed(target, now, newest)
        if seen is not None:
            refuse_read_only(target)
        new = backups.again(newest, temporary(target.parent / FOLDER / target.name))
        try:
            _put(new, target, seen, check)
        except BaseException:
            unlinked(new)
            raise
        backups.forget(newest)
        return Restored(path, newest.time)


def restore(path: Path, number: int) -> Restored:
    """Put a backup in place, counted from the newest one (1); what is there now becomes a backup itself.

    Raises InputError where there is no such backup, BookError.
    """
    _refuse_without_backups(path)
    with writing(path) as (target, check), reported(target):
        chosen = _chosen(target, number)
        content = _digest_of_sound(target, chosen)
        seen, now = identity_at(target), digest_at(target)
        if now == content:
            return Restored(path, chosen.time)
        kept = None
        if seen is not None:
            refuse_read_only(target)
            with reported(target, "BACKUP_FAILED"), target.open("rb") as old:
                kept = backups.keep(target, old)
        new = temporary(target.parent / FOLDER / target.name)
        with tidied(target, kept, new):
            with chosen.path.open("rb") as old:
                backups.copy(old, new, chosen.path)
            if kept is not None:
                new = backups.finished(new, kept, bytes.fromhex(now), bytes.fromhex(content))
            _put(new, target, seen, check)
        backups.thin_out(target)
        return Restored(path, chosen.time, kept.path if kept else None)


def _refuse_without_backups(path: Path) -> None:
    """Raises BookError where there is nothing to bring back; nothing is left in the folder then."""
    target = Path(os.path.realpath(path))
    with reported(target):
        known = backups.backups(target)
    if not known:
        raise BookError(*sentence("NO_BACKUP", book=target.name))


def _put(new: Path, target: Path, seen: Identity | None, check: Callable[[], None]) -> None:
    if not put_in_place(new, target, seen, check):
        raise BookError(*sentence("WRITE_DENIED", book=target.name, folder=target.parent))


def _newest(target: Path, now: str) -> Backup:
    """The newest backup that is another state than the one now; those that killed runs left are forgotten."""
    for backup in reversed(backups.backups(target)):
        content, note = digest_at(backup.path), noted(backup)
        # The run died before it wrote; or it brought this backup back, and died before it took it away.
        if content == now or (note and (note.before, note.after) == (now, content)):
            backups.forget(backup)
        elif note and content != note.before:
            raise BookError(*sentence("BACKUP_DAMAGED", book=target.name, backup=backup.path))
        else:
            return backup
    raise BookError(*sentence("NO_BACKUP", book=target.name))


def _chosen(target: Path, number: int) -> Backup:
    known = backups.backups(target)
    if not 1 <= number <= len(known):
        raise InputError(*sentence("NO_SUCH_BACKUP", book=target.name, number=number, count=len(known)))
    return known[-number]


def _digest_of_sound(target: Path, chosen: Backup) -> str:
    """The digest of a backup. Raises BookError where it isn't any more what was kept; OSError."""
    content, note = digest_at(chosen.path), noted(chosen)
    if note and content != note.before:
        raise BookError(*sentence("BACKUP_DAMAGED", book=target.name, backup=chosen.path))
    return content


def _refuse_changed(target: Path, now: str, kept: Backup) -> None:
    """Raises BookError where the workbook isn't what we wrote after this backup: nothing may be lost."""
    note = noted(kept)
    if now and (note is None or note.after != now):
        raise BookError(*sentence("CHANGED_SINCE_WRITE", book=target.name, backup=kept.path))
