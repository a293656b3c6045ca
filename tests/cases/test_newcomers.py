"""A new office with the samples' figures in tables of its own: other words, lower down, moved, merged; same scores."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_xl.books.files import open_file
from kaohe_xl.commands import assess_book, score
from kaohe_xl.domain.assessment import Assessment
from tests.cases.redrawing import Plan, placing, redrawn

BOOKS = ("市考指标.xlsx", "区考.xlsx", "重点项目.xlsx")
SETTINGS = ("考核设置", "计分规则", "加减分", "一票否决", "责任单位", "说明", "重点项目台账", "项目汇总")
MOVED = {
    "市考指标": (3, 49, ((1, 4), (19, 22), (7, 11), (5, 6), (17, 18), (12, 16))),
    "各区县完成情况": (3, 49, ((1, 4), (12, 17), (5, 11))),
    "各区县年度目标": (3, 49, ((2, 3), (1, 1), (4, 4), (11, 17), (5, 10))),
    "月度进度": (3, 12, ((4, 4), (1, 3), (17, 17), (5, 16))),
    "街道考核": (3, 21, ((1, 2), (18, 22), (12, 17), (3, 11))),
    "部门考核": (3, 172, ((1, 1), (3, 4), (2, 2), (10, 10), (8, 9), (5, 7))),
    "考核得分汇总": (3, 44, ((1, 3), (8, 9), (4, 7), (10, 10))),
    "分单位投资": (3, 33, ((3, 4), (1, 2), (9, 13), (5, 6), (7, 8))),
}
JOINED = {
    "市考指标": ("S5:S6", "T7:T8", "V5:V9", "D5:D7"),
    "部门考核": ("J5:J9",),
}


def _tables(name: str) -> bool:
    return name not in SETTINGS


PLANS = {
    "other words": Plan(renamed=True, only=_tables),
    "rows inserted above": Plan(down=5, only=_tables),
    "columns inserted before": Plan(right=3, only=_tables),
    "columns moved": Plan(moved=MOVED, only=_tables),
    "cells merged down": Plan(joined=JOINED, only=_tables),
    "all of it": Plan(renamed=True, down=4, right=2, moved=MOVED, only=_tables),
}


def _scores(assessment: Assessment) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (one.unit, one.indicator): (
            one.actual,
            one.target,
            one.completion,
            one.points,
            one.rank,
            one.light,
            one.missing,
        )
        for one in assessment.entries
    }


def _sums(assessment: Assessment) -> dict[str, tuple[Decimal | None, int | None, str]]:
    return {one.unit: (one.total, one.rank, one.grade) for one in assessment.totals}


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("name", PLANS)
def test_a_sample_redrawn_by_another_office_scores_the_same(
    book: str, name: str, root: Path, office_folder: Path
) -> None:
    known = assess_book(open_file(root / "workbooks" / book)).assessment
    found = assess_book(
        open_file(redrawn(root / "workbooks" / book, office_folder / book, PLANS[name]))
    ).assessment
    before, after = _scores(known), _scores(found)
    different = {
        key: (before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    assert not different, list(different.items())[:5]
    assert _sums(known) == _sums(found)


@pytest.mark.parametrize("book", BOOKS)
def test_results_go_into_the_columns_of_a_redrawn_sample(book: str, root: Path, office_folder: Path) -> None:
    plan = PLANS["all of it"]
    plain, drawn = office_folder / book, office_folder / f"另一家{book}"
    redrawn(root / "workbooks" / book, plain, Plan())
    redrawn(root / "workbooks" / book, drawn, plan)
    blank = open_file(plain)
    before = {name: blank.block(name) for name in blank.sheets}
    for path in (plain, drawn):
        score(open_file(path), force=True)
    ours, theirs = open_file(plain), open_file(drawn)
    written = 0
    for name in filter(_tables, ours.sheets):
        place, width = placing(name, plan), len(before[name].values[0])
        for row, values in enumerate(ours.block(name).values, 1):
            for column, value in enumerate(values[:width], 1):
                if value != before[name].at(row, column):
                    written += 1
                    assert theirs.block(name).at(*place(row, column)) == value, (
                        f"{name} row {row} column {column}"
                    )
    assert written > 30
