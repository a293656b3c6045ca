"""Rows as office programs write them, taken apart at once instead of cell by cell.

A row that has anything unusual is left to `scan`, which reads whatever is valid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kaohe_xl.books.grid import Value
from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, column_number

_TEXT = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*(?:&(?:amp|lt|gt|quot|apos);[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*)*"
_WHOLE = re.compile(rb'\s*<(?:[^\s:<>/]+:)?row(?:\s+[\w:.]+="[^"<>&]*")*\s*>')
_MOST_KINDS = 2000

Convert = Callable[[bytes], Value]
"""A cell's raw content -> its value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Cells of one format and type. `is_percent`: blank ones and numbers show as a percentage."""

    type: str
    convert: Convert
    is_percent: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How a row with these columns and formats is read; `percents`: columns as bits."""

    columns: tuple[int, ...]
    types: tuple[str, ...]
    converts: tuple[Convert, ...]
    percents: int
    is_dense: bool


class SimpleRow(NamedTuple):
    """A row taken apart, its values still raw; None for a cell without one."""

    number: int
    plan: Plan
    raw: Sequence[bytes | None]
    formulas: Sequence[bytes | None]

    def values(self) -> list[Value]:
        """The row's values from its first column on, up to the last that holds something."""
        found: list[Value] = [
            None if raw is None else convert(raw)
            for convert, raw in zip(self.plan.converts, self.raw)  # noqa: B905 - one each, a million times
        ]
        while found and found[-1] is None:
            found.pop()
        if self.plan.is_dense or not found:
            return found
        columns = self.plan.columns[: len(found)]
        spread: list[Value] = [None] * columns[-1]
        for column, value in zip(columns, found, strict=True):
            spread[column - 1] = value
        return spread


@dataclass
class SimpleRows:
    """Takes rows apart. `kind`: a cell's attributes without its reference -> what it holds; None: unusual."""

    prefix: bytes
    kind: Callable[[bytes], Kind | None]
    _plans: dict[tuple[tuple[bytes, ...], tuple[bytes, ...]], Plan | None] = field(default_factory=dict)

    def row(self, element: bytes) -> SimpleRow | None:
        """A row, given without its end tag; None where it has to be read cell by cell."""
        head = _WHOLE.match(element)
        if head is None:
            return None
        parts = _cell(self.prefix).split(element[head.end() :])
        rows, raw = parts[2::7], parts[6::7]
        if not rows or (any(parts[::7]) and b"".join(parts[::7]).strip(b" \t\r\n")):
            return None
        number = int(rows[0])
        if rows.count(rows[0]) != len(rows) or number > LAST_ROW or b"" in raw:
            return None
        plan = self._plan(tuple(parts[1::7]), tuple(parts[3::7]))
        if plan is None:
            return None
        inline = parts[5::7]
        if (any(inline) or "inlineStr" in plan.types) and any(
            value is not None and (opened is None) == (type_ == "inlineStr")
            for value, opened, type_ in zip(raw, inline, plan.types, strict=True)
        ):
            return None
        return SimpleRow(number, plan, raw, parts[4::7])

    def _plan(self, letters: tuple[bytes, ...], attributes: tuple[bytes, ...]) -> Plan | None:
        key = letters, attributes
        if key not in self._plans:
            if len(self._plans) >= _MOST_KINDS:
                self._plans.clear()
            self._plans[key] = self._new_plan(letters, attributes)
        return self._plans[key]

    def _new_plan(self, letters: Sequence[bytes], attributes: Sequence[bytes]) -> Plan | None:
        columns = tuple(column_number(name.decode()) for name in letters)
        kinds = [self.kind(one) for one in attributes]
        if columns[-1] > LAST_COLUMN or any(a >= b for a, b in pairwise(columns)):
            return None
        known = [kind for kind in kinds if kind is not None]
        if len(known) < len(kinds):
            return None
        percents = sum(1 << c for c, kind in zip(columns, known, strict=True) if kind.is_percent)
        return Plan(
            columns,
            tuple(kind.type for kind in known),
            tuple(kind.convert for kind in known),
            percents,
            columns == tuple(range(1, len(columns) + 1)),
        )


@lru_cache(maxsize=16)
def _cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell: letters, row, attributes, formula element, start of an inline text, content."""
    p = re.escape(prefix)
    return re.compile(
        b"<" + p + rb'c r="([A-Z]{1,3})([1-9][0-9]{0,6})"((?: [st]="[0-9a-zA-Z]{1,9}"){0,2})(?:/>|>'
        b"(<" + p + rb'f(?: [a-z0-9]+="[^"<>&]*")*(?:/>|>' + _TEXT + b"</" + p + b"f>))?"
        b"(?:(?:(<" + p + b"is><" + p + b't(?: xml:space="preserve")?>)|<' + p + b"v>)(" + _TEXT + b")"
        b"(?(5)</" + p + b"t></" + p + b"is>|</" + p + b"v>))?</" + p + b"c>)"
    )
