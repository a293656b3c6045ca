"""LibreOffice as a person who opens workbooks, changes how they look, and saves them: many in one run."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.conftest import SOFFICE_PLACES

_MACRO = """
Sub Main
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    Dim kind(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = "Hidden" : hidden(0).Value = True
    kind(0).Name = "FilterName" : kind(0).Value = "Calc MS Excel 2007 XML"
    name = Dir(ConvertFromUrl("{source}/"), 0)
    Do While name <> ""
        book = StarDesktop.loadComponentFromURL(ConvertToUrl(ConvertFromUrl("{source}/") & name), "_blank", 0, hidden())
        For number = 0 To book.Sheets.Count - 1
            sheet = book.Sheets.getByIndex(number)
            sheet.Columns.getByIndex(0).Width = 5000
            sheet.Columns.getByIndex(3).Width = 1800
            sheet.getCellByPosition(1, 1).CellBackColor = RGB(255, 230, 150)
            sheet.getCellRangeByPosition(0, 0, 5, 2).CharFontName = "SimSun"
            sheet.getCellRangeByPosition(0, 2, 3, 6).CharWeight = 150
            sheet.Rows.getByIndex(4).Height = 1200
        Next
        book.storeToURL(ConvertToUrl(ConvertFromUrl("{target}/") & name), kind())
        book.close(True)
        name = Dir
    Loop
    StarDesktop.terminate()
End Sub
"""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = (
    '<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">\n'
    '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" '
    'library:readonly="false" library:passwordprotected="false"><library:element library:name="Touch"/></library:library>'
)
_LIBRARIES = (
    '<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">\n'
    '<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" '
    'library:link="false"/></library:libraries>'
)
_MODULE = (
    '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Touch" '
    'script:language="StarBasic">{}</script:module>'
)


def program() -> str | None:
    """Where LibreOffice is; None where it isn't installed."""
    return shutil.which("soffice") or next((p for p in SOFFICE_PLACES if Path(p).exists()), None)


def touched(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them after changing widths, a fill and fonts; names stay."""
    command = program()
    assert command is not None
    source, target, profile = folder / "source", folder / "target", folder / "profile"
    for path in (source, target):
        path.mkdir(parents=True)
    for path in paths:
        shutil.copy(path, source / path.name)
    office = [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # A fresh profile brings a Standard library of its own: let it be made before ours goes there.
    subprocess.run([*office, "--terminate_after_init"], capture_output=True, check=False, timeout=120)
    _install(profile / "user" / "basic", _MACRO.format(source=source.as_uri(), target=target.as_uri()))
    for _ in range(3):  # a fresh profile exits once with 81, and asks to be started again
        done = subprocess.run(
            [*office, "macro:///Standard.Touch.Main"], capture_output=True, check=False, timeout=600
        )
        if all((target / path.name).exists() for path in paths):
            return [target / path.name for path in paths]
    raise AssertionError(f"LibreOffice saved nothing: {done.returncode} {done.stderr[:300]!r}")


def _install(basic: Path, macro: str) -> None:
    """Put the macro into a new profile."""
    library = basic / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(_HEAD + _LIBRARIES, encoding="utf-8")
    (library / "script.xlb").write_text(_HEAD + _LIBRARY, encoding="utf-8")
    (library / "Touch.xba").write_text(_HEAD + _MODULE.format(escape(macro)), encoding="utf-8")
