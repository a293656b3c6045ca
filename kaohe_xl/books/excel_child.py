"""The process that has Excel save a file as .xlsx or .pdf: it can be ended when a dialog waits for ever.

python -c "from kaohe_xl.books.excel_child import main; main()" OLD NEW
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

SECONDS = 100.0
COUNTS = ".pages.json"  # beside the PDF: each sheet's name, its pages, whether it is blank
_ATTEMPTS = 20
_MACROS_OFF = 3
_VISIBLE = -1  # xlSheetVisible
_ALL_SHEETS = ":"  # xlwings hides sheets by the beginning of their name; no name begins like this


def main() -> None:
    """Convert the file named first into the one named second; exit status 0 where Excel did."""
    import xlwings

    old, new = map(Path, sys.argv[-2:])
    _spare_others(xlwings)
    save_as(xlwings, old, new)


def save_as(xlwings: Any, old: Path, new: Path) -> None:
    """Open a file in an Excel of our own, unseen and with its macros off, and save it under another name."""
    app = xlwings.App(visible=False, add_book=False)
    watch = threading.Timer(SECONDS, _end, (app.pid,))
    watch.daemon = True
    watch.start()
    try:
        app.display_alerts = False
        with contextlib.suppress(Exception):  # Excel for Mac has no such setting
            app.api.AutomationSecurity = _MACROS_OFF
        book = app.books.open(str(old), update_links=False, read_only=True, add_to_mru=False)
        if new.suffix == ".pdf":
            book.to_pdf(str(new), exclude_start_string=_ALL_SHEETS)
            _count_pages(book, new.with_suffix(COUNTS))
        else:
            book.save(str(new))
        book.close()
    finally:
        app.quit()
        watch.cancel()


def _count_pages(book: Any, note: Path) -> None:
    """Write down how many pages each visible sheet takes. Excel for Mac doesn't tell: then nothing."""
    with contextlib.suppress(Exception):
        counts = [
            (sheet.Name, int(sheet.PageSetup.Pages.Count), _is_blank(sheet))
            for sheet in book.api.Sheets
            if sheet.Visible == _VISIBLE
        ]
        note.write_text(json.dumps(counts), encoding="utf-8")


def _is_blank(sheet: Any) -> bool:
    """Whether nothing stands on the sheet, so that it may not be printed although Excel counts a page."""
    with contextlib.suppress(Exception):  # a chart sheet has no cells
        is_empty = not sheet.Application.WorksheetFunction.CountA(sheet.UsedRange)
        return is_empty and not sheet.Shapes.Count
    return False


def _end(pid: int) -> None:
    """End the Excel that we started, and this process with it."""
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGTERM)
    os._exit(1)


def _spare_others(xlwings: Any) -> None:
    """xlwings ends each Excel that it doesn't know, and repeats a rejected call for ever: neither here."""
    with contextlib.suppress(ImportError, AttributeError):
        from xlwings import _xlwindows

        _xlwindows.N_COM_ATTEMPTS = _ATTEMPTS
        setattr(_xlwindows.Apps, "cleanup", staticmethod(lambda: None))  # noqa: B010
