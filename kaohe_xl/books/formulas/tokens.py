"""The words of a formula as a workbook stores it: A1 references, English function names, commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW, column_number

_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_COLUMNS = r"(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})"
_ROWS = r"(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7})"
_ENDS = r"(?![\w.(\\?\[!'])"
_SHEET = r"'(?:[^']|'')+'|(?:\[[^\[\]]*\][\w.\\?]*|[\w.\\?]+)(?::[\w.\\?]+)?"
_TEXT = r'"(?:[^"]|"")*"'
_ERROR = r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|[A-Z]+!)"
_NAME = r"(?:[^\W\d]|\\)[\w.\\?]*+"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_AREA = rf"(?:{_CELL}(?::{_CELL})?|{_COLUMNS}|{_ROWS}){_ENDS}"
_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


def _scan(prefix: str) -> re.Pattern[str]:
    """What matters for dependence, in order: texts and errors (skipped), references, functions, names with a
    sheet, brackets, names, numbers (so that no name is seen in 1E5), and a colon that no reference took."""
    return re.compile(
        rf"{_TEXT}|{prefix}{_AREA}|({_NAME})\(|{prefix}({_NAME})(?!\[)|({_NAME})?({_BRACKETS})"
        rf"|{_NUMBER}|{_ERROR}|(:)",
        re.DOTALL,
    )


_SCAN_OWN, _SCAN = _scan("()"), _scan(f"(?:({_SHEET})!)?")
_PLAIN_AREA = _AREA.replace("($", "(?:$").replace("([", "(?:[").replace("(\\$", "(?:\\$")
_WORD = re.compile(
    rf"(?P<space>[ \t\r\n]+)|(?P<text>{_TEXT})|(?P<error>{_ERROR})"
    rf"|(?P<area>(?:(?:{_SHEET})!)?{_PLAIN_AREA})|(?P<function>(?:(?:{_SHEET})!)?{_NAME})\("
    rf"|(?P<name>(?:(?:{_SHEET})!)?{_NAME})(?!\[)|(?P<column>(?:{_NAME})?{_BRACKETS})"
    rf"|(?P<number>{_NUMBER})|(?P<sign><=|>=|<>|[-+*/^&=<>%(),;{{}}:])|(?P<other>.)",
    re.DOTALL,
)
_WHOLE_AREA = re.compile(rf"(?:({_SHEET})!)?{_AREA}")
_WHOLE_NAME = re.compile(rf"(?:({_SHEET})!)?({_NAME})$")


class Reference(NamedTuple):
    """Cells as a formula names them, 1-based, ends included; `prefix`: the sheet as written, "" for its own.

    `fixed` says for top, left, bottom and right whether it stays where it is when the formula is filled down.
    """

    prefix: str
    top: int
    left: int
    bottom: int
    right: int
    fixed: tuple[bool, bool, bool, bool]

    def shifted(self, down: int, right: int) -> Reference | None:
        """The cells named from another cell of a shared formula; None where they lie off the sheet."""
        a, b, c, d = self.fixed
        top, bottom = self.top + (0 if a else down), self.bottom + (0 if c else down)
        left, end = self.left + (0 if b else right), self.right + (0 if d else right)
        if not (min(top, bottom) >= 1 and max(top, bottom) <= LAST_ROW):
            return None
        if not (min(left, end) >= 1 and max(left, end) <= LAST_COLUMN):
            return None
        return Reference(
            self.prefix, min(top, bottom), min(left, end), max(top, bottom), max(left, end), self.fixed
        )


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a formula's text names: cells, functions, names (as written), columns of tables.

    `is_spanned`: a colon joins something else than two cells, so cells between are meant as well.
    """

    references: tuple[Reference, ...]
    functions: frozenset[str]
    names: frozenset[str]
    columns: frozenset[tuple[str, str]]
    is_spanned: bool


_NOTHING: frozenset[str] = frozenset()
_NO_COLUMNS: frozenset[tuple[str, str]] = frozenset()


def scanned(text: str) -> Scanned:
    """What `text`, without its `=`, names. Never raises: what makes no sense is not there."""
    references: list[Reference] = []
    functions: set[str] = set()
    names: set[str] = set()
    columns: set[tuple[str, str]] = set()
    is_spanned = False
    for found in (_SCAN if "!" in text else _SCAN_OWN).findall(text):
        if found[2] or found[10] or found[14]:
            made = _reference(found)
            if made is None:
                names.add(found[0] + found[2] + found[4])
            else:
                references.append(made)
        elif found[17]:
            functions.add(found[17].upper())
        elif found[19]:
            names.add(f"{found[18]}!{found[19]}" if found[18] else found[19])
        elif found[21]:
            columns.add((found[20], found[21]))
        elif found[22]:
            is_spanned = True
    return Scanned(
        tuple(references),
        frozenset(functions) if functions else _NOTHING,
        frozenset(names) if names else _NOTHING,
        frozenset(columns) if columns else _NO_COLUMNS,
        is_spanned,
    )


def shape(text: str, row: int, column: int) -> str:
    """A key that formulas share which say the same relative to their cells: one filled down, or right."""

    def relative(found: re.Match[str]) -> str:
        """An area by its distance from the cell; anything else as it is."""
        groups = tuple(group or "" for group in found.groups())
        if not (groups[2] or groups[10] or groups[14]):
            return found[0]
        made = _reference(groups)
        if made is None:
            return found[0]
        a, b, c, d = made.fixed
        ends = (
            made.top if a else made.top - row,
            made.left if b else made.left - column,
            made.bottom if c else made.bottom - row,
            made.right if d else made.right - column,
        )
        return f"\0{made.prefix}!{ends}{made.fixed}"

    return (_SCAN if "!" in text else _SCAN_OWN).sub(relative, text)


def words(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each word of a formula without its `=`, for the parser; nothing is left out."""
    for found in _WORD.finditer(text):
        kind = found.lastgroup or "other"
        yield kind, found[kind]


def reference(text: str) -> Reference | None:
    """A word of kind `area` as a reference; None where it lies off the sheet."""
    found = _WHOLE_AREA.match(text)
    return _reference(tuple(group or "" for group in found.groups())) if found else None


def prefixed_name(text: str) -> tuple[str, str]:
    """A word of kind `name` as its sheet prefix ("" for none) and the name."""
    found = _WHOLE_NAME.match(text)
    return (found[1] or "", found[2]) if found else ("", text)


def _reference(found: tuple[str, ...]) -> Reference | None:
    """A reference of the groups: prefix, cell, cell, columns, rows. None where it lies off the sheet."""
    prefix = found[0]
    if found[2]:
        left, top = _column(found[2]), int(found[4])
        column_fixed, row_fixed = found[1] == "$", found[3] == "$"
        if not found[6]:
            if not (1 <= top <= LAST_ROW and left <= LAST_COLUMN):
                return None
            return Reference(prefix, top, left, top, left, (row_fixed, column_fixed, row_fixed, column_fixed))
        right, bottom = _column(found[6]), int(found[8])
        fixed = (row_fixed, column_fixed, found[7] == "$", found[5] == "$")
    elif found[10]:
        left, right, top, bottom = _column(found[10]), _column(found[12]), 1, LAST_ROW
        fixed = (True, found[9] == "$", True, found[11] == "$")
    else:
        left, right, top, bottom = 1, LAST_COLUMN, int(found[14]), int(found[16])
        fixed = (found[13] == "$", True, found[15] == "$", True)
    if top > bottom:
        top, bottom, fixed = bottom, top, (fixed[2], fixed[1], fixed[0], fixed[3])
    if left > right:
        left, right, fixed = right, left, (fixed[0], fixed[3], fixed[2], fixed[1])
    if top < 1 or bottom > LAST_ROW or right > LAST_COLUMN:
        return None
    return Reference(prefix, top, left, bottom, right, fixed)


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    return column_number(letters)
