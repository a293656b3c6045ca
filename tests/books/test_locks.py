"""Who writes with our program is alone, is named to who comes second, and holds nobody up once he is gone."""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from pathlib import Path

import filelock
import pytest

from kaohe_xl.books import locks
from kaohe_xl.errors import BookError

BOOK = "市考 指标.xlsx"


@pytest.fixture
def book(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.2)
    return office_folder / BOOK


@pytest.fixture
def no_system_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A share on which the system's locks don't work."""
    monkeypatch.setattr(locks, "_system_lock", lambda *_: None)


def marker(book: Path) -> Path:
    return book.parent / ".kaohe" / f"{BOOK}.writing"


def leave(
    place: Path,
    machine: str = "KAOHE-PC3",
    user: str = "王志远",
    token: str = "0123456789abcdef",
    age: float = 0,
) -> Path:
    """A marker as another computer leaves it."""
    place.parent.mkdir(exist_ok=True)
    written = {"machine": machine, "user": user, "since": "2011-11-01 09:30:00", "token": token}
    place.write_text(json.dumps(written), encoding="utf-8")
    os.utime(place, (time.time() - age, time.time() - age))
    return place


def kept(book: Path) -> set[str]:
    return {path.name for path in (book.parent / ".kaohe").iterdir()}


def test_nothing_but_the_system_s_empty_lock_file_stays(book: Path) -> None:
    with locks.locked(book):
        assert json.loads(marker(book).read_text(encoding="utf-8"))["machine"] == locks.machine()
        assert (book.parent / ".kaohe").is_dir()
    assert kept(book) <= {f"{BOOK}.lock"}
    assert [path.name for path in book.parent.iterdir()] == [".kaohe"]


def test_who_writes_on_another_computer_is_named(book: Path) -> None:
    leave(marker(book))
    with (
        pytest.raises(BookError, match="王志远正在电脑“KAOHE-PC3”上用本程序写“市考 指标") as caught,
        locks.locked(book),
    ):
        pass
    assert "2011-11-01 09:30:00" in caught.value.message
    assert marker(book).exists()


def test_who_has_no_name_is_somebody(book: Path) -> None:
    leave(marker(book), user="")
    with pytest.raises(BookError, match="别人正在电脑“KAOHE-PC3”"), locks.locked(book):
        pass


def test_a_program_of_this_computer_that_was_killed_holds_nobody_up(book: Path) -> None:
    leave(marker(book), machine=locks.machine())
    with locks.locked(book) as lock:
        lock.check()
    assert kept(book) <= {f"{BOOK}.lock"}


def test_without_locks_of_the_system_the_same_computer_waits_as_the_others_do(
    book: Path, no_system_lock: None
) -> None:
    leave(marker(book), machine=locks.machine())
    with pytest.raises(BookError, match="用本程序写"), locks.locked(book):
        pass
    with locks.locked(book.with_name("另一个.xlsx")):
        pass


def test_a_computer_that_died_is_succeeded_after_a_minute(book: Path, no_system_lock: None) -> None:
    leave(marker(book), age=locks.STALE_SECONDS - 5)
    with pytest.raises(BookError, match="KAOHE-PC3"), locks.locked(book):
        pass
    leave(marker(book), age=locks.STALE_SECONDS + 5)
    with locks.locked(book) as lock:
        assert marker(book).exists()  # never is there a moment without a marker
        lock.check()
    assert kept(book) == set()


def test_who_succeeded_and_died_too_is_succeeded(book: Path, no_system_lock: None) -> None:
    first = leave(marker(book), age=100)
    leave(first.with_name(f"{first.name}.0123456789abcdef"), token="fedcba9876543210", age=90)
    with locks.locked(book) as lock:
        lock.check()
        assert f"{BOOK}.writing.fedcba9876543210" in kept(book)
    assert kept(book) == set()


def test_of_two_who_succeed_a_dead_one_only_one_gets_the_lock(book: Path, no_system_lock: None) -> None:
    """Many times over, since it is a race: all see the same stale marker at once."""
    for _ in range(20):
        leave(marker(book), age=100)
        inside, most, gate = 0, 0, threading.Barrier(4)
        counting = threading.Lock()

        def one(gate: threading.Barrier = gate, counting: threading.Lock = counting) -> None:
            nonlocal inside, most
            gate.wait()
            try:
                with locks.locked(book):
                    with counting:
                        inside += 1
                        most = max(most, inside)
                    time.sleep(0.005)
                    with counting:
                        inside -= 1
            except BookError:
                pass

        threads = [threading.Thread(target=one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert most == 1
        assert kept(book) == set()


def test_who_was_held_up_too_long_and_was_succeeded_writes_no_more(book: Path, no_system_lock: None) -> None:
    with locks.locked(book) as first:
        old = time.time() - 100
        os.utime(marker(book), (old, old))
        with locks.locked(book) as second:
            second.check()
            with pytest.raises(BookError, match="另一个人已接着写它"):
                first.check()
    assert kept(book) == set()


def test_who_was_succeeded_leaves_the_other_s_lock_alone(book: Path, no_system_lock: None) -> None:
    first = locks.locked(book)
    first.__enter__()
    old = time.time() - 100
    os.utime(marker(book), (old, old))
    with locks.locked(book) as second:
        first.__exit__(None, None, None)
        second.check()
    assert kept(book) == set()


def test_who_finds_the_dead_one_gone_meanwhile_steps_back(
    book: Path, no_system_lock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What he saw is over: he made the successor of a marker that isn't there any more."""
    leave(marker(book), age=100)
    is_over = locks.Lock._is_over

    def gone_just_then(lock: locks.Lock, dead: locks.Marker, *, is_alone: bool) -> bool:
        monkeypatch.setattr(locks.Lock, "_is_over", is_over)
        leave(marker(book), token="aaaaaaaaaaaaaaaa")
        return True

    monkeypatch.setattr(locks.Lock, "_is_over", gone_just_then)
    with pytest.raises(BookError, match="KAOHE-PC3"), locks.locked(book):
        pass
    assert kept(book) == {f"{BOOK}.writing"}


def test_a_long_write_renews_its_marker(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "RENEWAL_SECONDS", 0.01)
    with locks.locked(book) as lock:
        old = time.time() - 100
        os.utime(marker(book), (old, old))
        deadline = time.monotonic() + 10
        while marker(book).stat().st_mtime < old + 50:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        lock.check()
    assert not marker(book).exists()


def test_a_marker_that_a_breakdown_tore_counts_for_seconds_only(book: Path, no_system_lock: None) -> None:
    leave(marker(book)).write_bytes(b"")
    with pytest.raises(BookError, match="另一台电脑或另一个程序正在写“市考 指标"), locks.locked(book):
        pass
    old = time.time() - locks.TORN_SECONDS - 1
    os.utime(marker(book), (old, old))
    with locks.locked(book):
        pass
    assert kept(book) == set()


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"machine": 1, "user": 2, "since": 3, "token": "../x"}', b"\xff"]
)
def test_a_marker_that_says_nonsense_is_a_torn_one(book: Path, no_system_lock: None, content: bytes) -> None:
    leave(marker(book)).write_bytes(content)
    old = time.time() - locks.TORN_SECONDS - 1
    os.utime(marker(book), (old, old))
    with locks.locked(book):
        pass
    assert kept(book) == set()


def test_a_marker_that_we_may_not_read_is_somebody_s(
    book: Path, no_system_lock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(marker(book), age=locks.TORN_SECONDS + 10)
    monkeypatch.setattr(locks, "_start_of", lambda _: None)
    with pytest.raises(BookError, match="另一个程序正在写"), locks.locked(book):
        pass


def test_only_who_has_no_right_to_read_a_marker_does_not(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    place = leave(marker(book))
    assert b"KAOHE-PC3" in (locks._start_of(place) or b"")
    monkeypatch.setattr(Path, "open", denied)
    assert locks._start_of(place) is None


def test_copied_markers_do_not_lead_in_circles(book: Path, no_system_lock: None) -> None:
    first = leave(marker(book))
    leave(first.with_name(f"{first.name}.0123456789abcdef"))
    with pytest.raises(BookError, match="KAOHE-PC3"), locks.locked(book):
        pass


def test_what_killed_runs_left_of_their_markers_goes(book: Path) -> None:
    leave(marker(book).with_name(f"{BOOK}.writing.0123456789abcdef"))
    locks.temporary(marker(book)).write_bytes(b"")
    with locks.locked(book):
        pass
    assert kept(book) <= {f"{BOOK}.lock"}


def test_two_programs_of_one_computer_take_turns(book: Path) -> None:
    with locks.locked(book), pytest.raises(BookError, match="用本程序写"), locks.locked(book):
        pass
    with locks.locked(book):
        pass


def test_the_system_s_lock_alone_keeps_others_out_too(book: Path) -> None:
    folder = book.parent / ".kaohe"
    folder.mkdir()
    held = filelock.FileLock(folder / f"{BOOK}.lock")
    with held, pytest.raises(BookError, match="另一台电脑或另一个程序正在写"), locks.locked(book):
        pass


@pytest.mark.parametrize("code", sorted(locks._NO_LOCKS))
def test_a_share_without_locks_has_markers(book: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(filelock.FileLock, "acquire", refused)
    with locks.locked(book), pytest.raises(BookError, match="用本程序写"), locks.locked(book):
        pass


def test_a_lock_that_is_denied_is_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(filelock.FileLock, "acquire", refused)
    with pytest.raises(BookError, match="没有权限写入“市考 指标"), locks.locked(book):
        pass


def test_a_full_disk_leaves_no_marker(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(locks.Lock, "_content", full)
    with pytest.raises(BookError, match="磁盘已满"), locks.locked(book):
        pass
    assert kept(book) <= {f"{BOOK}.lock"}


def test_a_share_without_links_has_markers_too(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    with locks.locked(book) as lock:
        lock.check()
        assert kept(book) <= {f"{BOOK}.lock", f"{BOOK}.writing"}
    assert kept(book) <= {f"{BOOK}.lock"}


def test_windows_denies_a_file_that_is_just_going_away_for_a_moment(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_marker, denied = locks.Lock._leave_marker, iter([True, True, False])

    def sometimes(lock: locks.Lock) -> None:
        if next(denied):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        leave_marker(lock)

    monkeypatch.setattr(locks, "_IS_WINDOWS", True)
    monkeypatch.setattr(locks.Lock, "_leave_marker", sometimes)
    with locks.locked(book) as lock:
        lock.check()


def test_elsewhere_a_denial_is_told_at_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(lock: locks.Lock) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(locks, "_IS_WINDOWS", False)
    monkeypatch.setattr(locks.Lock, "_leave_marker", denied)
    with pytest.raises(BookError, match="没有权限写入"), locks.locked(book):
        pass


def test_windows_removes_a_marker_once_nobody_reads_it(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlinked, held = locks.unlinked, iter([True, True])

    def sometimes(path: Path) -> bool:
        return False if path == marker(book) and next(held, False) else unlinked(path)

    monkeypatch.setattr(locks, "unlinked", sometimes)
    with locks.locked(book):
        pass
    assert not marker(book).exists()


def test_a_share_that_is_lost_at_the_end_troubles_nobody(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is written by then: what can't be tidied now is tidied by the next."""

    def lost(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    with locks.locked(book), monkeypatch.context() as patched:
        patched.setattr(locks, "_marker", lost)
        patched.setattr(filelock.FileLock, "release", lost)


def test_a_lost_share_is_told_when_the_lock_is_asked_for(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))

    with locks.locked(book) as lock, monkeypatch.context() as patched:
        patched.setattr(locks, "_marker", lost)
        with pytest.raises(BookError, match="的连接断了"):
            lock.check()


def test_who_is_unknown_to_the_system_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import getpass

    def unknown() -> str:
        raise KeyError("uid")

    assert locks.user() == getpass.getuser()
    monkeypatch.setattr(getpass, "getuser", unknown)
    assert locks.user() == ""


def test_what_is_locked_is_called_as_the_caller_does(book: Path) -> None:
    leave(marker(book))
    with pytest.raises(BookError, match="写“区考”"), locks.locked(book, "区考"):
        pass
