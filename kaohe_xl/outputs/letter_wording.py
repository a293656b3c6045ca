"""What a letter says of one indicator: why its light is as it is, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Light
from kaohe_xl.domain.evidence import DIRECTION
from kaohe_xl.domain.gaps import direction_of, gap_to_target
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Direction, Indicator
from kaohe_xl.messages.documents import numeral, phrase

MOST_DECIMALS = 4
AXES = ("city", "progress", "rank")


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all indicators of all letters: the front places, days left, whose peers."""

    front: int
    days_left: int | None
    peers: str


def decimals(*values: Decimal | None) -> int:
    """How many decimals the figures have as they stand in the workbook: the most of them, at most 4."""
    places = [_places(value) for value in values if value is not None]
    return min(max(places, default=0), MOST_DECIMALS)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def figure(value: Decimal, places: int) -> str:
    """The number as the letter's table shows it: half up, thousands apart."""
    return f"{half_up(value, places):,.{places}f}"


def is_percent(measure: str) -> bool:
    """Whether figures in this measure are percentages, so that differences are percentage points."""
    return measure.strip() in ("%", "％", "﹪", "百分点", "个百分点")


def is_given(entry: Entry, indicator: Indicator) -> bool:
    """Whether the assessor gives the points (定性)."""
    return indicator.qualitative or entry.method.startswith("评议")


def is_yes_or_no(entry: Entry) -> bool:
    """Whether the figure is 1 for 是 or 0 for 否."""
    return entry.method.startswith("是否")


def reason(entry: Entry, indicator: Indicator) -> str:
    """Each axis lit worse than green, with its reason; for a green light all axes; else why there is none."""
    lit = [axis for axis in AXES if getattr(entry.lights, axis) is not None]
    alarming = [axis for axis in lit if getattr(entry.lights, axis) is not Light.GREEN]
    if not lit:
        return phrase("unlit", text=_why_unlit(entry, indicator))
    text = phrase("and").join(_axis(entry, axis) for axis in alarming or lit)
    return phrase("reason" if alarming else "basis", text=text)


def _axis(entry: Entry, axis: str) -> str:
    return phrase(
        f"axis.{axis}", light=getattr(entry.lights, axis).value, reason=entry.lights.reasons.get(axis, "")
    )


def _why_unlit(entry: Entry, indicator: Indicator) -> str:
    if is_given(entry, indicator):
        return phrase("why.qualitative")
    why = {
        Missing.NOT_REPORTED: "why.not_reported",
        Missing.NOT_ASSESSED: "why.not_assessed",
        Missing.NOT_COMPUTABLE: "why.not_computable",
    }
    return phrase(why[entry.missing] if entry.missing else "why.none")


def asked(entry: Entry, indicator: Indicator, context: Context) -> str:
    """The line that says what the unit should do; "" where nothing is asked."""
    text = towards(entry, indicator, context)
    return phrase("ask", text=text) if text else ""


def towards(entry: Entry, indicator: Indicator, context: Context) -> str:
    """What the unit should do: towards its target, with the amount a day left, and towards third place."""
    if entry.missing is Missing.NOT_ASSESSED:
        return ""
    if entry.actual is None:
        return phrase(_todo_without_figure(entry, indicator))
    if is_given(entry, indicator):
        parts = [phrase("todo.qualitative")]
    elif is_yes_or_no(entry):
        parts = [phrase("todo.met" if entry.actual == 1 else "todo.no")]
    elif entry.method.startswith("扣分"):
        parts = [phrase("todo.cases")]
    else:
        parts = [_towards_target(entry, indicator, context), _towards_front(entry, indicator, context)]
        parts = [part for part in parts if part] or [phrase("todo.check")] * bool(entry.missing)
    return phrase("and").join(parts)


def _todo_without_figure(entry: Entry, indicator: Indicator) -> str:
    if is_given(entry, indicator):
        return "todo.qualitative"
    return "todo.check" if entry.missing is Missing.NOT_COMPUTABLE else "todo.report"


def _direction(entry: Entry, indicator: Indicator) -> Direction:
    """The direction that the score was made in; for an entry without a score the indicator's own."""
    if any(given.name == DIRECTION for given in entry.inputs):
        return direction_of(entry)
    return indicator.direction or Direction.HIGHER


def _towards_target(entry: Entry, indicator: Indicator, context: Context) -> str:
    if entry.actual is None or entry.target is None:
        return ""
    direction = _direction(entry, indicator)
    short = gap_to_target(entry.actual, entry.target, direction)
    if direction is Direction.LOWER:
        code = "todo.over" if short > 0 else "todo.under"
        return phrase(code, gap=amount(abs(entry.target - entry.actual), entry, indicator))
    if short <= 0:
        return phrase("todo.met")
    gap = phrase("todo.target", gap=amount(short, entry, indicator))
    return gap + _daily(short, entry, indicator, context)


def _daily(short: Decimal, entry: Entry, indicator: Indicator, context: Context) -> str:
    """What is needed a day; nothing for percentages (a rate does not add up) and for less than shows."""
    days = context.days_left or 0
    if days <= 0 or is_percent(indicator.measure):
        return ""
    places = min(decimals(entry.actual, entry.target) + 1, MOST_DECIMALS)
    daily = half_up(short / days, places)
    return phrase("todo.daily", daily=figure(daily, places) + indicator.measure) if daily > 0 else ""


def _towards_front(entry: Entry, indicator: Indicator, context: Context) -> str:
    words = {"peers": context.peers, "front": numeral(context.front)}
    if entry.gap_to_third and entry.gap_to_third > 0 and entry.third_value is not None:
        third = figure(entry.third_value, decimals(entry.third_value)) + indicator.measure
        code = "todo.third.lower" if _direction(entry, indicator) is Direction.LOWER else "todo.third"
        return phrase(code, third=third, gap=amount(entry.gap_to_third, entry, indicator), **words)
    if entry.rank is not None and entry.rank <= context.front:
        return phrase("todo.front", **words)
    return ""


def amount(value: Decimal, entry: Entry, indicator: Indicator) -> str:
    """A difference with its measure: `84.9亿元`, `2.5个百分点`."""
    places = decimals(entry.actual, entry.target, entry.third_value)
    measure = phrase("point") if is_percent(indicator.measure) else indicator.measure
    return figure(value, places) + measure
