"""What a cell's attributes and raw content mean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from kaohe_xl.books.grid import Area, ErrorValue, SheetTooLarge, Value
from kaohe_xl.books.markup import ATTRIBUTES, attributes, text_of
from kaohe_xl.books.references import area_of, cell_name
from kaohe_xl.books.serials import Shown, date_of
from kaohe_xl.books.sharedstrings import SharedStrings, rich_text, unescaped
from kaohe_xl.books.simplerows import Kind
from kaohe_xl.errors import InputError
from kaohe_xl.messages import sentence

_MOST_DIGITS, _LARGEST_WHOLE = 19, 1e15


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell's meaning depends on outside its sheet. `shown`: by index of the cell format."""

    book: str
    sheet: str
    strings: Callable[[], SharedStrings]
    shown: tuple[Shown, ...]
    is_1904: bool = False
    hidden: bool = False

    def too_many(self, row: int, column: int) -> SheetTooLarge:
        """The error for a sheet that reaches too far."""
        words = {"book": self.book, "sheet": self.sheet, "cell": cell_name(row, column)}
        return SheetTooLarge(*sentence("TOO_MANY_CELLS", **words))

    def too_large(self, size: int) -> SheetTooLarge:
        """The error for a sheet whose XML has that many bytes."""
        return SheetTooLarge(
            *sentence("SHEET_TOO_LARGE", book=self.book, sheet=self.sheet, size=size >> 20)
        )


def kind_of(around: Surroundings, rest: bytes) -> Kind | None:
    """What a cell with these attributes holds; None where its content has to tell."""
    shown, type_ = shown_and_type(rest, around.shown)
    if shown is Shown.PERCENT and type_ != "n":
        return None
    if shown is Shown.DATE and type_ == "n":
        return Kind(type_, lambda raw: dated(around, number_of(raw)), False)
    if type_ == "n":
        return Kind(type_, number_of, shown is Shown.PERCENT)
    if type_ == "inlineStr":
        return Kind(type_, lambda raw: unescaped(text_of(raw)), False)
    return Kind(type_, lambda raw: value_of(around, raw, type_), False)


def shown_and_type(rest: bytes, shown: tuple[Shown, ...]) -> tuple[Shown, str]:
    """How the number is shown, and the type of the cell."""
    of_cell = attributes(rest)
    style = int(of_cell.get("s", 0))
    return shown[style] if 0 <= style < len(shown) else Shown.NUMBER, of_cell.get("t", "n")


def content_of(body: bytes, type_: str, prefix: bytes) -> tuple[bytes | None, bytes | None]:
    """The raw value and the raw formula in a cell's content; None where there is none."""
    if body.startswith(b"<v>") and body.count(b"<") == 2:
        return body[3 : body.rindex(b"<")], None
    patterns = _patterns(prefix)
    found = patterns["is" if type_ == "inlineStr" else "v"].search(body)
    formula = patterns["f"].search(body)
    return (found[1] if found else None), (formula[1] or b"" if formula else None)


def dated(around: Surroundings, value: Value) -> Value:
    """A number as the date that its cell shows; itself where it is none."""
    return (date_of(value, around.is_1904) if isinstance(value, int | float) else None) or value


def value_of(around: Surroundings, raw: bytes, type_: str) -> Value:
    """The value of a cell's raw content by its type."""
    if type_ == "n":
        return number_of(raw)
    if type_ == "s":
        return around.strings()[int(raw)]
    if type_ == "inlineStr":
        return rich_text(raw)
    text = unescaped(text_of(raw))
    if type_ == "b":
        return text.strip() in ("1", "true")
    if type_ == "e":
        return ErrorValue(text)
    if type_ == "d":
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    return text


def number_of(raw: bytes) -> int | float | ErrorValue:
    """A number as it stands, whole ones as int, infinite ones as `#NUM!`. Raises ValueError for text."""
    if raw.isdigit() and len(raw) < _MOST_DIGITS:
        return int(raw)
    number = float(raw)
    if b"." in raw and -_LARGEST_WHOLE < number < _LARGEST_WHOLE:
        return number
    if not math.isfinite(number):
        return ErrorValue("#NUM!")
    is_whole = b"." not in raw and b"e" not in raw.lower() and abs(number) < _LARGEST_WHOLE
    return int(number) if is_whole else number


def area_of_cell(reference: str) -> Area:
    """The area of one cell's reference. Raises ValueError for what is none."""
    try:
        return area_of(reference)
    except InputError as error:
        raise ValueError(reference[:20]) from error


@lru_cache(maxsize=16)
def _patterns(prefix: bytes) -> Mapping[str, re.Pattern[bytes]]:
    """For v, f and is: the element, its content as group 1 (None for an empty element)."""
    end = rb"(?=[\s/>])" + ATTRIBUTES + rb"(?:(?<=/)>|(?<!/)>(.*?)</"
    return {
        name: re.compile(
            b"<" + re.escape(prefix + name.encode()) + end + re.escape(prefix + name.encode()) + rb"\s*>)",
            re.S,
        )
        for name in ("v", "f", "is")
    }
