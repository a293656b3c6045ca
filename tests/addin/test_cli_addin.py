"""`kaohe addin` from a command window."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]


def test_build_install_and_uninstall(kaohe: Kaohe, office_folder: Path) -> None:
    built = kaohe("addin", "build", folder=office_folder)
    assert (built.returncode, built.stdout) == (0, "加载项已生成：kaohe.xlam\n")
    assert zipfile.is_zipfile(office_folder / "kaohe.xlam")
    done = kaohe("addin", "install", "--to", "启 动", folder=office_folder)
    assert done.returncode == 0, done.stderr
    assert "加载项已装好" in done.stdout and "python" in done.stdout
    done = kaohe("addin", "uninstall", "--to", "启 动", folder=office_folder)
    assert done.returncode == 0 and "已删除" in done.stdout
    assert not list((office_folder / "启 动").iterdir())
    assert "没有装过" in kaohe("addin", "uninstall", "--to", "启 动", folder=office_folder).stdout


def test_inject_makes_a_copy_once(kaohe: Kaohe, sample: Path) -> None:
    done = kaohe("addin", "inject", sample.name, folder=sample.parent)
    assert done.returncode == 0, done.stderr
    assert sample.with_suffix(".xlsm").exists()
    again = kaohe("addin", "inject", sample.name, folder=sample.parent)
    assert again.returncode == 2 and "没有覆盖" in again.stderr
    other = kaohe("addin", "inject", sample.name, "另一份.xlsm", folder=sample.parent)
    assert other.returncode == 0 and sample.with_name("另一份.xlsm").exists()


@pytest.mark.parametrize(
    ("words", "told"), [(["nope"], "可用的命令：build"), ([], "可用的命令：build"), (["inject"], "缺少")]
)
def test_wrong_words_are_answered_in_chinese(
    kaohe: Kaohe, tmp_path: Path, words: list[str], told: str
) -> None:
    done = kaohe("addin", *words, folder=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("word", ["build", "install", "uninstall", "inject"])
def test_every_word_has_chinese_help(kaohe: Kaohe, tmp_path: Path, word: str) -> None:
    done = kaohe("addin", word, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert "用法" in done.stdout and "显示帮助" in done.stdout
