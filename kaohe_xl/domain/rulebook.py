"""Which rule holds for a unit on an indicator at the assessed date; each rule is parsed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kaohe_xl.domain.findings import Cell, Finding, Severity, finding
from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.readings import Record
from kaohe_xl.domain.rules import Rule, parse
from kaohe_xl.domain.scheme import Direction, Indicator, RuleText, Scheme
from kaohe_xl.domain.wording import say

DEFAULT_METHOD = say("METHOD_DEFAULT")
DEFAULT_QUALITATIVE = say("METHOD_QUALITATIVE")

_OLDEST = date.min


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that holds, parsed; `rule` is None where its text can't be read (a finding says why).

    `points` and `direction` are what the rule states, None where it leaves them to the indicator.
    """

    text: RuleText
    rule: Rule | None

    @property
    def qualitative(self) -> bool:
        """Whether the figures are points, answers or cases: no completion, no rank by themselves."""
        return self.rule is not None and self.rule.qualitative

    @property
    def needs_target(self) -> bool:
        """Whether there is no score without a target."""
        return self.rule is not None and self.rule.needs_target

    @property
    def needs_rank(self) -> bool:
        """Whether the score comes from the rank or from the peers."""
        return self.rule is not None and self.rule.needs_rank

    def full_points(self, indicator: Indicator, record: Record) -> Decimal | None:
        """分值: the rule's, else those of the unit's own cell, else the indicator's."""
        if self.text.points is not None:
            return self.text.points
        if record.points is not None and record.points.value is not None:
            return record.points.value
        return indicator.points


class Rulebook:
    """The rules of a scheme, ready to be asked; `findings` are all that is wrong with their texts."""

    def __init__(self, scheme: Scheme) -> None:
        self._as_of = scheme.settings.rules_on or scheme.settings.as_of
        self._indicators = {indicator.name: indicator for indicator in scheme.indicators}
        self._findings: list[Finding] = []
        candidates: dict[tuple[str, str], list[RuleText]] = defaultdict(list)
        for text in scheme.rules:
            if text.indicator in self._indicators:
                candidates[text.indicator, text.unit].append(text)
            else:
                self._warn("RULE_INDICATOR_UNKNOWN", text)
        self._chosen = {key: self._newest(texts) for key, texts in candidates.items()}
        self._rulings: dict[tuple[str, str], Ruling] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the rules asked for so far, and with those that no indicator has."""
        return tuple(self._findings)

    def ruling(self, indicator: str, unit: str = "") -> Ruling:
        """The rule for the unit where there is one valid, else the general one, else the default."""
        if unit and not self._chosen.get((indicator, unit)):
            unit = ""
        key = (indicator, unit)
        if key not in self._rulings:
            self._rulings[key] = self._parse(indicator, self._chosen.get(key))
        return self._rulings[key]

    def direction(self, indicator: str) -> tuple[Direction | None, Cell | None]:
        """The direction in which a group ranks, and its cell: the general rule's, else the indicator's."""
        text = self.ruling(indicator).text
        if text.direction:
            return text.direction, text.direction_place or text.place
        stated = self._indicators[indicator]
        return stated.direction, stated.direction_place or stated.place

    def _parse(self, name: str, text: RuleText | None) -> Ruling:
        default = DEFAULT_QUALITATIVE if self._indicators[name].qualitative else DEFAULT_METHOD
        if text is None:
            text = RuleText(name, default, clause=self._indicators[name].clause)
        else:
            self._compare(text)
            text = text if text.method.strip() else replace(text, method=default)
        rule, findings = parse(text)
        self._findings.extend(findings)
        return Ruling(text, rule)

    def _compare(self, text: RuleText) -> None:
        """The findings on a rule that states another direction than the indicator's own table, or other
        points for all units; the rule holds."""
        stated = self._indicators[text.indicator]
        if text.direction and stated.direction and text.direction is not stated.direction:
            places = text.direction_place or text.place, stated.direction_place or stated.place
            words = {
                "rule": text.direction.value,
                "table": stated.direction.value,
                "indicator": text.indicator,
            }
            self._differ("DIRECTIONS_DIFFER", places, words)
        if text.points is None or stated.points is None or text.unit:
            return
        if text.points != stated.points:
            places = text.points_place or text.place, stated.points_place or stated.place
            words = {"rule": shown(text.points), "table": shown(stated.points), "indicator": text.indicator}
            self._differ("POINTS_DIFFER", places, words)

    def _differ(self, code: str, places: tuple[Cell | None, Cell | None], words: dict[str, str]) -> None:
        """The finding, naming the rule's cell and the table's; once, however many units the row is for."""
        here, there = (say("EXPLAIN_PLACE", place=place) if place else "" for place in places)
        found = finding(code, Severity.WARNING, places[0], here=here, there=there, **words)
        if found not in self._findings:
            self._findings.append(found)

    def _newest(self, texts: Iterable[RuleText]) -> RuleText | None:
        """The newest that is valid at the assessed date; of two equally new the first in the sheet."""
        chosen: RuleText | None = None
        later: RuleText | None = None
        for text in texts:
            if text.effective and self._as_of and text.effective > self._as_of:
                later = text
            elif chosen is None or (text.effective or _OLDEST) > (chosen.effective or _OLDEST):
                chosen = text
            elif text.effective == chosen.effective:
                self._warn("RULE_TWICE", text)
        if chosen is None and later is not None:
            self._warn("RULE_NOT_YET_VALID", later)
        return chosen

    def _warn(self, code: str, text: RuleText) -> None:
        words = {"indicator": text.indicator, "unit": text.unit, "effective": text.effective}
        self._findings.append(finding(code, Severity.WARNING, text.place, **words))
