"""How much room text takes when printed: Excel doesn't fit the rows of merged cells, so we must."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LATIN = 0.56  # of the font size: the widest of the usual fonts' digits and letters, on average
PADDING = 4.0  # points, both sides of a cell together
LINE = 1.34  # of the font size: Song and Fang Song need 1.2, fonts that stand in for them more
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)


def width(text: str, size: float) -> float:
    """The width in points of one line at a font of `size` points."""
    return sum(size if unicodedata.east_asian_width(sign) in "WFA" else LATIN * size for sign in text)


def lines(text: str, size: float, room: float) -> int:
    """How many lines the text takes, wrapped in a cell `room` points wide."""
    # A sign that may not begin a line takes its neighbour along, so a line may stay one sign short.
    room = max(room - PADDING - size / 2, size)
    return sum(_wrapped(paragraph, size, room) for paragraph in text.split("\n"))


def height(text: str, size: float, room: float) -> float:
    """The height in points of the text, wrapped in a cell `room` points wide."""
    return lines(text, size, room) * LINE * size + 3


def _wrapped(paragraph: str, size: float, room: float) -> int:
    count, used = 1, 0.0
    for word in _pieces(paragraph, size, room):
        wide = width(word, size)
        if used and used + wide > room:
            count, used = count + 1, 0.0
        used += wide
    return count


def _pieces(paragraph: str, size: float, room: float) -> Iterator[str]:
    """Latin words whole, everything else sign by sign; a word wider than the room sign by sign too."""
    for word in _WORD.findall(paragraph):
        if width(word, size) > room:
            yield from word
        else:
            yield word
