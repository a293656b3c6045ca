"""Formats by the ten thousand are read, and found again, without looking at each of them each time."""

from __future__ import annotations

import pytest

from kaohe_xl.books import styles as module
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.serials import Shown
from kaohe_xl.books.styles import Styles
from kaohe_xl.errors import BookError
from tests.books import foreign


def styles(text: str = foreign.STYLES) -> Styles:
    return Styles(Markup(text.encode(), "市考指标.xlsx", "xl/styles.xml"))


def test_what_formats_show() -> None:
    wanted = (Shown.NUMBER, Shown.DATE, Shown.PERCENT, Shown.PERCENT, Shown.DATE, Shown.NUMBER)
    assert styles().shown == wanted
    assert styles(foreign.STYLES.replace('<xf numFmtId="164" fontId="0"', '<xf fontId="0" numFmtId = "164"')).shown == wanted


def test_an_equal_format_is_used_again_and_a_new_one_shows_what_it_says() -> None:
    found = styles()
    assert found.with_number_format(0, "0%") == foreign.PERCENT
    assert found.with_number_format(foreign.PERCENT, "0%") == foreign.PERCENT
    new = found.with_number_format(0, "yyyy-mm-dd")
    assert (new, found.is_date(new), len(found.shown)) == (6, True, 7)
    assert found.with_number_format(0, "yyyy-mm-dd") == new
    assert found.with_number_format(foreign.MONTH, "yyyy-mm-dd") == new
    assert found.render().count(b"<numFmt ") == 3


def test_equal_colours_are_one_differential_format() -> None:
    found = styles()
    assert [found.text_colour("FFC7CE", "9C0006"), found.text_colour("ffffff", "000000"), found.text_colour("ffc7ce", "9c0006")] == [0, 1, 0]
    assert found.colours_of(1) == ("FFFFFF", "000000")
    assert found.colours_of(2) == ("", "")


@pytest.mark.parametrize("wrong", ['numFmtId="x"', f'numFmtId="{"9" * 5000}"'])
def test_numbers_that_are_none_are_a_damaged_part(wrong: str) -> None:
    for right in ('<numFmt numFmtId="164"', '<xf numFmtId="164"'):
        with pytest.raises(BookError, match=r"xl/styles\.xml"):
            styles(foreign.STYLES.replace(right, right.split()[0] + " " + wrong, 1))


def test_more_formats_than_excel_could_write_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ELEMENTS", 5)
    with pytest.raises(BookError, match="格式多得不正常"):
        styles()


def test_a_tag_full_of_brackets_is_taken_apart_at_once() -> None:
    long = foreign.STYLES.replace('<xf numFmtId="164"', f'<xf a="{">" * 1_000_000}" numFmtId="164"', 1)
    assert styles(long).shown[foreign.MONTH] is Shown.DATE


def test_a_number_format_without_end_is_looked_at_as_far_as_excel_would() -> None:
    long = foreign.STYLES.replace('formatCode="yyyy', f'formatCode="{"[" * 1_000_000}yyyy', 1)
    assert styles(long).shown[foreign.MONTH] is Shown.NUMBER
