"""The buttons are pressed: on the samples, open in Excel or in LibreOffice as one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl import commands
from kaohe_xl.books.files import open_file
from kaohe_xl.books.live import LiveGrid
from kaohe_xl.buttons import DONE, NOT_DONE, SHOWN, WITH_ERRORS
from kaohe_xl.domain.supervision import Level
from kaohe_xl.errors import BookError
from kaohe_xl.resources import samples
from kaohe_xl.ribbon import Press, press, pressed

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Office:
    """Desktop of tests: what was told and asked, what was opened; questions get `consent`."""

    consent: bool = True
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def tell(self, text: str, *, is_trouble: bool = False) -> None:
        self.told.append(text)

    def ask(self, text: str) -> bool:
        self.asked.append(text)
        return self.consent

    def open(self, path: Path) -> None:
        self.opened.append(path)


@pytest.fixture
def sample(office_folder: Path) -> Path:
    path = office_folder / "市考指标.xlsx"
    shutil.copy(samples() / path.name, path)
    return path


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    return tmp_path / "kaohe_xl.log"


@dataclass
class Buttons:
    """Presses buttons on one open workbook."""

    path: Path
    office: Office
    statuses: list[str] = field(default_factory=list)

    def __call__(self, word: str, *options: str) -> int:
        return press(Press(word, str(self.path), options=frozenset(options)), self.office)


@pytest.fixture
def buttons(sample: Path, opened: Callable[[Path], Any]) -> Buttons:
    opened(sample)
    return Buttons(sample, Office())


def grid_of(path: Path) -> LiveGrid:
    from kaohe_xl.books.attaching import calling_grid

    return calling_grid(str(path), light=False)


def values(grid: Any) -> Any:
    return {sheet: grid.block(sheet).values for sheet in grid.sheets}


def test_score_writes_into_the_open_workbook_and_says_what_came_out(buttons: Buttons) -> None:
    grid = grid_of(buttons.path)
    sheet, row, column = "市考指标", 8, 15
    assert grid.block(sheet).at(4, column) == "得分"
    assert buttons("score") == DONE
    points = grid_of(buttons.path).block(sheet).at(row, column)
    assert points is not None
    grid.book.sheets[sheet].range((row, column)).raw_value = 99
    assert buttons("score") == DONE
    assert grid_of(buttons.path).block(sheet).at(row, column) == points
    told = buttons.office.told[-1]
    report = commands.score(open_file(buttons.path), preview=True)
    assert f"红灯 {report.assessment.counts.red} 个" in told
    assert "已写入 1 个单元格（市考指标）" in told
    assert grid.book.app.status_bar in (False, "False")

    assert buttons("score") == DONE
    assert "没有变化" in buttons.office.told[-1]
    assert buttons("undo") == DONE
    assert grid_of(buttons.path).block(sheet).at(row, column) == 99
    assert "1 个单元格" in buttons.office.told[-1]


def test_check_lists_the_findings_and_keeps_all_of_them_in_the_log(buttons: Buttons, log: Path) -> None:
    status = buttons("check")
    report = commands.check(open_file(buttons.path))
    (told,) = buttons.office.told
    assert f"发现 {len(report.findings)} 个问题" in told
    assert status == (WITH_ERRORS if any(f.severity.value == "error" for f in report.findings) else 0)
    if len(report.findings) > SHOWN:
        assert str(log) in told
        assert report.findings[-1].message in log.read_text(encoding="utf-8")


def test_findings_go_into_their_own_sheet_after_a_yes(buttons: Buttons) -> None:
    buttons.office.consent = False
    assert buttons("check", "--sheet") == DONE
    assert "检查结果" not in grid_of(buttons.path).sheets
    buttons.office.consent = True
    status = buttons("check", "--sheet")
    assert status == (WITH_ERRORS if "错误 0" not in buttons.office.told[-1] else DONE)
    assert "检查结果" in grid_of(buttons.path).sheets


def test_changes_are_shown_first_where_asked_for(buttons: Buttons, log: Path) -> None:
    grid = grid_of(buttons.path)
    grid.book.sheets["市考指标"].range((8, 15)).raw_value = 99
    assert buttons("score", "--preview") == DONE
    assert "现在没有写入" in buttons.office.told[-1]
    assert "市考指标!O8" in buttons.office.told[-1] + log.read_text(encoding="utf-8")
    assert grid_of(buttons.path).block("市考指标").at(8, 15) == 99


def test_letters_may_be_a_file_a_unit(buttons: Buttons) -> None:
    assert buttons("letters", "--split") == DONE
    assert len(list((buttons.path.parent / "提醒函").glob("*.xlsx"))) > 3


def test_another_workbook_is_chosen_and_compared(
    buttons: Buttons, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.engine.excel_objects import AppObject

    before = buttons.path.with_name("上期.xlsx")
    shutil.copy(buttons.path, before)
    answers: list[object] = [False, str(before)]
    monkeypatch.setattr(AppObject, "GetOpenFilename", lambda *_: answers.pop(0), raising=False)
    assert buttons("compare") == DONE
    assert "没有继续" in buttons.office.told[-1]
    assert buttons("compare") == DONE
    assert "上期.xlsx" in buttons.office.told[-1]
    monkeypatch.undo()
    assert buttons("compare") == NOT_DONE
    assert "kaohe compare" in buttons.office.told[-1]


def test_letters_are_made_and_offered_to_be_opened(buttons: Buttons) -> None:
    assert buttons("letters") == DONE
    folder = buttons.path.parent / "提醒函"
    made = list(folder.glob("*.xlsx"))
    assert len(made) == 1
    assert "现在打开吗" in buttons.office.asked[-1]
    assert str(made[0]) in buttons.office.asked[-1]
    assert buttons.office.opened == made
    buttons.office.consent = False
    assert buttons("letters") == DONE
    assert buttons.office.opened == made


def test_letters_have_their_rows_in_the_ledger_on_screen(
    sample: Path, opened: Callable[[Path], Any]
) -> None:
    """The second press changes nothing; the undo takes the rows out again."""
    from tests.test_supervising import issue, ticked

    ticked(sample, Level.SUPERVISION, most=1)
    issue(sample)
    opened(sample)
    buttons = Buttons(sample, Office(consent=False))
    assert buttons("letters") == DONE
    numbers = [row[0] for row in grid_of(sample).block("督办台账").values[2:] if row[0]]
    assert numbers == ["长考办函〔2011〕1号", *(f"长考办函〔{date.today().year}〕{n}号" for n in range(1, 39))]
    assert buttons("letters") == DONE
    assert len([row for row in grid_of(sample).block("督办台账").values[2:] if row[0]]) == len(numbers)
    assert buttons("undo") == DONE
    assert [row[0] for row in grid_of(sample).block("督办台账").values[2:] if row[0]] == numbers[:1]


def test_the_selected_indicator_is_explained(buttons: Buttons, excel: Any) -> None:
    sheet = grid_of(buttons.path).book.sheets["市考指标"]
    _select(excel, sheet, "H7")
    assert buttons("explain") == DONE
    name = str(sheet.range("C7").raw_value)
    assert name in buttons.office.told[-1]
    assert "市考指标!H7" in buttons.office.told[-1]
    _select(excel, sheet, "A1")
    assert buttons("explain") == NOT_DONE
    assert "请先选中" in buttons.office.told[-1]


def _select(excel: Any, sheet: Any, cell: str) -> None:
    if hasattr(excel.impl, "selected"):
        excel.impl.selected = sheet.range(cell).impl
    else:
        sheet.activate()
        sheet.range(cell).select()


def test_bind_asks_closes_patches_and_opens_again(
    office_folder: Path, opened: Callable[[Path], Any]
) -> None:
    from openpyxl import Workbook

    path = office_folder / "新表 2011.xlsx"
    book = Workbook()
    assert book.active is not None
    for row in (["指标", "分值", "方向", "目标", "完成"], ["生产总值", 10, "正向", 310, 225.1], ["信访量", 5, "逆向", 20, 18]):
        book.active.append(row)
    book.save(path)
    opened(path)
    before = path.read_bytes()
    office = Office(consent=False)
    assert press(Press("bind", str(path)), office) == DONE
    assert "什么也没有改动" in office.told[-1]
    assert path.read_bytes() == before
    office.consent = True
    press(Press("bind", str(path)), office)
    assert "先保存并关闭" in office.asked[-1]
    assert "绑定完成" in office.told[-1]
    assert {"考核设置", "计分规则", "表格对应"} <= set(grid_of(path).sheets)
    assert open_file(path).sheets == grid_of(path).sheets

    press(Press("bind", str(path)), office)
    assert "已经绑定过" in office.told[-1]
    assert press(Press("undo", str(path)), office) == DONE
    assert "对文件做的" in office.asked[-1]
    assert grid_of(path).sheets == ("Sheet",)


def test_a_workbook_that_is_not_open_is_named(buttons: Buttons, log: Path) -> None:
    office = Office()
    assert press(Press("score", "/别处/区考.xlsx"), office) == NOT_DONE
    assert "Excel 里没有打开“区考.xlsx”" in office.told[0]
    assert str(log) in office.told[0]
    assert "Traceback" not in office.told[0]
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_letters_of_a_workbook_never_saved_ask_for_it_to_be_saved(excel: Any, opened: Callable[[Path], Any]) -> None:
    book = excel.books.add()
    office = Office()
    assert press(Press("letters", book.name), office) == NOT_DONE
    assert "请先保存" in office.told[0]


def test_an_unexpected_error_is_one_sentence_and_a_log(log: Path) -> None:
    def broken(button: Press) -> LiveGrid:
        raise ZeroDivisionError("1/0")

    office = Office()
    assert press(Press("score", "市考指标.xlsx"), office, broken) == NOT_DONE
    assert "ZeroDivisionError" in office.told[0]
    assert str(log) in office.told[0]
    assert "1/0" in log.read_text(encoding="utf-8")


def test_a_busy_excel_is_said_in_one_sentence(log: Path) -> None:
    from kaohe_xl.books.excel_calls import LiveBusy
    from kaohe_xl.messages import sentence

    def busy(button: Press) -> LiveGrid:
        raise LiveBusy(*sentence("LIVE_BUSY", book=button.book))

    office = Office()
    assert press(Press("score", "市考指标.xlsx"), office, busy) == NOT_DONE
    assert "请先按回车结束编辑" in office.told[0]


def test_doctor_needs_no_workbook() -> None:
    office = Office()
    assert press(Press("doctor", ""), office) == DONE
    assert "Python" in office.told[0]


def test_a_button_says_which_command_and_which_workbook(tmp_path: Path) -> None:
    words = ["score", "--wb=\\\\server\\share\\考核 办\\a=b.xlsx", "--from_xl=1", "--hwnd=4711"]
    assert pressed(words) == Press("score", "\\\\server\\share\\考核 办\\a=b.xlsx", 4711)
    answer = tmp_path / "答.txt"
    assert pressed(["doctor", f"--answer={answer}", "--yes"]) == Press("doctor", "", 0, answer, True)
    for wrong in ([], ["nothing", "--wb=a.xlsx"], ["score"]):
        with pytest.raises(Exception, match="用法"):
            pressed(wrong)


def run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, check=False, encoding="utf-8", timeout=120
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a message box would wait for somebody")
def test_the_program_without_excel_says_so_and_leaves_with_a_status_of_its_own(tmp_path: Path) -> None:
    answer = tmp_path / "答.txt"
    done = run("-m", "kaohe_xl.ribbon", "score", "--wb=/别处/市考指标.xlsx", "--from_xl=1", f"--answer={answer}")
    assert done.returncode == NOT_DONE
    assert "没有找到正在运行的 Excel" in answer.read_text(encoding="utf-8")
    assert "Traceback" not in done.stdout + done.stderr
    assert run("-m", "kaohe_xl.ribbon", "nonsense").returncode == NOT_DONE


PRESSING = """
import json, sys
from kaohe_xl.books.attaching import load_xlwings
load_xlwings(light=True)
from tests.engine.engine import register
from kaohe_xl import ribbon
app = register().apps.add()
try:
    app.books.open(sys.argv[1])
    known = set(sys.modules)
    status = ribbon.press(ribbon.pressed([sys.argv[2], "--wb=" + sys.argv[1], "--answer=" + sys.argv[3]]))
    print(json.dumps([status, sorted(sys.modules)]))
finally:
    app.quit()
"""
NEVER = {"pandas", "numpy", "openpyxl", "click", "rich", "python_calamine", "msoffcrypto", "kaohe_xl.cli"}
NOT_FOR = {"score": {"xlsxwriter", "kaohe_xl.outputs.letters"}, "check": {"xlsxwriter"}, "letters": set()}


@pytest.mark.parametrize("word", NOT_FOR)
def test_a_button_loads_nothing_that_it_does_not_need(word: str, sample: Path, excel: Any, tmp_path: Path) -> None:
    done = run("-c", PRESSING, str(sample), word, str(tmp_path / "答.txt"))
    assert done.returncode == 0, done.stderr
    status, modules = json.loads(done.stdout.splitlines()[-1])
    assert status in (DONE, WITH_ERRORS)
    assert (NEVER | NOT_FOR[word]) & set(modules) == set()


def test_active_book_is_the_one_in_front(buttons: Buttons) -> None:
    import kaohe_xl as kh

    book = kh.active_book()
    assert book.name == buttons.path.name
    assert book.path == buttons.path
    assert book.read("市考指标!C4") == open_read(buttons.path, "市考指标!C4")
    book.write("市考指标!H7", [[1.5]])
    assessment = book.score()
    assert assessment.entries
    book.save()
    assert grid_of(buttons.path).block("市考指标").at(7, 8) == 1.5
    assert open_read(buttons.path, "市考指标!H7") != ((1.5,),), "the file is the office's to save"


def open_read(path: Path, reference: str) -> Any:
    import kaohe_xl as kh

    return kh.open_book(path).read(reference)


def test_no_open_workbook_is_said(excel: Any, opened: Callable[[Path], Any]) -> None:
    import kaohe_xl as kh

    with pytest.raises(BookError, match="打开工作簿"):
        kh.active_book()
