"""What holds for every method and any figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.ranking import places
from kaohe_xl.domain.rules import Inputs, Peer, Refusal, Rule, parse
from kaohe_xl.domain.rules.bands import banded
from kaohe_xl.domain.rules.parameters import Parameters, split
from kaohe_xl.domain.scheme import Direction, RuleText
from tests.domain.rules.trials import rule_text, usable

D = Decimal
RULES = (
    ("完成率", ""),
    ("完成率", "起分=0.6；封顶=1.3"),
    ("达标", ""),
    ("是否", ""),
    ("评议", ""),
    ("完成率+超额加分", "每=1%；加=0.1；最多=8%"),
    ("超额加分", ""),
    ("逐点", "每点加=0.2；每点扣=0.3；加分上限=2；扣分上限=4"),
    ("逐点", "基准=计划；每点加=0.2；每点扣=0.3"),
    ("逐点", "基准=平均；每点加=0.2；每点扣=0.3；加分上限=2"),
    ("阶梯", "表=1:40，0.9:36，0.5:20"),
    ("阶梯", "表=1.2:50，1:40，0.9:36，0.5:20；取值=插值"),
    ("完成率+阶梯", "表=1.1:3，1.2:6"),
    ("名次", "表=1:60，2:57，3:54；其后=50"),
    ("名次", "每名减=5%"),
    ("名次线性", ""),
    ("达标后排名", "门槛=0.9；基础分=40；表=1:20，2:15；其后=5"),
    ("相对第一", ""),
    ("功效系数", ""),
    ("功效系数", "满意值=80；不允许值=20；截断=否"),
    ("递减分段", ""),
    ("扣分", "每例=0.5；保底=2"),
)
NO_PLAIN_ORDER = ("评议", "是否", "扣分")
figure = st.decimals(min_value=-200, max_value=200, places=1)
full = st.decimals(min_value=0, max_value=100, places=1)


@st.composite
def situations(draw: st.DrawFn) -> Inputs:
    """A unit in a group that shares one target, as the scoring would present it."""
    target = draw(st.none() | figure)
    values = draw(st.lists(figure, min_size=1, max_size=6))
    inputs = Inputs(
        points=draw(full),
        target=target,
        plan=draw(st.none() | figure),
        direction=draw(st.sampled_from(Direction)),
        percent=draw(st.booleans()),
        peers=tuple(Peer(value, target) for value in values),
    )
    return at(inputs, values[0])


def at(inputs: Inputs, actual: Decimal) -> Inputs:
    """The same situation, the unit itself (the first of the peers) at another value."""
    peers = (replace(inputs.peers[0], actual=actual), *inputs.peers[1:])
    standing = places([peer.actual for peer in peers], inputs.direction or Direction.HIGHER)
    peers = tuple(replace(peer, rank=place.rank) for peer, place in zip(peers, standing, strict=True))
    return replace(inputs, actual=actual, peers=peers, rank=peers[0].rank, of=len(peers))


def value_of(rule: Rule, inputs: Inputs) -> Decimal | None:
    """Points and bonus together; None where the method refuses."""
    try:
        outcome = rule.score(inputs)
    except Refusal:
        return None
    return outcome.points + outcome.bonus


@pytest.mark.parametrize(("method", "parameters"), RULES)
@given(inputs=situations())
@settings(max_examples=60, deadline=None)
def test_points_stay_within_full_points_and_nothing_is_negative(
    method: str, parameters: str, inputs: Inputs
) -> None:
    try:
        outcome = usable(method, parameters).score(inputs)
    except Refusal as refused:
        assert refused.message and refused.remedy
        return
    assert inputs.points is not None
    assert 0 <= outcome.points <= inputs.points
    assert outcome.bonus >= 0
    assert all(outcome.steps)
    assert outcome.full_points == inputs.points


@pytest.mark.parametrize(("method", "parameters"), [rule for rule in RULES if rule[0] not in NO_PLAIN_ORDER])
@given(inputs=situations(), other=figure)
@settings(max_examples=60, deadline=None)
def test_a_better_figure_never_gets_less(
    method: str, parameters: str, inputs: Inputs, other: Decimal
) -> None:
    rule = usable(method, parameters)
    assert inputs.actual is not None
    if inputs.target is None and (method == "递减分段" or "基准=平均" in parameters):
        # A share of an average says nothing among losses: one's own gain lifts the average by more.
        assume(min(other, *(peer.actual for peer in inputs.peers)) >= 0)
    low, high = sorted((inputs.actual, other))
    worse, better = (low, high) if inputs.direction is Direction.HIGHER else (high, low)
    before, after = value_of(rule, at(inputs, worse)), value_of(rule, at(inputs, better))
    if before is not None and after is not None:
        assert after >= before - D("1e-20")


@given(w=full, x=st.decimals(0, 500, places=1), cap=st.decimals(0, 20, places=1))
@settings(deadline=None)
def test_a_bonus_stays_within_its_cap(w: Decimal, x: Decimal, cap: Decimal) -> None:
    inputs = Inputs(points=w, actual=x, target=D(100))
    for rule in (
        usable("完成率+超额加分", f"最多={cap}"),
        usable("逐点", f"每点加=3；加分上限={cap}"),
    ):
        assert rule.score(inputs).bonus <= cap
    assert usable("达标+超额加分").score(inputs).bonus <= w / 10
    assert usable("完成率", "封顶=1.2").score(inputs).bonus <= w * D("0.2")


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60)), min_size=1, unique_by=lambda row: row[0]))
def test_a_table_written_out_reads_back(rows: list[tuple[int, int]]) -> None:
    text = "，".join(f"{percent}%：{points}" for percent, points in rows)
    values, problems = split(f"表＝{text}；取值=插值")
    given_values = Parameters("阶梯", values, problems)
    table = given_values.completion_table("表")
    assert not problems
    assert {low * 100: found.value for low, found in table} == dict(rows)
    assert list(table) == sorted(table, reverse=True, key=lambda row: row[0])
    points = [(low, found.value) for low, found in table]
    for low, value in points:
        assert banded(low, points, between=False) == banded(low, points, between=True) == value


@given(st.decimals(0, 1, places=4), st.decimals(1, 10, places=4))
def test_parameters_written_out_read_back(floor: Decimal, cap: Decimal) -> None:
    if not cap:
        return
    (method,) = usable("完成率", f"起分={shown(floor)}；封顶={shown(cap * 100)}%").methods
    assert method == type(method)(floor, cap)  # type: ignore[call-arg]


@given(st.text(alphabet="名次表完成率起分封顶=＝:：;；,，、+.％%0123456789-≥ \n每加"), st.sampled_from(RULES))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_rule_or_says_what_is_wrong(text: str, known: tuple[str, str]) -> None:
    for given_text in (rule_text(known[0], text), RuleText("固投", text, known[1])):
        rule, findings = parse(given_text)
        assert rule is not None or findings
        assert all(found.message and found.remedy for found in findings)
