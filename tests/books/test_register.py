"""Document numbers go on where they stopped."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from kaohe_xl.books.register import open_register
from kaohe_xl.errors import BookError

SERIES, MATTER = "长考办函2011", "市考指标.xlsx 2011-10"


def test_a_new_register_starts_at_one(tmp_path: Path) -> None:
    register = open_register(tmp_path / "市考指标.xlsx")
    assert register.next_number(SERIES) == 1
    assert register.numbers(SERIES, MATTER) == {}


def test_the_next_number_follows_the_highest_of_its_series_only(tmp_path: Path) -> None:
    book = tmp_path / "市考指标.xlsx"
    open_register(book).record(SERIES, MATTER, {"发改委": 11, "统计局": 12})
    assert open_register(book).next_number(SERIES) == 13
    assert open_register(book).next_number("长考办函2012") == 1


def test_a_unit_keeps_its_number_when_the_letters_of_the_period_are_made_again(tmp_path: Path) -> None:
    book = tmp_path / "市考指标.xlsx"
    open_register(book).record(SERIES, MATTER, {"发改委": 1})
    open_register(book).record(SERIES, "市考指标.xlsx 2011-11", {"发改委": 2})
    assert open_register(book).numbers(SERIES, MATTER) == {"发改委": 1}


@pytest.mark.parametrize("text", ["", "[]", '{"长考办函2011": 3}', '{"a": {"b": {"c": "d"}}}'])
def test_a_damaged_register_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    folder = tmp_path / ".kaohe"
    folder.mkdir()
    file = folder / "发文字号.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BookError, match="发文字号"):
        open_register(tmp_path / "市考指标.xlsx")
    assert file.read_text(encoding="utf-8") == text


def test_where_the_register_can_not_be_written_its_name_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(BookError, match=r"发文字号\.json"):
        open_register(tmp_path / "市考指标.xlsx").record(SERIES, MATTER, {"发改委": 1})
    assert not list(tmp_path.iterdir())
