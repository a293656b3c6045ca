"""Peers across whose targets and actuals alternate down the rows: 生产总值 目标 …, 完成 …."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column, Layout, Shape
from kaohe_xl.books.drafts import BARE_PLANS
from kaohe_xl.books.labels import display
from kaohe_xl.books.rows import Row
from kaohe_xl.books.sheets import Sheet
from kaohe_xl.books.vocabulary import FIGURES, RESULTS
from kaohe_xl.books.words import word

_NAMES = ("indicator", "level", "category")
_WORDS = (*_NAMES, "", "owner", "nature", "measure")


@dataclass(frozen=True, slots=True)
class Stack:
    """The table read as one row an indicator; `unread`: the column of words where that can't be done.

    In `layout` the columns of a unit are said once for target, actual and plan, each so many rows down.
    """

    layout: Layout
    rows: tuple[Row, ...] = ()
    unread: Column | None = None


def stacked(sheet: Sheet, one: Layout, numbers: Sequence[int]) -> Stack | None:
    """The stack that the rows make; None where no column says 目标 and 完成 in turn."""
    if one.shape is not Shape.INDICATORS or not any(column.name for column in one.columns):
        return None
    for column in one.columns:
        if column.role in _WORDS and not column.name:
            said = {row: role for row in numbers if (role := _role(sheet, row, column.index))}
            roles = _with_target(sheet, column, said)
            if {"target", "actual"} <= set(roles.values()) and _are_all(sheet, column, numbers, roles):
                return _stack(sheet, one, column, roles)
    return None


def _with_target(sheet: Sheet, column: Column, roles: dict[int, str]) -> dict[int, str]:
    """The roles; 计划 alone is the year's target where there is no other."""
    plans = [row for row, role in roles.items() if role == "plan"]
    if "target" in roles.values() or any(sheet.text(row, column.index) not in BARE_PLANS for row in plans):
        return roles
    return {row: "target" if role == "plan" else role for row, role in roles.items()}


def _role(sheet: Sheet, row: int, column: int) -> str:
    role = word(sheet.text(row, column)).role if sheet.text(row, column) else ""
    return role if role in FIGURES | RESULTS | {"reference"} else ""


def _are_all(sheet: Sheet, column: Column, numbers: Sequence[int], roles: dict[int, str]) -> bool:
    """Whether little else stands in the column: fillers, notes."""
    return len(roles) >= sum(1 for row in numbers if sheet.text(row, column.index)) * 0.6


def _stack(sheet: Sheet, one: Layout, words: Column, roles: dict[int, str]) -> Stack:
    names = [c for c in one.columns if c.role in _NAMES and not c.name and c.index < words.index]
    if not names:
        return Stack(one, (), words)
    key = names[-1]
    groups: list[tuple[str, int, dict[str, int]]] = []
    for row, role in roles.items():
        name = shown(sheet.value(row, key.index))
        if not groups or role in groups[-1][2] or name not in ("", groups[-1][0]):
            groups.append((name, row, {}))
        groups[-1][2][role] = row - groups[-1][1]
    offsets = {tuple(sorted(found.items())) for _, _, found in groups}
    if len(offsets) != 1 or not all(name for name, _, _ in groups):
        return Stack(one, (), words)
    category = names[-2].index if len(names) > 1 else 0
    rows, carried = [], ""
    for name, row, _ in groups:
        carried = (display(shown(sheet.value(row, category))) if category else "") or carried
        rows.append(Row(row, name, "", carried))
    down = {role: by for role, by in groups[0][2].items() if role in FIGURES}
    return Stack(replace(one, columns=_columns(one, key, words, down)), tuple(rows))


def _columns(one: Layout, key: Column, words: Column, down: dict[str, int]) -> tuple[Column, ...]:
    """The columns: the key, the words without a role, and each unit's once for every figure."""
    found: list[Column] = []
    for column in one.columns:
        if column.name and column.role in FIGURES:
            found += (replace(column, role=role, down=by) for role, by in down.items())
        elif column.index == words.index:
            found.append(replace(column, role=""))
        else:
            found.append(replace(column, role="indicator") if column.index == key.index else column)
    return tuple(found)
