"""Which text colours a sheet still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaohe_xl.books.grid import Area, TextColour


def lacking(wanted: Iterable[TextColour], present: Sequence[TextColour]) -> list[TextColour]:
    """Those of `wanted` that no rule of the same text covers: the office may have its own colours.

    Excel splits a rule's area when rows are sorted, so several areas together may cover one.
    """
    new: list[TextColour] = []
    for colour in wanted:
        areas = [p.area for p in (*present, *new) if p.text == colour.text]
        if not _covers(areas, colour.area):
            new.append(colour)
    return new


def _covers(areas: Sequence[Area], wanted: Area) -> bool:
    """Whether areas together cover `wanted`; looked at strip by strip between their edges."""
    areas = [a for a in areas if a.left <= wanted.right and a.right >= wanted.left]
    edges = {wanted.top, *(a.top for a in areas), *(a.bottom + 1 for a in areas)}
    for row in sorted(e for e in edges if wanted.top <= e <= wanted.bottom):
        column = wanted.left
        for area in sorted((a for a in areas if a.top <= row <= a.bottom), key=lambda a: a.left):
            if area.left <= column <= area.right:
                column = area.right + 1
        if column <= wanted.right:
            return False
    return True
