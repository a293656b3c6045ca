"""What an entry rests on: the figures with their cells, and the steps that led to the points."""

from __future__ import annotations

from decimal import Decimal

from kaohe_xl.domain.assessment import Input
from kaohe_xl.domain.checks import setting_place
from kaohe_xl.domain.draft import Draft
from kaohe_xl.domain.readings import Missing, Reading
from kaohe_xl.domain.scheme import Settings
from kaohe_xl.domain.wording import say

ACTUAL = say("INPUT_ACTUAL")
TARGET = say("INPUT_TARGET")
PLAN = say("INPUT_PLAN")
FULL_POINTS = say("INPUT_FULL_POINTS")
METHOD = say("INPUT_METHOD")
PARAMETERS = say("INPUT_PARAMETERS")
DIRECTION = say("INPUT_DIRECTION")
AS_OF = say("INPUT_AS_OF")
RANK = say("INPUT_RANK")
BASIS = say("INPUT_BASIS")

_WHY_MISSING = {missing: say(f"STEP_{missing.name}") for missing in Missing}
_ASSUMED = say("ASSUMED")


class Evidence:
    """Collects the inputs of drafts; what is the same for all of them is made once."""

    def __init__(self, settings: Settings) -> None:
        self._shared: tuple[Input, ...] = ()
        self._basis = settings.basis
        self._basis_place = setting_place(settings, "SETTING_BASIS")
        if settings.as_of:
            place = setting_place(settings, "SETTING_AS_OF", "SETTING_MONTH")
            self._shared = (Input(AS_OF, settings.as_of.isoformat(), place),)

    def inputs(self, draft: Draft) -> tuple[Input, ...]:
        """Everything that went into the points of the draft, each with the cell it stands in."""
        record = draft.record
        found = [_figure(ACTUAL, record.actual)]
        if record.target is not None:
            found.append(_figure(TARGET, record.target))
        if record.plan is not None:
            found.append(_figure(PLAN, record.plan))
        if draft.full_points is not None:
            found.append(Input(FULL_POINTS, draft.full_points, draft.points_place))
        if draft.ruling.needs_rank and draft.standing.rank is not None:
            found.append(Input(RANK, Decimal(draft.standing.rank), None))
        return (*found, *_rule_inputs(draft), *self._progress(draft), *self._shared)

    def _progress(self, draft: Draft) -> tuple[Input, ...]:
        """That months tell the progress, where the declared basis has nothing to go by."""
        if self._basis is None or not draft.by_months_instead:
            return ()
        told = say("BASIS_MONTHS_INSTEAD", data=say(f"BASIS_DATA_{self._basis.name}"))
        return (Input(BASIS, told, self._basis_place),)


def steps(draft: Draft) -> tuple[str, ...]:
    """How the points came about, or why there are none."""
    if draft.outcome is not None:
        return draft.outcome.steps
    return (_WHY_MISSING[draft.missing],) if draft.missing else ()


def _figure(name: str, reading: Reading) -> Input:
    return Input(name, reading.text or None if reading.value is None else reading.value, reading.place)


def _rule_inputs(draft: Draft) -> list[Input]:
    text = draft.ruling.text
    found = [Input(METHOD, text.method, text.place)]
    if text.parameters:
        found.append(Input(PARAMETERS, text.parameters, text.parameters_place or text.place))
    if not draft.declared:
        found.append(Input(DIRECTION, f"{draft.direction.value}{_ASSUMED}", None))
    else:
        found.append(Input(DIRECTION, draft.direction.value, draft.direction_place))
    return found
