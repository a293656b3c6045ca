"""The samples as another office would keep them: other words, other places, cells merged; the figures stay."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SYNONYMS = {
    "序号": "编 号", "类别": "指标类别", "指标": "考核指标", "计量\n单位": "数据单位", "分值": "权　重", "方向": "指标方向", "年度目标": "全年任务", "年度任务": "目标任务下达",
    "1-10月\n完成": "截至10月底\n累计完成", "目标": "全年目标", "完成率": "完成比例", "序时\n进度": "时序进度", "超欠\n序时": "超（欠）序时进度", "全市\n位次": "全市排名",
    "第三名值": "第3名完成值", "与第三名\n差距": "距第三名", "得分": "考核得分", "预警": "亮 灯", "市级\n预警": "市考核办预警", "包抓领导": "责任领导", "牵头单位": "牵头部门",
    "责任单位": "承办单位", "数据来源单位": "数据提供部门", "单位": "被考核单位", "各区县1-10月完成": "全市各区县1—10月累计完成情况", "各区县年度目标": "各区县2011年目标任务",
    "累计完成": "完成情况（累计）", "目标任务": "考核要求", "投资任务": "任务要求", "完成情况": "进展情况", "基础得分": "基础分", "总分": "总得分", "位次": "排　名", "等次": "考核等次",
}  # fmt: skip


@dataclass
class Plan:
    """How sheets are redrawn. `moved`: sheet -> (header row, last row, blocks of columns in their new order)."""

    renamed: bool = False
    down: int = 0
    right: int = 0
    moved: Mapping[str, tuple[int, int, Sequence[tuple[int, int]]]] = field(default_factory=dict)
    joined: Mapping[str, Sequence[str]] = field(default_factory=dict)
    only: Callable[[str], bool] = lambda name: True


def redrawn(source: Path, target: Path, plan: Plan) -> Path:
    """The workbook at `source`, formulas as their results, drawn anew by the plan."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl can't keep; only values are taken over
        old, new = openpyxl.load_workbook(source, data_only=True), openpyxl.Workbook()
    new.remove(new.active)
    for sheet in old:
        _redraw(sheet, new.create_sheet(sheet.title), plan if plan.only(sheet.title) else Plan())
    new.save(target)
    return target


def _redraw(old: Any, new: Any, plan: Plan) -> None:
    place = placing(old.title, plan)
    for row in old.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            at = place(cell.row, cell.column)
            value = (
                SYNONYMS.get(cell.value, cell.value)
                if plan.renamed and isinstance(cell.value, str)
                else cell.value
            )
            made = new.cell(*at, value)
            made.number_format = copy.copy(cell.number_format)
    for area in old.merged_cells.ranges:
        corners = [place(r, c) for r in (area.min_row, area.max_row) for c in (area.min_col, area.max_col)]
        rows, columns = [r for r, _ in corners], [c for _, c in corners]
        new.merge_cells(
            start_row=min(rows), start_column=min(columns), end_row=max(rows), end_column=max(columns)
        )
    for reference in plan.joined.get(old.title, ()):
        new.merge_cells(reference)


def placing(name: str, plan: Plan) -> Callable[[int, int], tuple[int, int]]:
    """Where a cell of the old sheet goes."""
    top, bottom, blocks = plan.moved.get(name, (1, 0, ()))
    order = [column for first, last in blocks for column in range(first, last + 1)]
    columns = {column: number for number, column in enumerate(order, 1)}

    def place(row: int, column: int) -> tuple[int, int]:
        """Row and column in the new sheet."""
        moved = columns.get(column, column) if top <= row <= bottom else column
        return row + plan.down, moved + plan.right

    return place
