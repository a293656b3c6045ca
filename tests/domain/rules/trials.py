"""A rule as the sheet writes it, and figures to try it on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import cast

from kaohe_xl.domain.findings import Cell, Finding
from kaohe_xl.domain.rules import Inputs, Outcome, Peer, Rule, parse
from kaohe_xl.domain.scheme import Direction, RuleText, Ties

Score = Callable[..., Outcome]

METHOD_CELL, PARAMETERS_CELL = Cell("计分规则", "E5"), Cell("计分规则", "F5")


def rule_text(method: str, parameters: str = "") -> RuleText:
    return RuleText("生产总值", method, parameters, place=METHOD_CELL, parameters_place=PARAMETERS_CELL)


def usable(method: str, parameters: str = "") -> Rule:
    rule, findings = parse(rule_text(method, parameters))
    assert rule is not None, findings
    return rule


def faults(method: str, parameters: str = "") -> tuple[Finding, ...]:
    rule, findings = parse(rule_text(method, parameters))
    assert rule is None
    return findings


def figures(**given: object) -> Inputs:
    """Inputs from short words: w, x, t, plan as text; lower; peers as numbers or (actual, target)."""
    numbers = {
        name: Decimal(str(given[short])) if given.get(short) is not None else None
        for short, name in (("w", "points"), ("x", "actual"), ("t", "target"), ("plan", "plan"))
    }
    peers = []
    for peer in cast(tuple[object, ...], given.get("peers", ())):
        actual, target = peer if isinstance(peer, tuple) else (peer, None)
        peers.append(Peer(Decimal(str(actual)), None if target is None else Decimal(str(target))))
    rank, of = cast(tuple[int | None, int], given.get("place", (None, 0)))
    return Inputs(
        **numbers,
        direction=Direction.LOWER if given.get("lower") else Direction.HIGHER,
        percent=bool(given.get("percent")),
        rank=rank,
        of=of,
        peers=tuple(peers),
        ties=Ties.DENSE if given.get("dense") else Ties.STANDARD,
    )
