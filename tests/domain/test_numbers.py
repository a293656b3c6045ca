"""Numbers look and round as they do for a person at Excel."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.numbers import decimal, half_up, percent, same, shown, significant
from kaohe_xl.errors import InputError

D = Decimal
cells = st.decimals(min_value=-(10**11), max_value=10**11, allow_nan=False, places=4)


def test_float_dust_is_not_part_of_a_number() -> None:
    """Published: domain.md, section 7: 5.1 and 5.1000000000000005 are one number in Excel's eyes."""
    assert decimal(5.1000000000000005) == D("5.1")
    assert same(D("5.1"), D("5.1000000000000005"))
    assert decimal(0.1 + 0.2) == D("0.3")
    assert not same(D("5.1"), D("5.10000000000001"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (225.1, "225.1"),
        (310, "310"),
        (1e22, "10000000000000000000000"),
        (2**60, "1152921504606850000"),
        ("１２", "12"),
        (D("8.00"), "8"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (0, "0"),
    ],
)
def test_a_number_comes_out_as_excel_would_show_it(value: float | str | Decimal, text: str) -> None:
    assert f"{decimal(value):f}" == text


@pytest.mark.parametrize("value", ["", "八", "1/3", float("nan"), float("inf"), D("sNaN")])
def test_what_is_no_number_is_refused(value: float | str | Decimal) -> None:
    with pytest.raises(InputError):
        decimal(value)


def test_money_keeps_its_round_thousands() -> None:
    assert str(decimal(170024000)) == "170024000"
    assert str(decimal(1e14)) == "100000000000000"


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.675", 2, "2.68"),  # domain.md, section 7: Excel gives 2.68 where Python's round gives 2.67
        ("2.67499999999999999", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.001", 2, "0.00"),
        ("1250", -2, "1300"),
        ("92.43999999999996", 2, "92.44"),
        ("12345678901234567890", 2, "12345678901234600000.00"),
    ],
)
def test_half_is_rounded_up(value: str, places: int, rounded: str) -> None:
    assert f"{half_up(D(value), places):f}" == rounded


def test_excels_own_float_of_2_675_rounds_up() -> None:
    """Published: domain.md, section 7."""
    assert round(2.675, 2) == 2.67
    assert half_up(decimal(2.675), 2) == D("2.68")


@pytest.mark.parametrize(
    ("part", "whole", "places", "shown_percent"),
    [
        ("99552", "109466", 1, "90.9"),
        ("863.48", "863.48", 2, "100"),
        ("14", "23", 1, "60.9"),  # printed 60.8 by hand: truncated
        ("7", "9", 0, "78"),  # printed 77: truncated
    ],
)
def test_published_shares_of_a_target(part: str, whole: str, places: int, shown_percent: str) -> None:
    """Published: domain.md, section 7."""
    assert shown(D(part) / D(whole) * 100, places) == shown_percent


def test_sectors_add_up_to_the_whole_without_dust() -> None:
    """Published: domain.md, section 7: 珠海 2011, 亿元; and 150 projects by state."""
    assert decimal(863.48) + decimal(351.27) + decimal(188.49) == decimal(1403.24)
    assert sum(map(decimal, (33, 51, 35, 31))) == 150


def test_sentences_show_no_needless_zeros() -> None:
    assert shown(D("90.00"), 1) == "90"
    assert shown(D("100")) == "100"
    assert shown(D("1E+3")) == "1000"
    assert shown(D("72.612903")) == "72.612903"
    assert percent(D("0.726129")) == "72.61"


@given(cells, st.integers(0, 4))
def test_rounding_is_half_up_on_the_digits_shown(value: Decimal, places: int) -> None:
    assert half_up(value, places) == value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_read_again_is_the_same(value: float) -> None:
    seen = decimal(value)
    assert significant(seen) == seen
    assert same(seen, decimal(str(seen)))
    assert len(seen.as_tuple().digits) <= 15 or seen == seen.to_integral_value()


@given(cells, cells)
def test_the_greater_number_never_rounds_lower(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    assert half_up(low, 2) <= half_up(high, 2)
