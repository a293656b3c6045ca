"""The process that reads other formats: bounded, and nothing that happens to it happens to the program."""

from __future__ import annotations

import datetime as dt
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.books import children, foreign_reading
from kaohe_xl.books.block_lines import blocks_of, lines_of
from kaohe_xl.books.containers import Kind
from kaohe_xl.books.foreign_reading import read_blocks
from kaohe_xl.books.grid import Area, Block, ErrorValue
from kaohe_xl.errors import BookError, PasswordNeeded, WrongPassword
from tests.books.other_formats import PASSWORD, SAMPLES, ods, ods_cell, table

OLD = (SAMPLES / "旧表.xls").read_bytes()
DAY = dt.datetime(2011, 10, 31, 8, 30)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False),
    st.text(),
    st.datetimes(),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(ErrorValue),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3).map(tuple), max_size=6), st.text(), st.booleans())
def test_a_block_comes_through_as_it_was(rows: list[tuple[object, ...]], name: str, hidden: bool) -> None:
    block = Block(
        tuple(rows),  # type: ignore[arg-type]
        (Area(1, 1, 2, 2),),
        frozenset({(1, 3)}),
        {(2, 2): "=A1"},
        frozenset({(2, 2)}),
        hidden,
    )
    sheets = {name: block, name + "乙": Block(())}
    came = blocks_of(lines_of(sheets))
    assert came == sheets
    for ours, theirs in zip(came[name].values, rows, strict=True):
        assert list(map(type, ours)) == list(map(type, theirs))


def test_many_rows_come_in_several_lines() -> None:
    block = Block(tuple((number, DAY) for number in range(1234)))
    lines = list(lines_of({"甲": block}))
    assert len(lines) == 5
    assert blocks_of(lines) == {"甲": block}
    for cut in range(5):
        with pytest.raises(ValueError, match="broken"):
            blocks_of(lines[:cut])


def test_each_kind_is_read_by_its_own_reader(tmp_path: Path) -> None:
    made = ods(
        tmp_path / "表.ods", table("甲", f"<table:table-row>{ods_cell(0.5, percent=True)}</table:table-row>")
    )
    page = b"<table><tr><td>50%</table>"
    sheet = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="Number">0.5</Data></Cell></Row></Table></Worksheet></Workbook>'
    for kind, data, name in (
        (Kind.ODS, made.read_bytes(), "甲"),
        (Kind.TEXT, b"50%", "表"),
        (Kind.HTML, page, "表"),
        (Kind.XML, sheet, "a"),
    ):
        blocks, is_secret = read_blocks(kind, data, "表.xls")
        assert {title: block.values for title, block in blocks.items()} == {name: ((0.5,),)}
        assert not is_secret


def test_a_password_goes_to_the_process_and_its_refusals_come_back() -> None:
    data = (SAMPLES / "加密.xls").read_bytes()
    blocks, is_secret = read_blocks(Kind.XLS, data, "加密.xls", PASSWORD)
    assert is_secret
    assert blocks == read_blocks(Kind.XLS, OLD, "旧表.xls")[0]
    with pytest.raises(PasswordNeeded, match=r"加密\.xls"):
        read_blocks(Kind.XLS, data, "加密.xls")
    with pytest.raises(WrongPassword, match=r"加密\.xls"):
        read_blocks(Kind.XLS, data, "加密.xls", "别的")


@pytest.mark.parametrize("cut", [0, 8, 600, 3000, -700])
def test_a_damaged_one_is_refused_by_name(cut: int) -> None:
    with pytest.raises(BookError, match=r"旧表\.xls.*(损坏|中止)"):
        read_blocks(Kind.XLS, OLD[:cut], "旧表.xls")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has the process run another program before it reads."""

    def put(program: str) -> None:
        before = program.replace("\n", "; ") + "; "
        monkeypatch.setattr(foreign_reading, "command", lambda module: children.command(module, before))

    return put


def test_a_process_that_ends_itself_ends_nothing_else(child: Callable[[str], None]) -> None:
    child("import os; os.abort()")
    with pytest.raises(BookError, match=r"表\.csv.*中止"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")


def test_a_process_that_says_nonsense_is_not_believed(child: Callable[[str], None]) -> None:
    for words in ("{}", "[1]", '{"problem": null}', '{"problem": null, "secret": 0}\\n{"name": 3}'):
        child(f"print('{words}')\nraise SystemExit")
        with pytest.raises(BookError, match=r"表\.csv.*中止"):
            read_blocks(Kind.TEXT, b"a,b", "表.csv")


def test_native_code_that_never_comes_back_is_ended(
    child: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_reading, "SECONDS", 0.5)
    # A regular expression that takes for ever holds Python's own lock all the time.
    child(
        "import re, kaohe_xl.books.delimited as d; "
        "d.delimited_blocks = lambda *_: re.match('(a+)+b', 'a' * 40)"
    )
    start = time.monotonic()
    with pytest.raises(BookError, match=r"表\.csv.*中止"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")
    assert time.monotonic() - start < 20


def test_a_process_that_never_starts_is_ended(
    child: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreign_reading, "_TO_START", -4.0)
    child("import time; time.sleep(60)")
    with pytest.raises(BookError, match=r"表\.csv.*中止"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_what_wants_more_memory_than_there_is_for_it_is_refused(tmp_path: Path) -> None:
    one = ods_cell("长" * 30_000, attributes='table:number-columns-repeated="1000"')
    many = f'<table:table-row table:number-rows-repeated="4000">{one}</table:table-row>'
    path = ods(tmp_path / "大.ods", table("甲", many))
    with pytest.raises(BookError, match=r"大\.ods.*内存"):
        read_blocks(Kind.ODS, path.read_bytes(), path.name)


def test_a_part_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "弹.ods", "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * (300 << 20))
    with pytest.raises(BookError, match=r"弹\.ods"):
        read_blocks(Kind.ODS, path.read_bytes(), path.name)


def test_a_file_of_absurd_size_is_not_even_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_reading, "LARGEST_FILE", 2)
    with pytest.raises(BookError, match=r"表\.csv.*太大"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")


def test_the_interpreter_is_found_also_where_another_program_is_the_executable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert children.interpreter() == sys.executable
    monkeypatch.setattr(sys, "executable", str(tmp_path / "soffice.bin"))
    assert Path(children.interpreter()).stem.startswith("python")
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    with pytest.raises(OSError, match="interpreter"):
        children.interpreter()
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(BookError, match=r"表\.csv.*读不出来"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")


def test_a_frozen_program_says_that_it_has_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(BookError, match=r"表\.csv.*读不出来"):
        read_blocks(Kind.TEXT, b"a,b", "表.csv")


def test_a_module_beside_the_office_files_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("open('ran', 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read_blocks(Kind.TEXT, b"a,b", "表.csv")[0]["表"].values == (("a", "b"),)
    assert not (tmp_path / "ran").exists()
