"""Columns of an Excel table that are cleared with their headers leave the table, unless something needs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Patch, SheetPatch, Value
from kaohe_xl.errors import BookError
from tests.books import foreign
from tests.books.test_exceltables import SHEET, TABLE, book, names, replaced

Checked = Callable[[Path], tuple[str, ...]]


def cleared(*columns: int, rows: range = range(1, 4), value: Value = None) -> tuple[Change, ...]:
    return tuple(Change(row, column, value) for column in columns for row in rows)


def write(path: Path, *changes: Change) -> str:
    open_file(path).save(Patch({SHEET: SheetPatch(changes)}))
    return foreign.part(path, TABLE)


def test_what_came_as_columns_leaves_as_columns(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = foreign.part(path, TABLE)
    new = [Change(row, column, f"{row}{column}") for column in (4, 5) for row in (1, 2, 3)]
    assert 'ref="A1:E3"' in write(path, *new)
    assert write(path, *cleared(4, 5)) == before
    assert validator(path) == ()
    assert open_file(path).save(Patch({SHEET: SheetPatch(cleared(4, 5))})).backup is None


def test_the_last_column_may_be_cleared_where_only_its_header_is_left(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    write(path, *cleared(3, rows=range(2, 4)))
    xml = write(path, Change(1, 3, ""))
    assert [name for _, name in names(xml)] == ["指标", "年度目标"]
    assert xml.count('ref="A1:B3"') == 2


def test_totals_leave_with_their_column(tmp_path: Path, validator: Checked) -> None:
    path = book(tmp_path / "市考指标.xlsx", total_row=True)
    before = foreign.part(path, TABLE)
    write(path, *(Change(row, 4, str(row)) for row in range(1, 5)))
    assert write(path, *cleared(4, rows=range(1, 5))) == before
    assert validator(path) == ()
    with pytest.raises(BookError, match="公式或筛选"):  # its own total names the column
        write(path, *cleared(3, rows=range(1, 5)))


@pytest.mark.parametrize(
    "changes",
    [
        (Change(1, 3, None),),
        cleared(3, rows=range(1, 3)),
        cleared(2),
        cleared(1, 2, 3),
        (*cleared(3, rows=range(1, 3)), Change(3, 3, 5)),
    ],
    ids=["only a header", "values left", "one in the middle", "all of them", "a new value"],
)
def test_a_header_is_kept_where_the_column_stays(tmp_path: Path, changes: tuple[Change, ...]) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    before = path.read_bytes()
    with pytest.raises(BookError, match="标题，不能改写"):
        write(path, *changes)
    assert path.read_bytes() == before


def structured(workbook: Any, sheet: Any) -> None:
    sheet.write_formula("H1", "=SUM(指标表[完成])", value=243.1)


def this_row(workbook: Any, sheet: Any) -> None:
    workbook.define_name("完成数", "=指标表[完成]")


@pytest.mark.parametrize("more", [structured, this_row])
def test_a_column_that_a_formula_names_stays(tmp_path: Path, more: Callable[[Any, Any], object]) -> None:
    path = book(tmp_path / "市考指标.xlsx", more)
    before = path.read_bytes()
    with pytest.raises(BookError, match="C1 是表格“指标表”的一列，有公式或筛选用到它"):
        write(path, *cleared(3))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<autoFilter ref="A1:C3"/>', '<autoFilter ref="A1:C3"><filterColumn colId="2"/></autoFilter>'),
        (
            '<tableColumn id="3" name="完成"/>',
            '<tableColumn id="3" name="完成"><calculatedColumnFormula>1</calculatedColumnFormula></tableColumn>',
        ),
    ],
    ids=["filtered", "calculated"],
)
def test_a_column_that_the_table_itself_needs_stays(tmp_path: Path, old: str, new: str) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    replaced(path, TABLE, foreign.part(path, TABLE).replace(old, new))
    with pytest.raises(BookError, match="公式或筛选"):
        write(path, *cleared(3))


def test_a_table_with_fewer_columns_than_its_area_is_damaged(tmp_path: Path) -> None:
    path = book(tmp_path / "市考指标.xlsx")
    one = '<tableColumns count="1"><tableColumn id="1" name="指标"/></tableColumns>'
    xml = foreign.part(path, TABLE)
    replaced(path, TABLE, xml[: xml.index("<tableColumns")] + one + xml[xml.index("<tableStyleInfo") :])
    with pytest.raises(BookError, match=r"table1\.xml"):
        write(path, *cleared(2, 3))


def test_a_title_with_brackets_is_known_in_formulas(tmp_path: Path) -> None:
    path = book(
        tmp_path / "市考指标.xlsx",
        lambda _, sheet: sheet.write_formula("H1", "=SUM(指标表[得分'[10'] & '#1])"),
    )
    new = (Change(1, 4, "得分[10] & #1"), Change(2, 4, 1))
    write(path, *new)
    with pytest.raises(BookError, match="公式或筛选"):
        write(path, *cleared(4))
