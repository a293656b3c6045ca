"""A sheet too large to be looked through is named and left alone; the others are assessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl.books import giants
from kaohe_xl.books import package as packages
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.pending import PendingGrid
from kaohe_xl.books.reading import study
from kaohe_xl.domain.findings import Severity
from tests.books import foreign

TABLE: list[list[Value]] = [["指标", "目标", "完成"], ["生产总值", 310, 225.1], ["节能降耗", 20, 18]]
LIST: list[list[Value]] = [[f"企业{row}", row, row * 2] for row in range(40)]


def giants_of(found: object) -> list[tuple[str, Severity]]:
    return [(f.place.sheet, f.severity) for f in found.findings if f.code == "GIANT_LEFT_ALONE"]  # type: ignore[attr-defined]


def test_workbooks_of_usual_size_are_read_whole() -> None:
    grid = MemoryGrid({"名单": LIST, "考核表": TABLE})
    assert giants.without_giants(grid) == (grid, ())


@pytest.mark.parametrize(("bound", "most"), [("MOST_CELLS", 50), ("MOST_TEXTS", 20)])
def test_a_giant_is_named_and_the_other_sheets_are_assessed(monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    monkeypatch.setattr(giants, bound, most)
    found = study(MemoryGrid({"名单": LIST, "考核表": TABLE}))
    assert giants_of(found) == [("名单", Severity.WARNING)]
    assert [indicator.name for indicator in found.scheme.indicators] == ["生产总值", "节能降耗"]
    assert any("名单" in f.message for f in found.findings)


def office(folder: Path) -> Path:
    """A workbook whose first sheet is a giant; the table stands on the second."""
    path = foreign.write(folder / "市考指标.xlsx", foreign.rows(""))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 400))
    table = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{"ABC"[c]}{r}"><v>{v}</v></c>' if isinstance(v, float | int) else f'<c r="{"ABC"[c]}{r}" t="inlineStr"><is><t>{v}</t></is></c>'
            for c, v in enumerate(line)
        )
        + "</row>"
        for r, line in enumerate(TABLE, 1)
    )
    book = foreign.part(path, "xl/workbook.xml").replace("</sheets>", '<sheet name="考核表" sheetId="2" r:id="rId9"/></sheets>')
    links = foreign.links(*["worksheet worksheets/sheet1.xml", "styles styles.xml", *["theme t.xml"] * 6, "worksheet worksheets/sheet2.xml"])
    return foreign.write(
        path, foreign.rows(rows), {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": links, "xl/worksheets/sheet2.xml": foreign.rows(table)}
    )


def test_a_giant_on_disk_is_not_read_and_other_sheets_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office(tmp_path)
    grid = open_file(path)
    assert giants.weight(grid, "市考指标") > giants.weight(grid, "考核表") > 0
    monkeypatch.setattr(giants, "MOST_BYTES", giants.weight(grid, "市考指标"))
    monkeypatch.setattr(grid._package, "block", lambda name: packages.Package.block(grid._package, {"考核表": name}[name]))
    pending = PendingGrid(grid)
    found = study(pending)
    assert giants_of(found) == [("市考指标", Severity.WARNING)]
    assert len(found.scheme.indicators) == 2
    before = foreign.parts(path)
    monkeypatch.undo()
    pending.save(Patch({"考核表": SheetPatch((Change(2, 3, 300),))}))
    after = foreign.parts(path)
    assert open_file(path).block("考核表").at(2, 3) == 300
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]


def test_a_sheet_that_reaches_too_far_is_a_giant(tmp_path: Path) -> None:
    path = foreign.write(tmp_path / "远.xlsx", foreign.rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    found = study(open_file(path))
    assert giants_of(found) == [("市考指标", Severity.WARNING)]
    assert "NO_TABLE" in {f.code for f in found.findings}


def test_blocks_are_kept_while_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = open_file(office(tmp_path))
    first = grid.block("市考指标")
    assert grid.block("考核表").at(1, 1) == "指标"
    assert grid.block("市考指标") is first
    monkeypatch.setattr("kaohe_xl.books.files.KEPT_CELLS", 100)
    grid = open_file(grid.path)
    first = grid.block("市考指标")
    grid.block("考核表")
    assert grid.block("市考指标") is not first
    assert grid.block("市考指标") == first


def test_a_view_is_the_workbook_but_for_the_giants(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = MemoryGrid({"名单": LIST, "考核表": TABLE})
    monkeypatch.setattr(giants, "MOST_CELLS", 50)
    view, _ = giants.without_giants(grid)
    assert (view.name, view.path, view.sheets) == (grid.name, grid.path, ("考核表",))
    assert view.block("考核表") is grid.block("考核表")
    assert view.colours("考核表") == ()
    view.save(Patch({"考核表": SheetPatch((Change(2, 3, 1),))}))
    assert grid.block("考核表").at(2, 3) == 1
