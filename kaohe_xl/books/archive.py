"""A workbook's zip: members unpacked when asked for; what doesn't change is copied as it is packed."""

from __future__ import annotations

import contextlib
import copy
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from kaohe_xl.books.deflate import DamagedData, crc32, packing, unpacked, unpacking
from kaohe_xl.books.sources import Source, copy_range, unreadable
from kaohe_xl.books.zipdirectory import (
    LocalHeader,
    central_entry,
    end_of_directory,
    local_header,
    read_directory,
)
from kaohe_xl.errors import BookError
from kaohe_xl.messages import sentence

LARGEST_PART = 192 << 20
LARGEST_MEMBER = 1 << 32
SUSPICIOUS_SIZE, SUSPICIOUS_RATIO = 32 << 20, 250
SUSPICIOUS_TOTAL = 256 << 20
LARGEST_ARCHIVE = (1 << 32) - 1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class _New:
    """A member's new bytes, packed in blocks."""

    size: int
    crc: int
    method: int
    blocks: Sequence[bytes]

    @property
    def length(self) -> int:
        """How many bytes it has, packed."""
        return sum(map(len, self.blocks))


class Archive:
    """The members of a zip; `put`, `add` and `drop` change what `write` writes.

    Member names are matched as Excel does: without regard to case, `\\` or a leading `/`.
    Raises BookError for what is no zip, a damaged one, or one made to do harm.
    """

    def __init__(self, source: Source, book: str) -> None:
        self.book = book
        self._source = source
        self._plain: dict[str, bytes] = {}
        self._new: dict[str, _New] = {}
        self._added: dict[str, str] = {}
        self._dropped: set[str] = set()
        with source.open() as file:
            try:
                self._infos, self._comment = read_directory(file)
            except DamagedData as error:
                raise self._damaged() from error
            except OSError as error:
                raise unreadable(book, error) from error
        self._members = {_key(member.filename): member for member in self._infos}
        if len(self._members) < len(self._infos):
            raise self._damaged()
        self._look_for_traps()

    def copy(self) -> Archive:
        """The archive as it was read."""
        return Archive(self._source, self.book)

    @property
    def is_changed(self) -> bool:
        """Whether `write` would write anything else than what was read."""
        return bool(self._new or self._dropped)

    @property
    def names(self) -> tuple[str, ...]:
        """The members that were read, in their order, as they are spelt."""
        return tuple(member.filename for member in self._infos)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        key = _key(name)
        return (key in self._members or key in self._added) and key not in self._dropped

    def size(self, name: str) -> int:
        """How many bytes a member has, unpacked. Raises BookError as `chunks` does."""
        key = _key(name)
        return self._new[key].size if key in self._new else self._sound(key, name).file_size

    def mark(self, name: str) -> str:
        """What tells a member's bytes from others without unpacking them; "" where there is none."""
        key = _key(name)
        if key in self._new:
            new = self._new[key]
            return f"{new.crc:08x}-{new.size:x}-{new.length:x}"
        member = self._members.get(key)
        return f"{member.CRC:08x}-{member.file_size:x}-{member.compress_size:x}" if member else ""

    def read(self, name: str) -> bytes:
        """A member's bytes, new ones where put. Raises BookError where missing, damaged or too large."""
        key = _key(name)
        if key in self._new:
            return self._plain[key] if key in self._plain else unpacked(self._new[key].blocks)
        if self.size(name) > LARGEST_PART:
            raise self._too_large(name, self.size(name))
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes as they were read, in pieces of at most a megabyte, so that memory stays small.

        Those of a new member as they were put. Raises BookError where it is missing, damaged or made to
        fill the memory.
        """
        if _key(name) in self._added:
            yield self.read(name)
            return
        member = self._sound(_key(name), name)
        crc = 0
        with self._source.open() as file:
            for chunk in self._unpacked(file, member, name):
                crc = crc32(chunk, crc)
                yield chunk
            if crc != member.CRC:
                raise self._part_damaged(name)

    def put(self, name: str, data: bytes) -> None:
        """Replace a member's bytes; the same bytes are no change."""
        key = _key(name)
        if self.read(name) != data:
            self._keep(key, data)

    def put_chunks(self, name: str, chunks: Iterable[bytes]) -> None:
        """Replace a member by what comes in pieces; it is packed as it comes."""
        size = crc = 0

        def counted() -> Iterator[bytes]:
            """The pieces, measured as they pass."""
            nonlocal size, crc
            for chunk in chunks:
                size, crc = size + len(chunk), crc32(chunk, crc)
                yield chunk

        blocks = [block for block in packing(counted()) if block]
        self._new[_key(name)] = _New(size, crc, zipfile.ZIP_DEFLATED, blocks)

    def add(self, name: str, data: bytes) -> None:
        """A new member, at the end."""
        self._added[_key(name)] = name
        self._keep(_key(name), data)

    def free_name(self, name: str) -> str:
        """`name`, or one like it that no member has."""
        stem, dot, suffix = name.rpartition(".")
        names = (name, *(f"{stem}{number}{dot}{suffix}" for number in range(2, len(self._members) + 3)))
        return next(n for n in names if _key(n) not in self._members and _key(n) not in self._added)

    def drop(self, name: str) -> None:
        """Leave a member out."""
        self._dropped.add(_key(name))

    def write(self, old: BinaryIO | None, new: BinaryIO) -> None:
        """The whole zip: untouched members as they were read, in their old order.

        `old` is the file that was read, open; None for the source, which goes before it where it is private.
        """
        if self._source.is_private:
            old = None
        with self._source.open() if old is None else contextlib.nullcontext(old) as file:
            try:
                self._write(file, new)
            except (DamagedData, EOFError) as error:
                raise self._damaged() from error

    def _write(self, old: BinaryIO, new: BinaryIO) -> None:
        entries: list[bytes] = []
        run = _Run(old, new)
        for member in self._infos:
            key = _key(member.filename)
            if key in self._dropped:
                continue
            local = LocalHeader.read(old, member)
            body = self._new.get(key)
            if body is None and local.is_plain:
                at = run.add(member.header_offset, local.data + member.compress_size)
                entries.append(central_entry(member, local.name, at))
                continue
            if body is not None:
                member = _resized(member, body)
            at = run.end()
            new.write(local_header(member, local))
            if body is not None:
                new.writelines(body.blocks)
            else:
                copy_range(old, new, local.data, member.compress_size)
            entries.append(central_entry(member, local.name, at))
        at = run.end()
        for key, name in self._added.items():
            body = self._new[key]
            member = _resized(zipfile.ZipInfo(name), body)
            at = new.tell()
            new.write(local_header(member, LocalHeader(0, name.encode(), b"", is_plain=True)))
            new.writelines(body.blocks)
            entries.append(central_entry(member, name.encode(), at))
        start, directory = new.tell(), b"".join(entries)
        if start + len(directory) > LARGEST_ARCHIVE:
            raise self._too_large(self.book, start)
        new.write(directory + end_of_directory(len(entries), len(directory), start, self._comment))

    def _keep(self, key: str, data: bytes) -> None:
        info = self._members.get(key)
        is_stored = info is not None and info.compress_type == zipfile.ZIP_STORED
        blocks = [data] if is_stored else list(packing([data]))
        self._plain[key] = data
        method = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
        self._new[key] = _New(len(data), crc32(data), method, blocks)

    def _sound(self, key: str, name: str) -> zipfile.ZipInfo:
        """The member, looked at before it is unpacked."""
        member = self._members.get(key)
        if member is None or key in self._dropped:
            raise self._part_damaged(name)
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
            raise self._part_damaged(name)
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > LARGEST_MEMBER or (
            member.file_size > SUSPICIOUS_SIZE and ratio > SUSPICIOUS_RATIO
        ):
            raise self._too_large(name, member.file_size)
        return member

    def _unpacked(self, file: BinaryIO, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
        """What is packed in a member, piece by piece."""
        try:
            file.seek(LocalHeader.read(file, member).data)
            is_deflated = member.compress_type == zipfile.ZIP_DEFLATED
            yield from unpacking(file, member.compress_size, member.file_size, is_deflated)
        except DamagedData as error:
            raise self._part_damaged(name) from error
        except OSError as error:
            raise unreadable(self.book, error) from error

    def _look_for_traps(self) -> None:
        """Raises BookError for names that lead out of the archive, and for one that unpacks without end."""
        for member in self._infos:
            parts = member.filename.replace("\\", "/").split("/")
            if ".." in parts or ":" in parts[0] or parts[:2] == ["", ""]:
                raise BookError(*sentence("UNSAFE_MEMBER", book=self.book, part=member.filename))
        total = sum(member.file_size for member in self._infos)
        if total > SUSPICIOUS_TOTAL and total > SUSPICIOUS_RATIO * sum(m.compress_size for m in self._infos):
            raise self._too_large(self.book, total)

    def _damaged(self) -> BookError:
        return BookError(*sentence("ZIP_DAMAGED", book=self.book))

    def _part_damaged(self, name: str) -> BookError:
        return BookError(*sentence("PART_DAMAGED", book=self.book, part=name))

    def _too_large(self, name: str, size: int) -> BookError:
        return BookError(*sentence("PART_TOO_LARGE", book=self.book, part=name, size=size >> 20))


class _Run:
    """Neighbouring members that are copied with one call."""

    def __init__(self, old: BinaryIO, new: BinaryIO) -> None:
        self._old, self._new = old, new
        self._start = self._end = 0

    def add(self, start: int, end: int) -> int:
        """Put the old file's bytes from `start` to `end` on the run; where they will stand in the new."""
        if start != self._end:
            self.end()
            self._start = start
        self._end = end
        return self._new.tell() + start - self._start

    def end(self) -> int:
        """Copy what is on the run; where the new file ends then."""
        copy_range(self._old, self._new, self._start, self._end - self._start)
        self._start = self._end
        return self._new.tell()


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _resized(member: zipfile.ZipInfo, body: _New) -> zipfile.ZipInfo:
    """The member's entry with the measures of its new bytes."""
    new = copy.copy(member)
    new.CRC, new.file_size, new.compress_size = body.crc, body.size, body.length
    new.compress_type = body.method
    return new
