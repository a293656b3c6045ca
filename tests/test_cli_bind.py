"""`kaohe bind` as people and scripts call it: shown, asked, written once, taken out again."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from kaohe_xl.cli import kaohe as program

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def sample(root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / "区考.xlsx", office_folder / "区 考.xlsx"))


def test_a_preview_shows_what_was_recognised_and_writes_nothing(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    done = kaohe("bind", sample.name, "--preview", folder=sample.parent)
    assert done.returncode == 0, done.stderr
    assert "【部门考核】A3:J172  一行一个单位的一项指标，168 行" in done.stdout
    (line,) = [x for x in done.stdout.splitlines() if x.startswith("年度目标 ")]
    assert line.split() == ["年度目标", "目标任务/年度目标", "H", "310.5，3700，2.4", "高", "表头就是这个词"]
    assert "责任单位  在“责任单位”，40 行" in done.stdout
    assert "添加工作表“表格对应”" in done.stdout and "尚未写入" in done.stdout
    assert sample.read_bytes() == before
    assert not (sample.parent / ".kaohe").exists()


def test_a_script_says_yes(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    done = kaohe("bind", sample.name, "--yes", folder=sample.parent)
    assert done.returncode == 0, done.stderr
    backup = next((sample.parent / ".kaohe").rglob("*.xlsx"))
    assert backup.read_bytes() == before
    assert f"已绑定 {sample.name}" in done.stdout and backup.name in done.stdout
    again = kaohe("bind", sample.name, "--yes", folder=sample.parent)
    assert "已经绑定好" in again.stdout


def test_as_json_everything_is_told(kaohe: Kaohe, sample: Path) -> None:
    report = json.loads(kaohe("bind", sample.name, "--yes", "--json", folder=sample.parent).stdout)
    assert report["written"] is True and report["backup"]
    assert report["patch"]["added"] == ["表格对应"]
    column = next(
        c for t in report["tables"] if t["sheet"] == "部门考核" for c in t["columns"] if c["role"] == "actual"
    )
    assert column == {
        "role": "actual", "word": "完成", "header": "目标任务/完成", "columns": "I", "owner": None, "measure": None,
        "examples": ["268.4", "3024", "1.93"], "confidence": "高", "why": "表头就是这个词",
    }  # fmt: skip
    assert {one["kind"] for one in report["lists"]} >= {"考核设置", "计分规则", "责任单位"}


def test_json_cannot_be_asked_so_it_says_what_is_needed(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    done = kaohe("bind", sample.name, "--json", folder=sample.parent)
    assert done.returncode == 2
    assert "--yes" in json.loads(done.stdout)["findings"][0]["remedy"]
    assert sample.read_bytes() == before


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_without_a_yes_nothing_is_written(sample: Path, answer: str) -> None:
    before = sample.read_bytes()
    done = CliRunner().invoke(program, ["bind", str(sample)], input=answer)
    assert done.exit_code == 1
    assert "写入 区 考.xlsx 吗" in done.output
    assert sample.read_bytes() == before


def test_after_a_yes_it_is_written_and_not_shown_twice(sample: Path) -> None:
    done = CliRunner().invoke(program, ["bind", str(sample)], input="y\n")
    assert done.exit_code == 0
    assert done.output.count("【部门考核】") == 1
    assert "已绑定" in done.output
    assert "表格对应" in open_file(sample).sheets


def test_what_the_office_changed_is_named_before_it_goes(kaohe: Kaohe, sample: Path) -> None:
    kaohe("bind", sample.name, "--yes", folder=sample.parent)
    open_file(sample).save(Patch({"表格对应": SheetPatch((Change(4, 1, "不读"),))}))
    bound = sample.read_bytes()
    refused = kaohe("bind", sample.name, "--remove", "--yes", folder=sample.parent)
    assert refused.returncode == 2
    assert "表格对应!A4" in refused.stderr and "--force" in refused.stderr
    assert sample.read_bytes() == bound
    asked = CliRunner().invoke(program, ["bind", str(sample), "--remove"], input="n\n")
    assert "表格对应!A4" in asked.output and sample.read_bytes() == bound
    done = CliRunner().invoke(program, ["bind", str(sample), "--remove"], input="y\n")
    assert "已取消绑定" in done.output
    assert "表格对应" not in open_file(sample).sheets


def test_nothing_to_take_out_is_said(kaohe: Kaohe, sample: Path) -> None:
    done = kaohe("bind", sample.name, "--remove", folder=sample.parent)
    assert done.returncode == 0
    assert "没有绑定时添加的内容" in done.stdout


def test_the_example_in_the_manual_is_what_it_prints(kaohe: Kaohe, root: Path, sample: Path) -> None:
    manual = (root / "docs" / "手册.md").read_text(encoding="utf-8")
    example = manual[manual.index("【部门考核】") :].split("```")[0]
    printed = kaohe("bind", sample.name, "--preview", folder=sample.parent).stdout
    shown = {" ".join(line.split()) for line in printed.splitlines()}
    assert [line for line in example.splitlines() if " ".join(line.split()) not in shown] == []
