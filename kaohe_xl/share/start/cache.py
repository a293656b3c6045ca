"""The local cache of one person: each library unpacked once, in a folder named by its hash.

A folder gets its name only when it is whole, so what a killed run left is never taken for a library.
Versions lie side by side; what neither the version on the share nor a running program needs is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import ShareError
from kaohe_xl.share.manifest import Manifest, Part
from kaohe_xl.share.moving import moved
from kaohe_xl.share.start.holding import alone, hold, is_held

WAIT_SECONDS = 600.0
_BLOCK = 1 << 20
_LIST = ".whole"
_KEY = 20
_KEPT = ("purelib", "platlib")
_OURS = ("new-", "old-")

Say = Callable[[str], None]


def cache_folder() -> Path:
    """Where this person's cache lies: KAOHE_CACHE, or the system's folder for such things."""
    named = os.environ.get("KAOHE_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "kaohe_xl"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/kaohe_xl"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaohe_xl"


class Cache:
    """The cache in a folder; `say` tells the person why something takes long."""

    def __init__(self, folder: Path, say: Say) -> None:
        self.folder, self._say = folder, say
        self._libraries, self._runs = folder / "w", folder / "runs"

    @contextlib.contextmanager
    def filled(self, version: Path, manifest: Manifest, kept: Iterable[str] = ()) -> Iterator[list[Path]]:
        """The folders of a version's libraries, whole; they stay as long as this lasts.

        `kept`: names of further folders that somebody needs. Raises ShareError.
        """
        run = None
        try:
            with self._reported(), self._alone() as is_alone:
                run = self._registered(manifest)
                folders = self._all(version, manifest)
                if is_alone:
                    self._sweep({*kept, *map(key, manifest.wheels)})
            yield folders
        finally:
            if run is not None:
                os.close(run[1])
                with contextlib.suppress(OSError):
                    run[0].unlink()

    def _alone(self) -> contextlib.AbstractContextManager[bool]:
        self._libraries.mkdir(parents=True, exist_ok=True)
        self._runs.mkdir(exist_ok=True)
        return alone(self.folder / "lock", WAIT_SECONDS, lambda: self._say(sentence("CACHE_WAITS")[0]))

    @contextlib.contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise ShareError(*sentence("CACHE_HELD", folder=self.folder)) from error
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ShareError(*sentence("CACHE_NOT_WRITABLE", folder=self.folder, reason=reason)) from error

    def _registered(self, manifest: Manifest) -> tuple[Path, int]:
        """A file that says what this run uses, held until the run ends."""
        path = self._runs / f"{os.getpid()}-{os.urandom(4).hex()}"
        path.write_text("\n".join(map(key, manifest.wheels)), encoding="ascii")
        return path, hold(path)

    def _all(self, version: Path, manifest: Manifest) -> list[Path]:
        folders = [self._libraries / key(part) for part in manifest.wheels]
        lacking = [part for part, at in zip(manifest.wheels, folders, strict=True) if not is_whole(at)]
        if lacking:
            self._say(sentence("CACHE_FILLS", count=len(lacking))[0])
        for part in lacking:
            self._fill(version / part.path, part)
        return folders

    def _fill(self, source: Path, part: Part) -> None:
        """Copy one library from the share, check it, unpack it, and only then give it its name."""
        fresh = self.folder / f"new-{os.urandom(6).hex()}"
        copy = fresh.with_name(f"{fresh.name}.whl")
        try:
            if _copied(source, copy) != part.sha256:
                raise ShareError(*sentence("SHARE_DAMAGED", file=source))
            _unpack(copy, fresh)
            place = self._libraries / key(part)
            self._remove(place)
            moved(fresh, place)
        except zipfile.BadZipFile as error:
            raise ShareError(*sentence("SHARE_DAMAGED", file=source)) from error
        finally:
            copy.unlink(missing_ok=True)
            shutil.rmtree(fresh, ignore_errors=True)

    def _sweep(self, needed: set[str]) -> None:
        """Remove what killed runs left, and libraries that neither `needed` nor a running program names."""
        for left in self.folder.iterdir():
            if left.name.startswith(_OURS):
                _gone(left)
        for run in self._runs.iterdir():
            if is_held(run):
                with contextlib.suppress(OSError):
                    needed |= set(run.read_text(encoding="ascii", errors="replace").splitlines())
            else:
                _gone(run)
        for folder in self._libraries.iterdir():
            if folder.name not in needed:
                self._remove(folder)

    def _remove(self, folder: Path) -> None:
        """Take a folder's name away first: nothing half removed is ever found under it."""
        if folder.exists():
            old = self.folder / f"old-{os.urandom(6).hex()}"
            try:
                folder.rename(old)
            except OSError:
                return  # Windows: a program that we don't know of uses it; the next start tries again
            shutil.rmtree(old, ignore_errors=True)


def key(part: Part) -> str:
    """The name of a library's folder in the cache."""
    return part.sha256[:_KEY]


def is_whole(folder: Path) -> bool:
    """Whether all files that were unpacked are there, in their size."""
    try:
        lines = (folder / _LIST).read_text(encoding="utf-8").splitlines()
        sizes = dict(_files(folder, ""))
    except OSError:
        return False
    expected = (line.split(" ", 1) for line in lines)
    return all(sizes.get(name) == int(size) for size, name in expected)


def _files(folder: Path | str, start: str) -> Iterator[tuple[str, int]]:
    """Each file below a folder, by its path from `start`, with its size."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path, f"{start}{entry.name}/")
            else:
                yield start + entry.name, entry.stat().st_size


def _copied(source: Path, copy: Path) -> str:
    """Copy a file from the share; the SHA-256 of what came. Raises ShareError of the share, OSError."""
    seen = hashlib.sha256()
    with copy.open("xb") as file:
        for block in _blocks(source):
            seen.update(block)
            file.write(block)
    return seen.hexdigest()


def _blocks(source: Path) -> Iterator[bytes]:
    """What stands in a file on the share. Raises ShareError."""
    try:
        with source.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except FileNotFoundError as error:
        raise ShareError(*sentence("SHARE_LACKS", file=source)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ShareError(*sentence("SHARE_GONE", file=source, reason=reason)) from error


def _unpack(wheel: Path, folder: Path) -> None:
    """A wheel's modules and data where Python finds them, and a list of them. Raises BadZipFile, OSError."""
    folder.mkdir()
    lines = []
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            name = _place(member.filename)
            if name is None or member.is_dir():
                continue
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("xb") as file:
                shutil.copyfileobj(source, file, _BLOCK)
            lines.append(f"{member.file_size} {name}")
    (folder / _LIST).write_text("\n".join(lines), encoding="utf-8")


def _place(name: str) -> str | None:
    """Where a wheel's member belongs; None for scripts and headers, which nobody calls here."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\\" in name:
        raise zipfile.BadZipFile(name)
    if not path.parts[0].endswith(".data"):
        return str(path)
    return str(PurePosixPath(*path.parts[2:])) if path.parts[1] in _KEPT else None


def _gone(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
