"""The ledger of key projects, read as offices keep it."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from kaohe_xl.books.files import open_file
from kaohe_xl.books.projects import read_projects

ROOT = Path(__file__).resolve().parents[2]


def test_the_sample_ledger_is_read_whole() -> None:
    found, findings = read_projects(open_file(ROOT / "workbooks" / "重点项目.xlsx", None))
    assert len(found.found) == 180
    assert found.measure == "万元"
    assert len(found.idle) == 18
    assert all(one.reason for one in found.idle)
    assert findings == ()


@pytest.mark.parametrize("name", ["市考指标", "区考"])
def test_other_workbooks_have_no_projects(name: str) -> None:
    assert read_projects(open_file(ROOT / "workbooks" / f"{name}.xlsx", None))[0].found == ()


def test_what_cannot_be_read_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "项目.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("台账")
        rows = (
            ("项目名称", "建设状态", "年度投资计划（亿元）", "完成投资", "未开工原因"),
            ("一号路", "在建", 3.5, "约2亿", None),
            ("二号桥", "未开工", 1, 0, None),
            ("合计", None, 4.5, None, None),
        )
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    found, findings = read_projects(open_file(path, None))
    assert [one.name for one in found.found] == ["一号路", "二号桥"]
    assert found.found[0].done is None
    assert found.measure == "亿元"
    assert [(f.code, str(f.place)) for f in findings] == [
        ("PROJECT_NO_AMOUNT", "台账!D2"),
        ("PROJECT_NO_REASON", "台账!A3"),
    ]
