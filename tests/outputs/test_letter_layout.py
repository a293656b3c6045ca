"""Where pages break, and that rows are tall enough."""

from __future__ import annotations

from decimal import Decimal

import lettering
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.outputs.addressees import addressees
from kaohe_xl.outputs.letter_content import Matter, content, wording_of
from kaohe_xl.outputs.letter_layout import Layout, layout
from kaohe_xl.text_size import height, lines


def plan(count: int) -> Layout:
    """The layout of a letter with `count` indicators."""
    scheme, assessment = lettering.many(count)
    found, _ = addressees(scheme, assessment, "提醒函")
    matter = Matter(scheme.settings, 50, wording_of(scheme.settings, "", "", ""), lettering.ISSUED)
    return layout(content("区发改委", 1, found[0].items, matter))


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 17, 40])
def test_the_signature_is_never_alone_with_a_repeated_header(count: int) -> None:
    drawn = plan(count)
    kinds = [line.kind for line in drawn.lines]
    last_page = kinds[drawn.breaks[-1] :] if drawn.breaks else kinds
    assert "cells" in last_page
    assert {"date", "slip_title"} <= set(last_page)


@pytest.mark.parametrize("count", [2, 9, 40])
def test_an_indicators_two_lines_stay_on_one_page(count: int) -> None:
    drawn = plan(count)
    assert not [place for place in drawn.breaks if drawn.lines[place].kind == "note"]


def test_one_indicator_makes_one_page() -> None:
    assert plan(1).breaks == ()


def test_forty_indicators_make_a_sensible_number_of_pages() -> None:
    assert 5 <= len(plan(40).breaks) + 1 <= 8


def test_a_column_is_as_wide_as_its_widest_figure() -> None:
    big = lettering.entry("投资", "12345678.91", "98765432.10", (3, "1.5", "0"))
    scheme = lettering.scheme([lettering.indicator("投资", "万元")])
    found, _ = addressees(scheme, lettering.assessment([big]), "提醒函")
    matter = Matter(scheme.settings, 50, wording_of(scheme.settings, "", "", ""), lettering.ISSUED)
    widths = layout(content("区发改委", 1, found[0].items, matter)).widths
    assert big.actual == Decimal("12345678.91")
    assert widths[3] > plan(1).widths[3]


@given(st.text(alphabet="区委a1 ，。\n", max_size=80), st.floats(20, 400), st.floats(7, 30))
def test_more_text_never_needs_less_room(text: str, room: float, size: float) -> None:
    assert height(text + "区", size, room) >= height(text, size, room)
    assert lines(text, size, room) >= text.count("\n") + 1


def test_chinese_letters_count_twice_as_wide() -> None:
    assert lines("区" * 20, 10, 120) == 2
    assert lines("1" * 19, 10, 120) == 1
    assert lines("a" * 60, 10, 120) > 1
