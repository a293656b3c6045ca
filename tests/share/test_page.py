"""The office's page about the share says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from kaohe_xl.messages.share import SENTENCES
from kaohe_xl.share.deployment import KEPT_VERSIONS
from kaohe_xl.share.layout import INTERPRETER, LAUNCHERS, LOG, SAMPLES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "共享盘.md").read_text(encoding="utf-8")


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose first header is `first`."""
    found = re.search(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert found
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()]


def test_every_launcher_is_explained() -> None:
    assert [row[0] for row in rows("启动文件")] == [launcher.name for launcher in LAUNCHERS]
    for launcher, row in zip(LAUNCHERS, rows("启动文件"), strict=True):
        assert f"`kaohe {' '.join(launcher.words)}`" in row[1]


def test_every_message_on_the_page_is_one_that_the_program_says() -> None:
    said = ["".join(pair) for pair in SENTENCES.values()]
    for row in rows("提示"):
        assert any(row[0] in text for text in said), row[0]
    assert len(rows("提示")) >= 10


def test_folders_are_named_as_they_are() -> None:
    names = [row[0] for row in rows("名称")]
    assert names[1:] == [SAMPLES, LOG, "kaohe"]
    assert f"kaohe\\{INTERPRETER}" in PAGE
    assert KEPT_VERSIONS == 3
    assert "最多留三个版本" in PAGE
