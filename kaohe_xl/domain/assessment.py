"""The result: entries, totals, and how each came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.readings import Missing


class Light(StrEnum):
    """红 / 黄 / 绿."""

    RED = "红"
    AMBER = "黄"
    GREEN = "绿"


@dataclass(frozen=True, slots=True)
class Lights:
    """The three axes, each None where it doesn't apply, and one reason (Chinese) an axis lit.

    `overall` is the worst of those lit.
    """

    progress: Light | None = None
    rank: Light | None = None
    city: Light | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    overall: Light | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that went into a score: what it is called, its value, the cell it stands in."""

    name: str
    value: Decimal | str | None
    place: Cell | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit on one indicator.

    completion and progress are ratios; `ahead` is their difference in percentage points.
    `points` are those inside the full points, `bonus` those beyond; None where `missing` says why.
    `gap_to_third` is how much is wanting to third place, in the indicator's measure, >= 0;
    0 for the first three. `rank_change`s and the like are derived elsewhere.
    `position` is 1 and the number strictly better, whatever the declared ties: lights and counts use it.
    `steps` tell in Chinese how the points came about; `lost` are full points less points.
    """

    unit: str
    indicator: str
    place: Cell | None
    actual: Decimal | None = None
    target: Decimal | None = None
    plan: Decimal | None = None
    completion: Decimal | None = None
    progress: Decimal | None = None
    ahead: Decimal | None = None
    rank: int | None = None
    of: int = 0
    tied: bool = False
    third_value: Decimal | None = None
    gap_to_third: Decimal | None = None
    points: Decimal | None = None
    full_points: Decimal | None = None
    bonus: Decimal = Decimal(0)
    lights: Lights = Lights()
    missing: Missing | None = None
    method: str = ""
    parameters: str = ""
    clause: str = ""
    rule_place: Cell | None = None
    inputs: tuple[Input, ...] = ()
    steps: tuple[str, ...] = ()
    position: int | None = None

    @property
    def light(self) -> Light | None:
        """The worst of the three axes."""
        return self.lights.overall

    @property
    def lost(self) -> Decimal | None:
        """Full points less points; None where either is missing."""
        if self.points is None or self.full_points is None:
            return None
        return self.full_points - self.points


@dataclass(frozen=True, slots=True)
class Total:
    """One unit's sum: total = base + bonus - deduction, capped; graded; ranked in its group."""

    unit: str
    group: str
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    total: Decimal
    full_points: Decimal
    rank: int | None = None
    of: int = 0
    tied: bool = False
    grade: str = ""
    vetoes: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries of the own unit (of all units where none is named) need a look."""

    city_warned: int = 0
    after_fifth: int = 0
    last_three: int = 0
    red: int = 0
    amber: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that scoring says. Entries: unit by unit, each in the workbook's order."""

    period: str
    entries: tuple[Entry, ...]
    totals: tuple[Total, ...]
    counts: Counts
    findings: tuple[Finding, ...] = ()
    days_left: int | None = None
