"""Which text colours a sheet still lacks, and areas that grow together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

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


def joined(areas: Sequence[Area], more: Area) -> list[Area]:
    """Areas without common cells that together are `areas` and `more`; columns that meet become one."""
    out = list(areas)
    pieces = [more]
    for area in areas:
        pieces = [rest for piece in pieces for rest in _without(piece, area)]
    for piece in pieces:
        for known in list(out):
            if (known.left, known.right) == (piece.left, piece.right) and (
                known.bottom + 1 == piece.top or piece.bottom + 1 == known.top
            ):
                out.remove(known)
                piece = Area(
                    min(known.top, piece.top), piece.left, max(known.bottom, piece.bottom), piece.right
                )
        out.append(piece)
    return out


def remaining(areas: Sequence[Area], gone: Area) -> list[Area]:
    """What is left of areas without the cells of another one."""
    return [rest for area in areas for rest in _without(area, gone)]


def without(present: Sequence[TextColour], gone: Iterable[TextColour]) -> list[TextColour]:
    """Rules that end on the areas of others alike."""
    left = list(present)
    for one in gone:
        left = [
            replace(rule, area=area)
            for rule in left
            for area in (remaining([rule.area], one.area) if _alike(rule, one) else [rule.area])
        ]
    return left


def _alike(one: TextColour, other: TextColour) -> bool:
    return (one.text, one.fill, one.font) == (other.text, other.fill, other.font)


def touch(one: Area, other: Area) -> bool:
    """Whether areas have common cells, or columns in common and rows that follow each other."""
    across = one.left <= other.right and one.right >= other.left
    return across and one.top <= other.bottom + 1 and one.bottom + 1 >= other.top


def _without(area: Area, other: Area) -> list[Area]:
    """What is left of an area without the cells of another: up to four areas."""
    top, bottom = max(area.top, other.top), min(area.bottom, other.bottom)
    left, right = max(area.left, other.left), min(area.right, other.right)
    if top > bottom or left > right:
        return [area]
    rest = [
        Area(area.top, area.left, top - 1, area.right),
        Area(bottom + 1, area.left, area.bottom, area.right),
        Area(top, area.left, bottom, left - 1),
        Area(top, right + 1, bottom, area.right),
    ]
    return [a for a in rest if a.top <= a.bottom and a.left <= a.right]


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
