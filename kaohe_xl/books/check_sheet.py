"""The findings in the workbook itself: the sheet 检查结果 with links to the cells, and comments on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kaohe_xl.books.grid import Block, Grid, NewSheet, Patch, Value
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.domain.findings import Finding, Severity
from kaohe_xl.messages import sentence

NAME = "检查结果"
_HEADER = ("序号", "程度", "工作表", "单元格", "问题", "办法")
_WIDTHS = (6.0, 8.0, 18.0, 11.0, 62.0, 50.0)
_HEADER_ROW, _LINK = 2, 4
_WORDS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "NOTE"}
_OTHERS = 99


def is_check_sheet(block: Block) -> bool:
    """Whether the sheet is one that the program wrote, by its header."""
    return tuple(block.at(_HEADER_ROW, column) for column in range(1, len(_HEADER) + 1)) == _HEADER


def check_sheets(grid: Grid) -> tuple[str, ...]:
    """The names of the sheets of that kind in the workbook."""
    named = (name for name in grid.sheets if re.fullmatch(NAME + r"\d*", name))
    return tuple(name for name in named if is_check_sheet(grid.block(name)))


def findings_patch(
    grid: Grid, findings: Sequence[Finding], *, sheet: bool = False, comments: bool = False
) -> Patch:
    """What writes the findings into the workbook: as a sheet, as comments on the cells, or both.

    What was written the time before is replaced; what is there already is not written again.
    """
    added: dict[str, NewSheet] = {}
    removed: tuple[str, ...] = ()
    if sheet:
        old, new = check_sheets(grid), _sheet(findings)
        if len(old) != 1 or not _is_there(grid.block(old[0]), new):
            removed, added = old, {_free_name(grid, old): new}
    return Patch(added=added, removed=removed, comments=_comments(findings) if comments else None)


def clearing_patch(grid: Grid) -> Patch:
    """What takes the sheets and all comments of the program out again."""
    return Patch(removed=check_sheets(grid), comments={})


def _free_name(grid: Grid, gone: Iterable[str]) -> str:
    """检查结果, or with a number where the office has a sheet of that name."""
    taken = {name.casefold() for name in grid.sheets} - {name.casefold() for name in gone}
    names = (NAME, *(f"{NAME}{number}" for number in range(2, _OTHERS)))
    return next(name for name in names if name not in taken)


def _sheet(findings: Sequence[Finding]) -> NewSheet:
    """A row a finding, in the order given."""
    rows: list[tuple[Value, ...]] = [(_title(findings),), _HEADER]
    links: dict[tuple[int, int], str] = {}
    for number, found in enumerate(findings, 1):
        place = found.place
        where = (place.sheet, place.ref) if place else (sentence("WHOLE_BOOK")[0], None)
        rows.append(
            (number, sentence(_WORDS[found.severity])[0], *where, found.message, found.remedy or None)
        )
        if place is not None:
            first = area_of(place.ref)
            links[len(rows), _LINK] = f"{place.sheet}!{cell_name(first.top, first.left)}"
    if not findings:
        rows.append((None, None, None, None, sentence("NO_FINDINGS")[0]))
    return NewSheet(tuple(rows), _HEADER_ROW, _WIDTHS, frozenset((5, 6)), links=links)


def _title(findings: Sequence[Finding]) -> str:
    counts = [sum(found.severity is severity for found in findings) for severity in Severity]
    said = {"errors": counts[0], "warnings": counts[1], "notes": counts[2]}
    return sentence("CHECK_SHEET_TITLE", count=len(findings), **said)[0]


def _is_there(block: Block, new: NewSheet) -> bool:
    """Whether the sheet says the same already."""
    width = len(_HEADER)
    if len(block.values) != len(new.rows):
        return False
    return all(
        [block.at(number, c) for c in range(1, width + 1)] == [*row, *[None] * (width - len(row))]
        for number, row in enumerate(new.rows, 1)
    )


def _comments(findings: Iterable[Finding]) -> dict[str, dict[tuple[int, int], str]]:
    """Sheet -> cell -> what was found there, all of it in one comment."""
    texts: dict[str, dict[tuple[int, int], list[str]]] = {}
    for found in findings:
        if found.place is None:
            continue
        area = area_of(found.place.ref)
        advice = "\n" + sentence("ADVICE", remedy=found.remedy)[0] if found.remedy else ""
        text = f"【{sentence(_WORDS[found.severity])[0]}】{found.message}{advice}"
        texts.setdefault(found.place.sheet, {}).setdefault((area.top, area.left), []).append(text)
    return {
        sheet: {place: "\n".join(told) for place, told in cells.items()} for sheet, cells in texts.items()
    }
