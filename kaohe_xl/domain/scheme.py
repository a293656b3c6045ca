"""What is assessed, for how many points, by which clause."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.ladder_rules import LadderRules


class Direction(StrEnum):
    """HIGHER: more is better (正向); LOWER: less is better (逆向). Always declared, never guessed."""

    HIGHER = "正向"
    LOWER = "逆向"


class Basis(StrEnum):
    """By what the share of the year due by now (序时进度) is told."""

    MONTH = "月份"
    DAY = "天数"
    PLAN = "计划"
    SPAN = "起止"


class Ties(StrEnum):
    """How equal values share places: 1, 2, 2, 4 · 1, 2, 2, 3 · 1, 2, 3, 4 (first come)."""

    STANDARD = "1224"
    DENSE = "1223"
    ORDINAL = "1234"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is assessed or responsible (单位); ranked inside its group (类别)."""

    name: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    head: str = ""
    contact: str = ""
    phone: str = ""
    place: Cell | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator (指标). `points` are full points (分值); None: the workbook states none.

    `measure` is the unit of the figures (计量单位). `qualitative`: the assessor gives the points.
    `binding`: missing the target caps the grade (约束性). `parent`: its level-and-growth parent.
    """

    name: str
    category: str = ""
    measure: str = ""
    points: Decimal | None = None
    direction: Direction | None = None
    qualitative: bool = False
    binding: bool = False
    parent: str = ""
    patron: str = ""
    lead: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    source: str = ""
    clause: str = ""
    place: Cell | None = None
    points_place: Cell | None = None
    direction_place: Cell | None = None


@dataclass(frozen=True, slots=True)
class RuleText:
    """A row of 计分规则 as it stands in the sheet; `rules.parse` makes a Rule of it."""

    indicator: str
    method: str = ""
    parameters: str = ""
    unit: str = ""
    points: Decimal | None = None
    direction: Direction | None = None
    clause: str = ""
    effective: date | None = None
    place: Cell | None = None
    parameters_place: Cell | None = None
    points_place: Cell | None = None
    direction_place: Cell | None = None


class AdjustmentKind(StrEnum):
    """加分 (award) or 扣分 (deduction)."""

    BONUS = "加分"
    DEDUCTION = "扣分"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A row of 加减分: points are positive, `kind` says the sign. One `item` counts once a unit,
    at its highest level (一项一次, 取最高)."""

    unit: str
    item: str
    kind: AdjustmentKind
    points: Decimal
    indicator: str = ""
    level: str = ""
    day: date | None = None
    source: str = ""
    place: Cell | None = None


@dataclass(frozen=True, slots=True)
class Veto:
    """A row of 一票否决: caps the grade at `grade`; "" means: not the best grade (不得评优)."""

    unit: str
    item: str
    grade: str = ""
    day: date | None = None
    source: str = ""
    place: Cell | None = None


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade (等次) and the total from which it holds, closed below; None: the rest."""

    name: str
    at_least: Decimal | None


DEFAULT_GRADES = (
    GradeBand("优秀", Decimal(90)),
    GradeBand("良好", Decimal(80)),
    GradeBand("合格", Decimal(60)),
    GradeBand("不合格", None),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """考核设置 with its defaults (design of the settings sheet; every bound is the workbook's).

    `as_of` is the last day covered (截至日期); `ends` the day the assessment ends. `rank_decimals`
    None: ranks compare at 15 significant digits. `basis` None: 计划 where there is a plan, else 月份.
    `templates`: level (提醒函, 警示督办单, …) -> the template workbook that the office named for it.
    `holidays`, `shifted_days`: days off and days worked besides the week's (节假日, 调休上班).
    `level_points`: level -> points that its documents cost; `due_soon`: working days left when 临期 begins.
    `ledger_book`: the workbook that 督办台账 is kept in; "" for this one.
    `rules_on` is no setting: the day by which rules are picked (生效日期), where that isn't `as_of`.
    """

    year: int | None = None
    as_of: date | None = None
    ends: date | None = None
    own_unit: str = ""
    basis: Basis | None = None
    green_from: Decimal = Decimal(1)
    amber_from: Decimal = Decimal("0.9")
    front_rank: int = 3
    warn_rank: int = 5
    last_ranks: int = 3
    points_decimals: int = 2
    rank_decimals: int | None = None
    ties: Ties = Ties.STANDARD
    total_cap: Decimal | None = None
    grades: tuple[GradeBand, ...] = DEFAULT_GRADES
    best_grade_quota: Decimal | None = None
    issuer_code: str = ""
    issuer: str = ""
    signature: str = ""
    contact: str = ""
    phone: str = ""
    rules_on: date | None = None
    reply_days: Mapping[str, int] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Cell] = field(default_factory=dict)
    holidays: Set[date] = frozenset()
    shifted_days: Set[date] = frozenset()
    ladder: LadderRules = LadderRules()
    level_points: Mapping[str, Decimal] = field(default_factory=dict)
    due_soon: int = 3
    ledger_book: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What is assessed. `indicators` keep the workbook's order; names are unique."""

    units: tuple[Unit, ...]
    indicators: tuple[Indicator, ...]
    rules: tuple[RuleText, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    settings: Settings = Settings()
