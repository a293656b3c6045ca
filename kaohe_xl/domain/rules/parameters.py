"""The 参数 column: `名=值；名=值`, as people type it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_xl.domain.numbers import decimal, shown
from kaohe_xl.messages.steps import step

_NUMBER = re.compile(r"([+-]?(?:\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}))(%|个?百分点|分)?")
_RANK = re.compile(r"第?(\d{1,4})名?(?:(?:-|~|至|到|—)第?(\d{1,4})名?)?")
# A comma separates parameters only where a name and `=` follow: inside tables it separates rows.
_SEPARATOR = re.compile(r"[;\n]|[,、](?=[^,、;:=<>\n]*=)")
_LIST = re.compile("[,、 ]")
_ALIKE = str.maketrans({"∶": ":", "−": "-", "–": "-", "。": ";", "≧": "≥"})
_YES = {"是": True, "否": False, "1": True, "0": False, "有": True, "无": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a rule's text; `code` and `words` make a finding of it."""

    code: str
    words: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as typed; `is_percent` where it had a percent sign (`8%` has value 0.08)."""

    value: Decimal
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be; `open_low`: the lower bound itself is out."""

    low: Decimal | None = None
    high: Decimal | None = None
    open_low: bool = False

    def hold(self, value: Decimal) -> bool:
        """Whether the value is allowed."""
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return False
        return self.high is None or value <= self.high

    def expected(self) -> str:
        """The sentence that says what is allowed."""
        if self.low is None:
            return step("expect.number")
        if self.high is None:
            return step("expect.positive") if self.open_low else step("expect.least", low=shown(self.low))
        code = "expect.within.open" if self.open_low else "expect.within"
        return step(code, low=shown(self.low), high=shown(self.high))


ANY = Bounds()
NOT_NEGATIVE = Bounds(Decimal(0))
POSITIVE = Bounds(Decimal(0), open_low=True)
SHARE = Bounds(Decimal(0), Decimal(1))
POSITIVE_SHARE = Bounds(Decimal(0), Decimal(1), open_low=True)
RATIO = Bounds(Decimal(0), Decimal(10))
POSITIVE_RATIO = Bounds(Decimal(0), Decimal(10), open_low=True)


def plain(text: str) -> str:
    """The text in half-width characters; line breaks stay, of spaces only those that part two numbers."""
    text = unicodedata.normalize("NFKC", text.replace("\r", "\n")).translate(_ALIKE)
    text = re.sub(r"[^\S\n]+|[\u200b\ufeff]", " ", text)
    return re.sub(r"(?<![\d%.]) +| +(?![\d.])", "", text)


def split(text: str) -> tuple[dict[str, str], list[Problem]]:
    """Names and their values as typed, and what can't be split so; each name once.

    A part like `2:36` goes on with the table before it, whatever parted the two.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    latest = ""
    for part in _SEPARATOR.split(plain(text)):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals and ":" in part and ":" in values.get(latest, ""):
            values[latest] += f",{part}"
        elif not equals or not name:
            problems.append(Problem("RULE_PARAMETER_UNCLEAR", {"text": part}))
        elif name in values:
            problems.append(Problem("RULE_PARAMETER_TWICE", {"name": name}))
        else:
            values[name] = value
            latest = name
    return values, problems


def figure(text: str) -> Figure | None:
    """The number in a value (`0.1`, `10%`, `1个百分点`, `5分`); None for anything else."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    value, unit = decimal(match[1]), match[2]
    is_percent = unit is not None and unit != "分"
    return Figure(value / 100 if is_percent else value, is_percent)


@dataclass(slots=True)
class Parameters:
    """The values given to one method. Reading a bad one notes a problem and gives the default.

    An empty value (`名=`) counts as not given. `doubts` are what is odd and still usable.
    """

    method: str
    values: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether a value is given."""
        return bool(self.values.get(name))

    def require(self, *names: str) -> None:
        """Note a problem for each of the names that has no value."""
        for name in names:
            if not self.has(name):
                self.note("RULE_PARAMETER_MISSING", name=name)

    def reject(self, name: str, expected: str) -> None:
        """Note that the value of `name` can't be used, and what would be."""
        words = {"method": self.method, "name": name, "value": self.values[name], "expected": expected}
        self.problems.append(Problem("RULE_BAD_VALUE", words))

    def note(self, code: str, **words: object) -> None:
        """Note another problem, in the method's name."""
        self.problems.append(Problem(code, {"method": self.method, **words}))

    def doubt(self, code: str, **words: object) -> None:
        """Note something odd that doesn't stop the rule."""
        self.doubts.append(Problem(code, {"method": self.method, **words}))

    def figure(self, name: str, bounds: Bounds = ANY) -> Figure | None:
        """The number given; None where there is none, or a bad one."""
        if not self.has(name):
            return None
        found = figure(self.values[name])
        if found is None or not bounds.hold(found.value):
            self.reject(name, bounds.expected())
            return None
        return found

    def number(self, name: str, default: str, bounds: Bounds = ANY) -> Decimal:
        """The number given, `10%` as 0.1; else the default."""
        found = self.figure(name, bounds)
        return Decimal(default) if found is None else found.value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the words; the first is the default."""
        word = self.values.get(name) or choices[0]
        if word not in choices:
            self.reject(name, step("expect.choice", choices="、".join(choices)))
            return choices[0]
        return word

    def yes(self, name: str, default: bool) -> bool:
        """是 or 否."""
        if not self.has(name):
            return default
        answer = _YES.get(self.values[name])
        if answer is None:
            self.reject(name, step("expect.choice", choices="是、否"))
        return default if answer is None else answer

    def numbers(self, name: str, default: tuple[str, ...]) -> tuple[Decimal, ...]:
        """A list of numbers above 0, by commas."""
        if not self.has(name):
            return tuple(Decimal(text) for text in default)
        found = [figure(text) for text in _LIST.split(self.values[name])]
        if any(each is None or each.value <= 0 for each in found):
            self.reject(name, step("expect.list"))
        return tuple(each.value for each in found if each is not None)

    def completion_table(self, name: str) -> tuple[tuple[Decimal, Figure], ...]:
        """Rows of completion (a ratio) and points, highest completion first; () where there is a problem."""
        rows: dict[Decimal, Figure] = {}
        expected = step("expect.table.completion")
        for key, value in self._rows(name):
            left, right = figure(key.removeprefix("≥").removeprefix(">=")), figure(value)
            if left is None or right is None or not RATIO.hold(left.value) or right.value < 0:
                self.reject(name, expected)
                return ()
            if left.value in rows:
                self.reject(name, step("expect.table.twice", key=key))
                return ()
            rows[left.value] = right
        return tuple(sorted(rows.items(), reverse=True, key=lambda row: row[0]))

    def rank_table(self, name: str) -> tuple[Figure, ...]:
        """Points of rank 1, 2, ...; a row may hold for several (`4-6:8`); () where there is a problem."""
        rows: dict[int, Figure] = {}
        for key, value in self._rows(name):
            ranks, right = _ranks(key), figure(value)
            if not ranks or right is None or right.value < 0:
                self.reject(name, step("expect.table.rank"))
                return ()
            for rank in ranks:
                if rank in rows:
                    self.reject(name, step("expect.table.twice", key=rank))
                    return ()
                rows[rank] = right
        hole = next((rank for rank in range(1, len(rows) + 1) if rank not in rows), None)
        if hole is not None:
            self.reject(name, step("expect.table.hole", rank=hole))
            return ()
        return tuple(rows[rank] for rank in sorted(rows))

    def _rows(self, name: str) -> list[tuple[str, str]]:
        """Keys and values as typed; a value of nothing but commas is one empty row, which no table allows."""
        if not self.has(name):
            return []
        texts = [text for text in _LIST.split(self.values[name]) if text]
        return [(key, value) for key, _, value in (text.partition(":") for text in texts or [""])]


def _ranks(key: str) -> range:
    match = _RANK.fullmatch(key)
    if match is None:
        return range(0)
    first = int(match[1])
    last = int(match[2] or first)
    return range(first, last + 1) if first >= 1 else range(0)
