"""The records of a zip: its directory read and checked, its headers written (PKWARE's APPNOTE.TXT, 4.3)."""

from __future__ import annotations

import os
import struct
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from kaohe_xl.books.deflate import DamagedData

MOST_MEMBERS, LARGEST_DIRECTORY = 20_000, 8 << 20
_HAS_DESCRIPTOR, _IS_UTF_8 = 8, 0x800
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_END_64, _LOCATOR_64 = b"PK\6\6", b"PK\6\7"
_LONGEST_COMMENT = 0xFFFF
_ZIP64 = 1


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What stands before a member's packed bytes: where these begin, the name, the extra field.

    `is_plain`: header and bytes can be copied together, there is neither a data descriptor nor zip64.
    """

    data: int
    name: bytes
    extra: bytes
    is_plain: bool

    @classmethod
    def read(cls, file: BinaryIO, member: zipfile.ZipInfo) -> LocalHeader:
        """The member's header. Raises DamagedData where there is none."""
        file.seek(member.header_offset)
        head = file.read(30)
        if len(head) < 30 or head[:4] != _LOCAL:
            raise DamagedData
        flags, names, extras = struct.unpack("<6xH18xHH", head)
        rest = file.read(names + extras)
        if len(rest) < names + extras or _decoded(rest[:names], member) != member.orig_filename:
            raise DamagedData
        extra = rest[names:]
        is_plain = not flags & _HAS_DESCRIPTOR and extra == without_zip64(extra)
        return cls(member.header_offset + 30 + names + extras, rest[:names], extra, is_plain)


def read_directory(file: BinaryIO) -> tuple[list[zipfile.ZipInfo], bytes]:
    """All members and the archive's comment.

    Raises DamagedData for what is no zip, for members that overlap, and for a directory beyond reason.
    """
    _look_at_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            members, comment = archive.infolist(), archive.comment
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError) as error:
        raise DamagedData from error
    end = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < end:
            raise DamagedData
        end = member.header_offset + 30 + member.compress_size
    return members, comment


def local_header(member: zipfile.ZipInfo, local: LocalHeader) -> bytes:
    """A member's header with its measures in it: no data descriptor follows, nothing needs zip64."""
    extra = without_zip64(local.extra)
    return struct.pack("<4s5H3L2H", _LOCAL, *_common(member, local.name), len(extra)) + local.name + extra


def central_entry(member: zipfile.ZipInfo, name: bytes, offset: int) -> bytes:
    """A member's entry in the directory, where its header stands at `offset`."""
    extra = without_zip64(member.extra)
    head = struct.pack("<4s2B", _CENTRAL, member.create_version, member.create_system)
    tail = (len(extra), len(member.comment), 0, member.internal_attr, member.external_attr, offset)
    fields = struct.pack("<5H3LH", *_common(member, name)) + struct.pack("<4H2L", *tail)
    return head + fields + name + extra + member.comment


def end_of_directory(count: int, size: int, start: int, comment: bytes) -> bytes:
    """The last record of a zip."""
    return struct.pack("<4s4H2LH", _END, 0, 0, count, count, size, start, len(comment)) + comment


def without_zip64(extra: bytes) -> bytes:
    """An extra field without its zip64 sizes: everything we write is below 4 GB."""
    out, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack("<HH", extra[at : at + 4])
        if kind != _ZIP64:
            out += extra[at : at + 4 + size]
        at += 4 + size
    return out + extra[at:]


def _common(member: zipfile.ZipInfo, name: bytes) -> tuple[int, ...]:
    """The fields that a member's header and its entry share, from the version on to the name's length."""
    year, month, day, hour, minute, second = member.date_time
    date = (max(year - 1980, 0) << 9 | month << 5 | day) & 0xFFFF
    time = (hour << 11 | minute << 5 | second // 2) & 0xFFFF
    version = min(max(member.extract_version, 20), 63)
    flags = member.flag_bits & ~_HAS_DESCRIPTOR
    sizes = (member.CRC, member.compress_size, member.file_size)
    return version, flags, member.compress_type, time, date, *sizes, len(name)


def _decoded(name: bytes, member: zipfile.ZipInfo) -> str:
    return name.decode("utf-8" if member.flag_bits & _IS_UTF_8 else "cp437", "replace")


def _look_at_end(file: BinaryIO) -> None:
    """Refuse a directory that would fill the memory, before it is read."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 22 - _LONGEST_COMMENT - 20)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise DamagedData
    count, length = struct.unpack("<10xHL", tail[at : at + 16])
    if (count == 0xFFFF or length == 0xFFFFFFFF) and tail[at - 20 : at - 16] == _LOCATOR_64:
        file.seek(min(struct.unpack("<Q", tail[at - 12 : at - 4])[0], size))
        record = file.read(48)
        if len(record) < 48 or record[:4] != _END_64:
            raise DamagedData
        count, length = struct.unpack("<32xQQ", record)
    if count > MOST_MEMBERS or length > LARGEST_DIRECTORY:
        raise DamagedData
