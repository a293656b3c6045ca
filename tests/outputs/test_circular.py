"""月通报: what stands in it, what its charts show, and that it comes out the same everywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest
import xlsxwriter

import kaohe_xl as kh
from kaohe_xl.books.files import open_file
from kaohe_xl.commands import assess_book
from kaohe_xl.domain.assessment import Assessment, Counts, Entry, Light, Lights, Total
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Indicator, Scheme, Settings, Unit
from kaohe_xl.domain.supervision import Case, Level
from kaohe_xl.outputs.circular import document, write_circular
from kaohe_xl.outputs.circular_facts import Facts, Last, arrow
from kaohe_xl.outputs.pages import Document, Page

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2011, 11, 2)
SAMPLES = ("市考指标", "区考", "重点项目")


def sample(name: str) -> Path:
    return ROOT / "workbooks" / f"{name}.xlsx"


def texts(path: Path, sheet: str) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(c.value) for row in book[sheet].iter_rows() for c in row if c.value not in (None, "")]


def told(made: Document) -> str:
    return "\n".join(text for _, text in made.text.paragraphs)


def page(made: Document, name: str) -> Page:
    return next(page for page in made.pages if page.name == name)


def entry(
    unit: str, indicator: str, rank: int | None = None, light: Light | None = None, **more: object
) -> Entry:
    lights = Lights(
        progress=light, overall=light, reasons={"progress": "完成率低于序时进度"} if light else {}
    )
    return Entry(unit, indicator, None, rank=rank, of=13, lights=lights, **more)  # type: ignore[arg-type]


def facts(*entries: Entry, own: str = "", last: Last | None = None, cases: tuple[Case, ...] = ()) -> Facts:
    units = tuple(Unit(name) for name in dict.fromkeys(e.unit for e in entries))
    names = dict.fromkeys(e.indicator for e in entries)
    scheme = Scheme(units, tuple(map(Indicator, names)), settings=Settings(own_unit=own))
    return Facts(scheme, Assessment("2011-10", entries, (), Counts()), DAY, last, cases=cases)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_circular_of_each_sample_is_a_valid_workbook(
    name: str, office_folder: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    made = kh.circular(sample(name), office_folder, issued=DAY)
    assert made.file is not None
    assert made.file.parent == office_folder
    assert validator(made.file) == ()
    assert openpyxl.load_workbook(made.file).sheetnames == list(made.sheets)


def test_it_says_in_four_parts_what_the_figures_say(office_folder: Path) -> None:
    made = kh.circular(sample("市考指标"), office_folder, issued=DAY)
    assessment = kh.open_book(sample("市考指标")).score()
    assert made.file is not None
    text = "\n".join(texts(made.file, "通报"))
    parts = ["一、掌握情况", "二、查找问题", "三、提出建议", "四、促进整改"]
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
    assert f"红灯{assessment.counts.red}项" in text
    assert f"黄灯{assessment.counts.amber}项" in text
    assert f"列入市级预警的{assessment.counts.city_warned}项" in text
    assert "长安区承担的市考指标共45项" in text
    own = next(total for total in assessment.totals if total.unit == "长安区")
    assert f"列第{own.rank}位" in text


def test_charts_show_the_cells_that_hold_the_figures(office_folder: Path) -> None:
    made = kh.circular(sample("重点项目"), office_folder, issued=DAY)
    assert made.file is not None
    book = openpyxl.load_workbook(made.file)
    with zipfile.ZipFile(made.file) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) >= 6
    for chart in charts:
        assert '<c:showVal val="1"/>' in chart
        assert "pattFill" in chart
        for reference in re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", chart):
            sheet, area = reference.rsplit("!", 1)
            cells = [c for row in book[sheet.strip("'")][area.replace("$", "")] for c in row]
            assert any(isinstance(cell.value, int | float) for cell in cells)


def test_the_chart_of_states_counts_the_projects_of_the_ledger(office_folder: Path) -> None:
    made = kh.circular(sample("重点项目"), office_folder, issued=DAY)
    assert made.file is not None
    rows = list(openpyxl.load_workbook(made.file)["重点项目进展"].iter_rows(values_only=True))
    found = {row[0]: row[1:5] for row in rows if isinstance(row[1], int)}
    assert found["未开工"][0] == 18
    assert found["合计"][0] == 180
    assert found["合计"][2:] == (3105000, 2684000)
    idle = list(openpyxl.load_workbook(made.file)["未开工项目"].iter_rows(values_only=True))
    assert [row[0] for row in idle if isinstance(row[0], int)] == list(range(1, 19))
    assert all(row[4] for row in idle if isinstance(row[0], int))


def test_changes_against_last_month_are_told_with_arrows(tmp_path: Path) -> None:
    last = tmp_path / "上月.xlsx"
    shutil.copy(sample("市考指标"), last)
    book = kh.open_book(last)
    row = next(e for e in book.score().entries if e.unit == "长安区" and e.rank and e.rank > 3)
    book.write(str(row.place), [[999999]])
    book.save()
    now = assess_book(open_file(sample("市考指标"), None))
    made = kh.circular(sample("市考指标"), tmp_path / "月通报", last, issued=DAY)
    assert made.file is not None
    rows = list(openpyxl.load_workbook(made.file)["指标位次"].iter_rows(values_only=True))
    found = next(r for r in rows if r[1] == row.indicator)
    assert found[6:9] == (row.rank, 1, f"↓{(row.rank or 0) - 1}")
    assert f"{row.indicator}（第1位降至第{row.rank}位）" in "\n".join(texts(made.file, "通报"))
    text = "\n".join(texts(made.file, "通报"))
    assert re.search(
        r"与上月相比，红灯(增加\d+|减少\d+|持平，仍为\d+)项，黄灯(增加\d+|减少\d+|持平，仍为\d+)项。", text
    )
    assert [f.code for f in made.findings if f.code.startswith("LAST")] == ["LAST_IS_NOT_EARLIER"]
    assert now.assessment.period == made.period


def test_a_circular_that_somebody_edited_is_left_alone(tmp_path: Path) -> None:
    first = kh.circular(sample("市考指标"), tmp_path, issued=DAY)
    again = kh.circular(sample("市考指标"), tmp_path, issued=DAY)
    assert again.file == first.file
    assert again.was_there
    assert first.file is not None
    book = openpyxl.load_workbook(first.file)
    book["通报"]["A5"] = "改过的话"
    book.save(first.file)
    edited = first.file.read_bytes()
    third = kh.circular(sample("市考指标"), tmp_path, issued=DAY)
    assert third.file != first.file
    assert third.is_beside
    assert first.file.read_bytes() == edited


def test_another_locale_and_time_zone_make_the_same_bytes(tmp_path: Path) -> None:
    program = (
        "import sys, datetime, kaohe_xl as kh;"
        "kh.circular(sys.argv[1], sys.argv[2], issued=datetime.date(2011, 11, 2))"
    )
    made = []
    for number, (zone, locale) in enumerate((("Asia/Shanghai", "C.UTF-8"), ("America/New_York", "C"))):
        folder = tmp_path / str(number)
        known = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": str(number), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-X", "utf8", "-c", program, str(sample("区考")), str(folder)]
        subprocess.run(command, env=os.environ | known, check=True, timeout=120)
        made.append(next(folder.glob("*.xlsx")).read_bytes())
    assert made[0] == made[1]


def test_it_prints_with_all_its_pages(office_folder: Path, soffice: Callable[..., Path]) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext")
    made = kh.circular(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    printed = soffice(made.file)
    text = subprocess.run(["pdftotext", str(printed), "-"], capture_output=True, check=True).stdout.decode()
    pages = text.split("\f")[:-1]
    assert 8 <= len(pages) <= 16
    for number, content in enumerate(pages, 1):
        assert f"— {number} —" in content or "—" in content
        assert len(content.split()) > 8, f"page {number} is all but blank"
    for title in ("总体情况", "总分排名", "指标位次", "亮灯矩阵", "差距最大的指标", "失分情况"):
        assert title in text


def test_no_page_is_printed_smaller_for_want_of_chinese_fonts(
    office_folder: Path, soffice: Callable[..., Path]
) -> None:
    """LibreOffice without Song: what stands in is wider, and all would be shrunk to the paper's width."""
    made = kh.circular(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    printed = pypdf.PdfReader(soffice(made.file))
    sizes: dict[float, int] = {}

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        sizes[round(size * abs(tm[3] * cm[3]))] = sizes.get(round(size * abs(tm[3] * cm[3])), 0) + len(text)

    printed.pages[1].extract_text(visitor_text=visit)
    assert max(sizes, key=lambda size: sizes[size]) == 16


def test_a_long_title_breaks_where_a_person_would_break_it(office_folder: Path) -> None:
    made = kh.circular(sample("市考指标"), office_folder, issued=DAY)
    assert made.file is not None
    assert "关于2011年1—10月市考指标\n完成情况的通报" in texts(made.file, "通报")


def test_nothing_assessed_is_told_and_nothing_written(tmp_path: Path) -> None:
    empty = tmp_path / "空.xlsx"
    with xlsxwriter.Workbook(str(empty)) as book:
        book.add_worksheet("说明").write(0, 0, "还没有数据")
    with pytest.raises(kh.InputError, match="没有可通报的考核数据"):
        kh.circular(empty, tmp_path / "月通报")
    assert not (tmp_path / "月通报").exists()


def test_texts_stay_texts_whatever_they_begin_with(tmp_path: Path) -> None:
    names = ("=cmd|' /C calc'!A0", "😀镇", "𠮷街道")
    found = facts(*(entry(name, "=1+1", 1, Light.RED, ahead=Decimal(-5)) for name in names))
    path, _ = write_circular(document(found), tmp_path, "x")
    book = openpyxl.load_workbook(path)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row]
    assert not [c.value for c in cells if c.data_type == "f"]
    assert {"=1+1", *names} <= {c.value for c in cells}


def test_sixty_units_are_all_in_the_matrix_and_the_league(
    tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    names = [f"第{number}单位" for number in range(60)]
    found = facts(*(entry(name, f"指标{i}", 1, Light.GREEN) for name in names for i in range(12)))
    totals = tuple(
        Total(name, "", Decimal(60), Decimal(0), Decimal(0), Decimal(60), Decimal(100), place, 60)
        for place, name in enumerate(names, 1)
    )
    made = document(replace(found, assessment=replace(found.assessment, totals=totals)))
    assert [len(table.rows) for table in page(made, "亮灯矩阵").tables] == [60, 60]
    assert len(page(made, "总分排名").tables[0].rows) == 60
    path, _ = write_circular(made, tmp_path, "六十个单位")
    assert validator(path) == ()


def test_all_green_is_said_and_no_page_of_gaps_is_there() -> None:
    made = document(facts(entry("长安区", "生产总值", 1, Light.GREEN), own="长安区"))
    assert "本期没有亮红灯、黄灯的指标" in told(made)
    assert "差距最大的指标" not in [page.name for page in made.pages]


def test_what_was_not_reported_is_named() -> None:
    missing = entry("长安区", "农民人均纯收入", missing=Missing.NOT_REPORTED)
    made = document(facts(missing, own="长安区"))
    assert "未报数据的1项：农民人均纯收入" in told(made)
    assert page(made, "亮灯矩阵").tables[0].rows[0][-1] == "未报"


def test_points_that_the_assessor_gives_are_not_called_unreported() -> None:
    given = entry("长安区", "党风廉政", missing=Missing.NOT_REPORTED, method="评议")
    assert "未报数据" not in told(document(facts(given, own="长安区")))


def test_documents_issued_and_answered_are_counted() -> None:
    late = Case("1号", Level.REMINDER, ("甲",), ("生产总值",), deadline=date(2011, 10, 1))
    done = replace(late, number="2号", replied=date(2011, 9, 9), settled=date(2011, 9, 9))
    made = document(facts(entry("甲", "生产总值", 1, Light.RED), cases=(late, done)))
    rows = page(made, "督办文书").tables[0].rows
    assert rows[0] == ("提醒函", 2, 0, 1, 1, 1, 1)
    assert "已发督办文书2件，已办结1件，逾期未办结1件" in told(made)


def test_arrows_point_the_way_that_the_rank_went() -> None:
    assert [arrow(change) for change in (2, -3, 0, None)] == ["↑2", "↓3", "→", "—"]
