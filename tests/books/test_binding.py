"""Binding whatever a workbook looks like: scores stay, twice is once, and unbound it is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_xl import binding, commands
from kaohe_xl.books.grid import Change, Formula, Grid, Patch, SheetPatch, Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.errors import InputError
from tests.books.test_reading_cases import CASES, grid_of
from tests.cases.generator import compose

SEEDS = range(30)


def scores(grid: Grid) -> tuple[object, ...]:
    found = commands.assess_book(grid).assessment
    entries = {
        (e.unit, e.indicator): (e.points, e.bonus, e.rank, e.light, e.missing, e.completion, e.method)
        for e in found.entries
    }
    return entries, found.totals, found.counts, found.period


def contents(grid: Grid) -> dict[str, object]:
    return {name: (grid.block(name).values, grid.colours(name)) for name in grid.sheets}


def bound_and_unbound(grid: Grid) -> None:
    """The whole way, with all that holds on it."""
    before, looks = scores(grid), contents(grid)
    binding.bind(grid)
    assert scores(grid) == before
    assert binding.bind(grid).steps == ()
    removed = binding.bind(grid, remove=True)
    assert removed.changed == ()
    assert contents(grid) == looks


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_of_reading_is_bound_and_unbound(path: Path) -> None:
    text = path.read_text(encoding="utf-8").split("----")[0]
    bound_and_unbound(grid_of(text))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_workbooks_are_bound_and_unbound(seed: int) -> None:
    bound_and_unbound(compose(seed).book.grid())


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_scored_once_bound_they_stay_as_they_are(seed: int) -> None:
    grid = compose(seed).book.grid()
    before = scores(grid)
    binding.bind(grid)
    commands.score(grid, force=True)
    assert scores(grid) == before
    assert commands.score(grid, force=True).patch.is_empty
    assert binding.bind(grid).patch.is_empty


def across(*units: str) -> MemoryGrid:
    """Peers across under names that nobody merged over their columns."""
    names: list[Value] = [part for unit in units for part in (unit, None)]
    figures: list[Value] = [part for _ in units for part in (10, 6)]
    rows: list[list[Value]] = [
        ["指标", *names],
        [None, *["目标", "完成"] * len(units)],
        ["固定资产投资", *figures],
    ]
    return MemoryGrid({"街道": rows})


def test_a_units_new_column_stands_under_no_other_units_name() -> None:
    grid = across("韦曲街道", "郭杜街道")
    commands.score(grid, force=True)
    before = scores(grid)
    commands.score(grid, force=True)
    assert scores(grid) == before
    assert grid.block("街道").values[0][5:] == (
        "韦曲街道得分",
        "韦曲街道预警",
        "郭杜街道得分",
        "郭杜街道预警",
    )


def test_rows_without_room_are_spoken_of_not_written_over_something() -> None:
    settings: list[list[Value]] = [
        ["名称", "值", "说明"],
        ["本单位", "长安区", "我们"],
        ["注：请勿改动", None, None],
    ]
    grid = MemoryGrid({"表": [["指标", "年度目标", "完成"], ["生产总值", 310, 225]], "考核设置": settings})
    report = binding.bind(grid)
    assert any("没有地方" in step for step in report.steps)
    assert [list(row) for row in grid.block("考核设置").values] == settings


def test_a_list_without_remarks_gets_a_column_for_them() -> None:
    rules: list[list[Value]] = [["指标", "方法"], ["生产总值", "达标"]]
    table: list[list[Value]] = [["指标", "年度目标", "完成"], ["生产总值", 310, 225], ["信访量", 20, 25]]
    grid = MemoryGrid({"表": table, "计分规则": rules})
    binding.bind(grid)
    assert grid.block("计分规则").values[0] == ("指标", "方法", "备注（绑定时添加）")
    assert grid.block("计分规则").values[2][:2] == ("信访量", "完成率")
    binding.bind(grid, remove=True)
    assert [list(row) for row in grid.block("计分规则").values] == rules


def test_what_the_office_named_itself_is_shown_as_stated() -> None:
    lines: list[list[Value]] = [["用途", "工作表", "表头", "列"], ["完成", "表", "战果", "C"]]
    table: list[list[Value]] = [["指标", "年度目标", "战果"], ["生产总值", 310, 225]]
    seen = binding.binding(MemoryGrid({"表": table, "表格对应": lines})).seen
    (column,) = [c for c in seen.tables[0].columns if c.role == "actual"]
    assert (column.confidence.value, column.examples) == ("已指定", ("225",))


def test_sheets_in_which_nothing_was_recognised_are_named() -> None:
    table: list[list[Value]] = [["指标", "年度目标", "完成"], ["生产总值", 310, 225]]
    grid = MemoryGrid({"表": table, "电话": [["姓名", "电话"], ["张三", 85290000]], "空": []})
    skipped = {one.place.sheet: one.reason for one in binding.binding(grid).seen.skipped}
    assert set(skipped) == {"电话", "空"}
    assert "空表" in skipped["空"] and "表格对应" in skipped["电话"]


def test_a_formula_in_a_column_of_ours_is_named_before_it_goes() -> None:
    grid = MemoryGrid({"表": [["指标", "年度目标", "完成"], ["生产总值", 310, 225]]})
    binding.bind(grid)
    grid.save(Patch({"表": SheetPatch((Change(2, 4, Formula("=C2/B2")),))}))
    with pytest.raises(InputError, match="=C2/B2"):
        binding.bind(grid, remove=True)
