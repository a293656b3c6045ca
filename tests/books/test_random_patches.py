"""Any patch on any small workbook: we and openpyxl read the same afterwards."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.books.equality import same_value
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, Formula, Patch, SheetPatch, Style, Value
from kaohe_xl.books.sharedstrings import unescaped

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=12
).filter(lambda text: not (len(text) == 7 and text.startswith("_x")))
NUMBER = st.floats(-1e307, 1e307) | st.integers(-(10**15), 10**15)
DATES = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2200, 1, 1)).map(lambda d: d.replace(microsecond=0))
VALUE: st.SearchStrategy[Value] = st.one_of(st.none(), st.booleans(), NUMBER, TEXT, DATES)
PLACE = st.tuples(st.integers(1, 9), st.integers(1, 7))
MODEL = st.tuples(st.integers(10, 12), st.integers(1, 7))  # cells that are copied and never written
CHANGE = st.builds(
    lambda place, value, style: Change(*place, after=value, style=style),
    PLACE,
    VALUE | st.just(Formula("=A1+1")),
    st.none() | st.builds(Style, MODEL, st.none() | st.sampled_from(["0.00", "0.0%", "#,##0"])),
)
BOOK = st.dictionaries(PLACE | MODEL, VALUE, max_size=20)


def by_openpyxl(cells: dict[tuple[int, int], Value]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for place, value in cells.items():
        cell = book.active.cell(*place)
        if isinstance(value, str):
            cell.value = "".join(c for c in value if c >= " " or c in "\t\n")
            cell.data_type = "s"
        else:
            cell.value = value
    return saved(book.save)


def by_xlsxwriter(cells: dict[tuple[int, int], Value]) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet")
        date, percent = (
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            book.add_format({"num_format": "0%"}),
        )
        for (row, column), value in cells.items():
            if isinstance(value, dt.datetime):
                sheet.write_datetime(row - 1, column - 1, value, date)
            elif isinstance(value, bool):
                sheet.write_boolean(row - 1, column - 1, value)
            elif isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value)
            elif value is None:
                sheet.write_blank(row - 1, column - 1, None, percent)
            else:
                sheet.write_number(row - 1, column - 1, value, percent)
    return file.getvalue()


def saved(save: Callable[[Any], None]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BOOK, st.lists(CHANGE, max_size=12), st.sampled_from([by_openpyxl, by_xlsxwriter]))
def test_any_patch_reads_the_same_by_us_and_by_openpyxl(
    cells: dict[tuple[int, int], Value], changes: list[Change], made: Callable[[Any], bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(made(cells))
        grid = open_file(path)
        sheet = grid.sheets[0]
        before = grid.block(sheet)
        grid.save(Patch({sheet: SheetPatch(tuple(changes))}))
        block = open_file(path).block(sheet)
        assert grid.block(sheet) == block
        last = {(change.row, change.column): change.after for change in changes}
        for row in range(1, 10):
            for column in range(1, 8):
                wanted = last.get((row, column), before.at(row, column))
                agrees(block.at(row, column), wanted, block.formulas.get((row, column)))
        compare(path, block)
        assert (
            open_file(path).save(Patch({sheet: SheetPatch(tuple(dict.fromkeys(only_last(changes))))})).backup
            is None
        )


def only_last(changes: list[Change]) -> list[Change]:
    return list({(change.row, change.column): change for change in changes}.values())


def agrees(read: Value, wanted: Value, formula: str | None) -> None:
    if isinstance(wanted, Formula):
        assert formula == wanted
    elif isinstance(wanted, int | float) and isinstance(read, dt.datetime):
        pass  # a number in a cell with a date format is shown, and read, as a date
    elif isinstance(wanted, dt.datetime) and isinstance(read, int | float):
        pass  # the style asked for shows it as a number
    else:
        assert same_value(read, wanted)


def compare(path: Path, block: Any) -> None:
    from openpyxl import load_workbook

    sheet = load_workbook(path).worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            place, theirs = (cell.row, cell.column), cell.value
            if cell.data_type == "f":
                assert block.formulas[place] == theirs
            elif isinstance(theirs, dt.datetime | str) and isinstance(block.at(*place), int | float):
                assert cell.is_date or cell.data_type == "e"  # a number before the first date or beyond the last: no date to us
            elif isinstance(theirs, dt.datetime):
                assert abs(theirs - block.at(*place)) < dt.timedelta(milliseconds=2)
            elif not isinstance(theirs, dt.time | dt.timedelta):
                # openpyxl leaves the escapes of inline strings as they stand
                plain = unescaped(theirs) if isinstance(theirs, str) else theirs
                assert same_value(block.at(*place), theirs) or same_value(block.at(*place), plain)
