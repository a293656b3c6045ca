"""The grammar of a figure written as text: sign and growth word, bound, digits, unit, remark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_ABOVE = ("不低于", "不少于", "不小于", "至少", "≥", "≧", ">=", "=>", "以上", "及以上")
_BELOW = ("不超过", "不高于", "不大于", "不多于", "至多", "最多", "≤", "≦", "<=", "=<")
_WITHIN = ("以下", "及以下", "以内", "之内")
_BOUNDS = {
    **dict.fromkeys(_ABOVE, "≥"),
    **dict.fromkeys(_BELOW + _WITHIN, "≤"),
    **dict.fromkeys((">", "高于", "大于", "超过", "超"), ">"),
    **dict.fromkeys(("<", "低于", "小于", "少于"), "<"),
}
_FLIPPED = {"≥": "≤", "≤": "≥", ">": "<", "<": ">", "": ""}
_RISE = ("增长", "上升", "提高", "提升", "增加", "增", "升", "↑")
_FALL = ("负增长", "下降", "降低", "减少", "下滑", "回落", "降", "减", "↓")
_APPROXIMATE = ("约", "近", "大约", "左右", "上下", "余", "多")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_BOUND = _any(tuple(word for word in _BOUNDS if not word.endswith(("以上", "以下", "以内", "之内"))))
_UNIT = r"(?:%|‰|(?:[^\W\d]|[㎡㎞㎏]){0,8}?[²2]?(?:/[^\W\d]{1,6}?)?)"
_FIGURE = re.compile(
    rf"""(?:同比|环比|(?:比|较)(?:上年|去年)(?:同期)?)?
    (?:累计|全年)?(?:完成|达到|达|实现|确保|力争|保持在?|控制在?)?
    (?P<bound>{_BOUND})?
    (?P<growth>{_any(_RISE + _FALL)})?
    (?P<bound2>{_BOUND})?
    (?P<approximate>约|大约|近)?
    (?P<sign>[+\-—])?
    (?P<currency>[¥$])?
    (?P<digits>\d[\d,、。·.]*|\.\d+)(?P<power>[e][+-]?\d{{1,2}})?
    (?P<unit>{_UNIT})
    (?:(?P<about>左右|上下|余|多)(?P<unit2>{_UNIT}))?
    (?:(?P<bound3>及?以[上下内]|之内)(?P<unit3>{_UNIT}))?""",
    re.VERBOSE | re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\((?P<body>[¥$]?\d[^()]*)\)(?P<unit>[^()]*)")
_REMARK = re.compile(r"(?P<body>.*\d.*?)(?:\([^()\d]*\)|[*#①-⑳†※])+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SIMPLE = re.compile(r"\d+(?:\.\d*)?|\.\d+")
_SLIP = re.compile(r"(\d+)[。·](\d+)")
_SLIP_BEFORE_PERCENT = re.compile(r"(\d+)[、,](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written. `bound` is one of ≥ ≤ > < or blank; `growth` says that a growth word stood there.

    `doubts` are message codes of what had to be read kindly: the figure is used, the office is told.
    """

    amount: Decimal
    unit: str = ""
    bound: str = ""
    growth: bool = False
    doubts: tuple[str, ...] = ()


def parse(text: str) -> Figure | None:
    """The figure in `text` (already compact); None where it isn't one figure beyond doubt."""
    if len(text) > 60:
        return None
    doubts: list[str] = []
    text = text.removeprefix("'")
    if remark := _REMARK.fullmatch(text):
        text, doubts = remark["body"], ["REMARK_IN_FIGURE"]
    negative = _NEGATIVE.fullmatch(text)
    if negative:
        text = f"{negative['body']}{negative['unit']}"
    match = _FIGURE.fullmatch(text)
    return None if match is None else _figure(match, doubts, negative is not None)


def _figure(match: re.Match[str], doubts: list[str], negative: bool) -> Figure | None:
    unit = "".join(match[part] or "" for part in ("unit", "unit2", "unit3"))
    unit = (match["currency"] or "") + unit if unit in ("", "万", "亿") else unit
    amount = _amount(match["digits"], unit, doubts)
    if amount is None or (negative and (match["sign"] or match["growth"])):
        return None
    if match["power"]:
        amount = amount.scaleb(int(match["power"][1:]))
    if match["approximate"] or match["about"]:
        doubts.append("APPROXIMATE_FIGURE")
    if match["sign"] == "—":
        doubts.append("DASH_AS_MINUS")
    minus = negative or match["sign"] in ("-", "—")
    falls = match["growth"] in _FALL
    if falls and minus:
        return None
    bounds = [_BOUNDS[word] for word in match.group("bound", "bound2", "bound3") if word]
    if len(bounds) > 1:
        return None
    bound = bounds[0] if bounds else ""
    amount = -amount if minus or falls else amount
    return Figure(amount, unit, _FLIPPED[bound] if falls else bound, bool(match["growth"]), tuple(doubts))


def _amount(digits: str, unit: str, doubts: list[str]) -> Decimal | None:
    """The number that `digits` spell; a slip of the decimal point is read and noted."""
    if _GROUPED.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    if _SIMPLE.fullmatch(digits):
        return Decimal(digits)
    slip = _SLIP.fullmatch(digits)
    if slip is None and unit in ("%", "百分点", "个百分点"):
        slip = _SLIP_BEFORE_PERCENT.fullmatch(digits)
    if slip:
        doubts.append("AMBIGUOUS_NUMBER")
        return Decimal(f"{slip[1]}.{slip[2]}")
    return None
