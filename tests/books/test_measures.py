"""Units of measure and the factors between them."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from kaohe_xl.books.measures import factor, is_percentage


@pytest.mark.parametrize("measure", ["%", "％", "﹪", "百分点", "个百分点", "（%）", "亿元、%", "‰"])
def test_percentages_are_told_whatever_the_sign(measure: str) -> None:
    assert is_percentage(measure)


@pytest.mark.parametrize("measure", ["", "亿元", "人", "百元", "元/人"])
def test_other_measures_are_no_percentages(measure: str) -> None:
    assert not is_percentage(measure)


@pytest.mark.parametrize(
    ("unit", "measure", "times"),
    [
        ("万元", "亿元", "0.0001"),
        ("亿元", "万元", "10000"),
        ("元", "亿元", "1E-8"),
        ("人", "万人", "0.0001"),
        ("万", "亿元", "0.0001"),
        ("千瓦时", "亿千瓦时", "1E-8"),
        ("度", "千瓦时", "1"),
        ("kWh", "千瓦时", "1"),
        ("千克", "公斤", "1"),
        ("万平米", "㎡", "10000"),
        ("起", "件", "1"),
    ],
)
def test_a_unit_is_converted_to_the_measure(unit: str, measure: str, times: str) -> None:
    assert factor(unit, measure) == D(times)


@pytest.mark.parametrize(
    ("unit", "measure"),
    [("万元", "人"), ("万元", "万美元"), ("亩", "平方米"), ("万元", ""), ("只读", ""), ("万", "%")],
)
def test_different_things_have_no_factor(unit: str, measure: str) -> None:
    assert factor(unit, measure) is None
