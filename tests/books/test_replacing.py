"""Under a name there is the old file or the new one at any moment, and whoever was faster keeps what he wrote."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books import replacing
from kaohe_xl.errors import BookError

swaps = pytest.mark.skipif(replacing._swapping()[0] is None, reason="this system can't swap names")
leases = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who writes")


@pytest.fixture
def pair(office_folder: Path) -> tuple[Path, Path]:
    new, target = office_folder / "新.tmp", office_folder / "市考 指标.xlsx"
    new.write_bytes(b"new")
    target.write_bytes(b"old")
    return new, target


def put(new: Path, target: Path, check: Callable[[], None] = lambda: None) -> bool:
    return replacing.put_in_place(new, target, replacing.identity_at(target), check)


def refusing(code: int) -> Callable[..., Any]:
    def call(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return call


@pytest.fixture
def no_swaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "_swapping", lambda: (None, 0))


def test_a_file_is_replaced(pair: tuple[Path, Path]) -> None:
    assert put(*pair)
    assert pair[1].read_bytes() == b"new"
    assert not pair[0].exists()


def test_a_file_is_replaced_where_names_are_not_swapped(pair: tuple[Path, Path], no_swaps: None) -> None:
    assert put(*pair)
    assert pair[1].read_bytes() == b"new"
    assert not pair[0].exists()


@swaps
@pytest.mark.parametrize("code", sorted(replacing._CANNOT_SWAP))
def test_a_share_that_refuses_to_swap_replaces(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def call(*_: object) -> int:
        ctypes.set_errno(code)
        return -1

    monkeypatch.setattr(replacing, "_swapping", lambda: (call, 0))
    assert put(*pair)
    assert pair[1].read_bytes() == b"new"


@swaps
def test_a_swap_that_fails_leaves_both(pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def call(*_: object) -> int:
        ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(replacing, "_swapping", lambda: (call, 0))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        put(*pair)
    assert (pair[0].read_bytes(), pair[1].read_bytes()) == (b"new", b"old")


def test_a_system_that_has_no_call_to_swap_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing, "_SWAPS", (("no such call", 0),))
    assert replacing._swapping.__wrapped__() == (None, 0)
    monkeypatch.setattr(replacing, "_IS_WINDOWS", True)
    monkeypatch.setattr(replacing, "_SWAPS", (("renameat2", -100),))
    assert replacing._swapping.__wrapped__() == (None, 0)


@swaps
def test_what_cannot_be_looked_at_after_the_swap_goes_back(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    identity_at, times = replacing.identity_at, iter(range(2))

    def fails_then(path: Path) -> replacing.Identity | None:
        if next(times) == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return identity_at(path)

    seen = identity_at(pair[1])
    monkeypatch.setattr(replacing, "identity_at", fails_then)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        replacing.put_in_place(*pair, seen, lambda: None)
    assert (pair[0].read_bytes(), pair[1].read_bytes()) == (b"new", b"old")


def test_a_changed_file_is_not_replaced(pair: tuple[Path, Path]) -> None:
    seen = replacing.identity_at(pair[1])
    pair[1].write_bytes(b"edited")
    with pytest.raises(BookError, match="读取之后被改动过"):
        replacing.put_in_place(*pair, seen, lambda: None)
    assert (pair[0].read_bytes(), pair[1].read_bytes()) == (b"new", b"edited")


def test_what_is_asked_before_each_attempt_may_refuse(pair: tuple[Path, Path]) -> None:
    def refuse() -> None:
        raise BookError("被别人打开了。")

    with pytest.raises(BookError, match="打开了"):
        put(*pair, refuse)
    assert pair[1].read_bytes() == b"old"


@swaps
@leases
def test_who_has_the_file_open_for_writing_keeps_it(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can know what he is about to write: the names are swapped back, and tried again."""
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.1)
    with pair[1].open("r+b"):
        assert not put(*pair)
        assert (pair[0].read_bytes(), pair[1].read_bytes()) == (b"new", b"old")
    assert put(*pair)
    assert pair[1].read_bytes() == b"new"


@swaps
@leases
def test_who_writes_and_closes_the_file_between_two_looks_keeps_what_he_wrote(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, target = pair
    seen, identity_at = replacing.identity_at(target), replacing.identity_at
    person = target.open("r+b", buffering=0)
    looks = iter(range(100))

    def writes_after_the_second_look(path: Path) -> replacing.Identity | None:
        found = identity_at(path)
        if next(looks) == 1:
            person.write(b"by a person")
            person.close()
        return found

    monkeypatch.setattr(replacing, "identity_at", writes_after_the_second_look)
    with pytest.raises(BookError, match="读取之后被改动过"):
        replacing.put_in_place(new, target, seen, lambda: None)
    assert target.read_bytes() == b"by a person"
    assert new.read_bytes() == b"new"


@leases
def test_it_is_known_who_writes_and_nobody_is_disturbed(pair: tuple[Path, Path]) -> None:
    came: list[int] = []
    former = signal.signal(signal.SIGURG, lambda number, frame: came.append(number))
    try:
        assert not replacing.is_being_written(pair[0])
        with pair[0].open("rb"):
            assert not replacing.is_being_written(pair[0])
        with pair[0].open("ab"):
            assert replacing.is_being_written(pair[0])
        assert not replacing.is_being_written(pair[0].with_name("nothing"))
    finally:
        signal.signal(signal.SIGURG, former)
    assert came == []


@leases
def test_a_disk_that_takes_every_file_for_written_is_not_believed(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "is_being_written", lambda _: True)
    assert put(*pair)
    assert pair[1].read_bytes() == b"new"


@pytest.mark.parametrize("lacking", ["fcntl", "SIGURG"])
def test_a_system_that_tells_nothing_is_not_asked(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    if lacking == "fcntl":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    else:
        monkeypatch.delattr(signal, "SIGURG", raising=False)
    with pair[0].open("ab"):
        assert not replacing.is_being_written(pair[0])


@pytest.mark.parametrize("code", [errno.EBUSY, errno.ETXTBSY, errno.EACCES, errno.EPERM])
def test_who_holds_a_file_is_waited_for(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, no_swaps: None, code: int
) -> None:
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.1)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refusing(code))
        assert not put(*pair)
    assert (pair[0].read_bytes(), pair[1].read_bytes()) == (b"new", b"old")
    replace, held = Path.replace, iter([True, True, False])

    def let_go(new: Path, target: Path) -> Path:
        if next(held):
            raise OSError(code, os.strerror(code))
        return replace(new, target)

    monkeypatch.setattr(replacing, "RETRY_SECONDS", 10)
    monkeypatch.setattr(Path, "replace", let_go)
    assert put(*pair)


def test_other_troubles_are_not_waited_for(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, no_swaps: None
) -> None:
    monkeypatch.setattr(Path, "replace", refusing(errno.EIO))
    monkeypatch.setattr(replacing.time, "sleep", refusing(errno.EINVAL))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        put(*pair)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        replacing.replaced(*pair)


@pytest.fixture(params=["links", "no links"])
def linking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param != "links":
        monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    yield


def test_a_new_file_takes_nobody_s_name(pair: tuple[Path, Path], linking: None) -> None:
    new, target = pair
    with pytest.raises(FileExistsError):
        replacing.appear(new, target)
    assert (new.read_bytes(), target.read_bytes()) == (b"new", b"old")
    target.unlink()
    replacing.appear(new, target)
    assert target.read_bytes() == b"new"
    assert not new.exists()


def test_a_new_name_that_cannot_be_given_is_told(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair[1].unlink()
    monkeypatch.setattr(os, "link", refusing(errno.EPERM))
    monkeypatch.setattr(Path, "rename", refusing(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        replacing.appear(*pair)
    assert pair[0].exists()


def test_folders_that_cannot_be_synced_are_left_alone(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", refusing(errno.EINVAL))
    replacing.settle(office_folder)
    monkeypatch.setattr(os, "open", refusing(errno.EACCES))
    replacing.settle(office_folder)
    monkeypatch.setattr(replacing, "_IS_WINDOWS", True)
    monkeypatch.setattr(os, "open", refusing(errno.EINVAL))
    replacing.settle(office_folder)


def test_a_new_file_is_like_nothing_where_there_is_nothing(office_folder: Path) -> None:
    new = office_folder / "新.tmp"
    assert replacing.write_whole(new, lambda file: file.write(b"x"), office_folder / "没有.xlsx")
    assert new.read_bytes() == b"x"


def test_owners_and_attributes_that_cannot_be_had_are_done_without(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, target = pair
    target.chmod(0o640)
    monkeypatch.setattr(os, "chown", refusing(errno.EPERM), raising=False)
    monkeypatch.setattr(os, "listxattr", lambda _: ["user.a"], raising=False)
    monkeypatch.setattr(os, "getxattr", refusing(errno.ENODATA), raising=False)
    replacing.take_over(target, new)
    monkeypatch.setattr(os, "listxattr", refusing(errno.EOPNOTSUPP), raising=False)
    replacing.take_over(target, new)
    assert new.stat().st_mode == target.stat().st_mode
    monkeypatch.delattr(os, "chown")
    monkeypatch.delattr(os, "listxattr")
    replacing.take_over(target, new)
