"""A compound file (MS-CFB, version 3) from streams: what Office keeps a VBA project in."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

Stream = bytes
Tree = Mapping[str, "Stream | Tree"]

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _SMALL, _SMALLEST_LARGE = 512, 64, 4096
_IN_SECTOR = _SECTOR // 4
_IN_HEADER = 109
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_LONGEST_NAME = 31
_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_UNUSED = b"\0" * 68 + struct.pack("<3I", _NONE, _NONE, _NONE) + b"\0" * 48


@dataclass(slots=True)
class _Entry:
    """One line of the directory; it links to its neighbours in a red-black tree, and to its content."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """The 128 bytes that stand in the directory; no times, so that equal content gives equal bytes."""
        name = self.name.encode("utf-16-le")
        links = (self.left, self.right, self.child)
        head = struct.pack("<64sHBB3I", name, len(name) + 2, self.kind, self.colour, *links)
        return head + struct.pack("<16sIQQIQ", b"", 0, 0, 0, self.start, self.size)


def compound_file(tree: Tree) -> bytes:
    """The file's bytes: a mapping is a storage, bytes are a stream.

    Raises ValueError for a name over 31 characters, and for more than the header's own list can reach (7 MB).
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _listed(tree, entries)
    body, fat = bytearray(), list[int]()
    small, small_fat = _stored_streams(entries, body, fat)
    entries[0].start, entries[0].size = _stored(bytes(small), body, fat), len(small)
    small_start = _stored(_padded(_numbers(small_fat), _SECTOR, b"\xff"), body, fat)
    directory = b"".join(entry.packed() for entry in entries) + _UNUSED * (-len(entries) % 4)
    directory_start = _stored(directory, body, fat)
    places = _add_fat(fat)
    body += _numbers(fat)
    counts = (len(places), directory_start, 0, _SMALLEST_LARGE, small_start, -(-len(small_fat) // _IN_SECTOR))
    header = struct.pack("<8s16s5H6s", _SIGNATURE, b"", 0x3E, 3, 0xFFFE, 9, 6, b"")
    header += struct.pack("<9I", 0, *counts, _END, 0)
    return header + _numbers([*places, *[_FREE] * (_IN_HEADER - len(places))]) + bytes(body)


def _stored_streams(entries: list[_Entry], body: bytearray, fat: list[int]) -> tuple[bytearray, list[int]]:
    """Put the large streams into the body; the small ones, and their chains, are returned."""
    small, small_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.data)
        if entry.size >= _SMALLEST_LARGE:
            entry.start = _stored(entry.data, body, fat)
        else:
            entry.start = _chained(small_fat, -(-entry.size // _SMALL))
            small += _padded(entry.data, _SMALL)
    return small, small_fat


def _listed(tree: Tree, entries: list[_Entry]) -> int:
    """Append the entries of a storage; the number of the one at the root of their red-black tree."""
    names = sorted(tree, key=_order)
    numbers = {}
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise ValueError(f"a stream's name has at most {_LONGEST_NAME} characters: {name}")
        node = tree[name]
        numbers[name] = len(entries)
        entries.append(_Entry(name, _STREAM, node) if isinstance(node, bytes) else _Entry(name, _STORAGE))
    for name in names:
        node = tree[name]
        if not isinstance(node, bytes):
            entries[numbers[name]].child = _listed(node, entries)
    whole_levels = (len(names) + 1).bit_length() - 1

    def link(low: int, high: int, depth: int) -> int:
        """A balanced tree whose last level, where it isn't full, is red."""
        if low >= high:
            return _NONE
        middle = (low + high) // 2
        entry = entries[numbers[names[middle]]]
        entry.colour = _RED if depth >= whole_levels else _BLACK
        entry.left, entry.right = link(low, middle, depth + 1), link(middle + 1, high, depth + 1)
        return numbers[names[middle]]

    return link(0, len(names), 0)


def _order(name: str) -> tuple[int, bytes]:
    """Shorter names first, then by their letters in upper case (MS-CFB 2.6.4)."""
    raw = name.upper().encode("utf-16-be")
    return len(raw), raw


def _stored(data: bytes, body: bytearray, fat: list[int]) -> int:
    """Put data into the body; its first sector."""
    first = _chained(fat, -(-len(data) // _SECTOR))
    body += _padded(data, _SECTOR)
    return first


def _chained(table: list[int], count: int) -> int:
    """A chain of `count` places at the end of the table; the first of them."""
    if not count:
        return _END
    first = len(table)
    table += [*range(first + 1, first + count), _END]
    return first


def _add_fat(fat: list[int]) -> list[int]:
    """Have the table list its own sectors too, and fill them; where they stand."""
    count = 1
    while len(fat) + count > count * _IN_SECTOR:
        count += 1
    if count > _IN_HEADER:
        raise ValueError("more than the header's list of sectors can reach")
    places = list(range(len(fat), len(fat) + count))
    fat += [_FAT] * count
    fat += [_FREE] * (count * _IN_SECTOR - len(fat))
    return places


def _numbers(values: list[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _padded(data: bytes, size: int, filler: bytes = b"\0") -> bytes:
    return data + filler * (-len(data) % size)
