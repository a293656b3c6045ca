"""Seconds for one assessment of 60 units on 120 indicators, beside the bare arithmetic in pandas.

    python tests/bench/bench_scoring.py

The peer computes completion, capped points, ranks by group and totals in pandas, without reasons,
cells, lights, findings or declared ties. Both run in the same process, best of five; no time is asserted.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import Direction, Indicator, RuleText, Scheme, Settings, Unit
from kaohe_xl.domain.scoring import assess

UNITS, INDICATORS, GROUPS, REPEATS = 60, 120, 4, 5
METHODS = (
    ("完成率", ""),
    ("完成率+超额加分", "每=0.01；加=0.1"),
    ("阶梯", "表=1:2，0.9:1.5，0.8:1，0.6:0.5"),
    ("名次线性", ""),
    ("功效系数", ""),
    ("达标", ""),
)


def year(units: int = UNITS, indicators: int = INDICATORS) -> tuple[Scheme, list[Record]]:
    """A year's scheme and readings, always the same."""
    dice = random.Random(2011)
    own = tuple(Unit(f"单位{u}", f"第{u % GROUPS}组") for u in range(units))
    lines = tuple(
        Indicator(f"指标{i}", points=Decimal(2), direction=(Direction.HIGHER, Direction.LOWER)[i % 5 == 0])
        for i in range(indicators)
    )
    rules = tuple(
        RuleText(line.name, *METHODS[i % len(METHODS)], place=Cell("计分规则", f"E{i + 2}"))
        for i, line in enumerate(lines)
    )
    records = [
        Record(
            unit.name,
            line.name,
            Reading(Decimal(dice.randrange(200, 1300)) / 10, Cell("区考", f"D{u * indicators + i}")),
            Reading(Decimal(100), Cell("区考", f"C{u * indicators + i}")),
        )
        for u, unit in enumerate(own)
        for i, line in enumerate(lines)
    ]
    settings = Settings(year=2011, as_of=date(2011, 10, 31), ends=date(2011, 12, 20))
    return Scheme(own, lines, rules, settings=settings), records


def peer(scheme: Scheme, records: list[Record]) -> Callable[[], object]:
    """The same figures in a frame, and the arithmetic over it."""
    import pandas as pd

    group = {unit.name: unit.group for unit in scheme.units}
    lower = {line.name for line in scheme.indicators if line.direction is Direction.LOWER}
    frame = pd.DataFrame(
        {
            "unit": [r.unit for r in records],
            "group": [group[r.unit] for r in records],
            "indicator": [r.indicator for r in records],
            "lower": [r.indicator in lower for r in records],
            "actual": [float(r.actual.value or 0) for r in records],
            "target": [float(r.target.value or 0) if r.target else 0.0 for r in records],
        }
    )

    def naive() -> object:
        ratio = frame.actual / frame.target
        completion = ratio.where(~frame.lower, 2 - ratio)
        points = completion.clip(0, 1) * 2
        keyed = frame.assign(points=points, good=frame.actual.where(~frame.lower, -frame.actual))
        groups = keyed.groupby(["group", "indicator"]).good
        ranks = groups.rank(ascending=False, method="min")
        third = groups.transform(lambda values: values.nlargest(3).iloc[-1])
        totals = keyed.groupby(["group", "unit"]).points.sum()
        return ranks, third - keyed.good, totals.groupby("group").rank(ascending=False, method="min")

    return naive


def best_of(job: Callable[[], object]) -> float:
    """Seconds of the fastest of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print both times and their ratio."""
    scheme, records = year()
    naive = peer(scheme, records)
    ours, theirs = best_of(lambda: assess(scheme, records)), best_of(naive)
    print(f"assess   {len(records)} records  {ours:.3f} s")
    print(f"pandas   {len(records)} records  {theirs:.3f} s   (no reasons, cells, lights, findings)")
    print(f"ratio    {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
