"""Runs `kaohe` from the cache, with the cache's libraries and the standard library, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# site.addsitedir, not sys.path: pywin32 is found by its .pth file only.
_PROGRAM = """
import os, site, sys
folders = sys.argv.pop(1).split(os.pathsep)
for folder in folders:
    site.addsitedir(folder)
sys.argv[0] = "kaohe"
from kaohe_xl.cli import main
main()
"""
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONINSPECT", "KAOHE_LINE")


def run(python: Path, folders: Sequence[Path], words: Sequence[str], share: Path) -> int:
    """The exit status of `kaohe WORDS`. Raises OSError where the interpreter can't be started."""
    # -S: the libraries of the interpreter itself stay out of the way.
    start = [str(python), "-I", "-S", "-X", "utf8", "-c", _PROGRAM, os.pathsep.join(map(str, folders))]
    return waited_for([*start, *words], share)


def waited_for(command: Sequence[str], share: Path, further: Mapping[str, str] | None = None) -> int:
    """The exit status of a command; while it runs, the interrupt key is its business alone.

    `further`: variables of its environment.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"KAOHE_SHARE": str(share), **(further or {})}
    sys.stdout.flush()
    with subprocess.Popen(command, env=environment) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue
