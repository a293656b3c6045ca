"""Text files: their letters, and what a person would see in a field of text: a number, a date, words."""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from decimal import Decimal

from kaohe_xl.books.biff import ERRORS
from kaohe_xl.books.grid import ErrorValue, Value
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LONGEST_SHEET_NAME = 31
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUMBER = re.compile(
    r"([+-]?)(0|[1-9]\d{0,14}|[1-9]\d{15,}(?=\.)|[1-9]\d{0,2}(?:,\d{3}){1,4})?(\.\d+)?([eE][+-]?\d{1,2})?([%％﹪]?)"
)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|年(\d{1,2})月)(\d{1,2})日?"
    r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
_FORCED_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ERRORS = frozenset(ERRORS.values())


def decoded(data: bytes, book: str) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030. Raises BookError for another encoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, (encoding,), book)
    wide = wide_encoding(data[:4096])
    return _decoded(data, (wide,) if wide else ("utf-8", "gb18030"), book)


def wide_encoding(head: bytes) -> str:
    """UTF-16 and the order of its bytes, where text without a mark looks like it; "" elsewhere.

    Separators, digits and line ends have a zero byte on one and the same side.
    """
    even, odd = head[::2].count(0), head[1::2].count(0)
    if (even + odd) * 20 < len(head) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(data: bytes, encodings: tuple[str, ...], book: str) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BookError(*sentence("UNKNOWN_ENCODING", book=book))


def typed(text: str) -> tuple[Value, bool]:
    """What a field holds, and whether it is shown as a percentage; 85% is 0.85 shown so, as Excel reads it.

    Whole numbers with a leading zero, or with more than 15 digits (账号), stay text.
    """
    forced = _FORCED_TEXT.fullmatch(text.strip())
    if forced:
        return forced[1].replace('""', '"') or None, False
    if text.startswith("\t"):
        return text.strip() or None, False
    bare = text.strip()
    if not bare:
        return None, False
    number = _number(bare)
    if number is not None:
        return number
    if bare in ("TRUE", "FALSE"):
        return bare == "TRUE", False
    if bare in _ERRORS:
        return ErrorValue(bare), False
    return _date(bare) or text.replace("\r\n", "\n").replace("\r", "\n"), False


def _number(text: str) -> tuple[Value, bool] | None:
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]) or (found[4] and not found[3]):
        return None
    digits = (found[2] or "").replace(",", "") + (found[3] or "")
    value = Decimal(f"{found[1]}{digits}{found[4] or ''}")
    if found[5]:
        return float(value / 100), True
    whole = found[3] is None and not found[4]
    return (int(value) if whole else float(value)), False


def _date(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or found[3] or found[4]), int(found[5])
    try:
        hour, minute, second = (int(part or 0) for part in found.group(6, 7, 8))
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def sheet_name(stem: str) -> str:
    """A file's name as the name of its only sheet, as Excel allows it."""
    return _NOT_IN_NAMES.sub("_", stem).strip("'")[:LONGEST_SHEET_NAME].rstrip("'") or "Sheet1"
