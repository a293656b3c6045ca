"""Reminders are entered into 督办台账 where there is one; each number stands there once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl import casework, reminders
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Grid, Patch, SheetPatch
from kaohe_xl.books.ledger import Ledger, serial_of
from kaohe_xl.books.ledger_book import kept_ledger
from kaohe_xl.books.proposal_sheet import read_rows
from kaohe_xl.commands import LetterChoice, assess_book
from kaohe_xl.domain.assessment import Lights
from kaohe_xl.domain.ladder import Matter
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.reports import LettersReport
from tests.test_supervising import issue, put, ticked

DAY = date(2011, 11, 10)
EXEMPT = Matter(("区发改委",), "生产总值", Lights())
Validator = Callable[[Path], tuple[str, ...]]


@pytest.fixture(params=["in the workbook", "in one of its own", "in another folder"])
def book(request: pytest.FixtureRequest, tmp_path: Path, root: Path) -> Path:
    """A sample whose ledger is kept in each of the places that there are."""
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    if request.param != "in the workbook":
        name = (
            "督办 台账.xlsx"
            if request.param == "in one of its own"
            else "../" + tmp_path.name + "/台账/督办台账"
        )
        setting(path, "台账工作簿", name)
        (tmp_path / "台账").mkdir()
    return path


def setting(path: Path, name: str, value: Any) -> None:
    grid = open_file(path)
    rows = len(grid.block("考核设置").values)
    put(grid, (rows + 1, 1, name), (rows + 1, 2, value), sheet="考核设置")


def ledger(path: Path) -> tuple[Ledger, Grid]:
    grid = open_file(path)
    return kept_ledger(grid, assess_book(grid).study.scheme)


def serials(path: Path) -> list[int]:
    found = [serial_of(case.number) for case in ledger(path)[0].cases]
    return [one[2] for one in found if one]


def remind(path: Path, **words: Any) -> LettersReport:
    choice = LetterChoice(**{"issued": DAY, "force": True, **words})
    return reminders.letters(open_file(path), path.parent / "提醒函", choice)


def supervised(path: Path, most: int = 1) -> LettersReport:
    """So many documents of a higher level, with which a ledger begins."""
    ticked(path, Level.SUPERVISION, most=most)
    return issue(path)


def failing(*_: object) -> None:
    raise BookError("别人正打开着。", "")


def test_without_a_ledger_nothing_but_letters_is_written(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    before = path.read_bytes()
    report = remind(path)
    assert report.written and report.ledger.path is None
    assert path.read_bytes() == before


def test_each_letter_has_a_row_with_what_it_warns_of(book: Path, validator: Validator) -> None:
    supervised(book, 2)
    report = remind(book)
    found, kept_in = ledger(book)
    assert [case.number for case in found.cases[2:]] == [line.number for line in report.letters]
    assert report.ledger.path == kept_in.path
    assert serials(book) == list(range(1, len(found.cases) + 1))
    assert not found.findings and validator(kept_in.path or book) == ()
    assert {(c.level, c.period, c.issued, c.deadline) for c in found.cases[2:]} == {
        (Level.REMINDER, "2011-10", DAY, date(2011, 11, 24))
    }
    open_ones = {(unit, name) for case in found.cases[:2] for unit in case.units for name in case.indicators}
    warned = {(unit, name) for case in found.cases[2:] for unit in case.units for name in case.indicators}
    assert not open_ones & warned
    said = [(reason, case.indicators) for case in found.cases[2:] for reason in case.reasons]
    assert any("：红灯：" in reason for reason, _ in said)
    assert all(any(reason.startswith(f"{name}：") for name in of) for reason, of in said)


def test_a_letter_that_warns_of_nothing_has_its_row_all_the_same(book: Path) -> None:
    setting(book, "督办规则", "黄灯=不发；红灯=督办；位次靠后=不发；市级预警=不发")
    supervised(book)
    remind(book)
    cases = ledger(book)[0].cases
    silent = [case for case in cases if case.indicators == ("各项指标无新增预警",)]
    assert silent and not any(case.reasons or case.is_open for case in silent)
    assert serials(book) == list(range(1, len(cases) + 1))
    grid = open_file(book)
    row = next(n for n, row in enumerate(grid.block("考核设置").values, 1) if row[0] == "督办规则")
    put(grid, (row, 2, "黄灯=提醒函"), sheet="考核设置")
    remind(book)
    after = {case.number: case for case in ledger(book)[0].cases}
    lit = [one for case in silent if (one := after[case.number]).reasons]
    assert lit and all(one.is_open and not one.evidence for one in lit)


def test_rows_are_as_high_as_their_texts(book: Path) -> None:
    import openpyxl

    supervised(book)
    remind(book)
    kept_in = ledger(book)[1]
    sheet = openpyxl.load_workbook(kept_in.path or book)["督办台账"]
    for row in range(4, sheet.max_row + 1):
        lines = str(sheet.cell(row, 4).value).count("\n") + 1
        assert (sheet.row_dimensions[row].height or 0) >= 15 * lines


def test_letters_made_again_keep_their_numbers_and_rows(book: Path) -> None:
    supervised(book)
    first = remind(book)
    was = ledger(book)[0].cases
    again = remind(book)
    assert [line.number for line in again.letters] == [line.number for line in first.letters]
    assert ledger(book)[0].cases == was
    assert again.ledger.path is None


def test_letters_given_other_numbers_keep_their_rows(book: Path) -> None:
    supervised(book)
    count = len(remind(book).letters)
    remind(book, first_number=101)
    assert serials(book) == [1, *range(101, 101 + count)]


def test_what_is_lit_anew_is_added_to_the_row(book: Path) -> None:
    supervised(book)
    remind(book)
    found, grid = ledger(book)
    place = next(n for n, case in enumerate(found.cases) if case.level is Level.REMINDER and case.reasons)
    listing, row = found.rows[place]
    was = found.cases[place].indicators
    put(
        grid,
        (row, listing.columns["item"], "别的事"),
        (row, listing.columns["note"], "电话说过"),
        sheet=listing.sheet,
    )
    remind(book)
    case = ledger(book)[0].cases[place]
    assert case.indicators == ("别的事", *was) and case.note == "电话说过"


def test_a_reminder_that_was_proposed_is_marked_as_issued(book: Path) -> None:
    supervised(book)
    wanted = {row.key for row in read_rows(open_file(book)) if row.rung is Level.REMINDER}
    assert wanted
    remind(book)
    rows = [row for row in read_rows(open_file(book)) if row.rung is Level.REMINDER]
    assert {row.key for row in rows if row.is_issued} == wanted
    casework.propose(open_file(book), today=DAY)
    assert not [row for row in read_rows(open_file(book)) if row.rung is Level.REMINDER]


def test_one_a_matter_leaves_out_what_has_a_higher_document(book: Path) -> None:
    above = supervised(book, 2)
    report = remind(book, each_matter=True)
    cases = ledger(book)[0].cases
    assert [case.number for case in cases] == [line.number for line in (*above.letters, *report.letters)]
    matters = [(case.units, case.indicators) for case in cases]
    assert len(set(matters)) == len(matters)
    left = [found for found in report.findings if found.code == "MATTER_LEFT_OUT"]
    assert len(left) == 2 and all("不再降级" in found.message for found in left)
    assert remind(book, each_matter=True).ledger.path is None


def test_one_a_matter_leaves_out_what_is_exempt_and_says_when_nothing_is_left(book: Path) -> None:
    setting(book, "督办规则", "黄灯=不发")
    run = casework.exempted(open_file(book), EXEMPT, "省里调整口径", today=DAY)
    assert run.saved.path
    report = remind(book, each_matter=True)
    assert "“生产总值”没有发提醒函：省里调整口径。" in [found.message for found in report.findings]
    cases = [case for case in ledger(book)[0].cases if not case.exempt]
    assert all(len(case.indicators) == 1 and case.reasons and case.is_open for case in cases)


def test_matters_that_every_unit_was_reminded_of_get_no_second_reminder(book: Path) -> None:
    supervised(book)
    remind(book)
    with pytest.raises(InputError, match="这次都不发提醒函"):
        remind(book, each_matter=True)


def test_what_is_settled_gets_nothing_added(book: Path) -> None:
    supervised(book)
    remind(book)
    found, grid = ledger(book)
    place = next(n for n, case in enumerate(found.cases) if case.level is Level.REMINDER and case.reasons)
    listing, row = found.rows[place]
    put(
        grid,
        (row, listing.columns["item"], "别的事"),
        (row, listing.columns["settled"], "2011-11-12"),
        sheet=listing.sheet,
    )
    remind(book)
    assert ledger(book)[0].cases[place].indicators == ("别的事",)


def test_a_preview_enters_nothing(book: Path) -> None:
    supervised(book)
    before = {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()}
    assert remind(book, preview=True).letters
    assert {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()} == before


def test_a_ledger_that_cant_be_written_is_told_with_the_letters_there(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supervised(book)
    with monkeypatch.context() as patched:
        patched.setattr("kaohe_xl.books.files.FileGrid.save", failing)
        with pytest.raises(BookError, match=r"已经生成在.*没有记入督办台账：别人正打开着"):
            remind(book)
    assert list((book.parent / "提醒函").glob("*.xlsx"))
    assert serials(book) == [1]
    report = remind(book)
    assert next(line.number for line in report.letters).endswith("〕2号")
    assert serials(book) == list(range(1, len(report.letters) + 2))


def test_points_of_a_document_in_a_ledger_of_its_own_are_taken_off_once(book: Path) -> None:
    setting(book, "文书扣分", "督办0.5")
    supervised(book)
    grid = open_file(book)
    found, kept_in = kept_ledger(grid, (read := assess_book(grid)).study.scheme)
    number = found.cases[0].number
    costs = [one for one in read.study.scheme.adjustments if number in one.item]
    assert sorted(one.unit for one in costs) == sorted(found.cases[0].units)
    sheet = "督办台账" if kept_in.name == book.name else f"[{kept_in.name}]督办台账"
    assert {str(one.place) for one in costs} == {f"{sheet}!A3"}


def test_the_commands_of_the_ledger_write_where_it_is_kept(book: Path) -> None:
    supervised(book)
    grid, place = open_file(book), ledger(book)[1].path
    report = casework.entered(grid, casework.settled("1", date(2011, 11, 20)), today=DAY)
    assert report.saved.path == place
    assert ledger(book)[0].cases[0].settled == date(2011, 11, 20)
    before = (place or book).read_bytes()
    report = casework.exempted(open_file(book), EXEMPT, "省里调整口径", preview=True, today=DAY)
    assert (place or book).read_bytes() == before and any("没有写入" in line for line in report.lines())


def test_a_serial_alone_means_the_workbooks_own_code(book: Path) -> None:
    """Where several offices' series stand in one ledger."""
    supervised(book, 2)
    found, grid = ledger(book)
    listing, row = found.rows[1]
    put(grid, (row, listing.columns["number"], "长考办发〔2011〕1号"), sheet=listing.sheet)
    casework.entered(open_file(book), casework.settled("1", date(2011, 11, 20)), today=DAY)
    assert [case.settled for case in ledger(book)[0].cases] == [date(2011, 11, 20), None]
    remind(book)
    with pytest.raises(InputError, match="没有文号“99”") as error:
        casework.entered(open_file(book), casework.settled("99", DAY), today=DAY)
    assert "（共 40 件）" in str(error.value) and len(str(error.value)) < 250


def test_two_ledgers_and_one_that_cant_be_read_are_told(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    supervised(path)
    setting(path, "台账工作簿", "督办台账.xlsx")
    told = {found.code: found for found in assess_book(open_file(path)).assessment.findings}
    assert str(told["LEDGER_IN_TWO_BOOKS"].place).startswith("督办台账!")
    (tmp_path / "督办台账.xlsx").write_bytes(b"no workbook")
    told = {found.code: found for found in assess_book(open_file(path)).assessment.findings}
    assert str(told["LEDGER_BOOK_UNREADABLE"].place).startswith("考核设置!B")
    with pytest.raises(BookError):
        casework.listed(open_file(path))
    put(open_file(path), (len(open_file(path).block("考核设置").values), 2, "没有/台账"), sheet="考核设置")
    with pytest.raises(BookError, match="不存在"):
        casework.listed(open_file(path))
    put(open_file(path), (len(open_file(path).block("考核设置").values), 2, "台账.xls"), sheet="考核设置")
    with pytest.raises(BookError, match="不是能写入的格式"):
        casework.listed(open_file(path))


def test_a_proposal_that_cant_be_marked_is_told_and_not_issued_twice(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    setting(path, "台账工作簿", "督办台账")
    ticked(path, Level.SUPERVISION, most=1)

    with monkeypatch.context() as patched:
        patched.setattr("kaohe_xl.books.files.FileGrid.save", failing)
        report = issue(path)
    assert len(report.letters) == 1
    assert [found.code for found in report.findings if found.code.startswith("PROPOSALS")] == [
        "PROPOSALS_NOT_MARKED"
    ]
    again = issue(path)
    refused = next(found for found in again.findings if found.code == "PROPOSAL_REFUSED")
    assert "本期已就这件事发过" in refused.message and serials(path) == [1]


def test_a_ledger_of_the_offices_own_gets_the_columns_that_it_lacks(
    tmp_path: Path, root: Path, validator: Validator
) -> None:
    """A hand-made list with few columns: a document keeps its period, reasons and points all the same."""
    from openpyxl import Workbook

    path, own = tmp_path / "市考指标.xlsx", Workbook()
    shutil.copy(root / "workbooks" / path.name, path)
    sheet = own.active
    assert sheet is not None
    for row in (
        [],
        ["序号", "文号", "督办单位", "事项", "下发日期", "备注"],
        [7, "6号", "区住建局", "绿地", "2011.10.8", "催过"],
    ):
        sheet.append(row)
    own.save(tmp_path / "发文登记.xlsx")
    before = validator(tmp_path / "发文登记.xlsx")
    setting(path, "台账工作簿", "发文登记.xlsx")
    report = supervised(path)
    found, kept_in = ledger(path)
    block = kept_in.block("Sheet")
    assert [value for value in block.values[1] if value][:6] == [
        "序号",
        "文号",
        "督办单位",
        "事项",
        "下发日期",
        "备注",
    ]
    assert [line.number for line in report.letters] == ["长考办函〔2011〕7号"]
    assert block.at(4, 1) == 8 and found.cases[-1].period == "2011-10" and found.cases[-1].reasons
    assert {one.text for one in kept_in.colours("Sheet")} == {"逾期", "临期", "已办结", "已销号"}
    assert block.at(3, 6) == "催过" and validator(tmp_path / "发文登记.xlsx") == before


def test_a_ledger_without_room_at_its_right_is_refused(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    ticked(path, Level.SUPERVISION, most=1)
    grid = open_file(path)
    heads = ("文号", "督办单位", "下发日期")
    grid.save(Patch(added={"台账": new_sheet(heads)}))
    grid.save(Patch({"台账": SheetPatch((Change(4, 4, "说明"),))}))
    with pytest.raises(InputError, match="“台账”的台账没有"):
        issue(path)


def new_sheet(heads: tuple[str, ...]) -> Any:
    from kaohe_xl.books.grid import NewSheet

    return NewSheet(
        (("督办台账",), heads, ("1号", "区住建局", "2011-10-8"), ("2号", "区住建局", "2011-10-9")), 2
    )


def test_a_ledger_that_is_an_excel_table_grows_with_its_rows(
    tmp_path: Path, root: Path, validator: Validator
) -> None:
    import xlsxwriter

    path, own = tmp_path / "市考指标.xlsx", tmp_path / "督办台账.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    heads = ("文号", "级别", "责任单位", "督办事项", "发文日期", "办理期限")
    with xlsxwriter.Workbook(own) as workbook:
        rows = [["1号", "提醒函", "区住建局", "绿地", "2011-10-8", "2011-10-15"]]
        table = {"data": rows, "columns": [{"header": head} for head in heads], "name": "台账"}
        workbook.add_worksheet("台账").add_table(1, 0, 2, 5, table)
    setting(path, "台账工作簿", own.name)
    remind(path)
    found, kept_in = ledger(path)
    assert kept_in.block("台账").tables[0].bottom == 2 + len(found.cases)
    assert kept_in.block("台账").tables[0].right == 6 + 5  # 期间, 状态, 销号日期, 销号依据, 督办原因
    assert validator(own) == ()
