"""The sample workbooks: what they promise, counted here once more from their cells, apart from the program."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from kaohe_xl import commands
from kaohe_xl.books.files import open_file
from kaohe_xl.domain.findings import Severity

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "workbooks"
CITY = FOLDER / "市考指标.xlsx"
SAMPLES = (CITY, FOLDER / "区考.xlsx", FOLDER / "重点项目.xlsx")
MADE_WITH = "3.3.1"
OWN = "长安区"
METHODS = "完成率 达标 是否 评议 超额加分 逐点 阶梯 名次 名次线性 达标后排名 相对第一 功效系数 递减分段 扣分"
KINDS = "经济发展 重点项目 城市建设 民生 社会治安 信访维稳 安全生产 节能减排 党建"
FURTHEST = {"生产总值", "规模以上工业增加值", "保障性住房建设", "万元生产总值能耗降低率"}
UNRANKED_METHODS = ("评议", "是否", "扣分")

Rows = list[tuple[Any, ...]]

# What openpyxl does not know (sparklines, data bars) it says aloud; it only reads here.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def each_sample() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)


@cache
def rows(path: Path, sheet: str) -> Rows:
    """The sheet's values as Excel last saw them."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=False, data_only=True)
    return list(book[sheet].iter_rows(values_only=True))


def records(sheet: str, first: int, last: int = 45) -> Rows:
    """Rows of the city's workbook from the 1-based row `first` on, as many as there are indicators."""
    return rows(CITY, sheet)[first - 1 : first - 1 + last]


def own_figures() -> dict[str, dict[str, Any]]:
    """Indicator -> its row in 市考指标."""
    names = ("number", "category", "indicator", "measure", "points", "direction", "target", "actual")
    lines = [dict(zip(names, row, strict=False)) | {"warned": row[17]} for row in records("市考指标", 5)]
    return {line["indicator"]: line for line in lines}


def districts(sheet: str) -> dict[str, dict[str, Any]]:
    """Indicator -> district -> figure."""
    heads = rows(CITY, sheet)[3][4:17]
    return {row[2]: dict(zip(heads, row[4:17], strict=True)) for row in records(sheet, 5)}


def methods() -> dict[str, str]:
    """Indicator -> method of 2011 for all districts."""
    stated = [row for row in rows(CITY, "计分规则")[2:] if row[1] and row[8] == datetime(2011, 1, 1)]
    return {row[1]: row[5] for row in stated}


def ranks() -> dict[str, tuple[int, int]]:
    """Indicator -> the own district's rank, and of how many; by counting who is better."""
    figures, rules, found = districts("各区县完成情况"), methods(), {}
    for name, line in own_figures().items():
        known = [value for value in figures[name].values() if isinstance(value, (int, float))]
        if rules[name] not in UNRANKED_METHODS:
            sign = -1 if line["direction"] == "逆向" else 1
            better = sum(sign * value > sign * line["actual"] for value in known)
            found[name] = (better + 1, len(known))
    return found


def completions() -> Iterator[tuple[float, str]]:
    for name, line in own_figures().items():
        if isinstance(line["target"], (int, float)) and isinstance(line["actual"], (int, float)):
            share = line["actual"] / line["target"]
            yield (2 - share if line["direction"] == "逆向" else share), name


def test_the_city_has_45_indicators_for_100_points_in_nine_kinds() -> None:
    lines = own_figures()
    assert len(lines) == 45
    assert sum(line["points"] for line in lines.values()) == 100
    kinds = [line["category"] for line in lines.values() if line["category"]]
    assert kinds == KINDS.split()


def test_the_counts_are_those_of_the_mobilisation_speech() -> None:
    places = ranks().values()
    assert sum(bool(line["warned"]) for line in own_figures().values()) == 9
    assert sum(rank > 5 for rank, _ in places) == 16
    assert [of for rank, of in places if rank > of - 3] == [13] * 7


def test_four_indicators_are_furthest_from_their_targets() -> None:
    assert {name for _, name in sorted(completions())[:4]} == FURTHEST


def test_investment_of_the_year_is_the_task_of_the_speech() -> None:
    assert own_figures()["全社会固定资产投资"]["target"] == 310.5


def test_an_indicator_has_one_value_on_all_sheets() -> None:
    figures, targets = districts("各区县完成情况"), districts("各区县年度目标")
    for name, line in own_figures().items():
        assert figures[name][OWN] == line["actual"], name
        assert targets[name][OWN] == line["target"], name
    for row in records("月度进度", 5, 8):
        assert row[13] == own_figures()[row[1]]["actual"], row[1]
        assert row[3] == own_figures()[row[1]]["target"], row[1]


def test_deaths_per_100_million_are_deaths_over_output() -> None:
    figures = districts("各区县完成情况")
    deaths, output = figures["安全生产事故死亡人数"], figures["生产总值"]
    for district, rate in figures["亿元生产总值生产安全事故死亡率"].items():
        assert rate == pytest.approx(deaths[district] / output[district], abs=0.0011), district


def test_every_responsible_unit_has_its_line_in_the_register() -> None:
    known = {row[0] for row in rows(CITY, "责任单位")[2:]}
    named = chain.from_iterable((row[19], *row[20].split("、")) for row in records("市考指标", 5))
    assert set(named) <= known


def test_all_methods_are_in_use() -> None:
    used = set("+".join(methods().values()).split("+"))
    assert used == set(METHODS.split())


@each_sample()
def test_samples_say_that_they_are_samples(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    for sheet in book.worksheets:
        texts = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert any("示例数据" in text for text in texts), sheet.title
    book.close()


@each_sample()
def test_samples_hold_what_offices_keep_in_workbooks(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = archive.namelist()
        sheets = "".join(archive.read(p).decode() for p in parts if p.startswith("xl/worksheets/sheet"))
        drawings = "".join(archive.read(p).decode() for p in parts if p.startswith("xl/drawings/drawing"))
    assert any(part.startswith("xl/charts/") for part in parts)
    assert any(part.startswith("xl/media/") for part in parts)
    assert any(part.startswith("xl/comments") for part in parts)
    assert "<xdr:sp " in drawings, "a text box"
    for element in ("mergeCell", "conditionalFormatting", "dataValidation", "pane", "pageSetup", "<f"):
        assert element in sheets, element


@each_sample()
def test_samples_show_no_error_and_no_blank_formula(path: Path) -> None:
    from openpyxl import load_workbook

    shown, written = load_workbook(path, data_only=True), load_workbook(path)
    for sheet in written.worksheets:
        for cell in chain.from_iterable(sheet.iter_rows()):
            value = shown[sheet.title][cell.coordinate].value
            assert not re.match(r"#(REF|N/A|DIV|NAME|VALUE|NUM)", str(value)), cell
            assert cell.data_type != "f" or value is not None, cell


@each_sample()
def test_the_open_xml_sdk_finds_nothing(path: Path, validator: Callable[[Path], tuple[str, ...]]) -> None:
    assert validator(path) == ()


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders, the samples made anew into each by two runs of the script."""
    folders = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    for folder in folders:
        command = [sys.executable, str(FOLDER / "make_samples.py"), str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    return folders


@each_sample()
def test_samples_come_out_the_same_byte_for_byte(path: Path, rebuilt: tuple[Path, Path]) -> None:
    first, second = rebuilt
    assert (first / path.name).read_bytes() == (second / path.name).read_bytes()


@each_sample()
def test_the_samples_in_the_repository_are_what_the_script_makes(
    path: Path, rebuilt: tuple[Path, Path]
) -> None:
    if version("xlsxwriter") != MADE_WITH:
        pytest.skip(f"made with xlsxwriter {MADE_WITH}, here is {version('xlsxwriter')}")
    with zipfile.ZipFile(path) as kept, zipfile.ZipFile(rebuilt[0] / path.name) as made:
        assert kept.namelist() == made.namelist()
        for part in kept.namelist():
            assert kept.read(part) == made.read(part), part


def test_the_program_reads_the_city_without_surprise() -> None:
    assessment = commands.score(open_file(CITY), preview=True).assessment
    counts = assessment.counts
    assert (counts.city_warned, counts.after_fifth, counts.last_three) == (9, 16, 7)
    assert assessment.days_left == 50
    own = [entry for entry in assessment.entries if entry.unit == OWN and entry.rank]
    assert {entry.indicator: (entry.rank, entry.of) for entry in own} == ranks()
    assert [found.code for found in assessment.findings] == ["ADJUSTMENT_TWICE"]


@each_sample()
def test_the_program_finds_no_fault_in_the_samples(path: Path) -> None:
    assessment = commands.score(open_file(path), preview=True).assessment
    faults = [found for found in assessment.findings if found.severity is not Severity.NOTE]
    assert faults == []
