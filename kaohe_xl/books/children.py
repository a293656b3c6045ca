"""Processes of our own: the Python that runs this, started once more for one module's `main`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""For `creationflags`: no console window flashes up on Windows, also where pythonw runs this."""


def command(module: str, before: str = "") -> list[str]:
    """What starts `module.main()`: it finds what we find, and nothing that lies in the current folder.

    Raises OSError where there is no interpreter.
    """
    roots = [str(Path(__file__).parents[2]), *filter(None, sys.path)]
    program = f"import sys; sys.path[:0] = {roots!r}; {before}from {module} import main; main()"
    return [interpreter(), "-P", "-X", "utf8", "-c", program]


def interpreter() -> str:
    """The Python that runs this, also where Excel or another program has started it.

    Raises OSError where there is none: a program frozen into one file has no interpreter to start.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        raise OSError("no Python interpreter to start")
    beside = Path(sys.executable)
    if beside.stem.lower().startswith("python"):
        return sys.executable
    name = "python.exe" if os.name == "nt" else "python3"
    for folder in (beside.parent, Path(sys.base_prefix), Path(sys.base_prefix) / "bin"):
        if (folder / name).exists():
            return str(folder / name)
    raise OSError("no Python interpreter to start")
