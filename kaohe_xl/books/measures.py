"""Units of measure (计量单位) as cells write them, and the factor from one to another."""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_xl.books.plain import compact

_PERCENTAGES = {"%": 2, "百分点": 2, "个百分点": 2, "百分比": 2, "百分数": 2, "个点": 2, "pct": 2, "‰": 3, "千分点": 3}
_SCALES = (
    ("万亿", 12), ("千亿", 11), ("百亿", 10), ("十亿", 9), ("亿", 8), ("千万", 7), ("百万", 6), ("十万", 5), ("万", 4),
    ("千", 3), ("百", 2),
)  # fmt: skip
# Words that merely begin like a scale.
_WHOLE = ("千瓦时", "千瓦", "千克", "千米", "千卡", "千伏", "百分")
_SAME = {
    "名": "人", "起": "件", "例": "件", "宗": "件", "㎡": "平方米", "m2": "平方米", "m²": "平方米", "平米": "平方米",
    "度": "千瓦时", "kwh": "千瓦时", "千瓦小时": "千瓦时", "km": "公里", "千米": "公里", "t": "吨", "kg": "公斤", "千克": "公斤",
    "元人民币": "元", "人民币": "元", "元rmb": "元", "¥": "元", "日": "天", "㎞": "公里", "㎏": "公斤",
    "$": "美元", "usd": "美元",
}  # fmt: skip
_COUNTED = frozenset(
    "元 美元 人 件 个 家 户 处 座 条 所 篇 辆 台 套 次 人次 项 批 场 期 份 幢 栋 间 张 只 头 株 棵 天 分 吨 公斤 克 公里 米 "
    "平方米 平方公里 立方米 亩 公顷 千瓦时 千瓦 升 村 镇 街 社区 微克/立方米 元/人".split()
)
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
        for word, power in _SCALES:
            if unit.startswith(word):
                base = unit.removeprefix(word)
                return power, _SAME.get(base, base)
    return 0, _SAME.get(unit, unit)


def is_percentage(measure: str) -> bool:
    """Whether figures of `measure` are percentages (%, 百分点, ‰)."""
    return any(part in _PERCENTAGES for part in _parts(measure))


def percentage(unit: str) -> int | None:
    """2 for %, 百分点 and the like, 3 for ‰: the powers of ten between the figure and the ratio; else None."""
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
