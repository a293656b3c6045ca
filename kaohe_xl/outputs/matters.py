"""一事一单: a document a matter, to all who answer for it."""

from __future__ import annotations

from kaohe_xl.domain.assessment import Assessment, Entry, Light
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.domain.supervision import Issue, Level
from kaohe_xl.outputs.addressees import Names

_WARNED = (Light.RED, Light.AMBER)


def lit_matters(scheme: Scheme, assessment: Assessment) -> tuple[Issue, ...]:
    """A reminder for every red or amber indicator, in the workbook's order.

    With an own unit: its indicators, to the lead and responsible units, the lead first; else each
    assessed unit's own. One that nobody answers for is left out.
    """
    names = Names(scheme)
    own = names(scheme.settings.own_unit) if scheme.settings.own_unit else ""
    known = {one.name: one for one in scheme.indicators}
    issues = []
    for entry in assessment.entries:
        if entry.light not in _WARNED or (own and names(entry.unit) != own):
            continue
        units: tuple[str, ...] = (names(entry.unit),)
        if own:
            indicator = known[entry.indicator]
            units = tuple(dict.fromkeys(names(name) for name in (*indicator.lead, *indicator.owners)))
        if units:
            issues.append(Issue(Level.REMINDER, units, (entry.indicator,), _reasons(entry)))
    return tuple(issues)


def _reasons(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.lights.reasons.values())


def matter_key(issue: Issue) -> str:
    """By what the register knows a matter's document again."""
    return "｜".join(("、".join(issue.units), *issue.indicators))
