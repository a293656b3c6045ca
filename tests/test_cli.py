"""`kaohe` as scripts call it: words, JSON, exit statuses, and never a traceback."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from kaohe_xl import open_book, score
from kaohe_xl.books import replacing
from kaohe_xl.terminal import lines

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
COMMANDS = ("demo", "bind", "check", "compare", "score", "letters", "explain", "undo", "doctor", "deploy")


@pytest.fixture
def sample(root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / "市考指标.xlsx", office_folder / "市考 指标.xlsx"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_chinese_help(kaohe: Kaohe, tmp_path: Path, command: str) -> None:
    done = kaohe(command, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert any("一" <= letter <= "鿿" for letter in done.stdout)


def test_score_prints_the_counts_and_where_the_backup_is(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    done = kaohe("score", sample.name, folder=sample.parent)
    assert done.returncode == 0, done.stderr
    assert "市级预警 9 项；五名之后 16 项，其中后三名 7 项" in done.stdout
    backup = next((sample.parent / ".kaohe").rglob("*.xlsx"))
    assert backup.read_bytes() == before
    assert backup.name in done.stdout


def test_score_as_json_says_everything_of_an_entry(kaohe: Kaohe, sample: Path) -> None:
    report = json.loads(kaohe("score", sample.name, "--json", folder=sample.parent).stdout)
    assert set(report) >= {"book", "period", "entries", "totals", "counts", "findings", "patch", "written"}
    assert report["period"] == "2011-10"
    assert report["written"] is True
    assert report["counts"]["city_warned"] == 9
    entry = next(e for e in report["entries"] if e["indicator"] == "全社会固定资产投资" and e["unit"] == "长安区")
    assert entry["target"] == 310.5
    assert set(entry) >= {
        "cell", "actual", "target", "completion", "progress", "ahead", "rank", "of", "tied", "third_value",
        "gap_to_third", "points", "full_points", "bonus", "light", "lights", "missing", "method", "clause",
    }  # fmt: skip


def test_a_preview_shows_the_cells_and_writes_nothing(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    report = json.loads(kaohe("score", sample.name, "--preview", "--json", folder=sample.parent).stdout)
    assert report["patch"]["cells"] == len(report["changes"]) > 0
    assert report["written"] is False
    assert sample.read_bytes() == before
    assert not (sample.parent / ".kaohe").exists()


def test_a_second_score_changes_nothing(kaohe: Kaohe, sample: Path) -> None:
    kaohe("score", sample.name, folder=sample.parent)
    before = sample.read_bytes()
    report = json.loads(kaohe("score", sample.name, "--json", folder=sample.parent).stdout)
    assert report["patch"] == {"cells": 0, "sheets": []}
    assert report["written"] is False
    assert sample.read_bytes() == before


def test_undo_brings_the_workbook_back_byte_for_byte(kaohe: Kaohe, sample: Path) -> None:
    before = sample.read_bytes()
    kaohe("score", sample.name, folder=sample.parent)
    assert sample.read_bytes() != before
    assert kaohe("undo", sample.name, folder=sample.parent).returncode == 0
    assert sample.read_bytes() == before
    assert kaohe("undo", sample.name, folder=sample.parent).returncode == 2


def test_undo_lists_the_backups_and_brings_any_of_them_back(kaohe: Kaohe, sample: Path) -> None:
    states = [sample.read_bytes()]
    for value in (1.5, 2.5):
        book = open_book(sample)
        book.write("市考指标!AA50", [[value]])
        book.save()
        states.append(sample.read_bytes())
    listed = kaohe("undo", sample.name, "--list", folder=sample.parent)
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()[:2]] == ["1", "2"]
    assert f"kaohe undo “{sample.name}” --to 序号" in listed.stdout
    assert sample.read_bytes() == states[2]
    report = json.loads(kaohe("undo", sample.name, "--list", "--json", folder=sample.parent).stdout)
    assert [(x["number"], x["size"]) for x in report["backups"]] == [(1, len(states[1])), (2, len(states[0]))]
    restored = kaohe("undo", sample.name, "--to", "2", folder=sample.parent)
    assert sample.read_bytes() == states[0]
    assert "已恢复为" in restored.stdout and ".kaohe" in restored.stdout
    report = json.loads(kaohe("undo", sample.name, "--to", "1", "--json", folder=sample.parent).stdout)
    assert sample.read_bytes() == states[2]
    assert set(report) >= {"book", "restored", "time", "backup", "findings"}
    assert Path(sample.parent, report["backup"]).read_bytes() == states[0]
    wrong = kaohe("undo", sample.name, "--to", "99", folder=sample.parent)
    assert wrong.returncode == 2 and "没有第 99 份备份" in wrong.stderr


def test_a_workbook_without_backups_lists_none(kaohe: Kaohe, sample: Path) -> None:
    done = kaohe("undo", sample.name, "--list", folder=sample.parent)
    assert (done.returncode, "没有可以恢复的备份" in done.stdout) == (0, True)
    assert list(sample.parent.iterdir()) == [sample]


def test_results_that_went_beside_a_held_workbook_are_told_as_such(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> bool:
        raise PermissionError(errno.EACCES, "held by another program")

    before = sample.read_bytes()
    monkeypatch.setattr(replacing, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(replacing, "_swap", held)
    report = score(sample)
    beside = sample.with_name("市考 指标.新结果.xlsx")
    assert report.json()["written"] is True
    assert (report.json()["path"], report.json()["backup"]) == (str(beside), None)
    shown = "\n".join(lines(report))
    assert f"的结果已写入新文件：{beside}" in shown
    assert report.json()["notes"][0] in shown
    assert "一直被别的程序占用，没有改动" in shown
    assert sample.read_bytes() == before
    book = open_book(sample)
    book.write("市考指标!AA50", [[1.5]])
    assert book.save() is None
    assert book.saved.path == sample.with_name("市考 指标.新结果2.xlsx")
    assert "新结果2" in book.saved.notes[0]


def test_explain_goes_down_to_cells_and_clause(kaohe: Kaohe, sample: Path) -> None:
    done = kaohe("explain", sample.name, "固定资产投资", folder=sample.parent)
    assert done.returncode == 0, done.stderr
    assert "市考指标!" in done.stdout
    assert "310.5" in done.stdout
    report = json.loads(kaohe("explain", sample.name, "固定资产投资", "--json", folder=sample.parent).stdout)
    assert report["explanations"][0]["inputs"]


def test_explain_of_an_unknown_indicator_names_those_that_there_are(kaohe: Kaohe, sample: Path) -> None:
    done = kaohe("explain", sample.name, "月球投资", folder=sample.parent)
    assert done.returncode == 2
    assert "月球投资" in done.stderr and "固定资产投资" in done.stderr


def test_letters_go_to_every_responsible_unit_and_keep_their_numbers(kaohe: Kaohe, sample: Path) -> None:
    words = ("letters", sample.name, "--date", "2011-11-01", "--json")
    first = json.loads(kaohe(*words, folder=sample.parent).stdout)
    assert first["written"] is True
    assert first["letters"][0]["number"].endswith("〔2011〕1号")
    assert Path(sample.parent, first["files"][0]).exists()
    again = json.loads(kaohe(*words, folder=sample.parent).stdout)
    assert [x["number"] for x in again["letters"]] == [x["number"] for x in first["letters"]]


def test_letters_preview_makes_no_file(kaohe: Kaohe, sample: Path) -> None:
    report = json.loads(kaohe("letters", sample.name, "--preview", "--json", folder=sample.parent).stdout)
    assert report["letters"] and report["written"] is False
    assert [p.name for p in sample.parent.iterdir()] == [sample.name]


def _encrypted(path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = BytesIO()
    xlsxwriter.Workbook(plain).close()
    with path.open("wb") as target:
        OOXMLFile(plain).encrypt("密码", target)


def _write(text: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(text)


BAD_FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "a folder": lambda path: path.mkdir(),
    "not a workbook": _write(b"%PDF-1.4 ..."),
    "a text file": _write("指标,完成\n生产总值,225.1\n".encode()),
    "a damaged zip": _write(b"PK\x03\x04" + b"\0" * 40),
    "an empty file": _write(b""),
    "encrypted": _encrypted,
}


@pytest.mark.parametrize("command", ["score", "check", "letters"])
@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_gets_a_chinese_sentence_that_names_it(
    kaohe: Kaohe, office_folder: Path, command: str, kind: str
) -> None:
    path = office_folder / "市考指标.xlsx"
    BAD_FILES[kind](path)
    before = path.read_bytes() if path.is_file() else None
    done = kaohe(command, path.name, folder=office_folder)
    assert done.returncode == 2
    assert "市考指标.xlsx" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (office_folder / ".kaohe").exists()


def test_a_wrong_option_is_answered_in_chinese(kaohe: Kaohe, tmp_path: Path) -> None:
    done = kaohe("score", "--no-such", folder=tmp_path)
    assert done.returncode == 2
    assert "没有选项" in done.stderr


def test_an_unknown_command_names_those_that_there_are(kaohe: Kaohe, tmp_path: Path) -> None:
    done = kaohe("foo", folder=tmp_path)
    assert done.returncode == 2
    assert "没有这个命令" in done.stderr and "score" in done.stderr


def test_explain_forgives_blanks_in_the_name(kaohe: Kaohe, sample: Path) -> None:
    assert kaohe("explain", sample.name, "生产 总值", folder=sample.parent).returncode == 0


def test_a_refusal_is_json_where_json_was_asked_for(kaohe: Kaohe, tmp_path: Path) -> None:
    done = kaohe("score", "没有.xlsx", "--json", folder=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert report["written"] is False
    assert "没有.xlsx" in report["findings"][0]["message"]


def test_doctor_lists_what_this_machine_has(kaohe: Kaohe, tmp_path: Path) -> None:
    done = kaohe("doctor", folder=tmp_path)
    assert done.returncode == 0
    assert "Python" in done.stdout
