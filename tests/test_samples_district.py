"""区考.xlsx and 重点项目.xlsx: what they promise, and that the scripts beside them make them."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SCRIPTS = {"区考.xlsx": "make_district.py", "重点项目.xlsx": "make_projects.py"}
STATES = {"前期", "未开工", "在建", "停工", "竣工"}


@pytest.fixture(scope="module", params=SCRIPTS)
def sample(request: pytest.FixtureRequest, root: Path) -> Path:
    """Each of the two, as it stands in the repository."""
    return root / "workbooks" / str(request.param)


def opened(root: Path, name: str, *, formulas: bool = False) -> Iterator[Workbook]:
    book = load_workbook(root / "workbooks" / name, data_only=not formulas)
    yield book
    book.close()


@pytest.fixture(scope="module")
def district(root: Path) -> Iterator[Workbook]:
    yield from opened(root, "区考.xlsx")


@pytest.fixture(scope="module")
def projects(root: Path) -> Iterator[Workbook]:
    yield from opened(root, "重点项目.xlsx")


@pytest.fixture(scope="module")
def project_formulas(root: Path) -> Iterator[Workbook]:
    yield from opened(root, "重点项目.xlsx", formulas=True)


def rows(sheet: Worksheet, first: int) -> list[tuple[object, ...]]:
    """Rows whose first cell is a running number."""
    return [row for row in sheet.iter_rows(min_row=first, values_only=True) if isinstance(row[0], int)]


def test_the_script_makes_the_sample_byte_for_byte(sample: Path, tmp_path: Path) -> None:
    made = tmp_path / sample.name
    script = sample.parent / SCRIPTS[sample.name]
    subprocess.run([sys.executable, str(script), str(made)], check=True)
    assert made.read_bytes() == sample.read_bytes()


def test_the_sample_is_a_valid_workbook(
    sample: Path, validator: Callable[[Path], tuple[str, ...]]
) -> None:
    assert validator(sample) == ()


def test_the_sample_says_that_its_figures_are_invented(sample: Path) -> None:
    book = load_workbook(sample, read_only=True)
    for sheet in book.worksheets:
        texts = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
        assert any("示例" in text for text in texts), sheet.title
    book.close()


def test_every_sheet_is_set_up_for_a4_with_page_numbers(sample: Path) -> None:
    for sheet in load_workbook(sample).worksheets:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.print_area, sheet.title
        assert "&P" in sheet.oddFooter.center.text or "Page" in sheet.oddFooter.center.text, sheet.title


def test_forty_units_stand_in_four_classes(district: Workbook) -> None:
    units = [row for row in district["责任单位"].iter_rows(min_row=3, max_col=3, values_only=True) if row[0]]
    assert Counter(row[2] for row in units) == {"街道": 16, "经济部门": 9, "社会事业部门": 8, "党群部门": 7}
    assert len({row[0] for row in units}) == 40


def test_sums_wait_for_the_program_in_the_order_of_the_list(district: Workbook) -> None:
    listed = [row[0] for row in district["责任单位"].iter_rows(min_row=3, max_col=1, values_only=True)]
    sums = rows(district["考核得分汇总"], 5)
    assert [row[2] for row in sums] == listed
    assert all(value is None for row in sums for value in row[3:])


def test_points_of_each_department_are_a_hundred(district: Workbook) -> None:
    points: Counter[object] = Counter()
    unit = None
    for row in rows(district["部门考核"], 5):
        unit = row[2] or unit
        points[unit] += row[5]  # type: ignore[assignment]
    assert set(points.values()) == {100} and len(points) == 24


def test_points_of_the_street_indicators_are_a_hundred(district: Workbook) -> None:
    heads = {str(cell.value).split("（")[0] for cell in district["街道考核"][4] if cell.value}
    points = {row[1]: row[3] for row in rows(district["计分规则"], 3)}
    assert len(heads) == 8
    assert sum(points[head] for head in heads) == 100  # type: ignore[misc]


def test_every_indicator_has_a_rule_with_its_clause(district: Workbook) -> None:
    lines = rows(district["计分规则"], 3)
    ruled = {line[1] for line in lines}
    assert {row[3] for row in rows(district["部门考核"], 5)} <= ruled
    assert all(line[5] and line[7] and line[8] for line in lines)


def test_the_street_sums_are_what_excel_would_show(district: Workbook) -> None:
    sheet = district["街道考核"]
    streets = rows(sheet, 6)
    total = next(row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] == "合　计")
    assert len(streets) == 16
    for column, value in enumerate(total):
        if isinstance(value, int | float):
            assert value == pytest.approx(sum(row[column] for row in streets))  # type: ignore[misc]


def test_a_hundred_and_eighty_projects_have_310_5_yi_to_invest(projects: Workbook) -> None:
    found = rows(projects["重点项目台账"], 5)
    assert len(found) == len({row[1] for row in found}) == 180
    assert sum(row[5] for row in found) == 3_105_000  # type: ignore[misc]
    assert {row[3] for row in found} == STATES


def test_a_project_that_waits_says_why_and_one_that_runs_says_since_when(projects: Workbook) -> None:
    for row in rows(projects["重点项目台账"], 5):
        assert bool(row[9]) == (row[3] in ("未开工", "停工"))
        assert bool(row[8]) == (row[3] in ("在建", "停工", "竣工"))
        assert row[6] == 0 or row[3] != "未开工"
        assert row[4] >= max(row[5], row[6])  # type: ignore[type-var, operator]


def test_the_summary_counts_by_formulas_whose_values_are_right(
    projects: Workbook, project_formulas: Workbook
) -> None:
    counts = Counter(row[3] for row in rows(projects["重点项目台账"], 5))
    shown = {row[0]: row[1] for row in projects["项目汇总"].iter_rows(min_row=4, max_row=8, values_only=True)}
    assert shown == counts
    assert all(str(cell.value).startswith("=COUNTIF(") for cell in project_formulas["项目汇总"]["B"][3:8])


def test_libreoffice_finds_the_same_values_as_the_formulas_hold(
    projects: Workbook, root: Path, soffice: Callable[..., Path]
) -> None:
    again = load_workbook(soffice(root / "workbooks" / "重点项目.xlsx", "xlsx"), data_only=True)
    for name in ("项目汇总", "分单位投资"):
        for row in projects[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert again[name][cell.coordinate].value == pytest.approx(cell.value), cell.coordinate
