"""What a file is, told by its content."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from kaohe_xl.books.containers import Kind, foreign_kind, kind_of
from kaohe_xl.errors import BookError
from tests.books import foreign, other_formats

PAGE = "<html><head></head><body><table><tr><td>指标</td></tr></table></body></html>"
XML = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("指标,目标\n生产总值,310\n".encode(), Kind.TEXT),
        ("指标\t目标\r\n生产总值\t310\r\n".encode("gb18030"), Kind.TEXT),
        ("\ufeff指标,目标\n".encode("utf-16"), Kind.TEXT),
        ("指标,目标\n生产总值,310\n".encode("utf-16-le"), Kind.TEXT),
        (PAGE.encode("gb18030"), Kind.HTML),
        (("\ufeff\r\n " + PAGE).encode(), Kind.HTML),
        ("<table border=1><tr><td>指标".encode(), Kind.HTML),
        (XML.encode(), Kind.XML),
        (b"<?xml version='1.0'?><svg/>", Kind.OTHER),
        (b"%PDF-1.4 ...", Kind.OTHER),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", Kind.OTHER),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Kind.OTHER),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", Kind.ANCIENT),
        (b"PK\x03\x04", Kind.OOXML),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Kind.XLS),
    ],
)
def test_content_tells_what_a_file_is(content: bytes, kind: Kind) -> None:
    assert kind_of(BytesIO(content)) is kind


def test_containers_are_told_by_what_is_in_them(tmp_path: Path) -> None:
    made = {
        Kind.OOXML: foreign.write(tmp_path / "a", foreign.rows("")),
        Kind.ODS: other_formats.ods(tmp_path / "b", ""),
        Kind.XLSB: other_formats.xlsb(tmp_path / "c", "甲", []),
        Kind.XLS: other_formats.SAMPLES / "旧表.xls",
    }
    for kind, path in made.items():
        with path.open("rb") as file:
            assert kind_of(file) is kind


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("表.csv", b"a,b\n", Kind.TEXT),
        ("导出.xls", b"a\tb\n", Kind.TEXT),
        ("导出.xls", PAGE.encode(), Kind.HTML),
        ("导出.XLS", XML.encode(), Kind.XML),
        ("说明.md", b"a,b\n", None),
        ("空.csv", b"", None),
        ("图.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None),
        ("坏.xls", b"PK\x03\x04", Kind.OOXML),
        ("坏.zip", b"PK\x03\x04", None),
    ],
)
def test_names_decide_only_where_content_leaves_a_choice(
    tmp_path: Path, name: str, content: bytes, kind: Kind | None
) -> None:
    (tmp_path / name).write_bytes(content)
    assert foreign_kind(tmp_path / name) is kind


def test_a_missing_file_is_left_to_who_reads_workbooks(tmp_path: Path) -> None:
    assert foreign_kind(tmp_path / "没有.xls") is None
    assert foreign_kind(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("假.xlsx", b"a,b\n1,2\n", ("文本", ".csv")),
        ("假.xlsm", PAGE.encode(), ("网页", ".html")),
        ("老.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", ("Excel 4", ".xlsx")),
    ],
)
def test_a_name_that_claims_another_format_is_told(
    tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BookError) as caught:
        foreign_kind(tmp_path / name)
    assert all(word in str(caught.value) for word in (name, *words))
