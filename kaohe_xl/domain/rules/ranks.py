"""By rank in the group: by table or place (名次), in a line (名次线性), among those met (达标后排名)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import percent, shown, significant
from kaohe_xl.domain.rules.amounts import NOTHING, Amount, amount, best_points, read_amount, worsens
from kaohe_xl.domain.rules.parameters import POSITIVE_RATIO, POSITIVE_SHARE, Parameters
from kaohe_xl.domain.rules.records import (
    ONE,
    ZERO,
    Inputs,
    Method,
    Outcome,
    Peer,
    Refusal,
    completion,
    completion_step,
    known_points,
    points_text,
    reaches,
    settle,
)
from kaohe_xl.domain.scheme import Ties
from kaohe_xl.messages.steps import step


@dataclass(frozen=True, slots=True)
class RankTable:
    """Points of rank 1, 2, ...; what ranks beyond get must be declared (`beyond`)."""

    rows: tuple[Amount, ...] = ()
    beyond: Amount | None = None

    @classmethod
    def read(cls, given: Parameters) -> Self:
        """The table from 表 and 其后; a worse rank that gets more is noted as a doubt."""
        rows = tuple(amount(found) for found in given.rank_table("表"))
        beyond = read_amount(given, "其后")
        if worsens(rows):
            given.doubt("RULE_TABLE_ODD", name="表")
        if rows and beyond is not None and worsens((rows[-1], beyond)):
            given.doubt("RULE_TABLE_ODD", name="其后")
        return cls(rows, beyond)

    def points(self, rank: int, full: Decimal | None) -> Decimal:
        """Points of the rank. Raises Refusal for a rank beyond the table when nothing is declared for it."""
        if rank <= len(self.rows):
            return self.rows[rank - 1].points(full)
        if self.beyond is None:
            raise Refusal("RANK_BEYOND_TABLE", rank=rank, last=len(self.rows))
        return self.beyond.points(full)

    def told(self, rank: int, of: int, value: Decimal) -> str:
        """The sentence for the rank."""
        code = "rank" if rank <= len(self.rows) else "rank.beyond"
        return step(code, rank=rank, of=of, value=points_text(value))


@dataclass(frozen=True, slots=True)
class ByRank(Method):
    """名次: points from a table of ranks, or a share of full points less for every place behind the first."""

    name: ClassVar[str] = "名次"
    parameters: ClassVar[tuple[str, ...]] = ("表", "每名减", "其后")

    table: RankTable = RankTable()
    less: Decimal | None = None

    @classmethod
    def read(cls, given: Parameters) -> Self:
        less = given.figure("每名减", POSITIVE_SHARE)
        if not given.has("每名减"):
            given.require("表")
        for name in ("表", "其后"):
            if given.has("每名减") and given.has(name):
                given.note("RULE_PARAMETERS_CLASH", name=name, other="每名减")
        return cls(RankTable.read(given), less.value if less else None)

    @property
    def needs_rank(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return self.less is None

    def full_points(self, stated: Decimal | None) -> Decimal | None:
        return best_points(self.table.rows, stated)

    def score(self, inputs: Inputs) -> Outcome:
        full, rank = known_points(self.full_points(inputs.points)), inputs.known_rank()
        if self.less is None:
            value = self.table.points(rank, full)
            return settle(value, full, [self.table.told(rank, inputs.of, value)])
        value = full - full * self.less * (rank - 1)
        words = {"rank": rank, "of": inputs.of, "less": percent(self.less)}
        return settle(value, full, [step("rank.less", value=points_text(value), **words)])

    def added(self, inputs: Inputs) -> Outcome:
        rank = inputs.known_rank()
        value = self.table.points(rank, inputs.points)
        return Outcome(ZERO, value, None, (self.table.told(rank, inputs.of, value),))


@dataclass(frozen=True, slots=True)
class InLine(Method):
    """名次线性: the first gets full points, the last of n gets 1/n of them."""

    name: ClassVar[str] = "名次线性"

    @property
    def needs_rank(self) -> bool:
        return True

    def score(self, inputs: Inputs) -> Outcome:
        full, rank = inputs.known_points(), inputs.known_rank()
        place = inputs.of - rank + 1
        value = full * place / inputs.of
        words = {"rank": rank, "of": inputs.of, "full": shown(full), "place": place}
        return settle(value, full, [step("rank.linear", value=points_text(value), **words)])


@dataclass(frozen=True, slots=True)
class AmongMet(Method):
    """达标后排名: base points at or above the threshold, and more by rank among those; below it none."""

    name: ClassVar[str] = "达标后排名"
    parameters: ClassVar[tuple[str, ...]] = ("门槛", "基础分", "表", "其后")

    threshold: Decimal = ONE
    base: Amount = NOTHING
    table: RankTable = RankTable()

    @classmethod
    def read(cls, given: Parameters) -> Self:
        given.require("基础分", "表")
        threshold = given.number("门槛", "1", POSITIVE_RATIO)
        return cls(threshold, read_amount(given, "基础分") or NOTHING, RankTable.read(given))

    @property
    def needs_rank(self) -> bool:
        return True

    @property
    def needs_target(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return True

    def full_points(self, stated: Decimal | None) -> Decimal | None:
        best = best_points(self.table.rows, None)
        if stated is not None or best is None or self.base.is_share:
            return stated
        return self.base.value + best

    def score(self, inputs: Inputs) -> Outcome:
        full = known_points(self.full_points(inputs.points))
        value, steps = self._value(inputs, full)
        return settle(value, full, steps)

    def added(self, inputs: Inputs) -> Outcome:
        value, steps = self._value(inputs, inputs.points)
        return Outcome(ZERO, value, None, steps)

    def _value(self, inputs: Inputs, full: Decimal | None) -> tuple[Decimal, tuple[str, ...]]:
        ratio = inputs.completion()
        threshold = percent(self.threshold)
        told = completion_step(inputs, ratio)
        if not reaches(ratio, self.threshold):
            return ZERO, (told, step("threshold.below", threshold=threshold))
        passed = [peer for peer in inputs.known_peers() if self._passes(peer, inputs)]
        rank, base = rank_among(passed, inputs), self.base.points(full)
        further = self.table.points(rank, full)
        words = {"threshold": threshold, "base": shown(base), "of": len(passed), "rank": rank}
        table_step = self.table.told(rank, len(passed), further)
        return base + further, (told, step("threshold.passed", **words), table_step)

    def _passes(self, peer: Peer, inputs: Inputs) -> bool:
        if peer.target is None or peer.target <= 0:
            return False
        return reaches(completion(peer.actual, peer.target, inputs.direction), self.threshold)


def rank_among(peers: list[Peer], inputs: Inputs) -> int:
    """The rank among these peers only: by their ranks in the whole group, else by their values."""
    if inputs.rank is not None and all(peer.rank is not None for peer in peers):
        ahead = [peer.rank for peer in peers if peer.rank is not None and peer.rank < inputs.rank]
        return 1 + (len(set(ahead)) if inputs.ties is Ties.DENSE else len(ahead))
    own = significant(inputs.known_actual())
    values = [significant(peer.actual) for peer in peers]
    better = [value for value in values if (value < own if inputs.is_lower else value > own)]
    return 1 + (len(set(better)) if inputs.ties is Ties.DENSE else len(better))
