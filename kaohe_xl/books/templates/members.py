"""A zip joined from members that are packed already: what all documents share is packed once."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from kaohe_xl.books.deflate import crc32, packing
from kaohe_xl.books.zipdirectory import end_of_directory

_DATE, _DEFLATED, _UTF_8 = 0x21, 8, 0x800


class Member:
    """One packed part: its bytes with the header before them, and its directory entry but for the place."""

    __slots__ = ("_entry", "_name", "body")

    def __init__(self, name: str, data: bytes) -> None:
        packed = b"".join(packing([data]))
        self._name = name.encode()
        common = struct.pack(
            "<5H3L2H",
            *(20, _UTF_8, _DEFLATED, 0, _DATE, crc32(data), len(packed), len(data)),
            *(len(self._name), 0),
        )
        self.body = b"PK\3\4" + common + self._name + packed
        self._entry = b"PK\1\2\x14\0" + common

    def entry(self, offset: int) -> bytes:
        """The directory's entry for the member at `offset`."""
        return self._entry + struct.pack("<3H2L", 0, 0, 0, 0, offset) + self._name


def joined(members: Iterable[Member]) -> bytes:
    """The whole zip."""
    bodies, entries, at = [], [], 0
    for member in members:
        bodies.append(member.body)
        entries.append(member.entry(at))
        at += len(member.body)
    directory = b"".join(entries)
    bodies += [directory, end_of_directory(len(entries), len(directory), at, b"")]
    return b"".join(bodies)
