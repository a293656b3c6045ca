"""What is dropped on a launcher, and how its window behaves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.share.start.console import dropped, split
from tests.share.conftest import SCORE, Person, needs_sh

LAUNCHER = "\\\\server\\资料 共享\\考核\\重算得分.cmd"
BEGIN = f'C:\\WINDOWS\\system32\\cmd.exe /c ""{LAUNCHER}"'


@pytest.mark.parametrize(
    ("rest", "files"),
    [
        (' "', []),
        (' "D:\\市考 指标.xlsx""', ["D:\\市考 指标.xlsx"]),
        (' D:\\a&b.xlsx"', ["D:\\a&b.xlsx"]),
        (
            ' D:\\50%.xlsx "D:\\^ !x! (1).xlsx" D:\\c.xlsx"',
            ["D:\\50%.xlsx", "D:\\^ !x! (1).xlsx", "D:\\c.xlsx"],
        ),
        (' %PATH%.xlsx"', ["%PATH%.xlsx"]),
    ],
)
def test_dropped_files_keep_their_names_whatever_cmd_makes_of_them(rest: str, files: list[str]) -> None:
    assert dropped({"KAOHE_LINE": BEGIN + rest, "KAOHE_LAUNCHER": LAUNCHER}) == files
    assert dropped({"KAOHE_LINE": (BEGIN + rest).upper(), "KAOHE_LAUNCHER": LAUNCHER}) == [
        name.upper() for name in files
    ]


@pytest.mark.parametrize("line", ["", "cmd.exe", 'cmd.exe /c ""C:\\other.cmd" D:\\a.xlsx"', '"cmd.exe" /k'])
def test_a_launcher_called_from_a_command_line_was_not_dropped_on(line: str) -> None:
    assert dropped({"KAOHE_LINE": line, "KAOHE_LAUNCHER": LAUNCHER}) is None
    assert dropped({"KAOHE_LINE": line}) is None


@given(st.lists(st.text(st.characters(exclude_characters='"\\', exclude_categories=["C"]), min_size=1)))
def test_what_was_quoted_is_found_again(words: list[str]) -> None:
    assert split(subprocess.list2cmdline(words)) == words


@needs_sh
@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="who started a launcher is known on Linux only"
)
def test_a_double_click_asks_for_the_workbook_and_keeps_the_window_open(
    share: Path, somebody: Person, book: Path
) -> None:
    """Started without a shell on a terminal of its own, as file managers do it."""
    import pty

    child, terminal = pty.fork()
    if not child:
        os.execve("/bin/sh", ["/bin/sh", str(share / SCORE)], somebody.environment)
    said = _read_until(terminal, "按回车键：")
    os.write(terminal, f"'{book}'\n".encode())
    said += _read_until(terminal, "按回车键关闭窗口")
    assert "已写入" in said
    assert os.waitpid(child, os.WNOHANG) == (0, 0)
    os.write(terminal, b"\n")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0


def _read_until(terminal: int, end: str) -> str:
    said, deadline = b"", time.monotonic() + 60
    while end not in said.decode("utf-8", "ignore"):
        assert time.monotonic() < deadline, said.decode("utf-8", "replace")
        said += os.read(terminal, 4096)
    return said.decode("utf-8", "ignore")
