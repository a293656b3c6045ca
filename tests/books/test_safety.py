"""The office's workbook is sacred: the new file or the old one, whatever fails, and the old one is kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kaohe_xl.books import backups, locks, restoring, safety
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.errors import BookError
from tests.books import foreign

SHEET = "市考指标"
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def patch(value: Value) -> Patch:
    return Patch({SHEET: SheetPatch((Change(1, 1, value),))})


@pytest.fixture
def book(office_folder: Path) -> Path:
    return foreign.write(office_folder / "市考 指标.xlsx", foreign.rows(ROWS))


def test_a_save_keeps_the_former_workbook_byte_for_byte(book: Path) -> None:
    before = book.read_bytes()
    saved = open_file(book).save(patch(2))
    assert saved.path == book
    assert saved.backup is not None
    assert saved.backup.read_bytes() == before
    assert saved.backup.parent == book.parent / ".kaohe"
    assert (saved.backup.name.startswith("市考 指标."), saved.backup.suffix) == (True, ".xlsx")
    assert open_file(book).block(SHEET).at(1, 1) == 2


def test_undo_takes_back_one_write_after_the_other(book: Path) -> None:
    states = [book.read_bytes()]
    for value in (2, 3):
        open_file(book).save(patch(value))
        states.append(book.read_bytes())
    assert restoring.undo(book).path == book
    assert book.read_bytes() == states[1]
    restoring.undo(book)
    assert book.read_bytes() == states[0]
    with pytest.raises(BookError, match="没有可以恢复的备份"):
        restoring.undo(book)


def test_undo_without_any_backup_leaves_no_trace(book: Path) -> None:
    with pytest.raises(BookError, match=r"市考 指标\.xlsx"):
        restoring.undo(book)
    assert list(book.parent.iterdir()) == [book]


def test_undo_does_not_lose_what_was_changed_by_hand_since(book: Path) -> None:
    saved = open_file(book).save(patch(2))
    book.write_bytes(book.read_bytes() + b" ")
    by_hand = book.read_bytes()
    with pytest.raises(BookError, match="改动过") as caught:
        restoring.undo(book)
    assert str(saved.backup) in str(caught.value)
    assert book.read_bytes() == by_hand


def test_undo_brings_back_a_deleted_workbook(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    book.unlink()
    restoring.undo(book)
    assert book.read_bytes() == before


def test_undo_passes_over_a_backup_of_a_run_that_was_killed(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    with book.open("rb") as old:
        backups.keep(book, old)
    restoring.undo(book)
    assert book.read_bytes() == before


def test_thirty_backups_are_kept_and_the_oldest_go(book: Path) -> None:
    first = open_file(book).save(patch(1000)).backup
    for value in range(backups.KEPT):
        open_file(book).save(patch(value + 2))
    assert len(backups.backups(book)) == backups.KEPT
    assert first is not None
    assert not first.exists()


def test_backups_of_one_workbook_are_not_those_of_another(book: Path) -> None:
    other = foreign.write(book.with_name("市考 指标.20111101.xlsx"), foreign.rows(ROWS))
    open_file(other).save(patch(2))
    assert backups.backups(book) == ()


def test_a_workbook_changed_since_it_was_read_is_not_written(book: Path) -> None:
    grid = open_file(book)
    open_file(book).save(patch(5))
    now = book.read_bytes()
    with pytest.raises(BookError, match="读取之后被改动过"):
        grid.save(patch(2))
    assert book.read_bytes() == now


def test_a_workbook_deleted_since_it_was_read_is_not_written(book: Path) -> None:
    grid = open_file(book)
    book.unlink()
    with pytest.raises(BookError, match="改动过"):
        grid.save(patch(2))
    assert not book.exists()


def test_one_grid_can_save_again_and_again(book: Path) -> None:
    grid = open_file(book)
    for value in (2, 3, 4):
        assert grid.save(patch(value)).backup
        assert grid.block(SHEET).at(1, 1) == value


def owner_file(name: str) -> bytes:
    """An owner file as Excel writes it: 54 bytes in the code page, 54 characters in UTF-16."""
    narrow = name.encode("gb18030")
    wide = name.encode("utf-16-le")
    return (
        bytes([len(narrow)])
        + narrow.ljust(54)
        + len(name).to_bytes(2, "little")
        + wide
        + " ".encode("utf-16-le") * (54 - len(name))
    )


@pytest.mark.parametrize(
    ("lock", "content", "owner"),
    [
        ("~$市考 指标.xlsx", owner_file("王志远"), "王志远"),
        ("~$市考 指标.xlsx", b"\x06" + "李秀英".encode("gb18030").ljust(54), "李秀英"),
        ("~$市考 指标.xlsx", b"", "别人"),
        (".~市考 指标.xlsx", owner_file("张"), "张"),
        (".~lock.市考 指标.xlsx#", b",wang,kaohe-pc,01.11.2011 09:00,file:///x;", "wang"),
    ],
)
def test_a_workbook_that_somebody_has_open_is_not_written(
    book: Path, lock: str, content: bytes, owner: str
) -> None:
    before = book.read_bytes()
    book.with_name(lock).write_bytes(content)
    with pytest.raises(BookError, match=f"由{owner}打开着") as caught:
        open_file(book).save(patch(2))
    assert lock in caught.value.remedy
    assert book.read_bytes() == before


def test_two_runs_of_ours_do_not_write_at_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.05)
    grid = open_file(book)
    with locks.locked(book), pytest.raises(BookError, match="本程序写"):
        grid.save(patch(2))
    assert grid.save(patch(2)).backup


@pytest.mark.skipif(os.name == "nt", reason="mode bits of POSIX")
def test_the_mode_of_the_workbook_is_kept(book: Path) -> None:
    book.chmod(0o640)
    open_file(book).save(patch(2))
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_stays_a_link(book: Path) -> None:
    link = book.with_name("链接.xlsx")
    link.symlink_to(book)
    open_file(link).save(patch(2))
    assert link.is_symlink()
    assert open_file(book).block(SHEET).at(1, 1) == 2


def test_a_read_only_workbook_is_not_written(book: Path) -> None:
    book.chmod(0o444)
    before = book.read_bytes()
    with pytest.raises(BookError, match="只读"):
        open_file(book).save(patch(2))
    assert book.read_bytes() == before
    book.chmod(0o644)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_named(book: Path) -> None:
    book.parent.chmod(0o555)
    with pytest.raises(BookError, match="没有权限写入"):
        open_file(book).save(patch(2))
    book.parent.chmod(0o755)


def test_replace_file_makes_a_new_file_too(office_folder: Path) -> None:
    path = office_folder / "登记.json"
    safety.replace_file(path, lambda file: file.write(b"{}"))
    assert path.read_bytes() == b"{}"
    with pytest.raises(ZeroDivisionError):
        safety.replace_file(path, lambda file: file.write(b"x" * (1 // 0)))
    assert path.read_bytes() == b"{}"
    assert list(office_folder.iterdir()) == [path]
