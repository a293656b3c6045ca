"""Any patch on any small workbook: we, openpyxl, calamine and LibreOffice read the same afterwards."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.books import excerpts, package
from kaohe_xl.books.equality import is_there, same_value
from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Change, ErrorValue, Formula, Patch, SheetPatch, Style, Value
from kaohe_xl.books.sharedstrings import unescaped
from kaohe_xl.errors import BookError
from tests.books import foreign
from tests.books.fidelity import faults, results_of
from tests.books.oddbooks import (
    ARRAY,
    DATA_TABLE,
    OddBook,
    Place,
    first_cell,
    may_refuse,
    odd_book,
    odd_changes,
    places_of,
)
from tests.books.survey import by_calamine

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
                assert (
                    cell.is_date or cell.data_type == "e"
                )  # a number before the first date or beyond the last: no date to us
            elif isinstance(theirs, dt.datetime):
                assert abs(theirs - block.at(*place)) < dt.timedelta(milliseconds=2)
            elif not isinstance(theirs, dt.time | dt.timedelta):
                # openpyxl leaves the escapes of inline strings as they stand
                plain = unescaped(theirs) if isinstance(theirs, str) else theirs
                assert same_value(block.at(*place), theirs) or same_value(block.at(*place), plain)


SHEET = "市考指标"
LONG, SHORT = 3000, 60
BATCH, BATCHES = 40, 25
Values = dict[Place, Value]
# Constants as LibreOffice writes them.
CONSTANTS: dict[str, Value] = {"=TRUE()": True, "=FALSE()": False, "=#N/A": "#N/A"}


def tried(book: OddBook, changes: tuple[Change, ...], path: Path) -> Values | None:
    """What must stand in the workbook at `path` after the patch; None where it was refused, as it had to be."""
    before = path.read_bytes()
    grid = open_file(path)
    block = grid.block(SHEET)
    assert read_by_us(path) == {p: v for p, v in book.values.items() if v != ""}
    last = {(c.row, c.column): c for c in changes}
    there = {place for place, change in last.items() if is_there(change, block)}
    try:
        grid.save(Patch({SHEET: SheetPatch(changes)}))
    except BookError as error:
        assert SHEET in str(error)
        assert may_refuse(book, changes, there), str(error)
        assert path.read_bytes() == before
        return None
    assert not may_refuse(book, changes, there)
    return after(book, changes)


def after(book: OddBook, changes: tuple[Change, ...]) -> Values:
    """The constants that stand in the workbook after the changes."""
    values = {place: value for place, value in book.values.items() if place not in book.formulas}
    last = {(c.row, c.column): c for c in changes}
    filled = {first_cell(book, place) for place, c in last.items() if c.after not in (None, "")}
    for place, change in last.items():
        target = first_cell(book, place)
        if change.after in (None, "") and target != place and (target in filled or change.style is not None):
            continue
        if change.after in (None, "") and target in filled:
            continue
        values.pop(target, None)
        if change.after not in (None, "") and not isinstance(change.after, Formula):
            values[target] = change.after
    return values


def read_by_us(path: Path) -> Values:
    block = open_file(path).block(SHEET)
    return {
        (r, c): value
        for r, row in enumerate(block.values, 1)
        for c, value in enumerate(row, 1)
        if value not in (None, "")
    }


def read_by_openpyxl(path: Path) -> Values:
    from openpyxl import load_workbook

    cells = load_workbook(path).worksheets[0]._cells
    return {place: cell.value for place, cell in cells.items() if cell.value not in (None, "")}


def read_by_calamine(path: Path) -> Values:
    found = by_calamine(path)
    assert found is not None
    return {(r, c): whole_day(value) for (_, r, c), value in found.items()}


def whole_day(value: Any) -> Value:
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return dt.datetime.combine(value, dt.time()) if is_day else value


def differences(book: OddBook, path: Path, wanted: Values, read: Values) -> list[object]:
    """Constants that a reader sees otherwise; what formulas show, or covered cells hold, isn't compared."""
    skipped = {(r, c) for _, r, c in results_of(path)} | (book.formulas.keys() - wanted.keys())
    for area in (ARRAY, DATA_TABLE):
        skipped |= {
            (r, c) for r in range(area.top, area.bottom + 1) for c in range(area.left, area.right + 1)
        }
    places = {p for p in (wanted.keys() | read.keys()) - skipped if first_cell(book, p) == p and p[0] < 30}
    return [(p, wanted.get(p), read.get(p)) for p in sorted(places) if not alike(wanted.get(p), read.get(p))]


def alike(wanted: Value, read: Value) -> bool:
    """Whether a reader sees what was meant: dates may come as numbers, and numbers as dates, by their format."""
    if isinstance(wanted, ErrorValue) or read == "#VALUE!":
        return read in (None, str(wanted)) or wanted == 1e15  # calamine tells no errors; no date is so late
    if isinstance(wanted, dt.datetime) != isinstance(read, dt.datetime | dt.date | dt.time):
        return isinstance(wanted, int | float | dt.datetime) and isinstance(
            read, int | float | dt.datetime | dt.date | dt.time | dt.timedelta
        )
    if isinstance(wanted, str) and isinstance(read, str):
        return read in (str(wanted), str(wanted).replace("_x0041_", "_x005F_x0041_"))
    if isinstance(wanted, bool) != isinstance(read, bool):
        return wanted == read
    return same_value(read, wanted)


def check_tables(path: Path) -> None:
    """An Excel table's columns are those of its area, with the names that its headers show."""
    part = foreign.parts(path).get("xl/tables/table1.xml")
    if part is None:
        return
    xml = part.decode()
    areas = set(re.findall(r' ref="(\w+:\w+)"', xml))
    names = re.findall(r'<tableColumn id="\d+" name="([^"]*)"', xml)
    assert len(areas) == 1
    width = {"J": 2, "K": 3, "L": 4}[areas.pop().split(":")[1][0]]
    assert len(set(names)) == len(names) == width == int(re.findall(r'tableColumns count="(\d+)"', xml)[0])
    shown = read_by_us(path)
    headers = [str(shown[1, column]).replace("\n", "_x000a_") for column in range(9, 9 + width)]
    assert headers == [unescaped_xml(name) for name in names]


def unescaped_xml(text: str) -> str:
    text = text.replace("_x005F_", "_").replace("&lt;", "<").replace("&gt;", ">")
    return text.replace("&quot;", '"').replace("&amp;", "&")


def check(random: Random, path: Path) -> None:
    """One random workbook and patch, seen by all readers that know its dialect."""
    book = odd_book(random)
    changes = odd_changes(random, book)
    old = book.write(path.with_name("before.xlsx"))
    wanted = tried(book, changes, shutil.copy(old, path))
    if wanted is None or path.read_bytes() == old.read_bytes():
        return  # others mayn't know its encoding
    written = {first_cell(book, (c.row, c.column)) for c in changes} | {(c.row, c.column) for c in changes}
    found = [f for f in faults(old, path, SHEET, written) if not f.startswith("xl/tables/")]
    assert found == []
    check_tables(path)
    assert differences(book, path, wanted, read_by_us(path)) == []
    if not book.is_strict:  # openpyxl doesn't know strict names
        theirs = read_by_openpyxl(path)
        assert differences(book, path, wanted, theirs) == []
        kept = {place: text for place, text in book.formulas.items() if text and place not in written}
        assert {place: theirs.get(place) for place in kept} == kept
    if not book.has_cdata:  # calamine passes over CDATA
        assert differences(book, path, wanted, read_by_calamine(path)) == []
    if written.isdisjoint(places_of(*book.arrays)):  # what stood in an array may be another result now
        again = open_file(path).save(Patch({SHEET: SheetPatch(changes)}))
        assert again.backup is None


@pytest.fixture(params=["whole", "streamed"])
def road(request: pytest.FixtureRequest) -> Iterator[str]:
    """Sheets held in memory, and sheets read and written as streams: here any size is a big one."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "streamed":
            patch.setattr(excerpts, "LARGE", 100)
            patch.setattr(package, "STREAMED", 100)
        yield request.param


FIXTURE = HealthCheck.function_scoped_fixture  # it is the same for all examples


@settings(max_examples=SHORT, suppress_health_check=[HealthCheck.too_slow, FIXTURE])
@given(random=st.randoms(use_true_random=False))
@pytest.mark.usefixtures("road")
def test_any_patch_on_an_odd_workbook_changes_what_it_should(random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(random, Path(folder) / "市考指标.xlsx")


def test_many_patches_on_odd_workbooks(road: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    count = LONG if request.config.getoption("--long") else SHORT
    for seed in range(count):
        try:
            check(Random(seed), tmp_path / "市考指标.xlsx")
        except Exception as error:
            error.add_note(f"seed {seed}, {road}")
            raise


def test_libreoffice_reads_patched_odd_workbooks_as_we_do(
    request: pytest.FixtureRequest, tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    for batch in range(BATCHES if request.config.getoption("--long") else 1):
        folder = tmp_path / str(batch)
        folder.mkdir()
        books: dict[Path, tuple[OddBook, Values]] = {}
        for seed in range(batch * BATCH, (batch + 1) * BATCH):
            random, path = Random(seed), folder / f"{seed}.xlsx"
            book = odd_book(random)
            wanted = tried(book, odd_changes(random, book), book.write(path))
            if wanted is not None:
                books[path] = book, wanted
        shutil.rmtree(folder / ".kaohe", ignore_errors=True)
        first, *others = books
        soffice(first, "xlsx", folder / "out", others)
        for path, (book, wanted) in books.items():
            read = read_by_openpyxl(folder / "out" / path.name)
            read = {place: CONSTANTS.get(str(value), value) for place, value in read.items()}
            assert differences(book, path, wanted, read) == [], path.name
