"""The strings that all sheets share, each read when a cell asks for it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from kaohe_xl.books.markup import ATTRIBUTES, Markup, text_of
from kaohe_xl.books.streaming import NotStreamable
from kaohe_xl.books.wellformed import check
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LARGEST_STRINGS, MOST_STRINGS = 128 << 20, 5_000_000
_LONGEST_ITEM = 8 << 20
_ROOT = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s+version\s*=\s*["']1\.[01]["'](?:\s+encoding\s*=\s*["'](?i:utf-?8)["'])?[^<>]*\?>)?\s*"""
    rb"<((?:[^\s:<>/!?]+:)?)sst(?=[\s>])" + ATTRIBUTES + rb"(?<!/)>"
)
_PHONETIC = re.compile(
    rb"<((?:[^\s:<>/]+:)?rPh)(?=[\s/>])" + ATTRIBUTES + rb"(?:(?<=/)>|(?<!/)>.*?</\1\s*>)", re.DOTALL
)
_TEXT = re.compile(rb"<(?:[^\s:<>/]+:)?t(?=[\s/>])" + ATTRIBUTES + rb"(?<!/)>([^<]*)<")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """The texts of a shared string part by index, without phonetic guides.

    The part's XML is kept in stretches of whole items, each of which is looked up when a cell asks for it.
    """

    def __init__(self, part: Markup | None) -> None:
        self._stretches: list[bytes] = []
        self._firsts: list[int] = []
        self._starts, self._ends = array("I"), array("I")
        self._texts: dict[int, str] = {}
        if part is not None:
            self._add(without_comments(part), part.prefix)

    @classmethod
    def of_chunks(cls, chunks: Iterable[bytes], book: str, part: str) -> SharedStrings:
        """The texts of a part that is read as it comes. Raises BookError, or NotStreamable as `pieces`."""
        found = cls(None)
        try:
            for stretch, prefix in _stretches(chunks):
                found._add(stretch, prefix)
                if len(found) > MOST_STRINGS:
                    raise too_large(book, part, sum(map(len, found._stretches)))
        except ValueError as error:
            raise BookError(*sentence("PART_DAMAGED", book=book, part=part)) from error
        return found

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index: int) -> str:
        """The text at 0-based `index`. Raises IndexError outside."""
        text = self._texts.get(index)
        if text is None:
            if index < 0:
                raise IndexError(index)
            stretch = self._stretches[bisect_right(self._firsts, index) - 1]
            text = self._texts[index] = rich_text(stretch[self._starts[index] : self._ends[index]])
        return text

    def _add(self, stretch: bytes, prefix: bytes) -> None:
        """Keep the items that stand in whole in a stretch of XML."""
        self._stretches.append(stretch)
        self._firsts.append(len(self._starts))
        for item in _item(prefix).finditer(stretch):
            content = 2 if item[2] is not None else 1
            self._starts.append(max(item.start(content), 0))
            self._ends.append(max(item.end(content), 0))


def too_large(book: str, part: str, size: int) -> BookError:
    """The error for a part that nobody should hold in memory."""
    return BookError(*sentence("PART_TOO_LARGE", book=book, part=part, size=size >> 20))


def _stretches(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Stretches of whole items, checked, with the prefix of their names. Raises Malformed, NotStreamable."""
    incoming = iter(chunks)
    head, rest, prefix = _head(incoming)
    end = b"</" + prefix + b"si>"
    for chunk in chain([b""], incoming):
        rest += chunk
        cut = rest.rfind(end) + len(end)
        if cut >= len(end):
            stretch, rest = rest[:cut], rest[cut:]
            if b"<!" in stretch or b"<?" in stretch:
                raise NotStreamable
            check(b"<items>" + stretch + b"</items>")
            yield stretch, prefix
        elif len(rest) > _LONGEST_ITEM:
            raise NotStreamable
    check(head + rest)
    if b"<!" in rest or b"<" + prefix + b"si" in rest:
        raise NotStreamable


def _head(incoming: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """Everything up to the first item, what came after it, and the prefix. Raises NotStreamable."""
    data = b""
    for chunk in incoming:
        data += chunk
        root = _ROOT.match(data)
        if root is not None:
            return root[0], data[root.end() :], root[1]
        if len(data) > _LONGEST_ITEM:
            break
    raise NotStreamable


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


@lru_cache(maxsize=16)
def _item(prefix: bytes) -> re.Pattern[bytes]:
    """An item of plain text without its tags as group 1, any other one as group 2; neither for `<si/>`."""
    si, t = re.escape(prefix + b"si"), re.escape(prefix + b"t")
    plain = b">(<" + t + rb">[^<]*</" + t + rb">)</" + si + b">"
    other = rb"\s*(?:/>|>(.*?)</" + si + rb"\s*>)"
    return re.compile(b"<" + si + b"(?:" + plain + b"|" + other + b")", re.DOTALL)
