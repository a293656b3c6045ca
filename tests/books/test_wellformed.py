"""XML is told from what is none, and from what was made to fill the memory."""

from __future__ import annotations

import pytest

from kaohe_xl.books import wellformed
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.wellformed import (
    DEEPEST,
    LONGEST_TOKEN,
    MOST_NAMES,
    UNWATCHED,
    Malformed,
    check,
    check_piece,
)
from kaohe_xl.errors import BookError

DECLARED = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    "data",
    [
        b"<r/>",
        DECLARED + b"<r>1 &gt; 0</r>",
        b"\xef\xbb\xbf" + DECLARED + b"<r/>",
        b"<r>a > b</r>",
        b"<r a='>'><b c=\"/>\"/></r>",
        b"<r><!-- </r> --><![CDATA[</r>]]><?x </r> ?></r>",
        b"<r>" + b"x" * (LONGEST_TOKEN + 1) + b"</r>",
        b"<a>" * DEEPEST + b"</a>" * DEEPEST,
        b"<r>" + b"<b/>" * 50_000 + b"</r>",
    ],
)
def test_well_formed_xml_passes(data: bytes) -> None:
    check(data)
    check_piece(data)


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"<r>", b"<r></s>", b"<r/><r/>", b"<r a='1' a='2'/>", b"<r>\0</r>", b"<r>\xff</r>", b"<!DOCTYPE r><r/>", b"<r>&e;</r>"],
)
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    for judge in (check, check_piece):
        with pytest.raises(Malformed):
            judge(data)


@pytest.mark.parametrize("open_tag", [b"<a>", b"<a>/>", b"<a><!--</-->", b"<a b='/>'>", b"<a><![CDATA[</a>]]>", b"<a><?x </a>?>"])
def test_no_trick_hides_how_deep_elements_are_nested(open_tag: bytes) -> None:
    with pytest.raises(Malformed, match="deep"):
        check(open_tag * 10_000 + b"</a>" * 10_000)


def test_a_tag_may_not_be_as_long_as_memory() -> None:
    with pytest.raises(Malformed, match="tag"):
        check(b'<r a="' + b"x" * (LONGEST_TOKEN + 100_000) + b'"/>')


def test_a_large_part_may_not_be_full_of_names() -> None:
    names = b"".join(b"<n%d/>" % n for n in range(MOST_NAMES + 1000))
    check(b"<r>" + names + b"</r>")
    with pytest.raises(Malformed, match="names"):
        check(b"<r>" + names + b" " * UNWATCHED + b"</r>")


def test_a_large_part_may_not_be_all_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellformed, "MOST_TAGS", 1000)
    with pytest.raises(Malformed, match="elements"):
        check(b"<r>" + b"<n/>" * 1000 + b" " * UNWATCHED + b"</r>")


def test_a_piece_that_is_no_small_one_is_watched_like_a_part() -> None:
    deep = b"<rows>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"%b</rows>"
    check_piece(deep % b"")
    with pytest.raises(Malformed):
        check_piece(deep % (b" " * wellformed.UNLOOKED_AT))


def test_a_part_of_too_many_elements_is_called_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellformed, "MOST_TAGS", 1000)
    with pytest.raises(BookError, match="展开后有 16 MB"):
        Markup(b"<r>" + b"<n/>" * 1000 + b" " * UNWATCHED + b"</r>", "考核.xlsx", "xl/workbook.xml")
