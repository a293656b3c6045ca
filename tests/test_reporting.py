"""Circular, weekly record and overview of workbooks that keep last month's figures, or a 督办台账."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
import xlsxwriter

import kaohe_xl as kh
from kaohe_xl.books.conversion import libreoffice
from kaohe_xl.reporting import CircularReport

DAY = date(2011, 11, 2)
HEADER = ["指标", "计量单位", "方向", "分值", "年度目标", "完成"]
SETTINGS: list[list[object]] = [["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]]
ROSTER: list[list[object]] = [
    ["责任单位", "别名", "联系人"],
    ["区发改委", "发改委、发展和改革委员会", "张三"],
    ["区统计局", "统计局", "李四"],
]
LEDGER: list[list[object]] = [
    ["文号", "级别", "责任单位", "督办事项", "发文日期", "办理期限", "回复日期", "办结日期"],
    ["长考办函〔2011〕1号", "警示督办单", "发展和改革委员会", "生产总值", "2011-10-8", "2011-10-20", None, None],
    ["长考办函〔2011〕2号", "挂牌督办通知", "发改委、统计局", "财政收入", "2011-10-9", "2011-10-28", None, None],
    ["长考办函〔2011〕3号", "警示督办单", "统计局", "生产总值", "2011-10-9", "2011-11-3", None, None],
    ["长考办函〔2011〕4号", "警示督办单", "统计局", "财政收入", "2011-9-9", "2011-9-20", None, "2011-9-19"],
]


def write(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def month(number: int, *figures: object) -> list[list[object]]:
    """The sheet of one month: what was reached of GDP, revenue, housing."""
    names = (("生产总值", "亿元", 310), ("财政收入", "亿元", 20), ("保障房", "套", 4000))
    rows = [[n, m, "正向", 10, t, f] for (n, m, t), f in zip(names, figures, strict=False)]
    return [[f"2011年长安区市考指标（1-{number}月）"], list(HEADER), *rows]


def rows(report: CircularReport, sheet: str) -> list[tuple[object, ...]]:
    assert report.file is not None
    return list(openpyxl.load_workbook(report.file)[sheet].iter_rows(values_only=True))


def text(report: CircularReport) -> str:
    return "\n".join(str(row[0]) for row in rows(report, "通报"))


def codes(report: CircularReport) -> set[str]:
    return {found.code for found in report.findings} & {
        "NO_LAST_MONTH", "LAST_IN_BOOK", "LAST_IN_BOOK_PARTLY"
    }  # fmt: skip


def test_a_sheet_of_last_month_is_compared_with_in_full(tmp_path: Path) -> None:
    sheets = {"9月": month(9, 120, 16, 3300), "10月": month(10, 270, 17, 3400)}
    made = kh.circular(write(tmp_path / "市考.xlsx", 考核设置=SETTINGS, **sheets), tmp_path, issued=DAY)
    assert codes(made) == {"LAST_IN_BOOK"}
    counts = {row[0]: row[1:4] for row in rows(made, "总体情况") if row[0]}
    assert counts["考核指标（项）"] == (3, 3, "0")
    assert counts["红灯（项）"] == (0, 1, "-1")
    assert "与上月相比，红灯减少1项" in text(made)
    moved = {row[1]: row[3:5] for row in rows(made, "较上月变化") if isinstance(row[0], int)}
    assert moved == {"财政收入": (16, 17), "保障房": (3300, 3400), "生产总值": (120, 270)}


def test_a_monthly_table_beside_is_compared_with_as_far_as_it_goes(root: Path, tmp_path: Path) -> None:
    made = kh.circular(root / "workbooks" / "市考指标.xlsx", tmp_path, issued=DAY)
    assert codes(made) == {"LAST_IN_BOOK_PARTLY"}
    moved = {row[1]: row[3:5] for row in rows(made, "较上月变化") if isinstance(row[0], int)}
    assert len(moved) == 8
    assert moved["生产总值"] == (178.1, 198.6)
    assert "有上月数可比的8项中，对照序时进度比上月好转的4项，变差的4项。" in text(made)
    counts = [row[1:4] for row in rows(made, "总体情况") if row[0] == "红灯（项）"]
    assert counts == [(11, None, None)]  # lights of eight can't be held against those of all
    assert {row[7] for row in rows(made, "指标位次") if isinstance(row[0], int)} == {None}


@pytest.mark.parametrize(
    "sheets",
    [
        {"10月": month(10, 270, 17, 3400)},
        {"8月": month(8, 110, 15, 3000), "10月": month(10, 270, 17, 3400)},
        {"9月": month(9), "10月": month(10, 270, 17, 3400)},
    ],
    ids=["this month alone", "an older month", "an empty sheet"],
)
def test_what_is_not_of_last_month_is_not_taken_for_it(
    sheets: dict[str, list[list[object]]], tmp_path: Path
) -> None:
    made = kh.circular(write(tmp_path / "市考.xlsx", 考核设置=SETTINGS, **sheets), tmp_path, issued=DAY)
    assert codes(made) == {"NO_LAST_MONTH"}
    assert "较上月变化" not in made.sheets


def test_rows_of_last_month_are_compared_with(tmp_path: Path) -> None:
    table: list[list[object]] = [["2011年市考指标"], ["月份", *HEADER]]
    table += [[m, "生产总值", "亿元", "正向", 10, 310, f] for m, f in ((8, 100), (9, 120), (10, 270))]
    made = kh.circular(write(tmp_path / "市考.xlsx", 考核设置=SETTINGS, 逐月=table), tmp_path, issued=DAY)
    assert codes(made) == {"LAST_IN_BOOK"}
    assert [row[3:5] for row in rows(made, "较上月变化") if isinstance(row[0], int)] == [(120, 270)]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    sheets = {"考核设置": SETTINGS, "市考指标": month(10, 120, 16, 3300), "责任单位": ROSTER, "督办台账": LEDGER}
    return write(tmp_path / "市考.xlsx", **sheets)


def test_documents_to_a_unit_under_another_name_stand_under_its_own(book: Path, tmp_path: Path) -> None:
    made = kh.circular(book, tmp_path, issued=DAY)
    shown = rows(made, "督办文书")
    assert ("警示督办单", 3, 0, 0, 1, 1, 2) in [row[:7] for row in shown]
    late, later, soon = (row for row in shown if str(row[0]).startswith("长考办函"))
    assert late == ("长考办函〔2011〕1号", "警示督办单", "区发改委", "生产总值", "10月8日", "10月20日", "逾期13天")
    assert later[2] == "区发改委、区统计局"
    assert soon[6] == "临期"
    assert "二、未办结的3件（其中逾期2件，列在前面）" in [row[0] for row in shown]
    weekly = kh.weekly(book, tmp_path, issued=DAY)
    assert weekly.units == ("区发改委", "区统计局")


def test_cases_can_be_given_instead_of_the_ledger(book: Path, tmp_path: Path) -> None:
    assert "督办文书" not in kh.circular(book, tmp_path, cases=(), issued=DAY).sheets


def test_a_matter_exempted_beforehand_is_no_document(tmp_path: Path) -> None:
    ledger = [[*LEDGER[0], "免督办原因"], [None, "提醒函", "统计局", "生产总值", "2011-10-9", *[None] * 3, "调整口径"]]
    sheets = {"考核设置": SETTINGS, "市考指标": month(10, 120, 16, 3300), "督办台账": ledger}
    made = kh.circular(write(tmp_path / "市考.xlsx", **sheets), tmp_path, issued=DAY)
    assert "督办文书" not in made.sheets


def test_the_overview_counts_documents_and_puts_the_worst_overdue_first(book: Path) -> None:
    report = kh.board(book, day=DAY)
    sheet = openpyxl.load_workbook(book)["考核看板"]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"督办文书（11月2日）", "未办结 3 件", "逾期 2 件", "临期 1 件"} <= {*shown}
    first = report.tasks[0]
    assert first.reason == "挂牌督办通知 长考办函〔2011〕2号，时限10月28日，已逾期5天，未回复"
    assert (first.indicator, first.points) == ("财政收入", None)
    assert first.wanting == "责成区发改委、区统计局立即办结，书面说明逾期原因"
    assert len(report.tasks) <= 5
    assert len({task.reason for task in report.tasks}) == len(report.tasks)


def test_without_overdue_documents_the_overview_has_none_among_the_first_things(book: Path) -> None:
    report = kh.board(book, day=date(2011, 10, 10))
    assert not any("逾期" in task.reason for task in report.tasks)


@pytest.mark.skipif(libreoffice() is None, reason="no LibreOffice")
def test_the_overview_with_documents_is_one_page(root: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(root / "workbooks" / "市考指标.xlsx")
    sheet = book.create_sheet("督办台账")
    for row in LEDGER:
        sheet.append(row)
    book.save(path := tmp_path / "市考指标.xlsx")
    kh.board(path, day=DAY)
    made = kh.pdf(path, split=True).files
    assert (made[-1].path.name, made[-1].pages) == ("考核看板.pdf", 1)
    assert "未办结 3 件" in pypdf.PdfReader(made[-1].path).pages[0].extract_text().replace("\xa0", " ")
