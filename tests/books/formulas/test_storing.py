"""Results on their way into the file."""

from __future__ import annotations

import pytest

from kaohe_xl.books.cellxml import Cached, Kept, Writer
from kaohe_xl.books.formulas.outcome import Recalculated
from kaohe_xl.books.formulas.storing import dropping_notes, with_results, without_results
from kaohe_xl.books.grid import ErrorValue, Formula, Value
from kaohe_xl.books.sheetxml import Edit

WRITER = Writer("数据", b"", False)


def test_results_join_the_edits_of_a_sheet() -> None:
    edits = {
        (1, 1): Edit(5, lambda style: 9),
        (1, 2): Edit(Formula("=A1"), lambda style: 9),
        (1, 3): Edit(Kept.KEPT, lambda style: 9),
    }
    merged = with_results(edits, {place: Cached(7) for place in ((1, 1), (1, 2), (1, 3), (1, 4))})
    assert merged[1, 1] is edits[1, 1]
    assert merged[1, 2].value == Cached(7, Formula("=A1"))
    assert (merged[1, 3].value, merged[1, 3].looks(2), merged[1, 3].is_result) == (Cached(7), 9, True)
    assert (merged[1, 4].value, merged[1, 4].looks(2)) == (Cached(7), 2)


@pytest.mark.parametrize(
    ("tag", "value", "wanted"),
    [
        (b'<c r="A1" s="3">', 1.5, (b'<c r="A1" s="3">', b"<v>1.5</v>")),
        (b'<c r="A1" t="str" s="3">', 1, (b'<c r="A1" s="3">', b"<v>1</v>")),
        (b'<c r="A1" s="3">', "甲<乙", (b'<c r="A1" s="3" t="str">', "<v>甲&lt;乙</v>".encode())),
        (b'<c r="A1" t="str">', "", (b'<c r="A1" t="str">', b"<v></v>")),
        (b'<c r="A1" cm="1">', True, (b'<c r="A1" cm="1" t="b">', b"<v>1</v>")),
        (b'<c r="A1" t="e" vm="1">', ErrorValue("#N/A"), (b'<c r="A1" t="e">', b"<v>#N/A</v>")),
        (b"<c t='b' r=\"A1\" >", None, (b'<c r="A1">', b"")),
    ],
)
def test_a_result_gets_its_type_and_the_cell_keeps_the_rest(tag: bytes, value: Value, wanted: object) -> None:
    assert WRITER.result(tag, (1, 1), value) == wanted


def test_a_new_formula_is_written_with_its_result() -> None:
    assert WRITER.new((2, 3), Cached(4, Formula("=A1<2")), 5) == b'<c r="C2" s="5"><f>A1&lt;2</f><v>4</v></c>'


def test_notes_say_how_many_and_where() -> None:
    few = Recalculated(dropped=[("数据", (1, 2))], has_formulas=True)
    assert "1 个公式" in dropping_notes(few)[0] and "数据!B1）" in dropping_notes(few)[0]
    many = Recalculated(dropped=[("数据", (row, 1)) for row in range(1, 9)], whole=frozenset({"巨表"}))
    assert "8 个公式" in dropping_notes(many)[0] and "数据!A5…" in dropping_notes(many)[0]
    assert "巨表" in dropping_notes(many)[1]
    assert dropping_notes(Recalculated()) == ()


def test_a_sheet_without_any_result() -> None:
    pieces = [
        b'<x:worksheet><x:sheetData>',
        b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="str" vm="2"><x:f>A1</x:f><x:v>1</x:v></x:c></x:row>',
        b'<x:row r="2"><x:c r="A2"><x:f t="shared" si="0"/><x:v/></x:c></x:row>',
        b"</x:sheetData></x:worksheet>",
    ]
    assert list(without_results(pieces)) == [
        pieces[0],
        b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1"><x:f>A1</x:f></x:c></x:row>',
        b'<x:row r="2"><x:c r="A2"><x:f t="shared" si="0"/></x:c></x:row>',
        pieces[3],
    ]


def test_cells_that_arrays_fill_lose_their_results_with_them() -> None:
    pieces = [
        b"<worksheet><sheetData>",
        b'<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c><c r="B1" t="str"><v>x</v></c><c r="C1"><v>3</v></c></row>',
        b'<row r="2"><c r="A2" s="1"><v>1</v></c><c r="B2"/><c r="C2"><v>4</v></c></row>',
    ]
    assert list(without_results(pieces))[1:] == [
        b'<row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f></c><c r="B1"></c><c r="C1"><v>3</v></c></row>',
        b'<row r="2"><c r="A2" s="1"></c><c r="B2"/><c r="C2"><v>4</v></c></row>',
    ]
