"""Header words, header boxes, and where results go."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaohe_xl.books.grid import Area, Value
from kaohe_xl.books.labels import display, stripped
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.periods import Period, period_in
from kaohe_xl.books.reading import study
from kaohe_xl.books.words import word


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("责 任 单 位", "owner"),
        ("年度目标\n（亿元）", "target"),
        ("2011年目标", "target"),
        ("全年任务数", "target"),
        ("1—10月完成", "actual"),
        ("截至10月底累计完成", "actual"),
        ("1-10月计划", "plan"),
        ("完成率（%）", "completion"),
        ("完成年度目标％", "completion"),
        ("超（欠）序时", "ahead"),
        ("时限进度", "progress"),
        ("全市位次", "rank"),
        ("与第三名差距", "gap_to_third"),
        ("第3名值", "third_value"),
        ("市级预警提醒", "warned"),
        ("预警", "light"),
        ("得分（100分）", "score"),
        ("权重(%)", "points"),
        ("上年同期", "reference"),
        ("长安区", ""),
    ],
)
def test_a_header_is_known_however_it_is_written(text: str, role: str) -> None:
    assert word(text).role == role


def test_a_header_gives_its_measure_points_month_and_year() -> None:
    assert word("固定资产投资\n（亿元）（10分）").points == Decimal(10)
    assert word("固定资产投资\n（亿元）（10分）").measure == "亿元"
    assert (word("2010年1-9月完成").year, word("2010年1-9月完成").month) == (2010, 9)
    assert word("9月完成").single and not word("9月底累计完成").single
    assert word("居民消费价格（上年=100）").index


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("长安区市考指标完成情况表\n（截至8月底）", Period(None, 8)),
        ("2011年1-10月", Period(2011, 10)),
        ("二〇一一年十月份通报", Period(2011, 10)),
        ("2011.10", Period(2011, 10)),
        ("截至2011年10月25日", Period(2011, 10, 25)),
        ("2011年前三季度", Period(2011, 9)),
        ("市考指标", Period()),
    ],
)
def test_titles_tell_the_period(text: str, period: Period) -> None:
    assert period_in(text) == period


def test_names_lose_numbering_and_measure_but_nothing_else() -> None:
    assert display("1．生 产 总 值") == "生产总值"
    assert display("其中：工业增加值") == "工业增加值"
    assert display("5.1专项行动") == "5.1专项行动"
    assert stripped("固定资产投资（亿元）") == ("固定资产投资", "亿元")
    assert stripped("工业（规模以上）") == ("工业（规模以上）", "")


def test_new_columns_go_behind_everything_that_stands_beside_the_table() -> None:
    rows: list[list[Value]] = [
        ["指标", "目标", "完成", None, "单位", "姓名", "电话"],
        ["固投", 10, 5, None, "甲局", "张三", 85290001],
    ]
    (table,) = study(MemoryGrid({"Sheet1": rows})).results
    assert (table.right, table.first_row, table.last_row) == (7, 2, 2)


def test_result_columns_of_last_year_are_not_ours_to_write() -> None:
    rows: list[list[Value]] = [["指标", "2011年目标", "完成", "2010年得分", "得分"], ["固投", 10, 5, 8, None]]
    (table,) = study(MemoryGrid({"Sheet1": rows})).results
    assert table.columns == {"points": 5}


def test_with_an_own_unit_results_go_to_its_table_and_not_to_the_peers() -> None:
    sheets: dict[str, list[list[Value]]] = {
        "考核设置": [["名称", "值"], ["本单位", "长安区"]],
        "市考": [["指标", "年度目标", "完成"], ["固投", 10, 5]],
        "各区县": [["指标", "长安区", "灞桥区"], ["固投", 5, 6]],
    }
    tables = study(MemoryGrid(sheets)).results
    assert [(t.sheet, t.unit) for t in tables] == [("市考", "长安区")]


def test_header_rows_merged_down_belong_to_the_header() -> None:
    rows: list[list[Value]] = [
        ["题目", None, None],
        ["指标", "任务", None],
        [None, "目标", "完成"],
        ["固投", 10, 5],
    ]
    merged = [Area(1, 1, 1, 3), Area(2, 1, 3, 1), Area(2, 2, 2, 3)]
    (table,) = study(MemoryGrid({"Sheet1": rows}, {"Sheet1": merged})).results
    assert (table.header_top, table.header_bottom, table.first_row) == (2, 3, 4)
    assert [(r.row, r.indicator) for r in table.rows] == [(4, "固投")]
