"""Readable workbooks under tests/cases/reading: what stands in the sheets, and below what is read from it.

A line is a sheet row, cells between `|`. `<` merges with the cell on the left, `^` with the one above; `\\n` is a
line break; `'85` is the text 85; `[85%]` is a number that Excel shows as 85%, `[2011-01-10]` a date; `=A1` a formula
without a value.
Under `----` every record stands as `unit indicator name=value ...`; all others lines name what else is expected.
Every finding that is no mere note must be listed, with its cell.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_xl.books.grid import Area, Formula, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import Study, study
from kaohe_xl.domain.findings import Severity
from kaohe_xl.domain.readings import Reading

CASES = sorted((Path(__file__).parents[1] / "cases" / "reading").glob("*.txt"))


def _value(text: str) -> tuple[Value, bool]:
    if text in ("", "<", "^"):
        return None, False
    if shown := re.fullmatch(r"\[(-?[\d.]+)%\]", text):
        return float(Decimal(shown[1]) / 100), True
    if day := re.fullmatch(r"\[(\d{4}-\d\d-\d\d)\]", text):
        return datetime.fromisoformat(day[1]), False
    if text.startswith("="):
        return Formula(text), False
    if re.fullmatch(r"-?\d+", text):
        return int(text), False
    if re.fullmatch(r"-?\d*\.\d+", text):
        return float(text), False
    return text.removeprefix("'").replace("\\n", "\n"), False


def grid_of(text: str) -> MemoryGrid:
    """The workbook that the upper part of a case describes."""
    sheets: dict[str, list[list[Value]]] = {}
    merged: dict[str, list[Area]] = {}
    percents: dict[str, list[tuple[int, int]]] = {}
    name = ""
    marks: list[list[str]] = []
    for line in [*text.splitlines(), "## "]:
        if line.startswith("## "):
            if name:
                merged[name] = _areas(marks)
            name, marks = line[3:].strip(), []
            if name:
                sheets[name], percents[name] = [], []
        elif name:
            cells = [cell.strip() for cell in line.split("|")]
            marks.append(cells)
            values = [_value(cell) for cell in cells]
            sheets[name].append([value for value, _ in values])
            percents[name] += [(len(marks), c) for c, (_, shown) in enumerate(values, 1) if shown]
    return MemoryGrid(sheets, merged, percents)


def _areas(marks: list[list[str]]) -> list[Area]:
    """Merged areas from `<` and `^`."""
    areas = []
    for r, cells in enumerate(marks):
        for c, cell in enumerate(cells):
            if cell in ("<", "^"):
                continue
            right, bottom = c, r
            while right + 1 < len(cells) and cells[right + 1] == "<":
                right += 1
            while bottom + 1 < len(marks) and c < len(marks[bottom + 1]) and marks[bottom + 1][c] == "^":
                bottom += 1
            if right > c or bottom > r:
                areas.append(Area(r + 1, c + 1, bottom + 1, right + 1))
    return areas


def _shown(reading: Reading | None) -> str:
    if reading is None:
        return "none"
    if reading.value is None:
        return f"?{reading.text}"
    text = f"{reading.value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def said(read: Study) -> list[str]:
    """What was read, line by line, in the words of the cases."""
    settings, lines = read.scheme.settings, []
    if settings.own_unit:
        lines.append(f"own {settings.own_unit}")
    if settings.as_of:
        lines.append(f"as_of {settings.as_of}")
    for unit in read.scheme.units:
        if unit.group:
            lines.append(f"group {unit.name} {unit.group}")
    for one in read.scheme.indicators:
        words = {"points": one.points, "measure": one.measure, "category": one.category}
        words |= {"direction": one.direction, "lead": "、".join(one.lead), "owners": "、".join(one.owners)}
        words |= {"patron": one.patron, "clause": one.clause, "source": one.source}
        marks = [m for m, on in (("qualitative", one.qualitative), ("binding", one.binding)) if on]
        stated = [f"{k}={v}" for k, v in words.items() if v not in (None, "")]
        lines.append(" ".join(["indicator", one.name, *stated, *marks]))
    for record in read.records:
        parts = [record.unit, record.indicator, f"actual={_shown(record.actual)}"]
        if record.target is not None:
            parts.append(f"target={_shown(record.target)}")
        if record.plan is not None:
            parts.append(f"plan={_shown(record.plan)}")
        if record.points is not None:
            parts.append(f"points={_shown(record.points)}")
        if record.warned:
            parts.append(f"warned={record.warned}")
        if not record.assessed:
            parts.append("left_out")
        lines.append(" ".join(parts))
    for rule in read.scheme.rules:
        lines.append(
            " ".join(filter(None, ["rule", rule.indicator, rule.unit, rule.method, rule.parameters]))
        )
    for result in read.results:
        columns = " ".join(f"{role}={column}" for role, column in sorted(result.columns.items()))
        units = " ".join(f"{u}.{role}={c}" for (u, role), c in sorted(result.unit_columns.items()))
        lines.append(" ".join(filter(None, ["results", result.sheet, result.unit, columns, units])))
    for total in read.totals:
        columns = " ".join(f"{role}={column}" for role, column in sorted(total.columns.items()))
        lines.append(" ".join(filter(None, ["totals", total.sheet, columns])))
    return lines + [f"{f.severity} {f.code} {f.place}" for f in read.findings]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_workbook_is_read_as_its_case_says(path: Path) -> None:
    sheets, _, expected = path.read_text(encoding="utf-8").partition("\n----\n")
    lines = said(study(grid_of(sheets)))
    wanted = [line.strip() for line in expected.splitlines() if line.strip() and not line.startswith("#")]
    assert [line for line in wanted if line not in lines] == [], "\n".join(lines)
    exact = [line for line in lines if _must_be_listed(line)]
    assert [line for line in exact if line not in wanted] == [], "\n".join(lines)


def _must_be_listed(line: str) -> bool:
    """Records, errors and warnings are never left unsaid; notes and attributes may be."""
    first = line.split()[0]
    return " actual=" in line or first in (Severity.ERROR, Severity.WARNING)
