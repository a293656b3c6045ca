"""One name for one thing: indicators and units as tables call them, brought to the names of the scheme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.labels import display, name_key, stripped
from kaohe_xl.books.tables import Table
from kaohe_xl.books.unitnames import UnitNames
from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.scheme import Unit

_BRACKET = re.compile(r"\([^()]*\)$")


class Names:
    """Indicators by key (without measure, unless only that tells two apart), units by all their names."""

    def __init__(self, roster: Iterable[Unit]) -> None:
        self._indicators: dict[str, str] = {}
        self._apart: set[str] = set()
        self._units = UnitNames(roster)

    @property
    def findings(self) -> list[Finding]:
        """A note on each unit's name that was taken for another one."""
        return self._units.findings

    def learn(self, tables: Sequence[Table]) -> None:
        """Take note of all names, and of those that only measures tell apart: 产值（亿元）, 产值（%）."""
        self._learn_apart(tables)
        for table in tables:
            for text in _indicators_in(table):
                self.indicator(text)
            self._units.learn(_units_in(table))

    def _learn_apart(self, tables: Sequence[Table]) -> None:
        for table in tables:
            texts = _indicators_in(table)
            full = {name_key(text) for text in texts if text}
            counts = Counter(
                name_key(stripped(text)[0]) for text in {name_key(t): t for t in texts if t}.values()
            )
            self._apart |= {key for key in counts if counts[key] > 1 and len(full) > 1}

    def indicator(self, text: str) -> str:
        """The indicator's name in the scheme; the first way of writing it that comes along counts."""
        key = name_key(stripped(text)[0])
        if key in self._apart:
            return self._indicators.setdefault(name_key(text), display(text))
        return self._indicators.setdefault(key, display(stripped(text)[0]))

    def find(self, text: str) -> str:
        """The known indicator of that name, else `text` as it is."""
        for key in (name_key(text), name_key(stripped(text)[0])):
            if key in self._indicators:
                return self._indicators[key]
        key = name_key(text)
        bare = _BRACKET.sub("", key)
        alike = {
            name
            for known, name in self._indicators.items()
            if _BRACKET.sub("", known) == bare and bare in (known, key)
        }
        return alike.pop() if len(alike) == 1 else text

    def unit(self, text: str, place: Cell | None = None) -> str:
        """The unit's own name. `place`: where `text` stands, for the note on a name matched loosely."""
        return self._units.unit(text, place)


def _indicators_in(table: Table) -> list[str]:
    """The indicators that the table names, each once."""
    texts = table.names() if table.shape is Shape.UNITS else (row.indicator for row in table.rows)
    return list(dict.fromkeys(text for text in texts if text))


def _units_in(table: Table) -> list[tuple[str, Cell]]:
    """The units that the table names, each once, with their cells."""
    found: dict[str, Cell] = {}
    if table.shape is Shape.INDICATORS:
        for column in table.columns:
            if column.name:
                found.setdefault(column.name, table.cell(table.box.bottom, column.index))
    elif key := table.column("unit"):
        for row in table.rows:
            found.setdefault(row.unit, table.cell(row.number, key.index))
    return list(found.items())
