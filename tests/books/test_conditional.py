"""Colour rules: added behind all others, and grown where the office's table grew."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.books.colouring import joined
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Patch, SheetPatch, TextColour
from kaohe_xl.books.references import area_of
from tests.books import foreign

SHEET = "市考指标"
PART = "xl/worksheets/sheet1.xml"
LIGHTS = {"红": ("FFC7CE", "9C0006"), "黄": ("FFEB9C", "7F4F00"), "绿": ("C6EFCE", "006100")}


def lights(reference: str, texts: str = "红黄绿") -> tuple[TextColour, ...]:
    return tuple(TextColour(area_of(reference), text, *LIGHTS[text]) for text in texts)


def rule(text: str, priority: int = 1, dxf: int = 0) -> str:
    return f'<cfRule type="cellIs" dxfId="{dxf}" priority="{priority}" operator="equal"><formula>"{text}"</formula></cfRule>'


def formats(sqref: str, rules: str) -> str:
    return f'<conditionalFormatting sqref="{sqref}">{rules}</conditionalFormatting>'


def saved(tmp_path: Path, inside: str, *colours: TextColour) -> str:
    """The sheet's XML after the colours were saved twice; the second time changes nothing."""
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet(f"<sheetData/>{inside}"))
    patch = Patch({SHEET: SheetPatch(colours=colours)})
    open_file(path).save(patch)
    assert open_file(path).save(patch).backup is None
    return foreign.part(path, PART)


def test_rules_that_we_made_grow_with_the_table(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "市考指标.xlsx", foreign.worksheet("<sheetData/>"))
    open_file(path).save(Patch({SHEET: SheetPatch(colours=lights("C2:C9"))}))
    before, styles = foreign.part(path, PART), foreign.part(path, "xl/styles.xml")
    open_file(path).save(Patch({SHEET: SheetPatch(colours=lights("C2:C12"))}))
    assert foreign.part(path, PART) == before.replace("C2:C9", "C2:C12")
    assert foreign.part(path, "xl/styles.xml") == styles
    assert set(open_file(path).colours(SHEET)) == set(lights("C2:C12"))


def test_the_colours_that_the_office_chose_grow_too(tmp_path: Path) -> None:
    xml = saved(tmp_path, formats("C2:C9", rule("红", dxf=7)), *lights("C2:C12", "红"))
    assert foreign.worksheet(f"<sheetData/>{formats('C2:C12', rule('红', dxf=7))}") == xml


def test_a_format_of_all_three_lights_grows_as_one(tmp_path: Path) -> None:
    rules = "".join(rule(text, k) for k, text in enumerate("红黄绿", 1))
    xml = saved(tmp_path, formats("C2:C9 E2:E9", rules), *lights("C2:C12"))
    assert formats("E2:E9 C2:C12", rules) in xml
    assert xml.count("<conditionalFormatting") == 1


def test_a_format_with_other_rules_too_does_not_grow(tmp_path: Path) -> None:
    rules = rule("红") + '<cfRule type="expression" priority="2"><formula>TRUE</formula></cfRule>'
    xml = saved(tmp_path, formats("C2:C9", rules), *lights("C2:C12", "红"))
    assert formats("C2:C9", rules) + formats("C2:C12", rule("红", 3)) in xml


def test_a_format_for_fewer_texts_than_it_has_does_not_grow(tmp_path: Path) -> None:
    rules = rule("红", 1) + rule("停", 2)
    xml = saved(tmp_path, formats("C2:C9", rules), *lights("C2:C12", "红"))
    assert formats("C2:C9", rules) in xml
    assert xml.count("<conditionalFormatting") == 2


def test_a_format_of_a_pivot_table_does_not_grow(tmp_path: Path) -> None:
    of_pivot = formats("C2:C9", rule("红")).replace(
        "<conditionalFormatting", '<conditionalFormatting pivot="1"'
    )
    assert of_pivot in saved(tmp_path, of_pivot, *lights("C2:C12", "红"))


def test_a_rule_far_away_does_not_grow(tmp_path: Path) -> None:
    xml = saved(tmp_path, formats("C2:C9", rule("红")), *lights("C20:C22", "红"), *lights("D2:D9", "红"))
    assert formats("C2:C9", rule("红")) in xml
    assert xml.count("<conditionalFormatting") == 3


def test_new_rules_come_behind_those_of_extensions_too(tmp_path: Path) -> None:
    x14 = (
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="urn:x14"><x14:conditionalFormattings>'
        '<x14:conditionalFormatting><x14:cfRule type="iconSet" text="a>b" priority="41" id="{0}"/>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    other = formats(
        "A1", '<cfRule type="expression" text="1>0" priority="7"><formula>TRUE</formula></cfRule>'
    )
    xml = saved(tmp_path, other + x14, *lights("C2:C9"))
    assert [f'priority="{n}" operator' in xml for n in (42, 43, 44)] == [True, True, True]
    assert xml.index('priority="42"') < xml.index("<extLst>")


@pytest.mark.parametrize("sqref", ["", "?", "C2:C9 ?"])
def test_a_format_without_a_place_is_left_alone(tmp_path: Path, sqref: str) -> None:
    xml = saved(tmp_path, formats(sqref, rule("红")), *lights("C2:C9", "红"))
    assert formats(sqref, rule("红")) in xml
    assert xml.count("<conditionalFormatting") == 2


def test_a_rule_without_numbers_is_read(tmp_path: Path) -> None:
    bare = '<cfRule type="cellIs" operator="equal"><formula>"红"</formula></cfRule>'
    xml = saved(tmp_path, formats("C2:C9", bare), *lights("C2:C12", "红"))
    assert formats("C2:C12", bare) in xml


@pytest.mark.parametrize(
    ("known", "more", "together"),
    [
        ("C2:C9", "C2:C12", "C2:C12"),
        ("C2:C9", "C5:C12", "C2:C12"),
        ("C5:C9", "C2:C12", "C2:C12"),
        ("C2:C4 C8:C9", "C2:C9", "C2:C9"),
        ("C2:C9", "C4:C5", "C2:C9"),
        ("B3:D4", "C1:C9", "B3:D4 C1:C2 C5:C9"),
        ("C5:C9", "B5:D9", "C5:C9 B5:B9 D5:D9"),
        ("C2:C9", "E2:E9", "C2:C9 E2:E9"),
    ],
)
def test_areas_grow_together_without_covering_a_cell_twice(known: str, more: str, together: str) -> None:
    grown = joined([area_of(r) for r in known.split()], area_of(more))
    assert grown == [area_of(r) for r in together.split()]


def test_growing_covers_every_cell_once() -> None:
    grown = joined([Area(3, 2, 4, 4), Area(6, 3, 9, 3)], Area(1, 1, 8, 5))
    cells = [(r, c) for a in grown for r in range(a.top, a.bottom + 1) for c in range(a.left, a.right + 1)]
    assert len(cells) == len(set(cells)) == 8 * 5 + 1
