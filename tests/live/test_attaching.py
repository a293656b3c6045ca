"""Which Excel is spoken to, and that none is ended: on Windows' side of xlwings, stood in for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from kaohe_xl.books.attaching import calling_grid, name_of
from kaohe_xl.errors import BookError
from tests.live.fake_excel import Book, Excel, com_error

ROOT = Path(__file__).resolve().parents[2]
WINDOW = 4711


class App:
    """xlwings' App for Windows: of a window, or of an object that the system knows."""

    known: dict[Any, list[Book]]

    def __init__(self, xl: Any) -> None:
        if xl not in self.known:
            raise com_error(-2147467259)
        self.books = self.known[xl]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[Any, list[Book]]:
    """What runs there: window or program -> its workbooks."""
    known: dict[Any, list[Book]] = {}

    def running(name: str) -> Any:
        if name not in known:
            raise com_error(-2147221021)
        return SimpleNamespace(QueryInterface=lambda kind: name)

    windows: Any = ModuleType("xlwings._xlwindows")
    windows.Apps = SimpleNamespace(cleanup=lambda: pytest.fail("ended"))
    windows.cleanup = lambda: pytest.fail("ended")
    windows.App = type("App", (App,), {"known": known})
    windows.pythoncom = SimpleNamespace(GetActiveObject=running, IID_IDispatch=0)
    windows.pywintypes = SimpleNamespace(com_error=com_error)
    windows.Dispatch = windows.COMRetryObjectWrapper = lambda one: one
    package: Any = ModuleType("xlwings")
    package._xlwindows = windows
    package.apps = []
    package.App = lambda impl: impl
    monkeypatch.setitem(sys.modules, "xlwings", package)
    monkeypatch.setitem(sys.modules, "xlwings._xlwindows", windows)
    return known


def book(path: str) -> Book:
    return Book(Excel(), {"市考指标": [["指标"]]}, path)


def test_the_excel_whose_button_was_pressed_is_asked_first(machine: dict[Any, list[Book]]) -> None:
    path = "/共享/市考指标.xlsx"
    machine[WINDOW] = [book("/共享/区考.xlsx"), book(path)]
    machine["Excel.Application"] = [book(path)]
    assert calling_grid(path, WINDOW).book is machine[WINDOW][1]


def test_wps_is_found_where_the_window_is_not_excels(machine: dict[Any, list[Book]]) -> None:
    machine["Ket.Application"] = [book("/共享/市考指标.xlsx")]
    assert calling_grid("/共享/市考指标.xlsx", WINDOW).book is machine["Ket.Application"][0]


def test_a_workbook_never_saved_is_found_by_its_name(machine: dict[Any, list[Book]]) -> None:
    machine["Excel.Application"] = [book("工作簿1")]
    assert calling_grid("工作簿1").path is None


def test_another_workbook_of_the_same_name_is_not_taken_for_it(machine: dict[Any, list[Book]]) -> None:
    machine[WINDOW] = [book("/旧/市考指标.xlsx")]
    with pytest.raises(BookError, match=r"没有打开“市考指标\.xlsx”"):
        calling_grid("/共享/市考指标.xlsx", WINDOW)


def test_no_excel_is_said(machine: dict[Any, list[Book]]) -> None:
    with pytest.raises(BookError, match="没有找到正在运行的 Excel"):
        calling_grid("/共享/市考指标.xlsx", WINDOW)


def test_names_are_taken_from_paths_of_any_system() -> None:
    assert name_of("\\\\server\\share\\考核 办\\市考.xlsx") == "市考.xlsx"
    assert name_of("/共享/市考.xlsx") == name_of("市考.xlsx") == "市考.xlsx"


LEAVING = """
import atexit, sys
from types import ModuleType, SimpleNamespace
windows = ModuleType("xlwings._xlwindows")
def cleanup():
    print("ended EXCEL.EXE")
windows.cleanup = atexit.register(cleanup)
windows.N_COM_ATTEMPTS = 0
windows.Apps = SimpleNamespace(cleanup=cleanup)
package = ModuleType("xlwings")
package._xlwindows = windows
sys.modules |= {"xlwings": package, "xlwings._xlwindows": windows}
from kaohe_xl.books.attaching import load_xlwings
load_xlwings()
windows.Apps.cleanup()
print(windows.N_COM_ATTEMPTS)
"""


def test_leaving_ends_nobodys_excel_and_no_call_is_repeated_for_ever() -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", LEAVING], env=environment, capture_output=True, check=True, text=True
    )
    assert "ended" not in done.stdout
    assert int(done.stdout) > 0
