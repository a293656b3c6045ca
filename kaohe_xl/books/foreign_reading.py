"""Workbooks of other formats as blocks, read by a process of their own, within bounds of time and memory."""

from __future__ import annotations

import json
import subprocess

from kaohe_xl.books.block_lines import blocks_of
from kaohe_xl.books.children import NO_WINDOW, command
from kaohe_xl.books.containers import Kind
from kaohe_xl.books.foreign_child import TOLD, TOO_LARGE
from kaohe_xl.books.grid import Block
from kaohe_xl.errors import BookError, PasswordNeeded, WrongPassword
from kaohe_xl.messages import sentence

LARGEST_FILE = 100 << 20
SECONDS, SECONDS_A_MEGABYTE = 5.0, 1.0
_TO_START = 60.0


def read_blocks(
    kind: Kind, data: bytes, book: str, password: str | None = None
) -> tuple[dict[str, Block], bool]:
    """All worksheets of a workbook that is no .xlsx, in tab order, and whether it took a password to open it.

    Raises PasswordNeeded, WrongPassword, and BookError for a damaged file, or one that takes too long
    (5 s, and a second more for each MB) or too much memory (500 MB).
    """
    if len(data) > LARGEST_FILE:
        raise BookError(*sentence("FILE_TOO_LARGE", book=book, size=len(data) >> 20))
    seconds = SECONDS + SECONDS_A_MEGABYTE * len(data) / (1 << 20)
    about = {"kind": kind.value, "book": book, "password": password, "size": len(data), "seconds": seconds}
    answer = _answer(json.dumps(about).encode("ascii") + b"\n" + data, book, seconds + _TO_START)
    lines = iter(answer.splitlines())
    try:
        known = json.loads(next(lines))
        if known["problem"] is None:
            return blocks_of(lines), bool(known["secret"])
    except (StopIteration, ValueError, KeyError, TypeError) as error:
        raise BookError(*sentence("NOT_READ_THROUGH", book=book)) from error
    if known["problem"] == TOLD:
        kinds = {"PasswordNeeded": PasswordNeeded, "WrongPassword": WrongPassword}
        raise kinds.get(known["kind"], BookError)(known["message"], known["remedy"])
    code = "TOO_MUCH_TO_READ" if known["problem"] == TOO_LARGE else "FOREIGN_DAMAGED"
    raise BookError(*sentence(code, book=book))


def _answer(question: bytes, book: str, seconds: float) -> bytes:
    """What the process says; "" from one that was ended. Raises BookError where there can be none."""
    try:
        program = command("kaohe_xl.books.foreign_child")
    except OSError as error:
        raise BookError(*sentence("NO_INTERPRETER", book=book)) from error
    try:
        done = subprocess.run(
            program,
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=seconds,
            creationflags=NO_WINDOW,
        )
    except subprocess.TimeoutExpired as error:
        raise BookError(*sentence("NOT_READ_THROUGH", book=book)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BookError(*sentence("FILE_UNREADABLE", book=book, reason=reason)) from error
    return done.stdout
