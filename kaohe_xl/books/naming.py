"""One name for one thing: indicators and units as tables call them, brought to the names of the scheme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.labels import display, name_key, stripped
from kaohe_xl.books.plain import compact
from kaohe_xl.books.tables import Table
from kaohe_xl.domain.scheme import Unit


class Names:
    """Indicators by key (without measure, unless only that tells two apart), units by all their names."""

    def __init__(self, roster: Iterable[Unit]) -> None:
        self._indicators: dict[str, str] = {}
        self._apart: set[str] = set()
        self._units: dict[str, str] = {}
        for unit in roster:
            for name in (unit.name, *unit.aliases):
                self._units.setdefault(compact(name), unit.name)

    def learn(self, tables: Iterable[Table]) -> None:
        """Take note of names that only their measures tell apart: 生产总值（亿元）, 生产总值（%）."""
        for table in tables:
            texts = (
                {row.indicator for row in table.rows}
                if table.shape is not Shape.UNITS
                else set(table.names())
            )
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
        return text

    def unit(self, text: str) -> str:
        """The unit's own name."""
        return self._units.setdefault(compact(text), display(text))
