"""Scoring methods: a row of 计分规则 becomes a Rule, a Rule turns figures into points."""

from kaohe_xl.domain.rules.records import Doubt, Inputs, Method, Outcome, Peer, Refusal, completion
from kaohe_xl.domain.rules.rule import ALIASES, METHODS, Rule, parse

__all__ = [
    "ALIASES",
    "METHODS",
    "Doubt",
    "Inputs",
    "Method",
    "Outcome",
    "Peer",
    "Refusal",
    "Rule",
    "completion",
    "parse",
]
