"""The files of letters: what is in them, how they are put in place, and how they print."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lettering
import openpyxl
import pytest

from kaohe_xl.documents import write_letters
from kaohe_xl.domain.scheme import Settings, Unit
from kaohe_xl.errors import BookError, InputError
from kaohe_xl.outputs import new_files


def test_the_index_comes_first_and_links_there_and_back(city_letters: Path) -> None:
    sheets = lettering.sheets(city_letters)
    assert list(sheets)[:2] == ["目录", "区发展和改革委员会"]
    link = sheets["目录"]["C5"].hyperlink
    assert link is not None
    assert link.location == "'区发展和改革委员会'!A1"
    back = next(cell for cell in sheets["区统计局"][1] if cell.value == "返回目录")
    assert back.hyperlink is not None
    assert back.hyperlink.location == "'目录'!A1"


def test_the_index_counts_by_light(city_letters: Path) -> None:
    row = [cell.value for cell in lettering.sheets(city_letters)["目录"][5]]
    assert row == [1, "区发展和改革委员会", "长考办函〔2011〕12号", 4, 2, 0, 1, 1]


def test_every_line_of_a_letter_stands_in_its_sheet(city_letters: Path) -> None:
    text = "\n".join(lettering.texts(lettering.sheets(city_letters)["区发展和改革委员会"]))
    for words in (
        "长安区目标责任考核领导小组办公室",
        "长考办函〔2011〕12号",
        "提醒函",
        "区发展和改革委员会：",
        "截至2011年10月31日",
        "50天",
        "第三\n名值",
        "预警原因",
        "力争全市前三名",
        "联系人：王建国",
        "2011年11月1日",
        "回　　执",
    ):
        assert words in text


def test_a_light_is_a_word_on_a_fill(city_letters: Path) -> None:
    sheet = lettering.sheets(city_letters)["区发展和改革委员会"]
    light = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "红")
    areas = [area for area in sheet.conditional_formatting if light.coordinate in area.sqref]
    red = next(rule for area in areas for rule in area.rules if rule.formula == ['"红"'])
    assert red.dxf is not None
    assert red.dxf.fill.bgColor.rgb == "FFFFC7CE"
    assert red.dxf.font.color.rgb == "FF9C0006"


def test_figures_are_numbers(city_letters: Path) -> None:
    sheet = lettering.sheets(city_letters)["区发展和改革委员会"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 225.1)
    assert cell.number_format == "#,##0.0"


def test_it_prints_on_official_paper_with_header_and_page_numbers_outside(city_letters: Path) -> None:
    sheet = lettering.sheets(city_letters)["区发展和改革委员会"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    margins = sheet.page_margins
    sides = (margins.top, margins.bottom, margins.left, margins.right)
    assert [round(inches * 25.4, 1) for inches in sides] == [37, 35, 28, 26]
    assert re.fullmatch(r"'?区发展和改革委员会'?!\$A\$1:\$M\$\d+", str(sheet.print_area))
    right, left = sheet.oddFooter.right, sheet.evenFooter.left
    assert [(one.text, one.font, one.size) for one in (right, left)] == [
        ("— &P —　", "宋体,Regular", 14),
        ("　— &P —", "宋体,Regular", 14),
    ]
    assert sheet.HeaderFooter.differentOddEven


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    evil = ("=1+1", "+2", "-3", "@SUM(A1)", "http://example.com", "{=1}")
    indicators = [lettering.indicator(f"{name}x", name, patron=name, lead=(f"{name}局",)) for name in evil]
    entries = [lettering.entry(f"{name}x", "5", "6") for name in evil]
    settings = replace(lettering.SETTINGS, issuer="=issuer", contact="@contact", phone="+86")
    path = tmp_path / "a.xlsx"
    write_letters(
        lettering.scheme(indicators, settings=settings), lettering.assessment(entries), path, lettering.OPTIONS
    )
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    book = openpyxl.load_workbook(path)
    assert "=1+1x" in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_split_makes_a_file_a_unit_without_index(office_folder: Path) -> None:
    made = write_letters(*lettering.city(), office_folder, replace(lettering.OPTIONS, split=True))
    assert sorted(path.name for path in office_folder.iterdir()) == sorted(path.name for path in made.paths)
    assert len(made.paths) == len(made.letters) == 7
    assert made.paths[0].name == "区发展和改革委员会提醒函.xlsx"
    assert list(lettering.sheets(made.paths[0])) == ["区发展和改革委员会"]
    assert "返回目录" not in lettering.texts(lettering.sheets(made.paths[0])["区发展和改革委员会"])


def test_units_with_impossible_names_get_their_files(tmp_path: Path) -> None:
    names = ("CON", "a/b", "a\\b", "A_B", "'x'", "History", "目录", "=1", "办" * 120)
    indicators = [lettering.indicator(f"指标{place}", lead=(name,)) for place, name in enumerate(names)]
    for split in (True, False):
        options = replace(lettering.OPTIONS, split=split)
        made = write_letters(lettering.scheme(indicators), lettering.assessment([]), tmp_path, options)
        assert [letter.unit for letter in made.letters] == list(names)
        assert all(path.exists() for path in made.paths)


def test_a_folder_gets_a_workbook_named_after_its_period(office_folder: Path) -> None:
    made = write_letters(*lettering.city(), office_folder / "提醒函", lettering.OPTIONS)
    assert [path.name for path in made.paths] == ["市考指标提醒函（2011年1—10月）.xlsx"]
    named = write_letters(*lettering.city(), office_folder, replace(lettering.OPTIONS, stem="市考"))
    assert [path.name for path in named.paths] == ["市考.xlsx"]


def test_numbers_count_up_and_go_around_those_already_given(tmp_path: Path) -> None:
    options = replace(lettering.OPTIONS, first_number=3, numbers={"区统计局": 4, "区工信局": 1}, preview=True)
    made = write_letters(*lettering.city(), tmp_path / "a.xlsx", options)
    assert [letter.serial for letter in made.letters] == [3, 4, 5, 1, 6, 7, 8]
    assert not list(tmp_path.iterdir())


def test_a_number_given_twice_is_an_error(tmp_path: Path) -> None:
    options = replace(lettering.OPTIONS, numbers={"区统计局": 4, "区工信局": 4}, preview=True)
    made = write_letters(*lettering.city(), tmp_path, options)
    assert "LETTER_NUMBER_TWICE" in [one.code for one in made.findings]


def test_settings_that_a_letter_needs_are_asked_for(tmp_path: Path) -> None:
    scheme, assessment = lettering.city()
    bare = replace(scheme, settings=Settings(own_unit="长安区"))
    made = write_letters(bare, replace(assessment, days_left=None), tmp_path, lettering.OPTIONS)
    assert {one.code for one in made.findings} == {"NO_ISSUER_CODE", "NO_ISSUER", "NO_CONTACT"}
    assert made.letters[0].number == "〔2011〕12号"


def test_nobody_to_write_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有可发提醒函的单位"):
        write_letters(lettering.scheme([]), lettering.assessment([]), tmp_path, lettering.OPTIONS)
    assert not list(tmp_path.iterdir())


def test_the_same_letters_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_letters(*lettering.city(), tmp_path / name, lettering.OPTIONS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_file_open_in_excel_is_named_and_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "提醒函.xlsx"
    path.write_bytes(b"old")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(new_files.Path, "replace", locked)
    with pytest.raises(BookError, match=r"提醒函\.xlsx.*Excel"):
        write_letters(*lettering.city(), path, lettering.OPTIONS)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("x", encoding="utf-8")
    with pytest.raises(BookError, match=r"不能在文件夹.*不是文件夹"):
        write_letters(*lettering.city(), tmp_path / "文件" / "内", lettering.OPTIONS)


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_files.os, "fsync", full)
    with pytest.raises(BookError, match="磁盘空间不足"):
        write_letters(*lettering.city(), tmp_path, replace(lettering.OPTIONS, split=True))
    assert not list(tmp_path.iterdir())


def test_the_sdk_finds_nothing_wrong(
    city_letters: Path, tmp_path: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    assert validator(city_letters) == ()
    units = [Unit("It's [区]"), Unit("目录")]
    indicators = [lettering.indicator("甲", lead=("It's [区]",)), lettering.indicator("乙", lead=("目录",))]
    odd = tmp_path / "odd.xlsx"
    write_letters(lettering.scheme(indicators, units), lettering.assessment([]), odd, lettering.OPTIONS)
    assert validator(odd) == ()


def test_libreoffice_prints_each_letter_on_the_pages_planned(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    counter = shutil.which("pdfinfo")
    if counter is None:
        pytest.skip("no pdfinfo (poppler-utils)")
    for count, least in ((1, 2), (4, 2), (12, 3), (40, 6)):
        made = write_letters(*lettering.many(count), tmp_path / str(count), replace(lettering.OPTIONS, split=True))
        planned = len(openpyxl.load_workbook(made.paths[0]).worksheets[0].row_breaks.brk) + 1
        printed = subprocess.run([counter, str(soffice(made.paths[0]))], capture_output=True, check=True, encoding="utf-8")
        found = re.search(r"Pages:\s+(\d+)", printed.stdout)
        assert found is not None
        assert int(found[1]) == planned >= least


def test_what_is_printed_stands_in_the_official_type_area(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no pdftotext (poppler-utils)")
    made = write_letters(*lettering.many(12), tmp_path, replace(lettering.OPTIONS, split=True))
    done = subprocess.run([reader, "-bbox", str(soffice(made.paths[0])), "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("<page ")[1:]
    word = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)<')
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        words = [(*(float(one) / 72 * 25.4 for one in found[:4]), found[4]) for found in word.findall(page)]
        foot = [one for one in words if one[1] > 297 - 35]
        text = [one for one in words if one not in foot]
        assert min(one[0] for one in text) >= 28 - 1
        assert max(one[2] for one in text) <= 210 - 26 + 1
        assert min(one[1] for one in text) >= 37 - 1
        assert "".join(one[4] for one in foot).strip("　") == f"—{number}—"
        assert all(abs((one[1] + one[3]) / 2 - (297 - 35 + 7)) < 1.5 for one in foot)
        is_outside = min(one[0] for one in foot) > 140 if number % 2 else max(one[2] for one in foot) < 70
        assert is_outside
