"""`kaohe doctor`: what is there and what is missing on this machine."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from kaohe_xl.books.conversion import has_excel, libreoffice
from kaohe_xl.messages import sentence
from kaohe_xl.reports import DoctorReport, Probe
from kaohe_xl.resources import samples

OLDEST_PYTHON = (3, 11)


def doctor() -> DoctorReport:
    """Look at the interpreter, the libraries, Excel, the samples and the current folder."""
    probes = [_python(), *_libraries(), _excel(), _samples(), _folder(), _office()]
    return DoctorReport(tuple(probes))


def _probe(code: str, ok: bool | None, found: str = "", **words: object) -> Probe:
    name, remedy = sentence(code, **words)
    return Probe(name, ok, found or sentence("FOUND" if ok else "ABSENT")[0], remedy)


def _python() -> Probe:
    found = f"{platform.python_version()}（{sys.executable}）"
    return _probe("PROBE_PYTHON", sys.version_info >= OLDEST_PYTHON, found)


def _libraries() -> list[Probe]:
    """Every library that the installed package says it needs."""
    probes = []
    try:
        needed = requires("kaohe_xl") or []
    except PackageNotFoundError:
        needed = []
    for line in needed:
        if "extra ==" in line:
            continue
        name = line.split(";")[0].split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip()
        try:
            probes.append(_probe("PROBE_LIBRARY", True, version(name), name=name))
        except PackageNotFoundError:
            probes.append(_probe("PROBE_LIBRARY", False, name=name))
    return probes


def _excel() -> Probe:
    return _probe("PROBE_EXCEL", has_excel() if sys.platform in ("win32", "darwin") else None)


def _samples() -> Probe:
    folder = samples()
    found = sorted(path.name for path in folder.glob("*.xlsx"))
    return _probe("PROBE_SAMPLES", bool(found), "、".join(found))


def _folder() -> Probe:
    here = Path.cwd()
    return _probe("PROBE_FOLDER", os.access(here, os.W_OK), str(here))


def _office() -> Probe:
    found = libreoffice()
    return _probe("PROBE_OFFICE", True if found else None, found or "")
