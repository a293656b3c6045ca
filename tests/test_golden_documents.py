"""Documents as approved, part by part: the book of letters and each level of the sample 市考指标.

`PYTHONPATH=. python tests/golden/make.py` approves them anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

NAMES = ("提醒函合订本", "提醒函", "警示督办单", "挂牌督办通知", "约谈通知")
# Parts that may differ from the approved ones, each with its reason. None do: the zip's bytes alone are
# the compressing library's.
ALLOWED: dict[str, str] = {}
SETTINGS = {
    "here": {},
    "elsewhere": {"LC_ALL": "C", "LANG": "C", "TZ": "America/New_York", "PYTHONHASHSEED": "7"},
}


def made_by(root: Path, folder: Path, more: dict[str, str]) -> Path:
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUTF8": "1"} | more
    command = [sys.executable, str(root / "tests" / "golden" / "make.py"), str(folder)]
    subprocess.run(command, env=environment, check=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("golden")
    return {name: made_by(root, folder / name, more) for name, more in SETTINGS.items()}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if name not in ALLOWED}


@pytest.mark.parametrize("name", NAMES)
def test_each_part_is_as_approved(made: dict[str, Path], root: Path, name: str) -> None:
    now = parts(made["here"] / f"{name}.xlsx")
    approved = parts(root / "tests" / "golden" / f"{name}.xlsx")
    assert list(now) == list(approved)
    assert [part for part in now if now[part] != approved[part]] == []


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes_under_another_locale_and_time_zone(made: dict[str, Path], name: str) -> None:
    here, elsewhere = ((made[place] / f"{name}.xlsx").read_bytes() for place in SETTINGS)
    assert here == elsewhere


@pytest.mark.parametrize("name", NAMES)
def test_excel_finds_nothing_to_repair(
    made: dict[str, Path], name: str, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    assert validator(made["here"] / f"{name}.xlsx") == ()


WORDS = {
    "提醒函": ("完成情况的提醒函", "回执", "力争全市前三名"),
    "警示督办单": (
        "关于加快推进“规模以上工业增加值”指标完成进度的警示督办单",
        "鉴于规模以上工业增加值连续两期亮红灯，现予警示督办。",
        "规模以上工业增加值（年度目标75.6亿元，完成率62.4%，亮红灯）",
        "距年度目标还差28.4亿元",
        "签发人：张三",
        "原因分析",
        "抄送：区委办公室，区政府办公室。",
        "2011年11月1日印发",
    ),
    "挂牌督办通知": (
        "决定自2011年11月1日起对你单位下列事项挂牌督办",
        "决定自2011年11月1日起对你们下列事项挂牌督办",
        "规模以上工业增加值连续两期亮红灯。",
        "责任领导林景行",
        "督办人李四",
        "年度目标75.6亿元按期完成",
    ),
    "约谈通知": ("约谈对象区工信局主要负责人", "谈话人王五", "约谈地点", "约谈承诺书", "承诺事项及完成时限"),
}


# The index, the one matter's two pages, and the joint document's: a slip that is whole needs a third.
PAGES = {"提醒函": 5, "警示督办单": 6, "挂牌督办通知": 6, "约谈通知": 6}


@pytest.mark.parametrize("name", WORDS)
def test_libreoffice_prints_the_index_and_each_document_on_its_pages(
    made: dict[str, Path], name: str, soffice: Callable[..., Path]
) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext (poppler-utils)")
    printed = soffice(made["here"] / f"{name}.xlsx")
    done = subprocess.run([reader, "-raw", str(printed), "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    text = re.sub(r"\s", "", "".join(pages))
    assert [words for words in WORDS[name] if words not in text] == []
    assert len(pages) == PAGES[name]
    assert "{{" not in text


def test_the_built_in_templates_are_what_the_script_makes(root: Path, tmp_path: Path) -> None:
    folder = root / "workbooks"
    subprocess.run([sys.executable, str(folder / "make_templates.py"), str(tmp_path)], check=True)
    for name in NAMES[1:]:
        assert parts(tmp_path / f"{name}.xlsx") == parts(folder / f"{name}.xlsx")
