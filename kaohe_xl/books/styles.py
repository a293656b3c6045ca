"""The styles part: what number formats show, and new formats appended where a new cell needs one."""

from __future__ import annotations

import re
from functools import cached_property

from kaohe_xl.books.markup import ATTRIBUTES, Markup, Splice, attributes, opened, quoted, with_attribute
from kaohe_xl.books.serials import Shown, shown_as
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

OWN_LIST = b" >"  # how the start tag of a list ends that the part didn't have before
MOST_FORMATS = 64_000
MOST_ELEMENTS, LARGEST_STYLES = 250_000, 64 << 20
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_BUILT_IN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "@": 49,
}
_FIRST_OWN_FORMAT = 164
# The order of CT_Stylesheet: a new list goes behind all that stand before it.
_ORDER = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles", b"dxfs")
_TAG = re.compile(b"<" + ATTRIBUTES + b">")
_NUMBER_FORMAT = re.compile(rb'<[^\s<>"]+ numFmtId="(\d{1,9})"')
_RGB = re.compile(r"^(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})$")

Looks = tuple[frozenset[tuple[str, str]], bytes]


class Styles:
    """Cell formats by index, and differential formats of conditional formatting; both can grow.

    `render` gives the part with what was added; the indexes that stood there never change.
    """

    def __init__(self, part: Markup) -> None:
        self._part = part
        self._formats = self._list(b"cellXfs", b"xf")
        self._differential = self._list(b"dxfs", b"dxf")
        codes = [_start(element) for element in self._list(b"numFmts", b"numFmt")]
        try:
            self._codes = {int(of["numFmtId"]): of.get("formatCode", "") for of in codes if "numFmtId" in of}
            self._shown = [self._shown_by(element) for element in self._formats]
        except ValueError as error:
            raise part.damaged() from error
        self._numbers = {code: number for number, code in reversed(self._codes.items())}
        self._new_codes: list[bytes] = []
        self._made: dict[tuple[int, str], int] = {}
        self._more: dict[tuple[bytes, bytes], list[bytes]] = {}
        self._old = (len(self._formats), len(self._differential))

    def _list(self, parent: bytes, name: bytes) -> list[bytes]:
        """The elements of a list. Raises BookError where they are more than Excel could ever write."""
        found = self._part.elements(parent, name, MOST_ELEMENTS + 1)
        if len(found) > MOST_ELEMENTS:
            raise BookError(*sentence("TOO_MANY_STYLES", book=self._part.book, part=self._part.part))
        return found

    @property
    def has_grown(self) -> bool:
        """Whether anything was added."""
        is_longer = self._old != (len(self._formats), len(self._differential))
        return is_longer or bool(self._new_codes or self._more)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What each cell format shows numbers as."""
        return tuple(self._shown)

    def is_date(self, index: int) -> bool:
        """Whether a cell format shows a number as a date."""
        return 0 <= index < len(self._shown) and self._shown[index] is Shown.DATE

    def with_number_format(self, index: int, code: str) -> int:
        """A cell format like `index` with another number format; an equal one is used where there is one.

        Raises BookError where the part has no such format, or no room.
        """
        if (index, code) not in self._made:
            self._made[index, code] = self._with_number_format(index, code)
        return self._made[index, code]

    def _with_number_format(self, index: int, code: str) -> int:
        self._with_default()
        if not 0 <= index < len(self._formats):
            raise self._part.damaged()
        element = self._formats[index]
        number = self.number_of(code)
        if _start(element).get("numFmtId", "0") == str(number):
            return index
        tag, rest = _split(element)
        new = with_attribute(with_attribute(tag, "numFmtId", str(number)), "applyNumberFormat", "1") + rest
        return self.format_index(new)

    def format_index(self, element: bytes) -> int:
        """The index of a cell format, added where none is equal. Raises BookError where there is no room."""
        self._with_default()
        looks = _looks(element)
        if looks in self._by_looks:
            return self._by_looks[looks]
        if len(self._formats) >= MOST_FORMATS:
            raise BookError(*sentence("TOO_MANY_FORMATS", book=self._part.book))
        self._by_looks[looks] = len(self._formats)
        return self._add(element)

    def _with_default(self) -> None:
        if not self._formats:
            self._add(b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' % self._part.prefix)

    def index_in(self, parent: bytes, name: bytes, element: bytes) -> int:
        """The index of an element in `fonts`, `fills` or `borders`, added where it isn't there."""
        known = [*self.elements(parent, name), *self._more.get((parent, name), ())]
        if element not in known:
            self._more.setdefault((parent, name), []).append(element)
            return len(known)
        return known.index(element)

    def elements(self, parent: bytes, name: bytes) -> list[bytes]:
        """The elements of a list as the part has them. Raises BookError for too many of them."""
        return self._list(parent, name)

    @property
    def prefix(self) -> bytes:
        """The namespace prefix of the part's elements, with its colon."""
        return self._part.prefix

    def _add(self, element: bytes) -> int:
        """A cell format's index behind all others."""
        self._formats.append(element)
        self._shown.append(self._shown_by(element))
        return len(self._formats) - 1

    @cached_property
    def _by_looks(self) -> dict[Looks, int]:
        """What makes formats equal -> the first of them."""
        found: dict[Looks, int] = {}
        for index, element in enumerate(self._formats):
            found.setdefault(_looks(element), index)
        return found

    def text_colour(self, fill: str, font: str) -> int:
        """A differential format with this fill and font colour (RRGGBB), an equal one where there is one."""
        new = text_colour(self._part.prefix, fill, font)
        if new not in self._by_element:
            self._differential.append(new)
            self._by_element[new] = len(self._differential) - 1
        return self._by_element[new]

    @cached_property
    def _by_element(self) -> dict[bytes, int]:
        return {element: index for index, element in reversed([*enumerate(self._differential)])}

    def colours_of(self, index: int) -> tuple[str, str]:
        """Fill and font colour of a differential format as RRGGBB; "" for a theme colour or none."""
        if not 0 <= index < len(self._differential):
            return "", ""
        element, prefix = self._differential[index], self._part.prefix
        fill = _between(element, prefix + b"fill")
        font = _between(element, prefix + b"font")
        return _rgb(fill, prefix + b"bgColor") or _rgb(fill, prefix + b"fgColor"), _rgb(
            font, prefix + b"color"
        )

    def render(self) -> bytes:
        """The part with everything that was added; the bytes as they were where nothing was."""
        formats, differential = self._old
        splices = [
            *self._appended(b"numFmts", b"numFmt", self._new_codes),
            *(splice for at, new in self._more.items() for splice in self._appended(*at, new)),
            *self._appended(b"cellXfs", b"xf", self._formats[formats:]),
            *self._appended(b"dxfs", b"dxf", self._differential[differential:]),
        ]
        return self._part.spliced(splices) if splices else self._part.data

    def _shown_by(self, element: bytes) -> Shown:
        """What a cell format shows. Raises ValueError where its number format is no number."""
        plain = _NUMBER_FORMAT.match(element)
        number = int(plain[1] if plain else _start(element).get("numFmtId", "0") or 0)
        return shown_as(number, self._codes.get(number))

    def known_number(self, code: str) -> int | None:
        """The id of a number format; None where the workbook hasn't got it."""
        return self._numbers.get(code, _BUILT_IN.get(code))

    def number_of(self, code: str) -> int:
        """The id of a number format, a new one where there is none yet."""
        if code in self._numbers:
            return self._numbers[code]
        if code in _BUILT_IN and _BUILT_IN[code] not in self._codes:
            return _BUILT_IN[code]
        number = max(_FIRST_OWN_FORMAT - 1, *self._codes) + 1 if self._codes else _FIRST_OWN_FORMAT
        self._codes[number], self._numbers[code] = code, number
        written = quoted(code)
        self._new_codes.append(
            b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (self._part.prefix, number, written)
        )
        return number

    def _appended(self, parent: bytes, name: bytes, new: list[bytes]) -> list[Splice]:
        """The splices that append `new` elements to `parent`, made where there is none."""
        if not new:
            return []
        part, body = self._part, b"".join(new)
        full = part.prefix + parent
        tag = part.first(parent)
        if tag is None:
            at = self._place_of(parent)
            return [(at, at, b'<%s count="%d"%s%s</%s>' % (full, len(new), OWN_LIST, body, full))]
        count = len(part.elements(parent, name)) + len(new)
        start = opened(with_attribute(part.data[tag.start() : tag.end()], "count", str(count)))
        if tag[0].endswith(b"/>"):
            return [(tag.start(), tag.end(), start + body + b"</%s>" % full)]
        end = part.ends(tag, parent)[0]
        return [(tag.start(), tag.end(), start), (end, end, body)]

    def _place_of(self, parent: bytes) -> int:
        """Where a list that isn't there yet belongs."""
        before = _ORDER[: _ORDER.index(parent)]
        at = self._part.root.end()
        for name, _, end in self._part.children(at, len(self._part.data)):
            if name in before:
                at = end
        return at


def text_colour(prefix: bytes, fill: str, font: str) -> bytes:
    """The element of a differential format with this fill and font colour (RRGGBB)."""
    return (
        b'<%(p)sdxf><%(p)sfont><%(p)scolor rgb="FF%(font)s"/></%(p)sfont><%(p)sfill><%(p)spatternFill>'
        b'<%(p)sbgColor rgb="FF%(fill)s"/></%(p)spatternFill></%(p)sfill></%(p)sdxf>'
    ) % {b"p": prefix, b"font": font.upper().encode(), b"fill": fill.upper().encode()}


def _start(element: bytes) -> dict[str, str]:
    return attributes(_split(element)[0])


def _looks(element: bytes) -> Looks:
    """What makes two cell formats equal: the number format counts whether or not it says that it applies."""
    tag, rest = _split(element)
    of = attributes(tag)
    of.pop("applyNumberFormat", None)
    return frozenset(of.items()), b"" if tag.endswith(b"/>") else rest


def _split(element: bytes) -> tuple[bytes, bytes]:
    """The start tag and the rest of an element."""
    tag = _TAG.match(element)
    end = tag.end() if tag else len(element)
    return element[:end], element[end:]


def _between(element: bytes, name: bytes) -> bytes:
    """The content of the first element of that name; empty where there is none."""
    found = re.search(
        b"<" + re.escape(name) + rb"(?=[\s>])[^>]*(?<!/)>(.*?)</" + re.escape(name) + rb"\s*>", element, re.S
    )
    return found[1] if found else b""


def _rgb(element: bytes, name: bytes) -> str:
    found = re.search(b"<" + re.escape(name) + rb"(?=[\s/>])[^>]*>", element)
    colour = _RGB.match(attributes(found[0]).get("rgb", "")) if found else None
    return colour[1].upper() if colour else ""
