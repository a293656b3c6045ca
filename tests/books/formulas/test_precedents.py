"""Which cells formulas read, as far as their text tells; where it doesn't, any."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas.cells import FormulaCell
from kaohe_xl.books.formulas.names import Names, SheetArea
from kaohe_xl.books.formulas.precedents import Precedents, Reads
from kaohe_xl.books.grid import Area
from tests.books.formulas.sums import NAMES, SHEET, formula

OPEN = Reads(is_open=True)


def reads(text: str, names: Names = NAMES, place: tuple[int, int] = (3, 9)) -> Reads:
    return Precedents(names, {}).of(SHEET, formula(text, place))


def areas(text: str, names: Names = NAMES) -> set[tuple[str, int, int, int, int]]:
    found = reads(text, names)
    assert not found.is_open
    return {tuple(area) for area in found.areas}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A1+B2", {(SHEET, 1, 1, 1, 1), (SHEET, 2, 2, 2, 2)}),
        ("SUM('汇 总'!A1:B2)", {("汇 总", 1, 1, 2, 2)}),
        ("SUM(一月:三月!B2)", {(s, 2, 2, 2, 2) for s in ("一月", "二月", "三月")}),
        ("SUM(目标值)*2", {(SHEET, 1, 1, 3, 1)}),
        ("SUM(表1[目标])", {(SHEET, 2, 2, 4, 2)}),
        ("表1[[#This Row],[目标]]", {(SHEET, 3, 2, 3, 2)}),
        ("TODAY()+RAND()+NOW()", set()),
        ("[1]Sheet1!A1+[1]!x", set()),
        ('IF(TRUE,"A1",1)', set()),
        ("CHOOSE(1,A1:A2,B1)", {(SHEET, 1, 1, 2, 1), (SHEET, 1, 2, 1, 2)}),
        ("SUMIF(A1:A9,1,B1:B9)", {(SHEET, 1, 1, 9, 1), (SHEET, 1, 2, 9, 2)}),
        ("SUMIF(A1:A9,1,C1)", {(SHEET, 1, 1, 9, 1), (SHEET, 1, 3, 1, 3), (SHEET, 1, 3, 9, 3)}),
        ("SUMIF(目标值,1,C1)", {(SHEET, 1, 1, 3, 1), (SHEET, 1, 3, 1, 3), (SHEET, 1, 3, 3, 3)}),
        ("LOOKUP(1,A1:A9,C1:C2)", {(SHEET, 1, 1, 9, 1), (SHEET, 1, 3, 2, 3), (SHEET, 1, 3, 9, 3)}),
        ("LOOKUP(A1,{1,2},{3,4})", {(SHEET, 1, 1, 1, 1)}),
        ("SUMIF(A1:A9,1)", {(SHEET, 1, 1, 9, 1)}),
        ("_xlfn.LET(_xlpm.x,A1,_xlpm.x+1)", {(SHEET, 1, 1, 1, 1)}),
    ],
)
def test_cells_that_a_formula_names(text: str, found: object) -> None:
    assert areas(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("INDIRECT(\"A\"&B1)", "SUM(OFFSET(A1,1,0))", "自编函数(A1)", "MYMACRO(A1)", "_xludf.F(1)", "[0]!宏(A1)"),
        *("没有的名称+1", "没有的表!A1", "表2[目标]", "表1[没有]", "A1:INDEX(B:B,3)", "_xlfn.ANCHORARRAY(A1)"),
        *("SUMIF(INDEX(A:C,0,1),1,C1)", "SUMIF(A1:A9,1,一月:二月!C1)", "SUMIF(A1:A9 A2,1,C1)", "R1C1"),
    ],
)
def test_formulas_that_may_read_any_cell(text: str) -> None:
    assert reads(text) == OPEN


def test_names_are_followed_to_the_cells_behind_them() -> None:
    defined = {
        ("", "总数"): "SUM(数据!$B:$B)+基数",
        ("", "基数"): "数据!$A$1",
        ("", "常数"): "3.14",
        ("", "圈"): "圈+1",
        ("", "左边"): "数据!A1",
        ("", "动态"): "OFFSET(数据!$A$1,0,0)",
        ("", "列"): "表1[目标]",
        ("", "外"): "[1]Sheet1!$A$1",
        (SHEET, "本表"): "$C$3",
    }
    names = Names(NAMES.order, defined)
    assert areas("总数", names) == {(SHEET, 1, 2, 1_048_576, 2), (SHEET, 1, 1, 1, 1)}
    assert areas("常数+外", names) == set()
    assert areas("本表", names) == {(SHEET, 3, 3, 3, 3)}
    for name in ("圈", "左边", "动态", "列"):
        assert reads(name, names) == OPEN


def test_a_long_chain_of_names_may_read_anything() -> None:
    chain = {("", f"n{i}"): f"n{i + 1}" for i in range(100)} | {("", "n100"): "数据!$A$1"}
    assert reads("n0", Names(NAMES.order, chain)) == OPEN


def test_followers_of_a_shared_formula_read_what_the_first_would_read_there() -> None:
    first = formula("A1*$B$1+SUMIF(A1:A3,1,C1)", (1, 5))._replace(kind="shared", group="0")
    follower = FormulaCell((4, 6), "", "shared", "0", None, "n", "1", 0)
    found = Precedents(NAMES, {(SHEET, "0"): first}).of(SHEET, follower)
    assert set(found.areas) == {
        SheetArea(SHEET, 4, 2, 4, 2),
        SheetArea(SHEET, 1, 2, 1, 2),
        SheetArea(SHEET, 4, 2, 6, 2),
        SheetArea(SHEET, 4, 4, 4, 4),
        SheetArea(SHEET, 4, 4, 6, 4),
    }
    assert Precedents(NAMES, {}).of(SHEET, follower) == OPEN


def test_a_follower_that_would_read_beyond_the_sheet_may_read_anything() -> None:
    first = formula("A1", (5, 5))._replace(kind="shared", group="0")
    follower = FormulaCell((4, 5), "", "shared", "0", None, "n", "1", 0)
    assert Precedents(NAMES, {(SHEET, "0"): first}).of(SHEET, follower) == OPEN


def test_data_tables_may_read_anything() -> None:
    cell = FormulaCell((1, 1), "", "dataTable", "", Area(1, 1, 3, 1), "n", "1", 0)
    assert Precedents(NAMES, {}).of(SHEET, cell) == OPEN
