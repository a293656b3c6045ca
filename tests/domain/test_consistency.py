"""口径一致 and cumulative figures, statement by statement."""

from __future__ import annotations

from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from kaohe_xl.domain.consistency import contradictions, falls, measures_differ, whose
from kaohe_xl.domain.findings import Cell
from kaohe_xl.domain.statements import Kind, Measured, Statement


def one(
    value: str,
    table: int,
    *,
    kind: Kind = Kind.ACTUAL,
    month: int = 10,
    current: bool = True,
    measure: str = "",
) -> Statement:
    place = Cell(f"表{table}", f"A{month}")
    return Statement(
        "甲镇",
        "固投",
        kind,
        D(value),
        place,
        value,
        2011,
        month,
        measure=measure,
        table=table,
        current=current,
    )


def told(*statements: Statement, used: Cell | None = None) -> list[tuple[str, str]]:
    cells = frozenset({used} if used else ())
    found = contradictions(statements, cells, lambda _: False, frozenset())
    return [(f.code, str(f.place)) for f in found]


def test_figures_are_held_against_the_one_that_counts() -> None:
    first, second = one("9", 0), one("8", 1)
    assert told(first, second) == [("FIGURES_DIFFER", "表0!A10")]
    assert told(first, second, used=second.place) == [("FIGURES_DIFFER", "表1!A10")]
    assert told(first, one("8", 0)) == []  # one table: that is another mistake


def test_another_month_may_have_another_figure() -> None:
    assert told(one("9", 0), one("8", 1, month=9)) == []


def test_a_target_of_an_earlier_month_was_changed_and_is_told_once() -> None:
    now = one("300", 0, kind=Kind.TARGET)
    before = [one("310", n, kind=Kind.TARGET, month=10 - n, current=False) for n in (1, 2, 3)]
    found = list(contradictions([now, *before], frozenset(), lambda _: False, frozenset()))
    assert [f.code for f in found] == ["TARGET_CHANGED"]
    assert "表1!A9" in found[0].message  # the newest of them
    assert list(contradictions([now, *before], frozenset(), lambda _: True, frozenset())) == []


def test_a_ratio_and_its_percentage_are_the_same() -> None:
    assert told(one("0.85", 0, measure="%"), one("85", 1, measure="%")) == []
    assert told(one("0.85", 0, measure="亿元"), one("85", 1, measure="亿元")) != []


def test_what_has_been_said_is_not_said_again() -> None:
    first, second = one("9", 0), one("8", 1)
    assert (
        list(contradictions([first, second], frozenset(), lambda _: False, frozenset({second.place}))) == []
    )


def test_measures_are_compared_once_a_table() -> None:
    stated = [
        Measured("固投", measure, Cell("表", f"B{n}"), n)
        for n, measure in enumerate(["亿元", "亿元", "万元"])
    ]
    found = list(measures_differ(stated, lambda a, b: a == b))
    assert [str(f.place) for f in found] == ["表!B0"]


VALUES = st.lists(st.integers(0, 50), min_size=1, max_size=12)


@given(VALUES)
def test_a_fall_is_told_exactly_where_a_figure_is_less_than_before(values: list[int]) -> None:
    months = [one(str(value), 0, month=number) for number, value in enumerate(values, 1)]
    last = max((n for n, value in enumerate(values) if value), default=-1)
    wanted = [f"表0!A{n + 1}" for n in range(1, last + 1) if values[n] < values[n - 1]]
    found = falls(months, lambda _: True, lambda _: False)
    assert [str(f.place) for f in found] == wanted
    assert list(falls(months, lambda _: False, lambda _: False)) == []


@given(VALUES, st.integers(1, 4))
def test_tables_that_say_the_same_never_contradict_each_other(values: list[int], copies: int) -> None:
    statements = [
        one(str(value), table, month=number)
        for table in range(copies)
        for number, value in enumerate(values, 1)
    ]
    assert told(*statements) == []


def test_a_sentence_starts_with_the_indicator_alone_where_there_is_no_unit() -> None:
    assert (whose("", "固投"), whose("甲镇", "固投")) == ("“固投”", "“甲镇”的“固投”")
