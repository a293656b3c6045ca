"""The boxes in which Excel shows comments: shapes of a legacy drawing (VML), one a comment.

Such a part is handled as bytes: Excel itself writes some that are no well-formed XML.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kaohe_xl.books.references import LAST_COLUMN, LAST_ROW

Place = tuple[int, int]

EMPTY = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>'
)
# No other program puts the attributes in this order: so it is known as ours, and goes when our boxes do.
_TYPE = (
    b'<v:shapetype path="m,l,21600r21600,l21600,xe" o:spt="202" coordsize="21600,21600" id="_x0000_t202">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style=\'position:absolute;margin-left:60pt;'
    b'margin-top:1.5pt;width:%dpt;height:%dpt;z-index:%d;visibility:hidden\' fillcolor="#ffffe1" '
    b'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
    b"<v:path o:connecttype=\"none\"/><v:textbox style='mso-direction-alt:auto'>"
    b"<div style='text-align:left'></div></v:textbox>"
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%s</x:Anchor>'
    b"<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_NAMESPACES = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
_ONE = re.compile(rb"<v:shape[\s>].*?</v:shape>\s*", re.DOTALL)
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_ROW, _COLUMN = (re.compile(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (w, w)) for w in (b"Row", b"Column"))
_MAP = re.compile(rb"""(<o:idmap\b[^>]*?\bdata\s*=\s*["'])([\d,\s]*)(["'])""")
_ANY = re.compile(rb"<v:(?:shape|group|line|rect|oval|roundrect|image|arc|curve|polyline)[\s>/]")
_ACROSS, _LINE_LETTERS, _LEAST, _MOST = 4, 22, 4, 14
_POINTS_A_COLUMN, _POINTS_A_ROW = 54, 15
_BLOCK = 1024


def with_shapes(data: bytes, texts: Mapping[Place, str]) -> bytes:
    """The drawing with a box for each comment, sized for its text; numbers that are free are taken."""
    if not texts:
        return data
    number = max([_BLOCK * first_block(data), *map(int, _NUMBER.findall(data))]) + 1
    new = [] if b'id="_x0000_t202"' in data else [_TYPE]
    new += [_shape(number + n, place, text) for n, (place, text) in enumerate(sorted(texts.items()))]
    end = data.rindex(b"</")
    data = data[:end] + b"".join(new) + data[end:]
    return _declared(_mapped(data, range(number // _BLOCK, (number + len(texts) - 1) // _BLOCK + 1)))


def without_shapes(data: bytes, places: Collection[Place]) -> bytes:
    """The drawing without the boxes of the comments at these cells, and what only they had use for."""

    def kept(match: re.Match[bytes]) -> bytes:
        """The shape, or nothing where it is one of these boxes."""
        row, column = _ROW.search(match[0]), _COLUMN.search(match[0])
        if b'ObjectType="Note"' not in match[0] or row is None or column is None:
            return match[0]
        return b"" if (int(row[1]) + 1, int(column[1]) + 1) in places else match[0]

    left = _ONE.sub(kept, data)
    if left == data:
        return data
    return _unmapped(left.replace(_TYPE, b""))


def is_bare(data: bytes) -> bool:
    """Whether nothing is drawn there any more."""
    return _ANY.search(data) is None


def first_block(data: bytes) -> int:
    """The first block of 1,024 shape numbers that the drawing has for itself."""
    match = _MAP.search(data)
    numbers = re.findall(rb"\d+", match[2]) if match else []
    return int(numbers[0]) if numbers else 1


def free_block(drawings: Iterable[bytes]) -> int:
    """A block of shape numbers that none of the workbook's drawings has."""
    taken = {
        int(n) for data in drawings for match in _MAP.finditer(data) for n in re.findall(rb"\d+", match[2])
    }
    return max(taken, default=0) + 1


def _shape(number: int, place: Place, text: str) -> bytes:
    """A box right of the cell, as high as its text needs."""
    row, column = place
    lines = sum(-(-max(len(line), 1) // _LINE_LETTERS) for line in text.split("\n"))
    high = min(max(lines + 1, _LEAST), _MOST)
    left = min(column, LAST_COLUMN - _ACROSS - 1)
    top = min(max(row - 2, 0), LAST_ROW - high - 1)
    anchor = b"%d, 15, %d, 2, %d, 15, %d, 4" % (left, top, left + _ACROSS, top + high)
    size = (_ACROSS * _POINTS_A_COLUMN, high * _POINTS_A_ROW)
    return _SHAPE % (number, *size, number % _BLOCK, anchor, row - 1, column - 1)


def _mapped(data: bytes, blocks: Iterable[int]) -> bytes:
    """The drawing with these blocks of numbers among its own."""
    match = _MAP.search(data)
    if match is None:
        return data
    known = re.findall(rb"\d+", match[2])
    known += [b"%d" % block for block in blocks if b"%d" % block not in known]
    return data[: match.start(2)] + b",".join(known) + data[match.end(2) :]


def _unmapped(data: bytes) -> bytes:
    """The drawing without the blocks of numbers that it doesn't use, but for its first one."""
    match = _MAP.search(data)
    if match is None:
        return data
    used = {int(number) // _BLOCK for number in _NUMBER.findall(data)}
    known = re.findall(rb"\d+", match[2])
    kept = [block for place, block in enumerate(known) if not place or int(block) in used]
    if kept == known:
        return data
    return data[: match.start(2)] + b",".join(kept) + data[match.end(2) :]


def _declared(data: bytes) -> bytes:
    """The drawing with the prefixes that our boxes use declared at its root."""
    root = re.search(rb"<[A-Za-z][^\s/>]*[^>]*", data)
    if root is None:
        return data
    lacking = b"".join(
        b' xmlns:%s="%s"' % pair for pair in _NAMESPACES.items() if b"xmlns:" + pair[0] + b"=" not in root[0]
    )
    return data[: root.end()] + lacking + data[root.end() :] if lacking else data
