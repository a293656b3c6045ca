"""The efficacy coefficient (功效系数): between an unacceptable and a satisfactory value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import same, shown
from kaohe_xl.domain.rules.parameters import Bounds, Figure, Parameters
from kaohe_xl.domain.rules.records import HUNDRED, ZERO, Inputs, Method, Outcome, Refusal, points_text, settle
from kaohe_xl.domain.scheme import Direction
from kaohe_xl.messages.steps import step

_BASE = Bounds(ZERO, HUNDRED)


def efficacy(actual: Decimal, satisfactory: Decimal, unacceptable: Decimal, base: Decimal) -> Decimal:
    """The coefficient: `base` at the unacceptable value, 100 at the satisfactory one, not clipped."""
    return (actual - unacceptable) / (satisfactory - unacceptable) * (HUNDRED - base) + base


@dataclass(frozen=True, slots=True)
class Efficacy(Method):
    """功效系数: that percentage of full points; values not stated are the best and worst of the group.

    `clipped`: between 0 and 100; otherwise above 100 is a bonus.
    """

    name: ClassVar[str] = "功效系数"
    parameters: ClassVar[tuple[str, ...]] = ("满意值", "不允许值", "基础分", "截断")

    satisfactory: Figure | None = None
    unacceptable: Figure | None = None
    base: Decimal = Decimal(60)
    clipped: bool = True

    @classmethod
    def read(cls, given: Parameters) -> Self:
        satisfactory, unacceptable = given.figure("满意值"), given.figure("不允许值")
        if satisfactory and unacceptable and satisfactory == unacceptable:
            given.note("SPAN_EMPTY", value=given.values["满意值"])
        base = given.figure("基础分")
        share = Decimal(60) if base is None else base.value * (100 if base.is_percent else 1)
        if not _BASE.hold(share) or 0 < share < 1:
            given.reject("基础分", step("expect.base"))
        return cls(satisfactory, unacceptable, share, given.yes("截断", True))

    @property
    def needs_rank(self) -> bool:
        return self.satisfactory is None or self.unacceptable is None

    @property
    def adds(self) -> bool:
        return not self.clipped

    def score(self, inputs: Inputs) -> Outcome:
        full, actual = inputs.known_points(), inputs.known_actual()
        best, worst = self._span(inputs)
        coefficient = efficacy(actual, best, worst, self.base)
        words = {"actual": shown(actual), "satisfactory": shown(best), "unacceptable": shown(worst)}
        spread = shown(HUNDRED - self.base)
        told = step("efficacy", spread=spread, base=shown(self.base), percent=shown(coefficient, 2), **words)
        steps = [told]
        kept = max(ZERO, min(HUNDRED, coefficient) if self.clipped else coefficient)
        if kept != coefficient:
            steps.append(step("efficacy.clipped", percent=shown(kept)))
        value = full * kept / HUNDRED
        words = {"full": shown(full), "percent": shown(kept, 2), "value": points_text(value)}
        return settle(value, full, [*steps, step("efficacy.points", **words)])

    def _span(self, inputs: Inputs) -> tuple[Decimal, Decimal]:
        values = [peer.actual for peer in inputs.known_peers()] if self.needs_rank else []
        best, worst = (min, max) if inputs.is_lower else (max, min)
        satisfactory = _measured(self.satisfactory, inputs) if self.satisfactory else best(values)
        unacceptable = _measured(self.unacceptable, inputs) if self.unacceptable else worst(values)
        if same(satisfactory, unacceptable):
            raise Refusal("SPAN_EMPTY", value=shown(satisfactory))
        if inputs.direction and (satisfactory < unacceptable) is (inputs.direction is Direction.HIGHER):
            words = {"satisfactory": shown(satisfactory), "unacceptable": shown(unacceptable)}
            raise Refusal("SPAN_AGAINST_DIRECTION", direction=inputs.direction.value, **words)
        return satisfactory, unacceptable


def _measured(figure: Figure, inputs: Inputs) -> Decimal:
    """The value in the indicator's own measure: `12%` is 12 where figures are percentage points."""
    return figure.value * 100 if figure.is_percent and inputs.percent else figure.value
