"""References, functions, names and texts in formulas are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.formulas.tokens import Reference, prefixed_name, reference, scanned, shape, words

FREE = (False, False, False, False)


def areas(text: str) -> list[tuple[str, int, int, int, int]]:
    return [tuple(one)[:5] for one in scanned(text).references]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A1", [("", 1, 1, 1, 1)]),
        ("$B$2:D7", [("", 2, 2, 7, 4)]),
        ("B5:A3", [("", 3, 1, 5, 2)]),
        ("SUM(C:C)", [("", 1, 3, 1_048_576, 3)]),
        ("SUM($2:3)", [("", 2, 1, 3, 16_384)]),
        ("'汇 总'!A1+Sheet1!$B2", [("'汇 总'", 1, 1, 1, 1), ("Sheet1", 2, 2, 2, 2)]),
        ("'it''s'!A1", [("'it''s'", 1, 1, 1, 1)]),
        ("SUM(一月:十二月!B2)", [("一月:十二月", 2, 2, 2, 2)]),
        ("[1]Sheet1!A1", [("[1]Sheet1", 1, 1, 1, 1)]),
        ("a1*2", [("", 1, 1, 1, 1)]),
    ],
)
def test_references_are_found_with_their_sheets(text: str, found: object) -> None:
    assert areas(text) == found


@pytest.mark.parametrize(
    "text",
    ['"A1"', '"说""A1"""', "LOG10(3)", "1E5", "#REF!", "ABC1234567", "XFE1", "A0", "A1_b", "x.A1", "表1[A1]", "A1!", "TRUE"],
)
def test_what_looks_like_a_reference_is_none(text: str) -> None:
    assert scanned(text).references == ()


def test_functions_names_and_columns_are_told_apart() -> None:
    found = scanned('_xlfn.RANK.EQ(A1,目标值,0)+表1[[#This Row],[a\'[b\']]]&Sheet1!单价&"SUM(x)"&[0]!本名')
    assert found.functions == {"_XLFN.RANK.EQ"}
    assert found.names == {"目标值", "Sheet1!单价", "[0]!本名"}
    assert found.columns == {("表1", "[[#This Row],[a'[b']]]")}
    assert not found.is_spanned


@pytest.mark.parametrize("text", ["A1:INDEX(B:B,3)", "Sheet1!A1:Sheet1!B2", "INDEX(A:A,1):B2", "首:尾"])
def test_a_colon_between_anything_but_two_cells_is_told(text: str) -> None:
    assert scanned(text).is_spanned


def test_a_reference_moves_but_for_what_is_fixed() -> None:
    assert reference("A$1:$B2") == Reference("", 1, 1, 2, 2, (True, False, False, True))
    moved = Reference("", 1, 1, 2, 2, (True, False, False, True)).shifted(3, 4)
    assert moved is not None
    assert moved[:5] == ("", 1, 2, 5, 5)
    assert Reference("", 1, 1, 1, 1, FREE).shifted(-1, 0) is None
    assert Reference("", 1, 1, 1, 1, FREE).shifted(0, 16_384) is None


def test_words_leave_nothing_out() -> None:
    text = "IF('汇 总'!A1 >= 1E-3, \"甲,乙\" & 表1[x], -目标值%)"
    assert [kind for kind, _ in words(text)] == [
        *("function", "area", "space", "sign", "space", "number", "sign", "space"),
        *("text", "space", "sign", "space", "column", "sign", "space", "sign", "name", "sign", "sign"),
    ]
    assert "".join(word for _, word in words(text)) == text.replace("IF(", "IF")


def test_the_prefix_of_a_name() -> None:
    assert prefixed_name("Sheet1!单价") == ("Sheet1", "单价")
    assert prefixed_name("单价") == ("", "单价")


def test_formulas_filled_down_have_one_shape() -> None:
    assert shape("ROUND(B2/$C$1,2)", 2, 4) == shape("ROUND(B9/$C$1,2)", 9, 4)
    assert shape("B2", 2, 4) != shape("B2", 3, 4)
    assert shape("$B$2", 2, 4) == shape("$B$2", 3, 9)


def test_whole_columns_are_part_of_the_shape_where_they_move() -> None:
    assert shape("SUM(A:A)", 1, 2) != shape("SUM(A:A)", 1, 3)
    assert shape("SUM(A:A)", 1, 2) == shape("SUM(B:B)", 5, 3)
    assert shape('"B2"&B2', 2, 4) == shape('"B2"&B3', 3, 4)


CELLS = st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.booleans())


@given(st.lists(CELLS, min_size=1, max_size=4), st.integers(0, 20), st.integers(0, 20))
def test_a_shape_is_shared_exactly_where_filling_would_make_the_formula(
    cells: list[tuple[int, int, bool, bool]], down: int, right: int
) -> None:
    def written(down: int, right: int) -> str:
        """The formula after it was filled down and right."""
        return "+".join(
            f"{'$' * across}{chr(64 + c + (0 if across else right))}{'$' * along}{r + (0 if along else down)}"
            for r, c, along, across in cells
        )

    assert shape(written(0, 0), 5, 5) == shape(written(down, right % 16), 5 + down, 5 + right % 16)
