"""XML parts as bytes: start tags and their ends, attributes, splices; nothing is ever rewritten whole.

A part's bytes are kept as they are, so that what isn't touched stays byte for byte what it was.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from kaohe_xl.books import namespaces
from kaohe_xl.books.wellformed import TooManyTags, check
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

ATTRIBUTES = namespaces.ATTRIBUTES
_ATTRIBUTE = re.compile(rb"""([^\s=<>/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SPACED_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>/"']+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(lt|gt|quot|apos|amp));")
_ENTITIES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_BOM = b"\xef\xbb\xbf"
_CDATA_OR_NOTHING = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_NOT_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(rb"<((?:[^\s:<>/!?]+:)?)([^\s:<>/!?]+)" + ATTRIBUTES + rb">")
_DECLARED = re.compile(rb"""^((?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["'])[^"']+""")
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")
# Python has codecs besides, among them some that take a minute for a megabyte.
_SAFE_CODEC = re.compile(r"utf-(8|16|32)|gb|hz|big5|cp\d|iso8859|euc_|shift_jis|koi8|mac-")
_LONGEST_WHOLE = 9

Splice = tuple[int, int, bytes]


class Markup:
    """One XML part: `data` in UTF-8, and `mask`, of the same length, in which elements are looked for.

    The mask has no comments and CDATA, and nothing of what stands inside `mc:AlternateContent`.
    `prefix` is the root element's namespace prefix with its colon; elements are found under it. Those
    of the root's namespace that have another prefix get this one, in `data` too.
    Raises BookError for what is no well-formed XML, for any DOCTYPE (no office program writes one),
    and for XML made to fill the memory.
    """

    def __init__(self, raw: bytes, book: str, part: str) -> None:
        self.book, self.part = book, part
        try:
            self.data = _in_utf_8(raw)
            check(self.data)
        except TooManyTags as error:
            words = {"book": book, "part": part, "size": len(raw) >> 20}
            raise BookError(*sentence("PART_TOO_LARGE", **words)) from error
        except (ValueError, LookupError) as error:
            raise self.damaged() from error
        has_others = b"<!" in self.data or self.data.count(b"<?") > 1
        self.mask = _NOT_MARKUP.sub(_blank, self.data) if has_others else self.data
        root = _ROOT.search(self.mask)
        if root is None:
            raise self.damaged()
        if namespaces.are_mixed(self.mask, root):
            self.data, self.mask = namespaces.unified(self.data, self.mask, root)
        if b"AlternateContent" in self.mask:
            self.mask = namespaces.without_alternatives(self.mask)
        self.root = _ROOT.search(self.mask) or root
        self.prefix = root[1]

    def damaged(self) -> BookError:
        """The error to raise when this part isn't what it should be."""
        return BookError(*sentence("PART_DAMAGED", book=self.book, part=self.part))

    def tags(self, name: bytes, start: int = 0, end: int | None = None) -> Iterator[re.Match[bytes]]:
        """Start tags (or empty elements) of `name` in the span."""
        return _start_tag(self.prefix + name).finditer(
            self.mask, start, len(self.mask) if end is None else end
        )

    def first(self, name: bytes, start: int = 0, end: int | None = None) -> re.Match[bytes] | None:
        """The first start tag of `name` in the span."""
        return next(self.tags(name, start, end), None)

    def ends(self, tag: re.Match[bytes], name: bytes) -> tuple[int, int]:
        """Where the content and the element of a start tag end; elements of one name never nest here."""
        if tag[0].endswith(b"/>"):
            return tag.end(), tag.end()
        close = _end_tag(self.prefix + name).search(self.mask, tag.end())
        if close is None:
            raise self.damaged()
        return close.start(), close.end()

    def elements(self, parent: bytes, name: bytes, most: int | None = None) -> list[bytes]:
        """Every `name` in the first `parent`, as bytes, up to `most`; none where there is no parent."""
        outer = self.first(parent)
        if outer is None:
            return []
        end = self.ends(outer, parent)[0]
        found = islice(self.tags(name, outer.end(), end), most)
        return [self.data[tag.start() : self.ends(tag, name)[1]] for tag in found]

    def children(self, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
        """Name without the root's prefix, start and end of each outermost element in the span."""
        depth, opened = 0, 0
        for tag in namespaces.TAG.finditer(self.mask, start, end):
            if tag[1]:
                depth -= 1
            elif depth == 0:
                opened, name = tag.start(), tag[2].removeprefix(self.prefix)
            if not tag[1] and not tag[0].endswith(b"/>"):
                depth += 1
            if depth < 0:
                return
            if depth == 0:
                yield name, opened, tag.end()

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """The part with each span (start, end) replaced by its bytes."""
        out, position = [], 0
        for start, end, new in sorted(splices, key=lambda s: (s[0], s[1])):
            if start < position:
                raise self.damaged()
            out += [self.data[position:start], new]
            position = end
        return b"".join([*out, self.data[position:]])


def attributes(tag: bytes) -> dict[str, str]:
    """All attributes of a start tag, names as they stand."""
    return {m[1].decode(): text_of(m[2] if m[2] is not None else m[3]) for m in _ATTRIBUTE.finditer(tag)}


def whole(text: str, default: int = 0) -> int:
    """A whole number of an attribute; `default` for what is none, and for one beyond nine digits."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_WHOLE else default


def text_of(raw: bytes) -> str:
    """Character data as text: references resolved, CDATA and comments too, line ends as XML reads them."""
    if b"<" in raw:
        raw = _CDATA_OR_NOTHING.sub(_as_characters, raw)
    text = raw.decode("utf-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return text


def escape(text: str) -> bytes:
    """Text as character data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def quoted(text: str) -> bytes:
    """Text as an attribute's value, without the quotes around it."""
    return escape(text).replace(b'"', b"&quot;")


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A start tag with one attribute set or replaced."""
    new = b'%s="%s"' % (name.encode(), quoted(value))
    found = _named_attribute(tag, name)
    if found:
        return tag[: found.start()] + b" " + new + tag[found.end() :]
    head = re.match(rb"<[^\s/>]+", tag)
    at = head.end() if head else len(tag)
    return tag[:at] + b" " + new + tag[at:]


def without_attributes(tag: bytes, *names: str) -> bytes:
    """A start tag without the named attributes."""
    for name in names:
        found = _named_attribute(tag, name)
        if found:
            tag = tag[: found.start()] + tag[found.end() :]
    return tag


def opened(tag: bytes) -> bytes:
    """An empty element's tag as a start tag; a start tag as it is."""
    return re.sub(rb"\s*/>$", b">", tag)


@lru_cache(maxsize=256)
def _start_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(b"<" + re.escape(name) + rb"(?=[\s/>])" + ATTRIBUTES + b">")


@lru_cache(maxsize=256)
def _end_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(b"</" + re.escape(name) + rb"\s*>")


def _named_attribute(tag: bytes, name: str) -> re.Match[bytes] | None:
    """An attribute with the space before it; what looks like one inside of another's value is none."""
    wanted = name.encode()
    return next((m for m in _SPACED_ATTRIBUTE.finditer(tag) if m[1] == wanted), None)


def _as_characters(match: re.Match[bytes]) -> bytes:
    """What stands in CDATA as other character data; nothing for a comment or an instruction."""
    return (match[1] or b"").replace(b"&", b"&amp;")


def _blank(match: re.Match[bytes]) -> bytes:
    return b" " * len(match[0])


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return chr(int(match[2])) if match[2] else _ENTITIES[match[3]]


def _in_utf_8(raw: bytes) -> bytes:
    """The part in UTF-8; raises ValueError or LookupError where its encoding can't be read."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16")
    elif raw[:4] in (b"<\0?\0", b"\0<\0?"):
        text = raw.decode("utf-16-le" if raw[1] == 0 else "utf-16-be")
    else:
        named = _ENCODING.match(raw)
        if named is None or named[1].decode("latin-1").lower() in _UTF_8:
            return raw
        # a byte order mark knows better than the declaration
        codec = "utf-8" if raw.startswith(_BOM) else codecs.lookup(named[1].decode("latin-1")).name
        if not _SAFE_CODEC.match(codec):
            raise LookupError(codec)
        text = raw.decode(codec)
    return _DECLARED.sub(rb"\1UTF-8", text.encode("utf-8"))
