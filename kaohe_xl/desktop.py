"""What a button shows: message boxes, questions, files opened for the office."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from kaohe_xl.messages import sentence

_OK, _YES_NO, _WARNING, _INFORMATION, _QUESTION, _IN_FRONT = 0x0, 0x4, 0x30, 0x40, 0x20, 0x10000
_YES = 6


class Desktop(Protocol):
    """Where a button's words go."""

    def tell(self, text: str, *, is_trouble: bool = False) -> None:
        """Show a message box and wait for it to be closed."""

    def ask(self, text: str) -> bool:
        """Ask a question; whether the answer is yes."""

    def open(self, path: Path) -> None:
        """Open a file or a folder as a double click does."""


class WindowsDesktop:
    """Desktop: boxes that belong to Excel's window."""

    def __init__(self, window: int) -> None:
        self._window = window

    def tell(self, text: str, *, is_trouble: bool = False) -> None:
        self._box(text, _OK | (_WARNING if is_trouble else _INFORMATION))

    def ask(self, text: str) -> bool:
        return self._box(text, _YES_NO | _QUESTION) == _YES

    def open(self, path: Path) -> None:
        import os

        start = getattr(os, "startfile", None)
        if start is not None:
            start(path)

    def _box(self, text: str, kind: int) -> int:
        import ctypes

        user = ctypes.windll.user32  # type: ignore[attr-defined,unused-ignore]
        return int(user.MessageBoxW(self._window, text, sentence("RIBBON_TITLE")[0], kind | _IN_FRONT))


class MacDesktop:
    """Desktop: boxes of the system's own scripting."""

    def tell(self, text: str, *, is_trouble: bool = False) -> None:
        self._script(f"display alert {_quoted(sentence('RIBBON_TITLE')[0])} message {_quoted(text)}")

    def ask(self, text: str) -> bool:
        buttons = 'buttons {"否", "是"} default button "是"'
        return "是" in self._script(f"display dialog {_quoted(text)} {buttons}")

    def open(self, path: Path) -> None:
        subprocess.run(["open", str(path)], check=False)

    def _script(self, text: str) -> str:
        done = subprocess.run(["osascript", "-e", text], capture_output=True, check=False, encoding="utf-8")
        return done.stdout


class TextDesktop:
    """Desktop without boxes: everything said goes into a file, or to where the program's output goes.

    Questions are answered with `consent`; nothing is opened.
    """

    def __init__(self, answer: Path | None = None, *, consent: bool = False) -> None:
        self._answer, self._consent = answer, consent

    def tell(self, text: str, *, is_trouble: bool = False) -> None:
        if self._answer is None:
            print(text)
            return
        with contextlib.suppress(OSError), self._answer.open("a", encoding="utf-8") as file:
            file.write(text + "\n")

    def ask(self, text: str) -> bool:
        return self._consent

    def open(self, path: Path) -> None:
        return


def desktop_of(window: int, answer: Path | None, *, consent: bool) -> Desktop:
    """The desktop of this machine; with `answer` what is said goes into that file."""
    if answer is not None:
        return TextDesktop(answer, consent=consent)
    if sys.platform == "win32":
        return WindowsDesktop(window)
    return MacDesktop() if sys.platform == "darwin" else TextDesktop(consent=consent)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
