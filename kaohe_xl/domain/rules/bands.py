"""By bands of completion: a table of points (阶梯), or ever less around the group's average (递减分段)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from kaohe_xl.domain.numbers import percent, shown, significant
from kaohe_xl.domain.rules.amounts import Amount, amount, best_points, worsens
from kaohe_xl.domain.rules.averages import deviation
from kaohe_xl.domain.rules.parameters import POSITIVE_SHARE, Parameters
from kaohe_xl.domain.rules.records import (
    HUNDRED,
    ZERO,
    Inputs,
    Method,
    Outcome,
    completion_step,
    known_points,
    points_text,
    reaches,
    settle,
)
from kaohe_xl.messages.steps import step

Band = tuple[Decimal, Amount]

_STEP, _BETWEEN = "阶梯", "插值"


@dataclass(frozen=True, slots=True)
class Banded(Method):
    """阶梯: points of the highest band reached; bands are closed at their lower end, highest first.

    `between`: points rise in a straight line from one band's end to the next.
    """

    name: ClassVar[str] = "阶梯"
    parameters: ClassVar[tuple[str, ...]] = ("表", "取值")

    table: tuple[Band, ...] = ()
    between: bool = False

    @classmethod
    def read(cls, given: Parameters) -> Self:
        given.require("表")
        table = tuple((low, amount(found)) for low, found in given.completion_table("表"))
        if worsens([points for _, points in table]):
            given.doubt("RULE_TABLE_ODD", name="表")
        return cls(table, given.choice("取值", (_STEP, _BETWEEN)) == _BETWEEN)

    @property
    def needs_target(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return True

    def full_points(self, stated: Decimal | None) -> Decimal | None:
        return best_points((points for _, points in self.table), stated)

    def score(self, inputs: Inputs) -> Outcome:
        full = known_points(self.full_points(inputs.points))
        value, steps = self._value(inputs, full)
        return settle(value, full, steps)

    def added(self, inputs: Inputs) -> Outcome:
        value, steps = self._value(inputs, inputs.points)
        return Outcome(ZERO, value, None, steps)

    def _value(self, inputs: Inputs, full: Decimal | None) -> tuple[Decimal, tuple[str, ...]]:
        ratio = inputs.completion()
        table = [(low, points.points(full)) for low, points in self.table]
        value = banded(ratio, table, self.between)
        return value, (completion_step(inputs, ratio), _told(ratio, table, value, self.between))


def banded(ratio: Decimal, table: list[tuple[Decimal, Decimal]], between: bool) -> Decimal:
    """Points for a completion from (lower end, points), highest first; 0 below the lowest band."""
    upper: tuple[Decimal, Decimal] | None = None
    for low, points in table:
        if reaches(ratio, low):
            if upper is None or not between:
                return points
            return points + (upper[1] - points) * (ratio - low) / (upper[0] - low)
        upper = (low, points)
    return ZERO


def _told(ratio: Decimal, table: list[tuple[Decimal, Decimal]], value: Decimal, between: bool) -> str:
    words = {"percent": percent(ratio), "value": points_text(value)}
    index = next((i for i, (low, _) in enumerate(table) if reaches(ratio, low)), None)
    if index is None:
        return step("band.below", low=percent(table[-1][0]), **words)
    low = table[index][0]
    if between and index > 0 and significant(ratio) != low:
        return step("band.between", low=percent(low), high=percent(table[index - 1][0]), **words)
    return step("band", low=percent(low), **words)


def decreasing(
    off: Decimal, width: Decimal, denominators: tuple[Decimal, ...]
) -> tuple[tuple[Decimal, Decimal], ...]:
    """Parts of a deviation (percentage points, >= 0) by bands, each with its denominator.

    Every band is `width` wide; the last denominator goes on without end.
    """
    parts = []
    for index, denominator in enumerate(denominators, 1):
        part = off if index == len(denominators) else min(off, width)
        if part > 0:
            parts.append((part, denominator))
        off -= part
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Decreasing(Method):
    """递减分段: full points at the group's average; each percentage point off it counts full points over
    the denominator of its band, as a bonus above and off the points below."""

    name: ClassVar[str] = "递减分段"
    parameters: ClassVar[tuple[str, ...]] = ("段", "分母")

    width: Decimal = Decimal("0.1")
    denominators: tuple[Decimal, ...] = (Decimal(20), Decimal(40), Decimal(60))

    @classmethod
    def read(cls, given: Parameters) -> Self:
        return cls(given.number("段", "0.1", POSITIVE_SHARE), given.numbers("分母", ("20", "40", "60")))

    @property
    def needs_rank(self) -> bool:
        return True

    @property
    def adds(self) -> bool:
        return True

    def score(self, inputs: Inputs) -> Outcome:
        full = inputs.known_points()
        off = deviation(inputs)
        parts = decreasing(abs(off.points), self.width * HUNDRED, self.denominators)
        gain = full * sum((part / denominator for part, denominator in parts), ZERO)
        steps = [off.told]
        if parts:
            listed = "+".join(
                step("decreasing.part", width=shown(part, 2), denominator=shown(denominator))
                for part, denominator in parts
            )
            code = "decreasing.up" if off.points > 0 else "decreasing.down"
            steps.append(step(code, parts=listed, gain=points_text(gain)))
        return settle(full + gain if off.points > 0 else full - gain, full, steps)
