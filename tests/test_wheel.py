"""What is installed is whole: the samples and the macros travel inside the wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kaohe_xl import resources

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("kaohe_xl", "workbooks", "macros", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel built from a copy, so that nothing is left behind in the repository."""
    copy = tmp_path_factory.mktemp("source")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(copy),
        ".",
    ]
    done = subprocess.run(command, cwd=copy, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = copy.glob("kaohe_xl-*.whl")
    return zipfile.ZipFile(made)


def test_the_samples_and_macros_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    for name, folder in (("workbooks", resources.samples()), ("macros", resources.macros())):
        expected = {p.name for p in folder.iterdir() if p.is_file()}
        assert expected, f"{name} is empty"
        assert {f"kaohe_xl/{name}/{file}" for file in expected} <= inside


def test_every_module_and_the_licence_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "kaohe_xl").rglob("*.py")}
    assert modules <= inside
    assert "kaohe_xl/py.typed" in inside
    assert any(name.endswith("/LICENSE") for name in inside)
    assert not any(name.startswith(("tests", "docs")) for name in inside)


def test_an_unpacked_wheel_finds_its_samples(wheel: zipfile.ZipFile, office_folder: Path) -> None:
    wheel.extractall(office_folder)
    program = "from kaohe_xl import resources; print(resources.samples()); print(resources.macros())"
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        cwd=office_folder,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    folders = [Path(line) for line in done.stdout.splitlines()]
    assert folders == [office_folder / "kaohe_xl" / name for name in ("workbooks", "macros")]
