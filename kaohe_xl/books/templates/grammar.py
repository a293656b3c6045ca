"""What stands between `{{` and `}}` in a template's cell, and what it says for given fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_TOKEN = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
KEEP, FOOT = "同页", "页底"
HEADER = "页眉页脚"
LONGEST_TEXT = 32_767
LINE_NUMBER, LINE = "序号", "内容"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, how it shows inside a sentence, and the format for a cell that has none of its own."""

    number: Decimal
    shown: str
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to the first cell of a sheet of the same workbook."""

    text: str
    sheet: str


Value = str | int | float | Decimal | date | Figure | Link | None
Fields = Mapping[str, "Value | Sequence[Mapping[str, Value]]"]
Item = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Name:
    """A placeholder: a field, or with `of` a field of the items of that list."""

    name: str
    of: str = ""

    @property
    def full(self) -> str:
        """The name as the office writes it."""
        return f"{self.of}.{self.name}" if self.of else self.name

    def value(self, fields: Fields, item: Item) -> object:
        """What is filled in; None where the fields have none of that name."""
        return item.get(self.name) if self.of else fields.get(self.name)


@dataclass(frozen=True, slots=True)
class Condition:
    """`{{?名称}}`: what follows appears where the field says something; `{{?!名称}}`: where it doesn't."""

    name: Name
    is_negative: bool

    def holds(self, fields: Fields, item: Item) -> bool:
        """Whether what follows appears: not for an empty text, a zero, an empty list."""
        value = self.name.value(fields, item)
        if isinstance(value, Figure):
            value = value.number
        elif isinstance(value, Link):
            value = value.text
        return bool(value) is not self.is_negative


@dataclass(frozen=True, slots=True)
class End:
    """`{{/}}`."""


@dataclass(frozen=True, slots=True)
class Keep:
    """`{{同页}}`: no page break below this row."""


@dataclass(frozen=True, slots=True)
class Foot:
    """`{{页底}}`: this row takes what is left of the last page, so that what follows stands at its foot."""


Token = str | Name | Condition | End | Keep | Foot
Run = tuple[bytes, Token]


def tokens(text: str) -> Iterator[tuple[int, Token]]:
    """The parts of a text, each with where it begins."""
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield at, text[at : match.start()]
        yield match.start(), _token(match[1])
        at = match.end()
    if at < len(text):
        yield at, text[at:]


def _token(inside: str) -> Token:
    inside = inside.replace("？", "?").replace("！", "!").strip()
    if inside in ("/", "／"):
        return End()
    if inside == KEEP:
        return Keep()
    if inside == FOOT:
        return Foot()
    if inside.startswith("?"):
        rest = inside[1:].strip()
        return Condition(_name(rest.removeprefix("!").strip()), rest.startswith("!"))
    return _name(inside)


def _name(text: str) -> Name:
    of, dot, name = text.replace("．", ".").partition(".")
    return Name(name.strip(), of.strip()) if dot else Name(of.strip())


def text_of_value(value: object) -> str:
    """The value inside a sentence, as XML and Excel can hold it."""
    if value is None:
        return ""
    if isinstance(value, Figure):
        return value.shown
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return legal(str(value))


def legal(text: str) -> str:
    """The text without what XML can't hold, no longer than a cell may be."""
    if _ILLEGAL.search(text):
        text = _ILLEGAL.sub("", text)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT]
