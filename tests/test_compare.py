"""`kaohe compare` and `kaohe score --rules-of`, as the office runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

import kaohe_xl as kh

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
FIGURES = [
    ["指标", "方向", "分值", "年度目标", "甲镇", "乙镇", "丙镇"],
    ["固投", "正向", 10, 100, 95, 120, 80],
    ["就业", "正向", 5, 50, 40, 50, 60],
]
RULES = [
    ["指标", "分值", "方向", "方法", "参数", "条款", "生效日期"],
    ["固投", None, "正向", "完成率", None, "2010年第八条", "2010-01-01"],
    ["固投", 12, "正向", "名次", "每名减=0.1", "2011年第八条", "2011-01-01"],
    ["就业", None, "正向", "完成率", None, "第九条", None],
]


def write(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def book(office_folder: Path) -> Path:
    """A workbook of 2010 that has the rules of 2010 and of 2011."""
    settings = [["名称", "值"], ["截至日期", "2010-12-31"], ["本单位", "甲镇"], ["等次", "优秀≥14；合格"]]
    return write(office_folder / "2010年 考核.xlsx", 考核设置=settings, 指标=FIGURES, 计分规则=RULES)


def test_a_workbook_of_2010_under_the_rules_of_two_years(kaohe: Kaohe, book: Path) -> None:
    before = book.read_bytes()
    words = ("compare", book.name, "--rules-of", "2010", "--rules-of", "2011")
    done = kaohe(*words, folder=book.parent)
    assert done.returncode == 0, done.stderr
    assert "2010年的规则" in done.stdout and "2011年的规则" in done.stdout
    assert "甲镇  固投  9.50 → 10.80（+1.30）  方法 完成率 → 名次" in done.stdout
    assert "甲镇  13.50 → 14.80（+1.30）  位次" in done.stdout
    report = json.loads(kaohe(*words, "--json", folder=book.parent).stdout)
    assert [side["rules"] for side in report["sides"]] == ["2010年的规则", "2011年的规则"]
    entry = next(e for e in report["entries"] if (e["unit"], e["indicator"]) == ("甲镇", "固投"))
    assert (entry["one"]["score"], entry["other"]["score"], entry["difference"]) == (9.5, 10.8, 1.3)
    assert [c["name"] for c in entry["changes"]] == ["方法", "参数", "分值", "条款"]
    assert len(report["entries"]) == 6 and len(report["totals"]) == 3
    assert book.read_bytes() == before and not (book.parent / ".kaohe").exists()


def test_one_set_of_rules_is_held_against_those_that_hold_now(kaohe: Kaohe, book: Path) -> None:
    assert "都相同" in kaohe("compare", book.name, "--rules-of", "2010", folder=book.parent).stdout
    done = kaohe("compare", book.name, "--rules-of", "2011-06", "--unit", "乙镇", folder=book.parent)
    assert "2011-06-30 的规则" in done.stdout
    assert "乙镇  就业  5.00 → 5.00（0.00）" in done.stdout and "甲镇" not in done.stdout


def test_another_workbook_is_held_against_this_one(kaohe: Kaohe, book: Path) -> None:
    other = Path(shutil.copy(book, book.parent / "副本.xlsx"))
    assert "都相同" in kaohe("compare", book.name, other.name, folder=book.parent).stdout
    later = [FIGURES[0], ["固投", "正向", 10, 100, 98, 120, 80], FIGURES[2]]
    settings = [["名称", "值"], ["截至日期", "2010-12-31"], ["本单位", "甲镇"]]
    write(other, 考核设置=settings, 指标=later, 计分规则=RULES)
    done = kaohe("compare", book.name, other.name, folder=book.parent)
    assert "甲镇  固投  9.50 → 9.80（+0.30）  完成值 95 → 98（指标!E2）" in done.stdout


def test_the_rules_of_another_workbook(kaohe: Kaohe, book: Path) -> None:
    write(book.parent / "2011年办法.xlsx", 考核设置=[["名称", "值"], ["考核年度", 2011]], 计分规则=RULES)
    done = kaohe("compare", book.name, "--rules-of", "2011年办法.xlsx", folder=book.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "“2011年办法.xlsx”的规则" in done.stdout
    assert "[2011年办法.xlsx]计分规则!D3" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "没有说与什么相比"),
        (("--rules-of", "去年"), "“去年”既不是年份"),
        (("--rules-of", "2010-13"), "“2010-13”既不是年份"),
        (("--rules-of", "2009", "--rules-of", "2010", "--rules-of", "2011"), "只能比较两套规则"),
        (("--rules-of", "2011", "--unit", "丁镇"), "现有单位：甲镇、乙镇、丙镇"),
        (("没有.xlsx",), "没有找到文件"),
    ],
)
def test_what_cannot_be_compared_is_said(kaohe: Kaohe, book: Path, words: tuple[str, ...], said: str) -> None:
    done = kaohe("compare", book.name, *words, folder=book.parent)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_score_goes_by_the_rules_of_another_year_where_it_is_told_to(kaohe: Kaohe, book: Path) -> None:
    words = ("score", book.name, "--preview", "--json")
    now = json.loads(kaohe(*words, folder=book.parent).stdout)
    then = json.loads(kaohe(*words, "--rules-of", "2011", folder=book.parent).stdout)
    points = [
        next(e["points"] for e in report["entries"] if (e["unit"], e["indicator"]) == ("甲镇", "固投"))
        for report in (now, then)
    ]
    assert points == [9.5, 10.8]
    assert then["period"] == "2010-12"


def test_scripts_get_a_frame(book: Path) -> None:
    report = kh.compare(book, rules_of=(2010, date(2011, 6, 30)))
    frame = report.frame().set_index(["unit", "indicator"])
    assert frame.loc[("甲镇", "固投"), ["one_score", "other_score", "difference"]].tolist() == [
        9.5,
        10.8,
        1.3,
    ]
    assert frame.loc[("甲镇", "固投"), "other_method"] == "名次"
    assert frame.loc[("甲镇", "就业"), "why"] == ""
    assert frame["difference"].dtype == float and len(frame) == 6
    assert kh.compare(book, kh.open_book(book)).comparison.is_same
    with pytest.raises(kh.InputError, match="没有说与什么相比"):
        kh.compare(book)


def test_the_samples_rules_of_two_years(root: Path) -> None:
    report = kh.compare(root / "workbooks" / "市考指标.xlsx", rules_of=("2011", "2012"))
    changed = {pair.indicator for pair in report.comparison.entries if not pair.is_same}
    assert changed == {"社会消费品零售总额"}
    assert all(pair.changes[0].of_rule for pair in report.comparison.entries if not pair.is_same)
