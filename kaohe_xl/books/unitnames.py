"""One name for one unit: aliases of the roster, 街办 for 街道, 长安 for 长安区 where no other is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kaohe_xl.books.labels import display
from kaohe_xl.books.plain import compact
from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.scheme import Unit

_STREET = re.compile(r"(?:街道办事处|街道办|街办)$")
_SUFFIX = re.compile(r"(?<=..)(?:街道|区|县|市|镇|乡)$")


class UnitNames:
    """Units by all their names; the first way of writing a name that comes along counts."""

    def __init__(self, roster: Iterable[Unit]) -> None:
        self._names: dict[str, str] = {}
        self._alike: dict[str, list[str]] = {}
        self._matched: dict[str, tuple[str, str, Cell | None]] = {}
        for unit in roster:
            for name in (unit.name, *unit.aliases):
                self._keep(compact(name), unit.name)

    @property
    def findings(self) -> list[Finding]:
        """A note on each name that was taken for another one."""
        return [
            finding("UNIT_NAME_MATCHED", Severity.NOTE, place, text=text, unit=unit)
            for text, unit, place in self._matched.values()
        ]

    def learn(self, names: Sequence[tuple[str, Cell]]) -> None:
        """Take note of one table's units; two that stand in the same table are never the same."""
        here = {self._names[compact(text)] for text, _ in names if compact(text) in self._names}
        for text, place in names:
            if compact(text) not in self._names:
                near = self._near(compact(text))
                here.add(self._named(text, near if near not in here else "", place))

    def unit(self, text: str, place: Cell | None = None) -> str:
        """The unit's own name. `place`: where `text` stands, for the note on a name matched loosely."""
        known = self._names.get(compact(text))
        return self._named(text, self._near(compact(text)), place) if known is None else known

    def _named(self, text: str, near: str, place: Cell | None) -> str:
        name = near or display(text)
        self._keep(compact(text), name)
        if near:
            self._matched[compact(text)] = (display(text), near, place)
        return name

    def _near(self, key: str) -> str:
        """The one unit that differs by nothing but 区, 县, 街道 at its end; "" where none or several do."""
        alike = self._alike.get(_stem(key), ())
        streets = {self._names[known] for known in alike if _street(known) == _street(key)}
        if len(streets) == 1:
            return streets.pop()
        names = {self._names[known] for known in alike}
        return names.pop() if len(names) == 1 and _stem(key) in (key, *alike) else ""

    def _keep(self, key: str, name: str) -> None:
        if key not in self._names:
            self._names[key] = name
            self._alike.setdefault(_stem(key), []).append(key)


@lru_cache(maxsize=16384)
def _street(key: str) -> str:
    return _STREET.sub("街道", key)


@lru_cache(maxsize=16384)
def _stem(key: str) -> str:
    return _SUFFIX.sub("", _street(key))
