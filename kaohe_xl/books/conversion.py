"""Other formats turned into .xlsx by Excel or LibreOffice, where there is one: formats and formulas stay.

The file is copied into a folder of our own first: no program of the office's ever opens the office's file.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.books.children import NO_WINDOW, command

SECONDS = 120.0
_OFFICE_NAMES = ("soffice", "libreoffice")
_OFFICE_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_EXCEL_ON_MAC = "/Applications/Microsoft Excel.app"
_NEW_PROFILE, _TRIES = 81, 3


@dataclass(frozen=True, slots=True)
class Converted:
    """A workbook as .xlsx, and the program that made it."""

    data: bytes
    program: str


def converted(data: bytes, suffix: str, is_good: Callable[[bytes], bool]) -> Converted | None:
    """The workbook as .xlsx by the first program whose result is good; None where there is none.

    Never for a workbook that needs a password: it would lie on the disk as plain text.
    """
    for program, convert in (("Excel", _by_excel), ("LibreOffice", by_libreoffice)):
        with contextlib.suppress(OSError, subprocess.SubprocessError), _workplace(data, suffix) as (old, new):
            if convert(old, new) and is_good(result := new.read_bytes()):
                return Converted(result, program)
    return None


@contextlib.contextmanager
def _workplace(data: bytes, suffix: str) -> Iterator[tuple[Path, Path]]:
    """A copy of the file, and the name for the new one; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder:
        old = Path(folder, f"book{suffix}")
        old.write_bytes(data)
        yield old, Path(folder, "new", "book.xlsx")


def libreoffice() -> str | None:
    """LibreOffice's program; None where there is none."""
    found = (shutil.which(name) for name in _OFFICE_NAMES)
    known = next((path for path in found if path), None)
    return known or next((place for place in _OFFICE_PLACES if Path(place).exists()), None)


def has_excel() -> bool:
    """Whether Excel is installed here."""
    if sys.platform == "darwin":
        return Path(_EXCEL_ON_MAC).exists()
    if sys.platform != "win32":
        return False
    import winreg

    try:
        winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Excel.Application"))
    except OSError:
        return False
    return True


def _by_excel(old: Path, new: Path) -> bool:
    """Have Excel save it, in a process of its own that can be ended when a dialog waits for an answer."""
    if not has_excel():
        return False
    new.parent.mkdir()
    program = command("kaohe_xl.books.excel_child")
    return run([*program, str(old), str(new)]) == 0 and new.exists()


def by_libreoffice(old: Path, new: Path, kind: str = "xlsx") -> bool:
    """Have LibreOffice save it as `kind`, with a profile of its own: nobody's own one is disturbed."""
    all_by_libreoffice([old], new.parent, kind)
    return new.exists()


def all_by_libreoffice(old: Sequence[Path], folder: Path, kind: str) -> None:
    """Have LibreOffice save the files of one folder into another one, as many of them as it can."""
    program = libreoffice()
    if program is None:
        return
    profile = (old[0].parent / "profile").as_uri()
    command = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        kind,
    ]
    for _ in range(_TRIES):  # a new profile may end with 81, and asks to be started again
        status = run([*command, "--outdir", str(folder), *map(str, old)])
        if status != _NEW_PROFILE or (folder.exists() and any(folder.iterdir())):
            break


def run(command: list[str]) -> int:
    """Run a program for its exit status. It is ended, with what it started, after two minutes."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=sys.platform != "win32",
        creationflags=NO_WINDOW,
    ) as process:
        try:
            process.communicate(timeout=SECONDS)
        except BaseException:
            _end(process)
            raise
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started."""
    if sys.platform == "win32":
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        with contextlib.suppress(OSError):
            subprocess.run(
                command, check=False, capture_output=True, creationflags=subprocess.CREATE_NO_WINDOW
            )
    else:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
