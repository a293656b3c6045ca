"""A real share, laid out once by `kaohe deploy`, and people who start its launchers as processes of their own."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("kaohe_xl", "workbooks", "macros", "setup.cfg", "pyproject.toml", "README.md")
SCORE, LETTERS, CHECK = "重算得分.sh", "生成提醒函.sh", "检查数据.sh"
CIRCULAR = "月通报.sh"
Done = subprocess.CompletedProcess[str]

needs_sh = pytest.mark.skipif(os.name == "nt", reason="the .sh launchers are for systems other than Windows")


@dataclass(frozen=True)
class Person:
    """Somebody at a computer: a cache, and programs on the PATH, of their own."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def cache(self) -> Path:
        return self.home / "缓存 a"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        path = f"{self.home / 'bin'}{os.pathsep}{os.defpath}"
        return {
            **kept,
            "PATH": path,
            "HOME": str(self.home),
            "KAOHE_CACHE": str(self.cache),
            **self.variables,
        }

    def python(self, name: str, text: str) -> None:
        """Put a program on the PATH."""
        program = self.home / "bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def starts(self, launcher: Path, *words: object) -> subprocess.Popen[str]:
        """The launcher running, in a process group of its own."""
        return subprocess.Popen(
            ["/bin/sh", str(launcher), *map(str, words)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def runs(self, launcher: Path, *words: object) -> Done:
        """The launcher run to its end; no traceback was ever said."""
        return ended(self.starts(launcher, *words))


def ended(running: subprocess.Popen[str]) -> Done:
    """A launcher that has come to its end."""
    out, err = running.communicate(timeout=300)
    assert "Traceback" not in out + err, err
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)


def person(home: Path, **variables: str) -> Person:
    """Somebody with this very Python as python3."""
    somebody = Person(home, variables)
    somebody.python("python3", f'exec "{sys.executable}" "$@"')
    return somebody


def deployed(folder: Path, source: Path, *words: str) -> Done:
    """`kaohe deploy FOLDER` by the program that lies in `source`."""
    command = [sys.executable, "-X", "utf8", "-m", "kaohe_xl", "deploy", str(folder), "--offline", *words]
    environment: Mapping[str, str] = os.environ | {"PYTHONPATH": str(source)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


def program(folder: Path, old: str = "", new: str = "") -> Path:
    """A checkout of this program in a folder, with words of its setup.cfg replaced."""
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder)
    setup = folder / "setup.cfg"
    text = setup.read_text(encoding="utf-8")
    assert old in text
    setup.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share with this program. Not to be changed: tests get copies."""
    folder = tmp_path_factory.mktemp("first")
    done = deployed(folder, ROOT)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same share after the program's next version was deployed there."""
    folder = linked(first, tmp_path_factory.mktemp("second") / "share")
    newer = program(tmp_path_factory.mktemp("newer"), "version = 0.1.0", "version = 0.2.0")
    done = deployed(folder, newer)
    assert done.returncode == 0, done.stderr
    return folder


def linked(source: Path, target: Path) -> Path:
    """A copy that shares its content with the source: a file of it is replaced, never written into."""
    shutil.copytree(source, target, copy_function=lambda old, new: os.link(old, new))
    return target


@pytest.fixture
def share(first: Path, office_folder: Path) -> Path:
    """A share in a folder with Chinese letters and a space."""
    return linked(first, office_folder / "考核 程序")


@pytest.fixture
def somebody(tmp_path: Path) -> Person:
    """Somebody who never started the program before."""
    return person(tmp_path / "王 志远")


@pytest.fixture
def book(root: Path, office_folder: Path) -> Path:
    """A workbook that has not been scored yet."""
    return Path(shutil.copy(root / "workbooks" / "市考指标.xlsx", office_folder / "市考 指标.xlsx"))


@pytest.fixture
def arrive(second: Path, first: Path) -> Callable[[Path], str]:
    """Bring the next version onto a copy of the first share, the pointer last; returns its name."""

    def bring(target: Path) -> str:
        name = (second / "kaohe" / "current.txt").read_text(encoding="ascii").strip()
        linked(second / "kaohe" / "versions" / name, target / "kaohe" / "versions" / name)
        fresh = target / "kaohe" / "new.txt"
        fresh.write_text(f"{name}\n", encoding="ascii")
        fresh.replace(target / "kaohe" / "current.txt")
        return name

    return bring
