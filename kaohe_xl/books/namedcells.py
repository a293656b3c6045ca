"""Settings that the office keeps in cells with a name of their own: 本单位, 截至日期, 考核年度."""

from __future__ import annotations

from dataclasses import replace

from kaohe_xl.books.cells import shown
from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import Grid, Value
from kaohe_xl.books.plain import compact
from kaohe_xl.domain.scheme import Settings


def with_named_cells(grid: Grid, settings: Settings) -> Settings:
    """The settings, what they leave open taken from cells with a defined name; 考核设置 goes first."""
    cells = _cells(grid)
    if not cells:
        return settings
    own = settings.own_unit or compact(shown(cells.get("本单位")))
    year = settings.year
    if year is None and (found := compact(shown(cells.get("考核年度"))).removesuffix("年")).isdigit():
        year = int(found)
    as_of = settings.as_of
    for name in ("截至日期", "截至月份"):
        if as_of is None:
            as_of = day(cells.get(name), year=year)
    return replace(settings, own_unit=own, year=year, as_of=as_of)


def _cells(grid: Grid) -> dict[str, Value]:
    """Defined name -> what stands in its cell, for names of one cell."""
    found: dict[str, Value] = {}
    for sheet in grid.sheets:
        block = grid.block(sheet)
        for name, area in block.names.items():
            if (area.top, area.left) == (area.bottom, area.right):
                found.setdefault(name, block.at(area.top, area.left))
    return found
