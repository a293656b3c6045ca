"""A formula as a tree. What the grammar of workbooks has but offices hardly use is refused: NotUnderstood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kaohe_xl.books.formulas.tokens import Reference, prefixed_name, reference, words
from kaohe_xl.books.formulas.vocabulary import function_name
from kaohe_xl.books.grid import ErrorValue

DEEPEST, MOST_OPERATORS, LONGEST = 64, 128, 8192
_BINARY = {"=": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "<>": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}


class NotUnderstood(Exception):
    """A formula that isn't one, or says something that this program doesn't calculate."""


class Constant(NamedTuple):
    """A number, text, truth value or error; None for an argument left out."""

    value: float | int | str | bool | None


class Array(NamedTuple):
    """An array constant, row by row."""

    rows: tuple[tuple[float | int | str | bool, ...], ...]


class Cells(NamedTuple):
    """Cells named by their place."""

    reference: Reference


class Named(NamedTuple):
    """A defined name, with its sheet's prefix where it has one."""

    prefix: str
    name: str


class TableCells(NamedTuple):
    """Cells named by their table and columns: `brackets` as written."""

    table: str
    brackets: str


class Union(NamedTuple):
    """Several areas in brackets, as one argument."""

    items: tuple[Node, ...]


class Unary(NamedTuple):
    """A sign before a value, or `%` behind it."""

    sign: str
    operand: Node


class Binary(NamedTuple):
    """Two values and what joins them."""

    sign: str
    left: Node
    right: Node


class Call(NamedTuple):
    """A function, its name in capitals without `_XLFN.`, and its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node = Constant | Array | Cells | Named | TableCells | Union | Unary | Binary | Call


def parsed(text: str) -> Node:
    """The tree of a formula's text without its `=`. Raises NotUnderstood."""
    if len(text) > LONGEST:
        raise NotUnderstood
    return _Parser(text).whole()


class _Parser:
    """Precedence climbing over the words; a blank between two areas (their common cells) is refused."""

    def __init__(self, text: str) -> None:
        self._words: Iterator[tuple[str, str]] = words(text)
        self._depth = self._operators = 0
        self._kind, self._text, self._spaced = "", "", False
        self._next()

    def whole(self) -> Node:
        """The formula, up to its end."""
        tree = self._expression(0)
        if self._kind != "end":
            raise NotUnderstood
        return tree

    def _next(self) -> None:
        self._spaced = False
        for kind, text in self._words:
            if kind == "space":
                self._spaced = True
                continue
            self._kind, self._text = kind, text
            return
        self._kind, self._text = "end", ""

    def _took(self, sign: str) -> bool:
        """Whether the next word is this sign; it is then passed."""
        if self._kind != "sign" or self._text != sign:
            return False
        self._next()
        return True

    def _chained(self) -> None:
        """Count the operators: each of them is a step down for whoever walks the tree."""
        self._operators += 1
        if self._operators > MOST_OPERATORS:
            raise NotUnderstood

    def _expression(self, least: int) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotUnderstood
        left = self._operand()
        while self._kind == "sign" and (level := _BINARY.get(self._text, 0)) > least:
            sign = self._text
            self._chained()
            self._next()
            left = Binary(sign, left, self._expression(level))
        self._depth -= 1
        return left

    def _operand(self) -> Node:
        if self._kind == "sign" and self._text in "+-":
            sign = self._text
            self._next()
            self._depth += 1
            if self._depth > DEEPEST:
                raise NotUnderstood
            value: Node = Unary(sign, self._operand())
            self._depth -= 1
        else:
            value = self._atom()
        while self._took("%"):
            self._chained()
            value = Unary("%", value)
        return value

    def _atom(self) -> Node:
        kind, text = self._kind, self._text
        if kind == "sign" and text == "(":
            return self._bracketed()
        if kind == "sign" and text == "{":
            return self._array()
        self._next()
        if kind == "function":
            return self._call(text)
        if kind in ("area", "column", "name"):
            self._refuse_joined()
        if kind == "area":
            found = reference(text)
            if found is None:
                raise NotUnderstood
            return Cells(found)
        if kind == "column":
            table, _, rest = text.partition("[")
            return TableCells(table, "[" + rest)
        if kind == "name":
            prefix, name = prefixed_name(text)
            if name.upper() in ("TRUE", "FALSE") and not prefix:
                return Constant(name.upper() == "TRUE")
            return Named(prefix, name)
        return Constant(_constant(kind, text))

    def _refuse_joined(self) -> None:
        """A colon or a blank that joins what was just read with further cells."""
        if self._kind == "sign" and self._text == ":":
            raise NotUnderstood
        if self._spaced and self._kind in ("area", "column", "name"):
            raise NotUnderstood

    def _bracketed(self) -> Node:
        self._next()
        items = [self._expression(0)]
        while self._took(","):
            items.append(self._expression(0))
        if not self._took(")"):
            raise NotUnderstood
        self._refuse_joined()
        return items[0] if len(items) == 1 else Union(tuple(items))

    def _call(self, name: str) -> Node:
        arguments: list[Node] = []
        if not self._took(")"):
            while True:
                is_left_out = self._kind == "sign" and self._text in (",", ")")
                arguments.append(Constant(None) if is_left_out else self._expression(0))
                if self._took(")"):
                    break
                if not self._took(","):
                    raise NotUnderstood
        self._refuse_joined()
        return Call(function_name(name), tuple(arguments))

    def _array(self) -> Node:
        self._next()
        rows: list[tuple[float | int | str | bool, ...]] = []
        row: list[float | int | str | bool] = []
        while True:
            is_negative = self._took("-")
            value = _constant(self._kind, self._text)
            self._next()
            row.append(-value if is_negative and not isinstance(value, str) else value)
            if self._took(","):
                continue
            rows.append(tuple(row))
            row = []
            if self._took("}"):
                break
            if not self._took(";"):
                raise NotUnderstood
        if len({len(one) for one in rows}) > 1:
            raise NotUnderstood
        return Array(tuple(rows))


def _constant(kind: str, text: str) -> float | int | str | bool:
    if kind == "number":
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise NotUnderstood
        return int(text) if text.isdigit() and len(text) <= 15 else number
    if kind == "text":
        return text[1:-1].replace('""', '"')
    if kind == "error":
        return ErrorValue(text)
    if kind == "name" and text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    raise NotUnderstood
