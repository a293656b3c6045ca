"""Whether bytes are well-formed XML that nobody made to fill the memory: expat, watched."""

from __future__ import annotations

from xml.parsers import expat

DEEPEST = 256
LONGEST_TOKEN = 4 << 20
MOST_NAMES, MOST_TAGS = 100_000, 8_000_000
# In a part below this, names that are all different take no more than 160 MB of expat's memory.
UNWATCHED = 16 << 20
UNLOOKED_AT = 3 << 20
_STEP = 1 << 14


class Malformed(ValueError):
    """No well-formed XML, a DOCTYPE, or nesting, tags and names beyond all reason."""


class TooManyTags(Malformed):
    """A large part that is all tags: it isn't looked at further."""


def check(data: bytes) -> None:
    """Raises Malformed unless `data`, in UTF-8, is well-formed XML without a DOCTYPE, and within reason."""
    is_large = len(data) > UNWATCHED
    if is_large and data.count(b"<") > MOST_TAGS:
        raise TooManyTags("more elements than can be read in seconds")
    _Watch(is_large).parse(data)


def check_piece(data: bytes) -> None:
    """Raises Malformed unless a piece of XML is well-formed; most are too small to fill the memory."""
    if len(data) > UNLOOKED_AT:
        check(data)
        return
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Malformed(str(error)) from error


class _Watch:
    """One parse. The depth is told from the brackets where these can tell it: that costs a third of what
    handlers for each tag cost. Names are looked at in large parts only."""

    def __init__(self, is_large: bool) -> None:
        self._names: dict[str, str] = {}
        self._parser = expat.ParserCreate("utf-8", intern=self._names)
        self._parser.StartDoctypeDeclHandler = _refuse
        self._depth = self._fed = 0
        self._has_handlers = False
        if is_large:
            self._set_handlers()

    def parse(self, data: bytes) -> None:
        """Parse everything. Raises Malformed."""
        start = data.find(b"?>", 0, 200) + 2 if data[:5].endswith((b"<?xml", b"\xef\xbb\xbf<?")) else 0
        start = start if start > 1 else 0
        try:
            self._parser.Parse(data[:start], False)
            self._fed = start
            while start < len(data):
                stop = data.rfind(b">", start, start + _STEP) + 1 or start + _STEP
                self._feed(data[start:stop])
                start = stop
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Malformed(str(error)) from error

    def _feed(self, piece: bytes) -> None:
        if not self._has_handlers:
            opened = piece.count(b"<")
            if opened != piece.count(b">") or b"<!" in piece or b"<?" in piece:
                self._set_handlers()
            else:
                self._depth += opened - 2 * piece.count(b"</") - piece.count(b"/>")
        self._parser.Parse(piece, False)
        self._fed += len(piece)
        if self._depth > DEEPEST or len(self._names) > MOST_NAMES:
            raise Malformed("deeper or more names than any office program writes")
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TOKEN:
            raise Malformed("a tag longer than any office program writes")

    def _set_handlers(self) -> None:
        """Have expat call for each tag from now on."""
        self._has_handlers = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close

    def _open(self, *_: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Malformed("deeper than any office program nests")

    def _close(self, _: object) -> None:
        self._depth -= 1


def _refuse(*_: object) -> None:
    raise Malformed("DOCTYPE")
