"""The manual's tables hold: the program knows every setting, method and parameter that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.settings import read_settings
from kaohe_xl.domain.findings import Severity
from kaohe_xl.domain.rules import METHODS, parse
from kaohe_xl.domain.scheme import DEFAULT_GRADES, Direction, RuleText, Settings

MANUAL = (Path(__file__).resolve().parent.parent / "docs" / "手册.md").read_text(encoding="utf-8")


def table(first: str) -> Iterator[list[str]]:
    """The body rows of the table whose first header is `first` and that has three columns."""
    found = re.search(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", MANUAL, re.MULTILINE)
    assert found, f"no table {first}"
    for line in found[1].splitlines():
        yield [cell.strip() for cell in line.strip("|").split("|")]


METHOD_ROWS = list(table("方法"))


@pytest.mark.parametrize("row", METHOD_ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_the_examples_of_methods_are_understood(row: list[str]) -> None:
    text = RuleText("某指标", row[0], row[1].strip("`"), points=Decimal(10), direction=Direction.HIGHER)
    rule, findings = parse(text)
    assert [f for f in findings if f.severity is not Severity.NOTE] == []
    assert rule is not None


def test_every_method_has_its_example() -> None:
    named = {name for row in METHOD_ROWS for name in row[0].split("+")}
    assert named >= set(METHODS) - {"排名线性"}


def test_every_setting_named_is_known() -> None:
    names = [name for row in table("名称") for name in row[0].split("、")]
    rows: list[list[str | None]] = [["名称", "值", "说明"], *([name, None, None] for name in names)]
    settings, findings = read_settings(MemoryGrid({"考核设置": rows}))
    assert [f.message for f in findings] == []
    assert settings == Settings(places=settings.places)
    assert len(names) >= 20


def test_the_grades_of_the_manual_are_the_default() -> None:
    (grades,) = (row[1] for row in table("名称") if row[0] == "等次")
    settings, findings = read_settings(
        MemoryGrid({"考核设置": [["名称", "值", "说明"], ["等次", grades, None]]})
    )
    assert settings.grades == DEFAULT_GRADES
    assert [f for f in findings if f.severity is not Severity.NOTE] == []
