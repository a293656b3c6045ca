"""Statements: what single cells say of a unit, an indicator and a period, also where they repeat it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Cell


class Kind(StrEnum):
    """What a figure is: the year's target, the cumulative plan, the cumulative actual."""

    TARGET = "TARGET"
    PLAN = "PLAN"
    ACTUAL = "ACTUAL"


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as a table states it.

    unit      "" where the table means all of them
    value     in the measure that the indicator has in the scheme; None where it can't be brought to it
    month     last month covered; of a target the month of its table
    measure   the table's own unit of measure, "" where it states none
    table     tables are numbered; two statements of one table are no contradiction
    current   whether the table is read for the assessment; False: an earlier month's one
    targets_only   the table has no actual figures: a plan's sheet
    header    the header's cell where a single month (9月) is taken as cumulative
    other_book     it stands in another workbook
    """

    unit: str
    indicator: str
    kind: Kind
    value: Decimal | None
    place: Cell
    text: str = ""
    year: int | None = None
    month: int | None = None
    measure: str = ""
    table: int = 0
    current: bool = True
    targets_only: bool = False
    header: Cell | None = None
    other_book: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """The unit of measure (计量单位) that a table states of an indicator; `table` as in Statement."""

    indicator: str
    measure: str
    place: Cell
    table: int
