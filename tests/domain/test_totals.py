"""Sums, grades, vetoes, quotas and ranks of units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.adjustments import counted
from kaohe_xl.domain.assessment import Total
from kaohe_xl.domain.findings import Cell, Severity
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, GradeBand, Settings, Veto
from kaohe_xl.domain.scoring import assess
from kaohe_xl.domain.totals import best_places, grade_of, within_quota
from tests.domain.case import Case, case

AWARD, LAPSE = AdjustmentKind.BONUS, AdjustmentKind.DEDUCTION
YEAR_END = Settings(as_of=date(2011, 12, 31))
OCTOBER = Settings(as_of=date(2011, 10, 31))

FOUR = """
    指标   分值  目标  方向  方法    甲   乙   丙   丁
    固投   100   100   正向  完成率  95   92   85   50
"""


@case(
    FOUR,
    adjustments=(
        Adjustment("甲", "全国文明城区", AWARD, D(1), level="省级"),
        Adjustment("甲", "全国文明城区", AWARD, D(3), level="国家级", place=Cell("加减分", "A3")),
        Adjustment("甲", "媒体曝光", LAPSE, D("0.5")),
        Adjustment("乙", "", LAPSE, D(1)),
        Adjustment("乙", "", LAPSE, D(1)),
    ),
)
def test_an_item_counts_once_at_its_highest_level(assessment: Case) -> None:
    total = assessment.total("甲")
    assert (total.base, total.bonus, total.deduction, total.total) == (95, 3, D("0.5"), D("97.5"))
    assert total.steps[:3] == (
        "基础得分 95 + 加分 3 - 扣分 0.5 = 97.5",
        "加分 3：全国文明城区",
        "扣分 0.5：媒体曝光",
    )
    assert assessment.total("乙").deduction == 2
    twice = assessment.findings("ADJUSTMENT_TWICE")
    assert len(twice) == 1
    assert "这一行 1 分没有计入" in twice[0].message


@case(
    FOUR,
    settings=OCTOBER,
    adjustments=(
        Adjustment("甲", "省级奖", AWARD, D(2), day=date(2011, 11, 5), place=Cell("加减分", "A2")),
        Adjustment("甲", "市级奖", AWARD, D(1), day=date(2011, 10, 31)),
        Adjustment("甲", "市级奖", AWARD, D("0.5"), place=Cell("加减分", "A4")),
    ),
)
def test_what_happened_after_the_last_day_does_not_count_yet(assessment: Case) -> None:
    assert assessment.total("甲").bonus == 1
    assert [f.place for f in assessment.findings("ADJUSTMENT_LATER")] == [Cell("加减分", "A2")]
    assert [f.place for f in assessment.findings("ADJUSTMENT_TWICE")] == [Cell("加减分", "A4")]
    assert {f.severity for f in assessment.findings("ADJUSTMENT_LATER")} == {Severity.NOTE}


@case(
    FOUR,
    settings=Settings(total_cap=D(97)),
    adjustments=(Adjustment("甲", "奖", AWARD, D(5)),),
)
def test_the_sum_is_capped_where_a_cap_is_declared(assessment: Case) -> None:
    total = assessment.total("甲")
    assert (total.total, total.bonus) == (97, 5)
    assert "总分 100 超过封顶 97，按 97 计" in total.steps
    assert assessment.total("乙").total == 92


@case(FOUR)
def test_totals_are_graded_and_ranked(assessment: Case) -> None:
    totals = assessment.assessed.totals
    assert [(t.grade, t.rank, t.of) for t in totals] == [
        ("优秀", 1, 4),
        ("优秀", 2, 4),
        ("良好", 3, 4),
        ("不合格", 4, 4),
    ]
    assert assessment.codes == []


@pytest.mark.parametrize(
    ("total", "index"), [("90", 0), ("89.995", 0), ("89.994", 1), ("80", 1), ("59.99", 3)]
)
def test_a_grade_sees_the_total_as_it_is_shown(total: str, index: int) -> None:
    assert grade_of(D(total), Settings()) == index


@case(FOUR, settings=Settings(grades=(GradeBand("好", D(90)), GradeBand("中", D(80)))))
def test_a_hole_below_the_lowest_grade_gives_none(assessment: Case) -> None:
    assert [total.grade for total in assessment.assessed.totals] == ["好", "好", "中", ""]


@case(
    FOUR,
    vetoes=(
        Veto("甲", "安全生产"),
        Veto("乙", "计划生育", "合格"),
        Veto("乙", "环境保护"),
        Veto("丁", "安全生产", "合格"),
        Veto("丙", "信访", "没有的等次", place=Cell("一票否决", "E5")),
    ),
)
def test_a_veto_caps_the_grade_and_leaves_the_sum_alone(assessment: Case) -> None:
    assert [t.grade for t in assessment.assessed.totals] == ["良好", "合格", "良好", "不合格"]
    assert [t.total for t in assessment.assessed.totals] == [95, 92, 85, 50]
    assert assessment.total("乙").vetoes == ("计划生育", "环境保护")
    assert assessment.total("甲").steps[-1] == "一票否决“安全生产”，等次改为“良好”"
    assert [f.place for f in assessment.findings("VETO_GRADE_UNKNOWN")] == [Cell("一票否决", "E5")]


@case(FOUR, vetoes=(Veto("甲", "安全生产"),), settings=Settings(grades=(GradeBand("唯一", None),)))
def test_with_one_grade_only_a_veto_has_nothing_to_take(assessment: Case) -> None:
    assert assessment.total("甲").grade == "唯一"


@case(
    """
    指标   分值  目标  方向  方法    约束性  甲  乙  丙
    固投    90    100  正向  完成率   -     100 100 100
    节能     5     20  逆向  完成率   是     20  21   -
    减排     5    100  正向  完成率   是     99 100   不考核
    """,
    settings=OCTOBER,
)
def test_a_ceiling_binds_at_once_and_a_target_only_at_the_end(assessment: Case) -> None:
    assert [t.grade for t in assessment.assessed.totals] == ["优秀", "良好", "优秀"]
    assert assessment.total("乙").vetoes == ("节能",)
    assert assessment.total("乙").steps[-1] == "约束性指标“节能”没有完成，等次改为“良好”"


@case(
    """
    指标   分值  目标  方向  方法    约束性  甲  乙  丙
    固投    95    100  正向  完成率   -     100 100 100
    减排     5    100  正向  完成率   是     99 100  不考核
    """,
    settings=YEAR_END,
)
def test_at_the_end_a_target_missed_by_a_hair_binds(assessment: Case) -> None:
    assert [t.grade for t in assessment.assessed.totals] == ["良好", "优秀", "优秀"]


@case(
    """
    指标   分值  目标  方向  上级   约束性  甲
    总体   100    10   正向   -      是     -
    分项   100    10   正向  总体    -     10
    小项     1    10   正向   -      是    不考核
    """,
    settings=YEAR_END,
)
def test_what_is_not_assessed_binds_nobody(assessment: Case) -> None:
    assert assessment.total("甲").vetoes == ()


def test_a_figure_that_is_not_assessed_binds_nobody_even_below_its_target() -> None:
    table = """
        指标   分值  目标  方向  约束性  甲
        减排   100    10   正向   是      5
    """
    given = Case(table, {"settings": YEAR_END})
    result = assess(given.scheme, [replace(given.records[0], assessed=False)])
    assert result.totals[0].vetoes == ()


@pytest.mark.parametrize(
    ("quota", "members", "places"),
    [("0", 10, 0), ("0.3", 10, 3), ("0.25", 10, 3), ("0.1", 3, 1), ("1", 10, 1), ("4", 10, 4)],
)
def test_a_quota_is_a_share_below_1_and_a_count_from_1_on(quota: str, members: int, places: int) -> None:
    assert best_places(D(quota), members) == places


@case(
    """
    指标   分值  目标  方向  方法    甲@镇  乙@镇  丙@镇  丁@街  戊@街
    固投   100   100   正向  完成率   95     97     91     94     50
    """,
    settings=Settings(best_grade_quota=D(1)),
    vetoes=(Veto("乙", "安全生产"),),
)
def test_a_quota_holds_in_each_group_and_a_vetoed_unit_uses_none_of_it(assessment: Case) -> None:
    assert [t.grade for t in assessment.assessed.totals] == ["优秀", "良好", "良好", "优秀", "不合格"]
    assert assessment.total("丙").steps[-1] == "本类“优秀”名额 1 个已满，等次改为“良好”"


def total(unit: str, points: str, grade: str = "优秀") -> Total:
    return Total(unit, "镇", D(points), D(0), D(0), D(points), D(100), grade=grade)


def test_equal_totals_at_the_edge_of_a_quota_are_left_to_the_office() -> None:
    place = Cell("考核设置", "B9")
    settings = Settings(best_grade_quota=D(2), places={"优秀名额": place})
    totals, notes = within_quota(
        [total("甲", "95"), total("乙", "92"), total("丙", "92"), total("丁", "91")], settings
    )
    assert [t.grade for t in totals] == ["优秀", "优秀", "优秀", "良好"]
    assert [(n.code, n.place) for n in notes] == [("QUOTA_TIED", place)]


def test_no_quota_or_no_second_grade_leaves_all_grades() -> None:
    given = (total("甲", "95"),)
    assert within_quota(given, Settings()) == (given, ())
    single = Settings(best_grade_quota=D(0), grades=(GradeBand("优秀", None),))
    assert within_quota(given, single) == (given, ())


@case(
    """
    指标   分值  目标  方向  方法    甲   乙   丙
    固投   100   100   正向  完成率  95   -   90
    """,
    vetoes=(Veto("乙", "安全生产"),),
)
def test_a_unit_without_a_score_gets_neither_grade_nor_rank(assessment: Case) -> None:
    assert [(t.grade, t.rank, t.of) for t in assessment.assessed.totals] == [
        ("优秀", 1, 2),
        ("", None, 0),
        ("优秀", 2, 2),
    ]
    assert assessment.total("乙").vetoes == ("安全生产",)


@case(
    """
    指标   分值  目标  方向  方法           甲@镇  乙@街
    固投    50   100   正向  完成率+超额加分  110    100
    """
)
def test_the_bonus_of_an_indicator_goes_on_top(assessment: Case) -> None:
    total = assessment.total("甲")
    assert (total.base, total.bonus, total.total, total.full_points) == (50, 1, 51, 50)
    assert (total.rank, total.of) == (None, 0)
    assert "GRADES_ASSUMED" in assessment.codes


MAY, JUNE = date(2011, 5, 1), date(2011, 6, 1)


@case(
    FOUR,
    settings=OCTOBER,
    adjustments=(
        Adjustment("甲", "媒体曝光", LAPSE, D("0.5"), "环保", day=MAY, source="日报"),
        Adjustment("甲", "媒体曝光", LAPSE, D(1), "环保", day=JUNE, source="日报"),
        Adjustment("乙", "约谈", LAPSE, D(1), level="市级", day=MAY, place=Cell("加减分", "F4")),
        Adjustment("乙", "约谈", LAPSE, D(1), level="市级", day=MAY, place=Cell("加减分", "F5")),
    ),
)
def test_every_deduction_counts_and_two_alike_are_named_as_a_possible_double(assessment: Case) -> None:
    assert assessment.total("甲").deduction == D("1.5")
    assert assessment.total("乙").deduction == 2
    assert assessment.findings("ADJUSTMENT_TWICE") == []
    doubles = assessment.findings("DEDUCTION_DOUBLE")
    assert [(f.place, f.severity) for f in doubles] == [(Cell("加减分", "F5"), Severity.WARNING)]


@pytest.mark.parametrize(
    ("awards", "kept"),
    [
        ((("市级", 3), ("国家级", 2)), 2),
        ((("省级", 1), ("全国", 2), ("国家级", 3)), 3),
        ((("区级", 4), ("市级", 1)), 1),
        ((("县级", 2), ("", 3), ("省级", 1)), 3),
        ((("系统内", 1), ("行业", 2)), 2),
        ((("自治区级", 1), ("市级", 2)), 1),
    ],
)
def test_of_awards_the_level_goes_before_the_points_where_all_levels_are_known(
    awards: tuple[tuple[str, int], ...], kept: int
) -> None:
    rows = [Adjustment("甲", "文明城区", AWARD, D(points), level=level) for level, points in awards]
    kinds, notes = counted(rows, Settings())
    assert [award.points for award in kinds] == [kept]
    assert [note.code for note in notes] == ["ADJUSTMENT_TWICE"] * (len(awards) - 1)


@case(
    FOUR,
    settings=OCTOBER,
    vetoes=(Veto("甲", "安全生产", day=date(2011, 11, 5), place=Cell("一票否决", "B2")),),
)
def test_a_veto_after_the_last_day_takes_effect_at_once_with_a_note(assessment: Case) -> None:
    assert assessment.total("甲").grade == "良好"
    later = assessment.findings("VETO_LATER")
    assert [(f.place, f.severity) for f in later] == [(Cell("一票否决", "B2"), Severity.NOTE)]


BANDS = (GradeBand("一等", D(90)), GradeBand("二等", D(80)), GradeBand("三等", None))


@pytest.mark.parametrize("word", ["未完成等级", "未完成", "最低等次", "不合格", "三等"])
def test_a_veto_to_the_lowest_grade_is_known_by_its_usual_words(word: str) -> None:
    given = Case(FOUR, {"settings": Settings(grades=BANDS), "vetoes": (Veto("甲", "安全", word),)})
    assert given.total("甲").grade == "三等"
    assert given.findings("VETO_GRADE_UNKNOWN") == []


@case(FOUR, vetoes=(Veto("甲", "安全", "没有的等次", place=Cell("一票否决", "E2")),))
def test_a_veto_with_an_unknown_grade_is_an_error_until_it_is_corrected(assessment: Case) -> None:
    assert assessment.total("甲").grade == "良好"
    assert [f.severity for f in assessment.findings("VETO_GRADE_UNKNOWN")] == [Severity.ERROR]


@pytest.mark.parametrize(("group", "begins"), [("镇", "“镇”的“优秀”名额"), ("", "“优秀”名额")])
def test_a_tie_at_the_quota_names_the_class_only_where_there_is_one(group: str, begins: str) -> None:
    tied = [replace(total(unit, "95"), group=group) for unit in "甲乙"]
    _, notes = within_quota(tied, Settings(best_grade_quota=D(1)))
    assert notes[0].message.startswith(begins)
