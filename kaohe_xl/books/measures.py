"""Units of measure (计量单位) as cells write them, and the factor from one to another."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_xl.books.plain import compact

# Unit -> power of ten between the figure and the ratio that it stands for.
_PERCENTAGES = {
    **dict.fromkeys(("%", "百分点", "个百分点", "百分比", "百分数", "个点", "pct"), 2),
    **dict.fromkeys(("‰", "千分点"), 3),
}
# Longest first: 千万 before 千.
_SCALES = {"万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "千万": 7, "百万": 6, "十万": 5}
_SCALES |= {"亿": 8, "万": 4, "千": 3, "百": 2}
# Words that merely begin like a scale.
_WHOLE = ("千瓦时", "千瓦", "千克", "千米", "千卡", "千伏", "百分")
_SAME = {
    **dict.fromkeys(("名",), "人"),
    **dict.fromkeys(("起", "例", "宗"), "件"),
    **dict.fromkeys(("㎡", "m2", "m²", "平米"), "平方米"),
    **dict.fromkeys(("度", "kwh", "千瓦小时"), "千瓦时"),
    **dict.fromkeys(("km", "㎞", "千米"), "公里"),
    **dict.fromkeys(("kg", "㎏", "千克"), "公斤"),
    **dict.fromkeys(("元人民币", "人民币", "元rmb", "¥"), "元"),
    **dict.fromkeys(("$", "usd"), "美元"),
    "t": "吨",
    "日": "天",
}
_COUNTED = {*"元人件个家户处座条所篇辆台套次项批场期份幢栋间张只头株棵天分吨克米亩升村镇街"}
_COUNTED |= {
    "美元",
    "人次",
    "公斤",
    "公里",
    "平方米",
    "平方公里",
    "立方米",
    "公顷",
    "千瓦时",
    "千瓦",
    "元/人",
}
_CAPTION = re.compile(r"^(?:计量)?单位:|^\((?=.*\)$)")


def _parts(measure: str) -> tuple[str, ...]:
    """The units that a 计量单位 cell names: 亿元、% names two."""
    text = _CAPTION.sub("", compact(measure).lower())
    text = text.removesuffix(")") if "(" not in text else text
    return tuple(part for part in re.split(r"[、,;]", text) if part)


def _split(unit: str) -> tuple[int, str]:
    """The power of ten and the base of a unit: 万元 is 10^4 of 元."""
    if unit[:1] in "¥$" and len(unit) > 1:
        unit = unit[1:] + unit[0]
    if not unit.startswith(_WHOLE):
        for word, power in _SCALES.items():
            if unit.startswith(word):
                base = unit.removeprefix(word)
                return power, _SAME.get(base, base)
    return 0, _SAME.get(unit, unit)


def is_percentage(measure: str) -> bool:
    """Whether figures of `measure` are percentages (%, 百分点, ‰)."""
    return any(part in _PERCENTAGES for part in _parts(measure))


def is_single(measure: str) -> bool:
    """Whether `measure` names one unit of measure: not a dash, not 亿元、%."""
    return len(_parts(measure)) == 1 and (is_level(measure) or is_percentage(measure))


def is_level(measure: str) -> bool:
    """Whether figures of `measure` are amounts or counts (亿元, 人), so that no percentage is one of them."""
    parts = [_split(part) for part in _parts(measure)]
    if is_percentage(measure):
        return False
    return any(base in _COUNTED or (power > 0 and not base) for power, base in parts)


def percentage(unit: str) -> int | None:
    """The power of ten between the figure and its ratio: 2 for % and 百分点, 3 for ‰; None for the rest."""
    return next((_PERCENTAGES[part] for part in _parts(unit) if part in _PERCENTAGES), None)


def factor(unit: str, measure: str) -> Decimal | None:
    """By what a figure in `unit` is multiplied to be in `measure`: 万元 to 亿元 is 0.0001.

    A bare 万 or 亿 fits any measure. None: they measure different things, or `measure` is blank
    while `unit` is unknown or has a scale, so that the figure can't be compared with its neighbours.
    """
    power, base = _split(compact(unit).lower())
    wanted = _parts(measure)
    if not wanted:
        return Decimal(1).scaleb(power) if not base or (not power and base in _COUNTED) else None
    for part in wanted:
        power_wanted, base_wanted = _split(part)
        if part not in _PERCENTAGES and base in ("", base_wanted):
            return Decimal(1).scaleb(power - power_wanted)
    return None
