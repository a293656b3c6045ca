"""`kaohe check` as the office runs it: one list, grouped by sheet, worst first; in the workbook on request."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kaohe_xl as kh

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
SEVERITIES = ["error", "warning", "note"]
SETTINGS: list[list[object]] = [
    ["名称", "值"],
    ["截至日期", "2011-10-31"],
    ["本单位", "长安区"],
    ["等次", "优秀≥9；合格"],
]


def write(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def messy(office_folder: Path) -> Path:
    """A workbook with something wrong in two of its sheets."""
    own = [
        ["2011年长安区市考指标（1-10月）"],
        ["指标", "计量单位", "方向", "分值", "年度目标", "完成"],
        ["生产总值", "亿元", "正向", 5, 310, "198.6（初步数）"],
        ["城镇新增就业", "人", "正向", 5, 9500, "九千"],
        ["群众满意率", "%", "正向", 5, 92, 104],
        ["合计", None, None, 20],
    ]
    months = [
        ["2011年重点指标进度（截至10月底，累计）"],
        ["指标", "计量单位", "1-8月完成", "1-9月完成", "1-10月完成"],
        ["生产总值", "亿元", 153.2, 150, 198.6],
    ]
    return write(office_folder / "市考 指标.xlsx", {"考核设置": SETTINGS, "进度": months, "市考指标": own})


def test_findings_come_sheet_by_sheet_worst_first_each_with_cell_and_remedy(
    kaohe: Kaohe, messy: Path
) -> None:
    done = kaohe("check", messy.name, "--json", folder=messy.parent)
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    sheets = [f["sheet"] for f in findings]
    assert sheets == sorted(sheets, key=sheets.index)  # a sheet's findings stand together
    for sheet in set(sheets):
        grave = [SEVERITIES.index(f["severity"]) for f in findings if f["sheet"] == sheet]
        assert grave == sorted(grave)
    assert sheets[0] == "市考指标"  # it has the only error
    assert all(f["cell"] and f["message"] and f["remedy"] for f in findings)
    assert {(f["code"], f["sheet"], f["cell"]) for f in findings} == {
        ("NOT_A_NUMBER", "市考指标", "F4"),
        ("PROVISIONAL_FIGURE", "市考指标", "F3"),
        ("SHARE_OUT_OF_RANGE", "市考指标", "F5"),
        ("SUM_DISAGREES", "市考指标", "D6"),
        ("FIGURE_FELL", "进度", "D3"),
    }


def test_people_read_the_same_in_the_same_order(kaohe: Kaohe, messy: Path) -> None:
    text = kaohe("check", messy.name, folder=messy.parent).stdout
    report = json.loads(kaohe("check", messy.name, "--json", folder=messy.parent).stdout)
    places = [text.index(f"{f['cell']} {f['message']}") for f in report["findings"]]
    assert places == sorted(places)
    assert re.findall("【(.+?)】", text) == ["市考指标", "进度"]
    assert "共 5 条：错误 1，提醒 3，说明 1" in text


def test_the_findings_go_into_the_workbook_and_out_of_it_again(kaohe: Kaohe, messy: Path) -> None:
    before = messy.read_bytes()
    done = kaohe("check", messy.name, "--sheet", "--comments", folder=messy.parent)
    assert done.returncode == 1 and "检查结果已更新" in done.stdout
    book = openpyxl.load_workbook(messy)
    assert book.sheetnames[-1] == "检查结果" and book["市考指标"]["F4"].comment is not None
    again = json.loads(
        kaohe("check", messy.name, "--sheet", "--comments", "--json", folder=messy.parent).stdout
    )
    assert again["written"] is False and again["backup"] is None
    out = kaohe("check", messy.name, "--remove", folder=messy.parent)
    assert "检查结果已更新" in out.stdout
    book = openpyxl.load_workbook(messy)
    assert "检查结果" not in book.sheetnames and book["市考指标"]["F4"].comment is None
    assert kaohe("undo", messy.name, "--to", "2", folder=messy.parent).returncode == 0
    assert messy.read_bytes() == before


def test_other_workbooks_are_held_against_it(kaohe: Kaohe, messy: Path) -> None:
    rows = [
        ["2011年长安区（1-10月）"],
        ["指标", "计量单位", "年度目标", "完成"],
        ["生产总值", "亿元", 310, 198.6],
        ["群众满意率", "%", 90, 104],
    ]
    write(messy.parent / "综治办.xlsx", {"考核设置": SETTINGS, "上报": rows})
    report = json.loads(
        kaohe("check", messy.name, "--with", "综治办.xlsx", "--json", folder=messy.parent).stdout
    )
    (found,) = (f for f in report["findings"] if f["code"] == "FIGURES_DIFFER")
    assert (found["sheet"], found["cell"]) == ("市考指标", "E5")
    assert "[综治办.xlsx]上报!C4" in found["message"]


def test_scripts_check_books_that_wait_to_be_saved(messy: Path) -> None:
    book = kh.open_book(messy)
    book.write("市考指标!F4:F5", [[9120], [90.4]])
    book.write("市考指标!D6", [[15]])
    assert {f.code for f in kh.check(book).findings} == {"PROVISIONAL_FIGURE", "FIGURE_FELL"}
    kh.check(book, sheet=True)
    assert "检查结果" in kh.open_book(messy).sheets and kh.open_book(messy).read("市考指标!F4") == ((9120,),)
