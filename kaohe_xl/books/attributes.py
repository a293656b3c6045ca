"""What tables state about an indicator besides figures: measure, points, direction, who answers for it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from kaohe_xl.books.cells import shown
from kaohe_xl.books.columns import Column
from kaohe_xl.books.dates import day
from kaohe_xl.books.figures import Figure, parse
from kaohe_xl.books.labels import stripped
from kaohe_xl.books.measures import is_level, is_percentage
from kaohe_xl.books.plain import compact, several
from kaohe_xl.books.quantities import Reader, points_in
from kaohe_xl.books.rulesheet import direction
from kaohe_xl.books.tables import Table
from kaohe_xl.books.words import MEASURE
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.rules import ALIASES, METHODS
from kaohe_xl.domain.scheme import Direction, Indicator, RuleText

_YES = frozenset(["是", "√", "✓", "✔", "有", "y", "yes", "对"])
_KIND = re.compile(r"定性|定量|约束|否决|预期|评议")
_DASH = re.compile(r"[-—―─–/\\无]*")


@lru_cache(maxsize=4096)
def units_in(text: str) -> tuple[str, ...]:
    """The units in a cell that names several; separators inside brackets don't split."""
    if not text:
        return ()
    masked = re.sub(r"[(（][^()（）]*[)）]", lambda m: re.sub(r"[、，,；;/\s]", "\0", m[0]), text)
    kept = iter(re.findall(r"[(（][^()（）]*[)）]", text))
    names = []
    for name in several(masked):
        if "\0" in name:
            name = re.sub(r"[(（][^()（）]*[)）]", lambda m: next(kept) if "\0" in m[0] else m[0], name)
        if not _DASH.fullmatch(name):
            names.append(compact(name) if not re.search(r"[A-Za-z]", name) else name)
    return tuple(names)


class Line:
    """The cells that state something of one indicator: a row of its own, or the rows under its header."""

    def __init__(self, table: Table, row: int | None, name: str = "", header: Column | None = None) -> None:
        self.table = table
        self._row = row
        self._name = name
        self.header = header

    def at(self, role: str) -> tuple[int, Column] | None:
        """Row and column of the cell of that role."""
        if self._row is not None:
            column = self.table.column(role)
            return None if column is None else (self._row, column)
        row = self.table.attributes.get(role)
        if row is None:
            return None
        columns = [c for c in self.table.columns if c.name == self._name]
        filled = next((c for c in columns if self.table.sheet.block.at(row, c.index) is not None), columns[0])
        return row, replace(filled, role=role)

    def text(self, role: str) -> str:
        """What that cell says; "" where there is none."""
        at = self.at(role)
        if at is None:
            return ""
        text = shown(self.table.sheet.value(at[0], at[1].index))
        return "" if _DASH.fullmatch(text) else text

    def raw(self, role: str) -> str:
        """The cell's text with its line breaks."""
        at = self.at(role)
        value = self.table.sheet.value(at[0], at[1].index) if at else None
        return value if isinstance(value, str) else ""

    def cell(self, role: str) -> Cell | None:
        """The place of that cell."""
        at = self.at(role)
        return self.table.cell(at[0], at[1].index) if at else None

    @property
    def place(self) -> Cell | None:
        """Where the indicator's name stands."""
        if self._row is None:
            header = self.header or self.table.columns[0]
            return self.table.cell(self.table.box.bottom, header.index)
        key = self.table.column("indicator")
        return self.table.cell(self._row, key.index) if key else None


def measure_of(line: Line, name: str) -> str:
    """The row's measure: its own cell's, the one in its name, the header's, the unit row's."""
    stated = line.text("measure")
    if stated:
        return compact(stated)
    inside = stripped(name)[1]
    if inside:
        return inside
    headers = (
        [line.header] if line.header else [c for c in line.table.columns if c.role in ("target", "actual")]
    )
    found = next((c.measure for c in headers if c and c.measure), "")
    if found or (line.table.measure and not (is_level(line.table.measure) and _is_in_percent(line))):
        return found or line.table.measure
    return _measure_in_figures(line)


def _is_in_percent(line: Line) -> bool:
    """Whether the line's target or actual is a percentage, so that the table's own unit isn't its measure."""
    for role in ("target", "actual"):
        at = line.at(role)
        if at and (at[0], at[1].index) in line.table.sheet.block.percents:
            return True
        figure = _written(line, role)
        if figure is not None and is_percentage(figure.unit):
            return True
    return False


def _measure_in_figures(line: Line) -> str:
    """The unit that the target's (else the actual's) own text ends with: 20亿元."""
    for role in ("target", "actual"):
        figure = _written(line, role)
        if (
            figure is not None
            and figure.unit
            and MEASURE.fullmatch(figure.unit)
            and not is_percentage(figure.unit)
        ):
            return figure.unit
    return ""


def _written(line: Line, role: str) -> Figure | None:
    """The figure in the line's cell of that role where it is written as text."""
    at = line.at(role)
    value = line.table.sheet.value(at[0], at[1].index) if at else None
    return parse(compact(value)) if isinstance(value, str) else None


def indicator_of(line: Line, name: str, text: str, category: str, reader: Reader) -> Indicator:
    """The indicator as this line states it; what it doesn't state is blank."""
    kinds = (compact(line.text(role)) for role in ("nature", "category"))
    kind = "".join(k for k in kinds if _KIND.search(k))
    qualitative = _says(line, "qualitative", "定性") or ("定性" in kind and "定量" not in kind)
    at = line.at("points")
    reading = points_in(line.table, at[0], at[1], reader) if at else None
    points = reading.value if reading else None
    if points is None:
        points = line.header.points if line.header else _points_in_name(text)
    return Indicator(
        name,
        category,
        measure_of(line, text),
        points,
        direction_of(line, reader.findings),
        qualitative,
        _says(line, "binding", "约束|否决") or re.search("约束|否决", kind) is not None,
        line.text("parent"),
        "、".join(units_in(line.raw("patron"))),
        units_in(line.raw("lead")),
        units_in(line.raw("owner")),
        units_in(line.raw("partner")),
        line.text("source"),
        line.text("clause"),
        line.place,
        line.cell("points") if reading and reading.value is not None else None,
        line.cell("direction") if line.text("direction") else None,
    )


@lru_cache(maxsize=4096)
def _points_in_name(text: str) -> Decimal | None:
    found = re.search(r"[(（](?:满分|分值)?[:：]?(\d+(?:\.\d+)?)分[)）]", compact(text))
    return Decimal(found[1]) if found else None


def _says(line: Line, role: str, words: str) -> bool:
    """Whether the column says yes, or says the word itself."""
    if line.at(role) is None:
        return False
    text = compact(line.text(role)).lower()
    return text in _YES or (re.search(words, text) is not None and not re.search("^非|不|否$|预期", text))


def direction_of(line: Line, findings: list[Finding]) -> Direction | None:
    """The direction stated; a word that is none is a finding."""
    text = line.text("direction")
    found = direction(text) if text else None
    if text and found is None and not _KIND.search(text):
        findings.append(finding("BAD_RULE_DIRECTION", Severity.ERROR, line.cell("direction"), text=text))
    return found


def rule_of(line: Line, name: str, unit: str, year: int | None) -> tuple[RuleText | None, bool]:
    """The rule that the line states, and whether its method is prose that nobody can compute."""
    method, parameters = line.text("method"), line.text("parameters")
    if not method and not parameters:
        return None, False
    if _is_prose(method):
        return None, True
    at = line.at("effective")
    effective = day(line.table.sheet.value(at[0], at[1].index), year=year, opening=True) if at else None
    place = line.cell("method") if method else line.cell("parameters")
    return RuleText(
        name,
        method,
        parameters,
        unit,
        None,
        None,
        line.text("clause"),
        effective,
        place,
        line.cell("parameters"),
    ), False


def _is_prose(method: str) -> bool:
    """A sentence about the method rather than the name of one."""
    text = compact(method)
    named = any(part in METHODS or part in ALIASES for part in re.split(r"[+＋]", text))
    return not named and (len(text) > 10 or re.search(r"[,。;，；]", method) is not None)


def merged(one: Indicator, other: Indicator) -> Indicator:
    """`one`, with what only `other` states."""
    return replace(
        one,
        category=one.category or other.category,
        measure=one.measure or other.measure,
        points=one.points if one.points is not None else other.points,
        points_place=one.points_place if one.points is not None else other.points_place,
        direction=one.direction or other.direction,
        direction_place=one.direction_place if one.direction else other.direction_place,
        qualitative=one.qualitative or other.qualitative,
        binding=one.binding or other.binding,
        parent=one.parent or other.parent,
        patron=one.patron or other.patron,
        lead=one.lead or other.lead,
        owners=one.owners or other.owners,
        partners=one.partners or other.partners,
        source=one.source or other.source,
        clause=one.clause or other.clause,
    )
