"""The compression of VBA source: what oletools unpacks is what went in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.addin.compression import compressed
from tests.addin.extraction import unpacked

LINES = st.lists(st.sampled_from(["Sub A()", "    x = x + 1", "End Sub", "' note", ""]), max_size=600)


@given(LINES, st.text("abc \r\n", max_size=300))
def test_source_text_comes_back(lines: list[str], rest: str) -> None:
    text = ("\r\n".join(lines) + rest).encode("ascii")
    packed = compressed(text)
    assert unpacked(packed) == text
    assert len(packed) <= len(text) * 9 // 8 + 4


@pytest.mark.parametrize("letter", [b"a", b"ab", b"abc"])
@pytest.mark.parametrize("size", [1, 16, 17, 4095, 4096, 4097, 8192, 20_000])
def test_what_repeats_becomes_small(letter: bytes, size: int) -> None:
    text = (letter * size)[:size]
    packed = compressed(text)
    assert unpacked(packed) == text
    assert size < 100 or len(packed) < size // 20 + 40


def test_a_chunk_that_cant_be_made_smaller_is_kept_as_it_is() -> None:
    noise = random.Random(5).randbytes(4096)
    text = noise + b"Sub A()\r\nEnd Sub\r\n"
    assert unpacked(compressed(text)) == text


def test_a_last_chunk_without_any_order_is_refused() -> None:
    with pytest.raises(ValueError, match="smaller"):
        compressed(random.Random(5).randbytes(4090))
