"""The table of a letter: a row an indicator, every figure as it shows and as the number it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaohe_xl.domain.assessment import Entry, Light
from kaohe_xl.domain.numbers import half_up
from kaohe_xl.domain.scheme import Indicator
from kaohe_xl.messages.documents import phrase
from kaohe_xl.outputs import letter_wording as wording

COLUMNS = (
    "serial",
    "indicator",
    "measure",
    "target",
    "actual",
    "completion",
    "progress",
    "ahead",
    "rank",
    "third_value",
    "gap_to_third",
    "light",
    "patron",
)


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator with the entry that a letter shows of it.

    `duties`: who of those whom a joint letter is to leads it and who answers for it; "" in others.
    """

    indicator: Indicator
    entry: Entry
    duties: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the table: text, or a number with its Excel format and what it shows."""

    text: str
    number: Decimal | None = None
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: the cells in the order of COLUMNS, its light, and the line below it."""

    cells: tuple[Shown, ...]
    light: Light | None
    note: str


def table_row(place: int, item: Item, context: wording.Context) -> Row:
    """The row of `item`, the `place`th of its letter."""
    indicator, entry = item.indicator, item.entry
    given = wording.is_given(entry, indicator)
    places = wording.decimals(entry.actual, entry.target, entry.third_value)
    none = phrase("none")
    cells = {
        "serial": Shown(str(place), Decimal(place), "0"),
        "indicator": Shown(indicator.name),
        "measure": Shown(indicator.measure or phrase("qualitative" if given else "none")),
        "target": _value(entry.target, places),
        "actual": _actual(entry, given, places),
        "completion": _percent(entry.completion),
        "progress": _percent(entry.progress),
        "ahead": _points(entry.ahead),
        "rank": _rank(entry),
        "third_value": _value(entry.third_value, places),
        "gap_to_third": _value(entry.gap_to_third, places),
        "light": Shown(entry.light.value if entry.light else none),
        "patron": Shown(indicator.patron or none),
    }
    lines = (item.duties, wording.reason(entry, indicator), wording.asked(entry, indicator, context))
    note = "\n".join(line for line in lines if line)
    return Row(tuple(cells[column] for column in COLUMNS), entry.light, note)


def _actual(entry: Entry, given: bool, places: int) -> Shown:
    if entry.actual is not None:
        if wording.is_yes_or_no(entry) and entry.actual in (0, 1):
            return Shown(phrase("yes" if entry.actual == 1 else "no"))
        return _value(entry.actual, places)
    if entry.missing is not None and not given:
        return Shown(entry.missing.value)
    return Shown(phrase("none"))


def _value(value: Decimal | None, places: int) -> Shown:
    if value is None:
        return Shown(phrase("none"))
    return Shown(wording.figure(value, places), value, "#,##0" + ("." + "0" * places if places else ""))


def _percent(ratio: Decimal | None) -> Shown:
    if ratio is None:
        return Shown(phrase("none"))
    return Shown(f"{half_up(ratio * 100, 1):.1f}%", ratio, "0.0%")


def _points(points: Decimal | None) -> Shown:
    if points is None:
        return Shown(phrase("none"))
    return Shown(f"{half_up(points, 1):+.1f}", points, "+0.0;-0.0;0.0")


def _rank(entry: Entry) -> Shown:
    if entry.rank is None:
        return Shown(phrase("none"))
    if entry.tied:
        tied = phrase("tied")
        return Shown(f"{tied}{entry.rank}", Decimal(entry.rank), f'"{tied}"0')
    return Shown(f"{entry.rank}/{entry.of}", Decimal(entry.rank), f'0"/{entry.of}"')
