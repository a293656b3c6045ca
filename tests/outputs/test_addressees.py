"""Who gets a letter, and about what."""

from __future__ import annotations

from dataclasses import replace

import lettering

from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.scheme import Unit
from kaohe_xl.outputs.addressees import addressees


def names_by_unit() -> dict[str, list[str]]:
    """Unit -> its indicators, in the sample."""
    found, _ = addressees(*lettering.city(), "提醒函")
    return {one.unit: [item.indicator.name for item in one.items] for one in found}


def test_lead_and_responsible_units_each_get_the_indicator_under_the_name_of_the_register() -> None:
    found = names_by_unit()
    assert found["区发展和改革委员会"] == ["生产总值", "全社会固定资产投资", "万元生产总值能耗降低率", "服务业增加值增速"]
    assert found["区统计局"] == ["生产总值", "规模以上工业增加值"]


def test_registered_units_come_first_in_their_order() -> None:
    assert list(names_by_unit())[:4] == ["区发展和改革委员会", "区统计局", "区委政法委", "区工信局"]


def test_an_indicator_without_a_responsible_unit_is_pointed_at() -> None:
    orphan = lettering.indicator("无人负责", lead=(), place=Cell("市考指标", "C9"))
    _, findings = addressees(lettering.scheme([orphan]), lettering.assessment([]), "提醒函")
    assert [(one.code, str(one.place)) for one in findings] == [("NO_RESPONSIBLE_UNIT", "市考指标!C9")]


def test_a_parent_that_only_holds_others_together_needs_no_unit() -> None:
    children = [lettering.indicator("总量", parent="工业"), lettering.indicator("增速", parent="工业")]
    scheme = lettering.scheme([lettering.indicator("工业", lead=()), *children])
    found, findings = addressees(scheme, lettering.assessment([]), "提醒函")
    assert not findings
    assert [item.indicator.name for item in found[0].items] == ["总量", "增速"]


def test_without_an_own_unit_every_assessed_unit_gets_its_own() -> None:
    settings = replace(lettering.SETTINGS, own_unit="")
    entries = [replace(lettering.entry("信访量", "5", "6"), unit=unit) for unit in ("乙街道", "甲街道")]
    scheme = lettering.scheme([lettering.indicator("信访量", "件", lead=())], [Unit("甲街道"), Unit("乙街道")], settings)
    found, findings = addressees(scheme, lettering.assessment(entries), "提醒函")
    assert [one.unit for one in found] == ["甲街道", "乙街道"]
    assert not findings
