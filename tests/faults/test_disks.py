"""Real disks that are full, read-only or gone: a sentence that names the file, and the old workbook."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kaohe_xl as kh
from tests.faults import offices

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts of Linux")
_SHUT_DOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN: from now on every call fails, as if the disk were pulled out


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False, text=True)
    if done.returncode:
        pytest.skip(f"{words[0]}: {done.stderr.strip() or done.returncode}")


@contextlib.contextmanager
def mounted(place: Path, *words: object) -> Iterator[Path]:
    """Something mounted at `place`; skips where this machine doesn't let us."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    place.mkdir(exist_ok=True)
    run("mount", *words, place)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def workbook(folder: Path) -> Path:
    return Path(shutil.copy(offices.SAMPLES / "市考指标.xlsx", folder / offices.NAME))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "小盘 一", "-t", "tmpfs", "-o", "size=256k", "tmpfs") as place:
        yield place


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A disk in a file, with ext4 on it."""
    made = tmp_path / "disk.img"
    with made.open("wb") as file:
        file.truncate(8 << 20)
    run("mkfs.ext4", "-q", "-F", made)
    return made


def test_a_full_disk(small_disk: Path) -> None:
    book = workbook(small_disk)
    before = book.read_bytes()
    filler = small_disk / "别的.bin"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(kh.BookError, match=r"磁盘已满，写不下“市考 指标\.xlsx”"):
        kh.score(book)
    assert book.read_bytes() == before
    filler.unlink()
    assert kh.score(book).written
    kh.undo(book)
    assert book.read_bytes() == before


def test_a_disk_that_fills_while_we_write(small_disk: Path) -> None:
    """As many free bytes as there may be: from none to enough."""
    before = (offices.SAMPLES / "市考指标.xlsx").read_bytes()
    written = refused = 0
    for room in range(0, 100_000, 4096):
        shutil.rmtree(small_disk / ".kaohe", ignore_errors=True)
        for left in small_disk.iterdir():
            left.unlink()
        book = workbook(small_disk)
        filler = small_disk / "别的.bin"
        free = os.statvfs(small_disk)
        with filler.open("wb") as file:
            file.write(b"x" * max(0, free.f_bavail * free.f_frsize - room))
        try:
            kh.score(book)
            written += 1
        except kh.BookError as error:
            assert "磁盘已满" in error.message
            assert book.read_bytes() == before
            refused += 1
        assert {path.name for path in small_disk.iterdir()} <= {book.name, filler.name, ".kaohe"}
        assert not [
            path for path in small_disk.glob(".kaohe/*") if path.suffix in (".tmp", ".new", ".writing")
        ]
    assert written and refused


def test_a_disk_that_is_gone_while_we_write(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaohe_xl.books import safety

    place = tmp_path / "共享 盘"
    with mounted(place, "-o", "loop", image):
        book = workbook(place)
        before = book.read_bytes()
        subprocess.run(["sync"], check=True)
        write_whole = safety.write_whole

        def pulled_out(*words: object) -> bytes:
            descriptor = os.open(place, os.O_RDONLY)
            try:
                fcntl.ioctl(descriptor, _SHUT_DOWN, struct.pack("I", 2))
            except OSError as error:
                pytest.skip(f"this disk can't be pulled out: {error}")
            finally:
                os.close(descriptor)
            return write_whole(*words)  # type: ignore[arg-type]

        monkeypatch.setattr(safety, "write_whole", pulled_out)
        with pytest.raises(kh.BookError, match=r"写“市考 指标\.xlsx”时，与文件夹“.*共享 盘.*”的连接断了"):
            kh.score(book)
        monkeypatch.undo()
        with pytest.raises(kh.BookError, match="市考 指标"):
            kh.score(book)
    with mounted(place, "-o", "loop", image):
        assert book.read_bytes() == before
        assert kh.score(book).written
        assert not [path for path in place.glob(".kaohe/*") if path.suffix in (".tmp", ".new", ".writing")]


def test_a_disk_that_turns_read_only(image: Path, tmp_path: Path) -> None:
    place = tmp_path / "共享 盘"
    with mounted(place, "-o", "loop", image):
        book = workbook(place)
        before = book.read_bytes()
        opened = kh.open_book(book)
        opened.write(f"{offices.SHEET}!AA50", [[1]])
        run("mount", "-o", "remount,ro", place)
        with pytest.raises(kh.BookError, match=r"没有权限写入“市考 指标\.xlsx”"):
            opened.save()
        run("mount", "-o", "remount,rw", place)
        assert book.read_bytes() == before
        opened.save()
        assert kh.open_book(book).read(f"{offices.SHEET}!AA50") == ((1,),)


def test_a_folder_that_is_gone(office_folder: Path) -> None:
    book = workbook(office_folder)
    opened = kh.open_book(book)
    opened.write(f"{offices.SHEET}!AA50", [[1]])
    office_folder.rename(office_folder.with_name("搬走了"))
    with pytest.raises(kh.BookError, match=r"市考 指标\.xlsx"):
        opened.save()
    assert not office_folder.exists()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users reach too."""
    if os.geteuid() != 0:
        pytest.skip("only root may become somebody else")
    folder = Path(tempfile.mkdtemp(prefix="共享 盘"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def as_nobody(run: Callable[[], object]) -> int:
    """The status of `run` where it has no rights but everybody's."""

    def without_rights() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        run()

    with offices.forked(without_rights) as child:
        return offices.status_of(child)


def refused(book: Path, text: str) -> Callable[[], None]:
    def run() -> None:
        with pytest.raises(kh.BookError, match=text):
            kh.score(book)

    return run


def test_a_folder_that_we_may_not_write(open_folder: Path) -> None:
    book = workbook(open_folder)
    book.chmod(0o666)
    open_folder.chmod(0o755)
    before = book.read_bytes()
    assert as_nobody(refused(book, r"没有权限写入“市考 指标\.xlsx”")) == 0
    assert book.read_bytes() == before
    assert list(open_folder.iterdir()) == [book]


def test_a_workbook_that_we_may_not_write_in_a_folder_that_we_may(open_folder: Path) -> None:
    book = workbook(open_folder)
    book.chmod(0o644)
    before = book.read_bytes()
    assert as_nobody(refused(book, r"没有权限写入“市考 指标\.xlsx”")) == 0
    assert book.read_bytes() == before


def test_two_users_of_one_folder_take_turns(open_folder: Path) -> None:
    """What one user leaves in `.kaohe` doesn't keep the other from writing."""
    book = workbook(open_folder)
    book.chmod(0o666)
    before = book.read_bytes()
    assert kh.score(book).written
    assert as_nobody(lambda: offices.save(book, 1.5)) == 0
    assert as_nobody(lambda: kh.undo(book)) == 0
    kh.undo(book)
    assert book.read_bytes() == before
    assert book.stat().st_mode & 0o777 == 0o666
