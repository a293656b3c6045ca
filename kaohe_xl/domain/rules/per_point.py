"""Per percentage point off a base (逐点): the target, the plan to date, or the group's average."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.rules.amounts import NOTHING, Amount, read_amount
from kaohe_xl.domain.rules.averages import Deviation, average, deviation
from kaohe_xl.domain.rules.parameters import Parameters
from kaohe_xl.domain.rules.records import Inputs, Method, Outcome, Refusal, points_text, settle
from kaohe_xl.messages.steps import step


class Base(StrEnum):
    """What the actual value is held against."""

    TARGET = "目标"
    PLAN = "计划"
    AVERAGE = "平均"


_STEP_OF_BASE = {Base.TARGET: "off.target", Base.PLAN: "off.plan", Base.AVERAGE: "off.average"}


def off_base(inputs: Inputs, base: Base) -> Deviation:
    """Percentage points off the base: figures in percent subtracted, others compared as completion."""
    if base is Base.AVERAGE and not inputs.percent:
        return deviation(inputs)
    actual, held = inputs.known_actual(), _base_value(inputs, base)
    off = held - actual if inputs.is_lower else actual - held
    if not inputs.percent:
        target = inputs.known_target()
        if target <= 0:
            raise Refusal("TARGET_NOT_POSITIVE", target=shown(target))
        off = off / target * 100
    return Deviation(off, step(_STEP_OF_BASE[base], base=shown(held, 4), off=shown(off, 2)))


def _base_value(inputs: Inputs, base: Base) -> Decimal:
    if base is Base.TARGET:
        return inputs.known_target()
    if base is Base.AVERAGE:
        return average([peer.actual for peer in inputs.known_peers()])
    if inputs.plan is None:
        raise Refusal("PLAN_MISSING")
    return inputs.plan


@dataclass(frozen=True, slots=True)
class PerPoint(Method):
    """逐点: full points at the base, a bonus per percentage point above it, less per point below it.

    Half a point counts half. Caps None: no cap.
    """

    name: ClassVar[str] = "逐点"
    parameters: ClassVar[tuple[str, ...]] = ("基准", "每点加", "每点扣", "加分上限", "扣分上限")

    base: Base = Base.TARGET
    gain: Amount = NOTHING
    loss: Amount = NOTHING
    most_gain: Amount | None = None
    most_loss: Amount | None = None

    @classmethod
    def read(cls, given: Parameters) -> Self:
        if not (given.has("每点加") or given.has("每点扣")):
            given.doubt("RULE_WITHOUT_EFFECT", names="每点加、每点扣")
        return cls(
            Base(given.choice("基准", tuple(Base))),
            read_amount(given, "每点加") or NOTHING,
            read_amount(given, "每点扣") or NOTHING,
            read_amount(given, "加分上限"),
            read_amount(given, "扣分上限"),
        )

    @property
    def needs_target(self) -> bool:
        return self.base is not Base.AVERAGE

    @property
    def needs_rank(self) -> bool:
        return self.base is Base.AVERAGE

    @property
    def adds(self) -> bool:
        return self.loss == NOTHING

    def score(self, inputs: Inputs) -> Outcome:
        full, off = inputs.known_points(), off_base(inputs, self.base)
        above = off.points > 0
        each = (self.gain if above else self.loss).points(full)
        most = self.most_gain if above else self.most_loss
        moved = abs(off.points) * each
        steps = [off.told]
        if off.points:
            code = "off.up" if above else "off.down"
            steps.append(step(code, each=shown(each), gain=points_text(moved)))
        if most is not None and moved > most.points(full):
            code = "bonus.capped" if above else "deduction.capped"
            words = {"most": points_text(most.points(full))}
            steps.append(step(code, bonus=points_text(moved), gain=points_text(moved), **words))
            moved = most.points(full)
        return settle(full + moved if above else full - moved, full, steps)
