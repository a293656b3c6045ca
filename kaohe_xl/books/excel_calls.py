"""Calls into Excel: repeated for a while where it is busy, looked at when they come back."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

T = TypeVar("T")

WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 2.0)
"""Seconds between the attempts of one call: five in all."""
PATIENT = (*WAITS, *(3.0,) * 9)
"""The same for what has to be put back: half a minute."""

# A cell is being edited; the call was rejected; Excel asks for the call to be made later.
_BUSY = frozenset({0x800AC472, 0x80010001, 0x8001010A})
# Excel has ended, or the object isn't there any more.
_GONE = frozenset({0x800706BA, 0x800706BE, 0x80010007, 0x80010108, 0x80010012})
_COM_ERRORS = ("com_error", "CommandError")


class LiveBusy(BookError):
    """Excel didn't take the call: a cell is being edited, or a dialog is open."""


class _Rejected(Exception):
    """Excel gave nothing back where it had to: that is how a rejected call may look."""


def is_told(answer: object) -> bool:
    """Whether Excel gave an answer at all."""
    return answer is not None


class Calls:
    """Makes calls into Excel for the workbook called `book`."""

    def __init__(
        self, book: str, waits: Sequence[float] = WAITS, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.book = book
        self._waits, self._sleep = tuple(waits), sleep

    def patient(self) -> Calls:
        """The same, with more attempts."""
        return Calls(self.book, PATIENT, self._sleep)

    def __call__(self, action: Callable[[], T], is_answer: Callable[[T], bool] | None = None) -> T:
        """What the action gives, once Excel takes it; `is_answer` says whether that can be an answer.

        Raises LiveBusy where Excel stays busy, BookError where it refuses or has ended.
        """
        for wait in (*self._waits, None):
            try:
                answer = action()
                if is_answer is None or is_answer(answer):
                    return answer
                raise _Rejected
            except Exception as error:
                kind = _kind(error)
                if not kind:
                    raise
                if kind != "LIVE_BUSY":
                    raise BookError(*sentence(kind, book=self.book, reason=_reason(error))) from error
                if wait is None:
                    raise LiveBusy(*sentence(kind, book=self.book)) from error
            self._sleep(wait)
        raise AssertionError("the last wait is None")


def _kind(error: Exception) -> str:
    """The sentence for what Excel said; "" for what isn't Excel's."""
    if isinstance(error, _Rejected) or type(error).__name__ == "ExcelBusyError":
        return "LIVE_BUSY"
    if isinstance(error, AttributeError) and sys.platform == "win32":
        return "LIVE_BUSY"  # pywin32 takes a rejected call for a member that isn't there
    if type(error).__name__ not in _COM_ERRORS:
        return ""
    codes = _codes(error)
    if codes & _BUSY:
        return "LIVE_BUSY"
    return "LIVE_GONE" if codes & _GONE else "LIVE_REFUSED"


def _codes(error: Exception) -> set[int]:
    """The error numbers of COM, as they are written in hexadecimal."""
    told = [getattr(error, "hresult", None), *error.args[:1]]
    details = error.args[2] if len(error.args) > 2 else None
    if isinstance(details, tuple) and details:
        told.append(details[-1])
    return {number & 0xFFFFFFFF for number in told if isinstance(number, int)}


def _reason(error: Exception) -> str:
    """Excel's own words."""
    details = error.args[2] if len(error.args) > 2 else None
    words = details[2] if isinstance(details, tuple) and len(details) > 2 else None
    return str(words or (error.args[1] if len(error.args) > 1 else error)).strip()


_QUIET: tuple[tuple[str, object], ...] = (
    ("screen_updating", False),
    ("enable_events", False),
    ("calculation", "manual"),
)


@contextlib.contextmanager
def quiet(app: Any, calls: Calls) -> Iterator[None]:
    """Screen updating, events and calculation are off; restored whatever happens."""
    kept: list[tuple[str, object]] = []
    try:
        for name, value in _QUIET:
            before = calls(_getter(app, name), is_told)
            kept.append((name, before))
            calls(_setter(app, name, value))
        yield
    finally:
        left = [name for name, before in reversed(kept) if not _restored(app, calls, name, before)]
        for name, before in kept:
            if name in left:  # Excel may have been busy for the first of them only
                _restored(app, calls, name, before)


def _restored(app: Any, calls: Calls, name: str, value: object) -> bool:
    try:
        calls(_setter(app, name, value))
    except BookError:
        return False
    return True


def _getter(app: Any, name: str) -> Callable[[], object]:
    return lambda: getattr(app, name)


def _setter(app: Any, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(app, name, value)
