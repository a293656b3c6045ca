"""Workbooks with a password: read, and written under the same one, never as plain text on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from kaohe_xl.books import encryption
from kaohe_xl.books.encryption import EXCELS_OWN, decrypted, encrypted
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from kaohe_xl.errors import BookError, PasswordNeeded, WrongPassword
from tests.books import foreign

SHEET = "市考指标"
WORD = "考核2011"
PATCH = Patch({SHEET: SheetPatch((Change(1, 1, 8),))})


def plain(folder: Path, padding: int = 0) -> bytes:
    sheet = foreign.rows('<row r="1"><c r="A1" t="inlineStr"><is><t>长安区机密</t></is></c></row>')
    parts: dict[str, str | bytes] = {"xl/media/image1.png": os.urandom(padding)} if padding else {}
    return foreign.write(folder / "明文.xlsx", sheet, parts).read_bytes()


def secret(folder: Path, padding: int = 0, password: str = WORD) -> Path:
    path = folder / "密.xlsx"
    path.write_bytes(encrypted(plain(folder, padding), path.name, password))
    (folder / "明文.xlsx").unlink()
    return path


# Around 7 MB the list of sector tables outgrows the container's header, around 15 MB its first sector.
@pytest.mark.parametrize("padding", [1, 1500, 5000, 7_080_000, 7_200_000, 15_500_000])
def test_what_was_encrypted_is_the_same_when_decrypted(tmp_path: Path, padding: int) -> None:
    data = plain(tmp_path, padding)
    known, word = decrypted(encrypted(data, "密.xlsx", WORD), "密.xlsx", WORD)
    assert word == WORD
    if len(data) >= 4096:
        assert known == data
    with zipfile.ZipFile(BytesIO(known)) as new, zipfile.ZipFile(BytesIO(data)) as old:
        assert new.namelist() == old.namelist()
        assert all(new.read(name) == old.read(name) for name in old.namelist())


def test_the_containers_list_of_sector_tables_is_sound(tmp_path: Path) -> None:
    import struct

    data = encrypted(plain(tmp_path, 16_000_000), "密.xlsx", WORD)
    tables, at, lists = struct.unpack_from("<I20x2I", data, 44)
    listed = list(struct.unpack_from("<109I", data, 76))
    for _ in range(lists):
        *more, at = struct.unpack_from("<128I", data, 512 * (at + 1))
        listed += more
    assert at == 0xFFFFFFFE
    assert len(set(listed[:tables])) == tables
    assert set(listed[tables:]) == {0xFFFFFFFF}
    for table in listed[:tables]:
        (mark,) = struct.unpack_from("<I", data, 512 * (listed[table // 128] + 1) + 4 * (table % 128))
        assert mark == 0xFFFFFFFD


def test_a_workbook_is_written_under_its_password(tmp_path: Path) -> None:
    path = secret(tmp_path)
    before = path.read_bytes()
    grid = open_file(path, WORD)
    saved = grid.save(PATCH)
    assert grid.block(SHEET).at(1, 1) == 8
    assert saved.backup is not None
    assert saved.backup.read_bytes() == before
    with pytest.raises(PasswordNeeded, match=r"密\.xlsx"):
        open_file(path)
    for wrong in ("别的", "", "x" * 300, "\ud800"):
        with pytest.raises(WrongPassword, match=r"密\.xlsx"):
            open_file(path, wrong)
    again = open_file(path, WORD)
    assert again.block(SHEET).at(1, 1) == 8
    assert again.save(PATCH).path is None


def test_a_password_that_excel_asks_nobody_for_is_no_hindrance(tmp_path: Path) -> None:
    path = secret(tmp_path, password=EXCELS_OWN)
    assert open_file(path, "别的").block(SHEET).at(1, 1) == "长安区机密"
    grid = open_file(path)
    grid.save(PATCH)
    assert open_file(path).block(SHEET).at(1, 1) == 8
    assert not path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("failing", ["_check", "_with_sound_sectors", "decrypted"])
def test_what_could_not_be_encrypted_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = secret(tmp_path)
    grid, before = open_file(path, WORD), path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("broken")

    monkeypatch.setattr(encryption, failing, fail)
    with pytest.raises(BookError, match=r"密\.xlsx.*没有改动"):
        grid.save(PATCH)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["密.xlsx"]


def test_a_result_that_opens_as_something_else_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encryption, "decrypted", lambda *_: (b"PK other", WORD))
    with pytest.raises(BookError, match="没有改动"):
        encrypted(plain(tmp_path), "密.xlsx", WORD)


PROGRAM = """
import sys
written = []
def hook(event, arguments):
    if event.startswith("tempfile."):
        print("TEMPORARY", arguments)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+"):
        written.append(str(arguments[0]))
sys.addaudithook(hook)
from kaohe_xl import commands
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from pathlib import Path
path = Path(sys.argv[1])
grid = open_file(path, sys.argv[2])
grid.save(Patch({"市考指标": SheetPatch((Change(2, 1, "雁塔区机密"),))}))
print("WRITTEN", any(".kaohe" in name for name in written))
print("ELSEWHERE", [name for name in written if not name.startswith(str(path.parent))])
"""


def test_nothing_is_ever_plain_on_the_disk(tmp_path: Path, root: Path) -> None:
    path = secret(tmp_path, padding=20_000)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PROGRAM, str(path), WORD],
        env=os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines() == ["WRITTEN True", "ELSEWHERE []"]
    left = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert path in left
    for one in left:
        content = one.read_bytes()
        assert b"PK\x03\x04" not in content[:4]
        assert "机密".encode() not in content


@pytest.mark.parametrize("cut", [600, 3000, -3000])
def test_a_damaged_container_is_refused_by_name(tmp_path: Path, cut: int) -> None:
    path = secret(tmp_path, padding=20_000)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BookError, match=r"密\.xlsx"):
        open_file(path, WORD)


def test_rounds_without_end_are_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = secret(tmp_path)
    monkeypatch.setattr(encryption, "MOST_ROUNDS", 99_999)  # Excel has 100,000
    with pytest.raises(BookError, match=r"密\.xlsx.*加密方式"):
        open_file(path, WORD)


def test_a_container_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    path = secret(tmp_path, padding=20_000)
    data = path.read_bytes()
    name = "EncryptionInfo".encode("utf-16-le")
    path.write_bytes(data.replace(name, "EncryptionOther".encode("utf-16-le")[: len(name)]))
    with pytest.raises(BookError, match=r"密\.xlsx.*加密方式"):
        open_file(path, WORD)
