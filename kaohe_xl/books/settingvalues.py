"""How each value of 考核设置 is read: one small function a type; None means that it can't be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kaohe_xl.books.cells import number, shown
from kaohe_xl.books.dates import FIRST_YEAR, LAST_YEAR, day
from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.ladder_settings import days_listed, ladder_rules, level_points, templates
from kaohe_xl.books.plain import compact, plain
from kaohe_xl.domain.ladder_rules import LadderRules
from kaohe_xl.domain.scheme import Basis, GradeBand, Ties

_WHOLE = re.compile(r"[前后第]?(\d{1,9})[名位个天日]?(?:小数)?")
_AT_LEAST = r"(?:≥|>=|=>|:|不低于|不少于)?"
_BAND = re.compile(
    rf"(?P<name>[^\d≥><=:%.\-]+?){_AT_LEAST}(?P<least>\d+(?:\.\d+)?)分?(?:\(含\))?(?:及?以上)?(?:\(含\))?"
)
_REST = re.compile(r"(?P<name>[^\d≥><=:%.\-]+?):?(?:<(?P<below>\d+(?:\.\d+)?)分?|其余|其他)?")
_LEVEL = re.compile(r"(?P<level>[^\d:=]+?)[:=]?(?P<days>\d{1,3})(?:个?自然日|个?工作日|[天日])?(?:内|之内)?")
_SEPARATORS = re.compile(r"[;,、\n]+")
_LEVELS = {
    **dict.fromkeys(("提醒函", "提醒", "提醒督办"), "提醒函"),
    **dict.fromkeys(("督办", "警示督办", "督办单", "警示督办单"), "督办"),
    **dict.fromkeys(("挂牌", "挂牌督办"), "挂牌"),
    **dict.fromkeys(("约谈", "约谈通知"), "约谈"),
}
_BASES = {
    **{basis.value: basis for basis in Basis},
    "月": Basis.MONTH,
    "按月": Basis.MONTH,
    "日": Basis.DAY,
    "天": Basis.DAY,
    "按天": Basis.DAY,
    "按日": Basis.DAY,
    "按计划": Basis.PLAN,
    "起止日期": Basis.SPAN,
    "起止时间": Basis.SPAN,
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A value of 考核设置 as it stands: `percent` says that Excel shows it so; `year` is 考核年度."""

    value: Value
    percent: bool = False
    year: int | None = None

    @property
    def text(self) -> str:
        """What the cell shows, compact."""
        return compact(shown(self.value))


def a_text(raw: Raw) -> str | None:
    """The text as it stands; a phone number kept by Excel as a number stays whole."""
    return None if isinstance(raw.value, ErrorValue) else shown(raw.value)


def a_year(raw: Raw) -> int | None:
    """2011, 2011年, 2011年度."""
    match = re.fullmatch(r"(\d{4})(?:年度?)?", raw.text)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def a_day(raw: Raw) -> date | None:
    """A date; of a month its last day, of 年 nothing."""
    return day(raw.value, year=raw.year)


def a_rank(raw: Raw) -> int | None:
    """A whole number of places: 3, 3名, 前3名."""
    return _whole(raw, 999)


def decimals(raw: Raw) -> int | None:
    """How many decimals: 0 to 10."""
    return _whole(raw, 10)


def _whole(raw: Raw, most: int) -> int | None:
    if raw.percent or isinstance(raw.value, bool):
        return None
    match = _WHOLE.fullmatch(raw.text)
    return int(match[1]) if match and int(match[1]) <= most else None


def a_ratio(raw: Raw) -> Decimal | None:
    """0.9 or 90%, above 0 and at most 2: a bare 90 may be either, so it is refused."""
    quantity = number(raw.value, percent=raw.percent)
    value = None if quantity.problem else quantity.value
    return value if value is not None and 0 < value <= 2 else None


def a_cap(raw: Raw) -> Decimal | None:
    """The highest total, above 0."""
    quantity = number(raw.value, measure="分", percent=raw.percent)
    value = None if quantity.problem or quantity.percent else quantity.value
    return value if value is not None and value > 0 else None


def a_quota(raw: Raw) -> Decimal | None:
    """How many may be best: a whole number of units, or a share below 1 (20%)."""
    match = re.fullmatch(r"(?:不超过|≤|最多)?(\d+)[个名家]", raw.text)
    quantity = number(int(match[1]) if match else raw.value, percent=raw.percent)
    value = quantity.value
    if quantity.problem or value is None or quantity.bound in ("≥", ">") or value < 0:
        return None
    if quantity.percent:
        return value if value < 1 else None
    return value if value < 1 or value == value.to_integral_value() else None


def a_basis(raw: Raw) -> Basis | None:
    """月份 · 天数 · 计划 · 起止."""
    return _BASES.get(raw.text)


def ties(raw: Raw) -> Ties | None:
    """1224 · 1223 · 1234, whatever stands between the digits."""
    digits = re.sub(r"[,、;\-.]", "", raw.text)
    return next((rule for rule in Ties if rule.value == digits), None)


def grades(raw: Raw) -> tuple[GradeBand, ...] | None:
    """优秀≥90；良好≥80；合格≥60；不合格: names distinct, bounds falling, only the last may have none."""
    parts = [compact(part) for part in _SEPARATORS.split(plain(_lines(raw.value))) if compact(part)]
    bands: list[GradeBand] = []
    for part in parts:
        if match := _BAND.fullmatch(part):
            bands.append(GradeBand(match["name"], Decimal(match["least"])))
            continue
        rest = _REST.fullmatch(part)
        last = bands[-1].at_least if bands else None
        if rest is None or (rest["below"] and Decimal(rest["below"]) != last):
            return None
        bands.append(GradeBand(rest["name"], None))
    return tuple(bands) if _fall(bands) else None


def _fall(bands: list[GradeBand]) -> bool:
    """Whether the bounds fall from band to band and every total finds one name."""
    bounds = [band.at_least for band in bands]
    if len(bands) < 2 or None in bounds[:-1] or len({band.name for band in bands}) < len(bands):
        return False
    known = [bound for bound in bounds if bound is not None]
    return all(upper > lower for upper, lower in pairwise(known))


def reply_days(raw: Raw) -> Mapping[str, int] | None:
    """Days a level: 提醒函5；督办15；挂牌30, or one number for all levels: working days."""
    bare = replace(raw, value=raw.text.removesuffix("个工作日")) if isinstance(raw.value, str) else raw
    every = _whole(bare, 365)
    if every is not None:
        return dict.fromkeys(dict.fromkeys(_LEVELS.values()), every) if every else None
    days: dict[str, int] = {}
    for part in _SEPARATORS.split(plain(_lines(raw.value))):
        if not compact(part):
            continue
        match = _LEVEL.fullmatch(compact(part))
        level = _LEVELS.get(match["level"]) if match else None
        if match is None or level is None or level in days or not int(match["days"]):
            return None
        days[level] = int(match["days"])
    return days or None


def some_days(raw: Raw) -> Set[date] | None:
    """Days and stretches of days: 2011-10-01至10-07；2011-01-01."""
    return days_listed(raw.value, raw.year)


def rules_of_ladder(raw: Raw) -> LadderRules | None:
    """黄灯=提醒函；红灯=督办；连续预警=2；…"""
    return ladder_rules(raw.value)


def some_templates(raw: Raw) -> Mapping[str, str] | None:
    """约谈=约谈通知.xlsx；…"""
    return templates(raw.value)


def points_of_levels(raw: Raw) -> Mapping[str, Decimal] | None:
    """约谈0.5；挂牌0.2."""
    return None if raw.percent else level_points(raw.value)


def _lines(value: Value) -> str:
    """The text with its line breaks."""
    return value if isinstance(value, str) else shown(value)


@dataclass(frozen=True, slots=True)
class Name:
    """A setting: its name in the sheet, the field of Settings, how it is read, what is allowed.

    `off`: words that switch it off, so that the default None holds.
    """

    name: str
    field: str
    read: Callable[[Raw], Any]
    allowed: str
    aliases: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


_DATE = "日期（如 2011-10-31、2011年10月），只写月份（如 10、10月）时须填考核年度"
_RATIO = "0 到 2 之间的数（如 0.9）或百分数（如 90%）"
_RANK = "整数（如 3）"
_PLACES = "0 到 10 的整数"
_DAYS = "日期或起止日期（如 2011-10-01至10-07；2011-01-01），不写年份时须填考核年度"

NAMES = (
    Name("考核年度", "year", a_year, "四位年份（如 2011）", ("年度", "考核年份")),
    Name("截至日期", "as_of", a_day, _DATE, ("截止日期", "数据截至日期", "统计截至日期")),
    Name("截至月份", "as_of", a_day, _DATE, ("截止月份", "数据截至月份")),
    Name("考核结束日期", "ends", a_day, _DATE, ("结束日期", "考核截止日期")),
    Name("本单位", "own_unit", a_text, "单位名称", ("我单位", "本区", "本县")),
    Name("序时口径", "basis", a_basis, "月份、天数、计划、起止", ("序时进度口径",)),
    Name("绿灯下限", "green_from", a_ratio, _RATIO),
    Name("黄灯下限", "amber_from", a_ratio, _RATIO),
    Name("前列名次", "front_rank", a_rank, _RANK),
    Name("预警名次", "warn_rank", a_rank, _RANK),
    Name("靠后名次", "last_ranks", a_rank, _RANK),
    Name("得分小数", "points_decimals", decimals, _PLACES, ("得分小数位", "得分小数位数")),
    Name("排名小数", "rank_decimals", decimals, f"{_PLACES}，或留空", ("排名小数位", "排名小数位数")),
    Name("并列", "ties", ties, "1224、1223、1234", ("并列名次", "并列规则", "并列排名")),
    Name("总分封顶", "total_cap", a_cap, "大于 0 的数，或留空", ("总分上限",), ("不封顶", "无", "不限")),
    Name(
        "等次",
        "grades",
        grades,
        "从高到低的等次（如 优秀≥90；良好≥80；合格≥60；不合格）",
        ("等次划分", "等次标准"),
    ),
    Name(
        "优秀名额",
        "best_grade_quota",
        a_quota,
        "整数（如 3），或小于 100% 的比例（如 20%）",
        ("优秀比例", "评优名额"),
        ("不限", "无", "100%"),
    ),
    Name("发文代字", "issuer_code", a_text, "文字", ("机关代字",)),
    Name("发文机关", "issuer", a_text, "文字", ("发文单位",)),
    Name("落款", "signature", a_text, "文字", ("落款单位",)),
    Name("联系人", "contact", a_text, "文字"),
    Name("联系电话", "phone", a_text, "文字", ("电话",)),
    Name("办理期限", "reply_days", reply_days, "天数（如 5），或 提醒函5；督办15；挂牌30", ("办理时限",)),
    Name("节假日", "holidays", some_days, _DAYS, ("法定节假日", "放假日期")),
    Name("调休上班", "shifted_days", some_days, _DAYS, ("调休上班日", "调休")),
    Name("临期天数", "due_soon", a_rank, _RANK),
    Name("督办规则", "ladder", rules_of_ladder, "名=值（如 黄灯=提醒函；红灯=督办；连续预警=2；逾期=升级）"),
    Name("文书模板", "templates", some_templates, "级别=文件（如 约谈=约谈通知.xlsx）", ("模板",)),
    Name("台账工作簿", "ledger_book", a_text, "文件名（如 督办台账.xlsx）", ("督办台账",)),
    Name("文书扣分", "level_points", points_of_levels, "级别和分数（如 约谈0.5；挂牌0.2）", ("约谈扣分",)),
)
