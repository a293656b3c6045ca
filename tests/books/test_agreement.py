"""A formula of the office's beside our results disagrees only if it does so once they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from kaohe_xl.books.files import open_file
from kaohe_xl.commands import check, score

HEAD = ["指标", "单位", "分值", "目标", "完成", "完成率", "得分"]
SETTINGS = [["名称", "值"], ["考核年度", 2011], ["截至日期", "2011-12-31"], ["本单位", "长安区"]]


def written(folder: Path, formula: str, stored: float) -> Path:
    """A workbook whose 完成率 is last month's, and whose 得分 the office calculates itself."""
    path = folder / "市考指标.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("市考指标")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["生产总值", "长安区", 8, 310, 225.1, 0.5])
        sheet.write_formula("G2", formula, value=stored)
        settings = book.add_worksheet("考核设置")
        for number, row in enumerate(SETTINGS):
            settings.write_row(number, 0, row)
    return path


def told(path: Path) -> list[str]:
    return [str(f.place) for f in check(open_file(path)).findings if f.code == "FORMULA_DISAGREES"]


def test_a_formula_that_reads_our_results_is_compared_as_it_is_after_they_are_written(office_folder: Path) -> None:
    path = written(office_folder, "=ROUND(C2*F2,2)", 4)
    assert told(path) == []
    score(open_file(path), force=True)
    assert open_file(path).block("市考指标").at(2, 7) == 5.81
    assert told(path) == []


def test_one_that_disagrees_all_the_same_is_told(office_folder: Path) -> None:
    assert told(written(office_folder, "=ROUND(C2*F2*0.9,2)", 3.6)) == ["市考指标!G2"]


@pytest.mark.parametrize("formula", ["=IMREAL(C2)*F2", "=ROUND(C2*F2,2)+INDIRECT(\"Z1\")"])
def test_one_whose_result_is_not_known_then_is_not_said_to_disagree(office_folder: Path, formula: str) -> None:
    assert told(written(office_folder, formula, 4)) == []
