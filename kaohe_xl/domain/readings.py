"""Readings: a value and its cell, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Cell


class Missing(StrEnum):
    """Why an entry has no points."""

    NOT_REPORTED = "未报"
    NOT_ASSESSED = "不考核"
    NOT_COMPUTABLE = "无法计算"


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read from a cell, in the indicator's own measure.

    `value` is None where nothing usable stands there; `text` is what the cell shows. A blank cell
    has text "". An unreadable cell has text and no value (its Finding was made while reading).
    """

    value: Decimal | None
    place: Cell | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that the workbooks say of one unit on one indicator at the assessed date.

    target   target of the year (年度目标); None: no target cell at all
    actual   cumulative value to date (完成值); for 评议 the assessor's points, for 是否 1 or 0,
             for 扣分 the number of cases
    plan     cumulative plan to date (累计计划)
    warned   the city's own list (市级预警): the word in that cell, "" when not on the list
    assessed False: the cell says that this unit isn't assessed on it (不考核)
    """

    unit: str
    indicator: str
    actual: Reading
    target: Reading | None = None
    plan: Reading | None = None
    points: Reading | None = None
    warned: str = ""
    warned_place: Cell | None = None
    start: date | None = None
    end: date | None = None
    assessed: bool = True
