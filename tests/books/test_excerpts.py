"""A big sheet patched through an excerpt is, byte for byte, the sheet patched as a whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.books import deflate, excerpts, streaming
from kaohe_xl.books.excerpts import places_only
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Change, Formula, Patch, SheetPatch, Style, TextColour
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.sheetrows import SheetRows
from kaohe_xl.books.streaming import NotStreamable, pieces, usual
from kaohe_xl.errors import BookError
from tests.books import foreign

SHEET, PART = "市考指标", "xl/worksheets/sheet1.xml"
RED = TextColour(Area(1, 3, 9, 3), "红", "FFC7CE", "9C0006")


def cells(row: int, columns: set[int], kinds: dict[int, str]) -> str:
    letters = "ABCDEFGHIJ"
    return "".join(
        kinds.get(c, '<c r="{0}" s="2"><v>{1}</v></c>').format(f"{letters[c]}{row}", row * 10 + c)
        for c in sorted(columns)
    )


KINDS = st.dictionaries(
    st.integers(0, 9),
    st.sampled_from(
        [
            '<c r="{0}"/>',
            '<c r="{0}" t="s"><v>0</v></c>',
            '<c r="{0}"><f>A1+1</f><v>{1}</v></c>',
            '<c r="{0}"><f t="array" ref="{0}">SUM(A1:B2)</f><v>{1}</v></c>',
        ]
    ),
    max_size=4,
)
ROW = st.tuples(
    st.sets(st.integers(0, 9), max_size=6), KINDS, st.sampled_from(["", ' spans="1:4"', ' ht="30"'])
)
ROWS = st.dictionaries(st.integers(1, 60), ROW, min_size=1, max_size=25)
CHANGES = st.dictionaries(
    st.tuples(st.integers(1, 70), st.integers(1, 12)),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-99, 99),
        st.text("甲乙<&> ", max_size=4),
        st.just(Formula("=B2")),
    ),
    min_size=1,
    max_size=12,
)


def sheet(rows: dict[int, tuple[set[int], dict[int, str], str]], gap: str = "", tail: str = "") -> str:
    body = "".join(
        f'<row{more if "ht" in more else ""} r="{n}"{more if "ht" not in more else ""}>{cells(n, c, k)}</row>{gap}'
        for n, (c, k, more) in sorted(rows.items())
    )
    cols = '<cols><col min="3" max="4" width="9" style="3"/></cols>'
    return foreign.worksheet(f'<dimension ref="A1:B2"/>{cols}<sheetData>{gap}{body}</sheetData>{tail}')


def patched(folder: Path, text: str, patch: SheetPatch, chunk: int | None) -> dict[str, bytes]:
    """All parts after the patch; streamed in chunks of that size, held where it is None."""
    path = foreign.write(folder / f"{chunk}.xlsx", text)
    with pytest.MonkeyPatch.context() as patcher:
        if chunk is not None:
            patcher.setattr(excerpts, "LARGE", -1)
            patcher.setattr(deflate, "CHUNK", chunk)
        open_file(path).save(Patch({SHEET: patch}))
    return foreign.parts(path)


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS, changes=CHANGES, chunk=st.integers(20, 900), gap=st.sampled_from(["", "\n  "]), data=st.data()
)
def test_streamed_and_held_sheets_come_out_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    rows: dict[int, tuple[set[int], dict[int, str], str]],
    changes: dict[tuple[int, int], object],
    chunk: int,
    gap: str,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("表")
    like = data.draw(
        st.none() | st.builds(Style, st.tuples(st.sampled_from(sorted(rows)), st.integers(1, 9)), st.none())
    )
    patch = SheetPatch(
        tuple(Change(*place, after=value, style=like) for place, value in changes.items()),  # type: ignore[arg-type]
        (RED,),
        {12: 8.5},
    )
    text = sheet(rows, gap, '<mergeCells count="1"><mergeCell ref="L80:M81"/></mergeCells>')
    assert patched(folder, text, patch, chunk) == patched(folder, text, patch, None)


SHARED = foreign.rows(
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">B1+1</f><v>1</v></c></row>'
    + "".join(
        f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>1</v></c><c r="B{n}"><v>7</v></c></row>'
        for n in range(2, 10)
    )
    + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(10, 30))
)


def test_followers_of_an_overwritten_shared_formula_are_found_far_away(tmp_path: Path) -> None:
    patch = SheetPatch((Change(1, 1, 5), Change(2, 1, 5)))
    streamed = patched(tmp_path, SHARED, patch, 50)
    assert streamed == patched(tmp_path, SHARED, patch, None)
    assert b'<c r="A3"><f ref="A3:A9" t="shared" si="0">B3+1</f>' in streamed[PART]


ARRAY = foreign.rows(
    '<row r="1"><c r="A1"><f t="array" ref="A1:B30">C1:D30</f><v>1</v></c></row>'
    + "".join(f'<row r="{n}"><c r="B{n}"><v>7</v></c></row>' for n in range(2, 40))
)


def test_an_array_formula_far_above_is_seen(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="B20 在数组公式 A1:B30 里"):
        patched(tmp_path, ARRAY, SheetPatch((Change(20, 2, 5),)), 60)
    assert b'<c r="B35"><v>5</v>' in patched(tmp_path, ARRAY, SheetPatch((Change(35, 2, 5),)), 60)[PART]


def test_an_array_formula_without_a_sound_area_hinders_nobody(tmp_path: Path) -> None:
    text = ARRAY.replace('ref="A1:B30"', 'ref="?"')
    assert b"<v>5</v>" in patched(tmp_path, text, SheetPatch((Change(20, 2, 5),)), 60)[PART]


ROW_1, ROW_2 = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="2"><c r="A2"><v>2</v></c></row>'
HELD = {
    "a comment": foreign.rows(f"{ROW_1}<!-- 旧 -->{ROW_2}"),
    "CDATA": foreign.rows(f'{ROW_1}<row r="2"><c r="A2" t="str"><v><![CDATA[2]]></v></c></row>'),
    "an instruction": foreign.rows(f"{ROW_1}<?x y?>{ROW_2}"),
    "a row without a number": foreign.rows(f'{ROW_1}<row><c r="A2"><v>2</v></c></row>'),
    "no rows": foreign.worksheet("<sheetData/>"),
    "another encoding": foreign.rows(ROW_1 + ROW_2).replace("UTF-8", "GB18030"),
    "a long head": foreign.worksheet(f"<sheetPr/>{' ' * 3000}<sheetData>{ROW_1}</sheetData>"),
}


@pytest.mark.parametrize("kind", HELD)
def test_what_can_not_be_streamed_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(streaming, "LARGEST_HEAD", 2000)
    patch = SheetPatch((Change(2, 1, 5), Change(4, 1, "甲")))
    streamed = patched(tmp_path, HELD[kind], patch, 90)
    assert streamed == patched(tmp_path, HELD[kind], patch, None)
    assert "甲".encode() in streamed[PART]


DAMAGED = {
    "not well-formed": foreign.rows(ROW_1 + "<row r='2'>"),
    "a document type": foreign.rows(ROW_1).replace("<worksheet", "<!DOCTYPE x><worksheet"),
    "no end of the rows": foreign.rows(ROW_1).replace("</sheetData>", ""),
    "rows out of order": foreign.rows(ROW_2 + ROW_1),
    "rows out of order, far apart": foreign.rows(ROW_2 + " " * 500 + ROW_1),
    "another root": "<chartsheet/>",
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_damage_is_damage_on_both_roads(tmp_path: Path, kind: str) -> None:
    said = []
    for chunk in (None, 90, 5000):
        with pytest.raises(BookError) as caught:
            patched(tmp_path, DAMAGED[kind], SheetPatch((Change(2, 1, 5),)), chunk)
        said.append(re.sub(r"\w+\.xlsx", "", str(caught.value)))
    assert len(set(said)) == 1


def test_a_row_number_of_unusual_size_is_not_streamable() -> None:
    with pytest.raises(NotStreamable):
        streaming.row_numbers(b'<row r="12345678"/>', b"")


def test_a_stream_that_ends_within_the_rows_is_not_streamable() -> None:
    text = foreign.rows(ROW_1).encode()
    with pytest.raises(NotStreamable):
        list(pieces([text[: text.index(b"</sheetData>")]]))


def test_rows_are_taken_out_with_their_numbers() -> None:
    text = foreign.rows('<row><c><v>1</v></c></row><row r="5"/><row><c r="A6"><v>6</v></c></row>').encode()
    part = places_only(SheetRows(Markup(text, "表.xlsx", PART), SHEET), [], {1, 4, 6})
    assert re.findall(rb'<row r="\d+">.*?</row>', part.data) == [
        b'<row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="6"><c r="A6"><v>6</v></c></row>',
    ]


def test_of_other_rows_the_stretch_is_taken_that_holds_the_places() -> None:
    text = foreign.rows('<row r="3"><c r="A3"/><c r="B3"/><c s="1"/><c/><c r="E3"/></row>').encode()
    sheet = SheetRows(Markup(text, "表.xlsx", PART), SHEET)
    taken = {
        (3, 4): b'<row r="3"><c r="C3" s="1"/><c/></row>',
        (3, 9): b'<row r="3"><c r="C3" s="1"/><c/><c r="E3"/></row>',
    }
    for place, row in taken.items():
        assert row in places_only(sheet, [(3, 3), place], set()).data
    assert b'<row r="3"></row>' in places_only(sheet, [(3, 6), (4, 1)], set()).data


NOT_STREAMED = {
    "another namespace among the rows": foreign.rows(ROW_1.replace("<row", '<row xmlns:q="urn:q"') + ROW_2),
    "mixed prefixes": foreign.rows(ROW_1).replace("<worksheet ", f'<worksheet xmlns:x="{foreign.MAIN}" '),
    "a row of its own size": foreign.rows(f'{ROW_1}<row r="2">{"<c/>" * 400}</row>'),
    "a long end": foreign.worksheet(f"<sheetData>{ROW_1}</sheetData>{' ' * 3000}"),
}


@pytest.mark.parametrize("kind", NOT_STREAMED)
def test_what_would_take_too_much_at_once_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(streaming, "LARGEST_TAIL", 2000)
    monkeypatch.setattr(streaming, "LARGEST_ROW", 1000)
    with pytest.raises(NotStreamable):
        list(usual(pieces(re.findall(rb"(?s).{1,90}", NOT_STREAMED[kind].encode()))))
    patch = SheetPatch((Change(1, 1, 5),))
    assert patched(tmp_path, NOT_STREAMED[kind], patch, 90) == patched(
        tmp_path, NOT_STREAMED[kind], patch, None
    )
