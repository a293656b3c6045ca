"""The result columns that the program writes: their order, headers and number formats."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "completion": "完成率",
    "progress": "序时进度",
    "ahead": "超欠序时",
    "rank": "位次",
    "third_value": "第三名值",
    "gap_to_third": "与第三名差距",
    "points": "得分",
    "bonus": "加分",
    "light": "预警",
}
TOTAL_TITLES: Mapping[str, str] = {
    "base": "基础得分",
    "bonus": "加分",
    "deduction": "扣分",
    "total": "总分",
    "rank": "位次",
    "grade": "等次",
}

# A table without any result column gets FULL; one that has some gets what of ESSENTIAL it lacks.
FULL = ("completion", "progress", "ahead", "rank", "points", "bonus", "light")
ESSENTIAL = ("points", "light")
PER_UNIT = ("points", "light")
TOTALS = ("base", "bonus", "deduction", "total", "rank", "grade")

RATIOS = frozenset({"completion", "progress"})
FORMATS: Mapping[str, str] = {
    "completion": "0.0%",
    "progress": "0.0%",
    "ahead": "0.0;-0.0;0.0",
    "rank": "0",
    "points": "0.00",
    "bonus": "0.00",
    "base": "0.00",
    "deduction": "0.00",
    "total": "0.00",
}
