"""Cells as compact collections read like a set and like a dict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books.places import Formulas, Places

PLACES = st.sets(st.tuples(st.integers(1, 50), st.integers(1, 300)))


@given(PLACES, st.tuples(st.integers(1, 50), st.integers(1, 300)))
def test_places_are_a_set(wanted: set[tuple[int, int]], other: tuple[int, int]) -> None:
    rows: dict[int, int] = {}
    for row, column in wanted:
        rows[row] = rows.get(row, 0) | 1 << column
    places = Places(rows)
    assert places == wanted
    assert wanted == places
    assert len(places) == len(wanted)
    assert list(places) == sorted(wanted)
    assert (other in places) == (other in wanted)
    assert places | {other} == wanted | {other}
    assert repr(places) == f"Places({wanted})" or wanted


def test_what_is_no_place_is_not_there() -> None:
    places = Places({1: 0b10, 2: 0})
    assert (1, 1) in places
    assert not {"A1", (1,), (1, -1), (2, 1), (3, 1), None} & set(places)
    assert "A1" not in places and (1, -1) not in places


def test_formulas_are_a_dict_of_texts_and_elements() -> None:
    formulas = Formulas({
        5: ((2, 4), b'A1&amp;"x"\0'),
        3: ((1, 2, 3), b'<f>B2*2</f>\0<f t="shared" si="0"/>\0<f t="array" ref="A1:A9">SUM(A1)&lt;1</f>'),
    })  # fmt: skip
    wanted = {(3, 1): "=B2*2", (3, 2): "=", (3, 3): "=SUM(A1)<1", (5, 2): '=A1&"x"', (5, 4): "="}
    assert formulas == wanted
    assert dict(formulas) == wanted
    assert list(formulas) == sorted(wanted)
    assert len(formulas) == 5
    assert (3, 2) in formulas and (3, 9) not in formulas and (4, 1) not in formulas and "A3" not in formulas
    assert formulas.get((9, 9)) is None and formulas.get((5, 2)) == '=A1&"x"'
    assert repr(formulas).startswith("Formulas({(3, 1)")
