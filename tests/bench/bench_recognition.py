"""How long `kaohe check` takes on a grown workbook, beside openpyxl's load of the same file.

    python tests/bench/bench_recognition.py [SHEETS] [CELLS]

The workbook has SHEETS sheets and CELLS filled cells: this year's and last year's tables of every layout, months,
registers, phone lists and raw data; a third of it is current. Prints seconds of whole processes, best of three, and the
ratio to openpyxl's load; nothing is asserted.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHEETS, CELLS, RUNS = 30, 200_000, 3
WORDS = ("投资", "收入", "就业", "绿化", "安全", "教育", "卫生", "交通", "环保", "招商", "信访", "产值")
UNITS = [
    f"{name}街道"
    for name in [
        "韦曲",
        "郭杜",
        "滦镇",
        "王曲",
        "引镇",
        "大兆",
        "鸣犊",
        "杜曲",
        "太乙宫",
        "子午",
        "东大",
        "细柳",
        "灵沼",
        "斗门",
    ]
]

Row = list[Any]


def indicators(count: int, prefix: str) -> list[str]:
    """Names of indicators, all different."""
    return [
        f"{prefix}{WORDS[n % len(WORDS)]}{WORDS[n // len(WORDS) % len(WORDS)]}指标{n}" for n in range(count)
    ]


def own_table(rows: int, pick: random.Random, number: int) -> list[Row]:
    """A row an indicator, the own columns, and months of plan and actual beside them; one sheet a month."""
    last = number // 6 + 6
    head: Row = [
        "序号",
        "类别",
        "指标名称",
        "计量单位",
        "分值",
        "年度目标",
        f"1-{last}月完成",
        "责任单位",
        "得分",
        "备注",
    ]
    head += [f"1-{month}月计划" for month in range(1, 11)]
    body: list[Row] = [
        [n, "经济", name, "亿元", 5, 100 + n, pick.random() * 100, "发改委、统计局", None, "按计划推进"]
        + [n * month / 10 for month in range(1, 11)]
        for n, name in enumerate(indicators(rows, "市考"), 1)
    ]
    return [[f"长安区2011年目标责任考核指标完成情况（截至{last}月底）"], head, *body]


def across(rows: int, pick: random.Random, number: int) -> list[Row]:
    """A row an indicator, a column a unit."""
    names = enumerate(indicators(rows, f"街道{number}"), 1)
    body: list[Row] = [[n, name, "亿元", *(pick.random() * 100 for _ in UNITS)] for n, name in names]
    return [["2011年1-10月各街道完成情况"], ["序号", "指标", "计量单位", *UNITS], *body]


def long_form(rows: int, pick: random.Random, number: int) -> list[Row]:
    """A row a unit and indicator."""
    names = indicators(rows // len(UNITS) + 1, f"任务{number}")
    body: list[Row] = [
        [UNITS[n % len(UNITS)], names[n // len(UNITS)], 5, 100, pick.random() * 100, "正向", None, "街道自报"]
        for n in range(rows)
    ]
    head: Row = ["单位", "指标", "分值", "目标值", "完成值", "方向", "得分", "备注"]
    return [["2011年各街道任务分解（截至10月底）"], head, *body]


def raw(rows: int, pick: random.Random, _: int) -> list[Row]:
    """Raw data that no table of the assessment is: enterprises and what they report."""
    body: list[Row] = [
        [
            n,
            f"企业{n}有限公司",
            pick.choice(UNITS),
            "张三",
            13900000000 + n,
            *(pick.random() * 1000 for _ in "产税"),
            "正常",
        ]
        for n in range(rows)
    ]
    return [["企业", "企业名称", "所在地", "姓名", "手机", "产值", "税收", "情况"], *body]


def last_year(rows: int, pick: random.Random, number: int) -> list[Row]:
    """The own table a year ago."""
    return [["长安区2010年目标责任考核指标完成情况"], *own_table(rows, pick, number)[1:]]


def make(path: Path, sheets: int, cells: int) -> int:
    """Write the workbook; the number of cells filled."""
    import xlsxwriter

    kinds: tuple[tuple[str, Callable[[int, random.Random, int], list[Row]], int], ...] = (
        ("完成情况", own_table, 18), ("各街道", across, 17), ("企业", raw, 8), ("任务分解", long_form, 7), ("2010年", last_year, 18), ("明细", raw, 8),
    )  # fmt: skip
    pick, filled = random.Random(2011), 0
    with xlsxwriter.Workbook(path) as book:
        for number in range(sheets):
            name, rows_of, width = kinds[number % len(kinds)]
            sheet = book.add_worksheet(f"{name}{number}")
            for place, row in enumerate(rows_of(cells // sheets // width, pick, number)):
                sheet.write_row(place, 0, row)
                filled += sum(1 for value in row if value is not None)
    return filled


@dataclass(frozen=True)
class Taken:
    """Seconds of a whole process: on the clock, and of the processor, which a busy machine changes little."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f} s of the processor)"


def best(command: list[str]) -> Taken:
    """The fastest of a few runs of a whole process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    runs = []
    for _ in range(RUNS):
        before, start = os.times(), time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")
        clock, after = time.perf_counter() - start, os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        runs.append((used, clock))
        assert done.returncode in (0, 1), done.stderr
    return Taken(min(clock for _, clock in runs), min(used for used, _ in runs))


def main(sheets: int, cells: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "工作簿.xlsx"
        filled = make(path, sheets, cells)
        ours = best([sys.executable, "-c", "from kaohe_xl.cli import main; main()", "check", str(path)])
        theirs = best([sys.executable, "-c", f"import openpyxl; openpyxl.load_workbook({str(path)!r})"])
    ratio = ours.processor / theirs.processor
    print(
        f"{sheets} sheets, {filled} cells: kaohe check {ours}, openpyxl's load alone {theirs}; {ratio:.2f} of it"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [SHEETS, CELLS][len(given) :]))
