"""How cells of the sheets that we add look: in the workbook's own font, with a few fills and borders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum

from kaohe_xl.books.faces import Face, Finish
from kaohe_xl.books.markup import attributes
from kaohe_xl.books.styles import Styles

GENERAL, DATE, PERCENT = "General", "yyyy-mm-dd", "0%"
CODES = (GENERAL, DATE, PERCENT)
_LINE, _LINK = b"BFBFBF", b"0563C1"
_SIDES = (b"left", b"right", b"top", b"bottom")
_ATTRIBUTES = (
    *("numFmtId", "fontId", "fillId", "borderId"),
    *("applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment"),
)
# The order of CT_Font; not every program keeps to it.
_ORDER = (
    *(b"b", b"i", b"strike", b"condense", b"extend", b"outline", b"shadow", b"u", b"vertAlign"),
    *(b"sz", b"color", b"name", b"family", b"charset", b"scheme"),
)
_PART = re.compile(rb"<(?:[^\s:<>/]+:)?(\w+)(?=[\s/>])[^>]*?(?:/>|></(?:[^\s:<>/]+:)?\1\s*>)")


class Look(Enum):
    """What a cell is: a title, a column's header, a plain cell, one for input, a link to another cell."""

    TITLE = 0
    HEADER = 1
    BODY = 2
    INPUT = 3
    LINK = 4


_FILLS = {Look.HEADER: b"DDEBF7", Look.INPUT: b"FFF2CC"}


def format_of(styles: Styles, look: Look, code: str = GENERAL, *, wraps: bool = False) -> int:
    """The index of the cell format. Raises BookError where the workbook has no room for another one."""
    font = styles.index_in(b"fonts", b"font", _font(styles, look))
    fill = _fill_index(styles, _FILLS.get(look, b""))
    border = _border_index(styles, is_bordered=look is not Look.TITLE)
    across = b' horizontal="center"' if look is Look.HEADER else b""
    number = styles.number_of(code)
    return _format_index(styles, (number, font, fill, border), across, wraps=wraps or look is Look.HEADER)


def _format_index(styles: Styles, ids: tuple[int, int, int, int], across: bytes, *, wraps: bool) -> int:
    """The index of the cell format with this number format, font, fill and border."""
    p = styles.prefix
    wrap = b' wrapText="1"' if wraps else b""
    parent = b' xfId="0"' if styles.elements(b"cellStyleXfs", b"xf") or not styles.shown else b""
    return styles.format_index(
        b'<%sxf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d"%s applyNumberFormat="1" applyFont="1" '
        b'applyFill="1" applyBorder="1" applyAlignment="1"><%salignment%s vertical="center"%s/></%sxf>'
        % (p, *ids, parent, p, across, wrap, p)
    )


def face_format(styles: Styles, face: Face, code: str = GENERAL) -> int:
    """The index of a page's cell format. Raises BookError where the workbook has no room for another one."""
    finish = face.value
    font = styles.index_in(b"fonts", b"font", _finished_font(styles, finish))
    fill = _fill_index(styles, finish.fill.encode())
    border = _border_index(styles, is_bordered=finish.is_bordered)
    across = b' horizontal="%s"' % finish.across.encode()
    return _format_index(styles, (styles.number_of(code), font, fill, border), across, wraps=finish.wraps)


def fonts_of(styles: Styles) -> tuple[bytes, ...]:
    """The fonts that these looks have, the workbook's own left out."""
    faces = (_finished_font(styles, face.value) for face in Face)
    return _font(styles, Look.HEADER), _font(styles, Look.LINK), *faces


def fills_of(prefix: bytes) -> tuple[bytes, ...]:
    """The fills that these looks have, the blank one left out."""
    faces = (face.value.fill.encode() for face in Face if face.value.fill)
    return tuple(_fill(prefix, colour) for colour in dict.fromkeys((*_FILLS.values(), *faces)))


def border_of(prefix: bytes) -> bytes:
    """The border that these looks have."""
    p = prefix
    sides = b"".join(
        b'<%s%s style="thin"><%scolor rgb="FF%s"/></%s%s>' % (p, side, p, _LINE, p, side) for side in _SIDES
    )
    return b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p)


def _font(styles: Styles, look: Look) -> bytes:
    """The workbook's first font, bold or as a link."""
    p, plain = styles.prefix, _plain_font(styles)
    if look in (Look.BODY, Look.INPUT):
        return plain
    parts = _font_parts(plain)
    if look is Look.LINK:
        parts |= {b"u": b"<%su/>" % p, b"color": b'<%scolor rgb="FF%s"/>' % (p, _LINK)}
        parts.pop(b"b", None)
    else:
        parts[b"b"] = b"<%sb/>" % p
    return _font_of(p, parts)


def _finished_font(styles: Styles, finish: Finish) -> bytes:
    """The workbook's first font in another size and colour."""
    p, parts = styles.prefix, _font_parts(_plain_font(styles))
    parts.pop(b"b", None)
    if finish.is_bold:
        parts[b"b"] = b"<%sb/>" % p
    if finish.size:
        parts[b"sz"] = b'<%ssz val="%s"/>' % (p, f"{finish.size:g}".encode())
    if finish.colour:
        parts[b"color"] = b'<%scolor rgb="FF%s"/>' % (p, finish.colour.encode())
    return _font_of(p, parts)


def _plain_font(styles: Styles) -> bytes:
    fonts, p = styles.elements(b"fonts", b"font"), styles.prefix
    return fonts[0] if fonts else b'<%sfont><%ssz val="11"/></%sfont>' % (p, p, p)


def _font_parts(font: bytes) -> dict[bytes, bytes]:
    return {found[1]: found[0] for found in _PART.finditer(font[font.index(b">") :])}


def _font_of(p: bytes, parts: Mapping[bytes, bytes]) -> bytes:
    inside = b"".join(parts[name] for name in _ORDER if name in parts)
    return b"<%sfont>%s</%sfont>" % (p, inside, p)


def _fill_index(styles: Styles, colour: bytes) -> int:
    """The index of the fill, b"" for none. The first two fills of a workbook are always none and a grey."""
    p = styles.prefix
    if not styles.elements(b"fills", b"fill"):
        for pattern in (b"none", b"gray125"):
            plain = b'<%sfill><%spatternFill patternType="%s"/></%sfill>' % (p, p, pattern, p)
            styles.index_in(b"fills", b"fill", plain)
    return 0 if not colour else styles.index_in(b"fills", b"fill", _fill(p, colour))


def _fill(p: bytes, colour: bytes) -> bytes:
    return (
        b'<%(p)sfill><%(p)spatternFill patternType="solid"><%(p)sfgColor rgb="FF%(colour)s"/>'
        b'<%(p)sbgColor indexed="64"/></%(p)spatternFill></%(p)sfill>' % {b"p": p, b"colour": colour}
    )


def _border_index(styles: Styles, *, is_bordered: bool) -> int:
    """The index of the border. The first border of a workbook is none."""
    p = styles.prefix
    if not styles.elements(b"borders", b"border"):
        sides = b"".join(b"<%s%s/>" % (p, side) for side in _SIDES)
        styles.index_in(b"borders", b"border", b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p))
    return styles.index_in(b"borders", b"border", border_of(p)) if is_bordered else 0


def is_look(element: bytes) -> bool:
    """Whether a cell format is written as `format_of` writes one."""
    names = tuple(name for name in attributes(element[: element.index(b">") + 1]) if name != "xfId")
    return names == _ATTRIBUTES and b'vertical="center"' in element and element.count(b"<") == 3
