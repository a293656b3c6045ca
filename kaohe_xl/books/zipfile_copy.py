"""A zip whose untouched members are copied as compressed bytes, so that they stay what they were."""

from __future__ import annotations

import copy
import struct
import zipfile
import zlib
from io import BytesIO
from typing import BinaryIO

from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LARGEST_MEMBER = 1 << 30
SUSPICIOUS_SIZE, SUSPICIOUS_RATIO = 64 << 20, 400
_ENCRYPTED, _HAS_DESCRIPTOR = 1, 8
_CHUNK = 1 << 20
_ZIP64 = 0xFFFFFFFF


class Archive:
    """A zip in memory; `put`, `add` and `drop` change what `write` writes.

    Member names are matched as Excel does: without regard to case, `\\` or a leading `/`.
    Raises BookError for what is no zip, or a damaged one.
    """

    def __init__(self, data: bytes, book: str) -> None:
        self.book = book
        self._data = data
        self._new: dict[str, bytes] = {}
        self._added: dict[str, tuple[str, bytes]] = {}
        self._dropped: set[str] = set()
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (
            zipfile.BadZipFile,
            ValueError,
            struct.error,
            NotImplementedError,
            UnicodeDecodeError,
        ) as error:
            raise self._damaged() from error
        self._members = {_key(member.filename): member for member in self._zip.infolist()}

    @property
    def is_changed(self) -> bool:
        """Whether `write` would write anything else than what was read."""
        return bool(self._new or self._added or self._dropped)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        key = _key(name)
        return (key in self._members or key in self._added) and key not in self._dropped

    def read(self, name: str) -> bytes:
        """A member's bytes, new ones where put. Raises BookError where missing, damaged or absurdly large."""
        key = _key(name)
        if key in self._new:
            return self._new[key]
        if key in self._added:
            return self._added[key][1]
        member = self._members.get(key)
        if member is None or key in self._dropped or member.flag_bits & _ENCRYPTED:
            raise BookError(*sentence("PART_DAMAGED", book=self.book, part=name))
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > LARGEST_MEMBER or (
            member.file_size > SUSPICIOUS_SIZE and ratio > SUSPICIOUS_RATIO
        ):
            raise BookError(
                *sentence("PART_TOO_LARGE", book=self.book, part=name, size=member.file_size >> 20)
            )
        try:
            return self._zip.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise BookError(*sentence("PART_DAMAGED", book=self.book, part=name)) from error

    def put(self, name: str, data: bytes) -> None:
        """Replace a member's bytes; the same bytes are no change."""
        key = _key(name)
        if key in self._added:
            self._added[key] = (self._added[key][0], data)
        elif self.read(name) != data:
            self._new[key] = data

    def add(self, name: str, data: bytes) -> None:
        """A new member, at the end."""
        self._added[_key(name)] = (name, data)

    def drop(self, name: str) -> None:
        """Leave a member out."""
        self._dropped.add(_key(name))

    def write(self, file: BinaryIO) -> None:
        """The whole zip: untouched members as they were read, in their old order."""
        entries: list[bytes] = []
        for member in self._zip.infolist():
            key = _key(member.filename)
            if key in self._dropped:
                continue
            name, extra, body = self._stored(member)
            if key in self._new and self._members[key] is member:
                member = copy.copy(member)
                body = _packed(member, self._new[key])
            entries.append(self._written(file, member, (name, extra, body)))
        for added, data in self._added.values():
            member = zipfile.ZipInfo(added)
            member.compress_type = zipfile.ZIP_DEFLATED
            entries.append(self._written(file, member, (added.encode(), b"", _packed(member, data))))
        start = file.tell()
        directory = b"".join(entries)
        if len(entries) > 0xFFFF or start + len(directory) >= _ZIP64:
            raise self._damaged()
        end = (b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), start, len(self._zip.comment))
        file.write(directory + struct.pack("<4s4H2LH", *end) + self._zip.comment)

    def _stored(self, member: zipfile.ZipInfo) -> tuple[bytes, bytes, bytes | memoryview]:
        """Name, extra field and compressed bytes as they stand in the file."""
        offset = member.header_offset
        head = self._data[offset : offset + 30]
        if len(head) < 30 or head[:4] != b"PK\3\4":
            raise self._damaged()
        names, extras = struct.unpack("<HH", head[26:30])
        start = offset + 30 + names
        body = memoryview(self._data)[start + extras : start + extras + member.compress_size]
        if len(body) != member.compress_size:
            raise self._damaged()
        return self._data[offset + 30 : start], self._data[start : start + extras], body

    def _written(
        self, file: BinaryIO, member: zipfile.ZipInfo, content: tuple[bytes, bytes, bytes | memoryview]
    ) -> bytes:
        """Write one member; its entry in the central directory comes back."""
        name, extra, body = content
        extra, central = _without_zip64(extra), _without_zip64(member.extra)
        offset, flags = file.tell(), member.flag_bits & ~_HAS_DESCRIPTOR
        if max(len(body), member.file_size, offset) >= _ZIP64:
            raise self._damaged()
        version = min(max(member.extract_version, 20), 63)
        year, month, day, hour, minute, second = member.date_time
        day_word = (max(year - 1980, 0) << 9 | month << 5 | day) & 0xFFFF
        common = (
            *(flags, member.compress_type, (hour << 11 | minute << 5 | second // 2) & 0xFFFF, day_word),
            *(member.CRC, len(body), member.file_size, len(name)),
        )
        file.write(struct.pack("<4s5H3L2H", b"PK\3\4", version, *common, len(extra)) + name + extra)
        for start in range(0, len(body), _CHUNK):
            file.write(body[start : start + _CHUNK])
        made_by = (member.create_version, member.create_system, version)
        tail = (len(central), len(member.comment), 0, member.internal_attr, member.external_attr, offset)
        entry = struct.pack("<4s2B5H3L5H2L", b"PK\1\2", made_by[0], made_by[1], version, *common, *tail)
        return entry + name + central + member.comment

    def _damaged(self) -> BookError:
        return BookError(*sentence("ZIP_DAMAGED", book=self.book))


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _packed(member: zipfile.ZipInfo, data: bytes) -> bytes:
    """New bytes compressed; `member` gets their size and checksum."""
    member.CRC, member.file_size = zlib.crc32(data), len(data)
    if member.compress_type != zipfile.ZIP_DEFLATED:
        member.compress_type = zipfile.ZIP_STORED
        return data
    pack = zlib.compressobj(6, zlib.DEFLATED, -15)
    return pack.compress(data) + pack.flush()


def _without_zip64(extra: bytes) -> bytes:
    """An extra field without its zip64 sizes: everything we write is below 4 GB."""
    out, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        if kind != 1:
            out += extra[at : at + 4 + size]
        at += 4 + size
    return out
