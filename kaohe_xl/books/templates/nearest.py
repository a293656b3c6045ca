"""The field that a wrong placeholder most likely means."""

from __future__ import annotations

from collections.abc import Sequence

_ALIKE = 50.0


def nearest(name: str, known: Sequence[str]) -> str:
    """The most alike of the known names; "" where none is."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(found[0]) if found else ""
