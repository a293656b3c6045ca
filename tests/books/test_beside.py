"""What lies beside a workbook has names of its own, whatever the workbook is called."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kaohe_xl.books import beside


def test_usual_names_are_kept() -> None:
    assert beside.short_name("市考 指标.xlsx") == "市考 指标.xlsx"


def test_very_long_names_are_cut_and_told_apart() -> None:
    one, other = beside.short_name("长" * 84 + "一"), beside.short_name("长" * 84 + "二")
    assert one != other
    assert all(len(os.fsencode(name)) <= 200 for name in (one, other))
    assert one.startswith("长" * 60)


def test_temporary_files_are_known_again(office_folder: Path) -> None:
    book, other = office_folder / "市考 指标.xlsx", office_folder / "区考.xlsx"
    made = [beside.temporary(book) for _ in range(2)]
    for path in (*made, beside.temporary(other), book):
        path.write_bytes(b"")
    assert sorted(beside.leftovers(book)) == sorted(made)


def test_a_file_that_cannot_be_taken_away_stays(office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office_folder / "a"
    path.write_bytes(b"")

    def held(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", held)
        assert not beside.unlinked(path)
    assert beside.unlinked(path)
    assert beside.unlinked(path)


def test_a_folder_whose_mode_cannot_be_set_will_do(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not yours")

    monkeypatch.setattr(Path, "chmod", refused)
    folder = beside.folder_beside(office_folder / "市考 指标.xlsx")
    assert folder.is_dir()
    assert beside.folder_beside(office_folder / "区考.xlsx") == folder
