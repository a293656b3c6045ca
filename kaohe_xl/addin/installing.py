"""Where Excel and WPS load an add-in from, for one person: put there without an administrator, taken away."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.addin.configuration import Machine
from kaohe_xl.addin.making import FILE, add_in
from kaohe_xl.books.macro_copy import new_file
from kaohe_xl.books.troubles import is_busy, reported
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence
from kaohe_xl.resources import macros

SCRIPT = "kaohe_xl.applescript"


@dataclass(frozen=True, slots=True)
class Places:
    """Files that an installed add-in consists of, for one person.

    excel    Excel opens what lies there when it starts, and trusts it
    home     the folder that Excel makes itself: without it there is no Excel here
    wps      where WPS is there too: it opens the file once it was chosen in 加载项, and from then on always
    script   what Excel for Mac starts programs by
    """

    excel: Path
    home: Path | None = None
    wps: Path | None = None
    script: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return tuple(path for path in (self.excel, self.wps, self.script) if path is not None)


def places(
    system: str = sys.platform, home: Path | None = None, variables: Mapping[str, str] | None = None
) -> Places:
    """The places on this system. Raises BookError where it has neither Excel nor WPS."""
    home = home or Path.home()
    if system == "win32":
        variables = os.environ if variables is None else variables
        roaming = Path(variables.get("APPDATA") or home / "AppData/Roaming")
        of_wps = roaming / "Microsoft/AddIns" / FILE if _is_folder(roaming / "kingsoft") else None
        excel = roaming / "Microsoft/Excel"
        if of_wps is not None and not _is_folder(excel):
            return Places(of_wps, wps=of_wps)
        return Places(excel / "XLSTART" / FILE, excel, of_wps)
    if system == "darwin":
        group = home / "Library/Group Containers/UBF8T346G9.Office"
        start = group / "User Content.localized/Startup.localized/Excel"
        return Places(
            start / FILE, group, script=home / "Library/Application Scripts/com.microsoft.Excel" / SCRIPT
        )
    raise BookError(*sentence("ADDIN_NO_PLACE"))


def places_in(folder: Path) -> Places:
    """Another folder instead, for an Excel that was told to start from there."""
    return Places(folder / FILE)


def install(where: Places, machine: Machine) -> tuple[Path, ...]:
    """Put the add-in, with the machine's interpreter in it, in its places; the former one is replaced.

    Returns the files. Raises BookError where Excel was never there, or a file can't be written.
    """
    if where.home is not None and not _is_folder(where.home):
        raise BookError(*sentence("ADDIN_NO_EXCEL", folder=where.home))
    data = add_in(machine)
    for path in dict.fromkeys(where.files):
        content = _script() if path == where.script else data
        _told(path, lambda path=path, content=content: _write(path, content))  # type: ignore[misc]
    return tuple(dict.fromkeys(where.files))


def uninstall(where: Places) -> tuple[Path, ...]:
    """Take the add-in away; the files that were there. Raises BookError where one can't be removed."""
    found = installed(where)
    for path in found:
        _told(path, path.unlink)
    return found


def installed(where: Places) -> tuple[Path, ...]:
    """Which of the add-in's files are there."""
    return tuple(path for path in dict.fromkeys(where.files) if path.is_file())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new_file(path, lambda file: file.write(content))


def _script() -> bytes:
    folder = macros()
    try:
        return (folder / SCRIPT).read_bytes()
    except OSError as error:
        raise BookError(*sentence("MACROS_MISSING", folder=folder)) from error


def _told(path: Path, act: Callable[[], None]) -> None:
    """What the system says about a file of the add-in, as a sentence: mostly Excel has it open."""
    try:
        with reported(path):
            act()
    except BookError as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        if is_busy(cause):
            raise BookError(*sentence("ADDIN_BUSY", file=path)) from cause
        reason = cause.strerror or type(cause).__name__
        raise BookError(*sentence("ADDIN_BLOCKED", file=path, reason=reason)) from cause


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
