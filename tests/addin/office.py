"""LibreOffice as the program that runs the macros: a process and a profile of its own, reached through UNO."""

from __future__ import annotations

import builtins
import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

UNO_PLACES = (Path("/usr/lib/python3/dist-packages"), Path("/usr/lib/libreoffice/program"))
PROGRAM = Path("/usr/lib/libreoffice/program/soffice.bin")
NEW_PROFILE, SECONDS, WITHOUT_QUESTIONS = 81, 90, 4
FILTERS = {".xlsx": "Calc MS Excel 2007 XML"}
MACRO_FILTER = "Calc MS Excel 2007 VBA XML"


def import_uno() -> Any:
    """LibreOffice's bridge, for the Python that it was made for. Raises ImportError.

    It swaps `builtins.__import__`, which is put back, and its folder stays out of `sys.path`.
    """
    if "uno" in sys.modules:
        return sys.modules["uno"]
    place = next((folder / "uno.py" for folder in UNO_PLACES if (folder / "uno.py").exists()), None)
    spec = importlib.util.spec_from_file_location("uno", place) if place else None
    if spec is None or spec.loader is None or not PROGRAM.exists():
        raise ImportError("no LibreOffice with its Python bridge")
    before, path = builtins.__import__, list(sys.path)
    sys.path[:0] = [str(folder) for folder in UNO_PLACES]
    try:
        module = importlib.util.module_from_spec(spec)
        sys.modules["uno"] = module
        spec.loader.exec_module(module)
    except ImportError:
        del sys.modules["uno"]
        raise
    finally:
        builtins.__import__, sys.path[:] = before, path
    return module


class Office:
    """One LibreOffice without windows. Open documents, run what stands in them."""

    def __init__(self) -> None:
        self.uno = import_uno()
        self._profile = Path(tempfile.mkdtemp(prefix="kaohe-office-"))
        self.pipe = f"kaohe{uuid.uuid4().hex[:12]}"
        self._start()
        self._context = self._connected()
        self._desktop = self._made("com.sun.star.frame.Desktop")

    def open(self, path: Path, *, hidden: bool = False) -> Any:
        """A document; its macros may run without being asked for."""
        words = {
            "Hidden": hidden,
            "MacroExecutionMode": WITHOUT_QUESTIONS,
            "FilterName": FILTERS.get(path.suffix, MACRO_FILTER),
        }
        document = self._desktop.loadComponentFromURL(
            path.as_uri(), "_blank", 0, tuple(self._property(name, value) for name, value in words.items())
        )
        assert document is not None, f"LibreOffice doesn't open {path.name}"
        return document

    def button(self, tag: str) -> Any:
        """Something with a Tag, as Excel hands a button of the ribbon to its macro."""
        button = self._made("com.sun.star.form.component.CommandButton")
        button.Tag = tag
        return button

    def run(self, document: Any, macro: str, *words: object) -> Any:
        """What a macro (`Module.Name`) of the document returns."""
        (library,) = (name for name in document.BasicLibraries.ElementNames if name != "Standard")
        address = f"vnd.sun.star.script:{library}.{macro}?language=Basic&location=document"
        return document.getScriptProvider().getScript(address).invoke(words, (), ())[0]

    def documents(self) -> list[Any]:
        """All that are open."""
        each, found = self._desktop.Components.createEnumeration(), []
        while each.hasMoreElements():
            found.append(each.nextElement())
        return [document for document in found if hasattr(document, "Sheets")]

    def close_all(self) -> None:
        """Close all documents, unsaved."""
        for document in self.documents():
            document.close(True)

    def stop(self) -> None:
        """End it, and take its profile away."""
        with contextlib.suppress(Exception):  # the connection ends with it
            self._desktop.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _start(self) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
        words = ("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck")
        address = f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        self._process = subprocess.Popen(
            [str(PROGRAM), f"-env:UserInstallation={self._profile.as_uri()}", *words, address],
            env=kept,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _connected(self) -> Any:
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
            except Exception as error:
                status = self._process.poll()
                if status == NEW_PROFILE:  # a fresh profile asks to be started again
                    self._start()
                elif status is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"LibreOffice didn't start: {status}") from error
                time.sleep(0.1)

    def _made(self, name: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _property(self, name: str, value: object) -> Any:
        made = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made
