"""A digital signature breaks when the workbook is written: somebody has to agree to that, script or person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

import kaohe_xl as kh
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from tests.books import foreign

SHEET = "市考指标"
ORIGIN = (
    '<Relationship Id="rIdSigned" Target="_xmlsignatures/origin.sigs" '
    'Type="http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"/></Relationships>'
)
Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def signed(office_folder: Path) -> Path:
    """A workbook to be scored, with the parts of a signature."""
    path = office_folder / "市考指标.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        sheet.write_row(0, 0, ["指标", "分值", "方向", "年度目标", "完成", "得分"])
        sheet.write_row(1, 0, ["生产总值", 8, "正向", 310, 225.1])
        settings = workbook.add_worksheet("考核设置")
        for number, row in enumerate([["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]]):
            settings.write_row(number, 0, row)
    parts = foreign.parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(
                name, data.replace(b"</Relationships>", ORIGIN.encode()) if name == "_rels/.rels" else data
            )
        archive.writestr("_xmlsignatures/origin.sigs", "")
    return path


def points(path: Path) -> object:
    return open_file(path).block(SHEET).at(2, 6)


def test_a_signed_workbook_is_not_written_unasked(signed: Path) -> None:
    before = signed.read_bytes()
    with pytest.raises(kh.BookError, match=r"数字签名.*--break-signature"):
        kh.score(signed)
    with pytest.raises(kh.BookError, match="数字签名"):
        open_file(signed).save(Patch({SHEET: SheetPatch((Change(2, 6, 1),))}))
    assert signed.read_bytes() == before
    assert not (signed.parent / ".kaohe").exists()


def test_what_stands_there_already_breaks_nothing(signed: Path) -> None:
    saved = open_file(signed).save(Patch({SHEET: SheetPatch((Change(2, 1, "生产总值"),))}))
    assert saved.backup is None
    assert kh.score(signed, preview=True).patch.cells
    assert kh.check(signed) is not None


def test_a_keyword_agrees(signed: Path) -> None:
    report = kh.score(signed, break_signature=True)
    assert report.written
    assert any("签名失效" in note for note in report.saved.notes)
    book = kh.open_book(signed, break_signature=True)
    book.write("F2", [[1.5]])
    assert book.save()
    assert points(signed) == 1.5


def test_an_option_agrees_for_scripts(signed: Path, kaohe: Kaohe) -> None:
    refused = kaohe("score", signed.name, folder=signed.parent)
    assert refused.returncode == 2
    assert "数字签名" in refused.stderr
    assert points(signed) is None
    done = kaohe("score", signed.name, "--break-signature", folder=signed.parent)
    assert done.returncode == 0, done.stderr
    assert "签名失效" in done.stdout
    assert points(signed) == 5.81


def test_json_never_asks_and_names_the_reason(signed: Path, kaohe: Kaohe) -> None:
    refused = kaohe("score", signed.name, "--json", folder=signed.parent)
    assert refused.returncode == 2
    told = json.loads(refused.stdout)["findings"][0]
    assert told["code"] == "SIGNATURE_WOULD_BREAK"
    done = kaohe("score", signed.name, "--json", "--break-signature", folder=signed.parent)
    assert any("签名失效" in note for note in json.loads(done.stdout)["notes"])


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are of POSIX")
@pytest.mark.parametrize(("answer", "written"), [("y\n", 5.81), ("n\n", None), ("\n", None)])
def test_a_person_at_a_terminal_is_asked(signed: Path, root: Path, answer: str, written: object) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from kaohe_xl.cli import main; main()", "score", signed.name]
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(root)}
    with os.fdopen(ours, "w") as keyboard, os.fdopen(theirs) as terminal:
        process = subprocess.Popen(
            command,
            cwd=signed.parent,
            env=environment,
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        keyboard.write(answer)
        keyboard.flush()
        said, _ = process.communicate(timeout=120)
    assert "签名失效。继续吗？" in said
    assert process.returncode == (0 if written else 2)
    assert points(signed) == written
