"""The values that formulas see: as the file has them, and after a change."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas import rawvalues
from kaohe_xl.books.formulas.cells import Unplaced
from kaohe_xl.books.formulas.names import SheetArea
from kaohe_xl.books.formulas.rawvalues import UNTOLD, RawValues, TooMany, raw_values
from kaohe_xl.books.formulas.snapshot import Snapshot, Wanted
from kaohe_xl.books.formulas.values import Unknown, Unsure
from kaohe_xl.books.grid import ErrorValue
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.sharedstrings import SharedStrings
from tests.books.formulas.sums import SHEET, column, snapshot

STRINGS = SharedStrings(Markup("<sst><si><t>甲镇</t></si></sst>".encode(), "a.xlsx", "s"))


def read(xml: str, columns: frozenset[int] | None = None, prefix: str = "") -> RawValues:
    return raw_values([xml.encode()], prefix.encode(), columns, lambda: STRINGS)


def test_values_of_all_types() -> None:
    found = read(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>1.5</v></c><c r="C1" t="s"><v>0</v></c>'
        '<c r="D1" t="inlineStr"><is><t>乙</t></is></c><c r="E1" t="b"><v>1</v></c><c r="F1" t="e"><v>#N/A</v></c>'
        '<c r="G1" t="str"><f>A1&amp;"x"</f><v>a_x000D_</v></c><c r="H1"><f>A1</f></c><c r="I1" s="4"/>'
        '<c r="J1" t="str"><f>A1</f><v></v></c><c r="K1" t="d"><v>2011-10-31</v></c><c r="L1"><v></v></c>'
        '<c r="M1"><f>A1</f><v>7</v></c><c r="N1" t="inlineStr"><is/></c></row>'
    )
    assert {number: cells[1] for number, cells in found.columns.items()} == {
        1: 1, 2: 1.5, 3: "甲镇", 4: "乙", 5: True, 6: ErrorValue("#N/A"),
        7: "a\r", 8: UNTOLD, 10: "", 11: UNTOLD, 13: 7,
    }
    assert isinstance(found.columns[6][1], ErrorValue)
    assert not found.has_hidden_rows


def test_only_the_wanted_columns_are_read() -> None:
    xml = '<row r="3" hidden="1"><c r="A3"><v>1</v></c><c r="AB3"><v>2</v></c></row>'
    assert read(xml, frozenset({28})).columns == {28: {3: 2}}
    assert read(xml, frozenset(range(1, 90))).columns == {1: {3: 1}, 28: {3: 2}}
    assert read(xml, frozenset()).columns == {}
    assert read(xml).has_hidden_rows


def test_a_prefix() -> None:
    assert read('<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', prefix="x:").columns == {1: {1: 1}}


@pytest.mark.parametrize("cell", ['<c><v>1</v></c>', '<c s="1" r="A1"><v>1</v></c>', "<c r='A1'><v>1</v></c>", '<c r="a1"/>'])
def test_a_cell_that_does_not_say_plainly_where_it_is_stops_the_reading(cell: str) -> None:
    with pytest.raises(Unplaced):
        read(f'<row r="1">{cell}</row>')


def test_more_values_than_are_worth_it_stop_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rawvalues, "MOST_VALUES", 1)
    with pytest.raises(TooMany):
        read('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>')


def test_areas_reach_as_far_down_as_there_are_values() -> None:
    matrix = snapshot(column([1, 2, None, 4])).matrix(SheetArea(SHEET, 2, 1, 1_048_576, 2))
    assert (matrix.rows, matrix.height, matrix.width) == ([(2, None), (None, None), (4, None)], 1_048_575, 2)


def test_what_is_not_known_stops_whoever_asks() -> None:
    cells = snapshot({"A1": 1, "A2": UNTOLD})
    assert cells.cell(SHEET, 1, 1) == 1
    for ask in (lambda: cells.cell(SHEET, 2, 1), lambda: cells.matrix(SheetArea(SHEET, 1, 1, 9, 1))):
        with pytest.raises(Unknown):
            ask()


def test_a_change_leaves_the_old_values_as_they_were() -> None:
    old = snapshot(column([1, 2]))
    new = old.changed({SHEET: {(1, 1): 5, (3, 4): "x"}, "一月": {(1, 1): 7}})
    new.put("二月", (1, 1), 9)
    assert (old.cell(SHEET, 1, 1), new.cell(SHEET, 1, 1), new.cell(SHEET, 2, 1)) == (1, 5, 2)
    assert (new.cell(SHEET, 3, 4), new.cell("一月", 1, 1), new.cell("二月", 1, 1)) == ("x", 7, 9)
    assert old.cell(SHEET, 3, 4) is None


def test_subtotals_leave_their_like_out_and_hidden_rows_are_unsure() -> None:
    area = SheetArea(SHEET, 1, 1, 3, 1)
    cells = Snapshot({SHEET: {1: {1: 10, 2: 20, 3: 30}}}, {SHEET: {(3, 1), (9, 1)}})
    assert [row[0] for row in cells.added_up(area).rows] == [10, 20, None]
    with pytest.raises(Unsure):
        Snapshot({SHEET: {1: {1: 10}}}, {}, {SHEET}).added_up(area)


def test_columns_are_wanted_area_by_area() -> None:
    wanted = Wanted()
    wanted.add(SheetArea("一月", 1, 2, 9, 4))
    wanted.add(SheetArea("二月", 3, 1, 3, 16_384))
    assert set(wanted.sheets) == {"一月", "二月"}
    assert wanted.columns("一月") == {2, 3, 4}
    assert wanted.columns("二月") is None
