"""The cells with formulas in a sheet's XML, however it is written."""

from __future__ import annotations

import pytest

from kaohe_xl.books.formulas.cells import FormulaCell, Unplaced, formula_cells, has_formula
from kaohe_xl.books.grid import Area


def cells(xml: str, prefix: str = "") -> list[FormulaCell]:
    return list(formula_cells(xml.encode(), prefix.encode()))


def test_a_formula_with_its_result() -> None:
    assert cells('<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="3"><f>A2*2</f><v>2</v></c></row>') == [
        FormulaCell((2, 2), "A2*2", "", "", None, "n", "2", 3)
    ]


@pytest.mark.parametrize(
    ("xml", "type_", "cached"),
    [
        ('<c r="A1" t="str"><f>B1</f><v>甲 &amp; 乙</v></c>', "str", "甲 & 乙"),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', "str", ""),
        ('<c r="A1" t="str"><f>B1</f><v/></c>', "str", None),
        ('<c r="A1"><f>B1</f><v></v></c>', "n", None),
        ('<c r="A1"><f>B1</f></c>', "n", None),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "e", "#DIV/0!"),
        ("<c r='A1' t='b'>\n <f>B1</f>\n <v>1</v></c>", "b", "1"),
        ('<c t="b" s="4" r="A1"><f>B1</f><v xml:space="preserve">1</v></c>', "b", "1"),
    ],
)
def test_results_of_all_types(xml: str, type_: str, cached: str | None) -> None:
    (found,) = cells(xml)
    assert (found.place, found.type, found.cached) == ((1, 1), type_, cached)


def test_shared_array_and_data_table_formulas() -> None:
    found = cells(
        '<c r="A1"><f t="shared" ref="A1:A2" si="0">B1&lt;2</f><v>1</v></c><c r="A2"><f t="shared" si="0"/><v>2</v></c>'
        '<c r="C1"><f t="array" ref="C1:D2">B1:C2</f><v>1</v></c><c r="E1"><f t="dataTable" ref="E1:E3" dt2D="1" r1="A1"/></c>'
        '<c r="F1"><f t="normal">B1</f></c><c r="G1"><f t="array" ref="?">B1</f></c>'
    )
    assert [(c.text, c.kind, c.group, c.area) for c in found] == [
        ("B1<2", "shared", "0", None),
        ("", "shared", "0", None),
        ("B1:C2", "array", "", Area(1, 3, 2, 4)),
        ("", "dataTable", "", Area(1, 5, 3, 5)),
        ("B1", "", "", None),
        ("B1", "array", "", None),
    ]


def test_a_namespace_prefix() -> None:
    (found,) = cells('<x:c r="A1" t="str"><x:f>B1</x:f><x:v>甲</x:v></x:c>', "x:")
    assert (found.text, found.cached) == ("B1", "甲")


def test_other_elements_that_begin_alike_are_no_formulas() -> None:
    assert cells('<c r="A1"><v>1</v><extLst><f>B1</f></extLst></c><filter/><f>B1</f>') == []


def test_a_cell_without_a_place_stops_the_reading() -> None:
    with pytest.raises(Unplaced):
        cells("<row><c><f>B1</f></c></row>")


@pytest.mark.parametrize(
    ("chunks", "wanted"),
    [
        ([b"<row><c><v>1</v></c></row>"], False),
        ([b"<filterColumn/><formula1>A1</formula1>"], False),
        ([b"<c><f>A1</f></c>"], True),
        ([b"<c><f", b">A1</f></c>"], True),
        ([b"<c><", b"f>A1</f></c>"], True),
        ([b"<x:c><x:f t='shared'/></x:c>"], True),
        ([b"<x:c><x:", b"f/></x:c>"], True),
        (["<c><f>A1</f></c>".encode("utf-16")], True),
        ([b"\xff\xfe<\0c\0"], True),
        ([], False),
    ],
)
def test_whether_a_sheet_has_formulas_is_told_from_its_bytes(chunks: list[bytes], wanted: bool) -> None:
    assert has_formula(chunks) is wanted
