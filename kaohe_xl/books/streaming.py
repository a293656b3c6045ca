"""A sheet's XML as it comes: what stands before the rows, whole rows a megabyte at a time, what is behind.

For sheets that are better not held in memory. Comments, CDATA, instructions, mixed prefixes and encodings but
UTF-8, which no office program writes into a sheet, are left to `Markup`: NotStreamable says so.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from kaohe_xl.books.markup import ATTRIBUTES
from kaohe_xl.books.namespaces import may_be_mixed
from kaohe_xl.books.wellformed import Malformed, check, check_piece

LARGEST_HEAD, LARGEST_ROW, LARGEST_TAIL = 4 << 20, 16 << 20, 64 << 20
_DECLARED = len(b"\xef\xbb\xbf<?xml")
_ROOT = re.compile(rb"<((?:[^\s:<>/!?]+:)?)worksheet(?=[\s/>])")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")


class NotStreamable(Exception):
    """A sheet that has to be read whole, or is damaged: `Markup` will tell which."""


@dataclass(frozen=True, slots=True)
class Head:
    """Everything up to the first row, the start tag of sheetData at its end."""

    data: bytes
    prefix: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """Whole rows, as bytes."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """Everything from the end tag of sheetData on."""

    data: bytes


Piece = Head | Rows | Tail
Also = Callable[[bytes, bytes], Set[int]]
"""Rows as bytes and the sheet's prefix -> numbers of some of them."""


def pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """A sheet's XML in pieces: a head, rows, a tail. Raises NotStreamable."""
    incoming = iter(chunks)
    head, rest = _head(incoming)
    yield head
    row, end = b"<" + head.prefix + b"row", b"</" + head.prefix + b"sheetData"
    for chunk in chain([b""], incoming):
        rest += chunk
        close = rest.find(end)
        if close >= 0:
            yield Rows(rest[:close])
            yield Tail(_tail(rest[close:], incoming))
            return
        cut = rest.rfind(row)
        if cut > 0:
            yield Rows(rest[:cut])
            rest = rest[cut:]
        elif len(rest) > LARGEST_ROW:
            break
    raise NotStreamable


def usual(original: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces; raises NotStreamable where they hold comments, CDATA or instructions.

    And where other namespaces, or alternatives, may stand among the rows.
    """
    for piece in original:
        data, start = piece.data, _DECLARED if isinstance(piece, Head) else 0
        # A single byte is looked for ten times as fast as two.
        if any(data.find(mark[1:], start) >= 0 and data.find(mark, start) >= 0 for mark in (b"<!", b"<?")):
            raise NotStreamable
        if isinstance(piece, Rows) and (b"xmlns" in data or b"AlternateContent" in data):
            raise NotStreamable
        yield piece


def checked(original: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces; raises NotStreamable where they aren't well-formed XML, or unusual.

    Rows are looked at piece by piece: XML that is made to fill the memory has a megabyte to do it in.
    """
    head = b""
    try:
        for piece in usual(original):
            if isinstance(piece, Head):
                head = piece.data
            elif isinstance(piece, Rows):
                check_piece(b"<rows>" + piece.data + b"</rows>")
            else:
                check(head + piece.data)
            yield piece
    except Malformed as error:
        raise NotStreamable from error


def row_numbers(data: bytes, prefix: bytes) -> list[int]:
    """The number of each row. Raises NotStreamable where one has none, or they don't ascend."""
    found = _row_number(prefix).findall(data)
    if b"" in found:
        raise NotStreamable
    numbers = [int(number) for number in found]
    if any(low >= high for low, high in pairwise(numbers)):
        raise NotStreamable
    return numbers


def row_spans(data: bytes, prefix: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of each row, in order; white space between rows goes with the row before."""
    tags = list(_row_number(prefix).finditer(data))
    bounds = [*(tag.start() for tag in tags), len(data)]
    for tag, (start, end) in zip(tags, pairwise(bounds), strict=False):
        yield int(tag[1]), start, end


def spans_of(
    data: bytes, prefix: bytes, numbers: Sequence[int], wanted: Iterable[int]
) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of the rows wanted, ascending, among those with these numbers.

    A row that isn't there has start and end where it belongs.
    """
    starts: dict[int, int] = {}
    at = 0

    def start_of(index: int) -> int:
        """Where the row of that index starts: most are written as all programs do."""
        nonlocal at, starts
        if index == len(numbers):
            return len(data)
        if starts:
            return starts[numbers[index]]
        found = data.find(b'<%srow r="%d"' % (prefix, numbers[index]), at)
        if found < 0:
            starts = {number: start for number, start, _ in row_spans(data, prefix)}
            return starts[numbers[index]]
        at = found
        return found

    for number in wanted:
        index = bisect_left(numbers, number)
        start = start_of(index)
        is_there = index < len(numbers) and numbers[index] == number
        yield number, start, start_of(index + 1) if is_there else start


def merged(
    original: Iterable[Piece],
    numbers: Sequence[Sequence[int]],
    head: bytes,
    rows: Mapping[int, bytes],
    tail: bytes,
) -> Iterator[bytes]:
    """The sheet with a new head and tail and these rows, replaced or inserted; `numbers`: as of `excerpt`."""
    waiting = deque(sorted(rows))
    in_pieces = iter(numbers)
    prefix = b""
    for piece in original:
        if isinstance(piece, Head):
            prefix = piece.prefix
            yield head
        elif isinstance(piece, Rows):
            known = next(in_pieces)
            here = [waiting.popleft() for _ in range(bisect_right(waiting, known[-1]))] if known else []
            at = 0
            for number, start, end in spans_of(piece.data, prefix, known, here):
                yield piece.data[at:start]
                yield rows[number]
                at = end
            yield piece.data[at:]
        else:
            yield from (rows[number] for number in waiting)
            yield tail


def excerpt(original: Iterable[Piece], wanted: Set[int], also: Also) -> tuple[bytes, list[Sequence[int]]]:
    """The sheet with only the rows wanted, and the row numbers of each piece of rows.

    `also` says of a piece which further rows of it to take. Raises NotStreamable.
    """
    out: list[bytes] = []
    known: list[Sequence[int]] = []
    prefix, last = b"", 0
    for piece in original:
        if not isinstance(piece, Rows):
            out.append(piece.data)
            prefix = piece.prefix if isinstance(piece, Head) else prefix
            continue
        numbers = row_numbers(piece.data, prefix)
        if numbers and numbers[0] <= last:
            raise NotStreamable
        last = numbers[-1] if numbers else last
        known.append(array("L", numbers))
        taken = sorted(wanted & set(numbers) | also(piece.data, prefix))
        out += [piece.data[start:end] for _, start, end in spans_of(piece.data, prefix, numbers, taken)]
    return b"".join(out), known


def parts(data: bytes) -> tuple[bytes, dict[int, bytes], bytes]:
    """Head, rows by number, and tail of a sheet. Raises NotStreamable."""
    found: dict[int, bytes] = {}
    head, tail, prefix = b"", b"", b""
    for piece in pieces([data]):
        if isinstance(piece, Head):
            head, prefix = piece.data, piece.prefix
        elif isinstance(piece, Rows):
            found |= {number: piece.data[a:b] for number, a, b in row_spans(piece.data, prefix)}
        else:
            tail = piece.data
    return head, found, tail


def _head(incoming: Iterator[bytes]) -> tuple[Head, bytes]:
    """The head, and what came after it."""
    data = b""
    for chunk in incoming:
        data += chunk
        root = _ROOT.search(data)
        tag = _data_tag(root[1]).search(data) if root else None
        if root and tag:
            encoding = _ENCODING.match(data)
            if tag[0].endswith(b"/>") or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8")):
                break
            if may_be_mixed(data[: tag.end()]):
                break
            return Head(data[: tag.end()], root[1]), data[tag.end() :]
        if len(data) > LARGEST_HEAD:
            break
    raise NotStreamable


def _tail(start: bytes, incoming: Iterator[bytes]) -> bytes:
    """Everything that is left. Raises NotStreamable where it is more than a sheet without rows can be."""
    found, size = [start], len(start)
    for chunk in incoming:
        found.append(chunk)
        size += len(chunk)
        if size > LARGEST_TAIL:
            raise NotStreamable
    return b"".join(found)


@lru_cache(maxsize=16)
def _data_tag(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(b"<" + re.escape(prefix) + rb"sheetData(?=[\s/>])" + ATTRIBUTES + b">")


@lru_cache(maxsize=16)
def _row_number(prefix: bytes) -> re.Pattern[bytes]:
    """A row's start tag, its number as group 1; empty where it has none."""
    name = b"<" + re.escape(prefix) + b"row"
    return re.compile(name + rb"""\s(?:[^>]*?\s)?r\s*=\s*["'](\d{1,7})["'][^>]*>|""" + name + rb"(?=[\s/>])")
