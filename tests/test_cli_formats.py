"""`kaohe` on files in other formats and on workbooks with a password, as scripts and people call it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.encryption import encrypted

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
WORD = "考核2011"


@pytest.fixture
def sample(root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / "重点项目.xlsx", office_folder / "重点项目.xlsx"))


@pytest.fixture
def secret(root: Path, office_folder: Path) -> Path:
    path = office_folder / "市考指标.xlsx"
    path.write_bytes(encrypted((root / "workbooks" / path.name).read_bytes(), path.name, WORD))
    return path


def told(report: dict[str, Any]) -> dict[str, Any]:
    return {key: report[key] for key in ("period", "entries", "totals", "counts", "findings", "patch")}


@pytest.mark.parametrize("kind", ["xls", "ods"])
@pytest.mark.parametrize("name", ["市考指标", "区考", "重点项目"])
def test_scores_are_those_of_the_xlsx(
    kaohe: Kaohe, soffice: Callable[..., Path], root: Path, office_folder: Path, name: str, kind: str
) -> None:
    new = Path(shutil.copy(root / "workbooks" / f"{name}.xlsx", office_folder))
    old = soffice(new, kind, office_folder)
    words = ("--preview", "--json")
    ours = json.loads(kaohe("score", old.name, *words, folder=office_folder).stdout)
    theirs = json.loads(kaohe("score", new.name, *words, folder=office_folder).stdout)
    assert told(ours) == told(theirs)


def test_all_commands_work_on_an_old_workbook(
    kaohe: Kaohe, soffice: Callable[..., Path], sample: Path, office_folder: Path
) -> None:
    old = soffice(sample, "xls", office_folder)
    sample.unlink()
    before = old.read_bytes()
    assert kaohe("check", old.name, folder=office_folder).returncode in (0, 1)
    assert kaohe("explain", old.name, "投资", folder=office_folder).returncode == 0
    done = kaohe("score", old.name, folder=office_folder)
    assert done.returncode == 0, done.stderr
    assert "已写入新文件" in done.stdout
    assert "重点项目.xlsx" in done.stdout
    assert "没有改动" in done.stdout
    letters = json.loads(kaohe("letters", old.name, "--json", folder=office_folder).stdout)
    assert letters["written"] is True
    again = json.loads(kaohe("score", old.name, "--json", folder=office_folder).stdout)
    assert (again["written"], again["path"]) == (False, None)
    undone = kaohe("undo", old.name, folder=office_folder)
    assert "“重点项目.xlsx”已删去" in undone.stdout
    assert not sample.exists()
    assert old.read_bytes() == before


def test_json_names_the_new_file(kaohe: Kaohe, office_folder: Path) -> None:
    rows = ("指标,年度目标,完成,得分", "生产总值,310,225.1,", "固定资产投资,100,85%,", "社零,50,48,")
    (office_folder / "指标.csv").write_text("\n".join(rows), encoding="gb18030")
    done = kaohe("score", "指标.csv", "--force", "--json", folder=office_folder)
    report = json.loads(done.stdout)
    assert report["written"] is True
    assert report["path"].endswith("指标.xlsx")
    assert report["backup"] is None
    assert any("指标.csv" in note for note in report["notes"])
    assert report["entries"][0]["actual"] == 225.1
    undone = json.loads(kaohe("undo", "指标.csv", "--json", folder=office_folder).stdout)
    assert undone["removed"] is True


def test_a_workbook_with_a_password_is_scored_and_stays_encrypted(kaohe: Kaohe, secret: Path) -> None:
    before = secret.read_bytes()
    done = kaohe("score", secret.name, "--password", WORD, folder=secret.parent)
    assert done.returncode == 0, done.stderr
    assert "市级预警 9 项" in done.stdout
    assert secret.read_bytes() != before
    assert not secret.read_bytes().startswith(b"PK")
    assert kaohe("undo", secret.name, folder=secret.parent).returncode == 0
    assert secret.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "PASSWORD_NEEDED"),
        (("--password", "别的"), "WRONG_PASSWORD"),
        (("--password", ""), "WRONG_PASSWORD"),
    ],
)
def test_scripts_are_told_and_never_asked(
    kaohe: Kaohe, secret: Path, words: tuple[str, ...], code: str
) -> None:
    done = kaohe("score", secret.name, *words, "--json", folder=secret.parent)
    assert done.returncode == 2
    assert json.loads(done.stdout)["findings"][0]["code"] == code
    assert kaohe("check", secret.name, *words, folder=secret.parent).returncode == 2


def _at_terminal(back: int) -> None:
    """A terminal of its own, where Ctrl+C works also in a job that was started in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.login_tty(back)


def at_a_terminal(words: list[str], folder: Path, root: Path, typed: list[str | None]) -> tuple[str, int]:
    """What `kaohe` shows to a person who types this, one line each time he is asked; None is Ctrl+C."""
    import pty
    import select

    front, back = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from kaohe_xl.cli import main; main()", *words],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(root)},
        preexec_fn=lambda: _at_terminal(back),
        pass_fds=[back],
    )
    os.close(back)
    shown, waiting = b"", list(typed)
    try:
        while select.select([front], [], [], 60)[0]:
            try:
                chunk = os.read(front, 4096)
            except OSError:  # Linux says so when the other side is gone
                break
            shown += chunk
            if not chunk:
                break
            asked = shown.decode("utf-8", "replace").count("不显示")
            if waiting and asked > len(typed) - len(waiting):
                word = waiting.pop(0)
                os.write(front, b"\x03" if word is None else f"{word}\n".encode())
        return shown.decode("utf-8", "replace"), process.wait(10)
    finally:
        os.close(front)
        process.kill()
        process.wait()


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("typed", "opens"), [([WORD], True), (["别的", WORD], True), (["一", "二", "三"], False), ([None], False)]
)
def test_a_person_at_a_terminal_is_asked_and_what_he_types_is_not_shown(
    secret: Path, root: Path, typed: list[str | None], opens: bool
) -> None:
    text, status = at_a_terminal(["check", secret.name], secret.parent, root, typed)
    assert text.count("不显示") == len(typed)
    assert not any(word in text for word in typed if word and len(word) > 1)
    assert "Traceback" not in text
    assert (status != 2) == opens, text
