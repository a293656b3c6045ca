"""Hostile zips."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.books import foreign
from tests.hostile.bombs import (
    BOOK_LINKS,
    PLAIN,
    READ,
    SHEET,
    STRINGS,
    STYLES,
    Content,
    around,
    book,
    joined,
    kind,
    megabytes,
)


@kind("PART_TOO_LARGE", is_long=True)
def a_sheet_of_half_a_gigabyte_in_half_a_megabyte(path: Path) -> None:
    book(path, around(megabytes(512)))


@kind("PART_TOO_LARGE", is_long=True)
def a_string_of_half_a_gigabyte(path: Path) -> None:
    start, end = foreign.strings("<si><t>|</t></si>").split("|")
    cell = foreign.rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    book(path, cell, {STRINGS: joined(start, megabytes(512, b"x"), end)})


@kind("PART_TOO_LARGE", is_long=True)
def a_thousand_parts_of_a_megabyte(path: Path) -> None:
    book(path, PLAIN, {f"xl/media/image{n}.png": bytes(1 << 20) for n in range(1000)})


@kind("ZIP_DAMAGED")
def thirty_thousand_members(path: Path) -> None:
    book(path, PLAIN, {f"xl/media/{n}": b"" for n in range(30_000)})


@kind("ZIP_DAMAGED", is_long=True)
def a_hundred_thousand_members(path: Path) -> None:
    book(path, PLAIN, {f"xl/media/{n}": b"" for n in range(100_000)})


@kind()
def a_zip_in_a_zip(path: Path) -> None:
    inner = path.with_name("inner.zip")
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(8 << 20))
    book(path, PLAIN, {"xl/embeddings/inner.xlsx": inner.read_bytes()})


@kind("ZIP_DAMAGED")
def members_that_overlap(path: Path) -> None:
    data = bytearray(book(path).read_bytes())
    at = _entry(data, SHEET)
    for name in (STRINGS, STYLES):
        entry = _entry(data, name)
        data[entry + 42 : entry + 46] = data[at + 42 : at + 46]
    path.write_bytes(data)


@kind("ZIP_DAMAGED")
def a_member_named_twice(path: Path) -> None:
    with zipfile.ZipFile(book(path), "a") as archive:
        archive.writestr(SHEET.replace("sheet1", "Sheet1"), PLAIN)


def _with(
    path: Path,
    name: str,
    change: Callable[[bytearray, int, int], None],
    parts: dict[str, Content] | None = None,
) -> None:
    """Write a workbook whose member `name` is changed: `change(data, entry, header)`."""
    data = bytearray(book(path, PLAIN, parts).read_bytes())
    entry = _entry(data, name)
    change(data, entry, struct.unpack_from("<L", data, entry + 42)[0])
    path.write_bytes(data)


def _entry(data: bytearray, name: str) -> int:
    """Where the member's entry in the directory starts."""
    return data.rindex(b"PK\1\2", 0, data.rindex(name.encode()))


def _sizes(path: Path, size: int) -> None:
    def change(data: bytearray, entry: int, header: int) -> None:
        """Let header and entry tell another size."""
        struct.pack_into("<L", data, entry + 24, size)
        struct.pack_into("<L", data, header + 22, size)

    _with(path, SHEET, change)


@kind("PART_DAMAGED", open=READ)
def a_size_that_is_too_small(path: Path) -> None:
    _sizes(path, 10)


@kind("PART_DAMAGED", open=READ)
def a_size_that_is_too_large(path: Path) -> None:
    _sizes(path, 30 << 20)


@kind("PART_TOO_LARGE")
def a_size_of_four_gigabytes(path: Path) -> None:
    _sizes(path, 0xFFFFFFF0)


def _checksum(path: Path, name: str, parts: dict[str, Content] | None = None) -> None:
    def change(data: bytearray, entry: int, header: int) -> None:
        """Let header and entry tell another checksum."""
        struct.pack_into("<L", data, entry + 16, 0x12345678)
        struct.pack_into("<L", data, header + 14, 0x12345678)

    _with(path, name, change, parts)


@kind("PART_DAMAGED", open=READ)
def a_wrong_checksum(path: Path) -> None:
    _checksum(path, SHEET)


@kind()
def a_wrong_checksum_in_a_part_that_is_not_read(path: Path) -> None:
    _checksum(path, "docProps/app.xml", {"docProps/app.xml": "<Properties/>"})


def _method(path: Path, name: str, method: int, flags: int = 0) -> None:
    def change(data: bytearray, entry: int, header: int) -> None:
        """Let header and entry tell another method of compression."""
        struct.pack_into("<HH", data, entry + 8, flags, method)
        struct.pack_into("<HH", data, header + 6, flags, method)

    _with(path, name, change)


@kind("PART_DAMAGED", open=READ)
def a_sheet_packed_by_deflate64(path: Path) -> None:
    _method(path, SHEET, 9)


@kind("PART_DAMAGED", open=READ)
def a_sheet_packed_by_what_nobody_knows(path: Path) -> None:
    _method(path, SHEET, 0x7777)


@kind("PART_DAMAGED", open=READ)
def an_encrypted_sheet(path: Path) -> None:
    _method(path, SHEET, 8, 1)


@kind("PART_DAMAGED", open=READ)
def a_sheet_packed_by_bzip2(path: Path) -> None:
    _packed_by(path, zipfile.ZIP_BZIP2)


@kind("PART_DAMAGED", open=READ)
def a_sheet_packed_by_lzma(path: Path) -> None:
    _packed_by(path, zipfile.ZIP_LZMA)


def _packed_by(path: Path, method: int) -> None:
    parts = foreign.parts(book(path))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, method if name == SHEET else zipfile.ZIP_DEFLATED)


@kind("UNSAFE_MEMBER")
def a_name_that_climbs_out(path: Path) -> None:
    book(path, PLAIN, {"../../../etc/passwd": b"x"})


@kind("UNSAFE_MEMBER")
def a_name_that_climbs_out_by_backslashes(path: Path) -> None:
    book(path, PLAIN, {"xl\\..\\..\\..\\autoexec.bat": b"x"})


@kind("UNSAFE_MEMBER")
def a_name_with_a_drive(path: Path) -> None:
    book(path, PLAIN, {"C:/Windows/win.ini": b"x"})


@kind("UNSAFE_MEMBER")
def a_name_from_the_root(path: Path) -> None:
    book(path, PLAIN, {"//server/share/x": b"x"})


@kind()
def a_link_to_a_part_outside(path: Path) -> None:
    outside = foreign.links("worksheet worksheets/sheet1.xml", "theme ../../../../etc/passwd")
    book(path, PLAIN, {BOOK_LINKS: outside})


def _cut(path: Path, share: float) -> None:
    data = book(path, PLAIN, {"xl/media/image1.png": random.Random(1).randbytes(1 << 16)}).read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


@kind("ZIP_DAMAGED")
def a_file_cut_in_the_middle(path: Path) -> None:
    _cut(path, 0.5)


@kind("ZIP_DAMAGED")
def a_file_cut_in_its_directory(path: Path) -> None:
    _cut(path, 0.999)


@kind("ZIP_DAMAGED")
def a_file_that_only_begins(path: Path) -> None:
    path.write_bytes(b"PK\3\4")


@kind("ZIP_DAMAGED")
def a_directory_that_starts_beyond_the_end(path: Path) -> None:
    data = bytearray(book(path).read_bytes())
    struct.pack_into("<L", data, len(data) - 6, 0xFFFFFF)
    path.write_bytes(data)


@kind("ZIP_DAMAGED")
def a_directory_of_four_gigabytes(path: Path) -> None:
    data = bytearray(book(path).read_bytes())
    struct.pack_into("<L", data, len(data) - 10, 0xFFFFFFF0)
    path.write_bytes(data)


@kind("ZIP_DAMAGED")
def noise_behind_the_first_letters(path: Path) -> None:
    path.write_bytes(b"PK\3\4" + random.Random(2).randbytes(1 << 20))
