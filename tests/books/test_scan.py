"""A sheet reads the same row by row, cell by cell, as it comes and as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books import package as packages
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Block, ErrorValue, SheetTooLarge
from kaohe_xl.books.markup import Markup
from kaohe_xl.books.rawcells import Surroundings, number_of
from kaohe_xl.books.scan import block_of, block_of_chunks
from kaohe_xl.books.serials import Shown
from kaohe_xl.books.sharedstrings import SharedStrings
from kaohe_xl.books.streaming import NotStreamable
from kaohe_xl.errors import BookError
from tests.books import foreign

PART = "xl/worksheets/sheet1.xml"
STRINGS = Markup(foreign.strings("<si><t>甲</t></si><si><t>乙</t></si>").encode(), "x.xlsx", "s")
AROUND = Surroundings(
    "x.xlsx", "表", lambda: SharedStrings(STRINGS), (Shown.NUMBER, Shown.DATE, Shown.PERCENT), False, False
)
NUMBERS = st.sampled_from(["0", "7", "-3", "0.5", "1E5", "1e-7", "40847", "40847.25", "123456789012345678901", "1e999", " 4 "])
CONTENTS = st.one_of(
    NUMBERS.map(lambda n: ("", f"<v>{n}</v>")),
    st.sampled_from(["0", "1"]).map(lambda n: (' t="s"', f"<v>{n}</v>")),
    st.sampled_from(["0", "1", "true"]).map(lambda n: (' t="b"', f"<v>{n}</v>")),
    st.sampled_from(["", "x", "a&amp;b", "&lt;&#x4E2D;", "_x0041_"]).map(lambda s: (' t="str"', f"<f>A1</f><v>{s}</v>")),
    st.sampled_from(["", "长安区", " ", "a&amp;b"]).map(lambda s: (' t="inlineStr"', f"<is><t>{s}</t></is>")),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(lambda s: (' t="e"', f"<v>{s}</v>")),
    st.sampled_from(['<f t="shared" si="0"/><v>1</v>', "<f>B2&gt;1</f>", '<f t="array" ref="A1:B2">1</f><v>2</v>']).map(lambda s: ("", s)),
    st.just(("", "")),
)
CELLS = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(1, 5)), st.tuples(CONTENTS, st.sampled_from(["", ' s="1"', ' s="2"', ' s="9"'])))


def sheet(cells: dict[tuple[int, int], tuple[tuple[str, str], str]], blank: str = "") -> bytes:
    rows: dict[int, str] = {}
    for (row, column), ((type_, content), style) in sorted(cells.items()):
        element = f'<c r="{"ABCDE"[column - 1]}{row}"{style}{type_}{blank}'
        rows[row] = rows.get(row, "") + (f"{element}>{content}</c>" if content else f"{element}/>")
    return foreign.rows("".join(f'<row r="{row}" spans="1:5">{inside}</row>' for row, inside in rows.items())).encode()


def whole(data: bytes) -> Block:
    return block_of(Markup(data, "x.xlsx", PART), AROUND)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@given(CELLS, st.integers(20, 400))
def test_the_roads_agree(cells: dict[tuple[int, int], tuple[tuple[str, str], str]], size: int) -> None:
    usual = sheet(cells)
    block = whole(usual)
    assert block == whole(sheet(cells, ' cm="1"'))
    assert block == whole(usual.replace(b"<c r", b"<c\n r"))
    assert block == whole(usual.replace(b"<row", b"<!-- c --><row"))
    prefixed = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", usual).replace(b"xmlns=", b"xmlns:x=")
    assert block == whole(prefixed)
    assert block == block_of_chunks(cut(usual, size), AROUND, PART)
    assert block == block_of_chunks(cut(prefixed, size), AROUND, PART)


def test_a_large_sheet_is_read_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="C{r}" s="3"><f>A{r}</f><v>0.5</v></c></row>' for r in range(1, 3000))
    path = foreign.write(tmp_path / "大.xlsx", foreign.worksheet(f'<sheetData>{cells}</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>'))
    before = open_file(path).block("市考指标")
    monkeypatch.setattr(packages, "STREAMED", 1000)
    monkeypatch.setattr(packages, "block_of", None)
    after = open_file(path).block("市考指标")
    assert after == before
    assert (after.at(1, 1), after.at(2, 1), after.at(2999, 1)) == (1, None, 2999)
    assert len(after.percents) == len(after.formulas) == 2999


def test_a_large_sheet_with_comments_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = foreign.write(tmp_path / "大.xlsx", foreign.rows('<!-- </row> --><row r="1"><c r="A1"><v>1</v></c></row>'))
    monkeypatch.setattr(packages, "STREAMED", 0)
    assert open_file(path).block("市考指标").values == ((1,),)
    monkeypatch.setattr(packages, "LARGEST_UNSTREAMED", 0)
    with pytest.raises(SheetTooLarge, match="市考指标"):
        open_file(path).block("市考指标")


def test_a_giant_sheet_is_named_and_the_others_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = foreign.write(tmp_path / "大.xlsx", foreign.rows('<row r="1"><c r="A1"><v>1</v></c></row>'))
    monkeypatch.setattr(packages, "STREAMED", 0)
    monkeypatch.setattr(packages, "LARGEST_SHEET", 0)
    with pytest.raises(SheetTooLarge, match="工作表“市考指标”展开后"):
        open_file(path).block("市考指标")


@pytest.mark.parametrize(
    "data",
    [
        foreign.rows('<row r="1"><c r="A1"><v>1</v></row></c>'),
        foreign.rows('<row r="1"><c r="A1"><v>x</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1" t="s"><v>2</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1" s="x"><v>2</v></c></row>'),
        foreign.rows('<row r="0"><c r="A0"><v>2</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1" t="d"><v>2011-13-45</v></c></row>'),
        foreign.rows('<row r="1"><c r="A1" t="inlineStr"><is><t>|</t></is></c></row>').encode().replace(b"|", b"\xff"),
        foreign.rows('<row r="1"><c r="A1"><f>|</f><v>1</v></c></row>').encode().replace(b"|", b"\xff"),
    ],
)
def test_a_damaged_row_is_refused_on_every_road(data: str | bytes) -> None:
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(BookError, match="已损坏"):
        whole(raw)
    with pytest.raises((BookError, NotStreamable)):
        block_of_chunks([raw], AROUND, PART)


def test_merged_areas_upon_merged_areas_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.scan.MOST_CELLS", 50)
    data = foreign.worksheet(
        "<sheetData>" + "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 11)) + "</sheetData><mergeCells>"
        + '<mergeCell ref="A1:B9"/>' * 6 + "</mergeCells>"
    )  # fmt: skip
    with pytest.raises(BookError, match="已损坏"):
        whole(data.encode())


def test_rows_that_come_again_add_to_what_stood_there() -> None:
    data = foreign.rows(
        '<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row><row r="2"><c r="A2"><v>5</v></c></row>'
        '<row r="1"><c r="B1"><f>C1</f><v>2</v></c><c r="C1" s="2"><v>3</v></c></row>'
    )
    block = whole(data.encode())
    assert block.values == ((1, 2, 3), (5, None, None))
    assert block.formulas == {(1, 1): "=B1", (1, 2): "=C1"}
    assert block.percents == {(1, 3)}
    again = '<row r="1"><c r="A1"><f>B1</f></c></row>' * 1100
    with pytest.raises(BookError, match="已损坏"):
        whole(foreign.rows(again).encode())


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"12", 12), (b"-12", -12), (b"+5", 5), (b"0.5", 0.5), (b"1E5", 100_000.0), (b" 7 ", 7), (b"5.0", 5.0),
        (b"9" * 18, 10**18 - 1), (b"9" * 30, 1e30), (b"9" * 5000, ErrorValue("#NUM!")), (b"1e999", ErrorValue("#NUM!")), (b"-1.5e307", -1.5e307),
    ],
)  # fmt: skip
def test_numbers_of_any_length_are_read(raw: bytes, value: object) -> None:
    assert number_of(raw) == value
    assert type(number_of(raw)) is type(value)


def test_places_far_out_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.scan._MOST_BITS", 100_000)
    same = "".join(f'<row r="{r}"><c r="XFA{r}" s="2"/></row>' for r in range(1, 400))
    assert len(whole(foreign.rows(same).encode()).percents) == 399
    letters = [f"XF{letter}" for letter in "ABCD"]
    other = "".join(f'<row r="{r}"><c r="{letters[r % 4]}{r}" s="2"/><c cm="1" r="A{r}" s="2"/></row>' for r in range(1, 400))
    assert len(whole(foreign.rows(other).encode()).percents) == 798
    each = "".join(f'<row r="{r}"><c r="{"AB"[r % 2]}{"ABCDEFGHIJ"[r % 10]}A{r}" s="2"/><c r="XF{"ABCD"[r % 4]}{r}" s="2"/></row>' for r in range(1, 400))
    with pytest.raises(SheetTooLarge):
        whole(foreign.rows(each).encode())


@pytest.mark.parametrize("rows", [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1" cm="1"><v>2</v></c><c r="A1"><v>3</v></c></row>',
    '<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>3</v></c></row>',
    '<row r="1"><c r="A1"><v>3</v></c><c r="B1"><v>2</v></c><c r="D1" t="str"><v></v></c></row>',
    '<row r="1">\n  <c r="A1"><v>3</v></c>\n  <c r="B1"><v>2</v></c>\n</row>',
    '<row r="1"><c r="A1"><v>3</v></c><c r="B1" t="inlineStr"><v>7</v></c><c r="B1"><v>2</v></c></row>',
    '<row><c><v>3</v></c><c><v>2</v></c></row>',
    '<row r="1"><c r="$A$1"><v>3</v></c><c r=\'B1\'><v>2</v></c></row>',
])  # fmt: skip
def test_unusual_rows_are_read_cell_by_cell(rows: str) -> None:
    assert whole(foreign.rows(rows).encode()).values[0][:2] == (3, 2)
    assert block_of_chunks([foreign.rows(rows).encode()], AROUND, PART).values[0][:2] == (3, 2)


@pytest.mark.parametrize("reference", ["ZZZZ1", "1A", "A", "A99999999"])
def test_a_reference_that_is_none_is_a_damaged_sheet(reference: str) -> None:
    with pytest.raises(BookError):
        whole(foreign.rows(f'<row r="1"><c r="{reference}"><v>1</v></c></row>').encode())


def test_hundreds_of_kinds_of_rows_are_forgotten_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_xl.books.simplerows._MOST_KINDS", 3)
    monkeypatch.setattr("kaohe_xl.books.scan._MOST_KINDS", 3)
    rows = "".join(f'<row r="{r}"><c r="A{r}" s="{r % 10 + 3}"><v>1</v></c><c cm="1" r="B{r}" s="{r % 20 + 3}"><v>2</v></c></row>' for r in range(1, 60))
    rows += "".join(f'<row r="{r}"><c r="A{r}" s="{r % 10 + 3}"><v>1</v></c></row>' for r in range(60, 99))
    values = whole(foreign.rows(rows).encode()).values
    assert [row[0] for row in values] == [1] * 98


def test_a_sheet_that_never_gets_to_its_end_is_left_to_be_read_whole() -> None:
    for broken in ("<worksheet", foreign.worksheet("<sheetData/>"), foreign.rows("").split("</sheetData>")[0]):
        with pytest.raises(NotStreamable):
            block_of_chunks([broken.encode()], AROUND, PART)
