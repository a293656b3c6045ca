"""No proportion at all: met or not (达标), yes or no (是否), as given (评议), so much a case (扣分)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import same, shown
from kaohe_xl.domain.rules.amounts import NOTHING, Amount, read_amount
from kaohe_xl.domain.rules.parameters import Parameters
from kaohe_xl.domain.rules.records import (
    ONE,
    ZERO,
    Doubt,
    Inputs,
    Method,
    Outcome,
    Refusal,
    points_text,
    reaches,
    settle,
)
from kaohe_xl.messages.steps import step


@dataclass(frozen=True, slots=True)
class Met(Method):
    """达标: full points when the target is reached (LOWER: not passed), else none; any target will do."""

    name: ClassVar[str] = "达标"

    @property
    def needs_target(self) -> bool:
        return True

    def score(self, inputs: Inputs) -> Outcome:
        full, actual, target = inputs.known_points(), inputs.known_actual(), inputs.known_target()
        met = reaches(target, actual) if inputs.is_lower else reaches(actual, target)
        words = {"actual": shown(actual), "target": shown(target), "full": shown(full)}
        return settle(full if met else ZERO, full, [step("met" if met else "missed", **words)])


@dataclass(frozen=True, slots=True)
class YesNo(Method):
    """是否: 1 gives full points, anything else none; neither 1 nor 0 raises a doubt."""

    name: ClassVar[str] = "是否"
    qualitative: ClassVar[bool] = True

    def score(self, inputs: Inputs) -> Outcome:
        full, actual = inputs.known_points(), inputs.known_actual()
        doubts = [] if actual in (ZERO, ONE) else [Doubt("YES_NO_OTHER", {"value": shown(actual)})]
        yes = actual == ONE
        told = step("yes", full=shown(full)) if yes else step("no")
        return settle(full if yes else ZERO, full, [told], doubts)


@dataclass(frozen=True, slots=True)
class Opinion(Method):
    """评议: the assessor's points, 0 to full points; clipped with a doubt outside."""

    name: ClassVar[str] = "评议"
    qualitative: ClassVar[bool] = True

    def score(self, inputs: Inputs) -> Outcome:
        full, actual = inputs.known_points(), inputs.known_actual()
        value = min(max(actual, ZERO), full)
        steps, doubts = [step("opinion", actual=shown(actual))], []
        if not same(value, actual):
            words = {"full": shown(full), "value": shown(value)}
            steps.append(step("opinion.clipped", **words))
            doubts.append(Doubt("OPINION_OUTSIDE", {"actual": shown(actual), **words}))
        return settle(value, full, steps, doubts)


def after_cases(full: Decimal, each: Decimal, cases: Decimal, floor: Decimal) -> Decimal:
    """Full points less `each` a case, not below the floor, nor above full points."""
    return min(full, max(floor, full - each * cases))


@dataclass(frozen=True, slots=True)
class PerCase(Method):
    """扣分: so much off full points for every case."""

    name: ClassVar[str] = "扣分"
    parameters: ClassVar[tuple[str, ...]] = ("每例", "保底")
    qualitative: ClassVar[bool] = True

    each: Amount = NOTHING
    floor: Amount = NOTHING

    @classmethod
    def read(cls, given: Parameters) -> Self:
        given.require("每例")
        return cls(read_amount(given, "每例") or NOTHING, read_amount(given, "保底") or NOTHING)

    def score(self, inputs: Inputs) -> Outcome:
        full, cases = inputs.known_points(), inputs.known_actual()
        if cases < 0:
            raise Refusal("CASES_NEGATIVE", cases=shown(cases))
        each, floor = self.each.points(full), self.floor.points(full)
        value = after_cases(full, each, cases, floor)
        steps = [step("cases", cases=shown(cases), each=shown(each), value=points_text(full - each * cases))]
        if full - each * cases < floor:
            steps.append(step("cases.floor", floor=shown(floor)))
        return settle(value, full, steps)
