"""The values in a sheet's XML, just as it has them: no dates made of numbers, no merged areas emptied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kaohe_xl.books.formulas.cells import Unplaced
from kaohe_xl.books.formulas.values import Scalar
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.markup import ATTRIBUTES, text_of
from kaohe_xl.books.references import column_name, column_number
from kaohe_xl.books.sharedstrings import SharedStrings, rich_text, unescaped

MOST_VALUES = 4_000_000
_FEW_COLUMNS = 40
_TYPE = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")


class TooMany(Exception):
    """More cells than are worth being read for the sake of results that Excel can calculate."""


class Untold:
    """Stands for the value of a cell that isn't known."""


UNTOLD: Final = Untold()
Cell = Scalar | Untold
Columns = dict[int, dict[int, Cell]]


@dataclass
class RawValues:
    """Some columns of a sheet: column -> row -> value; and whether the sheet has hidden rows."""

    columns: Columns = field(default_factory=dict)
    has_hidden_rows: bool = False


def raw_values(
    pieces: Iterable[bytes],
    prefix: bytes,
    columns: frozenset[int] | None,
    strings: Callable[[], SharedStrings],
) -> RawValues:
    """The values in these columns (None: in all) of a sheet whose rows come in pieces.

    Formulas without a stored result are UNTOLD. Raises Unplaced for a cell that doesn't say plainly where
    it is, TooMany, and ValueError or LookupError for what makes no sense.
    """
    found, count = RawValues(), 0
    letters = b"[A-Z]{1,3}"
    if columns is not None and len(columns) <= _FEW_COLUMNS:
        letters = b"|".join(column_name(column).encode() for column in sorted(columns)) or b"-"
    pattern, unplaced, hidden = _pattern(prefix, letters), _unplaced(prefix), _hidden(prefix)
    for data in pieces:
        if unplaced.search(data):
            raise Unplaced
        found.has_hidden_rows = found.has_hidden_rows or hidden.search(data) is not None
        for name, row, rest, body in pattern.findall(data):
            number = _column(name)
            if not body or (columns is not None and number not in columns):
                continue
            value = _value(body, rest, prefix, strings)
            if value is not None:
                found.columns.setdefault(number, {})[int(row)] = value
                count += 1
        if count > MOST_VALUES:
            raise TooMany
    return found


def _value(body: bytes, rest: bytes, prefix: bytes, strings: Callable[[], SharedStrings]) -> Cell:
    """What a cell holds."""
    type_ = _TYPE.search(rest) if b"t" in rest else None
    kind = type_[1] if type_ else b"n"
    raw: bytes | None
    if body.startswith(b"<v>") and body.count(b"<") == 2:
        raw = body[3 : body.rindex(b"<")]
    else:
        parts = _parts(prefix)
        if kind == b"inlineStr":
            inline = parts["is"].search(body)
            return rich_text(inline[1]) if inline and inline[1] else None
        found = parts["v"].search(body)
        raw = (found[1] or b"") if found else None
        if not raw and parts["f"].search(body):
            return "" if kind == b"str" else UNTOLD
    if raw is None or (raw == b"" and kind != b"str"):
        return None
    return _typed(raw, kind, strings)


def _typed(raw: bytes, kind: bytes, strings: Callable[[], SharedStrings]) -> Cell:
    if kind == b"n":
        value = float(raw)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if kind == b"s":
        return strings()[int(raw)]
    if kind == b"d":
        return UNTOLD
    text = text_of(raw)
    if kind == b"b":
        return text.strip() in ("1", "true")
    return ErrorValue(text) if kind == b"e" else unescaped(text)


@lru_cache(maxsize=64)
def _pattern(prefix: bytes, letters: bytes) -> re.Pattern[bytes]:
    """A cell: letters and number of its reference, its other attributes, its content."""
    p = re.escape(prefix)
    tag = rb'<%bc r="(%b)(\d{1,7})"(%b)' % (p, letters, ATTRIBUTES)
    return re.compile(tag + rb"(?:(?<=/)>|(?<!/)>(.*?)</%bc\s*>)" % p, re.DOTALL)


@lru_cache(maxsize=16)
def _unplaced(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb'<%bc(?=[\s/>])(?! r="[A-Z]{1,3}[0-9]{1,7}")' % re.escape(prefix))


@lru_cache(maxsize=16)
def _hidden(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""<%brow\s[^>]*?\bhidden\s*=\s*["'](?:1|true)""" % re.escape(prefix))


@lru_cache(maxsize=16)
def _parts(prefix: bytes) -> Mapping[str, re.Pattern[bytes]]:
    """For v, f and is: the element, its content as group 1 (None for an empty element)."""
    patterns = {}
    for name in ("v", "f", "is"):
        tag = re.escape(prefix) + name.encode()
        end = rb"(?:(?<=/)>|(?<!/)>(.*?)</%b\s*>)" % tag
        patterns[name] = re.compile(rb"<%b(?=[\s/>])" % tag + ATTRIBUTES + end, re.DOTALL)
    return patterns


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())
