"""The strings that all sheets share, each read when a cell asks for it."""

from __future__ import annotations

import re

from kaohe_xl.books.markup import ATTRIBUTES, Markup, text_of

_PHONETIC = re.compile(
    rb"<((?:[^\s:<>/]+:)?rPh)(?=[\s/>])" + ATTRIBUTES + rb"(?:(?<=/)>|(?<!/)>.*?</\1\s*>)", re.DOTALL
)
_TEXT = re.compile(rb"<(?:[^\s:<>/]+:)?t(?=[\s/>])" + ATTRIBUTES + rb"(?<!/)>([^<]*)<")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """The texts of a shared string part by index, without phonetic guides."""

    def __init__(self, part: Markup | None) -> None:
        self._items: list[bytes] = []
        self._texts: dict[int, str] = {}
        if part is not None:
            name = re.escape(part.prefix + b"si")
            item = re.compile(b"<" + name + rb"\s*(?:/>|>(.*?)</" + name + rb"\s*>)", re.DOTALL)
            self._items = item.findall(without_comments(part))

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> str:
        """The text at 0-based `index`. Raises IndexError outside."""
        text = self._texts.get(index)
        if text is None:
            if index < 0:
                raise IndexError(index)
            text = self._texts[index] = rich_text(self._items[index])
        return text


def rich_text(element: bytes) -> str:
    """The text of a string element's content: its runs joined, its phonetic guides left out."""
    if element.startswith(b"<t>") and element.count(b"<") == 2:
        return unescaped(text_of(element[3 : element.rindex(b"<")]))
    if b"rPh" in element:
        element = _PHONETIC.sub(b"", element)
    return unescaped("".join(text_of(text) for text in _TEXT.findall(element)))


def unescaped(text: str) -> str:
    """`_x000D_` and its like as the characters that they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def escaped(text: str) -> str:
    """Text as a workbook stores it: what XML can't hold, and what looks like an escape, as `_xHHHH_`."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", lambda m: f"_x{ord(m[0]):04X}_", text)


def without_comments(part: Markup) -> bytes:
    """The part's bytes for reading: comments and instructions dropped, CDATA as plain character data."""
    if part.mask is part.data:
        return part.data
    return re.sub(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", _as_characters, part.data, flags=re.DOTALL)


def _as_characters(match: re.Match[bytes]) -> bytes:
    return (match[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
