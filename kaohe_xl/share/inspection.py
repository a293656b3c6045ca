"""What `kaohe doctor` looks at on a share: whether it is there, whole, made for this Python, and writable."""

from __future__ import annotations

import os
from pathlib import Path

from kaohe_xl.messages import sentence
from kaohe_xl.reports import Probe
from kaohe_xl.share import layout
from kaohe_xl.share.layout import ShareError
from kaohe_xl.share.manifest import Manifest, digest, read_manifest


def share_probes(share: Path) -> list[Probe]:
    """A line for the version, its files, the interpreter it is made for, the log, the right to deploy."""
    manifest, version = _version(share)
    probes = [version]
    if manifest is not None:
        folder = layout.versions(share) / manifest.identity
        wrong = [part.path for part in manifest.parts if not _is_right(folder / part.path, part.sha256)]
        probes.append(_probe("PROBE_SHARE_FILES", not wrong, "、".join(wrong)))
        probes.append(_probe("PROBE_SHARE_PYTHON", manifest.target == layout.target(), manifest.target))
    probes.append(_probe("PROBE_SHARE_LOG", _may_write(share / layout.LOG), str(share / layout.LOG)))
    may_deploy = True if _may_write(layout.home(share)) else None
    return [*probes, _probe("PROBE_SHARE_DEPLOY", may_deploy)]


def _version(share: Path) -> tuple[Manifest | None, Probe]:
    try:
        name = layout.current(share)
        manifest = read_manifest(layout.versions(share) / name) if name else None
    except (OSError, ShareError) as error:
        reason = error.message if isinstance(error, ShareError) else error.strerror or type(error).__name__
        return None, _probe("PROBE_SHARE", False, f"{share}（{reason}）")
    return manifest, _probe("PROBE_SHARE", manifest is not None, f"{share}（{name}）" if name else str(share))


def _is_right(path: Path, expected: str) -> bool:
    try:
        return digest(path) == expected
    except OSError:
        return False


def _may_write(folder: Path) -> bool:
    """Whether a file can be made there: on a share the rights that are shown say little."""
    probe = folder / f".new-{os.urandom(6).hex()}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError:
        return False
    return True


def _probe(code: str, ok: bool | None, found: str = "") -> Probe:
    name, remedy = sentence(code)
    return Probe(name, ok, found or sentence("FOUND" if ok else "ABSENT")[0], remedy)
