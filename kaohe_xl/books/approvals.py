"""Notes that say why a figure was changed: 经区政府批准, 长政发〔2011〕12号, 目标调整."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaohe_xl.books.board_marks import is_board
from kaohe_xl.books.check_sheet import is_check_sheet
from kaohe_xl.books.columns import Shape
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.reading import Study
from kaohe_xl.books.rows import Row
from kaohe_xl.books.tables import Table
from kaohe_xl.books.words import tidy
from kaohe_xl.domain.statements import Statement

_APPROVAL = re.compile(
    r"批复|批准|批示|核减|核增|调减|调增|会议纪要|常务会|[〔\[(](?:19|20)\d\d[〕\])]第?\d+号|"
    r"(?:目标|任务|计划|指标|数据?)[^。；]{0,8}(?:调整|变更|修订|修正|更正|下调|上调)|"
    r"(?:调整|变更|修订|修正|更正|下调|上调)(?:为|至|到|后|目标|任务|计划)"
)


class Approvals:
    """Finds the note on an indicator's figure: in its row, below its table, or in a list of changes."""

    def __init__(self, grid: Grid, read: Study) -> None:
        self._grid, self._read = grid, read
        self._rows: frozenset[tuple[str, str]] | None = None
        self._texts: tuple[str, ...] = ()

    def __call__(self, one: Statement) -> bool:
        """Whether there is such a note."""
        if self._rows is None:
            self._rows = frozenset(self._noted())
            self._texts = tuple(self._loose())
        if _APPROVAL.search(one.text):
            return True
        if (one.unit, one.indicator) in self._rows or ("", one.indicator) in self._rows:
            return True
        name = tidy(one.indicator)
        return any(name in text for text in self._texts)

    def _noted(self) -> Iterator[tuple[str, str]]:
        """Unit and indicator of the rows of tables that have such a note; unit "" for all."""
        names = self._read.names
        for table in (*self._read.tables, *self._read.left):
            if names is None or table.shape is Shape.UNITS:
                continue
            for row in table.rows:
                if _is_noted(table, row):
                    unit = names.unit(row.unit) if table.shape is Shape.LONG else ""
                    yield unit, names.find(row.indicator)

    def _loose(self) -> Iterator[str]:
        """The rows with such a word that are no rows of these tables, as one text each."""
        taken = {
            (table.sheet.name, row.number)
            for table in (*self._read.tables, *self._read.left)
            for row in table.rows
        }
        giants = {f.place.sheet for f in self._read.findings if f.code == "GIANT_LEFT_ALONE" and f.place}
        for sheet in self._grid.sheets:
            if sheet in giants:
                continue
            block = self._grid.block(sheet)
            if is_check_sheet(block) or is_board(block):
                continue
            for number, values in enumerate(block.values, 1):
                texts = [value for value in values if type(value) is str]
                if (sheet, number) not in taken and any(_APPROVAL.search(text) for text in texts):
                    yield " ".join(map(tidy, texts))


def _is_noted(table: Table, row: Row) -> bool:
    """Whether a remark, or a cell beside the table, says so; rules and names may have such words too."""
    told = {column.index for column in table.columns if column.role not in ("", "remark") or column.name}
    return any(
        isinstance(value, str) and column not in told and _APPROVAL.search(value)
        for column, value in table.sheet.filled(row.number)
    )
