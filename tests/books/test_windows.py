"""What only Windows has, asked of Windows as its documentation says; elsewhere of a stand-in for it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books import replacing, windows

HIDDEN, ARCHIVE, COMPRESSED, NONE = 0x2, 0x20, 0x800, 0xFFFFFFFF


class Library:
    """Stands in for kernel32: remembers what it is asked, and has attributes by name."""

    def __init__(self, *, is_held: bool = False) -> None:
        self.is_held = is_held
        self.opened: list[tuple[Any, ...]] = []
        self.closed: list[int] = []
        self.attributes: dict[str, int] = {}
        self.made: int | None = None

    def CreateFileW(self, *words: Any) -> int | None:
        self.opened.append(words)
        return ctypes.c_void_p(-1).value if self.is_held else 77

    def CloseHandle(self, file: int) -> int:
        self.closed.append(file)
        return 1

    def GetFileAttributesW(self, name: str) -> int:
        return self.attributes.get(name, NONE)

    def SetFileAttributesW(self, name: str, attributes: int) -> int:
        self.attributes[name] = attributes
        return 1

    def SetFileTime(self, file: int, made: Any, read: None, written: None) -> int:
        assert (file, read, written) == (77, None, None)
        self.made = made._obj.value
        return 1


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    stand_in = Library()
    monkeypatch.setattr(windows, "_IS_WINDOWS", True)
    monkeypatch.setattr(windows, "_library", lambda: stand_in)
    return stand_in


@pytest.mark.skipif(os.name == "nt", reason="how it is elsewhere")
def test_elsewhere_nobody_can_tell_who_holds_a_file(office_folder: Path) -> None:
    assert windows.is_held(office_folder)
    windows.take_over(office_folder / "a", office_folder / "b")


def test_a_file_that_can_be_had_alone_is_held_by_nobody(office_folder: Path, library: Library) -> None:
    book = office_folder / "市考 指标.xlsx"
    assert not windows.is_held(book)
    ((name, access, shared, *_),) = library.opened
    assert (name, access, shared) == (str(book), 0x80000000, 0)
    assert library.closed == [77]
    library.is_held = True
    assert windows.is_held(book)
    assert library.closed == [77]


def test_attributes_and_the_time_of_making_go_over(office_folder: Path, library: Library) -> None:
    old, new = office_folder / "旧.xlsx", office_folder / "新.tmp"
    old.write_bytes(b"")
    new.write_bytes(b"")
    library.attributes = {str(old): HIDDEN | 0x1, str(new): ARCHIVE | COMPRESSED}
    replacing.take_over(old, new)
    assert library.attributes[str(new)] == HIDDEN | COMPRESSED
    assert library.made == 116_444_736_000_000_000 + old.stat().st_ctime_ns // 100
    assert library.closed == [77]


def test_attributes_that_cannot_be_read_are_not_set(office_folder: Path, library: Library) -> None:
    old, new = office_folder / "旧.xlsx", office_folder / "新.tmp"
    old.write_bytes(b"")
    library.attributes = {str(old): HIDDEN}
    library.is_held = True
    windows.take_over(old, new)
    assert library.attributes == {str(old): HIDDEN}
    assert library.made is None


def test_windows_is_told_what_its_functions_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handle is as long as a pointer: taken for a number it would be cut."""

    class Function:
        restype: Any = None
        argtypes: tuple[Any, ...] = ()

    class Kernel:
        def __init__(self, name: str) -> None:
            assert name == "kernel32"

        def __getattr__(self, name: str) -> Function:
            self.__dict__[name] = Function()
            return self.__dict__[name]

    if sys.platform != "win32":
        monkeypatch.setattr(ctypes, "WinDLL", Kernel, raising=False)
    library = windows._library.__wrapped__()
    assert ctypes.sizeof(library.CreateFileW.restype) == ctypes.sizeof(ctypes.c_void_p)
    assert len(library.CreateFileW.argtypes) == 7
    assert len(library.SetFileTime.argtypes) == 4


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows itself")
def test_windows_itself_tells_who_holds_a_file(office_folder: Path) -> None:
    book = office_folder / "市考 指标.xlsx"
    book.write_bytes(b"")
    assert not windows.is_held(book)
    with book.open("rb"):
        assert windows.is_held(book)
