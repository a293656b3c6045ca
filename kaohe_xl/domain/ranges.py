"""Figures that can't be, however well they are written: out of the range that their kind allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from kaohe_xl.domain.consistency import whose
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.numbers import half_up, shown
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Adjustment, Direction, Indicator, Scheme, Settings
from kaohe_xl.domain.wording import say
from kaohe_xl.messages.scoring import PERCENT_MEASURES

# Rates that are a part of a whole, so that they lie between 0 and 100 %; growth and completion do not.
_SHARE = re.compile(
    r"(?:满意|覆盖|普及|参合|参保|办结|结案|破案|合格|达标|入学|就业|失业|整改|开工|竣工|通过|处置|处理率|回复|办复|优良|"
    r"建成|绿化|利用|知晓|到位|巩固|签约|入库|好评|公开|兑现|落实|反馈|排查|登记|检测|监测|接种|住院分娩|孕检)(?:率|度)|占比|比重"
)
_NO_SHARE = re.compile(r"增长|增速|增幅|降低|下降|提高|完成率|资金到位|利用外资|利用内资")
_COUNTED = {"人", "户", "套", "件", "起", "例", "宗", "个", "家", "批次", "人次", "户次", "项", "座"}
_COUNTED |= {"所", "处", "篇", "天", "公里", "公顷", "亩"}
_DAYS = re.compile(r"天数|日数")
# 万元 for 亿元 is a factor of 10,000; with a third of the year's target reached it is still 3,000.
_FAR_ABOVE, _FAR_BELOW = Decimal(300), Decimal(3000)


def out_of_range(scheme: Scheme, records: Iterable[Record]) -> Iterator[Finding]:
    """Shares beyond 0 to 100 %, negative counts, more days than there were, figures that look mis-scaled."""
    indicators = {indicator.name: indicator for indicator in scheme.indicators}
    seen: set[object] = set()
    for record in records:
        indicator = indicators.get(record.indicator)
        if indicator is None or not record.assessed:
            continue
        for part, reading in (("PART_TARGET", record.target), ("PART_ACTUAL", record.actual)):
            if reading is None or reading.value is None or reading.place in seen:
                continue
            seen.add(reading.place)
            yield from _single(indicator, record, part, reading)
        yield from _days(indicator, record, scheme.settings)
        yield from _against_target(indicator, record)
    yield from _events(scheme.adjustments, scheme.settings)


def _single(indicator: Indicator, record: Record, part: str, reading: Reading) -> Iterator[Finding]:
    """What a figure by itself can't be."""
    value, measure = reading.value, indicator.measure.strip()
    if value is None or indicator.qualitative:
        return
    if 0 <= value <= 100:
        return
    words = {"whose": whose(record.unit, indicator.name), "figure": say(part), "value": shown(value)}
    if _is_share(indicator):
        yield finding("SHARE_OUT_OF_RANGE", Severity.WARNING, reading.place, **words)
    elif measure in _COUNTED and value < 0 and not _NO_SHARE.search(indicator.name):
        yield finding("COUNT_NEGATIVE", Severity.WARNING, reading.place, measure=measure, **words)


def _is_share(indicator: Indicator) -> bool:
    percent = indicator.measure.strip() in PERCENT_MEASURES
    name = indicator.name
    return percent and _SHARE.search(name) is not None and not _NO_SHARE.search(name)


def _days(indicator: Indicator, record: Record, settings: Settings) -> Iterator[Finding]:
    """More days than have gone by since the year began."""
    value, as_of = record.actual.value, settings.as_of
    if (
        value is None
        or as_of is None
        or indicator.measure.strip() != "天"
        or not _DAYS.search(indicator.name)
    ):
        return
    gone = as_of.timetuple().tm_yday
    if value > gone:
        words = {"whose": whose(record.unit, indicator.name), "value": shown(value), "as_of": as_of}
        yield finding("DAYS_OUT_OF_RANGE", Severity.WARNING, record.actual.place, days=gone, **words)


def _against_target(indicator: Indicator, record: Record) -> Iterator[Finding]:
    """A figure so far from its target that one of them is likely in another measure (万元, 亿元)."""
    actual, target = record.actual.value, record.target.value if record.target else None
    if actual is None or target is None or actual <= 0 or target <= 0 or indicator.qualitative:
        return
    if indicator.measure.strip() in PERCENT_MEASURES or indicator.direction is Direction.LOWER:
        return
    if actual >= target * _FAR_ABOVE:
        code, times = "FAR_ABOVE_TARGET", actual / target
    elif actual * _FAR_BELOW <= target:
        code, times = "FAR_BELOW_TARGET", target / actual
    else:
        return
    words = {"whose": whose(record.unit, indicator.name), "actual": shown(actual), "target": shown(target)}
    yield finding(code, Severity.WARNING, record.actual.place, times=shown(half_up(times, 0)), **words)


def _events(adjustments: Sequence[Adjustment], settings: Settings) -> Iterator[Finding]:
    """Awards and deductions of an earlier year; later ones are left out, and said, by the scoring."""
    for row in adjustments:
        if row.day and settings.year and row.day.year < settings.year:
            words: Mapping[str, object] = {"unit": row.unit, "item": row.item, "day": row.day}
            yield finding("EVENT_OF_OTHER_YEAR", Severity.NOTE, row.place, year=settings.year, **words)
