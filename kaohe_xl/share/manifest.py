"""The manifest of a version: every file with its hash. Also travels inside the start file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import MANIFEST, WHEELS, ShareError

_FORMAT = 1
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a version: its path inside the version's folder, its SHA-256 in hex, its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What belongs to a version. `target`: what its libraries are made for; `samples`: hash by file name."""

    version: str
    target: str
    parts: tuple[Part, ...]
    samples: dict[str, str]

    @property
    def wheels(self) -> tuple[Part, ...]:
        """The parts that are libraries, our own among them."""
        return tuple(part for part in self.parts if PurePosixPath(part.path).parent.name == WHEELS)

    @property
    def identity(self) -> str:
        """The version's name on the share: its number and a digest of all that belongs to it."""
        return f"{self.version}-{hashlib.sha256(self.content()).hexdigest()[:12]}"

    def content(self) -> bytes:
        """The manifest as it stands in its file: the same for the same parts."""
        known = {"format": _FORMAT, **asdict(self)}
        return json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's folder. Raises ShareError where it is not what was written; OSError."""
    try:
        known = json.loads((folder / MANIFEST).read_bytes())
        parts = tuple(_part(part) for part in known["parts"])
        samples = {str(name): str(digest) for name, digest in known["samples"].items()}
        manifest = Manifest(str(known["version"]), str(known["target"]), parts, samples)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ShareError(*sentence("SHARE_DAMAGED", file=folder / MANIFEST)) from error
    if manifest.identity != folder.name:
        raise ShareError(*sentence("SHARE_DAMAGED", file=folder / MANIFEST))
    return manifest


def part_of(folder: Path, path: Path) -> Part:
    """A file as a part of the version that lies in `folder`. Raises OSError."""
    return Part(path.relative_to(folder).as_posix(), digest(path), path.stat().st_size)


def digest(path: Path) -> str:
    """A file's SHA-256 in hex. Raises OSError."""
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            seen.update(block)
    return seen.hexdigest()


def _part(known: dict[str, object]) -> Part:
    path = PurePosixPath(str(known["path"]))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(path)
    return Part(str(path), str(known["sha256"]), int(str(known["size"])))
