"""Three axes of lights, their bounds and their reasons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from kaohe_xl.domain.assessment import Light
from kaohe_xl.domain.lights import (
    Course,
    city_light,
    is_after_warning,
    is_among_last,
    join,
    over_ceiling,
    progress_light,
    rank_light,
)
from kaohe_xl.domain.scheme import Settings

RED, AMBER, GREEN = Light.RED, Light.AMBER, Light.GREEN
DEFAULT = Settings()
OCTOBER = D(10) / 12


def test_the_reason_says_the_figures_and_the_bound() -> None:
    light, reason = progress_light(Course(D("225.1") / 310, OCTOBER), DEFAULT)
    assert light is RED
    assert reason == "完成率 72.6 % 为序时进度 83.3 % 的 87.1 %，低于黄灯下限 90 %"


@pytest.mark.parametrize(
    ("completion", "light"),
    [
        ("0.8", GREEN),
        ("0.79999999999999999", GREEN),  # the same number in Excel's eyes
        ("0.7999", AMBER),
        ("0.72", AMBER),
        ("0.7199", RED),
        ("-0.3", RED),
    ],
)
def test_bands_are_closed_at_their_lower_end(completion: str, light: Light) -> None:
    assert progress_light(Course(D(completion), D("0.8")), DEFAULT)[0] is light


def test_the_bounds_are_the_workbooks() -> None:
    strict = replace(DEFAULT, green_from=D("1.1"), amber_from=D("0.6"))
    light, reason = progress_light(Course(D("0.8"), D("0.8")), strict)
    assert light is AMBER
    assert reason.endswith("低于绿灯下限 110 %")


@pytest.mark.parametrize(
    ("completion", "shown"),
    [
        ("0.71999", "89.9988"),
        ("0.7199", "89.99"),
        ("0.719999999", "89.999999875"),
        ("0.72", "90"),
        ("0.5", "62.5"),
    ],
)
def test_a_ratio_just_below_the_bound_never_reads_like_the_bound(completion: str, shown: str) -> None:
    _, reason = progress_light(Course(D(completion), D("0.8")), DEFAULT)
    assert f"的 {shown} %" in reason


def test_nothing_due_yet_is_green_unless_it_went_backwards() -> None:
    assert progress_light(Course(D(0), D(0)), DEFAULT)[0] is GREEN
    light, reason = progress_light(Course(D("-0.2"), D(0)), DEFAULT)
    assert light is RED
    assert reason == "序时进度为 0 %，完成率 -20 %，低于序时进度"


def test_over_its_ceiling_nothing_is_green() -> None:
    why = over_ceiling(D(25), D(20))
    early = Course(D("0.75"), D("0.25"), why)
    assert progress_light(early, DEFAULT) == (AMBER, "完成值 25 已超过全年控制目标 20，不亮绿灯")


def test_over_its_ceiling_a_red_one_stays_red() -> None:
    light, reason = progress_light(Course(D("0.1"), D("0.8"), over_ceiling(D(38), D(20))), DEFAULT)
    assert light is RED
    assert "低于黄灯下限" in reason


@pytest.mark.parametrize(
    ("rank", "of", "light"),
    [
        (5, 13, GREEN),
        (6, 13, AMBER),
        (10, 13, AMBER),
        (11, 13, RED),
        (3, 3, GREEN),
        (4, 4, RED),
        (2, 4, GREEN),
    ],
)
def test_after_fifth_is_amber_and_the_last_three_are_red(rank: int, of: int, light: Light) -> None:
    assert rank_light(rank, of, DEFAULT)[0] is light


def test_the_reason_of_a_rank_names_its_bound() -> None:
    assert rank_light(12, 13, DEFAULT)[1] == "位次第 12 名，共 13 个单位，在后 3 名之内"
    assert rank_light(6, 13, DEFAULT)[1] == "位次第 6 名，共 13 个单位，在第 5 名之后"


@pytest.mark.parametrize(
    ("word", "light"),
    [("红灯", RED), ("黄色预警", AMBER), ("绿", GREEN), ("是", RED), ("★", RED)],
)
def test_the_citys_word_says_its_colour_and_any_other_is_red(word: str, light: Light) -> None:
    assert city_light(word) == (light, f"列入市级预警：{word}")


def test_who_is_not_on_the_citys_list_has_no_light_there() -> None:
    assert city_light("  ") is None


def test_the_overall_light_is_the_worst_of_those_lit() -> None:
    lights = join((GREEN, "甲"), (AMBER, "乙"), None)
    assert (lights.progress, lights.rank, lights.city, lights.overall) == (GREEN, AMBER, None, AMBER)
    assert lights.reasons == {"progress": "甲", "rank": "乙"}
    assert join(None, None, None).overall is None
    assert join((GREEN, ""), None, (RED, "")).overall is RED


@pytest.mark.parametrize("of", range(2, 15))
@pytest.mark.parametrize("bounds", [(3, 5, 3), (1, 5, 4), (6, 5, 3), (0, 2, 9)])
def test_the_last_of_a_group_are_red_and_its_front_never(
    of: int, bounds: tuple[int, int, int]
) -> None:
    front, warn, last = bounds
    settings = replace(DEFAULT, front_rank=front, warn_rank=warn, last_ranks=last)
    for position in range(1, of + 1):
        red = is_among_last(position, of, settings)
        assert (rank_light(position, of, settings)[0] is RED) is red
        assert not (red and position <= front)
        assert red is (position > of - last and position > front)
        assert is_after_warning(position, settings) is (position > warn)
