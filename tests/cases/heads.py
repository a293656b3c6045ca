"""Headers of one to four rows, merged across and down as people do it, or not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.cases.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Head:
    """A column to be drawn: its words from the top down, what it holds, and whose it is."""

    path: tuple[str, ...]
    role: str
    name: str = ""
    month: int = 0

    def under(self, *groups: str) -> Head:
        """The same column under group words."""
        return replace(self, path=(*groups, *self.path))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a header is drawn. `across`: groups are merged; `down`: words without words below are merged down."""

    across: bool = True
    down: bool = True
    low: bool = False


def manner(pick: random.Random) -> Manner:
    """Mostly merged; words may stand in the last row where nothing is merged down."""
    across = pick.random() < 0.85
    down = pick.random() < 0.75
    return Manner(across, down, across and not down and pick.random() < 0.3)


def draw(canvas: Canvas, top: int, left: int, heads: Sequence[Head], how: Manner) -> int:
    """Write the header with its first cell at (top, left); the last header row."""
    depth = max(len(head.path) for head in heads)
    for level in range(depth):
        start = 0
        while start < len(heads):
            end = start + 1
            while end < len(heads) and _same(heads[start], heads[end], level):
                end += 1
            if len(heads[start].path) > level:
                _word(canvas, top, left, heads[start:end], (level, start, depth), how)
            start = end
    return top + depth - 1


def _same(one: Head, other: Head, level: int) -> bool:
    """Whether the two stand under the same group word."""
    both = min(len(one.path), len(other.path)) > level + 1
    return both and one.path[: level + 1] == other.path[: level + 1]


def _word(
    canvas: Canvas, top: int, left: int, heads: Sequence[Head], place: tuple[int, int, int], how: Manner
) -> None:
    level, start, depth = place
    row, column = top + level, left + start
    path = heads[0].path
    is_last = len(path) == level + 1
    if is_last and level + 1 < depth:
        if how.down:
            canvas.merge(row, column, top + depth - 1, column)
        elif how.low:
            row = top + depth - 1
    elif len(heads) > 1 and how.across:
        canvas.merge(row, column, row, column + len(heads) - 1)
    canvas.put(row, column, path[level])
