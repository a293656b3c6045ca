"""Fields of text as a person sees them: numbers, percentages, dates, words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.books.text_values import decoded, sheet_name, typed
from kaohe_xl.errors import BookError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("310", 310),
        (" 225.1 ", 225.1),
        ("-3", -3),
        ("+4.5", 4.5),
        (".5", 0.5),
        ("0", 0),
        ("1,234.5", 1234.5),
        ("2.5E+08", 250000000.0),
        ("123456789012345", 123456789012345),
        ("0.7261290322580645", 0.7261290322580645),
        ("TRUE", True),
        ("FALSE", False),
        ("2011-10-31", dt.datetime(2011, 10, 31)),
        ("2011/1/5 8:30", dt.datetime(2011, 1, 5, 8, 30)),
        ("2011年10月31日", dt.datetime(2011, 10, 31)),
        ("", None),
        ("  ", None),
        ('="00123"', "00123"),
        ("\t00123", "00123"),
        ("甲\r\n乙", "甲\n乙"),
    ],
)
def test_a_field_is_what_a_person_sees(text: str, value: Value) -> None:
    assert typed(text) == (value, False)
    assert type(typed(text)[0]) is type(value)


@pytest.mark.parametrize(
    ("text", "value"), [("85%", 0.85), ("-0.5％", -0.005), ("12.3﹪", 0.123), ("100%", 1.0)]
)
def test_a_percentage_is_a_ratio_shown_as_one(text: str, value: float) -> None:
    assert typed(text) == (value, True)


@pytest.mark.parametrize(
    "text",
    [
        "007",
        "610103199001011234",
        "1234567890123456",
        "1,23",
        "1E5",
        "1-10",
        "2011-10",
        "2011-13-01",
        "2011-02-30",
        "5.",
        "%",
        "-",
        "—",
        "=A1+1",
        "true",
        "13、3%",
        "≥2",
    ],
)
def test_what_could_mean_something_else_stays_text(text: str) -> None:
    assert typed(text) == (text, False)


def test_an_error_is_no_text() -> None:
    assert isinstance(typed("#DIV/0!")[0], ErrorValue)
    assert not isinstance(typed("#号")[0], ErrorValue)


@given(st.floats(-1e15, 1e15, allow_subnormal=False))
def test_any_number_that_a_program_writes_is_read_exactly(number: float) -> None:
    text = repr(number)
    value, _ = typed(text)
    assert value == number or ("e" in text and value == text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encodings_of_office_computers_are_told_apart(encoding: str) -> None:
    text = "指标,目标\r\n生产总值,310\r\n固定资产投资,100\r\n"
    assert decoded(text.encode(encoding), "表.csv") == text


def test_another_encoding_is_refused_by_name() -> None:
    for data in (b"a,\xff\xff\n\x00\x01", b"\xfe\xff\xd8", "甲,乙\0\n".encode()):
        with pytest.raises(BookError, match=r"表\.csv.*编码"):
            decoded(data, "表.csv")


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("市考指标", "市考指标"),
        ("市考[1]:2", "市考_1__2"),
        ("'甲'", "甲"),
        ("", "Sheet1"),
        ("长" * 40, "长" * 31),
    ],
)
def test_a_sheet_is_named_as_the_file_and_as_excel_allows(stem: str, name: str) -> None:
    assert sheet_name(stem) == name
