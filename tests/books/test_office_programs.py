"""What Excel is told about macros, where our add-in lies, whether there is WPS."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kaohe_xl.books import office_programs
from kaohe_xl.books.office_programs import has_wps, macro_security

OWN = r"Software\Microsoft\Office\16.0\Excel\Security"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"


@pytest.mark.parametrize(
    ("registry", "level", "runs"),
    [
        ({}, 2, True),
        ({(OWN, "VBAWarnings"): 1}, 1, True),
        ({(OWN, "VBAWarnings"): 4}, 4, True),  # the add-in lies in a trusted place
        ({(OWN, "VBAWarnings"): 4, (OWN + r"\Trusted Locations", "AllLocationsDisabled"): 1}, 4, False),
        ({(OWN, "VBAWarnings"): 2, (OWN + r"\Trusted Locations", "AllLocationsDisabled"): 1}, 2, True),
        ({(OWN, "VBAWarnings"): 1, (POLICY, "VBAWarnings"): 3}, 3, True),
        ({(POLICY, "VBAWarnings"): 3, (POLICY + r"\Trusted Locations", "AllLocationsDisabled"): 1}, 3, False),
        ({(OWN.replace("16.0", "15.0"), "VBAWarnings"): 3}, 3, True),
    ],
)
def test_the_administrators_word_on_macros_goes_before_the_persons_own(
    monkeypatch: pytest.MonkeyPatch, registry: dict[tuple[str, str], int], level: int, runs: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(office_programs, "_registered", lambda key, name: registry.get((key, name)))
    known = macro_security()
    assert known is not None
    assert (known.level, known.lets_add_in_run) == (level, runs)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry")
def test_without_a_registry_nothing_is_said_about_macros() -> None:
    assert macro_security() is None


@pytest.mark.skipif(os.name == "nt", reason="on Windows the registry knows")
def test_wps_is_found_by_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_programs, "_WPS_PLACES", ())
    assert not has_wps()
    (tmp_path / "et").touch(mode=0o755)
    assert has_wps()
