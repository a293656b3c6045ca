"""Files that a running program holds: the system lets go of them when it ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_PAUSE = 0.1


@contextlib.contextmanager
def alone(path: Path, seconds: float, on_wait: Callable[[], None]) -> Iterator[bool]:
    """While it lasts nobody else holds this file; False where the disk has no locks.

    `on_wait` is called once when others hold it. Raises TimeoutError after that many seconds, OSError.
    """
    deadline, has_waited = time.monotonic() + seconds, False
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        while (got := _lock(descriptor)) is None:
            if time.monotonic() >= deadline:
                raise TimeoutError(str(path))
            if not has_waited:
                on_wait()
                has_waited = True
            time.sleep(_PAUSE)
        yield got
    finally:
        os.close(descriptor)


def hold(path: Path) -> int:
    """A descriptor that holds the file until it is closed. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    _lock(descriptor)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether a running program holds the file, or nobody can know."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return _lock(descriptor) is not True
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool | None:
    """Try once: True where it is ours now, None where others hold it, False where there are no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # A byte far behind the end: what stands in the file stays readable for others.
            os.lseek(descriptor, 1 << 30, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return None
    except OSError:
        return False
    return True
