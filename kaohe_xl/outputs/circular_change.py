"""The page of a circular that sets each indicator's figures beside last month's."""

from __future__ import annotations

from decimal import Decimal

from kaohe_xl.domain.assessment import Entry
from kaohe_xl.messages.circular import words
from kaohe_xl.outputs.circular_facts import Facts
from kaohe_xl.outputs.circular_gaps import NAMED, name_column, named
from kaohe_xl.outputs.circular_tables import PERCENT, SIGNED, decimals, header
from kaohe_xl.outputs.letter_content import chinese_date
from kaohe_xl.outputs.pages import Page, Shown, Table

Pair = tuple[Entry, Entry, Decimal]


def changed(found: Facts) -> list[Pair]:
    """The entries with figures of both months: now, before, the change of 超欠序时; worst first."""
    pairs = []
    for now in found.entries:
        before = found.before(now)
        if before is not None and now.ahead is not None and before.ahead is not None:
            pairs.append((now, before, now.ahead - before.ahead))
    return sorted(pairs, key=lambda pair: pair[2])


def change(found: Facts) -> Page | None:
    """Figures of both months side by side: all of the own unit's, else the worst."""
    pairs = changed(found)
    if not pairs:
        return None
    chosen = pairs if found.own else pairs[:NAMED]
    rows = tuple((place, *_row(found, pair)) for place, pair in enumerate(chosen, 1))
    columns = (
        *(header("serial", 6), name_column(found), header("measure", 9)),
        *(header("actual.before", 11), header("actual.now", 11)),
        *(header("completion.before", 10, PERCENT), header("completion.now", 10, PERCENT)),
        *(header("ahead.before", 10, SIGNED), header("ahead.now", 10, SIGNED)),
        header("ahead.change", 10, SIGNED),
    )
    as_of = found.last.as_of if found.last else None
    note = words("change.note", last=chinese_date(as_of)) if as_of else words("change.note.undated")
    return Page(words("change"), words("change"), note, (Table(columns, rows),))


def _row(found: Facts, pair: Pair) -> tuple[Shown, ...]:
    now, before, by = pair
    values = (decimals(before.actual), decimals(now.actual), before.completion, now.completion)
    return named(found, now), found.indicator(now).measure, *values, before.ahead, now.ahead, by
