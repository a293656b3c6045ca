"""The other districts' figures: deterministic, so that the own district gets the rank that is wanted."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from city_figures import DISTRICTS, NOT_ASSESSED, OWN, WITHOUT_VILLAGES, Indicator, peers

Figure = float | str | None


def chance(*words: object) -> float:
    """A number in [0, 1) that depends on `words` only."""
    digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def figure(text: str) -> Figure:
    """A figure of the tables as a cell holds it; None for none."""
    if not text:
        return None
    return float(text) if text[0].isdigit() else text


def actuals(indicator: Indicator) -> dict[str, Figure]:
    """District -> its figure to date."""
    others = [district for district in DISTRICTS if district != OWN]
    listed = peers().get(indicator.name)
    found: dict[str, Figure]
    if listed:
        found = {
            district: NOT_ASSESSED if text == "-" else float(text)
            for district, text in zip(others, listed, strict=True)
        }
    elif indicator.qualitative:
        found = {district: _marks(indicator, district) for district in others}
    elif not indicator.spread:
        found = {district: "否" if district == "周至县" else "是" for district in others}
    else:
        found = _spread(indicator, [district for district in others if not _is_left_out(indicator, district)])
    return {
        district: figure(indicator.actual) if district == OWN else found.get(district, NOT_ASSESSED)
        for district in DISTRICTS
    }


def targets(indicator: Indicator) -> dict[str, Figure]:
    """District -> its target of the year; the shared one, or one that fits its figure."""
    figures = actuals(indicator)
    return {
        district: _target(indicator, district, value) if district != OWN else figure(indicator.target)
        for district, value in figures.items()
    }


def _is_left_out(indicator: Indicator, district: str) -> bool:
    return indicator.rural and district in WITHOUT_VILLAGES


def _marks(indicator: Indicator, district: str) -> float | None:
    """What the assessor gave; None while the own district has no marks either."""
    if not indicator.actual:
        return None
    return round(indicator.points * (0.74 + 0.2 * chance(indicator.name, district)), 1)


def _spread(indicator: Indicator, others: list[str]) -> dict[str, Figure]:
    """`rank - 1` districts between the best and the own figure, the others between that and the worst."""
    assert indicator.rank is not None
    order = sorted(others, key=lambda district: chance(indicator.name, district))
    ahead, behind = order[: indicator.rank - 1], order[indicator.rank - 1 :]
    best, worst = indicator.spread
    return {**_between(indicator, ahead, best), **_between(indicator, behind, worst)}


def _between(indicator: Indicator, districts: list[str], end: str) -> dict[str, Figure]:
    """Figures from next to the own one up to `end`, never equal to the own one."""
    own, step = Decimal(indicator.actual), Decimal(1).scaleb(-indicator.places)
    way = Decimal(end) - own
    found: dict[str, Figure] = {}
    for place, district in enumerate(districts, 1):
        wobble = 0.6 * chance("wobble", indicator.name, district) if place < len(districts) else 0
        share = Decimal(str((place - wobble) / len(districts)))
        value = (own + way * share).quantize(step)
        if value == own:
            value += step if way > 0 else -step
        found[district] = float(value)
    return found


def _target(indicator: Indicator, district: str, value: Figure) -> Figure:
    if not isinstance(value, float):
        return value if value == NOT_ASSESSED else None
    if indicator.shared or indicator.qualitative:
        return figure(indicator.target)
    return _fitting(indicator, district, value)


def _fitting(indicator: Indicator, district: str, value: float) -> float:
    """A target that the figure has reached to some 75 to 95 %; a ceiling somewhat above it."""
    share = chance("target", indicator.name, district)
    if indicator.measure == "%":
        return round(value + 0.2 + share, 1)
    if indicator.direction == "逆向":
        target = value * (1.02 + 0.5 * share)
        return float(max(1, round(target))) if not indicator.places else round(target, indicator.places)
    target = value / (0.75 + 0.19 * share)
    if indicator.places:
        return round(target, indicator.places)
    coarse = 100 if target > 5000 else 10 if target > 200 else 1
    return float(round(target / coarse) * coarse)
