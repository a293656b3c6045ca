"""From sheets to scores: what a workbook says, through to points, ranks and lights."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import study
from kaohe_xl.domain.assessment import Assessment, Entry, Light
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scoring import assess

Sheets = dict[str, list[list[Value]]]
D = Decimal


def scored(sheets: Sheets) -> Assessment:
    read = study(MemoryGrid(sheets))
    return assess(read.scheme, read.records, read.findings)


def entry(assessment: Assessment, unit: str, indicator: str) -> Entry:
    return next(e for e in assessment.entries if (e.unit, e.indicator) == (unit, indicator))


def test_completion_both_directions() -> None:
    assessment = scored(
        {
            "区考": [
                ["指标", "分值", "目标", "方向", "方法", "甲镇", "乙镇"],
                ["固投增速", 10, 8, "正向", "完成率", 10, 6],
                ["信访量", 5, 20, "逆向", "完成率", 18, 25],
            ]
        }
    )
    totals = {total.unit: total.total for total in assessment.totals}
    assert totals == {"甲镇": D(15), "乙镇": D("7.5") + 5 * (2 - D(25) / 20)}


def test_percent_as_text_as_format_and_as_points_score_alike() -> None:
    rows: list[list[Value]] = [
        ["指标", "计量单位", "分值", "年度目标", "方向", "甲区", "乙区", "丙区"],
        ["满意率", "%", 10, "90%", "正向", "85%", 0.85, 85],
    ]
    read = study(MemoryGrid({"各区": rows}, percents={"各区": [(2, 7)]}))
    points = {e.unit: e.points for e in assess(read.scheme, read.records).entries}
    assert len(set(points.values())) == 1


def test_the_own_unit_is_ranked_among_its_peers() -> None:
    assessment = scored(
        {
            "考核设置": [["名称", "值"], ["本单位", "长安区"], ["截至日期", "2011-10-31"]],
            "市考": [
                ["指标", "方向", "年度目标", "完成", "市级预警"],
                ["生产总值", "正向", 310, 225.1, "红"],
            ],
            "各区县": [["指标", "新城区", "长安区", "碑林区", "雁塔区"], ["生产总值", 280, 225.1, 300, 400]],
        }
    )
    own = entry(assessment, "长安区", "生产总值")
    assert (own.rank, own.of, own.gap_to_third) == (4, 4, D("54.9"))
    assert own.lights.city is Light.RED
    assert entry(assessment, "新城区", "生产总值").target is None


def test_blank_is_not_reported_and_unreadable_is_not_computable() -> None:
    assessment = scored(
        {
            "甲区": [
                ["指标", "分值", "目标", "完成"],
                ["固投", 10, 8, None],
                ["就业", 5, 8, "不少"],
                ["环保", 5, 8, "未统计"],
            ]
        }
    )
    missing = [e.missing for e in assessment.entries]
    assert missing == [Missing.NOT_REPORTED, Missing.NOT_COMPUTABLE, Missing.NOT_REPORTED]
    assert [str(f.place) for f in assessment.findings if f.code == "NOT_A_NUMBER"] == ["甲区!D3"]


def test_an_indicator_with_points_and_no_figure_anywhere_is_not_reported() -> None:
    assessment = scored(
        {
            "指标": [
                ["指标", "计量单位", "分值", "年度目标", "责任单位"],
                ["固投", "亿元", 10, 8, "发改委"],
                ["就业", "人", 5, 9, "人社局"],
            ],
            "各镇": [["指标", "甲镇", "乙镇"], ["固投", 8, 4]],
        }
    )
    assert {e.unit: e.missing for e in assessment.entries if e.indicator == "就业"} == {
        "甲镇": Missing.NOT_REPORTED,
        "乙镇": Missing.NOT_REPORTED,
    }


def test_units_rank_inside_their_groups() -> None:
    assessment = scored(
        {
            "责任单位": [
                ["单位", "别名", "类别"],
                ["甲镇", "甲", "镇"],
                ["乙镇", "乙", "镇"],
                ["丙局", "", "局"],
            ],
            "完成": [
                ["单位", "固投", None],
                [None, "目标", "完成"],
                ["甲", 10, 9],
                ["乙镇", 10, 8],
                ["丙局", 10, 7],
            ],
        }
    )
    assert {e.unit: e.of for e in assessment.entries} == {"甲镇": 2, "乙镇": 2, "丙局": 1}


def test_a_blank_workbook_and_an_empty_sheet_are_no_crash() -> None:
    for sheets in ({"Sheet1": []}, {"Sheet1": [[None]]}, {}):
        read = study(MemoryGrid(sheets))
        assert read.records == ()
        assert [f.code for f in read.findings] == ["NO_TABLE"]


def test_the_year_comes_from_today_where_nothing_names_it() -> None:
    rows: list[list[Value]] = [["完成情况（截至10月底）"], ["指标", "目标", "完成"], ["固投", 10, 5]]
    assert study(MemoryGrid({"Sheet1": rows})).scheme.settings.as_of is None
    assert study(MemoryGrid({"Sheet1": rows}), today=date(2011, 11, 2)).scheme.settings.as_of == date(
        2011, 10, 31
    )


def test_written_results_are_found_again_and_not_read_as_figures() -> None:
    rows: list[list[Value]] = [
        ["指标", "目标", "完成", "完成率", "序时进度", "超欠序时", "位次", "得分", "加分", "预警"],
        ["固投", 10, 5, 0.5, 0.83, -33.3, None, 5, None, "红"],
    ]
    read = study(MemoryGrid({"Sheet1": rows}))
    assert len(read.records) == 1
    assert len(read.results[0].columns) == 7


def test_a_hidden_copy_gives_way_to_the_sheet_in_sight() -> None:
    rows: list[list[Value]] = [["指标", "目标", "完成"], ["固投", 10, 5], ["就业", 8, 7]]
    hidden: list[list[Value]] = [["指标", "目标", "完成"], ["固投", 10, 4], ["就业", 8, 6]]
    read = study(MemoryGrid({"底稿": hidden, "完成": rows}, hidden=["底稿"]))
    assert {str(record.actual.place) for record in read.records} == {"完成!C2", "完成!C3"}
    assert [(f.code, str(f.place)) for f in read.findings if f.code.endswith("LEFT_ALONE")] == [
        ("HIDDEN_LEFT_ALONE", "底稿!A1")
    ]


def test_figures_of_a_hidden_sheet_count_where_no_other_has_them() -> None:
    rows: list[list[Value]] = [["指标", "目标", "完成"], ["固投", 10, 5]]
    assert len(study(MemoryGrid({"底稿": rows}, hidden=["底稿"])).records) == 1
