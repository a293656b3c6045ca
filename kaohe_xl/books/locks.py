"""One run of ours at a time: a lock of the system where the share has one, and a marker that says who writes.

The system's lock ends with the program that holds it, however that ends, but not every share carries it to
other computers. So who holds it also leaves a marker in `.kaohe`. A marker that its writer renews no longer,
or that a program of this computer left behind, is succeeded by a second one. That one's name comes from what
stands in the first, so only one run can make it. Who stands at the end of the chain may write.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.books.beside import folder_beside, leftovers, short_name, temporary, unlinked
from kaohe_xl.books.troubles import reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from filelock import BaseFileLock

WAIT_SECONDS = 10.0
RENEWAL_SECONDS = 10.0
STALE_SECONDS = 60.0
TORN_SECONDS = 5.0
_PAUSE = 0.05
_REMOVAL_SECONDS = 1.0
_IS_WINDOWS = os.name == "nt"
_LONGEST_MARKER = 4096
_TOKEN = re.compile("[0-9a-f]{16}")
_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL})


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, as a marker says; `token` tells one run from another."""

    machine: str
    user: str
    since: str
    token: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker, and when it was renewed, by the clock of where it lies.

    `is_torn`: it doesn't say who writes; a computer or a share broke down.
    """

    path: Path
    writer: Writer
    renewed: float
    is_torn: bool


class Lock:
    """The right to write one file. `start` is the marker's place, `book` the name that messages use."""

    def __init__(self, start: Path, book: str) -> None:
        self._start, self._book = start, book
        now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
        self._writer = Writer(machine(), user(), now, os.urandom(8).hex())
        self._own = start
        self._ended = threading.Event()
        self._renewal = threading.Thread(target=self._renew, daemon=True)

    def acquire(self, deadline: float, *, is_alone: bool) -> None:
        """Leave the marker as soon as no other holds. `is_alone`: no other program of this computer writes.

        Raises BookError, naming who writes, where others hold until the deadline; OSError.
        """
        while not self._claimed(is_alone=is_alone):
            if time.monotonic() >= deadline:
                raise _being_written(self._start, self._book)
            time.sleep(_PAUSE)
        self._renewal.start()

    def check(self) -> None:
        """Raises BookError where the right has gone to another: this run was held up for too long."""
        with reported(self._start.parent, book=self._book):
            is_ours = self._is_ours(list(_chain(self._start)))
        if not is_ours:
            raise BookError(*sentence("LOCK_LOST", book=self._book))

    def release(self) -> None:
        """Take the markers away, the first one first: without it the others mean nothing."""
        self._ended.set()
        if self._renewal.is_alive():
            self._renewal.join(1.0)
        with contextlib.suppress(OSError):
            chain = list(_chain(self._start))
            if self._is_ours(chain):
                for marker in chain:
                    _remove(marker.path)

    def sweep(self) -> None:
        """Remove what runs that were killed left of their markers; while the lock is held. Raises OSError."""
        chain = {marker.path for marker in _chain(self._start)}
        start = f"{self._start.name}."
        alone = [p for p in self._start.parent.iterdir() if p.name.startswith(start) and p not in chain]
        for left in (*alone, *leftovers(self._start)):
            unlinked(left)

    def _is_ours(self, chain: list[Marker]) -> bool:
        return bool(chain) and chain[-1].writer.token == self._writer.token

    def _claimed(self, *, is_alone: bool) -> bool:
        """Try once to stand at the end of the chain."""
        try:
            chain = list(_chain(self._start))
            if chain and not self._is_over(chain[-1], is_alone=is_alone):
                return False
            self._own = _successor(self._start, chain[-1]) if chain else self._start
            self._leave_marker()
        except FileExistsError:
            return False
        except PermissionError:
            if not _IS_WINDOWS:
                raise
            return False  # Windows says so of a file that is just going away.
        # What was seen may be over: others may have come and gone. What counts is who stands at the end now.
        if self._is_ours(list(_chain(self._start))):
            return True
        unlinked(self._own)
        return False

    def _leave_marker(self) -> None:
        """Make the marker, with all that stands in it. Raises FileExistsError where there is one, OSError."""
        new = temporary(self._start)
        try:
            self._write(new)
            try:
                os.link(new, self._own)
            except FileExistsError:
                raise
            except (OSError, NotImplementedError):
                self._write(self._own)  # no links there: a run killed right here holds others up for a minute
        finally:
            unlinked(new)

    def _write(self, path: Path) -> None:
        with path.open("xb") as file:
            try:
                file.write(self._content())
                file.flush()
            except BaseException:
                unlinked(path)
                raise

    def _is_over(self, marker: Marker, *, is_alone: bool) -> bool:
        if is_alone and marker.writer.machine == self._writer.machine:
            return True
        bound = TORN_SECONDS if marker.is_torn else STALE_SECONDS
        return _clock_at(self._start) - marker.renewed > bound

    def _renew(self) -> None:
        """Now and then write the same again: the file's time says that we are alive."""
        while not self._ended.wait(RENEWAL_SECONDS):
            with contextlib.suppress(OSError), self._own.open("r+b") as file:
                file.write(self._content())
                file.flush()
                os.fsync(file.fileno())

    def _content(self) -> bytes:
        return json.dumps(asdict(self._writer), ensure_ascii=False).encode("utf-8", "replace")


@contextlib.contextmanager
def locked(path: Path, book: str = "", *, turns: int = 1) -> Iterator[Lock]:
    """While it lasts, no other run of ours writes this file, here or on another computer.

    Messages call it `book`. Raises BookError, naming who writes, after 10 s of waiting, `turns` times.
    """
    book = book or path.name
    deadline = time.monotonic() + turns * WAIT_SECONDS
    with reported(path, book=book):
        start = folder_beside(path) / f"{short_name(path.name)}.writing"
        system = _system_lock(start, book)
    lock = Lock(start, book)
    try:
        with reported(path, book=book):
            lock.acquire(deadline, is_alone=system is not None)
            lock.sweep()
        yield lock
    finally:
        lock.release()
        if system is not None:
            with contextlib.suppress(OSError):
                system.release()


def machine() -> str:
    """This computer's name."""
    import socket

    return socket.gethostname()


def user() -> str:
    """Who is at this computer; "" where nobody knows."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _system_lock(start: Path, book: str) -> BaseFileLock | None:
    """The system's lock, held; None where there is none on that share. Raises BookError, OSError."""
    from filelock import FileLock, Timeout

    # Whoever may write in the folder may lock there: the file is empty.
    lock = FileLock(start.with_suffix(".lock"), timeout=WAIT_SECONDS, mode=0o666, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _being_written(start, book) from error
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return lock


def _being_written(start: Path, book: str) -> BookError:
    """What to say to who comes second."""
    with contextlib.suppress(OSError):
        for marker in list(_chain(start))[-1:]:
            if marker.writer.machine:
                who = marker.writer.user or sentence("SOMEBODY")[0]
                words = {"machine": marker.writer.machine, "user": who, "since": marker.writer.since}
                return BookError(*sentence("BOOK_BEING_WRITTEN_BY", book=book, **words))
    return BookError(*sentence("BOOK_BEING_WRITTEN", book=book))


def _chain(start: Path) -> Iterator[Marker]:
    """The markers that are there: the first one, its successor, the successor's."""
    place, seen = start, set[Path]()
    while place not in seen and (marker := _marker(place)) is not None:
        yield marker
        seen.add(place)
        place = _successor(start, marker)


def _remove(path: Path) -> None:
    """Take a marker away; Windows does that only while nobody else is just reading it."""
    deadline = time.monotonic() + _REMOVAL_SECONDS
    while not unlinked(path) and time.monotonic() < deadline:
        time.sleep(_PAUSE)


def _successor(start: Path, marker: Marker) -> Path:
    return start.with_name(f"{start.name}.{marker.writer.token}")


def _marker(path: Path) -> Marker | None:
    """The marker at a place, None where there is none; one that can't be read is somebody's all the same."""
    try:
        status = path.stat()
        content = _start_of(path)
    except FileNotFoundError:
        return None
    writer = None if content is None else _writer(content)
    nobody = Writer("", "", "", f"{status.st_ino:x}-{status.st_mtime_ns:x}")
    return Marker(path, writer or nobody, status.st_mtime, content is not None and writer is None)


def _start_of(path: Path) -> bytes | None:
    """What stands in a marker; None where we may not read it."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST_MARKER)
    except PermissionError:
        return None


def _writer(content: bytes) -> Writer | None:
    try:
        known = json.loads(content)
        writer = Writer(*(str(known[name]) for name in ("machine", "user", "since", "token")))
    except (ValueError, KeyError, TypeError):
        return None
    return writer if _TOKEN.fullmatch(writer.token) else None


def _clock_at(start: Path) -> float:
    """What time it is where the markers lie: a server's clock need not be ours."""
    probe = temporary(start)
    try:
        with probe.open("xb") as file:
            return os.fstat(file.fileno()).st_mtime
    finally:
        unlinked(probe)
