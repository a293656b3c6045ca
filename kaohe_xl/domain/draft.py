"""A score in the making: what holds for one unit on one indicator, and what is known of it so far."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.readings import Missing, Record
from kaohe_xl.domain.rulebook import Ruling
from kaohe_xl.domain.rules import Inputs, Outcome, Peer
from kaohe_xl.domain.scheme import Direction, Indicator, Ties, Unit
from kaohe_xl.messages.scoring import PERCENT_MEASURES


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value stands in its group; `peers` are all who are ranked with it, itself included."""

    rank: int | None = None
    of: int = 0
    tied: bool = False
    third_value: Decimal | None = None
    gap_to_third: Decimal | None = None
    peers: tuple[Peer, ...] = ()
    position: int | None = None


_NOWHERE = Standing()


@dataclass(slots=True)
class Draft:
    """One unit on one indicator on its way to an Entry: what holds for it, and what is known so far."""

    unit: Unit
    indicator: Indicator
    record: Record
    ruling: Ruling
    direction: Direction
    declared: bool
    direction_place: Cell | None
    full_points: Decimal | None
    missing: Missing | None = None
    completion: Decimal | None = None
    progress: Decimal | None = None
    standing: Standing = _NOWHERE
    outcome: Outcome | None = None
    by_months_instead: bool = False

    @property
    def actual(self) -> Decimal | None:
        """The figure, None where there is none."""
        return self.record.actual.value

    @property
    def target(self) -> Decimal | None:
        """The target, None where there is none."""
        return self.record.target.value if self.record.target else None

    @property
    def points_place(self) -> Cell | None:
        """The cell of the full points: the rule's, else the unit's own, else the indicator's."""
        if self.ruling.text.points is not None:
            return self.ruling.text.points_place or self.ruling.text.place
        if self.record.points is not None and self.record.points.value is not None:
            return self.record.points.place
        return self.indicator.points_place or self.indicator.place

    @property
    def counted_points(self) -> Decimal | None:
        """Full points as they count: those stated, else what the method's own table says."""
        rule = self.ruling.rule
        return rule.full_points(self.full_points) if rule else self.full_points

    @property
    def is_qualitative(self) -> bool:
        """Whether the figure is no measurement, but points, an answer or a number of cases."""
        return self.indicator.qualitative or self.ruling.qualitative

    @property
    def is_ranked(self) -> bool:
        """Whether the figure competes with those of the group."""
        if self.actual is None or not self.record.assessed:
            return False
        return not self.is_qualitative or self.ruling.needs_rank

    def inputs(self, ties: Ties) -> Inputs:
        """What the scoring method gets to see."""
        plan = self.record.plan
        return Inputs(
            points=self.full_points,
            actual=self.actual,
            target=self.target,
            plan=plan.value if plan else None,
            direction=self.direction,
            percent=self.indicator.measure.strip() in PERCENT_MEASURES,
            rank=self.standing.rank,
            of=self.standing.of,
            peers=self.standing.peers,
            ties=ties,
        )
