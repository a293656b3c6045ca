"""What becomes of the results that a workbook's formulas have stored, as saving needs to know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaohe_xl.books import grid
from kaohe_xl.books.cellxml import Cached
from kaohe_xl.books.formulas.sheets import sheets_with_formulas
from kaohe_xl.books.package import Package
from kaohe_xl.books.places import Place

Changes = Mapping[str, Mapping[Place, grid.Value]]
"""By sheet, what stands in cells from now on; None for nothing, a grid.Formula for a new formula."""


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What becomes of stored results.

    results       by sheet, the cells whose stored result changes; Cached(None) where it is dropped. A new
                  formula stands here where its result is known
    whole         sheets with so many formulas that all their stored results are dropped unseen
    has_formulas  whether the workbook has formulas at all
    dropped       the formulas that lose a result: sheet and place, in order
    """

    results: Mapping[str, Mapping[Place, Cached]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    has_formulas: bool = False
    dropped: Sequence[tuple[str, Place]] = ()


def recalculated(package: Package, changes: Changes) -> Recalculated:
    """What becomes of the results stored in `package` when these cells change. Raises BookError."""
    is_new = any(isinstance(value, grid.Formula) for cells in changes.values() for value in cells.values())
    if not is_new and not sheets_with_formulas(package):
        return Recalculated()
    from kaohe_xl.books.formulas.recomputing import FormulaBook

    return FormulaBook(package).recalculated(changes)
