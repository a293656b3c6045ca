"""What a workbook was is kept beside it, byte for byte, and is what it was as long as it is kept."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from kaohe_xl.books import backups, safety
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


@pytest.fixture(params=["links", "copies"])
def linking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """A file system on which a file may have two names, and one on which it may not."""
    if request.param == "copies":
        monkeypatch.setattr(os, "link", no_links)
    return bool(request.param == "links")


def no_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def kept(book: Path) -> backups.Backup:
    with book.open("rb") as old:
        return backups.keep(book, old)


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


def test_a_backup_is_the_very_file_where_that_can_be_done(book: Path, linking: bool) -> None:
    former = book.stat()
    backup = open_file(book).save(patch(2)).backup
    assert backup is not None
    assert (backup.stat().st_ino == former.st_ino) == linking
    assert backup.stat().st_nlink == 1
    assert (backup.stat().st_mtime_ns, backup.stat().st_mode) == (former.st_mtime_ns, former.st_mode)


def test_a_file_that_has_another_name_is_copied(book: Path) -> None:
    """Who writes into it by that name would write into the backup too."""
    os.link(book, book.with_name("另一个名字.xlsx"))
    before = book.read_bytes()
    backup = open_file(book).save(patch(2)).backup
    assert backup is not None
    book.with_name("另一个名字.xlsx").write_bytes(b"")
    assert backup.read_bytes() == before


def test_a_backup_of_a_run_that_was_killed_is_none(book: Path) -> None:
    """It still is the workbook itself: who writes into that would change both."""
    kept(book)
    assert backups.backups(book) == ()
    book.write_bytes(book.read_bytes() + b" ")
    backups.sweep(book)
    assert list((book.parent / ".kaohe").iterdir()) == []


def test_a_copy_that_a_killed_run_left_goes_too(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    copied = kept(book)
    backups.sweep(book)
    assert not copied.path.exists()


def test_a_copy_that_is_another_state_stays(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    copied, time = kept(book), book.stat().st_mtime_ns
    other = bytearray(book.read_bytes())
    other[-1] ^= 1
    book.write_bytes(other)
    os.utime(book, ns=(time, time))
    backups.sweep(book)
    assert copied.path.exists()
    book.unlink()
    backups.sweep(book)
    assert copied.path.exists()


def test_a_backup_that_cannot_be_made_leaves_nothing_and_nothing_is_written(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(old: BinaryIO, new: Path, like: Path) -> None:
        new.write_bytes(b"half")
        raise OSError(errno.ENOMEM, "no memory")

    before = book.read_bytes()
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(backups, "copy", broken)
    with pytest.raises(BookError, match="的备份没有做成（no memory），所以没有写入"):
        open_file(book).save(patch(2))
    assert book.read_bytes() == before
    assert [path.name for path in (book.parent / ".kaohe").iterdir() if path.suffix != ".lock"] == []


def test_what_was_replaced_in_the_moment_of_linking_is_copied_from_what_was_read(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, link = book.read_bytes(), os.link

    def replaced(path: Path, name: Path) -> None:
        other = path.with_name("新.xlsx")
        other.write_bytes(b"another")
        other.replace(path)
        link(path, name)

    with book.open("rb") as old:
        monkeypatch.setattr(os, "link", replaced)
        assert backups.keep(book, old).path.read_bytes() == before


def test_a_reader_that_may_not_sync_keeps_a_backup_all_the_same(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: int) -> None:
        raise OSError(errno.EBADF, "not for readers")

    monkeypatch.setattr(os, "fsync", refused)
    assert kept(book).path.samefile(book)


def test_backups_stay_in_order_where_the_clock_is_put_back(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Earlier:  # type: ignore[override]
            return cls(2011, 11, 1, 9, 30)

    open_file(book).save(patch(2))
    monkeypatch.setattr(backups, "datetime", Earlier)
    second = open_file(book).save(patch(3)).backup
    assert backups.backups(book)[-1].path == second


def test_other_files_in_the_folder_are_no_backups(book: Path) -> None:
    open_file(book).save(patch(2))
    for name in (
        "市考 指标.昨天.xlsx",
        "市考 指标.20111101-093000-000000.xls",
        "市考 指标.20111399-093000-000000.xlsx",
    ):
        (book.parent / ".kaohe" / name).write_bytes(b"")
    assert len(backups.backups(book)) == 1


def test_a_folder_that_is_a_file_has_no_backups(book: Path) -> None:
    (book.parent / ".kaohe").write_bytes(b"")
    assert backups.backups(book) == ()
    with pytest.raises(BookError, match="市考 指标"):
        open_file(book).save(patch(2))


def test_notes_whose_backup_is_gone_go(book: Path) -> None:
    backup = open_file(book).save(patch(2)).backup
    assert backup is not None
    backup.unlink()
    open_file(book).save(patch(3))
    assert len(list((book.parent / ".kaohe").glob("*.json"))) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"before": 1}'])
def test_a_note_that_cannot_be_read_says_nothing(book: Path, content: bytes) -> None:
    open_file(book).save(patch(2))
    (backup,) = backups.backups(book)
    assert backups.noted(backup) is not None
    backup.path.with_name(backup.path.name + ".json").write_bytes(content)
    assert backups.noted(backup) is None


def whole(book: Path, content: bytes) -> Path:
    """A file that was about to be put in place, or was taken out of it, when the run was killed."""
    left = backups.temporary(book.parent / ".kaohe" / book.name).with_suffix(backups.WHOLE)
    left.write_bytes(content)
    return left


def test_a_finished_file_that_was_not_put_in_place_goes(book: Path) -> None:
    open_file(book).save(patch(2))
    left = whole(book, book.read_bytes())
    backups.sweep(book)
    assert not left.exists()
    assert len(backups.backups(book)) == 1


def test_half_a_file_that_a_killed_run_left_goes(book: Path) -> None:
    open_file(book).save(patch(2))
    left = backups.temporary(book.parent / ".kaohe" / book.name)
    left.write_bytes(b"half")
    open_file(book).save(patch(3))
    assert not left.exists()


def test_the_former_workbook_under_its_second_name_goes(book: Path) -> None:
    open_file(book).save(patch(2))
    (backup,) = backups.backups(book)
    left = whole(book, b"")
    left.unlink()
    os.link(backup.path, left)
    backups.sweep(book)
    assert not left.exists()
    assert backup.path.exists()


def test_what_somebody_saved_in_the_moment_of_the_kill_is_kept(book: Path) -> None:
    """It was swapped out, and the run was killed before it could look: nobody else has it."""
    open_file(book).save(patch(2))
    left = whole(book, b"saved by a person")
    backups.sweep(book)
    assert not left.exists()
    assert backups.backups(book)[-1].path.read_bytes() == b"saved by a person"


def test_a_leftover_that_is_gone_by_itself_is_nothing(book: Path) -> None:
    open_file(book).save(patch(2))
    backups.discard(book, whole(book, b"").with_name("nothing.new"))
    assert backups.digest_at(book.with_name("nothing.xlsx")) == ""


def test_the_folder_is_open_to_whom_the_folder_around_is_open(book: Path) -> None:
    if os.name == "nt":
        pytest.skip("mode bits of POSIX")
    book.parent.chmod(0o2775)
    open_file(book).save(patch(2))
    assert (book.parent / ".kaohe").stat().st_mode & 0o7777 == 0o2775


def test_thinning_out_waits_for_a_share_that_is_back(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise OSError(errno.ESTALE, "gone")

    monkeypatch.setattr(backups, "_named", lost)
    backups.thin_out(book)
    with pytest.raises(OSError, match="gone"):
        backups.backups(book)


def test_save_book_says_what_it_wrote(book: Path) -> None:
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    written = safety.save_book(book, digest, lambda old, new: new.write(b"new"))
    (backup,) = backups.backups(book)
    note = backups.noted(backup)
    assert note == backups.Note(digest.hex(), written.digest.hex())
    assert written.backup == backup.path
