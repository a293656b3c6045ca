"""`kaohe doctor`: a line for each thing, with what to do where it is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaohe_xl import diagnosis
from kaohe_xl.books.office_programs import MacroSecurity
from kaohe_xl.diagnosis import doctor
from kaohe_xl.reports import Probe


def line(name: str) -> Probe:
    return next(probe for probe in doctor().probes if name in probe.name)


def test_a_workbook_that_somebody_has_open_is_named(
    office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(office_folder)
    (office_folder / "市考.xlsx").touch()
    assert line("当前文件夹里没有被别人打开的工作簿").ok is True
    owner = "王志远".encode("utf-16-le")
    (office_folder / "~$市考.xlsx").write_bytes(bytes(55) + bytes([3, 0]) + owner)
    found = line("工作簿 市考.xlsx")
    assert found.ok is False
    assert "王志远" in found.found
    assert "~$市考.xlsx" in found.remedy


@pytest.mark.parametrize(
    ("there", "marks"),
    [((True, False), [True, None]), ((False, True), [None, True]), ((False, False), [False, False])],
)
def test_excel_or_wps_is_enough(
    monkeypatch: pytest.MonkeyPatch, there: tuple[bool, bool], marks: list[bool | None]
) -> None:
    monkeypatch.setattr(diagnosis, "has_excel", lambda: there[0])
    monkeypatch.setattr(diagnosis, "has_wps", lambda: there[1])
    monkeypatch.setattr(sys, "platform", "darwin")
    probes = [probe for probe in doctor().probes if probe.name.startswith(("Excel（", "WPS"))]
    assert [probe.ok for probe in probes] == marks


def test_macros_that_excel_holds_back_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "macro_security", lambda: MacroSecurity(4, False))
    found = line("Excel 允许按钮运行")
    assert found.ok is False
    assert "4 级，受信任位置已禁用" in found.found
    assert "受信任位置" in found.remedy


def test_every_line_has_a_remedy_or_is_all_right() -> None:
    for probe in doctor().probes:
        assert probe.ok or probe.remedy, probe.name


def test_the_add_in_is_found_where_it_was_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaohe_xl import diagnosis
    from kaohe_xl.addin.installing import Places

    monkeypatch.setattr(diagnosis, "places", lambda: Places(tmp_path / "kaohe.xlam"))
    assert not any("kaohe.xlam" in probe.found for probe in doctor().probes)
    (tmp_path / "kaohe.xlam").touch()
    assert any(str(tmp_path / "kaohe.xlam") in probe.found and probe.ok for probe in doctor().probes)
