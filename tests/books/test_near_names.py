"""Names that nearly match are asked about, and never taken for one another."""

from __future__ import annotations

import pytest

from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.near_names import nearest_indicator, nearest_unit
from kaohe_xl.commands import assess_book
from tests.books.checking import SETTINGS, Rows, findings, places

INDICATORS = [
    *("生产总值", "规模以上工业增加值", "全社会固定资产投资", "地方财政一般预算收入", "社会消费品零售总额"),
    *("实际利用内资", "实际利用外资", "城镇新增就业", "城镇登记失业率", "城镇居民人均可支配收入"),
    *(
        "农民人均纯收入",
        "群众到市集体上访",
        "进京非正常上访",
        "刑事案件破案率",
        "二氧化硫减排量",
        "化学需氧量减排量",
    ),
]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("规上工业增加值", "规模以上工业增加值"),
        ("地区生产总值", "生产总值"),
        ("固定资产投资", "全社会固定资产投资"),
        ("社会消费品零售额", "社会消费品零售总额"),
        ("地方财政收入", "地方财政一般预算收入"),
        ("刑事案件侦破率", "刑事案件破案率"),
        ("城镇新增就业（人）", "城镇新增就业"),
        ("全社会固定资产投次", "全社会固定资产投资"),
    ],
)
def test_the_indicator_that_is_meant_is_found(name: str, near: str) -> None:
    assert nearest_indicator(name, INDICATORS) == near


@pytest.mark.parametrize(
    "name",
    [
        "实际利用资金",
        "农村居民人均可支配收入",
        "进京正常上访",
        "乡镇新增就业",
        "市级重点项目",
        "固投",
        "文化产业增加值",
    ],
)
def test_another_thing_is_not_near(name: str) -> None:
    assert nearest_indicator(name, INDICATORS) == ""


def test_a_short_name_is_guessed_only_where_it_is_none_itself() -> None:
    assert nearest_indicator("固投", ["固定资产投资", "生产总值"], loose=True) == "固定资产投资"
    assert nearest_indicator("固投", ["固定资产投资", "固体废物投放"], loose=True) == ""


UNITS = {
    "区发改委": ("区发展和改革委员会", "发改委"),
    "区人社局": ("区人力资源和社会保障局",),
    "区教育局": (),
    "区住房和城乡建设局": (),
    "韦曲街道": ("韦曲街道办事处",),
    "杜曲街道": (),
    "太乙宫街道": (),
    "区委组织部": ("组织部",),
}


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("区发改局", "区发改委"),
        ("长安区发改委", "区发改委"),
        ("西安市长安区教育局", "区教育局"),
        ("人社部门", "区人社局"),
        ("区住建局", "区住房和城乡建设局"),
        ("区人力资源与社会保障局", "区人社局"),
        ("太乙官街道", "太乙宫街道"),
        ("韦曲街办", "韦曲街道"),
        ("区体育局", ""),
        ("王曲街道", ""),
        ("韦渠街道", ""),
        ("区财政局", ""),
    ],
)
def test_the_unit_that_is_meant_is_found(name: str, near: str) -> None:
    assert nearest_unit(name, UNITS) == near


def test_two_that_are_equally_near_are_none() -> None:
    assert nearest_unit("区文化局", {"区文化体育局": (), "区文化旅游局": ()}) == ""


ROSTER: Rows = [
    ["单位", "别名", "类别"],
    *([name, "、".join(others), "部门"] for name, others in UNITS.items()),
]


def owners(*cells: str) -> Rows:
    return [
        ["指标", "年度目标", "完成", "责任单位"],
        *([f"第{number}项工作任务", 10, 9, cell] for number, cell in enumerate(cells, 1)),
    ]


def test_registered_units_are_silent_by_whatever_name() -> None:
    cells = ("区发改委", "发改委、区教育局", "区发展和改革委员会")
    assert findings({"责任单位": ROSTER, "指标": owners(*cells)}) == ()


def test_an_unregistered_unit_is_said_with_the_nearest_registered_one() -> None:
    found = findings({"责任单位": ROSTER, "指标": owners("区发改委", "区教育局", "区发改局、区委组织部")})
    assert [(f.code, str(f.place)) for f in found] == [("UNIT_NAME_NEAR", "指标!D4")]
    assert "区发改委" in found[0].message


def test_an_unregistered_unit_that_is_near_to_none_is_a_note() -> None:
    found = findings({"责任单位": ROSTER, "指标": owners("区发改委", "区教育局", "公安长安分局")})
    assert [(f.code, f.severity) for f in found] == [("UNIT_NOT_REGISTERED", "note")]


def test_a_roster_of_other_units_is_no_authority() -> None:
    assert findings({"责任单位": ROSTER, "指标": owners("市统计局", "市财政局", "省发改委")}) == ()


def test_nothing_is_merged() -> None:
    read = assess_book(
        MemoryGrid({"考核设置": SETTINGS, "责任单位": ROSTER, "指标": owners("区发改局", "区教育局")})
    )
    assert [i.owners for i in read.study.scheme.indicators] == [("区发改局",), ("区教育局",)]


NOW: Rows = [
    ["指标", "年度目标", "完成"],
    ["生产总值", 310, 198],
    ["规模以上工业增加值", 75, 47],
    ["实际利用内资", 62, 55],
]


def test_an_indicator_called_otherwise_in_another_table_is_said() -> None:
    duties: Rows = [["指标", "年度目标"], ["生产总值", 310], ["规上工业增加值", 75], ["实际利用内资", 62]]
    found = findings({"市考指标": NOW, "目标": duties})
    assert [(f.code, str(f.place)) for f in found] == [("INDICATOR_NAMES_NEAR", "市考指标!A3")]
    assert "规上工业增加值" in found[0].message and "目标!A3" in found[0].message


@pytest.mark.parametrize("name", ["实际利用外资", "规模以上工业增加值", "社会消费品零售总额"])
def test_other_indicators_in_another_table_are_silent(name: str) -> None:
    duties: Rows = [["指标", "年度目标"], ["生产总值", 310], [name, 75]]
    assert places("INDICATOR_NAMES_NEAR", {"市考指标": NOW, "目标": duties}) == []


def test_another_workbooks_names_are_asked_about_at_ours() -> None:
    book = {"考核设置": SETTINGS, "报表": [*NOW[:2], ["规上工业增加值", 75, 47], NOW[3]]}
    (found,) = findings({"市考指标": NOW}, {"统计局.xlsx": book})
    assert (found.code, str(found.place)) == ("INDICATOR_NAMES_NEAR", "市考指标!A3")
    assert "[统计局.xlsx]报表!A3" in found.message


def test_units_without_a_roster_are_held_against_each_other() -> None:
    def peers(name: str) -> Rows:
        return [["指标", "甲镇", name, "丙镇街道"], ["固投", 1, 2, 3], ["就业", 1, 2, 3]]

    assert places("UNIT_NAMES_NEAR", {"完成": peers("太乙宫街道"), "目标": peers("太乙宫街道")}) == []
    assert places("UNIT_NAMES_NEAR", {"完成": peers("太乙宫街道"), "投资": peers("太乙官街道")}) == [
        "完成!C1"
    ]


def test_unknown_names_in_rules_and_registers_are_asked_about() -> None:
    grid = MemoryGrid(
        {
            "考核设置": [["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]],
            "市考指标": NOW,
            "计分规则": [
                ["指标", "单位", "方法"],
                ["规上工业增加值", None, "达标"],
                ["生产总值", "长安县局", "达标"],
            ],
            "加减分": [["单位", "事项", "类型", "分值"], ["长安区政府", "奖", "加分", 1]],
        }
    )
    remedies = {f.code: f.remedy for f in assess_book(grid).assessment.findings}
    assert remedies["RULE_INDICATOR_UNKNOWN"].startswith("是不是“规模以上工业增加值”？")
    assert not remedies["UNIT_NOT_SCORED"].startswith("是不是")
