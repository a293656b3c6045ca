"""What lies where on a share, and which launchers there are. Also travels inside the start file."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from kaohe_xl.errors import KaoheError

HOME = "kaohe"
POINTER = "current.txt"
VERSIONS = "versions"
WHEELS = "wheels"
MANIFEST = "manifest.json"
START = "start.pyz"
INTERPRETER = "python"
LOG = "日志"
SAMPLES = "示例"
OLDEST_PYTHON = (3, 11)


class ShareError(KaoheError):
    """The share or the local cache is at fault: missing, damaged, out of reach."""


@dataclass(frozen=True, slots=True)
class Launcher:
    """A launcher: its name for people, the words it gives to `kaohe`, whether it wants a workbook."""

    name: str
    words: tuple[str, ...]
    wants_book: bool = True


LAUNCHERS = (
    Launcher("重算得分", ("score",)),
    Launcher("生成提醒函", ("letters",)),
    Launcher("月通报", ("circular",)),
    Launcher("检查数据", ("check",)),
    Launcher("安装按钮", ("addin", "install"), wants_book=False),
)


def launcher_of(word: str) -> Launcher | None:
    """The launcher whose first word this is; None where there is none."""
    return next((launcher for launcher in LAUNCHERS if launcher.words[0] == word), None)


def home(share: Path) -> Path:
    """The program's folder on a share."""
    return share / HOME


def pointer(share: Path) -> Path:
    """The file whose only line names the version that counts; it is replaced last."""
    return home(share) / POINTER


def versions(share: Path) -> Path:
    """The folder of all versions, a folder each."""
    return home(share) / VERSIONS


def current(share: Path) -> str:
    """The version that the pointer names; "" where there is none. Raises OSError."""
    try:
        return pointer(share).read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return ""


def target() -> str:
    """What this interpreter's libraries are made for, like `cp311-win_amd64`."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return f"cp{sys.version_info.major}{sys.version_info.minor}-{platform}"
