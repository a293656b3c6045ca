"""Formulas as trees: what binds how, and what is refused."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas.syntax import (
    Array,
    Binary,
    Call,
    Constant,
    Named,
    NotUnderstood,
    TableCells,
    Unary,
    Union,
    parsed,
)
from kaohe_xl.books.formulas.vocabulary import function_name

ONE, TWO, THREE = Constant(1), Constant(2), Constant(3)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1+2*3", Binary("+", ONE, Binary("*", TWO, THREE))),
        ("1-2-3", Binary("-", Binary("-", ONE, TWO), THREE)),
        ("-1^2", Binary("^", Unary("-", ONE), TWO)),
        ("1^-2", Binary("^", ONE, Unary("-", TWO))),
        ("1&2=3", Binary("=", Binary("&", ONE, TWO), THREE)),
        ("1%%", Unary("%", Unary("%", ONE))),
        ("(1+2)*3", Binary("*", Binary("+", ONE, TWO), THREE)),
        (" 1 + 2 ", Binary("+", ONE, TWO)),
        ("_xlfn.RANK.EQ(1,2)", Call("RANK.EQ", (ONE, TWO))),
        ("IF(1,,2)", Call("IF", (ONE, Constant(None), TWO))),
        ("MATCH(1,2,)", Call("MATCH", (ONE, TWO, Constant(None)))),
        ("NOW()", Call("NOW", ())),
        ('{1,-2;"甲",TRUE}', Array(((1, -2), ("甲", True)))),
        ('"说""好"""', Constant('说"好"')),
        ("Sheet1!单价", Named("Sheet1", "单价")),
        ("表1[[#This Row],[x]]", TableCells("表1", "[[#This Row],[x]]")),
        ("#N/A", Constant("#N/A")),
        ("FALSE", Constant(False)),
        ("1.50", Constant(1.5)),
    ],
)
def test_formulas_are_read_as_excel_reads_them(text: str, tree: object) -> None:
    assert parsed(text) == tree


def test_several_areas_in_brackets_are_one_argument() -> None:
    tree = parsed("SUM((A1,B2:C3),3)")
    assert isinstance(tree, Call)
    assert isinstance(tree.arguments[0], Union)
    assert len(tree.arguments) == 2


@pytest.mark.parametrize(
    "text",
    [
        *("", "1+", "(1", "1)", "SUM(1", "SUM(1,2", "{1;2,3}", "{1,2", "{A1}", "1,2", "A1 B2", "A1:INDEX(B:B,1)"),
        *("INDEX(A:A,1):B2", "SUM(A1)B2", "1e999", "@A1", "A1#", "~", "(A1):B2", '"甲', "ABC1234567", "1 2"),
        *("(" * 200 + "1" + ")" * 200, "-" * 200 + "1", "SUM(" * 200 + "1" + ")" * 200),
    ],
)
def test_what_is_no_formula_or_too_unusual_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parsed(text)


def test_functions_go_by_the_name_that_excel_shows() -> None:
    assert function_name("_xlfn._xlws.sort") == "SORT"
