"""A workbook of rows checked: which findings, at which cells."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.books.grid import Value
from kaohe_xl.books.inspection import inspect
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import study
from kaohe_xl.domain.findings import Finding
from kaohe_xl.domain.scoring import assess

Rows = Sequence[Sequence[Value]]
SETTINGS: Rows = [["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]]


def findings(
    sheets: dict[str, Rows],
    others: dict[str, dict[str, Rows]] | None = None,
    merged: dict[str, list[str]] | None = None,
) -> tuple[Finding, ...]:
    """What the checks find beside reading and scoring; 考核设置 is there unless given."""
    grid = MemoryGrid({"考核设置": SETTINGS, **sheets}, merged)
    read = study(grid)
    assessment = assess(read.scheme, read.records, read.findings)
    further = [(name, study(MemoryGrid(book, name=name))) for name, book in (others or {}).items()]
    return inspect(grid, read, assessment, further)


def places(code: str, sheets: dict[str, Rows], others: dict[str, dict[str, Rows]] | None = None) -> list[str]:
    """The cells of the findings of that code."""
    return [str(found.place) for found in findings(sheets, others) if found.code == code]
