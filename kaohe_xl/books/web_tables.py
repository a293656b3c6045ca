"""Tables of a web page as a block: web systems export them under the name of .xls.

All tables stand in one sheet, one under the other with what is written between them, as Excel shows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import PurePath

from kaohe_xl.books.grid import Area, Block, Value
from kaohe_xl.books.old_workbook import clear_merged
from kaohe_xl.books.patched import rectangle
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, cell_name
from kaohe_xl.books.scan import MOST_CELLS
from kaohe_xl.books.text_values import decoded, sheet_name, typed
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

_UNSEEN = frozenset({"script", "style", "title", "head", "xml", "template", "noscript"})
_LINES = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "center", "li", "ul", "form"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_TEXT_FORMAT = re.compile(
    r"(?:mso-number-format|vnd\.ms-excel\.numberformat)\s*:\s*[\"']?\\?@", re.IGNORECASE
)
_LARGEST_SPAN = 10_000


class _Page(HTMLParser):
    """Rows as they come; a cell that reaches over others is a merged area."""

    def __init__(self, book: str, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._book, self._name = book, name
        self.cells: dict[tuple[int, int], Value] = {}
        self.percents: set[tuple[int, int]] = set()
        self.merged: list[Area] = []
        self.tables = 0
        self._taken: set[tuple[int, int]] = set()
        self._row = self._column = 0
        self._depth = self._unseen = 0
        self._pieces: list[str] = []
        self._cell: dict[str, str] | None = None

    def _open_tag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that opens."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "table":
            self._end_cell(nested=True)
            self._flush()
            self._depth += 1
            self.tables += 1
            self._new_row()
        elif tag == "tr" and self._depth:
            self._end_cell()
            self._new_row()
        elif tag in ("td", "th") and self._depth:
            self._end_cell()
            self._cell = {name: value or "" for name, value in attrs}
            self._pieces = []
        elif tag in _LINES:
            self._break()

    def _close_tag(self, tag: str) -> None:
        """A tag that closes; one that was never opened is passed over."""
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()
            if tag == "table" and self._depth:
                self._depth -= 1
        elif tag in _LINES:
            self._break()

    def _words_come(self, data: str) -> None:
        """Words, as the page shows them: runs of blanks are one."""
        if not self._unseen:
            self._pieces.append(_BLANKS.sub(" ", data))

    handle_starttag, handle_endtag, handle_data = _open_tag, _close_tag, _words_come

    def close(self) -> None:
        """The end of the page."""
        super().close()
        self._end_cell()
        self._flush()

    def _break(self) -> None:
        if self._cell is not None:
            self._pieces.append("\n")
        else:
            self._flush()

    def _words(self) -> str:
        text = "".join(self._pieces).replace("\xa0", " ")
        self._pieces = []
        return re.sub(r"\n{2,}", "\n", re.sub(r" *\n *", "\n", text)).strip()

    def _flush(self) -> None:
        """What is written outside of cells is a row of its own."""
        if self._cell is None and (text := self._words()):
            self._new_row()
            self._put(1, text, {})
            self._column = 2

    def _new_row(self) -> None:
        """Begin a row, unless the last one is still empty."""
        if self._row == 0 or self._column > 1:
            self._row += 1
        self._column = 1

    def _end_cell(self, *, nested: bool = False) -> None:
        if self._cell is None:
            return
        cell, text = self._cell, self._words()
        self._cell = None
        if nested and not text:
            return  # a table that only lays out other tables
        while (self._row, self._column) in self._taken:
            self._column += 1
        down, right = _span(cell, "rowspan"), _span(cell, "colspan")
        if down > 1 or right > 1:
            area = Area(self._row, self._column, self._row + down - 1, self._column + right - 1)
            self.merged.append(area)
            self._room(area)
        self._put(self._column, text, cell)
        self._column += right

    def _room(self, area: Area) -> None:
        count = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if len(self._taken) + count > MOST_CELLS:
            raise self._too_many(area.bottom, area.right)
        self._taken.update(
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        )

    def _put(self, column: int, text: str, cell: Mapping[str, str]) -> None:
        if self._row > LAST_ROW or column > LAST_COLUMN or len(self.cells) > MOST_CELLS:
            raise self._too_many(self._row, column)
        value, percent = _cell_value(text, cell)
        if value is not None:
            self.cells[self._row, column] = value
        if percent:
            self.percents.add((self._row, column))

    def _too_many(self, row: int, column: int) -> BookError:
        words = {"book": self._book, "sheet": self._name, "cell": cell_name(row, column)}
        return BookError(*sentence("TOO_MANY_CELLS", **words))


def web_blocks(data: bytes, book: str) -> Mapping[str, Block]:
    """The only sheet of a web page, named as the file.

    Raises BookError for an unknown encoding, a page without tables, or tables that reach too far.
    """
    name = sheet_name(PurePath(book).stem)
    page = _Page(book, name)
    page.feed(decoded(data, book))
    page.close()
    if not page.tables:
        raise BookError(*sentence("NO_WEB_TABLE", book=book))
    bottom = max((row for row, _ in page.cells), default=0)
    right = max((column for _, column in page.cells), default=0)
    if bottom * right > MOST_CELLS:
        words = {"book": book, "sheet": name, "cell": cell_name(bottom, right)}
        raise BookError(*sentence("TOO_MANY_CELLS", **words))
    rows = [[page.cells.get((r, c)) for c in range(1, right + 1)] for r in range(1, bottom + 1)]
    merged = tuple(area for area in page.merged if (area.top, area.left) != (area.bottom, area.right))
    clear_merged(rows, merged, page.percents)
    return {name: Block(rectangle(rows), merged, frozenset(page.percents))}


def _span(cell: Mapping[str, str], name: str) -> int:
    digits = re.match(r"\s*\d{1,6}", cell.get(name, ""))
    return min(max(int(digits[0]), 1), _LARGEST_SPAN) if digits else 1


def _cell_value(text: str, cell: Mapping[str, str]) -> tuple[Value, bool]:
    """The value that Excel takes from a cell: its own number, text where it says so, else what is read."""
    if "x:str" in cell or _TEXT_FORMAT.search(cell.get("style", "")):
        return text or None, False
    value, percent = typed(text)
    if cell.get("x:num"):
        exact, _ = typed(cell["x:num"])
        if isinstance(exact, int | float) and isinstance(value, int | float):
            return exact, percent
    return value, percent
