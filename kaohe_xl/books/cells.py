"""What stands in a cell, read as a figure: its value, or why there is none."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from kaohe_xl.books import figures, measures
from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.plain import compact, plain
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import decimal

_DASHES = re.compile(r"[-—―─–_/\\…·.。*~]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_REPORTED = _words("""
    未统计 未报 未上报 未填报 未填 未公布 未发布 未反馈 未出 待定 待报 待统计 待公布 待核 待核定 待反馈
    暂无 暂无数据 暂未统计 暂未公布 暂缺 尚未公布 尚未统计 数据未出 无数据 无统计数据 缺 缺报 缺失 空缺 空
    n/a na nodata null nil
""")
_NOT_ASSESSED = _words("""
    不考核 不参与考核 不纳入考核 不列入考核 未纳入考核 免考核 免考 不参评 不计分 不涉及 不适用
    无此项 无此项任务 无此任务 无任务 无考核任务
""")
_YES = _words("是 √ ✓ ✔ ☑ 对 完成 已完成 全部完成 达标 已达标 通过 已通过 y yes true")
_NO = _words("否 × ✗ ✘ x ☒ 错 未完成 没完成 未达标 不达标 未通过 n no false")
_NONE = _words("无 没有")
_FLAT = _words("持平 与上年持平 同比持平 与去年持平 与上年同期持平 不变 零增长")
_WORDS = _NOT_REPORTED | _NOT_ASSESSED | _NONE | _FLAT
_TWO_NUMBERS = re.compile(r"\d\s+\d")
_SPACED_GROUPS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?\D*")
_LIMIT = Decimal("1E+15")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A cell read as a figure.

    value     in the measure asked for; None where nothing usable stands there
    percent   it was written as a percentage, or shown as one
    blank     nothing reported: empty, a dash, 未统计
    assessed  False: the cell says 不考核
    bound     ≥ ≤ > < where the cell states a bound (不低于8%), else ""
    problem   code of the finding, "" when all is well; with a value it is a doubt, without one a refusal
    words     what the finding's sentence needs besides the text
    """

    value: Decimal | None = None
    text: str = ""
    percent: bool = False
    blank: bool = False
    assessed: bool = True
    bound: str = ""
    problem: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def finding(self, place: Cell) -> Finding | None:
        """What to tell the office about this cell; None when all is well.

        A doubt is a warning; what can't be read is an error, since nothing right can be written without it.
        """
        if not self.problem:
            return None
        severity = Severity.ERROR if self.value is None else Severity.WARNING
        value = "" if self.value is None else f"{self.value:f}"
        words = {"text": self.text, "value": value, **self.words}
        return finding(self.problem, severity, place, **words)


def stands_for_figure(text: str) -> bool:
    """Whether a text is a word that people write where a figure belongs: 未统计, 不考核, a dash."""
    word = compact(text).lower()
    return word in _WORDS or _DASHES.fullmatch(word) is not None


def shown(value: Value) -> str:
    """The value as a person would see it in the cell, on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (int, float)):
        return f"{decimal(value):f}" if math.isfinite(value) else str(value)
    return " ".join(plain(value).split())


def number(
    value: Value, *, measure: str = "", percent: bool = False, boolean: bool = False, index: bool = False
) -> Quantity:
    """The figure in a cell, in `measure`: percentage points where that is %, else a ratio for a percentage.

    `percent`: Excel shows the number as a percentage. `boolean`: 是/否 may stand here and count 1 and 0.
    `index`: the header says 上年=100, so 112.3 means 12.3 % of growth.
    """
    found = _read(value, measure, percent=percent, boolean=boolean, index=index)
    if found.value is None or not found.problem:
        return found
    return replace(found, words={**found.words, "value": _said(found.value, measure, found.percent)})


def _said(value: Decimal, measure: str, percent: bool) -> str:
    """The value with its measure, for a sentence."""
    if percent and measures.percentage(measure) is None:
        return f"{decimal(value.scaleb(2)):f}%"
    named = measure if measures.is_single(measure) else ""
    return f"{value:f}{'%' if measures.percentage(measure) == 2 else named}"


def _read(value: Value, measure: str, *, percent: bool, boolean: bool, index: bool) -> Quantity:
    if value is None:
        return Quantity(blank=True)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        amount = decimal(value)
        return _number(amount, f"{amount:f}", measure, percent=percent, index=index)
    text = shown(value)
    if isinstance(value, ErrorValue):
        return Quantity(text=text, problem="ERROR_IN_CELL")
    if isinstance(value, datetime):
        return Quantity(text=text, problem="DATE_FOR_NUMBER")
    if isinstance(value, bool):
        return _yes_or_no(value, text, boolean)
    if isinstance(value, (int, float)):
        return Quantity(text=text, problem="NOT_A_NUMBER")
    return _word(text, measure, boolean=boolean) or _text(plain(value), text, measure, index=index)


def _number(amount: Decimal, text: str, measure: str, *, percent: bool, index: bool) -> Quantity:
    """A number cell: a percentage is kept by Excel as a ratio."""
    if index:
        return _from_index(amount * 100 if percent else amount, text, measure)
    if percent and measures.is_level(measure):
        text = f"{decimal(amount.scaleb(2)):f}%"
        return Quantity(text=text, problem="PERCENT_FOR_LEVEL", words={"measure": measure})
    if percent:
        return Quantity(_ratio(amount, measure), text, percent=True)
    return Quantity(amount, text)


def _ratio(ratio: Decimal, measure: str) -> Decimal:
    """A ratio in `measure`: 85 of 0.85 where that is %, else the ratio itself."""
    return decimal(ratio.scaleb(measures.percentage(measure) or 0))


def _from_index(amount: Decimal, text: str, measure: str) -> Quantity:
    """Growth from an index whose base is 上年=100; one that halves or doubles is doubted."""
    value = _ratio((amount - 100) / 100, measure)
    doubt = "" if 50 < amount < 200 else "INDEX_DOUBTFUL"
    return Quantity(value, text, percent=True, problem=doubt)


def _yes_or_no(yes: bool, text: str, allowed: bool) -> Quantity:
    if not allowed:
        return Quantity(text=text, problem="YES_NO_FOR_NUMBER")
    return Quantity(Decimal(int(yes)), text)


def _word(text: str, measure: str, *, boolean: bool) -> Quantity | None:
    """A cell that says something in words; None where it isn't one of the known words."""
    known = compact(text).lower()
    if _DASHES.fullmatch(known) or known in _NOT_REPORTED:
        return Quantity(text=text, blank=True)
    if known in _NOT_ASSESSED:
        return Quantity(text=text, assessed=False)
    if known in _YES or known in _NO:
        return _yes_or_no(known in _YES, text, boolean)
    if known in _NONE:
        return Quantity(text=text, problem="NONE_OR_ZERO")
    if known in _FLAT:
        if not measures.is_percentage(measure):
            return Quantity(text=text, problem="GROWTH_FOR_LEVEL", words={"measure": measure or "空白"})
        return Quantity(Decimal(0), text, percent=True)
    return None


def _text(written: str, text: str, measure: str, *, index: bool) -> Quantity:
    """A figure written as text; `written` still has its line breaks."""
    if _TWO_NUMBERS.search(written) and not _SPACED_GROUPS.fullmatch(written):
        return Quantity(text=text, problem="NOT_ONE_NUMBER")
    word = compact(written)
    figure = figures.parse(word)
    if figure is None or abs(figure.amount) >= _LIMIT:
        several = len(re.findall(r"\d+(?:\.\d+)?", word)) > 1
        return Quantity(text=text, problem="NOT_ONE_NUMBER" if several else "NOT_A_NUMBER")
    return _converted(figure, text, measure, index=index)


def _converted(figure: figures.Figure, text: str, measure: str, *, index: bool) -> Quantity:
    """The figure in the measure asked for, or the reason why it can't be brought there."""
    percent = measures.percentage(figure.unit)
    doubt = figure.doubts[0] if figure.doubts else ""
    level = bool(measure) and not measures.is_percentage(measure)
    if figure.growth and level:
        return Quantity(text=text, problem="GROWTH_FOR_LEVEL", words={"measure": measure})
    if index and not figure.growth and figure.unit in ("", "%"):
        found = _from_index(figure.amount, text, measure)
        return Quantity(found.value, text, True, bound=figure.bound, problem=found.problem or doubt)
    if percent is not None and measures.is_level(measure):
        return Quantity(text=text, problem="PERCENT_FOR_LEVEL", words={"measure": measure})
    if percent is not None:
        value = _ratio(figure.amount.scaleb(-percent), measure)
        return Quantity(value, text, True, bound=figure.bound, problem=doubt)
    times = measures.factor(figure.unit, measure) if figure.unit else Decimal(1)
    if times is None:
        code = "UNIT_MISMATCH" if measure else "UNIT_WITHOUT_MEASURE"
        return Quantity(text=text, problem=code, words={"unit": figure.unit, "measure": measure})
    return Quantity(decimal(figure.amount * times), text, bound=figure.bound, problem=doubt)
