"""Which of a table's columns holds a figure at the assessed date: months, years, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kaohe_xl.books.columns import Column
from kaohe_xl.books.periods import has_figures
from kaohe_xl.books.tables import Table

# 调整后目标 holds where it is filled in, the figure of the beginning of the year elsewhere.
_ADJUSTED = re.compile("(?:调整|变更|修订|修正)[后为]|(?:调整|变更|修订)(?:目标|任务|计划|值|数)|调后|新目标")


class Picker:
    """Picks columns of tables for one assessed date.

    `doubled`: (table, the column picked, another one of the same name and role);
    `assumed`: tables whose columns of single months were taken for cumulative ones;
    `earlier`: (table, column, month wanted) where the month wanted has no column.
    """

    def __init__(self, as_of: date | None, year: int | None) -> None:
        self._month = as_of.month if as_of else None
        self._year = year or (as_of.year if as_of else None)
        self._found: dict[tuple[int, str, str], Column | None] = {}
        self.doubled: list[tuple[Table, Column, Column]] = []
        self.assumed: list[tuple[Table, Column]] = []
        self.earlier: list[tuple[Table, Column, int]] = []

    def column(self, table: Table, role: str, name: str = "") -> Column | None:
        """The table's column of that role for `name` ("": nobody's in particular), if there is one."""
        key = (id(table), role, name)
        if key not in self._found:
            columns = [c for c in table.columns if c.role == role and c.name == name]
            beside = self._beside_actual(table, columns, name) if role == "plan" else None
            self._found[key] = beside or self._pick(table, columns)
        return self._found[key]

    def _beside_actual(self, table: Table, plans: Sequence[Column], name: str) -> Column | None:
        """The plan of the very month whose actual figure was picked, where months are told apart."""
        actual = self.column(table, "actual", name)
        if actual is None or actual.month is None:
            return None
        return next((c for c in plans if (c.month, c.year) == (actual.month, actual.year)), None)

    def _pick(self, table: Table, columns: Sequence[Column]) -> Column | None:
        if any(c.year for c in columns):
            columns = self._of_year(columns)
        dated = [c for c in columns if c.month]
        undated = [c for c in columns if not c.month]
        if dated:
            return self._of_month(table, dated, undated)
        adjusted = [c for c in undated if _ADJUSTED.search(c.header)]
        if len(undated) == 2 and len(adjusted) == 1:
            (former,) = (c for c in undated if c is not adjusted[0])
            return replace(adjusted[0], former=former)
        if len(undated) > 1:
            self.doubled.append((table, undated[0], undated[1]))
        return undated[0] if undated else None

    def _of_year(self, columns: Sequence[Column]) -> list[Column]:
        year = self._year or max(c.year for c in columns if c.year)
        return [c for c in columns if c.year in (None, year)]

    def _of_month(self, table: Table, dated: Sequence[Column], undated: Sequence[Column]) -> Column | None:
        """The column of the assessed month, else the latest before it that holds figures."""
        cumulative = [c for c in dated if not c.single]
        if undated and not any(c.month == self._month for c in cumulative):
            return undated[0]
        pool = sorted(cumulative or dated, key=lambda c: c.month or 0)
        exact = [c for c in pool if c.month == self._month]
        if not exact:
            early = [c for c in pool if not self._month or (c.month or 0) <= self._month]
            exact = [c for c in early if has_figures(table, c.index)][-1:] or early[-1:]
            if exact and self._month:
                self.earlier.append((table, exact[0], self._month))
        if exact and not cumulative:
            self.assumed.append((table, exact[0]))
        return exact[0] if exact else None
