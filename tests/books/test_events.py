"""加减分 and 一票否决 as offices register them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_adjustments, read_vetoes
from kaohe_xl.domain.findings import Cell, Finding, Severity
from kaohe_xl.domain.scheme import Adjustment, AdjustmentKind, Veto

BONUS, DEDUCTION = AdjustmentKind.BONUS, AdjustmentKind.DEDUCTION
SHEET = "加减分"
HEADER = ("单位", "指标", "事项", "类型", "级别", "分值", "日期", "来源")


def read(*rows: tuple[Value, ...]) -> tuple[tuple[Adjustment, ...], tuple[Finding, ...]]:
    """The adjustments of a sheet 加减分 with these rows below its header; the first is row 2."""
    return read_adjustments(MemoryGrid({SHEET: [HEADER, *rows]}))


def row(**cells: Value) -> tuple[Value, ...]:
    """A row of 加减分, +1 for 甲镇 unless told otherwise."""
    plain: dict[str, Value] = {"单位": "甲镇", "事项": "国家卫生镇", "分值": 1}
    return tuple({**plain, **cells}.get(name) for name in HEADER)


def test_an_award_is_read_with_all_that_is_said_of_it() -> None:
    award = (
        "甲镇",
        "城市管理",
        "国家卫生镇",
        "加分",
        "国家",
        1.5,
        datetime(2011, 9, 1),
        "全爱卫发〔2011〕5号",
    )
    assert read(award) == (
        (
            Adjustment(
                "甲镇",
                "国家卫生镇",
                BONUS,
                D("1.5"),
                "城市管理",
                "国家",
                date(2011, 9, 1),
                "全爱卫发〔2011〕5号",
                Cell(SHEET, "F2"),
            ),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("kind", "points", "expected"),
    [
        ("加分", 1, (BONUS, "1")),
        ("扣分", 0.5, (DEDUCTION, "0.5")),
        ("扣分", -0.5, (DEDUCTION, "0.5")),
        ("扣 分", "0.5分", (DEDUCTION, "0.5")),
        ("表彰奖励", 2, (BONUS, "2")),
        ("通报批评", 2, (DEDUCTION, "2")),
        (None, 2, (BONUS, "2")),
        (None, "+2", (BONUS, "2")),
        (None, "加2分", (BONUS, "2")),
        (None, -2, (DEDUCTION, "2")),
        ("—", "扣2分", (DEDUCTION, "2")),
    ],
)
def test_the_type_says_whether_points_are_added_else_the_sign(
    kind: Value, points: Value, expected: tuple[AdjustmentKind, str]
) -> None:
    (adjustment,), findings = read(row(类型=kind, 分值=points))
    assert (adjustment.kind, adjustment.points) == (expected[0], D(expected[1]))
    assert findings == ()


def test_an_event_of_several_units_counts_for_each() -> None:
    found, _ = read(row(单位="甲镇、乙镇"))
    assert [one.unit for one in found] == ["甲镇", "乙镇"]
    assert {one.place for one in found} == {Cell(SHEET, "F2")}


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ({"类型": "其他"}, "UNKNOWN_ADJUSTMENT_KIND", "D2"),
        ({"类型": "加扣分"}, "UNKNOWN_ADJUSTMENT_KIND", "D2"),
        ({"类型": "加分", "分值": -1}, "ADJUSTMENT_SIGN", "F2"),
        ({"分值": "一分"}, "BAD_ADJUSTMENT_POINTS", "F2"),
        ({"分值": "10%"}, "BAD_ADJUSTMENT_POINTS", "F2"),
        ({"分值": None}, "ADJUSTMENT_WITHOUT_POINTS", "F2"),
        ({"单位": None}, "ADJUSTMENT_WITHOUT_UNIT", "A2"),
    ],
)
def test_what_can_not_be_counted_is_reported_and_not_counted(
    cells: dict[str, Value], code: str, place: str
) -> None:
    adjustments, findings = read(row(**cells))
    assert adjustments == ()
    assert [(f.code, f.severity, f.place) for f in findings] == [(code, Severity.ERROR, Cell(SHEET, place))]


def test_an_unreadable_date_is_reported_and_the_event_counts() -> None:
    (adjustment,), (found,) = read(row(日期="上个月"))
    assert adjustment.day is None
    assert (found.code, found.place) == ("BAD_EVENT_DATE", Cell(SHEET, "G2"))


def test_two_events_without_an_item_are_not_taken_for_the_same() -> None:
    (first, second), findings = read(row(事项=None), row(事项=None))
    assert first.item != second.item
    assert [(f.code, f.place) for f in findings] == [
        ("ADJUSTMENT_WITHOUT_ITEM", Cell(SHEET, "C2")),
        ("ADJUSTMENT_WITHOUT_ITEM", Cell(SHEET, "C3")),
    ]


def test_columns_for_added_and_deducted_points_need_no_type() -> None:
    grid = MemoryGrid(
        {SHEET: [("单位", "事项", "加分", "扣分"), ("甲镇", "评选", 1, None), ("乙镇", "通报", None, 0.5)]}
    )
    adjustments, findings = read_adjustments(grid)
    assert [(a.unit, a.kind, a.points, a.place) for a in adjustments] == [
        ("甲镇", BONUS, D(1), Cell(SHEET, "C2")),
        ("乙镇", DEDUCTION, D("0.5"), Cell(SHEET, "D3")),
    ]
    assert findings == ()


def test_a_sheet_of_deductions_needs_no_type() -> None:
    grid = MemoryGrid({"扣分登记": [("单位", "事项", "分值"), ("乙镇", "通报", 0.5)]})
    ((adjustment,), _) = read_adjustments(grid)
    assert (adjustment.kind, adjustment.points) == (DEDUCTION, D("0.5"))


def test_sums_and_blank_rows_are_no_events() -> None:
    found, findings = read(row(), (None,) * 8, row(单位="合计", 事项=None))
    assert len(found) == 1
    assert findings == ()


VETO_HEADER = ("单位", "事项", "日期", "来源", "结果等次")


def vetoes(*rows: tuple[Value, ...]) -> tuple[tuple[Veto, ...], tuple[Finding, ...]]:
    """The vetoes of a sheet 一票否决 with these rows below its header; the first is row 2."""
    return read_vetoes(MemoryGrid({"一票否决": [VETO_HEADER, *rows]}))


def test_a_veto_is_read_once_for_each_of_its_units() -> None:
    found, findings = vetoes(("甲镇、乙镇", "安全生产", "2011-08-01", "安委会通报", "未完成"))
    place = Cell("一票否决", "B2")
    day = date(2011, 8, 1)
    assert found == (
        Veto("甲镇", "安全生产", "未完成", day, "安委会通报", place),
        Veto("乙镇", "安全生产", "未完成", day, "安委会通报", place),
    )
    assert findings == ()


@pytest.mark.parametrize(
    "cell", [None, "—", "不得评优", "一票否优", "不得评为优秀", "取消评优资格", "不能评优", "否优"]
)
def test_a_veto_without_a_grade_of_its_own_bars_the_best_one(cell: Value) -> None:
    (veto,), _ = vetoes(("甲镇", "计划生育", None, None, cell))
    assert veto.grade == ""


def test_a_veto_without_a_unit_and_one_with_an_unreadable_date_are_reported() -> None:
    found, findings = vetoes((None, "安全生产", None, None, None), ("甲镇", "安全生产", "八月", None, None))
    assert [veto.unit for veto in found] == ["甲镇"]
    assert [(f.code, f.place) for f in findings] == [
        ("VETO_WITHOUT_UNIT", Cell("一票否决", "A2")),
        ("BAD_EVENT_DATE", Cell("一票否决", "C3")),
    ]


def test_both_registers_may_stand_on_one_sheet() -> None:
    grid = MemoryGrid(
        {
            "加减分和一票否决": [
                ("单位", "事项", "类型", "分值"),
                ("甲镇", "国家卫生镇", "加分", 1),
                (None,) * 4,
                ("一票否决", None, None, None),
                ("单位", "事项", "结果等次", None),
                ("乙镇", "安全生产", "未完成", None),
            ]
        },
        merged={"加减分和一票否决": ["A4:D4"]},
    )
    assert [(a.unit, a.points) for a in read_adjustments(grid)[0]] == [("甲镇", D(1))]
    assert [(v.unit, v.grade) for v in read_vetoes(grid)[0]] == [("乙镇", "未完成")]
    assert read_adjustments(grid)[1] == read_vetoes(grid)[1] == ()
