"""计分规则: the rows as they stand; `rules.parse` makes rules of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kaohe_xl.books.cells import number, shown
from kaohe_xl.books.confirmation import pending_fields
from kaohe_xl.books.dates import day
from kaohe_xl.books.grid import Grid, Value
from kaohe_xl.books.listings import Listing, find_listings
from kaohe_xl.books.listshapes import Kind
from kaohe_xl.books.plain import compact, several
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.scheme import Direction, RuleText

_DIRECTIONS = {
    **dict.fromkeys(
        ("正向", "正", "正指标", "正向指标", "越高越好", "越大越好", "越多越好", "↑"), Direction.HIGHER
    ),
    **dict.fromkeys(("逆向", "逆", "逆指标", "逆向指标", "负向", "负", "负向指标"), Direction.LOWER),
    **dict.fromkeys(("反向", "反向指标", "越低越好", "越小越好", "越少越好", "↓"), Direction.LOWER),
}
# Header word -> field: what may wait to be confirmed.
FIELDS = {
    "分值": "points",
    "方向": "direction",
    "方法": "method",
    "参数": "parameters",
    "条款": "clause",
    "生效日期": "effective",
}
MOST_CELLS = 6
_EVERY = frozenset(("全部", "所有", "所有单位", "全部单位", "各单位", "全体", "全体单位", "通用", "不限"))
_BLANKS = frozenset(("", "—", "——", "/"))
_BREAK = re.compile(r"[；;]?\s*[\r\n]+\s*")


def read_rules(grid: Grid) -> tuple[tuple[RuleText, ...], tuple[Finding, ...]]:
    """The rules of the workbook in its order, and what is wrong with their rows."""
    return rules_of(find_listings(grid))


def direction(text: str) -> Direction | None:
    """正向 or 逆向 by any of their usual words; None for another word."""
    return _DIRECTIONS.get(compact(text))


def rules_of(listings: Iterable[Listing]) -> tuple[tuple[RuleText, ...], tuple[Finding, ...]]:
    """The rules that these lists state, but for what waits to be confirmed.

    Of two for the same indicator, unit and day the first holds.
    """
    findings: list[Finding] = []
    known: dict[tuple[str, str, date | None], RuleText] = {}
    for listing in listings:
        if listing.kind is not Kind.RULES:
            continue
        confirmed, pending = _confirmed(listing)
        if pending:
            cells = "、".join(cell.ref for cell in pending[:MOST_CELLS]) + "…" * (len(pending) > MOST_CELLS)
            words = {"count": len(pending), "cells": cells}
            findings.append(finding("RULES_PENDING", Severity.NOTE, pending[0], **words))
        for row in listing.rows:
            for rule in _rules(confirmed, row, findings):
                first = known.setdefault((rule.indicator, rule.unit, rule.effective), rule)
                if first is not rule:
                    words = {
                        "indicator": rule.indicator,
                        "unit": rule.unit or "全部单位",
                        "first": first.place,
                    }
                    findings.append(finding("DUPLICATE_RULE", Severity.WARNING, rule.place, **words))
    return tuple(known.values()), tuple(findings)


def _confirmed(listing: Listing) -> tuple[Listing, list[Cell]]:
    """The list without what waits to be confirmed, and the cells of that."""
    if "note" not in listing.columns:
        return listing, []
    pending: dict[tuple[int, int], Cell] = {}
    for row in listing.rows:
        note = shown(listing.value(row, "note"))
        values = {word: listing.value(row, name) for word, name in FIELDS.items()}
        for word in pending_fields(note, values) if note else ():
            name = FIELDS[word]
            if name in listing.columns:
                pending[row, listing.columns[name]] = listing.place(row, name)
    return listing.without(frozenset(pending)), list(pending.values())


def _rules(listing: Listing, row: int, findings: list[Finding]) -> Iterator[RuleText]:
    """The rule of a row, once for each unit that it names."""
    texts = {name: _text(listing.value(row, name)) for name in listing.columns}
    if not any(text for name, text in texts.items() if name not in ("indicator", "note")):
        return
    if not texts["indicator"]:
        findings.append(
            finding("RULE_ROW_WITHOUT_INDICATOR", Severity.ERROR, listing.place(row, "indicator"))
        )
        return
    rule = RuleText(
        indicator=shown(texts["indicator"]),
        method=shown(texts["method"]),
        parameters=_BREAK.sub("；", texts.get("parameters", "")),
        points=_points(listing, row, findings),
        direction=_direction(listing, row, findings),
        clause=shown(texts.get("clause", "")),
        effective=_effective(listing, row, findings),
        place=listing.place(row, "method"),
        parameters_place=_cell(listing, row, "parameters"),
        points_place=_cell(listing, row, "points"),
        direction_place=_cell(listing, row, "direction"),
    )
    units = several(texts.get("unit", ""))
    every = not units or any(compact(unit) in _EVERY for unit in units)
    yield from (replace(rule, unit=unit) for unit in (("",) if every else units))


def _cell(listing: Listing, row: int, name: str) -> Cell | None:
    """The place of the field; None where the list has no such column."""
    return listing.place(row, name) if name in listing.columns else None


def _text(value: Value) -> str:
    """The text of a cell with its line breaks; blank for a dash."""
    text = value.strip() if isinstance(value, str) else shown(value)
    return "" if compact(text) in _BLANKS else text


def _points(listing: Listing, row: int, findings: list[Finding]) -> Decimal | None:
    """Full points, not below 0; a percentage is refused: of what it would be isn't said."""
    quantity = number(listing.value(row, "points"), measure="分", percent=listing.is_percent(row, "points"))
    value = quantity.value
    if quantity.blank or (value is not None and value >= 0 and not quantity.percent and not quantity.problem):
        return value
    place = listing.place(row, "points")
    findings.append(finding("BAD_RULE_POINTS", Severity.ERROR, place, text=quantity.text))
    return None


def _direction(listing: Listing, row: int, findings: list[Finding]) -> Direction | None:
    text = _text(listing.value(row, "direction"))
    found = direction(text)
    if text and text != "-" and found is None:
        place = listing.place(row, "direction")
        findings.append(finding("BAD_RULE_DIRECTION", Severity.ERROR, place, text=shown(text)))
    return found


def _effective(listing: Listing, row: int, findings: list[Finding]) -> date | None:
    """The first day on which the rule holds; of a month or a year its first day."""
    value = listing.value(row, "effective")
    found = day(value, opening=True)
    if found is None and _text(value) not in ("", "-"):
        place = listing.place(row, "effective")
        findings.append(finding("BAD_RULE_DATE", Severity.ERROR, place, text=shown(value)))
    return found
