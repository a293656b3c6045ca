"""表格对应: what the office states of sheets and columns goes before what the program makes of headers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from kaohe_xl.books.columns import Shape
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Value
from kaohe_xl.books.mapping import ROLE_WORDS, role_named
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import Study, study
from kaohe_xl.domain.findings import Severity

Rows = Sequence[Sequence[Value]]
HEAD = ["用途", "工作表", "表头", "列", "表头行", "所属", "计量单位", "工作簿", "说明"]
STRANGE: Rows = [
    ["攻坚一览", None, None, None],
    ["事由", "要多少", "战果", "谁管"],
    ["生产总值", 310, 225.1, "区发改委"],
    ["固定投资", 310.5, 268.4, "区统计局"],
]
PLAIN: Rows = [
    ["指标", "年度目标", "完成", "得分"],
    ["生产总值", 310, 225.1, None],
    ["固定投资", 310.5, 268.4, None],
]


def row(**fields: Value) -> list[Value]:
    """A row of 表格对应: `row(用途="完成", 工作表="攻坚", 列="C")`."""
    assert set(fields) <= set(HEAD)
    return [fields.get(name) for name in HEAD]


def read(sheet: Rows, *lines: list[Value], name: str = "攻坚", **others: Rows) -> Study:
    return study(MemoryGrid({name: sheet, **others, "表格对应": [HEAD, *lines]}))


def figures(found: Study) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    """(unit, indicator) -> target, actual."""
    return {
        (r.unit, r.indicator): tuple(
            None if x is None or x.value is None else float(x.value) for x in (r.target, r.actual)
        )
        for r in found.records
    }  # type: ignore[return-value]


def codes(found: Study) -> list[str]:
    return [f.code for f in found.findings if f.severity is not Severity.NOTE]


def spoken(found: Study, code: str) -> list[str]:
    return [f"{f.place} {f.message}" for f in found.findings if f.code == code]


NAMED = (
    row(用途="指标", 工作表="攻坚", 表头="事由"),
    row(用途="年度目标", 工作表="攻坚", 表头="要多少"),
    row(用途="完成", 工作表="攻坚", 表头="战果"),
    row(用途="责任单位", 工作表="攻坚", 表头="谁管"),
)
WANTED = {("本单位", "生产总值"): (310.0, 225.1), ("本单位", "固定投资"): (310.5, 268.4)}


@pytest.mark.parametrize("role", ROLE_WORDS)
def test_the_word_of_each_role_is_understood(role: str) -> None:
    assert role_named(ROLE_WORDS[role]) == role


def test_a_table_in_words_that_nobody_knows_is_read_where_it_is_named() -> None:
    assert figures(study(MemoryGrid({"攻坚": STRANGE}))) == {}
    found = read(STRANGE, *NAMED)
    assert figures(found) == WANTED
    assert found.scheme.indicators[0].owners == ("区发改委",)
    assert found.records[0].actual.place is not None and str(found.records[0].actual.place) == "攻坚!C3"
    assert codes(found) == []


def test_columns_may_be_named_by_letter_and_header_row_alone() -> None:
    blank = [STRANGE[0], [None, None, None, "谁管"], *STRANGE[2:]]
    lines = (
        row(用途="指标", 工作表="攻坚", 列="A", 表头行=2),
        row(用途="年度目标", 工作表="攻坚", 列="B", 表头行=2),
        row(用途="完成", 工作表="攻坚", 列="C列", 表头行="第2行"),
    )
    assert figures(read(blank, *lines)) == WANTED


def test_a_moved_column_is_found_by_its_header() -> None:
    moved = [[r[0], r[3], r[2], r[1]] for r in STRANGE]
    lines = [list(line) for line in NAMED]
    for line, letter in zip(lines, "ABCD", strict=True):
        line[HEAD.index("列")] = letter
    assert figures(read(moved, *lines)) == WANTED


def test_the_month_in_a_header_is_no_part_of_its_name() -> None:
    lines = [list(line) for line in NAMED]
    lines[2][HEAD.index("表头")] = "1-9月战果（亿元）"
    later = [STRANGE[0], ["事由", "要多少", "1-10月\n战果", "谁管"], *STRANGE[2:]]
    assert figures(read(later, *lines)) == WANTED


def test_a_header_path_tells_two_like_words_apart() -> None:
    rows: Rows = [
        ["指标", "考核要求", None, "完成情况", None],
        [None, "目标", "数", "完成", "数"],
        ["生产总值", 310, 5, 225.1, 4.5],
    ]
    found = read(
        rows,
        row(用途="分值", 工作表="攻坚", 表头="考核要求/数"),
        row(用途="得分", 工作表="攻坚", 表头="完成情况/数"),
    )
    assert [str(one.points) for one in found.scheme.indicators] == ["5"]
    assert found.results[0].columns["points"] == 5


def test_a_header_word_may_be_declared_for_all_sheets() -> None:
    rows = [["指标", "年度目标", "战果"], *[r[:3] for r in STRANGE[2:]]]
    found = read(rows, row(用途="完成", 表头="战果"))
    assert figures(found) == WANTED


def test_what_is_stated_goes_before_what_the_header_says() -> None:
    rows = [["指标", "年度目标", "完成", "调整后完成"], ["生产总值", 310, 225.1, 230]]
    found = read(
        rows,
        row(用途="不读", 工作表="攻坚", 表头="完成", 列="C"),
        row(用途="完成", 工作表="攻坚", 表头="调整后完成"),
    )
    assert figures(found) == {("本单位", "生产总值"): (310.0, 230.0)}


def test_a_column_may_be_said_to_be_a_units() -> None:
    rows = [["指标", "年度目标", "甲", "乙"], ["生产总值", 310, 225.1, 230]]
    found = read(
        rows,
        row(用途="完成", 工作表="攻坚", 表头="甲", 所属="长安区"),
        row(用途="完成", 工作表="攻坚", 表头="乙", 所属="蓝田县"),
    )
    assert {unit: actual for (unit, _), (_, actual) in figures(found).items()} == {
        "长安区": 225.1,
        "蓝田县": 230.0,
    }


def test_a_sheet_may_be_left_out() -> None:
    found = read(
        PLAIN, row(用途="不读", 工作表="旧数"), 旧数=[["指标", "年度目标", "完成"], ["生产总值", 1, 1]]
    )
    assert figures(found)["本单位", "生产总值"] == (310.0, 225.1)
    assert [table.sheet.name for table in found.tables] == ["攻坚"]


def test_the_unit_of_figures_may_be_stated() -> None:
    found = read(PLAIN, row(用途="完成", 工作表="攻坚", 表头="完成", 列="C", 计量单位="万元"))
    assert next(c.measure for c in found.tables[0].columns if c.role == "actual") == "万元"


def test_rows_that_agree_with_what_is_seen_change_nothing() -> None:
    lines = [
        row(用途=ROLE_WORDS[role], 工作表="攻坚", 表头=text, 列=letter)
        for role, text, letter in (
            ("indicator", "指标", "A"),
            ("target", "年度目标", "B"),
            ("actual", "完成", "C"),
            ("score", "得分", "D"),
        )
    ]
    plain, mapped = study(MemoryGrid({"攻坚": PLAIN})), read(PLAIN, *lines)
    assert (mapped.records, mapped.results, mapped.findings) == (plain.records, plain.results, plain.findings)
    assert mapped.tables[0].shape is Shape.INDICATORS


@pytest.mark.parametrize(
    ("line", "code", "cell"),
    [
        (row(用途="战果", 工作表="攻坚", 表头="完成"), "MAPPING_ROLE_UNKNOWN", "A2"),
        (row(用途="完成", 工作表="攻坚", 列="第三"), "MAPPING_COLUMN_MALFORMED", "D2"),
        (row(用途="完成", 工作表="攻坚", 列="C", 表头行="上面"), "MAPPING_ROW_MALFORMED", "E2"),
        (row(用途="完成", 工作表="攻坚"), "MAPPING_INCOMPLETE", "A2"),
        (row(用途="完成", 工作表="攻尖", 表头="完成"), "MAPPING_SHEET_UNKNOWN", "A2"),
        (row(用途="完成", 工作表="攻坚", 表头="实绩"), "MAPPING_HEADER_MISSING", "A2"),
    ],
)
def test_a_row_that_cannot_be_followed_is_told_with_its_cell(line: list[Value], code: str, cell: str) -> None:
    found = read(PLAIN, line)
    assert [f.place and str(f.place) for f in found.findings if f.code == code] == [f"表格对应!{cell}"]
    assert all(f.remedy for f in found.findings if f.code == code)
    assert figures(found)["本单位", "生产总值"] == (310.0, 225.1)


def test_a_header_that_stands_twice_is_asked_for() -> None:
    rows = [["指标", "战果", "年度目标", "战果"], ["生产总值", 1, 310, 2]]
    (told,) = spoken(read(rows, row(用途="完成", 工作表="攻坚", 表头="战果", 列="A")), "MAPPING_HEADER_TWICE")
    assert "攻坚!B1、攻坚!D1" in told


def test_its_rows_are_no_table_themselves() -> None:
    found = read(
        PLAIN,
        row(用途="指标", 工作表="攻坚", 表头="指标", 列="A"),
        row(用途="目标", 工作表="攻坚", 表头="年度目标", 列="B"),
    )
    assert [table.sheet.name for table in found.tables] == ["攻坚"]
    assert codes(found) == codes(study(MemoryGrid({"攻坚": PLAIN})))


class TestOtherWorkbooks:
    """The figures stand in a workbook beside this one."""

    @pytest.fixture
    def folder(self, office_folder: Path) -> Path:
        self.write(
            office_folder / "办里.xlsx",
            指标=[["指标", "年度目标", "得分", "预警"], ["生产总值", 310, None, None]],
        )
        (office_folder / "市里").mkdir()
        rows: Rows = [["2011年1-10月统计", None], ["指标", "完成"], ["生产总值", 225.1]]
        self.write(office_folder / "市里" / "统计.xlsx", 进度=rows)
        return office_folder

    @staticmethod
    def write(path: Path, **sheets: Rows) -> None:
        book = Workbook()
        del book["Sheet"]
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for line in rows:
                sheet.append(line)
        book.save(path)

    def mapped(self, folder: Path, *lines: list[Value]) -> Study:
        grid = open_file(folder / "办里.xlsx")
        rows = {name: grid.block(name).values for name in grid.sheets}
        self.write(folder / "办里.xlsx", **rows, 表格对应=[HEAD, *lines])
        return study(open_file(folder / "办里.xlsx"))

    def test_a_sheet_of_theirs_is_read(self, folder: Path) -> None:
        found = self.mapped(folder, row(用途="完成", 工作簿="市里/统计.xlsx", 工作表="进度", 表头="完成"))
        assert figures(found) == {("本单位", "生产总值"): (310.0, 225.1)}
        assert str(found.records[0].actual.place) == "[市里/统计.xlsx]进度!B3"
        assert [table.sheet for table in found.results] == ["指标"]

    def test_a_windows_path_is_understood(self, folder: Path) -> None:
        found = self.mapped(folder, row(用途="完成", 工作簿="市里\\统计.xlsx", 工作表="进度", 表头="完成"))
        assert figures(found)["本单位", "生产总值"] == (310.0, 225.1)

    def test_their_workbook_stays_as_it_is(self, folder: Path) -> None:
        before = (folder / "市里" / "统计.xlsx").read_bytes()
        from kaohe_xl import commands

        self.mapped(folder, row(用途="完成", 工作簿="市里/统计.xlsx", 工作表="进度", 表头="完成"))
        assert commands.score(open_file(folder / "办里.xlsx"), force=True).written
        assert (folder / "市里" / "统计.xlsx").read_bytes() == before
        assert list((folder / "市里").iterdir()) == [folder / "市里" / "统计.xlsx"]

    def test_a_missing_workbook_is_an_error_with_its_path(self, folder: Path) -> None:
        found = self.mapped(folder, row(用途="完成", 工作簿="市里/没有.xlsx", 工作表="进度", 表头="完成"))
        (told,) = [f for f in found.findings if f.code == "MAPPING_BOOK_MISSING"]
        assert told.severity is Severity.ERROR
        assert "没有.xlsx" in told.message and str(told.place) == "表格对应!A2"

    def test_a_damaged_workbook_is_an_error_with_the_reason(self, folder: Path) -> None:
        (folder / "坏.xlsx").write_bytes(b"PK\x03\x04" + bytes(40))
        found = self.mapped(folder, row(用途="完成", 工作簿="坏.xlsx", 工作表="进度", 表头="完成"))
        assert "损坏" in spoken(found, "MAPPING_BOOK_UNREADABLE")[0]
