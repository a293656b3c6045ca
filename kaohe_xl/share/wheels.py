"""The wheels of all that the program needs here: from given folders, from what is installed, from pip."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.tags import sys_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import ShareError
from kaohe_xl.share.wheelfile import wheel_of_installed

_PIP_SECONDS = 900


def gathered(needs: Sequence[str], folder: Path, given: Sequence[Path], *, offline: bool) -> list[Path]:
    """The wheels of `needs` and of what those need, copied into `folder`.

    Raises ShareError, naming every library that is not to be had; OSError.
    """
    gathering = _Gathering(folder, given, offline)
    gathering.add(needs)
    if gathering.missing:
        names = "、".join(sorted(set(gathering.missing)))
        raise ShareError(*sentence("WHEELS_MISSING", names=names, python=sys.executable))
    return sorted(gathering.wheels.values())


class _Gathering:
    """Wheels by library name, and the requirements that no wheel was found for."""

    def __init__(self, folder: Path, given: Sequence[Path], offline: bool) -> None:
        self.folder, self.given, self._offline = folder, given, offline
        self._tags = {tag: place for place, tag in enumerate(sys_tags())}
        self.wheels: dict[str, Path] = {}
        self.missing: list[str] = []

    def add(self, needs: Sequence[str]) -> None:
        """Get what these need, then what that needs, until nothing is lacking."""
        lines = [Requirement(line) for line in needs]
        seen = set[str]()
        while lines:
            need = lines.pop()
            if str(need) in seen or not _applies(need):
                continue
            seen.add(str(need))
            wheel = self._wheel(need)
            if wheel is None:
                self.missing.append(f"{need.name}{need.specifier}")
            else:
                lines += _needs_of(wheel, need.extras)

    def _wheel(self, need: Requirement) -> Path | None:
        """The wheel of a requirement, in our folder; None where there is none."""
        name = canonicalize_name(need.name)
        known = self.wheels.get(name)
        if known is not None:
            return known if _version(known) in need.specifier else None
        found = self._given(need) or self._installed(need) or self._downloaded(need)
        if found is not None:
            self.wheels[name] = found
        return found

    def _given(self, need: Requirement) -> Path | None:
        """The newest fitting wheel in the folders that were given, copied."""
        fitting = [path for folder in self.given for path in folder.glob("*.whl") if self._fits(path, need)]
        best = max(fitting, key=lambda path: (_version(path), -self._rank(path)), default=None)
        return None if best is None else Path(shutil.copyfile(best, self.folder / best.name))

    def _installed(self, need: Requirement) -> Path | None:
        """A wheel of what is installed here, where that fits."""
        try:
            found = distribution(need.name)
        except PackageNotFoundError:
            return None
        if found.version not in need.specifier:
            return None
        with contextlib.suppress(OSError):
            return wheel_of_installed(found, self.folder)
        return None

    def _downloaded(self, need: Requirement) -> Path | None:
        """What pip gets, from wherever it is told to look; None without network."""
        if self._offline:
            return None
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += ["--disable-pip-version-check", "--dest", str(self.folder), f"{need.name}{need.specifier}"]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(command, capture_output=True, check=False, timeout=_PIP_SECONDS)
        fitting = [path for path in self.folder.glob("*.whl") if self._fits(path, need)]
        return max(fitting, key=_version, default=None)

    def _fits(self, path: Path, need: Requirement) -> bool:
        try:
            name, version, _, tags = parse_wheel_filename(path.name)
        except (InvalidWheelFilename, InvalidVersion):
            return False
        is_right = name == canonicalize_name(need.name) and version in need.specifier
        return is_right and any(tag in self._tags for tag in tags)

    def _rank(self, path: Path) -> int:
        """How well a wheel is made for this interpreter; 0 is best."""
        tags = parse_wheel_filename(path.name)[3]
        return min(self._tags.get(tag, len(self._tags)) for tag in tags)


def _version(path: Path) -> Version:
    return parse_wheel_filename(path.name)[1]


def _applies(need: Requirement, extras: Sequence[str] = ("",)) -> bool:
    """Whether a requirement counts on this computer, with these extras."""
    if need.marker is None:
        return True
    here = {name: str(value) for name, value in default_environment().items()}
    return any(need.marker.evaluate(here | {"extra": extra}) for extra in extras)


def _needs_of(wheel: Path, extras: set[str]) -> Iterator[Requirement]:
    """What a wheel says it needs here, with these extras. Raises ShareError where it can't be read."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            lines = (
                HeaderParser()
                .parsestr(archive.read(name).decode("utf-8", "replace"))
                .get_all("Requires-Dist")
            )
        for need in map(Requirement, lines or ()):
            if _applies(need, ("", *extras)):
                need.marker = None
                yield need
    except (zipfile.BadZipFile, StopIteration, InvalidRequirement) as error:
        raise ShareError(*sentence("WHEEL_DAMAGED", file=wheel.name)) from error
