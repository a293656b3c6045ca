"""A workbook in memory: what tests put in the place of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kaohe_xl.books.colouring import lacking, without
from kaohe_xl.books.grid import Area, Block, Formula, Patch, Saved, TextColour, Value
from kaohe_xl.books.merging import to_first_cells
from kaohe_xl.books.patched import applied, block_of_new, rectangle
from kaohe_xl.books.references import area_of
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.messages import sentence

Places = Mapping[str, Sequence[tuple[int, int]]]


class MemoryGrid:
    """Sheets given as rows of values; `merged` as areas or references, `percents` as (row, column), by sheet.

    A `Formula` among the values is a formula without a cached value. Saved patches are kept in `saved`.
    """

    def __init__(
        self,
        sheets: Mapping[str, Sequence[Sequence[Value]]],
        merged: Mapping[str, Sequence[Area | str]] | None = None,
        percents: Places | None = None,
        *,
        colours: Mapping[str, Sequence[TextColour]] | None = None,
        hidden: Sequence[str] = (),
        name: str = "内存.xlsx",
        path: Path | None = None,
    ) -> None:
        self._blocks = {
            sheet: _block(
                rows, (merged or {}).get(sheet, ()), (percents or {}).get(sheet, ()), sheet in hidden
            )
            for sheet, rows in sheets.items()
        }
        self._colours = {sheet: list((colours or {}).get(sheet, ())) for sheet in sheets}
        self._name, self._path = name, path
        self.saved: list[Patch] = []

    @property
    def name(self) -> str:
        """The name given, for messages."""
        return self._path.name if self._path else self._name

    @property
    def path(self) -> Path | None:
        """The path given; nothing is ever written there."""
        return self._path

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of all sheets, in the order given."""
        return tuple(self._blocks)

    def block(self, sheet: str) -> Block:
        """The sheet as it is now. Raises InputError for an unknown sheet."""
        return self._known(sheet, self._blocks)

    def colours(self, sheet: str) -> tuple[TextColour, ...]:
        """The conditional formats given or saved. Raises InputError for an unknown sheet."""
        self.block(sheet)
        return tuple(self._colours[sheet])

    def save(self, patch: Patch) -> Saved:
        """Apply the patch to the blocks. Raises InputError for an unknown sheet; nothing is then applied."""
        if patch.is_empty:
            return Saved(None, None)
        blocks, colours = self._with_sheets(patch)
        merged = {sheet: self._known(sheet, blocks).merged for sheet in patch.sheets}
        parts = {
            sheet: replace(part, changes=to_first_cells(sheet, part.changes, merged[sheet]))
            for sheet, part in patch.sheets.items()
        }
        self._blocks, self._colours = blocks, colours
        for sheet, part in parts.items():
            blocks[sheet] = applied(blocks[sheet], part)
            colours[sheet] += lacking(part.colours, colours[sheet])
            colours[sheet] = without(colours[sheet], part.undone.colours)
        self.saved.append(patch)
        return Saved(self._path, None)

    def _with_sheets(self, patch: Patch) -> tuple[dict[str, Block], dict[str, list[TextColour]]]:
        """Blocks and colours once the patch's sheets have come and gone. Raises InputError, BookError."""
        blocks, colours = dict(self._blocks), dict(self._colours)
        for name in patch.removed:
            self._known(name, blocks)
            del blocks[name], colours[name]
        for name, sheet in patch.added.items():
            if name in blocks:
                raise BookError(*sentence("SHEET_EXISTS", book=self.name, sheet=name))
            blocks[name] = block_of_new(sheet)
            colours[name] = list(sheet.page.colours) if sheet.page else []
        if not blocks:
            raise BookError(*sentence("LAST_SHEET", book=self.name))
        return blocks, colours

    def _known(self, sheet: str, blocks: Mapping[str, Block]) -> Block:
        if sheet not in blocks:
            raise InputError(*sentence("NO_SUCH_SHEET", sheet=sheet, sheets="、".join(blocks)))
        return blocks[sheet]


def _block(
    rows: Sequence[Sequence[Value]],
    merged: Sequence[Area | str],
    percents: Sequence[tuple[int, int]],
    hidden: bool,
) -> Block:
    areas = tuple(area_of(area) if isinstance(area, str) else area for area in merged)
    written = {
        (r, c): v for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1) if isinstance(v, Formula)
    }
    values = [[None if isinstance(v, Formula) or v == "" else v for v in row] for row in rows]
    formulas = {place: str(formula) for place, formula in written.items()}
    return Block(rectangle(values), areas, frozenset(percents), formulas, frozenset(written), hidden)
