"""Indicators that nobody answers for, or that no rule is for."""

from __future__ import annotations

import pytest

from kaohe_xl.books.grid import Value
from tests.books.checking import Rows, findings, places

HEAD = ["指标", "分值", "方向", "年度目标", "完成", "包抓领导", "牵头单位", "责任单位"]


def table(*people: tuple[Value, Value, Value]) -> Rows:
    rows: list[list[Value]] = [list(HEAD)]
    rows += [
        [name, 5, "正向", 10, 9, *who] for name, who in zip(("固投", "就业", "环保"), people, strict=False)
    ]
    return rows


FULL = ("陈怀信", "发改委", "统计局")


def test_everybody_named_is_silent() -> None:
    assert findings({"指标": table(FULL, FULL, FULL)}) == ()


@pytest.mark.parametrize("blank", [None, "—", "待定"])
def test_an_indicator_without_a_unit_is_said_at_its_cell(blank: Value) -> None:
    found = findings({"指标": table(FULL, ("林景行", blank, blank), FULL)})
    assert [(f.code, str(f.place)) for f in found] == [("INDICATOR_WITHOUT_UNIT", "指标!H3")]


def test_one_of_lead_and_owner_is_enough() -> None:
    assert findings({"指标": table(FULL, ("林景行", None, "人社局"), ("林景行", "环保局", None))}) == ()


def test_an_indicator_without_a_leader_is_said_at_its_cell() -> None:
    assert places("INDICATOR_WITHOUT_LEADER", {"指标": table(FULL, (None, "人社局", None))}) == ["指标!F3"]


def test_another_table_may_name_them() -> None:
    duties: Rows = [["指标", "年度目标", "包抓领导", "责任单位"], ["就业", 10, "林景行", "人社局"]]
    assert findings({"指标": table(FULL, (None, None, None)), "责任分工": duties}) == ()


def test_a_column_that_is_blank_altogether_is_said_once() -> None:
    found = findings({"指标": table(("陈怀信", None, None), ("林景行", None, None))})
    assert [(f.code, str(f.place)) for f in found] == [("COLUMN_ALL_BLANK", "指标!H1")]


def test_without_such_columns_nothing_is_said() -> None:
    assert findings({"指标": [line[:5] for line in table(FULL, FULL)]}) == ()


RULES: Rows = [["指标", "方法", "参数"], ["固投", "完成率", "封顶=1"]]


def test_an_indicator_without_a_rule_is_said_where_there_are_rules() -> None:
    found = findings({"指标": table(FULL, FULL), "计分规则": RULES})
    assert [(f.code, str(f.place)) for f in found] == [("INDICATOR_WITHOUT_RULE", "指标!A3")]
    assert "完成率" in found[0].message


def test_without_any_rules_or_with_all_of_them_nothing_is_said() -> None:
    assert findings({"指标": table(FULL, FULL)}) == ()
    assert findings({"指标": table(FULL, FULL), "计分规则": [*RULES, ["就业", "达标", None]]}) == ()


def test_a_rule_without_its_indicator_is_said_by_the_scoring() -> None:
    from kaohe_xl.books.memory import MemoryGrid
    from kaohe_xl.commands import check

    grid = MemoryGrid({"指标": table(FULL), "计分规则": [*RULES, ["外资", "达标", None]]})
    found = [f for f in check(grid).findings if f.code == "RULE_INDICATOR_UNKNOWN"]
    assert [str(f.place) for f in found] == ["计分规则!B3"]
