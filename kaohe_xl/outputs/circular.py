"""The monthly circular (月通报): a workbook with its text, tables and charts."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from kaohe_xl.messages.circular import words
from kaohe_xl.outputs import circular_cases, circular_change, circular_gaps, circular_tables
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.circular_text import paragraphs
from kaohe_xl.outputs.draw_pages import drawn
from kaohe_xl.outputs.new_files import put_numbered
from kaohe_xl.outputs.pages import Document, Page, Text
from kaohe_xl.outputs.sheet_names import file_stems


def document(found: Facts) -> Document:
    """What stands in the circular."""
    own = (circular_tables.ranks,) if found.own else (circular_tables.units,)
    makers = (
        *(circular_tables.overview, circular_tables.league, *own, circular_tables.matrix),
        *(circular_change.change, circular_gaps.widest_gaps, circular_gaps.points_lost),
        *(circular_gaps.projects, circular_gaps.idle, circular_cases.cases),
    )
    pages: list[Page] = [page for make in makers if (page := make(found)) is not None]
    text = Text(words("text"), paragraphs(found, [page.name for page in pages]))
    properties = {
        "title": words("title", period=found.period, kind=found.kind),
        "author": found.settings.issuer,
        "created": datetime.combine(found.issued, time()),
    }
    return Document(text, tuple(pages), properties)


def write_circular(made: Document, folder: Path, stem: str, *, preview: bool = False) -> tuple[Path, bool]:
    """Write the circular into `folder`; returns its file, and whether it was there already.

    A file that differs is left alone (a person may have edited its text): the new one gets a number.
    Raises BookError where it can't be written.
    """
    return put_numbered(drawn(made), folder, file_stems([stem])[0], preview=preview)
