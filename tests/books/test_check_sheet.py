"""The findings in the workbook itself: the sheet 检查结果 with links, and comments on the cells."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from kaohe_xl.books.check_sheet import NAME, check_sheets, findings_patch
from kaohe_xl.books.comments import author
from kaohe_xl.books.files import FileGrid
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.commands import CheckChoice, check
from kaohe_xl.domain.findings import Cell, Finding, Severity

BOTH = CheckChoice(sheet=True, comments=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with an unreadable figure, a fallen one and a changed target."""
    made = tmp_path / "市考.xlsx"
    now = [
        ["2011年长安区市考指标（1-10月）"],
        ["指标", "计量单位", "方向", "年度目标", "完成"],
        ["生产总值", "亿元", "正向", 310, 198.6],
        ["固定资产投资", "亿元", "正向", 310.5, 268.4],
        ["城镇新增就业", "人", "正向", 9500, "九千"],
    ]
    before = [
        ["2011年长安区市考指标（1-9月）"],
        ["指标", "计量单位", "方向", "年度目标", "完成"],
        ["生产总值", "亿元", "正向", 320, 178.1],
        ["固定资产投资", "亿元", "正向", 310.5, 270],
    ]
    with xlsxwriter.Workbook(made) as book:
        for name, rows in (("市考指标", now), ("9月's 表", before)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path)[NAME]
    return list(sheet.iter_rows(values_only=True))


def test_every_finding_is_a_row_with_a_link_to_its_cell(
    path: Path, validator: Callable[..., tuple[str, ...]]
) -> None:
    report = check(FileGrid(path), (), BOTH)
    found = rows(path)
    assert found[1] == ("序号", "程度", "工作表", "单元格", "问题", "办法")
    assert [(row[2], row[3], row[4]) for row in found[2:]] == [
        (f.place.sheet, f.place.ref, f.message) for f in report.findings if f.place
    ]
    sheet = openpyxl.load_workbook(path)[NAME]
    link = sheet["D3"].hyperlink
    assert (
        link is not None
        and link.location == f"'{report.findings[0].place.sheet}'!{report.findings[0].place.ref}"
    )  # type: ignore[union-attr]
    assert validator(path) == ()


def test_the_sheet_is_replaced_never_doubled_and_no_table_of_figures(path: Path) -> None:
    first = check(FileGrid(path), (), BOTH)
    before = path.read_bytes()
    again = check(FileGrid(path), (), BOTH)
    assert again.findings == first.findings
    assert again.saved.path is None and path.read_bytes() == before
    book = openpyxl.load_workbook(path)
    book["市考指标"]["E5"] = 9000
    book.save(path)
    third = check(FileGrid(path), (), BOTH)
    assert len(third.findings) == len(first.findings) - 1
    assert FileGrid(path).sheets == ("市考指标", "9月's 表", NAME)
    assert len(rows(path)) == len(third.findings) + 2


def test_taken_out_again_the_workbook_is_what_it_was(path: Path) -> None:
    before = parts(path)
    check(FileGrid(path), (), BOTH)
    assert parts(path) != before
    report = check(FileGrid(path), (), CheckChoice(remove=True))
    assert parts(path) == before and report.findings
    assert check(FileGrid(path), (), CheckChoice(remove=True)).saved.path is None


def test_comments_say_what_is_wrong_at_the_cell(path: Path, soffice: Callable[..., Path]) -> None:
    check(FileGrid(path), (), CheckChoice(comments=True))
    for judged in (path, soffice(path, "xlsx")):
        comment = openpyxl.load_workbook(judged)["市考指标"]["E5"].comment
        assert comment is not None and comment.text.startswith("【错误】“九千”读不成数字。")
        assert "办法：" in comment.text
    again = openpyxl.load_workbook(path)["市考指标"]["E5"].comment
    assert again is not None and again.author == author()


def test_without_being_asked_nothing_is_written(path: Path) -> None:
    before = path.read_bytes()
    check(FileGrid(path))
    assert path.read_bytes() == before and not (path.parent / ".kaohe").exists()


def test_a_sheet_of_the_offices_own_of_that_name_stays() -> None:
    grid = MemoryGrid({"指标": [["指标", "目标", "完成"], ["固投", 10, 9]], NAME: [["去年的检查情况"]]})
    check(grid, (), CheckChoice(sheet=True))
    assert grid.sheets == ("指标", NAME, NAME + "2")
    assert grid.block(NAME).at(1, 1) == "去年的检查情况"
    check(grid, (), CheckChoice(sheet=True))
    assert check_sheets(grid) == (NAME + "2",)
    check(grid, (), CheckChoice(remove=True))
    assert grid.sheets == ("指标", NAME)


def test_several_findings_on_a_cell_are_one_comment_and_an_area_has_its_first_cell() -> None:
    findings = [
        Finding("A", Severity.ERROR, Cell("表", "B2:B9"), "甲。", "一。"),
        Finding("B", Severity.NOTE, Cell("表", "B2"), "乙。", ""),
        Finding("C", Severity.NOTE, None, "丙。", "三。"),
    ]
    patch = findings_patch(MemoryGrid({"表": [[1]]}), findings, sheet=True, comments=True)
    assert patch.comments == {"表": {(2, 2): "【错误】甲。\n办法：一。\n【说明】乙。"}}
    sheet = patch.added[NAME]
    assert sheet.links == {(3, 4): "表!B2", (4, 4): "表!B2"}
    assert sheet.rows[4][2:] == ("整个工作簿", None, "丙。", "三。")


def test_where_nothing_is_wrong_the_sheet_says_so() -> None:
    patch = findings_patch(MemoryGrid({"表": [[1]]}), [], sheet=True)
    assert "没有发现问题。" in patch.added[NAME].rows[2]


@pytest.mark.parametrize("name", ["市考指标", "区考", "重点项目"])
def test_the_samples_are_checked_into_themselves_and_out_again(
    name: str, root: Path, tmp_path: Path, validator: Callable[..., tuple[str, ...]]
) -> None:
    path = Path(shutil.copy(root / "workbooks" / f"{name}.xlsx", tmp_path))
    before, old = parts(path), validator(path)
    report = check(FileGrid(path), (), BOTH)
    assert validator(path) == old
    assert check(FileGrid(path)).findings == report.findings
    check(FileGrid(path), (), CheckChoice(remove=True))
    assert parts(path) == before
