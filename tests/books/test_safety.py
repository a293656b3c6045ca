"""The office's workbook is sacred: the new file or the old one, whatever fails, and the old one is kept."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from kaohe_xl.books import backups, locks, owners, replacing, safety
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


def kept(book: Path) -> set[str]:
    """What lies in `.kaohe`, but for the system's empty lock file."""
    return {path.name for path in (book.parent / ".kaohe").iterdir() if path.suffix != ".lock"}


def raising(error: Exception) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> None:
        raise error

    return call


def test_a_save_keeps_the_former_workbook_byte_for_byte(book: Path) -> None:
    before = book.read_bytes()
    saved = open_file(book).save(patch(2))
    assert saved.path == book
    assert saved.backup is not None
    assert saved.backup.read_bytes() == before
    assert saved.backup.parent == book.parent / ".kaohe"
    assert (saved.backup.name.startswith("市考 指标."), saved.backup.suffix) == (True, ".xlsx")
    assert open_file(book).block(SHEET).at(1, 1) == 2


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


def test_a_file_that_we_may_not_write_is_not_replaced(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may write into the folder could replace it all the same; its owner didn't mean that."""
    before = book.read_bytes()
    grid = open_file(book)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(BookError, match=r"没有权限写入“市考 指标\.xlsx”"):
        grid.save(patch(2))
    assert book.read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="extended attributes of Linux")
def test_extended_attributes_are_kept(book: Path) -> None:
    try:
        os.setxattr(book, "user.来源", b"\x01")
    except OSError as error:
        pytest.skip(f"no extended attributes here: {error}")
    open_file(book).save(patch(2))
    assert os.getxattr(book, "user.来源") == b"\x01"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(book: Path) -> None:
    os.chown(book, 1234, 2345)
    open_file(book).save(patch(2))
    assert (book.stat().st_uid, book.stat().st_gid) == (1234, 2345)


def test_the_owner_file_beside_a_link_counts_too(book: Path) -> None:
    link = book.parent / "别处" / "链接.xlsx"
    link.parent.mkdir()
    try:
        link.symlink_to(book)
    except OSError as error:
        pytest.skip(f"no links here: {error}")
    link.with_name("~$链接.xlsx").write_bytes(owner_file("王志远"))
    with pytest.raises(BookError, match="由王志远打开着"):
        open_file(link).save(patch(2))


def test_excel_that_was_opened_while_we_write_is_noticed(book: Path) -> None:
    """The owner file appears after the first look: the second one is right before the replacement."""
    before, lock = book.read_bytes(), book.with_name(f"~${book.name}")

    def write(old: BinaryIO, new: BinaryIO) -> None:
        new.write(b"new")
        lock.write_bytes(owner_file("王志远"))

    with book.open("rb") as file:
        digest = safety.digest_of(file)
    with pytest.raises(BookError, match="由王志远打开着"):
        safety.save_book(book, digest, write)
    assert book.read_bytes() == before
    assert kept(book) == set()


@pytest.mark.parametrize("code", [errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL])
def test_a_name_that_no_owner_file_can_have_is_nobody_s(
    book: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(Path, "open", raising(OSError(code, os.strerror(code))))
    owners.refuse_if_open(book)


def test_an_owner_file_that_excel_holds_is_somebody_s(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", raising(PermissionError(errno.EACCES, "held")))
    with pytest.raises(BookError, match="由别人打开着"):
        owners.refuse_if_open(book)


def test_a_share_lost_while_looking_for_owner_files_is_no_person(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", raising(OSError(errno.ESTALE, "gone")))
    with pytest.raises(OSError, match="gone"):
        owners.refuse_if_open(book)


@pytest.mark.parametrize(
    ("held", "is_refused"),
    [(set(), False), ({"owner"}, True), ({"book"}, True), ({"owner", "book"}, True)],
)
def test_on_windows_what_a_crashed_excel_left_is_told_apart(
    book: Path, monkeypatch: pytest.MonkeyPatch, held: set[str], is_refused: bool
) -> None:
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(owner_file("王志远"))
    paths = {"owner": lock, "book": book}
    monkeypatch.setattr(owners, "is_held", lambda path: path in {paths[name] for name in held})
    if is_refused:
        with pytest.raises(BookError, match="由王志远打开着"):
            open_file(book).save(patch(2))
    else:
        assert open_file(book).save(patch(2)).backup
        assert lock.exists()


def test_libreoffice_s_owner_file_is_believed_also_on_windows(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice doesn't keep it open."""
    monkeypatch.setattr(owners, "is_held", lambda _: False)
    book.with_name(f".~lock.{book.name}#").write_bytes(b",wang,kaohe-pc,01.11.2011 09:00,file:///x;")
    with pytest.raises(BookError, match="由wang打开着"):
        open_file(book).save(patch(2))


def busy(*_: object) -> bool:
    raise PermissionError(errno.EACCES, "held by the virus scanner")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Some program has the workbook open, as Windows' virus scanner does, and doesn't let go of it."""
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(replacing, "_swap", busy)
    return monkeypatch


def test_a_workbook_that_is_held_is_tried_again(book: Path, held: pytest.MonkeyPatch) -> None:
    swap, times = replacing._swap, iter(range(3))
    held.undo()

    def at_last(one: Path, other: Path) -> bool:
        if next(times, None) is not None:
            raise PermissionError(errno.EACCES, "held by the virus scanner")
        return False

    held.setattr(replacing, "_swap", at_last)
    saved = open_file(book).save(patch(2))
    assert (saved.path, saved.notes) == (book, ())
    assert swap is busy


def test_a_workbook_that_stays_held_gets_a_neighbour(book: Path, held: pytest.MonkeyPatch) -> None:
    before = book.read_bytes()
    saved = open_file(book).save(patch(2))
    assert saved.path == book.with_name("市考 指标.新结果.xlsx")
    assert saved.backup is None
    (note,) = saved.notes
    assert note.startswith(
        "“市考 指标.xlsx”一直被别的程序占用，没有改动；结果另存为同一文件夹里的“市考 指标.新结果.xlsx”。"
    )
    assert book.read_bytes() == before
    assert open_file(saved.path).block(SHEET).at(1, 1) == 2
    assert kept(book) == set()
    again = open_file(book).save(patch(3)).path
    assert again == book.with_name("市考 指标.新结果2.xlsx")
    assert open_file(again).block(SHEET).at(1, 1) == 3


def test_the_neighbour_of_a_linked_workbook_lies_where_the_workbook_lies(
    book: Path, held: pytest.MonkeyPatch
) -> None:
    link = book.parent / "别处" / "链接.xlsx"
    link.parent.mkdir()
    try:
        link.symlink_to(book)
    except OSError as error:
        pytest.skip(f"no links here: {error}")
    assert open_file(link).save(patch(2)).path == book.with_name("市考 指标.新结果.xlsx")


def test_what_comes_while_we_wait_for_a_held_workbook_is_not_overwritten(
    book: Path, held: pytest.MonkeyPatch
) -> None:
    edited = book.read_bytes() + b" "

    def saved_by_a_person(*_: object) -> bool:
        book.write_bytes(edited)
        raise PermissionError(errno.EACCES, "held")

    held.setattr(replacing, "_swap", saved_by_a_person)
    with pytest.raises(BookError, match="读取之后被改动过"):
        open_file(book).save(patch(2))
    assert book.read_bytes() == edited
    assert kept(book) == set()


def test_a_writer_that_fails_leaves_nothing(book: Path) -> None:
    before = book.read_bytes()
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    with pytest.raises(ZeroDivisionError):
        safety.save_book(book, digest, lambda old, new: new.write(b"x" * (1 // 0)))
    assert book.read_bytes() == before
    assert kept(book) == set()


def test_what_looks_damaged_because_somebody_writes_into_it_has_changed(book: Path) -> None:
    def torn(old: BinaryIO, new: BinaryIO) -> None:
        book.write_bytes(b"half of what a person saves")
        raise BookError("这个文件坏了。")

    with book.open("rb") as file:
        digest = safety.digest_of(file)
    with pytest.raises(BookError, match="读取之后被改动过"):
        safety.save_book(book, digest, torn)
    assert book.read_bytes() == b"half of what a person saves"
    assert kept(book) == set()


def test_another_content_is_a_changed_workbook_whatever_its_time(book: Path) -> None:
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    former, content = book.stat(), bytearray(book.read_bytes())
    content[-1] ^= 1
    book.write_bytes(content)
    os.utime(book, ns=(former.st_atime_ns, former.st_mtime_ns))
    with pytest.raises(BookError, match="读取之后被改动过"):
        safety.save_book(book, digest, lambda old, new: None)
    assert book.read_bytes() == content


def test_a_folder_that_goes_while_we_look_is_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def moved_away(path: Path) -> None:
        path.parent.rename(path.parent.with_name("搬走了"))

    with book.open("rb") as file:
        digest = safety.digest_of(file)
    monkeypatch.setattr(safety, "refuse_if_open", moved_away)
    with pytest.raises(BookError, match="的连接断了"):
        safety.save_book(book, digest, lambda old, new: None)


def test_what_the_writer_says_of_a_workbook_that_nobody_touched_is_passed_on(book: Path) -> None:
    def damaged(old: BinaryIO, new: BinaryIO) -> None:
        raise BookError("这个文件坏了。")

    with book.open("rb") as file:
        digest = safety.digest_of(file)
    with pytest.raises(BookError, match="这个文件坏了"):
        safety.save_book(book, digest, damaged)


def test_the_old_workbook_is_handed_to_the_writer_from_its_start(book: Path) -> None:
    before = book.read_bytes()
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    written = safety.save_book(book, digest, lambda old, new: new.write(old.read() + b" "))
    assert book.read_bytes() == before + b" "
    with book.open("rb") as file:
        assert written.digest == safety.digest_of(file)


def test_a_run_stopped_right_after_the_replacement_keeps_the_backup(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between the replacement and the rest: the workbook is the new one, so the old one is needed."""
    before = book.read_bytes()
    put = safety.put_in_place

    def stopped(*words: object) -> bool:
        put(*words)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(safety, "put_in_place", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_file(book).save(patch(2))
    assert open_file(book).block(SHEET).at(1, 1) == 2
    (backup,) = backups.backups(book)
    assert backup.path.read_bytes() == before


def test_who_saves_right_after_the_replacement_does_not_cost_the_backup(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is stopped, and the workbook is neither the old one nor ours: the old one is needed all the same."""
    before = book.read_bytes()
    put = safety.put_in_place

    def stopped(*words: object) -> bool:
        put(*words)  # type: ignore[arg-type]
        book.write_bytes(b"saved by a person")
        raise KeyboardInterrupt

    monkeypatch.setattr(safety, "put_in_place", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_file(book).save(patch(2))
    assert book.read_bytes() == b"saved by a person"
    (backup,) = backups.backups(book)
    assert backup.path.read_bytes() == before


def test_a_run_stopped_before_the_new_file_has_its_last_name_leaves_nothing(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = book.read_bytes(), Path.rename

    def stopped(path: Path, name: Path) -> Path:
        if name.suffix == backups.WHOLE:
            raise KeyboardInterrupt
        return rename(path, name)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_file(book).save(patch(2))
    assert book.read_bytes() == before
    assert kept(book) == set()


def test_a_run_stopped_between_swapping_and_looking_keeps_everything(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()

    def stopped(path: Path) -> bool:
        if not path.exists() or path.read_bytes() != before:
            return unlinked(path)
        raise KeyboardInterrupt

    unlinked = replacing.unlinked
    monkeypatch.setattr(replacing, "unlinked", stopped)
    with pytest.raises(KeyboardInterrupt):
        open_file(book).save(patch(2))
    assert open_file(book).block(SHEET).at(1, 1) == 2
    (backup,) = backups.backups(book)
    assert backup.path.read_bytes() == before
    assert kept(book) == {backup.path.name, f"{backup.path.name}.json"}


def test_a_folder_that_is_gone_is_told_as_such(book: Path) -> None:
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    book.unlink()
    with pytest.raises(BookError, match="读取之后被改动过"):
        safety.save_book(book, digest, lambda old, new: None)

    def moved_away(old: BinaryIO, new: BinaryIO) -> None:
        book.parent.rename(book.parent.with_name("搬走了"))

    book.write_bytes(b"")
    with book.open("rb") as file:
        digest = safety.digest_of(file)
    with pytest.raises(BookError, match="的连接断了"):
        safety.save_book(book, digest, moved_away)


def test_a_very_long_name_is_saved_too(office_folder: Path) -> None:
    name = "长" * 80 + ".xlsx"  # 245 bytes: no place for what others would add
    try:
        book = foreign.write(office_folder / name, foreign.rows(ROWS))
    except OSError as error:
        pytest.skip(f"no such names here: {error}")
    before = book.read_bytes()
    saved = open_file(book).save(patch(2))
    assert saved.backup is not None and saved.backup.read_bytes() == before
    other = foreign.write(office_folder / f"{'长' * 79}短.xlsx", foreign.rows(ROWS))
    assert backups.backups(other) == ()
    assert len(backups.backups(book)) == 1


def test_replace_file_makes_a_new_file_too(office_folder: Path) -> None:
    path = office_folder / "登记.json"
    safety.replace_file(path, lambda file: file.write(b"{}"))
    assert path.read_bytes() == b"{}"
    with pytest.raises(ZeroDivisionError):
        safety.replace_file(path, lambda file: file.write(b"x" * (1 // 0)))
    assert path.read_bytes() == b"{}"
    assert list(office_folder.iterdir()) == [path]


def test_replace_file_sweeps_what_a_killed_run_left(office_folder: Path) -> None:
    path = office_folder / "登记.json"
    safety.temporary(path).write_bytes(b"half")
    safety.replace_file(path, lambda file: file.write(b"{}"))
    assert list(office_folder.iterdir()) == [path]


def test_replace_file_waits_for_who_holds_the_file(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office_folder / "登记.json"
    safety.replace_file(path, lambda file: file.write(b"{}"))
    replace, times = Path.replace, iter(range(2))

    def at_last(new: Path, target: Path) -> Path:
        if next(times, None) is not None:
            raise PermissionError(errno.EACCES, "held")
        return replace(new, target)

    monkeypatch.setattr(Path, "replace", at_last)
    safety.replace_file(path, lambda file: file.write(b"[]"))
    assert path.read_bytes() == b"[]"
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(Path, "replace", raising(PermissionError(errno.EACCES, "held")))
    with pytest.raises(BookError, match=r"没有权限写入“登记\.json”，或它正被别的程序占用"):
        safety.replace_file(path, lambda file: file.write(b"{}"))
    assert list(office_folder.iterdir()) == [path]
