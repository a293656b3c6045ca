"""Three separate axes of warning lights: progress, rank, the city's own list; each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaohe_xl.domain.assessment import Light, Lights
from kaohe_xl.domain.numbers import shown, significant
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.wording import percent, say, steady_percent

Lit = tuple[Light, str]

_WORST_FIRST = (Light.RED, Light.AMBER, Light.GREEN)
_LIGHT_OF_WORD = {"红": Light.RED, "黄": Light.AMBER, "绿": Light.GREEN}


@dataclass(frozen=True, slots=True)
class Course:
    """Where an indicator stands on its way: completion and progress are ratios.

    `over_ceiling` says so where less is better and the figure is above its target already.
    """

    completion: Decimal
    progress: Decimal
    over_ceiling: str = ""


def progress_light(course: Course, settings: Settings) -> Lit:
    """Completion against what is due: green and amber from the workbook's bounds, closed below.

    What is over its ceiling is never green, however early in the year.
    """
    light, reason = _by_ratio(course, settings) if course.progress > 0 else _nothing_due(course)
    if not course.over_ceiling:
        return light, reason
    return (Light.AMBER, course.over_ceiling) if light is Light.GREEN else (light, reason)


def _nothing_due(course: Course) -> Lit:
    light = Light.RED if course.completion < course.progress else Light.GREEN
    words = {"completion": percent(course.completion), "progress": percent(course.progress)}
    return light, say(f"LIGHT_NOTHING_DUE_{light.name}", **words)


def _by_ratio(course: Course, settings: Settings) -> Lit:
    ratio = significant(course.completion / course.progress)
    if ratio >= settings.green_from:
        light, bound = Light.GREEN, settings.green_from
    elif ratio >= settings.amber_from:
        light, bound = Light.AMBER, settings.green_from
    else:
        light, bound = Light.RED, settings.amber_from
    return light, say(
        f"LIGHT_PROGRESS_{light.name}",
        completion=percent(course.completion),
        progress=steady_percent(course.progress),
        ratio=_apart(ratio, bound),
        bound=steady_percent(bound),
    )


def _apart(ratio: Decimal, bound: Decimal) -> str:
    """The ratio in percent, with as many decimals as it takes to see on which side of the bound it is."""
    for places in (1, 2, 4):
        text = percent(ratio, places)
        if ratio == bound or Decimal(text) != bound * 100:
            return text
    return shown(ratio * 100)


def is_after_warning(position: int, settings: Settings) -> bool:
    """Whether a position (1 and the number strictly better) lies after the warning rank (五名之后)."""
    return position > settings.warn_rank


def is_among_last(position: int, of: int, settings: Settings) -> bool:
    """Whether a position is among the last of its group (后三名), and not in front where that is small."""
    return position > max(of - settings.last_ranks, settings.front_rank)


def rank_light(rank: int, of: int, settings: Settings) -> Lit:
    """The position among peers: the last ones red, but nobody in front; after the warning rank amber."""
    if is_among_last(rank, of, settings):
        return Light.RED, say("LIGHT_RANK_RED", rank=rank, of=of, last=settings.last_ranks)
    if is_after_warning(rank, settings):
        return Light.AMBER, say("LIGHT_RANK_AMBER", rank=rank, of=of, warn=settings.warn_rank)
    return Light.GREEN, say("LIGHT_RANK_GREEN", rank=rank, of=of, warn=settings.warn_rank)


def over_ceiling(actual: Decimal, target: Decimal) -> str:
    """The reason why a figure above its ceiling is never green; both in the indicator's measure."""
    return say("LIGHT_OVER_CEILING", actual=shown(actual), target=shown(target))


def city_light(word: str) -> Lit | None:
    """The city's own list by its word; any other word on it is red; None for who isn't on it."""
    word = word.strip()
    if not word:
        return None
    light = next((lit for sign, lit in _LIGHT_OF_WORD.items() if sign in word), Light.RED)
    return light, say("LIGHT_CITY", word=word)


@lru_cache(maxsize=4096)
def join(progress: Lit | None, rank: Lit | None, city: Lit | None) -> Lights:
    """The three axes as one record; `overall` is the worst of those lit."""
    axes = {"progress": progress, "rank": rank, "city": city}
    lit = {axis: found for axis, found in axes.items() if found}
    colours = [light for light, _ in lit.values()]
    return Lights(
        progress=progress[0] if progress else None,
        rank=rank[0] if rank else None,
        city=city[0] if city else None,
        reasons={axis: reason for axis, (_, reason) in lit.items()},
        overall=next((light for light in _WORST_FIRST if light in colours), None),
    )
