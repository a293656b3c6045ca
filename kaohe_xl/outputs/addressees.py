"""Who gets a letter, and about which indicators."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kaohe_xl.domain.assessment import Assessment, Entry
from kaohe_xl.domain.findings import Finding, Severity, finding
from kaohe_xl.domain.scheme import Indicator, Scheme
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs.letter_table import Item


@dataclass(frozen=True, slots=True)
class Addressee:
    """A unit and what its letter is about, in the workbook's order."""

    unit: str
    items: tuple[Item, ...]


class Names:
    """The one name under which each unit is addressed, whatever the indicator table calls it."""

    def __init__(self, scheme: Scheme) -> None:
        self._known = {_plain(alias): unit.name for unit in scheme.units for alias in unit.aliases}
        self._known |= {_plain(unit.name): unit.name for unit in scheme.units}

    def __call__(self, name: str) -> str:
        """The name of 责任单位; an unknown one as it stands, without needless spaces."""
        return self._known.get(_plain(name)) or " ".join(name.split())


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def addressees(
    scheme: Scheme, assessment: Assessment, level: str
) -> tuple[tuple[Addressee, ...], tuple[Finding, ...]]:
    """With an own unit: its indicators, by lead and responsible units; else each assessed unit's own.

    Known units come in the order of 责任单位, others behind them as they first occur. Indicators
    without a responsible unit are findings.
    """
    names = Names(scheme)
    if not scheme.settings.own_unit:
        return _in_order(scheme, _by_assessed(scheme, assessment, names)), ()
    own = names(scheme.settings.own_unit)
    entries = {entry.indicator: entry for entry in assessment.entries if names(entry.unit) == own}
    items = [
        Item(indicator, entries.get(indicator.name) or Entry(own, indicator.name, indicator.place))
        for indicator in scheme.indicators
        if not _is_parent(indicator, scheme, entries)
    ]
    found = tuple(
        finding("NO_RESPONSIBLE_UNIT", Severity.WARNING, one.place, indicator=one.name, level=level)
        for one in (item.indicator for item in items)
        if not any(_responsible(one, names))
    )
    return _in_order(scheme, _by_responsible(items, names)), found


def items_about(
    scheme: Scheme, assessment: Assessment, units: Sequence[str], indicators: Sequence[str]
) -> tuple[Item, ...]:
    """The named indicators with their entries: the own unit's, else those of `units`."""
    names = Names(scheme)
    assessed = (
        {names(scheme.settings.own_unit)} if scheme.settings.own_unit else {names(one) for one in units}
    )
    known = {one.name: one for one in scheme.indicators}
    entries = [
        one for one in assessment.entries if names(one.unit) in assessed and one.indicator in indicators
    ]
    items = [Item(known.get(one.indicator) or Indicator(one.indicator), one) for one in entries]
    found = {one.indicator for one in entries}
    unit = scheme.settings.own_unit or (units[0] if units else "")
    items += [
        Item(known[name], Entry(unit, name, known[name].place))
        for name in indicators
        if name in known and name not in found
    ]
    order = {name: place for place, name in enumerate(known)}
    items.sort(key=lambda item: order.get(item.indicator.name, len(order)))
    if len(units) < 2 or not scheme.settings.own_unit:
        return tuple(items)
    return tuple(replace(item, duties=_duties(item.indicator, names)) for item in items)


def _duties(indicator: Indicator, names: Names) -> str:
    """Who leads the indicator, who answers for it."""
    lead = dict.fromkeys(names(one) for one in indicator.lead if one.strip())
    owners = [one for one in _responsible(indicator, names) if one not in lead]
    between = phrase("separator")
    said = {"duties.lead": between.join(lead), "duties.owners": between.join(dict.fromkeys(owners))}
    told = [phrase(code, units=units) for code, units in said.items() if units]
    return phrase("duties", text=phrase("about.between").join(told)) if told else ""


def _is_parent(indicator: Indicator, scheme: Scheme, entries: Iterable[str]) -> bool:
    """Whether it only holds other indicators together, and has no figures of its own."""
    has_children = any(child.parent == indicator.name for child in scheme.indicators)
    return has_children and indicator.name not in entries


def _responsible(indicator: Indicator, names: Names) -> Iterator[str]:
    for name in dict.fromkeys((*indicator.lead, *indicator.owners)):
        if name.strip():
            yield names(name)


def _by_responsible(items: Iterable[Item], names: Names) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        for unit in dict.fromkeys(_responsible(item.indicator, names)):
            found.setdefault(unit, []).append(item)
    return found


def _by_assessed(scheme: Scheme, assessment: Assessment, names: Names) -> dict[str, list[Item]]:
    indicators = {indicator.name: indicator for indicator in scheme.indicators}
    found: dict[str, list[Item]] = {}
    for entry in assessment.entries:
        indicator = indicators.get(entry.indicator) or Indicator(entry.indicator)
        found.setdefault(names(entry.unit), []).append(Item(indicator, entry))
    return found


def _in_order(scheme: Scheme, found: dict[str, list[Item]]) -> tuple[Addressee, ...]:
    known = [unit.name for unit in scheme.units if unit.name in found]
    ordered = dict.fromkeys((*known, *found))
    return tuple(Addressee(unit, tuple(found[unit])) for unit in ordered)
