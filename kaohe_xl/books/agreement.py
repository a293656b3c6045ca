"""The office's own formulas in result columns, compared with ours as they are once results are written."""

from __future__ import annotations

from kaohe_xl.books.grid import Grid, Patch
from kaohe_xl.books.pending import PendingGrid
from kaohe_xl.books.reading import Study
from kaohe_xl.books.writing import results_patch
from kaohe_xl.domain.assessment import Assessment
from kaohe_xl.domain.findings import Finding

_CODE = "FORMULA_DISAGREES"


def agreed_patch(grid: Grid, study: Study, assessment: Assessment) -> tuple[Patch, tuple[Finding, ...]]:
    """What `results_patch` says, but a formula that reads what is written disagrees only if it does so then.

    One whose result isn't known then is not said to disagree.
    """
    patch, notes = results_patch(grid, study, assessment)
    if not patch.cells or not any(note.code == _CODE for note in notes):
        return patch, notes
    written = PendingGrid(grid)
    for sheet, part in patch.sheets.items():
        written.put(sheet, {(change.row, change.column): change.after for change in part.changes})
    _, later = results_patch(written, study, assessment)
    still = [note for note in later if note.code == _CODE]
    return patch, (*(note for note in notes if note.code != _CODE), *still)
