"""What can be done to a closed file only: the open workbook is saved, closed, and opened again afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kaohe_xl.books.files import open_file
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

T = TypeVar("T")


def path_on_disk(grid: LiveGrid) -> Path:
    """Where the workbook lies. Raises BookError for one that was never saved."""
    if grid.path is None:
        raise BookError(*sentence("LIVE_UNSAVED", book=grid.name))
    return grid.path


def through_file(grid: LiveGrid, act: Callable[[Path], T]) -> T:
    """What `act` makes of the file; the workbook is open again afterwards, whatever happens.

    What isn't saved is saved before. Raises BookError where the file can't be opened by us, or Excel is
    busy; the workbook then stays open as it is.
    """
    path, book, calls = path_on_disk(grid), grid.book, grid.calls
    open_file(path)  # one with a password, say, is refused before anything is closed
    books = calls(lambda: book.app.books)
    is_saved = calls(lambda: getattr(book.api, "Saved", False) is True)
    if not is_saved:
        calls(lambda: book.save())
    calls(lambda: book.close())
    try:
        return act(path)
    finally:
        grid.calls.patient()(lambda: books.open(str(path)))
