"""What the macros look up when they run: this machine's interpreter, and sentences, which VBA can't hold."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.messages import message

SHEET = "kaohe.conf"
_SECONDS = 60
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Machine:
    """By which interpreter the buttons run the program; `path` is what has to be on PYTHONPATH for that."""

    python: str = ""
    path: str = ""


def this_machine() -> Machine:
    """The interpreter that runs now, the one without a console where there is one."""
    python = Path(sys.executable)
    quiet = python.with_name("pythonw.exe")
    return Machine(str(quiet if quiet.exists() else python), _path_needed(sys.executable))


def rows(machine: Machine) -> tuple[tuple[str, str], ...]:
    """Names and values as they stand in the add-in's sheet."""
    return (
        ("title", message("ADDIN_TITLE")),
        ("python", machine.python),
        ("pythonpath", machine.path),
        ("no_book", message("ADDIN_NO_BOOK")),
        ("no_python", message("ADDIN_NO_PYTHON")),
        ("not_started", message("ADDIN_NOT_STARTED")),
        ("stopped", message("ADDIN_STOPPED")),
    )


def _path_needed(python: str) -> str:
    """What PYTHONPATH has to hold for a plain start of the interpreter to find this program; mostly ""."""
    without = {name: value for name, value in os.environ.items() if name.upper() != "PYTHONPATH"}
    program = "import kaohe_xl; print(kaohe_xl.__file__)"
    try:
        done = subprocess.run(
            [python, "-X", "utf8", "-c", program],
            cwd=tempfile.gettempdir(),
            env=without,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    found = done.stdout.strip()
    if done.returncode == 0 and found and Path(found).resolve().parent == _PACKAGE:
        return ""
    known = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    return os.pathsep.join(dict.fromkeys([str(_PACKAGE.parent), *(str(Path(p).resolve()) for p in known)]))
