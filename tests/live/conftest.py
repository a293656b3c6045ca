"""An open workbook for tests: in Excel where there is one, else in LibreOffice behind xlwings' own words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.attaching import load_xlwings
from kaohe_xl.books.conversion import has_excel


@pytest.fixture(scope="session")
def excel() -> Iterator[Any]:
    """A running Excel, or LibreOffice as one."""
    xlwings = load_xlwings()
    if sys.platform in ("win32", "darwin") and has_excel():
        app = xlwings.App(visible=False, add_book=False)
    else:
        from tests.engine.engine import register
        from tests.engine.office import NoOffice

        before = xlwings.engines.active
        try:
            app = register().apps.add()
        except NoOffice as missing:
            pytest.skip(str(missing))
        finally:
            if before is not None:
                before.activate()
    yield app
    app.quit()


@pytest.fixture
def opened(excel: Any) -> Iterator[Callable[[Path], Any]]:
    """Opens a workbook in Excel; all are closed unsaved at the end."""
    from tests.engine.engine import calls

    calls.clear()
    books: list[Any] = []

    def open_in_excel(path: Path) -> Any:
        books.append(excel.books.open(str(path)))
        return books[-1]

    yield open_in_excel
    for book in list(excel.books):
        book.close()
    excel.screen_updating, excel.enable_events, excel.calculation = True, True, "automatic"
