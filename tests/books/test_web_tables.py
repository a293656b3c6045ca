"""Web pages under the name of .xls: their tables in one sheet, as Excel shows them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Area, Block
from kaohe_xl.books.web_tables import web_blocks
from kaohe_xl.errors import BookError
from tests.books.other_formats import SAMPLES


def block(page: str) -> Block:
    (found,) = web_blocks(page.encode("gb18030"), "导出.xls").values()
    return found


def test_cells_spans_titles_and_notes_come_in_their_order() -> None:
    read = block(
        "<html><head><meta charset=gb2312><style>td{}</style><title>x</title></head><body>"
        "<h3>2011年指标<br>（截至10月底）</h3><table><tr><td rowspan=2>指标</td><td colspan=2>长安区</td></tr>"
        "<tr><td>目标</td><td>完成</td></tr><tr><td>生产&nbsp;总值</td><td>310</td><td>72.6%</td></tr></table>"
        "<p>注：无</p><script>var a = '<td>';</script></body></html>"
    )
    assert read.values == (
        ("2011年指标\n（截至10月底）", None, None),
        ("指标", "长安区", None),
        (None, "目标", "完成"),
        ("生产 总值", 310, 0.726),
        ("注：无", None, None),
    )
    assert read.merged == (Area(2, 1, 3, 1), Area(2, 2, 2, 3))
    assert read.percents == {(4, 3)}


def test_tags_that_were_never_closed_do_no_harm() -> None:
    assert block("<table><tr><td>指标<td>目标<tr><td>固投<td>85<tr></table></td></script>").values == (
        ("指标", "目标"),
        ("固投", 85),
    )


def test_excels_own_marks_say_what_is_text_and_what_the_exact_number_is() -> None:
    read = block(
        '<table><tr><td x:num="0.72613">72.6%</td><td x:str>310</td>'
        "<td style=\"mso-number-format:'\\@'\">007</td><td x:num>5</td></tr></table>"
    )
    assert read.values == ((0.72613, "310", "007", 5),)
    assert read.percents == {(1, 1)}


def test_a_table_that_lays_out_another_is_not_seen() -> None:
    page = "<table><tr><td><table><tr><td>指标</td><td>目标</td></tr></table></td></tr></table>"
    assert block(page).values == (("指标", "目标"),)


def test_a_page_without_tables_is_refused() -> None:
    with pytest.raises(BookError, match=r"导出\.xls.*没有表格"):
        block("<html><body><p>请登录</p></body></html>")


@pytest.mark.parametrize("span", ["rowspan=10000 colspan=10000", "colspan=99999999 rowspan=9999"])
def test_a_span_beyond_reason_is_refused(span: str) -> None:
    with pytest.raises(BookError, match="太大"):
        block(f"<table><tr><td {span}>1</td></tr></table>")


def test_what_libreoffice_saves_as_a_page_reads_as_the_workbook(soffice: Callable[..., Path]) -> None:
    old = open_file(SAMPLES / "旧表.xls")
    web = open_file(soffice(SAMPLES / "旧表.xls", "html:HTML (StarCalc)"))
    ours, theirs = web.block(web.sheets[0]), old.block("市考指标")
    time = ("12:00:00",)  # a page shows a time of day, and no number
    assert ours.values[:3] == (*theirs.values[:2], theirs.values[2][:4] + time)
    assert (ours.merged, ours.percents) == (theirs.merged, {(3, 4)})
