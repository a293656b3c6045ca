"""Makes the n-th call of the system fail, or kill the process: of those that concern one folder."""

from __future__ import annotations

import builtins
import io
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from kaohe_xl.books import replacing

CALLS = (
    *("open", "write", "read", "fsync", "replace", "rename", "link", "unlink", "remove", "mkdir", "access"),
    *("stat", "lstat", "fstat", "chmod", "chown", "utime", "listdir", "scandir", "readlink"),
    *("copy_file_range", "sendfile", "truncate", "ftruncate", "listxattr", "getxattr", "setxattr"),
)
_FILE_CALLS = frozenset({"read", "readinto", "write", "flush", "truncate"})
Act = Callable[[], object]


class Counter:
    """Counts calls; the one numbered `at` doesn't happen, `act` does."""

    def __init__(self, folder: Path, at: int, act: Act) -> None:
        self.folder, self.at, self.act = os.fsencode(folder), at, act
        self.log: list[str] = []
        self.writing = 0  # which call is the first that concerns what we keep, and so the first of writing

    @property
    def has_acted(self) -> bool:
        """Whether there were so many calls."""
        return len(self.log) >= self.at

    def tick(self, name: str) -> None:
        """One more call."""
        self.log.append(name)
        if len(self.log) == self.at:
            self.act()

    def concerns(self, thing: object) -> bool:
        """Whether a call's argument is a file of the folder; numbers of open files all are."""
        if isinstance(thing, (str, bytes, os.PathLike)):
            name = os.fsencode(thing)
            if not self.writing and name.endswith(b"/.kaohe"):
                self.writing = len(self.log) + 1
            return name.startswith(self.folder)
        return isinstance(thing, int)

    def counted(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The call, counted."""

        def checked(*words: Any, **named: Any) -> Any:
            if words and self.concerns(words[0]):
                self.tick(name)
            return call(*words, **named)

        return checked


class File:
    """An open file whose calls are counted."""

    def __init__(self, file: Any, counter: Counter) -> None:
        self._file, self._counter = file, counter

    def __getattr__(self, name: str) -> Any:
        known = getattr(self._file, name)
        if name not in _FILE_CALLS:
            return known

        def checked(*words: Any) -> Any:
            self._counter.tick(name)
            return known(*words)

        return checked

    def __enter__(self) -> File:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._file)


@contextmanager
def calls(folder: Path, at: int, act: Act) -> Iterator[Counter]:
    """While it lasts, the call numbered `at` doesn't happen: `act` is called instead."""
    counter = Counter(folder, at, act)
    opener, swap = io.open, replacing._swap

    def open_counted(file: Any, *words: Any, **named: Any) -> Any:
        if not counter.concerns(file):
            return opener(file, *words, **named)
        counter.tick("open")
        return File(opener(file, *words, **named), counter)

    def swap_counted(one: Path, other: Path) -> bool:
        counter.tick("swap")
        return swap(one, other)

    with ExitStack() as stack:
        for name in CALLS:
            if hasattr(os, name):
                stack.enter_context(mock.patch.object(os, name, counter.counted(getattr(os, name), name)))
        stack.enter_context(mock.patch.object(io, "open", open_counted))
        stack.enter_context(mock.patch.object(builtins, "open", open_counted))
        stack.enter_context(mock.patch.object(replacing, "_swap", swap_counted))
        yield counter


def fail(code: int) -> Act:
    """Says that the system refused."""

    def act() -> None:
        raise OSError(code, os.strerror(code))

    return act


def die() -> None:
    """Ends the process as nothing can be done about."""
    os.kill(os.getpid(), signal.SIGKILL)
