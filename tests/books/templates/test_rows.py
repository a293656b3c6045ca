"""Rows that repeat and what goes along with them: merges, formats, links, formulas, names, heights, pages."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from kaohe_xl.books.templates.template import Document, Template
from kaohe_xl.resources import samples
from tests.books.templates import drawing

LEVELS = ("提醒函", "警示督办单", "挂牌督办通知", "约谈通知")
BAND = {
    "A1": "{{标题}}",
    "A2": "序号",
    "B2": "名称",
    "A3": "{{指标.序号}}",
    "B3": "{{指标.名称}}",
    "A4": "落款",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "模板.xlsx"


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_a_row_an_item_and_what_follows_moves(path: Path, count: int) -> None:
    drawing.template(path, BAND)
    sheet = drawing.sheet_of(path, {"标题": "标题", "指标": drawing.items(count)})
    assert drawing.column(sheet) == ["标题", "序号", *range(1, count + 1), "落款"]
    assert [cell.value for cell in sheet["B"][2 : count + 2]] == [f"第{n}项" for n in range(1, count + 1)]


def test_rows_merged_together_repeat_together(path: Path) -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("A5:C5")

    cells = {"A3": "{{指标.序号}}", "B3": "{{指标.名称}}", "B4": "固定", "A5": "落款"}
    drawing.template(path, cells, merged)
    sheet = drawing.sheet_of(path, {"指标": drawing.items(3)})
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A3:A4", "A5:A6", "A7:A8", "A9:C9"}
    assert [cell.value for cell in sheet["B"]][2:8] == ["第1项", "固定", "第2项", "固定", "第3项", "固定"]


def test_conditional_formats_and_validations_cover_all_repeated_rows(path: Path) -> None:
    def marked(sheet: Any) -> None:
        fill = PatternFill("solid", bgColor="FFFFC7CE")
        sheet.conditional_formatting.add("B3", CellIsRule("equal", ['"红"'], fill=fill))
        choice = DataValidation("list", formula1='"红,黄,绿"')
        choice.add("A3")
        choice.add("A4")
        sheet.add_data_validation(choice)

    drawing.template(path, BAND, marked)
    sheet = drawing.sheet_of(path, {"指标": drawing.items(3)})
    covered = " ".join(str(one.sqref) for one in sheet.conditional_formatting)
    assert {place for place in ("B2", "B3", "B4", "B5", "B6") if place in MultiCellRange(covered)} == {
        "B3",
        "B4",
        "B5",
    }
    checked = sheet.data_validations.dataValidation[0].sqref
    assert all(place in checked for place in ("A3", "A4", "A5", "A6"))
    assert "A7" not in checked


def test_an_extra_column_repeats_its_fixed_text_and_field(path: Path) -> None:
    drawing.template(path, {**BAND, "C2": "新列", "C3": "固定", "D3": "{{单位}}"})
    sheet = drawing.sheet_of(path, {"单位": "甲局", "指标": drawing.items(2)})
    assert [(sheet[f"C{n}"].value, sheet[f"D{n}"].value) for n in (3, 4)] == [("固定", "甲局")] * 2


def test_a_row_whose_condition_fails_goes(path: Path) -> None:
    drawing.template(
        path, {"A1": "一", "A2": "{{?差距}}差距{{差距}}", "A3": "三", "B3": "{{?单位}}{{单位}}{{/}}"}
    )
    assert drawing.column(drawing.sheet_of(path, {})) == ["一", "三"]
    assert drawing.column(drawing.sheet_of(path, {"差距": 2})) == ["一", "差距2", "三"]


def test_formulas_below_go_on_meaning_the_same_cells(path: Path) -> None:
    drawing.template(path, {**BAND, "A5": 7, "A6": '=A5*2&"A5"', "C1": "=SUM(A3:A3)+别处!A4"})
    sheet = drawing.sheet_of(path, {"指标": drawing.items(3)})
    assert sheet["A8"].value == '=A7*2&"A5"'
    assert sheet["C1"].value == "=SUM(A3:A5)+别处!A4"


def test_a_formula_in_a_repeated_row_means_its_own_row(path: Path) -> None:
    drawing.template(path, {**BAND, "C3": "=A3*$A$4+LEN(B3)", "D3": "=SUM(A3:B3)"})
    sheet = drawing.sheet_of(path, {"指标": drawing.items(3)})
    assert drawing.column(sheet, "C")[2:5] == [f"=A{n}*$A$6+LEN(B{n})" for n in (3, 4, 5)]
    assert drawing.column(sheet, "D")[2:5] == [f"=SUM(A{n}:B{n})" for n in (3, 4, 5)]


def test_names_go_along_and_follow_the_new_sheet_name(path: Path) -> None:
    def named(sheet: Any) -> None:
        sheet.print_area = "A1:B4"
        sheet.print_title_rows = "2:2"
        sheet.parent.defined_names["签字处"] = DefinedName("签字处", attr_text="文书!$A$4")

    drawing.template(path, BAND, named)
    made = drawing.filled(path, {"指标": drawing.items(5)}, "It's 甲-局")
    book = openpyxl.load_workbook(made)
    sheet = book.worksheets[0]
    assert str(sheet.print_area).endswith("$A$1:$B$8")
    assert sheet.print_title_rows == "$2:$2"
    assert book.defined_names["签字处"].attr_text == "'It''s 甲-局'!$A$8"


def test_a_row_grows_with_its_text_and_keeps_its_own_height_otherwise(path: Path) -> None:
    def wrapped(sheet: Any) -> None:
        sheet["A1"].alignment = Alignment(wrap_text=True)
        sheet.column_dimensions["A"].width = 20
        sheet.row_dimensions[1].height = 30

    drawing.template(path, {"A1": "{{情况}}"}, wrapped)
    heights = [
        drawing.sheet_of(path, {"情况": "长" * n}).row_dimensions[1].height for n in (1, 60, 120, 9000)
    ]
    assert heights[0] == 30
    assert heights[0] < heights[1] < heights[2] < heights[3] == 409


def test_an_indent_takes_room_from_its_text(path: Path) -> None:
    def indented(sheet: Any) -> None:
        for row in (1, 2):
            sheet.cell(row, 1).alignment = Alignment(wrap_text=True, indent=6 * (row - 1))
        sheet.column_dimensions["A"].width = 30

    drawing.template(path, {"A1": "{{情况}}", "A2": "{{情况}}"}, indented)
    sheet = drawing.sheet_of(path, {"情况": "长" * 60})
    assert sheet.row_dimensions[1].height < sheet.row_dimensions[2].height


def test_a_picture_goes_along_with_its_row(path: Path, tmp_path: Path) -> None:
    from openpyxl.drawing.image import Image
    from PIL import Image as Pixels

    Pixels.new("RGB", (8, 8), "red").save(tmp_path / "章.png")
    drawing.template(path, BAND, lambda sheet: sheet.add_image(Image(str(tmp_path / "章.png")), "A4"))
    made = drawing.filled(path, {"指标": drawing.items(4)})
    sheet = openpyxl.load_workbook(made).worksheets[0]
    assert [one.anchor._from.row for one in sheet._images] == [6]
    book = Template(path).book(
        [Document({"指标": drawing.items(n)}, f"{n}局") for n in (1, 2)], {}, drawing.ABOUT
    )
    made.write_bytes(book)
    sheets = openpyxl.load_workbook(made).worksheets
    assert [[one.anchor._from.row for one in sheet._images] for sheet in sheets] == [[3], [4]]
    with zipfile.ZipFile(made) as archive:
        assert sum(name.startswith("xl/media/") for name in archive.namelist()) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_forty_indicators_go_on_under_the_repeated_header(level: str, tmp_path: Path) -> None:
    keys = {name.name for _, _, name in Template(samples() / f"{level}.xlsx").asked() if name.of == "指标"}
    items = [{key: f"{key}{n}" for key in keys} for n in range(40)]
    plain = {
        name.full: name.full for _, _, name in Template(samples() / f"{level}.xlsx").asked() if not name.of
    }
    (tmp_path / "a.xlsx").write_bytes((samples() / f"{level}.xlsx").read_bytes())
    sheet = drawing.sheet_of(tmp_path / "a.xlsx", {**plain, "指标": items})
    breaks = [one.id for one in sheet.row_breaks.brk]
    headers = [cell.row for cell in sheet["B"] if cell.value == "指标"]
    items_end = max(cell.row for cell in sheet["B"] if str(cell.value).startswith("名称"))
    if sheet.print_title_rows is None:
        assert headers[1:] == [at + 1 for at in breaks if at <= items_end]
        assert len(headers) > 2
    else:
        assert len(headers) == 1
        assert max(breaks) < items_end
    together = [one.bounds for one in sheet.merged_cells.ranges if one.min_row != one.max_row]
    assert [(top, bottom, at) for _, top, _, bottom in together for at in breaks if top <= at < bottom] == []
    signature = next(c.row for row in sheet.iter_rows() for c in row if c.value == "落款")
    assert signature not in breaks
    assert signature - 1 not in breaks


@pytest.mark.parametrize("count", [0, 1])
def test_of_few_indicators_only_the_slip_goes_on_the_second_page(count: int, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes((samples() / "提醒函.xlsx").read_bytes())
    sheet = drawing.sheet_of(
        tmp_path / "a.xlsx", {"单位": "甲局", "落款": "乙办", "指标": drawing.items(count)}
    )
    slip = next(cell.row for cell in sheet["A"] if cell.value == "回　　执")
    assert [one.id for one in sheet.row_breaks.brk] == [slip - 2]
    assert "乙办" in [cell.value for cell in sheet["E"]]


@pytest.mark.parametrize(
    "name", ["三十一个字" * 6 + "字", "甲 乙", "It's", "甲-乙", "2011", "A1", "目录2", "😀甲"]
)
def test_links_between_index_and_sheets_lead_there(
    name: str, tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    from kaohe_xl.books.templates.grammar import Link

    made = tmp_path / "册.xlsx"
    documents = [
        Document({"返回目录": Link("返回", "目录"), "指标": []}, tab)
        for tab in (name, "另一个")
    ]
    index = {"文书": [{"文号": Link(tab, tab)} for tab in (name, "另一个")]}
    made.write_bytes(Template(samples() / "提醒函.xlsx").book(documents, index, drawing.ABOUT))
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["目录", name, "另一个"]
    link = book["目录"]["C5"].hyperlink
    assert link.location == "'{}'!A1".format(name.replace("'", "''"))
    back = next(cell for cell in book[name]["O"] if cell.value == "返回")
    assert back.hyperlink.location == "'目录'!A1"
    assert validator(made) == ()


@pytest.mark.parametrize("level", LEVELS)
def test_a_template_saved_by_libreoffice_or_openpyxl_makes_the_same_texts(
    level: str, tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    own = samples() / f"{level}.xlsx"
    asked = [name for _, _, name in Template(own).asked()]
    plain: dict[str, Any] = {name.full: f"某{name.full}" for name in asked if not name.of}
    fields = plain | {"指标": [{name.name: f"{name.name}{n}" for name in asked} for n in range(6)]}
    openpyxl.load_workbook(own).save(tmp_path / "自改.xlsx")
    (tmp_path / "原.xlsx").write_bytes(own.read_bytes())
    by_office = soffice(own, "xlsx", tmp_path)
    texts = []
    for path in (tmp_path / "原.xlsx", tmp_path / "自改.xlsx", by_office):
        sheet = drawing.sheet_of(path, fields)
        texts.append(
            {(c.coordinate, str(c.value)) for row in sheet.iter_rows() for c in row if c.value is not None}
        )
        assert not any("{{" in text for _, text in texts[-1])
    assert texts[0] == texts[1] == texts[2]


def test_in_a_template_saved_by_libreoffice_figures_keep_their_formats(
    tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    from decimal import Decimal

    from kaohe_xl.books.templates.grammar import Figure

    made = []
    for name in ("原", "改"):
        path = tmp_path / name / "提醒函.xlsx"
        path.parent.mkdir()
        path.write_bytes((samples() / "提醒函.xlsx").read_bytes())
        path = path if name == "原" else soffice(path, "xlsx", tmp_path / "自改")
        item = {"名称": "甲", "完成率": Figure(Decimal("0.624"), "62.4%", "0.0%")}
        sheet = drawing.sheet_of(path, {"指标": [item]})
        made.append([(c.value, c.number_format) for row in sheet.iter_rows() for c in row if c.value == 0.624])
    assert made == [[(0.624, "0.0%")]] * 2
