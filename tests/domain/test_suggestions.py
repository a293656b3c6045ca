"""Directions that names suggest: proposals only."""

from __future__ import annotations

import pytest

from kaohe_xl.domain.scheme import Direction
from kaohe_xl.domain.suggestions import suggested_direction


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("生产安全事故死亡人数", "事故"),
        ("群众到市集体上访", "上访"),
        ("万元GDP能耗", "能耗"),
        ("二氧化硫排放总量", "排放"),
        ("城镇登记失业率", "失业"),
        ("刑事案件发案数", "案件"),
    ],
)
def test_what_is_bad_to_have_is_better_when_less(name: str, word: str) -> None:
    found = suggested_direction(name)
    assert found is not None and (found.direction, found.word) == (Direction.LOWER, word)


@pytest.mark.parametrize(
    "name",
    ["单位GDP能耗降低率", "信访案件办结率", "二氧化硫减排削减量", "隐患整改率", "污染治理完成率", "命案破案率"],
)
def test_fighting_what_is_bad_is_better_when_more(name: str) -> None:
    found = suggested_direction(name)
    assert found is not None and found.direction is Direction.HIGHER


@pytest.mark.parametrize("name", ["地区生产总值", "固定资产投资", "招商引资到位资金", "城镇新增就业", "森林覆盖率"])
def test_what_is_good_to_have_is_better_when_more(name: str) -> None:
    found = suggested_direction(name)
    assert found is not None and found.direction is Direction.HIGHER


@pytest.mark.parametrize("name", ["党建工作", "目标一", "", "综治工作"])
def test_a_name_without_such_a_word_suggests_nothing(name: str) -> None:
    assert suggested_direction(name) is None
