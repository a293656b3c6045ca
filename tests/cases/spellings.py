"""How people type a figure: each way of writing with what must come of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from kaohe_xl.books.grid import ErrorValue
from tests.cases.canvas import Written

D = Decimal
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


class Outcome(StrEnum):
    """What must come of a cell.

    READ      the figure meant, and no complaint
    DOUBT     a finding on the cell; the figure meant, or none
    REFUSED   an error on the cell, and no figure
    BLANK     no figure and no complaint: not reported
    LEFT_OUT  the unit isn't assessed
    """

    READ = "read"
    DOUBT = "doubt"
    REFUSED = "refused"
    BLANK = "blank"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A cell, the figure meant by it, and what must come of it."""

    written: Written
    meant: D | None
    outcome: Outcome = Outcome.READ


Way = Callable[[random.Random, D, str], Written]


def _text(pattern: str) -> Way:
    """`{0}` is the figure, `{1}` the measure."""
    return lambda _, meant, measure: Written(pattern.format(f"{meant:f}", measure))


def _number(_: random.Random, meant: D, __: str) -> Written:
    return Written(int(meant) if meant == int(meant) else float(meant))


def _dust(pick: random.Random, meant: D, _: str) -> Written:
    return Written(float(meant) * (1 + pick.choice((-1, 1)) * 2.3e-16))


def _computed(_: random.Random, meant: D, __: str) -> Written:
    return Written(float(meant), formula=f"=ROUND({meant:f},4)")


def _grouped(_: random.Random, meant: D, __: str) -> Written:
    return Written(f"{meant:,f}")


def _wide(_: random.Random, meant: D, __: str) -> Written:
    return Written(f"{meant:f}".translate(_WIDE))


def _shown_percent(_: random.Random, meant: D, __: str) -> Written:
    return Written(float(meant / 100), percent=True)


def _computed_percent(_: random.Random, meant: D, __: str) -> Written:
    return Written(float(meant / 100), percent=True, formula=f"={meant / 100:f}*1")


def _up_or_down(pick: random.Random, meant: D, _: str) -> Written:
    word = (
        pick.choice(("下降", "降低", "负增长", "同比下降"))
        if meant < 0
        else pick.choice(("增长", "上升", "同比增长", "增"))
    )
    return Written(f"{word}{pick.choice(('', ' '))}{abs(meant):f}{pick.choice(('%', '％', '﹪'))}")


def _scaled(_: random.Random, meant: D, measure: str) -> Written:
    """In the other scale: 170,024万元 where 亿元 are meant."""
    if measure.startswith("亿"):
        return Written(f"{int(meant * 10000):,}万{measure[1:]}")
    if measure.startswith("万"):
        return Written(f"{meant / 10000:f}亿{measure[1:]}")
    return Written(f"{meant / 10000:f}万{measure}")


LEVELS: tuple[Way, ...] = (
    _number, _number, _number, _number, _dust, _computed, _grouped, _wide, _scaled,
    _text("{0}"), _text(" {0} "), _text("{0}{1}"), _text("{0} {1}"), _text("{0}\n"), _text("'{0}"),
    _text("\u3000{0}\u00a0"), _text("{0}\u200b"), _text("达到{0}{1}"),
)  # fmt: skip
PERCENTS: tuple[Way, ...] = (
    _number, _number, _shown_percent, _shown_percent, _computed_percent, _wide,
    _text("{0}%"), _text("{0}％"), _text("{0}﹪"), _text("{0} %"), _text(" {0}%\n"), _text("{0}个百分点"),
)  # fmt: skip
BLANKS = (
    *(
        "——",
        "—",
        "-",
        "/",
        "－",
        "…",
        "……",
        " ",
        "\u3000",
        "未统计",
        "未 统 计",
        "待定",
        "未报",
        "暂无数据",
        "N/A",
        "待核",
    ),
    *("未反馈", "待统计", "--", "\\", "无数据", "空缺", "未公布"),
)
LEFT_OUT = ("不考核", "不纳入考核", "免考核", "不涉及", "无此项任务", "不参评")
BOUNDS = (
    "≥{0}",
    "不低于{0}",
    "≧{0}",
    "{0}以上",
    "不少于{0}",
    ">={0}",
    "完成{0}以上",
    "确保{0}以上",
    "力争{0}",
    "不超过{0}",
    "≤{0}",
    "控制在{0}以内",
    "{0}及以上",
)
DOUBTS = ("约{0}", "{0}左右", "{0}（快报数）", "{0}*", "近{0}", "{0}（预计）", "{0}①")
REFUSALS = (
    "{0}/{0}", "{0}-1{0}", "{0}、1{0}", "{0}；1{0}", "{0}\n1{0}", "不少", "完成任务", "见附件", "详见说明", "{0}吨公里", "约数", "上升", "？", "{0}?",
    "１２a", "{0}..5", "3.1.{0}", "大于上年", "另行下达", "第{0}", "同比", "#", "十二", "零",
)  # fmt: skip


def plain(pick: random.Random, meant: D, measure: str) -> Spelling:
    """A figure that must be read; rises and falls only where percentages are meant."""
    if measure == "%":
        ways = (*PERCENTS, *([_up_or_down] * 3 if pick.random() < 0.3 else []))
    else:
        ways = tuple(way for way in LEVELS if meant >= 0 or way not in (_scaled, LEVELS[-1]))
    way = pick.choice(ways)
    if way is _scaled and not _has_scale(measure):
        way = _number
    return Spelling(way(pick, meant, measure), meant)


def _has_scale(measure: str) -> bool:
    return measure in ("亿元", "万元", "人", "户", "亩", "吨")


def blank(pick: random.Random) -> Spelling:
    """Nothing reported, in one of many ways."""
    return Spelling(Written(pick.choice((None, None, *BLANKS))), None, Outcome.BLANK)


def unassessed(pick: random.Random) -> Spelling:
    """A unit that isn't assessed."""
    return Spelling(Written(pick.choice(LEFT_OUT)), None, Outcome.LEFT_OUT)


def bound(pick: random.Random, meant: D, measure: str) -> Spelling:
    """A target as a bound."""
    return Spelling(Written(pick.choice(BOUNDS).format(f"{meant:f}{'%' if measure == '%' else ''}")), meant)


def doubtful(pick: random.Random, meant: D, measure: str) -> Spelling:
    """A figure that may be read, and must be spoken of."""
    if measure == "%" and pick.random() < 0.5:
        text = f"{meant:.1f}%".replace(".", pick.choice("、。·"))
        return Spelling(Written(text), D(f"{meant:.1f}"), Outcome.DOUBT)
    text = pick.choice(DOUBTS).format(f"{meant:f}{measure if measure == '%' else ''}")
    return Spelling(Written(text), meant, Outcome.DOUBT)


def refused(pick: random.Random, meant: D, measure: str) -> Spelling:
    """What can't be one figure beyond doubt."""
    kinds: list[Written] = [Written(pick.choice(REFUSALS).format(f"{meant:f}")) for _ in range(4)]
    kinds += [Written(ErrorValue(pick.choice(("#DIV/0!", "#N/A")))), Written(formula="=Z99+1", stale=True)]
    kinds += [Written(datetime(2011, 1, 10)), Written(True)]
    if measure != "%":
        kinds += [Written(f"{meant:f}%"), Written(f"增长{meant:f}%"), Written(0.853, percent=True)]
    return Spelling(pick.choice(kinds), None, Outcome.REFUSED)
