"""Excel is busy, drops a call, or refuses one, at any moment: all is written or nothing is, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.excel_calls import Calls, LiveBusy
from kaohe_xl.books.grid import Area, Change, Formula, Patch, SheetPatch, Style, TextColour
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.errors import BookError
from tests.live.fake_excel import (
    ENDED,
    IS_EDITED,
    REFUSED,
    RETRY_LATER,
    WAS_REJECTED,
    Book,
    Cell,
    Excel,
    com_error,
)

ROWS = [
    ["考核指标完成情况", None, None, None],
    ["指标", "目标", "完成", "完成率"],
    ["生产总值", 310.0, 225.1, 0.726],
    ["节能降耗", 5.0, 4.0, 0.8],
]
RED = TextColour(Area(3, 5, 4, 5), "红", "FFC7CE", "9C0006")
CHANGES = (
    Change(2, 5, "预警", None, Style((2, 4))),
    Change(3, 5, "红", None, Style((3, 4), "General")),
    Change(4, 5, "绿", None, Style((4, 4), "General")),
    Change(3, 3, 240),
    Change(4, 4, 0.9, None, Style((4, 4), "0%")),
    Change(6, 1, Formula("=B3+1")),
)
PATCH = Patch({"市考指标": SheetPatch(CHANGES, (RED,), {5: 10.0}), "区县": SheetPatch((Change(1, 1, 7),))})
ATTEMPTS = 3


@pytest.fixture
def excel() -> Excel:
    return Excel()


@pytest.fixture
def book(excel: Excel, tmp_path: Path) -> Book:
    made = Book(excel, {"市考指标": ROWS, "区县": [["长安区", 1.0]]}, str(tmp_path / "市考指标.xlsx"))
    made.sheets[0].cells[3, 4].number_format = made.sheets[0].cells[4, 4].number_format = "0.0%"
    made.sheets[0].cells[2, 4].color = (200, 200, 255)
    return made


def live(book: Book) -> LiveGrid:
    return LiveGrid(book, Calls(book.name, [0.0] * (ATTEMPTS - 1), lambda _: None))


def state(book: Book) -> Any:
    return [sheet.state for sheet in book.sheets]


def saved_calls(book: Book) -> int:
    """How many calls a save takes, reading included; the book is then as it was."""
    excel = book.app
    live(book).save(PATCH)
    spent = len(excel.calls)
    live(book).undo()
    excel.calls.clear()
    return spent


def busy(first: int, times: int, number: int) -> Callable[[str, int], bool]:
    def fault(name: str, call: int) -> bool:
        if first <= call < first + times:
            raise com_error(number)
        return False

    return fault


def test_all_that_the_patch_says_is_there_afterwards_and_gone_after_undo(book: Book) -> None:
    before = state(book)
    saved = live(book).save(PATCH)
    sheet = book.sheets[0]
    assert saved.path == live(book).path
    assert [sheet.cells[r, 5].value for r in (2, 3, 4)] == ["预警", "红", "绿"]
    assert sheet.cells[2, 5].color == (200, 200, 255)
    assert (sheet.cells[3, 3].value, sheet.cells[4, 4].number_format) == (240, "0%")
    assert sheet.cells[6, 1].formula == "=B3+1"
    assert sheet.conditions == [{"formula": '="红"', "area": "E3:E4", "fill": 0xCEC7FF, "font": 0x06009C}]
    assert sheet.widths == {5: 10.0}
    assert live(book).undo().cells == 7
    assert state(book) == before
    assert book.app.settings == (True, True, "automatic")


@pytest.mark.parametrize("number", [IS_EDITED, WAS_REJECTED, RETRY_LATER])
def test_a_moment_of_work_in_excel_is_waited_for(book: Book, number: int) -> None:
    calls = saved_calls(book)
    for first in range(1, calls + 1):
        book.app.calls.clear()
        book.app.fault = busy(first, ATTEMPTS - 1, number)
        live(book).save(PATCH)
        book.app.fault = lambda name, call: False
        assert book.sheets[0].cells[3, 5].value == "红", first
        assert book.app.settings == (True, True, "automatic")
        live(book).undo()


def test_a_rejected_call_that_pywin32_takes_for_a_missing_member_is_waited_for(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaohe_xl.books.excel_calls.sys.platform", "win32")
    before = state(book)

    def fault(name: str, call: int) -> bool:
        if name == "write 区县" and book.app.calls.count(name) <= ATTEMPTS:
            raise AttributeError("Value")
        return False

    book.app.fault = fault
    with pytest.raises(LiveBusy, match="请先按回车结束编辑"):
        live(book).save(PATCH)
    assert state(book) == before


def test_an_excel_busy_for_long_gets_nothing_half_written(book: Book) -> None:
    calls, before = saved_calls(book), state(book)
    refused = 0
    for first in range(1, calls + 1):
        book.app.calls.clear()
        book.app.fault = busy(first, ATTEMPTS, IS_EDITED)
        try:
            live(book).save(PATCH)
        except LiveBusy as error:
            refused += 1
            assert "请先按回车结束编辑" in str(error)
            assert state(book) == before, first
            assert book.app.settings == (True, True, "automatic"), first
            book.app.fault = lambda name, call: False
            with pytest.raises(BookError, match="没有可撤销"):
                live(book).undo()
        else:  # it was busy only while the settings were put back, which is tried again
            assert book.app.settings == (True, True, "automatic"), first
            book.app.fault = lambda name, call: False
            live(book).undo()
    assert refused > calls - 10


@pytest.mark.parametrize("number", [REFUSED, ENDED])
def test_a_refused_write_is_put_back(book: Book, number: int) -> None:
    before = state(book)

    def fault(name: str, call: int) -> bool:
        if name == "write 区县" and "write 区县" not in book.app.calls[:-1]:
            raise com_error(number, "", (0, "Microsoft Excel", "不能更改数组的某一部分。", "", 0, number))
        return False

    book.app.fault = fault
    with pytest.raises(BookError, match="数组" if number == REFUSED else "已经关闭"):
        live(book).save(PATCH)
    assert state(book) == before
    assert book.app.settings == (True, True, "automatic")


def test_a_reading_call_that_silently_gives_nothing_is_made_again(book: Book) -> None:
    for name in ("read values", "read formulas", "address"):
        dropped: list[str] = []

        def fault(call: str, number: int, name: str = name, dropped: list[str] = dropped) -> bool:
            if call.startswith(name) and len(dropped) < ATTEMPTS - 1:
                dropped.append(call)
                return True
            return False

        book.app.fault = fault
        assert live(book).block("市考指标").at(3, 3) == 225.1
        assert dropped


def test_a_reading_call_that_never_gives_anything_is_no_empty_sheet(book: Book) -> None:
    for name in ("read values", "read formulas", "address"):
        book.app.fault = lambda call, number, name=name: call.startswith(name)
        with pytest.raises(LiveBusy):
            live(book).block("市考指标")


def test_a_writing_call_that_silently_does_nothing_is_noticed(book: Book) -> None:
    before = state(book)
    book.app.fault = lambda call, number: call == "write 市考指标"
    with pytest.raises(BookError, match="没有照原样收下"):
        live(book).save(PATCH)
    book.app.fault = lambda call, number: False
    assert state(book) == before


def test_a_block_that_a_filter_spoils_is_written_cell_by_cell(book: Book) -> None:
    once: list[str] = []

    def fault(call: str, number: int) -> bool:
        if call == "write 市考指标" and not once:
            once.append(call)
            return True
        return False

    book.app.fault = fault
    live(book).save(PATCH)
    assert [book.sheets[0].cells[r, 5].value for r in (2, 3, 4)] == ["预警", "红", "绿"]


def test_what_cannot_be_put_back_is_said_and_can_be_undone_later(book: Book) -> None:
    before = state(book)

    def fault(call: str, number: int) -> bool:
        if "write 区县" in book.app.calls and call.startswith(("write", "clear", "set number_format")):
            raise com_error(IS_EDITED)
        return False

    book.app.fault = fault
    with pytest.raises(BookError, match="没能退回原样"):
        live(book).save(PATCH)
    assert state(book) != before
    book.app.fault = lambda call, number: False
    live(book).undo()
    assert state(book) == before


def test_numbers_in_a_column_of_texts_stay_numbers_also_when_undone(book: Book) -> None:
    book.sheets[0].cells[3, 3].number_format = "@"
    before = state(book)
    live(book).save(PATCH)
    assert book.sheets[0].cells[3, 3].value == 240
    live(book).undo()
    assert state(book) == before


def test_locked_cells_of_a_protected_sheet_are_named_and_all_is_put_back(book: Book) -> None:
    before = state(book)
    book.sheets[1].api.ProtectContents = True
    with pytest.raises(BookError, match=r"区县.*保护"):
        live(book).save(PATCH)
    assert state(book) == before


def test_somebody_elses_change_since_the_reading_is_not_overwritten(book: Book) -> None:
    grid = live(book)
    grid.block("市考指标")
    book.sheets[0].cells[4, 3].value = 4.5
    before = state(book)
    with pytest.raises(BookError, match="有人改动过"):
        grid.save(PATCH)
    assert state(book) == before


def test_undo_does_not_overwrite_what_was_typed_since(book: Book) -> None:
    live(book).save(PATCH)
    book.sheets[0].cells[3, 5].value = "黄"
    before = state(book)
    with pytest.raises(BookError, match=r"E3.*改动过"):
        live(book).undo()
    assert state(book) == before


def test_a_workbook_closed_unsaved_after_a_write_has_nothing_to_undo(book: Book, tmp_path: Path) -> None:
    live(book).save(PATCH)
    fresh = Book(Excel(), {"市考指标": ROWS, "区县": [["长安区", 1.0]]}, str(tmp_path / "市考指标.xlsx"))
    with pytest.raises(BookError, match="没有可撤销"):
        live(fresh).undo()


def test_a_read_only_workbook_is_written_in_excel_with_a_word_of_warning(book: Book) -> None:
    book.api.ReadOnly = True
    assert "另存为" in "".join(live(book).save(PATCH).notes)


def test_a_workbook_never_saved_is_written_and_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    book = Book(Excel(), {"市考指标": ROWS, "区县": [["长安区", 1.0]]}, "工作簿1")
    before = state(book)
    assert live(book).path is None
    assert live(book).save(PATCH).path == Path("工作簿1")
    live(book).undo()
    assert state(book) == before


def test_a_damaged_note_of_undo_is_named(book: Book) -> None:
    saved = live(book).save(PATCH)
    assert saved.backup is not None
    saved.backup.write_text("[{}", encoding="utf-8")
    with pytest.raises(BookError, match="撤销记录"):
        live(book).undo()


def test_merged_areas_and_percentages_are_found_without_excels_xml(book: Book) -> None:
    sheet = book.sheets[0]
    sheet.merged = [Area(1, 1, 1, 4)]
    block = live(book).block("市考指标")
    assert block.merged == (Area(1, 1, 1, 4),)
    assert block.percents == {(3, 4), (4, 4)}


def test_error_values_and_blanks_come_as_in_files(book: Book) -> None:
    sheet = book.sheets[0]
    sheet.cells[3, 3] = Cell(-2146826281, "=1/0")
    sheet.cells[4, 3] = Cell("", '=""')
    block = live(book).block("市考指标")
    assert (block.at(3, 3), block.at(4, 3)) == ("#DIV/0!", None)
    assert not block.stale
    assert set(block.formulas) == {(3, 3), (4, 3)}
