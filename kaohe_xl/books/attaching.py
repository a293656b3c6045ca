"""Which open workbook is meant: the one in front, the one that a button belongs to, or a file's."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

from kaohe_xl.books.excel_calls import Calls
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

# xlwings looks for these when it is loaded; a button has no use for them.
_UNNEEDED = ("pandas", "numpy", "matplotlib", "PIL", "polars")
_COM_ATTEMPTS = 2
# Excel, WPS, and WPS as older versions call themselves.
_PROGRAMS = ("Excel.Application", "Ket.Application", "Et.Application")


def active_grid() -> LiveGrid:
    """The workbook in front in Excel. Raises BookError where there is none."""
    xlwings = load_xlwings()
    calls = Calls("Excel")
    with _running():
        app = calls(lambda: xlwings.apps.active)
        if app is None:
            raise BookError(*sentence("NO_EXCEL_RUNNING"))
        book = calls(lambda: app.books.active)
    return LiveGrid(book)


@contextlib.contextmanager
def _running() -> Iterator[None]:
    """Raises BookError where Excel isn't running, or has no workbook: xlwings says it in several ways."""
    try:
        yield
    except (AttributeError, IndexError) as error:
        raise BookError(*sentence("NO_EXCEL_RUNNING")) from error
    except Exception as error:
        if type(error).__name__ in ("XlwingsError", "NoSuchObjectError"):
            raise BookError(*sentence("NO_EXCEL_RUNNING")) from error
        raise


def calling_grid(path: str, window: int = 0, *, light: bool = True) -> LiveGrid:
    """The open workbook at `path` that a button belongs to; on Windows in the Excel that has this window.

    Raises BookError where it isn't open.
    """
    xlwings = load_xlwings(light=light)
    calls = Calls(name_of(path))
    with _running():
        book = calls(lambda: _called(xlwings, path, window))
    return LiveGrid(book)


def name_of(path: str) -> str:
    """The file's name in a path of this system or of Windows."""
    return path.replace("\\", "/").rpartition("/")[2]


def _called(xlwings: Any, path: str, window: int) -> Any:
    """The Book, in the Excel of that window, in another one, or in WPS."""
    found = False
    for app in _apps(xlwings, window):
        found = True
        book = _same(app.books, path)
        if book is not None:
            return book
    code = "BOOK_NOT_IN_EXCEL" if found else "NO_EXCEL_RUNNING"
    raise BookError(*sentence(code, book=name_of(path)))


def _apps(xlwings: Any, window: int) -> Iterator[Any]:
    """Each running Excel, the one that has the window first; then those that only the system knows."""
    windows = _windows()
    if windows is None:
        yield from xlwings.apps
        return
    if window:
        with contextlib.suppress(*_not_there(windows)):
            app = xlwings.App(impl=windows.App(xl=window))
            if app.books is not None:
                yield app
    with contextlib.suppress(*_not_there(windows)):
        yield from list(xlwings.apps)
    for name in _PROGRAMS:
        try:
            known = windows.pythoncom.GetActiveObject(name)
        except windows.pywintypes.com_error:
            continue
        asked = windows.Dispatch(known.QueryInterface(windows.pythoncom.IID_IDispatch))
        yield xlwings.App(impl=windows.App(xl=windows.COMRetryObjectWrapper(asked)))


def _not_there(windows: Any) -> tuple[type[Exception], ...]:
    """What is raised for a window that isn't Excel's: WPS has other ones."""
    return windows.pywintypes.com_error, OSError, AttributeError, IndexError, StopIteration


def _windows() -> Any:
    """xlwings' module for Windows; None elsewhere."""
    try:
        from xlwings import _xlwindows
    except ImportError:
        return None
    return _xlwindows


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
    windows = _windows()
    if windows is not None:
        windows.N_COM_ATTEMPTS = _COM_ATTEMPTS
        atexit.unregister(windows.cleanup)
        windows.Apps.cleanup = staticmethod(lambda: None)
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
