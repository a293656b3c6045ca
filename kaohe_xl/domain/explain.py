"""One score down to its rule, its clause, its cells and its steps (得分说明)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Input, Light
from kaohe_xl.domain.evidence import METHOD, PARAMETERS, RANK
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.numbers import shown
from kaohe_xl.domain.wording import percent, say


@dataclass(frozen=True, slots=True)
class Reason:
    """An axis that is lit, in words: which, in what colour, why."""

    axis: str
    light: Light
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an entry has its points: everything that went in, in the order in which a person checks it.

    `is_capped`: the target is exceeded, and what lies beyond it brought nothing.
    """

    entry: Entry
    inputs: tuple[Input, ...]
    steps: tuple[str, ...]
    is_capped: bool
    lost: Decimal | None
    reasons: tuple[Reason, ...]

    def lines(self) -> tuple[str, ...]:
        """The explanation line by line, in Chinese, for a message box or a terminal."""
        return (
            say("EXPLAIN_HEAD", unit=self.entry.unit, indicator=self.entry.indicator),
            *self._result(),
            *self._rule(),
            *(_input_line(given) for given in self.inputs),
            *(say("EXPLAIN_STEP", step=step) for step in self.steps),
            *self._course(),
            *(say("EXPLAIN_LIGHT", axis=r.axis, light=r.light.value, reason=r.reason) for r in self.reasons),
        )

    def _result(self) -> Iterator[str]:
        entry = self.entry
        if entry.points is None:
            if entry.missing:
                yield say("EXPLAIN_MISSING", missing=entry.missing.value)
            return
        if entry.full_points is None or self.lost is None:
            yield say("EXPLAIN_POINTS_BARE", points=_points(entry.points))
        else:
            full, lost = _points(entry.full_points), _points(self.lost)
            yield say("EXPLAIN_POINTS", points=_points(entry.points), full=full, lost=lost)
        if entry.bonus:
            yield say("EXPLAIN_BONUS", bonus=_points(entry.bonus))

    def _rule(self) -> Iterator[str]:
        entry = self.entry
        parameters = say("EXPLAIN_PARAMETERS", parameters=entry.parameters) if entry.parameters else ""
        place = _place(entry.rule_place)
        yield say("EXPLAIN_RULE", method=entry.method, parameters=parameters, place=place)
        if entry.clause:
            yield say("EXPLAIN_CLAUSE", clause=entry.clause)

    def _course(self) -> Iterator[str]:
        entry = self.entry
        if self.is_capped and entry.completion is not None:
            yield say("EXPLAIN_CAPPED", completion=percent(entry.completion))
        if entry.completion is not None and entry.progress is not None and entry.ahead is not None:
            yield say(
                "EXPLAIN_COURSE",
                completion=percent(entry.completion),
                progress=percent(entry.progress),
                side=say("EXPLAIN_BEHIND" if entry.ahead < 0 else "EXPLAIN_AHEAD"),
                ahead=shown(abs(entry.ahead), 1),
            )
        if entry.rank is not None:
            tied = say("EXPLAIN_TIED") if entry.tied else ""
            yield say("EXPLAIN_RANK", rank=entry.rank, of=entry.of, tied=tied)
        if entry.third_value is not None and entry.gap_to_third is not None:
            yield say("EXPLAIN_THIRD", third=shown(entry.third_value), gap=shown(entry.gap_to_third))


def explanation(entry: Entry) -> Explanation:
    """All that can be said of why the entry has its points, its lights and its place."""
    lit = {
        "progress": entry.lights.progress,
        "rank": entry.lights.rank,
        "city": entry.lights.city,
    }
    reasons = tuple(
        Reason(say(f"AXIS_{axis.upper()}"), light, entry.lights.reasons.get(axis, ""))
        for axis, light in lit.items()
        if light
    )
    full = entry.full_points is not None and entry.points == entry.full_points
    exceeded = entry.completion is not None and entry.completion > 1
    by_rank = any(given.name == RANK for given in entry.inputs)
    capped = full and exceeded and not entry.bonus and not by_rank
    rule = (METHOD, PARAMETERS)
    inputs = tuple(given for given in entry.inputs if given.name not in rule)
    return Explanation(entry, inputs, entry.steps, capped, entry.lost, reasons)


def _points(value: Decimal) -> str:
    return shown(value, 4)


def _place(place: Cell | None) -> str:
    return say("EXPLAIN_PLACE", place=place) if place else ""


def _input_line(given: Input) -> str:
    value = shown(given.value) if isinstance(given.value, Decimal) else given.value
    return say(
        "EXPLAIN_INPUT",
        name=given.name,
        value=say("EXPLAIN_BLANK") if value is None else value,
        place=_place(given.place),
    )
