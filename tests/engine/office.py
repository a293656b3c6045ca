"""A headless LibreOffice of our own: its own profile, reached through its own pipe."""

from __future__ import annotations

import builtins
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

PROGRAMS = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "C:/Program Files/LibreOffice/program",
    "/Applications/LibreOffice.app/Contents/Resources",
)
BRIDGES = ("/usr/lib/python3/dist-packages", "/usr/lib/python3/site-packages", *PROGRAMS)
SECONDS = 60


class NoOffice(Exception):
    """There is no LibreOffice here, or no bridge from this Python to it."""


def bridge() -> ModuleType:
    """The module `uno`, loaded by its path: the folder it lies in stays off `sys.path`.

    It replaces `builtins.__import__`, which breaks others: that is put back. Raises NoOffice.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    importing, searched = builtins.__import__, list(sys.path)
    try:
        for folder in BRIDGES:
            for program in PROGRAMS:
                if (Path(folder) / "uno.py").exists() and any(Path(program).glob("pyuno.*")):
                    sys.path.insert(0, program)
                    found = _loaded(Path(folder) / "uno.py")
                    if found is not None:
                        return found
    finally:
        builtins.__import__ = importing
        sys.path[:] = searched
    raise NoOffice("no Python bridge to LibreOffice (Debian: python3-uno)")


def _loaded(path: Path) -> ModuleType | None:
    spec = importlib.util.spec_from_file_location("uno", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules["uno"] = module
    try:
        spec.loader.exec_module(module)
    except ImportError:  # made for another Python
        del sys.modules["uno"]
        return None
    return module


class Connected:
    """A soffice process that somebody else started, reached through its pipe."""

    def __init__(self, pipe: str) -> None:
        self.uno: Any = bridge()
        self.pipe = pipe
        self.context = self._connected()
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def create(self, name: str) -> Any:
        """A service of LibreOffice."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def documents(self) -> Iterator[Any]:
        """The open workbooks."""
        each = self.desktop.Components.createEnumeration()
        while each.hasMoreElements():
            document = each.nextElement()
            if hasattr(document, "Sheets"):
                yield document

    def _connected(self) -> Any:
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        begun = time.monotonic()
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except Exception as error:
                if self._has_failed() or time.monotonic() - begun > SECONDS:
                    raise NoOffice("LibreOffice did not start") from error
                time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The number of its process; 0 where that isn't known."""
        return 0

    def _has_failed(self) -> bool:
        """Whether there is nothing to wait for."""
        return True


class Office(Connected):
    """One soffice process of our own. Raises NoOffice where there is none."""

    def __init__(self) -> None:
        self.uno = bridge()
        self._program = _program()
        self.pipe = f"kaohe{uuid.uuid4().hex[:12]}"
        self.profile = tempfile.mkdtemp(prefix="kaohe_office_")
        self.process = self._started()
        super().__init__(self.pipe)

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """Close all workbooks unsaved and end the process."""
        if self.process.poll() is None:
            try:
                for document in list(self.documents):
                    document.close(True)
                self.desktop.terminate()
            except Exception:  # it may be gone already, or go in the middle of the call
                pass
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        shutil.rmtree(self.profile, ignore_errors=True)

    def _started(self) -> subprocess.Popen[bytes]:
        url = self.uno.systemPathToFileUrl(self.profile)
        quiet = ("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nofirststartwizard")
        accept = f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        return subprocess.Popen(
            [self._program, f"-env:UserInstallation={url}", *quiet, "--nolockcheck", accept],
            env={k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _has_failed(self) -> bool:
        if self.process.poll() == 81:  # a fresh profile was set up: it asks to be started again
            self.process = self._started()
        return self.process.poll() is not None


def _program() -> str:
    for folder in PROGRAMS:
        for name in ("soffice.bin", "soffice.exe"):
            if (Path(folder) / name).exists():
                return str(Path(folder) / name)
    raise NoOffice("no LibreOffice (soffice) on this machine")
