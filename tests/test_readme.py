"""README tells the truth: its commands and its Python example run as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kaohe_xl.cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = ROOT / "docs" / "手册.md"

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]


def blocks(language: str, text: str = README) -> list[str]:
    """The fenced blocks whose fence says `language`."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def lines(language: str) -> list[str]:
    return [line for block in blocks(language) for line in block.splitlines() if line]


def commands_in(text: str) -> Iterator[list[str]]:
    """Every `kaohe WORD ...` in code, split into words."""
    for code in re.findall(r"`(kaohe [a-z][^`]*)`", text) + re.findall(
        r"^(kaohe [a-z].*)$", text, re.MULTILINE
    ):
        yield shlex.split(code)


def test_the_commands_do_the_main_job(kaohe: Kaohe, office_folder: Path) -> None:
    assert len(lines("console")) >= 5
    for line in lines("console"):
        program, *words = shlex.split(line)
        assert program == "kaohe"
        done = kaohe(*words, folder=office_folder)
        assert done.returncode in (0, 1), f"{line}: {done.stdout[-1500:]}{done.stderr[-1500:]}"
        assert "Traceback" not in done.stderr
        assert done.stdout.strip(), f"{line} says nothing"
    assert list((office_folder / "提醒函").glob("*.xlsx"))


def test_the_python_example_runs(kaohe: Kaohe, office_folder: Path) -> None:
    (example,) = blocks("python")
    assert kaohe("demo", folder=office_folder).returncode in (0, 1)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", example],
        cwd=office_folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_help_names_every_command(kaohe: Kaohe, tmp_path: Path) -> None:
    done = kaohe("--help", folder=tmp_path)
    assert done.returncode == 0
    for word in kaohe_xl.cli.kaohe.commands:
        assert re.search(rf"^  {word}\b.*[\u4e00-\u9fff]", done.stdout, re.MULTILINE), (
            f"{word} has no Chinese help"
        )


@pytest.mark.parametrize("word", sorted(kaohe_xl.cli.kaohe.commands))
def test_every_command_stands_in_readme_and_manual(word: str) -> None:
    assert f"`kaohe {word}" in README
    assert f"kaohe {word}" in MANUAL.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [ROOT / "README.md", MANUAL], ids=lambda path: path.name)
def test_documents_name_only_commands_and_options_that_exist(path: Path) -> None:
    for _, word, *rest in commands_in(path.read_text(encoding="utf-8")):
        assert word in kaohe_xl.cli.kaohe.commands, f"kaohe {word}"
        known = {
            option for parameter in kaohe_xl.cli.kaohe.commands[word].params for option in parameter.opts
        }
        asked = {part.split("=")[0] for part in rest if part.startswith("-")}
        assert asked <= known | {"--help"}, f"kaohe {word}: {asked - known}"


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", MANUAL, ROOT / "CHANGELOG.md"], ids=lambda path: path.name
)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_the_set_up_lines_run_in_a_fresh_clone(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not request.config.getoption("--fresh"):
        pytest.skip("a fresh clone takes minutes: pytest --fresh")
    clone = tmp_path / "考核 新机"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    demo, test = lines("console setup")
    ran = subprocess.run(shlex.split(demo), cwd=clone, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode in (0, 1), ran.stdout + ran.stderr
    assert list((clone / "考核示例").glob("*.xlsx"))
    ran = subprocess.run(shlex.split(test), cwd=clone, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
