"""What a workbook was before any write comes back byte for byte, and nothing is lost on the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kaohe_xl.books import backups, replacing, restoring
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.errors import BookError, InputError
from tests.books import foreign

SHEET = "市考指标"
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def patch(value: Value) -> Patch:
    return Patch({SHEET: SheetPatch((Change(1, 1, value),))})


@pytest.fixture
def book(office_folder: Path) -> Path:
    return foreign.write(office_folder / "市考 指标.xlsx", foreign.rows(ROWS))


@pytest.fixture(params=["links and swaps", "neither"])
def share(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A disk of this computer, and a share where a file has one name and names aren't swapped."""
    if request.param == "neither":
        monkeypatch.setattr(os, "link", no_links)
        monkeypatch.setattr(replacing, "_swap", lambda *_: False)
    return str(request.param)


def no_links(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def names(book: Path) -> set[str]:
    return {path.suffix for path in (book.parent / ".kaohe").iterdir()} - {".lock"}


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


def test_undo_is_exact_down_to_mode_and_time(book: Path, share: str) -> None:
    book.chmod(0o640)
    os.utime(book, ns=(1_320_111_000_123_456_700, 1_320_111_000_123_456_700))
    former, before = book.stat(), book.read_bytes()
    open_file(book).save(patch(2))
    assert book.stat().st_mtime_ns != former.st_mtime_ns
    restoring.undo(book)
    assert book.read_bytes() == before
    assert (book.stat().st_mode, book.stat().st_mtime_ns) == (former.st_mode, former.st_mtime_ns)
    assert book.stat().st_nlink == 1
    assert names(book) == set()


def test_undo_says_which_write_it_took_back(book: Path) -> None:
    open_file(book).save(patch(2))
    (backup,) = backups.backups(book)
    assert restoring.undo(book).time == backup.time


def test_undo_of_a_read_only_workbook_is_refused(book: Path) -> None:
    open_file(book).save(patch(2))
    book.chmod(0o444)
    with pytest.raises(BookError, match="只读"):
        restoring.undo(book)
    with pytest.raises(BookError, match="只读"):
        restoring.restore(book, 1)
    book.chmod(0o644)


def test_undo_of_a_workbook_that_somebody_has_open_is_refused(book: Path) -> None:
    open_file(book).save(patch(2))
    book.with_name(f"~${book.name}").write_bytes(b"")
    with pytest.raises(BookError, match="打开着"):
        restoring.undo(book)


def test_a_backup_that_is_no_longer_what_was_kept_does_not_come_back(book: Path) -> None:
    for value in (2, 3):
        open_file(book).save(patch(value))
    now = book.read_bytes()
    newest = backups.backups(book)[-1].path
    newest.write_bytes(newest.read_bytes() + b" ")
    for attempt in (lambda: restoring.undo(book), lambda: restoring.restore(book, 1)):
        with pytest.raises(BookError, match="已经不是当初存下的样子") as caught:
            attempt()
        assert str(newest) in str(caught.value)
    assert book.read_bytes() == now
    restoring.restore(book, 2)
    assert open_file(book).block(SHEET).at(1, 1) == 1


def test_without_a_note_nobody_knows_whether_it_was_changed(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    for note in (book.parent / ".kaohe").glob("*.json"):
        note.unlink()
    with pytest.raises(BookError, match="又被改动过"):
        restoring.undo(book)
    restoring.restore(book, 1)
    assert book.read_bytes() == before


def test_an_undo_that_was_killed_before_it_tidied_up_is_done(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without links the backup is copied back: the killed run left it on the pile."""
    monkeypatch.setattr(os, "link", no_links)
    states = [book.read_bytes()]
    for value in (2, 3):
        open_file(book).save(patch(value))
        states.append(book.read_bytes())
    with monkeypatch.context() as patched:
        patched.setattr(backups, "forget", lambda _: None)
        restoring.undo(book)
    assert len(backups.backups(book)) == 2
    restoring.undo(book)
    assert book.read_bytes() == states[0]
    assert names(book) == set()


def test_a_swap_without_what_follows_is_an_undo_that_was_done(book: Path) -> None:
    """What lies on the pile is what was undone."""
    before = book.read_bytes()
    open_file(book).save(patch(2))
    after = book.read_bytes()
    (backup,) = backups.backups(book)
    book.write_bytes(before)
    backup.path.write_bytes(after)
    with pytest.raises(BookError, match="没有可以恢复的备份"):
        restoring.undo(book)
    assert book.read_bytes() == before


def test_any_backup_can_be_brought_back_and_what_was_there_is_kept(book: Path, share: str) -> None:
    states = [book.read_bytes()]
    for value in (2, 3, 4):
        open_file(book).save(patch(value))
        states.append(book.read_bytes())
    listed = restoring.kept_of(book)
    assert [kept.number for kept in listed] == [1, 2, 3]
    assert [kept.path.read_bytes() for kept in listed] == states[2::-1]
    assert [kept.size for kept in listed] == [len(state) for state in states[2::-1]]
    former = listed[2].path.stat()
    done = restoring.restore(book, 3)
    assert book.read_bytes() == states[0]
    assert (book.stat().st_mode, book.stat().st_mtime_ns) == (former.st_mode, former.st_mtime_ns)
    assert not book.samefile(listed[2].path)
    assert done.time == listed[2].time
    assert done.backup is not None and done.backup.read_bytes() == states[3]
    assert restoring.kept_of(book)[0].path == done.backup
    assert restoring.undo(book).path == book
    assert book.read_bytes() == states[3]


def test_by_hand_changed_is_kept_when_a_backup_is_brought_back(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    by_hand = book.read_bytes() + b" "
    book.write_bytes(by_hand)
    done = restoring.restore(book, 1)
    assert book.read_bytes() == before
    assert done.backup is not None and done.backup.read_bytes() == by_hand


def test_bringing_back_what_is_there_changes_nothing(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    restoring.restore(book, 1)
    kept = len(restoring.kept_of(book))
    done = restoring.restore(book, 2)
    assert (book.read_bytes(), done.backup) == (before, None)
    assert len(restoring.kept_of(book)) == kept


def test_a_deleted_workbook_can_be_brought_back_by_number(book: Path, share: str) -> None:
    before = book.read_bytes()
    for value in (2, 3):
        open_file(book).save(patch(value))
    book.unlink()
    assert restoring.restore(book, 2).backup is None
    assert book.read_bytes() == before
    assert names(book) == {".xlsx", ".json"}


@pytest.mark.parametrize("number", [0, -1, 2])
def test_a_number_that_there_is_not_is_refused(book: Path, number: int) -> None:
    open_file(book).save(patch(2))
    with pytest.raises(InputError, match=rf"没有第 {number} 份备份.*现有 1 份"):
        restoring.restore(book, number)


def test_a_workbook_without_backups_lists_none(book: Path) -> None:
    assert restoring.kept_of(book) == ()
    with pytest.raises(BookError, match="没有可以恢复的备份"):
        restoring.restore(book, 1)


def test_a_held_workbook_is_not_brought_back_and_nothing_is_left(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> bool:
        raise PermissionError(errno.EACCES, "held")

    open_file(book).save(patch(2))
    now = book.read_bytes()
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(replacing, "_swap", held)
    for attempt in (lambda: restoring.undo(book), lambda: restoring.restore(book, 1)):
        with pytest.raises(BookError, match="正被别的程序占用"):
            attempt()
        assert book.read_bytes() == now
        assert len(backups.backups(book)) == 1
        assert names(book) == {".xlsx", ".json"}


def test_a_deleted_workbook_that_appears_again_meanwhile_is_not_overwritten(
    book: Path, share: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_file(book).save(patch(2))
    book.unlink()
    appear = replacing.appear

    def somebody_was_faster(new: Path, target: Path) -> None:
        target.write_bytes(b"another")
        appear(new, target)

    monkeypatch.setattr(replacing, "appear", somebody_was_faster)
    for attempt in (lambda: restoring.undo(book), lambda: restoring.restore(book, 1)):
        book.unlink(missing_ok=True)
        with pytest.raises(BookError, match="改动过"):
            attempt()
        assert book.read_bytes() == b"another"
        assert names(book) == {".xlsx", ".json"}


def test_a_full_disk_keeps_the_backup_where_it_is(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    open_file(book).save(patch(2))
    now = book.read_bytes()
    monkeypatch.setattr(backups, "copy", full)
    monkeypatch.setattr(os, "link", no_links)
    for attempt in (lambda: restoring.undo(book), lambda: restoring.restore(book, 1)):
        with pytest.raises(BookError, match="磁盘已满"):
            attempt()
    assert book.read_bytes() == now
    assert names(book) == {".xlsx", ".json"}
