"""考核看板: one page in the office's own workbook, for leaders; and nothing else of it changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.protection import WorkbookProtection
from pypdf import PdfReader

import kaohe_xl as kh
from kaohe_xl.books.files import open_file
from kaohe_xl.commands import assess_book, check
from kaohe_xl.domain.assessment import Assessment

Kaohe = Callable[..., "subprocess.CompletedProcess[str]"]
Validator = Callable[[Path], tuple[str, ...]]
NAME = "考核看板"
SAMPLES = ("市考指标", "区考", "重点项目")
OWN = [["名称", "值"], ["截至日期", "2011-10-31"], ["本单位", "长安区"]]
HEADER = ["指标", "计量单位", "方向", "分值", "年度目标", "完成"]


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest, root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / f"{request.param}.xlsx", office_folder))


@pytest.fixture
def city(root: Path, office_folder: Path) -> Path:
    return Path(shutil.copy(root / "workbooks" / "市考指标.xlsx", office_folder))


def write(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def own_book(folder: Path, *rows: list[object]) -> Path:
    titled: list[list[object]] = [["2011年长安区市考指标（1-10月）"], HEADER, *rows]
    return write(folder / "市考.xlsx", 考核设置=OWN, 市考指标=titled)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path)[NAME]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def seen(path: Path) -> Assessment:
    return assess_book(open_file(path)).assessment


def test_the_samples_get_a_valid_page_and_keep_their_scores(sample: Path, validator: Validator) -> None:
    before, findings = seen(sample), check(open_file(sample)).findings
    bound = kh.bind(sample, preview=True).json()
    report = kh.board(sample)
    assert report.written and len(report.tasks) == 5
    assert validator(sample) == ()
    assert kh.open_book(sample).sheets[-1] == NAME
    assert seen(sample) == before
    assert check(open_file(sample)).findings == findings
    assert kh.bind(sample, preview=True).json() == bound


def test_other_parts_of_the_file_stay_as_they_are(sample: Path) -> None:
    before = parts(sample)
    kh.board(sample)
    after = parts(sample)
    changed = {name for name in after if after[name] != before.get(name)}
    shared = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml"}
    new = after.keys() - before.keys()
    assert changed <= shared | {"docProps/app.xml"} | new and len(new) == 1
    assert before.keys() <= after.keys()


def test_undo_brings_the_workbook_back_byte_for_byte(sample: Path) -> None:
    before = sample.read_bytes()
    kh.board(sample)
    assert sample.read_bytes() != before
    kh.undo(sample)
    assert sample.read_bytes() == before


def test_taking_it_out_leaves_what_was_there(sample: Path, validator: Validator) -> None:
    before = parts(sample)
    kh.board(sample)
    report = kh.board(sample, remove=True)
    assert report.removed and report.written
    assert parts(sample) == before
    assert validator(sample) == ()


def test_again_there_is_no_second_sheet_and_nothing_is_written(sample: Path) -> None:
    kh.board(sample)
    once = sample.read_bytes()
    again = kh.board(sample)
    assert not again.written
    assert sample.read_bytes() == once


def test_new_figures_make_a_new_page_in_its_place(city: Path, validator: Validator) -> None:
    bare = parts(city)
    kh.board(city)
    first = parts(city)
    book = kh.open_book(city)
    (place,) = (e.place for e in seen(city).entries if (e.unit, e.indicator) == ("长安区", "生产总值"))
    book.write(str(place), [[305]])
    book.save()
    report = kh.board(city)
    assert report.written and "生产总值" not in [task.indicator for task in report.tasks]
    assert kh.open_book(city).sheets.count(NAME) == 1
    assert validator(city) == ()
    book = kh.open_book(city)
    book.write(str(place), [[198.6]])
    book.save()
    kh.board(city)
    (made,) = first.keys() - bare.keys()
    assert parts(city)[made] == first[made]


def test_it_says_counts_rank_countdown_and_what_is_wanting(city: Path) -> None:
    kh.board(city)
    told = texts(city)
    assert told[:3] == [
        "长安区市考指标考核看板",
        "2011年1—10月（截至2011年10月31日）",
        "距考核结束还有50天",
    ]
    assert told[3:9] == ["11", "6", "21", "9", "16", "78.64"]
    assert told[9:15] == [
        *("红灯（项）", "黄灯（项）", "绿灯（项）", "市级预警（项）"),
        *("第5名之后（后3名7项）", "总分（第3位，共13个）"),
    ]
    assert "距年度目标差111.4亿元，每天需完成2.23亿元；距第3名差148.3亿元" in told
    assert "五件最要紧的事" in told and "6/13" in told


def test_a_department_book_shows_front_and_last_units_of_each_group(root: Path, office_folder: Path) -> None:
    book = Path(shutil.copy(root / "workbooks" / "区考.xlsx", office_folder))
    kh.board(book)
    told = texts(book)
    assert "街道（16个）" in told and "引镇街道 95.72、东大街道 92.42、郭杜街道 91.67" in told
    assert "马王街道 82.60" in told
    assert "区委统战部\n党务公开达标" in told


def test_lights_are_coloured_by_their_text_and_the_page_is_one(city: Path) -> None:
    kh.board(city)
    sheet = openpyxl.load_workbook(city)[NAME]
    rules = [rule.formula for area in sheet.conditional_formatting for rule in area.rules]
    assert rules == [['"红"'], ['"黄"'], ['"绿"']]
    assert sheet.print_area == f"'{NAME}'!$A$1:$AD${sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_libreoffice_prints_exactly_one_page(
    sample: Path, soffice: Callable[..., Path], tmp_path: Path
) -> None:
    bare = len(PdfReader(soffice(sample, "pdf")).pages)
    report = kh.board(sample)
    pages = PdfReader(soffice(sample, "pdf")).pages
    assert len(pages) == bare + 1
    text = re.sub(r"\s", "", pages[-1].extract_text())
    assert "考核看板" in text and "五件最要紧的事" in text and "距考核结束还有50天" in text
    assert all(task.indicator in text for task in report.tasks)
    box = pages[-1].mediabox
    assert box.width > box.height


def test_a_sheet_of_the_office_with_that_name_is_left_alone(office_folder: Path) -> None:
    rows: list[list[object]] = [HEADER, ["生产总值", "亿元", "正向", 5, 310, 198.6]]
    path = write(office_folder / "市考.xlsx", 考核设置=OWN, 市考指标=rows, 考核看板=[["领导批示"]])
    before = path.read_bytes()
    for remove in (False, True):
        with pytest.raises(kh.BookError, match=r"贵办自己的“考核看板”表.*改成别的名字"):
            kh.board(path, remove=remove)
    assert path.read_bytes() == before


def test_a_protected_structure_is_told_of(city: Path) -> None:
    book = openpyxl.load_workbook(city)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(city)
    before = city.read_bytes()
    with pytest.raises(kh.BookError, match="保护"):
        kh.board(city)
    assert city.read_bytes() == before


def test_there_must_be_something_to_take_out(city: Path) -> None:
    with pytest.raises(kh.InputError, match="没有程序生成的“考核看板”表"):
        kh.board(city, remove=True)


def test_one_indicator_is_enough(office_folder: Path, validator: Validator) -> None:
    path = own_book(office_folder, ["生产总值", "亿元", "正向", 5, 310, 198.6])
    report = kh.board(path)
    assert [task.indicator for task in report.tasks] == ["生产总值"]
    assert "最要紧的事（1件）" in texts(path)
    assert validator(path) == ()


def test_all_green_says_so(office_folder: Path, validator: Validator) -> None:
    path = own_book(office_folder, ["生产总值", "亿元", "正向", 5, 310, 320])
    assert kh.board(path).tasks == ()
    assert "没有亮红灯、黄灯或失分的指标，继续保持。" in texts(path)
    assert validator(path) == ()


def test_without_points_the_gaps_are_told_all_the_same(office_folder: Path, validator: Validator) -> None:
    rows: list[list[object]] = [HEADER, ["生产总值", "亿元", "正向", None, 310, 198.6]]
    path = write(office_folder / "市考.xlsx", 考核设置=OWN, 市考指标=rows)
    (task,) = kh.board(path).tasks
    assert task.points is None and "距年度目标差111.4亿元" in task.wanting
    assert validator(path) == ()


def test_nothing_assessed_is_told_of(office_folder: Path) -> None:
    path = write(office_folder / "空.xlsx", 说明=[["说明"], ["没有数据"]])
    before = path.read_bytes()
    with pytest.raises(kh.InputError, match="没有可以汇总的考核数据"):
        kh.board(path)
    assert path.read_bytes() == before


def test_errors_hold_it_back_unless_forced(office_folder: Path) -> None:
    path = own_book(
        office_folder,
        ["生产总值", "亿元", "正向", 5, 310, 198.6],
        ["城镇新增就业", "人", "正向", 5, 9500, "九千"],
    )
    before = path.read_bytes()
    assert kh.board(path).held_back and path.read_bytes() == before
    assert kh.board(path, force=True).written


def test_text_of_the_office_stays_text(office_folder: Path, validator: Validator) -> None:
    name = "=1+1的<指标>&|' /C calc'!A0"
    path = own_book(office_folder, [name, "亿元", "正向", 5, 310, 198.6])
    kh.board(path)
    assert name in texts(path)
    sheet = openpyxl.load_workbook(path)[NAME]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert validator(path) == ()


def test_a_renamed_page_is_kept_and_still_not_read(city: Path) -> None:
    before = seen(city)
    kh.board(city)
    book = openpyxl.load_workbook(city)
    book[NAME].title = "9月看板"
    book.save(city)
    assert seen(city).totals == before.totals
    kh.board(city)
    assert kh.open_book(city).sheets[-2:] == ("9月看板", NAME)


def test_the_command_says_what_is_first_and_where_it_went(kaohe: Kaohe, city: Path) -> None:
    preview = kaohe("board", city.name, "--preview", folder=city.parent)
    assert "（未写入）" in preview.stdout and "1. 生产总值：" in preview.stdout
    done = kaohe("board", city.name, folder=city.parent)
    assert done.returncode == 0 and "“考核看板”已写入" in done.stdout and "可争取1.80分" in done.stdout
    again = json.loads(kaohe("board", city.name, "--json", folder=city.parent).stdout)
    assert again["written"] is False and again["tasks"][0]["points"] == 1.8
    assert "“考核看板”没有重写" in kaohe("board", city.name, folder=city.parent).stdout
    out = kaohe("board", city.name, "--remove", folder=city.parent)
    assert "已从工作簿中去掉" in out.stdout
    none = kaohe("board", city.name, "--remove", folder=city.parent)
    assert none.returncode == 2 and "没有程序生成的" in none.stderr
