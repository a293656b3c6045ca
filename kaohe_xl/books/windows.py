"""What only Windows has: files that one program keeps from the others, attributes, and a time of making."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

_IS_WINDOWS = os.name == "nt"
_READ, _WRITE_ATTRIBUTES, _OPEN_EXISTING = 0x80000000, 0x100, 3
_FOR_NOBODY, _FOR_ALL = 0, 7
_NONE = 0xFFFFFFFF
# Hidden, system, archive, not indexed. Read-only is the mode; the rest says how a file is stored.
_KEPT = 0x2 | 0x4 | 0x20 | 0x2000
_EPOCH = 116_444_736_000_000_000  # 1970 in Windows' count of 100 ns from 1601 on


def is_held(path: Path) -> bool:
    """Whether some program has the file open. Only Windows can tell: elsewhere True."""
    return not _IS_WINDOWS or not _opened(path, _READ, _FOR_NOBODY, lambda library, file: True)


def take_over(old: Path, new: Path) -> None:
    """Give a new file the attributes and the time of making of the old one, as far as Windows lets us."""
    if not _IS_WINDOWS:
        return
    library = _library()
    known, own = library.GetFileAttributesW(str(old)), library.GetFileAttributesW(str(new))
    if _NONE not in (known, own):
        library.SetFileAttributesW(str(new), own & ~_KEPT | known & _KEPT)
    from ctypes import byref, c_uint64

    made = c_uint64(_EPOCH + old.stat().st_ctime_ns // 100)

    def put(library: Any, file: Any) -> None:
        library.SetFileTime(file, byref(made), None, None)

    _opened(new, _WRITE_ATTRIBUTES, _FOR_ALL, put)


def _opened(path: Path, access: int, shared: int, use: Any) -> bool:
    """Whether the file could be opened so; `use` gets Windows' functions and the file."""
    library = _library()
    file = library.CreateFileW(str(path), access, shared, None, _OPEN_EXISTING, 0, None)
    if file in (None, _no_file()):
        return False
    try:
        use(library, file)
    finally:
        library.CloseHandle(file)
    return True


def _no_file() -> int | None:
    from ctypes import c_void_p

    return c_void_p(-1).value


@cache
def _library() -> Any:
    """Windows' own functions, told what they take."""
    import ctypes
    from ctypes import wintypes

    library = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009  # only there on Windows
    word, name, file, some = wintypes.DWORD, wintypes.LPCWSTR, wintypes.HANDLE, ctypes.c_void_p
    for function, result, takes in (
        (library.CreateFileW, file, (name, word, word, some, word, word, file)),
        (library.CloseHandle, wintypes.BOOL, (file,)),
        (library.GetFileAttributesW, word, (name,)),
        (library.SetFileAttributesW, wintypes.BOOL, (name, word)),
        (library.SetFileTime, wintypes.BOOL, (file, some, some, some)),
    ):
        function.restype, function.argtypes = result, takes
    return library
