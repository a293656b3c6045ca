"""The window that a launcher opens: what was dropped on it, what is asked, when it may close."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kaohe_xl.messages import sentence

_SHELLS = frozenset(["sh", "bash", "dash", "zsh", "ksh", "fish", "csh", "tcsh", "busybox"])
_QUOTES = "\"'"


def dropped(environment: Mapping[str, str]) -> list[str] | None:
    """The files dropped on a .cmd, as Explorer wrote them; None where nobody double-clicked it.

    Explorer quotes no name without spaces, and cmd cuts such a name at its first `&`: only the whole line of
    the command processor, which the launcher passes on, still has it.
    """
    line, launcher = environment.get("KAOHE_LINE", ""), environment.get("KAOHE_LAUNCHER", "")
    begin = f'/c ""{launcher}"'.casefold()
    at = line.casefold().find(begin) if launcher else -1
    if at < 0:
        return None
    rest = line[at + len(begin) :].rstrip()
    return split(rest.removesuffix('"'))


def split(line: str) -> list[str]:
    """The words of a Windows command line; quotes hold words with spaces together, and go away."""
    words, word, is_quoted, is_word = list[str](), "", False, False
    for letter in line:
        if letter == '"':
            is_quoted, is_word = not is_quoted, True
        elif letter in " \t" and not is_quoted:
            if is_word:
                words.append(word)
            word, is_word = "", False
        else:
            word, is_word = word + letter, True
    return [*words, word] if is_word else words


def asked_for_book() -> str:
    """The workbook that somebody drags into the window; "" where nobody sits there."""
    if not sys.stdin or not sys.stdin.isatty():
        return ""
    try:
        return input(sentence("ASK_BOOK")[0]).strip().strip(_QUOTES)
    except EOFError:
        return ""


def closes_with_us(environment: Mapping[str, str]) -> bool:
    """Whether the window would close before anybody has read it: a double click, not a command line."""
    if environment.get("KAOHE_NO_PAUSE") or not sys.stdin or not sys.stdin.isatty():
        return False
    if environment.get("KAOHE_LAUNCHER", "").lower().endswith(".cmd"):
        return dropped(environment) is not None
    try:
        caller = Path(f"/proc/{os.getppid()}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return False
    return caller not in _SHELLS


def wait_for_reader() -> None:
    """Keep the window open until somebody presses the enter key."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        input(sentence("PRESS_ENTER")[0])


def prepare_output(streams: Sequence[object]) -> None:
    """Letters that a window can't show become question marks; pipes get UTF-8, at once."""
    for stream in streams:
        reconfigure: Callable[..., Any] | None = getattr(stream, "reconfigure", None)
        is_window: Callable[[], bool] = getattr(stream, "isatty", lambda: False)
        if reconfigure is not None:
            encoding = {} if is_window() else {"encoding": "utf-8"}
            reconfigure(errors="replace", line_buffering=True, **encoding)
