"""The add-in lies where Excel and WPS look for it, for this person alone, and is gone after uninstalling."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kaohe_xl.addin.configuration import Machine
from kaohe_xl.addin.installing import Places, install, installed, places, places_in, uninstall
from kaohe_xl.books import macro_copy
from kaohe_xl.errors import BookError
from kaohe_xl.resources import macros

MACHINE = Machine("/程序 文件/python", "/缓存")


@pytest.fixture
def person(office_folder: Path) -> Path:
    """A home folder with Excel for Windows in it."""
    (office_folder / "AppData/Roaming/Microsoft/Excel").mkdir(parents=True)
    return office_folder


def on_windows(person: Path) -> Places:
    return places("win32", person, {"APPDATA": str(person / "AppData/Roaming")})


def test_on_windows_excel_finds_it_in_its_start_folder(person: Path) -> None:
    (file,) = install(on_windows(person), MACHINE)
    assert file == person / "AppData/Roaming/Microsoft/Excel/XLSTART/kaohe.xlam"
    with zipfile.ZipFile(file) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert MACHINE.python in sheet and MACHINE.path in sheet


def test_without_the_variable_the_home_folder_is_asked(person: Path) -> None:
    assert places("win32", person, {}) == on_windows(person)


def test_wps_gets_a_file_of_its_own_beside_excels(person: Path) -> None:
    (person / "AppData/Roaming/kingsoft").mkdir()
    excel, wps = install(on_windows(person), MACHINE)
    assert wps == person / "AppData/Roaming/Microsoft/AddIns/kaohe.xlam"
    assert excel.read_bytes() == wps.read_bytes()


def test_wps_alone_is_enough(office_folder: Path) -> None:
    (office_folder / "AppData/Roaming/kingsoft").mkdir(parents=True)
    (wps,) = install(on_windows(office_folder), MACHINE)
    assert wps == office_folder / "AppData/Roaming/Microsoft/AddIns/kaohe.xlam"


def test_on_a_mac_the_script_comes_with_it(office_folder: Path) -> None:
    (office_folder / "Library/Group Containers/UBF8T346G9.Office").mkdir(parents=True)
    add_in, script = install(places("darwin", office_folder), MACHINE)
    assert add_in.parent.name == "Excel" and "Startup.localized" in add_in.parts
    assert script == office_folder / "Library/Application Scripts/com.microsoft.Excel/kaohe_xl.applescript"
    assert script.read_bytes() == (macros() / "kaohe_xl.applescript").read_bytes()


def test_the_macro_and_the_script_name_each_other() -> None:
    code = (macros() / "KaoheRun.bas").read_text(encoding="ascii")
    script = (macros() / "kaohe_xl.applescript").read_text(encoding="ascii")
    assert 'AppleScriptTask "kaohe_xl.applescript", "startCommand", command' in code
    assert "on startCommand(commandLine)" in script and "end startCommand" in script


def test_installing_again_replaces_and_uninstalling_leaves_nothing(person: Path) -> None:
    where = on_windows(person)
    install(where, Machine("/old/python"))
    (file,) = install(where, MACHINE)
    assert installed(where) == (file,)
    assert list(file.parent.iterdir()) == [file]
    assert uninstall(where) == (file,)
    assert uninstall(where) == () == installed(where)
    assert file.parent.is_dir()  # Excel's folder stays


def test_what_a_killed_run_left_is_swept_away(person: Path) -> None:
    where = on_windows(person)
    left = macro_copy.temporary(where.excel)
    left.parent.mkdir()
    left.write_bytes(b"half")
    install(where, MACHINE)
    assert list(where.excel.parent.iterdir()) == [where.excel]


def test_where_excel_never_was_its_folder_is_named(office_folder: Path) -> None:
    with pytest.raises(BookError, match="Excel") as refused:
        install(on_windows(office_folder), MACHINE)
    assert str(office_folder / "AppData/Roaming/Microsoft/Excel") in refused.value.message
    assert "先打开一次 Excel" in refused.value.remedy
    assert list(office_folder.iterdir()) == []


def test_a_system_without_excel_is_told_what_to_do_instead() -> None:
    with pytest.raises(BookError, match="没有 Excel 或 WPS") as refused:
        places("linux")
    assert "--to" in refused.value.remedy


def test_while_excel_has_it_open_somebody_is_told_to_close_excel(
    person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "in use")

    where = on_windows(person)
    install(where, Machine("/old/python"))
    before = where.excel.read_bytes()
    monkeypatch.setattr(macro_copy, "replaced", held)
    with pytest.raises(BookError, match="正开着它") as refused:
        install(where, MACHINE)
    assert "关闭全部 Excel" in refused.value.remedy
    assert where.excel.read_bytes() == before
    assert list(where.excel.parent.iterdir()) == [where.excel]
    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(BookError, match="正开着它"):
        uninstall(where)


def test_a_place_that_is_blocked_is_named(person: Path) -> None:
    blocked = person / "AppData/Roaming/Microsoft/Excel/XLSTART"
    blocked.write_bytes(b"a file where the folder should be")
    with pytest.raises(BookError, match="写不进去") as refused:
        install(on_windows(person), MACHINE)
    assert str(blocked / "kaohe.xlam") in refused.value.message


def test_another_folder_can_be_named(office_folder: Path) -> None:
    assert install(places_in(office_folder / "启动"), MACHINE) == (office_folder / "启动/kaohe.xlam",)
