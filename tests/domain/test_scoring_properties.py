"""What holds for any figures: bounds, sums, order, monotony."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.readings import Reading, Record
from kaohe_xl.domain.scheme import (
    Adjustment,
    AdjustmentKind,
    Direction,
    Indicator,
    RuleText,
    Scheme,
    Unit,
)
from kaohe_xl.domain.scoring import assess
from tests.domain.case import OCTOBER, record

FIGURES = st.decimals(-50, 400, places=1)


PARAMETERS = {
    "完成率": "",
    "完成率+超额加分": "",
    "达标": "",
    "名次线性": "",
    "相对第一": "",
    "功效系数": "",
    "阶梯": "表=1:10，0.8:6，0.5:2",
    "名次": "每名减=0.1",
    "达标后排名": "基础分=5；表=1:5，2:3；其后=1",
    "逐点": "基准=平均；每点扣=0.1；每点加=0.1",
    "递减分段": "",
}


METHODS = tuple(PARAMETERS)


@st.composite
def years(draw: st.DrawFn) -> tuple[Scheme, list[Record]]:
    """A small year: units in two groups, indicators of any method and direction, awards and lapses."""
    units = tuple(
        Unit(f"单位{i}", draw(st.sampled_from(("镇", "街")))) for i in range(draw(st.integers(1, 6)))
    )
    lines, rules, records = [], [], []
    for i in range(draw(st.integers(1, 4))):
        method = draw(st.sampled_from(METHODS))
        lines.append(Indicator(f"指标{i}", points=D(10), direction=draw(st.sampled_from(Direction))))
        rules.append(RuleText(f"指标{i}", method, PARAMETERS[method]))
        for unit in units:
            actual, target = draw(st.one_of(st.none(), FIGURES)), draw(st.decimals(0, 200, places=0))
            aim = Reading(target, text="数")
            records.append(
                Record(unit.name, f"指标{i}", Reading(actual, text="" if actual is None else "数"), aim)
            )
    awards = tuple(
        Adjustment(unit.name, f"事项{n}", kind, D(n))
        for n, (unit, kind) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(units), st.sampled_from(AdjustmentKind)), max_size=4))
        )
    )
    return Scheme(units, tuple(lines), tuple(rules), awards, settings=OCTOBER), records


@settings(max_examples=60, deadline=None)
@given(years())
def test_points_stay_within_full_points_and_totals_add_up(year: tuple[Scheme, list[Record]]) -> None:
    scheme, records = year
    result = assess(scheme, records)
    assert len(result.entries) == len(records)
    for entry in result.entries:
        assert (entry.points is None) is (entry.missing is not None)
        if entry.points is not None:
            assert 0 <= entry.points <= 10
            assert entry.bonus >= 0
    for total in result.totals:
        own = [e for e in result.entries if e.unit == total.unit and e.points is not None]
        given_points = sum(
            a.points for a in scheme.adjustments if a.unit == total.unit and a.kind is AdjustmentKind.BONUS
        )
        assert total.base == sum(e.points for e in own if e.points is not None)
        assert total.bonus == sum(e.bonus for e in own) + given_points
        assert total.total == total.base + total.bonus - total.deduction


@settings(max_examples=60, deadline=None)
@given(years())
def test_a_higher_total_never_ranks_behind(year: tuple[Scheme, list[Record]]) -> None:
    ranked = [total for total in assess(*year).totals if total.rank is not None]
    for a in ranked:
        for b in ranked:
            if (
                a.group == b.group
                and a.rank is not None
                and b.rank is not None
                and half_up(a.total - b.total, 6) > 0
            ):
                assert a.rank < b.rank


@settings(max_examples=60, deadline=None)
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_units_only_orders_the_results(year: tuple[Scheme, list[Record]], dice: object) -> None:
    scheme, records = year
    units, shuffled = list(scheme.units), list(records)
    dice.shuffle(units)  # type: ignore[attr-defined]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = assess(scheme, records), assess(replace(scheme, units=tuple(units)), shuffled)
    by_name = lambda item: (item.unit, getattr(item, "indicator", ""))  # noqa: E731
    assert sorted(first.entries, key=by_name) == sorted(second.entries, key=by_name)
    assert sorted(first.totals, key=by_name) == sorted(second.totals, key=by_name)
    assert first.counts == second.counts


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(METHODS),
    st.sampled_from(Direction),
    st.lists(st.decimals(0, 300, places=1), min_size=2, max_size=6),
    st.decimals("0.1", 100, places=1),
)
def test_a_better_figure_never_lowers_the_points(
    method: str, direction: Direction, values: list[D], step: D
) -> None:
    units = tuple(Unit(f"单位{i}") for i in range(len(values)))
    scheme = Scheme(
        units,
        (Indicator("总值", points=D(10), direction=direction),),
        (RuleText("总值", method, PARAMETERS[method]),),
    )

    def points(own: D) -> D | None:
        figures = [own, *values[1:]]
        return (
            assess(scheme, [record(u.name, str(x), "100") for u, x in zip(units, figures, strict=True)])
            .entries[0]
            .points
        )

    before = points(values[0])
    after = points(values[0] + (step if direction is Direction.HIGHER else -step))
    if before is not None and after is not None:
        assert after >= before
