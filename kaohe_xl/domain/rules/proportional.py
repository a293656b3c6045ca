"""In proportion: to the target (完成率), beyond it (超额加分), to the best (相对第一)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import percent, same, shown
from kaohe_xl.domain.rules.amounts import Amount, read_amount
from kaohe_xl.domain.rules.parameters import POSITIVE_RATIO, POSITIVE_SHARE, SHARE, Parameters
from kaohe_xl.domain.rules.records import (
    ONE,
    ZERO,
    Inputs,
    Method,
    Outcome,
    Refusal,
    completion_step,
    points_text,
    reaches,
    settle,
)
from kaohe_xl.messages.steps import step


def proportional(ratio: Decimal, floor: Decimal, cap: Decimal) -> Decimal:
    """The share of full points for a completion: 0 below the floor, at most the cap."""
    return min(ratio, cap) if reaches(ratio, floor) else ZERO


def over_fulfilment(ratio: Decimal, each: Decimal, gain: Decimal) -> Decimal:
    """`gain` points for every `each` of completion beyond 1, in proportion; 0 when not over."""
    return max(ZERO, ratio - 1) / each * gain


@dataclass(frozen=True, slots=True)
class Proportional(Method):
    """完成率: full points in proportion to completion; a cap above 1 gives a bonus."""

    name: ClassVar[str] = "完成率"
    parameters: ClassVar[tuple[str, ...]] = ("起分", "封顶")

    floor: Decimal = ZERO
    cap: Decimal = ONE

    @classmethod
    def read(cls, given: Parameters) -> Self:
        return cls(given.number("起分", "0", SHARE), given.number("封顶", "1", POSITIVE_RATIO))

    @property
    def needs_target(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return self.cap > 1

    def score(self, inputs: Inputs) -> Outcome:
        full, ratio = inputs.known_points(), inputs.completion()
        share = proportional(ratio, self.floor, self.cap)
        steps = [completion_step(inputs, ratio)]
        if ratio > self.cap:
            steps.append(step("cap", cap=percent(self.cap)))
        if ratio < 0:
            steps.append(step("negative"))
        elif not reaches(ratio, self.floor):
            steps.append(step("floor", floor=percent(self.floor)))
        else:
            words = {"full": shown(full), "share": shown(share, 4)}
            steps.append(step("product", value=points_text(full * share), **words))
        return settle(full * share, full, steps)


@dataclass(frozen=True, slots=True)
class OverFulfilment(Method):
    """超额加分: a bonus in proportion to what is beyond the target; no points within full points.

    `most` None: 10 % of full points.
    """

    name: ClassVar[str] = "超额加分"
    parameters: ClassVar[tuple[str, ...]] = ("每", "加", "最多")

    each: Decimal = Decimal("0.01")
    gain: Amount = Amount(Decimal("0.1"))
    most: Amount = Amount(Decimal("0.1"), is_share=True)

    @classmethod
    def read(cls, given: Parameters) -> Self:
        default = cls()
        return cls(
            given.number("每", "0.01", POSITIVE_SHARE),
            read_amount(given, "加") or default.gain,
            read_amount(given, "最多") or default.most,
        )

    @property
    def needs_target(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return True

    def score(self, inputs: Inputs) -> Outcome:
        gain, most = self.gain.points(inputs.points), self.most.points(inputs.points)
        ratio = inputs.completion()
        bonus = over_fulfilment(ratio, self.each, gain)
        steps = [completion_step(inputs, ratio)]
        if ratio <= 1:
            steps.append(step("over.none"))
        else:
            words = {"over": percent(ratio - 1), "each": percent(self.each), "gain": shown(gain)}
            steps.append(step("over", bonus=points_text(bonus), **words))
        if bonus > most:
            steps.append(step("bonus.capped", bonus=points_text(bonus), most=points_text(most)))
        return Outcome(ZERO, min(bonus, most), inputs.points, tuple(steps))


@dataclass(frozen=True, slots=True)
class RelativeToBest(Method):
    """相对第一: in proportion to the best of the group; for LOWER the best over one's own."""

    name: ClassVar[str] = "相对第一"

    @property
    def needs_rank(self) -> bool:
        return True

    def score(self, inputs: Inputs) -> Outcome:
        full, actual = inputs.known_points(), inputs.known_actual()
        values = [peer.actual for peer in inputs.known_peers()]
        best = min(*values, actual) if inputs.is_lower else max(*values, actual)
        if best < 0 or (best == 0 and not inputs.is_lower):
            raise Refusal("BEST_NOT_POSITIVE", best=shown(best))
        steps = [step("best", best=shown(best))]
        if same(actual, best):
            return settle(full, full, [*steps, step("best.self", full=shown(full))])
        share = best / actual if inputs.is_lower else actual / best
        code = "best.lower" if inputs.is_lower else "best.higher"
        words = {"full": shown(full), "actual": shown(actual), "best": shown(best)}
        return settle(full * share, full, [*steps, step(code, value=points_text(full * share), **words)])
