"""What docs/ tell of the buttons is what the ribbon has."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from kaohe_xl.addin.installing import places
from kaohe_xl.resources import macros

TEXT = (Path(__file__).resolve().parent.parent.parent / "docs" / "在Excel里.md").read_text(encoding="utf-8")


def test_the_table_of_buttons_is_the_ribbon() -> None:
    told = re.findall(r"^\| (\S+) \| ([^|]+) \| (\S) ?\S* \| Alt K ([^|]+) \| `([^`]+)` \|", TEXT, re.MULTILINE)
    assert [row[:2] + row[3:] for row in told] == [row[:2] + row[3:] for row in drawn()]
    assert [row[2] for row in told] == [row[2] for row in drawn()]


def drawn() -> list[tuple[str, str, str, str, str]]:
    """Group, label, size, keys and word of every button, in the ribbon's order."""
    rows = []
    for group in etree.parse(str(macros() / "customUI.xml")).iter("{*}group"):
        for button in group.iter("{*}button"):
            menu = button.getparent()
            assert menu is not None
            inside = menu.tag.endswith("menu")
            label, keys = button.get("label", ""), button.get("keytip", "")
            if inside:
                label, keys = f"{menu.get('label')} ▸ {label}", f"{menu.get('keytip')} {keys}"
            size = "菜" if inside else "大" if button.get("size") == "large" else "小"
            rows.append((group.get("label", ""), label, size, keys, button.get("tag", "")))
    return rows


def test_the_places_are_those_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "kingsoft").mkdir()
    (tmp_path / "Microsoft/Excel").mkdir(parents=True)
    where = places("win32", tmp_path, {"APPDATA": str(tmp_path)})
    for path in where.files:
        windows = str(path.relative_to(tmp_path)).replace("/", "\\")
        assert f"`%APPDATA%\\{windows}`" in TEXT
    script = places("darwin", tmp_path).script
    assert script is not None
    assert str(script.parent.relative_to(tmp_path)) in TEXT


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (macros().parent / "docs" / target).exists()
