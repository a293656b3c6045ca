"""An interpreter that stays where it is, for the buttons in Excel: they outlive the version they came with.

It is an environment of Python's own kind in the cache; a line in it names the newest version's libraries.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import ShareError
from kaohe_xl.share.moving import moved

_FOLDER = "buttons"
_NAMES = "libraries.txt"


def button_python(cache: Path, python: Path, folders: Sequence[Path]) -> Path:
    """The buttons' interpreter, made where it isn't there or its Python is gone. Raises ShareError."""
    own = _interpreter(cache / _FOLDER)
    try:
        if not _works(own):
            command = [str(python), "-I", "-m", "venv", "--clear", "--without-pip", str(cache / _FOLDER)]
            made = subprocess.run(command, capture_output=True, check=False)
            if made.returncode or not _works(own):
                raise ShareError(*sentence("NO_VENV", python=python))
        _point(cache, folders)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ShareError(*sentence("CACHE_NOT_WRITABLE", folder=cache, reason=reason)) from error
    return own


def button_libraries(cache: Path) -> list[str]:
    """The names of the library folders that the buttons use; none where there are no buttons."""
    try:
        return (cache / _FOLDER / _NAMES).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return []


def renew_buttons(cache: Path, folders: Sequence[Path]) -> None:
    """Give the buttons that are there this version's libraries; where that fails, they stay as they are."""
    if button_libraries(cache) not in ([], [folder.name for folder in folders]):
        with contextlib.suppress(OSError):
            _point(cache, folders)


def _point(cache: Path, folders: Sequence[Path]) -> None:
    """Name the libraries, first for the sweep, then for Python. Raises OSError."""
    environment = cache / _FOLDER
    # One statement: names that a line of a .pth file binds are not seen inside a comprehension.
    names = ascii([str(folder) for folder in folders])
    line = f"import site; list(map(site.addsitedir, {names}))\n"
    _replace(environment / _NAMES, "\n".join(folder.name for folder in folders))
    _replace(_packages(environment) / "kaohe.pth", line)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="ascii")
    moved(fresh, path)


def _works(python: Path) -> bool:
    if not python.exists():
        return False
    return subprocess.run([str(python), "-I", "-c", ""], capture_output=True, check=False).returncode == 0


def _interpreter(environment: Path) -> Path:
    if sys.platform == "win32":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python3"


def _packages(environment: Path) -> Path:
    if sys.platform == "win32":
        return environment / "Lib" / "site-packages"
    return environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
