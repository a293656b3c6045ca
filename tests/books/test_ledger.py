"""督办台账 as offices type it: any header words, dates in many spellings, gaps; and what is wrong in it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.books.ladder_settings import days_listed, ladder_rules, level_points, templates
from kaohe_xl.books.ledger import Ledger, read_ledger
from kaohe_xl.books.ledger_writing import View, ledger_patch, new_ledger
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_stated
from kaohe_xl.domain.ladder_rules import LadderRules
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.supervision import Case, Level
from kaohe_xl.errors import InputError

HEADS = (
    "序号",
    "文号",
    "文种",
    "责任单位",
    "督办事项",
    "下发日期",
    "完成时限",
    "签收",
    "反馈",
    "销号",
    "扣分",
    "备注",
)
VIEW = View(Settings(), date(2011, 11, 10))


def grid(*rows: tuple[Value, ...], heads: tuple[str, ...] = HEADS, name: str = "2011年") -> MemoryGrid:
    width = len(heads)
    filled = [("督查事项一览",), heads, *rows]
    values = tuple((*row, *[None] * (width - len(row))) for row in filled)
    return MemoryGrid({name: values})


def read(*rows: tuple[Value, ...]) -> Ledger:
    return read_ledger(grid(*rows), year=2011)


def test_a_ledger_is_known_by_its_headers_and_read_as_typed() -> None:
    ledger = read(
        (
            1,
            "长考办函 [2011] 12 号",
            "督办单",
            "发改委、统计局",
            "生产总值",
            datetime(2011, 10, 9),
            "10月31日",
            "是",
        ),
        (),
        (
            3,
            None,
            "约谈",
            "城管局",
            "数字化城管",
            "2011.10.12",
            20111101,
            None,
            "10-20",
            None,
            "-0.5分",
            "口头",
        ),
        (2, "13", "提醒", "住建局", "绿地", 40830, "2011年11月1日"),
    )
    first, second, third = ledger.cases
    assert (first.number, first.level, first.units) == (
        "长考办函[2011]12号",
        Level.SUPERVISION,
        ("发改委", "统计局"),
    )
    assert (first.issued, first.deadline) == (date(2011, 10, 9), date(2011, 10, 31))
    assert (second.number, second.points, second.deadline) == ("", Decimal("0.5"), date(2011, 11, 1))
    assert (third.issued, third.due) == (date(2011, 10, 14), date(2011, 11, 1))
    assert ledger.highest("长考办函", 2011) == 13
    assert ledger.highest("别的函", 2011) == 13
    assert ledger.highest("长考办函", 2012) == 0
    assert [(f.code, f.place and f.place.ref) for f in ledger.findings] == [("LEDGER_BAD_DATE", "H3")]


@pytest.mark.parametrize(
    ("row", "code", "ref"),
    [
        ((1, "1", "通报", "发改委", "固投", "2011-10-9"), "LEDGER_UNKNOWN_LEVEL", "C3"),
        ((1, "1", "督办", None, "固投", "2011-10-9"), "LEDGER_WITHOUT_UNIT", "D3"),
        ((1, "1", "督办", "发改委", "固投", "上旬"), "LEDGER_BAD_DATE", "F3"),
        ((1, "1", "督办", "发改委", "固投", "2011-10-9", "2011-9-9"), "LEDGER_DATES_CROSSED", "G3"),
        ((1, "1", "督办", "发改委", "固投", "2011-10-9", *[None] * 4, "半分"), "LEDGER_BAD_POINTS", "K3"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(row: tuple[Value, ...], code: str, ref: str) -> None:
    findings = read(row).findings
    assert [(f.code, f.place and f.place.ref) for f in findings] == [(code, ref)]
    assert findings[0].remedy


@pytest.mark.parametrize("text", [15, "15日", "15个工作日内"])
def test_a_deadline_in_days_counts_from_the_day_of_issue(text: Value) -> None:
    ledger = read((1, "1", "督办", "发改委", "固投", "2011-11-10", text))
    assert [case.deadline for case in ledger.cases] == [date(2011, 12, 1)]
    assert not ledger.findings


def test_a_number_used_twice_is_told() -> None:
    row = (1, "12号", "督办", "发改委", "固投", "2011-10-9")
    assert [f.code for f in read(row, row).findings] == ["LEDGER_NUMBER_TWICE"]


def test_a_ledger_is_no_table_of_figures_and_no_list_of_deductions() -> None:
    stated = read_stated(grid((1, "1", "约谈", "甲镇", "固投", "2011-10-9", *[None] * 4, 0.5)))
    assert stated.areas and not stated.adjustments
    assert [case.points for case in stated.cases] == [Decimal("0.5")]


CASE = Case("14号", Level.REMINDER, ("统计局",), ("投资", "人口、户数"), "2011-10", date(2011, 11, 10))


def test_a_new_row_goes_below_the_last_one_into_the_columns_that_there_are() -> None:
    book = grid((1, "13号", "提醒函", "住建局", "绿地", "2011-10-9"))
    patch = ledger_patch(read_ledger(book), {}, [CASE], VIEW)
    book.save(patch)
    assert [case.number for case in read_ledger(book).cases] == ["13号", "14号"]
    assert book.block("2011年").at(4, 4) == "统计局"
    assert book.block("2011年").at(3, 2) == "13号"


def test_no_room_below_the_list_is_refused_and_a_missing_column_added() -> None:
    row = (1, "13号", "提醒函", "住建局", "绿地", "2011-10-9")
    book = grid(row, (None, "备注：本表每周更新"))
    with pytest.raises(InputError, match="空行"):
        ledger_patch(read_ledger(book), {}, [CASE], VIEW)
    ledger = read_ledger(grid(row))
    settled = Case(
        "13号",
        Level.REMINDER,
        ("住建局",),
        ("绿地",),
        "2011-10",
        date(2011, 10, 9),
        settled=date(2011, 11, 1),
    )
    book = grid(row)
    book.save(ledger_patch(ledger, {0: settled}, [], VIEW))
    assert [case.settled for case in read_ledger(book).cases] == [date(2011, 11, 1)]
    assert book.block("2011年").at(3, 2) == "13号"


def test_what_the_program_writes_it_reads_again(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes((root / "workbooks" / "市考指标.xlsx").read_bytes())
    odd = Case("=1+1", Level.INTERVIEW, ("=cmd",), ("𠮷😀",), "2011-10", date(2011, 11, 10))
    book = open_file(path)
    book.save(new_ledger(book, [CASE, odd], VIEW))
    known = frozenset({"人口、户数"})
    first, second = read_ledger(open_file(path), known).cases
    assert (first.number, first.indicators, first.period) == ("14号", ("投资", "人口、户数"), "2011-10")
    assert second.units == ("=cmd",) and second.indicators == ("𠮷😀",)
    assert not open_file(path).block("督办台账").formulas


def test_a_row_deleted_and_rows_sorted_otherwise_are_read_as_they_stand(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_bytes((root / "workbooks" / "市考指标.xlsx").read_bytes())
    book = open_file(path)
    book.save(new_ledger(book, [CASE, CASE, CASE], VIEW))
    gone = tuple(Change(4, column, None, book.block("督办台账").at(4, column)) for column in range(1, 21))
    book.save(Patch({"督办台账": SheetPatch(gone)}))
    book.save(ledger_patch(read_ledger(book), {}, [CASE], VIEW))
    assert [row for _, row in read_ledger(book).rows] == [3, 5, 6]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2011-10-01至2011-10-07", 7),
        ("10月1日-7日；2012年1月1日", 8),
        ("国庆节：2011.10.1～10.7（放假）", 7),
        ("2011/12/31—1/3", 4),
        ("20111001", 1),
        (datetime(2011, 10, 1), 1),
        ("10月", None),
        ("2011-10-07至2011-10-01", None),
        ("2011-2-30", None),
        ("十月初", None),
    ],
)
def test_days_off_in_many_spellings(text: Value, days: int | None) -> None:
    found = days_listed(text, 2011)
    assert (found and len(found)) == days


def test_other_settings_of_the_ladder() -> None:
    assert level_points("约谈0.5；挂牌扣0.2分") == {
        "约谈通知": Decimal("0.5"),
        "挂牌督办通知": Decimal("0.2"),
    }
    assert level_points(0.5) == {"约谈通知": Decimal("0.5")}
    assert level_points("通报1") is None
    assert templates("约谈=约谈通知.xlsx；督办：督办单.xlsx") == {
        "约谈通知": "约谈通知.xlsx",
        "警示督办单": "督办单.xlsx",
    }
    assert templates("约谈") is None
    assert ladder_rules("黄灯=不发；连续预警=3次；逾期=不升级") == LadderRules(
        amber=None, warned=3, overdue=False
    )
    assert ladder_rules("黄灯=通报") is None
    assert ladder_rules("蓝灯=提醒函") is None
    assert ladder_rules("连续预警=1") is None
    assert ladder_rules("逾期=也许") is None
