"""The cells of an indicator's points and direction, as every score names them."""

from __future__ import annotations

from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import study
from kaohe_xl.domain.findings import Cell

SHEET = "指标"


def test_an_indicator_knows_the_cells_of_its_points_and_its_direction() -> None:
    rows = [
        ["指标", "计量单位", "分值", "方向", "年度目标", "完成"],
        ["生产总值", "亿元", 8, "正向", 310, 225],
        ["信访量", "件", None, None, 20, 18],
    ]
    found = {i.name: i for i in study(MemoryGrid({SHEET: rows})).scheme.indicators}
    assert found["生产总值"].points_place == Cell(SHEET, "C2")
    assert found["生产总值"].direction_place == Cell(SHEET, "D2")
    assert (found["信访量"].points_place, found["信访量"].direction_place) == (None, None)
