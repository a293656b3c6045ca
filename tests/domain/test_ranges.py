"""Figures out of the range that their kind allows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.ranges import out_of_range
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Direction, Indicator, Scheme, Settings, Unit

PLACE, AIM = Cell("市考指标", "F7"), Cell("市考指标", "E7")


def found(
    name: str, measure: str, actual: str, target: str = "", direction: Direction = Direction.HIGHER
) -> list[Finding]:
    indicator = Indicator(name, measure=measure, direction=direction)
    record = Record("甲镇", name, Reading(D(actual), PLACE), Reading(D(target) if target else None, AIM))
    scheme = Scheme((Unit("甲镇"),), (indicator,), settings=Settings(2011, date(2011, 10, 31)))
    return list(out_of_range(scheme, [record]))


@pytest.mark.parametrize("value", ["100.5", "-3", "850"])
def test_a_share_of_a_whole_is_between_nought_and_a_hundred(value: str) -> None:
    (said,) = found("群众满意率", "%", value)
    assert (said.code, said.place) == ("SHARE_OUT_OF_RANGE", PLACE)
    assert f"{value}%" in said.message


@pytest.mark.parametrize(
    ("name", "measure", "value"),
    [
        ("群众满意率", "%", "100"),
        ("群众满意率", "%", "0"),
        ("固投增速", "%", "-10.9"),
        ("工业增加值增长率", "%", "130"),
        ("年度投资完成率", "%", "126"),
        ("城镇登记失业率", "%", "3.9"),
        ("单位能耗降低率", "%", "-1.2"),
        ("净增人口", "人次", "0"),
        ("利润总额", "亿元", "-3"),
    ],
)
def test_what_may_be_so_is_silent(name: str, measure: str, value: str) -> None:
    assert found(name, measure, value) == []


def test_an_assessment_in_words_has_no_range() -> None:
    indicator = Indicator("群众满意率", measure="%", qualitative=True)
    record = Record("甲镇", "群众满意率", Reading(D(150), PLACE), Reading(None, AIM))
    other = Record("甲镇", "别的", Reading(D(150), PLACE), Reading(None, AIM))
    scheme = Scheme((Unit("甲镇"),), (indicator,), settings=Settings(2011, date(2011, 10, 31)))
    assert list(out_of_range(scheme, [record, other])) == []


def test_a_target_is_looked_at_too_but_each_cell_once() -> None:
    said = found("参合率", "%", "98", "970")
    assert [(f.code, f.place) for f in said] == [("SHARE_OUT_OF_RANGE", AIM)]


def test_counts_are_not_negative() -> None:
    assert [f.code for f in found("城镇新增就业", "人", "-5")] == ["COUNT_NEGATIVE"]


def test_there_are_no_more_days_than_have_gone_by() -> None:
    assert found("空气质量优良天数", "天", "304", "310") == []
    (said,) = found("空气质量优良天数", "天", "305", "310")
    assert said.code == "DAYS_OUT_OF_RANGE" and "304 天" in said.message


@pytest.mark.parametrize(
    ("actual", "target", "codes"),
    [
        ("2684000", "310.5", ["FAR_ABOVE_TARGET"]),  # 万元 for 亿元
        ("0.0268", "310.5", ["FAR_BELOW_TARGET"]),
        ("268.4", "310.5", []),
        ("1200", "310.5", []),
        ("0", "310.5", []),
        ("3", "5200", []),
    ],
)
def test_a_figure_ten_thousand_times_its_target_is_in_another_measure(
    actual: str, target: str, codes: list[str]
) -> None:
    assert [f.code for f in found("固定资产投资", "亿元", actual, target)] == codes


def test_ceilings_may_be_missed_by_any_factor() -> None:
    assert found("事故死亡人数", "人", "1", "14000", Direction.LOWER) == []


@pytest.mark.parametrize(
    ("day", "count"), [(date(2010, 12, 30), 1), (date(2011, 1, 1), 0), (None, 0), (date(2012, 1, 5), 0)]
)
def test_an_event_of_another_year_is_noted(day: date | None, count: int) -> None:
    event = Adjustment("甲镇", "全省文明镇", AdjustmentKind.BONUS, D(1), day=day, place=PLACE)
    scheme = Scheme((Unit("甲镇"),), (), adjustments=(event,), settings=Settings(2011, date(2011, 10, 31)))
    said = list(out_of_range(scheme, []))
    assert [f.place for f in said] == [PLACE] * count
