"""五件最要紧的事: what to do first, and in which order."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.assessment import Entry, Light, Lights
from kaohe_xl.domain.priorities import MOST, priorities, winnable
from kaohe_xl.domain.readings import Missing
from kaohe_xl.domain.scheme import Indicator

D = Decimal


def entry(name: str, lost: str | None = None, light: Light | None = None, **more: object) -> Entry:
    points = None if lost is None else D(10) - D(lost)
    full = None if lost is None and "missing" not in more else D(10)
    lights = Lights(overall=light)
    return Entry("长安区", name, None, points=points, full_points=full, lights=lights, **more)  # type: ignore[arg-type]


def named(*entries: Entry, qualitative: str = "", days: int | None = 61, most: int = MOST) -> list[str]:
    indicators = [Indicator(e.indicator, qualitative=e.indicator == qualitative) for e in entries]
    return [one.entry.indicator for one in priorities(entries, indicators, days, most)]


def test_most_points_come_first_then_the_worse_light_then_the_farther_behind() -> None:
    assert named(
        entry("失一分", "1", Light.GREEN),
        entry("绿", "3", Light.GREEN),
        entry("不亮灯", "3"),
        entry("红", "3", Light.RED),
        entry("黄近", "3", Light.AMBER, ahead=D("-2")),
        entry("黄远", "3", Light.AMBER, ahead=D("-9")),
        most=6,
    ) == ["红", "黄远", "黄近", "绿", "不亮灯", "失一分"]


def test_without_points_lights_say_what_is_urgent() -> None:
    assert named(
        entry("绿", None, Light.GREEN), entry("黄", None, Light.AMBER), entry("红", None, Light.RED)
    ) == [
        "红",
        "黄",
    ]


def test_all_green_and_nothing_lost_leaves_nothing_to_do() -> None:
    assert named(entry("甲", "0", Light.GREEN), entry("乙", "0")) == []


def test_what_is_not_reported_has_all_its_points_to_win() -> None:
    unreported = entry("未报", missing=Missing.NOT_REPORTED)
    assert winnable(unreported) == 10
    assert named(entry("失九分", "9", Light.RED), unreported) == ["未报", "失九分"]


def test_what_has_a_light_but_no_points_goes_by_its_light() -> None:
    bare = {"missing": Missing.NOT_COMPUTABLE, "full_points": None}
    lit = [
        Entry("甲镇", light.value, None, lights=Lights(overall=light), **bare)  # type: ignore[arg-type]
        for light in (Light.GREEN, Light.AMBER, Light.RED)
    ]
    assert named(*lit) == ["红", "黄"]
    assert named(*lit, days=0) == []


def test_what_the_office_cannot_change_is_left_out() -> None:
    assert named(
        entry("不考核", missing=Missing.NOT_ASSESSED),
        entry("评议", "2", method="评议"),
        entry("定性", "2"),
        entry("信访", "2", method="扣分"),
        qualitative="定性",
    ) == []  # fmt: skip


def test_at_the_end_only_figures_can_still_be_handed_in() -> None:
    entries = (entry("失分", "5", Light.RED), entry("未报", missing=Missing.NOT_REPORTED))
    assert named(*entries, days=0) == ["未报"]
    assert named(*entries, days=None) == ["未报", "失分"]


@given(
    st.lists(
        st.tuples(st.integers(0, 10), st.sampled_from([None, *Light]), st.integers(-50, 50)), max_size=12
    ),
    st.integers(1, 6),
)
def test_nothing_left_out_has_more_to_win(found: list[tuple[int, Light | None, int]], most: int) -> None:
    entries = [entry(f"指标{n}", str(lost), light, ahead=D(a)) for n, (lost, light, a) in enumerate(found)]
    chosen = priorities(entries, (), 30, most)
    least = min((one.points or D(0) for one in chosen), default=D(0))
    left = [e for e in entries if e not in [one.entry for one in chosen]]
    assert len(chosen) <= most
    assert all((e.lost or D(0)) <= least for e in left)
    assert [one.points for one in chosen] == sorted((one.points or D(0) for one in chosen), reverse=True)
