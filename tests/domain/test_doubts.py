"""What was missing, assumed or refused is said: once, and at the cell that causes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from kaohe_xl.domain.assessment import Light
from kaohe_xl.domain.findings import Cell, Severity
from kaohe_xl.domain.readings import Missing, Reading
from kaohe_xl.domain.scheme import Basis, Direction, RuleText, Scheme, Settings, Unit
from kaohe_xl.domain.scoring import assess
from tests.domain.case import GROSS, OCTOBER, Case, case, record


@case("""
    指标    分值  方法  甲  乙
    创建     10   是否   1   0
    事故     10   扣分   2   0
""")
def test_a_rule_with_an_error_is_told_once_and_scores_nothing(assessment: Case) -> None:
    assert [e.points for e in assessment.assessed.entries if e.indicator == "创建"] == [10, 0]
    assert assessment.entry("甲", "事故").missing is Missing.NOT_COMPUTABLE
    errors = [found for found in assessment.assessed.findings if found.severity is Severity.ERROR]
    assert len(errors) == 1
    assert errors[0].place == Cell("案例", "C3")


@case("""
    指标    分值  目标  方向  方法      甲  乙
    固投     10     0   正向  完成率     9   8
    外资     10     0   正向  达标       9  -1
""")
def test_a_share_of_nothing_is_refused_at_the_cell_of_the_target(assessment: Case) -> None:
    entry = assessment.entry("甲", "固投")
    assert (entry.missing, entry.points, entry.completion) == (Missing.NOT_COMPUTABLE, None, None)
    assert entry.lights.progress is None
    assert entry.rank == 1
    refused = assessment.findings("TARGET_NOT_POSITIVE")
    assert [(found.place, found.severity) for found in refused] == [(Cell("案例", "C2"), Severity.ERROR)]
    assert refused[0].message.startswith("甲、乙的“固投”：")
    assert assessment.points("甲", "外资") == 10
    assert assessment.points("乙", "外资") == 0


@case("""
    指标    分值  目标  方向  方法    参数          甲  乙  丙
    固投      -    10   正向  名次   表=1:10，2:8   9   8   7
""")
def test_a_table_says_full_points_by_itself_and_a_rank_beyond_is_refused(assessment: Case) -> None:
    assert [e.points for e in assessment.assessed.entries] == [10, 8, None]
    assert [e.full_points for e in assessment.assessed.entries] == [10, 10, 10]
    refused = assessment.findings("RANK_BEYOND_TABLE")
    assert [found.place for found in refused] == [Cell("案例", "E2")]


@case("""
    指标    分值  目标  方向  方法    参数    甲  乙  丙  丁  戊  己
    固投     10    10   正向  名次   表=1:10   9   8   7   6   5   4
""")
def test_one_fault_of_a_rule_is_said_once_for_all_units(assessment: Case) -> None:
    refused = assessment.findings("RANK_BEYOND_TABLE")
    assert len(refused) == 1
    assert refused[0].message.startswith("乙、丙、丁等 5 个单位的“固投”：")


@case("""
    指标    分值  目标  方向  方法    甲  乙
    固投      -    10   正向  完成率   9   8
    外资      5    10   正向  完成率   9   8
""")
def test_missing_points_are_told_once_an_indicator_and_lights_burn_on(assessment: Case) -> None:
    entry = assessment.entry("甲", "固投")
    assert (entry.missing, entry.points, entry.completion) == (Missing.NOT_COMPUTABLE, None, D("0.9"))
    assert [found.code for found in assessment.assessed.findings if "POINTS" in found.code] == ["NO_POINTS"]


@case(
    """
    指标    目标  方向  甲  乙
    固投     10   正向   9   8
    外资     10   正向   9   8
    """,
    settings=OCTOBER,
)
def test_a_table_without_points_says_so_once(assessment: Case) -> None:
    assert assessment.codes == ["NO_POINTS_AT_ALL"]
    assert assessment.entry("甲").light is Light.GREEN
    assert [(total.rank, total.grade) for total in assessment.assessed.totals] == [(None, ""), (None, "")]


@case("""
    指标    分值  目标  方法    甲  乙
    固投     10    10   完成率   9   8
    创建     10     -   是否     1   0
""")
def test_an_undeclared_direction_is_assumed_and_said_once_where_it_counts(assessment: Case) -> None:
    assert assessment.points("甲", "固投") == 9
    assumed = assessment.findings("DIRECTION_ASSUMED")
    assert len(assumed) == 1
    assert "固投" in assumed[0].message
    assert ("方向", "正向（未注明，按此计算）") in [(i.name, i.value) for i in assessment.entry("甲").inputs]


@case("""
    指标    分值  目标  方向  方法    甲  乙
    固投     10     -   正向  完成率   9   8
""")
def test_no_target_at_all_is_worth_a_warning(assessment: Case) -> None:
    assert [e.missing for e in assessment.assessed.entries] == [Missing.NOT_ASSESSED] * 2
    assert [e.rank for e in assessment.assessed.entries] == [1, 2]
    assert assessment.codes == ["NO_TARGETS"]


def test_a_unit_without_a_target_competes_but_is_not_scored() -> None:
    """In the city's table the peers often have figures only; the own unit's rank still stands among them."""
    records = [record("甲", "9", "10"), record("乙", "12", None), record("丙", "11", "")]
    result = assess(Scheme((Unit("甲"), Unit("乙"), Unit("丙")), (GROSS,)), records)
    assert [(e.unit, e.rank, e.missing) for e in result.entries] == [
        ("甲", 3, None),
        ("乙", 1, Missing.NOT_ASSESSED),
        ("丙", 2, Missing.NOT_ASSESSED),
    ]
    found = next(f for f in result.findings if f.code == "UNITS_WITHOUT_TARGET")
    assert found.severity is Severity.NOTE
    assert found.message.startswith("乙、丙在指标")


@case("""
    指标      分值  目标  方向  上级  甲
    生产总值    8   10    正向   -    8
    总量        5   10    正向  生产总值  8
""")
def test_a_parent_with_figures_of_its_own_is_scored_with_a_warning(assessment: Case) -> None:
    assert assessment.points("甲", "生产总值") == D("6.40")
    assert "PARENT_AND_CHILDREN" in assessment.codes


@case("""
    指标   分值  方法  定性  甲  乙
    党建     5   评议   是    7  4
""")
def test_a_doubtful_score_is_given_with_a_warning_at_its_figure(assessment: Case) -> None:
    assert assessment.points("甲") == 5
    found = assessment.findings("OPINION_OUTSIDE")
    assert [(f.place, f.severity) for f in found] == [(Cell("案例", "E2"), Severity.WARNING)]
    assert found[0].message.startswith("甲的“党建”：")


@case("""
    指标     分值  目标  方向  方法    甲  乙
    总产值    10    10   正向  名次     9   8
""")
def test_a_rule_in_error_leaves_ranks_and_lights_standing(assessment: Case) -> None:
    entry = assessment.entry("乙")
    assert (entry.missing, entry.rank, entry.completion) == (Missing.NOT_COMPUTABLE, 2, D("0.8"))
    assert entry.steps == ("无法计算：原因见检查结果",)
    assert [f.severity for f in assessment.assessed.findings].count(Severity.ERROR) == 1


def test_targets_in_cells_of_their_own_are_refused_one_by_one() -> None:
    records = [
        replace(record(unit, "9", None), target=Reading(D(0), Cell("案", f"C{row}")))
        for row, unit in enumerate("甲乙", 2)
    ]
    result = assess(Scheme((Unit("甲"), Unit("乙")), (GROSS,)), records)
    places = [f.place for f in result.findings if f.code == "TARGET_NOT_POSITIVE"]
    assert places == [Cell("案", "C2"), Cell("案", "C3")]


@case("""
    指标    分值  目标  方向  方法  参数                    甲  乙
    固投     10    10   正向  逐点  基准=计划；每点扣=1     9   8
""")
def test_a_plan_that_no_unit_has_is_missed_once(assessment: Case) -> None:
    missed = assessment.findings("PLAN_MISSING")
    assert [f.place for f in missed] == [Cell("案例", "G2")]
    assert missed[0].message.startswith("甲、乙的“固投”：")


def test_negative_points_are_refused_at_their_own_cell() -> None:
    stated = Cell("目标", "D2")
    line = replace(GROSS, points=D(-1), place=Cell("目标", "B2"), points_place=stated)
    records = [record("甲", "9", "10"), record("乙", "8", "10")]
    result = assess(Scheme((Unit("甲"), Unit("乙")), (line,)), records)
    assert [f.place for f in result.findings if f.code == "POINTS_NEGATIVE"] == [stated]


LOWER = Direction.LOWER
BASIS = Cell("考核设置", "B5")
PLANNED = Settings(as_of=date(2011, 6, 30), basis=Basis.PLAN, places={"序时口径": BASIS})


@case(
    """
    指标    分值  目标  计划  方向  甲  乙
    固投     10    10    5    正向   9   8
    外资     10    10    -    正向   9   8
    """,
    settings=PLANNED,
)
def test_an_indicator_without_a_plan_goes_by_months_and_says_so_once(assessment: Case) -> None:
    found = assessment.findings("BASIS_FALLBACK")
    assert [(f.severity, f.place) for f in found] == [(Severity.NOTE, Cell("案例", "F3"))]
    assert found[0].message == "指标“外资”没有计划数（甲、乙），序时进度按月份计算。"
    told = [i for i in assessment.entry("甲", "外资").inputs if i.name == "序时口径"]
    assert [(i.value, i.place) for i in told] == [("月份（没有计划数，按月份计算）", BASIS)]
    assert "序时口径" not in [i.name for i in assessment.entry("甲", "固投").inputs]


@case(
    """
    指标    分值  目标  方向  甲
    固投     10    10   正向   9
    外资     10    10   正向   9
    """,
    settings=replace(PLANNED, basis=Basis.SPAN),
)
def test_a_basis_that_nothing_goes_by_is_said_once_for_all(assessment: Case) -> None:
    assert assessment.findings("BASIS_FALLBACK") == []
    found = assessment.findings("BASIS_WITHOUT_DATA")
    assert [(f.severity, f.place) for f in found] == [(Severity.NOTE, BASIS)]
    assert "“起止”" in found[0].message
    assert "起止日期" in found[0].message


@case(
    """
    指标    分值  目标  方向  甲
    固投     10    10   正向   9
    """,
    settings=replace(PLANNED, basis=Basis.DAY),
)
def test_days_have_always_something_to_go_by(assessment: Case) -> None:
    assert [code for code in assessment.codes if code.startswith("BASIS")] == []


def test_a_rule_for_several_units_contradicts_the_table_once() -> None:
    line = replace(GROSS, place=Cell("目标", "B2"), direction_place=Cell("目标", "E2"))
    at = Cell("计分规则", "D2")
    rules = [RuleText("总值", "完成率", unit=u, direction=LOWER, direction_place=at) for u in "甲乙"]
    records = [record("甲", "9", "10"), record("乙", "8", "10")]
    result = assess(Scheme((Unit("甲"), Unit("乙")), (line,), tuple(rules)), records)
    found = [f for f in result.findings if f.code == "DIRECTIONS_DIFFER"]
    assert [(f.place, f.severity) for f in found] == [(at, Severity.WARNING)]
    assert "计分规则!D2" in found[0].message
    assert "目标!E2" in found[0].message
