"""A sheet's XML as it comes: what stands before the rows, whole rows a megabyte at a time, what is behind.

For sheets that are better not held in memory. Comments, CDATA, instructions and other encodings than UTF-8,
which no office program writes into a sheet, are left to `Markup`: NotStreamable says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from kaohe_xl.books.markup import ATTRIBUTES

LARGEST_HEAD = 4 << 20
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
            yield Tail(b"".join([rest[close:], *incoming]))
            return
        cut = rest.rfind(row)
        if cut > 0:
            yield Rows(rest[:cut])
            rest = rest[cut:]
    raise NotStreamable


def checked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks; raises NotStreamable where they aren't well-formed XML, or hold more than elements."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _stop
    parser.CommentHandler = _stop
    parser.StartCdataSectionHandler = _stop
    parser.ProcessingInstructionHandler = _stop
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:  # ValueError: an encoding that expat doesn't know
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


def merged(
    original: Iterable[Piece],
    spans: Sequence[tuple[int, int]],
    head: bytes,
    rows: Mapping[int, bytes],
    tail: bytes,
) -> Iterator[bytes]:
    """The sheet with a new head and tail and these rows, replaced or inserted; `spans`: as of `excerpt`."""
    waiting = sorted(rows, reverse=True)
    prefix, at = b"", 0
    for piece in original:
        if isinstance(piece, Head):
            prefix = piece.prefix
            yield head
        elif isinstance(piece, Rows):
            last = spans[at][1]
            at += 1
            if waiting and waiting[-1] <= last:
                yield from _with_rows(piece.data, prefix, waiting, rows)
            else:
                yield piece.data
        else:
            yield from (rows[number] for number in reversed(waiting))
            yield tail


def excerpt(original: Iterable[Piece], wanted: Set[int], also: Also) -> tuple[bytes, list[tuple[int, int]]]:
    """The sheet with only the rows wanted, and first and last row number of each piece of rows.

    `also` says of a piece which further rows of it to take. Raises NotStreamable.
    """
    out: list[bytes] = []
    spans: list[tuple[int, int]] = []
    prefix, last = b"", 0
    for piece in original:
        if not isinstance(piece, Rows):
            out.append(piece.data)
            prefix = piece.prefix if isinstance(piece, Head) else prefix
            continue
        numbers = row_numbers(piece.data, prefix)
        if numbers and numbers[0] <= last:
            raise NotStreamable
        spans.append((numbers[0], numbers[-1]) if numbers else (last, last))
        last = spans[-1][1]
        taken = wanted & set(numbers) | also(piece.data, prefix)
        if taken:
            out += [piece.data[a:b] for number, a, b in row_spans(piece.data, prefix) if number in taken]
    return b"".join(out), spans


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


def _with_rows(data: bytes, prefix: bytes, waiting: list[int], rows: Mapping[int, bytes]) -> Iterator[bytes]:
    """A piece's rows with those of `rows` that belong among them; `waiting`, descending, loses these."""
    at = 0
    for number, start, end in row_spans(data, prefix):
        if not waiting or waiting[-1] > number:
            continue
        yield data[at:start]
        at = start
        while waiting and waiting[-1] <= number:
            at = end if waiting[-1] == number else at
            yield rows[waiting.pop()]
    yield data[at:]


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
            return Head(data[: tag.end()], root[1]), data[tag.end() :]
        if len(data) > LARGEST_HEAD:
            break
    raise NotStreamable


def _stop(*_: object) -> None:
    raise NotStreamable


@lru_cache(maxsize=16)
def _data_tag(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(b"<" + re.escape(prefix) + rb"sheetData(?=[\s/>])" + ATTRIBUTES + b">")


@lru_cache(maxsize=16)
def _row_number(prefix: bytes) -> re.Pattern[bytes]:
    """A row's start tag, its number as group 1; empty where it has none."""
    name = b"<" + re.escape(prefix) + b"row"
    return re.compile(name + rb"""\s(?:[^>]*?\s)?r\s*=\s*["'](\d{1,7})["'][^>]*>|""" + name + rb"(?=[\s/>])")
