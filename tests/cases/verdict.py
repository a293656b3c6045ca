"""What a reading got wrong of a workbook whose truth is known."""

from __future__ import annotations

import re

from kaohe_xl.books.layout import ResultTable
from kaohe_xl.books.reading import Study
from kaohe_xl.domain.findings import Severity
from kaohe_xl.domain.readings import Reading, Record
from tests.cases.scene import Drawn, Expected, Scene
from tests.cases.spellings import Outcome

RESULTS = ("score", "completion", "rank", "light")


def misread(scene: Scene, read: Study) -> list[str]:
    """Figures read wrongly with no finding on their cell, plain ones complained of, and records of nothing."""
    own = (
        scene.own
        if scene.own in {one.unit for one in read.records}
        else read.scheme.settings.own_unit or "本单位"
    )
    records = {_key(one.unit, one.indicator): one for one in read.records}
    found: dict[tuple[str, str], set[Severity]] = {}
    for one in read.findings:
        if one.place is not None:
            found.setdefault((one.place.sheet, one.place.ref), set()).add(one.severity)
    wrong, known = [], set()
    for (unit, indicator, role), expected in scene.truth.items():
        key = _key(own if unit == scene.own else unit, indicator)
        known.add(key)
        severities = found.get((expected.sheet, expected.cell), set())
        reason = _wrong(records.get(key), role, expected, severities, (unit, indicator) in scene.left_out)
        if reason:
            wrong.append(
                f"{expected.sheet}!{expected.cell} {unit} {indicator} {role} {expected.spelling.outcome}: {reason}"
            )
    invented = [key for key, one in records.items() if key not in known and (one.actual.value is not None)]
    return wrong + [f"{key} was never there" for key in invented]


def _key(unit: str, indicator: str) -> tuple[str, str]:
    """A unit and an indicator by what is left of their names when brackets and endings are alike."""
    plain = indicator.replace("（", "(").replace("）", ")")
    return re.sub("(?:街道|街办|区|县|乡|镇)$", "", unit) if len(unit) > 2 else unit, plain


def _wrong(
    record: Record | None, role: str, expected: Expected, severities: set[Severity], left_out: bool
) -> str:
    """What is wrong with one figure; "" when nothing is."""
    spelling, is_told = expected.spelling, severities & {Severity.ERROR, Severity.WARNING}
    if record is None:
        return "no record"
    if left_out:
        return "" if not record.assessed else "is assessed"
    reading: Reading | None = getattr(record, role)
    value = reading.value if reading else None
    if spelling.outcome is Outcome.READ:
        if Severity.ERROR in severities:
            return f"complained of: {spelling.written.value!r}"
        return (
            ""
            if value == spelling.meant or (value is not None and is_told)
            else f"{value} for {spelling.meant} ({spelling.written.value!r})"
        )
    if spelling.outcome is Outcome.BLANK:
        return (
            ""
            if value is None and Severity.ERROR not in severities
            else f"{value}, {severities} for {spelling.written.value!r}"
        )
    if not is_told:
        return f"no finding for {spelling.written.value!r} (read {value})"
    if spelling.outcome is Outcome.DOUBT:
        return "" if value in (None, spelling.meant) else f"{value} for {spelling.meant}"
    return "" if value is None else f"{value} read from {spelling.written.value!r}"


def misplaced(scene: Scene, read: Study) -> list[str]:
    """Result columns that are none: what would be written there would cover the office's own words."""
    wrong = []
    for table in read.results:
        drawn = _drawn_at(scene, table)
        if drawn is None:
            wrong.append(f"{table.sheet} row {table.header_top}: results beside no table of ours")
            continue
        places = [(role, "", column) for role, column in table.columns.items()]
        places += [(role, unit, column) for (unit, role), column in table.unit_columns.items()]
        for role, unit, column in places:
            head = drawn.heads[column - drawn.left]
            if head.role != {"points": "score"}.get(role, role):
                wrong.append(f"{table.sheet} {role} {unit} would go into {head.path}")
    return wrong


def _drawn_at(scene: Scene, table: ResultTable) -> Drawn | None:
    inside = (d for d in scene.drawn if d.sheet == table.sheet and d.top <= table.header_bottom <= d.bottom)
    columns = [*table.columns.values(), *table.unit_columns.values(), table.right]
    return next((d for d in inside if all(d.left <= c < d.left + len(d.heads) for c in columns[:-1])), None)


def misstated(scene: Scene, read: Study) -> list[str]:
    """Points and units that rows state and the reading has otherwise."""
    known = {_key("", one.name)[1]: one for one in read.scheme.indicators}
    wrong = []
    for (name, field), value in scene.stated.items():
        one = known.get(_key("", name)[1])
        if one is None:
            continue
        if field == "points":
            said, meant = one.points, None if value is None else float(str(value))
            if (None if said is None else float(said)) != meant:
                wrong.append(f"{name} points {said} for {value!r}")
        else:
            units = one.owners if field == "owner" else one.lead
            meant_units = tuple(part for part in re.split(r"[、，,/；\n]", str(value or "")) if part)
            if units != meant_units:
                wrong.append(f"{name} {field} {units} for {value!r}")
    return wrong


def overlooked(scene: Scene, read: Study) -> list[str]:
    """Result columns that the office has and the reading doesn't know: results would go into new ones."""
    known = {(table.sheet, column) for table in read.results for column in table.columns.values()}
    known |= {(table.sheet, column) for table in read.results for column in table.unit_columns.values()}
    wrong = []
    for drawn in scene.drawn:
        seen = set()
        for column, head in enumerate(drawn.heads, drawn.left):
            if head.role in RESULTS and (head.role, head.name) not in seen:
                seen.add((head.role, head.name))
                if (drawn.sheet, column) not in known:
                    wrong.append(f"{drawn.sheet}: {head.path} is not known as {head.role}")
    return wrong
