"""Results go into the office's own columns; what it has is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from kaohe_xl.books.files import open_file
from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.commands import proposed, score

SETTINGS: list[list[Value]] = [
    ["名称", "值", "说明"],
    ["截至日期", "2011-10-31", ""],
    ["序时口径", "月份", ""],
    ["本单位", "长安区", ""],
]


def _grid(rows: Sequence[Sequence[Value]], settings: Sequence[Sequence[Value]] = SETTINGS) -> MemoryGrid:
    return MemoryGrid({"市考指标": rows, "考核设置": settings})


def _changes(grid: MemoryGrid) -> Mapping[tuple[int, int], Value]:
    patch = proposed(grid).patch
    part = patch.sheets.get("市考指标")
    return {} if part is None else {(c.row, c.column): c.after for c in part.changes}


OWN: list[list[Value]] = [
    ["指标", "计量单位", "分值", "方向", "年度目标", "完成", "完成率", "得分", "预警"],
    ["生产总值", "亿元", 8, "正向", 310, 225.1, None, None, None],
    ["信访量", "件", 5, "逆向", 20, 18, None, None, None],
]


def test_the_columns_that_the_office_has_get_values_and_no_column_is_added() -> None:
    changes = _changes(_grid(OWN))
    assert changes == {
        (2, 7): 0.7261, (2, 8): 5.81, (2, 9): "红",
        (3, 7): 1.1, (3, 8): 5.0, (3, 9): "绿",
    }  # fmt: skip


def test_a_table_without_result_columns_gets_them_at_its_right_end() -> None:
    bare = [row[:6] for row in OWN]
    changes = _changes(_grid(bare))
    headers = [changes[1, column] for column in range(7, 14)]
    assert headers == ["完成率", "序时进度", "超欠序时", "位次", "得分", "加分", "预警"]
    assert changes[2, 11] == 5.81
    assert changes[2, 13] == "红"


def test_a_second_run_has_nothing_to_write() -> None:
    for rows in (OWN, [row[:6] for row in OWN]):
        grid = _grid(rows)
        assert not score(grid).patch.is_empty
        assert score(grid).patch.is_empty


def test_a_result_of_last_month_is_replaced_and_one_that_has_no_ground_any_more_is_cleared() -> None:
    rows = [list(row) for row in OWN]
    rows[1][7], rows[2][5], rows[2][7] = 3.3, None, 4.4
    changes = _changes(_grid(rows))
    assert changes[2, 8] == 5.81
    assert changes[3, 8] is None
    assert changes[3, 9] == "未报"


def test_a_completion_column_headed_with_percent_gets_percentage_points() -> None:
    rows = [list(row) for row in OWN]
    rows[0][6] = "完成率（%）"
    assert _changes(_grid(rows))[2, 7] == 72.61


def test_a_formula_of_the_office_is_kept_and_a_disagreement_is_told(tmp_path: Path) -> None:
    path = tmp_path / "市考指标.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in (("市考指标", OWN), ("考核设置", SETTINGS)):
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        workbook.get_worksheet_by_name("市考指标").write_formula("H2", "=F2/E2*C2*0.9", value=5.23)
    report = score(open_file(path))
    assert (2, 8) not in {(c.row, c.column) for c in report.patch.sheets["市考指标"].changes}
    told = [f for f in report.findings if f.code == "FORMULA_DISAGREES"]
    assert [str(f.place) for f in told] == ["市考指标!H2"]
    assert "5.81" in told[0].message and "5.23" in told[0].message
    assert open_file(path).block("市考指标").formulas[2, 8] == "=F2/E2*C2*0.9"


def test_light_columns_are_coloured_by_their_text_once() -> None:
    grid = _grid(OWN)
    colours = proposed(grid).patch.sheets["市考指标"].colours
    assert [(c.text, c.area.left, c.area.top, c.area.bottom) for c in colours] == [
        ("红", 9, 2, 3), ("黄", 9, 2, 3), ("绿", 9, 2, 3),
    ]  # fmt: skip
    score(grid)
    assert not proposed(grid).patch.sheets


def test_peers_across_without_an_own_unit_get_a_score_and_a_light_each() -> None:
    rows: list[list[Value]] = [
        ["指标", "分值", "目标", "方向", "甲镇", "乙镇"],
        ["固投增速", 10, 8, "正向", 10, 6],
        ["信访量", 5, 20, "逆向", 18, 25],
    ]
    grid = _grid(rows, SETTINGS[:3])
    changes = _changes(grid)
    assert [changes[1, column] for column in range(7, 11)] == ["甲镇得分", "甲镇预警", "乙镇得分", "乙镇预警"]
    assert [changes[2, 7], changes[2, 9], changes[3, 7], changes[3, 9]] == [10.0, 7.5, 5.0, 3.75]
    score(grid)
    assert score(grid).patch.is_empty


def test_with_an_error_nothing_is_written_unless_told_to() -> None:
    rows = [list(row) for row in OWN]
    rows[1][4] = 0
    grid = _grid(rows)
    report = score(grid)
    assert not report.written
    assert not report.patch.is_empty
    assert [str(f.place) for f in report.findings if f.severity == "error"] == ["市考指标!E2"]
    assert score(grid, force=True).saved.path is None
    assert grid.block("市考指标").at(3, 8) == 5.0


def test_what_was_typed_by_hand_stays_where_there_is_nothing_to_compute_it_from() -> None:
    rows: list[list[Value]] = [
        ["指标", "分值", "年度目标", "完成", "全市位次", "第三名值", "得分", "预警"],
        ["生产总值", 10, 310, 225.1, 9, 280.4, 7.5, "红"],
        ["环境质量", 5, None, None, 4, None, 4, "黄"],
    ]
    grid = _grid(rows)
    report = proposed(grid)
    changed = {(c.row, c.column) for c in report.patch.sheets["市考指标"].changes}
    assert changed == {(2, 7)}
    kept = [str(f.place) for f in report.findings if f.code == "RESULTS_KEPT"]
    assert kept == ["市考指标!E2:E3", "市考指标!F2", "市考指标!G3", "市考指标!H3"]


def test_an_empty_result_cell_shown_as_percent_gets_a_ratio(tmp_path: Path) -> None:
    path = tmp_path / "市考指标.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("市考指标")
        percent = workbook.add_format({"num_format": "0.00%"})
        sheet.write_row(0, 0, ["指标", "分值", "目标", "完成", "完成率%", "超欠序时", "得分", "预警"])
        sheet.write_row(1, 0, ["生产总值", 10, 100, 90])
        sheet.write_blank(1, 4, None, percent)
        sheet.write_blank(1, 5, None, percent)
        for row, line in enumerate(SETTINGS):
            sheet.write_row(row + 5, 0, line)
    score(open_file(path))
    block = open_file(path).block("市考指标")
    assert (block.at(2, 5), block.at(2, 6)) == (0.9, 0.0667)
    assert score(open_file(path)).patch.is_empty


def test_beside_another_table_nothing_is_added_and_the_want_of_room_is_told() -> None:
    one: list[list[Value]] = [
        ["指标", "分值", "目标", "完成", None, "指标", "分值", "目标", "完成"],
        ["生产总值", 10, 100, 90, None, "就业", 5, 10, 8],
        ["财政", 5, 10, 9, None, "低保", 5, 10, 7],
    ]
    grid = _grid(one)
    report = score(grid)
    assert [str(f.place) for f in report.findings if f.code == "NO_ROOM_FOR_RESULTS"] == ["市考指标!E1"]
    assert {c.column for c in report.patch.sheets["市考指标"].changes} == set(range(10, 17))
    assert score(grid).patch.is_empty


def test_tables_one_below_the_other_each_get_their_columns() -> None:
    rows: list[list[Value]] = [
        ["指标", "分值", "目标", "完成"],
        ["生产总值", 10, 100, 90],
        [None],
        ["民生指标", "计量单位", "分值", "年度目标", "实际完成"],
        ["就业", "人", 5, 10, 8],
    ]
    grid = _grid(rows)
    changes = _changes(grid)
    assert (changes[1, 5], changes[4, 6]) == ("完成率", "完成率")
    score(grid)
    assert score(grid).patch.is_empty
