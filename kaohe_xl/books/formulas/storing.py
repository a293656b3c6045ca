"""Results of formulas on their way into the file: edits of cells, or all of a sheet dropped as it passes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from kaohe_xl.books.cellxml import Cached, Kept
from kaohe_xl.books.formulas.recomputing import Recalculated
from kaohe_xl.books.grid import Formula
from kaohe_xl.books.markup import ATTRIBUTES, without_attributes
from kaohe_xl.books.places import Place
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.sheetxml import Edit
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
    """A sheet's XML, whole rows in each piece, without the results that its formulas have stored."""
    prefix: bytes | None = None
    for piece in pieces:
        if prefix is None:
            root = _ROOT.search(piece)
            prefix = root[1] if root else None
        yield piece if prefix is None else _stored(prefix).sub(_dropped, piece)


def _dropped(found: re.Match[bytes]) -> bytes:
    return without_attributes(found[1], "t", "vm") + found[2]


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
