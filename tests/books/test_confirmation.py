"""待确认: a proposal waits in its cell until somebody confirms it."""

from __future__ import annotations

from datetime import datetime

import pytest

from kaohe_xl.books.confirmation import is_marked, is_proposed, is_sourced, pending_fields, proposal, source
from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import study
from kaohe_xl.books.settings import read_rules, read_settings
from kaohe_xl.domain.scheme import Direction


@pytest.mark.parametrize("value", ["长安区", 2011, 0.5, datetime(2011, 10, 31), "完成率+超额加分"])
def test_a_value_is_a_proposal_while_its_remark_quotes_it(value: Value) -> None:
    remark = "说明；" + proposal(value) + "，按表题推测"
    assert is_proposed(remark, value)
    assert is_proposed(f"  {remark} （绑定时添加）", value)
    assert not is_proposed(remark, "别的")
    assert not is_proposed(remark.replace("待确认：", ""), value)
    assert not is_proposed(remark, None)


def test_where_a_value_was_found_is_no_proposal() -> None:
    remark = source(8, "分值", "市考指标!E5")
    assert is_sourced(remark, 8, "分值") and not is_sourced(remark, 9, "分值")
    assert not is_marked(remark)
    assert list(pending_fields(remark, {"分值": 8})) == []


def test_a_mark_tells_its_field() -> None:
    remark = source(8, "分值", "表!E5") + "；" + proposal("逆向", "方向") + "，名称里有“事故”"
    assert list(pending_fields(remark, {"分值": 8, "方向": "逆向"})) == ["方向"]
    assert list(pending_fields(remark, {"分值": 8, "方向": "正向"})) == []


@pytest.mark.parametrize(
    ("remark", "fields"),
    [
        ("方向待确认", ["方向"]),
        ("分值还待确认", ["分值"]),
        ("待确认", ["方向"]),
        ("已确认", []),
        ("", []),
    ],
)
def test_the_word_written_by_the_office_counts_too(remark: str, fields: list[str]) -> None:
    assert list(pending_fields(remark, {"分值": 8, "方向": "逆向"})) == fields


def settings(*rows: list[Value]) -> MemoryGrid:
    return MemoryGrid({"考核设置": [["名称", "值", "说明"], *rows]})


def test_a_proposed_setting_does_not_act_and_is_spoken_of() -> None:
    found, findings = read_settings(settings(["黄灯下限", 0.8, proposal(0.8)], ["本单位", "长安区", "我们"]))
    assert (str(found.amber_from), found.own_unit) == ("0.9", "长安区")
    (told,) = findings
    assert (told.code, str(told.place)) == ("SETTINGS_PENDING", "考核设置!B2")
    assert "黄灯下限" in told.message and told.remedy


def test_a_setting_acts_once_it_is_confirmed_or_changed() -> None:
    assert str(read_settings(settings(["黄灯下限", 0.8, "【】，按表题"]))[0].amber_from) == "0.8"
    assert str(read_settings(settings(["黄灯下限", 0.7, proposal(0.8)]))[0].amber_from) == "0.7"


def rules(*rows: list[Value]) -> MemoryGrid:
    return MemoryGrid({"计分规则": [["指标", "分值", "方向", "方法", "备注"], *rows]})


def test_a_proposed_direction_does_not_act_but_the_rest_of_its_row() -> None:
    found, findings = read_rules(rules(["信访量", 8, "逆向", "达标", proposal("逆向", "方向")]))
    (rule,) = found
    assert (rule.direction, str(rule.points), rule.method) == (None, "8", "达标")
    assert [f"{f.code} {f.place}" for f in findings] == ["RULES_PENDING 计分规则!C2"]


@pytest.mark.parametrize("remark", ["", "名称里有“信访”", "方向【】已核对"])
def test_a_confirmed_direction_acts(remark: str) -> None:
    (rule,), findings = read_rules(rules(["信访量", 8, "逆向", "达标", remark]))
    assert rule.direction is Direction.LOWER
    assert findings == ()


def test_a_remark_alone_is_no_rule() -> None:
    assert read_rules(rules(["信访量", None, None, None, "请补方法"])) == ((), ())


def test_confirming_changes_the_score() -> None:
    table: list[list[Value]] = [["指标", "分值", "年度目标", "完成"], ["信访量", 10, 20, 10]]

    def direction(remark: str) -> Direction | None:
        row: list[Value] = ["信访量", None, "逆向", "完成率", remark]
        sheets = {"表": table, "计分规则": [["指标", "分值", "方向", "方法", "备注"], row]}
        return study(MemoryGrid(sheets)).scheme.rules[0].direction

    assert direction(proposal("逆向", "方向")) is None
    assert direction("") is Direction.LOWER
