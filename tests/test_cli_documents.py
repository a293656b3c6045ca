"""`kaohe circular`, `kaohe weekly` and `kaohe pdf` as processes: what they say, and their exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_circular_lies_beside_the_workbook(kaohe: Kaohe, office_folder: Path, root: Path) -> None:
    shutil.copy(root / "workbooks" / "区考.xlsx", office_folder)
    before = (office_folder / "区考.xlsx").read_bytes()
    done = kaohe("circular", "区考.xlsx", "--date", "2011-11-02", folder=office_folder)
    assert done.returncode == 0, done.stderr
    assert "月通报已生成" in done.stdout
    assert (office_folder / "月通报" / "区考 2011-10 月通报.xlsx").is_file()
    assert (office_folder / "区考.xlsx").read_bytes() == before
    again = kaohe("circular", "区考.xlsx", "--date", "2011-11-02", "--json", folder=office_folder)
    assert json.loads(again.stdout)["written"] is False


def test_the_weekly_record_lies_beside_the_workbook(kaohe: Kaohe, office_folder: Path, root: Path) -> None:
    shutil.copy(root / "workbooks" / "区考.xlsx", office_folder)
    done = kaohe("weekly", "区考.xlsx", "--date", "2011-11-02", folder=office_folder)
    assert done.returncode == 0, done.stderr
    assert "周督查记录已生成" in done.stdout
    assert "要核查的单位30个：韦曲街道" in done.stdout
    assert (office_folder / "周督查" / "区考 2011-11-02 周督查.xlsx").is_file()
    again = kaohe("weekly", "区考.xlsx", "--date", "2011-11-02", "--json", folder=office_folder)
    said = json.loads(again.stdout)
    assert said["written"] is False
    assert len(said["units"]) == 30
    assert "王寺街道" in said["idle"]


@pytest.mark.parametrize("command", ["circular", "weekly"])
def test_a_preview_writes_nothing(kaohe: Kaohe, office_folder: Path, root: Path, command: str) -> None:
    shutil.copy(root / "workbooks" / "重点项目.xlsx", office_folder)
    done = kaohe(command, "重点项目.xlsx", "--preview", folder=office_folder)
    assert "未写入" in done.stdout
    assert [path.name for path in office_folder.iterdir() if path.name[0] != "."] == ["重点项目.xlsx"]


def test_a_workbook_that_is_not_there_is_told_of(kaohe: Kaohe, office_folder: Path) -> None:
    for command in (("pdf", "无.xlsx"), ("circular", "无.xlsx"), ("weekly", "无.xlsx")):
        done = kaohe(*command, folder=office_folder)
        assert done.returncode == 2
        assert "无.xlsx" in done.stderr
        assert "Traceback" not in done.stderr
