"""The interpreter that Excel's buttons start: it stays where it is and always finds the newest version."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl import cli
from kaohe_xl.share.layout import ShareError, target
from kaohe_xl.share.start.buttons import button_python
from kaohe_xl.share.start.interpreter import other_python
from tests.share.conftest import CHECK, SCORE, Person, needs_sh, person

pytestmark = needs_sh


def libraries(somebody: Person) -> list[Path]:
    return sorted(path for path in somebody.cache.glob("w/*") if path.is_dir())


def version_of(python: Path) -> str:
    """Which version of our program an interpreter finds, started plainly as a button does it."""
    program = "from importlib.metadata import version; import kaohe_xl.cli; print(version('kaohe_xl'))"
    done = subprocess.run(
        [str(python), "-c", program], capture_output=True, encoding="utf-8", check=False, env={}, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_buttons_follow_the_version_on_the_share(
    share: Path, somebody: Person, book: Path, arrive: Callable[[Path], str]
) -> None:
    somebody.runs(share / CHECK, book)
    python = button_python(somebody.cache, Path(sys.executable), libraries(somebody))
    assert python.is_relative_to(somebody.cache)
    assert version_of(python) == "0.1.0"
    arrive(share)
    somebody.runs(share / CHECK, book)
    assert version_of(python) == "0.2.0"
    somebody.runs(share / CHECK, book)
    assert version_of(python) == "0.2.0"


def test_buttons_whose_python_is_gone_get_a_new_one(share: Path, somebody: Person, book: Path) -> None:
    somebody.runs(share / CHECK, book)
    python = button_python(somebody.cache, Path(sys.executable), libraries(somebody))
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert button_python(somebody.cache, Path(sys.executable), libraries(somebody)) == python
    assert version_of(python) == "0.1.0"


def test_a_python_that_makes_no_environment_is_told_of(somebody: Person) -> None:
    somebody.python("poor", "exit 1")
    with pytest.raises(ShareError, match="运行环境"):
        button_python(somebody.cache, somebody.home / "bin" / "poor", [])


@pytest.mark.skipif("addin" not in cli.kaohe.commands, reason="this program has no kaohe addin")
def test_the_launcher_installs_the_buttons(share: Path, somebody: Person, office_folder: Path) -> None:
    place = office_folder / "启动"
    place.mkdir()
    done = somebody.runs(share / "安装按钮.sh", "--to", place)
    assert done.returncode == 0, done.stderr
    assert (place / "kaohe.xlam").is_file()
    (python,) = somebody.cache.glob("buttons/bin/python3")
    assert version_of(python)


def test_a_python_of_the_wrong_version_gives_way_to_the_right_one(
    share: Path, tmp_path: Path, book: Path
) -> None:
    """Another Python of this computer as python3, and the one that the libraries are made for by its number."""
    other = _other_python()
    somebody = person(tmp_path / "a", PATH=str(tmp_path / "a" / "bin"))
    somebody.python("python3", f'exec "{other}" "$@"')
    for name in ("dirname", "basename"):
        somebody.python(name, f'exec {shutil.which(name)} "$@"')
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 2
    assert f"供 {target()} 使用" in done.stderr
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    somebody.python(own, f'exec "{sys.executable}" "$@"')
    done = somebody.runs(share / SCORE, book)
    assert done.returncode == 0, done.stderr


def _other_python() -> str:
    """A Python of another version than this one, 3.11 or newer."""
    minor = sys.version_info.minor
    names = [f"python3.{number}" for number in range(11, 20) if number != minor]
    pyenv = Path.home() / ".pyenv" / "versions"
    places = [*map(shutil.which, names), *(str(p) for n in names for p in pyenv.glob(f"*/bin/{n}"))]
    for place in places:
        if place and subprocess.run([place, "-c", ""], capture_output=True, check=False).returncode == 0:
            return place
    pytest.skip("no other Python of 3.11 or newer on this machine")


def test_what_is_no_version_of_python_has_no_other_python() -> None:
    assert other_python("pp310-win_amd64") is None
    assert other_python("cp399-win_amd64") is None
