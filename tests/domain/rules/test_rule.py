"""Rules as people write them in the sheet: names, joins, parameters, and everything that can be wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.domain.findings import Severity
from kaohe_xl.domain.rules import ALIASES, METHODS, Inputs, parse
from kaohe_xl.domain.rules.records import Method
from kaohe_xl.domain.scheme import RuleText
from kaohe_xl.messages import sentence
from tests.domain.rules.trials import METHOD_CELL, PARAMETERS_CELL, faults, figures, rule_text, usable

D = Decimal
REQUIRED = {
    "名次": "表=1:1",
    "阶梯": "表=1:1",
    "达标后排名": "基础分=1；表=1:1",
    "扣分": "每例=1",
    "逐点": "每点加=1",
}


@pytest.mark.parametrize("name", METHODS)
def test_every_method_of_the_manual_is_known(name: str) -> None:
    rule = usable(name, REQUIRED.get(name, ""))
    assert rule.name == name
    assert rule.methods[0].parameters == METHODS[name].parameters


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_other_words_for_a_method_are_known(alias: str, name: str) -> None:
    assert usable(alias, REQUIRED.get(name, "")).name == name


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\n"])
def test_a_blank_method_is_the_proportional_one(blank: str) -> None:
    assert usable(blank).name == "完成率"


def test_a_joined_rule_needs_what_its_parts_need() -> None:
    rule = usable("达标 ＋ 名次", "表=1:1")
    assert (rule.name, rule.needs_target, rule.needs_rank, rule.qualitative) == (
        "达标+名次",
        True,
        True,
        False,
    )
    assert usable("评议").qualitative and usable("是否").qualitative and usable("扣分", "每例=1").qualitative
    assert not usable("评议").needs_target and not usable("评议").needs_rank


@pytest.mark.parametrize(
    ("method", "parameters", "needs"),
    [
        ("完成率", "", (True, False)),
        ("达标", "", (True, False)),
        ("逐点", "每点加=1", (True, False)),
        ("逐点", "基准=平均；每点加=1", (False, True)),
        ("阶梯", "表=1:1", (True, False)),
        ("名次", "表=1:1", (False, True)),
        ("名次线性", "", (False, True)),
        ("达标后排名", "基础分=1；表=1:1", (True, True)),
        ("相对第一", "", (False, True)),
        ("递减分段", "", (False, True)),
        ("超额加分", "", (True, False)),
    ],
)
def test_what_a_method_needs(method: str, parameters: str, needs: tuple[bool, bool]) -> None:
    rule = usable(method, parameters)
    assert (rule.needs_target, rule.needs_rank) == needs


def test_full_points_come_from_the_best_of_a_table_when_nobody_states_them() -> None:
    assert usable("阶梯", "表=1:40，0.9:36").full_points(None) == 40
    assert usable("阶梯", "表=1:40，0.9:36").full_points(D(8)) == 8
    assert usable("名次", "表=1:60，2:57").full_points(None) == 60
    assert usable("名次", "每名减=5%").full_points(None) is None
    assert usable("达标后排名", "基础分=40；表=1:20").full_points(None) == 60
    assert usable("达标后排名", "基础分=40；表=1:20").full_points(D(50)) == 50
    assert usable("达标后排名", "基础分=40%；表=1:20").full_points(None) is None
    assert usable("完成率").full_points(None) is None


@pytest.mark.parametrize(
    "parameters",
    [
        "表=1:40，0.9:36",
        "表＝１：４０，０．９：３６",
        " 表 = 100% : 40 ， 90 ％ : 36 ；",
        "表=100%:40、90﹪:36",
        "表=≥100%:40,>=90%:36",
        "表=0.9:36 1:40",
        "表=1:40；0.9:36",
        "表=1:40\n0.9:36\r\n取值=阶梯",
        "表=1:40分，0.9:36分，取值=阶梯",
        "表∶1".replace("∶1", "=1∶40，0.9∶36"),
    ],
)
def test_a_table_is_read_however_it_is_typed(parameters: str) -> None:
    outcome = usable("阶梯", parameters).score(figures(x=95, t=100))
    assert (outcome.points, outcome.full_points) == (36, 40)


@pytest.mark.parametrize(
    "parameters",
    [
        "起分=0.6;封顶=1.2",
        "起分＝60％，封顶＝120%",
        "封 顶=1.2\n起 分=.6",
        "；；起分=60%；；封顶=+1.2；",
        "起分=60个百分点；封顶=1.2",
    ],
)
def test_parameters_are_read_however_they_are_typed(parameters: str) -> None:
    rule = usable("完成率", parameters)
    assert rule.score(figures(w=10, x=59, t=100)).points == 0
    assert rule.score(figures(w=10, x=130, t=100)).bonus == 2


def test_an_empty_value_is_the_default() -> None:
    assert usable("完成率", "起分=；封顶=").methods == usable("完成率").methods


@pytest.mark.parametrize(("word", "bonus"), [("是", 0), ("1", 0), ("否", 2), ("0", 2), ("无", 2)])
def test_yes_and_no(word: str, bonus: int) -> None:
    rule = usable("功效系数", f"满意值=20；不允许值=10；截断={word}")
    assert rule.score(figures(w=10, x=25)).bonus == bonus


def test_an_unknown_method_is_named_with_its_nearest() -> None:
    (fault,) = faults("功效系统")
    assert (fault.code, fault.severity, fault.place) == ("RULE_UNKNOWN_METHOD", Severity.ERROR, METHOD_CELL)
    assert "功效系统" in fault.message
    assert "是不是想写“功效系数”" in fault.remedy
    assert "递减分段" in fault.remedy


def test_a_method_like_no_other_gets_the_list_only() -> None:
    (fault,) = faults("ABC")
    assert fault.remedy.startswith("可用的方法：完成率、达标")


def test_all_unknown_methods_and_unclear_parameters_are_told_at_once() -> None:
    codes = [fault.code for fault in faults("完成律+超额家分", "0.6")]
    assert codes == ["RULE_UNKNOWN_METHOD", "RULE_UNKNOWN_METHOD", "RULE_PARAMETER_UNCLEAR"]


@pytest.mark.parametrize("method", ["完成率+", "+超额加分"])
def test_a_join_with_nothing_is_told(method: str) -> None:
    assert [fault.code for fault in faults(method)] == ["RULE_UNKNOWN_METHOD"]


def test_an_unknown_parameter_is_named_with_those_that_there_are() -> None:
    (fault,) = faults("完成率", "封定=1.2")
    assert (fault.code, fault.place) == ("RULE_UNKNOWN_PARAMETER", PARAMETERS_CELL)
    assert "完成率" in fault.message and "封定" in fault.message
    assert fault.remedy == "是不是想写“封顶”？可用的参数：起分、封顶。"
    (fault,) = faults("达标", "封顶=1")
    assert fault.remedy == "这个方法没有参数，请删去。"


def test_without_a_cell_for_parameters_the_rules_own_cell_is_named() -> None:
    _, findings = parse(RuleText("固投", "完成率", "封顶=高", place=METHOD_CELL))
    assert findings[0].place == METHOD_CELL


def test_one_method_twice_is_told() -> None:
    assert [fault.code for fault in faults("完成率+目标完成率")] == ["RULE_METHOD_TWICE"]


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("完成率+达标", ""),
        ("完成率+名次线性", ""),
        ("完成率+名次", "每名减=5%"),
        ("完成率+逐点", "每点加=1；每点扣=1"),
        ("达标+功效系数", ""),
        ("达标+完成率", "封顶=1"),
        ("完成率+扣分", "每例=1"),
    ],
)
def test_what_could_add_nothing_after_a_plus_is_told(method: str, parameters: str) -> None:
    assert [fault.code for fault in faults(method, parameters)] == ["RULE_ADDS_NOTHING"]


def test_a_name_that_two_methods_know_needs_the_method_before_it() -> None:
    (fault,) = faults("阶梯+名次", "表=1:40")
    assert fault.code == "RULE_PARAMETER_AMBIGUOUS"
    assert "阶梯、名次" in fault.message
    rule = usable("阶梯+排名", "阶梯.表=1:40，0.9:36；排名．表=1:3，2:1；其后=0")
    outcome = rule.score(figures(x=95, t=100, place=(1, 5)))
    assert (outcome.points, outcome.bonus) == (36, 3)


def test_the_same_parameter_twice_is_told_however_it_is_written() -> None:
    assert [f.code for f in faults("完成率", "起分=0.6；起分=0.5")] == ["RULE_PARAMETER_TWICE"]
    assert [f.code for f in faults("完成率", "起分=0.6；完成率.起分=0.5")] == ["RULE_PARAMETER_TWICE"]
    assert [f.code for f in faults("完成率", "达标.起分=0.6")] == ["RULE_UNKNOWN_PARAMETER"]


@pytest.mark.parametrize("text", ["0.6", "起分0.6", "=0.6", "起分:0.6", "表=1:40；36"])
def test_a_parameter_without_name_or_sign_is_told(text: str) -> None:
    assert "RULE_PARAMETER_UNCLEAR" in [fault.code for fault in faults("完成率", text)]


@pytest.mark.parametrize(
    ("method", "parameters", "name"),
    [
        ("扣分", "", "每例"),
        ("阶梯", "取值=插值", "表"),
        ("名次", "其后=0", "表"),
        ("达标后排名", "表=1:1", "基础分"),
    ],
)
def test_a_parameter_that_must_be_given_is_named(method: str, parameters: str, name: str) -> None:
    (fault,) = faults(method, parameters)
    assert fault.code == "RULE_PARAMETER_MISSING"
    assert name in fault.message and name in fault.remedy


@pytest.mark.parametrize(
    ("method", "parameters", "expected"),
    [
        ("完成率", "起分=六成", "0 到 1 之间"),
        ("完成率", "起分=60", "0.6 或 60%"),
        ("完成率", "起分=-1", "0 到 1 之间"),
        ("完成率", "封顶=0", "大于 0、不超过 10"),
        ("完成率", "封顶=120", "不超过 10"),
        ("完成率", "封顶=1 2", "大于 0"),
        ("完成率", "封顶=1e5", "大于 0"),
        ("超额加分", "每=0", "大于 0、不超过 1"),
        ("超额加分", "每=5", "不超过 1"),
        ("超额加分", "加=-0.1", "不小于 0"),
        ("超额加分", "最多=一半", "不小于 0"),
        ("逐点", "每点加=1；基准=上年", "目标、计划、平均"),
        ("功效系数", "满意值=高", "请填一个数字"),
        ("功效系数", "基础分=160", "0 到 100"),
        ("功效系数", "基础分=-1", "0 到 100"),
        ("功效系数", "截断=也许", "是、否"),
        ("递减分段", "段=-0.1", "大于 0"),
        ("递减分段", "段=10", "不超过 1"),
        ("递减分段", "分母=20，0", "大于 0 的数字"),
        ("递减分段", "分母=20，四十", "大于 0 的数字"),
        ("递减分段", "分母=20，，60", "大于 0 的数字"),
        ("阶梯", "表=满:40", "完成率:得分"),
        ("阶梯", "表=1:满", "完成率:得分"),
        ("阶梯", "表=1", "完成率:得分"),
        ("阶梯", "表=，", "完成率:得分"),
        ("阶梯", "表=100:40，90:36", "完成率写成 0.9 或 90%"),
        ("阶梯", "表=1:-40", "完成率:得分"),
        ("阶梯", "表=1:40，100%:36", "“100%”写了不止一次"),
        ("阶梯", "表=1:40；取值=直线", "阶梯、插值"),
        ("名次", "表=冠军:40", "名次:得分"),
        ("名次", "表=0:40", "名次:得分"),
        ("名次", "表=1:金牌", "名次:得分"),
        ("名次", "表=3-1:5", "名次:得分"),
        ("名次", "表=1:-5", "名次:得分"),
        ("名次", "表=，", "名次:得分"),
        ("名次", "表=1:40，1:36", "“1”写了不止一次"),
        ("名次", "表=1-3:40，3:36", "“3”写了不止一次"),
        ("名次", "表=1:40，3:36", "缺第 2 名"),
        ("名次", "表=1:40；其后=没有", "不小于 0"),
        ("名次", "每名减=5", "大于 0、不超过 1"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_what_can(
    method: str, parameters: str, expected: str
) -> None:
    (fault,) = faults(method, parameters)
    assert fault.code == "RULE_BAD_VALUE"
    assert fault.severity is Severity.ERROR
    assert method in fault.message
    assert expected in fault.remedy


def test_parameters_that_exclude_each_other_are_told() -> None:
    (fault,) = faults("名次", "每名减=5%；其后=0")
    assert fault.code == "RULE_PARAMETERS_CLASH"
    assert "每名减" in fault.message and "其后" in fault.message
    assert [f.code for f in faults("名次", "每名减=5%；表=1:1")] == ["RULE_PARAMETERS_CLASH"]


def test_equal_bounds_of_the_efficacy_are_told_before_any_score() -> None:
    assert [fault.code for fault in faults("功效系数", "满意值=5；不允许值=5.0")] == ["SPAN_EMPTY"]


@pytest.mark.parametrize(
    ("method", "parameters", "code", "severity"),
    [
        ("超额加分", "", "RULE_BONUS_ONLY", Severity.NOTE),
        ("逐点", "", "RULE_WITHOUT_EFFECT", Severity.WARNING),
        ("阶梯", "表=1:30，0.9:36", "RULE_TABLE_ODD", Severity.WARNING),
        ("名次", "表=1:30，2:36；其后=0", "RULE_TABLE_ODD", Severity.WARNING),
        ("名次", "表=1:30，2:26；其后=30", "RULE_TABLE_ODD", Severity.WARNING),
    ],
)
def test_what_is_odd_is_told_and_still_used(
    method: str, parameters: str, code: str, severity: Severity
) -> None:
    rule, findings = parse(rule_text(method, parameters))
    assert rule is not None
    assert [(found.code, found.severity) for found in findings] == [(code, severity)]


def test_every_refusal_and_finding_has_a_sentence_with_a_remedy() -> None:
    message, remedy = sentence("RULE_UNKNOWN_METHOD", name="某", guess="", known="完成率")
    assert message and remedy


def test_a_method_without_arithmetic_does_not_score() -> None:
    with pytest.raises(NotImplementedError):
        Method().score(Inputs())


def test_doubts_of_a_joined_rule_are_kept() -> None:
    outcome = usable("是否+阶梯", "表=1:1").score(figures(w=5, x="0.5", t=1))
    assert [doubt.code for doubt in outcome.doubts] == ["YES_NO_OTHER"]
