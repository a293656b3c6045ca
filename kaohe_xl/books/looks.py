"""How cells of the sheets that we add look: in the workbook's own font, with a few fills and borders."""

from __future__ import annotations

import re
from enum import Enum

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
    p = styles.prefix
    font = styles.index_in(b"fonts", b"font", _font(styles, look))
    fill, border = _fill_index(styles, look), _border_index(styles, look)
    across = b' horizontal="center"' if look is Look.HEADER else b""
    wrap = b' wrapText="1"' if wraps or look is Look.HEADER else b""
    parent = b' xfId="0"' if styles.elements(b"cellStyleXfs", b"xf") or not styles.shown else b""
    return styles.format_index(
        b'<%sxf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d"%s applyNumberFormat="1" applyFont="1" '
        b'applyFill="1" applyBorder="1" applyAlignment="1"><%salignment%s vertical="center"%s/></%sxf>'
        % (p, styles.number_of(code), font, fill, border, parent, p, across, wrap, p)
    )


def fonts_of(styles: Styles) -> tuple[bytes, ...]:
    """The fonts that these looks have, the workbook's own left out."""
    return _font(styles, Look.HEADER), _font(styles, Look.LINK)


def fills_of(prefix: bytes) -> tuple[bytes, ...]:
    """The fills that these looks have, the blank one left out."""
    return tuple(_fill(prefix, colour) for colour in _FILLS.values())


def border_of(prefix: bytes) -> bytes:
    """The border that these looks have."""
    p = prefix
    sides = b"".join(
        b'<%s%s style="thin"><%scolor rgb="FF%s"/></%s%s>' % (p, side, p, _LINE, p, side) for side in _SIDES
    )
    return b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p)


def _font(styles: Styles, look: Look) -> bytes:
    """The workbook's first font, bold or as a link."""
    p = styles.prefix
    fonts = styles.elements(b"fonts", b"font")
    plain = fonts[0] if fonts else b'<%sfont><%ssz val="11"/></%sfont>' % (p, p, p)
    if look in (Look.BODY, Look.INPUT):
        return plain
    parts = {found[1]: found[0] for found in _PART.finditer(plain[plain.index(b">") :])}
    if look is Look.LINK:
        parts |= {b"u": b"<%su/>" % p, b"color": b'<%scolor rgb="FF%s"/>' % (p, _LINK)}
        parts.pop(b"b", None)
    else:
        parts[b"b"] = b"<%sb/>" % p
    inside = b"".join(parts[name] for name in _ORDER if name in parts)
    return b"<%sfont>%s</%sfont>" % (p, inside, p)


def _fill_index(styles: Styles, look: Look) -> int:
    """The index of the look's fill. The first two fills of a workbook are always none and a grey."""
    p = styles.prefix
    if not styles.elements(b"fills", b"fill"):
        for pattern in (b"none", b"gray125"):
            plain = b'<%sfill><%spatternFill patternType="%s"/></%sfill>' % (p, p, pattern, p)
            styles.index_in(b"fills", b"fill", plain)
    colour = _FILLS.get(look)
    return 0 if colour is None else styles.index_in(b"fills", b"fill", _fill(p, colour))


def _fill(p: bytes, colour: bytes) -> bytes:
    return (
        b'<%(p)sfill><%(p)spatternFill patternType="solid"><%(p)sfgColor rgb="FF%(colour)s"/>'
        b'<%(p)sbgColor indexed="64"/></%(p)spatternFill></%(p)sfill>' % {b"p": p, b"colour": colour}
    )


def _border_index(styles: Styles, look: Look) -> int:
    """The index of the look's border. The first border of a workbook is none."""
    p = styles.prefix
    if not styles.elements(b"borders", b"border"):
        sides = b"".join(b"<%s%s/>" % (p, side) for side in _SIDES)
        styles.index_in(b"borders", b"border", b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p))
    return 0 if look is Look.TITLE else styles.index_in(b"borders", b"border", border_of(p))


def is_look(element: bytes) -> bool:
    """Whether a cell format is written as `format_of` writes one."""
    names = tuple(name for name in attributes(element[: element.index(b">") + 1]) if name != "xfId")
    return names == _ATTRIBUTES and b'vertical="center"' in element and element.count(b"<") == 3
