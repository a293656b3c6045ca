"""`kaohe addin` from a command window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.addin.configuration import Machine
from kaohe_xl.addin.making import add_in

ROOT = Path(__file__).resolve().parent.parent.parent
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


def test_an_installed_program_builds_the_same_and_is_found_again(office_folder: Path) -> None:
    site = office_folder / "安装 处"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kaohe_xl", site / "kaohe_xl", ignore=ignore)
    shutil.copytree(ROOT / "macros", site / "kaohe_xl" / "macros")
    environment = os.environ | {"PYTHONPATH": str(site), "PYTHONUTF8": "1"}
    for words in (["build"], ["install", "--to", "启 动"]):
        command = [sys.executable, "-m", "kaohe_xl", "addin", *words]
        subprocess.run(command, cwd=office_folder, env=environment, check=True, capture_output=True)
    assert (office_folder / "kaohe.xlam").read_bytes() == add_in(Machine())
    with zipfile.ZipFile(office_folder / "启 动" / "kaohe.xlam") as archive:
        looked_up = archive.read("xl/worksheets/sheet1.xml").decode()
    assert str(Path(sys.executable).parent) in looked_up
    assert str(site) in looked_up  # nothing but PYTHONPATH leads there
