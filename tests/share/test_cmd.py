"""The .cmd launchers: their text as cmd needs it, and, where there is Wine, run by Wine's cmd.

Wine has no Python: a stand-in (standin.c) takes its place and writes down what it was called with. What Wine's
cmd does otherwise than Windows' can't be seen here: the variable cmdcmdline, code page 65001, a `%` in a name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.share.launchers import is_ours, texts
from kaohe_xl.share.layout import LAUNCHERS, Launcher

COMPILER = "x86_64-w64-mingw32-gcc"
SAYS = 3
"""How many labels lead to something that is said in Chinese."""


def cmd_of(launcher: Launcher) -> bytes:
    return texts(launcher)[f"{launcher.name}.cmd"]


each_launcher = pytest.mark.parametrize("launcher", LAUNCHERS, ids=lambda launcher: launcher.words[0])


@each_launcher
def test_lines_end_as_windows_wants_and_there_is_no_byte_order_mark(launcher: Launcher) -> None:
    content = cmd_of(launcher)
    assert content.startswith(b"@echo off\r\n")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    assert b"\t" not in content


@each_launcher
def test_chinese_is_said_only_after_the_code_page_is_utf8(launcher: Launcher) -> None:
    lines = cmd_of(launcher).decode("utf-8").splitlines()
    chinese = [number for number, line in enumerate(lines) if not line.isascii()]
    assert len(chinese) == SAYS
    for number in chinese:
        assert lines[number].startswith("echo ")
        assert lines[number - 1] == "chcp 65001 >nul"
        assert lines[number - 2].endswith("""('chcp') do set "KAOHE_PAGE=%%P\"""")
        assert not set(lines[number]) & set("&|<>^%!()\"'`"), "cmd would make something of it"
        # cmd searches labels and reads on byte by byte: no byte of these looks like a sign of cmd's.
        assert not set(lines[number].encode()[5:]) & set(b"&|<>^%!")
    assert min(chinese) > max(number for number, line in enumerate(lines) if line.startswith(":run"))


@each_launcher
def test_every_label_that_is_gone_to_is_there_once(launcher: Launcher) -> None:
    text = cmd_of(launcher).decode("utf-8")
    labels = re.findall(r"^:(\w+)\r?$", text, re.MULTILINE)
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\bgoto (\w+)", text)) <= set(labels)
    assert set(labels) <= set(re.findall(r"\bgoto (\w+)", text)), "a label that nothing goes to"


@each_launcher
def test_every_path_stands_in_quotes_and_delayed_expansion_is_off_by_then(launcher: Launcher) -> None:
    lines = cmd_of(launcher).decode("utf-8").splitlines()
    off = lines.index("setlocal DisableDelayedExpansion")
    assert [line for line in lines if "!" in line] == ['set "KAOHE_LINE=!cmdcmdline!"']
    assert lines.index('set "KAOHE_LINE=!cmdcmdline!"') < off
    for number, line in enumerate(lines):
        assert line.count('"') % 2 == 0, line
        outside = "".join(line.split('"')[::2])
        used = set(re.findall(r"%(?:~\w+|KAOHE_(?!PAGE)\w+%)", outside))
        assert not used, f"{line}: {used} without quotes"
        assert number > off or "%~" not in line


@each_launcher
def test_nothing_is_read_from_the_share_once_the_program_has_run(launcher: Launcher) -> None:
    runs = [line for line in cmd_of(launcher).decode("utf-8").splitlines() if "%KAOHE_START%" in line[5:]]
    runs = [line for line in runs if "-X utf8" in line]
    assert len(runs) == 4
    for line in runs:
        assert line.endswith(f' "%KAOHE_START%" {launcher.words[0]} %* & call exit /b %%ERRORLEVEL%%')


@each_launcher
def test_python_is_looked_for_on_the_share_then_py_then_python3_then_python(launcher: Launcher) -> None:
    asks = [
        line.split(" -")[0] for line in cmd_of(launcher).decode().splitlines() if '-c "%KAOHE_ASK%"' in line
    ]
    assert asks == ['"%KAOHE_PYTHON%"', "py.exe", "python3.exe", "python.exe"]


@each_launcher
def test_deploy_knows_its_own_launchers(launcher: Launcher) -> None:
    assert all(map(is_ours, texts(launcher).values()))
    assert not is_ours("@echo off\r\nrem 办公室自己的\r\n".encode("gbk"))


@each_launcher
def test_the_sh_twin_is_a_script_that_the_shell_accepts(launcher: Launcher, tmp_path: Path) -> None:
    content = texts(launcher)[f"{launcher.name}.sh"]
    assert b"\r" not in content
    script = tmp_path / "launcher.sh"
    script.write_bytes(content)
    if shutil.which("sh") is None:
        pytest.skip("no sh on this machine")
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


class Windows:
    """Wine with a share on a server, and Explorer, which starts a command line letter by letter."""

    def __init__(self, folder: Path, share: Path, standin: Path) -> None:
        self.share, self._standin, self._folder = share, standin, folder
        self.server = f"\\\\server\\资料 共享\\{share.name}"
        self._log = folder / "seen.log"
        self.variables = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "WINEPREFIX": str(folder / "wine"),
            "WINEDEBUG": "-all",
            "LC_ALL": "C.UTF-8",
            "STANDIN_LOG": f"Z:{self._log}".replace("/", "\\"),
        }

    def install(self, name: str = "kaohe/python/python.exe") -> None:
        """Put the stand-in on the share, or into a folder on the PATH."""
        (self.share / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._standin, self.share / name)

    def path(self, path: Path) -> str:
        return f"Z:{path}".replace("/", "\\")

    def explorer(self, launcher: str, rest: str = "", **variables: str) -> tuple[int, str]:
        """Start a launcher as a double click or a drop does; the exit status and what was said."""
        line = self._folder / "line.txt"
        line.write_text(f'C:\\windows\\system32\\cmd.exe /c ""{launcher}"{rest}"', encoding="utf-8")
        self._log.unlink(missing_ok=True)
        done = subprocess.run(
            ["wine", str(self._standin), "--start", self.path(line)],
            env=self.variables | {"KAOHE_NO_PAUSE": "1"} | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")

    @property
    def words(self) -> list[str]:
        """What the stand-in was called with, after the options for Python."""
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        words = [line.split("\t", 1)[1] for line in lines if line.startswith("word\t")]
        return words[words.index("utf8") + 1 :] if "utf8" in words else []


@pytest.fixture(scope="module")
def standin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in, compiled for Windows."""
    if shutil.which("wine") is None:
        pytest.skip("no Wine on this machine (Debian: apt-get install wine)")
    if shutil.which(COMPILER) is None:
        pytest.skip(f"no compiler for Windows ({COMPILER}; Debian: apt-get install gcc-mingw-w64-x86-64)")
    program = tmp_path_factory.mktemp("standin") / "standin.exe"
    source = Path(__file__).with_name("standin.c")
    subprocess.run([COMPILER, "-municode", "-O1", "-o", str(program), str(source)], check=True)
    return program


@pytest.fixture(scope="module")
def prefix(standin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wine's own folder, set up once."""
    folder = tmp_path_factory.mktemp("windows")
    environment = os.environ | {"WINEPREFIX": str(folder / "wine"), "WINEDEBUG": "-all"}
    done = subprocess.run(
        ["wine", "wineboot", "-i"], env=environment, capture_output=True, check=False, timeout=300
    )
    if done.returncode:
        pytest.skip(f"Wine can't be set up here: {done.stderr[-200:]!r}")
    return folder


@pytest.fixture
def windows(request: pytest.FixtureRequest, prefix: Path, standin: Path, office_folder: Path) -> Windows:
    """A share that has launchers, a pointer and a start file."""
    if not request.config.getoption("--long"):
        pytest.skip("Wine's cmd, which now and then loses its surroundings: pytest --long")
    return _windows(prefix, standin, office_folder / "考核 程序")


def _windows(prefix: Path, standin: Path, share: Path) -> Windows:
    version = share / "kaohe" / "versions" / "0.1.0-abc"
    version.mkdir(parents=True)
    (version / "start.pyz").touch()
    (share / "kaohe" / "current.txt").write_bytes(b"0.1.0-abc\n")
    for launcher in LAUNCHERS:
        for name, content in texts(launcher).items():
            (share / name).write_bytes(content)
    server = prefix / "wine" / "dosdevices" / "unc" / "server"
    server.mkdir(parents=True, exist_ok=True)
    link = server / "资料 共享"
    link.unlink(missing_ok=True)
    link.symlink_to(share.parent)
    return Windows(prefix, share, standin)


@pytest.mark.parametrize(
    "launcher",
    ["重算得分 score", "生成提醒函 letters", "月通报 circular", "检查数据 check", "安装按钮 addin"],
)
def test_cmd_finds_the_version_and_passes_the_workbook(windows: Windows, launcher: str) -> None:
    windows.install()
    name, word = launcher.split()
    status, said = windows.explorer(windows.path(windows.share / f"{name}.cmd"), ' "D:\\市考 指标.xlsx"')
    assert status == 1, said  # the stand-in's own
    start = windows.path(windows.share / "kaohe/versions/0.1.0-abc/start.pyz")
    assert windows.words == [start, word, "D:\\市考 指标.xlsx"]


def test_cmd_works_on_a_server_without_a_drive(windows: Windows) -> None:
    windows.install()
    status, said = windows.explorer(f"{windows.server}\\重算得分.cmd", ' "\\\\server\\资料 共享\\a.xlsx"')
    assert status == 1, said
    start = f"{windows.server}\\kaohe\\versions\\0.1.0-abc\\start.pyz"
    assert windows.words == [start, "score", "\\\\server\\资料 共享\\a.xlsx"]


@pytest.mark.parametrize("name", ["R&D", "(50) a", "得!分", "a^x", "a;b,c=d", "考核@#~'"])
def test_cmd_copes_with_its_own_signs_in_names_of_folders(
    prefix: Path, standin: Path, office_folder: Path, name: str
) -> None:
    windows = _windows(prefix, standin, office_folder / name)
    windows.install()
    status, said = windows.explorer(windows.path(windows.share / "重算得分.cmd"), f' "D:\\{name} 1.xlsx"')
    assert status == 1, said
    assert windows.words[0] == windows.path(windows.share / "kaohe/versions/0.1.0-abc/start.pyz")
    assert windows.words[2] == f"D:\\{name} 1.xlsx"


@pytest.mark.parametrize("name", ["py.exe", "python3.exe", "python.exe"])
def test_cmd_looks_for_python_on_the_path(windows: Windows, name: str) -> None:
    windows.install(f"../bin/{name}")
    folder = windows.path(windows.share.parent / "bin")
    status, said = windows.explorer(windows.path(windows.share / "重算得分.cmd"), WINEPATH=folder)
    assert status == 1, said
    assert windows.words[1:] == ["score"]


def test_cmd_passes_over_a_python_that_is_too_old(windows: Windows) -> None:
    windows.install()
    status, said = windows.explorer(windows.path(windows.share / "重算得分.cmd"), STANDIN_VERSION="77")
    assert status == 2
    assert windows.words == []
    assert "Python" in said
    assert "3.11" in said


@pytest.mark.parametrize(
    "spoil",
    [lambda share: (share / "kaohe" / "current.txt").unlink(), lambda share: shutil.rmtree(share / "kaohe")],
)
def test_cmd_says_that_the_share_is_not_whole(windows: Windows, spoil: Callable[[Path], None]) -> None:
    spoil(windows.share)
    status, said = windows.explorer(windows.path(windows.share / "重算得分.cmd"))
    assert status == 2
    assert "kaohe deploy" in said
    assert windows.words == []
