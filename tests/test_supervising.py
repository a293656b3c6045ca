"""Proposals ticked by a person become documents with numbers and rows in 督办台账, whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl import casework, supervising
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Grid, Patch, SheetPatch
from kaohe_xl.books.ledger import read_ledger, serial_of
from kaohe_xl.books.proposal_sheet import read_rows
from kaohe_xl.commands import LetterChoice, assess_book
from kaohe_xl.domain.ledger import State
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import InputError
from kaohe_xl.reports import LettersReport

DAY = date(2011, 11, 10)
SHEET = "督办建议"
Validator = Callable[[Path], tuple[str, ...]]


@pytest.fixture
def book(tmp_path: Path, root: Path) -> Path:
    path = tmp_path / "市考指标.xlsx"
    shutil.copy(root / "workbooks" / path.name, path)
    return path


def ticked(book: Path, *levels: Level, most: int = 99) -> None:
    """Propose, and tick the first few rows of these levels."""
    casework.propose(open_file(book), today=DAY)
    grid = open_file(book)
    rows = [row for row in read_rows(grid) if row.rung in levels][:most]
    put(grid, *((row.mark[1], 1, "√") for row in rows if row.mark))


def put(grid: Grid, *cells: tuple[int, int, Any], sheet: str = SHEET) -> None:
    grid.save(
        Patch({sheet: SheetPatch(tuple(Change(*cell, grid.block(sheet).at(*cell[:2])) for cell in cells))})
    )


def issue(book: Path, level: Level = Level.SUPERVISION, **words: Any) -> LettersReport:
    grid = open_file(book)
    choice = LetterChoice(issued=DAY, force=True, **words)
    return supervising.issue_level(grid, assess_book(grid), level, book.parent / "文书", choice)


def serials(book: Path) -> list[int]:
    found = [serial_of(case.number) for case in read_ledger(open_file(book)).cases]
    return sorted(one[2] for one in found if one)


def test_what_is_ticked_is_issued_with_a_row_each_and_nothing_else(book: Path, validator: Validator) -> None:
    ticked(book, Level.SUPERVISION, most=3)
    report = issue(book)
    assert [line.number for line in report.letters] == [f"长考办函〔2011〕{n}号" for n in (1, 2, 3)]
    assert all(path.exists() for path in report.files)
    cases = read_ledger(open_file(book)).cases
    assert [case.number for case in cases] == [line.number for line in report.letters]
    assert {(case.level, case.period, case.issued) for case in cases} == {(Level.SUPERVISION, "2011-10", DAY)}
    assert cases[0].deadline == date(2011, 12, 1)  # 15 working days
    assert "红灯" in cases[0].reasons[0]
    assert [row.is_issued for row in read_rows(open_file(book))].count(True) == 3
    assert validator(book) == ()
    with pytest.raises(InputError, match="打 √"):
        issue(book)


def test_a_repeated_proposal_keeps_ticks_and_typed_text_and_leaves_out_what_was_issued(book: Path) -> None:
    ticked(book, Level.SUPERVISION, most=1)
    grid = open_file(book)
    second = read_rows(grid)[1]
    assert second.mark is not None
    put(grid, (second.mark[1], 1, "√"), (second.mark[1], 9, "张三"))
    issue(book)
    before = read_rows(open_file(book))
    casework.propose(open_file(book), today=DAY)
    rows = read_rows(open_file(book))
    assert len(rows) == len(before) - 2
    third = next(row for row in rows if row.rung is Level.REMINDER)
    assert third.mark is not None
    put(open_file(book), (third.mark[1], 1, "√"), (third.mark[1], 9, "=李四"))
    casework.propose(open_file(book), today=DAY)
    kept = next(row for row in read_rows(open_file(book)) if row.key == third.key)
    assert kept.is_ticked and kept.fields == {"督办人": "=李四"}


def test_proposing_twice_writes_nothing_the_second_time(book: Path) -> None:
    assert casework.propose(open_file(book), today=DAY).saved.path == book
    before = book.read_bytes()
    assert casework.propose(open_file(book), today=DAY).saved.path is None
    assert book.read_bytes() == before


def test_a_tick_at_a_lower_level_than_an_open_document_is_refused_with_its_cell(book: Path) -> None:
    ticked(book, Level.SUPERVISION, most=1)
    issue(book)
    row = next(row for row in read_rows(open_file(book)) if row.is_issued)
    assert row.mark is not None
    put(open_file(book), (row.mark[1], 1, "√"), (row.mark[1], 2, "提醒函"))
    report = issue(book, Level.REMINDER)
    assert not report.written
    refused = next(found for found in report.findings if found.code == "PROPOSAL_REFUSED")
    assert str(refused.place) == f"{SHEET}!A{row.mark[1]}" and "不再降级" in refused.message
    assert serials(book) == [1]


def test_a_number_typed_by_hand_counts(book: Path) -> None:
    ticked(book, Level.SUPERVISION, most=1)
    issue(book)
    put(open_file(book), (3, 1, "长考办函[2011] 17 号"), sheet="督办台账")
    ticked(book, Level.REMINDER, most=1)
    assert [line.number for line in issue(book, Level.REMINDER).letters] == ["长考办函〔2011〕18号"]


def test_a_document_that_is_there_is_never_written_over(book: Path) -> None:
    (book.parent / "文书").mkdir()
    old = book.parent / "文书" / "市考指标警示督办单（2011年1—10月）.xlsx"
    old.write_text("旧的", encoding="utf-8")
    ticked(book, Level.SUPERVISION, most=1)
    assert [path.name for path in issue(book).files] == ["市考指标警示督办单（2011年1—10月）-2.xlsx"]
    assert old.read_text(encoding="utf-8") == "旧的"


def test_a_preview_writes_nothing(book: Path) -> None:
    ticked(book, Level.SUPERVISION)
    before = sorted(book.parent.rglob("*")), book.read_bytes()
    report = issue(book, preview=True)
    assert report.letters and not report.files
    assert (sorted(book.parent.rglob("*")), book.read_bytes()) == before


def test_points_of_a_document_are_taken_off_once(book: Path) -> None:
    grid = open_file(book)
    sheet = next(name for name in grid.sheets if name == "考核设置")
    rows = len(grid.block(sheet).values)
    put(grid, (rows + 1, 1, "文书扣分"), (rows + 1, 2, "督办0.5"), sheet=sheet)
    ticked(book, Level.SUPERVISION, most=1)
    issue(book)
    grid = open_file(book)
    case = read_ledger(grid).cases[0]
    assert str(case.points) == "0.5"
    found = [one for one in assess_book(grid).study.scheme.adjustments if case.number in one.item]
    assert sorted(one.unit for one in found) == sorted(case.units)
    assert {str(one.place) for one in found} == {"督办台账!A3"}


def run(book: Path, *words: str) -> Any:
    from click.testing import CliRunner

    from kaohe_xl.cli import kaohe

    done = CliRunner().invoke(kaohe, ["ledger", words[0], str(book), *words[1:], "--json"])
    return json.loads(done.stdout) if done.exit_code == 0 else done


def test_the_life_of_a_document_in_the_ledger(book: Path, validator: Validator) -> None:
    ticked(book, Level.SUPERVISION, most=2)
    issue(book)
    number = "长考办函〔2011〕1号"
    assert run(book, "list", "--on", "2011-11-11")["counts"]["办理中"] == 2
    assert run(book, "list", "--soon", "--on", "2011-11-29")["cases"][0]["state"] == "临期"
    assert run(book, "acknowledge", "1", "--on", "2011-11-11")["cases"][0]["acknowledged"] == "2011-11-11"
    assert run(book, "answer", number, "--on", "2011-11-20")["cases"][0]["replied"] == "2011-11-20"
    late = run(book, "extend", number, "--to", "2011-12-20", "--on", "2011-12-02")
    assert isinstance(late.exception, InputError) and "不能再延期" in str(late.exception)
    assert (
        run(book, "extend", number, "--to", "2011-12-20", "--on", "2011-11-30")["cases"][0]["due"]
        == "2011-12-20"
    )
    run(book, "settle", number, "--on", "2011-12-21")
    assert isinstance(run(book, "write-off", number).exception, InputError)
    done = run(book, "write-off", number, "--evidence", "完成率达到序时进度", "--on", "2011-12-22")
    assert done["cases"][0]["state"] == "已销号"
    grid = open_file(book)
    block = grid.block("督办台账")
    heads = list(block.values[1])
    row = dict(zip(heads, block.values[2], strict=True))
    assert (row["状态"], row["办结情况"], row["销号依据"]) == ("已销号", "超时", "完成率达到序时进度")
    assert {colour.text for colour in grid.colours("督办台账")} == {"逾期", "临期", "已办结", "已销号"}
    assert isinstance(run(book, "settle", "99").exception, InputError)
    assert validator(book) == ()


def test_an_exempt_matter_is_shown_with_its_reason_and_not_ticked(book: Path) -> None:
    run(book, "exempt", "区发改委", "生产总值", "--reason", "省里调整口径", "--on", "2011-11-10")
    unknown = run(book, "exempt", "区发改委", "生产总直", "--reason", "无")
    assert isinstance(unknown.exception, InputError) and "生产总值" in str(unknown.exception)
    report = casework.propose(open_file(book), today=DAY)
    assert [one.exempt for one in report.proposals if one.indicator == "生产总值"] == ["省里调整口径"]
    assert read_rows(open_file(book))[0].tick == "免督办：省里调整口径"
    assert casework.listed(open_file(book)).cases[0][1] is State.EXEMPT


def test_a_ledger_saved_by_libreoffice_between_two_runs_is_read_right_and_written_on(
    book: Path, soffice: Callable[..., Path]
) -> None:
    """LibreOffice rewrites the whole file: its dates, texts and blank rows are read as they were typed."""
    ticked(book, Level.SUPERVISION, most=2)
    issue(book)
    put(open_file(book), (3, 10, "11月18日"), (3, 9, "2011.11.12"), (6, 1, "21"), sheet="督办台账")
    put(open_file(book), (6, 2, "约谈"), (6, 3, "区发改委、区统计局"), (6, 6, "2011/11/9"), sheet="督办台账")
    before = read_ledger(open_file(book), year=2011).cases
    resaved = soffice(book, "xlsx")
    again = open_file(resaved)
    assert read_ledger(again, year=2011).cases == before
    assert (before[0].acknowledged, before[0].replied) == (date(2011, 11, 12), date(2011, 11, 18))
    assert before[2].units == ("区发改委", "区统计局")
    assert {colour.text for colour in again.colours("督办台账")} == {"逾期", "临期", "已办结", "已销号"}
    casework.entered(again, casework.settled("21", date(2011, 12, 1)), today=date(2011, 12, 2))
    assert read_ledger(open_file(resaved)).cases[2].settled == date(2011, 12, 1)
    ticked(resaved, Level.REMINDER, most=1)
    assert [line.number for line in issue(resaved, Level.REMINDER).letters] == ["长考办函〔2011〕22号"]


def test_a_ledger_typed_into_in_libreoffice_is_read_right_and_written_on(book: Path) -> None:
    """Somebody types into the sheet, adds a row of their own, deletes one, and saves."""
    from tests.engine.office import NoOffice, Office

    ticked(book, Level.SUPERVISION, most=3)
    issue(book)
    try:
        office = Office()
    except NoOffice as error:
        pytest.skip(str(error))
    try:
        document = office.desktop.loadComponentFromURL(book.as_uri(), "_blank", 0, ())
        sheet = document.Sheets.getByName("督办台账")
        heads = {sheet.getCellByPosition(c, 1).String: c for c in range(25)}
        typed = {"签收": "2011.11.12", "回复日期": "2011-11-18", "备注": "来电说明"}
        for head, text in typed.items():
            sheet.getCellByPosition(heads[head], 2).setFormula(text)
        sheet.Rows.removeByIndex(3, 1)
        for head, text in {"发文字号": "40", "级别": "约谈", "单位": "区发改委、区统计局", "发文日期": "2011-11-09"}.items():
            sheet.getCellByPosition(heads[head], 6).setFormula(text)
        document.store()
        document.close(True)
    finally:
        office.stop()
    first, second, own = read_ledger(open_file(book), year=2011).cases
    assert (first.acknowledged, first.replied) == (date(2011, 11, 12), date(2011, 11, 18))
    assert first.note == "来电说明"
    assert second.number == "长考办函〔2011〕3号"
    assert (own.level, own.units, own.issued) == (
        Level.INTERVIEW, ("区发改委", "区统计局"), date(2011, 11, 9)
    )  # fmt: skip
    ticked(book, Level.REMINDER, most=1)
    assert [line.number for line in issue(book, Level.REMINDER).letters] == ["长考办函〔2011〕41号"]


def test_one_document_for_all_matters_of_the_same_units_is_one_number_and_one_row(book: Path) -> None:
    ticked(book, Level.SUPERVISION, most=2)
    first, second = read_rows(open_file(book))[:2]
    assert first.mark is not None and second.mark is not None
    put(open_file(book), (second.mark[1], 3, "、".join(first.units)))
    grid = open_file(book)
    choice = LetterChoice(issued=DAY, force=True)
    about = (grid, assess_book(grid), Level.SUPERVISION, book.parent / "文书", choice)
    report = supervising.issue_level(*about, each_matter=False)
    assert [line.indicators for line in report.letters] == [2]
    cases = read_ledger(open_file(book)).cases
    assert [case.indicators for case in cases] == [(first.indicator, second.indicator)]
    assert sum(row.is_issued for row in read_rows(open_file(book))) == 2
