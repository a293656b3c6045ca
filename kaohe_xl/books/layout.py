"""Where results go: the rows and the result columns of the office's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One sheet row that results belong to; `unit` is "" where the units stand across."""

    row: int
    unit: str
    indicator: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A table of indicators and the result columns that it already has, all 1-based.

    header_top, header_bottom   header rows; first_row, last_row: the data (skipped rows included)
    right         last used column of the header: new columns go behind it
    columns       result role -> column: completion progress ahead rank third_value gap_to_third
                  points bonus light
    unit_columns  (unit, role) -> column, where each unit has its own result columns
    unit          the one whose results go into `columns`; "" where each row names its unit,
                  or where no unit is meant (peers across without an own unit)
    style_column  whose header and body new columns copy
    extendable    whether new columns at the right end make sense (not with peers down: there a
                  table stands for one indicator's columns only; nor with peers across without
                  an own unit)
    """

    sheet: str
    header_top: int
    header_bottom: int
    first_row: int
    last_row: int
    right: int
    rows: tuple[ResultRow, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
    unit_columns: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unit: str = ""
    style_column: int = 1
    extendable: bool = True


@dataclass(frozen=True, slots=True)
class TotalTable:
    """A table of units with result columns for their sums, all 1-based.

    rows: unit -> row; columns: total role -> column: base bonus deduction total rank grade.
    """

    sheet: str
    header_top: int
    header_bottom: int
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    right: int
    style_column: int = 1
