"""A row of 计分规则 made ready: its methods joined, its text checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.rules.bands import Banded, Decreasing
from kaohe_xl.domain.rules.efficacy import Efficacy
from kaohe_xl.domain.rules.parameters import Parameters, Problem, plain, split
from kaohe_xl.domain.rules.per_point import PerPoint
from kaohe_xl.domain.rules.plain import Met, Opinion, PerCase, YesNo
from kaohe_xl.domain.rules.proportional import OverFulfilment, Proportional, RelativeToBest
from kaohe_xl.domain.rules.ranks import AmongMet, ByRank, InLine
from kaohe_xl.domain.rules.records import Inputs, Method, Outcome
from kaohe_xl.domain.scheme import RuleText
from kaohe_xl.messages.steps import step

_ALL: tuple[type[Method], ...] = (
    Proportional,
    Met,
    YesNo,
    Opinion,
    OverFulfilment,
    PerPoint,
    Banded,
    ByRank,
    InLine,
    AmongMet,
    RelativeToBest,
    Efficacy,
    Decreasing,
    PerCase,
)

METHODS: Mapping[str, type[Method]] = {method.name: method for method in _ALL}

ALIASES: Mapping[str, str] = {
    "目标完成率": "完成率",
    "比例": "完成率",
    "定性": "评议",
    "给定": "评议",
    "是/否": "是否",
    "排名": "名次",
    "排名线性": "名次线性",
    "分档": "阶梯",
}

_AMBIGUOUS = "RULE_PARAMETER_AMBIGUOUS"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can score: the first method is the base, the others add their bonus."""

    methods: tuple[Method, ...]
    text: RuleText

    @property
    def name(self) -> str:
        """The methods' names as the sheet would join them."""
        return "+".join(method.name for method in self.methods)

    @property
    def needs_target(self) -> bool:
        """Whether there is no score without a target."""
        return any(method.needs_target for method in self.methods)

    @property
    def needs_rank(self) -> bool:
        """Whether the score comes from the rank or from the peers."""
        return any(method.needs_rank for method in self.methods)

    @property
    def qualitative(self) -> bool:
        """Whether the figures are points, answers or cases: no completion, no rank by themselves."""
        return self.methods[0].qualitative

    def full_points(self, stated: Decimal | None) -> Decimal | None:
        """Full points: those stated, else what the base method's own table says."""
        return self.methods[0].full_points(stated)

    def score(self, inputs: Inputs) -> Outcome:
        """Points, bonus and steps for these figures. Raises Refusal where they allow none."""
        base, *others = self.methods
        outcome = base.score(inputs)
        bonus, steps, doubts = outcome.bonus, list(outcome.steps), list(outcome.doubts)
        for method in others:
            more = method.added(inputs)
            bonus += more.bonus
            steps += [step("joined", method=method.name) + more.steps[0], *more.steps[1:]]
            doubts += more.doubts
        return Outcome(outcome.points, bonus, outcome.full_points, tuple(steps), tuple(doubts))


def parse(text: RuleText) -> tuple[Rule | None, tuple[Finding, ...]]:
    """The rule of a row, or None with the findings that say why; a usable rule may have findings too.

    A row is judged in three passes, each told in full before the next: the methods' names, whose
    the parameters are, their values.
    """
    place = text.parameters_place or text.place
    kinds, wrong = _kinds(text.method)
    values, problems = split(text.parameters)
    shares = [] if wrong else _allotted(kinds, values, problems)
    if wrong or any(problem.code == _AMBIGUOUS for problem in problems):
        return None, _findings(wrong, text.place) + _findings(problems, place)
    doubts: list[Problem] = []
    methods = [
        kind.read(Parameters(kind.name, share, problems, doubts))
        for kind, share in zip(kinds, shares, strict=True)
    ]
    wrong = [Problem("RULE_ADDS_NOTHING", {"method": m.name}) for m in methods[1:] if not m.adds]
    found = _findings(wrong, text.place) + _findings(problems, place)
    if found:
        return None, found
    if kinds[0] is OverFulfilment:
        found = _findings([Problem("RULE_BONUS_ONLY", {})], text.place, Severity.NOTE)
    return Rule(tuple(methods), text), found + _findings(doubts, place, Severity.WARNING)


def _findings(
    problems: Sequence[Problem], place: Cell | None, severity: Severity = Severity.ERROR
) -> tuple[Finding, ...]:
    return tuple(finding(problem.code, severity, place, **problem.words) for problem in problems)


def _kinds(method: str) -> tuple[list[type[Method]], list[Problem]]:
    names = plain(method).replace("\n", "").split("+")
    if names == [""]:
        return [Proportional], []
    kinds: list[type[Method]] = []
    problems = []
    for name in names:
        kind = METHODS.get(ALIASES.get(name, name))
        if kind is None:
            words = {"name": name, "guess": _guess(name, tuple(METHODS)), "known": "、".join(METHODS)}
            problems.append(Problem("RULE_UNKNOWN_METHOD", words))
        elif kind in kinds:
            problems.append(Problem("RULE_METHOD_TWICE", {"method": kind.name}))
        else:
            kinds.append(kind)
    return kinds, problems


def _guess(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
    return step("guess", name=near[0]) if near else ""


def _allotted(
    kinds: Sequence[type[Method]], values: Mapping[str, str], problems: list[Problem]
) -> list[dict[str, str]]:
    """Each method's own values; `名次.表` says whose where several know the name."""
    shares: dict[str, dict[str, str]] = {kind.name: {} for kind in kinds}
    for written, value in values.items():
        owner, _, name = written.rpartition(".")
        owner = ALIASES.get(owner, owner)
        owners = [kind.name for kind in kinds if name in kind.parameters and owner in ("", kind.name)]
        if len(owners) > 1:
            words = {"name": name, "methods": "、".join(owners), "method": owners[0]}
            problems.append(Problem(_AMBIGUOUS, words))
        elif not owners:
            problems.append(_unknown_parameter(written, kinds))
        elif name in shares[owners[0]]:
            problems.append(Problem("RULE_PARAMETER_TWICE", {"name": name}))
        else:
            shares[owners[0]][name] = value
    return list(shares.values())


def _unknown_parameter(name: str, kinds: Sequence[type[Method]]) -> Problem:
    known = [parameter for kind in kinds for parameter in kind.parameters]
    listed = step("known", names="、".join(known)) if known else step("known.none")
    method = "+".join(kind.name for kind in kinds)
    words = {"method": method, "name": name, "guess": _guess(name, known), "known": listed}
    return Problem("RULE_UNKNOWN_PARAMETER", words)
