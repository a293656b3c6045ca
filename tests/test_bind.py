"""Binding workbooks on disk: what is recognised is installed once, scores stay, and all of it comes out again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import kaohe_xl as kh
from kaohe_xl.binding import BindReport
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.errors import InputError
from tests.books import foreign

SAMPLES = ("市考指标.xlsx", "区考.xlsx", "重点项目.xlsx")
OWN = ("考核设置", "计分规则", "表格对应")
Rows = list[list[Value]]
PLAIN: dict[str, Rows] = {
    "完成情况": [
        ["长安区2011年指标完成情况（截至10月底）"],
        ["指标", "分值", "年度目标", "完成"],
        ["生产总值", 8, 310, 225.1],
        ["安全事故死亡人数", 5, 12, 9],
        ["群众评议", 4, 100, 91],
    ]
}


def made(folder: Path, sheets: dict[str, Rows]) -> Path:
    """A workbook as openpyxl writes one."""
    book = Workbook()
    del book["Sheet"]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "办里的.xlsx")
    return folder / "办里的.xlsx"


@pytest.fixture
def plain(office_folder: Path) -> Path:
    return made(office_folder, PLAIN)


@pytest.fixture(params=[*SAMPLES, "openpyxl"])
def book(request: pytest.FixtureRequest, root: Path, office_folder: Path) -> Path:
    if request.param == "openpyxl":
        return made(office_folder, PLAIN)
    return Path(shutil.copy(root / "workbooks" / request.param, office_folder))


def scores(path: Path) -> tuple[object, ...]:
    """All that a score is, but for where its rule stands."""
    found = kh.open_book(path).score(force=True)
    entries = {
        (e.unit, e.indicator): (e.points, e.bonus, e.rank, e.tied, e.light, e.missing, e.method, e.clause)
        for e in found.entries
    }
    return entries, found.totals, found.counts, found.period


def write(path: Path, sheet: str, *cells: tuple[int, int, Value]) -> None:
    """What somebody types into the workbook."""
    block = open_file(path).block(sheet)
    changes = tuple(Change(r, c, value, block.at(r, c)) for r, c, value in cells)
    open_file(path).save(Patch({sheet: SheetPatch(changes)}))


def row_of(path: Path, sheet: str, word: str) -> int:
    """The row of the sheet that begins with the word."""
    return next(n for n, row in enumerate(open_file(path).block(sheet).values, 1) if row[0] == word)


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def test_scores_are_the_same_after_binding(book: Path) -> None:
    before = scores(book)
    assert kh.bind(book).written
    assert scores(book) == before
    kh.score(book, force=True)
    assert scores(book) == before


def test_a_second_binding_writes_nothing(book: Path) -> None:
    kh.bind(book)
    kh.score(book, force=True)
    before = book.read_bytes()
    again = kh.bind(book)
    assert (again.steps, again.written) == ((), False)
    assert book.read_bytes() == before


def test_unbound_every_part_is_what_it_was(book: Path) -> None:
    before = foreign.parts(book)
    kh.bind(book)
    assert changed(before, foreign.parts(book))
    removed = kh.bind(book, remove=True)
    assert removed.written and removed.changed == ()
    assert changed(before, foreign.parts(book)) == set()


def test_a_binding_is_undone_byte_for_byte(book: Path) -> None:
    before = book.read_bytes()
    kh.bind(book)
    bound = book.read_bytes()
    if kh.score(book, force=True).written:
        kh.undo(book)
    assert book.read_bytes() == bound
    kh.undo(book)
    assert book.read_bytes() == before


def test_the_validator_and_libreoffice_find_nothing_wrong(
    book: Path, validator: Callable[[Path], tuple[str, ...]], soffice: Callable[..., Path]
) -> None:
    before = set(validator(book))
    kh.bind(book)
    assert set(validator(book)) <= before
    ours = load_workbook(soffice(book, "xlsx"))["表格对应"]
    assert [cell.value for cell in ours[2]][:4] == ["用途", "工作表", "表头", "列"]
    kh.bind(book, remove=True)
    assert set(validator(book)) <= before


def test_one_write_and_one_backup(plain: Path) -> None:
    report = kh.bind(plain)
    assert open_file(plain).sheets == ("完成情况", *OWN)
    assert report.saved.backup is not None
    assert list(report.saved.backup.parent.glob("*.xlsx")) == [report.saved.backup]


def test_a_preview_writes_nothing(plain: Path) -> None:
    before = plain.read_bytes()
    report = kh.bind(plain, preview=True)
    assert len(report.steps) == 5 and not report.written
    assert plain.read_bytes() == before
    assert [path.name for path in plain.parent.iterdir()] == [plain.name]


def test_what_was_recognised_can_be_checked(plain: Path) -> None:
    report = kh.bind(plain, preview=True)
    (table,) = report.seen.tables
    assert (table.sheet, table.area, table.header_row, table.rows) == ("完成情况", "A2:D5", 2, 3)
    shown = [(c.word, c.header, c.letters, c.examples, c.confidence.value) for c in table.columns]
    assert shown[3] == ("完成", "完成", "D", ("225.1", "9", "91"), "高")


def test_every_setting_is_listed_and_guesses_wait(plain: Path) -> None:
    kh.bind(plain)
    rows = {row[0]: row for row in open_file(plain).block("考核设置").values[2:]}
    assert len(rows) == 29 and all(row[2] for row in rows.values())
    assert rows["本单位"][1] == "长安区" and "【待确认：长安区】" in str(rows["本单位"][2])
    assert rows["黄灯下限"][1] is None and "默认 0.9" in str(rows["黄灯下限"][2])


def test_a_guessed_direction_acts_once_it_is_confirmed(plain: Path) -> None:
    kh.bind(plain)
    row = row_of(plain, "计分规则", "安全事故死亡人数")
    block = open_file(plain).block("计分规则")
    assert block.at(row, 4) == "逆向" and "待确认" in str(block.at(row, 9))

    def completion() -> float:
        entries = kh.open_book(plain).score(force=True).entries
        return float(next(e.completion or 0 for e in entries if e.indicator == "安全事故死亡人数"))

    assert completion() == 0.75
    write(plain, "计分规则", (row, 9, None))
    assert completion() == 1.25


def test_binding_again_follows_the_table_but_not_over_what_was_typed(plain: Path) -> None:
    kh.bind(plain)
    rule, own = row_of(plain, "计分规则", "群众评议"), row_of(plain, "考核设置", "本单位")
    write(plain, "计分规则", (rule, 3, 6), (rule, 5, "达标"))
    write(plain, "考核设置", (own, 2, "雁塔区"))
    write(plain, "完成情况", (1, 1, "长安区2011年指标完成情况（截至11月底）"), (3, 2, 9), (5, 2, 7))
    kh.bind(plain)
    grid = open_file(plain)
    as_of, gdp = row_of(plain, "考核设置", "截至日期"), row_of(plain, "计分规则", "生产总值")
    assert f"{grid.block('考核设置').at(as_of, 2):%Y-%m-%d}" == "2011-11-30"
    assert grid.block("计分规则").at(gdp, 3) == 9
    assert (grid.block("计分规则").at(rule, 3), grid.block("计分规则").at(rule, 5)) == (6, "达标")
    assert grid.block("考核设置").at(own, 2) == "雁塔区"


def test_a_new_indicator_gets_its_row(plain: Path) -> None:
    kh.bind(plain)
    write(plain, "完成情况", (6, 1, "招商引资"), (6, 2, 3), (6, 3, 20), (6, 4, 15))
    report = kh.bind(plain)
    assert any("计分规则" in step for step in report.steps)
    names = [row[0] for row in open_file(plain).block("计分规则").values[2:]]
    assert names == ["生产总值", "安全事故死亡人数", "群众评议", "招商引资"]


class TestRemoving:
    """What the office put into our sheets is named before it goes."""

    @pytest.fixture
    def bound(self, plain: Path) -> Path:
        kh.bind(plain)
        return plain

    def refused(self, path: Path, *words: str) -> BindReport:
        before = path.read_bytes()
        with pytest.raises(InputError) as told:
            kh.bind(path, remove=True)
        assert all(word in str(told.value) for word in words), str(told.value)
        assert path.read_bytes() == before
        removed = kh.bind(path, remove=True, force=True)
        assert open_file(path).sheets == ("完成情况",)
        return removed

    def test_a_setting_is_named(self, bound: Path) -> None:
        row = row_of(bound, "考核设置", "发文机关")
        write(bound, "考核设置", (row, 2, "长安区考核办"))
        self.refused(bound, f"考核设置!B{row}", "发文机关", "长安区考核办")

    def test_a_rule_is_named(self, bound: Path) -> None:
        row = row_of(bound, "计分规则", "生产总值")
        write(bound, "计分规则", (row, 5, "达标"))
        self.refused(bound, f"计分规则!A{row}", "生产总值")

    def test_a_line_of_the_offices_own_is_named(self, bound: Path) -> None:
        last = len(open_file(bound).block("表格对应").values) + 1
        write(bound, "表格对应", (last, 1, "完成"), (last, 3, "实绩"))
        self.refused(bound, f"表格对应!A{last}")

    def test_a_remark_beside_the_list_is_named(self, bound: Path) -> None:
        write(bound, "考核设置", (5, 6, "请王主任核定"))
        self.refused(bound, "考核设置!F5", "请王主任核定")

    def test_results_go_with_their_columns(self, bound: Path) -> None:
        kh.score(bound, force=True)
        assert len(open_file(bound).block("完成情况").values[1]) == 11
        removed = kh.bind(bound, remove=True)
        assert removed.changed == ()
        block = open_file(bound).block("完成情况")
        assert [list(row)[:4] for row in block.values[1:]] == PLAIN["完成情况"][1:]
        assert len(block.values[1]) == 4
        assert open_file(bound).colours("完成情况") == ()

    def test_nothing_of_ours_nothing_to_remove(self, plain: Path) -> None:
        report = kh.bind(plain, remove=True)
        assert (report.steps, report.written) == ((), False)


def test_rows_added_to_a_list_of_the_offices_go_alone(office_folder: Path) -> None:
    sheets: dict[str, Rows] = {**PLAIN, "考核设置": [["名称", "值", "说明"], ["本单位", "长安区", "我们"]]}
    path = made(office_folder, sheets)
    before = foreign.parts(path)
    kh.bind(path)
    rows = open_file(path).block("考核设置").values
    assert len(rows) == 30 and rows[1] == ("本单位", "长安区", "我们")
    assert all("绑定时添加" in str(row[2]) for row in rows[2:])
    kh.bind(path, remove=True)
    assert changed(before, foreign.parts(path)) == set()


def test_workbooks_of_other_programs_are_bound_and_unbound(corpus: Path, office_folder: Path) -> None:
    names = (
        "simple01.xlsx",
        "tealeg_namespaced.xlsx",
        "tealeg_macNumbersTest.xlsx",
        "table01.xlsx",
        "button07.xlsm",
    )
    for name in names:
        path = office_folder / name
        path.write_bytes((corpus / name).read_bytes())
        before = foreign.parts(path)
        assert kh.bind(path).written, name
        kh.bind(path, remove=True)
        assert changed(before, foreign.parts(path)) == set(), name
