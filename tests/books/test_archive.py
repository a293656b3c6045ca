"""The zip of a workbook: what isn't touched is copied packed, what would do harm is refused."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kaohe_xl.books import archive as archives
from kaohe_xl.books import deflate, zipdirectory
from kaohe_xl.books.archive import Archive
from kaohe_xl.books.sources import DiskSource, MemorySource, copy_range
from kaohe_xl.errors import BookError

NOISE = random.Random(2011).randbytes(200_000)
PARTS = {"xl/workbook.xml": b"<workbook/>" * 50, "xl/media/image1.png": NOISE, "docs/空.xml": b""}


class Unseekable(io.RawIOBase):
    """What makes zipfile write data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.data += piece
        return len(piece)


def zipped(
    parts: dict[str, bytes] = PARTS,
    method: int = zipfile.ZIP_DEFLATED,
    *,
    descriptors: bool = False,
    zip64: bool = False,
) -> bytes:
    file = Unseekable() if descriptors else io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as book:  # type: ignore[call-overload]
        for name, data in parts.items():
            with book.open(zipfile.ZipInfo(name), "w", force_zip64=zip64) as member:
                member._compresslevel = None
                member.write(data)
        book.comment = "区考核办".encode()
    return bytes(file.data) if isinstance(file, Unseekable) else file.getvalue()


def deflated(parts: dict[str, bytes] = PARTS) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
        book.comment = "区考核办".encode()
    return file.getvalue()


def on_disk(tmp_path: Path, data: bytes) -> Archive:
    path = tmp_path / "市考 指标.xlsx"
    path.write_bytes(data)
    return Archive(DiskSource(path), path.name)


def written(archive: Archive, tmp_path: Path) -> zipfile.ZipFile:
    path = tmp_path / "新.xlsx"
    with path.open("wb") as file:
        archive.write(None, file)
    book = zipfile.ZipFile(path)
    assert book.testzip() is None
    return book


def packed_bytes(data: bytes, name: str) -> bytes:
    """A member's bytes as they are packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        member = book.getinfo(name)
    names, extras = struct.unpack("<HH", data[member.header_offset + 26 : member.header_offset + 30])
    start = member.header_offset + 30 + names + extras
    return data[start : start + member.compress_size]


KINDS: dict[str, Callable[[], bytes]] = {
    "deflated": deflated,
    "stored": lambda: zipped(method=zipfile.ZIP_STORED),
    "data descriptors": lambda: zipped(descriptors=True),
    "zip64": lambda: zipped(zip64=True),
    "zip64 with data descriptors": lambda: zipped(descriptors=True, zip64=True),
    "something before the zip": lambda: b"MZ stub" * 100 + deflated(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_touched_is_copied_as_it_is_packed(tmp_path: Path, kind: str) -> None:
    before = KINDS[kind]()
    archive = on_disk(tmp_path, before)
    archive.put("xl/workbook.xml", b"<workbook>new</workbook>")
    with written(archive, tmp_path) as book:
        assert book.namelist() == list(PARTS)
        assert book.comment.decode() == "区考核办"
        assert book.read("xl/workbook.xml") == b"<workbook>new</workbook>"
        assert (
            book.getinfo("xl/workbook.xml").compress_type
            == zipfile.ZipFile(io.BytesIO(before)).infolist()[0].compress_type
        )
    after = (tmp_path / "新.xlsx").read_bytes()
    for name in ("xl/media/image1.png", "docs/空.xml"):
        assert packed_bytes(after, name) == packed_bytes(before, name)


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_zip_are_read(tmp_path: Path, kind: str) -> None:
    archive = on_disk(tmp_path, KINDS[kind]())
    assert {name: archive.read(name) for name in PARTS} == PARTS
    assert b"".join(archive.chunks("XL\\media/image1.PNG")) == NOISE
    assert archive.size("/xl/media/image1.png") == len(NOISE)
    assert not archive.is_changed


def test_members_come_go_and_come_as_a_stream(tmp_path: Path) -> None:
    archive = on_disk(tmp_path, deflated())
    archive.drop("docs/空.xml")
    archive.add("xl/styles.xml", b"<styleSheet/>")
    archive.put("xl/styles.xml", b"<styleSheet>2</styleSheet>")
    archive.put_chunks("xl/media/image1.png", iter([NOISE, b"", NOISE]))
    assert (archive.has("docs/空.xml"), archive.has("xl/styles.xml")) == (False, True)
    assert archive.read("xl/media/image1.png") == NOISE * 2
    assert archive.size("xl/media/image1.png") == 2 * len(NOISE)
    assert archive.free_name("xl/styles.xml") == "xl/styles2.xml"
    with written(archive, tmp_path) as book:
        assert book.namelist() == ["xl/workbook.xml", "xl/media/image1.png", "xl/styles.xml"]
        assert book.read("xl/styles.xml") == b"<styleSheet>2</styleSheet>"
        assert book.read("xl/media/image1.png") == NOISE * 2
    with pytest.raises(BookError, match=r"docs/空\.xml"):
        archive.read("docs/空.xml")


def test_a_copy_is_what_was_read(tmp_path: Path) -> None:
    archive = on_disk(tmp_path, deflated())
    archive.put("xl/workbook.xml", b"<workbook/>")
    assert archive.copy().read("xl/workbook.xml") == PARTS["xl/workbook.xml"]


def test_the_same_bytes_are_no_change(tmp_path: Path) -> None:
    archive = on_disk(tmp_path, deflated())
    archive.put("xl/workbook.xml", PARTS["xl/workbook.xml"])
    assert not archive.is_changed


def test_a_file_that_changes_under_us_is_not_mixed_with_what_was_read(tmp_path: Path) -> None:
    archive = on_disk(tmp_path, deflated())
    (tmp_path / "市考 指标.xlsx").write_bytes(deflated({"xl/workbook.xml": b"<other/>"}))
    with pytest.raises(BookError, match="改动过"):
        archive.read("xl/workbook.xml")


def test_a_private_source_is_written_whatever_file_stands_open() -> None:
    archive = Archive(MemorySource(deflated()), "密.xlsx")
    new = io.BytesIO()
    archive.write(io.BytesIO(b"encrypted"), new)
    assert {n: zipfile.ZipFile(new).read(n) for n in PARTS} == PARTS


def broken(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def entry(data: bytes, number: int = 0) -> int:
    """Where a member's entry in the directory starts."""
    at = -1
    for _ in range(number + 1):
        at = data.index(b"PK\1\2", at + 1)
    return at


WHOLE = deflated()
DAMAGED = {
    "empty": b"",
    "no zip": b"PK\3\4" + b"x" * 100,
    "cut off": WHOLE[:-30],
    "cut at the end": WHOLE[:-40] + WHOLE[-34:],
    "directory is no directory": broken(WHOLE, entry(WHOLE), b"XXXX"),
    "two of one name": deflated({"xl/A.xml": b"1", "xl/a.XML": b"2"}),
    "members overlap": broken(WHOLE, entry(WHOLE, 1) + 42, struct.pack("<L", 5)),
    "too many members": broken(
        WHOLE, len(WHOLE) - 22 - len("区考核办".encode()) + 10, struct.pack("<H", 30_000)
    ),
    "directory too large": broken(
        WHOLE, len(WHOLE) - 22 - len("区考核办".encode()) + 12, struct.pack("<L", 9 << 20)
    ),
    "more than zip64 says": broken(WHOLE, len(WHOLE) - 22 - len("区考核办".encode()) + 10, b"\xff\xff"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_what_is_no_sound_zip_is_refused_at_opening(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BookError, match=r"市考 指标\.xlsx.*已损坏"):
        on_disk(tmp_path, DAMAGED[kind])


def test_a_directory_in_zip64_is_looked_at_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
    data = deflated()
    assert b"PK\6\7" in data
    data = broken(data, data.rindex(b"PK\5\6") + 8, b"\xff" * 12)
    assert on_disk(tmp_path, data).read("xl/workbook.xml") == PARTS["xl/workbook.xml"]
    record = data.index(b"PK\6\6")
    for harm in (broken(data, record + 32, struct.pack("<Q", 1 << 40)), broken(data, record, b"XXXX")):
        with pytest.raises(BookError, match="已损坏"):
            on_disk(tmp_path, harm)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "xl/..\\..\\x.xml", "C:/Windows/x.dll"])
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BookError, match="来路不明"):
        on_disk(tmp_path, deflated(PARTS | {name: b"x"}))


HEADER = {
    "no header": lambda data: broken(data, 0, b"XXXX"),
    "another name": lambda data: broken(data, 30, b"zz"),
    "beyond the end": lambda data: broken(data, 26, struct.pack("<HH", 60_000, 60_000)),
}


@pytest.mark.parametrize("kind", HEADER)
def test_a_header_that_contradicts_the_directory_is_damage(tmp_path: Path, kind: str) -> None:
    data = deflated({"xl/workbook.xml": b"<workbook/>", "b": b"1"})
    archive = on_disk(tmp_path, HEADER[kind](data))
    with pytest.raises(BookError, match="已损坏"):
        archive.read("xl/workbook.xml")
    with pytest.raises(BookError, match="已损坏"):
        archive.write(None, io.BytesIO())


def lying(field: int, value: int, size: str = "<L") -> bytes:
    """An archive whose directory lies about its first member."""
    return broken(WHOLE, entry(WHOLE) + field, struct.pack(size, value))


MEMBERS = {
    "checksum": lying(16, 1),
    "fewer packed bytes": lying(20, 5),
    "fewer bytes": lying(24, 40),
    "more bytes": lying(24, 4000),
    "encrypted": lying(8, 1, "<H"),
    "bzip2": lying(10, 12, "<H"),
    "garbage": broken(WHOLE, 30 + len("xl/workbook.xml"), b"\xff\xff\xff\xff"),
}


@pytest.mark.parametrize("kind", MEMBERS)
def test_a_member_that_is_not_what_the_directory_says_is_damage(tmp_path: Path, kind: str) -> None:
    archive = on_disk(tmp_path, MEMBERS[kind])
    with pytest.raises(BookError, match=r"已损坏（xl/workbook\.xml）"):
        archive.read("xl/workbook.xml")


def test_a_stored_member_that_is_cut_off_is_damage(tmp_path: Path) -> None:
    data = zipped(method=zipfile.ZIP_STORED)
    last = broken(data, entry(data, 2) + 20, struct.pack("<LL", 50_000, 50_000))
    with pytest.raises(BookError, match="已损坏"):
        on_disk(tmp_path, last).read("docs/空.xml")


def test_what_unpacks_without_end_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = deflated({"xl/workbook.xml": bytes(40 << 20)})
    with pytest.raises(BookError, match="大得不正常"):
        on_disk(tmp_path, bomb).read("xl/workbook.xml")
    monkeypatch.setattr(archives, "SUSPICIOUS_TOTAL", 8 << 20)
    with pytest.raises(BookError, match="大得不正常"):
        on_disk(tmp_path, bomb)
    monkeypatch.setattr(archives, "LARGEST_PART", 1000)
    with pytest.raises(BookError, match="大得不正常"):
        on_disk(tmp_path, WHOLE).read("xl/media/image1.png")


def test_an_archive_beyond_four_gigabytes_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_ARCHIVE", 1000)
    with pytest.raises(BookError, match="大得不正常"):
        on_disk(tmp_path, WHOLE).write(None, io.BytesIO())


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the kernel of this system copies nothing")
@pytest.mark.parametrize("copied", [OSError(18, "EXDEV"), 0, 70_000])
def test_where_the_kernel_does_not_copy_we_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: OSError | int
) -> None:
    real, calls = os.copy_file_range, []

    def limited(*places: int) -> int:
        calls.append(places)
        if isinstance(copied, OSError):
            raise copied
        return real(places[0], places[1], copied, *places[3:]) if len(calls) == 1 and copied else 0

    monkeypatch.setattr(os, "copy_file_range", limited)
    with written(on_disk(tmp_path, WHOLE), tmp_path) as book:
        assert {name: book.read(name) for name in PARTS} == PARTS
    assert calls


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the kernel of this system copies nothing")
def test_what_the_kernel_says_of_the_disk_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: int) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", full)
    with pytest.raises(OSError, match="No space left"):
        written(on_disk(tmp_path, WHOLE), tmp_path)


def test_systems_without_such_a_call_copy_by_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "copy_file_range", raising=False)
    with written(on_disk(tmp_path, WHOLE), tmp_path) as book:
        assert book.read("xl/media/image1.png") == NOISE


def test_an_old_file_that_got_shorter_is_no_source() -> None:
    with pytest.raises(EOFError):
        copy_range(io.BytesIO(b"12"), io.BytesIO(), 0, 3)


def test_a_file_that_is_gone_or_no_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="没有找到文件"):
        DiskSource(tmp_path / "无.xlsx")
    with pytest.raises(BookError, match="读不出来"):
        DiskSource(tmp_path)
    with pytest.raises(BookError, match="读不出来"):
        DiskSource(Path("\0"))
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"1")
    source = DiskSource(path)
    path.unlink()
    with pytest.raises(BookError, match="改动过"), source.open():
        pass


@pytest.mark.parametrize(
    "size", [0, 1, deflate.CHUNK - 1, deflate.CHUNK, deflate.CHUNK + 1, 3 * deflate.CHUNK]
)
def test_what_was_packed_is_unpacked(size: int) -> None:
    data = (NOISE * (size // len(NOISE) + 1))[:size]
    blocks = list(deflate.packing([data]))
    stored = b"".join(blocks)
    assert deflate.unpacked(blocks) == data
    assert b"".join(deflate.unpacking(io.BytesIO(stored), len(stored), size, True)) == data


def test_extra_fields_lose_their_zip64_sizes_only() -> None:
    other = struct.pack("<HH", 0x5455, 5) + b"times"
    assert zipdirectory.without_zip64(struct.pack("<HH8x", 1, 8) + other + b"xx") == other + b"xx"


def test_a_share_that_is_lost_while_reading_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = on_disk(tmp_path, WHOLE)

    class Lost(io.BytesIO):
        def seek(self, *_: int) -> int:
            raise OSError(116, "Stale file handle")

    @contextlib.contextmanager
    def lost(_: object) -> Iterator[io.BytesIO]:
        yield Lost()

    monkeypatch.setattr(DiskSource, "open", lost)
    for work in (lambda: archive.read("xl/workbook.xml"), archive.copy):
        with pytest.raises(BookError, match="读不出来（Stale file handle）"):
            work()


def test_without_isal_zlib_does_the_same() -> None:
    program = (
        "import sys; sys.modules['isal'] = None\n"
        "from kaohe_xl.books import deflate; from io import BytesIO; import zlib\n"
        "data = bytes(range(256)) * 9000; packed = b''.join(deflate.packing([data]))\n"
        "assert deflate.fast is zlib and deflate.unpacked([packed]) == data\n"
        "print(b''.join(deflate.unpacking(BytesIO(packed), len(packed), len(data), True)) == data)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "True"
