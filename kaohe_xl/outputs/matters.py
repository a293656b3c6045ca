"""What is supervised, matter by matter, and 一事一单: a document a matter, to all who answer for it."""

from __future__ import annotations

from kaohe_xl.domain.assessment import Assessment, Light
from kaohe_xl.domain.ladder import Matter
from kaohe_xl.domain.scheme import Scheme
from kaohe_xl.domain.supervision import Issue, Level
from kaohe_xl.outputs.addressees import Names

_WARNED = (Light.RED, Light.AMBER)


def matters_of(scheme: Scheme, assessment: Assessment) -> tuple[Matter, ...]:
    """With an own unit its indicators, by lead and responsible units, the lead first; else each assessed
    unit's own. One that nobody answers for is left out."""
    unit = Names(scheme)
    own = unit(scheme.settings.own_unit) if scheme.settings.own_unit else ""
    indicators = {one.name: one for one in scheme.indicators}
    found = []
    for entry in assessment.entries:
        if not own:
            found.append(Matter((unit(entry.unit),), entry.indicator, entry.lights))
        elif unit(entry.unit) == own and (one := indicators.get(entry.indicator)) is not None:
            named = (name for name in (*one.lead, *one.owners) if name.strip())
            units = tuple(dict.fromkeys(unit(name) for name in named))
            if units:
                found.append(Matter(units, entry.indicator, entry.lights))
    return tuple(found)


def lit_matters(scheme: Scheme, assessment: Assessment) -> tuple[Issue, ...]:
    """A reminder for every red or amber matter, in the workbook's order."""
    return tuple(
        Issue(Level.REMINDER, one.units, (one.indicator,), tuple(one.lights.reasons.values()))
        for one in matters_of(scheme, assessment)
        if one.lights.overall in _WARNED
    )


def matter_key(issue: Issue) -> str:
    """By what the register knows a matter's document again."""
    return "｜".join(("、".join(issue.units), *issue.indicators))
