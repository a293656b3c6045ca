"""`kaohe doctor`: what is there and what is missing on this machine."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from kaohe_xl.addin.installing import installed, places
from kaohe_xl.books.conversion import has_excel, libreoffice
from kaohe_xl.books.office_programs import has_wps, macro_security
from kaohe_xl.books.owners import refuse_if_open
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence
from kaohe_xl.reports import DoctorReport, Probe
from kaohe_xl.resources import samples
from kaohe_xl.share.inspection import share_probes

OLDEST_PYTHON = (3, 11)


def doctor(share: Path | None = None) -> DoctorReport:
    """Look at the interpreter, the libraries, Excel and WPS, the add-in, the current folder, and a share."""
    probes = [_python(), *_libraries(), *_spreadsheets(), _add_in(), _macros(), _samples(), _folder()]
    probes += [*_open_books(Path.cwd()), _office()]
    return DoctorReport((*probes, *(() if share is None else share_probes(share))))


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


def _spreadsheets() -> list[Probe]:
    """Excel and WPS: one of them is enough, and elsewhere than on Windows and Mac neither is needed."""
    known = {"PROBE_EXCEL": has_excel(), "PROBE_WPS": has_wps()}
    is_needed = sys.platform in ("win32", "darwin") and not any(known.values())
    return [_probe(code, True if found else False if is_needed else None) for code, found in known.items()]


def _add_in_files() -> tuple[Path, ...]:
    try:
        return installed(places())
    except BookError:  # neither Excel nor WPS on this system
        return ()


def _add_in() -> Probe:
    files = _add_in_files()
    return _probe("PROBE_ADDIN", True if files else None, "、".join(map(str, files)))


def _macros() -> Probe:
    """Whether Excel lets the buttons run; where there is no registry, nothing is to be said."""
    known = macro_security()
    if known is None:
        return _probe("PROBE_MACROS", None, sentence("NOT_NEEDED")[0])
    told = sentence("TRUSTED" if known.trusts_places else "NOT_TRUSTED")[0]
    return _probe(
        "PROBE_MACROS", known.lets_add_in_run, sentence("MACRO_LEVEL", level=known.level, places=told)[0]
    )


def _open_books(folder: Path) -> list[Probe]:
    """A line for every workbook in a folder that somebody has open, or one that there is none."""
    probes = []
    for path in sorted(folder.glob("[!~.]*.[xe][lt]*")):
        try:
            refuse_if_open(path)
        except BookError as error:
            probes.append(
                Probe(
                    sentence("PROBE_OPEN_BOOK", book=path.name)[0],
                    False,
                    error.message.rstrip("。"),
                    error.remedy,
                )
            )
        except OSError:
            continue
    return probes or [_probe("PROBE_NO_OPEN_BOOK", True, str(folder))]


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
