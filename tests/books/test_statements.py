"""口径一致 over whole workbooks: the same figure in two tables, sheets, books; targets changed; months that fall."""

from __future__ import annotations

import pytest

from tests.books.checking import SETTINGS, Rows, findings, places

NOW: Rows = [
    ["2011年市考指标完成情况（1-10月）"],
    ["指标", "计量单位", "年度目标", "完成", "备注"],
    ["生产总值", "亿元", 310, 198.6, None],
    ["固定资产投资", "亿元", 310.5, 268.4, None],
]
SEPTEMBER: Rows = [
    ["2011年市考指标完成情况（1-9月）"],
    ["指标", "计量单位", "年度目标", "完成", "备注"],
    ["生产总值", "亿元", 320, 178.1, None],
    ["固定资产投资", "亿元", 310.5, 236.1, None],
]
MONTHS: Rows = [
    ["2011年月度进度（截至10月底，累计）"],
    ["指标", "计量单位", "年度目标", "1-8月完成", "1-9月完成", "1-10月完成"],
    ["生产总值", "亿元", 310, 153.2, 178.1, 198.6],
    ["固定资产投资", "亿元", 310.5, 197.4, 236.1, 268.4],
]


def with_cell(rows: Rows, row: int, column: int, value: object) -> Rows:
    """The rows with another value in one cell, 1-based."""
    changed = [list(line) for line in rows]
    changed[row - 1][column - 1] = value  # type: ignore[call-overload]
    return changed


def test_sheets_that_agree_are_silent() -> None:
    september = with_cell(SEPTEMBER, 3, 3, 310)
    assert findings({"市考指标": NOW, "9月": september, "月度": MONTHS}) == ()


def test_another_figure_for_the_same_month_is_said_at_the_cell_that_counts() -> None:
    months = with_cell(MONTHS, 4, 6, 269.1)
    assert places("FIGURES_DIFFER", {"市考指标": NOW, "月度": months}) == []  # reading says it already
    (found,) = findings({"市考指标": NOW, "月度": with_cell(MONTHS, 4, 3, 300)})
    assert (found.code, str(found.place)) == ("FIGURES_DIFFER", "市考指标!C4")
    assert "月度!C4" in found.message and "300亿元" in found.message


def test_the_same_month_in_last_months_sheet_and_in_the_columns_of_months() -> None:
    september = with_cell(with_cell(SEPTEMBER, 3, 3, 310), 4, 4, 230)
    (found,) = findings({"市考指标": NOW, "9月": september, "月度": MONTHS})
    assert (found.code, str(found.place)) == ("FIGURES_DIFFER", "月度!E4")
    assert "1-9月完成" in found.message and "9月!D4" in found.message


def test_a_target_changed_since_last_month_needs_an_approval() -> None:
    assert places("TARGET_CHANGED", {"市考指标": NOW, "9月": SEPTEMBER}) == ["市考指标!C3"]


@pytest.mark.parametrize(
    "note", ["目标由320调整为310", "经区政府常务会研究同意", "见长政发〔2011〕12号批复", "市考核办批准"]
)
def test_a_remark_about_the_approval_is_enough(note: str) -> None:
    now = with_cell(NOW, 3, 5, note)
    assert places("TARGET_CHANGED", {"市考指标": now, "9月": SEPTEMBER}) == []


def test_a_note_below_the_table_is_enough_where_it_names_the_indicator() -> None:
    below = [*NOW, ["注：生产总值目标经市考核办批复调整为310亿元。"]]
    assert places("TARGET_CHANGED", {"市考指标": below, "9月": SEPTEMBER}) == []
    other = [*NOW, ["注：固定资产投资目标经市考核办批复调整。"]]
    assert places("TARGET_CHANGED", {"市考指标": other, "9月": SEPTEMBER}) == ["市考指标!C3"]


def test_a_target_other_than_in_the_plans_sheet_is_a_changed_one() -> None:
    plan: Rows = [
        ["2011年目标任务分解表"],
        ["指标", "计量单位", "年度目标", "责任单位"],
        ["生产总值", "亿元", 320, "发改委"],
        ["固定资产投资", "亿元", 310.5, "发改委"],
    ]
    assert places("TARGET_CHANGED", {"市考指标": NOW, "目标分解": plan}) == ["市考指标!C3"]


def test_drafts_and_other_years_may_say_what_they_like() -> None:
    draft = [["市考指标草稿（1-10月）"], *with_cell(NOW, 3, 3, 999)[1:]]
    before = [["2010年市考指标（1-12月）"], *with_cell(NOW, 3, 3, 280)[1:]]
    assert findings({"市考指标": NOW, "草稿": draft, "2010年": before}) == ()


def test_the_same_amount_in_another_measure_is_no_contradiction_but_said_once() -> None:
    plan: Rows = [
        ["目标分解表"],
        ["指标", "计量单位", "年度目标"],
        ["生产总值", "万元", 3100000],
        ["固定资产投资", "亿元", 310.5],
    ]
    found = findings({"市考指标": NOW, "目标分解": plan})
    assert [(f.code, str(f.place)) for f in found] == [("MEASURES_DIFFER", "市考指标!B3")]
    assert "万元" in found[0].message


@pytest.mark.parametrize(("one", "other"), [("人", "名"), ("%", "百分点"), ("亿元", ""), ("件", "起")])
def test_words_for_the_same_measure_are_one_measure(one: str, other: str) -> None:
    now = with_cell(NOW, 3, 2, one)
    plan: Rows = [["目标分解表"], ["指标", "计量单位", "年度目标"], ["生产总值", other, 310]]
    assert places("MEASURES_DIFFER", {"市考指标": now, "目标分解": plan}) == []


def test_a_cumulative_figure_that_falls_is_said_at_its_cell() -> None:
    assert places("FIGURE_FELL", {"市考指标": NOW, "月度": MONTHS}) == []
    assert places("FIGURE_FELL", {"月度": with_cell(MONTHS, 3, 5, 150)}) == ["月度!E3"]


def test_a_figure_below_that_of_last_months_sheet_falls_too() -> None:
    now = with_cell(with_cell(NOW, 4, 4, 230), 3, 3, 320)
    (found,) = findings({"市考指标": now, "9月": SEPTEMBER})
    assert (found.code, str(found.place)) == ("FIGURE_FELL", "市考指标!D4")
    assert "9月!D4" in found.message


def test_a_remark_that_figures_were_cut_explains_a_fall() -> None:
    now = with_cell(with_cell(NOW, 4, 4, 230), 4, 5, "投资数据核减")
    assert places("FIGURE_FELL", {"市考指标": now, "9月": SEPTEMBER}) == []


@pytest.mark.parametrize(
    ("name", "measure"), [("城镇登记失业率", "%"), ("存款余额", "亿元"), ("满意度", ""), ("群众评议", "分")]
)
def test_rates_and_stocks_may_fall(name: str, measure: str) -> None:
    months: Rows = [
        ["2011年月度进度"],
        ["指标", "计量单位", "年度目标", "1-9月完成", "1-10月完成"],
        [name, measure, 5, 4.3, 4.1],
    ]
    assert findings({"月度": months}) == ()


def test_months_to_come_filled_with_noughts_are_no_fall() -> None:
    months = [[*line, extra] for line, extra in zip(MONTHS, (None, "1-11月完成", 0, 0), strict=True)]
    assert places("FIGURE_FELL", {"月度": months}) == []


def test_single_months_taken_as_cumulative_that_fall_look_like_single_ones() -> None:
    months: Rows = [
        ["2011年月度进度"],
        ["指标", "计量单位", "年度目标", "8月", "9月", "10月"],
        ["生产总值", "亿元", 310, 20, 25, 21],
        ["固定资产投资", "亿元", 310, 30, 35, 31],
    ]
    (found,) = findings({"月度": months})
    assert (found.code, str(found.place)) == ("MONTHS_LOOK_SINGLE", "月度!F2")
    assert "2 处" in found.message


def test_rows_of_months_fall_too() -> None:
    rows: Rows = [
        ["单位", "指标", "月份", "目标", "累计完成"],
        ["甲镇", "固投", 9, 100, 80],
        ["甲镇", "固投", 10, 100, 70],
        ["乙镇", "固投", 9, 100, 80],
        ["乙镇", "固投", 10, 100, 90],
    ]
    assert places("FIGURE_FELL", {"进度": rows}) == ["进度!E3"]


def test_another_workbook_is_held_against_this_one() -> None:
    department: Rows = [
        ["2011年长安区市考指标（1-10月）"],
        ["指标", "计量单位", "年度目标", "完成"],
        ["生产总值", "亿元", 310, 201.3],
        ["固定资产投资", "亿元", 310.5, 268.4],
    ]
    others = {"统计局.xlsx": {"考核设置": SETTINGS, "报表": department}}
    (found,) = findings({"市考指标": NOW}, others)
    assert (found.code, str(found.place)) == ("FIGURES_DIFFER", "市考指标!D3")
    assert "[统计局.xlsx]报表!D3" in found.message
    assert findings({"市考指标": NOW}, {"统计局.xlsx": {"考核设置": SETTINGS, "报表": NOW}}) == ()


def test_a_sheet_too_large_to_be_read_is_not_searched_for_approvals(monkeypatch: pytest.MonkeyPatch) -> None:
    from kaohe_xl.books import giants

    monkeypatch.setattr(giants, "MOST_CELLS", 60)
    huge: Rows = [[f"生产总值目标经批复调整 {n}"] * 9 for n in range(9)]
    found = findings({"市考指标": NOW, "9月": SEPTEMBER, "数据": huge})
    assert [f.code for f in found if f.code == "TARGET_CHANGED"] == ["TARGET_CHANGED"]
