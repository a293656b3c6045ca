"""Whatever the system says, the office reads a Chinese sentence that names its file and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kaohe_xl.books.troubles import is_busy, reported
from kaohe_xl.errors import BookError

FULL, DENIED, LOST = "磁盘已满", "没有权限写入", "的连接断了"


def told(path: Path, error: OSError, code: str = "WRITE_FAILED") -> BookError:
    with pytest.raises(BookError) as caught, reported(path, code):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        *((name, FULL) for name in ("ENOSPC", "EDQUOT", "EFBIG")),
        *((name, DENIED) for name in ("EACCES", "EPERM", "EROFS", "EBUSY", "ETXTBSY")),
        *(
            (name, LOST)
            for name in ("EIO", "ESTALE", "ENETUNREACH", "EHOSTDOWN", "ETIMEDOUT", "ECONNRESET", "ENODEV")
        ),
    ],
)
def test_each_trouble_has_its_sentence(office_folder: Path, name: str, sentence: str) -> None:
    code = getattr(errno, name, None)
    if code is None:
        pytest.skip(f"this system has no {name}")
    error = told(office_folder / "市考 指标.xlsx", OSError(code, os.strerror(code)))
    assert sentence in error.message
    assert "市考 指标.xlsx" in error.message
    assert error.remedy


@pytest.mark.parametrize(
    ("number", "sentence"), [(112, FULL), (39, FULL), (53, LOST), (64, LOST), (1231, LOST)]
)
def test_windows_own_numbers_are_known(office_folder: Path, number: int, sentence: str) -> None:
    error = OSError(errno.EINVAL, "Windows says so")
    error.winerror = number  # type: ignore[attr-defined,misc]
    assert sentence in told(office_folder / "市考.xlsx", error).message


def test_a_folder_that_is_gone_is_a_lost_share(office_folder: Path) -> None:
    gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    assert LOST in told(office_folder / "没有" / "市考.xlsx", gone).message
    assert "没有写成" in told(office_folder / "市考.xlsx", gone).message
    no_folder = NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    assert LOST in told(office_folder / "没有" / "市考.xlsx", no_folder).message


def test_a_folder_that_cannot_be_looked_at_is_a_lost_share(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: Path) -> bool:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "is_dir", lost)
    gone = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    assert LOST in told(office_folder / "市考.xlsx", gone).message


def test_what_is_rare_is_told_in_the_system_s_words(office_folder: Path) -> None:
    rare = OSError(errno.EMFILE, "too many open files")
    assert "（too many open files）" in told(office_folder / "市考.xlsx", rare).message
    assert "的备份没有做成" in told(office_folder / "市考.xlsx", rare, "BACKUP_FAILED").message
    assert "（no words）" in told(office_folder / "市考.xlsx", OSError("no words")).message


def test_a_file_may_be_called_by_another_name(office_folder: Path) -> None:
    with pytest.raises(BookError, match="“区考”"), reported(office_folder / "市考.xlsx", book="区考"):
        raise OSError(errno.ENOSPC, "full")


def test_other_errors_pass(office_folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), reported(office_folder):
        raise ZeroDivisionError


def test_only_what_may_pass_by_itself_is_worth_waiting_for() -> None:
    assert is_busy(OSError(errno.EBUSY, "")) and is_busy(PermissionError(errno.EACCES, ""))
    assert not is_busy(OSError(errno.EIO, ""))
