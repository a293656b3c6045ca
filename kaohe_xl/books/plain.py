"""Text of cells brought to one form: full-width characters, odd spaces, invisible marks."""

from __future__ import annotations

import re
import unicodedata

# Only the forms an input method makes of ASCII. NFKC on everything would turn 85① into 851.
_FORMS = (*range(0xFF01, 0xFF5F), *range(0xFE50, 0xFE6C), 0xFFE5, 0x3000, 0x00A0, 0x2002, 0x2003, 0x2009)
_WIDE = {code: unicodedata.normalize("NFKC", chr(code)) for code in _FORMS}
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), None)
_TABLE = {**_WIDE, **_INVISIBLE, 0xFE51: "、", 0x2212: "-", 0x2013: "-", 0x2236: ":"}
_SPACE = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[、,;/\n\r|]+")


def plain(text: str) -> str:
    """`text` with half-width letters, digits and marks, without invisible marks and outer spaces."""
    return text.translate(_TABLE).strip()


def compact(text: str) -> str:
    """`plain(text)` without any space or line break: 责 任 单 位 and 责任单位 are the same word."""
    return _SPACE.sub("", plain(text))


def several(text: str) -> tuple[str, ...]:
    """The names in a cell that holds several, split by 、，,；/ or a line break; no blanks, no repeats."""
    names = (_SPACE.sub(" ", part).strip() for part in _SEPARATORS.split(text.translate(_TABLE)))
    return tuple(dict.fromkeys(name for name in names if name))
