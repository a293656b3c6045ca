"""One cell as XML: what a value looks like inside `<c>`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kaohe_xl.books.grid import ErrorValue, Formula, Value
from kaohe_xl.books.markup import escape, with_attribute, without_attributes
from kaohe_xl.books.references import cell_name
from kaohe_xl.books.serials import serial_of
from kaohe_xl.books.sharedstrings import escaped
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LONGEST_TEXT = 32_767
LARGEST_NUMBER = 9.99999999999999e307


class Kept(Enum):
    """What stands in the cell stays; only its looks change."""

    KEPT = 0


@dataclass(frozen=True, slots=True)
class Cached:
    """The cell keeps its formula; the result stored beside it becomes `value`, or goes for None.

    With `formula` the cell gets that formula, and the result with it.
    """

    value: Value
    formula: Formula | None = None


Content = Value | Kept | Cached


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the cells of one sheet; `prefix` is the sheet's namespace prefix with its colon.

    `heights`: row -> points, of rows that aren't there yet.
    """

    sheet: str
    prefix: bytes
    is_1904: bool
    heights: Mapping[int, float] = field(default_factory=dict)

    def new(self, place: tuple[int, int], value: Content, style: int) -> bytes:
        """A cell that wasn't there."""
        tag = b'<%sc r="%s"' % (self.prefix, cell_name(*place).encode())
        return self._cell(tag + (b' s="%d"' % style if style else b""), place, value)

    def result(self, tag: bytes, place: tuple[int, int], value: Value) -> tuple[bytes, bytes]:
        """The start tag of a formula's cell and the element `v` with its result; none of it for None."""
        kind, body = self._body(place, value) if not isinstance(value, str) else self._text_result(value)
        if re.search(rb"""\st\s*=\s*["']""" + (kind[4:-1] or b"n") + rb"""["']""", tag) is None:
            bare = without_attributes(tag, "t").rstrip(b">").rstrip()
            tag = bare + kind + b">"
        return without_attributes(tag, "vm"), body

    def _text_result(self, value: str) -> tuple[bytes, bytes]:
        kind = b"e" if isinstance(value, ErrorValue) else b"str"
        return b' t="%s"' % kind, b"<%sv>%s</%sv>" % (self.prefix, escape(escaped(value)), self.prefix)

    def replaced(self, tag: bytes, place: tuple[int, int], value: Content, extension: bytes) -> bytes:
        """A cell whose start tag is kept, but for what spoke of the old value."""
        tag = without_attributes(tag, "t", "cm", "vm", "ph")
        return self._cell(tag.rstrip(b">").rstrip(b"/").rstrip(), place, value, extension)

    def _cell(self, head: bytes, place: tuple[int, int], value: Content, extension: bytes = b"") -> bytes:
        kind, body = self._body(place, value)
        if not body and not extension:
            return head + b"/>"
        return head + kind + b">" + body + extension + b"</%sc>" % self.prefix

    def _body(self, place: tuple[int, int], value: Content) -> tuple[bytes, bytes]:
        """The type attribute and the content of a cell with this value."""
        p = self.prefix
        if isinstance(value, Cached):
            kind, result = self.result(b"<c>", place, value.value)
            return kind[2:-1], self._body(place, value.formula)[1] + result
        if value is None or value is Kept.KEPT or value == "":
            return b"", b""
        if isinstance(value, datetime):
            value = self._serial(place, value)
        if isinstance(value, bool):
            return b' t="b"', b"<%sv>%d</%sv>" % (p, value, p)
        if isinstance(value, int | float):
            if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # NaN neither
                raise BookError(*sentence("NUMBER_NOT_FINITE", sheet=self.sheet, cell=cell_name(*place)))
            return b"", b"<%sv>%s</%sv>" % (p, _digits(value), p)
        text = str(value)
        if len(text) > LONGEST_TEXT:
            words = {"sheet": self.sheet, "cell": cell_name(*place), "length": len(text)}
            raise BookError(*sentence("TEXT_TOO_LONG", **words))
        if isinstance(value, Formula):
            return b"", b"<%sf>%s</%sf>" % (p, escape(escaped_controls(text[1:])), p)
        if isinstance(value, ErrorValue):
            return b' t="e"', b"<%sv>%s</%sv>" % (p, escape(text), p)
        return b' t="inlineStr"', b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (
            *(p, p, escape(escaped(text))),
            *(p, p),
        )

    def _serial(self, place: tuple[int, int], date: datetime) -> int | float:
        serial = serial_of(date, self.is_1904)
        if serial is None:
            words = {"sheet": self.sheet, "cell": cell_name(*place), "text": date.date().isoformat()}
            raise BookError(*sentence("DATE_TOO_EARLY", **words))
        return serial


def _digits(value: float) -> bytes:
    """The number as XML writes it, whatever kind of float or int it is."""
    return repr(float(value) if isinstance(value, float) else int(value)).encode()


def styled(tag: bytes, style: int) -> bytes:
    """A cell's start tag with its format; a tag without one stays without for format 0."""
    if style or re.search(rb"\ss\s*=", tag):
        return with_attribute(tag, "s", str(style))
    return tag


def escaped_controls(formula: str) -> str:
    """A formula without the characters that XML can't hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", formula)
