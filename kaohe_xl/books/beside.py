"""What lies beside a workbook: the folder `.kaohe`, and temporary files, with names of their own."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

FOLDER = ".kaohe"
# A name may have 255 bytes on most systems; what is added to a workbook's name stays below 55.
_LONGEST = 200
_CUT = 9


def folder_beside(path: Path) -> Path:
    """The folder `.kaohe` beside a file, made where it isn't there: open to whom the folder around is open.

    Raises OSError.
    """
    folder = path.parent / FOLDER
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        with contextlib.suppress(OSError):
            folder.chmod(stat.S_IMODE(path.parent.stat().st_mode))
    return folder


def short_name(name: str) -> str:
    """A name that leaves room for what is added to it: a very long one is cut, and told apart by a digest."""
    if len(os.fsencode(name)) <= _LONGEST:
        return name
    kept = name
    while len(os.fsencode(kept)) > _LONGEST - _CUT:
        kept = kept[:-1]
    return f"{kept}~{_mark(name)[: _CUT - 1]}"


def temporary(path: Path) -> Path:
    """A new name for a file that is to lie beside `path` for a moment; `leftovers` knows it again."""
    return path.with_name(f"{_start_of(path)}{os.urandom(6).hex()}.tmp")


def leftovers(path: Path) -> list[Path]:
    """Temporary files beside `path` that a killed run left. Raises OSError."""
    return [left for left in path.parent.iterdir() if left.name.startswith(_start_of(path))]


def unlinked(path: Path) -> bool:
    """Take a file away where that can be done; whether it is gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _start_of(path: Path) -> str:
    return f".~kaohe-{_mark(path.name)}-"


def _mark(name: str) -> str:
    """Twelve characters that stand for a name."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
