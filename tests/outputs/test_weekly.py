"""周督查: who gets a form, what is printed in it, what is left to write, and that it comes out the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import kaohe_xl as kh
from kaohe_xl.domain.assessment import Assessment, Counts, Entry, Light, Lights
from kaohe_xl.domain.scheme import Indicator, Scheme, Settings
from kaohe_xl.domain.supervision import Case, Level
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.draw_pages import drawn
from kaohe_xl.outputs.pages import Page
from kaohe_xl.outputs.weekly import document, unit_records

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2011, 11, 2)
CASE = Case(
    "长考办函〔2011〕3号",
    Level.SUPERVISION,
    ("区发改委",),
    ("生产总值",),
    issued=date(2011, 10, 8),
    deadline=date(2011, 10, 20),
    acknowledged=date(2011, 10, 9),
    reasons=("连续两个月亮红灯",),
)


def sample(name: str) -> Path:
    return ROOT / "workbooks" / f"{name}.xlsx"


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def entry(unit: str, indicator: str, light: Light | None) -> Entry:
    return Entry(
        unit,
        indicator,
        None,
        actual=Decimal(5),
        target=Decimal(10),
        completion=Decimal("0.5"),
        ahead=Decimal("-33.3"),
        rank=9,
        of=13,
        lights=Lights(progress=light, overall=light, reasons={"progress": "完成率低于序时进度"}),
    )


def facts(*entries: Entry, cases: tuple[Case, ...] = ()) -> Facts:
    names = dict.fromkeys(one.indicator for one in entries)
    scheme = Scheme((), tuple(Indicator(name, measure="亿元") for name in names), settings=Settings())
    return Facts(scheme, Assessment("2011-10", entries, (), Counts(), days_left=50), DAY, cases=cases)


def pages(found: Facts) -> dict[str, Page]:
    return {page.name: page for page in document(found).pages}


@pytest.mark.parametrize("name", ["市考指标", "区考", "重点项目"])
def test_the_record_of_each_sample_is_a_valid_workbook(
    name: str, office_folder: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    made = kh.weekly(sample(name), office_folder, issued=DAY)
    assert made.file is not None
    assert made.file.name == f"{name} 2011-11-02 周督查.xlsx"
    assert validator(made.file) == ()
    assert openpyxl.load_workbook(made.file).sheetnames == ["目录", *made.units]


def test_a_form_shows_the_units_red_and_amber_indicators_with_their_figures(office_folder: Path) -> None:
    made = kh.weekly(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    scored = {e.indicator: e for e in kh.open_book(sample("市考指标")).score().entries if e.unit == "长安区"}
    shown = [row for row in rows(made.file, "区发改委") if isinstance(row[0], int)]
    assert [row[1] for row in shown] == [
        "生产总值（亿元）",
        "城镇居民人均可支配收入（元）",
        "万元生产总值能耗降低率（%）",
        "二氧化硫减排量（吨）",
    ]
    gross = scored["生产总值"]
    assert shown[0][2:4] == (310, 198.6)
    assert shown[0][4] == pytest.approx(float(gross.completion or 0))
    assert shown[0][6:8] == (gross.rank, "红")
    assert "【序时·红】" in str(shown[0][8])
    assert "距年度目标还差111.4亿元" in str(shown[0][8])


def test_room_is_left_for_what_the_checker_finds_and_for_signatures(office_folder: Path) -> None:
    made = kh.weekly(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    sheet = openpyxl.load_workbook(made.file)["区发改委"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "序号")
    assert [cell.value for cell in header[9:]] == ["核查情况", "存在问题", "整改要求", "完成时限"]
    below = [sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert min(tall or 0 for tall in below) >= 70
    assert all(cell.value is None for cell in sheet[header[0].row + 1][9:])
    signed = [str(cell.value) for cell in sheet[sheet.max_row] if cell.value]
    assert [text.split("：")[0] for text in signed] == ["检查人（签字）", "被检查单位（签字）", "日期"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert "&P" in str(sheet.oddFooter.center.text)


def test_open_cases_stand_in_the_form_with_their_deadline(office_folder: Path) -> None:
    done = replace(CASE, number="4号", settled=date(2011, 10, 30))
    later = replace(CASE, number="5号", extended=date(2011, 11, 9), issued=date(2010, 12, 1))
    made = kh.weekly(sample("市考指标"), office_folder, cases=(later, CASE, done), issued=DAY)
    assert made.file is not None
    shown = [row[1:9] for row in rows(made.file, "区发改委") if str(row[1]).endswith("号")]
    about = "生产总值\n连续两个月亮红灯"
    assert [row for row in shown if row[0] != "发文字号"] == [
        ("长考办函〔2011〕3号", "警示督办单", "10月8日", "10月20日", "逾期13天", "已", "未", about),
        ("5号", "警示督办单", "2010年12月1日", "11月9日", "剩7天", "已", "未", about),
    ]
    index = next(row for row in rows(made.file, "目录") if row[1] == "区发改委")
    assert index[2:] == (3, 1, 2, 1, "见附页")


def test_units_with_nothing_to_look_at_are_in_the_index_only(office_folder: Path) -> None:
    made = kh.weekly(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    assert "区旅游局" in made.idle
    book = openpyxl.load_workbook(made.file)
    assert not {*made.idle} & {*book.sheetnames}
    listed = {row[1].value: row for row in book["目录"].iter_rows() if isinstance(row[0].value, int)}
    assert [*listed] == [one for one in listed if one in {*made.units, *made.idle}]
    assert len(listed) == len(made.units) + len(made.idle)
    assert [cell.value for cell in listed["区旅游局"][2:]] == [0, 0, 0, 0, "—"]
    link = listed["区发改委"][1].hyperlink
    assert link is not None
    assert link.location == "'区发改委'!A1"


def test_a_unit_with_a_case_alone_gets_a_form_even_if_it_is_not_assessed() -> None:
    found = facts(entry("甲镇", "生产总值", Light.GREEN), cases=(replace(CASE, units=("乙局", "乙局")),))
    assert [(one.unit, one.is_empty) for one in unit_records(found)] == [("甲镇", True), ("乙局", False)]
    form = pages(found)["乙局"]
    assert [table.caption for table in form.tables] == ["一、未办结的督办文书"]
    assert "红灯0项，黄灯0项，未办结督办文书1件，其中逾期1件" in form.note


def test_deadlines_today_and_none_are_told() -> None:
    cases = (replace(CASE, deadline=None, issued=None, number=""), replace(CASE, deadline=DAY))
    table = pages(facts(entry("区发改委", "生产总值", Light.RED), cases=cases))["区发改委"].tables[1]
    assert [row[3:6] for row in table.rows] == [("10月8日", "11月2日", "今天到期"), ("—", "—", "—")]
    assert table.caption == "二、未办结的督办文书"


def test_all_green_leaves_the_index_alone() -> None:
    assert list(pages(facts(entry("甲镇", "生产总值", Light.GREEN)))) == ["目录"]


def test_a_record_that_somebody_filled_in_is_left_alone(tmp_path: Path) -> None:
    first = kh.weekly(sample("区考"), tmp_path, issued=DAY)
    assert kh.weekly(sample("区考"), tmp_path, issued=DAY).was_there
    assert first.file is not None
    book = openpyxl.load_workbook(first.file)
    book.worksheets[1]["J6"] = "现场看过"
    book.save(first.file)
    filled = first.file.read_bytes()
    again = kh.weekly(sample("区考"), tmp_path, issued=DAY)
    assert again.is_beside
    assert again.file != first.file
    assert first.file.read_bytes() == filled


def test_another_locale_and_time_zone_make_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys, datetime, kaohe_xl as kh;"
        "kh.weekly(sys.argv[1], sys.argv[2], issued=datetime.date(2011, 11, 2))"
    )
    made = []
    for number, (zone, locale) in enumerate((("Asia/Shanghai", "C.UTF-8"), ("America/New_York", "C"))):
        folder = tmp_path / str(number)
        known = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-X", "utf8", "-c", program, str(sample("区考")), str(folder)]
        subprocess.run(command, env=os.environ | known, check=True, timeout=120)
        made.append(next(folder.glob("*.xlsx")).read_bytes())
    assert made[0] == made[1]


def test_the_second_record_of_a_program_is_like_its_first(tmp_path: Path) -> None:
    made = [kh.weekly(sample("区考"), tmp_path / str(turn), issued=DAY).file for turn in range(2)]
    kh.circular(sample("区考"), tmp_path, issued=DAY)
    made.append(kh.weekly(sample("区考"), tmp_path / "2", issued=DAY).file)
    assert len({path.read_bytes() for path in made if path is not None}) == 1


def test_texts_stay_texts_whatever_they_begin_with(tmp_path: Path) -> None:
    names = ("=cmd|' /C calc'!A0", "😀镇", "𠮷街道")
    case = replace(CASE, number="=2+2", units=names, indicators=("@SUM(1)",))
    found = facts(*(entry(name, "=1+1", Light.RED) for name in names), cases=(case,))
    path = tmp_path / "x.xlsx"
    path.write_bytes(drawn(document(found)))
    cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
    assert not [c.value for c in cells if c.data_type == "f"]
    values = {str(c.value) for c in cells}
    assert {"=1+1（亿元）", "=2+2", "@SUM(1)\n连续两个月亮红灯", *names} <= values


def test_a_long_form_prints_its_header_on_every_page(
    tmp_path: Path, soffice: Callable[..., Path], validator: Callable[[Path], tuple[str, ...]]
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext")
    entries = [entry("甲镇", f"第{place}项重点工作", Light.RED) for place in range(1, 13)]
    cases = tuple(replace(CASE, number=f"{place}号", units=("甲镇",)) for place in range(1, 9))
    path = tmp_path / "长表.xlsx"
    path.write_bytes(drawn(document(facts(*entries, cases=cases))))
    assert validator(path) == ()
    printed = soffice(path)
    text = subprocess.run(["pdftotext", "-layout", str(printed), "-"], capture_output=True, check=True).stdout
    forms = text.decode().split("\f")[1:-1]
    assert len(forms) >= 4
    for number, content in enumerate(forms, 2):
        assert "核查情况" in content, f"page {number} has no header"
        assert f"—{number}—" in content.replace(" ", "")
        assert "重点工作" in content or "警示督办单" in content, f"page {number} is all but blank"
    assert [("检查人" in content) for content in forms] == [False] * (len(forms) - 1) + [True]


@pytest.mark.parametrize("count", range(1, 8))
def test_signatures_never_stand_alone_on_a_page(count: int, tmp_path: Path) -> None:
    entries = [entry("甲镇", f"第{place}项重点工作", Light.RED) for place in range(1, count + 1)]
    path = tmp_path / "表.xlsx"
    for letters in range(0, 300, 30):
        case = replace(CASE, units=("甲镇",), note="核" * letters)
        path.write_bytes(drawn(document(facts(*entries, cases=(case,)))))
        sheet = openpyxl.load_workbook(path)["甲镇"]
        row = next(row[0].row for row in sheet.iter_rows() if "检查人" in str(row[0].value))
        last = max((found.id for found in sheet.row_breaks.brk), default=0)
        assert row - last > 2, f"{count} indicators, {letters} letters"


def test_nothing_assessed_is_told_and_nothing_written(tmp_path: Path) -> None:
    empty = tmp_path / "空.xlsx"
    with xlsxwriter.Workbook(str(empty)) as book:
        book.add_worksheet("说明").write(0, 0, "还没有数据")
    with pytest.raises(kh.InputError, match="没有可通报的考核数据"):
        kh.weekly(empty, tmp_path / "周督查")
    assert not (tmp_path / "周督查").exists()
