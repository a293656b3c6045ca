"""Bad input: each mistake is named with file, sheet, cell and remedy, and nothing is written."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
Rows = list[list[Any]]
BOOK = "镇街考核 2011.xlsx"

TABLE: Rows = [
    ["2011年镇街目标考核表（截至10月底）"],
    ["指标", "分值", "目标", "方向", "甲镇", "乙镇"],
    ["固投增速", 10, 8, "正向", 10, 6],
    ["信访量", 5, 20, "逆向", 18, 25],
]
RULES: Rows = [
    ["指标", "单位", "分值", "方向", "方法", "参数", "条款", "生效日期"],
    ["固投增速", "", "", "", "完成率", "封顶=1", "第一条", ""],
]
SETTINGS: Rows = [["名称", "值", "说明"], ["截至日期", "2011-10-31", ""], ["序时口径", "月份", ""]]


def _book(folder: Path, table: Sequence[Sequence[Any]] = TABLE, rules: Sequence[Sequence[Any]] = RULES) -> Path:
    path = folder / BOOK
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in (("考核表", table), ("计分规则", rules), ("考核设置", SETTINGS)):
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
                for column, value in enumerate(row):
                    if value == "=1/0":
                        sheet.write_formula(number, column, value, value="#DIV/0!")
    return path


def _with(rows: Rows, row: int, column: int, value: Any) -> Rows:
    changed = [list(line) for line in rows]
    changed[row][column] = value
    return changed


MISTAKES: dict[str, tuple[dict[str, Rows], str, str]] = {
    "an unknown method": ({"rules": _with(RULES, 1, 4, "完成卒")}, "计分规则!E2", "完成卒"),
    "an unknown parameter": ({"rules": _with(RULES, 1, 5, "封项=1")}, "计分规则!F2", "封项"),
    "a parameter that is no number": ({"rules": _with(RULES, 1, 5, "封顶=很高")}, "计分规则!F2", "很高"),
    "text where a number belongs": ({"table": _with(TABLE, 2, 4, "十分好")}, "考核表!E3", "十分好"),
    "an error value": ({"table": _with(TABLE, 2, 4, "=1/0")}, "考核表!E3", "#DIV/0!"),
    "a zero target": ({"table": _with(TABLE, 2, 2, 0)}, "考核表!C3", "目标"),
    "a negative target": ({"table": _with(TABLE, 2, 2, -8)}, "考核表!C3", "-8"),
    "an indicator named twice": ({"table": [*TABLE, ["固投增速", 10, 8, "正向", 9, 7]]}, "考核表!A5", "固投增速"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_cell_and_nothing_is_written(
    kaohe: Kaohe, office_folder: Path, mistake: str
) -> None:
    content, cell, word = MISTAKES[mistake]
    path = _book(office_folder, **content)
    before = path.read_bytes()
    done = kaohe("score", BOOK, "--json", folder=office_folder)
    assert done.returncode == 1, done.stderr + done.stdout
    report = json.loads(done.stdout)
    errors = [f for f in report["findings"] if f["severity"] == "error"]
    named = [f for f in errors if f"{f['sheet']}!{f['cell']}" == cell]
    assert named, errors
    assert any(word in f["message"] for f in named)
    assert all(f["remedy"] for f in named)
    assert report["written"] is False
    shown = kaohe("score", BOOK, folder=office_folder)
    assert BOOK in shown.stdout and cell.split("!")[1] in shown.stdout and cell.split("!")[0] in shown.stdout
    assert "Traceback" not in shown.stdout + shown.stderr
    assert path.read_bytes() == before
    assert [p.name for p in office_folder.iterdir()] == [BOOK]


def test_without_a_mistake_the_same_workbook_is_scored(kaohe: Kaohe, office_folder: Path) -> None:
    _book(office_folder)
    done = kaohe("score", BOOK, "--json", folder=office_folder)
    report = json.loads(done.stdout)
    assert done.returncode == 0, report["findings"]
    points = {(e["unit"], e["indicator"]): e["points"] for e in report["entries"]}
    assert points == {
        ("甲镇", "固投增速"): 10, ("甲镇", "信访量"): 5, ("乙镇", "固投增速"): 7.5, ("乙镇", "信访量"): 3.75,
    }  # fmt: skip
    assert report["written"] is True


@pytest.mark.parametrize("rows", [[], [["通讯录"], ["姓名", "电话"], ["张三", "029-8528"]]], ids=["empty", "no header"])
def test_a_workbook_without_any_known_header_says_what_headers_are_expected(
    kaohe: Kaohe, office_folder: Path, rows: Rows
) -> None:
    path = office_folder / BOOK
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("表一")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    before = path.read_bytes()
    done = kaohe("score", BOOK, folder=office_folder)
    assert done.returncode in (1, 2)
    assert "指标" in done.stdout + done.stderr
    assert path.read_bytes() == before


def test_force_writes_what_can_be_computed(kaohe: Kaohe, office_folder: Path) -> None:
    path = _book(office_folder, _with(TABLE, 2, 2, 0))
    before = path.read_bytes()
    report = json.loads(kaohe("score", BOOK, "--force", "--json", folder=office_folder).stdout)
    assert report["written"] is True
    assert path.read_bytes() != before
    missing = {e["indicator"]: e["missing"] for e in report["entries"]}
    assert missing == {"固投增速": "无法计算", "信访量": None}
    assert all(e["points"] is None for e in report["entries"] if e["missing"])
