"""Text files with separators: rows as they stand, whatever separates them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.delimited import delimited_blocks, separator
from kaohe_xl.books.grid import Block
from kaohe_xl.errors import BookError


def block(text: str) -> Block:
    (found,) = delimited_blocks(text.encode(), "市考指标.csv").items()
    assert found[0] == "市考指标"
    return found[1]


def test_a_title_blank_rows_and_quoted_fields_stay_where_they_are() -> None:
    read = block(
        '2011年完成情况,,\r\n指标,目标,完成率\r\n\r\n"甲,乙\n丙","1,000",72.6%\r\n"他说""好""",—,\r\n'
    )
    assert read.values == (
        ("2011年完成情况", None, None),
        ("指标", "目标", "完成率"),
        (None, None, None),
        ("甲,乙\n丙", 1000, 0.726),
        ('他说"好"', "—", None),
    )
    assert read.percents == {(4, 3)}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("指标,目标\n生产总值,310\n", ","),
        ("指标\t备注\n生产总值\t甲,乙,丙\n固投\t丁,戊\n", "\t"),
        ("指标;目标;完成\n生产总值;310,5;225,1\n固投;100,0;85,2\n", ";"),
        ("单位,参数\n长安区,满意值=12;不允许值=6;基础分=60\n雁塔区,每=0.01;加=0.1;最多=1\n", ","),
        ("标题\n\n指标|目标|完成\n生产总值|310|225\n固投|100|85\n", "|"),
        ("指标\n生产总值\n", ","),
        ("", ","),
    ],
)
def test_the_separator_is_what_cuts_most_rows_alike(text: str, sign: str) -> None:
    assert separator(text) == sign


WORDS = [
    "生产总值",
    "甲,乙、丙",
    "区发改委;区统计局",
    "说明：a|b",
    "第一行\n第二行",
    "85%",
    "1,234.5",
    "310",
    "",
    "—",
    '说"好"',
]


@given(
    st.integers(2, 8).flatmap(
        lambda width: st.lists(
            st.lists(st.sampled_from(WORDS), min_size=width, max_size=width), min_size=4, max_size=20
        )
    ),
    st.sampled_from(",\t;|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_table_that_was_written_rightly_is_cut_rightly(
    rows: list[list[str]], sign: str, quoting: int
) -> None:
    head = [f"列{number}" for number in range(len(rows[0]))]
    text = StringIO()
    csv.writer(text, delimiter=sign, quoting=quoting).writerows([head, *rows])  # type: ignore[arg-type]
    assert separator(text.getvalue()) == sign


def test_a_quote_in_the_middle_of_a_field_is_a_letter() -> None:
    assert block('指标,目标\n5" 管道,310\n').values[1] == ('5" 管道', 310)


@pytest.mark.parametrize(
    "text", ['指标,目标\n"生产总值,310\n固投,5\n', "a,b\n" + '"' + "长" * 200_000 + "\n"]
)
def test_an_open_quote_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(BookError, match="第 2 行"):
        block(text)


def test_text_that_reaches_too_far_is_refused_by_name() -> None:
    with pytest.raises(BookError, match=r"市考指标.*XFE1"):
        block("1" + ",1" * 16_384)


def test_an_empty_text_is_an_empty_sheet() -> None:
    assert block("\n\n").values == ()
