"""Approved documents of the sample 市考指标, held against what is made today, part by part.

    PYTHONPATH=. python tests/outputs/approved.py

makes them anew, once the changes were looked at and found right.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import kaohe_xl as kh
from kaohe_xl.domain.supervision import Case, Level

ROOT = Path(__file__).resolve().parents[2]
APPROVED = Path(__file__).with_name("golden")
DAY = date(2011, 11, 2)
DOCUMENTS = ("月通报", "周督查")
# What may differ, and why. Nothing else may.
ALLOWED = {
    "docProps/app.xml": (r"<AppVersion>.*?</AppVersion>", "XlsxWriter's own version number"),
}
_CASES = (
    Case(
        "长考办函〔2011〕3号",
        Level.SUPERVISION,
        ("区发改委", "区统计局"),
        ("生产总值",),
        issued=date(2011, 10, 8),
        deadline=date(2011, 10, 20),
        acknowledged=date(2011, 10, 9),
        reasons=("连续两个月亮红灯",),
    ),
)


def make(name: str, folder: Path) -> Path:
    """The document of that name, made from the sample into `folder`."""
    sample = ROOT / "workbooks" / "市考指标.xlsx"
    if name == "月通报":
        made = kh.circular(sample, folder, issued=DAY).file
    else:
        made = kh.weekly(sample, folder, cases=_CASES, issued=DAY).file
    assert made is not None
    return made


def parts(path: Path) -> dict[str, str]:
    """The workbook's parts as text, an element a line, without what may differ."""
    found = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            text = package.read(name).decode()
            if name in ALLOWED:
                text = re.sub(ALLOWED[name][0], "", text)
            found[name] = text.replace("><", ">\n<")
    return found


def approve() -> None:
    """Replace the approved documents."""
    for name in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(make(name, Path(folder)), APPROVED / f"{name}.xlsx")


if __name__ == "__main__":
    approve()
