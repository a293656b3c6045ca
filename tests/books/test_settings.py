"""考核设置 as the office edits it: every value of its type, every mistake with its cell."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D
from typing import Any

import pytest

from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_settings, read_stated, settings_sheets
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.scheme import DEFAULT_GRADES, Basis, GradeBand, Settings, Ties

SHEET = "考核设置"


def read(
    *rows: tuple[Value, ...], percents: tuple[tuple[int, int], ...] = ()
) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of a sheet 考核设置 with these rows below its header; the first is row 2."""
    return read_settings(MemoryGrid({SHEET: [("名称", "值", "说明"), *rows]}, percents={SHEET: percents}))


def test_a_workbook_without_settings_has_the_defaults() -> None:
    assert read_settings(
        MemoryGrid({"市考指标": [("指标", "年度目标", "完成"), ("生产总值", 310, 225.1)]})
    ) == (Settings(), ())


VALUES: list[tuple[str, Value, str, Any]] = [
    ("考核年度", 2011, "year", 2011),
    ("考核年度", "2011年", "year", 2011),
    ("考核年度", "２０１１年度", "year", 2011),
    ("截至日期", datetime(2011, 10, 31), "as_of", date(2011, 10, 31)),
    ("截至日期", 40847, "as_of", date(2011, 10, 31)),
    ("截至日期", "2011年10月", "as_of", date(2011, 10, 31)),
    ("截至月份", "2011-10", "as_of", date(2011, 10, 31)),
    ("截 至 月 份", "2011年10月", "as_of", date(2011, 10, 31)),
    ("考核结束日期", "2011-12-20", "ends", date(2011, 12, 20)),
    ("本单位", " 长安区 ", "own_unit", "长安区"),
    ("序时口径", "月份", "basis", Basis.MONTH),
    ("序时口径", "天数", "basis", Basis.DAY),
    ("序时口径", "计划", "basis", Basis.PLAN),
    ("序时口径", "起止", "basis", Basis.SPAN),
    ("绿灯下限", 0.95, "green_from", D("0.95")),
    ("绿灯下限", "95%", "green_from", D("0.95")),
    ("黄灯下限", "85％", "amber_from", D("0.85")),
    ("前列名次", 3.0, "front_rank", 3),
    ("前列名次", "前3名", "front_rank", 3),
    ("预警名次", "8", "warn_rank", 8),
    ("靠后名次", 0, "last_ranks", 0),
    ("得分小数", 3, "points_decimals", 3),
    ("得分小数", "2位", "points_decimals", 2),
    ("排名小数", 2, "rank_decimals", 2),
    ("并列", 1223, "ties", Ties.DENSE),
    ("并列", 1234.0, "ties", Ties.ORDINAL),
    ("并列", "1、2、2、4", "ties", Ties.STANDARD),
    ("总分封顶", 110, "total_cap", D(110)),
    ("总分封顶", "110分", "total_cap", D(110)),
    ("总分封顶", "不封顶", "total_cap", None),
    ("优秀名额", 3, "best_grade_quota", D(3)),
    ("优秀名额", "3个", "best_grade_quota", D(3)),
    ("优秀名额", "不超过20%", "best_grade_quota", D("0.2")),
    ("优秀名额", 0.2, "best_grade_quota", D("0.2")),
    ("优秀名额", "不限", "best_grade_quota", None),
    ("发文代字", "长考办函", "issuer_code", "长考办函"),
    ("发文机关", "区考核办", "issuer", "区考核办"),
    ("落款", "长安区目标责任考核领导小组办公室", "signature", "长安区目标责任考核领导小组办公室"),
    ("联系人", "张三", "contact", "张三"),
    ("联系电话", 85290000.0, "phone", "85290000"),
    ("联系电话", 13800138000, "phone", "13800138000"),
    ("联系电话", "029-85290000", "phone", "029-85290000"),
    ("办理期限", "提醒函5；督办15；挂牌30", "reply_days", {"提醒函": 5, "督办": 15, "挂牌": 30}),
    ("办理期限", "提醒函:5天，挂牌督办＝30日", "reply_days", {"提醒函": 5, "挂牌": 30}),
    ("办理期限", "提醒函5个工作日", "reply_days", {"提醒函": 5}),
    ("办理期限", 10, "reply_days", {"提醒函": 10, "督办": 10, "挂牌": 10, "约谈": 10}),
]


@pytest.mark.parametrize(("name", "cell", "field", "value"), VALUES)
def test_each_setting_is_read_by_its_type_and_keeps_its_cell(
    name: str, cell: Value, field: str, value: Any
) -> None:
    settings, findings = read((name, cell))
    assert getattr(settings, field) == value
    assert findings == ()
    assert Cell(SHEET, "B2") in settings.places.values()


def test_places_have_the_chinese_name_of_each_setting() -> None:
    settings, _ = read(("考核年度", 2011), ("截至月份", 10), ("优秀比例", "20%"))
    assert settings.places == {
        "考核年度": Cell(SHEET, "B2"),
        "截至月份": Cell(SHEET, "B3"),
        "截至日期": Cell(SHEET, "B3"),
        "优秀名额": Cell(SHEET, "B4"),
    }


@pytest.mark.parametrize("cell", [10, "10", "10月", "10月底", "2011-10", "2011年10月"])
def test_a_month_is_its_last_day_in_the_year_of_the_assessment(cell: Value) -> None:
    settings, findings = read(("截至月份", cell), ("考核年度", 2011))
    assert settings.as_of == date(2011, 10, 31)
    assert findings == ()


def test_the_year_follows_from_the_date_where_it_is_not_set() -> None:
    assert read(("截至日期", "2011-10-31"))[0].year == 2011


def test_a_percentage_kept_by_excel_as_a_ratio_is_one() -> None:
    assert read(("黄灯下限", 0.85), percents=((2, 2),))[0].amber_from == D("0.85")
    assert read(("优秀名额", 0.2), percents=((2, 2),))[0].best_grade_quota == D("0.2")


GRADES = (
    GradeBand("优秀", D(90)),
    GradeBand("良好", D(80)),
    GradeBand("合格", D(60)),
    GradeBand("不合格", None),
)


@pytest.mark.parametrize(
    "cell",
    [
        "优秀≥90；良好≥80；合格≥60；不合格",
        "优秀>=90;良好>=80;合格>=60;不合格",
        "优秀：90，良好：80，合格：60，不合格",
        "优秀９０分以上；良好８０分以上；合格６０分以上；不合格",
        "优秀 ≥ 90\n良好 ≥ 80\n合格 ≥ 60\n不合格＜60",
        "优秀90、良好80、合格60、不合格其余",
        "优秀≥90分（含）；良好≥80分；合格≥60分；不合格；",
    ],
)
def test_grades_are_read_as_offices_write_them(cell: str) -> None:
    settings, findings = read(("等次", cell))
    assert (settings.grades, findings) == (GRADES, ())


MALFORMED: list[tuple[str, Value]] = [
    ("考核年度", "今年"),
    ("考核年度", 11),
    ("截至日期", "2011-02-30"),
    ("截至日期", 2011.1),
    ("截至日期", 2011),
    ("截至月份", "10月"),
    ("考核结束日期", "年底前"),
    ("序时口径", "季度"),
    ("绿灯下限", 90),
    ("绿灯下限", "较好"),
    ("黄灯下限", "-10%"),
    ("前列名次", "前三"),
    ("前列名次", 3.5),
    ("前列名次", "30%"),
    ("预警名次", -1),
    ("靠后名次", True),
    ("得分小数", 11),
    ("排名小数", "两位"),
    ("并列", 1233),
    ("总分封顶", "110%"),
    ("总分封顶", 0),
    ("等次", "优秀"),
    ("等次", "优秀>90；良好"),
    ("等次", "优秀90-100；良好80-89；不合格"),
    ("等次", "合格≥60；优秀≥90"),
    ("等次", "优秀≥90；良好≥90；不合格"),
    ("等次", "优秀；良好≥80；不合格"),
    ("等次", "优秀≥90；优秀≥80；不合格"),
    ("等次", "优秀≥90；良好≥80；不合格<60"),
    ("优秀名额", 2.5),
    ("优秀名额", "120%"),
    ("优秀名额", -1),
    ("优秀名额", "不低于20%"),
    ("本单位", ErrorValue("#REF!")),
    ("联系电话", ErrorValue("#N/A")),
    ("办理期限", "通报5"),
    ("办理期限", "提醒函5；提醒10"),
    ("办理期限", 0),
]


@pytest.mark.parametrize(("name", "cell"), MALFORMED)
def test_a_malformed_value_is_reported_with_its_cell_and_the_default_holds(name: str, cell: Value) -> None:
    settings, findings = read((name, cell))
    assert [(f.code, f.severity, f.place) for f in findings] == [
        ("MALFORMED_SETTING", Severity.ERROR, Cell(SHEET, "B2"))
    ]
    assert name in findings[0].message
    assert findings[0].remedy.startswith("可以填：")
    assert {**{f: getattr(settings, f) for f in Settings.__slots__}, "places": {}} == {
        f: getattr(Settings(), f) for f in Settings.__slots__
    }


@pytest.mark.parametrize("cell", [None, "", "  ", "—", "——", "/"])
def test_a_blank_value_means_the_default(cell: Value) -> None:
    settings, findings = read(("绿灯下限", cell), ("等次", cell), ("联系电话", cell))
    assert (settings, findings) == (Settings(), ())
    assert settings.grades == DEFAULT_GRADES


def test_an_unknown_name_is_reported_with_the_nearest_known_one() -> None:
    _, (found,) = read(("绿灯下线", 1))
    assert (found.code, found.severity, found.place) == (
        "UNKNOWN_SETTING",
        Severity.WARNING,
        Cell(SHEET, "A2"),
    )
    assert "绿灯下线" in found.message
    assert "绿灯下限" in found.remedy


def test_a_name_like_no_other_is_reported_without_a_guess() -> None:
    _, (found,) = read(("食堂菜单", "面条"))
    assert found.code == "UNKNOWN_SETTING"
    assert "是不是" not in found.remedy


def test_排名依据_is_not_supported_and_is_said_so() -> None:
    _, (found,) = read(("排名依据", "总分"))
    assert (found.code, found.place) == ("UNKNOWN_SETTING", Cell(SHEET, "A2"))


def test_a_value_without_a_name_is_reported() -> None:
    _, (found,) = read((None, 3))
    assert (found.code, found.place) == ("SETTING_WITHOUT_NAME", Cell(SHEET, "B2"))


def test_of_two_rows_for_the_same_setting_the_first_holds_and_the_second_is_reported() -> None:
    settings, (found,) = read(("前列名次", 3), ("前列名次", 5))
    assert settings.front_rank == 3
    assert (found.code, found.place) == ("DUPLICATE_SETTING", Cell(SHEET, "B3"))
    assert "考核设置!B2" in found.message


def test_the_date_goes_before_the_month_whatever_their_order() -> None:
    settings, (found,) = read(("考核年度", 2011), ("截至月份", 9), ("截至日期", "2011-10-31"))
    assert settings.as_of == date(2011, 10, 31)
    assert (found.code, found.place) == ("SETTINGS_DISAGREE", Cell(SHEET, "B3"))


def test_a_date_outside_the_year_of_the_assessment_is_reported() -> None:
    settings, (found,) = read(("考核年度", 2011), ("截至日期", "2012-10-31"))
    assert (settings.year, settings.as_of) == (2011, date(2012, 10, 31))
    assert (found.code, found.place) == ("SETTINGS_DISAGREE", Cell(SHEET, "B3"))


def test_an_amber_bound_above_the_green_one_leaves_both_at_their_defaults() -> None:
    settings, (found,) = read(("绿灯下限", 0.8), ("黄灯下限", 0.9))
    assert (settings.green_from, settings.amber_from) == (D(1), D("0.9"))
    assert (found.code, found.severity, found.place) == ("BOUNDS_CROSSED", Severity.ERROR, Cell(SHEET, "B3"))


def test_a_green_bound_below_the_default_amber_one_is_crossed_too() -> None:
    _, (found,) = read(("绿灯下限", 0.8))
    assert (found.code, found.place) == ("BOUNDS_CROSSED", Cell(SHEET, "B2"))


def test_titles_section_rows_notes_and_blank_rows_do_no_harm() -> None:
    rows: list[tuple[Value, ...]] = [
        ("考核参数一览表", None, None, None),
        (None,) * 4,
        ("序号", "名 称", "值（可改）", "说明"),
        ("一、基本设置", None, None, None),
        (1, "前列名次：", 4, "前几名"),
        (None,) * 4,
        (2, "预警名次", 6, ""),
        ("注：改后请重算", None, None, None),
        (None, None, None, None),
    ]
    settings, findings = read_settings(MemoryGrid({SHEET: rows}, merged={SHEET: ["A1:D1", "A4:D4"]}))
    assert (settings.front_rank, settings.warn_rank) == (4, 6)
    assert findings == ()
    assert settings.places["前列名次"] == Cell(SHEET, "C5")


def test_the_list_is_found_on_another_sheet_by_its_header() -> None:
    grid = MemoryGrid({"封面": [("说明",), (None,), (None, None, "名称", "值"), (None, None, "前列名次", 4)]})
    settings, _ = read_settings(grid)
    assert settings.front_rank == 4
    assert settings.places["前列名次"] == Cell("封面", "D4")
    assert settings_sheets(grid) == {("封面", 3, 4)}


def test_a_list_of_other_names_and_values_is_none_of_ours() -> None:
    grid = MemoryGrid({"物资": [("名称", "值"), ("桌子", 4)]})
    assert read_settings(grid) == (Settings(), ())
    assert settings_sheets(grid) == frozenset()


def test_a_sheet_whose_header_was_deleted_is_still_read() -> None:
    grid = MemoryGrid({SHEET: [("前列名次", 4), ("预警名次", 6)]})
    settings, findings = read_settings(grid)
    assert (settings.front_rank, settings.warn_rank, findings) == (4, 6, ())


def test_a_table_of_figures_below_the_settings_is_no_setting() -> None:
    rows: list[tuple[Value, ...]] = [
        ("名称", "值", None, None),
        ("前列名次", 4, None, None),
        (None,) * 4,
        ("序号", "指标", "年度目标", "完成"),
        (1, "生产总值", 310, 225.1),
    ]
    grid = MemoryGrid({SHEET: rows})
    settings, findings = read_settings(grid)
    assert (settings.front_rank, findings) == (4, ())
    assert settings_sheets(grid) == {(SHEET, 1, 2)}


def test_everything_is_read_in_one_pass_with_all_findings() -> None:
    grid = MemoryGrid(
        {
            SHEET: [("名称", "值"), ("考核年度", 2011), ("绿灯下线", 1)],
            "计分规则": [("指标", "方法"), ("生产总值", "完成率"), (None, "达标")],
            "加减分": [
                ("单位", "事项", "类型", "分值", "日期"),
                ("甲镇", "国家卫生镇", "加分", 1, "10月5日"),
            ],
            "一票否决": [("单位", "事项", "结果等次"), ("甲镇", "安全生产", None)],
            "责任单位": [("单位", "别名"), ("甲镇", "甲")],
        }
    )
    stated = read_stated(grid)
    assert [rule.indicator for rule in stated.rules] == ["生产总值"]
    assert stated.adjustments[0].day == date(2011, 10, 5)
    assert [veto.unit for veto in stated.vetoes] == ["甲镇"]
    assert [unit.name for unit in stated.units] == ["甲镇"]
    assert [found.code for found in stated.findings] == ["UNKNOWN_SETTING", "RULE_ROW_WITHOUT_INDICATOR"]
    assert [sheet for sheet, _ in stated.areas] == [SHEET, "计分规则", "加减分", "一票否决", "责任单位"]


def test_a_sheet_named_like_a_list_that_holds_none_is_reported() -> None:
    (found,) = read_stated(
        MemoryGrid({"计分规则": [("项目名", "办法"), ("生产总值", "完成率")], "加减分": [[None]]})
    ).findings
    assert (found.code, found.place) == ("LIST_NOT_RECOGNISED", Cell("计分规则", "A1"))
    assert "指标、方法" in found.remedy


def test_the_office_s_own_tables_state_no_rules() -> None:
    grid = MemoryGrid(
        {
            "市考指标": [
                ("各责任单位目标完成情况表", None, None, None, None, None),
                ("指标", "单位", "类别", "方法", "年度目标", "完成"),
                ("生产总值", "甲镇", "镇", "完成率", 310, 225.1),
            ],
            "合计": [
                ("各责任单位得分", None, None, None),
                ("单位", "类别", "加分", "总分"),
                ("甲镇", "镇", 1, 90),
            ],
            "督查": [("事项", "责任单位", "分值", "日期"), ("修路", "交通局", 5, "10月5日")],
            "台账": [("单位", "事项", "处理结果"), ("甲镇", "修路", "办结")],
        }
    )
    stated = read_stated(grid)
    assert stated.areas == ()
    assert stated.findings == ()
