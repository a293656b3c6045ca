"""Header cells taken apart: the word, its role, and month, year, measure or points beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaohe_xl.books.plain import compact
from kaohe_xl.books.vocabulary import OTHER_LISTS, PATTERNS, RESULTS, ROLES, TOTALS

GENERIC = re.compile(
    r"(各|全部|所有|其他|有关|相关).*|.*(情况|要求|分工|落实|信息|进展|结果|部分|体系|考核|得分|概况)|区县|单位|街道|部门|镇街|\d{4}|"
    r"(任务|目标|基本|指标|责任|绩效|主要)(指标|任务|目标|责任|下达|分解|设定)|其中"
)
_REQUIREMENT = re.compile(r".*(要求|任务|目标|设置|设定|指标|基本|下达|方案|标准).*")
_OUTCOME = re.compile(r".*(完成|得分|结果|评分|考核情况|进展|实绩|落实).*")

MEASURE = re.compile(
    r"(?:%|‰|个?百分点|百分比|(?:[十百千万亿]{0,3}(?:元|美元|人|户|件|起|个|家|亩|公顷|平方米|平方公里|公里|吨|吨标煤|吨标准煤|千瓦时|度|套|项|天|日|辆|所|张|头|"
    r"人次|床|名|例|宗|株|分|立方米|台|处|户次|次|条|座|公斤|千克|克|米|㎡|标煤|位|篇|期|场|门|件次|本)|[百千]?[万亿]|微克|毫克|[kmMt]g?|分贝)"
    r"(?:/[^\W\d]{1,6})?)(?:[、,/](?:%|‰|[^\W\d]{1,4}))*"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_POINTS = re.compile(r"(?:满分|分值|权重)?:?(\d+(?:\.\d+)?)分")
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度|年|(?=目标|完成|计划|任务|实际|$))")
_MONTHS = re.compile(r"(?:(\d{1,2})月?[-~—–－至到])?(\d{1,2})月(?:份)?(?:底|末)?(?:\d{1,2}日)?")
_SPANS = {
    f"{lead}{number}季度": 3 * (index // 2 + 1)
    for index, number in enumerate("一1二2三3四4")
    for lead in ("", "第", "前", "1-", "一至", "1至")
} | {"上半年": 6, "下半年": 12}
_SPAN = re.compile("|".join(sorted(_SPANS, key=len, reverse=True)))
_DIGITS = {
    "十二": "12",
    "十一": "11",
    "十": "10",
    **{w: str(n) for n, w in enumerate("一二三四五六七八九", 1)},
}
_CHINESE_MONTH = re.compile(
    "(十二|十一|[一二三四五六七八九十])(?=月|[-~—至到](?:十|[一二三四五六七八九]|\\d)+月)"
)
_INDEX = re.compile(r"(?:以?上年(?:同期)?|去年(?:同期)?)(?:为|=)100")
_REMARK = re.compile(r"\([^()]*\)$")
_REMARKED = re.compile(r"([^()]+)\(([^()]+)\)")
_HARMLESS = re.compile(
    r"(截[至止].*)?累计.{0,2}|年度|全年|本年|今年|本期|当前|单项|小?计|[市区县]级?|全[市区县]"
)
_OTHER_TIME = re.compile(r"上年|去年|同期|上月|上期|自评|自查|上报|预计|预测")
_BRACKETS = str.maketrans("〔〕【】[]{}〈〉", "()()()()()")


@dataclass(frozen=True, slots=True)
class Word:
    """A header cell taken apart.

    text     the word itself, without spaces, measure, month, year; "" where only those stood there
    role     what columns of that name hold; "" unknown
    month    last month covered; `single`: the header names one month (9月), not a span from January
    measure  a unit inside the header; index: 上年=100; points: （10分）
    """

    text: str
    role: str = ""
    month: int | None = None
    single: bool = False
    year: int | None = None
    measure: str = ""
    points: Decimal | None = None
    index: bool = False

    @property
    def is_generic(self) -> bool:
        """Whether it only gathers what stands under it: 各区县完成情况, 考核要求, 1-9月."""
        return (
            not self.text
            or self.role == "neutral"
            or GENERIC.fullmatch(_REMARK.sub("", self.text)) is not None
        )

    @property
    def is_requirement(self) -> bool:
        """Whether 分值 under it are full points, not points scored."""
        return _REQUIREMENT.fullmatch(self.text) is not None and not self.is_outcome

    @property
    def is_outcome(self) -> bool:
        """Whether 分值 under it are points scored."""
        return _OUTCOME.fullmatch(self.text) is not None


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    """`compact` with all kinds of brackets round."""
    return compact(text).translate(_BRACKETS)


def names_other_list(text: str) -> bool:
    """Whether a header of this name belongs to a ledger, a phone list, a list of events or settings."""
    return tidy(text) in OTHER_LISTS


@lru_cache(maxsize=16384)
def role_of(text: str) -> str:
    """The role of a header text without measure, month and year; "" for an unknown word."""
    if not text:
        return ""
    word = text.rstrip(":*").lower()
    if role := ROLES.get(word) or ROLES.get(word.replace("(", "").replace(")", "").replace("/", "")):
        return role
    if re.fullmatch(
        r"(.*指标.*[\\/|].*(单位|区县|部门|街道|镇街).*)|((单位|区县|部门|街道|镇街).*[\\/|].*指标.*)", word
    ):
        return "diagonal"
    if word in (
        "指标单位",
        "单位指标",
        "区县指标",
        "指标区县",
        "街道指标",
        "指标街道",
        "部门指标",
        "指标部门",
    ):
        return "diagonal"
    return next((role for pattern, role in PATTERNS if pattern.fullmatch(word)), "") or _remarked(word)


def _remarked(word: str) -> str:
    """The role of a word with a remark in brackets: 完成情况(累计). 得分(自评) is no result of ours."""
    found = _REMARKED.fullmatch(word)
    role = role_of(found[1]) if found else ""
    if found is None or not role or _HARMLESS.fullmatch(found[2]):
        return role
    return "reference" if _OTHER_TIME.search(found[2]) or role in RESULTS | TOTALS else role


@lru_cache(maxsize=8192)
def word(raw: str) -> Word:
    """The header cell `raw` taken apart."""
    text = tidy(raw)
    measure, points, index = "", None, False
    for inside in _BRACKET.findall(text):
        if _INDEX.fullmatch(inside):
            index = True
        elif found := _POINTS.fullmatch(inside):
            points = Decimal(found[1])
        elif MEASURE.fullmatch(inside.removeprefix("单位:")):
            measure = inside.removeprefix("单位:")
        else:
            continue
        text = text.replace(f"({inside})", "", 1)
    if text.endswith(("%", "‰")) and len(text) > 1:
        text, measure = text[:-1], measure or text[-1]
    elif text != "%" and (
        tail := re.fullmatch(r"(.*(?:目标|完成|计划|任务|值|数)),?([万亿]?元|万人|万吨)", text)
    ):
        text, measure = tail[1], measure or tail[2]
    return _dated(text, measure, points, index)


def _dated(text: str, measure: str, points: Decimal | None, index: bool) -> Word:
    """The word without its year and months."""
    whole = role_of(text)
    if whole and not re.search(r"\d|月|季|半年", text):
        return Word(text, whole, measure=measure, points=points, index=index)
    text, year = cut_year(text)
    text, month, single = cut_month(text)
    text = re.sub(r"^\((.*)\)$|\(\)", lambda m: m[1] or "", text)
    if month is not None:
        text = re.sub(
            r"^(?:截[至止]|累计|到|至|份|底|末|当月)+(?=累计|完成|计划|目标|实际|应|任务|$)",
            _keep_current,
            text,
        )
    if MEASURE.fullmatch(text):
        text, measure = "", measure or text
    role = role_of(text)
    if month is not None and role == "target" and not re.search("年", text):
        role = "plan"
    return Word(text, role, month, single, year, measure, points, index)


def _keep_current(match: re.Match[str]) -> str:
    return "当月" if "当月" in match[0] else ""


def cut_year(text: str) -> tuple[str, int | None]:
    """`text` without its year, and the year."""
    found = _YEAR.search(text)
    return (text[: found.start()] + text[found.end() :], int(found[1])) if found else (text, None)


def cut_month(text: str) -> tuple[str, int | None, bool]:
    """`text` without its months, the last month covered, and whether one month alone is named."""
    text = _CHINESE_MONTH.sub(lambda m: _DIGITS[m[0]], text)
    for found in _MONTHS.finditer(text):
        month = int(found[2])
        if 1 <= month <= 12:
            return (
                _without(text, found),
                month,
                found[1] is None and not re.search("截[至止]|底|末|累计", text),
            )
    if found_span := _SPAN.search(text):
        return _without(text, found_span), _SPANS[found_span[0]], False
    return text, None, False


def _without(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + text[found.end() :]
