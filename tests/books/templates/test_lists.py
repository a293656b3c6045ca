"""Several repeating lists on a sheet, lists made of a text's lines, and pages that begin inside a list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaohe_xl.books.templates.template import Document, Template
from kaohe_xl.errors import BookError
from kaohe_xl.resources import samples
from tests.books.templates import drawing

TWO = {
    "A1": "{{标题}}",
    "A2": "指标",
    "A3": "{{指标.名称}}",
    "A4": "中间",
    "A5": "{{事项.名称}}",
    "B5": "=A5&A3",
    "A6": "落款",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "模板.xlsx"


def named(kind: str, count: int) -> list[dict[str, object]]:
    return [{"名称": f"{kind}{n}"} for n in range(1, count + 1)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.integers(0, 5), st.integers(0, 5))
def test_each_list_repeats_by_its_own_items(path: Path, first: int, second: int) -> None:
    drawing.template(path, TWO)
    fields = {"标题": "标题", "指标": named("指标", first), "事项": named("事项", second)}
    sheet = drawing.sheet_of(path, fields)
    shown = [value for value in drawing.column(sheet) if value is not None]
    wanted = [f"指标{n}" for n in range(1, first + 1)] + ["中间"] + [f"事项{n}" for n in range(1, second + 1)]
    assert shown == ["标题", "指标", *wanted, "落款"]


def test_formulas_and_merges_of_the_second_list_go_along_with_it(path: Path) -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("C5:D5")
        sheet.merge_cells("A6:D6")

    drawing.template(path, {**TWO, "A7": "=COUNTA(A3:A3)+COUNTA(A5:A5)"}, merged)
    sheet = drawing.sheet_of(path, {"指标": named("指标", 3), "事项": named("事项", 2)})
    assert [sheet[f"B{n}"].value for n in (7, 8)] == ["=A7&A3", "=A8&A3"]
    assert {str(one) for one in sheet.merged_cells.ranges} == {"C7:D7", "C8:D8", "A9:D9"}
    assert sheet["A10"].value == "=COUNTA(A3:A5)+COUNTA(A7:A8)"


def test_one_list_may_be_told_twice_and_two_may_follow_each_other(path: Path) -> None:
    cells = {"A1": "{{指标.名称}}", "A2": "{{事项.名称}}", "A3": "又", "A4": "{{指标.名称}}"}
    drawing.template(path, cells)
    sheet = drawing.sheet_of(path, {"指标": named("甲", 2), "事项": named("乙", 2)})
    assert drawing.column(sheet) == ["甲1", "甲2", "乙1", "乙2", "又", "甲1", "甲2"]


def test_a_text_of_several_lines_is_a_list_of_them(path: Path) -> None:
    drawing.template(path, {"A1": "{{承诺事项.序号}}", "B1": "{{承诺事项.内容}}", "A2": "完"})
    sheet = drawing.sheet_of(path, {"承诺事项": "按期开工\n\n=1+1"})
    assert [[cell.value for cell in row] for row in sheet["A1:B3"]] == [[1, "按期开工"], [2, "=1+1"], ["完", None]]
    assert sheet["B2"].data_type == "s"
    assert drawing.column(drawing.sheet_of(path, {"承诺事项": ""})) == ["完"]


def test_a_row_of_two_lists_is_refused_with_its_place(path: Path) -> None:
    drawing.template(path, {"A3": "{{指标.名称}}", "B3": "{{事项.名称}}"})
    with pytest.raises(BookError, match=r"“文书”第 3 行里既有“指标”的字段，又有“事项”的字段"):
        Template(path)


def test_rows_merged_to_a_list_may_not_hold_another(path: Path) -> None:
    cells = {"A3": "{{指标.名称}}", "B4": "{{事项.名称}}"}
    drawing.template(path, cells, lambda sheet: sheet.merge_cells("A3:A4"))
    with pytest.raises(BookError, match="既有“指标”的字段，又有“事项”的字段"):
        Template(path)


def paged(path: Path, items: int, below: int, first: str = "{{标题}}") -> Any:
    """A sheet with a header to repeat, items, and rows below that stay together."""

    def page(sheet: Any) -> None:
        sheet.page_setup.paperSize = 9
        sheet.merge_cells("B2:C2")
        sheet.print_area = f"A1:C{4 + below}"
        sheet.print_title_rows = "2:2"
        for row in range(1, 5 + below):
            sheet.row_dimensions[row].height = 60

    cells: dict[str, object] = {"A1": first, "A2": "表头", "B2": "合并", "A3": "{{指标.名称}}"}
    cells |= {f"A{4 + n}": f"尾{n}{{{{同页}}}}" for n in range(below)}
    drawing.template(path, cells, page)
    return drawing.sheet_of(path, {"标题": "标题", "指标": named("甲", items)})


def test_where_every_page_goes_on_with_the_list_excel_repeats_its_header(path: Path) -> None:
    sheet = paged(path, 20, 1)
    assert sheet.print_title_rows == "$2:$2"
    assert drawing.column(sheet).count("表头") == 1


def test_a_page_behind_the_list_has_no_header_of_it(path: Path) -> None:
    sheet = paged(path, 19, 8)
    texts = drawing.column(sheet)
    starts = [texts[one.id] for one in sheet.row_breaks.brk]
    assert sheet.print_title_rows is None
    assert starts == ["表头", "尾0"]
    at = texts.index("表头", 3) + 1
    assert {str(one) for one in sheet.merged_cells.ranges} == {"B2:C2", f"B{at}:C{at}"}
    assert [value for value in texts if str(value).startswith("甲")] == [f"甲{n}" for n in range(1, 20)]
    assert sheet.row_dimensions[at].height == 60


def test_a_list_that_is_counted_has_no_headers_among_its_items(path: Path) -> None:
    sheet = paged(path, 19, 8, "=COUNTA(A3:A3)")
    assert sheet["A1"].value == "=COUNTA(A3:A21)"
    assert sheet.print_title_rows == "$2:$2"
    assert drawing.column(sheet)[2:21] == [f"甲{n}" for n in range(1, 20)]


def test_a_template_with_a_table_of_excels_is_refused_with_its_remedy(path: Path) -> None:
    from openpyxl.worksheet.table import Table

    cells = {"A1": "名称", "A2": "{{指标.名称}}"}
    drawing.template(path, cells, lambda sheet: sheet.add_table(Table(displayName="清单", ref="A1:A2")))
    with pytest.raises(BookError, match=r"“文书”里有“表格”") as refused:
        Template(path)
    assert "转换为区域" in str(refused.value)


@pytest.mark.parametrize("level", ["提醒函", "警示督办单", "挂牌督办通知", "约谈通知"])
@pytest.mark.parametrize("count", [0, 1, 3, 40])
def test_the_imprint_stands_at_the_foot_of_the_last_page(level: str, count: int, tmp_path: Path) -> None:
    own = samples() / f"{level}.xlsx"
    asked = [name for _, _, name in Template(own).asked()]
    plain = {name.full: "某" + name.full for name in asked if not name.of}
    items = [{name.name: f"{name.name}{n}" for name in asked if name.of == "指标"} for n in range(count)]
    (tmp_path / "a.xlsx").write_bytes(own.read_bytes())
    sheet = drawing.sheet_of(tmp_path / "a.xlsx", {**plain, "指标": items})
    start = max((one.id for one in sheet.row_breaks.brk), default=0)
    used = sum(sheet.row_dimensions[row].height for row in range(start + 1, sheet.max_row + 1))
    page = 225 / 25.4 * 72
    assert 0.95 * page < used <= page
    assert "印发" in str(sheet.cell(sheet.max_row, 9).value)


def test_documents_of_two_lists_please_the_sdk(path: Path, validator: Callable[[Path], tuple[str, ...]]) -> None:
    drawing.template(path, TWO)
    fields = {"指标": named("指标", 3), "事项": named("事项", 2)}
    assert validator(drawing.filled(path, fields)) == validator(path)  # openpyxl's own styles displease it
    book = path.with_name("册.xlsx")
    book.write_bytes(Template(path).book([Document(fields, "甲"), Document({}, "乙")], {}, drawing.ABOUT))
    assert [one.max_row for one in openpyxl.load_workbook(book).worksheets] == [9, 4]
