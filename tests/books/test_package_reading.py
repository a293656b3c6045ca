"""What a workbook's package is taken for, and how large its parts may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.books import excerpts, package
from kaohe_xl.books.archive import Archive
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch
from kaohe_xl.books.sources import DiskSource
from kaohe_xl.errors import BookError, InputError
from tests.books import foreign

SHEET = "市考指标"
PART = "xl/worksheets/sheet1.xml"
LINKS = "xl/_rels/workbook.xml.rels"
ROWS = "".join(
    f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}" t="s"><v>0</v></c></row>' for r in range(1, 9)
)
VALUES = tuple((r, "生产总值") for r in range(1, 9))
Parts = dict[str, str | bytes]


def written(tmp_path: Path, sheet: str = foreign.rows(ROWS), parts: Parts | None = None) -> Path:
    return foreign.write(tmp_path / "市考指标.xlsx", sheet, parts)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"_rels/.rels": foreign.links("extended-properties docProps/app.xml")}, "不是 Excel 工作簿"),
        ({"_rels/.rels": foreign.links("officeDocument xl/gone.xml")}, "不是 Excel 工作簿"),
        (
            {"_rels/.rels": foreign.links("officeDocument xl/workbook.bin"), "xl/workbook.bin": b"\x83\x01"},
            "xlsb",
        ),
        ({"xl/workbook.xml": f'<document xmlns="{foreign.MAIN}"/>'}, "不是 Excel 工作簿"),
        ({"xl/workbook.xml": f'<workbook xmlns="{foreign.MAIN}"><sheets/></workbook>'}, "没有工作表"),
        ({LINKS: foreign.links("chartsheet worksheets/sheet1.xml")}, "没有工作表"),
        ({"xl/workbook.xml": "<workbook>"}, r"已损坏（xl/workbook\.xml）"),
        ({LINKS: "no xml"}, r"已损坏（xl/_rels/workbook\.xml\.rels）"),
    ],
    ids=[
        "no workbook",
        "gone",
        "binary",
        "another root",
        "no sheets",
        "no worksheets",
        "cut off",
        "no links",
    ],
)
def test_what_is_no_workbook_is_refused_by_name(tmp_path: Path, parts: Parts, words: str) -> None:
    with pytest.raises(BookError, match=rf"市考指标\.xlsx.*{words}|{words}.*市考指标\.xlsx"):
        open_file(written(tmp_path, parts=parts))


def test_a_binary_workbook_is_none_whatever_it_is_called(tmp_path: Path) -> None:
    parts: Parts = {
        "_rels/.rels": foreign.links("officeDocument xl/workbook.bin"),
        "xl/workbook.bin": b"\x83",
    }
    path = written(tmp_path, parts=parts)
    with pytest.raises(BookError, match="二进制"):
        package.Package(Archive(DiskSource(path), path.name))


def test_two_sheets_of_one_part_are_refused(tmp_path: Path) -> None:
    book = (
        f'{foreign.HEAD}<workbook xmlns="{foreign.MAIN}" xmlns:r="{foreign.LINKS}"><sheets>'
        '<sheet name="甲" sheetId="1" r:id="rId1"/><sheet name="乙" sheetId="2" r:id="rId1"/></sheets></workbook>'
    )
    with pytest.raises(BookError, match=r"xl/workbook\.xml"):
        open_file(written(tmp_path, parts={"xl/workbook.xml": book}))


def test_an_unknown_sheet_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有工作表“区考指标”.*市考指标"):
        open_file(written(tmp_path)).block("区考指标")


def test_links_to_the_outside_are_no_parts(tmp_path: Path) -> None:
    links = foreign.links(
        "worksheet worksheets/sheet1.xml", "styles styles.xml", "sharedStrings sharedStrings.xml"
    )
    outside = f'<Relationship Id="rId9" Type="{foreign.LINKS}/styles" Target="http://a/b.xml" TargetMode="External"/>'
    path = written(tmp_path, parts={LINKS: links.replace("<Relationship ", outside + "<Relationship ", 1)})
    grid = open_file(path)
    grid.save(Patch({SHEET: SheetPatch((Change(1, 1, 7),))}))
    assert grid.block(SHEET).at(1, 1) == 7


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Any sheet, and any shared strings, are large."""
    for name in ("STREAMED", "KEPT_PARSED"):
        monkeypatch.setattr(package, name, 100)
    return monkeypatch


@pytest.mark.usefixtures("small_limits")
def test_large_parts_are_read_as_streams_with_the_same_values(tmp_path: Path) -> None:
    assert open_file(written(tmp_path)).block(SHEET).values == VALUES


@pytest.mark.usefixtures("small_limits")
def test_large_parts_with_comments_are_read_whole(tmp_path: Path) -> None:
    sheet = foreign.rows("<!-- <row> -->" + ROWS)
    strings = foreign.strings("<!-- <si> --><si><t>生产总值</t></si>")
    path = written(tmp_path, sheet, {"xl/sharedStrings.xml": strings})
    assert open_file(path).block(SHEET).values == VALUES


def test_a_large_sheet_is_patched_as_a_stream(tmp_path: Path, small_limits: pytest.MonkeyPatch) -> None:
    small_limits.setattr(excerpts, "LARGE", 100)
    path = written(tmp_path)
    grid = open_file(path)
    grid.save(Patch({SHEET: SheetPatch((Change(3, 1, 7), Change(20, 2, "乙")))}))
    assert grid.block(SHEET).at(3, 1) == 7
    expected = ROWS.replace("<v>3</v>", "<v>7</v>") + (
        '<row r="20"><c r="B20" t="inlineStr"><is><t xml:space="preserve">乙</t></is></c></row>'
    )
    assert foreign.part(path, PART) == foreign.rows(expected)


@pytest.mark.parametrize(
    ("limit", "sheet", "words"),
    [
        ("LARGEST_SHEET", ROWS, SHEET),
        ("LARGEST_UNSTREAMED", "<!-- -->" + ROWS, SHEET),
        ("LARGEST_STRINGS", ROWS, r"xl/sharedStrings\.xml"),
        ("LARGEST_STYLES", ROWS, r"xl/styles\.xml"),
    ],
)
def test_a_part_too_large_to_be_meant_is_refused_by_name(
    tmp_path: Path, small_limits: pytest.MonkeyPatch, limit: str, sheet: str, words: str
) -> None:
    small_limits.setattr(package, limit, 100)
    grid = open_file(written(tmp_path, foreign.rows(sheet)))
    with pytest.raises(BookError, match=words):
        grid.block(SHEET)
