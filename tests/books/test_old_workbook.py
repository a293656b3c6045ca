"""Old workbooks (.xls, .et): the same block as the .xlsx that they came from."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable
from io import BytesIO

import olefile
import pytest

from kaohe_xl.books.biff import sheets_of
from kaohe_xl.books.grid import Area, ErrorValue
from kaohe_xl.books.old_workbook import old_blocks, workbook_stream
from kaohe_xl.errors import BookError, PasswordNeeded, WrongPassword
from tests.books.other_formats import PASSWORD, SAMPLES

OLD = (SAMPLES / "旧表.xls").read_bytes()
DAY = dt.datetime(2011, 10, 31)


def with_stream(change: Callable[[bytearray], object]) -> bytes:
    """The sample with its records changed."""
    whole = BytesIO(OLD)
    ole = olefile.OleFileIO(whole, write_mode=True)
    stream = bytearray(workbook_stream(OLD))
    change(stream)
    ole.write_stream("Workbook", bytes(stream))
    return whole.getvalue()


def record(stream: bytes, kind: int, number: int = 0) -> int:
    """Where the content of the n-th record of a kind begins."""
    at, found = 0, []
    while at + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, at)
        if code == kind:
            found.append(at + 4)
        at += 4 + size
    return found[number]


def test_values_formats_formulas_and_errors_are_read() -> None:
    blocks, is_secret = old_blocks(OLD, "旧表.xls")
    block = blocks["市考指标"]
    assert not is_secret
    assert block.values == (
        ("考核指标完成情况", None, None, None, None),
        ("指标", "目标", "完成", "完成率", None),
        ("生产总值", 310, 225.1, 0.726, 0.5),
        ("节能降耗", True, DAY, None, "610103199001011234"),
        ("合计", 620, "#DIV/0!", "生产总值等", None),
    )
    assert isinstance(block.at(5, 3), ErrorValue)
    assert block.merged == (Area(1, 1, 1, 4),)
    assert block.percents == {(3, 4), (4, 4)}
    assert {(5, 2), (5, 3), (5, 4)} <= set(block.formulas)
    assert [sheet.hidden for sheet in blocks.values()] == [False, True]


def test_a_formula_that_waits_to_be_computed_is_stale() -> None:
    def forget(stream: bytearray) -> None:
        at = next(a for n in range(9) if stream[(a := record(stream, 6, n)) : a + 4] == b"\4\0\1\0")
        stream[at + 6 : at + 16] = b"\0" * 8 + b"\2\0"

    blocks, _ = old_blocks(with_stream(forget), "旧表.xls")
    assert blocks["市考指标"].stale == {(5, 2)}
    assert blocks["市考指标"].at(5, 2) is None


def test_dates_may_count_from_1904() -> None:
    def shift(stream: bytearray) -> None:
        at = record(stream, 0x22)
        stream[at : at + 2] = b"\1\0"

    blocks, _ = old_blocks(with_stream(shift), "旧表.xls")
    assert blocks["市考指标"].at(4, 3) == DAY.replace(year=2015, month=11, day=1)


def test_a_cell_at_the_far_corner_is_refused_by_name() -> None:
    def move(stream: bytearray) -> None:
        at = next(a for n in range(99) if (a := record(stream, 0x203, n)) and stream[a : a + 2] == b"\2\0")
        stream[at : at + 4] = b"\xff\xff\xff\0"

    with pytest.raises(BookError, match=r"市考指标.*IV65536"):
        old_blocks(with_stream(move), "旧表.xls")


def test_a_damaged_stream_is_a_value_error() -> None:
    stream = workbook_stream(OLD)
    at = record(stream, 0x85)
    with pytest.raises(ValueError, match="damaged"):
        sheets_of(stream[: at + 2])
    for end in (0, 3, 40):
        sheets_of(stream[:end])


def test_an_encrypted_one_opens_with_its_password_and_nothing_is_put_on_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import tempfile

    from msoffcrypto.format import xls97

    monkeypatch.setattr(xls97, "tempfile", tempfile)
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    data = (SAMPLES / "加密.xls").read_bytes()
    blocks, is_secret = old_blocks(data, "加密.xls", PASSWORD)
    assert is_secret
    assert blocks == old_blocks(OLD, "旧表.xls")[0]
    with pytest.raises(PasswordNeeded, match=r"加密\.xls"):
        old_blocks(data, "加密.xls")
    for wrong in ("别的", "", "x" * 300, "\ud800"):
        with pytest.raises(WrongPassword, match=r"加密\.xls"):
            old_blocks(data, "加密.xls", wrong)
