"""Names as cells write them: numbering, spaces, measures and points around what is meant."""

from __future__ import annotations

import re
from functools import lru_cache

from kaohe_xl.books.words import MEASURE, tidy

_NUMBERING = re.compile(
    r"^(?:[★☆▲△●○◆*#]+|其中[:：、]|(?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})[、.．](?![\d])|"
    r"[(（](?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳])\s*"
)
_BRACKETED = re.compile(r"\(([^()]*)\)$")
_POINTS = re.compile(r"\((?:满分|分值)?:?\d+(?:\.\d+)?分\)$")


@lru_cache(maxsize=16384)
def display(name: str) -> str:
    """A name as it is shown: without numbering, line breaks and spaces inside Chinese words."""
    text = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", name.strip())
    text = re.sub(r"\s+", " ", text)
    return _NUMBERING.sub("", text) or text


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """By what a name is known across tables: tidy, without numbering."""
    text = tidy(name)
    return (_NUMBERING.sub("", text) or text).lower()


@lru_cache(maxsize=16384)
def stripped(name: str) -> tuple[str, str]:
    """A name without the measure (and full points) in its last bracket, and that measure."""
    text = tidy(name)
    measure = ""
    if found := _POINTS.search(text):
        text = text[: found.start()]
    if (found := _BRACKETED.search(text)) and MEASURE.fullmatch(found[1].removeprefix("单位:")):
        measure = found[1].removeprefix("单位:")
        text = text[: found.start()]
    if text == tidy(name) or not text:
        return name, measure
    keep = len(text)
    for position, letter in enumerate(name):
        if letter.isspace():
            continue
        if keep == 0:
            return name[:position].strip(), measure
        keep -= len(tidy(letter)) or 1
    return name, measure
