"""What a template's styles say about room: font sizes, wrapping, number formats, widths of columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kaohe_xl.books.markup import Markup, attributes

_NORMAL_SIZE, _PIXEL = 11.0, 0.75
_INDENT = re.compile(rb'\sindent="(\d{1,3})"')
_STEP = 9.0  # points of an indent: three blanks of the normal font
_WIDE = (b'"Verdana"', b'"DejaVu Sans"', b'"Bitstream Vera Sans"')
_WIDE_DIGIT = 0.636 / _PIXEL  # pixels of a digit for a point of the font's size
DIGIT = {9: 6, 10: 7, 11: 7, 12: 8, 14: 9, 16: 11}


@dataclass(frozen=True, slots=True)
class Look:
    """A cell format: font size and indent in points, whether text wraps, whether numbers show as they are."""

    size: float = _NORMAL_SIZE
    wraps: bool = False
    is_general: bool = True
    indent: float = 0.0


def looks_of(styles: Markup) -> tuple[Look, ...]:
    """The looks of each cell format."""
    sizes = [_size(styles, font) for font in styles.elements(b"fonts", b"font")] or [_NORMAL_SIZE]
    formats = (attributes(one) for one in styles.elements(b"numFmts", b"numFmt"))
    general = {"0"} | {of.get("numFmtId", "") for of in formats if _is_general(of.get("formatCode", ""))}
    return tuple(_look(xf, sizes, general) for xf in styles.elements(b"cellXfs", b"xf"))


def _is_general(code: str) -> bool:
    """LibreOffice writes the format of plain cells out, as if somebody had chosen it."""
    return code.strip().casefold() == "general"


def digit_pixels(styles: Markup) -> int:
    """How wide a digit of the normal font is: column widths are counted in it."""
    fonts = styles.elements(b"fonts", b"font")
    size = round(_size(styles, fonts[0])) if fonts else 11
    if fonts and any(name in fonts[0] for name in _WIDE):
        return round(size * _WIDE_DIGIT)
    return DIGIT.get(size, max(5, round(size * 0.66)))


def column_points(sheet: Markup, digit: int) -> dict[int, float]:
    """Widths in points of the columns that the sheet sets, 1-based; 0 holds the default."""
    form = sheet.first(b"sheetFormatPr")
    of = attributes(form[0]) if form else {}
    base = float(of.get("defaultColWidth") or 0) * digit or 8 * digit + 5 + 3
    found = {0: base * _PIXEL}
    for tag in sheet.tags(b"col"):
        of = attributes(tag[0])
        wide = 0.0 if of.get("hidden") in ("1", "true") else float(of.get("width", 0)) * digit
        for column in range(int(of["min"]), min(int(of["max"]), 400) + 1):
            found[column] = wide * _PIXEL
    return found


def _size(styles: Markup, font: bytes) -> float:
    for piece in font.split(b"<")[1:]:
        if piece.startswith(styles.prefix + b"sz"):
            return float(attributes(b"<" + piece).get("val", _NORMAL_SIZE))
    return _NORMAL_SIZE


def _look(xf: bytes, sizes: list[float], general: set[str]) -> Look:
    of = attributes(xf[: xf.index(b">") + 1])
    font = int(of.get("fontId", 0))
    wraps = b'wrapText="1"' in xf or b'wrapText="true"' in xf
    size = sizes[font] if font < len(sizes) else sizes[0]
    inwards = _INDENT.search(xf)
    indent = int(inwards[1]) * _STEP if inwards else 0.0
    return Look(size, wraps, is_general=of.get("numFmtId", "0") in general, indent=indent)
