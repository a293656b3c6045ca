"""What a button in Excel calls: `python -m kaohe_xl.ribbon WORD [OPTIONS] --wb=PATH --from_xl=1 --hwnd=N`.

The command runs on the open workbook, says in the status bar what it does, and shows one message box at
the end. With `--answer=FILE` the words go into that file instead; with `--yes` questions are answered so.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_xl.buttons import BUTTONS, DONE, NOT_DONE, OPTIONS, Shown, doctor, logged, tick
from kaohe_xl.desktop import Desktop, desktop_of
from kaohe_xl.errors import InputError, KaoheError
from kaohe_xl.messages import sentence

if TYPE_CHECKING:
    from kaohe_xl.books.live import LiveGrid


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: the command's word and options, the workbook's path, Excel's window."""

    word: str
    book: str
    window: int = 0
    answer: Path | None = None
    consent: bool = False
    options: frozenset[str] = frozenset()


def pressed(words: Sequence[str]) -> Press:
    """The button of a command line. Raises InputError for an unknown word."""
    named = dict(word.removeprefix("--").split("=", 1) for word in words if word[:2] == "--" and "=" in word)
    plain = [word for word in words if not word.startswith("--")]
    word = plain[0] if plain else ""
    if word not in BUTTONS or (word != "doctor" and not named.get("wb")):
        raise InputError(*sentence("RIBBON_USAGE", known="、".join(BUTTONS)))
    window = named.get("hwnd", "")
    answer = Path(named["answer"]) if named.get("answer") else None
    number = int(window) if window.isdigit() else 0
    options = frozenset(OPTIONS.get(word, ())).intersection(words)
    return Press(word, named.get("wb", ""), number, answer, "--yes" in words, options)


def press(
    button: Press, desktop: Desktop | None = None, attach: Callable[[Press], LiveGrid] | None = None
) -> int:
    """Run the button's command; DONE, WITH_ERRORS for findings of that severity, NOT_DONE."""
    desktop = desktop or desktop_of(button.window, button.answer, consent=button.consent)
    try:
        shown = _shown(button, desktop, attach)
    except KaoheError as error:
        log = logged(traceback.format_exc())
        desktop.tell(f"{error}\n{sentence('RIBBON_DETAILS', log=log)[0]}", is_trouble=True)
        return NOT_DONE
    except Exception as error:  # the last wall: no traceback reaches the office
        log = logged(traceback.format_exc())
        told = "".join(sentence("RIBBON_BROKEN", kind=type(error).__name__, log=log))
        desktop.tell(told, is_trouble=True)
        return NOT_DONE
    if shown.opens is None:
        desktop.tell(shown.text, is_trouble=shown.status != DONE)
    elif desktop.ask(f"{shown.text}\n\n{sentence('RIBBON_OPEN')[0]}"):
        desktop.open(shown.opens)
    return shown.status


def _shown(button: Press, desktop: Desktop, attach: Callable[[Press], LiveGrid] | None) -> Shown:
    if button.word == "doctor":
        return doctor()
    grid = (attach or _attached)(button)
    try:
        tick(grid, sentence("RIBBON_READING")[0])
        return BUTTONS[button.word](grid, desktop, button.options)
    finally:
        grid.status("")


def _attached(button: Press) -> LiveGrid:
    """The open workbook that the button belongs to."""
    from kaohe_xl.books.attaching import calling_grid

    return calling_grid(button.book, button.window)


def main() -> None:
    """The entry point: every error a Chinese sentence in a box, never a traceback."""
    import gc

    gc.set_threshold(1_000_000)  # a short run makes much that lives to its end: seldom worth looking through
    words = sys.argv[1:]
    try:
        button = pressed(words)
    except InputError as wrong:
        desktop_of(0, None, consent=False).tell(str(wrong), is_trouble=True)
        raise SystemExit(NOT_DONE) from None
    raise SystemExit(press(button))


if __name__ == "__main__":
    main()
