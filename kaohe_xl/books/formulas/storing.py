"""Results of formulas on their way into the file: edits of cells, or all of a sheet dropped as it passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from kaohe_xl.books.cellxml import Cached, Kept
from kaohe_xl.books.formulas.outcome import Recalculated
from kaohe_xl.books.grid import Area, Formula
from kaohe_xl.books.markup import ATTRIBUTES, attributes, without_attributes
from kaohe_xl.books.places import Place
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.sheetxml import Edit
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

MOST_NAMED = 5
_ROOT = re.compile(rb"<((?:[^\s:<>/!?]+:)?)worksheet(?=[\s/>])")


def with_results(edits: Mapping[Place, Edit], results: Mapping[Place, Cached]) -> dict[Place, Edit]:
    """The edits of a sheet and the results of its formulas; a new formula gets its result at once."""
    merged = dict(edits)
    for place, result in results.items():
        edit = merged.get(place)
        if edit is None:
            merged[place] = Edit(result, _as_it_is)
        elif isinstance(edit.value, Formula):
            merged[place] = replace(edit, value=Cached(result.value, edit.value))
        elif isinstance(edit.value, Kept):
            merged[place] = replace(edit, value=result)
    return merged


def _as_it_is(style: int) -> int:
    return style


def dropping_notes(outcome: Recalculated) -> tuple[str, ...]:
    """What the office should know of results that were dropped: how many, and the first cells."""
    notes = []
    if outcome.dropped:
        first = "、".join(f"{sheet}!{cell_name(*place)}" for sheet, place in outcome.dropped[:MOST_NAMED])
        many = len(outcome.dropped) > MOST_NAMED
        words = {"count": len(outcome.dropped), "cells": first + ("…" if many else "")}
        notes.append("".join(sentence("RESULTS_DROPPED", **words)))
    for sheet in sorted(outcome.whole):
        notes.append("".join(sentence("ALL_RESULTS_DROPPED", sheet=sheet)))
    return tuple(notes)


def without_results(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's XML, whole rows in each piece, without the results that its formulas have stored.

    The cells that array formulas and data tables fill stand behind these formulas, and lose theirs, too.
    """
    prefix: bytes | None = None
    areas: list[Area] = []
    for piece in pieces:
        if prefix is None:
            root = _ROOT.search(piece)
            prefix = root[1] if root else None
        if prefix is None:
            yield piece
            continue
        areas += _filled_areas(piece, prefix)
        bare = _stored(prefix).sub(_dropped, piece)
        yield _emptied(bare, prefix, areas) if areas else bare


def _dropped(found: re.Match[bytes]) -> bytes:
    return without_attributes(found[1], "t", "vm") + found[2]


def _filled_areas(piece: bytes, prefix: bytes) -> Iterator[Area]:
    """The areas of several cells that formulas in a piece fill."""
    if b"array" not in piece and b"dataTable" not in piece:
        return
    for tag in _formula(prefix).finditer(piece):
        of = attributes(tag[0])
        try:
            area = area_of(of.get("ref", "")) if of.get("t") in ("array", "dataTable") else None
        except InputError:
            continue
        if area is not None and (area.top, area.left) != (area.bottom, area.right):
            yield area


def _emptied(piece: bytes, prefix: bytes, areas: Sequence[Area]) -> bytes:
    """A piece without values in these areas."""

    def emptied(found: re.Match[bytes]) -> bytes:
        """The cell, empty where it lies in one of the areas and has no formula."""
        area = area_of(found[2].decode())
        row, column = area.top, area.left
        is_filled = any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas)
        if not is_filled or b"<" + prefix + b"f" in found[3]:
            return found[0]
        return without_attributes(found[1], "t", "vm") + b"</" + prefix + b"c>"

    return _cell(prefix).sub(emptied, piece)


@lru_cache(maxsize=16)
def _formula(prefix: bytes) -> re.Pattern[bytes]:
    """A formula's start tag."""
    return re.compile(b"<" + re.escape(prefix) + rb"f(?=[\s/>])" + ATTRIBUTES + b">")


@lru_cache(maxsize=16)
def _stored(prefix: bytes) -> re.Pattern[bytes]:
    """A formula's cell up to the end of its result: the cell's start tag, the formula, the result."""
    p = re.escape(prefix)
    return re.compile(
        b"(<"
        + p
        + rb"c(?=[\s/>])"
        + ATTRIBUTES
        + rb">)(\s*<"
        + p
        + rb"f(?=[\s/>])"
        + ATTRIBUTES
        + rb"(?:(?<=/)>|(?<!/)>[^<]*</"
        + p
        + rb"f\s*>))\s*<"
        + p
        + rb"v(?:\s[^>]*)?(?:/>|>[^<]*</"
        + p
        + rb"v\s*>)"
    )


@lru_cache(maxsize=16)
def _cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell that holds something: its start tag, its reference, its content."""
    p = re.escape(prefix)
    tag = rb"""(<%bc\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]+[0-9]+)["'][^>]*(?<!/)>)""" % p
    return re.compile(tag + rb"(.*?)</%bc\s*>" % p, re.DOTALL)
