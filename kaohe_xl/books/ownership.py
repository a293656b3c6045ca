"""Whose the figures are that stand under nobody's name: the own unit's, or each sheet another unit's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.grid import Grid
from kaohe_xl.books.settings import Stated
from kaohe_xl.books.tables import Table
from kaohe_xl.books.words import tidy
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.scheme import Settings

_DISTRICT = re.compile(
    r"(?:^|[市省年度月期(、)\d\s_.-]|关于)([^\W\d_年月度市省]{1,5}?(?:开发区|高新区|新区|管委会|街道办事处|街道|街办|委员会|区|县|[镇乡](?!街)|局|委))"
)
_NO_DISTRICT = re.compile(
    r"(?:各|全|本|我|该|市|两|城|辖|区|县|地|社|园|郊|景|老|新|片).{0,1}(?:区|县)|.*(?:各|全市|全区)|[^\W\d_]"
)


def owned(found: Sequence[Table], stated: Stated) -> tuple[Table, ...]:
    """The tables, each with its owner where every sheet is another unit's: 韦曲街道, 郭杜街道, ...

    That is so where no own unit is stated, and titles or tabs name several units over the same indicators.
    """
    if stated.settings.own_unit:
        return tuple(found)
    _, known = _known(found, stated)
    owners = {id(one): owner for one in found if _is_bare(one) and (owner := _owner(one, known))}
    lists = [
        (owners[id(one)], {tidy(row.indicator) for row in one.rows}) for one in found if id(one) in owners
    ]
    shared = any(one & other for who, one in lists for whose, other in lists if who != whose)
    return tuple(replace(one, owner=owners.get(id(one), "") if shared else "") for one in found)


def about_owners(found: Sequence[Table]) -> Iterator[Finding]:
    """A note on each table that was taken for a unit's own."""
    for one in found:
        if one.owner:
            words = {"sheet": one.sheet.name, "unit": one.owner}
            yield finding("SHEET_OF_UNIT", Severity.NOTE, Cell(one.sheet.name, "A1"), **words)


def own_unit(
    grid: Grid, settings: Settings, found: Sequence[Table], stated: Stated
) -> tuple[str, list[Finding]]:
    """Whose the columns 目标 and 完成 are: the settings', else the one that a title names."""
    if settings.own_unit or any(one.owner for one in found):
        return settings.own_unit, []
    across, known = _known(found, stated)
    for one in found:
        if one.shape is not Shape.INDICATORS:
            continue
        if not one.has_own and not one.names():
            continue
        for text in (*one.title, one.sheet.name, grid.name):
            name = _named(tidy(text), known if one.has_own else across, one.has_own)
            if name:
                place = Cell(one.sheet.name, "A1")
                return name, [
                    finding("OWN_UNIT_ASSUMED", Severity.NOTE, place, unit=name, sheet=one.sheet.name)
                ]
    return "", []


def _named(text: str, known: dict[str, str], any_unit: bool) -> str:
    """The one known unit that a text names, else any district, office or street in it."""
    named = sorted((key for key in known if len(key) > 1 and key in text), key=len)
    if named and all(key in named[-1] for key in named):
        return known[named[-1]]
    if not any_unit or named:
        return ""
    return next((m[1] for m in _DISTRICT.finditer(text) if not _NO_DISTRICT.fullmatch(m[1])), "")


def _known(found: Sequence[Table], stated: Stated) -> tuple[dict[str, str], dict[str, str]]:
    """Tidy name -> name of the units across in tables; and of all that are known."""
    across = {tidy(name): name for one in found if one.shape is Shape.INDICATORS for name in one.names()}
    return across, {tidy(n): u.name for u in stated.units for n in (u.name, *u.aliases)} | across


def _is_bare(one: Table) -> bool:
    """Whether rows are indicators and no unit is named across."""
    return one.shape is Shape.INDICATORS and one.has_own and not one.names()


def _owner(one: Table, known: dict[str, str]) -> str:
    """The unit that the table's title names, else its tab."""
    texts = (*one.title, one.sheet.name)
    return next((name for text in texts if (name := _named(tidy(text), known, True))), "")
