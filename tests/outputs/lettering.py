"""A small assessment as the city's would be, for the letters' tests: built by hand, no workbook is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from kaohe_xl.domain.assessment import Assessment, Counts, Entry, Light, Lights
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Direction, Indicator, Scheme, Settings, Unit
from kaohe_xl.outputs.letters import LetterOptions

ISSUED = date(2011, 11, 1)
OPTIONS = LetterOptions(issued=ISSUED, first_number=12)
SETTINGS = Settings(
    year=2011,
    as_of=date(2011, 10, 31),
    ends=date(2011, 12, 20),
    own_unit="长安区",
    issuer_code="长考办函",
    issuer="长安区目标责任考核领导小组办公室",
    signature="长安区目标责任考核领导小组办公室",
    contact="王建国",
    phone="029-85290000",
    reply_days={"提醒函": 7},
)


def indicator(name: str, measure: str = "亿元", **more: object) -> Indicator:
    """An indicator of 区发改委 unless told otherwise."""
    words: dict[str, object] = {"direction": Direction.HIGHER, "lead": ("区发改委",), "patron": "李明"}
    return Indicator(name, measure=measure, **(words | more))  # type: ignore[arg-type]


def entry(name: str, actual: str | None, target: str | None, place: tuple[int, str, str] | None = None) -> Entry:
    """长安区's entry; `place` is its rank among 13, third place's value and the gap to it."""
    a, t = (Decimal(text) if text is not None else None for text in (actual, target))
    completion = a / t if a is not None and t else None
    progress = Decimal(10) / 12 if t else None
    ahead = (completion - progress) * 100 if completion is not None and progress is not None else None
    rank, third, gap = place or (None, None, None)
    return Entry(
        unit="长安区",
        indicator=name,
        place=Cell("市考指标", "F7"),
        actual=a,
        target=t,
        completion=completion,
        progress=progress,
        ahead=ahead,
        rank=rank,
        of=13 if rank else 0,
        third_value=Decimal(third) if third is not None else None,
        gap_to_third=Decimal(gap) if gap is not None else None,
        lights=_lights(completion, progress, rank),
        missing=Missing.NOT_REPORTED if a is None else None,
        method="完成率",
    )


def _lights(completion: Decimal | None, progress: Decimal | None, rank: int | None) -> Lights:
    reasons: dict[str, str] = {}
    by_progress = by_rank = None
    if completion is not None and progress:
        ratio = completion / progress
        by_progress = Light.GREEN if ratio >= 1 else Light.AMBER if ratio >= Decimal("0.9") else Light.RED
        reasons["progress"] = f"完成率 {completion:.1%} 为序时进度 {progress:.1%} 的 {ratio:.1%}"
    if rank is not None:
        by_rank = Light.RED if rank > 10 else Light.AMBER if rank > 5 else Light.GREEN
        reasons["rank"] = f"位次第 {rank} 名，共 13 个单位"
    lit = [light for light in (Light.RED, Light.AMBER, Light.GREEN) if light in (by_progress, by_rank)]
    return Lights(by_progress, by_rank, None, reasons, lit[0] if lit else None)


def scheme(indicators: Iterable[Indicator], units: Iterable[Unit] = (), settings: Settings = SETTINGS) -> Scheme:
    """A scheme of these indicators."""
    return Scheme(tuple(units), tuple(indicators), settings=settings)


def assessment(entries: Iterable[Entry]) -> Assessment:
    """An assessment of these entries, with fifty days to go."""
    return Assessment("2011-10", tuple(entries), (), Counts(), days_left=50)


def city() -> tuple[Scheme, Assessment]:
    """A few indicators of every kind, with four units that answer for them."""
    units = (Unit("区发展和改革委员会", aliases=("区发改委", "发改委")), Unit("区统计局"), Unit("区委政法委"))
    indicators = (
        indicator("生产总值", owners=("区统计局",)),
        indicator("规模以上工业增加值", lead=("区工信局",), owners=("区统计局",)),
        indicator("全社会固定资产投资", owners=("发改委",)),
        indicator("万元生产总值能耗降低率", "%"),
        indicator("安全生产事故死亡人数", "人", direction=Direction.LOWER, lead=("区安监局",)),
        indicator("保障性住房建设", "套", lead=("区住建局",)),
        indicator("群众安全感", "", qualitative=True, lead=("区委政法委",)),
        indicator("服务业增加值增速", "%", patron="张晓东"),
        indicator("城镇登记失业率", "%", direction=Direction.LOWER, lead=("区人社局",)),
    )
    entries = (
        entry("生产总值", "225.1", "310", (9, "280.4", "55.3")),
        entry("规模以上工业增加值", "61.25", "98.5", (12, "88.4", "27.15")),
        entry("全社会固定资产投资", "262.8", "310.5", (2, "255.6", "0")),
        entry("万元生产总值能耗降低率", "2.31", "3.5", (13, "3.2", "0.89")),
        entry("安全生产事故死亡人数", "5", "6", (4, "4", "1")),
        entry("保障性住房建设", "5820", "12600", (11, "11200", "5380")),
        entry("群众安全感", None, None),
        entry("服务业增加值增速", None, "14"),
        entry("城镇登记失业率", "4.6", "4.2", (7, "4.1", "0.5")),
    )
    return scheme(indicators, units), assessment(entries)


def many(count: int) -> tuple[Scheme, Assessment]:
    """One unit with `count` indicators."""
    names = [f"第{place}项重点工作完成情况指标" for place in range(1, count + 1)]
    return scheme(map(indicator, names)), assessment(
        entry(name, "61.25", "98.5", (9 + place % 5, "88.4", "27.15")) for place, name in enumerate(names)
    )


def sheets(path: Path) -> Mapping[str, Worksheet]:
    """The sheets of a written workbook by name."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


def texts(sheet: Worksheet) -> list[str]:
    """All texts and numbers of a sheet, in reading order."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
