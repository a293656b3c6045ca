"""Wheels made without network: our own from the package as it runs, others from what is installed here."""

from __future__ import annotations

import base64
import configparser
import hashlib
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

import kaohe_xl.resources
from kaohe_xl.messages import sentence
from kaohe_xl.share.layout import ShareError

NAME = "kaohe_xl"
_PACKAGE = Path(kaohe_xl.resources.__file__).parent
_PURE = "Wheel-Version: 1.0\nGenerator: kaohe_xl\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_ENTRY = "[console_scripts]\nkaohe = kaohe_xl.cli:main\n"
_TIME = (2020, 1, 1, 0, 0, 0)
_LEVEL = 3


def own_wheel(folder: Path) -> Path:
    """Our wheel, made in `folder`: the same bytes for the same program. Raises ShareError, OSError."""
    version, metadata = _own_metadata()
    notes = f"{NAME}-{version}.dist-info"
    members = dict(_own_files())
    members[f"{notes}/METADATA"] = metadata.encode()
    members[f"{notes}/WHEEL"] = _PURE.encode()
    members[f"{notes}/entry_points.txt"] = _ENTRY.encode()
    return _written(folder / f"{NAME}-{version}-py3-none-any.whl", members, notes)


def own_needs() -> tuple[str, list[str]]:
    """Our version, and what we need, as requirement lines. Raises ShareError."""
    version, metadata = _own_metadata()
    begin = "Requires-Dist: "
    return version, [line[len(begin) :] for line in metadata.splitlines() if line.startswith(begin)]


def wheel_of_installed(found: Distribution, folder: Path) -> Path | None:
    """A wheel of a library that is installed here, unchanged; None where that can't be told or done."""
    notes = next((str(file.parent) for file in found.files or () if file.name == "WHEEL"), None)
    tags = [
        line[5:].strip() for line in (found.read_text("WHEEL") or "").splitlines() if line.startswith("Tag: ")
    ]
    if notes is None or not tags:
        return None
    members = {}
    for file in found.files or ():
        path = PurePosixPath(file.as_posix())
        if ".." in path.parts or path.is_absolute() or "__pycache__" in path.parts:
            continue  # scripts and compiled modules: made anew wherever they are needed
        if path.parent == PurePosixPath(notes) and path.name in (
            "RECORD",
            "INSTALLER",
            "REQUESTED",
            "direct_url.json",
        ):
            continue
        content = Path(str(file.locate())).read_bytes()
        if file.hash is not None and _digest(content, file.hash.mode) != file.hash.value:
            return None
        members[str(path)] = content
    return _written(folder / f"{notes.removesuffix('.dist-info')}-{_joined(tags)}.whl", members, notes)


def _joined(tags: list[str]) -> str:
    """Tags as a wheel's name has them: cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64."""
    columns = zip(*(tag.split("-") for tag in tags), strict=True)
    return "-".join(".".join(dict.fromkeys(column)) for column in columns)


def _own_metadata() -> tuple[str, str]:
    """Our version and METADATA: those of setup.cfg in a checkout, else the installed ones."""
    setup = _PACKAGE.parent / "setup.cfg"
    if (_PACKAGE.parent / "pyproject.toml").is_file() and setup.is_file():
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(setup, encoding="utf-8")
        version = parser["metadata"]["version"]
        needs = [
            line for line in parser["options"]["install_requires"].splitlines() if line and line[0] != "#"
        ]
        lines = ["Metadata-Version: 2.1", f"Name: {NAME}", f"Version: {version}"]
        lines += [f"Requires-Python: {parser['options']['python_requires']}"]
        return version, "\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs), ""])
    try:
        found = distribution(NAME)
    except PackageNotFoundError as error:
        raise ShareError(*sentence("OWN_METADATA_MISSING")) from error
    return found.version, found.read_text("METADATA") or ""


def _own_files() -> Iterator[tuple[str, bytes]]:
    """Every file of the package by its name in the wheel, the samples and the macros among them."""
    folders = {NAME: _PACKAGE}
    folders |= {
        f"{NAME}/workbooks": kaohe_xl.resources.samples(),
        f"{NAME}/macros": kaohe_xl.resources.macros(),
    }
    for start, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            is_written_by_us = path.name.startswith(("~$", ".")) or ".kaohe" in inside.parts
            if path.is_file() and "__pycache__" not in inside.parts and not is_written_by_us:
                yield f"{start}/{inside.as_posix()}", path.read_bytes()


def _written(path: Path, members: dict[str, bytes], notes: str) -> Path:
    """A wheel with these members and their RECORD."""
    lines = [f"{name},sha256={_digest(data, 'sha256')},{len(data)}" for name, data in sorted(members.items())]
    record = "\n".join([*lines, f"{notes}/RECORD,,", ""]).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [*sorted(members.items()), (f"{notes}/RECORD", record)]:
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED, _LEVEL)
    return path


def _digest(data: bytes, mode: str) -> str:
    return base64.urlsafe_b64encode(hashlib.new(mode, data).digest()).rstrip(b"=").decode()
