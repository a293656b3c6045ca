"""What reading says about cells and columns: values in the row's measure, months by their names."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.books.grid import Value
from kaohe_xl.books.memory import MemoryGrid
from kaohe_xl.books.reading import study


def _messages(rows: Sequence[Sequence[Value]], code: str) -> list[str]:
    return [found.message for found in study(MemoryGrid({"考核": rows})).findings if found.code == code]


def test_a_doubtful_figure_is_named_in_the_measure_of_its_row() -> None:
    rows: list[list[Value]] = [
        ["指标", "计量单位", "年度目标", "完成"],
        ["满意率", "%", 15, "13、3%"],
        ["满意度", None, "15%", "13、3%"],
        ["就业", "人", 100, "约50"],
    ]
    assert _messages(rows, "AMBIGUOUS_NUMBER") == [
        "“13、3%”的小数点写法不规范，按 13.3% 读取。",
        "“13、3%”的小数点写法不规范，按 13.3% 读取。",
    ]
    assert _messages(rows, "APPROXIMATE_FIGURE") == ["“约50”是约数，按 50人 计算。"]


def test_columns_of_single_months_are_named_by_their_months() -> None:
    rows: list[list[Value]] = [["指标", "年度目标", "1月", "2月", "3月"], ["利税", 100, 10, 20, 30]]
    assert _messages(rows, "MONTHS_ASSUMED_CUMULATIVE") == ["按月份列出的“1—3月”当作从年初累计的数读取。"]
