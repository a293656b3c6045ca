"""Which open workbook is meant: the one in front, the one that a button belongs to, or a file's."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kaohe_xl.books.excel_calls import Calls
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

# xlwings looks for these when it is loaded; a button has no use for them.
_UNNEEDED = ("pandas", "numpy", "matplotlib", "PIL", "polars")
_COM_ATTEMPTS = 2


def active_grid() -> LiveGrid:
    """The workbook in front in Excel. Raises BookError where there is none."""
    xlwings = load_xlwings()
    calls = Calls("Excel")
    app = calls(lambda: xlwings.apps.active)
    if app is None:
        raise BookError(*sentence("NO_EXCEL_RUNNING"))
    return LiveGrid(calls(lambda: _active_of(app)))


def _active_of(app: Any) -> Any:
    try:
        return app.books.active
    except Exception as error:
        if type(error).__name__ in ("XlwingsError", "AttributeError", "IndexError"):
            raise BookError(*sentence("NO_EXCEL_RUNNING")) from error
        raise


def calling_grid(path: str, *, light: bool = True) -> LiveGrid:
    """The workbook that a button belongs to: that of the calling Excel, or the open one at `path`.

    Raises BookError where it isn't open.
    """
    xlwings = load_xlwings(light=light)
    calls = Calls(Path(path).name)
    return LiveGrid(calls(lambda: _called(xlwings, path)))


def _called(xlwings: Any, path: str) -> Any:
    """The Book. On Windows the calling Excel is known by its window; elsewhere each open one is asked."""
    if sys.platform == "win32":
        with contextlib.suppress(KeyError, ValueError, TypeError, AttributeError, StopIteration):
            book = _same(xlwings.Book.caller().app.books, path)
            if book is not None:
                return book
    for app in xlwings.apps:
        book = _same(app.books, path)
        if book is not None:
            return book
    raise BookError(*sentence("BOOK_NOT_IN_EXCEL", book=Path(path).name))


def _same(books: Any, path: str) -> Any:
    """The one of the open workbooks that lies at `path`; by its name where `path` is a name only."""
    wanted = os.path.normcase(path)
    for book in books:
        full = os.path.normcase(book.impl.fullname)
        if full == wanted or ("/" not in wanted.replace("\\", "/") and os.path.normcase(book.name) == wanted):
            return book
    return None


def load_xlwings(*, light: bool = False) -> Any:
    """xlwings, that neither ends an Excel which it doesn't know nor repeats a call for ever.

    With `light` it does without pandas and numpy, which take longer to load than all the rest.
    Raises BookError where it isn't installed.
    """
    try:
        with _hidden(_UNNEEDED if light else ()):
            import xlwings
    except ImportError as error:
        raise BookError(*sentence("NO_XLWINGS")) from error
    with contextlib.suppress(ImportError, AttributeError):
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = _COM_ATTEMPTS
        atexit.unregister(_xlwindows.cleanup)
        setattr(_xlwindows.Apps, "cleanup", staticmethod(lambda: None))  # noqa: B010
    return xlwings


@contextlib.contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """As if these modules weren't installed; those that are loaded already stay."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None there is Python's word for it
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
