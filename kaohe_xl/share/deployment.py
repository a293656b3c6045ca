"""`kaohe deploy`: a share laid out, or given a new version while people work on it.

A version is a folder of its own, named by the digest of all that it holds. It is made beside the others and
gets its name when it is whole; the pointer to it is replaced last. Who starts a launcher meanwhile gets the
former version, or the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.books.locks import locked
from kaohe_xl.books.troubles import reported
from kaohe_xl.messages import sentence
from kaohe_xl.resources import samples
from kaohe_xl.share import layout
from kaohe_xl.share.launchers import is_ours, texts
from kaohe_xl.share.layout import ShareError
from kaohe_xl.share.manifest import Manifest, digest, part_of, read_manifest
from kaohe_xl.share.moving import moved
from kaohe_xl.share.report import DeployReport
from kaohe_xl.share.startfile import write_start_file
from kaohe_xl.share.wheelfile import own_needs, own_wheel
from kaohe_xl.share.wheels import gathered

KEPT_VERSIONS = 3
_NEW = ".new-"


@dataclass(frozen=True, slots=True)
class Sources:
    """Where libraries may come from: folders of wheels, and, unless `offline`, pip."""

    folders: tuple[Path, ...] = ()
    offline: bool = False


def deploy(share: Path, commands: Sequence[str], sources: Sources | None = None) -> DeployReport:
    """Lay the program out in a folder, or renew it there. `commands`: the words that the program knows.

    Raises BookError or ShareError; the former version then stays as it was.
    """
    share = share.absolute()
    shown = [launcher for launcher in layout.LAUNCHERS if launcher.words[0] in commands]
    files = {name: content for launcher in shown for name, content in texts(launcher).items()}
    _refuse_foreign(share, files)
    with reported(layout.pointer(share), book=str(share)):
        layout.versions(share).mkdir(parents=True, exist_ok=True)
    with locked(layout.pointer(share), str(share)), reported(layout.pointer(share), book=str(share)):
        _sweep(share)
        former = layout.current(share)
        manifest = _make(share, sources or Sources())
        _lay_samples(share, manifest)
        _open_log(share)
        for name, content in files.items():
            _lay(share / name, content, 0o755)
        _lay(layout.pointer(share), f"{manifest.identity}\n".encode(), 0o644)
        _forget(share, manifest.identity)
    names = tuple(launcher.name for launcher in shown)
    return DeployReport(share, manifest.identity, former, manifest.target, len(manifest.wheels), names)


def _refuse_foreign(share: Path, names: dict[str, bytes]) -> None:
    """Raises ShareError where a file that is not ours has the name of a launcher."""
    for name in names:
        with reported(share / name), contextlib.suppress(FileNotFoundError):
            if not is_ours((share / name).read_bytes()):
                raise ShareError(*sentence("NAME_TAKEN", file=share / name))


def _make(share: Path, sources: Sources) -> Manifest:
    """The version of this program, whole on the share under its name. Raises ShareError, OSError."""
    fresh = layout.versions(share) / f"{_NEW}{os.urandom(6).hex()}"
    try:
        wheels = fresh / layout.WHEELS
        wheels.mkdir(parents=True)
        version, needs = own_needs()
        gathered(needs, wheels, sources.folders, offline=sources.offline)
        own_wheel(wheels)
        write_start_file(fresh / layout.START)
        parts = tuple(part_of(fresh, path) for path in sorted(fresh.rglob("*")) if path.is_file())
        known = {path.name: digest(path) for path in sorted(samples().glob("*.xlsx"))}
        manifest = Manifest(version, layout.target(), parts, known)
        (fresh / layout.MANIFEST).write_bytes(manifest.content())
        _settle(fresh, layout.versions(share) / manifest.identity, manifest)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return manifest


def _settle(fresh: Path, place: Path, manifest: Manifest) -> None:
    """Give a version its name; one that has it already gets those files anew that are not as they were."""
    if not place.exists():
        moved(fresh, place)
        return
    names = [layout.MANIFEST, *(part.path for part in manifest.parts)]
    for name in names:
        target = place / name
        if not target.is_file() or digest(target) != digest(fresh / name):
            target.parent.mkdir(exist_ok=True)
            moved(fresh / name, target)


def _lay_samples(share: Path, manifest: Manifest) -> None:
    """The samples, new or renewed; one that somebody has tried things on stays as it is."""
    folder = layout.home(share).parent / layout.SAMPLES
    folder.mkdir(exist_ok=True)
    known = {sample for each in _manifests(share) for sample in each.samples.items()}
    for name in manifest.samples:
        place = folder / name
        if not place.exists() or (name, digest(place)) in known:
            _lay(place, (samples() / name).read_bytes(), 0o666)


def _open_log(share: Path) -> None:
    """The log folder, in which everybody may write."""
    folder = share / layout.LOG
    folder.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        folder.chmod(stat.S_ISVTX | 0o777)


def _lay(place: Path, content: bytes, mode: int) -> None:
    """Write a file at once or not at all; one that has this content already is left alone. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        if place.read_bytes() == content:
            return
    fresh = place.with_name(f"{_NEW}{os.urandom(6).hex()}")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            fresh.chmod(mode)
        moved(fresh, place)
    finally:
        fresh.unlink(missing_ok=True)


def _manifests(share: Path) -> Iterator[Manifest]:
    """The manifests of all versions that can be read."""
    for folder in layout.versions(share).iterdir():
        with contextlib.suppress(ShareError, OSError):
            yield read_manifest(folder)


def _sweep(share: Path) -> None:
    """Remove what a killed `deploy` left; while the lock is held. Raises OSError."""
    for folder in (share, layout.home(share), layout.versions(share), share / layout.SAMPLES):
        for left in folder.glob(f"{_NEW}*") if folder.is_dir() else ():
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _forget(share: Path, current: str) -> None:
    """Remove the oldest versions; who has just started a launcher still finds the one that he was told of."""
    folders = [folder for folder in layout.versions(share).iterdir() if folder.name != current]
    folders.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[KEPT_VERSIONS - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
