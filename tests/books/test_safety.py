"""The office's workbook is sacred: the new file or the old one, whatever fails, and the old one is kept."""

from __future__ import annotations

import builtins
import errno
import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books import safety
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
    assert safety.undo(book) == book
    assert book.read_bytes() == states[1]
    safety.undo(book)
    assert book.read_bytes() == states[0]
    with pytest.raises(BookError, match="没有可以恢复的备份"):
        safety.undo(book)


def test_undo_without_any_backup_leaves_no_trace(book: Path) -> None:
    with pytest.raises(BookError, match=r"市考 指标\.xlsx"):
        safety.undo(book)
    assert list(book.parent.iterdir()) == [book]


def test_undo_does_not_lose_what_was_changed_by_hand_since(book: Path) -> None:
    saved = open_file(book).save(patch(2))
    book.write_bytes(book.read_bytes() + b" ")
    by_hand = book.read_bytes()
    with pytest.raises(BookError, match="改动过") as caught:
        safety.undo(book)
    assert str(saved.backup) in str(caught.value)
    assert book.read_bytes() == by_hand


def test_undo_brings_back_a_deleted_workbook(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    book.unlink()
    safety.undo(book)
    assert book.read_bytes() == before


def test_undo_passes_over_a_backup_of_a_run_that_was_killed(book: Path) -> None:
    before = book.read_bytes()
    open_file(book).save(patch(2))
    safety.backup(book)
    safety.undo(book)
    assert book.read_bytes() == before


def test_thirty_backups_are_kept_and_the_oldest_go(book: Path) -> None:
    first = open_file(book).save(patch(1000)).backup
    for value in range(safety.KEPT_BACKUPS):
        open_file(book).save(patch(value + 2))
    assert len(safety.backups(book)) == safety.KEPT_BACKUPS
    assert first is not None
    assert not first.exists()


def test_backups_of_one_workbook_are_not_those_of_another(book: Path) -> None:
    other = foreign.write(book.with_name("市考 指标.20111101.xlsx"), foreign.rows(ROWS))
    open_file(other).save(patch(2))
    assert safety.backups(book) == ()


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
    monkeypatch.setattr(safety, "LOCK_SECONDS", 0.05)
    grid = open_file(book)
    with safety.locked(book), pytest.raises(BookError, match="正在写"):
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


class Failing:
    """Every system call that saving makes, counted; the one numbered `at` fails, before it does anything."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, code: int) -> None:
        self.at, self.code, self.seen = at, code, 0
        self.log: list[str] = []
        for place, name in (
            (os, "fsync"),
            (os, "replace"),
            (Path, "replace"),
            (Path, "mkdir"),
            (Path, "chmod"),
        ):
            monkeypatch.setattr(place, name, self.counted(getattr(place, name), name))
        opener = io.open

        def open_counted(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            if not {"x", "w"} & set(mode):
                return opener(file, mode, *more, **named)
            self.tick("open")
            opened = opener(file, mode, *more, **named)
            return _Counted(opened, self) if "b" in mode else opened

        monkeypatch.setattr(io, "open", open_counted)
        monkeypatch.setattr(builtins, "open", open_counted)

    def counted(self, call: Any, name: str) -> Any:
        def checked(*words: Any, **named: Any) -> Any:
            self.tick(name)
            return call(*words, **named)

        return checked

    def tick(self, name: str) -> None:
        self.seen += 1
        self.log.append(name)
        if self.seen == self.at:
            raise OSError(self.code, os.strerror(self.code))


class _Counted:
    """A file whose writes are counted."""

    def __init__(self, file: Any, failing: Failing) -> None:
        self._file, self._failing = file, failing

    def write(self, data: bytes) -> int:
        self._failing.tick("write")
        return int(self._file.write(data))

    def __enter__(self) -> _Counted:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def leftovers(book: Path) -> Iterator[str]:
    for found in book.parent.rglob("*"):
        if found != book and found.is_file() and not found.name.endswith(".lock"):
            yield found.name


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_whatever_fails_while_saving_the_old_workbook_stays_and_nothing_is_left(
    book: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    before = book.read_bytes()
    failed = 0
    for at in range(1, 60):
        grid = open_file(book)
        with monkeypatch.context() as patched:
            failing = Failing(patched, at, code)
            try:
                saved = grid.save(patch(2))
            except BookError as error:
                assert book.name in error.message
                saved = None
        if failing.seen < at:
            break
        failed += 1
        if saved is None:
            assert book.read_bytes() == before, failing.log
            assert list(leftovers(book)) == [], failing.log
        else:  # only what comes after the replacement may fail unheard: the workbook is whole and new
            assert failing.log[-1] == "fsync"
            assert open_file(book).block(SHEET).at(1, 1) == 2
            safety.undo(book)
    assert failed > 5
    assert open_file(book).block(SHEET).at(1, 1) == 2


def test_a_full_disk_is_called_by_its_name(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = open_file(book)
    with monkeypatch.context() as patched:
        Failing(patched, 4, errno.ENOSPC)
        with pytest.raises(BookError, match="磁盘已满"):
            grid.save(patch(2))


def test_a_run_stopped_in_the_middle_leaves_the_old_workbook(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = book.read_bytes()
    grid = open_file(book)
    with monkeypatch.context() as patched:

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        patched.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            grid.save(patch(2))
    assert book.read_bytes() == before
    assert list(leftovers(book)) == []
    assert grid.save(patch(2)).backup


def test_what_a_killed_run_left_goes_with_the_next_save(book: Path) -> None:
    """The run dies between writing the temporary file and putting it in place."""
    script = (
        "import os, sys, pathlib\n"
        "from kaohe_xl.books.files import open_file\n"
        "from kaohe_xl.books.grid import Change, Patch, SheetPatch\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        f"open_file(sys.argv[1]).save(Patch({{{SHEET!r}: SheetPatch((Change(1, 1, 2),))}}))\n"
    )
    before = book.read_bytes()
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", script, str(book)], env=environment, check=False)
    assert done.returncode == 9
    assert book.read_bytes() == before
    assert len(list(book.parent.glob(".~kaohe*"))) == 1
    assert open_file(book).save(patch(3)).backup
    assert list(book.parent.glob(".~kaohe*")) == []
    safety.undo(book)
    assert book.read_bytes() == before
