"""The VBA project holds the modules as they are written, and nothing that isn't plain ASCII."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import olefile
import pytest

from kaohe_xl.addin.vba import Kind, Module, read_module, vba_project
from kaohe_xl.resources import macros
from tests.addin.extraction import modules

SOURCES = sorted(macros().glob("*.bas"))
MODULES = [
    Module("ThisWorkbook", Kind.WORKBOOK),
    Module("Sheet1", Kind.WORKSHEET),
    Module("Chart1", Kind.CHART),
]


def decrypted(text: str) -> bytes:
    """The data of MS-OVBA 2.4.3.3."""
    seed, version, project, *rest = bytes.fromhex(text)
    plain, last, before = project ^ seed, project, version
    out = []
    for byte in rest:
        value = byte ^ ((before + plain) & 0xFF)
        out.append(value)
        plain, last, before = value, byte, last
    ignored = (seed & 6) // 2
    assert version ^ seed == 2
    assert len(out) == ignored + 4 + int.from_bytes(bytes(out[ignored : ignored + 4]), "little")
    return bytes(out[ignored + 4 :])


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_macros_are_ascii_with_nothing_that_antivirus_or_other_programs_stumble_over(source: Path) -> None:
    text = source.read_text(encoding="ascii")
    code = re.sub(r"^\s*'.*$", "", text, flags=re.MULTILINE)
    assert "Option Explicit" in code
    assert not re.search(r"\bDeclare\b|xlwings|\bAs New\b|IRibbonControl", code)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_olevba_extracts_a_module_as_it_was_written(source: Path) -> None:
    project = vba_project([*MODULES, read_module(source)])
    found = modules("vbaProject.bin", project)
    assert found[source.name] == source.read_text(encoding="ascii")
    assert "Attribute VB_Base" in found["ThisWorkbook.cls"]


def test_the_project_is_open_and_without_password() -> None:
    with olefile.OleFileIO(BytesIO(vba_project(MODULES))) as ole:
        text = ole.openstream("PROJECT").read().decode("ascii")
    keys = dict(re.findall(r'^(CMG|DPB|GC)="([0-9A-F]+)"', text, re.MULTILINE))
    assert {key: decrypted(value) for key, value in keys.items()} == {
        "CMG": bytes(4),
        "DPB": b"\0",
        "GC": b"\xff",
    }
    assert "Document=Sheet1/&H00000000" in text and "Module=" not in text


def test_what_is_no_module_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bas").write_text("Option Explicit\n", encoding="ascii")
    with pytest.raises(ValueError, match=r"a\.bas"):
        read_module(tmp_path / "a.bas")
