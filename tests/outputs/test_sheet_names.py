"""Whatever a unit is called, Excel takes its sheet and Windows its file."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.outputs.sheet_names import clean, file_stems, sheet_names, utf16_length

titles = st.lists(
    st.text(max_size=45) | st.text(alphabet="区'[]:*?/\\ .History目录𠮷\t", max_size=45), max_size=8
)


@given(titles)
def test_any_titles_give_sheets_that_excel_takes(words: list[str]) -> None:
    names = sheet_names(words, taken=("目录",))
    assert len(names) == len(words)
    assert len({name.casefold() for name in (*names, "目录")}) == len(names) + 1
    for name in names:
        assert 1 <= utf16_length(name) <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name)
        assert name == name.strip("' ")
        assert name.casefold() != "history"


@given(titles)
def test_any_titles_give_files_that_windows_takes(words: list[str]) -> None:
    stems = file_stems(words)
    assert len({stem.casefold() for stem in stems}) == len(words)
    for stem in stems:
        assert stem
        assert len(f"{stem}.xlsx".encode()) <= 255
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', stem)
        assert stem == stem.strip(". ")
        assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", stem.split(".")[0].strip())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("区发改委/统计局", "区发改委_统计局"),
        ("'区发改委'", "区发改委"),
        ("History", "History_"),
        ("hiSTORY", "hiSTORY_"),
        ("", "未命名"),
        ("   ", "未命名"),
        ("''", "未命名"),
        ("区发展\n改革委", "区发展 改革委"),
        ("长" * 40, "长" * 31),
        ("𠮷" * 20, "𠮷" * 15),
    ],
)
def test_a_title_becomes_this_sheet_name(title: str, name: str) -> None:
    assert sheet_names([title]) == (name,)


def test_units_alike_in_excels_eyes_are_numbered() -> None:
    assert sheet_names(["A办", "a办", "Ａ办"]) == ("A办", "a办(2)", "Ａ办(3)")


def test_long_names_that_begin_alike_stay_within_31_signs() -> None:
    names = sheet_names(["长" * 32, "长" * 33])
    assert names == ("长" * 31, "长" * 28 + "(2)")


def test_a_unit_called_like_the_index_gets_another_sheet() -> None:
    assert sheet_names(["目录"], taken=("目录",)) == ("目录(2)",)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("CON", "_CON"),
        ("con.提醒函", "_con.提醒函"),
        ("COM1", "_COM1"),
        ("a<b>:c", "a_b__c"),
        ("区委. ", "区委"),
        ("..", "未命名"),
        ("console", "console"),
    ],
)
def test_a_title_becomes_this_file_name(title: str, stem: str) -> None:
    assert file_stems([title]) == (stem,)


def test_what_no_xml_can_hold_is_left_out() -> None:
    assert clean("区\x00委\ud800局\ufffe\n办") == "区委局\n办"
