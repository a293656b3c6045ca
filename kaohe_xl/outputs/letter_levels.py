"""What a document of the ladder says beyond a letter: its title, and its form filled from the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kaohe_xl.domain.scheme import Direction, Indicator
from kaohe_xl.domain.supervision import Issue, Level
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs.letter_content import Matter, addressed, chinese_date, period_words
from kaohe_xl.outputs.letter_table import Item
from kaohe_xl.outputs.letter_wording import decimals, figure, towards

MOST_SPELT_OUT = 1  # of several the table says it
MOST_NAMED = 8


def title_of(level: Level, items: Sequence[Item], matter: Matter) -> tuple[str, ...]:
    """The title's lines; a matter of its own is named in it."""
    words = matter.words
    if level is Level.REMINDER:
        return tuple(words.title.splitlines())
    if len(items) == 1:
        about = phrase("matter.one", indicator=items[0].indicator.name)
    else:
        about = phrase("matter", period=period_words(matter.settings.as_of), kind=words.kind)
    return tuple(phrase(f"title.{level.value}", matter=about).splitlines())


def told_apart(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, with the unit in the indicator's name where they are of several units."""
    if len({item.entry.unit for item in items}) < 2:
        return tuple(items)
    return tuple(
        replace(item, indicator=replace(item.indicator, name=_named(item.indicator.name, item.entry.unit)))
        for item in items
    )


def _named(indicator: str, unit: str) -> str:
    return phrase("named", indicator=indicator, unit=unit)


def form_of(issue: Issue, items: Sequence[Item], matter: Matter) -> dict[str, str]:
    """The form's fields: what the office typed, else what the figures and reasons say."""
    typed = {name: text for name, text in issue.fields.items() if text.strip()}
    if typed.get("督办事项") == phrase("separator").join(issue.indicators):
        del typed["督办事项"]  # the names alone: the figures say more
    reasons = "；".join(reason.rstrip("。；") for reason in issue.reasons)
    patrons = dict.fromkeys(item.indicator.patron for item in items if item.indicator.patron)
    proposed = {
        "督办事项": _about(items),
        "依据": reasons and phrase("sentence", text=reasons),
        "整改要求": _demands(items, matter),
        "责任领导": phrase("separator").join(patrons),
        "阶段目标": _stage(issue.deadline, matter),
        "销号条件": _until(items),
        "挂牌日期": chinese_date(matter.issued),
    }
    return {**proposed, **typed, "事由": reasons, "称谓": addressed(issue.units)}


def _about(items: Sequence[Item]) -> str:
    if len(items) > MOST_SPELT_OUT:
        names = phrase("separator").join(item.indicator.name for item in items[:MOST_NAMED])
        return phrase("about.several", names=names, count=len(items)) if len(items) > MOST_NAMED else names
    return "\n".join(_figures(item) for item in items)


def _figures(item: Item) -> str:
    indicator, entry = item.indicator, item.entry
    places = decimals(entry.actual, entry.target)
    reached = ("actual", "" if entry.actual is None else figure(entry.actual, places) + indicator.measure)
    if entry.completion is not None:
        reached = ("completion", f"{figure(entry.completion * 100, 1)}%")
    shown = {
        "target": "" if entry.target is None else figure(entry.target, places) + indicator.measure,
        reached[0]: reached[1],
        "light": "" if entry.light is None else entry.light.value,
    }
    told = [phrase(f"about.{name}", text=text) for name, text in shown.items() if text]
    if not told:
        return indicator.name
    return phrase("about", indicator=indicator.name, figures=phrase("about.between").join(told))


def _demands(items: Sequence[Item], matter: Matter) -> str:
    """What each matter lacks to its target and to the front places; "" where there are too many to say."""
    if len(items) > MOST_SPELT_OUT:
        return ""
    told = [(item.indicator.name, towards(item.entry, item.indicator, matter.context)) for item in items]
    return "\n".join(phrase("demand", indicator=name, text=text) for name, text in told if text)


def _stage(due: date | None, matter: Matter) -> str:
    ends = matter.settings.ends
    end = chinese_date(ends) if ends else phrase("year_end")
    if due is None:
        return phrase("stage.undated", end=end)
    return phrase("stage", due=chinese_date(due), end=end)


def _until(items: Sequence[Item]) -> str:
    """What has to be reached before it is written off; "" where the figures don't say it of every matter."""
    targets = [item.entry.target for item in items if item.entry.target is not None]
    if len(items) > MOST_SPELT_OUT or len(targets) < len(items):
        return ""
    reached = map(_reached, (item.indicator for item in items), targets)
    return phrase("until", conditions="；".join(reached))


def _reached(indicator: Indicator, target: Decimal) -> str:
    code = "until.lower" if indicator.direction is Direction.LOWER else "until.higher"
    return phrase(code, indicator=indicator.name, target=figure(target, decimals(target)) + indicator.measure)
