"""One score, told down to its cells and its clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

from kaohe_xl.domain.assessment import Entry, Light
from kaohe_xl.domain.explain import Reason, explanation
from kaohe_xl.domain.scheme import Settings
from tests.domain.case import Case, case

OCTOBER = Settings(as_of=date(2011, 10, 31), ends=date(2011, 12, 20))


@case(
    """
    指标      分值  目标  方向  方法    参数    市级预警  甲     乙    丙   丁
    生产总值    8   310   正向  完成率  起分=0.5  红灯   225.1  400  400   -
    """,
    settings=OCTOBER,
)
def test_the_lines_follow_a_person_who_checks_the_score(assessment: Case) -> None:
    entry = replace(assessment.entry("甲"), clause="第三条第二款")
    assert explanation(entry).lines() == (
        "甲　生产总值",
        "得分：5.809（分值 8，失分 2.191）",
        "方法：完成率（起分=0.5）（案例!E2）",
        "条款：第三条第二款",
        "依据：完成值 225.1（案例!H2）",
        "依据：年度目标 310（案例!C2）",
        "依据：分值 8（案例!A2）",
        "依据：方向 正向（案例!A2）",
        "依据：截至日期 2011-10-31",
        *(f"计算：{step}" for step in entry.steps),
        "进度：完成率 72.6 %，序时进度 83.3 %，欠序时 10.7 个百分点",
        "位次：第 3 名，共 3 个单位",
        "第三名值 225.1，差距 0",
        "预警（进度）：红，完成率 72.6 % 为序时进度 83.3 % 的 87.1 %，低于黄灯下限 90 %",
        "预警（位次）：绿，位次第 3 名，共 3 个单位，没有落到第 5 名之后",
        "预警（市级）：红，列入市级预警：红灯",
    )


@case(
    """
    指标      分值  目标  方向  方法    甲    乙    丙
    生产总值    8   310   正向  完成率  400  400    -
    """,
    settings=OCTOBER,
)
def test_what_was_capped_is_said(assessment: Case) -> None:
    told = explanation(assessment.entry("甲"))
    assert told.is_capped
    assert told.lost == 0
    assert "封顶：完成率 129 %，超过 100 % 的部分没有另外得分" in told.lines()
    assert "位次：第 1 名，共 2 个单位（并列）" in told.lines()
    assert "进度：完成率 129 %，序时进度 83.3 %，超序时 45.7 个百分点" in told.lines()
    assert not any(line.startswith("第三名值") for line in told.lines())


@case(
    """
    指标      分值  目标  方向  方法           甲
    生产总值    8   100   正向  完成率+超额加分  105
    """
)
def test_a_bonus_is_said_and_is_no_cap(assessment: Case) -> None:
    told = explanation(assessment.entry("甲"))
    assert not told.is_capped
    assert "加分：0.5" in told.lines()


@case("""
    指标      分值  目标  方向  方法      甲    乙
    生产总值    8   100   正向  名次线性  105   90
""")
def test_full_points_by_rank_are_no_cap(assessment: Case) -> None:
    told = explanation(assessment.entry("甲"))
    assert told.lost == 0
    assert not told.is_capped
    assert "依据：位次 1" in told.lines()


@case(
    """
    指标      分值  目标  方向  方法    甲
    生产总值    8   100   正向  完成率   -
    """
)
def test_why_there_are_no_points_is_said(assessment: Case) -> None:
    lines = explanation(assessment.entry("甲")).lines()
    assert lines[1] == "得分：未报"
    assert "依据：完成值 （空）（案例!F2）" in lines
    assert "计算：未报：完成值是空的，不计得分" in lines


@case(
    """
    指标      分值  目标  方向  方法    甲   乙
    生产总值    8   100   正向  完成率   90   80
    """,
    settings=OCTOBER,
)
def test_each_axis_has_its_colour_and_its_reason(assessment: Case) -> None:
    told = explanation(assessment.entry("乙")).reasons
    assert [(reason.axis, reason.light) for reason in told] == [("进度", Light.AMBER), ("位次", Light.GREEN)]
    assert isinstance(told[0], Reason)


def test_a_bare_entry_is_explained_as_far_as_it_goes() -> None:
    bare = Entry("甲", "固投", None, points=D(5))
    assert explanation(bare).lines() == ("甲　固投", "得分：5", "方法：")
    assert explanation(Entry("甲", "固投", None)).lines() == ("甲　固投", "方法：")
