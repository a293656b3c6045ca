"""Frames for the office's own scripts: the only home of pandas."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from kaohe_xl.domain.assessment import Assessment, Entry, Light
from kaohe_xl.domain.compare import Comparison, EntryPair, score

if TYPE_CHECKING:
    import pandas


def entries_frame(assessment: Assessment) -> pandas.DataFrame:
    """The entries of an assessment, a row each, columns named as in `kaohe score --json`."""
    import pandas

    return pandas.DataFrame([_row(entry) for entry in assessment.entries], columns=_COLUMNS)


def comparison_frame(comparison: Comparison, why: Callable[[EntryPair], str]) -> pandas.DataFrame:
    """The entries of both sides, a row each: `one_…` and `other_…`, the difference, and why in words."""
    import pandas

    names = ("points", "bonus", "full_points", "actual", "target", "rank")
    texts = ("method", "parameters", "clause")
    columns = ["unit", "indicator", "one_score", "other_score", "difference", "why"]
    columns += [f"{side}_{name}" for name in (*names, *texts) for side in ("one", "other")]
    rows = []
    for pair in comparison.entries:
        row: dict[str, object] = {"unit": pair.unit, "indicator": pair.indicator, "why": why(pair)}
        row["difference"] = _float(pair.difference)
        for side, entry in (("one", pair.one), ("other", pair.other)):
            row[f"{side}_score"] = _float(score(entry))
            row |= {f"{side}_{name}": _float(getattr(entry, name, None)) for name in names}
            row |= {f"{side}_{name}": getattr(entry, name, None) for name in texts}
        rows.append(row)
    return pandas.DataFrame(rows, columns=columns)


def _float(value: Decimal | int | None) -> float | None:
    return None if value is None else float(value)


_NUMBERS = (
    "actual", "target", "completion", "progress", "ahead", "third_value", "gap_to_third",
    "points", "full_points", "bonus",
)  # fmt: skip
_COLUMNS = [
    "unit", "indicator", "cell", "actual", "target", "completion", "progress", "ahead", "rank", "of", "tied",
    "third_value", "gap_to_third", "points", "full_points", "bonus", "light", "light_progress", "light_rank",
    "light_city", "missing", "method", "clause",
]  # fmt: skip


def _word(light: Light | None) -> str | None:
    return light.value if light else None


def _row(entry: Entry) -> dict[str, object]:
    row: dict[str, object] = {
        "unit": entry.unit,
        "indicator": entry.indicator,
        "cell": str(entry.place) if entry.place else None,
        "rank": entry.rank,
        "of": entry.of,
        "tied": entry.tied,
        "light": _word(entry.lights.overall),
        "light_progress": _word(entry.lights.progress),
        "light_rank": _word(entry.lights.rank),
        "light_city": _word(entry.lights.city),
        "missing": entry.missing.value if entry.missing else None,
        "method": entry.method,
        "clause": entry.clause,
    }
    for name in _NUMBERS:
        value = getattr(entry, name)
        row[name] = None if value is None else float(value)
    return row
