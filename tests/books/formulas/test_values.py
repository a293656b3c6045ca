"""Values in formulas: what rounding left is told from what was meant, or the doubt is admitted."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.values import BLANK, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue


def test_texts_that_are_plain_numbers_count_as_such() -> None:
    assert values.number("12") == 12
    assert values.number("-1.5") == -1.5
    assert values.number("未报") == ErrorValue("#VALUE!")
    assert values.number(None) == 0
    assert values.number(True) == 1


@pytest.mark.parametrize("text", ["", " 3", "5%", "1,234", "2011-10", "３", "1e3", "￥5", "十"])
def test_texts_that_programs_read_differently_are_unsure(text: str) -> None:
    with pytest.raises(Unsure):
        values.number(text)


def test_what_rounding_left_is_nothing_at_the_end_and_unsure_before() -> None:
    assert values.added(0.1 + 0.2, -0.3, is_last=True) == 0
    with pytest.raises(Unsure):
        values.added(0.1 + 0.2, -0.3, is_last=False)
    assert values.added(100000.01, -100000, is_last=False) == pytest.approx(0.01)
    with pytest.raises(Unsure):
        values.added(1.0, -1.00000000000005, is_last=True)


def test_sums_of_which_only_rounding_is_left_are_unsure() -> None:
    assert values.total([92.44, 80.5]) == 172.94
    assert values.total([1, -1]) == 0
    with pytest.raises(Unsure):
        values.total([0.1, 0.2, -0.3])


@pytest.mark.parametrize("huge", [1e308, float("inf"), float("nan"), 1e-305, complex(1, 1)])
def test_what_no_cell_can_hold_is_unsure(huge: float) -> None:
    with pytest.raises(Unsure):
        values.finite(huge)


def test_zero_has_no_sign_and_large_whole_numbers_are_rounded_as_excel_does() -> None:
    assert str(values.finite(-0.0)) == "0.0"
    assert values.finite(10**20 + 1) == 1e20


def test_equal_at_fifteen_digits_or_not_at_all() -> None:
    assert values.compared(0.1 + 0.2, 0.3, "=")
    assert values.compared(92.44, 92.43999999999996, "=")
    assert not values.compared(92.44, 92.43, "=")
    with pytest.raises(Unsure):
        values.compared(92.44, 92.4400000000005, "<")


@pytest.mark.parametrize(
    ("a", "b", "sign", "wanted"),
    [
        ("ABC", "abc", "=", True),
        ("甲", "乙", "<>", True),
        (5, "5", "<", True),
        (None, 0, "=", True),
        (None, "", "=", True),
        ("", 0, "=", False),
        (True, True, "=", True),
        (2, 1, ">=", True),
        (BLANK, 0, "=", True),
    ],
)
def test_values_are_compared_as_excel_does(a: Scalar, b: Scalar, sign: str, wanted: bool) -> None:
    assert values.compared(a, b, sign) is wanted


@pytest.mark.parametrize(("a", "b", "sign"), [("甲", "乙", "<"), (True, 1, "="), (True, "x", ">"), (BLANK, "", "=")])
def test_the_order_of_texts_and_of_truth_is_unsure(a: Scalar, b: Scalar, sign: str) -> None:
    with pytest.raises(Unsure):
        values.compared(a, b, sign)


def test_numbers_join_texts_with_fifteen_digits() -> None:
    assert values.text(1 / 3) == "0.333333333333333"
    assert values.text(100000000000) == "100000000000"
    assert values.text(None) == ""


@pytest.mark.parametrize("value", [1e15, 1e-5, True, BLANK])
def test_numbers_that_programs_write_differently_are_unsure(value: Scalar) -> None:
    with pytest.raises(Unsure):
        values.text(value)


def test_rounding_down_just_below_a_whole_number_is_unsure() -> None:
    assert values.whole(-7.5) == -8
    with pytest.raises(Unsure):
        values.whole(2.9999999999999996)


def test_a_text_as_a_condition_is_unsure() -> None:
    assert values.truth(0) is False
    assert values.truth(ErrorValue("#N/A")) == "#N/A"
    with pytest.raises(Unsure):
        values.truth("是")


def test_values_below_the_rows_that_are_there_count_where_they_are_something() -> None:
    assert list(Matrix(((1,), (2,)), 9, 1).flat()) == [1, 2]
    with pytest.raises(Unsure):
        Matrix(((1,),), 9, 1, tail=0).flat()
    assert Matrix(((1,),), 9, 1, tail=7).at(5, 0) == 7


def test_texts_too_long_or_beyond_the_first_plane_are_unsure() -> None:
    assert values.limited("甲") == "甲"
    with pytest.raises(Unsure):
        values.limited("x" * 40_000)
    with pytest.raises(Unsure):
        values.limited("𠮷")
