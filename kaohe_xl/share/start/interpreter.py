"""The interpreter that runs the program: this one, or, where this one lies on the share, its local copy."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import INTERPRETER, ShareError, home
from kaohe_xl.share.moving import moved
from kaohe_xl.share.start.cache import WAIT_SECONDS, Say
from kaohe_xl.share.start.holding import alone

_FOLDER = "python"


def local_python(share: Path, cache: Path, say: Say) -> Path:
    """The interpreter to run with. Raises ShareError where the share's own can't be copied."""
    running, own = Path(sys.executable), home(share) / INTERPRETER
    if not running.is_relative_to(own):
        return running
    try:
        files = sorted(_files(own))
        place = cache / _FOLDER / _fingerprint(files)
        place.parent.mkdir(parents=True, exist_ok=True)
        with alone(place.parent / "lock", WAIT_SECONDS, lambda: say(sentence("CACHE_WAITS")[0])):
            if not place.is_dir():
                say(sentence("COPIES_PYTHON")[0])
                _copy(own, place, [name for name, *_ in files])
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ShareError(*sentence("PYTHON_NOT_COPIED", python=own, folder=cache, reason=reason)) from error
    return place / running.relative_to(own)


def other_python(needed: str) -> list[str] | None:
    """How to call another Python of this computer, of the version in `needed` (like cp311-win_amd64)."""
    version = re.match(r"cp(\d)(\d+)-", needed)
    if version is None:
        return None
    name = f"{version[1]}.{version[2]}"
    ask = f"import sys; sys.exit(sys.version_info[:2] != ({version[1]}, {version[2]}))"
    for command in (["py", f"-{name}"], [f"python{name}"]):
        with contextlib.suppress(OSError):
            if subprocess.run([*command, "-I", "-c", ask], capture_output=True, check=False).returncode == 0:
                return command
    return None


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Each file's path below the folder, its size, and when it was changed. Raises OSError."""
    for at, _, names in os.walk(folder, onerror=_raise):
        for name in names:
            path = Path(at, name)
            # A `._pth` file would keep the copy from finding what stands beside it.
            if "__pycache__" not in path.parts and path.suffix != "._pth":
                status = path.stat()
                yield path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns


def _raise(error: OSError) -> None:
    raise error


def _fingerprint(files: list[tuple[str, int, int]]) -> str:
    return hashlib.sha256(repr(files).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _copy(source: Path, place: Path, names: list[str]) -> None:
    """Copy the files; the folder gets its name when it is whole. Raises OSError."""
    fresh = place.with_name("new")
    shutil.rmtree(fresh, ignore_errors=True)  # what a killed run left
    try:
        for name in names:
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, target)
        moved(fresh, place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
