"""What formulas show while changes wait to be saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from kaohe_xl.books import grid
from kaohe_xl.books.equality import is_there
from kaohe_xl.books.formulas.cells import FormulaCell
from kaohe_xl.books.formulas.names import Names
from kaohe_xl.books.formulas.outcome import Changes
from kaohe_xl.books.formulas.outdated import Dependence
from kaohe_xl.books.formulas.precedents import Precedents
from kaohe_xl.books.formulas.recomputing import FormulaBook
from kaohe_xl.books.places import Place
from kaohe_xl.books.serials import Shown, date_of


class Result(NamedTuple):
    """What a formula shows; None where that isn't known. `is_percent`: its cell shows percentages."""

    value: grid.Value
    is_percent: bool = False


Results = Mapping[str, Mapping[Place, Result]]


@runtime_checkable
class Recalculating(Protocol):
    """A workbook that tells what its formulas show once cells change."""

    def results_after(self, changes: Changes) -> Results:
        """By sheet, the formulas that show something else once these cells change."""


def results_after(book: grid.Grid, changes: Changes) -> Results:
    """By sheet, the formulas that show something else, or nothing that is known, once these cells change.

    Of a workbook that can't tell itself all formulas count that may read a changed cell.
    """
    if isinstance(book, Recalculating):
        return book.results_after(changes)
    formulas = {sheet: list(_cells(book.block(sheet))) for sheet in book.sheets}
    if not any(formulas.values()):
        return {}
    dependence = Dependence(formulas, Precedents(Names(book.sheets), {}))
    found: dict[str, dict[Place, Result]] = {}
    for sheet, cell in dependence.outdated(real_changes(changes, book.block)):
        found.setdefault(sheet, {})[cell.place] = Result(None)
    return found


def results_of(book: FormulaBook, changes: Changes, block: Callable[[str], grid.Block]) -> Results:
    """By sheet, the formulas of a package that show something else; `block` gives a sheet as it stands."""
    outcome = book.recalculated(real_changes(changes, block))
    styles = {
        (sheet, cell.place): book.package.styles.shown[cell.style]
        for sheet in outcome.results
        for cell in book.formulas.get(sheet, ())
        if cell.place in outcome.results[sheet] and cell.style < len(book.package.styles.shown)
    }
    found: dict[str, dict[Place, Result]] = {}
    for sheet, cells in outcome.results.items():
        for place, cached in cells.items():
            shown = styles.get((sheet, place), Shown.NUMBER)
            found.setdefault(sheet, {})[place] = _shown(cached.value, shown, book.package.is_1904)
    for sheet in outcome.whole:
        found.setdefault(sheet, {}).update({place: Result(None) for place in block(sheet).formulas})
    return found


def _shown(value: grid.Value, shown: Shown, is_1904: bool) -> Result:
    """A result as its cell shows it."""
    if isinstance(value, int | float) and not isinstance(value, bool) and shown is Shown.DATE:
        return Result(date_of(value, is_1904) or value)
    return Result(value, shown is Shown.PERCENT)


def real_changes(changes: Changes, block: Callable[[str], grid.Block]) -> Changes:
    """The changes without those that are there already."""
    return {
        sheet: {
            place: value
            for place, value in cells.items()
            if not is_there(grid.Change(*place, value), block(sheet))
        }
        for sheet, cells in changes.items()
    }


def _cells(block: grid.Block) -> Iterator[FormulaCell]:
    """The formulas of a block; one without a text may read anything."""
    for place, text in block.formulas.items():
        kind = "" if len(text) > 1 else "shared"
        yield FormulaCell(place, text[1:], kind, "", None, "n", None, 0)
