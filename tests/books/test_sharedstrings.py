"""Shared strings read the same as they come and as a whole, and nobody fills the memory with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books import package as packages
from kaohe_xl.books import sharedstrings
from kaohe_xl.books.files import open_file
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.sharedstrings import SharedStrings
from kaohe_xl.books.streaming import NotStreamable
from kaohe_xl.errors import BookError
from tests.books import foreign

ITEMS = {
    "<si><t>甲</t></si>": "甲",
    "<si><t xml:space='preserve'> 乙 </t></si>": " 乙 ",
    "<si/>": "",
    "<si></si>": "",
    "<si><t/></si>": "",
    "<si>\n<r><rPr><b/></rPr><t>生产</t></r>\n<r><t>总值</t></r>\n</si>": "生产总值",
    "<si><t>東京</t><rPh sb='0' eb='2'><t>トウ</t></rPh></si>": "東京",
    "<si><t>1 &lt; 2 &#x4E2D;_x000D_</t></si >": "1 < 2 中\r",
}
SOME = st.lists(st.sampled_from(sorted(ITEMS)), max_size=12)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def streamed(data: bytes, size: int = 50) -> list[str]:
    found = SharedStrings.of_chunks(cut(data, size), "x.xlsx", "xl/sharedStrings.xml")
    return [found[index] for index in range(len(found))]


@given(SOME, st.integers(10, 300), st.booleans())
def test_the_roads_agree(items: list[str], size: int, is_prefixed: bool) -> None:
    # One item that ends plainly, as those of all office programs do, ends the last stretch.
    items = [*items, "<si><t>完</t></si>"]
    data = foreign.strings("".join(items)).encode()
    if is_prefixed:
        data = data.replace(b"</", b"<//").replace(b"<", b"<x:").replace(b"<x://", b"</x:").replace(b"<x:?", b"<?")
        data = data.replace(b"xmlns=", b"xmlns:x=")
    wanted = [*(ITEMS[item] for item in items[:-1]), "完"]
    found = SharedStrings(Markup(data, "x.xlsx", "s"))
    assert [found[index] for index in range(len(found))] == wanted
    assert streamed(data, size) == wanted


def test_an_index_outside_is_no_string() -> None:
    found = SharedStrings(Markup(foreign.strings("<si><t>甲</t></si>").encode(), "x.xlsx", "s"))
    for index in (-1, 1, 4_294_967_295):
        with pytest.raises(IndexError):
            found[index]


@pytest.mark.parametrize("inside", ["<si><t><![CDATA[a]]></t></si>", "<!-- c --><si/>", "<si><t>a</t></si><?x ?>"])
def test_what_is_more_than_elements_is_left_to_be_read_whole(inside: str) -> None:
    with pytest.raises(NotStreamable):
        streamed(foreign.strings(inside + "<si><t>a</t></si>").encode())


@pytest.mark.parametrize("wrong", ["<si><t>a</si></t>", "<si><t>&e;</t></si>", "<si><t>\x01</t></si>"])
def test_damaged_strings_are_refused(wrong: str) -> None:
    with pytest.raises(BookError, match="sharedStrings"):
        streamed(foreign.strings(wrong + "<si><t>a</t></si>").encode())


def test_a_part_that_breaks_off_is_refused() -> None:
    with pytest.raises(BookError, match="已损坏"):
        streamed(foreign.strings("<si><t>a</t></si>").removesuffix("</sst>").encode())


def test_strings_beyond_counting_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedstrings, "MOST_STRINGS", 5)
    with pytest.raises(BookError, match="大得不正常"):
        streamed(foreign.strings("<si><t>a</t></si>" * 6).encode())


def test_large_strings_are_read_as_they_come_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cell = foreign.rows('<row r="1"><c r="A1" t="s"><v>1</v></c></row>')
    monkeypatch.setattr(packages, "STREAMED", 0)
    for inside in ("<si><t>甲</t></si><si><t>乙</t></si>", "<!-- c --><si><t>甲</t></si><si><t>乙</t></si>"):
        path = foreign.write(tmp_path / "文.xlsx", cell, {"xl/sharedStrings.xml": foreign.strings(inside)})
        assert open_file(path).block("市考指标").values == (("乙",),)
    monkeypatch.setattr(packages, "LARGEST_STRINGS", 10)
    with pytest.raises(BookError, match="sharedStrings"):
        open_file(path).block("市考指标")


@pytest.mark.parametrize("text", ["", "<sst", foreign.HEAD, "<si><t>a</t></si>"])
def test_a_part_without_a_head_is_left_to_be_read_whole(text: str) -> None:
    with pytest.raises(NotStreamable):
        streamed(text.encode())


def test_an_item_or_a_head_as_long_as_memory_is_left_to_be_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharedstrings, "_LONGEST_ITEM", 500)
    for text in (foreign.strings(f"<si><t>{'x' * 1000}</t></si>"), " " * 1000, foreign.strings("<si><t>a</t></si><si/>")):
        with pytest.raises(NotStreamable):
            streamed(text.encode())
