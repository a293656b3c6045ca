"""Documents of every level, from the built-in templates and from one that the office edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.commands import assess_book
from kaohe_xl.documents import Assessed, DocumentOptions, write_documents
from kaohe_xl.domain.supervision import LADDER, Issue, Level
from kaohe_xl.errors import BookError
from kaohe_xl.resources import samples

OPTIONS = DocumentOptions(date(2011, 11, 1), split=True)
TITLES = {
    Level.REMINDER: "完成情况的提醒函",
    Level.SUPERVISION: "关于加快推进2011年1—10月市考指标\n完成进度的警示督办单",
    Level.LISTED: "关于对2011年1—10月市考指标\n挂牌督办的通知",
    Level.INTERVIEW: "关于就2011年1—10月市考指标\n完成情况开展约谈的通知",
}
EVIL = "=cmd|'/c calc'!A0 😀𠮷\x07/0012"


@pytest.fixture(scope="module")
def city() -> Assessed:
    return assess_book(open_file(samples() / "市考指标.xlsx"))


def issue(city: Assessed, level: Level) -> Issue:
    names = tuple(one.indicator for one in city.assessment.entries)[:2]
    fields = {"督办人": EVIL, "谈话人": EVIL, "签发人": "张三"}
    return Issue(level, ("区发改委", "区统计局"), names, ("连续两期亮黄灯",), date(2011, 11, 20), fields)


def texts(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value)


@pytest.mark.parametrize("level", LADDER)
def test_each_level_has_its_document(
    city: Assessed, level: Level, tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    made = write_documents(city, [issue(city, level)], [7], tmp_path, OPTIONS)
    text = texts(made.paths[0])
    for words in ("区发改委、区统计局：", "〔2011〕7号", TITLES[level], "2011年11月1日"):
        assert words in text
    assert "{{" not in text
    assert made.findings == ()
    assert validator(made.paths[0]) == ()


def test_what_looks_like_a_formula_is_text(city: Assessed, tmp_path: Path) -> None:
    made = write_documents(city, [issue(city, Level.LISTED)], [7], tmp_path, OPTIONS)
    book = openpyxl.load_workbook(made.paths[0])
    found = [c for row in book.worksheets[0].iter_rows() for c in row if str(c.value).startswith("=cmd")]
    assert [(c.value, c.data_type) for c in found] == [(EVIL.replace("\x07", ""), "s")]


def test_a_wrong_placeholder_is_named_with_the_right_one(city: Assessed, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(samples() / "提醒函.xlsx")
    book.worksheets[0]["A3"] = "{{文号码}}"
    book.save(tmp_path / "自己的.xlsx")
    own = own_template(city, tmp_path / "自己的.xlsx")
    options = replace(OPTIONS, beside=tmp_path / "市考指标.xlsx")
    made = write_documents(own, [issue(own, Level.REMINDER)], [7], tmp_path, options)
    assert [(str(one.place), "{{文号}}" in one.remedy) for one in made.findings] == [("提醒函!A3", True)]
    (tmp_path / "自己的.xlsx").unlink()
    with pytest.raises(BookError, match="找不到"):
        write_documents(own, [issue(own, Level.REMINDER)], [7], tmp_path, options)


def test_a_joint_document_names_the_unit_of_each_row_where_units_are_assessed(tmp_path: Path) -> None:
    district = assess_book(open_file(samples() / "区考.xlsx"))
    entries = district.assessment.entries
    name = entries[0].indicator
    units = tuple(one.unit for one in entries if one.indicator == name)[:2]
    joint = Issue(Level.SUPERVISION, units, (name,))
    made = write_documents(district, [joint], [1], tmp_path, OPTIONS)
    text = texts(made.paths[0])
    for words in (f"{units[0]}、{units[1]}：", f"{name}（{units[0]}）", f"{name}（{units[1]}）", "你们承担的"):
        assert words in text


def test_what_the_office_typed_goes_before_what_the_figures_say(city: Assessed, tmp_path: Path) -> None:
    name = city.assessment.entries[0].indicator
    fields = {"督办事项": "尽快开工", "责任领导": "赵六", "抄送": "区委办公室", "阶段目标": " "}
    made = write_documents(
        city, [Issue(Level.LISTED, ("区发改委",), (name,), fields=fields)], [1], tmp_path, OPTIONS
    )
    text = texts(made.paths[0])
    for words in ("尽快开工", "赵六", "抄送：区委办公室。", "尽快赶上序时进度，2011年12月20日前完成年度目标。"):
        assert words in text
    assert "挂牌依据" not in text  # no reason given, none typed: the row goes


def test_names_alone_as_the_matter_are_told_with_their_figures(city: Assessed, tmp_path: Path) -> None:
    name = city.assessment.entries[0].indicator
    issues = [Issue(Level.SUPERVISION, ("区发改委",), (name,), fields={"督办事项": name})]
    made = write_documents(city, issues, [1], tmp_path, OPTIONS)
    assert f"{name}（年度目标" in texts(made.paths[0])


def test_many_matters_are_named_and_counted(city: Assessed, tmp_path: Path) -> None:
    names = tuple(dict.fromkeys(one.indicator for one in city.assessment.entries))[:40]
    made = write_documents(city, [Issue(Level.LISTED, ("区发改委",), names)], [1], tmp_path, OPTIONS)
    text = texts(made.paths[0])
    assert f"等{len(names)}项" in text
    assert all(name in text for name in names)


def test_a_joint_document_of_the_own_unit_says_who_leads_each_matter(city: Assessed, tmp_path: Path) -> None:
    names = tuple(dict.fromkeys(one.indicator for one in city.assessment.entries))
    joint = Issue(Level.SUPERVISION, ("区工信局", "区统计局"), names[:2])
    text = texts(write_documents(city, [joint], [1], tmp_path, OPTIONS).paths[0])
    assert "责任分工：区统计局牵头" in text
    assert "责任分工：区工信局牵头，区统计局、" in text
    alone = replace(joint, units=("区工信局",))
    assert "责任分工" not in texts(write_documents(city, [alone], [1], tmp_path, OPTIONS).paths[0])


def own_template(city: Assessed, path: Path) -> Assessed:
    """The assessment, its settings naming a reminder's template beside it."""
    settings = replace(city.study.scheme.settings, templates={"提醒函": path.name})
    return replace(city, study=replace(city.study, scheme=replace(city.study.scheme, settings=settings)))


def test_a_second_list_of_the_offices_template_tells_the_matters_line_by_line(
    city: Assessed, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(samples() / "提醒函.xlsx")
    letter = book.worksheets[0]
    last = letter.max_row
    letter.cell(last + 2, 1).value = "{{督办事项.序号}}"
    letter.cell(last + 2, 2).value = "{{督办事项.内容}}"
    letter.cell(last + 2, 3).value = "{{督办事项.内客}}"
    book.save(tmp_path / "自己的.xlsx")
    own = own_template(city, tmp_path / "自己的.xlsx")
    name = city.assessment.entries[0].indicator
    issues = [Issue(Level.REMINDER, ("区发改委",), (name,), fields={"督办事项": "尽快开工\n按月报送"})]
    options = replace(OPTIONS, beside=tmp_path / "市考指标.xlsx")
    made = write_documents(own, issues, [7], tmp_path, options)
    rows = [
        tuple(cell.value for cell in row[:2]) for row in openpyxl.load_workbook(made.paths[0]).worksheets[0].iter_rows()
    ]
    assert {(1, "尽快开工"), (2, "按月报送")} <= set(rows)
    assert ["{{督办事项.内容}}" in one.remedy for one in made.findings] == [True]


def test_without_an_issuer_the_way_back_to_the_index_is_still_there(city: Assessed, tmp_path: Path) -> None:
    settings = replace(city.study.scheme.settings, issuer="", signature="")
    bare = replace(city, study=replace(city.study, scheme=replace(city.study.scheme, settings=settings)))
    options = replace(OPTIONS, split=False)
    made = write_documents(bare, [issue(bare, Level.LISTED)], [7], tmp_path / "册.xlsx", options)
    sheet = openpyxl.load_workbook(made.paths[0]).worksheets[1]
    back = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "返回目录")
    assert back.hyperlink.location == "'目录'!A1"


def test_a_further_sheet_that_names_the_letter_means_the_first_of_several_and_that_is_told(
    city: Assessed, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(samples() / "提醒函.xlsx")
    book.create_sheet("附表")["A1"] = "=提醒函!A4"
    book.save(tmp_path / "自己的.xlsx")
    own = own_template(city, tmp_path / "自己的.xlsx")
    issues = [issue(own, Level.REMINDER), replace(issue(own, Level.REMINDER), units=("区工信局",))]
    options = replace(OPTIONS, beside=tmp_path / "市考指标.xlsx", split=False)
    made = write_documents(own, issues, [7, 8], tmp_path / "册.xlsx", options)
    assert [(one.code, str(one.place)) for one in made.findings] == [("TEMPLATE_SHEET_OF_FIRST", "附表!A1")]
    written = openpyxl.load_workbook(made.paths[0])
    assert written["附表"]["A1"].value == f"='{written.sheetnames[1]}'!A4"
    apart = write_documents(own, issues, [7, 8], tmp_path, replace(options, split=True))
    assert apart.findings == ()
    sheets = [openpyxl.load_workbook(path) for path in apart.paths]
    assert [one["附表"]["A1"].value for one in sheets] == ["='区发改委、区统计局'!A4", "=区工信局!A4"]


@pytest.mark.parametrize("level", LADDER)
def test_the_built_in_templates_have_the_standards_paper_and_letters(level: Level) -> None:
    sheet = openpyxl.load_workbook(samples() / f"{level}.xlsx").worksheets[0]
    fonts = {cell.value: (cell.font.name, cell.font.sz) for row in sheet.iter_rows() for cell in row if cell.value}
    assert fonts["{{标题}}"] == ("方正小标宋简体", 22)
    assert fonts["{{单位}}："] == ("仿宋", 16)
    margins = sheet.page_margins
    sides = (margins.top, margins.bottom, margins.left, margins.right)
    assert [round(inches * 25.4, 1) for inches in sides] == [37, 35, 28, 26]
    columns = [one for one in sheet.column_dimensions.values() if one.max <= 13]
    wide = sum(one.width * (one.max - one.min + 1) for one in columns) * 8  # a digit has 8 pixels
    assert 150 < wide / 96 * 25.4 <= 156
    assert sheet.oddFooter.right.text == "— &P —　"
