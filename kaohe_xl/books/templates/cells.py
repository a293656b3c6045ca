"""A template's cells: the fixed part of their XML, and what is filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from kaohe_xl.books.serials import serial_of
from kaohe_xl.books.templates.grammar import (
    Condition,
    End,
    Fields,
    Figure,
    Item,
    Link,
    Name,
    Token,
    legal,
    text_of_value,
)
from kaohe_xl.books.templates.looks import Look
from kaohe_xl.text_size import height

ROW = "\0"  # stands for the row's number until it is known: no XML holds it
height_of = lru_cache(maxsize=20_000)(height)
StyleOf = Callable[[int, str], int]


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell with placeholders.

    column  its letters; `style` its cell format and `look` what that says
    pieces  tokens, each with its run's properties; `rich`: the cell has runs
    room    its width in points, with all columns merged; `below`: further rows merged with it
    """

    column: str
    style: int
    look: Look
    pieces: tuple[tuple[str, Token], ...]
    rich: bool
    room: float
    below: int = 0

    @property
    def alone(self) -> Name | None:
        """The one placeholder that the cell consists of."""
        only = self.pieces[0][1] if len(self.pieces) == 1 else None
        return only if isinstance(only, Name) else None

    def xml(self, fields: Fields, item: Item, style_of: StyleOf) -> tuple[str, str, Link | None]:
        """The cell, the text that it shows, and where it leads to."""
        name = self.alone
        value = name.value(fields, item) if name else None
        if name and not isinstance(value, (str, Link)):
            return *self._typed(value, style_of), None
        link = value if isinstance(value, Link) else None
        if self.rich:
            return *self._runs(fields, item), link
        if name:
            text = legal(value.text if isinstance(value, Link) else str(value))
        else:
            text = "".join(text for _, text in said(self.pieces, fields, item))
            text = legal(text)
        return self._text(text), text, link if text else None

    def _head(self, style: int) -> str:
        return f'<c r="{self.column}{ROW}" s="{style}"' if style else f'<c r="{self.column}{ROW}"'

    def _text(self, text: str) -> str:
        head = self._head(self.style)
        if not text:
            return f"{head}/>"
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'

    def _typed(self, value: object, style_of: StyleOf) -> tuple[str, str]:
        if value is None:
            return f"{self._head(self.style)}/>", ""
        style, shown = self.style, text_of_value(value)
        if isinstance(value, Figure):
            if self.look.is_general and value.number_format:
                style = style_of(style, value.number_format)
            value = value.number
        elif isinstance(value, date):
            moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
            if self.look.is_general or (serial := serial_of(moment, False)) is None:
                return self._text(shown), shown
            value = serial
        number = repr(float(value)) if isinstance(value, (Decimal, float)) else repr(value)
        return f"{self._head(style)}><v>{number.removesuffix('.0')}</v></c>", shown

    def _runs(self, fields: Fields, item: Item) -> tuple[str, str]:
        parts = [(look, legal(text)) for look, text in said(self.pieces, fields, item) if text]
        text = "".join(text for _, text in parts)
        runs = "".join(
            f'<r>{look}<t xml:space="preserve">{_escaped(part)}</t></r>' for look, part in parts if part
        )
        head = self._head(self.style)
        return (f'{head} t="inlineStr"><is>{runs}</is></c>' if text else f"{head}/>"), text

    def height(self, text: str) -> float:
        """The height in points that the text takes; 0 where the cell doesn't wrap."""
        if not text or not self.look.wraps:
            return 0.0
        return height_of(text, self.look.size, self.room - self.look.indent)


def said(pieces: Sequence[tuple[str, Token]], fields: Fields, item: Item) -> list[tuple[str, str]]:
    """The texts of a cell with their runs' properties, without the parts whose condition doesn't hold."""
    out: list[tuple[str, str]] = []
    shown = [True]
    for look, token in pieces:
        if isinstance(token, Condition):
            shown.append(shown[-1] and token.holds(fields, item))
        elif isinstance(token, End):
            if len(shown) > 1:
                shown.pop()
        elif shown[-1]:
            if isinstance(token, str):
                out.append((look, token))
            elif isinstance(token, Name):
                out.append((look, text_of_value(token.value(fields, item))))
    return out


def _escaped(text: str) -> str:
    if "_x" in text:
        from kaohe_xl.books.sharedstrings import escaped

        text = escaped(text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
